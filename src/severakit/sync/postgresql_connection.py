"""PostgreSQL as a mirror's database: rows go in by COPY, straight from Arrow, and an advisory lock keeps runs apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv

from severakit.sync.destination import AlreadyRunning, MirrorError
from severakit.sync.statements import quoted, sql_type

_NAMES = {
    "character varying": sql_type(pa.string()),
    "timestamp without time zone": sql_type(pa.timestamp("us")),
}
# One mirror a schema; the number is arbitrary and names the mirror's locks among those of others.
_LOCK = "SELECT pg_try_advisory_lock(7368, hashtext(current_database() || current_schema()))"

_COLUMNS = (
    "SELECT relname, attname, format_type(atttypid, atttypmod) FROM pg_attribute "
    "JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE nspname = current_schema() AND relkind = 'r' AND attnum > 0 AND NOT attisdropped"
)


class PostgreSQLConnection:
    """A connection to the first schema of the search path. Raises MirrorError and AlreadyRunning.

    The lock is the session's, so it goes with the process, however that ends.
    """

    def __init__(self, address: str) -> None:
        try:
            self._connection = psycopg.connect(address, autocommit=True, application_name="severakit sync")
        except psycopg.Error as error:
            raise MirrorError(f"The mirror's PostgreSQL database cannot be opened: {_first_line(error)}") from None
        self.run("SET TimeZone = 'UTC'")
        self.run("SET client_min_messages = warning")
        if not self.rows(_LOCK)[0][0]:
            self.close()
            raise AlreadyRunning("Another run writes to this mirror. Run again when it is done.")

    def run(self, statement: str, *values: Any) -> int:
        """Execute a statement and return how many rows it moved."""
        with self._explained():
            return max(0, self._connection.execute(_with_places(statement), values or None).rowcount)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self._explained():
            return self._connection.execute(_with_places(statement), values or None).fetchall()

    def load(self, table: str, rows: pa.RecordBatchReader) -> None:
        """Append rows to a table that has their columns."""
        into = f'COPY "{table}" ({quoted(rows.schema.names)}) FROM STDIN (FORMAT csv)'
        with self._explained(), self._connection.cursor() as cursor, cursor.copy(into) as copy:
            for batch in rows:
                copy.write(_csv(batch))

    def tables(self) -> dict[str, dict[str, str]]:
        """Return for each table its columns with their types."""
        found: dict[str, dict[str, str]] = {}
        for table, name, kind in self.rows(_COLUMNS):
            found.setdefault(table, {})[name] = _NAMES.get(kind, kind.upper())
        return found

    def index(self, table: str, columns: tuple[str, ...]) -> None:
        """Let rows be found quickly by these columns."""
        self.run(f'CREATE INDEX IF NOT EXISTS "{table}__key" ON "{table}" ({quoted(columns)})')

    def begin(self) -> None:
        """Begin a transaction."""
        self.run("BEGIN")

    def commit(self) -> None:
        """Make what was done since visible, all at once."""
        self.run("COMMIT")

    def rollback(self) -> None:
        """Undo what was done since."""
        if not self._connection.closed:
            self.run("ROLLBACK")

    def close(self) -> None:
        """Close the connection. The lock goes first: the server notices that a session has ended a moment later."""
        if self._connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
            with suppress(psycopg.Error):
                self._connection.execute("SELECT pg_advisory_unlock_all()")
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise MirrorError(f"PostgreSQL refused to go on: {_first_line(error)}") from error


def _with_places(statement: str) -> Any:
    """Return a statement with its places for values as psycopg writes them."""
    return statement.replace("?", "%s")


def _csv(batch: pa.RecordBatch) -> bytes:
    """Return rows as COPY reads them: texts are quoted, and nothing without quotes is null."""
    written = BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    pyarrow.csv.write_csv(batch, written, options)
    return written.getvalue()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
