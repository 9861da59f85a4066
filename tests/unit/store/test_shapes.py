"""The statements by which single rows are found, added and changed: whatever table, and whoever listens."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from severakit.store import administration, shapes
from severakit.store.schema import metadata
from severakit.store.store import Store
from severakit.store.tables import (
    account_groups,
    accounts,
    currencies,
    employments,
    over_times,
    sales_processes,
    tags,
    users,
    work_types,
)
from support.calls import statements

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def organization(store):
    return administration.add_organization(store, "Acme")


@pytest.fixture(params=["sent as they are", "heard"])
def session(request, store, organization):
    """A session that writes; with a listener its statements go through SQLAlchemy, and must mean the same."""
    with store.write(organization) as session:
        if request.param == "heard":
            with statements(store):
                yield session
        else:
            yield session


def stored(session, table, guid):
    """What SQLAlchemy itself reads."""
    return session.connection.execute(session.select(table).where(table.c.guid == guid)).mappings().one()


def test_a_row_that_is_found_is_the_one_that_sqlalchemy_reads(session):
    day = datetime(2026, 1, 1)
    user = session.insert(users, first_name="Aino", last_name="Laine", email="aino@acme.example")
    terms = {"daily_hours": Decimal("7.25"), "hour_cost": Decimal("48.10")}
    guid = session.insert(employments, user_guid=user, start_date=day, end_date=None, **terms)
    found = session.get(employments, guid)
    assert found == stored(session, employments, guid)
    assert (found["start_date"], found["daily_hours"], found["end_date"]) == (day, Decimal("7.25"), None)
    assert session.find(employments, end_date=None, start_date=day) == found
    assert session.find(employments, end_date=None, start_date=day + timedelta(1)) is None
    assert session.find(employments, end_date=day) is None
    assert session.hold(employments, guid) == found
    assert session.hold(employments, None) is None


def test_what_is_not_given_has_its_default_and_what_is_given_stays(session):
    asked = session.insert(sales_processes, name="Asked", is_active=True)
    won = session.insert(sales_processes, name="Won", is_active=True, sort_order=7)
    assert [session.get(sales_processes, guid)["sort_order"] for guid in (asked, won)] == [0, 7]
    assert session.get(currencies, session.insert(currencies, iso_code="XAU"))["is_base"] is False


def test_a_column_that_there_is_not_is_told(session):
    guid = session.insert(tags, context="Case", keyword="urgent")
    for attempt in (
        lambda: session.insert(tags, context="Case", keyword="late", color="red"),
        lambda: session.update(tags, guid, color="red"),
        lambda: session.find(tags, color="red"),
    ):
        with pytest.raises(KeyError, match="color"):
            attempt()
    assert session.count(tags, tags.c.keyword.in_(["urgent", "late"])) == 1


def test_a_row_that_is_changed_keeps_the_rest(session):
    first, second = (session.insert(over_times, name=name, is_active=True) for name in ("Evening", "Night"))
    before = session.get(over_times, second)
    session.update(over_times, first, name="Sunday")
    assert session.get(over_times, first)["name"] == "Sunday"
    assert session.get(over_times, second) == before


def test_the_oldest_with_a_value_is_found_and_an_active_one_before_all(store, organization):
    code = {"code": "7"}
    hour = [NOON - timedelta(hours=hours) for hours in (3, 2, 1)]
    guids = []
    for moment, active in zip(hour, (False, True, True), strict=True):
        store.clock = lambda moment=moment: moment
        with store.write(organization) as session:
            guids.append(session.insert(work_types, name="Design", is_active=active, **code))
    with store.write(organization) as session:
        assert session.oldest(work_types, "code", "7")["guid"] == guids[1]
        session.update_where(work_types, work_types.c.code == "7", is_active=False)
        assert session.oldest(work_types, "code", "7")["guid"] == guids[0]
        assert session.oldest(work_types, "code", "8") is None
    with store.read(administration.add_organization(store, "Other")) as session:
        assert session.oldest(work_types, "code", "7") is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_row_that_is_held_waits_to_be_changed(store, organization):
    with store.write(organization) as session:
        group = session.insert(account_groups, name="Old", is_active=True)
    changed = threading.Event()

    def change() -> None:
        with store.write(organization) as session:
            session.update(account_groups, group, name="New")
        changed.set()

    with store.write(organization) as session:
        assert session.hold(account_groups, group)["name"] == "Old"
        thread = threading.Thread(target=change)
        thread.start()
        assert not changed.wait(0.5)
        assert session.get(account_groups, group)["name"] == "Old"
    thread.join(timeout=30)
    assert changed.is_set()


def test_each_shape_is_made_once_whatever_the_values(store, organization):
    def write(name: str) -> None:
        with store.write(organization) as session:
            guid = session.insert(tags, context="Case", keyword=name)
            session.update(tags, guid, keyword=name * 2)
            session.find(tags, context="Case", keyword=name * 2)
            session.hold(tags, guid)

    write("a")
    made = how_many_are_made()
    for number in range(20):
        write(f"b{number}")
    assert how_many_are_made() == made


def how_many_are_made() -> list[int]:
    return [each.cache_info().currsize for each in (shapes.adding, shapes.changing, shapes.finding, shapes.holding)]


def test_every_default_is_a_constant():
    """Else a row would be added without it."""
    for table in metadata.sorted_tables:
        shapes.adding(table, ())


def test_a_default_that_is_none_is_refused():
    table = sa.Table("things", sa.MetaData(), sa.Column("at", sa.Text, default=lambda: "now"))
    with pytest.raises(TypeError, match="no constant"):
        shapes.adding(table, ())
    shapes.adding(table, ("at",))


def test_what_a_session_narrows_it_does_not_find(store: Store, organization):
    with store.write(organization) as session:
        shown, hidden = (session.insert(accounts, **account(session, number)) for number in (71, 72))
    with store.read(organization) as session:
        session.narrow(accounts, accounts.c.number == 71)
        assert session.find(accounts, number=71)["guid"] == shown
        assert session.find(accounts, number=72) is None
        assert session.get(accounts, hidden) is None
        assert session.row("Account", hidden) is None
        assert session.row("Account", shown) is not None


def account(session, number: int) -> dict[str, object]:
    return {"name": f"Account {number}", "number": number, "currency_guid": session.find(currencies)["guid"]}
