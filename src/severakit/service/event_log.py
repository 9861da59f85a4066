"""What the service tells its operator: events, one JSON object a line, on standard error."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO, cast

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from severakit import tracing

_logger = structlog.get_logger(__name__)


class _Unfailing:
    """A stream whose disk may be full: then a line is lost, and not the answer to the call that it is about."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def write_events_to_stderr() -> None:
    """Set up the events of this process.

    A traceback shows lines of code and never the values of variables: among them are keys.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            tracing.add_trace_id,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        # A line in one piece: worker processes share the stream, and pieces would stand in each other's lines.
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Unfailing(sys.stderr))),
    )


class _Told(logging.Handler):
    """Makes an event of what a library says."""

    def __init__(self, tell: Callable[[logging.LogRecord], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(record)


def _report(library: str, tell: Callable[[logging.LogRecord], None], level: int = logging.WARNING) -> None:
    said = logging.getLogger(library)
    said.addHandler(_Told(tell))
    said.setLevel(level)
    said.propagate = False


def report_unsent_traces() -> None:
    """Let what OpenTelemetry says of spans that it could not send be events like the others."""
    _report("opentelemetry", lambda record: _logger.warning("traces_not_sent", reason=record.getMessage()))


def report_server_failures() -> None:
    """Let errors that uvicorn tells be events like the others; what a client sends wrongly is none."""

    def tell(record: logging.LogRecord) -> None:
        _logger.error("server_failure", reason=record.getMessage().strip(), exc_info=record.exc_info)

    _report("uvicorn.error", tell, logging.ERROR)


def report_database(error: SQLAlchemyError) -> None:
    """Log what the database says, without the statement and its values."""
    reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    _logger.error("database_unavailable", error=type(error).__name__, reason=reason)
