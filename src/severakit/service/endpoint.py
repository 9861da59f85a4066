"""The SOAP address over HTTP: calls by POST, the WSDL and a word of explanation by GET."""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import Generator, Iterator
from contextlib import suppress
from functools import partial
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.types import Message, Receive, Scope, Send

from severakit.contract import load_contract, render_wsdl
from severakit.service.dispatch import Answer, Dispatcher, Request, ResponseBroken
from severakit.service.http import HttpRefusal, come_back, page, read_body
from severakit.service.settings import Settings

PATH = "/webservice/S3/API.svc"
ADDRESSES = (PATH, f"{PATH}/", f"{PATH}/WSDL", f"{PATH}/WSDL/")

_TITLE = "severakit: Severa S3 API"
# A request beyond this size waits for its turn: read into a tree, it takes up to twenty times its bytes.
_LARGE = 1024 * 1024


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

    def __init__(self, dispatcher: Dispatcher, settings: Settings) -> None:
        self._dispatcher = dispatcher
        self._settings = settings
        self._one_large_request = asyncio.Semaphore()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = HttpRequest(scope, receive)
        # First of all: a client that is still sending would not see a refusal.
        body = await read_body(request, self._settings.max_request_bytes, self._settings)
        retry_after = await run_in_threadpool(self._dispatcher.retry_after)
        if retry_after is not None:
            raise come_back(retry_after)
        if request.method in ("GET", "HEAD"):
            await _description(request)(scope, receive, send)
        elif request.method == "POST":
            await self._send(await self._answer(request, body), receive, send)
        else:
            raise HttpRefusal(405, "Calls come by POST; the WSDL by GET.", allow="GET, HEAD, POST")

    async def _answer(self, http: HttpRequest, body: bytes) -> Answer:
        charset = _charset(http.headers.get("content-type", ""))
        if http.headers.get("content-encoding", "identity").lower() != "identity":
            raise HttpRefusal(415, "The request body must not be compressed.")
        remote = http.client.host if http.client else None
        request = Request(body, charset, http.headers.get("soapaction"), remote)
        if len(body) <= _LARGE:
            return await run_in_threadpool(self._dispatcher.answer, request)
        async with self._one_large_request:
            try:
                return await run_in_threadpool(self._dispatcher.answer, request)
            finally:
                await run_in_threadpool(_give_memory_back)

    async def _send(self, answer: Answer, receive: Receive, send: Send) -> None:
        """Send an answer: with its length when it is one chunk, chunk by chunk when there are more.

        Returning before the end cuts the connection, so that no client takes a part for the whole.
        """
        take = partial(next, answer.chunks, None)
        gone = asyncio.ensure_future(receive())
        try:
            chunk, following = await run_in_threadpool(lambda: (take(), take()))
            headers = [(b"content-type", b"text/xml; charset=utf-8")]
            if following is None:
                headers.append((b"content-length", str(len(chunk or b"")).encode()))
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            while chunk is not None and not gone.done():
                part = {"type": "http.response.body", "body": chunk, "more_body": following is not None}
                if not await self._is_taken(send, part):
                    return
                chunk, following = following, await run_in_threadpool(take) if following is not None else None
        except ResponseBroken:
            return
        finally:
            gone.cancel()
            await run_in_threadpool(_close, answer.chunks)

    async def _is_taken(self, send: Send, part: Message) -> bool:
        try:
            async with asyncio.timeout(self._settings.response_timeout):
                await send(part)
        except TimeoutError:
            return False
        return True


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
