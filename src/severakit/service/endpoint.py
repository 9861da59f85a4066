"""The SOAP address over HTTP: calls by POST, the WSDL and a word of explanation by GET."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import nullcontext, suppress
from functools import partial
from html import escape
from typing import NamedTuple

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from severakit.contract import load_contract, render_wsdl
from severakit.service.admission import Admission
from severakit.service.dispatch import Answer, Dispatcher, Request, ResponseBroken
from severakit.service.http import HttpRefusal, come_back, page, read_body
from severakit.service.settings import Settings
from severakit.service.threads import Threads
from severakit.store.turn import MustWait

PATH = "/webservice/S3/API.svc"
ADDRESSES = (PATH, f"{PATH}/", f"{PATH}/WSDL", f"{PATH}/WSDL/")

COMPRESSED_FROM = 1024
"""Bytes of an answer from which on it is compressed, for those who take it so."""
COMPRESSION = 1
"""The level of compression: the fastest."""

_TITLE = "severakit: Severa S3 API"
# A request beyond this size waits for its turn: read into a tree, it takes up to twenty times its bytes.
_LARGE = 1024 * 1024
# A request beyond this size takes its time to be read.
_SMALL = 16 * 1024
# Calls that are worked on at once, and how many of them write at most. Those wait for one another, each with a thread
# and a connection to the database: as many as there are would keep all who read waiting too.
_THREADS = 40
_WRITING = 20
_XML = (b"content-type", b"text/xml; charset=utf-8")
_VARY = (b"vary", b"Accept-Encoding")
# What zlib adds to the window's bits for the headers of gzip.
_GZIP = 16


def welcome_page(base: str) -> str:
    """Return the page at the root: what runs here and where its parts are."""
    address = escape(base + PATH)
    text = (
        f'{_what_this_is(base + PATH)} Calls go by POST to <a href="{address}">{address}</a>. '
        'There are <a href="/healthz">health</a> and <a href="/metrics">metrics</a>.'
    )
    return page(_TITLE, text)


def _what_this_is(address: str) -> str:
    return (
        "This is a SOAP 1.1 service that speaks the contract of the Severa S3 API. "
        f'Its description is the <a href="{escape(address)}/WSDL">WSDL</a>.'
    )


class SoapEndpoint:
    """ASGI application of the one address that all 42 interfaces share."""

    def __init__(self, dispatcher: Dispatcher, settings: Settings, admission: Admission) -> None:
        self._dispatcher = dispatcher
        self._admission = admission
        self._settings = settings
        self._threads = Threads(_THREADS)
        self._writing = asyncio.Semaphore(_WRITING)
        self._one_large_request = asyncio.Semaphore()

    def close(self) -> None:
        """End the threads, when no call comes any more."""
        self._threads.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = _headers(scope)
        # First of all: a client that is still sending would not see a refusal.
        length = headers.get(b"content-length", b"").decode("latin-1")
        body = await read_body(receive, length, self._settings.max_request_bytes)
        if scope["method"] == "POST":
            # A response that breaks is in the log; returning cuts the connection.
            with suppress(ResponseBroken), self._admission.admitted():
                begun = await self._begin(_Call(body, headers, scope["client"]))
                await self._send(begun, scope, receive, send)
            return
        await self._threads.run(self._refuse_in_downtime)
        if scope["method"] not in ("GET", "HEAD"):
            raise HttpRefusal(405, "Calls come by POST; the WSDL by GET.", allow="GET, HEAD, POST")
        await _description(HttpRequest(scope))(scope, receive, send)

    def _refuse_in_downtime(self) -> None:
        retry_after = self._dispatcher.retry_after()
        if retry_after is not None:
            raise come_back(retry_after)

    async def _begin(self, call: _Call) -> _Begun:
        """Begin to answer a call, in one visit to a thread: most answers end with their first chunk."""

        def begin(*, at_once: bool = False) -> _Begun:
            try:
                request = _request(call, at_once=at_once)
            except HttpRefusal:
                self._refuse_in_downtime()
                raise
            begun = _begun(self._dispatcher.answer(request))
            return begun.compressed() if begun.is_whole and call.takes_gzip else begun

        if len(call.body) <= _SMALL and self._dispatcher.is_quick(call.header(b"soapaction")):
            # To wake a thread and to be woken by it takes as long as such a call.
            with suppress(MustWait):
                return begin(at_once=True)
        async with self._writing if self._dispatcher.is_write(call.header(b"soapaction")) else nullcontext():
            if len(call.body) <= _LARGE:
                return await self._threads.run(begin)
            async with self._one_large_request:
                try:
                    return await self._threads.run(begin)
                finally:
                    await self._threads.run(_give_memory_back)

    async def _send(self, begun: _Begun, scope: Scope, receive: Receive, send: Send) -> None:
        """Send an answer: with its length when it is one chunk, chunk by chunk when there are more."""
        if begun.is_whole:
            # The server takes it at once, whatever the client does.
            await send({"type": "http.response.start", "status": begun.status, "headers": begun.headers})
            await send({"type": "http.response.body", "body": begun.chunk})
            return

        async def stream(_scope: Scope, receive: Receive, send: Send) -> None:
            await self._stream(begun, receive, send)

        await GZipMiddleware(stream, COMPRESSED_FROM, COMPRESSION)(scope, receive, send)

    async def _stream(self, begun: _Begun, receive: Receive, send: Send) -> None:
        """Send an answer chunk by chunk.

        Returning before the end cuts the connection, so that no client takes a part for the whole.
        """
        chunks, chunk, following = begun.chunks, begun.chunk, begun.following
        gone = asyncio.ensure_future(_is_gone(receive))
        try:
            await send({"type": "http.response.start", "status": begun.status, "headers": [_XML]})
            while not gone.done():
                part = {"type": "http.response.body", "body": chunk, "more_body": following is not None}
                await send(part)
                if following is None:
                    return
                chunk, following = following, await self._threads.run(partial(next, chunks, None))
        finally:
            gone.cancel()
            if following is not None:
                await self._threads.run(partial(_close, chunks))


class _Call(NamedTuple):
    """A call as it came: its body, the headers by their names in small letters, and from where."""

    body: bytes
    headers: Mapping[bytes, bytes]
    client: tuple[str, int] | None

    def header(self, name: bytes) -> str | None:
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def takes_gzip(self) -> bool:
        return b"gzip" in self.headers.get(b"accept-encoding", b"")


class _Begun(NamedTuple):
    """An answer whose first chunk is there, and its second, None where there is none."""

    status: int
    chunk: bytes
    following: bytes | None
    chunks: Iterator[bytes]
    encoding: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the first chunk is the whole answer."""
        return self.following is None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of a whole answer."""
        varies = [_VARY] if self.encoding or len(self.chunk) >= COMPRESSED_FROM else []
        return [_XML, (b"content-length", str(len(self.chunk)).encode()), *self.encoding, *varies]

    def compressed(self) -> _Begun:
        """Return a whole answer compressed, where that is worth it."""
        if len(self.chunk) < COMPRESSED_FROM:
            return self
        packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS | _GZIP)
        packed = packer.compress(self.chunk) + packer.flush()
        return self._replace(chunk=packed, encoding=((b"content-encoding", b"gzip"),))


async def _is_gone(receive: Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _begun(answer: Answer) -> _Begun:
    try:
        return _Begun(answer.status, next(answer.chunks), next(answer.chunks, None), answer.chunks)
    except BaseException:
        _close(answer.chunks)
        raise


def _request(call: _Call, *, at_once: bool) -> Request:
    charset = _charset(call.header(b"content-type") or "")
    if (call.header(b"content-encoding") or "identity").lower() != "identity":
        raise HttpRefusal(415, "The request body must not be compressed.")
    remote = call.client[0] if call.client else None
    action, traceparent = call.header(b"soapaction"), call.header(b"traceparent")
    return Request(call.body, charset, action, remote, traceparent=traceparent, at_once=at_once)


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers of a request by name; of several with a name the first counts."""
    return dict(reversed(scope["headers"]))


def _description(request: HttpRequest) -> Response:
    address = str(request.url.replace(path=PATH, query="", fragment=""))
    wanted = request.url.path.rstrip("/").lower().endswith("/wsdl")
    if wanted or {key.lower() for key in request.query_params} & {"wsdl", "singlewsdl"}:
        return Response(render_wsdl(load_contract(), address), media_type="text/xml; charset=utf-8")
    return HTMLResponse(page(_TITLE, _what_this_is(address)))


def _give_memory_back() -> None:
    """Return what a large request took at once: reader and parser refer to each other, and glibc hoards."""
    gc.collect()
    with suppress(AttributeError):
        ctypes.pythonapi.malloc_trim(0)


def _close(chunks: Iterator[bytes]) -> None:
    if isinstance(chunks, Generator):
        # A generator that is left halfway would keep its session open.
        chunks.close()


def _charset(content_type: str) -> str | None:
    media_type, *parameters = content_type.split(";")
    if media_type.strip().lower() != "text/xml":
        raise HttpRefusal(415, "The content type must be text/xml, as SOAP 1.1 has it.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \t\"'") or None
    return None
