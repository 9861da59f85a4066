"""A lock on a file, which the system releases when the process ends, however it ends."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import TYPE_CHECKING

from severakit.sync.destination import AlreadyRunning

if TYPE_CHECKING:
    from types import TracebackType


class FileLock:
    """Held within a ``with`` statement, by one process at a time. Entering raises AlreadyRunning."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise AlreadyRunning(f"{self._path.parent} is in use by another run. Run again when it is done.") from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
