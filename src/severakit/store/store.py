"""The store: a database, and sessions bound to one organization in it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, RowMapping

from severakit.store.reading import Row, Rows, first
from severakit.store.schema import LAYOUTS, organizations

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment in UTC, to the second: the API shows no finer times."""
    return datetime.now(UTC).replace(microsecond=0)


def new_guid() -> str:
    """Return a new identifier: 32 hexadecimal digits that begin with the time, so that keys grow in order."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


class Store:
    """A database of organizations.

    ``url`` is a SQLAlchemy address such as ``sqlite:///severakit.db`` or
    ``postgresql+psycopg://user@host/database``. Raises StoreUnavailable when it cannot be opened.
    """

    def __init__(self, url: str, *, clock: Clock = utc_now) -> None:
        self.url = sa.make_url(normal_url(url))
        self.clock = clock
        self.engine = _engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that sees one moment of the whole database."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction: kept whole when the block ends, undone when it raises."""
        with self.engine.connect().execution_options(severakit_writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self, organization_id: int) -> Iterator[Session]:
        """Open a session of one organization that can only read."""
        with self.reading() as connection:
            yield Session(connection, organization_id, self.clock())

    @contextmanager
    def write(self, organization_id: int) -> Iterator[Session]:
        """Open a session of one organization that can write: all of it or nothing."""
        with self.writing() as connection:
            yield Session(connection, organization_id, self.clock())


def normal_url(url: str) -> str:
    """Name the driver where the address leaves it open."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _engine(url: sa.URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_size=20, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    connect = {"check_same_thread": False, "timeout": 30}
    engine = sa.create_engine(url, pool_size=40, connect_args=connect, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions would begin late and with the wrong lock; _begin_sqlite begins them.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("severakit_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Session:
    """One organization's data within one transaction.

    The organization is part of every statement made here, so no caller can forget it. Times of
    insertion and change are set here and nowhere else. ``now`` is the session's moment, in UTC.
    """

    def __init__(self, connection: Connection, organization_id: int, now: datetime) -> None:
        self.connection = connection
        self.organization_id = organization_id
        self.now = now
        self._narrowed: dict[str, sa.ColumnElement[bool]] = {}

    def narrow(self, table: sa.Table, condition: sa.ColumnElement[bool]) -> None:
        """Let what is read from a table be only rows that meet a condition: by `rows`, `row`, `find` and `get`."""
        self._narrowed[table.name] = condition

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
        seen = [table.c.organization_id == self.organization_id, *self._seen(table)]
        return Rows(self.connection, LAYOUTS[layout], [*seen, *conditions], tuple(order_by), limit, offset)

    def _seen(self, table: sa.Table) -> list[sa.ColumnElement[bool]]:
        return [self._narrowed[table.name]] if table.name in self._narrowed else []

    def row(self, layout: str, guid: str) -> Row | None:
        """Return the lexical row with that GUID, or None."""
        return first(self.rows(layout, LAYOUTS[layout].table.c.guid == guid))

    def select(self, table: sa.Table, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
        """Return a SELECT of the organization's rows of the table, to be narrowed further."""
        return sa.select(*(columns or (table,))).where(table.c.organization_id == self.organization_id)

    def find(self, table: sa.Table, **values: Any) -> RowMapping | None:
        """Return the first of the organization's rows with these values, or None."""
        statement = self.select(table).where(*(table.c[name] == value for name, value in values.items()))
        statement = statement.where(*self._seen(table))
        return self.connection.execute(statement.limit(1)).mappings().first()

    def get(self, table: sa.Table, guid: str) -> RowMapping | None:
        """Return the organization's row with that GUID, or None."""
        return self.find(table, guid=guid)

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
        times = {"inserted_at": self.now, "updated_at": self.now}
        self.connection.execute(sa.insert(table).values(organization_id=self.organization_id, **values, **times))
        return guid

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
        statement = sa.update(table).where(table.c.organization_id == self.organization_id, table.c.guid == guid)
        self.connection.execute(statement.values(**values, updated_at=self.now))

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
        last = self.select(table, sa.func.coalesce(sa.func.max(table.c.position), -1)).where(table.c[parent] == guid)
        position = self.connection.execute(last).scalar_one() + 1
        key = {"organization_id": self.organization_id, parent: guid, "position": position}
        self.connection.execute(sa.insert(table).values(**key, **values))

    def next_number(self, series: str) -> int:
        """Take the next number of one of the organization's series; a rollback gives it back."""
        column = organizations.c[f"next_{series}_number"]
        statement = sa.update(organizations).where(organizations.c.id == self.organization_id)
        taken = self.connection.execute(statement.values({column: column + 1}).returning(column - 1))
        return int(taken.scalar_one())
