"""Opening the service's database from a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from severakit.cli import output

if TYPE_CHECKING:
    from severakit.store.store import Store


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """Open the store that is at an address, its schema brought up to date; say in one sentence what is wrong."""
    check_there(url)
    with opened_or_made(url) as store:
        yield store


@contextmanager
def opened_or_made(url: str) -> Iterator[Store]:
    """Open the store at an address, which is made where there is none. Else as `opened`."""
    with output.needs("server"):
        from severakit.store.content_store import FilesUnavailable  # noqa: PLC0415
        from severakit.store.schema_version import upgrade  # noqa: PLC0415
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


def check_there(url: str) -> None:
    """End the command where an address is none, or names a file that is not there: to open it would make it."""
    with output.needs("server"):
        import sqlalchemy as sa  # noqa: PLC0415

        from severakit.store.store import normal_url  # noqa: PLC0415
    with _explained():
        address = sa.make_url(normal_url(url))
    name = address.database
    is_file = address.get_backend_name() == "sqlite" and name and name != ":memory:" and not name.startswith("file:")
    if is_file and name and not Path(name).exists():
        output.fail(f"There is no database {name}: look at its address. `severakit admin organization add` makes one.")


@contextmanager
def _explained() -> Iterator[None]:
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError  # noqa: PLC0415

    from severakit.store.schema_version import NewerSchema  # noqa: PLC0415

    try:
        yield
    except NewerSchema as error:
        output.fail(str(error))
    except ArgumentError:
        output.fail("That is no address of a database: write sqlite:///FILE or postgresql://USER@HOST/NAME.")
    except (SQLAlchemyError, OSError) as error:
        # The first line alone: what follows may hold the address with its password.
        reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        advice = (
            " Look whether its disk is read-only or full, and who may write there." if _takes_no_write(reason) else ""
        )
        output.fail(f"The database cannot be opened: {reason}.{advice}")


def _takes_no_write(reason: str) -> bool:
    return any(said in reason for said in ("readonly database", "unable to open database file", "disk"))
