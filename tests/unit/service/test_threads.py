"""Work that blocks is done beside the event loop: all of it, no more at once than there are threads."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar

import pytest

from severakit.service.threads import Threads

MOST = 4


@pytest.fixture
def threads() -> Iterator[Threads]:
    threads = Threads(MOST)
    yield threads
    threads.close()


def test_results_and_errors_come_back(threads):
    def fail() -> None:
        raise LookupError("of the work")

    async def both() -> str:
        with pytest.raises(LookupError, match="of the work"):
            await threads.run(fail)
        return await threads.run(lambda: threading.current_thread().name)

    assert asyncio.run(both()) == "severakit-call"


def test_the_context_goes_along(threads):
    place = ContextVar("place", default="nowhere")

    async def run() -> str:
        place.set("here")
        return await threads.run(place.get)

    assert asyncio.run(run()) == "here"


def test_so_many_work_at_once_and_the_others_get_their_turn(threads):
    together = threading.Barrier(MOST)
    at_work, most = [], []

    def work(number: int) -> int:
        at_work.append(number)
        together.wait(60)
        most.append(len(at_work))
        together.wait(60)
        at_work.remove(number)
        return number

    async def run() -> list[int]:
        return await asyncio.gather(*(threads.run(lambda number=number: work(number)) for number in range(5 * MOST)))

    assert asyncio.run(run()) == list(range(5 * MOST))
    assert max(most) == MOST


def test_one_thread_is_enough_for_one_after_the_other(threads):
    async def run() -> set[int]:
        return {await threads.run(threading.get_ident) for _ in range(50)}

    assert len(asyncio.run(run())) == 1


def test_work_whose_result_nobody_awaits_any_more_is_done_all_the_same(threads):
    begun, goes_on, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        goes_on.wait(60)
        done.set()

    async def run() -> None:
        task = asyncio.ensure_future(threads.run(work))
        await asyncio.to_thread(begun.wait, 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        goes_on.set()
        assert await asyncio.to_thread(done.wait, 60)
        # The thread is there for others.
        assert await threads.run(lambda: 1) == 1

    asyncio.run(run())


def test_nothing_of_work_that_failed_is_kept(threads):
    """Not by references in a circle either: what they hold is freed by chance, and may be a large request."""

    class Request:
        pass

    def begin() -> weakref.ref[Request]:
        request = Request()

        def fail() -> None:
            raise LookupError(request)

        async def run() -> None:
            with suppress(LookupError):
                await threads.run(fail)
            await threads.run(lambda: None)

        asyncio.run(run())
        return weakref.ref(request)

    gc.disable()
    try:
        assert begin()() is None
    finally:
        gc.enable()


def test_closed_threads_end_after_their_work():
    threads, before = Threads(MOST), set(threading.enumerate())

    async def run() -> None:
        await asyncio.gather(*(threads.run(threading.get_ident) for _ in range(MOST)))

    asyncio.run(run())
    started = set(threading.enumerate()) - before
    threads.close()
    for thread in started:
        thread.join(60)
        assert not thread.is_alive()
