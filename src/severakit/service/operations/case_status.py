"""ICaseStatus: the statuses that cases can have, in the order in which they are offered."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.entities import CaseStatus
from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid
from severakit.service.operations.registers import add_entry, change, delete_entry
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import Values
from severakit.soap.faults import Validation
from severakit.store.tables import case_statuses

_IN_ORDER = (case_statuses.c.sort_order, case_statuses.c.guid)

case_status = Interface("ICaseStatus")
case_status.declare("GetCaseStatusByGUID", by_guid("CaseStatus"))
case_status.declare("UpdateCaseStatus", change("CaseStatus", "The case status"))


@case_status.operation
def get_all_case_statuses(call: Call) -> Result:
    """All case statuses in their order, inactive ones too."""
    return call.session.rows("CaseStatus", order_by=_IN_ORDER)


@case_status.operation
def add_new_case_status(call: Call, case_status_info: CaseStatus | None, insert_position: int | None) -> Result:
    """Add an active case status; Name is mandatory.

    insertPosition is the place that it takes among all of them, counted from 0; without one it comes last, and a
    place beyond the last is Validation. Takes the administrator right.
    """

    def rules(call: Call, _entity: CaseStatus, _values: Values) -> Values:
        return {"sort_order": _make_room(call, insert_position)}

    return add_entry(call, "CaseStatus", case_status_info, rules)


@case_status.operation
def delete_case_status(call: Call, case_status_guid: str | None, replacement_case_status_guid: str | None) -> Result:
    """Delete a case status; cases that have or had it get the replacement, and count as changed.

    Without a replacement a status that any case has or had cannot be deleted. Takes the administrator right.
    """
    return delete_entry(call, case_statuses, case_status_guid, replacement_case_status_guid, "The case status")


def _make_room(call: Call, position: int | None) -> int:
    """Return the sort order of a new status at a place, after moving on those from there."""
    present = call.session.all(call.session.select(case_statuses).order_by(*_IN_ORDER))
    if position is not None and not 0 <= position <= len(present):
        raise Validation(f"insertPosition must be between 0 and {len(present)}.")
    if position is None or position == len(present):
        return int(present[-1]["sort_order"]) + 1 if present else 1
    order, guid = (present[position][name] for name in ("sort_order", "guid"))
    at_or_after = sa.and_(case_statuses.c.sort_order == order, case_statuses.c.guid >= guid)
    call.session.update_where(
        case_statuses,
        sa.or_(case_statuses.c.sort_order > order, at_or_after),
        sort_order=case_statuses.c.sort_order + 1,
    )
    return int(order)
