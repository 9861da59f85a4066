"""What tests of operations share: the fault that a call is answered with, and a clock to set."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from severakit.soap.faults import SoapFault

NOT_FOUND = "NotFoundException"
FAILURE = "GeneralFailureException"
INVALID = "ValidationException"
NO_PERMISSION = "NoPermissionException"

UNKNOWN = "0" * 32
"""A well-formed GUID that is nobody's."""


def fault_of(api, name: str, **params: Any) -> str:
    """Call an operation that must be refused, and return the name of the fault's detail."""
    with pytest.raises(SoapFault) as caught:
        api(name, **params)
    return caught.value.detail


def moment(text: str) -> datetime:
    """Return a moment in UTC: ``moment("2040-03-01 12:00")``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def set_clock(store, text: str) -> None:
    """Let the store's time stand still at a moment in UTC."""
    store.clock = lambda: moment(text)


@contextmanager
def statements(store) -> Iterator[list[str]]:
    """Collect the SQL statements that this thread executes meanwhile; the access log is written by another."""
    executed: list[str] = []
    mine = threading.get_ident()

    def collect(_connection, _cursor, statement, *_rest) -> None:
        if threading.get_ident() == mine:
            executed.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", collect)
    try:
        yield executed
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", collect)
