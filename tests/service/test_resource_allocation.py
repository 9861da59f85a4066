"""IResourceAllocation: people's time planned for phases."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severakit.entities import Employment, ResourceAllocation, Tag
from severakit.service.operations.days import working_days
from severakit.store.tables import case_statuses, sales_processes, users
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock, statements
from support.projects import add_case, add_phase, add_unit, add_user, fields, narrow_rights, register

BY_GUID = "IResourceAllocation.GetResourceAllocationByGUID"
OF_CASE, OF_USER = (f"IResourceAllocation.GetResourceAllocationsBy{name}GUID" for name in ("Case", "User"))
OF_BOTH = "IResourceAllocation.GetResourceAllocationsByCaseGUIDUserGUID"
LIST = "IResourceAllocation.GetResourceAllocations"
CHANGED = "IResourceAllocation.GetResourceAllocationsChangedSince"
ADD, ADD_ALL = "IResourceAllocation.AddNewResourceAllocation", "IResourceAllocation.AddNewResourceAllocations"
UPDATE, DELETE = "IResourceAllocation.UpdateResourceAllocation", "IResourceAllocation.DeleteResourceAllocation"
# A Monday and the Friday of the week after it: ten working days.
MONDAY, FRIDAY = datetime(2040, 5, 7), datetime(2040, 5, 18)


@pytest.fixture
def case(api):
    return add_case(api)


@pytest.fixture
def aino(api):
    """A user who works 7.5 hours a day from 2040-01-02 on."""
    set_clock(api.store, "2040-01-02 12:00")
    return add_user(api, "aino@acme.example").guid


def new(case, user, **members):
    given = {"start_date": MONDAY, "end_date": FRIDAY, "allocated_hours": Decimal(30), **members}
    return ResourceAllocation(**{"case_guid": case.guid, "user_guid": user, **given})


def add(api, case, user, **members):
    return api(ADD, resourceAllocationInfo=new(case, user, **members))


def guids(listed):
    return [each.guid for each in listed]


# --- reading ---------------------------------------------------------------------------------


def test_allocations_are_found_by_guid_by_case_and_by_user(api, other_api, case, aino):
    second = add_case(api, "Second")
    later = add(api, case, aino, start_date=datetime(2040, 5, 8))
    first = add(api, case, aino)
    other = add(api, second, aino, start_date=datetime(2040, 5, 9))
    mine = add(api, case, api.user_guid, start_date=datetime(2040, 5, 10))
    assert api(BY_GUID, resourceAllocationGUID=first.guid) == first
    assert guids(api(OF_CASE, caseGUID=case.guid)) == guids([first, later, mine])
    assert guids(api(OF_USER, userGUID=aino)) == guids([first, later, other])
    assert guids(api(OF_BOTH, caseGUID=case.guid, userGUID=aino)) == guids([first, later])
    assert api(OF_CASE, caseGUID=UNKNOWN) == api(OF_USER, userGUID=UNKNOWN) == []
    assert api(OF_BOTH, caseGUID=case.guid, userGUID=UNKNOWN) == []
    assert other_api(OF_CASE, caseGUID=case.guid) == other_api(OF_USER, userGUID=aino) == []
    assert fault_of(api, BY_GUID, resourceAllocationGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, BY_GUID, resourceAllocationGUID=first.guid) == NOT_FOUND
    for operation, params in (
        (OF_CASE, {"caseGUID": None}),
        (OF_USER, {"userGUID": ""}),
        (OF_BOTH, {"caseGUID": case.guid}),
        (OF_BOTH, {"userGUID": aino}),
    ):
        assert fault_of(api, operation, **params) == INVALID
    assert fault_of(api, OF_CASE, caseGUID="guid") == FAILURE


def test_changed_allocations_are_those_of_the_minute_and_later(api, other_api, case, aino):
    set_clock(api.store, "2040-05-01 12:00")
    old, _ = add(api, case, aino), add(api, case, aino)
    set_clock(api.store, "2040-05-02 12:00:40")
    new_one = add(api, case, aino)
    api(UPDATE, resourceAllocationInfo=old)
    since = moment("2040-05-02 12:00:59")
    assert set(guids(api(CHANGED, startDateTime=since))) == {old.guid, new_one.guid}
    assert other_api(CHANGED, startDateTime=since) == []
    assert fault_of(api, CHANGED, startDateTime=None) == FAILURE


def test_criteria_are_met_together_and_each_by_any_of_its_guids(api, other_api, case, aino):
    unit = add_unit(api, "North")
    bo = add_user(
        api, "bo@acme.example", superior_user_guid=aino, business_unit_guid=add_unit(api, "Far north", unit)
    ).guid
    held, lead = register(api, case_statuses, name="On hold"), register(api, sales_processes, name="Lead")
    second = add_case(api, "Second", current_case_status_guid=held, sales_process_guid=lead)
    (case_tag,) = api("ITag.AddNewCaseTag", caseGUID=case.guid, tagInfo=Tag(keyword="urgent"))
    user_tag = api("ITag.AddNewUserTag", userGUID=bo, tagInfo=Tag(keyword="sql"))
    one = add(api, case, aino).guid
    two = add(api, second, aino, start_date=datetime(2040, 5, 8)).guid
    three = add(api, case, bo, start_date=datetime(2040, 5, 9)).guid
    many = [f"{number:032x}" for number in range(70_000)]
    for criteria, expected in (
        ({}, [one, two, three]),
        ({"caseGUIDs": [], "userGUIDs": [""]}, [one, two, three]),
        ({"caseGUIDs": [case.guid]}, [one, three]),
        ({"caseGUIDs": [case.guid, second.guid], "userGUIDs": [aino]}, [one, two]),
        ({"caseGUIDs": [case.guid, *many]}, [one, three]),
        ({"businessUnitGUIDs": [unit, UNKNOWN]}, [three]),
        ({"businessUnitGUIDs": [UNKNOWN]}, []),
        ({"supervisorUserGUIDs": [aino]}, [three]),
        ({"caseStatusGUIDs": [held]}, [two]),
        ({"salesProcessGUIDs": [lead]}, [two]),
        ({"caseTagGUIDs": [case_tag.guid]}, [one, three]),
        ({"userTagGUIDs": [user_tag.guid]}, [three]),
        ({"caseTagGUIDs": [case_tag.guid], "userTagGUIDs": [user_tag.guid], "caseStatusGUIDs": [held]}, []),
    ):
        assert guids(api(LIST, **criteria)) == expected, criteria
        assert other_api(LIST, **criteria) == []
    assert fault_of(api, LIST, caseGUIDs=["guid"]) == FAILURE


def test_dates_choose_allocations_with_a_day_in_between(api, case, aino):
    one = add(api, case, aino).guid
    open_one = add(api, case, aino, start_date=None, end_date=None).guid
    for start, end, expected in (
        (FRIDAY, None, [one, open_one]),
        (datetime(2040, 5, 18, 23), datetime(2040, 5, 18, 1), [one, open_one]),
        (None, MONDAY, [one, open_one]),
        (FRIDAY + timedelta(days=1), None, [open_one]),
        (None, MONDAY - timedelta(days=1), [open_one]),
    ):
        assert guids(api(LIST, startDate=start, endDate=end)) == expected
    assert fault_of(api, LIST, startDate=FRIDAY, endDate=MONDAY) == INVALID


def test_a_list_takes_a_fixed_number_of_statements(api, case, aino):
    def counted():
        with statements(api.store) as executed:
            api(LIST, userGUIDs=[aino], businessUnitGUIDs=[add_unit(api, "Unit")], caseTagGUIDs=[UNKNOWN])
        return len(executed)

    add(api, case, aino)
    few = counted()
    for _ in range(5):
        add(api, case, aino)
    assert counted() == few


# --- writing ---------------------------------------------------------------------------------


def test_a_case_alone_means_its_root_phase_and_the_phase_brings_its_days(api, case, aino):
    allocation = add(api, case, aino)
    assert (allocation.phase_guid, allocation.start_date, allocation.end_date) == (case.root_task_guid, MONDAY, FRIDAY)
    phase = add_phase(api, case, planned_start_date=datetime(2040, 6, 4), deadline=datetime(2040, 6, 8))
    days = {"start_date": None, "end_date": None}
    allocation = add(api, case, aino, case_guid=None, phase_guid=phase.guid, **days)
    assert (allocation.case_guid, allocation.phase_guid) == (case.guid, phase.guid)
    assert (allocation.start_date, allocation.end_date) == (datetime(2040, 6, 4), datetime(2040, 6, 8))
    assert allocation.allocated_percentage == 80
    allocation = add(api, case, aino, start_date=datetime(2040, 5, 7, 9, 30), end_date=None)
    assert (allocation.start_date, allocation.end_date, allocation.allocated_percentage) == (MONDAY, None, None)


def test_hours_and_percentage_follow_from_each_other_by_the_work_contracts(api, case, aino):
    assert add(api, case, aino).allocated_percentage == 40
    by_share = add(api, case, aino, allocated_hours=None, allocated_percentage=33)
    assert (by_share.allocated_hours, by_share.allocated_percentage) == (Decimal("24.75"), 33)
    # Where both are sent, hours decide.
    assert add(api, case, aino, allocated_percentage=7).allocated_percentage == 40
    # A new contract of half the hours for the second week: 37.5 + 18.75 in all.
    half = Employment(start_date=datetime(2040, 5, 14), daily_hours=Decimal("3.75"))
    api("IEmployment.AddNewEmployment", userGUID=aino, employmentInfo=half)
    assert add(api, case, aino, allocated_hours=None, allocated_percentage=100).allocated_hours == Decimal("56.25")
    weekend = {"start_date": datetime(2040, 5, 12), "end_date": datetime(2040, 5, 13)}
    worked = add(api, case, aino, **weekend)
    assert (worked.allocated_hours, worked.allocated_percentage) == (Decimal(30), None)
    before = {"start_date": datetime(2039, 5, 9), "end_date": datetime(2039, 5, 13)}
    share = add(api, case, aino, allocated_hours=None, allocated_percentage=50, **before)
    assert (share.allocated_hours, share.allocated_percentage) == (None, 50)


def test_an_update_goes_by_what_it_changes(api, case, aino):
    stored = add(api, case, aino)

    def update(**members):
        return api(UPDATE, resourceAllocationInfo=ResourceAllocation(**fields(stored) | members))

    assert update(allocated_hours=Decimal(60)).allocated_percentage == 80
    # Now both differ from what is stored.
    assert update(allocated_percentage=10).allocated_percentage == 40
    stored = api(BY_GUID, resourceAllocationGUID=stored.guid)
    changed = update(allocated_percentage=20)
    assert (changed.allocated_hours, changed.allocated_percentage) == (Decimal(15), 20)
    stored = changed
    changed = update(end_date=datetime(2040, 5, 11))
    assert (changed.allocated_hours, changed.allocated_percentage) == (Decimal(15), 40)
    phase = add_phase(api, case)
    assert update(phase_guid=phase.guid).phase_guid == phase.guid


def test_several_are_added_in_their_order_or_none(api, case, aino):
    sent = [new(case, aino, allocated_hours=Decimal(hours)) for hours in (3, 1, 2)]
    added = api(ADD_ALL, resourceAllocations=sent)
    assert [each.allocated_hours for each in added] == [3, 1, 2]
    assert set(guids(added)) == set(guids(api(OF_CASE, caseGUID=case.guid)))
    assert api(ADD_ALL, resourceAllocations=[]) == []
    assert fault_of(api, ADD_ALL, resourceAllocations=None) == FAILURE
    assert fault_of(api, ADD_ALL, resourceAllocations=[*sent, new(case, UNKNOWN)]) == INVALID
    assert len(api(OF_CASE, caseGUID=case.guid)) == 3


def test_a_refused_allocation_changes_nothing(api, other_api, case, aino):
    stored, second = add(api, case, aino), add_case(api, "Second")
    gone = add_user(api, "gone@acme.example").guid
    with api.session() as session:
        session.update(users, gone, is_active=False)
    for members in (
        {"case_guid": None, "phase_guid": None},
        {"case_guid": UNKNOWN, "phase_guid": None},
        {"case_guid": second.guid, "phase_guid": case.root_task_guid},
        {"phase_guid": UNKNOWN},
        {"user_guid": None},
        {"user_guid": other_api.user_guid},
        {"allocated_hours": None, "allocated_percentage": None},
        {"allocated_hours": Decimal(-1)},
        {"allocated_percentage": -1},
        {"start_date": FRIDAY, "end_date": MONDAY},
    ):
        wrong = ResourceAllocation(**fields(stored) | members)
        for operation in (ADD, UPDATE):
            assert fault_of(api, operation, resourceAllocationInfo=wrong) == INVALID, members
    assert fault_of(api, ADD, resourceAllocationInfo=new(case, gone)) == INVALID
    assert fault_of(api, ADD, resourceAllocationInfo=None) == FAILURE
    assert fault_of(api, UPDATE, resourceAllocationInfo=None) == FAILURE
    assert fault_of(api, UPDATE, resourceAllocationInfo=new(case, aino)) == INVALID
    assert fault_of(api, UPDATE, resourceAllocationInfo=new(case, aino, guid=UNKNOWN)) == INVALID
    assert fault_of(other_api, UPDATE, resourceAllocationInfo=stored) == INVALID
    assert fault_of(other_api, DELETE, resourceAllocationGUID=stored.guid) == INVALID
    assert fault_of(api, DELETE, resourceAllocationGUID=UNKNOWN) == INVALID
    assert api(LIST) == [stored]


def test_a_deleted_allocation_is_gone(api, case, aino):
    stored = add(api, case, aino)
    assert api(DELETE, resourceAllocationGUID=stored.guid) is True
    assert api(LIST) == []


def test_planning_takes_the_case_right_and_members_plan_themselves(api, case, aino):
    stored = add(api, case, aino)
    foreign = add_case(api, "Foreign", case_owner_user_guid=aino)
    narrow_rights(api, case="OwnNoCreation")
    mine = add(api, case, api.user_guid)
    assert api(UPDATE, resourceAllocationInfo=mine) == mine
    assert api(DELETE, resourceAllocationGUID=mine.guid) is True
    for operation, params in (
        (ADD, {"resourceAllocationInfo": new(case, aino)}),
        (ADD, {"resourceAllocationInfo": new(foreign, api.user_guid)}),
        (ADD_ALL, {"resourceAllocations": [new(case, aino)]}),
        (UPDATE, {"resourceAllocationInfo": stored}),
        (UPDATE, {"resourceAllocationInfo": ResourceAllocation(**fields(stored) | {"user_guid": api.user_guid})}),
        (DELETE, {"resourceAllocationGUID": stored.guid}),
    ):
        assert fault_of(api, operation, **params) == NO_PERMISSION
    narrow_rights(api, case="None")
    assert fault_of(api, ADD, resourceAllocationInfo=new(case, api.user_guid)) == NO_PERMISSION
    assert api(LIST) == [stored]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-3, 60))
def test_working_days_are_those_from_monday_to_friday(start, days):
    first = start.replace(hour=0, minute=0, second=0, microsecond=0)
    last = first + timedelta(days=days)
    every = [first + timedelta(days=number) for number in range(days + 1)]
    assert working_days(first, last) == sum(day.isoweekday() <= 5 for day in every)
