"""A SQLite file that another process writes to for as long as a test likes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def busy_database(path: Path) -> Iterator[None]:
    """Let everybody who writes wait: each call does, since it is counted in the database."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")
