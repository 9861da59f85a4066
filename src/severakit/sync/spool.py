"""Where answers wait until they are whole: in memory while they are small, in files of Arrow batches beyond."""

from __future__ import annotations

import tempfile
import threading
import time
from io import BytesIO
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from severakit.sync.relations import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import Self

    from severakit.sync.splitting import Parts

_HELD_BYTES = 4 * 1024 * 1024


class Numbering:
    """Numbers for rows in the order in which they come, from one on, or above all that earlier runs gave out."""

    def __init__(self, first: int | None = None) -> None:
        self._next = time.time_ns() if first is None else first
        self._lock = threading.Lock()

    def take(self, rows: int) -> int:
        """Return the first of so many numbers."""
        with self._lock:
            first = self._next
            self._next += rows
            return first


def _stream(rows: pa.RecordBatchReader) -> bytes:
    written = BytesIO()
    with pa.ipc.new_stream(written, rows.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        for batch in rows:
            writer.write_batch(batch)
    return written.getvalue()


class Spool:
    """Flat batches by the name of their table, to be written and then read once. What it holds in memory is bounded."""

    def __init__(self) -> None:
        self._files: dict[str, IO[bytes]] = {}
        self._begin()

    def _begin(self) -> None:
        self._held: dict[str, list[pa.RecordBatch]] = {}
        self._held_bytes = 0
        self._files = {}
        self._writers: dict[str, pa.RecordBatchStreamWriter] = {}
        self.rows = 0
        """How many rows of the table itself came."""
        self.bytes = 0
        """Their size in Arrow's form, with all that hangs on them."""

    def add(self, table: str, parts: Parts) -> None:
        """Take the flat batches of a piece of an answer, whose rows are those of ``table``."""
        self.rows += parts[table].num_rows
        for name, batch in parts.items():
            if batch.num_rows or name == table:
                self._hold(name, batch)
        if self._held_bytes > _HELD_BYTES:
            self._spill()

    def _hold(self, name: str, batch: pa.RecordBatch) -> None:
        self._held.setdefault(name, []).append(batch)
        self.bytes += batch.nbytes
        self._held_bytes += batch.nbytes

    def packed(self) -> dict[str, bytes]:
        """Return each table's rows as an Arrow stream, for `unpack` in another process."""
        return {name: _stream(rows) for name, rows in self.batches()}

    def unpack(self, table: str, streams: Mapping[str, bytes], first: int) -> None:
        """Take what `packed` returned, whose rows are those of ``table`` and numbered from 0: now from ``first`` on."""
        for name, stream in streams.items():
            for batch in pa.ipc.open_stream(stream):
                place = batch.schema.get_field_index(ORDER)
                numbers = pc.add(batch.column(place), pa.scalar(first, pa.int64()))
                self._hold(name, batch.set_column(place, batch.schema.field(place), numbers))
                self.rows += batch.num_rows if name == table else 0
                if self._held_bytes > _HELD_BYTES:
                    self._spill()

    def clear(self) -> None:
        """Forget everything, to begin again."""
        for file in self._files.values():
            file.close()
        self._begin()

    def batches(self) -> Iterator[tuple[str, pa.RecordBatchReader]]:
        """Return each table's name and rows."""
        if self._files:
            self._spill()
        for name, writer in self._writers.items():
            writer.close()
            self._files[name].seek(0)
            yield name, pa.ipc.open_stream(self._files[name])
        for name, held in self._held.items():
            yield name, pa.RecordBatchReader.from_batches(held[0].schema, held)

    def _spill(self) -> None:
        for name, held in self._held.items():
            if name not in self._writers:
                self._files[name] = tempfile.TemporaryFile(prefix="severakit-")  # noqa: SIM115 - closed by the spool
                self._writers[name] = pa.ipc.new_stream(self._files[name], held[0].schema)
            for batch in held:
                self._writers[name].write_batch(batch)
        self._held, self._held_bytes = {}, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()
