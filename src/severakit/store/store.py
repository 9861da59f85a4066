"""The store: a database, and sessions bound to one organization in it."""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, RowMapping

from severakit.store import shapes
from severakit.store.content_store import FILES_VARIABLE, ContentStore, default_url
from severakit.store.prepared import Prepared, send
from severakit.store.reading import Lookup, Row, Rows, first
from severakit.store.row_security import ALL, GATE, Scope, scoped, scoped_locally
from severakit.store.schema import LAYOUTS, organizations
from severakit.store.turn import MustWait, Turn

UNICODE_LOWER = "unicode_lower"
"""On SQLite, the function that PostgreSQL has as lower()."""
Clock = Callable[[], datetime]
_FARTHEST_BACK = timedelta(hours=2)
"""How far a clock may be set back for changes to keep the time that was: beyond it the old time was the wrong one."""


def utc_now() -> datetime:
    """Return the present moment in UTC, to the second: the API shows no finer times."""
    return datetime.fromtimestamp(int(time.time()), UTC)


def new_guid() -> str:
    """Return a new identifier: 32 hexadecimal digits that begin with the time, so that keys grow in order."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


class Store:
    """A database of organizations.

    ``url`` is a SQLAlchemy address such as ``sqlite:///severakit.db`` or
    ``postgresql+psycopg://user@host/database``, with ``?prepared_statements=false`` where a pooler lends a connection
    for a transaction at a time (docs/explanation/growing.md). The bytes of files lie at ``files_url``, a folder or an
    address of fsspec; where it is not given, at what SEVERAKIT_FILES_URL says, else in the folder beside a SQLite file.
    Raises StoreUnavailable when it cannot be opened.
    """

    def __init__(self, url: str, *, files_url: str | None = None, clock: Clock = utc_now) -> None:
        self.url, told = _told_apart(sa.make_url(normal_url(url)))
        self.clock = clock
        self._latest = datetime.min.replace(tzinfo=UTC)
        self.engine = _engine(self.url, told)
        self.contents = ContentStore(files_url or os.environ.get(FILES_VARIABLE) or default_url(self.url))
        self._turn = Turn() if self.is_sqlite else None
        self._hurried: Connection | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def can_hurry(self) -> bool:
        """Whether there is a `hurried_line`: in a SQLite file, which needs no network."""
        return self.is_sqlite and bool(self.url.database)

    def close(self) -> None:
        """Close all connections."""
        if self._hurried is not None:
            self._hurried.close()
        self.engine.dispose()

    @contextmanager
    def reading(self, scope: Scope = ALL) -> Iterator[Connection]:
        """Open a connection that sees one moment of the database.

        On PostgreSQL it sees the rows of one organization alone where one is given, whatever a statement asks for.
        """
        with self._connected(self.one_moment(scope)) as connection, connection.begin():
            yield connection

    def one_moment(self, scope: Scope) -> str:
        """Return the statements that begin a transaction in which one moment of the database is seen."""
        if self.is_sqlite:
            return "BEGIN"
        return f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {scoped_locally(scope)}"

    @contextmanager
    def writing(self, scope: Scope = ALL) -> Iterator[Connection]:
        """Open a transaction: kept whole when the block ends, undone when it raises.

        On PostgreSQL it reaches the rows of one organization alone where one is given.
        """
        begin = f"BEGIN; {scoped_locally(scope)}"
        with (
            self.in_turn(),
            self._connected("BEGIN IMMEDIATE" if self.is_sqlite else begin) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def line(self) -> Iterator[Line]:
        """Open the one connection on which a call asks all that it has to, one thing after the other.

        On PostgreSQL it sees what the gate asks for, and then the organization that it reads.
        """
        # Not AUTOCOMMIT for SQLite: when SQLAlchemy takes that back it sets a PRAGMA, after which SQLite compiles
        # every statement of the connection anew.
        with self._connected(None) as connection:
            yield Line(self, connection)

    @contextmanager
    def hurried_line(self) -> Iterator[Line]:
        """Open the line that waits for a moment at most: what would have to wait longer raises MustWait.

        There is one, on a connection that is kept for it: to take one from the pool takes longer than a look-up. No
        other thread writes while it is open, so nothing that takes long may happen on it, such as sending an answer.
        """
        if self._turn is None:
            raise MustWait
        with self._turn.soon():
            if self._hurried is None:
                self._hurried = self._connected(None)
                send(self._hurried, "PRAGMA busy_timeout=0")
            try:
                yield Line(self, self._hurried, waits=False)
            finally:
                self._hurried.rollback()
                self._hurried.connection.rollback()

    @contextmanager
    def read(self, organization_id: int) -> Iterator[Session]:
        """Open a session of one organization that can only read."""
        with self.reading(organization_id) as connection:
            yield Session(connection, organization_id, self.clock(), self.contents)

    @contextmanager
    def write(self, organization_id: int) -> Iterator[Session]:
        """Open a session of one organization that can write: all of it or nothing."""
        with self.writing(organization_id) as connection:
            yield Session(connection, organization_id, self._time_of_change(), self.contents)

    def in_turn(self) -> AbstractContextManager[None]:
        """Let one thread write after the other, in the block of each: a SQLite file is written by one at a time."""
        return self._turn.awaited() if self._turn is not None else nullcontext()

    def _connected(self, begin: str | None) -> Connection:
        """Return a connection whose transaction begins by a statement; without one there is no transaction."""
        return self.engine.connect().execution_options(severakit_begin=begin)

    def _time_of_change(self) -> datetime:
        """Return the present moment, which stands still while the clock, set back, has not caught up with it.

        So nobody who asks what changed since the last time misses what is written meanwhile.
        """
        now = self.clock()
        if not now < self._latest <= now + _FARTHEST_BACK:
            self._latest = now
        return self._latest


class Line:
    """A connection for a call: on `connection` each statement is a transaction of its own, then `read` opens one."""

    def __init__(self, store: Store, connection: Connection, *, waits: bool = True) -> None:
        self.connection = connection
        self._store = store
        self._waits = waits

    def give_back(self) -> None:
        """Let others have the connection: the line ends here."""
        self.connection.close()

    def alone(self) -> AbstractContextManager[None]:
        """Let a statement write in the block, which stands alone in its transaction.

        Raises MustWait where the line is not to wait and another process writes.
        """
        return self._store.in_turn() if self._waits else _unless_busy()

    @contextmanager
    def read(self, organization_id: int) -> Iterator[Session]:
        """Open a session of one organization that can only read; the last thing that the line is used for."""
        store, connection = self._store, self.connection
        # What SQLAlchemy takes for a transaction that has begun is over: each statement was one.
        connection.rollback()
        send(connection, store.one_moment(organization_id))
        yield Session(connection, organization_id, store.clock(), store.contents)
        # Not left to the pool, which rolls back: with that PostgreSQL's driver gives up its prepared statements.
        send(connection, "COMMIT")


@contextmanager
def _unless_busy() -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise MustWait from error
        raise


def normal_url(url: str) -> str:
    """Name the driver where the address leaves it open."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _told_apart(url: sa.URL) -> tuple[sa.URL, Mapping[str, Any]]:
    """Return the address as PostgreSQL's own programs take it, and what the driver is told beside."""
    if url.query.get("prepared_statements") != "false":
        return url, {}
    # Else the driver prepares what it has sent five times, and relies on finding it at the next transaction.
    return url.difference_update_query(["prepared_statements"]), {"prepare_threshold": None}


