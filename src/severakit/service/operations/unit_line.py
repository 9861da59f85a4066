"""Business units from one upwards: what a unit leaves open, the nearest above it that says something decides."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.store.store import Session
from severakit.store.tables import business_units


def line_of_units(session: Session, unit_guid: str | None) -> list[sa.RowMapping]:
    """Return a unit and those above it, the nearest first; for no unit the top one."""
    units = {row["guid"]: row for row in session.all(session.select(business_units))}
    line: list[sa.RowMapping] = []
    current = unit_guid or next(guid for guid, unit in units.items() if unit["parent_business_unit_guid"] is None)
    while current is not None and units[current] not in line:
        line.append(units[current])
        current = units[current]["parent_business_unit_guid"]
    return line
