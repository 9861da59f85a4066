"""Maintenance breaks: one that is switched on and off, and those that are planned from one moment to another.

A break stops the service for all organizations. Times are moments in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store import audit
from severakit.store.columns import Instant
from severakit.store.errors import AdministrationError
from severakit.store.prepared import Prepared
from severakit.store.schema import metadata
from severakit.store.store import Store

maintenance_breaks = sa.Table(
    "maintenance_breaks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("starts_at", Instant, nullable=False),
    sa.Column("ends_at", Instant),
    sa.Column("retry_after", sa.Integer),
    # A planned break knows its end, one that is switched on only how long clients shall wait.
    sa.CheckConstraint("(ends_at IS NULL) <> (retry_after IS NULL)", name="ends_at_or_retry_after"),
)
_BREAKS = maintenance_breaks.c


@dataclass(frozen=True)
class MaintenanceBreak:
    """A break that is on or planned. ``ends_at`` is None for one that lasts until it is switched off.

    ``retry_after`` is the number of seconds that clients are asked to wait, where they do not wait for the end.
    """

    id: int
    starts_at: datetime
    ends_at: datetime | None
    retry_after: int | None

    def is_on(self, now: datetime) -> bool:
        """Whether calls are refused at that moment."""
        return self.ends_at is None or self.starts_at <= now < self.ends_at


# --- what the service asks -------------------------------------------------------------------

# One without an end was switched on, and is on until it is switched off, even if the clock was set back since.
ON = sa.or_(
    _BREAKS.ends_at.is_(None),
    sa.and_(_BREAKS.starts_at <= sa.bindparam("now"), _BREAKS.ends_at > sa.bindparam("now")),
)
"""The condition that a break is on at a moment, ``now``."""
_ON_NOW = Prepared(sa.select(_BREAKS.retry_after, _BREAKS.ends_at).where(ON))


def retry_after(connection: Connection, now: datetime) -> int | None:
    """Return the seconds that clients are to wait for the end of what is on, or None outside of a break.

    Of several that are on the longest wait counts.
    """
    waits = [
        wait if ends_at is None else max(1, ceil((ends_at - now).total_seconds()))
        for wait, ends_at in _ON_NOW.rows(connection, now=now)
    ]
    return max(waits, default=None)


# --- what an operator does -------------------------------------------------------------------


def switch_on(connection: Connection, wait: int, now: datetime) -> None:
    """Begin a break that lasts until it is switched off and asks clients to come back after ``wait`` seconds."""
    connection.execute(sa.delete(maintenance_breaks).where(_BREAKS.ends_at.is_(None)))
    connection.execute(sa.insert(maintenance_breaks).values(starts_at=now, retry_after=wait))


def switch_off(connection: Connection, now: datetime) -> None:
    """End every break that is on; those that lie ahead stay planned."""
    connection.execute(sa.delete(maintenance_breaks).where(ON), {"now": now})


def plan(store: Store, starts_at: datetime, ends_at: datetime) -> MaintenanceBreak:
    """Plan a break from one moment until another.

    Raises AdministrationError for a time without a zone, an end that is past, or one that is not after the start.
    """
    if starts_at.utcoffset() is None or ends_at.utcoffset() is None:
        raise AdministrationError("Give the times of a break with their zone, such as 2026-12-24T18:00Z.")
    now = store.clock()
    if ends_at <= starts_at:
        raise AdministrationError("A break must end after it starts.")
    if ends_at <= now:
        raise AdministrationError("That break is over already; give an end that lies ahead.")
    statement = sa.insert(maintenance_breaks).values(starts_at=starts_at, ends_at=ends_at)
    with store.writing() as connection:
        number: int = connection.execute(statement.returning(_BREAKS.id)).scalar_one()
        planned = {"starts_at": starts_at, "ends_at": ends_at}
        audit.record(connection, now, None, "maintenance break planned", f"break {number}", after=planned)
    return MaintenanceBreak(number, starts_at, ends_at, None)


def cancel(store: Store, number: int) -> MaintenanceBreak:
    """Take a break back, whether it is on or planned, and return it. Raises AdministrationError where there is none."""
    with store.writing() as connection:
        found = next((each for each in _listed(connection, store.clock()) if each.id == number), None)
        if found is None:
            raise AdministrationError(f"There is no maintenance break {number}; see the list of breaks.")
        connection.execute(sa.delete(maintenance_breaks).where(_BREAKS.id == number))
        taken_back = {"starts_at": found.starts_at, "ends_at": found.ends_at}
        audit.record(
            connection, store.clock(), None, "maintenance break cancelled", f"break {number}", before=taken_back
        )
    return found


def breaks(store: Store) -> list[MaintenanceBreak]:
    """Return the breaks that are on and those that lie ahead, in the order of their starts."""
    with store.reading() as connection:
        return _listed(connection, store.clock())


def _listed(connection: Connection, now: datetime) -> list[MaintenanceBreak]:
    ahead = sa.or_(_BREAKS.ends_at.is_(None), _BREAKS.ends_at > now)
    statement = sa.select(maintenance_breaks).where(ahead).order_by(_BREAKS.starts_at, _BREAKS.id)
    return [MaintenanceBreak(**row) for row in connection.execute(statement).mappings()]
