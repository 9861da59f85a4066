"""The audit trail: who changed which setting, when, from what to what. It is written, and never edited.

Each change is recorded in the transaction that makes it. The database itself refuses to update or delete a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store.columns import Instant
from severakit.store.schema import metadata, organizations
from severakit.store.store import Store

UNKNOWN = "unknown"
_FETCH = 1000

audit_trail = sa.Table(
    "audit_trail",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("organization_id", sa.Integer, sa.ForeignKey("organizations.id")),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Index("ix_audit_trail_organization_id", "organization_id", "id"),
)

_actor: ContextVar[str] = ContextVar("actor", default=UNKNOWN)


@dataclass(frozen=True)
class Change:
    """A line of the trail. ``organization`` is None for what concerns the whole service.

    ``before`` and ``after`` hold what changed, by name; None where nothing was there, or nothing is left.
    """

    id: int
    at: datetime
    organization: str | None
    actor: str
    action: str
    target: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def as_json_line(self) -> str:
        """Return the change as one line of JSON."""
        return json.dumps({**asdict(self), "at": f"{self.at:%Y-%m-%dT%H:%M:%SZ}"}, ensure_ascii=False)


@contextmanager
def acting(actor: str) -> Iterator[None]:
    """Say who makes the changes of the block."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def record(
    connection: Connection,
    now: datetime,
    organization_id: int | None,
    action: str,
    target: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record a change; of what was before and is after only what differs, and nothing where nothing does.

    No secret belongs into either.
    """
    if before is not None and after is not None:
        differing = {name for name in after if before.get(name) != after[name]}
        if not differing:
            return
        before = {name: before.get(name) for name in after if name in differing}
        after = {name: value for name, value in after.items() if name in differing}
    connection.execute(
        sa.insert(audit_trail).values(
            at=now,
            organization_id=organization_id,
            actor=_actor.get(),
            action=action,
            target=target,
            before=_text(before),
            after=_text(after),
        )
    )


def _text(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(dict(values), default=str, ensure_ascii=False)


Scope = Sequence[int | None]
"""The organizations whose changes are wanted; None among them stands for the service as a whole."""


def page(connection: Connection, scope: Scope, size: int, before_id: int | None = None) -> list[Change]:
    """Return the newest changes within a scope, or those before a line's number."""
    statement = _changes().where(_within(scope)).order_by(audit_trail.c.id.desc()).limit(size)
    if before_id is not None:
        statement = statement.where(audit_trail.c.id < before_id)
    return [_change(row) for row in connection.execute(statement).mappings()]


def export(store: Store, scope: Scope | None = None) -> Iterator[str]:
    """Yield all changes as lines of JSON, the oldest first; only those within a scope, where one is given."""
    statement = _changes().order_by(audit_trail.c.id)
    if scope is not None:
        statement = statement.where(_within(scope))
    with store.reading() as connection:
        result = connection.execute(statement.execution_options(stream_results=True)).mappings()
        for rows in result.partitions(_FETCH):
            for row in rows:
                yield f"{_change(row).as_json_line()}\n"


def _within(scope: Scope) -> sa.ColumnElement[bool]:
    organization = audit_trail.c.organization_id
    return sa.or_(*(organization.is_(None) if each is None else organization == each for each in scope))


def _changes() -> sa.Select[Any]:
    columns = [audit_trail.c[name] for name in ("id", "at", "actor", "action", "target", "before", "after")]
    joined = audit_trail.outerjoin(organizations, organizations.c.id == audit_trail.c.organization_id)
    return sa.select(*columns, organizations.c.name.label("organization")).select_from(joined)


def _change(row: sa.RowMapping) -> Change:
    parsed = {name: None if row[name] is None else json.loads(row[name]) for name in ("before", "after")}
    return Change(**{**row, **parsed})
