"""What is demanded of hours: open days, descriptions, times that do not overlap, work that can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from severakit.service.operations.writing import is_unset
from severakit.soap.faults import Validation
from severakit.store.schema import organizations
from severakit.store.store import Session
from severakit.store.tables import case_work_types, hour_entries, over_times, work_types


def closed_until(session: Session) -> datetime | None:
    """Return the organization's closing date: the last day whose hours stay as they are."""
    day: datetime | None = _demands(session)["hours_closed_until"]
    return day


def check_day_is_open(session: Session, day: datetime) -> None:
    """Make sure that hours of a day may still be added, changed or deleted. Raises Validation."""
    last = closed_until(session)
    if last is not None and day <= last:
        raise Validation(f"EventDate is in a closed period: hours up to {last:%Y-%m-%d} stay as they are.")


def check_demands(session: Session, values: Mapping[str, Any], *, other_than: str = "") -> None:
    """Make sure that hours say what the organization demands, on days that are open. Raises Validation.

    ``other_than`` is the entry that they replace.
    """
    check_day_is_open(session, values["event_date"])
    demands = _demands(session)
    if demands["hours_need_description"] and is_unset(values["description"]):
        raise Validation("Description is mandatory in this organization.")
    start, end = values["start_time"], values["end_time"]
    if start is not None and end is not None and end < start:
        raise Validation("EndTime must not lie before StartTime.")
    if start is None or end is None or demands["hours_may_overlap"]:
        return
    overlaps = (
        hour_entries.c.user_guid == values["user_guid"],
        hour_entries.c.guid != other_than,
        hour_entries.c.start_time < end,
        hour_entries.c.end_time > start,
    )
    if session.count(hour_entries, *overlaps):
        raise Validation("StartTime and EndTime overlap another hour entry of the user.")


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
