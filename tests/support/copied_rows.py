"""Many rows in a moment: copies of one, made by a single statement."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.store.store import Session
from severakit.store.tables import users

_UNIQUE = {"number", "case_number"}


def copy_row(session: Session, table: sa.Table, guid: str, first: int, last: int) -> None:
    """Copy a row, under the GUIDs `copy1`, `copy2` … from one number to another."""
    values = {column.name: f"t.{column.name}" for column in table.c}
    values["guid"] = "'copy' || n.i"
    values |= dict.fromkeys(_UNIQUE & values.keys(), "1000000 + n.i")
    if table is users:
        values["email"] = "'copy' || n.i || '@acme.example'"
    counting = f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    statement = (
        f"{counting} INSERT INTO {table.name} ({', '.join(values)}) SELECT {', '.join(values.values())}"
        f" FROM n, {table.name} AS t WHERE t.guid = :guid"
    )
    session.connection.execute(sa.text(statement), {"guid": guid})
