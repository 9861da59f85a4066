"""Where bytes go that a call returns: to memory, to a path, or to an open file."""

from __future__ import annotations

import io
import secrets
from abc import ABC, abstractmethod
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from severakit.contract import Operation

Into = str | PathLike[str] | BinaryIO
"""A path, or a file open for writing bytes."""


class Destination(ABC):
    """Takes the bytes of one call, from their beginning anew with each try; used in a ``with`` statement."""

    can_restart = True
    """Whether a further try can take back what this one wrote."""

    @abstractmethod
    def restart(self) -> None:
        """Forget what was written."""

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Write the next bytes."""

    @abstractmethod
    def finish(self) -> Any:
        """Return what the call returns, once all was written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(  # noqa: B027 - most have nothing to clean up
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


def destination(operation: Operation, into: Into | None) -> Destination:
    """Return what writes to a path or to an open file, or for None collects the bytes.

    Raises ValueError for an operation that returns no bytes, OSError for a path that cannot be written.
    """
    if into is None:
        return _Memory()
    if operation.returns is None or operation.returns.name != "base64Binary":
        raise ValueError(f"{operation.qualified_name} returns no bytes to be written to a file. Leave out `into`.")
    return _Path(Path(into)) if isinstance(into, str | PathLike) else _File(into)


class _Memory(Destination):
    """Collects the bytes and returns them."""

    def restart(self) -> None:
        self._buffer = io.BytesIO()

    def write(self, data: bytes) -> None:
        self._buffer.write(data)

    def finish(self) -> bytes:
        return self._buffer.getvalue()


class _Path(Destination):
    """Writes to a file beside the path, which takes its place when all of it is there; returns the number of bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        self._file = self._part.open("xb")

    def restart(self) -> None:
        self._file.seek(0)
        self._file.truncate()

    def write(self, data: bytes) -> None:
        self._file.write(data)

    def finish(self) -> int:
        size = self._file.tell()
        self._file.close()
        self._part.replace(self._path)
        return size

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)


class _File(Destination):
    """Writes where an open file stands; returns the number of bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.can_restart = file.seekable()
        self._start = file.tell() if self.can_restart else 0
        self._size = 0

    def restart(self) -> None:
        if self._size:
            self._file.seek(self._start)
            self._file.truncate()
            self._size = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._size += len(data)

    def finish(self) -> int:
        return self._size
