"""Delta tables in a folder or an object store as a mirror: each publishing is a new version of the tables that changed.

Delta knows no transaction over several tables, so the manifest says which version of each table belongs to the mirror,
and is written last: rows of all tables and the places to go on from become visible together. A table that a killed run
left at a later version is written anew, as the manifest has it. The mirror's own tables are Parquet files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from severakit.sync.destination import MirrorError
from severakit.sync.folder_sql import of_files, of_nothing
from severakit.sync.manifest import Manifest, is_local, published
from severakit.sync.opening import DELTA
from severakit.sync.parquet_folder import ParquetFolder


def delta_tables(address: str) -> dict[str, DeltaTable]:
    """Return the tables of a mirror at an address such as delta:file:///FOLDER, at the versions that belong together.

    Raises MirrorError if there is none.
    """
    return _tables(*_published(address))


def delta_selects(address: str) -> dict[str, str]:
    """Return for each table of a mirror the SELECT of its rows. Raises MirrorError if there is none."""
    return _selects(*_published(address))


def _published(address: str) -> tuple[Manifest, str]:
    inner = address.removeprefix(DELTA)
    manifest, filesystem, folder = published(inner, address)
    return manifest, _base(filesystem, folder, inner)


def _tables(manifest: Manifest, base: str) -> dict[str, DeltaTable]:
    with _explained():
        return {table: DeltaTable(f"{base}/{table}", version) for table, version in manifest.versions.items()}


def _selects(manifest: Manifest, base: str) -> dict[str, str]:
    """What is written here are whole files, without marks of what is deleted, so that DuckDB needs no extension."""
    selects: dict[str, str] = {}
    for table, found in _tables(manifest, base).items():
        rows = found.to_pyarrow_dataset()
        files = [f"{base}/{table}/{file}" for file in rows.files]
        selects[table] = of_files(files) if files else of_nothing(rows.schema)
    return selects


class DeltaFolder(ParquetFolder):
    """A connection to the Delta tables of a folder at an fsspec address. Raises MirrorError and AlreadyRunning.

    The version that was published before the last stays readable until the next run.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__(address)

    def _fetch(self) -> None:
        self._base = _base(self._filesystem, self._folder, self._address)
        for table, file in self._manifest.files.items():
            if not table.startswith("_"):
                raise MirrorError(f"The mirror at {self._address} is made of Parquet files: leave delta: away.")
            self._fetch_file(table, file)
        for table, version in self._manifest.versions.items():
            with _explained():
                found = DeltaTable(f"{self._base}/{table}")
                if found.version() != version:
                    self._written.add(table)
                    found = DeltaTable(f"{self._base}/{table}", version)
                self._fetch_table(table, found)

    def _fetch_table(self, table: str, found: DeltaTable) -> None:
        self._connection.register("_rows", found.to_pyarrow_dataset())
        try:
            self._execute(f'CREATE TABLE "{table}" AS SELECT * FROM _rows', ())
        finally:
            self._connection.unregister("_rows")

    def _put(self, table: str, manifest: Manifest) -> None:
        """Write a table's next version, which the manifest names; those before the last published one are removed."""
        if table.startswith("_"):
            super()._put(table, manifest)
            return
        rows = self._connection.table(table).to_arrow_reader(100_000)
        with _explained():
            if DeltaTable.is_deltatable(f"{self._base}/{table}"):
                found = DeltaTable(f"{self._base}/{table}")
                self._remove_versions(found, self._manifest.versions.get(table))
            else:
                found = DeltaTable.create(f"{self._base}/{table}", rows.schema)
            write_deltalake(found, rows, mode="overwrite", schema_mode="overwrite")
            manifest.versions[table] = found.version()

    def _remove_versions(self, found: DeltaTable, kept: int | None) -> None:
        """Remove the files of all versions but the last and a kept one; in a local folder all that is of none."""
        found.vacuum(
            0,
            dry_run=False,
            enforce_retention_duration=False,
            full=self._is_local,
            keep_versions=None if kept is None else [kept],
        )

    def _selects(self) -> dict[str, str]:
        return _selects(self._manifest, self._base)

    def _remove_what_is_not_named(self, before: Manifest) -> None:
        super()._remove_what_is_not_named(before)
        for table in before.versions.keys() - self._manifest.versions.keys():
            self._filesystem.rm(f"{self._folder}/{table}", recursive=True)


def _base(filesystem: Any, folder: str, address: str) -> str:
    """Return a folder's address as deltalake has it: the same, but for paths on this machine. Raises MirrorError."""
    if not is_local(filesystem):
        return address.rstrip("/")
    if "%" in folder:  # deltalake takes it for the beginning of an escaped character
        raise MirrorError(f"Delta tables cannot lie in {folder}: there must be no % in the way to it.")
    return folder


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DeltaError as error:
        first_line = str(error).strip().partition("\n")[0]
        raise MirrorError(f"The mirror's Delta tables cannot be used: {first_line}") from error
