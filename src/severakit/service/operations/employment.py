"""IEmployment: work contracts, of which a user has one at a time."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from severakit.entities import Employment
from severakit.service.call import Call, Result, checked_guid
from severakit.service.operations.days import day_of
from severakit.service.operations.patterns import named
from severakit.service.operations.people import is_managed, require_leading
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import Values, check_range, current_row, is_unset, kept_values, sent
from severakit.soap.faults import Validation
from severakit.store.tables import employments, users

_DAY = timedelta(days=1)

employment = Interface("IEmployment")


# --- reading ---------------------------------------------------------------------------------


@employment.operation
def get_employment_by_guid(call: Call, employment_guid: str | None) -> Result:
    """A work contract; one that the users right does not cover is NotFound, but everybody sees their own."""
    return call.one("Employment", named(employments.c.guid, employment_guid), is_managed(call, employments.c.user_guid))


@employment.operation
def get_employments_by_user_guid(call: Call, user_guid: str | None) -> Result:
    """A user's work contracts, the earliest first; none where the users right does not cover that user."""
    visible = is_managed(call, employments.c.user_guid)
    earliest_first = (employments.c.start_date, employments.c.guid)
    return call.session.rows("Employment", named(employments.c.user_guid, user_guid), visible, order_by=earliest_first)


# --- writing ---------------------------------------------------------------------------------


@employment.operation
def add_new_employment(call: Call, user_guid: str | None, employment_info: Employment | None) -> Result:
    """Insert a work contract; StartDate and DailyHours are mandatory, and an EndDate that is nil leaves it open.

    The open contract that began before ends on the day before the new one begins. Any other contract on one of
    the new one's days is Validation. DailyHours is 0 to 24, HourCost 0 or more, and dates are whole days. Takes the
    users right for that user; one's own contract takes the right All.
    """
    entity = sent(employment_info, "start_date", "daily_hours")
    user = current_row(call, users, user_guid, "The user")
    require_leading(call, user["guid"])
    values = _checked_values(entity)
    _end_open_contract(call, user["guid"], values)
    _check_alone(call, user["guid"], values)
    return call.stored("Employment", call.session.insert(employments, user_guid=user["guid"], **values))


@employment.operation
def update_employment(call: Call, employment_info: Employment | None) -> Result:
    """Replace a work contract, under the rules of AddNewEmployment, but that it ends no other contract."""
    entity = sent(employment_info, "guid", "start_date", "daily_hours")
    current = _contract(call, entity.guid)
    values = _checked_values(entity)
    _check_alone(call, current["user_guid"], values, other_than=current["guid"])
    call.session.update(employments, current["guid"], **values)
    return call.stored("Employment", current["guid"])


@employment.operation
def delete_employment(call: Call, employment_guid: str | None) -> Result:
    """Delete a work contract; the last one that a user has cannot be deleted. The contract before is not reopened."""
    current = _contract(call, employment_guid)
    if call.session.count(employments, employments.c.user_guid == current["user_guid"]) == 1:
        raise Validation("A user keeps at least one work contract: give it an EndDate instead.")
    return call.session.delete(employments, employments.c.guid == current["guid"]) == 1


def _contract(call: Call, guid: str | None) -> sa.RowMapping:
    """Return the contract to change or delete, its user kept from others."""
    user_guid = call.required(employments, checked_guid(guid, "GUID"), "The work contract")["user_guid"]
    require_leading(call, user_guid)
    current_row(call, users, user_guid, "The user")
    return current_row(call, employments, guid, "The work contract")


def _checked_values(entity: Employment) -> Values:
    values = kept_values("Employment", entity)
    check_range(employments, values, "daily_hours", 0, 24)
    check_range(employments, values, "hour_cost", 0)
    for name in ("start_date", "end_date"):
        if values[name] is not None:
            values[name] = day_of(values[name])
    if is_unset(values["start_date"]):
        raise Validation("StartDate is mandatory.")
    if values["end_date"] is not None and values["end_date"] < values["start_date"]:
        raise Validation("EndDate must not be before StartDate.")
    return values


def _end_open_contract(call: Call, user_guid: str, values: Values) -> None:
    is_open = sa.and_(employments.c.end_date.is_(None), employments.c.start_date < values["start_date"])
    # Only a contract that began a day earlier or more can end a day earlier.
    call.session.update_where(
        employments, employments.c.user_guid == user_guid, is_open, end_date=values["start_date"] - _DAY
    )


def _check_alone(call: Call, user_guid: str, values: Values, *, other_than: str = "") -> None:
    """Make sure that no other contract of the user covers one of the days. Raises Validation."""
    ends_later = sa.or_(employments.c.end_date.is_(None), employments.c.end_date >= values["start_date"])
    overlaps = [ends_later, employments.c.guid != other_than, employments.c.user_guid == user_guid]
    if values["end_date"] is not None:
        overlaps.append(employments.c.start_date <= values["end_date"])
    if call.session.count(employments, *overlaps):
        raise Validation("The user has another work contract on some of the days from StartDate to EndDate.")
