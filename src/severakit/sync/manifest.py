"""What makes up a mirror in a folder: one small file says so, and is replaced as a whole."""

from __future__ import annotations

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
    manifest = read_manifest(filesystem, folder)
    if not manifest.version:
        raise MirrorError(f"There is no mirror at {shown}. `severakit sync run --to {shown}` makes one.")
    return manifest, filesystem, folder
