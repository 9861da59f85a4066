"""Threads that work while a block runs."""

from __future__ import annotations

import threading
from typing import Self


class AtWork:
    """So many threads, each of which does `work` with its number: until `stopped`, which is set when the block ends."""

    def __init__(self, threads: int) -> None:
        self.stopped = threading.Event()
        self._threads = [threading.Thread(target=self.work, args=(number,)) for number in range(threads)]

    def work(self, number: int) -> None:
        """Work until `stopped` is set."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        for thread in self._threads:
            thread.join()
