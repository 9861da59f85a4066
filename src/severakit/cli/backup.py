"""``severakit admin backup`` and ``restore``: a database and the contents of its files as one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from severakit.cli import output
from severakit.cli.administering import show_one
from severakit.cli.database import check_there
from severakit.cli.options import DatabaseUrl, Files, Json, files_at

if TYPE_CHECKING:
    from severakit.store.backup import Manifest
    from severakit.store.store import Store

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="File of the backup.")]


def back_up(path: BackupFile, database: DatabaseUrl, files: Files = None, json: Json = False) -> None:
    """Write the database and the contents of its files to one file; the service may be running."""
    files_at(files)
    check_there(database)
    with _as_it_is(database) as store:
        from severakit.store import backup  # noqa: PLC0415

        show_one(_shown(backup.back_up(store, path)), json)


def restore(
    path: BackupFile,
    database: DatabaseUrl,
    files: Files = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a database that is not empty.")] = False,
    json: Json = False,
) -> None:
    """Check a backup and put it in the place of an empty database; the service must not be running."""
    files_at(files)
    with _as_it_is(database) as store:
        from severakit.store import backup  # noqa: PLC0415

        show_one(_shown(backup.restore(store, path, overwrite=overwrite)), json)


@contextmanager
def _as_it_is(url: str) -> Iterator[Store]:
    """Open a database without bringing its schema up to date; say in one sentence what is wrong."""
    with output.needs("server"):
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

        from severakit.store.content_store import ContentLost  # noqa: PLC0415
        from severakit.store.errors import AdministrationError  # noqa: PLC0415
        from severakit.store.store import Store  # noqa: PLC0415
    try:
        store = Store(url)
        try:
            yield store
        finally:
            store.close()
    except (AdministrationError, ContentLost) as error:
        output.fail(str(error))
    except SQLAlchemyError as error:
        # The first line alone: what follows may hold the address with its password.
        reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        output.fail(f"The database cannot be opened: {reason}.")
    except OSError as error:
        output.fail(f"{error.filename or 'The backup'}: {error.strerror or error}.")


def _shown(manifest: Manifest) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(manifest)
    return shown
