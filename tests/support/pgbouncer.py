"""PgBouncer, from Debian's package, before a PostgreSQL server of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import sqlalchemy as sa

_PORT = 6432
"""No port of the machine, for it listens at a socket in a folder of its own; but its socket is named by it."""


class PgBouncer:
    """A pooler that lets a server's role in as the server does: with no password. Settings are those of its manual."""

    def __init__(self, server: str, role: str, **settings: object) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="severakit-pgbouncer-"))
        (self._folder / "users").write_text(f'"{role}" ""\n')
        own = {
            "unix_socket_dir": self._folder,
            "listen_port": _PORT,
            "auth_type": "trust",
            "auth_file": self._folder / "users",
        }
        lines = [f"{name} = {value}" for name, value in (own | settings).items()]
        (self._folder / "pgbouncer.ini").write_text(
            "\n".join(["[databases]", f"* = host={server}", "[pgbouncer]", *lines, ""])
        )
        as_user = []
        if os.geteuid() == 0:
            # It refuses to run as root.
            as_user = ["runuser", "-u", "postgres", "--"]
            for path in (self._folder, *self._folder.iterdir()):
                shutil.chown(path, "postgres")
        with (self._folder / "log").open("wb") as log:
            command = [*as_user, "/usr/sbin/pgbouncer", "pgbouncer.ini"]
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while not (self._folder / f".s.PGSQL.{_PORT}").exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PgBouncer does not start: {(self._folder / 'log').read_text()}")
            time.sleep(0.02)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        shutil.rmtree(self._folder)

    def here(self, address: str, **options: str) -> str:
        """Return the address of a database of the server, as it is reached here, with options beside."""
        url = sa.make_url(address).update_query_dict({"host": str(self._folder), "port": str(_PORT), **options})
        return url.render_as_string(hide_password=False)
