"""The documentation is whole: what it must name is named, and its links lead somewhere."""

from __future__ import annotations

import dataclasses
import inspect
import re
from pathlib import Path

import pytest

from severakit import client

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

_CODE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_every_setting_and_error_of_the_client_is_described():
    page = (ROOT / "docs/reference/client.md").read_text()
    settings = [*inspect.signature(client.Client).parameters, *inspect.signature(client.AsyncClient).parameters]
    options = [field.name for kind in (client.Timeouts, client.Retries) for field in dataclasses.fields(kind)]
    errors = [name for name in client.__all__ if isinstance(getattr(client, name), type)]
    errors = [name for name in errors if issubclass(getattr(client, name), Exception) and "Warning" not in name]
    assert len(errors) > 15
    for name in (*settings, *errors):
        assert f"`{name}`" in page, name
    for name in options:
        assert any(f"| `{name}` |" in path.read_text() for path in (ROOT / "docs/how-to").glob("*.md")), name
        assert name in page


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page):
    for target in _LINK.findall(_CODE.sub("", page.read_text())):
        assert (page.parent / target).exists(), target


def test_make_targets_that_are_named_exist():
    makefile = (ROOT / "Makefile").read_text()
    for page in PAGES:
        for target in re.findall(r"^make (\w+)", page.read_text(), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
