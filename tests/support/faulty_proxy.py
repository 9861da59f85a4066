"""An HTTP proxy on a real socket that maltreats what passes: by a schedule, one fault for each request.

It understands HTTP, so that a fault strikes where a test wants it: before the service has seen a request, after it
has carried it out, or in the middle of its answer. What struck whom is kept in ``events``.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import repeat
from urllib.parse import urlsplit, urlunsplit

_NOT_FORWARDED = {"connection", "content-length", "transfer-encoding", "expect"}
_PIECE = 64 * 1024
Headers = dict[str, str]


@dataclass(frozen=True)
class Request:
    """A request that came in whole; header names are in lower case."""

    number: int
    line: str
    headers: Headers
    body: bytes

    @property
    def operation(self) -> str:
        """``IInterface.Operation`` of a SOAP call, "" of anything else."""
        return ".".join(self.headers.get("soapaction", "").strip('"').rsplit("/", 2)[1:])


@dataclass
class Answer:
    """The service's answer: its head, and its body while it comes in, free of any transfer coding."""

    status: str
    headers: Headers
    pieces: AsyncIterator[bytes]


# Faults


@dataclass(frozen=True)
class Fault:
    """What is done to one request; this one does nothing.

    ``is_carried_out`` tells whether the service sees the request, and so may have done what it asks.
    """

    is_carried_out = True

    async def strike(self, exchange: Exchange) -> None:
        answer = await exchange.forward()
        exchange.begin(answer)
        async for piece in answer.pieces:
            await exchange.send_piece(piece)
        await exchange.finish()


@dataclass(frozen=True)
class ResetBefore(Fault):
    """The connection is reset before the service has seen the request."""

    is_carried_out = False

    async def strike(self, exchange: Exchange) -> None:
        exchange.reset()


@dataclass(frozen=True)
class ResetAfter(Fault):
    """The service carries the request out, and the connection is reset before a byte of the answer is sent."""

    async def strike(self, exchange: Exchange) -> None:
        answer = await exchange.forward()
        async for _ in answer.pieces:
            pass
        exchange.reset()


@dataclass(frozen=True)
class CloseAfter(Fault):
    """As ResetAfter, but the connection is closed as if all were said."""

    async def strike(self, exchange: Exchange) -> None:
        answer = await exchange.forward()
        async for _ in answer.pieces:
            pass
        exchange.close()


@dataclass(frozen=True)
class Delay(Fault):
    """The answer's first byte comes ``seconds`` late, all else as it should."""

    seconds: float = 0.2

    async def strike(self, exchange: Exchange) -> None:
        await asyncio.sleep(self.seconds)
        await super().strike(exchange)


@dataclass(frozen=True)
class Silence(Fault):
    """The service carries the request out, and nothing is sent for ``seconds``; then the connection closes."""

    seconds: float = 3600

    async def strike(self, exchange: Exchange) -> None:
        answer = await exchange.forward()
        async for _ in answer.pieces:
            pass
        await exchange.wait_while_open(self.seconds)
        exchange.close()


@dataclass(frozen=True)
class Truncate(Fault):
    """The answer breaks off after ``share`` of its body, in the middle of a chunk."""

    share: float = 0.5

    async def strike(self, exchange: Exchange) -> None:
        answer, body = await exchange.whole_answer()
        exchange.begin(answer)
        part = body[: int(len(body) * self.share)]
        await exchange.send(b"%x\r\n%b" % (len(part) + 10, part))
        exchange.close()


@dataclass(frozen=True)
class Shorten(Fault):
    """The answer ends after ``share`` of its body, for HTTP as it should."""

    share: float = 0.5

    async def strike(self, exchange: Exchange) -> None:
        answer, body = await exchange.whole_answer()
        exchange.begin(answer)
        await exchange.send_piece(body[: int(len(body) * self.share)])
        await exchange.finish()


@dataclass(frozen=True)
class Garble(Fault):
    """Eight bytes of the answer's body, at ``share`` of it, are zeros: what no XML document can hold."""

    share: float = 0.5

    async def strike(self, exchange: Exchange) -> None:
        answer, body = await exchange.whole_answer()
        place = int(max(0, len(body) - 8) * self.share)
        exchange.begin(answer)
        await exchange.send_piece(body[:place] + bytes(8) + body[place + 8 :])
        await exchange.finish()


