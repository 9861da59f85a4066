"""A mirror opened to be asked, without a way to write: at any time, but for a DuckDB file while a run writes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from severakit.sync.destination import MirrorError
from severakit.sync.folder_sql import definitions, of_files
from severakit.sync.manifest import published
from severakit.sync.opening import DELTA, duckdb_file

Query = Callable[[str], list[dict[str, Any]]]
"""Runs a SELECT and returns its rows by column. Raises MirrorError."""


@contextmanager
def asking(address: str) -> Iterator[Query]:
    """Open the mirror at an address until the end of the block. Raises MirrorError if there is none."""
    scheme = address.partition("://")[0]
    if scheme == "duckdb":
        opened = _duckdb(duckdb_file(address))
    elif scheme in {"postgresql", "postgres"}:
        opened = _postgresql(address)
    elif scheme.startswith(DELTA):
        opened = _in_folder(_delta(address) | _own(address))
    else:
        opened = _in_folder(_parquet(address) | _own(address))
    with opened as query:
        yield query


@contextmanager
def _duckdb(path: Path) -> Iterator[Query]:
    import duckdb  # noqa: PLC0415 - only what is used need be there

    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise MirrorError(
            f"{path} cannot be read: {error}. If a run writes to it, try again when that is done."
        ) from error
    with connection:
        yield _of_duckdb(connection)


@contextmanager
def _in_folder(selects: Mapping[str, str]) -> Iterator[Query]:
    import duckdb  # noqa: PLC0415 - only what is used need be there

    with duckdb.connect() as connection:
        connection.execute(definitions(selects))
        yield _of_duckdb(connection)


def _parquet(address: str) -> dict[str, str]:
    from severakit.sync.parquet_folder import parquet_files  # noqa: PLC0415 - only what is used need be there

    return {table: of_files([file]) for table, file in parquet_files(address).items()}


def _delta(address: str) -> dict[str, str]:
    from severakit.sync.delta_folder import delta_selects  # noqa: PLC0415 - only what is used need be there

    return delta_selects(address)


def _own(address: str) -> dict[str, str]:
    """Return what the mirror tells of itself, such as its runs: files in folders of both kinds."""
    manifest, filesystem, folder = published(address.removeprefix(DELTA), address)
    return {
        table: of_files([filesystem.unstrip_protocol(f"{folder}/{file}")])
        for table, file in manifest.files.items()
        if table.startswith("_")
    }


def _of_duckdb(connection: Any) -> Query:
    import duckdb  # noqa: PLC0415 - only what is used need be there

    connection.execute("SET TimeZone = 'UTC'")

    def query(statement: str) -> list[dict[str, Any]]:
        try:
            rows: list[dict[str, Any]] = connection.sql(statement).to_arrow_table().to_pylist()
        except duckdb.Error as error:
            raise MirrorError(f"The mirror cannot be asked: {error}") from error
        return rows

    return query


@contextmanager
def _postgresql(address: str) -> Iterator[Query]:
    import psycopg  # noqa: PLC0415 - only what is used need be there

    try:
        connection = psycopg.connect(address, row_factory=psycopg.rows.dict_row, application_name="severakit report")
    except psycopg.Error as error:
        first_line = str(error).strip().partition("\n")[0]
        raise MirrorError(f"The mirror's PostgreSQL database cannot be opened: {first_line}") from None

    def query(statement: str) -> list[dict[str, Any]]:
        try:
            return connection.execute(statement).fetchall()
        except psycopg.Error as error:
            raise MirrorError(f"The mirror cannot be asked: {error}") from error

    with connection:
        # All figures are of one moment.
        connection.set_read_only(True)
        connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        connection.execute("SET TimeZone = 'UTC'")
        yield query
