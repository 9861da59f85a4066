"""What refers to an entity, as the tables' references tell: what keeps it from being deleted, what moves along."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from severakit.store.schema import REFERENCES, metadata
from severakit.store.store import Session


def referring_columns(table: sa.Table, *, passing_over: Collection[sa.Table] = ()) -> list[sa.Column[Any]]:
    """Return the columns of all tables that refer to the rows of a table."""
    return [
        metadata.tables[name].c[column]
        for name, references in REFERENCES.items()
        for column, target in references.items()
        if target == table.name and metadata.tables[name] not in passing_over
    ]


def is_referred_to(session: Session, column: sa.Column[Any], guids: Collection[str]) -> bool:
    """Whether one of the organization's rows has one of these GUIDs in a referring column."""
    found = session.select(column.table, sa.literal(1)).where(column.in_(guids)).limit(1)
    return bool(session.values(found))


def what_rows_are(column: sa.Column[Any]) -> str:
    """Return what the rows of a referring column are called in a message."""
    return str(column.table.name).replace("_", " ")


def refer_elsewhere(session: Session, column: sa.Column[Any], old: str, new: str) -> None:
    """Make all rows that refer to one entity refer to another."""
    table = column.table
    # What only hangs on an entity, such as an invoice row's sources, has no change time of its own.
    times = {"updated_at": session.now} if "updated_at" in table.c else {}
    statement = sa.update(table).where(table.c.organization_id == session.organization_id, column == old)
    session.connection.execute(statement.values(**{column.name: new}, **times))
