"""The mirror in a DuckDB file: a table's rows and its cursor become visible together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

_CURSORS = "_severakit_cursors"


class MirrorError(Exception):
    """The mirror cannot be opened or written; says why."""


@dataclass(frozen=True)
class Moved:
    """What one run did to one table: rows read, rows inserted or changed, rows deleted."""

    read: int
    changed: int
    deleted: int


class DuckDBMirror:
    """Tables in a DuckDB file, whose directory is made if need be. Raises MirrorError.

    One process can write at a time; DuckDB's own lock sees to it, and goes with the process.
    """

    def __init__(self, url: str) -> None:
        path = url.removeprefix("duckdb:///")
        if path == url or not path:
            raise MirrorError(f"{url!r} is not a mirror's address. Pass duckdb:///FILE.")
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._connection = duckdb.connect(path)
        except (OSError, duckdb.Error) as error:
            raise MirrorError(f"{path} cannot be opened as a DuckDB file: {error}") from error
        self._connection.execute(
            f"CREATE TABLE IF NOT EXISTS {_CURSORS} (table_name VARCHAR PRIMARY KEY, changed_since TIMESTAMPTZ)"
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def cursor(self, table: str) -> datetime | None:
        """Return from when on changes of the table have to be read; None before its first full read."""
        row = self._connection.execute(
            f"SELECT epoch_us(changed_since) FROM {_CURSORS} WHERE table_name = ?",
            [table],
        ).fetchone()
        return None if row is None else datetime.fromtimestamp(row[0] / 1_000_000, UTC)

    def referenced(
        self, source: str, column: str, target: str, changed: str | None, since: datetime | None
    ) -> set[str]:
        """Return what a column refers to that the target table has not, or that a row changed since refers to.

        Nothing where the source table is not there. ``changed`` is the source's column of change times.
        """
        if not self._exists(source):
            return set()
        missing = f'"{column}" NOT IN (SELECT guid FROM "{target}")' if self._exists(target) else "TRUE"
        wanted = f'"{changed}" >= ? OR {missing}' if changed and since else missing
        statement = f'SELECT DISTINCT "{column}" FROM "{source}" WHERE "{column}" IS NOT NULL AND ({wanted})'
        rows = self._connection.execute(statement, [since] if changed and since else []).fetchall()
        return {value for (value,) in rows}

    def query(self, statement: str) -> list[dict[str, Any]]:
        """Return the rows of a SQL query, each by column name."""
        result = self._connection.execute(statement)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def merge(self, table: str, key: str, rows: pa.RecordBatchReader, cursor: datetime | None) -> Moved:
        """Insert and change rows by their key; rows that are as they were are left alone."""
        with self._staged(table, rows) as read:
            changed = self._upsert(table, key)
            self._set_cursor(table, cursor)
        return Moved(read, changed, 0)

    def replace(self, table: str, key: str, rows: pa.RecordBatchReader) -> Moved:
        """Make the table hold these rows and no others."""
        with self._staged(table, rows) as read:
            deleted = self._count(f'DELETE FROM "{table}" WHERE "{key}" NOT IN (SELECT "{key}" FROM _incoming)')
            changed = self._upsert(table, key)
        return Moved(read, changed, deleted)

    @contextmanager
    def _staged(self, table: str, rows: pa.RecordBatchReader) -> Iterator[int]:
        """Hold the rows in a temporary table within a transaction that ends with the block."""
        connection = self._connection
        connection.execute("BEGIN")
        try:
            connection.register("_reader", rows)
            read = self._count("CREATE OR REPLACE TEMP TABLE _incoming AS SELECT * FROM _reader")
            connection.unregister("_reader")
            if not self._exists(table):
                connection.execute(f'CREATE TABLE "{table}" AS SELECT * FROM _incoming LIMIT 0')
            yield read
            connection.execute("DROP TABLE _incoming")
            connection.execute("COMMIT")
        except duckdb.Error as error:
            connection.execute("ROLLBACK")
            raise MirrorError(f"The table {table} could not be written: {error}") from error
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def _upsert(self, table: str, key: str) -> int:
        same = f'old."{key}" = new."{key}"'
        # A row may come twice while it is being changed; the last one counts.
        last = f'SELECT * FROM _incoming QUALIFY row_number() OVER (PARTITION BY "{key}" ORDER BY rowid DESC) = 1'
        self._connection.execute(
            f'CREATE OR REPLACE TEMP TABLE _delta AS SELECT new.* FROM ({last}) AS new LEFT JOIN "{table}" AS old '
            f'ON {same} WHERE old."{key}" IS NULL OR new IS DISTINCT FROM old'
        )
        self._connection.execute(f'DELETE FROM "{table}" AS old USING _delta AS new WHERE {same}')
        changed = self._count(f'INSERT INTO "{table}" BY NAME SELECT * FROM _delta')
        self._connection.execute("DROP TABLE _delta")
        return changed

    def _set_cursor(self, table: str, cursor: datetime | None) -> None:
        if cursor is not None:
            self._connection.execute(f"INSERT OR REPLACE INTO {_CURSORS} VALUES (?, ?)", [table, cursor])

    def _exists(self, table: str) -> bool:
        found = self._connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]).fetchone()
        return found is not None

    def _count(self, statement: str) -> int:
        row = self._connection.execute(statement).fetchone()
        return int(row[0]) if row else 0
