"""Row-level security of PostgreSQL: what holds where a statement forgets the organization."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

import severakit
from severakit.store import access, administration, audit, console_accounts
from severakit.store.row_security import SETTING
from severakit.store.schema import metadata, organizations
from severakit.store.store import Store
from severakit.store.tables import industries, users
from support.postgresql import ROLE

postgresql_only = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

PROTECTED = {table.name: "organization_id" for table in metadata.tables.values() if "organization_id" in table.c}
PROTECTED["organizations"] = "id"
"""Each table that carries an organization, with the column that does."""

OPEN = {
    "console_secrets": "what sessions are signed with",
    "ended_sessions": "numbers of sessions",
    "maintenance_breaks": "of the whole service",
    "sign_in_attempts": "by address, before anybody is known",
}
"""Tables that carry none, and what they hold."""

OF_ALL = {
    "cli": {},
    "console": {
        "access_check.py": "is told a key of another organization from one that nobody has",
        "audit_trail.py": "an operator sees what concerns the whole service",
    },
    "demo": {"build.py": "adds an organization"},
    "service": {
        "access_log.py": "calls of all organizations, and of nobody, in one batch",
        "admin/access.py": "finds whose key it is, then what that user may do",
        "admin/actions.py": "finds whose token it is",
        "admin/logs.py": "an operator reads the trail of the whole service",
    },
    "store": {
        "administration/keys.py": "finds an organization by its name",
        "administration/maintenance.py": "of the whole service",
        "administration/organizations.py": "of all organizations",
        "administration/tokens.py": "tokens of operators too",
        "administration/usage.py": "finds an organization by its name",
        "administration/users.py": "finds an organization by its name",
        "audit.py": "the trail of the whole service",
        "backup.py": "everything",
        "console_accounts.py": "accounts of operators too, found by their address",
        "downtime.py": "of the whole service",
        "dumping.py": "everything",
        "migrations/__init__.py": "everything",
        "profiles.py": "finds an organization by its name",
    },
}
"""The modules that open the store for all organizations, by package, each with its reason."""


class Two(NamedTuple):
    """The numbers of two organizations in one store: whose session is open, and another."""

    store: Store
    mine: int
    other: int


@pytest.fixture
def two(store: Store) -> Two:
    with audit.acting("test"):
        for name in ("Mine", "Other"):
            administration.add_organization(store, name)
            administration.add_user(store, f"api@{name}.example", organization=name, first_name="A", last_name="B")
            administration.create_key(store, f"api@{name}.example", organization=name)
            administration.create_token(store, name, "script")
            console_accounts.add_account(store, f"admin@{name}.example", "a long password", organization=name)
    numbers = [administration.organization_id(store, name) for name in ("Mine", "Other")]
    with store.line() as line:
        for number in numbers:
            access.count_call(line.connection, number, store.clock())
    with store.writing() as connection:
        calls = [
            {"organization_id": number, "at": store.clock(), "operation": "IAPI.GetVersion", "outcome": "ok"}
            | {"bytes": 1, "milliseconds": 1, "user_guid": None, "key_shown": None, "cause": None, "remote": None}
            for number in numbers
        ]
        access.log_calls(connection, calls)
    return Two(store, *numbers)


@pytest.fixture
def raw(two: Two) -> Iterator[psycopg.Connection]:
    """A connection of the role's own, past the store."""
    address = two.store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def counts(connection: psycopg.Connection | sa.Connection) -> dict[str, int]:
    """Return how many rows a connection sees of each table, of those of which it sees any."""
    ask = connection.execute if isinstance(connection, psycopg.Connection) else connection.exec_driver_sql
    found = {name: ask(f"SELECT count(*) FROM {name}").fetchone()[0] for name in PROTECTED}  # type: ignore[index]
    return {name: count for name, count in found.items() if count}


@postgresql_only
def test_every_table_of_an_organization_is_protected(store):
    with store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        ).all()
        policies = connection.exec_driver_sql("SELECT tablename FROM pg_policies WHERE policyname = 'organization'")
        with_policy = set(policies.scalars())
    protected = {name for name, is_protected in rows if is_protected}
    assert protected == with_policy == PROTECTED.keys()
    assert {name for name, _ in rows} - protected == {*OPEN, "alembic_version"}


def opens_all(module: Path) -> bool:
    """Whether a module opens the store without naming a scope."""
    calls = (node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call))
    return any(
        isinstance(call.func, ast.Attribute) and call.func.attr in {"reading", "writing"} and not call.args
        for call in calls
    )


def test_who_opens_the_store_for_all_organizations_is_known_by_name():
    package = Path(severakit.__file__).parent
    modules = [module for module in package.rglob("*.py") if "client" not in module.parts]  # which has no store
    found = {str(module.relative_to(package)) for module in modules if opens_all(module)}
    assert found == {f"{part}/{module}" for part, modules in OF_ALL.items() for module in modules}


@postgresql_only
def test_the_tests_run_as_an_ordinary_role(raw):
    asked = "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert raw.execute(asked).fetchone() == (ROLE, False)
    owned = raw.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert owned == [(ROLE,)]


