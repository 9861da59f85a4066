"""What an organization's documents are made of in place of the usual: its own templates, and its logo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from severakit.store import audit
from severakit.store.columns import Instant
from severakit.store.schema import metadata, organizations
from severakit.store.store import Session

KINDS = ("invoice", "travel", "logo")
"""What can be of an organization's own: the templates of invoices and of travel reimbursements, and the logo."""

own_documents = sa.Table(
    "own_documents",
    metadata,
    sa.Column("organization_id", sa.Integer, sa.ForeignKey(organizations.c.id), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
)
_MINE = own_documents.c


@dataclass(frozen=True)
class OwnDocument:
    """One of an organization's own, without its content: ``size`` in bytes, and since when."""

    kind: str
    size: int
    updated_at: datetime


def contents(session: Session) -> Mapping[str, bytes]:
    """Return what the organization has of its own, by kind."""
    statement = session.select(own_documents, _MINE.kind, _MINE.content)
    return {row["kind"]: bytes(row["content"]) for row in session.all(statement)}


def listed(session: Session) -> list[OwnDocument]:
    """Return what the organization has of its own."""
    size = sa.func.length(_MINE.content).label("size")
    statement = session.select(own_documents, _MINE.kind, size, _MINE.updated_at).order_by(_MINE.kind)
    return [OwnDocument(**row) for row in session.all(statement)]


def put(session: Session, kind: str, content: bytes) -> None:
    """Keep one in the place of what was there."""
    before = _remove(session, kind)
    values: dict[str, Any] = {"kind": kind, "content": content, "updated_at": session.now}
    session.connection.execute(sa.insert(own_documents).values(organization_id=session.organization_id, **values))
    _record(session, "document template set", kind, {"bytes": before}, {"bytes": len(content)})


def remove(session: Session, kind: str) -> bool:
    """Go back to the usual; return whether there was one of the organization's own."""
    before = _remove(session, kind)
    if before is None:
        return False
    _record(session, "document template reset", kind, {"bytes": before})
    return True


def _remove(session: Session, kind: str) -> int | None:
    """Remove one and return how many bytes it had, None where there was none."""
    sizes = {each.kind: each.size for each in listed(session)}
    session.delete(own_documents, _MINE.kind == kind)
    return sizes.get(kind)


def _record(
    session: Session, action: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any] | None = None
) -> None:
    audit.record(session.connection, session.now, session.organization_id, action, kind, before=before, after=after)
