"""IPhaseMember: members of phases."""

from __future__ import annotations

from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of
from support.projects import add_case, add_phase, add_user, narrow_rights

GET, SET = "IPhaseMember.GetPhaseMembersByPhaseGUID", "IPhaseMember.SetPhaseMemberListForPhase"


def test_a_phase_has_the_members_of_its_case_until_it_gets_a_list(api, other_api):
    case = add_case(api)
    phase = add_phase(api, case)
    first, second = add_user(api, "a@acme.example"), add_user(api, "b@acme.example")
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=first.guid)
    assert api(GET, phaseGUID=phase.guid, onlyActive=False) == [api.user_guid, first.guid]

    assert api(SET, phaseGUID=phase.guid, userGUIDs=[second.guid, first.guid, second.guid]) is True
    assert api(GET, phaseGUID=phase.guid, onlyActive=False) == [second.guid, first.guid]
    api("IUser.DisableUser", userGUID=second.guid)
    assert api(GET, phaseGUID=phase.guid, onlyActive=True) == [first.guid]
    assert api(SET, phaseGUID=phase.guid, userGUIDs=[]) is True
    assert api(GET, phaseGUID=phase.guid, onlyActive=False) == []
    assert api(SET, phaseGUID=phase.guid, userGUIDs=None) is True
    assert api(GET, phaseGUID=phase.guid, onlyActive=False) == [api.user_guid, first.guid]

    assert fault_of(other_api, GET, phaseGUID=phase.guid) == NOT_FOUND
    assert fault_of(other_api, SET, phaseGUID=phase.guid, userGUIDs=[]) == NOT_FOUND


def test_an_unknown_phase_or_user_changes_nothing(api, other_api):
    phase = add_phase(api, add_case(api))
    assert fault_of(api, GET, phaseGUID=UNKNOWN, onlyActive=False) == NOT_FOUND
    assert fault_of(api, SET, phaseGUID=UNKNOWN, userGUIDs=[]) == NOT_FOUND
    many = [f"{number:032x}" for number in range(40_000)]
    for unknown in ([api.user_guid, UNKNOWN], [other_api.user_guid], many):
        assert fault_of(api, SET, phaseGUID=phase.guid, userGUIDs=unknown) == NOT_FOUND
    assert fault_of(api, SET, phaseGUID=phase.guid, userGUIDs=["guid"]) == FAILURE
    narrow_rights(api, case="None")
    # NoPermissionException is not declared here.
    assert fault_of(api, SET, phaseGUID=phase.guid, userGUIDs=[]) == FAILURE
    assert api(GET, phaseGUID=phase.guid, onlyActive=False) == [api.user_guid]
