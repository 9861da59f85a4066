"""What the service counts, in the form that Prometheus reads."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest


class Metrics:
    """Counters of one service process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
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

    def call(self, operation: str, outcome: str, seconds: float, size: int) -> None:
        """Count one call that has been answered."""
        self._calls.labels(operation, outcome).inc()
        self._seconds.labels(operation).observe(seconds)
        self._bytes.labels(operation).inc(size)

    def text(self) -> bytes:
        """Return all counters in the text format of Prometheus."""
        return generate_latest(self._registry)
