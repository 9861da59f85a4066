"""Parquet files in a folder or an object store as a mirror: a run works in a DuckDB file of its own and publishes it.

Which files make up the mirror is said by its manifest. It is replaced as a whole, so rows of all tables and the places
to go on from become visible together. Files that it names no more are removed.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from severakit.sync.destination import AlreadyRunning, MirrorError
from severakit.sync.duckdb_connection import DuckDBConnection
from severakit.sync.file_lock import FileLock
from severakit.sync.folder_sql import SQL, definitions, head, of_files
from severakit.sync.manifest import MANIFEST, Manifest, explained, is_local, located, published, read_manifest
from severakit.sync.statements import escaped

_WRITES = re.compile(r'(?:INSERT INTO|DELETE FROM|UPDATE|CREATE TABLE IF NOT EXISTS|ALTER TABLE|DROP TABLE) "?(\w+)"?')
_FILE = re.compile(r"[0-9a-f]{32}\.parquet")
_SECONDS_BETWEEN = 60.0


def parquet_files(address: str) -> dict[str, str]:
    """Return the path of each table's file in a mirror at an fsspec address. Raises MirrorError if there is none."""
    manifest, filesystem, folder = published(address, address)
    if manifest.versions:
        raise MirrorError(f"The mirror at {address} is made of Delta tables: ask for them by delta_tables.")
    return {
        table: filesystem.unstrip_protocol(f"{folder}/{file}")
        for table, file in manifest.files.items()
        if not table.startswith("_")
    }


