"""Writing the demo's rows in bulk.

A session sets the times of insertion and change itself, and goes row by row. The demo invents a
past: its rows carry the times at which they would have been written, and there are millions of
them. So it writes beside the session, all of it in one transaction, before anybody can read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.demo.chance import Chance
from severakit.store import contents
from severakit.store.content_store import ContentStore
from severakit.store.schema import metadata
from severakit.store.tables import files

_FULL = 20_000
"""How many rows are gathered before they are written."""


@dataclass
class _Sheet:
    """Rows of one table that wait to be written, as text, numbers and nulls."""

    table: str
    columns: Sequence[str]
    rows: list[tuple[Any, ...]] = field(default_factory=list)


class Writer:
    """Gathers one organization's rows and writes them table by table, parents first.

    ``now`` is the moment at which rows come into being that do not say another.
    """

    def __init__(
        self, connection: Connection, organization_id: int, chance: Chance, now: datetime, content_store: ContentStore
    ) -> None:
        self.organization_id = organization_id
        self.now = now
        self._connection = connection
        self._contents = content_store
        self._chance = chance
        self._templates: dict[str, dict[str, Any]] = {}
        self._sheets: dict[str, list[_Sheet]] = {table.name: [] for table in metadata.sorted_tables}
        self._updates: list[tuple[sa.Table, str, dict[str, Any]]] = []

    def insert(self, table: sa.Table, **values: Any) -> str:
        """Add a row with its GUID and times, where they are not given, and return the GUID."""
        moment = values.setdefault("inserted_at", self.now)
        values.setdefault("updated_at", moment)
        guid: str = values.setdefault("guid", self._chance.guid(moment))
        self._add(table, values)
        return guid

    def insert_all(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Add rows, each as `insert` does, and return their GUIDs in the same order."""
        return [self.insert(table, **row) for row in rows]

    def add_file(self, content: bytes, **values: Any) -> str:
        """Add a file with its content."""
        kept = contents.keep(self._contents, self._connection, self.organization_id, content)
        return self.insert(files, **kept, **values)

    def hang(self, table: sa.Table, parent: str, guid: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add what hangs on an entity in a link table, in that order."""
        for position, row in enumerate(rows):
            self._add(table, {parent: guid, "position": position, **row})

    def update(self, table: sa.Table, guid: str, **values: Any) -> None:
        """Change a row that was added, once everything that it may refer to is there."""
        self._updates.append((table, guid, values))

    def bulk(self, table: sa.Table, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return a list to which rows of exactly these columns can be added, in the forms that `plain` returns."""
        sheet = _Sheet(table.name, columns)
        self._sheets[table.name].append(sheet)
        return sheet.rows

    def write_when_full(self) -> None:
        """Write what was gathered if it has become much."""
        if sum(len(sheet.rows) for sheets in self._sheets.values() for sheet in sheets) >= _FULL:
            self.write()

    def write(self) -> None:
        """Write all that was gathered."""
        for sheets in self._sheets.values():
            for sheet in sheets:
                if sheet.rows:
                    self._send(sheet)
                    sheet.rows.clear()
        for table, guid, values in self._updates:
            statement = sa.update(table).where(table.c.organization_id == self.organization_id, table.c.guid == guid)
            self._connection.execute(statement.values(**values))
        self._updates.clear()

    def _add(self, table: sa.Table, values: Mapping[str, Any]) -> None:
        template = self._templates.get(table.name) or self._begin(table)
        row = template | {name: plain(value) for name, value in values.items()}
        if len(row) != len(template):
            raise ValueError(f"{table.name} does not keep {sorted(set(row) - set(template))}.")
        self._sheets[table.name][0].rows.append(tuple(row.values()))

    def _begin(self, table: sa.Table) -> dict[str, Any]:
        defaults = {column.name: _default(column) for column in table.c}
        template = {name: plain(value) for name, value in defaults.items()} | {"organization_id": self.organization_id}
        self._templates[table.name] = template
        self._sheets[table.name].insert(0, _Sheet(table.name, list(template)))
        return template

    def _send(self, sheet: _Sheet) -> None:
        columns = ", ".join(sheet.columns)
        if self._connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(sheet.columns))
            statement = f"INSERT INTO {sheet.table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
            self._connection.exec_driver_sql(statement, sheet.rows)
            return
        # Row-level security lets nothing be copied into a table, so it goes by way of one of ours.
        driver: Any = self._connection.connection.driver_connection
        with driver.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE sheet ON COMMIT DROP AS SELECT {columns} FROM {sheet.table} LIMIT 0"  # noqa: S608
            )
            with cursor.copy(f"COPY sheet ({columns}) FROM STDIN") as copy:
                for row in sheet.rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO {sheet.table} ({columns}) SELECT * FROM sheet")  # noqa: S608 - our own names
            cursor.execute("DROP TABLE sheet")


def _default(column: sa.Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, sa.ColumnDefault) else None


def plain(value: Any) -> Any:
    """Return a value as both databases take it in bulk: decimals and times as text, truth as 0 or 1."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, bool):
        return int(value)
    return value


@contextmanager
def unindexed(connection: Connection, *tables: sa.Table) -> Iterator[None]:
    """Take the indexes off tables that hold nothing yet, and make them again when the block ends.

    Sorting once is cheaper than keeping order row by row; where a table holds rows, it is left as it is.
    """
    indexes = [index for table in tables if _is_empty(connection, table) for index in table.indexes]
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _is_empty(connection: Connection, table: sa.Table) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is None
