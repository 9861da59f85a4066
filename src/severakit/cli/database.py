"""Opening the service's database from a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from severakit.cli import output

if TYPE_CHECKING:
    from severakit.store.store import Store


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """Open the store at an address, its schema brought up to date; say in one sentence what is wrong."""
    with output.needs("server"):
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

        from severakit.store.migrations import upgrade  # noqa: PLC0415
        from severakit.store.store import Store  # noqa: PLC0415
    try:
        store = Store(url)
        upgrade(store)
    except (SQLAlchemyError, OSError) as error:
        # The first line alone: what follows may hold the address with its password.
        reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        output.fail(f"The database cannot be opened: {reason}.")
    try:
        yield store
    finally:
        store.close()
