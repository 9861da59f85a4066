"""Absences in the calendar: the days that they take, and the hours of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa

from severakit.service.operations.activity_type import ABSENCES
from severakit.service.operations.days import day_of
from severakit.store.store import Session
from severakit.store.tables import activities, activity_types

_DAY = timedelta(days=1)


def absences_of(
    session: Session, user_guids: sa.Select[Any], first: datetime, last: datetime, *, with_unpaid: bool
) -> sa.Select[Any]:
    """SELECT the absences of some users that may touch the days from ``first`` to ``last``, wherever they live."""
    type_of = sa.and_(
        activity_types.c.organization_id == activities.c.organization_id,
        activity_types.c.guid == activities.c.activity_type_guid,
    )
    columns = ("guid", "name", "owner_user_guid", "start_date_time", "end_date_time", "is_all_day")
    statement = session.select(
        activities, *(activities.c[name] for name in columns), activity_types.c.name.label("activity_type_name")
    ).select_from(activities.join(activity_types, type_of))
    statement = statement.where(
        activities.c.owner_user_guid.in_(user_guids),
        activity_types.c.category == ABSENCES,
        activities.c.start_date_time <= (last + 2 * _DAY).replace(tzinfo=UTC),
        sa.func.coalesce(activities.c.end_date_time, activities.c.start_date_time)
        >= (first - _DAY).replace(tzinfo=UTC),
    )
    if not with_unpaid:
        statement = statement.where(activity_types.c.is_paid_leave)
    return statement.order_by(activities.c.start_date_time, activities.c.guid)


def days_absent(absence: sa.RowMapping, offset: timedelta) -> tuple[datetime, datetime]:
    """Return the first and the last day of an absence, for a user at that distance from UTC."""
    start, end = _local_times(absence, offset)
    if not absence["is_all_day"]:
        return day_of(start), day_of(end)
    first = _nearest_midnight(start)
    # The end is the midnight after the last day; without one it is a single day.
    return first, max(_nearest_midnight(end) - _DAY, first)


def hours_absent(absence: sa.RowMapping, day: datetime, offset: timedelta, working_hours: Decimal) -> Decimal:
    """Return the hours that an absence takes of a day; one of whole days takes the day's working hours."""
    if absence["is_all_day"]:
        return working_hours
    start, end = _local_times(absence, offset)
    seconds = (min(end, day + _DAY) - max(start, day)).total_seconds()
    return (Decimal(round(seconds)) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _local_times(absence: sa.RowMapping, offset: timedelta) -> tuple[datetime, datetime]:
    start: datetime = absence["start_date_time"]
    end: datetime = absence["end_date_time"] or start
    return start.replace(tzinfo=None) + offset, end.replace(tzinfo=None) + offset


def _nearest_midnight(moment: datetime) -> datetime:
    """Undo summer time, of which the register of time zones knows nothing."""
    return day_of(moment + _DAY / 2)
