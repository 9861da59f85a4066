"""How a worker that makes way sees whether it still has connections."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from severakit.service.worker import has_connections


def test_only_connections_of_the_port_count_and_looking_opens_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as other:
        port, descriptor = server.getsockname()[1], server.fileno()
        client = socket.create_connection(("127.0.0.1", port))
        taken, _ = server.accept()
        os.dup2(other.fileno(), descriptor)
        before = len(list(Path("/proc/self/fd").iterdir()))
        assert [has_connections(port) for _ in range(3)] == [True] * 3
        taken.close()
        client.close()
        assert [has_connections(port) for _ in range(3)] == [False] * 3
        assert len(list(Path("/proc/self/fd").iterdir())) == before - 2


def test_looking_lets_go_of_no_lock_on_a_database(tmp_path):
    """It once did: two processes wrote at once, and a call that was acknowledged was lost."""
    file = tmp_path / "locked.db"
    program = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    write = [sys.executable, "-c", program, str(file)]
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        assert not has_connections(1)
        refused = subprocess.run(write, capture_output=True, text=True, check=False)
        assert "database is locked" in refused.stderr
        connection.execute("ROLLBACK")
    assert subprocess.run(write, check=False).returncode == 0
