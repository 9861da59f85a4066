"""A database as one file, and a file in the place of a database: by the means of SQLite and of PostgreSQL.

PostgreSQL's own programs do it, in their custom format: pg_dump sees one moment while others write, and knows of
sequences, triggers and references in a circle, which rows that are copied table by table do not. They must not be older
than the server.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from severakit.store import row_security
from severakit.store.errors import AdministrationError
from severakit.store.store import Store

_PACKAGED = Path("/usr/lib/postgresql")


class DumpFailed(AdministrationError):  # noqa: N818 - names the fact
    """The database cannot be written to a file or read from one: says why."""


class Dumping(Protocol):
    """What both kinds of database can do."""

    @property
    def kind(self) -> str:
        """The name of the kind of database."""

    @property
    def folder(self) -> Path | None:
        """Where a file that is to become the database must lie before it does; None where it does not matter."""

    def is_empty(self) -> bool:
        """Whether there is nothing that could be lost."""

    def dump(self, target: Path) -> None:
        """Write the database, as it is at one moment, to a new file."""

    def replace(self, source: Path) -> None:
        """Put what is in the file in the place of the database: all of it, or nothing changes."""


def dumping_of(store: Store) -> Dumping:
    """Return how the store's database is dumped and replaced."""
    return _SQLite(Path(store.url.database or "")) if store.is_sqlite else _PostgreSQL(store)


class _SQLite:
    kind = "SQLite"

    def __init__(self, path: Path) -> None:
        self._path = path
        self.folder = path.parent

    def is_empty(self) -> bool:
        return not self._path.exists() or self._path.stat().st_size == 0

    def dump(self, target: Path) -> None:
        """Copy by the online backup of SQLite, in one step: others may write meanwhile."""
        try:
            with (
                closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(target)) as copy,
            ):
                source.backup(copy, pages=-1)
                copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise DumpFailed(f"The database cannot be backed up: {error}.") from error

    def replace(self, source: Path) -> None:
        self._check(source)
        if not self.is_empty():
            self._end_journal()
        source.replace(self._path)

    def _check(self, source: Path) -> None:
        try:
            with closing(sqlite3.connect(source)) as database:
                [(verdict, *_)] = database.execute("PRAGMA integrity_check(1)").fetchall()
        except sqlite3.Error as error:
            verdict = str(error)
        if verdict != "ok":
            raise DumpFailed(f"The database of the backup is damaged: {verdict}. Take another backup.")

    def _end_journal(self) -> None:
        """Let the journal beside the old database go, which would be taken for the new one's."""
        try:
            with closing(sqlite3.connect(self._path, timeout=1)) as database:
                database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise DumpFailed(f"The database is in use ({error}). Stop the service first.") from error
        except sqlite3.DatabaseError:
            # It is no database any more, which is what a backup is restored for.
            for suffix in ("-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


class _PostgreSQL:
    kind = "PostgreSQL"
    folder = None

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_empty(self) -> bool:
        with self._store.reading() as connection:
            return not sa.inspect(connection).get_table_names()

    def dump(self, target: Path) -> None:
        kept = ["--no-owner", "--no-acl", "--schema=public", "--enable-row-security"]
        self._run("pg_dump", "--format=custom", *kept, f"--file={target}")

    def replace(self, source: Path) -> None:
        """Move what is there aside, restore, and let it go: where the restoring fails it comes back."""
        self._check_alone()
        self._execute("DROP SCHEMA IF EXISTS before_restore CASCADE")
        self._execute("ALTER SCHEMA public RENAME TO before_restore")
        try:
            self._run("pg_restore", "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error", str(source))
        except DumpFailed:
            self._execute("DROP SCHEMA IF EXISTS public CASCADE")
            self._execute("ALTER SCHEMA before_restore RENAME TO public")
            raise
        self._execute("DROP SCHEMA before_restore CASCADE")

    def _check_alone(self) -> None:
        self._store.engine.dispose()
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with self._store.reading() as connection:
            if connection.exec_driver_sql(others).scalar_one():
                raise DumpFailed("The database is in use. Stop the service first.")

    def _execute(self, statement: str) -> None:
        with self._store.writing() as connection:
            connection.exec_driver_sql(statement)

    def _run(self, program: str, *arguments: str) -> None:
        url = self._store.url
        address = (
            url.set(drivername="postgresql", password=None).difference_update_query(["options"]).render_as_string()
        )
        # Row-level security would show the program no rows; the address's own options would take the place of these.
        options = f"{url.query.get('options', '')} -c {row_security.SETTING}={row_security.ALL}"
        secret = {"PGPASSWORD": str(url.password)} if url.password else {}
        # Not as an argument, where everybody on the machine would see the password.
        environment = os.environ | secret | {"PGOPTIONS": options}
        command = [_program(program), f"--dbname={address}", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[0]
            raise DumpFailed(f"{program} failed: {reason}")


def _program(name: str) -> str:
    """Return PostgreSQL's program: the newest of Debian's packages, or the one on the path."""
    packaged = sorted(_PACKAGED.glob(f"*/bin/{name}"), key=lambda path: int(re.sub(r"\D", "", path.parts[4]) or 0))
    found = str(packaged[-1]) if packaged else shutil.which(name)
    if found is None:
        raise DumpFailed(f"{name} is not installed. Install the client programs of PostgreSQL, as new as the server.")
    return found
