"""A client's connection: uvicorn's, with bounds on the time that a client may take."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from contextvars import copy_context
from types import coroutine
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from severakit.service.http import page
from severakit.service.settings import Settings

MOST_OF_A_HEAD = 512 * 1024
"""Bytes of a request's line and headers, answered with 431 beyond them."""
_READ_ON = 2.0


class BoundedConfig(Config):
    """How uvicorn serves, and in how many seconds a request must come and what waits to be sent must be taken.

    What ``is_call`` says of a request's scope holds for those whose answers need no task to begin in.
    """

    def __init__(self, app: Any, settings: Settings, **options: Any) -> None:
        # A connection without a request is kept as long as one may take to arrive.
        kept = math.ceil(settings.request_timeout)
        super().__init__(app, http=BoundedConnection, timeout_keep_alive=kept, **options)
        self.is_call: Callable[[Any], bool] = app.is_call
        self.request_timeout = settings.request_timeout
        self.response_timeout = settings.response_timeout


class BoundedConnection(HttpToolsProtocol):
    """A connection that ends where its client takes too long to send a request, or to take its answer.

    A head that is late ends it without a word, a body that is late with 408. What an answer that came early has left
    unread of a request is read on for a little while: if the connection closed at once, many clients would not see the
    answer. An answer whose application ends before it does is cut off.
    """

    config: BoundedConfig

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._is_reading = False
        self._to_answer: tuple[RequestResponseCycle, Any] | None = None
        self._head_bytes = 0
        self._is_awaiting_head = True
        self._is_body_whole = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._sending, self._taking = _Limit(transport, self.loop), _Limit(transport, self.loop)
        self._sending.set(self.config.request_timeout)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._sending.lift()
        self._taking.lift()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        self._is_reading = True
        super().data_received(data)
        self._is_reading = False
        if self._to_answer is not None:
            (cycle, app), self._to_answer = self._to_answer, None
            self._answer(cycle, app)
        if self.transport.is_closing():
            return
        if self._is_awaiting_head:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_OF_A_HEAD:
                self._refuse(431, f"The request's line and headers are larger than {MOST_OF_A_HEAD} bytes.")
            elif not self._sending.is_set and self._is_idle:
                self._sending.set(self.config.request_timeout)
        elif not self._is_body_whole and not self._sending.is_set:
            self._bound_body()

    def send_400_response(self, _msg: str) -> None:
        """Refuse what is not HTTP, and close the connection: nobody knows where a next request would begin."""
        self._refuse(400, "The request is not as HTTP has it.")

    def on_message_begin(self) -> None:
        """Begin to take a head."""
        super().on_message_begin()
        self._is_awaiting_head = True

    def on_headers_complete(self) -> None:
        """Begin to answer: the head is whole."""
        super().on_headers_complete()
        self._sending.lift()
        self._head_bytes, self._is_awaiting_head, self._is_body_whole = 0, False, False
        if self.parser.should_upgrade():
            # To no other protocol; and what comes after such a request is no request to the parser.
            self.cycle.keep_alive = False
        if self.parser.get_http_version() == "1.0":
            self.cycle.__class__ = _EndedByClosing

    def on_message_complete(self) -> None:
        """Take the request as whole."""
        super().on_message_complete()
        self._is_body_whole = True
        if self._sending.is_set and self._is_idle:
            # It was answered before: now the next one is awaited.
            self._sending.set(self.config.request_timeout)
        else:
            self._sending.lift()

    def on_response_complete(self) -> None:
        """Go on with the next request; a client that still sends of one that is answered may do so for a while."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._taking.set(self.config.response_timeout)
        elif self._is_idle and not self._is_body_whole:
            self._unset_keepalive_if_required()
            self._sending.set(_READ_ON)
        elif not self._is_body_whole:
            self._bound_body()

    def pause_writing(self) -> None:
        """Give the client its time to take what waits to be sent."""
        super().pause_writing()
        self._taking.set(self.config.response_timeout)

    def resume_writing(self) -> None:
        """Go on: the client has taken nearly all."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._taking.lift()

    def timeout_keep_alive_handler(self) -> None:
        """Cut a connection on which no request has come: what is not taken of the last answer is not waited for."""
        self.transport.abort()

    @property
    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        if self._is_reading:
            # Whether it is whole is known when all is read that has come.
            self._to_answer = cycle, app
        else:
            # One that waited for its turn: begun at once, each would be begun within the end of the one before.
            super()._start_asgi_task(cycle, self._cut_off_at_its_end(cycle, app))

    def _answer(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Answer a request; a call that is whole at once, as far as that waits for nothing, and in one packet."""
        app = self._cut_off_at_its_end(cycle, app)
        if cycle.more_body or not self.config.is_call(cycle.scope):
            super()._start_asgi_task(cycle, app)
            return
        answering, context = cycle.run_asgi(app), copy_context()
        packet = _Packet(self.transport)
        cycle.transport = packet  # type: ignore[assignment]
        try:
            awaited = context.run(answering.send, None)
        except StopIteration:
            return
        finally:
            cycle.transport = self.transport
            packet.send()
        task = self.loop.create_task(_rest_of(answering, awaited), context=context)
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    def _cut_off_at_its_end(self, cycle: RequestResponseCycle, app: Any) -> Any:
        """Return an application after which an answer that has not come to its end is cut off."""

        async def answer(*arguments: Any) -> None:
            await app(*arguments)
            if not cycle.response_complete and not cycle.disconnected:
                cycle.disconnected = True
                self.transport.abort()

        return answer

    def _bound_body(self) -> None:
        """Give the body of the request its time; one that came before its turn has it from then on."""
        if not self.pipeline:
            text = f"The request took longer than {self.config.request_timeout:g} seconds to arrive."
            self._sending.set(self.config.request_timeout, lambda: self._refuse(408, text))

    def _refuse(self, status: int, text: str) -> None:
        if self._is_idle or not self.cycle.response_started:
            body = page(f"HTTP {status}", text).encode()
            head = f"content-type: text/html; charset=utf-8\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
            self.transport.write(STATUS_LINE[status] + head.encode() + body)
        self.transport.close()
        self._taking.set(self.config.response_timeout)


class _Packet:
    """What is sent at once: stands in for a transport, to which it goes in one piece."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Add to it."""
        self._parts.append(data)

    def is_closing(self) -> bool:
        """Whether nothing more can be sent."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Send it, and nothing after it."""
        self.send()
        self._transport.close()

    def send(self) -> None:
        """Send it, if there is anything in it."""
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()


@coroutine
def _rest_of(begun: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, Any, None]:
    """Await the rest of a coroutine that was begun outside of a task and awaits something."""
    with suppress(StopIteration):
        while True:
            try:
                result = yield awaited
            except BaseException as error:  # noqa: BLE001 - its own matter, as in a task of its own
                awaited = begun.throw(error)
            else:
                awaited = begun.send(result)


class _Limit:
    """How long a client may take; the connection is cut when it takes longer, or what else is said happens."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._end: asyncio.TimerHandle | None = None

    @property
    def is_set(self) -> bool:
        return self._end is not None

    def set(self, seconds: float, then: Callable[[], None] | None = None) -> None:
        """Set it, in place of what it was."""
        self.lift()
        self._end = self._loop.call_later(seconds, then or self._transport.abort)

    def lift(self) -> None:
        """Let the client take as long as it likes."""
        if self._end is not None:
            self._end.cancel()
            self._end = None


class _EndedByClosing(RequestResponseCycle):
    """An answer by HTTP 1.0, which has no chunks: one whose length is not told ends with the connection."""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._has_length = b"content-length" in dict(message["headers"])
            if not self._has_length:
                self.chunked_encoding = False
        elif not self._has_length:
            self.expected_content_length = len(message.get("body", b""))
        await super().send(message)