class ParquetFolder(DuckDBConnection):
    """A connection to the tables of a folder at an fsspec address. Raises MirrorError and AlreadyRunning.

    What was committed is published at most a minute later and when the connection is closed; a run that is killed
    before leaves the mirror as it was published last. In a local folder a lock keeps runs apart, which goes with the
    process; elsewhere the later of two runs finds the manifest changed and publishes nothing.
    """

    def __init__(self, address: str) -> None:
        self._filesystem, self._folder = located(address)
        self._is_local = is_local(self._filesystem)
        self._written: set[str] = set()
        self._uncommitted: set[str] = set()
        self._closing = ExitStack()
        try:
            with explained(self._filesystem, self._folder):
                self._open()
        except BaseException as error:
            self._closing.close()
            if isinstance(error, OSError):
                raise MirrorError(f"The folder {address} cannot be used: {error}") from error
            raise
        self._published_at = time.monotonic()

    def _open(self) -> None:
        self._filesystem.makedirs(self._folder, exist_ok=True)
        self._work = self._place_to_work()
        super().__init__(self._work / "mirror.duckdb")
        self._closing.callback(super().close)
        self._manifest = read_manifest(self._filesystem, self._folder)
        self._fetch()
        if self._manifest.version:
            self._keep_sql()

    def _place_to_work(self) -> Path:
        """Make a folder on this machine that goes when the connection is closed.

        In a mirror's own folder it also replaces what a killed run left there.
        """
        if self._is_local:
            self._closing.enter_context(FileLock(Path(self._folder) / ".severakit-lock"))
            work = Path(self._folder) / ".severakit-work"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
        else:
            work = Path(tempfile.mkdtemp(prefix="severakit-"))
        self._closing.callback(shutil.rmtree, work)
        return work

    def run(self, statement: str, *values: Any) -> int:
        """Execute a statement and return how many rows it moved."""
        moved = super().run(statement, *values)
        if written := _WRITES.match(statement):
            self._uncommitted.add(written[1])
        return moved

    def load(self, table: str, rows: Any) -> None:
        """Append rows to a table that has their columns."""
        super().load(table, rows)
        self._uncommitted.add(table)

    def commit(self) -> None:
        """Make what was done since visible, all at once, when it is published."""
        super().commit()
        self._written |= self._uncommitted
        self._uncommitted.clear()
        if time.monotonic() - self._published_at > _SECONDS_BETWEEN:
            self._publish_what_was_written()

    def rollback(self) -> None:
        """Undo what was done since."""
        super().rollback()
        self._uncommitted.clear()

    def close(self) -> None:
        """Publish what was committed."""
        with self._closing:
            self._publish_what_was_written()

    def _publish_what_was_written(self) -> None:
        if self._written:
            with explained(self._filesystem, self._folder):
                self._publish()

    def _publish(self) -> None:
        self._refuse_if_overtaken()
        present, before = self.tables(), self._manifest
        manifest = Manifest(
            before.version + 1,
            {table: file for table, file in before.files.items() if table in present},
            {table: version for table, version in before.versions.items() if table in present},
        )
        for table in sorted(self._written & present.keys()):
            self._put(table, manifest)
        self._refuse_if_overtaken()
        self._replace(MANIFEST, msgspec.json.encode(manifest))
        self._manifest, self._written, self._published_at = manifest, set(), time.monotonic()
        self._keep_sql()
        self._remove_what_is_not_named(before)

    def _refuse_if_overtaken(self) -> None:
        if read_manifest(self._filesystem, self._folder).version != self._manifest.version:
            raise AlreadyRunning(
                "Another run wrote to this mirror meanwhile, so this one publishes nothing. Run again."
            )

    def _fetch(self) -> None:
        """Bring what is published into the DuckDB file."""
        if self._manifest.versions:
            raise MirrorError(f"The mirror in {self._folder} is made of Delta tables: put delta: before its address.")
        for table, file in self._manifest.files.items():
            self._fetch_file(table, file)

    def _fetch_file(self, table: str, file: str) -> None:
        local = self._work / "table.parquet"
        self._filesystem.get_file(f"{self._folder}/{file}", str(local))
        super().run(f"CREATE TABLE \"{table}\" AS SELECT * FROM read_parquet('{escaped(str(local))}')")
        local.unlink()

    def _put(self, table: str, manifest: Manifest) -> None:
        """Write a table to a new file that the manifest names."""
        local, file = self._work / "table.parquet", f"{table}/{uuid4().hex}.parquet"
        super().run(f"COPY \"{table}\" TO '{escaped(str(local))}' (FORMAT parquet, COMPRESSION zstd)")
        self._filesystem.makedirs(f"{self._folder}/{table}", exist_ok=True)
        self._filesystem.put_file(str(local), f"{self._folder}/{file}")
        local.unlink()
        manifest.files[table] = file

    def _keep_sql(self) -> None:
        """Write the SQL unless it is that of the manifest. What it names before stays until then, also after a kill."""
        begins = head(self._manifest.version)
        try:
            present = self._filesystem.cat_file(f"{self._folder}/{SQL}")
        except FileNotFoundError:
            present = b""
        if not present.startswith(begins.encode()):
            self._replace(SQL, (begins + definitions(self._selects())).encode())

    def _selects(self) -> dict[str, str]:
        """Return for each table of the manifest, but for those of the mirror's own, the SELECT of its rows."""
        return {
            table: of_files([self._filesystem.unstrip_protocol(f"{self._folder}/{file}")])
            for table, file in self._manifest.files.items()
            if not table.startswith("_")
        }

    def _remove_what_is_not_named(self, before: Manifest) -> None:
        """Remove files that the manifest does not name; in a local folder, where no other run is, all of them."""
        left = set(before.files.values())
        if self._is_local:
            folder = Path(self._folder)
            left |= {str(file.relative_to(folder)) for file in folder.glob("*/*.parquet") if _FILE.fullmatch(file.name)}
        for file in left - set(self._manifest.files.values()):
            with suppress(FileNotFoundError):  # where no lock is another run may have been faster
                self._filesystem.rm_file(f"{self._folder}/{file}")

    def _replace(self, name: str, content: bytes) -> None:
        """Write a file that is seen whole or not at all: object stores do so by themselves."""
        self._filesystem.pipe_file(f"{self._folder}/{name}.new", content)
        self._filesystem.mv(f"{self._folder}/{name}.new", f"{self._folder}/{name}")
