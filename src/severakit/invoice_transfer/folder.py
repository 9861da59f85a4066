"""The folder that invoices are written to: one writer at a time, whole files only, and whose each file is.

Beside the files lies a small database, ``.severakit-transfer.db``. It says which invoice each file was written for,
so that no file of one invoice passes for another's; and its lock, which the operating system lets go when a process
ends however it ends, keeps a second transfer out.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from severakit.invoice_transfer.selection import Listed

_LEDGER = ".severakit-transfer.db"
_PARTS = ".severakit-*.part"
_PATIENCE = 1.0
"""Seconds to wait for somebody who only looks."""

_TABLE = """
CREATE TABLE IF NOT EXISTS documents (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, invoice_guid TEXT NOT NULL, fingerprint TEXT NOT NULL,
    sha256 TEXT NOT NULL, written_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
)
"""
_OWNER = "SELECT invoice_guid, fingerprint, sha256 FROM documents WHERE key = ?"
_NOTE = "INSERT OR REPLACE INTO documents (key, name, invoice_guid, fingerprint, sha256) VALUES (?, ?, ?, ?, ?)"


class FolderError(Exception):
    """The folder cannot take a file, or not now: says what to do."""


class FolderView:
    """Tells whose the files of a folder are, and changes nothing; used in a ``with`` statement.

    Raises FolderError on entering while a transfer is at work in the folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._ledger = self._opened_ledger()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ledger.close()

    def keeps(self, name: str, invoice: Listed) -> bool:
        """Return whether a file is there and shows the invoice as it now is.

        Raises FolderError for a name that is another invoice's or somebody else's.
        """
        path = self.path / name
        if not os.path.lexists(path):
            return False
        with self._lock:
            found = self._ledger.execute(_OWNER, (_key(name),)).fetchone()
        if found is None:
            raise FolderError(f"{name} is there and was not written by a transfer. Move it away.")
        guid, fingerprint, sha256 = found
        if guid != invoice.guid:
            raise FolderError(f"{name} is there for the invoice {guid}. Put {{guid}} into the name.")
        return bool(fingerprint == invoice.fingerprint and _digest(path) == sha256)

    def _opened_ledger(self) -> sqlite3.Connection:
        path = self.path / _LEDGER
        try:
            if path.exists():
                ledger = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)
                ledger.execute(_OWNER, ("",))
            else:
                ledger = sqlite3.connect(":memory:")
                ledger.execute(_TABLE)
        except sqlite3.Error as error:
            raise FolderError(_said(self.path, error)) from error
        return ledger


class Folder(FolderView):
    """Takes the documents of invoices; used in a ``with`` statement, from several threads at once.

    What a transfer that was killed left unfinished is cleared away on entering. Raises FolderError where the folder
    is not there and cannot be made, or another transfer is at work in it.
    """

    def __enter__(self) -> Self:
        try:
            self.path.mkdir(exist_ok=True)
            super().__enter__()
            for part in self.path.glob(_PARTS):
                part.unlink()
        except OSError as error:
            raise FolderError(f"The folder {self.path} cannot be written to: {error.strerror}.") from error
        return self

    def put(self, name: str, invoice: Listed, fill: Callable[[BinaryIO], None]) -> bool:
        """Write a file of an invoice and return True; False where it is there for the invoice as it now is.

        ``fill`` writes to an open file, which takes its name when all of it is on the disk. Raises FolderError as
        ``keeps`` does, OSError where the disk does not take it.
        """
        if self.keeps(name, invoice):
            return False
        part = self.path / f".severakit-{secrets.token_hex(8)}.part"
        try:
            with part.open("x+b") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            # First whose it is, then the file: killed between the two, the next transfer knows what to do.
            self._note(name, invoice, digest)
            part.replace(self.path / name)
        finally:
            part.unlink(missing_ok=True)
        _synced(self.path)
        return True

    def _note(self, name: str, invoice: Listed, sha256: str) -> None:
        try:
            with self._lock, self._ledger:
                self._ledger.execute(_NOTE, (_key(name), name, invoice.guid, invoice.fingerprint, sha256))
        except sqlite3.Error as error:
            raise FolderError(f"{_LEDGER} cannot be written: {error}. Make room on the disk.") from error

    def _opened_ledger(self) -> sqlite3.Connection:
        """Open the ledger for this process alone, until it is closed or the process ends."""
        try:
            ledger = sqlite3.connect(self.path / _LEDGER, timeout=_PATIENCE, check_same_thread=False)
        except sqlite3.Error as error:
            raise FolderError(_said(self.path, error)) from error
        try:
            ledger.execute("PRAGMA locking_mode = EXCLUSIVE")
            ledger.execute("PRAGMA synchronous = FULL")
            ledger.execute("BEGIN EXCLUSIVE")
            ledger.execute(_TABLE)
            # Something is written each time: only then is the journal of a transfer that was killed cleared away.
            ledger.execute("PRAGMA user_version = 1")
            ledger.commit()
        except sqlite3.Error as error:
            ledger.close()
            raise FolderError(_said(self.path, error)) from error
        return ledger


def _said(path: Path, error: sqlite3.Error) -> str:
    if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return f"Another transfer is at work in {path}. Try again when it is done."
    # What SQLite says of details stands above the first eight bits.
    if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        return f"{path} takes no files: {error}. Look whether its disk is read-only, and who may write there."
    return f"{path / _LEDGER} cannot be used: {error}. If it is damaged, move it and the files beside it away."


def _key(name: str) -> str:
    """Return what names have in common that are one file where capital letters do not count."""
    return name.casefold()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _synced(path: Path) -> None:
    """Let the names in a folder reach the disk, where the system can be told to."""
    if os.name != "posix":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
