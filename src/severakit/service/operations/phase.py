"""IPhase: the parts of cases, trees whose roots stand for the cases themselves; hours are entered on them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from severakit.entities import Phase
from severakit.service.call import Call, Result, checked_guid
from severakit.service.operations.case import of_units
from severakit.service.operations.case_rights import require_case_right
from severakit.service.operations.figures import shows_case_figures, with_figures_of
from severakit.service.operations.membership import all_known, set_phase_members
from severakit.service.operations.patterns import by_guid, changed, named
from severakit.service.operations.phase_tree import below, hour_entry_trees
from severakit.service.operations.referring import (
    is_referred_to,
    refer_elsewhere,
    referring_columns,
    what_rows_are,
)
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import (
    Values,
    check_range,
    check_references,
    current_row,
    filled,
    kept_values,
    sent,
)
from severakit.soap.faults import Validation
from severakit.store.tables import cases, phase_members, phases, users

_IGNORED = ("CaseGUID", "FlatRate")
# The plan as it was first made, and what it was made from.
_FIRST_PLAN = {
    "original_deadline": "deadline",
    "original_planned_start_date": "planned_start_date",
    "original_work_estimate": "work_estimate",
}
# The root first, which has no parent, then as the siblings are sorted.
_ROOT_FIRST = (phases.c.parent_phase_guid.is_not(None), phases.c.sort_order, phases.c.guid)

phase = Interface("IPhase")
phase.declare("GetPhaseByGUID", by_guid("Phase"))


# --- reading ---------------------------------------------------------------------------------


@phase.operation
def get_phases_by_case_guid(call: Call, case_guid: str | None) -> Result:
    """The phases of a case, the root first, then by sort order; an unknown case has none."""
    return call.session.rows("Phase", named(phases.c.case_guid, case_guid), order_by=_ROOT_FIRST)


@phase.operation
def get_phases_by_code(call: Call, phase_code: str | None, case_guid: str | None) -> Result:
    """Phases with that code, which need not be unique, in one case or in all."""
    in_case = [] if case_guid is None else [phases.c.case_guid == case_guid]
    return call.session.rows("Phase", named(phases.c.code, phase_code), *in_case)


@phase.operation
def get_hour_entry_phases_by_user_guid(call: Call, user_guid: str | None) -> Result:
    """The phases on which a user may enter hours, as trees; none for a user whom the caller does not see.

    AccountName is nil to who sees no customers.
    """
    user = call.session.get(users, user_guid) if user_guid else None
    return [] if user is None else hour_entry_trees(call.session, user["guid"])


@phase.operation
def get_phases_changed_since(
    call: Call, business_unit_guid: str | None, start_date_time: datetime | None, options: int | None
) -> Result:
    """Phases inserted or changed since a minute, which is included; with bit 1 only those inserted since then.

    The unit is the case's, and stands for all below it too; without one the phases are those of all units. No other
    bit means anything here.
    """
    conditions = changed(call, phases, start_date_time, options or 0)
    in_units = of_units(call, business_unit_guid)
    if in_units:
        conditions.append(phases.c.case_guid.in_(call.session.select(cases, cases.c.guid).where(*in_units)))
    return call.session.rows("Phase", *conditions)


# --- writing ---------------------------------------------------------------------------------


@phase.operation
def add_new_phase(call: Call, phase_info: Phase | None, members: list[str] | None) -> Result:
    """Insert a phase below another of the same case. Without a list of members the case's are its own."""
    entity = sent(phase_info, "case_guid", "parent_phase_guid", "name")
    case = _case(call, entity)
    require_case_right(call, case)
    values = _checked_values(call, entity) | {"case_guid": case["guid"]}
    _check_parent(call, values, case["guid"])
    values = filled(values, sort_order=_last_place(call, values), **_first_plan(values))
    user_guids = None if members is None else [guid for text in members if (guid := checked_guid(text, "members"))]
    if not all_known(call.session, user_guids or []):
        raise Validation("members names a user who does not exist.")
    guid = call.session.insert(phases, **values)
    set_phase_members(call.session, guid, user_guids)
    return call.stored("Phase", guid)


