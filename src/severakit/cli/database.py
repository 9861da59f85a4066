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
        from severakit.store.content_store import FilesUnavailable  # noqa: PLC0415
        from severakit.store.migrations import upgrade  # noqa: PLC0415
        from severakit.store.store import Store  # noqa: PLC0415
    with _explained():
        store = Store(url)
    try:
        with _explained():
            upgrade(store)
        yield store
    except FilesUnavailable as error:
        output.fail(str(error))
    finally:
        store.close()


@contextmanager
def _explained() -> Iterator[None]:
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from severakit.store.migrations import NewerSchema  # noqa: PLC0415

    try:
        yield
    except NewerSchema as error:
        output.fail(str(error))
    except (SQLAlchemyError, OSError) as error:
        # The first line alone: what follows may hold the address with its password.
        reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        advice = (
            " Look whether its disk is read-only or full, and who may write there." if _takes_no_write(reason) else ""
        )
        output.fail(f"The database cannot be opened: {reason}.{advice}")


def _takes_no_write(reason: str) -> bool:
    return any(said in reason for said in ("readonly database", "unable to open database file", "disk"))
