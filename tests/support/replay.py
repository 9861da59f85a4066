"""A web server on a real socket that answers as a test tells it to: handwritten, broken off, dripping, reset."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "k&<9]]>'\"0123456789abcdefghijklmn"
"""An API key with all that can go wrong on its way."""

SOAP_TYPE = "text/xml; charset=utf-8"


class Exchange(BaseHTTPRequestHandler):
    """One request that came in, and the means to answer it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.replay.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.replay.requests.append(Received(self.path, self.headers, body))
        self.server.replay.reply(self)

    def do_GET(self) -> None:
        self.server.replay.requests.append(Received(self.path, self.headers, b""))
        self.server.replay.reply(self)

    def head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def pieces(self, pieces: Iterable[bytes]) -> None:
        """Send pieces of a chunked body, without its end."""
        for piece in pieces:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.flush()

    def break_off(self) -> None:
        """End the connection as if all were said."""
        self.close_connection = True

    def reset(self) -> None:
        """End the connection as a crash does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


Reply = Callable[[Exchange], None]


@dataclass(frozen=True)
class Received:
    path: str
    headers: Message
    body: bytes


@dataclass
class Replay:
    """What the server does, set by ``reply``, and what it saw."""

    host: str = ""
    requests: list[Received] = field(default_factory=list)
    connections: int = 0
    reply: Reply = lambda exchange: exchange.head(501, {"Content-Length": "0"})

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}/webservice/S3/API.svc"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, replay: Replay) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.replay = replay
        replay.host = f"127.0.0.1:{self.server_port}"

    def handle_error(self, *_: Any) -> None:
        """Say nothing: that a client goes away in the middle is part of the play."""


@contextmanager
def replaying() -> Iterator[Replay]:
    replay = Replay()
    with _Server(replay) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield replay
        finally:
            server.shutdown()
            thread.join()


def whole(content: bytes, status: int = 200, content_type: str = SOAP_TYPE, **headers: str) -> Reply:
    """Answer with everything at once."""

    def reply(exchange: Exchange) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        exchange.head(status, {"Content-Type": content_type, "Content-Length": str(len(content)), **named})
        exchange.wfile.write(content)

    return reply


def chunked(*pieces: bytes) -> Reply:
    """Answer in chunks."""

    def reply(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": SOAP_TYPE, "Transfer-Encoding": "chunked"})
        exchange.pieces([*pieces, b""])

    return reply
