"""The access log: refusals are written before they are answered, other calls soon after."""

from __future__ import annotations

import queue
import threading
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from severakit.store import access
from severakit.store.store import Store

_BATCH = 500
_PAUSE = 0.2

_logger = structlog.get_logger(__name__)


class AccessLog:
    """Takes entries from any thread and writes them in batches from one of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._write_until_closed, name="access-log", daemon=True)
        self._thread.start()

    def write(self, entry: dict[str, Any]) -> None:
        """Write an entry now."""
        self._write([entry])

    def add(self, entry: dict[str, Any]) -> None:
        """Hand in an entry to be written soon."""
        self._waiting.put(entry)

    def close(self) -> None:
        """Write what is still waiting and stop."""
        self._closed.set()
        self._thread.join()

    def _write_until_closed(self) -> None:
        while not self._closed.wait(_PAUSE):
            # What comes meanwhile is left to the next time, unless it is much: else calls would be written one by one.
            while self._write_batch() == _BATCH:
                pass
        while self._write_batch():
            pass

    def _write_batch(self) -> int:
        """Write what is waiting, and return how much that was."""
        batch = self._take()
        if batch:
            self._write(batch)
        return len(batch)

    def _take(self) -> list[dict[str, Any]]:
        batch: list[dict[str, Any]] = []
        while len(batch) < _BATCH and not self._waiting.empty():
            batch.append(self._waiting.get())
        return batch

    def _write(self, entries: list[dict[str, Any]]) -> None:
        try:
            with self._store.writing() as connection:
                access.log_calls(connection, entries)
        except SQLAlchemyError as error:
            # Without its text, which names the entries.
            _logger.error("access_log_lost", entries=len(entries), error=type(error).__name__)  # noqa: TRY400
