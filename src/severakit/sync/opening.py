"""Which destination an address names."""

from __future__ import annotations

from pathlib import Path

from severakit.sync.database import DatabaseMirror
from severakit.sync.destination import MirrorError

DELTA = "delta:"
"""What stands before a folder's address where its tables are Delta tables."""


def duckdb_file(address: str) -> Path:
    """Return the file of a mirror that is there. Raises MirrorError where none is."""
    path = Path(address.partition("://")[2].removeprefix("/"))
    if not path.is_file():
        raise MirrorError(f"There is no mirror at {path}. Run `severakit sync run --to duckdb:///{path}` first.")
    return path


def open_destination(address: str, *, history: bool = False, is_there: bool = False) -> DatabaseMirror:
    """Open the mirror at an address for one run, with a history of all versions of its rows if that is wanted.

    ``is_there``: make none. Raises MirrorError, and AlreadyRunning while another run has it open.
    """
    scheme, separator, path = address.partition("://")
    if scheme == "duckdb" and path.strip("/") and path.startswith("/"):
        from severakit.sync.duckdb_connection import DuckDBConnection  # noqa: PLC0415 - only what is used need be there

        file = duckdb_file(address) if is_there else Path(path.removeprefix("/"))
        return DatabaseMirror(DuckDBConnection(file), history=history)
    if scheme in {"postgresql", "postgres"} and separator:
        from severakit.sync.postgresql_connection import PostgreSQLConnection  # noqa: PLC0415

        return DatabaseMirror(PostgreSQLConnection(address), history=history)
    import fsspec  # noqa: PLC0415 - a database needs no file system

    if scheme.removeprefix(DELTA) in fsspec.available_protocols() and path.strip("/"):
        if scheme.startswith(DELTA):
            from severakit.sync.delta_folder import DeltaFolder  # noqa: PLC0415

            return DatabaseMirror(DeltaFolder(address.removeprefix(DELTA)), history=history)
        from severakit.sync.parquet_folder import ParquetFolder  # noqa: PLC0415

        return DatabaseMirror(ParquetFolder(address), history=history)
    raise MirrorError(
        f"{address!r} is not a mirror's address. Pass duckdb:///FILE, postgresql://USER@HOST/DATABASE, a folder for "
        "Parquet files as fsspec has it (file:///FOLDER, s3://BUCKET/FOLDER), or such a folder for Delta tables "
        "(delta:file:///FOLDER)."
    )
