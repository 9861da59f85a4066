"""How long a call may take: step by step, and with all its tries in all."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """Seconds that a call may wait; None waits for ever.

    - ``connect``: for a connection to the service, once there is one to be made.
    - ``first_byte``: for the answer to begin. The service begins to answer when it has the result, so a call for
      much data is silent for minutes.
    - ``between_bytes``: for the next part of an answer that has begun, and for the service to take the next part of
      a request.
    - ``total``: for the whole call, its repetitions and their pauses included. Of a list it counts the time spent on
      waiting for the service, not that spent on what is done with the entities.

    Raises ValueError for what is not above 0.
    """

    connect: float | None = 10.0
    first_byte: float | None = 600.0
    between_bytes: float | None = 120.0
    total: float | None = 3600.0

    def __post_init__(self) -> None:
        for field in fields(self):
            seconds = getattr(self, field.name)
            if seconds is not None and not seconds > 0:
                raise ValueError(f"The timeout {field.name} is {seconds}. Pass seconds above 0, or None for no limit.")


class Deadline:
    """The end of a call's total time. It is moved on by the time during which the call is not waited for."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._end = None if timeouts.total is None else time.monotonic() + timeouts.total

    @property
    def remaining(self) -> float | None:
        """Seconds that are left, None for any number."""
        return None if self._end is None else self._end - time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self._end is not None and time.monotonic() >= self._end

    def check(self) -> None:
        """Raise TimeoutError if no time is left."""
        if self.is_over:
            raise TimeoutError

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let time stand still within the block."""
        begun = time.monotonic()
        try:
            yield
        finally:
            if self._end is not None:
                self._end += time.monotonic() - begun

    def for_request(self) -> httpx.Timeout:
        """Return the timeouts of the steps up to the first byte of the answer."""
        timeouts = self._timeouts
        return httpx.Timeout(
            connect=self._at_most(timeouts.connect),
            write=self._at_most(timeouts.between_bytes),
            read=self._at_most(timeouts.first_byte),
            pool=self._at_most(timeouts.first_byte),
        )

    def for_body(self) -> float | None:
        """Return how long to wait for the next part of the answer."""
        return self._at_most(self._timeouts.between_bytes)

    def _at_most(self, seconds: float | None) -> float | None:
        remaining = self.remaining
        if remaining is None:
            return seconds
        # Not nothing: to wait no time at all means to httpx not to wait for what is already there.
        return max(0.001, remaining if seconds is None else min(seconds, remaining))
