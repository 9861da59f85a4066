"""Threads that do what blocks, such as a call's work in the database, while the event loop goes on with others."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

_T = TypeVar("_T")


class _Job(NamedTuple):
    """Some work, and where its result is awaited."""

    work: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]


class Threads:
    """At most so many threads, started when they are needed.

    They cost a call a fraction of what anyio's threads do: work is handed over by one lock, and comes back by one. The
    thread that was busy last is the next one to work, since what it needs is at hand.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._started: list[SimpleQueue[_Job | None]] = []
        self._idle: list[SimpleQueue[_Job | None]] = []
        self._waiting: deque[_Job] = deque()
        self._lock = threading.Lock()

    async def run(self, work: Callable[[], _T]) -> _T:
        """Return what the work returns, or raise what it raises. Work that has begun is done to its end."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[_T] = loop.create_future()
        self._give(_Job(partial(copy_context().run, work), loop, done))
        try:
            return await done
        finally:
            # An error holds this frame: holding the error in turn would keep both, and the call's request, for long.
            del done

    def _give(self, job: _Job) -> None:
        with self._lock:
            if self._idle:
                self._idle.pop().put(job)
            elif len(self._started) < self._most:
                self._start(job)
            else:
                self._waiting.append(job)

    def _start(self, job: _Job) -> None:
        inbox: SimpleQueue[_Job | None] = SimpleQueue()
        inbox.put(job)
        self._started.append(inbox)
        threading.Thread(target=self._serve, args=(inbox,), name="severakit-call", daemon=True).start()

    def _serve(self, inbox: SimpleQueue[_Job | None]) -> None:
        job = inbox.get()
        while job is not None:
            outcome = _outcome(job.work)
            # At rest before the result is on its way: what comes because of it finds this thread and starts no other.
            following = self._next(inbox)
            # The loop is closed where the process ends meanwhile.
            with suppress(RuntimeError):
                job.loop.call_soon_threadsafe(_deliver, job.done, *outcome)
            del job, outcome  # neither is to live here until the next
            job = following or inbox.get()

    def _next(self, inbox: SimpleQueue[_Job | None]) -> _Job | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._idle.append(inbox)
            return None

    def close(self) -> None:
        """End the threads, each after the work that it has."""
        for inbox in self._started:
            inbox.put(None)


def _outcome(work: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """Do the work and return its result or its error."""
    try:
        return work(), None
    except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
        return None, error


def _deliver(done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if done.cancelled():
        return
    if error is not None:
        done.set_exception(error)
    else:
        done.set_result(result)
