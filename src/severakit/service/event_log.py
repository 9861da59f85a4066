"""What the service tells its operator: events, one JSON object a line, on standard error."""

from __future__ import annotations

import sys

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_logger = structlog.get_logger(__name__)


def write_events_to_stderr() -> None:
    """Set up the events of this process.

    A traceback shows lines of code and never the values of variables: among them are keys.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def report_database(error: SQLAlchemyError) -> None:
    """Log what the database says, without the statement and its values."""
    reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    _logger.error("database_unavailable", error=type(error).__name__, reason=reason)
