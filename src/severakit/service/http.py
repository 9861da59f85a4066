"""What the endpoints share of HTTP: bodies within bounds, and answers without an envelope."""

from __future__ import annotations

from html import escape

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.types import Receive

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{content}</p></body></html>
"""


class HttpRefusal(HTTPException):
    """A request that is answered by HTTP itself, without an envelope; headers as ``retry_after``."""

    def __init__(self, status: int, text: str, **headers: str) -> None:
        super().__init__(status, text, {name.replace("_", "-"): value for name, value in headers.items()})


def come_back(seconds: int) -> HttpRefusal:
    """Return the answer of a service that cannot work now: what clients see in maintenance breaks."""
    return HttpRefusal(503, "Service Unavailable", retry_after=str(seconds))


class RefusalPage(HTMLResponse):
    """The response that says why a request was refused."""

    def __init__(self, refusal: HTTPException) -> None:
        content = page(f"HTTP {refusal.status_code}", escape(refusal.detail))
        super().__init__(content, refusal.status_code, refusal.headers)


def page(title: str, content: str) -> str:
    """Return a small page of HTML; ``content`` is HTML already."""
    return _PAGE.format(title=escape(title), content=content)


async def read_body(receive: Receive, announced: str, limit: int) -> bytes:
    """Return a request's body of at most ``limit`` bytes; else raise HttpRefusal.

    A body that announces to be larger, by its Content-Length, is refused before it is read. What is as long as
    announced is whole: the server tells its end in another message, which is left to whoever receives next.
    """
    too_large = f"The request is larger than {limit} bytes."
    if announced.isdigit() and int(announced) > limit:
        raise HttpRefusal(413, too_large)
    message = await receive()
    if message["type"] == "http.disconnect":
        raise _broken_off()
    body: bytes = message.get("body", b"")
    is_whole = announced.isdigit() and len(body) == int(announced)
    if message.get("more_body", False) and not is_whole and len(body) <= limit:
        body = await _read_further(receive, body, limit)
    if len(body) > limit:
        raise HttpRefusal(413, too_large)
    return body


async def _read_further(receive: Receive, begun: bytes, limit: int) -> bytes:
    """Return a body that has begun: whole, or what has come of it when it was beyond the limit."""
    body, more = bytearray(begun), True
    while more and len(body) <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _broken_off()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _broken_off() -> HttpRefusal:
    # The client may still be there to read this: what broke off may be its chunks and not its connection.
    return HttpRefusal(400, "The request's body broke off or is not chunked as HTTP has it.")
