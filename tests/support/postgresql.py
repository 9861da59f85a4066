"""A PostgreSQL server of the tests' own, from Debian's package, with a migrated database that can be emptied."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from severakit.store.schema import metadata
from severakit.store.schema_version import upgrade
from severakit.store.store import Store

# What these databases hold need not survive a power cut, and tests make many of them.
_SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=200")

ROLE = "service"
"""The role that the databases belong to and that tests connect as: an ordinary one, as a service should."""


class PostgreSQL:
    """A server in a temporary folder, reached by a socket there; stopped by ``stop``."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="severakit-postgresql-"))
        self._data = self.folder / "data"
        self._made = 0
        self._programs = programs()
        # PostgreSQL refuses to run as root; its package brings a user to run as.
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.hand_over(self.folder)
        self.program(
            "initdb",
            "--pgdata",
            self._data,
            "--username=test",
            "--auth=trust",
            "--no-sync",
            "--locale=C",
            # Letters have capitals, as in any database that is not made with this locale alone.
            "--lc-ctype=C.UTF-8",
            "--encoding=UTF8",
        )
        self._options = " ".join([f"-c {setting}" for setting in _SETTINGS] + [f"-k {self.folder}"])
        self.start()
        self._superuser = sa.URL.create(
            "postgresql+psycopg", "test", database="postgres", query={"host": str(self.folder)}
        )
        self._engine = sa.create_engine(self._superuser, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with self._engine.connect() as connection:
            # Ordinary, so that row-level security holds for it, which owns the databases. Tests copy tables in any
            # order, for which they switch references off, and let deadlocks last.
            connection.exec_driver_sql(f"CREATE ROLE {ROLE} LOGIN")
            connection.exec_driver_sql(f"GRANT SET ON PARAMETER session_replication_role, deadlock_timeout TO {ROLE}")
        self.address = self.create("tests")
        # Kept open from one test to the next: to connect takes longer than what is run.
        self._migrated = sa.create_engine(self._superuser.set(database="tests"), pool_size=1, pool_pre_ping=True)
        store = Store(self.address)
        upgrade(store)
        store.close()

    def start(self) -> None:
        """Start the server, at first or after `halt`."""
        log = self.folder / "log"
        self.program("pg_ctl", "--pgdata", self._data, "--log", log, "--options", self._options, "--wait", "start")

    def halt(self) -> None:
        """Stop the server as an operator does, and keep what it holds."""
        self.program("pg_ctl", "--pgdata", self._data, "--mode=fast", "--wait", "stop")

    def empty(self) -> None:
        """Delete every row: faster than a new database with all its indexes."""
        # In one message: there are more than a hundred tables, and a test fills a few.
        self.run([f'DELETE FROM "{name}"' for name in metadata.tables])

    def run(self, statements: Iterable[str]) -> None:
        """Run statements in the migrated database in one message, by whatever references; all of them or none."""
        with self._migrated.begin() as connection:
            connection.exec_driver_sql("; ".join(["SET LOCAL session_replication_role = replica", *statements]))

    def superuser_address(self, database: str = "postgres") -> str:
        """Return the address of a database as libpq takes it, by which a superuser reaches it."""
        address = self._superuser.set(drivername="postgresql", database=database)
        return address.render_as_string(hide_password=False)

    def create(self, name: str) -> str:
        """Create an empty database and return the address at which its owner, an ordinary role, reaches it."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {ROLE}")
        return self._superuser.set(username=ROLE, database=name).render_as_string(hide_password=False)

    def new_database(self) -> str:
        """Return the address of a new empty database, as libpq takes it."""
        self._made += 1
        address = sa.make_url(self.create(f"made_{self._made}"))
        return address.set(drivername="postgresql").render_as_string(hide_password=False)

    def stop(self) -> None:
        self._migrated.dispose()
        self.program("pg_ctl", "--pgdata", self._data, "--mode=immediate", "stop")
        shutil.rmtree(self.folder)

    def hand_over(self, folder: Path) -> None:
        """Let a folder belong to the user that PostgreSQL runs as."""
        if self._as_user:
            shutil.chown(folder, "postgres")

    @contextmanager
    def standby(self) -> Iterator[Standby]:
        """Have a replica that follows this server."""
        standby = Standby(self)
        try:
            yield standby
        finally:
            standby.stop()

    def program(self, name: str, *arguments: object) -> None:
        """Run one of PostgreSQL's own programs as the user that it runs as."""
        command = [*self._as_user, str(self._programs / name), *map(str, arguments)]
        # Not captured by a pipe: the server would hold it open for as long as it runs.
        with (self.folder / "programs.log").open("a") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, cwd=self.folder)


class Standby:
    """A replica of a server, in a folder of its own, that follows it until it is promoted."""

    def __init__(self, server: PostgreSQL) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="severakit-standby-"))
        self._data, self._server = self.folder / "data", server
        server.hand_over(self.folder)
        origin = server.superuser_address()
        server.program("pg_basebackup", "--dbname", origin, "-D", self._data, "-R", "--checkpoint=fast", "--no-sync")
        settings = " ".join([f"-c {setting}" for setting in _SETTINGS] + [f"-k {self.folder}"])
        server.program(
            "pg_ctl", "-D", self._data, "--log", self.folder / "log", "--options", settings, "--wait", "start"
        )

    def here(self, address: str) -> str:
        """Return the address of a database of the server, as it is reached here."""
        url = sa.make_url(address).update_query_dict({"host": str(self.folder)})
        return url.render_as_string(hide_password=False)

    def wait_for(self, server: PostgreSQL) -> None:
        """Wait until all that the server has written is here."""
        with psycopg.connect(server.superuser_address(), autocommit=True) as origin:
            written = origin.execute("SELECT pg_logical_emit_message(true, 'test', 'as far as here')").fetchone()
            origin.execute("SELECT pg_switch_wal()")  # which writes it at once
        with psycopg.connect(self.here(server.superuser_address()), autocommit=True) as here:
            deadline = time.monotonic() + 120
            while here.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", written).fetchone() != (True,):
                assert time.monotonic() < deadline, "The replica does not catch up."
                time.sleep(0.05)

    def promote(self) -> None:
        """Let the replica be a server of its own that can be written to."""
        self._server.program("pg_ctl", "-D", self._data, "--wait", "promote")

    def stop(self) -> None:
        self._server.program("pg_ctl", "-D", self._data, "--mode=immediate", "stop")
        shutil.rmtree(self.folder)


def programs() -> Path:
    """Return the folder of PostgreSQL's own programs."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql, or run make test.")
    return versions[-1].parent
