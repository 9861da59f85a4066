"""Calendar days: dates without zone, at midnight."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from severakit.store.store import Session

_WORKING_DAYS = 5


def today(session: Session) -> datetime:
    """Return the present day in UTC."""
    return day_of(session.now).replace(tzinfo=None)


def day_of(moment: datetime) -> datetime:
    """Return the day that a moment falls on."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def within_days(
    column: sa.ColumnElement[Any], start: datetime | None, end: datetime | None
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a date lies between two days, both included; a missing end is open."""
    conditions: list[sa.ColumnElement[bool]] = []
    if start is not None:
        conditions.append(column >= day_of(start))
    if end is not None:
        conditions.append(column <= end.replace(hour=23, minute=59, second=59, microsecond=999999))
    return conditions


def working_days(first: datetime, last: datetime) -> int:
    """Return how many days from one to another, both included, are not of a weekend."""
    weeks, rest = divmod(max((last - first).days + 1, 0), 7)
    return weeks * _WORKING_DAYS + sum((first.weekday() + day) % 7 < _WORKING_DAYS for day in range(rest))
