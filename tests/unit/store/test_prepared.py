"""Prepared statements give and raise what SQLAlchemy gives and raises for the same statement."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from severakit.store import administration
from severakit.store.columns import Amount, Instant
from severakit.store.prepared import Prepared
from severakit.store.reading import Lookup
from severakit.store.tables import accounts, currencies, work_types

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def organization(store):
    return administration.add_organization(store, "Acme")


@pytest.fixture
def table(store):
    things = sa.Table(
        "things",
        sa.MetaData(),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("at", Instant),
        sa.Column("amount", Amount),
        sa.Column("is_active", sa.Boolean),
    )
    with store.writing() as connection:
        things.create(connection)
        row = {"name": "a%b", "at": NOON, "amount": Decimal("1.50"), "is_active": True}
        connection.execute(sa.insert(things), [row, {"name": "none", "at": None, "amount": None, "is_active": None}])
    yield things
    with store.writing() as connection:
        things.drop(connection)


def test_values_are_converted_on_both_ways(store, table):
    c = table.c
    found = sa.select(table).where(c.at == sa.bindparam("at", type_=Instant()), c.name.like("%\\%%", escape="\\"))
    statement = Prepared(found)
    for _ in range(2):
        with store.reading() as connection:
            (row,) = statement.rows(connection, at=NOON)
            assert tuple(row) == ("a%b", NOON, Decimal("1.50"), True)
            assert isinstance(row[3], bool)
            assert statement.rows(connection, at=NOON.replace(hour=1)) == []
            assert statement.first(connection, at=NOON.replace(hour=1)) is None


def test_nulls_stay_nulls(store, table):
    statement = Prepared(sa.select(table).where(table.c.name == sa.bindparam("name")))
    with store.reading() as connection:
        assert tuple(statement.first(connection, name="none")) == ("none", None, None, None)


def test_a_value_that_is_missing_is_told(store, table):
    statement = Prepared(sa.select(table).where(table.c.name == sa.bindparam("name")))
    with store.reading() as connection, pytest.raises(KeyError, match="name"):
        statement.rows(connection)


def test_a_moment_without_zone_is_refused_as_elsewhere(store, table):
    statement = Prepared(sa.select(table).where(table.c.at == sa.bindparam("at", type_=Instant())))
    with store.reading() as connection, pytest.raises(ValueError, match="has no zone"):
        statement.rows(connection, at=datetime(2026, 5, 1))


def test_what_the_database_refuses_is_an_error_of_sqlalchemy_without_the_values(store, table):
    twice = Prepared(sa.insert(table).values(name=sa.bindparam("name", required=True)).returning(table.c.name))
    with store.writing() as connection:
        assert [tuple(row) for row in twice.rows(connection, name="secret")] == [("secret",)]
    with pytest.raises(sa.exc.IntegrityError) as refused, store.writing() as connection:
        twice.rows(connection, name="secret")
    assert not refused.value.connection_invalidated
    assert refused.value.params is None
    with store.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 3


def test_who_listens_to_statements_hears_these_too(store, table):
    statement = Prepared(sa.select(table.c.name).where(table.c.name == sa.bindparam("name")))
    heard: list[str] = []

    def note(_connection, _cursor, text, *_rest) -> None:
        heard.append(text)

    with store.reading() as connection:
        sa.event.listen(store.engine, "before_cursor_execute", note)
        try:
            assert [tuple(row) for row in statement.rows(connection, name="none")] == [("none",)]
        finally:
            sa.event.remove(store.engine, "before_cursor_execute", note)
    assert len(heard) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_was_lost_is_given_up(store, table):
    statement = Prepared(sa.select(table.c.name).where(table.c.name == sa.bindparam("name")))

    def read_on_a_lost_connection() -> None:
        with store.reading() as connection:
            pid = connection.connection.dbapi_connection.info.backend_pid
            with store.line() as line:
                line.connection.execute(sa.select(sa.func.pg_terminate_backend(pid)))
            statement.rows(connection, name="none")

    with pytest.raises(sa.exc.OperationalError) as lost:
        read_on_a_lost_connection()
    assert lost.value.connection_invalidated
    with store.reading() as connection:
        assert tuple(statement.first(connection, name="none")) == ("none",)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_is_sent_what_is_asked_and_nothing_that_makes_it_compile_its_statements_anew(store, table):
    statement = Prepared(sa.select(table.c.name).where(table.c.name == sa.bindparam("name")))
    sent: list[str] = []
    with store.line() as line:
        driver = line.connection.connection.driver_connection
    driver.set_trace_callback(sent.append)
    for _ in range(2):
        with store.line() as line:
            assert line.connection.connection.driver_connection is driver
            statement.rows(line.connection, name="none")
        with store.reading() as connection:
            statement.rows(connection, name="none")
    driver.set_trace_callback(None)
    # A PRAGMA would expire every statement of its connection.
    assert [text.split()[0] for text in sent] == ["SELECT", "BEGIN", "SELECT", "COMMIT"] * 2


# --- look-ups ---


def test_a_look_up_finds_what_a_search_finds(store, organization):
    with store.write(organization) as session:
        currency = session.find(currencies)["guid"]
        for number in (5, 6):
            session.insert(accounts, name=f"Account {number}", number=number, currency_guid=currency)
        lookup = Lookup("Account", "number")
        assert session.look_up(lookup, 6) == next(iter(session.rows("Account", accounts.c.number == 6)))
        assert session.look_up(lookup, 7) is None


def test_a_look_up_keeps_to_its_organization(store, organization):
    other = administration.add_organization(store, "Other")
    with store.write(other) as session:
        session.insert(work_types, name="Theirs", code="X", is_active=True)
    with store.read(organization) as session:
        assert session.look_up(Lookup("WorkType", "code"), "X") is None
    with store.read(other) as session:
        assert session.look_up(Lookup("WorkType", "code"), "X") is not None


def test_a_look_up_sees_only_what_its_session_may_see(store, organization):
    with store.write(organization) as session:
        session.insert(work_types, name="One", code="X", is_active=True)
        lookup = Lookup("WorkType", "code")
        session.narrow(work_types, work_types.c.name != "One")
        assert session.look_up(lookup, "X") is None
