"""A client of a service without its socket: requests go to the dispatcher of this process."""

from __future__ import annotations

import httpx

from severakit.client import Client
from severakit.service.dispatch import Dispatcher, Request


class DispatchedTransport(httpx.BaseTransport):
    """Answers each request by the dispatcher, in the thread that asks."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        action = request.headers["soapaction"].strip('"')
        answer = self._dispatcher.answer(Request(request.read(), "utf-8", action, "127.0.0.1"))
        return httpx.Response(
            answer.status, headers={"content-type": "text/xml; charset=utf-8"}, content=b"".join(answer.chunks)
        )


def client_of(dispatcher: Dispatcher, key: str, *, quota_reserve: int = 0) -> Client:
    """Return a client whose calls the dispatcher answers."""
    return Client("http://localhost", key, quota_reserve=quota_reserve, transport=DispatchedTransport(dispatcher))
