"""ISalesStatus: the steps that cases went through."""

from __future__ import annotations

import pytest

from severakit.entities import SalesStatus
from severakit.store.tables import sales_processes
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.projects import add_case, narrow_rights, own_account, register

BY_GUID, OF_CASE = "ISalesStatus.GetSalesStatusByGUID", "ISalesStatus.GetSalesStatusesForCase"
ADD = "ISalesStatus.AddNewSalesStatus"


def step(api, name):
    return register(api, sales_processes, name=name)


def add(api, case, name):
    return api(ADD, salesStatusInfo=SalesStatus(case_guid=case.guid, sales_process_guid=step(api, name)))


@pytest.fixture
def case(api):
    set_clock(api.store, "2040-05-01 12:00")
    return add_case(api)


def test_a_new_status_is_the_cases_current_one_and_the_last_of_its_history(api, other_api, case):
    assert api(OF_CASE, caseGuid=case.guid) == []
    lead = add(api, case, "Lead")
    set_clock(api.store, "2040-05-02 12:00")
    won = api(
        ADD,
        salesStatusInfo=SalesStatus(
            case_guid=case.guid, sales_process_guid=step(api, "Won"), time_stamp=moment("2001-01-01 00:00")
        ),
    )
    assert (won.case_guid, won.time_stamp) == (case.guid, moment("2040-05-02 12:00"))
    assert api(OF_CASE, caseGuid=case.guid) == [lead, won]
    assert api(BY_GUID, salesStatusGUID=won.guid) == won
    (changed,) = api("ICase.GetCasesChangedSince", startDateTime=moment("2040-05-02 12:00"), options=0)
    assert (changed.sales_status_guid, changed.sales_process_guid) == (won.guid, won.sales_process_guid)
    assert changed.probability == 100
    for operation, name, guid in ((BY_GUID, "salesStatusGUID", won.guid), (OF_CASE, "caseGuid", case.guid)):
        assert fault_of(api, operation, **{name: UNKNOWN}) == NOT_FOUND
        assert fault_of(api, operation, **{name: "guid"}) == FAILURE
        assert fault_of(other_api, operation, **{name: guid}) == NOT_FOUND


def test_the_same_step_again_is_another_status(api, case):
    assert add(api, case, "Lead").guid != add(api, case, "Lead").guid
    assert len(api(OF_CASE, caseGuid=case.guid)) == 2


def test_a_step_without_a_probability_leaves_the_cases_own(api, case):
    add(api, case, "Lead")
    with api.session() as session:
        free = session.insert(sales_processes, name="Free", is_in_progress=True, is_active=True)
    api(ADD, salesStatusInfo=SalesStatus(case_guid=case.guid, sales_process_guid=free))
    assert api("ICase.GetCaseByGUID", caseGuid=case.guid).probability == 10


def test_a_refused_status_changes_nothing(api, other_api, case):
    lead, internal = step(api, "Lead"), add_case(api, "Internal", account_guid=own_account(api))
    with api.session() as session:
        disabled = session.insert(sales_processes, name="Old", is_in_progress=True)
    before = api("ICase.GetCaseByGUID", caseGuid=case.guid)
    for wrong in (
        None,
        SalesStatus(case_guid=case.guid),
        SalesStatus(sales_process_guid=lead),
        SalesStatus(case_guid=UNKNOWN, sales_process_guid=lead),
        SalesStatus(case_guid=case.guid, sales_process_guid=UNKNOWN),
        SalesStatus(case_guid=case.guid, sales_process_guid=step(other_api, "Lead")),
        SalesStatus(case_guid=case.guid, sales_process_guid=disabled),
        SalesStatus(case_guid=internal.guid, sales_process_guid=lead),
    ):
        assert fault_of(api, ADD, salesStatusInfo=wrong) == (FAILURE if wrong is None else INVALID)
    theirs = SalesStatus(case_guid=case.guid, sales_process_guid=step(other_api, "Lead"))
    assert fault_of(other_api, ADD, salesStatusInfo=theirs) == INVALID
    narrow_rights(api, case="OwnNoCreation")
    mine = SalesStatus(case_guid=case.guid, sales_process_guid=lead)
    assert fault_of(api, ADD, salesStatusInfo=mine) == NO_PERMISSION
    assert api(OF_CASE, caseGuid=case.guid) == []
    assert api("ICase.GetCaseByGUID", caseGuid=case.guid) == before
