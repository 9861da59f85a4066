"""Absences in the calendar: the days that they take, and the hours of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from severakit.service.operations.activity_access import joined
from severakit.service.operations.activity_instances import RECURS, last_start, recurs, times_of
from severakit.service.operations.activity_type import ABSENCES
from severakit.service.operations.days import day_of
from severakit.service.operations.zones import clock
from severakit.store.store import Session
from severakit.store.tables import activities, activity_types, timezones

_DAY = timedelta(days=1)
# Further from a day than any clock is from UTC.
_NEAR = 2 * _DAY


class Absence(NamedTuple):
    """An absence at one of its times, by the clock of its owner."""

    row: sa.RowMapping
    start: datetime
    end: datetime

    def days(self) -> tuple[datetime, datetime]:
        """Return the first day and the last."""
        if not self.row["is_all_day"]:
            return day_of(self.start), day_of(self.end)
        first = _nearest_midnight(self.start)
        # The end is the midnight after the last day; without one it is a single day.
        return first, max(_nearest_midnight(self.end) - _DAY, first)

    def hours_on(self, day: datetime, working_hours: Decimal) -> Decimal:
        """Return the hours that it takes of one of its days; one of whole days takes the day's working hours."""
        if self.row["is_all_day"]:
            return working_hours
        seconds = (min(self.end, day + _DAY) - max(self.start, day)).total_seconds()
        return (Decimal(round(seconds)) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP)


def absences_of(
    session: Session, user_guids: sa.Select[Any], first: datetime, last: datetime, *, with_unpaid: bool
) -> sa.Select[Any]:
    """SELECT the absences of some users that may touch the days from ``first`` to ``last``, recurring ones once."""
    columns = ("guid", "name", "owner_user_guid", "start_date_time", "end_date_time", "is_all_day")
    rule = ("recurrence_unit", "recurrence_interval", "recurrence_end")
    statement = session.select(
        activities,
        *(activities.c[name] for name in (*columns, *rule)),
        activity_types.c.name.label("activity_type_name"),
        timezones.c.system_name,
        timezones.c.difference_to_gmt,
    ).select_from(joined())
    ends = sa.func.coalesce(activities.c.end_date_time, activities.c.start_date_time)
    statement = statement.where(
        activities.c.owner_user_guid.in_(user_guids),
        activity_types.c.category == ABSENCES,
        activities.c.start_date_time <= (last + _NEAR).replace(tzinfo=UTC),
        sa.or_(ends >= (first - _NEAR).replace(tzinfo=UTC), RECURS),
    )
    if not with_unpaid:
        statement = statement.where(activity_types.c.is_paid_leave)
    return statement.order_by(activities.c.start_date_time, activities.c.guid)


def at_each_time(row: sa.RowMapping, first: datetime, last: datetime, now: datetime) -> Iterator[Absence]:
    """Yield an absence at each of its times that may touch the days from ``first`` to ``last``."""
    zone = clock(row)
    earliest, latest = ((day + near).replace(tzinfo=UTC) for day, near in ((first, -_NEAR), (last, _NEAR)))
    for start, end in _times(row, earliest, latest, now):
        # What lies far beyond the days may lie beyond the calendar of a clock.
        yield Absence(
            row, *(min(max(moment, earliest), latest).astimezone(zone).replace(tzinfo=None) for moment in (start, end))
        )


def _times(
    row: sa.RowMapping, earliest: datetime, latest: datetime, now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    start: datetime = row["start_date_time"]
    end: datetime = row["end_date_time"] or start
    if not recurs(row):
        yield start, end
        return
    # The first that has not ended before.
    reaching = start + max(earliest - end, timedelta(0))
    for begins, ends in times_of(row, reaching, min(latest, last_start(row, now))):
        yield begins, ends or begins


def _nearest_midnight(moment: datetime) -> datetime:
    """Return the midnight that is meant where whole days were sent by a clock that knows no summer time."""
    return day_of(moment + _DAY / 2)
