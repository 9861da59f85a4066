"""A PostgreSQL server of the tests' own, from Debian's package, with a migrated database that can be emptied."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import sqlalchemy as sa

from severakit.store.migrations import upgrade
from severakit.store.schema import metadata
from severakit.store.store import Store

# What these databases hold need not survive a power cut, and tests make many of them.
_SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=200")


class PostgreSQL:
    """A server in a temporary folder, reached by a socket there; stopped by ``stop``."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="severakit-postgresql-"))
        self._data = self._folder / "data"
        self._programs = _programs()
        # PostgreSQL refuses to run as root; its package brings a user to run as.
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_user:
            shutil.chown(self._folder, "postgres")
        self._program(
            "initdb",
            "--pgdata",
            self._data,
            "--username=test",
            "--auth=trust",
            "--no-sync",
            "--locale=C",
            "--encoding=UTF8",
        )
        options = " ".join([f"-c {setting}" for setting in _SETTINGS] + [f"-k {self._folder}"])
        log = self._folder / "log"
        self._program("pg_ctl", "--pgdata", self._data, "--log", log, "--options", options, "--wait", "start")
        self._url = sa.URL.create("postgresql+psycopg", "test", database="postgres", query={"host": str(self._folder)})
        self._engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self.address = self._create("severakit")
        store = Store(self.address)
        upgrade(store)
        store.close()

    def empty(self) -> None:
        """Delete every row, in tables that have any: faster than a new database with all its indexes."""
        engine = sa.create_engine(self.address, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            for table in metadata.tables.values():
                connection.execute(sa.delete(table))

    def _create(self, name: str) -> str:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def stop(self) -> None:
        self._program("pg_ctl", "--pgdata", self._data, "--mode=immediate", "stop")
        shutil.rmtree(self._folder)

    def _program(self, name: str, *arguments: object) -> None:
        command = [*self._as_user, str(self._programs / name), *map(str, arguments)]
        # Not captured by a pipe: the server would hold it open for as long as it runs.
        with (self._folder / "programs.log").open("a") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, cwd=self._folder)


def _programs() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql, or run make test.")
    return versions[-1].parent
