"""What the service counts, in the form that Prometheus reads."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """Counters of one service process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counters: dict[tuple[str, str], tuple[Counter, Histogram, Counter]] = {}
        self._calls = Counter(
            "severakit_calls", "Calls answered, by operation and outcome", ["operation", "outcome"],
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "severakit_call_seconds", "Seconds from request to the last byte of the response", ["operation"],
            registry=self._registry,
        )  # fmt: skip
        self._bytes = Counter(
            "severakit_response_bytes", "Bytes of response bodies", ["operation"], registry=self._registry
        )

        self._under_way = Gauge("severakit_calls_under_way", "Calls that are being answered", registry=self._registry)
        self._overloaded = Counter(
            "severakit_overload_refusals",
            "Calls refused with 503 since too many were under way",
            registry=self._registry,
        )
        self._limited = Counter(
            "severakit_limited_refusals",
            "Calls with a refused key that got 503 since their source had too many refused",
            registry=self._registry,
        )

    def call(self, operation: str, outcome: str, seconds: float, size: int) -> None:
        """Count one call that has been answered."""
        calls, taken, sent = self._counters.get((operation, outcome)) or self._new_counters(operation, outcome)
        calls.inc()
        taken.observe(seconds)
        sent.inc(size)

    def _new_counters(self, operation: str, outcome: str) -> tuple[Counter, Histogram, Counter]:
        """Return the counters of an operation with an outcome, and keep them: finding takes as long as counting."""
        counters = (
            self._calls.labels(operation, outcome),
            self._seconds.labels(operation),
            self._bytes.labels(operation),
        )
        self._counters[operation, outcome] = counters
        return counters

    def show_under_way(self, calls: Callable[[], int]) -> None:
        """Show how many calls are being answered, as it is whenever somebody looks."""
        self._under_way.set_function(calls)

    def overloaded(self) -> None:
        """Count one call that was refused since too many were under way."""
        self._overloaded.inc()

    def refusal_limited(self) -> None:
        """Count one refused call of a source that had too many refused."""
        self._limited.inc()

    def text(self) -> bytes:
        """Return all counters in the text format of Prometheus."""
        return generate_latest(self._registry)
