"""Timing: contestants take turns, so that what else the machine does meets all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

RUNS = 5
PATIENCE = 30.0
"""Seconds after which a contestant has had its turns, though they were fewer."""
_FEWEST = 2


@dataclass(frozen=True)
class Measurement:
    """The runs of one contestant: seconds of each, and the bytes of the response that it read or answered with."""

    runs: tuple[float, ...]
    bytes: int

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(self.runs)

    @property
    def megabytes_per_second(self) -> float:
        """By the median."""
        return self.bytes / 1e6 / self.seconds


def measure(
    contestants: Mapping[str, Callable[[], int]],
    patience: float = PATIENCE,
    *,
    fewest: int = _FEWEST,
    warms_up: bool = True,
) -> dict[str, Measurement]:
    """Run each contestant once to warm up and then ``RUNS`` times in turn, a slow one at least ``fewest`` times.

    A contestant returns the bytes that it dealt with.
    """
    for contestant in contestants.values() if warms_up else ():
        contestant()
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    sizes: dict[str, int] = {}
    for turn in range(RUNS):
        for name, contestant in contestants.items():
            if turn >= fewest and sum(seconds[name]) > patience:
                continue
            # What a contestant leaves behind is not for the next one to clear away.
            gc.collect()
            started = time.perf_counter()
            sizes[name] = contestant()
            seconds[name].append(time.perf_counter() - started)
    return {name: Measurement(tuple(runs), sizes[name]) for name, runs in seconds.items()}