@dataclass(frozen=True)
class GarbleHead(Fault):
    """What should be the head of the answer is no HTTP."""

    async def strike(self, exchange: Exchange) -> None:
        answer, body = await exchange.whole_answer()
        await exchange.send(b"\x00\x01garbled " + answer.status.encode() + body[:100])
        exchange.close()


@dataclass(frozen=True)
class Drip(Fault):
    """The answer's body comes in ``pieces`` parts with ``seconds`` between them."""

    pieces: int = 10
    seconds: float = 0.02

    async def strike(self, exchange: Exchange) -> None:
        answer, body = await exchange.whole_answer()
        exchange.begin(answer)
        size = max(1, -(-len(body) // self.pieces))
        for start in range(0, len(body), size):
            await exchange.send_piece(body[start : start + size])
            await asyncio.sleep(self.seconds)
        await exchange.finish()


@dataclass(frozen=True)
class Unavailable(Fault):
    """HTTP 503 as in a maintenance break; the service does not see the request. None leaves Retry-After out."""

    retry_after: int | None = 0
    is_carried_out = False

    async def strike(self, exchange: Exchange) -> None:
        headers = {"content-type": "text/html"}
        if self.retry_after is not None:
            headers["retry-after"] = str(self.retry_after)
        exchange.begin(Answer("503 Service Unavailable", headers, exchange.nothing()))
        await exchange.send_piece(b"<html><body>Maintenance</body></html>")
        await exchange.finish()


@dataclass(frozen=True)
class BadGateway(Fault):
    """The service carries the request out, and a gateway says with HTTP 502 that it has no answer."""

    async def strike(self, exchange: Exchange) -> None:
        await exchange.whole_answer()
        exchange.begin(Answer("502 Bad Gateway", {"content-type": "text/html"}, exchange.nothing()))
        await exchange.finish()


PASS = Fault()

EVERY_FAULT: tuple[Fault, ...] = (
    ResetBefore(),
    ResetAfter(),
    CloseAfter(),
    Delay(0.05),
    Silence(),
    Truncate(),
    Shorten(),
    Garble(),
    GarbleHead(),
    Drip(),
    Unavailable(),
    BadGateway(),
)


def at_random(share: float, seed: int, faults: Iterable[Fault] = EVERY_FAULT) -> Iterator[Fault]:
    """Return an endless schedule in which ``share`` of the requests meet one of ``faults``, the same for a seed."""
    chance, choices = random.Random(seed), list(faults)  # noqa: S311 - no secret
    return (chance.choice(choices) if chance.random() < share else PASS for _ in repeat(None))


# The proxy


@dataclass(frozen=True)
class Event:
    """A request, and the fault that struck it."""

    request: Request
    fault: Fault


@dataclass
class FaultyProxy:
    """Where the proxy is, what it did, and what it does next.

    ``schedule`` gives the fault of each request, in the order in which they come; after its end all pass. ``choose``,
    if it is set, decides by the request instead.
    """

    target: str
    schedule: Iterator[Fault]
    choose: Callable[[Request], Fault] | None = None
    events: list[Event] = field(default_factory=list)
    connections: int = 0
    endpoint: str = ""

    def next_faults(self, *faults: Fault) -> None:
        """Let the next requests meet these, and pass those after them."""
        self.schedule = iter(faults)

    def counted(self) -> Counter[str]:
        """Return how often each kind of fault has struck."""
        return Counter(type(event.fault).__name__ for event in self.events)

    def fault_for(self, request: Request) -> Fault:
        fault = self.choose(request) if self.choose else next(self.schedule, PASS)
        self.events.append(Event(request, fault))
        return fault


@contextmanager
def faulty_proxy(endpoint: str, schedule: Iterable[Fault] = ()) -> Iterator[FaultyProxy]:
    """Serve a proxy before a service until the end of the block, on a port and in a thread of its own."""
    proxy = FaultyProxy(endpoint, iter(schedule))
    started, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(proxy, started, stop),), daemon=True)
    thread.start()
    started.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


