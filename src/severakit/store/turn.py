"""Whose turn it is to write to a SQLite file, which lets one write at a time."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_MOMENT = 0.02


class MustWait(Exception):  # noqa: N818 - names the fact
    """What was not to wait for others would have had to. It has done nothing."""


class Turn:
    """A lock that goes from thread to thread in the order in which they came, but first to the one that must hurry.

    SQLite makes those who wait sleep and look again; here they are woken, and nobody is passed over for long.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()
        self._waits_again_from = 0.0

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """Have the turn, however long it takes to come."""
        self._take(self._waiting.append, -1)
        try:
            yield
        finally:
            self._pass_on()

    @contextmanager
    def soon(self) -> Iterator[None]:
        """Have the turn before all who wait. Raises MustWait where it does not come within a moment.

        For the event loop, which stands still until then and leaves the interpreter to whoever has the turn: for 20
        milliseconds at most, and for no more than half of its time.
        """
        began = time.monotonic()
        is_taken = self._take(self._waiting.appendleft, _MOMENT if began >= self._waits_again_from else 0)
        ended = time.monotonic()
        self._waits_again_from = ended + (ended - began)
        if not is_taken:
            raise MustWait
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, queue: Callable[[threading.Lock], None], seconds: float) -> bool:
        """Take the turn, within so many seconds or, if negative, whenever it comes; return whether it came."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            if seconds == 0:
                return False
            mine = threading.Lock()
            mine.acquire()
            queue(mine)
        came = False
        try:
            came = mine.acquire(timeout=seconds)
        finally:
            if not came:
                self._leave(mine)
        return came

    def _leave(self, mine: threading.Lock) -> None:
        """Wait no more; a turn that came meanwhile goes to the next."""
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return
        self._pass_on()

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