def _engine(url: sa.URL, told: Mapping[str, Any]) -> Engine:
    if url.get_backend_name() != "sqlite":
        # The driver's own transactions would begin in a message of their own; _begin_postgresql begins them.
        engine = sa.create_engine(
            url,
            connect_args=dict(told),
            isolation_level="AUTOCOMMIT",
            pool_size=20,
            max_overflow=20,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        sa.event.listen(engine, "connect", _prepare_postgresql)
        sa.event.listen(engine, "begin", _begin_postgresql)
        return engine
    # The connection given back last comes first: it has the pages and statements of its last call at hand. One in
    # memory has a connection for each thread.
    order = {}
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        order = {"pool_use_lifo": True}
    connect = {"check_same_thread": False, "timeout": 30}
    engine = sa.create_engine(url, pool_size=40, **order, connect_args=connect, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions would begin late and with the wrong lock; _begin_sqlite begins them.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own lower() knows no letters but those of ASCII.
    connection.create_function(UNICODE_LOWER, 1, _lower, deterministic=True)


def _lower(text: Any) -> str | None:
    return None if text is None else str(text).lower()


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get("severakit_begin", "BEGIN")
    if statement is not None:
        send(connection, statement)


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute(scoped(GATE))


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    statements = options.get("severakit_begin", "BEGIN")
    if statements is not None and options.get("isolation_level") != "AUTOCOMMIT":
        send(connection, statements)


_TURN = Prepared(sa.select(sa.func.pg_advisory_xact_lock(1, sa.bindparam("organization", type_=sa.Integer))))


@cache
def _by_guid(layout: str) -> Lookup:
    return Lookup(layout, "guid")


class Session:
    """One organization's data within one transaction.

    The organization is part of every statement made here, so no caller can forget it. Times of
    insertion and change are set here and nowhere else. ``now`` is the session's moment, in UTC; ``contents`` is where
    the bytes of files lie.
    """

    def __init__(
        self,
        connection: Connection,
        organization_id: int,
        now: datetime,
        contents: ContentStore = ContentStore(None),  # noqa: B008 - holds nothing
    ) -> None:
        self.connection = connection
        self.organization_id = organization_id
        self.now = now
        self.contents = contents
        self._narrowed: dict[str, sa.ColumnElement[bool]] = {}
        self._shown: dict[str, dict[str, sa.ColumnElement[bool]]] = {}

    def narrow(self, table: sa.Table, condition: sa.ColumnElement[bool]) -> None:
        """Let what is read from a table be only rows that meet a condition: by `rows`, `row`, `find` and `get`."""
        self._narrowed[table.name] = condition

    def mask(self, layout: str, members: Iterable[str], condition: sa.ColumnElement[bool]) -> None:
        """Let `rows` and `row` show members (wire names) only in rows that meet a condition.

        Elsewhere they are nil, or 0 where they cannot be nil.
        """
        self._shown[layout] = dict.fromkeys(members, condition)

    # --- reading ---

    def rows(
        self,
        layout: str,
        *conditions: sa.ColumnElement[bool],
        order_by: Iterable[sa.ColumnElement[Any]] = (),
        limit: int | None = None,
        offset: int | None = None,
    ) -> Rows:
        """Return the lexical rows of a data contract (or of a named layout of it) that meet the conditions."""
        table = LAYOUTS[layout].table
        seen = [table.c.organization_id == self.organization_id, *self.seen(table)]
        shown = self._shown.get(layout)
        return Rows(self.connection, LAYOUTS[layout], [*seen, *conditions], tuple(order_by), limit, offset, shown)

    def look_up(self, lookup: Lookup, value: Any) -> Row | None:
        """Return the lexical row that a look-up finds by a value, or None."""
        table = LAYOUTS[lookup.layout].table
        if table.name not in self._narrowed and lookup.layout not in self._shown:
            return lookup.row(self.connection, self.organization_id, value)
        return first(self.rows(lookup.layout, *lookup.conditions(value), order_by=lookup.order_by, limit=1))

    def seen(self, table: sa.Table) -> list[sa.ColumnElement[bool]]:
        """Return the conditions under which a row of a table is read: what `select` does not add by itself."""
        return [self._narrowed[table.name]] if table.name in self._narrowed else []

    def row(self, layout: str, guid: str) -> Row | None:
        """Return the lexical row with that GUID, or None."""
        return self.look_up(_by_guid(layout), guid)

    def select(self, table: sa.Table, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
        """Return a SELECT of the organization's rows of the table, to be narrowed further."""
        return sa.select(*(columns or (table,))).where(table.c.organization_id == self.organization_id)

    def find(self, table: sa.Table, **values: Any) -> RowMapping | None:
        """Return the first of the organization's rows with these values, or None."""
        seen = self.seen(table)
        if seen:
            statement = self.select(table).where(*(table.c[name] == value for name, value in values.items()), *seen)
            return self.connection.execute(statement.limit(1)).mappings().first()
        given = {name: value for name, value in values.items() if value is not None}
        finding = shapes.finding(table, tuple(given), tuple(name for name in values if name not in given))
        return finding.mapping(self.connection, of_organization=self.organization_id, **given)

    def get(self, table: sa.Table, guid: str) -> RowMapping | None:
        """Return the organization's row with that GUID, or None."""
        return self.find(table, guid=guid)

    def oldest(self, table: sa.Table, column: str, value: Any) -> RowMapping | None:
        """Return the oldest of the organization's rows with that value, an active one before all others, or None."""
        return shapes.finding_oldest(table, column).mapping(
            self.connection, of_organization=self.organization_id, value=value
        )

    def hold(self, table: sa.Table, guid: str | None) -> RowMapping | None:
        """Return the organization's row with that GUID, or None, and keep it from others until the session ends.

        Others may still refer to the row meanwhile, but not change it.
        """
        return shapes.holding(table).mapping(self.connection, of_organization=self.organization_id, of_guid=guid)

    def all(self, statement: sa.Select[Any]) -> list[RowMapping]:
        """Return every row of a statement."""
        return list(self.connection.execute(statement).mappings())

    def values(self, statement: sa.Select[Any]) -> list[Any]:
        """Return the first column of every row."""
        return list(self.connection.execute(statement).scalars())

    def count(self, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
        """Return how many of the organization's rows meet the conditions."""
        statement = self.select(table, sa.func.count()).where(*conditions)
        return int(self.connection.execute(statement).scalar_one())

    # --- writing ---

    def insert(self, table: sa.Table, **values: Any) -> str:
        """Insert one row and return its GUID."""
        guid: str = values.setdefault("guid", new_guid())
        self._add(table, **values, inserted_at=self.now, updated_at=self.now)
        return guid

    def _add(self, table: sa.Table, **values: Any) -> None:
        adding = shapes.adding(table, ("organization_id", *values))
        adding.rows(self.connection, organization_id=self.organization_id, **values)

    def insert_all(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Insert rows and return their GUIDs in the same order."""
        guids = []
        for _, alike in groupby(rows, key=tuple):
            shared = {"organization_id": self.organization_id, "inserted_at": self.now, "updated_at": self.now}
            new = [{"guid": new_guid(), **row, **shared} for row in alike]
            self.connection.execute(sa.insert(table), new)
            guids += [row["guid"] for row in new]
        return guids

    def insert_once(self, table: sa.Table, unique: Sequence[str], **values: Any) -> RowMapping:
        """Insert one row unless there is one with its values in the ``unique`` columns; return the one that is there.

        Of two that insert the same at once the later one waits, and gets the row of the other.
        """
        key = {name: values[name] for name in unique}
        times = {"guid": new_guid(), "inserted_at": self.now, "updated_at": self.now}
        insert = (sqlite if self.connection.dialect.name == "sqlite" else postgresql).insert
        statement = insert(table).values(organization_id=self.organization_id, **values, **times)
        self.connection.execute(statement.on_conflict_do_nothing(index_elements=["organization_id", *unique]))
        return self.connection.execute(self.select(table).filter_by(**key)).mappings().one()

    def update(self, table: sa.Table, guid: str, **values: Any) -> None:
        """Change one row and its change time."""
        changing = shapes.changing(table, (*values, "updated_at"))
        mine = {"of_organization": self.organization_id, "of_guid": guid}
        changing.rows(self.connection, **mine, **values, updated_at=self.now)

    def update_where(self, table: sa.Table, *conditions: sa.ColumnElement[bool], **values: Any) -> int:
        """Change all rows that meet the conditions, with their change times; return how many."""
        statement = sa.update(table).where(table.c.organization_id == self.organization_id, *conditions)
        return self.connection.execute(statement.values(**values, updated_at=self.now)).rowcount

    def delete(self, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
        """Delete the rows that meet the conditions; return how many."""
        statement = sa.delete(table).where(table.c.organization_id == self.organization_id, *conditions)
        return self.connection.execute(statement).rowcount

    def replace(self, table: sa.Table, parent: str, guid: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replace what hangs on an entity in a link table, keeping the order given."""
        self.delete(table, table.c[parent] == guid)
        new = [
            {"organization_id": self.organization_id, parent: guid, "position": position, **row}
            for position, row in enumerate(rows)
        ]
        if new:
            self.connection.execute(sa.insert(table), new)

    def append(self, table: sa.Table, parent: str, guid: str, **values: Any) -> None:
        """Add one row to what hangs on an entity in a link table."""
        last = shapes.last_position(table, parent)
        ((position,),) = last.rows(self.connection, of_organization=self.organization_id, parent=guid)
        self._add(table, **{parent: guid, "position": position + 1}, **values)

    def wait_for_turn(self) -> None:
        """Let what concerns the whole organization be written by one transaction after the other, in turn.

        Numbers of its series do, and what is looked at across the organization before it is written.
        """
        # SQLite lets one write at a time anyway. In PostgreSQL those who wait for a row that is changed again and again
        # are passed by those who come later; for this lock they queue.
        if self.connection.dialect.name == "postgresql":
            _TURN.rows(self.connection, organization=self.organization_id)

    def next_number(self, series: str) -> int:
        """Take the next number of one of the organization's series; a rollback gives it back."""
        self.wait_for_turn()
        numbering = shapes.numbering(organizations, f"next_{series}_number")
        ((taken,),) = numbering.rows(self.connection, of_organization=self.organization_id)
        return int(taken)
