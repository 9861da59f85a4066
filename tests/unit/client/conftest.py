"""Both kinds of client, seen alike, against a server that plays what a test writes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from severakit.client import NO_RETRIES, AsyncClient, AsyncEntities, Client, Entities, Retries, Timeouts
from support.replay import KEY, Replay, replaying


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as replay:
        yield replay


# Reading all root certificates takes longer than any test here: it is done once.
TLS = ssl.create_default_context()

Call = Callable[..., tuple[Any, Any]]


def call_and_wait(
    replay: Replay, operation: str, options: dict[str, Any], arguments: dict[str, Any]
) -> tuple[Any, Any]:
    with Client(replay.endpoint, KEY, transport=httpx.HTTPTransport(verify=TLS), **options) as client:
        result = client.call(operation, **arguments)
        return (result.all() if isinstance(result, Entities) else result), client.quota


async def call_asynchronously(
    replay: Replay, operation: str, options: dict[str, Any], arguments: dict[str, Any]
) -> tuple[Any, Any]:
    transport = httpx.AsyncHTTPTransport(verify=TLS)
    async with AsyncClient(replay.endpoint, KEY, transport=transport, **options) as client:
        result = await client.call(operation, **arguments)
        return (await result.all() if isinstance(result, AsyncEntities) else result), client.quota


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, replay: Replay) -> Call:
    """Call an operation with a client of either kind; return the whole result and the quota.

    ``timeout`` is that of every step; there is one try unless ``retries`` says otherwise.
    """

    def call(
        operation: str,
        *,
        timeout: float = 10,
        timeouts: Timeouts | None = None,
        retries: Retries = NO_RETRIES,
        **arguments: Any,
    ) -> tuple[Any, Any]:
        each = Timeouts(connect=timeout, first_byte=timeout, between_bytes=timeout)
        options = {"timeouts": timeouts or each, "retries": retries}
        if request.param == "sync":
            return call_and_wait(replay, operation, options, arguments)
        return asyncio.run(call_asynchronously(replay, operation, options, arguments))

    return call
