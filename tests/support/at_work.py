"""Threads that work while a block runs, and threads that begin together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self


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


def together(threads: int, work: Callable[[int], Any]) -> list[Any]:
    """Do the work in so many threads that begin together; return what each returned, or raise what one raised."""
    begin = threading.Barrier(threads)

    def begun(number: int) -> Any:
        begin.wait()
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begun, range(threads)))
