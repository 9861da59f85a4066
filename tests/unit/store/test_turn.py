"""Whose turn it is: in order, who must hurry first, and never lost."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress

import pytest

from severakit.store.turn import MustWait, Turn


class Queue:
    """Threads that wait for a turn, one behind the other, and the order in which they had it."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.had: list[str] = []
        self._threads: list[threading.Thread] = []

    def join(self, name: str, taken: Callable[[], AbstractContextManager[None]]) -> None:
        """Let a thread wait for the turn, and return when it does."""

        def wait() -> None:
            with taken():
                self.had.append(name)

        before = len(self.turn._waiting)
        self._threads.append(threading.Thread(target=wait))
        self._threads[-1].start()
        while len(self.turn._waiting) == before:
            time.sleep(0.001)

    def end(self) -> list[str]:
        """Wait until all have had it."""
        for thread in self._threads:
            thread.join()
        return self.had


@pytest.fixture
def turn() -> Iterator[Turn]:
    """A turn that is free again when the test has ended."""
    turn = Turn()
    yield turn
    with turn.soon():
        pass


def test_the_turn_goes_round_in_order_and_first_to_who_must_hurry(turn, monkeypatch):
    monkeypatch.setattr("severakit.store.turn._MOMENT", 60)
    queue = Queue(turn)
    with turn.awaited():
        queue.join("first", turn.awaited)
        queue.join("second", turn.awaited)
        queue.join("hurried", turn.soon)
        assert queue.had == []
    assert queue.end() == ["hurried", "first", "second"]


def test_only_one_has_it_at_a_time_and_it_is_never_lost(turn, monkeypatch):
    # So short that it often comes just when it is waited for no more.
    monkeypatch.setattr("severakit.store.turn._MOMENT", 0.0001)
    inside, most = [], []

    def take(taken: Callable[[], AbstractContextManager[None]]) -> None:
        for _ in range(300):
            with suppress(MustWait), taken():
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.0001)
                inside.pop()

    threads = [threading.Thread(target=take, args=(taken,)) for taken in (turn.awaited, turn.awaited, turn.soon)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) >= 600
    assert max(most) == 1


def test_who_must_hurry_gives_up_after_a_moment_and_has_not_been_there(turn):
    with turn.awaited():
        with pytest.raises(MustWait), turn.soon():
            pytest.fail("There were two.")
        assert not turn._waiting


def test_no_more_than_half_of_the_time_is_waited(turn, monkeypatch):
    clock, waits = [100.0], []
    monkeypatch.setattr("severakit.store.turn.time.monotonic", lambda: clock[0])

    def waited(_queue: object, seconds: float) -> bool:
        waits.append(seconds)
        clock[0] += seconds
        return False

    monkeypatch.setattr(turn, "_take", waited)
    for pause in (0, 0.019, 0.002):
        clock[0] += pause
        with pytest.raises(MustWait), turn.soon():
            pass
    assert waits == [0.02, 0, 0.02]


def test_who_is_interrupted_while_waiting_leaves_the_queue(turn):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    queue, free = Queue(turn), threading.Event()

    def hold() -> None:
        with turn.awaited():
            free.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    while not turn._is_taken:
        time.sleep(0.001)
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt), turn.awaited():
            pytest.fail("It was held.")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert not turn._waiting
    queue.join("next", turn.awaited)
    free.set()
    assert queue.end() == ["next"]
    holder.join()
