"""IWorkType: the kinds of work that hours are entered under."""

from __future__ import annotations

from severakit.entities import AdministratorRight, WorkType
from severakit.service.call import Call, Result
from severakit.service.operations.hour_rules import usable_work_types
from severakit.service.operations.patterns import by_guid, changed_since, everything
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import (
    check_references,
    current_row,
    keep_one_default,
    kept_values,
    sent,
)
from severakit.soap.faults import Validation
from severakit.store.tables import cases, hour_entries, phases, work_types

work_type = Interface("IWorkType")
work_type.declare("GetWorkTypeByGUID", by_guid("WorkType"))
work_type.declare("GetAllWorkTypes", everything("WorkType", "name"))
work_type.declare("GetWorkTypesChangedSince", changed_since("WorkType"))


@work_type.operation
def get_work_type_by_hour_guid(call: Call, hour_guid: str | None) -> Result:
    """The work type of an hour entry; an unknown entry is NotFound."""
    entry = call.required(hour_entries, hour_guid, "The hour entry")
    return call.one("WorkType", work_types.c.guid == entry["work_type_guid"])


@work_type.operation
def get_work_types_by_phase_guid(call: Call, phase_guid: str | None) -> Result:
    """The work types that the phase's case has chosen for itself, or all active ones where it has chosen none."""
    phase = call.required(phases, phase_guid, "The phase")
    # Not by `required`: who may only enter hours sees the phase and not its case.
    case = call.session.all(call.session.select(cases).where(cases.c.guid == phase["case_guid"]))[0]
    return call.session.rows("WorkType", usable_work_types(call.session, case), order_by=(work_types.c.name,))


@work_type.operation
def add_new_work_type(call: Call, work_type_info: WorkType | None) -> Result:
    """Insert a work type; a new one is always active."""
    require_right(call, "administrator", AdministratorRight.EDIT_SETTINGS, AdministratorRight.ALL)
    values = kept_values("WorkType", sent(work_type_info, "name")) | {"is_active": True}
    check_references(call, work_types, values)
    guid = call.session.insert(work_types, **values)
    keep_one_default(call, work_types, guid, values)
    return call.stored("WorkType", guid)


@work_type.operation
def update_work_type(call: Call, work_type_info: WorkType | None) -> Result:
    """Replace a work type by the one sent; GUID and Name are mandatory. Takes the administrator right.

    A new default takes the place of the present one, and an inactive work type cannot be the default.
    """
    require_right(call, "administrator", AdministratorRight.EDIT_SETTINGS, AdministratorRight.ALL)
    entity = sent(work_type_info, "guid", "name")
    # Before any row is held: whoever has the turn may have to change this one.
    call.session.wait_for_turn()
    current = current_row(call, work_types, entity.guid, "The work type")
    values = kept_values("WorkType", entity)
    stored = {**current, **values}
    if stored["is_default"] and not stored["is_active"]:
        raise Validation("An inactive work type cannot be the default.")
    check_references(call, work_types, values)
    call.session.update(work_types, current["guid"], **values)
    keep_one_default(call, work_types, current["guid"], values)
    return call.stored("WorkType", current["guid"])
