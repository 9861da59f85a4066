"""Admission of calls: as many at once as a worker can serve in time; those beyond are asked to come back at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from severakit.service.http import come_back
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings


class Admission:
    """The calls of a worker that are under way: arrived whole, and not answered to the end yet.

    A request that is still arriving is none of them: who sends slowly takes nobody's place.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._under_way = 0
        metrics.show_under_way(lambda: self._under_way)

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Let a call be under way. Raises HttpRefusal, 503 with Retry-After, where too many are already."""
        if self._under_way >= self._settings.max_calls:
            self._metrics.overloaded()
            raise come_back(self._settings.overload_retry_after)
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
