"""Sessions: bound to one organization, all or nothing, with times that only the store sets."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, ProgrammingError

from severakit.store.schema import organizations
from severakit.store.store import Store, new_guid, normal_url
from severakit.store.tables import (
    account_group_members,
    account_groups,
    accounts,
    currencies,
    hour_entries,
    tags,
    work_types,
)


def add_organization(store: Store, name: str) -> int:
    with store.writing() as connection:
        statement = sa.insert(organizations).values(
            guid=new_guid(),
            name=name,
            inserted_at=store.clock(),
            api_addon=True,
            terms_accepted=True,
            daily_quota=100,
            next_case_number=1,
            next_account_number=1,
            next_travel_number=1,
        )
        return connection.execute(statement.returning(organizations.c.id)).scalar_one()


@pytest.fixture
def organization(store):
    return add_organization(store, "Acme")


def test_each_organization_sees_its_own_rows_only(store, organization):
    other = add_organization(store, "Other")
    with store.write(organization) as session:
        guid = session.insert(work_types, name="Design", is_active=True)
    with store.read(other) as session:
        assert list(session.rows("WorkType")) == []
        assert session.get(work_types, guid) is None
        assert session.count(work_types) == 0
    with store.write(other) as session:
        assert session.delete(work_types, work_types.c.guid == guid) == 0
        assert session.update_where(work_types, work_types.c.guid == guid, name="Stolen") == 0
        session.update(work_types, guid, name="Stolen")
    with store.read(organization) as session:
        assert session.get(work_types, guid)["name"] == "Design"


def test_a_reference_into_another_organization_is_refused_by_the_database(store, organization):
    other = add_organization(store, "Other")
    with store.write(organization) as session:
        foreign = session.insert(currencies, iso_code="EUR", rate=Decimal(1))
    with pytest.raises(IntegrityError), store.write(other) as session:
        session.insert(accounts, name="A", currency_guid=foreign)


def test_rows_inserted_together_are_those_inserted_one_by_one(store, organization):
    rows = [
        {"name": "Design", "is_active": True},
        {"name": "Travel"},
        {"name": "Rest"},
        {"is_active": False, "name": "Old"},
    ]
    with store.write(organization) as session:
        together = session.insert_all(work_types, rows)
        alone = [session.insert(work_types, **row) for row in rows]
        assert session.insert_all(work_types, []) == []
    with store.read(organization) as session:
        found = [[dict(session.get(work_types, guid)) | {"guid": ""} for guid in guids] for guids in (together, alone)]
        assert session.count(work_types) == 2 * len(rows)
    assert found[0] == found[1]
    assert [row["name"] for row in found[0]] == [row["name"] for row in rows]


def test_a_session_that_raises_changes_nothing(store, organization):
    def fail_halfway():
        with store.write(organization) as session:
            session.insert(work_types, name="Design")
            session.next_number("case")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with store.write(organization) as session:
        assert session.count(work_types) == 0
        assert session.next_number("case") == 1


def test_change_times_come_from_the_store(database_url, store):
    organization = add_organization(store, "Acme")
    moments = [datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)]
    clocked = Store(database_url, clock=lambda: moments[0])
    with clocked.write(organization) as session:
        guid = session.insert(work_types, name="Design")
    moments.pop(0)
    with clocked.write(organization) as session:
        session.update(work_types, guid, name="Drawing")
    with clocked.read(organization) as session:
        row = session.get(work_types, guid)
    clocked.close()
    assert (row["inserted_at"], row["updated_at"]) == (
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 2, 12, tzinfo=UTC),
    )


def test_links_keep_their_order_and_are_replaced_as_a_whole(store, organization):
    with store.write(organization) as session:
        account = session.insert(accounts, name="A")
        groups = [session.insert(account_groups, name=name) for name in ("one", "two", "three")]
        links = [{"account_group_guid": guid} for guid in reversed(groups)]
        session.replace(account_group_members, "account_guid", account, links)
        assert session.row("Account", account)[0] == groups[::-1]
        session.replace(account_group_members, "account_guid", account, links[:1])
        session.append(account_group_members, "account_guid", account, account_group_guid=groups[0])
        assert session.row("Account", account)[0] == [groups[2], groups[0]]


def test_numbers_are_taken_once_by_writers_at_the_same_time(store, organization):
    taken: list[int] = []

    def take() -> None:
        for _ in range(10):
            with store.write(organization) as session:
                taken.append(session.next_number("case"))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 81))


def test_a_row_that_is_inserted_once_is_there_once_however_many_insert_it(store, organization):
    other = add_organization(store, "Other")
    guids: list[str] = []

    def insert() -> None:
        for number in range(5):
            with store.write(organization) as session:
                tag = {"context": "Case", "keyword": str(number)}
                guids.append(session.insert_once(tags, ("context", "keyword"), **tag, weight=1)["guid"])

    threads = [threading.Thread(target=insert) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(guids), len(set(guids))) == (30, 5)
    with store.write(other) as session:
        row = session.insert_once(tags, ("context", "keyword"), context="Case", keyword="0", weight=2)
        assert (row["guid"] in guids, row["weight"], session.count(tags)) == (False, 2, 1)
        same = session.insert_once(tags, ("context", "keyword"), context="Case", keyword="0", weight=3)
        assert same == row


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (hour_entries.c.event_date, datetime(2026, 1, 1, tzinfo=UTC)),
        (hour_entries.c.inserted_at, datetime(2026, 1, 1)),
    ],
)
def test_a_moment_needs_a_zone_and_a_date_has_none(store, column, value):
    with store.reading() as connection, pytest.raises(sa.exc.StatementError, match="zone"):
        connection.execute(sa.select(hour_entries.c.guid).where(column == value))


@pytest.mark.parametrize("url", ["postgresql://h/d", "postgres://h/d", "postgresql+psycopg://h/d"])
def test_a_postgresql_address_needs_no_driver_name(url):
    assert normal_url(url) == "postgresql+psycopg://h/d"


def test_an_address_may_leave_prepared_statements_out():
    store = Store("postgresql://user@host/database?prepared_statements=false&connect_timeout=3")
    # The rest is what PostgreSQL's programs are given too.
    assert dict(store.url.query) == {"connect_timeout": "3"}
    # Whatever else it says is left to the driver, which refuses it.
    with (
        pytest.raises(ProgrammingError, match="prepared_statements"),
        Store("postgresql:///database?prepared_statements=no").reading(),
    ):
        pass
