"""Audit trail: every change of a setting, who made it, when, from what to what; and all of it as JSON lines."""

from __future__ import annotations

from starlette.responses import Response, StreamingResponse

from severakit.console.visit import Page, Visit
from severakit.store import audit

_SIZE = 50
_LONGEST = 18


def show(visit: Visit) -> Response:
    """Show a page of changes, the newest first."""
    below = visit.query("before")
    number = int(below) if below.isascii() and below.isdigit() and len(below) <= _LONGEST else None
    with visit.store.reading() as connection:
        changes = audit.page(connection, _scope(visit), _SIZE, number)
    return visit.render("audit_trail.html", changes=changes, before=changes[-1].id if len(changes) == _SIZE else None)


def export(visit: Visit) -> Response:
    """Answer with all changes as lines of JSON, the oldest first."""
    headers = {"Content-Disposition": 'attachment; filename="audit-trail.jsonl"'}
    lines = audit.export(visit.store, _scope(visit))
    return StreamingResponse(lines, media_type="application/jsonl", headers=headers)


def _scope(visit: Visit) -> audit.Scope:
    """An administrator sees what concerns the organization, an operator also what concerns the service."""
    return (visit.organization_id, None) if visit.account.is_operator else (visit.organization_id,)


PAGES = (
    Page("/audit-trail", show, "Audit trail"),
    Page("/audit-trail.jsonl", export),
)
