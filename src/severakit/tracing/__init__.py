"""Traces by OpenTelemetry, on demand: spans of what is under way, below each other across processes.

Nothing of OpenTelemetry is imported before `sending.start` is called, or before the program that uses severakit imports
it; until then a span costs a look whether it has been. No span carries a key, a value of a statement or anything of an
envelope.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from typing import Any

_API = "opentelemetry.trace"
_END = object()


class Span:
    """Something under way; this one is not traced, so that nothing is told of it."""

    def tell(self, what: Mapping[str, Any], name: str | None = None) -> None:
        """Tell more of it, and perhaps by another name."""

    def end(self, failure: str | None = None) -> None:
        """Say that it is over, and what kind of failure ended it, if one did."""

    def current(self) -> AbstractContextManager[None]:
        """Let what begins within the block be a part of it."""
        return nullcontext()

    def around(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Return the same chunks: what happens while each is made is a part of it."""
        return chunks


class _Traced(Span):
    def __init__(self, span: Any) -> None:
        self._span = span

    def tell(self, what: Mapping[str, Any], name: str | None = None) -> None:
        self._span.set_attributes({key: value for key, value in what.items() if value is not None})
        if name is not None:
            self._span.update_name(name)

    def end(self, failure: str | None = None) -> None:
        if failure is not None:
            self._span.set_status(sys.modules[_API].StatusCode.ERROR, failure)
        self._span.end()

    def current(self) -> AbstractContextManager[None]:
        used: AbstractContextManager[None] = sys.modules[_API].use_span(
            self._span, record_exception=False, set_status_on_exception=False
        )
        return used

    def around(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        # Entered anew for each chunk: they are made in one thread after another.
        try:
            while True:
                with self.current():
                    chunk: Any = next(chunks, _END)
                if chunk is _END:
                    return
                yield chunk
        finally:
            if isinstance(chunks, Generator):
                with self.current():
                    chunks.close()


_UNTRACED = Span()


def begin(name: str, kind: str = "INTERNAL", parent: str | None = None) -> Span:
    """Begin a span below what is current, or below that of another process, told by its ``traceparent``."""
    api: Any = sys.modules.get(_API)
    if api is None:
        return _UNTRACED
    context = None
    if parent is not None:
        context = _propagator().extract({"traceparent": parent})
    return _Traced(api.get_tracer("severakit").start_span(name, context, api.SpanKind[kind]))


def _propagator() -> Any:
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415 - see above

    return TraceContextTextMapPropagator()


def span(name: str, kind: str = "INTERNAL", what: Mapping[str, Any] | None = None) -> AbstractContextManager[None]:
    """Trace what happens within the block. Of an error that ends it only the kind is told."""
    begun = begin(name, kind)
    return nullcontext() if begun is _UNTRACED else _within(begun, what or {})


@contextmanager
def _within(begun: Span, what: Mapping[str, Any]) -> Iterator[None]:
    begun.tell(what)
    failure = None
    try:
        with begun.current():
            yield
    except BaseException as error:
        failure = type(error).__name__
        raise
    finally:
        begun.end(failure)


def called(operation: str) -> dict[str, str]:
    """Return what a span tells of the operation that is called, ``IInterface.Operation``."""
    interface, _, method = operation.partition(".")
    return {"rpc.system": "soap", "rpc.service": interface, "rpc.method": method}


def around(name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Return the same chunks, traced from the making of the first to the end of the last."""
    begun = begin(name)
    return chunks if begun is _UNTRACED else _around(begun, chunks)


def _around(begun: Span, chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from begun.around(chunks)
    finally:
        begun.end()


def outgoing() -> dict[str, str]:
    """Return the headers that tell another process what its work is a part of."""
    headers: dict[str, str] = {}
    if _API in sys.modules:
        _propagator().inject(headers)
    return headers


def add_trace_id(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Let an event name the trace that it is a part of, if there is one: a processor of structlog."""
    if _API in sys.modules:
        context = sys.modules[_API].get_current_span().get_span_context()
        if context.is_valid:
            event["trace_id"] = f"{context.trace_id:032x}"
    return event


def is_installed() -> bool:
    """Whether the extra ``tracing`` is there."""
    try:
        return find_spec("opentelemetry.exporter.otlp.proto.http") is not None
    except ModuleNotFoundError:
        return False