@postgresql_only
def test_a_statement_without_the_organization_sees_its_own_rows(two):
    with two.store.reading() as connection:
        everything = counts(connection)
    assert len(everything) > 20
    with two.store.read(two.mine) as session:
        mine = counts(session.connection)
        for name, column in PROTECTED.items():
            seen = session.connection.exec_driver_sql(f"SELECT DISTINCT {column} FROM {name}").scalars().all()
            assert set(seen) <= {two.mine}, name
    with two.store.read(two.other) as session:
        other = counts(session.connection)
    assert mine.keys() == other.keys() == everything.keys()
    assert {name: mine[name] + other[name] for name in mine} == everything


@postgresql_only
def test_a_statement_without_the_organization_changes_its_own_rows(two):
    with two.store.read(two.mine) as session:
        mine = counts(session.connection)
    with two.store.write(two.mine) as session:
        for name, column in PROTECTED.items():
            if name != "audit_trail":
                changed = session.connection.exec_driver_sql(f"UPDATE {name} SET {column} = {column}").rowcount
                assert changed == mine.get(name, 0), name
    with two.store.write(two.mine) as session:
        assert session.connection.exec_driver_sql("DELETE FROM industries").rowcount == mine["industries"]
    with two.store.read(two.other) as session:
        assert session.count(industries) == mine["industries"]


_NEW_INDUSTRY = """INSERT INTO industries (organization_id, guid, name, is_active, inserted_at, updated_at)
VALUES ({other}, 'new', 'Mining', true, now(), now())"""
_NEW_ORGANIZATION = """INSERT INTO organizations
SELECT (jsonb_populate_record(o, '{{"id": 9, "guid": "x", "name": "X"}}')).* FROM organizations o"""


@postgresql_only
@pytest.mark.parametrize(
    "statement",
    [
        _NEW_INDUSTRY,
        "UPDATE industries SET organization_id = {other}",
        "INSERT INTO quota_days (organization_id, day, used) VALUES ({other}, '2040-01-01', 1)",
        _NEW_ORGANIZATION,
    ],
)
def test_nothing_is_put_into_another_organization(two, statement):
    with pytest.raises(DBAPIError, match="violates row-level security policy"), two.store.write(two.mine) as session:
        session.connection.exec_driver_sql(statement.format(other=two.other))


@postgresql_only
def test_without_a_scope_there_is_nothing(two, raw):
    assert counts(raw) == {}
    assert raw.execute("DELETE FROM industries").rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute("INSERT INTO quota_days (organization_id, day, used) VALUES (%s, '2040-01-01', 1)", [two.mine])


@postgresql_only
@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("scope", ["", "0", "-1", "x", "ALL", "1 or true", "1'", " 1"])
def test_a_scope_that_is_none_shows_nothing(raw, scope):
    raw.execute("SELECT set_config(%s, %s, false)", [SETTING, scope])
    assert counts(raw) == {}


@postgresql_only
def test_before_the_organization_is_known_only_what_the_gate_asks_for_is_seen(two):
    with two.store.line() as line:
        assert counts(line.connection).keys() == {"api_keys", "organizations", "quota_days", "users"}
        assert line.connection.execute(sa.update(users).values(api_enabled=True)).rowcount == 0
        assert line.connection.execute(sa.delete(access.api_keys)).rowcount == 0
        assert line.connection.execute(sa.update(organizations).values(daily_quota=1)).rowcount == 0


@postgresql_only
def test_a_scope_ends_with_its_transaction(two):
    for opened in (two.store.read(two.mine), two.store.write(two.mine), two.store.reading(), two.store.writing()):
        with opened:
            pass
        with two.store.line() as line:
            assert line.connection.exec_driver_sql(f"SHOW {SETTING}").scalar_one() == "gate"
    with pytest.raises(RuntimeError, match="ends"), two.store.write(two.mine):
        raise RuntimeError("ends")
    with two.store.line() as line:
        assert line.connection.exec_driver_sql(f"SHOW {SETTING}").scalar_one() == "gate"


@contextmanager
def traced(store: Store, path: Path) -> Iterator[Any]:
    """Note in a file what is sent on the pool's next connection within the block; give the driver's connection."""
    with store.line() as line:
        driver = line.connection.connection.driver_connection
    with path.open("wb") as file:
        driver.pgconn.trace(file.fileno())
        yield driver
        driver.pgconn.untrace()


def statements(path: Path) -> list[str]:
    """Return the statements without values that were noted."""
    return [line.split("\t")[4].strip() for line in path.read_text().splitlines() if "\tQuery\t" in line]


@postgresql_only
def test_the_scope_costs_no_message_of_its_own(two, tmp_path: Path):
    noted = tmp_path / "messages"
    with traced(two.store, noted) as driver, two.store.write(two.mine) as session:
        assert session.connection.connection.driver_connection is driver
    begun = f"\"BEGIN; SET LOCAL {SETTING} = '{two.mine}'\""
    assert statements(noted) == ['";"', begun, '"COMMIT"']  # the first asks whether the connection still stands


@postgresql_only
def test_a_call_that_reads_keeps_what_was_prepared(two, tmp_path: Path):
    noted = tmp_path / "messages"
    with traced(two.store, noted) as driver, two.store.line() as line, line.read(two.mine) as session:
        assert session.connection.connection.driver_connection is driver
        # Often enough to be prepared.
        assert [session.count(users) for _ in range(8)] == [1] * 8
    begun = f"\"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL {SETTING} = '{two.mine}'\""
    assert statements(noted) == ['";"', begun, '"COMMIT"']
    assert driver._prepared._names
