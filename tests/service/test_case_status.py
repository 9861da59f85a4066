"""ICaseStatus: statuses of cases."""

from __future__ import annotations

import pytest

from severakit.entities import CaseStatus
from severakit.store.tables import case_statuses
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.projects import add_case, narrow_rights, register

BY_GUID, ALL = "ICaseStatus.GetCaseStatusByGUID", "ICaseStatus.GetAllCaseStatuses"
ADD, UPDATE = "ICaseStatus.AddNewCaseStatus", "ICaseStatus.UpdateCaseStatus"
DELETE = "ICaseStatus.DeleteCaseStatus"
DEFAULTS = ["Planned", "In progress", "On hold", "Delivered"]


def names(api):
    return [status.name for status in api(ALL)]


def status(api, name):
    return register(api, case_statuses, name=name)


def test_statuses_are_listed_in_their_order_and_found_by_guid(api, other_api):
    assert names(api) == DEFAULTS
    held = api(BY_GUID, caseStatusGUID=status(api, "On hold"))
    assert held == api(ALL)[2]
    assert fault_of(api, BY_GUID, caseStatusGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, caseStatusGUID="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, caseStatusGUID=held.guid) == NOT_FOUND


def test_a_new_status_is_active_and_takes_the_place_that_is_named(api, other_api):
    last = api(ADD, caseStatusInfo=CaseStatus(name="Archived", icon="Box", is_active=False))
    assert (last.name, last.icon, last.is_active) == ("Archived", "Box", True)
    api(ADD, caseStatusInfo=CaseStatus(name="First"), insertPosition=0)
    api(ADD, caseStatusInfo=CaseStatus(name="Third"), insertPosition=2)
    api(ADD, caseStatusInfo=CaseStatus(name="Last"), insertPosition=7)
    assert names(api) == ["First", "Planned", "Third", *DEFAULTS[1:], "Archived", "Last"]
    assert names(other_api) == DEFAULTS
    # A new case begins with the first of them.
    assert add_case(api).current_case_status_description == "First"


def test_places_that_statuses_share_are_told_apart(api):
    with api.session() as session:
        session.update_where(case_statuses, sort_order=0)
    before = names(api)
    api(ADD, caseStatusInfo=CaseStatus(name="New"), insertPosition=2)
    assert names(api) == [*before[:2], "New", *before[2:]]


def test_the_first_status_of_all_takes_the_first_place(api):
    with api.session() as session:
        session.delete(case_statuses)
    api(ADD, caseStatusInfo=CaseStatus(name="Only"), insertPosition=0)
    assert names(api) == ["Only"]


def test_an_update_carries_the_whole_status_and_keeps_its_place(api):
    planned = status(api, "Planned")
    changed = api(UPDATE, caseStatusInfo=CaseStatus(guid=planned, name="Idea", is_active=False))
    assert (changed.guid, changed.name, changed.icon, changed.is_active) == (planned, "Idea", None, False)
    assert names(api) == ["Idea", *DEFAULTS[1:]]


def test_cases_of_a_deleted_status_get_the_replacement_and_count_as_changed(api):
    set_clock(api.store, "2040-05-01 12:00")
    planned, held = status(api, "Planned"), status(api, "On hold")
    case = add_case(api)
    assert fault_of(api, DELETE, caseStatusGUID=planned) == INVALID
    set_clock(api.store, "2040-05-02 12:00")
    assert api(DELETE, caseStatusGUID=planned, replacementCaseStatusGUID=held) is True
    (changed,) = api("ICase.GetCasesChangedSince", startDateTime=moment("2040-05-02 12:00"), options=0)
    assert (changed.guid, changed.current_case_status_guid) == (case.guid, held)
    assert names(api) == DEFAULTS[1:]
    assert api(DELETE, caseStatusGUID=status(api, "Delivered")) is True
    assert names(api) == DEFAULTS[1:3]


@pytest.mark.parametrize("operation", [ADD, UPDATE])
def test_a_refused_status_changes_nothing(api, operation):
    guid = status(api, "Planned")
    before = api(ALL)
    for wrong in (None, CaseStatus(guid=guid), CaseStatus(guid=guid, name=" ")):
        assert fault_of(api, operation, caseStatusInfo=wrong) == (FAILURE if wrong is None else INVALID)
    narrow_rights(api, administrator="None")
    assert fault_of(api, operation, caseStatusInfo=CaseStatus(guid=guid, name="A")) == NO_PERMISSION
    assert api(ALL) == before


def test_what_cannot_be_inserted_changed_or_deleted(api, other_api):
    planned, theirs = status(api, "Planned"), status(other_api, "Planned")
    before = api(ALL)
    for position in (-1, 5):
        assert fault_of(api, ADD, caseStatusInfo=CaseStatus(name="A"), insertPosition=position) == INVALID
    assert fault_of(api, UPDATE, caseStatusInfo=CaseStatus(guid=UNKNOWN, name="A")) == INVALID
    assert fault_of(api, UPDATE, caseStatusInfo=CaseStatus(guid=theirs, name="A")) == INVALID
    assert fault_of(api, UPDATE, caseStatusInfo=CaseStatus(name="A")) == INVALID
    assert fault_of(api, DELETE, caseStatusGUID=UNKNOWN) == INVALID
    assert fault_of(api, DELETE, caseStatusGUID=theirs) == INVALID
    for replacement in (UNKNOWN, theirs, planned):
        assert fault_of(api, DELETE, caseStatusGUID=planned, replacementCaseStatusGUID=replacement) == INVALID
    narrow_rights(api, administrator="None")
    assert fault_of(api, DELETE, caseStatusGUID=planned) == NO_PERMISSION
    assert api(ALL) == before
    assert names(other_api) == DEFAULTS
