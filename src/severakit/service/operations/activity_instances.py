"""The calendar: activities in the order of their times, a recurring one at each of them, page by page."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from severakit.entities import Activity
from severakit.service.operations.activity_access import shown
from severakit.service.operations.activity_recurrence import UNITS, starts
from severakit.service.operations.zones import clock
from severakit.store.store import Session
from severakit.store.tables import activities

# How far a recurring activity that never ends is followed.
_HORIZON = timedelta(days=5 * 366)
# The calendar's end, beyond which a step may lead out of it.
_LAST = datetime(9000, 1, 1, tzinfo=UTC)
_FETCH = 200

_START = activities.c.start_date_time
_END = sa.func.coalesce(activities.c.end_date_time, _START)
RECURS = sa.and_(sa.func.coalesce(activities.c.recurrence_unit, "").in_(UNITS), _START.is_not(None))
"""The condition that an activity has more than one time."""


class Bounds(NamedTuple):
    """From which minute to which, both included; None where open."""

    after: datetime | None
    before: datetime | None

    def hold(self, moment: sa.ColumnElement[datetime]) -> list[sa.ColumnElement[bool]]:
        """The conditions that a moment lies within."""
        conditions: list[sa.ColumnElement[bool]] = []
        if self.after is not None:
            conditions.append(moment >= self.after)
        if self.before is not None:
            conditions.append(moment <= self.before)
        return conditions

    def include(self, moment: datetime) -> bool:
        """Whether a moment lies within."""
        return (self.after is None or moment >= self.after) and (self.before is None or moment <= self.before)


def whole_minutes(after: datetime | None, before: datetime | None) -> Bounds:
    """Return the bounds that two moments set: the API compares to the minute."""
    return Bounds(
        after and after.replace(second=0, microsecond=0), before and before.replace(second=59, microsecond=999999)
    )


class _Time(NamedTuple):
    """An activity at one of its times."""

    row: sa.RowMapping
    start: datetime | None
    end: datetime | None

    @property
    def place(self) -> tuple[bool, datetime | None, str]:
        """By start, what has none last."""
        return self.start is None, self.start, self.row["guid"]


@dataclass(frozen=True)
class Calendar:
    """Some activities, SELECTed with the caller's access, at those of their times that start and end within bounds."""

    session: Session
    chosen: sa.Select[Any]
    starting: Bounds
    ending: Bounds

    def page(self, first: int, count: int) -> list[Activity]:
        """Return the times from a zero-based place on, at most so many, each as an activity of its own."""
        recurring = self.session.all(self._recurring())
        # With nothing to be put between them, the database itself passes over the first ones.
        offset = 0 if recurring else first
        single = self._single_times(first + count - offset, offset)
        times = heapq.merge(single, *map(self._recurring_times, recurring), key=lambda time: time.place)
        return [shown(*time) for time in islice(times, first - offset, first - offset + count)]

    def _single_times(self, limit: int, offset: int) -> Iterator[_Time]:
        statement = self.chosen.where(~RECURS)
        statement = statement.where(*self.starting.hold(_START), *self.ending.hold(_END))
        statement = statement.order_by(_START.is_(None), _START, activities.c.guid).limit(limit).offset(offset)
        with self.session.connection.execute(statement.execution_options(yield_per=_FETCH)) as rows:
            for row in rows.mappings():
                yield _Time(row, row["start_date_time"], row["end_date_time"])

    def _recurring(self) -> sa.Select[Any]:
        """SELECT the recurring activities that may have a time within the bounds."""
        statement = self.chosen.where(RECURS)
        if self.starting.before is not None:
            statement = statement.where(self.starting.before >= _START)
        if self.starting.after is not None:
            until = activities.c.recurrence_end
            statement = statement.where(sa.or_(until.is_(None), until >= self.starting.after))
        return statement

    def _recurring_times(self, row: sa.RowMapping) -> Iterator[_Time]:
        latest = min(last_start(row, self.session.now), self.starting.before or _LAST)
        for start, end in times_of(row, self.starting.after, latest):
            if self.ending.include(end or start):
                yield _Time(row, start, end)


def recurs(row: sa.RowMapping) -> bool:
    """Whether an activity has more than one time."""
    return row["recurrence_unit"] in UNITS and row["start_date_time"] is not None


def last_start(row: sa.RowMapping, now: datetime) -> datetime:
    """Return the moment after which no further time of a recurring activity begins."""
    return min(_LAST, row["recurrence_end"] or now + _HORIZON)


def times_of(
    row: sa.RowMapping, earliest: datetime | None, latest: datetime
) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield start and end of a recurring activity's times that start between two moments, both included.

    By the clock of its owner they are at the same time of day, and as long.
    """
    zone = clock(row)
    first, end = row["start_date_time"], row["end_date_time"]
    for start in starts(first, row["recurrence_unit"], row["recurrence_interval"] or 1, zone, earliest, latest):
        yield start, end and _end(start.astimezone(zone), first.astimezone(zone), end.astimezone(zone))


def _end(start: datetime, first: datetime, end: datetime) -> datetime:
    """Return when a time of an activity ends whose first time ended at ``end``, all by one clock, in UTC."""
    # Datetimes of one zone are subtracted and added as the clock shows them.
    return (start + (end - first)).replace(fold=end.fold).astimezone(UTC)


def is_time_of(row: sa.RowMapping, start: datetime | None, end: datetime | None) -> bool:
    """Whether a recurring activity takes place exactly then."""
    return start is not None and (start, end) in times_of(row, start, start)
