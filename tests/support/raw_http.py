"""HTTP by hand, on a bare socket: to send what no HTTP library would, and to see exactly what comes back."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import NamedTuple, Self

PATH = "/webservice/S3/API.svc"
NAMESPACE = "http://soap.severa.com/"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


class Reply(NamedTuple):
    """A response; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    is_whole: bool


class Connection:
    """A connection to a service, for any number of requests; any address in 127.0.0.0/8 may be its ``source``."""

    def __init__(self, port: int, timeout: float = 20.0, source: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
        self.socket.settimeout(timeout)
        self._stream = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stream.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send all of it, or as much as the other side takes before it hangs up."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)

    def reply(self) -> Reply | None:
        """Read the next response, passing over `100 Continue`; None where the connection is closed without one."""
        try:
            line = self._stream.readline()
        except ConnectionResetError:
            return None
        if not line:
            return None
        status, headers = int(line.split()[1]), self._headers()
        if status == 100:
            return self.reply()
        body, is_whole = self._body(headers)
        return Reply(status, headers, body, is_whole)

    def _headers(self) -> dict[str, str]:
        headers = {}
        while line := self._stream.readline().rstrip(b"\r\n"):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        return headers

    def _body(self, headers: dict[str, str]) -> tuple[bytes, bool]:
        if headers.get("transfer-encoding") == "chunked":
            return self._chunks()
        if "content-length" in headers:
            length = int(headers["content-length"])
            body = self._stream.read(length)
            return body, len(body) == length
        return self._stream.read(), True

    def _chunks(self) -> tuple[bytes, bool]:
        body = bytearray()
        while line := self._stream.readline():
            size = int(line, 16)
            body += self._stream.read(size + 2)[:size]
            if size == 0:
                return bytes(body), True
        return bytes(body), False


def envelope(content: str, key: str | None = None, headers: str = "") -> str:
    """Return a SOAP 1.1 envelope around the content of its body."""
    if key is not None:
        headers += f'<WebServicePassword xmlns="{NAMESPACE}">{key}</WebServicePassword>'
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{headers}</s:Header><s:Body>{content}</s:Body></s:Envelope>'


def wrapper(operation: str, content: str = "") -> str:
    """Return the wrapper element of ``IInterface.Operation`` around its parameters."""
    name = operation.partition(".")[2]
    return f'<{name} xmlns="{NAMESPACE}">{content}</{name}>'


def action(operation: str) -> str:
    """Return the SOAPAction of ``IInterface.Operation``."""
    return NAMESPACE + operation.replace(".", "/")


def head(method: str = "POST", path: str = PATH, **headers: str | None) -> bytes:
    """Return the head of a request with these headers besides Host; one that is None is left out."""
    lines = {"host": "127.0.0.1", **{name.replace("_", "-"): value for name, value in headers.items()}}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"{method} {path} HTTP/1.1\r\n{text}\r\n".encode("latin-1")


def post(body: str | bytes, soapaction: str | None, **headers: str | None) -> bytes:
    """Return a call as it stands on the wire."""
    data = body.encode() if isinstance(body, str) else body
    usual = {"content_type": "text/xml; charset=utf-8", "content_length": str(len(data))}
    quoted = None if soapaction is None else f'"{soapaction}"'
    return head(**(usual | {"soapaction": quoted} | headers)) + data


def call(operation: str, content: str = "", key: str | None = None, **headers: str | None) -> bytes:
    """Return a call of ``IInterface.Operation`` with its parameters, as it stands on the wire."""
    return post(envelope(wrapper(operation, content), key), action(operation), **headers)
