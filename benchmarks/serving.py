"""Serving one large response over a real socket: our service from its database, spyne from objects in memory."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from peers.decode import OPERATION
from severakit.service.server import free_port
from severakit.soap import envelope

PEERS = Path(__file__).parent / "peers"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_BUFFER = 1024 * 1024


@dataclass(frozen=True)
class Address:
    """Where a service answers, with which key, and in which process."""

    endpoint: str
    api_key: str
    process_id: int

    def peak_memory(self) -> int:
        """The most memory that the service's largest process has held at once, in bytes."""
        family = [self.process_id, *_children(self.process_id)]
        return max(peak_memory(process) for process in family)


def peak_memory(process_id: int) -> int:
    """The most memory that a process has held at once, in bytes."""
    status = Path(f"/proc/{process_id}/status").read_text("utf-8")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) * 1024


def _children(process_id: int) -> list[int]:
    tasks = Path(f"/proc/{process_id}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text("utf-8").split()]


@contextmanager
def our_service(folder: Path, hours: int) -> Iterator[Address]:
    """Run `severakit serve` on a new database with a demo organization of that many hour entries."""
    command = [sys.executable, "-m", "severakit", "serve", "--database", f"sqlite:///{folder}/severakit.db"]
    with _running([*command, "--port", "0", "--demo", str(hours), "--json"]) as process:
        ready = json.loads(process.stdout.readline() if process.stdout else "")
        yield Address(ready["endpoint"], ready["api_key"], process.pid)


@contextmanager
def spyne_service(program: str, api_key: str, *arguments: str) -> Iterator[Address]:
    """Run one of the services on spyne in benchmarks/peers."""
    port = free_port()
    with _running([sys.executable, str(PEERS / program), str(port), *arguments]) as process:
        address = Address(f"http://127.0.0.1:{port}/", api_key, process.pid)
        while not answers(address):
            if process.poll() is not None:
                raise RuntimeError("The spyne service did not start; its error stands above.")
            time.sleep(0.1)
        yield address


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PEERS)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def answers(address: Address) -> bool:
    """Whether a service takes connections yet."""
    try:
        with _call(address, "GET"):
            return True
    except OSError:
        return False


def contestant(address: Address) -> Callable[[], int]:
    """Return what calls the operation and counts the bytes that it answers."""

    def call() -> int:
        size, buffer = 0, bytearray(_BUFFER)
        with _call(address, "POST") as answer:
            while got := answer.readinto(buffer):
                size += got
        return size

    return call


def response_of(address: Address) -> bytes:
    """Return the whole response of a service to the operation."""
    with _call(address, "POST") as answer:
        return answer.read()


@contextmanager
def _call(address: Address, method: str) -> Iterator[http.client.HTTPResponse]:
    url = urlsplit(address.endpoint)
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=600)
    message = envelope.request(OPERATION, (_LONG_AGO,), address.api_key) if method == "POST" else None
    headers = {
        "Content-Type": "text/xml; charset=utf-8",
        "SOAPAction": f'"{OPERATION.action}"',
        "Accept-Encoding": "identity",
    }
    try:
        connection.request(method, url.path, message, headers)
        answer = connection.getresponse()
        if method == "POST" and answer.status != 200:
            raise RuntimeError(f"{address.endpoint} answered HTTP {answer.status}: {answer.read(500)!r}")
        yield answer
    finally:
        connection.close()