@phase.operation
def update_phase(call: Call, phase_info: Phase | None) -> Result:
    """Replace a phase by the one sent. It keeps its place in the tree where none is sent."""
    entity = sent(phase_info, "guid", "case_guid", "name")
    current = current_row(call, phases, entity.guid, "The phase")
    case = _case(call, entity)
    require_case_right(call, case)
    if case["guid"] != current["case_guid"]:
        raise Validation("CaseGUID cannot be changed: a phase stays in its case.")
    values = _checked_values(call, entity)
    values = filled(values, **{name: current[name] for name in ("parent_phase_guid", "sort_order", *_FIRST_PLAN)})
    values = filled(values, **_first_plan(values))
    if not shows_case_figures(call, case["guid"]):
        values = with_figures_of("Phase", values, current)
    if case["root_task_guid"] == current["guid"]:
        _check_root(current, values)
    else:
        _check_parent(call, values, case["guid"])
        if values["parent_phase_guid"] in below(call.session, current):
            raise Validation("ParentPhaseGUID names the phase itself or one below it.")
    call.session.update(phases, current["guid"], **values)
    if case["root_task_guid"] == current["guid"] and values["deadline"] != current["deadline"]:
        # The deadline of the root is a member of the case, which has changed with it.
        call.session.update(cases, case["guid"])
    return call.stored("Phase", current["guid"])


@phase.operation
def delete_phase(call: Call, phase_guid: str | None, phase_guid_to_transfer_items_to: str | None) -> Result:
    """Delete a phase; what refers to it, and the phases below it, go over to the other phase."""
    current = current_row(call, phases, phase_guid, "The phase")
    case = call.required(cases, current["case_guid"], "The case")
    require_case_right(call, case)
    if case["root_task_guid"] == current["guid"]:
        raise Validation("The root phase stands for the case and cannot be deleted.")
    target = _target(call, current, phase_guid_to_transfer_items_to)
    for column in referring_columns(phases, passing_over=(phase_members, cases)):
        if target is not None:
            refer_elsewhere(call.session, column, current["guid"], target)
        elif is_referred_to(call.session, column, [current["guid"]]):
            what = what_rows_are(column)
            raise Validation(
                f"The phase has {what}: name in phaseGUIDToTransferItemsTo the phase that takes them over."
            )
    call.session.delete(phase_members, phase_members.c.phase_guid == current["guid"])
    call.session.delete(phases, phases.c.guid == current["guid"])
    return True


def _case(call: Call, entity: Phase) -> sa.RowMapping:
    guid = checked_guid(entity.case_guid, "CaseGUID")
    case = call.session.get(cases, guid) if guid else None
    if case is None:
        raise Validation("CaseGUID refers to something that does not exist.")
    return case


def _checked_values(call: Call, entity: Phase) -> Values:
    values = kept_values("Phase", entity, ignored=_IGNORED)
    for column in ("original_work_estimate", "price_per_hour", "work_estimate"):
        check_range(phases, values, column, 0)
    check_references(call, phases, values)
    return values


def _check_parent(call: Call, values: Values, case_guid: str) -> None:
    if call.session.find(phases, guid=values["parent_phase_guid"], case_guid=case_guid) is None:
        raise Validation("ParentPhaseGUID names a phase of another case.")


def _check_root(current: sa.RowMapping, values: Values) -> None:
    if values["name"] != current["name"]:
        raise Validation("Name of the root phase cannot be changed: it stands for the case, whose name it bears.")
    if values["parent_phase_guid"] is not None:
        raise Validation("ParentPhaseGUID must be nil for the root phase.")


def _first_plan(values: Values) -> Values:
    return {original: values.get(planned) for original, planned in _FIRST_PLAN.items()}


def _last_place(call: Call, values: Values) -> int:
    """Return the place behind the last of the siblings."""
    last = call.session.select(phases, sa.func.max(phases.c.sort_order))
    siblings = last.where(phases.c.parent_phase_guid == values["parent_phase_guid"])
    return int(call.session.values(siblings)[0] or 0) + 1


def _target(call: Call, current: sa.RowMapping, guid: str | None) -> str | None:
    """Return the phase that takes over what a deleted one has. Raises Validation for one that cannot."""
    if guid is None:
        return None
    target = call.session.find(phases, guid=guid, case_guid=current["case_guid"])
    if target is None:
        raise Validation("phaseGUIDToTransferItemsTo names no phase of the same case.")
    if target["guid"] in below(call.session, current):
        raise Validation("phaseGUIDToTransferItemsTo names the phase itself or one below it.")
    if target["is_locked"]:
        raise Validation("phaseGUIDToTransferItemsTo names a locked phase, which takes no hours and no items.")
    return str(target["guid"])
