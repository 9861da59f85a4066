"""One call made from the console: through the service's own dispatcher, and shown as it travels."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from severakit.contract import Operation
from severakit.service.dispatch import Answer, Dispatcher, Request, ResponseBroken
from severakit.service.http import HttpRefusal
from severakit.soap import envelope
from severakit.soap.indented import indented
from severakit.store import access
from severakit.store.access import Caller
from severakit.store.row_security import GATE
from severakit.store.store import Store

# What is shown of a response; the rest is counted.
_SHOWN_BYTES = 128 * 1024
_LONGEST_BYTES = 64 * 1024 * 1024
_HIDDEN = "••••••••"
SHOWN_AS_KEY = "console"
"""What the access log shows in place of a key for a call that was made here as a user."""


@dataclass(frozen=True)
class Trial:
    """A call that was made: the request without its key, the answer, and what it cost.

    ``seconds`` is the time from the request to the last byte, ``size`` the response's bytes. ``is_cut`` says that the
    response goes on behind what ``response`` shows, ``is_ended`` that it was read to its end.
    """

    request: str
    status: int
    response: str
    seconds: float
    size: int
    is_cut: bool
    is_ended: bool


@dataclass(frozen=True)
class Identity:
    """As whom a call is made: with a key, or as somebody for whom the console vouches."""

    api_key: str | None
    caller: Caller | None


def as_user(store: Store, organization_id: int, user_guid: str) -> Identity:
    """Return the identity of a user, who needs no key. Raises LookupError for a user of another organization."""
    with store.reading(organization_id) as connection:
        caller = access.caller_without_key(connection, organization_id, user_guid, SHOWN_AS_KEY)
    if caller is None:
        raise LookupError("The organization has no such user.")
    return Identity(None, caller)


def with_key(store: Store, organization_id: int, api_key: str) -> Identity:
    """Return the identity of a key; the key of another organization is as unknown here as any other text."""
    with store.reading(GATE) as connection:
        caller = access.find_caller(connection, api_key, store.clock())
    is_foreign = caller is not None and caller.organization_id != organization_id
    return Identity(_HIDDEN if is_foreign else api_key, None)


def call(
    dispatcher: Dispatcher,
    operation: Operation,
    arguments: Sequence[Any],
    identity: Identity,
    remote: str | None = None,
) -> Trial:
    """Make a call. Raises SerializationError for arguments or a key that XML cannot carry."""
    message = envelope.request(operation, arguments, identity.api_key)
    started = time.perf_counter()
    answer = _answered(dispatcher, Request(message, "utf-8", operation.action, remote, identity.caller))
    content, size, is_ended = _read(answer)
    seconds = time.perf_counter() - started
    text = content.decode(errors="ignore")
    return Trial(
        masked_request(operation, arguments),
        answer.status,
        indented(text) if answer.status in {200, 500} else text,
        seconds,
        size,
        is_cut=size > len(content),
        is_ended=is_ended,
    )


def masked_request(operation: Operation, arguments: Sequence[Any]) -> str:
    """Return the request of a call in lines, with dots for the key. Raises SerializationError."""
    return indented(envelope.request(operation, arguments, _HIDDEN).decode())


def _answered(dispatcher: Dispatcher, request: Request) -> Answer:
    """Return what a client gets, also where HTTP answers without an envelope."""
    try:
        return dispatcher.answer(request)
    except HttpRefusal as refusal:
        return Answer(refusal.status_code, iter([refusal.detail.encode()]))


def _read(answer: Answer) -> tuple[bytes, int, bool]:
    """Return the beginning of a response, its size, and whether it was read to its end."""
    kept, size = bytearray(), 0
    try:
        for chunk in answer.chunks:
            kept += chunk[: _SHOWN_BYTES - len(kept)]
            size += len(chunk)
            if size > _LONGEST_BYTES:
                return bytes(kept), size, False
    except ResponseBroken:
        return bytes(kept), size, False
    finally:
        if isinstance(answer.chunks, Generator):
            # A generator that is left halfway would keep its session open.
            answer.chunks.close()
    return bytes(kept), size, True
