"""Spans of the statements that SQLAlchemy sends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from severakit.tracing import Span, begin

_LONGEST_STATEMENT = 2000


def watch(engine: Engine) -> None:
    """Trace the statements that an engine of SQLAlchemy sends: their text, never their values."""

    def send(_connection: Any, _cursor: Any, text: str, _values: Any, context: Any, _many: Any) -> None:
        begun = begin(text.split(None, 1)[0].upper(), "CLIENT")
        begun.tell({"db.system.name": engine.dialect.name, "db.query.text": text[:_LONGEST_STATEMENT]})
        context.severakit_span = begun

    def answered(_connection: Any, _cursor: Any, _text: str, _values: Any, context: Any, _many: Any) -> None:
        context.severakit_span.end()

    def failed(failure: Any) -> None:
        begun = getattr(failure.execution_context, "severakit_span", Span())
        begun.end(type(failure.original_exception).__name__)

    event.listen(engine, "before_cursor_execute", send)
    event.listen(engine, "after_cursor_execute", answered)
    event.listen(engine, "handle_error", failed)
