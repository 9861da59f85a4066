"""What makes up a mirror in a folder: one small file says so, and is replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import fsspec
import msgspec

from severakit.sync.destination import MirrorError

MANIFEST = "severakit-mirror.json"


class Manifest(msgspec.Struct):
    """How often the mirror was published, and of what.

    ``files`` has for each table that is a Parquet file its path within the folder, ``versions`` for each that is a
    Delta table its version.
    """

    version: int = 0
    files: dict[str, str] = msgspec.field(default_factory=dict)
    versions: dict[str, int] = msgspec.field(default_factory=dict)


def located(address: str) -> tuple[Any, str]:
    """Return the fsspec filesystem of an address, and the folder's path within it. Raises MirrorError."""
    try:
        filesystem, folder = fsspec.core.url_to_fs(address)
    except (ValueError, ImportError) as error:
        raise MirrorError(f"{address!r} is not an address that fsspec can open: {error}") from error
    return filesystem, folder.rstrip("/")


def is_local(filesystem: Any) -> bool:
    """Whether it is this machine's own."""
    return "file" in filesystem.protocol


@contextmanager
def explained(filesystem: Any, folder: str) -> Iterator[None]:
    """Raise MirrorError for whatever the package of an object store raises: some have trees of errors of their own."""
    try:
        yield
    except MirrorError:
        raise
    except Exception as error:
        if is_local(filesystem):
            raise
        # Not the address as it was given: it may hold a password.
        place = filesystem.unstrip_protocol(folder)
        raise MirrorError(f"The mirror at {place} cannot be used: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def read_manifest(filesystem: Any, folder: str) -> Manifest:
    """Return a folder's manifest, one of version 0 if there is none. Raises MirrorError for anything else."""
    try:
        return msgspec.json.decode(filesystem.cat_file(f"{folder}/{MANIFEST}"), type=Manifest)
    except FileNotFoundError:
        return Manifest()
    except msgspec.DecodeError as error:
        raise MirrorError(f"{folder}/{MANIFEST} is not a mirror's manifest: {error}. Choose another folder.") from error


def published(address: str, shown: str) -> tuple[Manifest, Any, str]:
    """Return the manifest at an fsspec address with its filesystem and folder. Raises MirrorError if there is none."""
    filesystem, folder = located(address)
    with explained(filesystem, folder):
        manifest = read_manifest(filesystem, folder)
    if not manifest.version:
        raise MirrorError(f"There is no mirror at {shown}. `severakit sync run --to {shown}` makes one.")
    return manifest, filesystem, folder
