"""Lists of an organization's data: names, searches, and pages by key that cost their own rows."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from severakit.demo import build_demo
from severakit.demo.build import DEMO_NAME
from severakit.store import administration, browsing, tables
from severakit.store.browsing import LISTINGS
from severakit.store.schema_version import upgrade
from severakit.store.store import Store
from support.calls import statements


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request, tmp_path_factory):
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path_factory.mktemp('browsing')}/demo.db")
        upgrade(store)
    else:
        server = request.getfixturevalue("postgresql")
        store = Store(server.address, files_url=str(tmp_path_factory.mktemp("files")))
    build_demo(store, 300)
    administration.add_organization(store, "Other")
    yield store
    store.close()
    if request.param == "postgresql":
        server.empty()


@pytest.fixture
def session(store):
    with store.read(administration.organization_id(store, DEMO_NAME)) as session:
        yield session


def all_pages(session, listing, size, search=""):
    rows, after = [], None
    while True:
        page = browsing.page(session, listing, size, search, after)
        assert len(page.rows) <= size
        rows += page.rows
        after = page.next
        if after is None:
            return rows


@pytest.mark.parametrize("name", LISTINGS)
def test_pages_hold_every_row_once_and_in_order(session, name):
    listing = LISTINGS[name]
    rows = all_pages(session, listing, 13)
    assert len(rows) == session.count(listing.table) > 13
    assert len({row["guid"] for row in rows}) == len(rows)
    whole = browsing.page(session, listing, 10_000).rows
    assert [row["guid"] for row in rows] == [row["guid"] for row in whole]
    if not isinstance(rows[0]["key"], str):  # each database sorts letters in its own way
        keys = [(row["key"], row["guid"]) for row in rows]
        assert keys == sorted(keys, reverse=listing.descending)


@pytest.mark.parametrize("name", LISTINGS)
def test_names_stand_in_place_of_identifiers(session, name):
    rows = all_pages(session, LISTINGS[name], 1000)
    guids = {row["guid"] for row in rows}
    shown = {str(row[heading]) for row in rows for heading in LISTINGS[name].columns}
    assert guids.isdisjoint(shown)
    assert any(isinstance(row[heading], str) for row in rows for heading in LISTINGS[name].columns)


@pytest.mark.parametrize("name", LISTINGS)
def test_another_organization_has_nothing_of_it(store, name):
    with store.read(administration.organization_id(store, "Other")) as session:
        assert len(all_pages(session, LISTINGS[name], 1000)) <= 1  # an organization starts with its own company
        assert browsing.invoice(session, "nothing") is None


def test_a_search_finds_text_and_numbers(session):
    cases = all_pages(session, LISTINGS["cases"], 1000)
    wanted = cases[5]
    assert wanted in all_pages(session, LISTINGS["cases"], 3, wanted["Account"][1:-1].lower())
    assert next(iter(all_pages(session, LISTINGS["cases"], 3, str(wanted["Number"]))))["guid"] == wanted["guid"]
    assert all_pages(session, LISTINGS["cases"], 3, "100%_") == []
    assert all_pages(session, LISTINGS["invoices"], 3, "9" * 30) == []


SEARCHED = [(name, heading) for name, listing in LISTINGS.items() for heading in listing.searched]


@pytest.mark.parametrize(("name", "heading"), SEARCHED)
def test_what_a_column_shows_is_found_however_it_is_capitalized(session, name, heading):
    """Also letters beyond ASCII, and first and last name as they stand beside each other."""
    listing = LISTINGS[name]
    shown = {row[heading] for row in all_pages(session, listing, 1000)} - {None}
    assert shown
    wanted = max(shown, key=lambda text: sum(not letter.isascii() for letter in text))
    expected = [row["guid"] for row in all_pages(session, listing, 1000) if wanted == row[heading]]
    for text in (wanted, wanted.upper(), wanted.lower()):
        found = {row["guid"] for row in all_pages(session, listing, 1000, text)}
        assert found >= set(expected), text


def test_letters_beyond_ascii_have_capitals_in_both_databases(session):
    for text in ("åkerlunda", "ÅKERLUNDA", "Äö", "é"):
        statement = sa.select(browsing._Place(sa.literal("Café Åkerlunda ÄÖ"), sa.literal(text)))
        assert session.connection.execute(statement).scalar_one() > 0, text
    nothing = sa.select(browsing._Place(sa.null(), sa.literal("x")))
    assert session.connection.execute(nothing).scalar_one() is None


@pytest.mark.parametrize("name", LISTINGS)
def test_a_page_is_one_statement(store, session, name):
    with statements(store) as sent:
        page = browsing.page(session, LISTINGS[name], 5)
        browsing.page(session, LISTINGS[name], 5, "a", page.next)
    assert len(sent) == 2


@pytest.mark.parametrize("name", LISTINGS)
def test_the_order_comes_from_an_index(store, session, name):
    if not store.is_sqlite:
        pytest.skip("PostgreSQL sorts what is as small as this.")
    listing = LISTINGS[name]
    page = browsing.page(session, listing, 5)
    statement = listing.statement(session).order_by(*listing.ordering()).limit(5).where(listing.follows(*page.next))
    compiled = statement.compile(session.connection, compile_kwargs={"literal_binds": True})
    plan = str(session.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all())
    assert f"SEARCH {listing.table.name} USING" in plan
    # What is sorted are at most rows with the same value, by GUID.
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan


def test_a_place_that_no_row_can_have_is_refused(session):
    for name, key in (("cases", "x"), ("hours", "yesterday")):
        with pytest.raises(ValueError, match=key):
            browsing.page(session, LISTINGS[name], 5, after=(key, "0"))


def test_an_invoice_opens_with_its_rows(session):
    guids = session.values(session.select(tables.invoices, tables.invoices.c.guid))
    for guid in guids:
        head, rows = browsing.invoice(session, guid)
        assert head["guid"] == guid
        assert [row["row_number"] for row in rows] == sorted(row["row_number"] for row in rows)
    assert sum(len(browsing.invoice(session, guid)[1]) for guid in guids) == session.count(tables.invoice_rows)
