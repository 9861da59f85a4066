"""``severakit report``: figures that are those of the views, a page that is whole in itself, and pictures."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal

import duckdb
import lxml.html
import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.sync.asking import asking
from severakit.sync.report.figures import figures
from support.mirrored_demo import HOSTILE, mirror_demo, mirror_nothing

CHARTS = {"hours", "invoicing", "customers", "work_in_progress", "receivables", "cases", "allocation"}


@pytest.fixture(scope="module")
def mirrors(migrated_sqlite, postgresql, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    addresses = {
        "duckdb": f"duckdb:///{folder}/m.duckdb",
        "postgresql": postgresql.new_database(),
        "parquet": f"file://{folder}/parquet",
        "delta": f"delta:file://{folder}/delta",
    }
    mirror_demo(migrated_sqlite, folder, addresses.values())
    return addresses


@pytest.fixture(scope="module")
def empty(migrated_sqlite, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nothing")
    address = f"duckdb:///{folder}/m.duckdb"
    mirror_nothing(migrated_sqlite, folder, [address])
    return address


def report(*words):
    return CliRunner().invoke(app, ["report", *map(str, words)])


def test_figures_are_those_of_the_views(mirrors):
    with asking(mirrors["duckdb"]) as query:
        found = figures(query)

        def total(column, view, where="TRUE"):
            return query(f"SELECT SUM({column}) AS sum FROM {view} WHERE {where}")[0]["sum"]

        first, last = found.hours[0].month, found.hours[-1].month
        shown = f"month BETWEEN DATE '{first}' AND DATE '{last}'"
        assert (last.year - first.year) * 12 + last.month - first.month == 23
        assert [each.month for each in found.invoicing] == [each.month for each in found.hours]
        assert sum(each.billable for each in found.hours) == total("billable_hours", "hours_by_month", shown)
        assert sum(each.billable + each.other for each in found.hours) == total("hours", "hours_by_month", shown)
        assert sum(each.amount for each in found.invoicing) == total("in_base_currency", "invoicing_by_month", shown)
        assert found.work_in_progress_total == total("value", "work_in_progress")
        open_sum = sum(each.amount for each in found.receivables)
        assert open_sum == pytest.approx(total("total_in_base_currency", "receivables_by_age"), abs=Decimal("0.05"))
        assert sum(each.allocated for each in found.allocation) == total("allocated_hours", "allocation_by_month")
        for each in found.cases:
            assert each.margin == each.invoiced - each.cost
        assert len(found.customers) == len(found.cases) == 10


def test_each_kind_of_mirror_gives_the_same_figures(mirrors):
    def of(address):
        done = report("--from", address, "--json")
        assert done.exit_code == 0, done.output
        found = json.loads(done.stdout, parse_float=Decimal)
        assert found.pop("made_at") >= found.pop("mirrored_at") > "2026"
        return _plain(found)

    figures = of(mirrors["duckdb"])
    for kind in ("postgresql", "parquet", "delta"):
        assert of(mirrors[kind]) == figures, kind


def _plain(value):
    """Return data in which 1.50 and 1.5 are the same."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    try:
        return Decimal(value)
    except ArithmeticError:
        return value


def test_names_of_customers_are_text_wherever_they_stand(mirrors, tmp_path):
    done = report("--from", mirrors["duckdb"], "--to", tmp_path / "new" / "report.html")
    assert done.exit_code == 0, done.output
    text = (tmp_path / "new" / "report.html").read_text("utf-8")
    page = lxml.html.fromstring(text)
    assert page.xpath("//script | //img | //link | //iframe | //object | //@onerror | //@onload | //@src") == []
    assert all(each.startswith("#") for each in page.xpath("//@href | //@*[local-name()='xlink:href']"))
    assert page.xpath("//h1")[0].text == HOSTILE[0]
    drawn = {"".join(each.itertext()) for each in page.iter("text")}
    for name in HOSTILE:
        assert any(name[:12] in each for each in drawn), name
        assert any(name in "".join(each.itertext()) for each in page.iter("td")), name
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["report.html"]


def test_pictures_are_there_for_each_chart(mirrors, tmp_path):
    done = report("--from", mirrors["duckdb"], "--pictures", tmp_path / "pictures")
    assert done.exit_code == 0, done.output
    files = {each.stem: each.read_bytes() for each in (tmp_path / "pictures").iterdir()}
    assert files.keys() == CHARTS
    for content in files.values():
        assert content.startswith(b"\x89PNG\r\n")
        assert int.from_bytes(content[16:20], "big") == 1840


def test_an_empty_organization_says_so(empty, tmp_path):
    done = report("--from", empty, "--to", tmp_path / "report.html", "--pictures", tmp_path / "pictures")
    assert done.exit_code == 0, done.output
    page = lxml.html.fromstring((tmp_path / "report.html").read_text("utf-8"))
    assert len(page.find_class("nothing")) == len(CHARTS)
    assert "No hours were entered yet." in page.text_content()
    assert not list(page.iter("svg"))
    assert not (tmp_path / "pictures").exists()


def test_what_cannot_be_done_is_said(mirrors, empty, tmp_path):
    done = report("--from", mirrors["duckdb"])
    assert (done.exit_code, "--to report.html" in done.stderr) == (2, True)
    for address in (f"duckdb:///{tmp_path}/none.duckdb", f"file://{tmp_path}/none"):
        done = report("--from", address, "--json")
        assert (done.exit_code, "sync run" in done.stderr) == (1, True), done.output
    done = report("--from", "postgresql://nobody@/none?host=/nowhere", "--json")
    assert (done.exit_code, "cannot be opened" in done.stderr) == (1, True)
    done = report("--from", f"{mirrors['postgresql']}&options=-csearch_path%3Delsewhere", "--json")
    assert (done.exit_code, "lacks business_units, cases" in done.stderr) == (1, True)
    with duckdb.connect(str(tmp_path / "some.duckdb")) as connection:
        connection.execute("CREATE TABLE users (guid VARCHAR)")
    done = report("--from", f"duckdb:///{tmp_path}/some.duckdb", "--json")
    assert (done.exit_code, "lacks business_units, cases" in done.stderr) == (1, True)
    (tmp_path / "file").write_text("kept")
    done = report("--from", empty, "--to", tmp_path / "file" / "report.html")
    assert (done.exit_code, "Choose another place" in done.stderr) == (1, True)
    assert (tmp_path / "file").read_text() == "kept"


def test_figures_alone_need_no_matplotlib(empty):
    program = "import sys; from severakit.cli import main; sys.argv[1:] = {}\ntry:\n main()\nfinally:\n assert {}"
    program = program.format(["report", "--from", empty, "--json"], "'matplotlib' not in sys.modules")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["hours"] == []
