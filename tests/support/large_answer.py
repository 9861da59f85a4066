"""A server on a bare socket whose answers are of any size: one piece, sent over and over again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

MEGABYTE = 1_000_000


class LargeAnswer(NamedTuple):
    """An answer that consists of a head, a piece as often as needed, and a tail."""

    head: bytes
    piece: bytes
    tail: bytes

    def pieces(self, megabytes: int) -> int:
        """Return how often the piece is sent in an answer of that size."""
        return megabytes * MEGABYTE // len(self.piece)

    def size(self, megabytes: int) -> int:
        return len(self.head) + self.pieces(megabytes) * len(self.piece) + len(self.tail)


@contextmanager
def serving(answers: dict[str, LargeAnswer]) -> Iterator[str]:
    """Serve answers until the end of the block; yield the host.

    A request for ``/name/megabytes`` is answered with the answer of that name, of about that many megabytes.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_accept, args=(server, answers), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _accept(server: socket.socket, answers: dict[str, LargeAnswer]) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_answer, args=(connection, answers), daemon=True).start()


def _answer(connection: socket.socket, answers: dict[str, LargeAnswer]) -> None:
    with connection, suppress(OSError):
        _, name, megabytes = _path(connection).split("/")
        answer = answers[name]
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {answer.size(int(megabytes))}"
        )
        connection.sendall(f"{head}\r\nConnection: close\r\n\r\n".encode() + answer.head)
        for _ in range(answer.pieces(int(megabytes))):
            connection.sendall(answer.piece)
        connection.sendall(answer.tail)


def _path(connection: socket.socket) -> str:
    """Read a request to its end and return its path."""
    with connection.makefile("rb") as stream:
        path = stream.readline().split()[1].decode()
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        stream.read(length)
    return path
