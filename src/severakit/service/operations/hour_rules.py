"""What is demanded of hours: open days, descriptions, times that do not overlap, work that can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from severakit.service.operations.days import day_of
from severakit.service.operations.writing import is_unset
from severakit.soap.faults import Validation
from severakit.store.schema import organizations
from severakit.store.store import Session
from severakit.store.tables import case_work_types, hour_entries, over_times, work_types

_BEGINNING = datetime.min  # noqa: DTZ901 - a calendar date


def closed_until(session: Session) -> datetime | None:
    """Return the organization's closing date: the last day whose hours stay as they are."""
    day: datetime | None = _demands(session)["hours_closed_until"]
    return day


def check_day_is_open(session: Session, day: datetime) -> None:
    """Make sure that hours of a day may still be added, changed or deleted. Raises Validation."""
    _check_is_open(day, closed_until(session))


def _check_is_open(day: datetime, last: datetime | None) -> None:
    if last is not None and day <= last:
        raise Validation(f"EventDate is in a closed period: hours up to {last:%Y-%m-%d} stay as they are.")


def check_demands(session: Session, values: Mapping[str, Any], *, other_than: str = "") -> None:
    """Make sure that hours say what the organization demands, on days that are open. Raises Validation.

    ``other_than`` is the entry that they replace.
    """
    demands = _demands(session)
    _check_is_open(values["event_date"], demands["hours_closed_until"])
    if demands["hours_need_description"] and is_unset(values["description"]):
        raise Validation("Description is mandatory in this organization.")
    start, end = values["start_time"], values["end_time"]
    if start is not None and end is not None and end < start:
        raise Validation("EndTime must not lie before StartTime.")
    if start is None or end is None or demands["hours_may_overlap"]:
        return
    begins, ends = _span(values)
    for other in session.all(_timed(session, values["user_guid"], values["event_date"], ends)):
        if other["guid"] != other_than and _span(other)[0] < ends and _span(other)[1] > begins:
            raise Validation("StartTime and EndTime overlap another hour entry of the user.")


def _span(entry: sa.RowMapping | Mapping[str, Any]) -> tuple[timedelta, timedelta]:
    """Return from when to when hours were worked, since the calendar's beginning.

    The day is EventDate's, whatever the date in StartTime; that in EndTime tells only how many midnights lie between.
    """
    begins = entry["event_date"] - _BEGINNING + (entry["start_time"] - day_of(entry["start_time"]))
    return begins, begins + (entry["end_time"] - entry["start_time"])


def _timed(session: Session, user_guid: str, day: datetime, ends: timedelta) -> sa.Select[Any]:
    """SELECT the hours of a user with times that may reach into those from a day to a moment."""
    table = hour_entries.c
    past_midnight = sa.func.date(table.end_time) > sa.func.date(table.start_time)
    columns = (table.guid, table.event_date, table.start_time, table.end_time)
    return session.select(hour_entries, *columns).where(
        table.user_guid == user_guid,
        table.start_time.is_not(None),
        table.end_time.is_not(None),
        sa.or_(table.event_date >= day, past_midnight),
        table.event_date <= _BEGINNING + min(ends, datetime.max - _BEGINNING),  # noqa: DTZ901 - a calendar date
    )


def usable_work_types(session: Session, case: sa.RowMapping) -> sa.ColumnElement[bool]:
    """The condition that a work type is one that a case has chosen for itself, or an active one where it chose none."""
    chosen = case_work_types.c.case_guid == case["guid"]
    if case["use_default_work_types"] or not session.count(case_work_types, chosen):
        return work_types.c.is_active
    return work_types.c.guid.in_(session.select(case_work_types, case_work_types.c.work_type_guid).where(chosen))


def check_work_type(session: Session, case: sa.RowMapping, guid: str) -> None:
    """Make sure that hours on a case may be entered under a work type. Raises Validation."""
    if not session.count(work_types, work_types.c.guid == guid, usable_work_types(session, case)):
        raise Validation("WorkTypeGUID names a work type that cannot be chosen: see GetWorkTypesByPhaseGUID.")


def check_over_time(session: Session, guid: str | None) -> None:
    """Make sure that a kind of overtime, where one is named, may be chosen. Raises Validation."""
    if guid is not None and not session.count(over_times, over_times.c.guid == guid, over_times.c.is_active):
        raise Validation("OverTimeGUID names a kind of overtime that is not active and cannot be chosen.")


def _demands(session: Session) -> sa.RowMapping:
    own = sa.select(
        organizations.c.hours_closed_until, organizations.c.hours_need_description, organizations.c.hours_may_overlap
    )
    return session.connection.execute(own.where(organizations.c.id == session.organization_id)).mappings().one()
