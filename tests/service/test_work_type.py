"""IWorkType: the kinds of work."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from severakit.entities import Case, WorkType
from severakit.store.tables import case_work_types, work_types
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.projects import add_case, add_hours, add_phase, fields, narrow_rights, refusal, register

BY_GUID, BY_HOUR, BY_PHASE = (f"IWorkType.GetWorkType{end}" for end in ("ByGUID", "ByHourGUID", "sByPhaseGUID"))
ALL, CHANGED = "IWorkType.GetAllWorkTypes", "IWorkType.GetWorkTypesChangedSince"
ADD, UPDATE = "IWorkType.AddNewWorkType", "IWorkType.UpdateWorkType"


def names(listed):
    return sorted(work_type.name for work_type in listed)


def test_a_work_type_is_found_by_guid_and_by_hours(api, other_api):
    hours = add_hours(api, add_case(api).root_task_guid, datetime(2026, 1, 5), Decimal(1))
    consulting = api(BY_GUID, workTypeGUID=hours.work_type_guid)
    assert (consulting.name, consulting.is_default) == ("Consulting", True)
    assert api(BY_HOUR, hourGUID=hours.guid) == consulting
    for caller, guid in ((api, UNKNOWN), (api, None), (other_api, consulting.guid)):
        assert fault_of(caller, BY_GUID, workTypeGUID=guid) == NOT_FOUND
    assert fault_of(api, BY_HOUR, hourGUID=UNKNOWN) == fault_of(other_api, BY_HOUR, hourGUID=hours.guid) == NOT_FOUND


def test_a_phase_has_the_work_types_that_its_case_has_chosen_or_all_active_ones(api, other_api):
    case = add_case(api)
    phase = add_phase(api, case)
    with api.session() as session:
        session.update_where(work_types, work_types.c.name == "Testing", is_active=False)
    everything = names(api(BY_PHASE, phaseGUID=phase.guid))
    assert everything == names(each for each in api(ALL) if each.is_active)
    assert "Testing" not in everything

    chosen = [register(api, work_types, name=name) for name in ("Design", "Testing")]
    own = api("ICase.UpdateCase", caseInfo=Case(**{**fields(case), "use_default_work_types": False}))
    # Nothing is chosen yet.
    assert names(api(BY_PHASE, phaseGUID=phase.guid)) == everything
    with api.session() as session:
        session.replace(case_work_types, "case_guid", case.guid, [{"work_type_guid": guid} for guid in chosen])
    assert names(api(BY_PHASE, phaseGUID=phase.guid)) == ["Design", "Testing"]
    api("ICase.UpdateCase", caseInfo=Case(**{**fields(own), "use_default_work_types": True}))
    assert names(api(BY_PHASE, phaseGUID=phase.guid)) == everything
    assert fault_of(api, BY_PHASE, phaseGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, BY_PHASE, phaseGUID=phase.guid) == NOT_FOUND


def test_the_options_of_changed_work_types(api, other_api):
    set_clock(api.store, "2040-03-01 12:00:30")
    old, gone = (api(ADD, workTypeInfo=WorkType(name=name)) for name in ("Old", "Gone"))
    set_clock(api.store, "2040-03-02 12:00:30")
    api(ADD, workTypeInfo=WorkType(name="New"))
    api(UPDATE, workTypeInfo=WorkType(**{**fields(old), "code": "1"}))
    api(UPDATE, workTypeInfo=WorkType(**{**fields(gone), "is_active": False}))

    def changed(options, caller=api):
        return names(caller(CHANGED, startDateTime=moment("2040-03-02 12:00:59"), options=options))

    assert changed(0) == ["New", "Old"]
    assert changed(1) == ["New"]
    assert changed(2) == ["Gone", "New", "Old"]
    assert changed(0, other_api) == []
    assert fault_of(api, CHANGED, options=0) == FAILURE


def test_a_new_work_type_is_active_and_there_is_one_default(api):
    added = api(ADD, workTypeInfo=WorkType(name="Review", code="R", is_active=False, is_default=True))
    assert added == api(BY_GUID, workTypeGUID=added.guid)
    assert (added.is_active, added.is_default, added.is_productive) == (True, True, False)
    assert names(each for each in api(ALL) if each.is_default) == ["Review"]
    consulting = api(BY_GUID, workTypeGUID=register(api, work_types, name="Consulting"))
    updated = api(UPDATE, workTypeInfo=WorkType(**{**fields(consulting), "is_default": True, "is_productive": False}))
    assert (updated.is_default, updated.is_productive) == (True, False)
    assert names(each for each in api(ALL) if each.is_default) == ["Consulting"]


def test_a_refused_work_type_changes_nothing(api, other_api):
    before = api(ALL)
    consulting = next(each for each in before if each.is_default)
    for sent in (None, WorkType(), WorkType(name=" ")):
        assert fault_of(api, ADD, workTypeInfo=sent) == (FAILURE if sent is None else INVALID)
    for broken in ({"is_active": False}, {"name": None}, {"guid": None}, {"guid": UNKNOWN}):
        # The contract declares no ValidationException here.
        assert fault_of(api, UPDATE, workTypeInfo=WorkType(**{**fields(consulting), **broken})) == FAILURE
    assert fault_of(other_api, UPDATE, workTypeInfo=consulting) == FAILURE
    narrow_rights(api, administrator="None")
    assert refusal(api, ADD, workTypeInfo=WorkType(name="New")) == NO_PERMISSION
    assert refusal(api, UPDATE, workTypeInfo=consulting) == NO_PERMISSION
    assert api(ALL) == before
