"""``severakit admin template``: what is set is printed with, and what cannot print is not set."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from severakit.cli.admin import app
from severakit.documents.own import USUAL
from severakit.store import administration, own_documents
from severakit.store.schema_version import upgrade
from severakit.store.store import Store

MINE = b'#set document(title: "Mine")\nMine'
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>'


@pytest.fixture
def url(tmp_path):
    url = f"sqlite:///{tmp_path / 'severakit.db'}"
    store = Store(url)
    upgrade(store)
    administration.add_organization(store, "Acme")
    administration.add_organization(store, "Other")
    store.close()
    return url


def run(url, *arguments, of="Acme"):
    return CliRunner().invoke(app, ["template", *map(str, arguments), "--organization", of, "--database", url])


def listed(url, of="Acme"):
    return {row["kind"]: row["size"] for row in json.loads(run(url, "list", "--json", of=of).stdout)}


def contents(url, of="Acme"):
    store = Store(url)
    with store.read(administration.organization_id(store, of)) as session:
        found = own_documents.contents(session)
    store.close()
    return found


def test_a_template_is_shown_set_and_reset(url, tmp_path):
    file = tmp_path / "invoice.typ"
    shown = run(url, "show", "invoice").stdout_bytes
    assert shown == USUAL
    file.write_bytes(shown.replace(b"18pt", b"20pt"))
    for content in (file.read_bytes(), MINE):
        file.write_bytes(content)
        assert run(url, "set", "invoice", file).exit_code == 0
        assert run(url, "show", "invoice").stdout_bytes == content
    assert listed(url) == {"invoice": len(MINE)}
    assert listed(url, of="Other") == {}
    assert contents(url, of="Other") == {}
    assert run(url, "show", "travel").stdout_bytes == USUAL
    assert json.loads(run(url, "reset", "invoice", "--json").stdout) == {"kind": "invoice", "was_own": True}
    assert json.loads(run(url, "reset", "invoice", "--json").stdout) == {"kind": "invoice", "was_own": False}
    assert listed(url) == {}


def test_what_cannot_print_leaves_what_was_there(url, tmp_path):
    file = tmp_path / "invoice.typ"
    file.write_bytes(MINE)
    assert run(url, "set", "invoice", file).exit_code == 0
    file.write_bytes(b"#nothing")
    refused = run(url, "set", "invoice", file)
    assert (refused.exit_code, "unknown variable: nothing" in refused.stderr) == (2, True)
    missing = run(url, "set", "invoice", tmp_path / "nowhere.typ")
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)
    assert contents(url) == {"invoice": MINE}


def test_a_logo_is_set_and_shown(url, tmp_path):
    assert run(url, "show", "logo").exit_code == 2
    file = tmp_path / "logo.svg"
    file.write_bytes(LOGO)
    assert run(url, "set", "logo", file).exit_code == 0
    assert run(url, "show", "logo").stdout_bytes == LOGO
