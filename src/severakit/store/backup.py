"""Backups: one file with the database as it was at one moment, the contents of its files, and a manifest of both.

The file is a tar archive: ``manifest.json``, then ``database`` (a SQLite file, or what pg_dump writes), then
``contents/ORGANIZATION/SHA-256``. The manifest holds the database's hash, and a content's name is its hash: so a
damaged backup is refused before anything of it is used.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import cast

import msgspec
import sqlalchemy as sa

from severakit.store.dumping import Dumping, dumping_of
from severakit.store.errors import AdministrationError
from severakit.store.schema import organizations
from severakit.store.schema_version import check_known, revision
from severakit.store.store import Store
from severakit.store.tables import files

FORMAT = 1
_MANIFEST, _DATABASE, _CONTENTS = "manifest.json", "database", "contents"
_CONTENT_NAME = re.compile(rf"{_CONTENTS}/([0-9A-Za-z-]+)/([0-9a-f]{{64}})")


class BackupRefused(AdministrationError):  # noqa: N818 - names the fact
    """A backup that cannot be made or used: says why, and what to do."""


class Manifest(msgspec.Struct, frozen=True):
    """What a backup is: of which kind of database, at which version of the schema, made when, and how much of it."""

    format: int
    made_at: datetime
    database: str
    schema: str
    database_sha256: str
    database_bytes: int
    contents: int


@dataclass(frozen=True)
class _Content:
    organization: str
    sha256: str

    @property
    def name(self) -> str:
        return f"{_CONTENTS}/{self.organization}/{self.sha256}"


def back_up(store: Store, path: Path) -> Manifest:
    """Write a backup to a file that is not there yet, and return its manifest; the service may be running.

    The contents follow the database, and a content is never deleted before its row, so that each row finds its own.
    Raises BackupRefused, ContentLost where a content is missing, and OSError; then there is no file.
    """
    if path.exists():
        raise BackupRefused(f"{path} is there already. Name another file, or move it away.")
    part = path.with_name(f"{path.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".severakit-backup-") as folder:
            dump = Path(folder) / _DATABASE
            dumping_of(store).dump(dump)
            kept = _contents(store)
            manifest = _manifest(store, dump, len(kept))
            _write(part, manifest, dump, store, kept)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _contents(store: Store) -> list[_Content]:
    """Return the contents that rows of files name, each once."""
    statement = (
        sa.select(organizations.c.guid, files.c.content_sha256)
        .join_from(files, organizations, organizations.c.id == files.c.organization_id)
        .where(files.c.content_sha256.is_not(None))
        .distinct()
    )
    with store.reading() as connection:
        return [_Content(*row) for row in connection.execute(statement)]


def _manifest(store: Store, dump: Path, contents: int) -> Manifest:
    with dump.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Manifest(
        FORMAT, datetime.now(UTC), dumping_of(store).kind, revision(store), sha256, dump.stat().st_size, contents
    )


def _write(path: Path, manifest: Manifest, dump: Path, store: Store, kept: list[_Content]) -> None:
    with path.open("xb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            _add(archive, _MANIFEST, BytesIO(msgspec.json.format(msgspec.json.encode(manifest))))
            with dump.open("rb") as database:
                _add(archive, _DATABASE, database)
            for content in kept:
                with store.contents.opened(content.organization, content.sha256) as opened:
                    _add(archive, content.name, opened)
        file.flush()
        os.fsync(file.fileno())


def _add(archive: tarfile.TarFile, name: str, content: BufferedIOBase) -> None:
    member = tarfile.TarInfo(name)
    member.size = content.seek(0, os.SEEK_END)
    member.mode = 0o600
    content.seek(0)
    archive.addfile(member, content)


def verify(path: Path) -> Manifest:
    """Read a whole backup and return its manifest. Raises BackupRefused where it is damaged or too new, and OSError."""
    with _opened(path) as (archive, manifest):
        with _member(archive, _DATABASE) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != manifest.database_sha256:
                raise _damaged(path, "its database is not what was backed up")
        contents = list(_archived(archive))
        if len(contents) != manifest.contents:
            raise _damaged(path, f"it holds {len(contents)} of {manifest.contents} contents of files")
        for content in contents:
            with _member(archive, content.name) as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != content.sha256:
                    raise _damaged(path, f"the content {content.sha256} is not what was backed up")
    return manifest


def restore(store: Store, path: Path, *, overwrite: bool = False) -> Manifest:
    """Put a backup in the place of a database that is empty, or of any with ``overwrite``; return its manifest.

    All of it is checked first. The database is replaced whole or stays as it was. The service must not be running.
    Raises BackupRefused, and OSError.
    """
    manifest, dumping = verify(path), dumping_of(store)
    if manifest.database != dumping.kind:
        raise BackupRefused(f"{path} is a backup of {manifest.database} and cannot become {dumping.kind}.")
    check_known(manifest.schema)
    if not overwrite and not dumping.is_empty():
        raise BackupRefused("There is a database already. Name an empty one, or pass --overwrite to replace it.")
    with _opened(path) as (archive, _):
        # First of all: a content that no row names does no harm.
        for content in _archived(archive):
            with _member(archive, content.name) as file:
                store.contents.put(content.organization, file)
        _replace(dumping, archive)
    return manifest


def _replace(dumping: Dumping, archive: tarfile.TarFile) -> None:
    with tempfile.TemporaryDirectory(dir=dumping.folder, prefix=".severakit-restore-") as folder:
        dump = Path(folder) / _DATABASE
        with _member(archive, _DATABASE) as file, dump.open("xb") as target:
            shutil.copyfileobj(file, target)
            target.flush()
            os.fsync(target.fileno())
        dumping.replace(dump)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    try:
        with tarfile.open(path, mode="r:") as archive:
            with _member(archive, _MANIFEST) as file:
                text = file.read()
            known = msgspec.json.decode(text, type=dict[str, object]).get("format")
            if known != FORMAT:
                raise BackupRefused(f"{path} has the format {known}. This version of severakit reads {FORMAT}.")
            yield archive, msgspec.json.decode(text, type=Manifest)
    except (tarfile.TarError, msgspec.MsgspecError, KeyError) as error:
        raise _damaged(path, "it is not a whole backup") from error


def _member(archive: tarfile.TarFile, name: str) -> BufferedIOBase:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return cast("BufferedIOBase", file)


def _archived(archive: tarfile.TarFile) -> Iterator[_Content]:
    for name in archive.getnames():
        # A name that is no content's may lead out of the folder: nothing is ever written for it.
        if found := _CONTENT_NAME.fullmatch(name):
            yield _Content(*found.groups())


def _damaged(path: Path, reason: str) -> BackupRefused:
    return BackupRefused(f"{path} cannot be used: {reason}. Take another backup.")
