"""DuckDB files as a mirror's database. DuckDB lets one process write at a time, and its lock goes with the process."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from severakit.sync.destination import AlreadyRunning, MirrorError
from severakit.sync.statements import sql_type

_NAMES = {"DECIMAL(38,10)": sql_type(pa.decimal128(38, 10))}

_MEMORY = "128MB"


class DuckDBConnection:
    """A connection to a DuckDB file, whose directory is made if need be. Raises MirrorError and AlreadyRunning."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = duckdb.connect(str(path))
        except duckdb.IOException as error:
            if "lock" in str(error):
                raise AlreadyRunning(
                    f"{path} is in use by another run or program. Run again when it is done."
                ) from None
            raise MirrorError(f"{path} cannot be opened as a DuckDB file: {error}") from error
        except (OSError, duckdb.Error) as error:
            raise MirrorError(f"{path} cannot be opened as a DuckDB file: {error}") from error
        self._connection.execute("SET TimeZone = 'UTC'")
        # What does not fit goes to files beside the mirror, so that a run needs no more however large it is.
        self._connection.execute(f"SET memory_limit = '{_MEMORY}'")
        self._connection.execute("SET preserve_insertion_order = false")

    def run(self, statement: str, *values: Any) -> int:
        """Execute a statement and return how many rows it moved."""
        moved = self._execute(statement, values).fetchone()
        return int(moved[0]) if moved and isinstance(moved[0], int) else 0

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._execute(statement, values).fetchall()

    def _execute(self, statement: str, values: tuple[Any, ...]) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(statement, list(values))
        except duckdb.Error as error:
            raise MirrorError(f"DuckDB refused to go on: {error}") from error

    def load(self, table: str, rows: pa.RecordBatchReader) -> None:
        """Append rows to a table that has their columns."""
        self._connection.register("_rows", rows)
        try:
            self._execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM _rows', ())
        finally:
            self._connection.unregister("_rows")

    def tables(self) -> dict[str, dict[str, str]]:
        """Return for each table its columns with their types."""
        found: dict[str, dict[str, str]] = {}
        for table, name, kind in self.rows(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
        ):
            found.setdefault(table, {})[name] = _NAMES.get(kind, kind)
        return found

    def index(self, table: str, columns: tuple[str, ...]) -> None:
        """Do nothing: DuckDB joins by hashing, and an index would only slow down its writes."""

    def begin(self) -> None:
        """Begin a transaction."""
        self._execute("BEGIN", ())

    def commit(self) -> None:
        """Make what was done since visible, all at once."""
        self._execute("COMMIT", ())

    def rollback(self) -> None:
        """Undo what was done since."""
        with suppress(duckdb.TransactionException):  # a commit that failed has undone it
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
