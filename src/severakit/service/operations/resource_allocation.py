"""IResourceAllocation: how much of people's time is planned for phases of cases, from day to day."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa

from severakit.entities import ResourceAllocation
from severakit.service.call import Call, Result
from severakit.service.operations.case_rights import may_change_case, may_see_cases
from severakit.service.operations.contracts import working_hours
from severakit.service.operations.days import day_of
from severakit.service.operations.membership import may_enter_hours
from severakit.service.operations.patterns import by_guid, changed_since, named
from severakit.service.operations.registry import Interface
from severakit.service.operations.stored_rows import StoredRows
from severakit.service.operations.writing import (
    Values,
    check_range,
    check_references,
    current_row,
    kept_values,
    sent,
)
from severakit.soap.faults import GeneralFailure, NoPermission, Validation
from severakit.store.tables import (
    case_tags,
    cases,
    phases,
    resource_allocations,
    sales_statuses,
    user_tags,
    users,
)
from severakit.store.texts import is_among

# What an allocation says of its amount; each follows from the other.
_AMOUNT = ("allocated_hours", "allocated_percentage")
_MOST_HOURS = 10**9
_MOST_PERCENT = 10**6
_BY_START = (
    resource_allocations.c.start_date.is_(None),
    resource_allocations.c.start_date,
    resource_allocations.c.guid,
)

resource_allocation = Interface("IResourceAllocation")
resource_allocation.declare("GetResourceAllocationByGUID", by_guid("ResourceAllocation"))
resource_allocation.declare("GetResourceAllocationsChangedSince", changed_since("ResourceAllocation"))


# --- reading ---------------------------------------------------------------------------------


@resource_allocation.operation
def get_resource_allocations_by_case_guid(call: Call, case_guid: str | None) -> Result:
    """The allocations of a case by start; a GUID left out is Validation, an unknown case has none."""
    return _listed(call, *_of(resource_allocations.c.case_guid, case_guid, "caseGUID"))


@resource_allocation.operation
def get_resource_allocations_by_user_guid(call: Call, user_guid: str | None) -> Result:
    """The allocations of a user by start; a GUID left out is Validation, an unknown user has none."""
    return _listed(call, *_of(resource_allocations.c.user_guid, user_guid, "userGUID"))


@resource_allocation.operation
def get_resource_allocations_by_case_guid_user_guid(call: Call, case_guid: str | None, user_guid: str | None) -> Result:
    """The allocations of a user in a case by start; a GUID left out is Validation, an unknown one has none."""
    of_case = _of(resource_allocations.c.case_guid, case_guid, "caseGUID")
    return _listed(call, *of_case, *_of(resource_allocations.c.user_guid, user_guid, "userGUID"))


@resource_allocation.operation
def get_resource_allocations(  # noqa: PLR0913, PLR0917 - the contract's parameters
    call: Call,
    case_guids: list[str] | None,
    user_guids: list[str] | None,
    business_unit_guids: list[str] | None,
    supervisor_user_guids: list[str] | None,
    case_status_guids: list[str] | None,
    sales_process_guids: list[str] | None,
    case_tag_guids: list[str] | None,
    user_tag_guids: list[str] | None,
    start_date: datetime | None,
    end_date: datetime | None,
) -> Result:
    """The allocations that meet all criteria, by start. A list is met by any one of its GUIDs, an empty one by all.

    Business units are those of the users, with all units below them; supervisors are the users' direct superiors; case
    statuses and sales processes are the cases' current ones. The dates choose allocations with a day from startDate to
    endDate, both included, where either may be left out: startDate after endDate is Validation.
    """
    if start_date is not None and end_date is not None and day_of(start_date) > day_of(end_date):
        raise Validation("startDate must not be after endDate.")
    conditions = _on_days(start_date, end_date)
    if case_guids:
        conditions.append(is_among(resource_allocations.c.case_guid, case_guids))
    if user_guids:
        conditions.append(is_among(resource_allocations.c.user_guid, user_guids))
    of_cases = _of_cases(call, case_status_guids, sales_process_guids, case_tag_guids)
    of_users = _of_users(call, business_unit_guids, supervisor_user_guids, user_tag_guids)
    return _listed(call, *conditions, *of_cases, *of_users)


def _listed(call: Call, *conditions: sa.ColumnElement[bool]) -> Result:
    return call.session.rows("ResourceAllocation", *conditions, order_by=_BY_START)


def _of(column: sa.ColumnElement[str], guid: str | None, name: str) -> list[sa.ColumnElement[bool]]:
    if guid is None:
        raise Validation(f"{name} must be given.")
    return [named(column, guid)]


def _on_days(start: datetime | None, end: datetime | None) -> list[sa.ColumnElement[bool]]:
    """An allocation without a first or a last day is open there."""
    first, last = resource_allocations.c.start_date, resource_allocations.c.end_date
    conditions: list[sa.ColumnElement[bool]] = []
    if start is not None:
        conditions.append(sa.or_(last.is_(None), last >= day_of(start)))
    if end is not None:
        conditions.append(sa.or_(first.is_(None), first <= day_of(end)))
    return conditions


def _of_cases(
    call: Call, statuses: list[str] | None, steps: list[str] | None, tags: list[str] | None
) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if statuses:
        conditions.append(is_among(cases.c.current_case_status_guid, statuses))
    if steps:
        at_steps = call.session.select(sales_statuses, sales_statuses.c.guid)
        at_steps = at_steps.where(is_among(sales_statuses.c.sales_process_guid, steps))
        conditions.append(cases.c.sales_status_guid.in_(at_steps))
    if tags:
        tagged = call.session.select(case_tags, case_tags.c.case_guid).where(is_among(case_tags.c.tag_guid, tags))
        conditions.append(cases.c.guid.in_(tagged))
    if not conditions:
        return []
    return [resource_allocations.c.case_guid.in_(call.session.select(cases, cases.c.guid).where(*conditions))]


def _of_users(
    call: Call, units: list[str] | None, supervisors: list[str] | None, tags: list[str] | None
) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if units:
        conditions.append(is_among(users.c.business_unit_guid, call.units_of(units)))
    if supervisors:
        conditions.append(is_among(users.c.superior_user_guid, supervisors))
    if tags:
        tagged = call.session.select(user_tags, user_tags.c.user_guid).where(is_among(user_tags.c.tag_guid, tags))
        conditions.append(users.c.guid.in_(tagged))
    if not conditions:
        return []
    return [resource_allocations.c.user_guid.in_(call.session.select(users, users.c.guid).where(*conditions))]


# --- writing ---------------------------------------------------------------------------------


@resource_allocation.operation
def add_new_resource_allocation(call: Call, resource_allocation_info: ResourceAllocation | None) -> Result:
    """Insert an allocation: UserGUID, CaseGUID or PhaseGUID, and AllocatedHours or AllocatedPercentage are mandatory.

    A case alone means its root phase, and days that are left out are the phase's planned start and deadline. Hours are
    those of the whole allocation. The percentage follows from the hours, or else the hours from the percentage, by the
    daily hours of the user's work contracts from Monday to Friday; where there are no such hours, or a day is open,
    each is as it was sent. Takes the case right; who may see cases allocates the own time where hours may be entered.
    """
    return call.stored("ResourceAllocation", _insert(call, resource_allocation_info))


@resource_allocation.operation
def add_new_resource_allocations(call: Call, resource_allocations: list[ResourceAllocation] | None) -> Result:
    """Insert allocations under the rules of AddNewResourceAllocation and return them in their order: all or none."""
    if resource_allocations is None:
        raise GeneralFailure("resourceAllocations must be given.")
    guids = [_insert(call, each) for each in resource_allocations]
    return StoredRows(call.session, "ResourceAllocation", guids)


@resource_allocation.operation
def update_resource_allocation(call: Call, resource_allocation_info: ResourceAllocation | None) -> Result:
    """Replace an allocation, under the rules of AddNewResourceAllocation.

    Where both hours and a percentage are sent, the one that differs from what is stored decides; else the hours do.
    """
    entity = sent(resource_allocation_info, "guid", "user_guid")
    current = current_row(call, resource_allocations, entity.guid, "The resource allocation")
    _require_right(call, current["phase_guid"], current["user_guid"])
    values = _checked_values(call, entity, current)
    _require_right(call, values["phase_guid"], values["user_guid"])
    call.session.update(resource_allocations, current["guid"], **values)
    return call.stored("ResourceAllocation", current["guid"])


@resource_allocation.operation
def delete_resource_allocation(call: Call, resource_allocation_guid: str | None) -> Result:
    """Delete an allocation, by the same rights as AddNewResourceAllocation."""
    current = current_row(call, resource_allocations, resource_allocation_guid, "The resource allocation")
    _require_right(call, current["phase_guid"], current["user_guid"])
    return call.session.delete(resource_allocations, resource_allocations.c.guid == current["guid"]) == 1


def _insert(call: Call, info: ResourceAllocation | None) -> str:
    values = _checked_values(call, sent(info, "user_guid"), None)
    _require_right(call, values["phase_guid"], values["user_guid"])
    if not call.required(users, values["user_guid"], "The user")["is_active"]:
        raise Validation("UserGUID names a user who is not active.")
    return call.session.insert(resource_allocations, **values)


def _require_right(call: Call, phase_guid: str, user_guid: str) -> None:
    phase = call.required(phases, phase_guid, "The phase")
    if may_change_case(call, call.required(cases, phase["case_guid"], "The case")):
        return
    is_own = user_guid == call.caller.user_guid
    if not (is_own and may_see_cases(call) and may_enter_hours(call.session, phase, user_guid)):
        raise NoPermission(f"{call.operation.name} takes the case right for this case.")


# --- rules -----------------------------------------------------------------------------------


def _checked_values(call: Call, entity: ResourceAllocation, current: sa.RowMapping | None) -> Values:
    values = kept_values("ResourceAllocation", entity)
    check_range(resource_allocations, values, "allocated_hours", 0, _MOST_HOURS)
    check_range(resource_allocations, values, "allocated_percentage", 0, _MOST_PERCENT)
    check_references(call, resource_allocations, values)
    phase = _phase(call, values)
    values |= {"case_guid": phase["case_guid"], "phase_guid": phase["guid"]}
    values |= _days(values, phase)
    return values | _amount(call, values, current)


def _phase(call: Call, values: Values) -> sa.RowMapping:
    """Return the phase of the allocation: the one sent, or else the root of the case."""
    case_guid, phase_guid = values["case_guid"], values["phase_guid"]
    if phase_guid is None:
        if case_guid is None:
            raise Validation("CaseGUID or PhaseGUID is mandatory.")
        phase_guid = call.required(cases, case_guid, "The case")["root_task_guid"]
    phase = call.required(phases, phase_guid, "The phase")
    if case_guid not in (None, phase["case_guid"]):
        raise Validation("PhaseGUID names a phase of another case.")
    return phase


def _days(values: Values, phase: sa.RowMapping) -> Values:
    first, last = values["start_date"] or phase["planned_start_date"], values["end_date"] or phase["deadline"]
    if first is not None and last is not None and day_of(first) > day_of(last):
        raise Validation("EndDate must not be before StartDate.")
    return {"start_date": first and day_of(first), "end_date": last and day_of(last)}


def _amount(call: Call, values: Values, current: sa.RowMapping | None) -> Values:
    """Return hours and percentage, of which one decides and the other follows."""
    hours, percentage = (values[name] for name in _AMOUNT)
    if hours is None and percentage is None:
        raise Validation("AllocatedHours or AllocatedPercentage is mandatory.")
    first, last = values["start_date"], values["end_date"]
    if first is None or last is None:
        return {}
    capacity = working_hours(call.session, values["user_guid"], first, last)
    if not capacity:
        return {}
    if hours is None or (percentage is not None and _decides(percentage, hours, current)):
        return {"allocated_hours": (capacity * percentage / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)}
    share = (hours * 100 / capacity).to_integral_value(ROUND_HALF_UP)
    return {"allocated_percentage": int(min(share, Decimal(_MOST_PERCENT)))}


def _decides(percentage: int, hours: Decimal, current: sa.RowMapping | None) -> bool:
    """Whether it is the percentage that an update changes, and not the hours beside it."""
    if current is None:
        return False
    return bool(hours == current["allocated_hours"] and percentage != current["allocated_percentage"])
