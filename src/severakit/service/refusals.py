"""Refusals by source: who brings wrong keys without end is asked to come back, and a right key opens all the same."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

import structlog

from severakit.service.http import come_back
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings

_WINDOW = 60.0
_MOST_SOURCES = 10_000
_logger = structlog.get_logger(__name__)


@dataclass
class _Window:
    """A minute of a source's, in seconds of the clock, and its refusals so far."""

    until: float
    refusals: int = 0


class Refusals:
    """How many calls of each source a worker has refused for their key in a minute. For any thread.

    All refusals of the gate count, whatever their cause: if those of unknown keys counted alone, a caller could tell
    which keys are known. Calls that the gate admits are never asked about. What is kept is bounded: the source that
    has been counted for the longest is forgotten for a new one. ``clock`` returns seconds that never go back.
    """

    def __init__(self, settings: Settings, metrics: Metrics, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = settings.max_refusals
        self._metrics = metrics
        self._clock = clock
        self._windows: OrderedDict[str, _Window] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, remote: str | None) -> None:
        """Count a refusal. Raises HttpRefusal, 503 with Retry-After, beyond what a source may have in a minute."""
        source = _source(remote)
        with self._lock:
            now = self._clock()
            window = self._windows.get(source)
            if window is None or window.until <= now:
                window = self._begin(source, now)
            window.refusals += 1
            beyond = window.refusals - self._most
        if beyond <= 0:
            return
        if beyond == 1:
            _logger.warning("refusals_limited", source=source)
        self._metrics.refusal_limited()
        raise come_back(math.ceil(window.until - now))

    def _begin(self, source: str, now: float) -> _Window:
        self._windows.pop(source, None)
        if len(self._windows) >= _MOST_SOURCES:
            self._windows.popitem(last=False)
        window = self._windows[source] = _Window(now + _WINDOW)
        return window


def _source(remote: str | None) -> str:
    """Return whom an address belongs to: of IPv6 that is a network, in which addresses are free to choose."""
    try:
        address = ip_address(remote or "")
    except ValueError:
        return remote or ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)