async def _serve(proxy: FaultyProxy, started: threading.Event, stop: asyncio.Event) -> None:
    tasks: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        proxy.connections += 1
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await _converse(proxy, reader, writer)
        finally:
            tasks.discard(task)

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    proxy.endpoint = urlunsplit(urlsplit(proxy.target)._replace(netloc=f"127.0.0.1:{port}"))
    started.set()
    await stop.wait()
    server.close()
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _converse(proxy: FaultyProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer request after request of one client's connection."""
    with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
        while (request := await _read_request(reader, writer, len(proxy.events))) is not None:
            exchange = Exchange(proxy.target, request, reader, writer)
            try:
                await proxy.fault_for(request).strike(exchange)
            finally:
                exchange.hang_up()
            if writer.is_closing():
                return
    writer.close()


class Exchange:
    """One request on its way through the proxy, and the means to treat it well or ill."""

    def __init__(
        self, target: str, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.request = request
        self._target = urlsplit(target)
        self._reader = reader
        self._writer = writer
        self._upstream: asyncio.StreamWriter | None = None

    async def forward(self) -> Answer:
        """Send the request to the service and return its answer, whose body is yet to come."""
        reader, self._upstream = await asyncio.open_connection(self._target.hostname, self._target.port)
        headers = {name: value for name, value in self.request.headers.items() if name not in _NOT_FORWARDED}
        headers |= {"connection": "close", "content-length": str(len(self.request.body))}
        lines = [self.request.line, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self._upstream.write("\r\n".join(lines).encode("latin-1") + self.request.body)
        await self._upstream.drain()
        line, answered = await _read_head(reader)
        return Answer(line.partition(" ")[2], answered, _body(reader, answered))

    async def whole_answer(self) -> tuple[Answer, bytes]:
        """Return the service's answer and its whole body."""
        answer = await self.forward()
        return answer, b"".join([piece async for piece in answer.pieces])

    def begin(self, answer: Answer) -> None:
        """Send the head of an answer whose body will come in chunks."""
        headers = {name: value for name, value in answer.headers.items() if name not in _NOT_FORWARDED}
        headers["transfer-encoding"] = "chunked"
        lines = [f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self._writer.write("\r\n".join(lines).encode("latin-1"))

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def send_piece(self, piece: bytes) -> None:
        """Send a piece of the body as a chunk."""
        if piece:
            await self.send(b"%x\r\n%b\r\n" % (len(piece), piece))

    async def finish(self) -> None:
        await self.send(b"0\r\n\r\n")

    async def wait_while_open(self, seconds: float) -> None:
        """Wait, at most until the client hangs up."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._reader.read(1), seconds)

    async def nothing(self) -> AsyncIterator[bytes]:
        """Return an empty body."""
        for piece in ():
            yield piece

    def close(self) -> None:
        self._writer.close()

    def reset(self) -> None:
        """End the client's connection as a crash does."""
        connection = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def hang_up(self) -> None:
        """Release the connection to the service."""
        if self._upstream is not None:
            self._upstream.close()


async def _read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> Request | None:
    try:
        line, headers = await _read_head(reader)
    except asyncio.IncompleteReadError:
        return None
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if "content-length" not in headers and "transfer-encoding" not in headers:
        return Request(number, line, headers, b"")
    return Request(number, line, headers, b"".join([piece async for piece in _body(reader, headers)]))


async def _read_head(reader: asyncio.StreamReader) -> tuple[str, Headers]:
    line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
    if line.split()[1:2] == ["100"]:
        return await _read_head(reader)
    pairs = (each.partition(":") for each in lines)
    return line, {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _body(reader: asyncio.StreamReader, headers: Headers) -> AsyncIterator[bytes]:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while size := int(await reader.readuntil(b"\r\n"), 16):
            async for piece in _exactly(reader, size):
                yield piece
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
    elif "content-length" in headers:
        async for piece in _exactly(reader, int(headers["content-length"])):
            yield piece
    else:
        while piece := await reader.read(_PIECE):
            yield piece


async def _exactly(reader: asyncio.StreamReader, size: int) -> AsyncIterator[bytes]:
    while size:
        piece = await reader.read(min(size, _PIECE))
        if not piece:
            raise asyncio.IncompleteReadError(b"", size)
        size -= len(piece)
        yield piece
