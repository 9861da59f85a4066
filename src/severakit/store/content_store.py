"""Where the bytes of files lie: a folder, or whatever fsspec knows an address for, each content under its hash.

A content is kept once for each organization, as ``ORGANIZATION/ab/cd/SHA-256``. In a folder it gets its name when all
of it is on the disk. What is read is checked against its hash before anybody sees any of it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from io import BufferedIOBase
from pathlib import Path
from typing import Any, Protocol, cast

import sqlalchemy as sa

from severakit.store.errors import AdministrationError

FILES_VARIABLE = "SEVERAKIT_FILES_URL"
_PART = ".part-"
_ABANDONED = 24 * 3600
"""Seconds after which nobody is at work any more on what is not whole."""


class ContentLost(Exception):  # noqa: N818 - names the fact
    """A content is not there, or not as it was kept: says which and why."""

    def __init__(self, organization: str, sha256: str, reason: str) -> None:
        super().__init__(f"The content {sha256} of the organization {organization} {reason}.")
        self.sha256 = sha256
        self.reason = reason


class FilesUnavailable(AdministrationError):  # noqa: N818 - names the fact
    """There is no place for the bytes of files: says how to name one."""


@dataclass(frozen=True)
class Kept:
    """A content that is kept: its hash in hexadecimal digits, and its number of bytes."""

    sha256: str
    size: int


class ContentStore:
    """The contents of all organizations at an address: a folder, or one of fsspec such as ``s3://bucket/files``.

    Without an address every use raises FilesUnavailable.
    """

    def __init__(self, url: str | None) -> None:
        self.url = url

    def put(self, organization: str, content: BufferedIOBase) -> Kept:
        """Keep a content, given as a file at its beginning, and return what it is found by. Raises OSError.

        One that is there already is written again, which mends it where it was damaged.
        """
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        self._place.write(_path(organization, sha256), content)
        return Kept(sha256, size)

    def opened(self, organization: str, sha256: str) -> BufferedIOBase:
        """Return a content as a file to be read and closed, checked to its last byte. Raises ContentLost."""
        try:
            file = self._place.opened(_path(organization, sha256))
            is_whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            raise ContentLost(organization, sha256, "is not there") from None
        except OSError as error:
            reason = f"cannot be read: {error.strerror or type(error).__name__}"
            raise ContentLost(organization, sha256, reason) from error
        if not is_whole:
            file.close()
            raise ContentLost(organization, sha256, "was damaged or changed")
        file.seek(0)
        return file

    def hashes(self, organization: str) -> set[str]:
        """Return the hashes of all contents of an organization."""
        return set(self._place.names(organization))

    def delete(self, organization: str, sha256: str) -> int:
        """Delete a content and return its number of bytes; 0 where it is not there."""
        return self._place.delete(_path(organization, sha256))

    def sweep(self, organization: str) -> None:
        """Clear away what writers left half that were killed, a day ago or longer."""
        self._place.sweep(organization)

    @cached_property
    def _place(self) -> _Place:
        if self.url is None:
            raise FilesUnavailable(
                f"There is no place for the contents of files. Set {FILES_VARIABLE} to a folder, or to an address that "
                "fsspec knows, such as s3://bucket/files."
            )
        scheme, separator, rest = self.url.partition("://")
        if not separator or scheme == "file":
            return _Folder(Path(rest or scheme))
        return _Remote(self.url)


def default_url(database: sa.URL) -> str | None:
    """Return the folder beside a SQLite database; beside another there is no such place."""
    if database.get_backend_name() != "sqlite" or not database.database or database.database == ":memory:":
        return None
    return str(Path(database.database).with_suffix(".files"))


def _path(organization: str, sha256: str) -> str:
    return f"{organization}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


class _Place(Protocol):
    """Where contents lie, by paths."""

    def write(self, path: str, content: BufferedIOBase) -> None:
        """Write a content whole or not at all."""

    def opened(self, path: str) -> BufferedIOBase:
        """Return a content as a file that can be read twice. Raises FileNotFoundError and other OSErrors."""

    def names(self, organization: str) -> Iterator[str]:
        """Yield the last part of all paths of an organization."""

    def delete(self, path: str) -> int:
        """Delete a content and return its number of bytes."""

    def sweep(self, organization: str) -> None:
        """Clear away what was left half."""


class _Folder:
    """A folder of this machine. What is written is on the disk before anybody is told."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, path: str, content: BufferedIOBase) -> None:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.parents[2] / f"{_PART}{secrets.token_hex(8)}"
        try:
            with part.open("xb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        _synced(target.parent)

    def opened(self, path: str) -> BufferedIOBase:
        return (self._root / path).open("rb")

    def names(self, organization: str) -> Iterator[str]:
        return (path.name for path in (self._root / organization).glob("??/??/*"))

    def delete(self, path: str) -> int:
        target = self._root / path
        try:
            size = target.stat().st_size
            target.unlink()
        except FileNotFoundError:
            return 0
        return size

    def sweep(self, organization: str) -> None:
        for part in (self._root / organization).glob(f"{_PART}*"):
            with suppress(FileNotFoundError):
                if part.stat().st_mtime < time.time() - _ABANDONED:
                    part.unlink()


class _Remote:
    """An address of fsspec. What is read is fetched once, to a file of this machine without a name.

    Whatever the address's package raises is an OSError: some have trees of errors of their own.
    """

    def __init__(self, url: str) -> None:
        import fsspec  # noqa: PLC0415 - a folder does not need it

        self._files: Any
        self._files, self._root = fsspec.core.url_to_fs(url)

    def write(self, path: str, content: BufferedIOBase) -> None:
        target = f"{self._root}/{path}"
        with _os_errors():
            self._files.makedirs(target.rpartition("/")[0], exist_ok=True)
            with self._files.open(target, "wb") as file:
                shutil.copyfileobj(content, file)

    def opened(self, path: str) -> BufferedIOBase:
        with _os_errors(), self._files.open(f"{self._root}/{path}", "rb") as file:
            fetched = cast("BufferedIOBase", tempfile.TemporaryFile())  # noqa: SIM115 - closed by whoever reads it
            try:
                shutil.copyfileobj(file, fetched)
            except BaseException:
                fetched.close()
                raise
        fetched.seek(0)
        return fetched

    def names(self, organization: str) -> Iterator[str]:
        try:
            with _os_errors():
                # Other processes put contents there too.
                self._files.invalidate_cache()
                found: list[str] = self._files.find(f"{self._root}/{organization}")
        except FileNotFoundError:
            return iter(())
        return (path.rpartition("/")[2] for path in found)

    def delete(self, path: str) -> int:
        target = f"{self._root}/{path}"
        try:
            with _os_errors():
                size = int(self._files.size(target))
                self._files.rm_file(target)
        except FileNotFoundError:
            return 0
        return size

    def sweep(self, organization: str) -> None:
        """Nothing: such a place shows what is whole alone."""


@contextmanager
def _os_errors() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(str(error)) from error


def _synced(path: Path) -> None:
    """Let the names in a folder reach the disk, where the system can be told to."""
    if os.name != "posix":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
