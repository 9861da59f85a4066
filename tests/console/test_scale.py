"""Pages hold: with ten thousand users and a million lines of the API log they cost what they cost with a thousand each.

What is counted is work, never time: the statements of each page, and how much the database goes through for them. On
SQLite that is steps of its machine, on PostgreSQL rows that its plans scan.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from console.conftest import OF_ACME, running, visitor
from severakit.console.app import PAGES, application
from severakit.service.settings import Settings
from severakit.store import access, administration, console_accounts, tables
from severakit.store.store import Store
from support.browsing import PASSWORD

EMAIL = "api@acme.example"
FEW, MANY_USERS, MANY_LINES = 1_000, 10_000, 1_000_000
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT CAST(:first AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
_LOG = f"""
INSERT INTO access_log (at, organization_id, user_guid, key_shown, operation, outcome, cause, bytes, milliseconds)
{_NUMBERS}
SELECT :at, (SELECT id FROM organizations), 'user-' || (i % 10), 'sevk_abcde',
       CASE i % 3 WHEN 0 THEN 'ICase.GetAllCases' WHEN 1 THEN 'IUser.GetAllUsers' ELSE 'IAPI.GetVersion' END,
       CASE i % 5 WHEN 0 THEN 'refused' ELSE 'ok' END, CASE i % 5 WHEN 0 THEN 'api-right' END, 500, 3
FROM n
"""
"""Whoever wrote the lines within a second, its number tells which came later."""


def add_users(store, first, last):
    """Add users like the API user, numbered."""
    others = [column.name for column in tables.users.columns if column.name not in {"guid", "email"}]
    names = ", ".join(others)
    statement = f"""
        INSERT INTO users (guid, email, {names}) {_NUMBERS}
        SELECT 'user-' || i, 'number' || i || '@acme.example', {names} FROM n, users WHERE email = :email"""
    with store.writing() as connection:
        connection.execute(sa.text(statement), {"first": first, "last": last, "email": EMAIL})


def add_lines(store, first, last):
    """Add lines of the API log; indexes are made afterwards, and no reference is checked, which is quicker."""
    with store.writing() as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for index in access.access_log.indexes:
            index.drop(connection)
        at = sa.bindparam("at", datetime(2026, 11, 1, 12, tzinfo=UTC), access.access_log.c.at.type)
        connection.execute(sa.text(_LOG).bindparams(at), {"first": first, "last": last})
        for index in access.access_log.indexes:
            index.create(connection)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


@pytest.fixture
def acme(database_url):
    """An organization with its administrator, who has signed in, and a thousand of each."""
    store = Store(database_url)
    administration.add_organization(store, "Acme")
    administration.set_organization(store, "Acme", api_addon=True, terms_accepted=True)
    administration.add_user(store, EMAIL, first_name="Api", last_name="User")
    administration.set_user(store, EMAIL, api_right=True, api_enabled=True)
    administration.create_key(store, EMAIL)
    console_accounts.add_account(store, OF_ACME, PASSWORD, organization="Acme")
    add_users(store, 1, FEW)
    add_lines(store, 1, FEW)
    with running(application(store, Settings())) as app:
        yield SimpleNamespace(store=store, visitor=visitor(app, OF_ACME))
        if not store.is_sqlite:
            # Other tests use this database: a million deleted lines would lie in their way.
            with store.writing() as connection:
                connection.exec_driver_sql("TRUNCATE access_log")


class Work:
    """The statements that the application sends while the block runs, and what the database goes through for them."""

    def __init__(self, store):
        self._store = store
        self._sent = []
        self._steps = 0

    def __enter__(self):
        sa.event.listen(self._store.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_):
        sa.event.remove(self._store.engine, "before_cursor_execute", self._note)

    def _note(self, connection, _cursor, statement, parameters, *_rest):
        self._sent.append((statement, parameters))
        if self._store.is_sqlite:
            connection.connection.driver_connection.set_progress_handler(self._step, 10)

    def _step(self):
        self._steps += 10

    @property
    def statements(self):
        return [statement for statement, _ in self._sent]

    def scanned(self):
        """Return the steps of SQLite, or the rows that PostgreSQL reads for the same statements."""
        if self._store.is_sqlite:
            return self._steps
        rows = 0
        with self._store.reading() as connection:
            for statement, parameters in self._sent:
                if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                    plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
                    rows += read_rows(plan.scalar_one()[0]["Plan"])
        return rows


def read_rows(node):
    """Return the rows that a plan reads from tables and indexes, those included that a filter then removes."""
    own = 0
    if "Scan" in node["Node Type"]:
        own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return own + sum(read_rows(each) for each in node.get("Plans", ()))


def addresses(acme):
    """Yield the pages, by name, with their addresses: also those of a user, of filters and a search, and later ones."""
    pages = [page.path for page in PAGES if "GET" in page.methods and "{" not in page.path and not page.operators_only]
    filters = (
        "user=number7@acme.example",
        "operation=ICase.GetAllCases",
        "outcome=refused",
        "cause=api-right",
        "cause=addon",
    )
    found = [*pages, "/users/user-7", "/users?search=number", *(f"/api-log?{each}" for each in filters)]
    for name, path in (("a later page of users", "/users"), ("a later page of the log", "/api-log")):
        link = re.search(r'rel="next" href="/console([^"]+)"', acme.visitor.get(path).text)[1]
        yield name, link.replace("&amp;", "&")
    yield from zip(found, found, strict=True)


FORMS = {
    "/users/user-7": {"api_right": "yes"},
    "/access-check": {"user": "number7@acme.example", "keys": "sevk_of_nobody"},
}


def costs(acme):
    """Return for each page and form the number of its statements, and what the database goes through for them.

    Each page is asked for once before: SQLite reads its schema anew on every connection after it has changed.
    """
    found = {}
    for name, path in addresses(acme):
        acme.visitor.get(path)
        with Work(acme.store) as work:
            answer = acme.visitor.request("GET", path)
        assert answer.status_code in {200, 303}, path
        found[name] = (len(work.statements), work.scanned())
    for path, fields in FORMS.items():
        with Work(acme.store) as work:
            answer = acme.visitor.post(path, fields)
        assert answer.status_code in {200, 303}, path
        found[f"the form of {path}"] = (len(work.statements), work.scanned())
    return found


def test_every_page_costs_the_same_with_many_users_and_lines(acme):
    few = costs(acme)
    add_users(acme.store, FEW + 1, MANY_USERS)
    add_lines(acme.store, FEW + 1, MANY_LINES)
    many = costs(acme)
    assert {name: statements for name, (statements, _) in many.items()} == {
        name: statements for name, (statements, _) in few.items()
    }
    grown = {name: (few[name][1], scanned) for name, (_, scanned) in many.items() if scanned > 1.1 * few[name][1] + 100}
    assert grown == {}
    assert 'href="/console/users/user-9999"' in acme.visitor.get("/users", search="number9999@").text
    for page in (acme.visitor.get("/"), acme.visitor.get("/profiles")):
        assert "1\u2009000 or more" in page.text
