"""The report as people see it: in a window of two widths, in the dark, and on paper."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from severakit.cli import app
from support.mirrored_demo import mirror_demo


@pytest.fixture(scope="module")
def report(migrated_sqlite, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    address = f"duckdb:///{folder}/m.duckdb"
    mirror_demo(migrated_sqlite, folder, [address])
    done = CliRunner().invoke(app, ["report", "--from", address, "--to", f"{folder}/report.html"])
    assert done.exit_code == 0, done.output
    return folder / "report.html"


def test_it_asks_for_nothing_runs_nothing_and_fits(browser, report):
    for scheme, width in (("light", 1200), ("dark", 1200), ("dark", 400)):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        page = context.new_page()
        seen = []
        page.on("request", lambda request, seen=seen: seen.append(request.url))
        page.on("dialog", lambda dialog, seen=seen: seen.append(dialog.message))
        page.on("console", lambda message, seen=seen: seen.append(message.text))
        page.goto(report.as_uri())
        assert seen == [report.as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator("figure.wide >> visible=true").count() == (7 if width > 640 else 0)
        assert page.locator("figure.narrow >> visible=true").count() == (0 if width > 640 else 7)
        colour = page.evaluate("getComputedStyle(document.querySelector('figure.wide text, figure.narrow text')).fill")
        assert colour == ("rgb(28, 39, 51)" if scheme == "light" else "rgb(230, 235, 240)")
        context.close()


def test_it_prints_in_light_colours_all_charts(browser, report):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 39, 51)"
    assert page.locator("figure.wide >> visible=true").count() == 7
    assert page.pdf().startswith(b"%PDF")
    context.close()
