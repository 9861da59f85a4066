"""How a worker that makes way sees whether it still has connections."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from severakit.service.worker import _has_connections


def test_only_connections_of_the_port_count_and_looking_opens_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as other:
        port, descriptor = server.getsockname()[1], server.fileno()
        client = socket.create_connection(("127.0.0.1", port))
        taken, _ = server.accept()
        os.dup2(other.fileno(), descriptor)
        before = len(list(Path("/proc/self/fd").iterdir()))
        assert [_has_connections(port) for _ in range(3)] == [True] * 3
        taken.close()
        client.close()
        assert [_has_connections(port) for _ in range(3)] == [False] * 3
        assert len(list(Path("/proc/self/fd").iterdir())) == before - 2
