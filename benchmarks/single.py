"""Single calls, one after the other on connections that stay open: who answers more of them.

Every contestant does the same work on a SQLite database of the same content: find the key and what decides whether it
opens, count the call against the quota, read the user's rights, read one account with its groups, and log the call.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlsplit

from serving import Address
from severakit.contract import load_contract
from severakit.soap import envelope

OPERATION = load_contract().operations["IAccount.GetAccountByNumber"]
ACCOUNT_NUMBER = 2
CALLS = 500


def contestant(address: Address, clients: int = 1) -> Callable[[], int]:
    """Return what makes `CALLS` calls, spread over so many clients, and counts the bytes of the bodies."""

    def call() -> int:
        sizes: list[int] = []
        threads = [
            threading.Thread(target=lambda: sizes.append(_calls(address, CALLS // clients))) for _ in range(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(sizes) != clients:
            raise RuntimeError("A client failed; its error stands above.")
        return sum(sizes)

    return call


def _calls(address: Address, count: int) -> int:
    """Make calls over one connection. Written out, so that a client's own work does not hide the service's."""
    message = _message(address)
    url = urlsplit(address.endpoint)
    size = 0
    with _connected(url.hostname or "", url.port or 80) as connection:
        for _ in range(count):
            connection.sendall(message)
            size += _read_body(connection)
    return size


def _connected(host: str, port: int) -> socket.socket:
    connection = socket.create_connection((host, port), timeout=60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _message(address: Address) -> bytes:
    url = urlsplit(address.endpoint)
    body = envelope.request(OPERATION, (ACCOUNT_NUMBER,), address.api_key)
    head = (
        f"POST {url.path or '/'} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: text/xml; charset=utf-8\r\n"
        f'SOAPAction: "{OPERATION.action}"\r\nContent-Length: {len(body)}\r\n\r\n'
    )
    return head.encode() + body


def _read_body(connection: socket.socket) -> int:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _received(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if lines[0].split()[1] != b"200":
        raise RuntimeError(f"{received[:500]!r}")
    length = next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
    size = len(body)
    while size < length:
        size += len(_received(connection))
    return size


def _received(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise RuntimeError("The service closed the connection.")
    return part


def latencies(address: Address, clients: int, seconds: float) -> list[float]:
    """Return the seconds of every call that so many clients make within a time, each on a connection of its own.

    One thread is all of them: of many threads the interpreter would leave some waiting, as if the service did.
    """
    message, url, until = _message(address), urlsplit(address.endpoint), time.perf_counter() + seconds
    taken: list[float] = []
    sent: dict[socket.socket, float] = {}
    with ExitStack() as stack, selectors.DefaultSelector() as selector:

        def send(connection: socket.socket) -> None:
            sent[connection] = time.perf_counter()
            connection.sendall(message)

        for _ in range(clients):
            connection = stack.enter_context(_connected(url.hostname or "", url.port or 80))
            selector.register(connection, selectors.EVENT_READ, connection)
            send(connection)
        while sent:
            for key, _ in selector.select():
                _read_body(key.data)
                taken.append(time.perf_counter() - sent.pop(key.data))
                if time.perf_counter() < until:
                    send(key.data)
    return taken
