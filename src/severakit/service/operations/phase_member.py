"""IPhaseMember: the members of phases, which are those of the case or a list of their own."""

from __future__ import annotations

from severakit.service.call import Call, Result
from severakit.service.operations.case_rights import require_case_right
from severakit.service.operations.membership import all_known, phase_member_guids, set_phase_members
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import current_row
from severakit.soap.faults import NotFound
from severakit.store.tables import cases, phases, users

phase_member = Interface("IPhaseMember")


@phase_member.operation
def get_phase_members_by_phase_guid(call: Call, phase_guid: str | None, only_active: bool | None) -> Result:
    """The GUIDs of a phase's members in their order: the case's, or its own where it has a list.

    With onlyActive those of active users alone.
    """
    phase = call.required(phases, phase_guid, "The phase")
    members = call.session.values(phase_member_guids(call.session, phase))
    if not only_active:
        return members
    active = set(call.session.values(call.session.select(users, users.c.guid).where(users.c.is_active)))
    return [guid for guid in members if guid in active]


@phase_member.operation
def set_phase_member_list_for_phase(call: Call, phase_guid: str | None, user_guids: list[str] | None) -> Result:
    """Replace the members of a phase; without a list the case's members are the phase's again."""
    phase = current_row(call, phases, phase_guid, "The phase")
    require_case_right(call, call.required(cases, phase["case_guid"], "The case"))
    if not all_known(call.session, user_guids or []):
        raise NotFound("A user of userGUIDs was not found.")
    set_phase_members(call.session, phase["guid"], user_guids)
    return True
