"""IEmployment: work contracts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from severakit.entities import Employment
from severakit.store.tables import users
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, set_clock
from support.projects import add_user, fields, narrow_rights

BY_GUID, OF_USER = "IEmployment.GetEmploymentByGUID", "IEmployment.GetEmploymentsByUserGUID"
ADD, UPDATE = "IEmployment.AddNewEmployment", "IEmployment.UpdateEmployment"
DELETE = "IEmployment.DeleteEmployment"
FIRST, NEXT = datetime(2040, 1, 2), datetime(2040, 3, 1)


@pytest.fixture
def aino(api):
    """A user with one open contract, from 2040-01-02."""
    set_clock(api.store, "2040-01-02 12:00")
    return add_user(api, "aino@acme.example").guid


def add(api, user, start=NEXT, **members):
    return api(ADD, userGUID=user, employmentInfo=new(start, **members))


def new(start=NEXT, **members):
    return Employment(start_date=start, **({"daily_hours": Decimal("7.5")} | members))


def periods(api, user):
    return [(each.start_date, each.end_date) for each in api(OF_USER, userGUID=user)]


def test_a_users_contracts_are_listed_by_start_and_found_by_guid(api, other_api, aino):
    later = add(api, aino, daily_hours=Decimal(6), hour_cost=Decimal("31.5"), title="Designer")
    first, second = api(OF_USER, userGUID=aino)
    assert second == later == api(BY_GUID, employmentGUID=later.guid)
    assert (later.daily_hours, later.hour_cost, later.title) == (Decimal(6), Decimal("31.5"), "Designer")
    assert (first.daily_hours, first.is_overtime_allowed, later.is_overtime_allowed) == (Decimal("7.5"), False, False)
    assert api(OF_USER, userGUID=UNKNOWN) == api(OF_USER, userGUID=None) == other_api(OF_USER, userGUID=aino) == []
    assert fault_of(api, OF_USER, userGUID="guid") == FAILURE
    assert fault_of(api, BY_GUID, employmentGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, BY_GUID, employmentGUID=later.guid) == NOT_FOUND


def test_a_new_contract_ends_the_open_one_the_day_before(api, aino):
    other = add_user(api, "bo@acme.example").guid
    added = add(api, aino, datetime(2040, 3, 1, 15, 30), end_date=datetime(2040, 6, 30, 8))
    assert (added.start_date, added.end_date) == (NEXT, datetime(2040, 6, 30))
    assert periods(api, aino) == [(FIRST, datetime(2040, 2, 29)), (NEXT, datetime(2040, 6, 30))]
    add(api, aino, datetime(2040, 7, 1))
    assert periods(api, aino)[2:] == [(datetime(2040, 7, 1), None)]
    assert periods(api, other) == [(FIRST, None)]


def test_a_contract_before_the_first_one_must_end_before_it(api, aino):
    for end in (None, FIRST):
        assert fault_of(api, ADD, userGUID=aino, employmentInfo=new(datetime(2039, 1, 1), end_date=end)) == INVALID
    add(api, aino, datetime(2039, 1, 1), end_date=datetime(2040, 1, 1))
    assert periods(api, aino) == [(datetime(2039, 1, 1), datetime(2040, 1, 1)), (FIRST, None)]


def test_an_update_carries_the_whole_contract(api, aino):
    (first,) = api(OF_USER, userGUID=aino)
    changed = new(datetime(2040, 1, 3), guid=first.guid, end_date=datetime(2040, 1, 31, 7), title="New")
    stored = api(UPDATE, employmentInfo=changed)
    assert (stored.start_date, stored.end_date, stored.title) == (datetime(2040, 1, 3), datetime(2040, 1, 31), "New")
    assert stored.daily_hours == Decimal("7.5")
    reopened = api(UPDATE, employmentInfo=Employment(**fields(stored) | {"end_date": None, "hour_cost": Decimal(40)}))
    assert (reopened.end_date, reopened.hour_cost) == (None, Decimal(40))


def test_a_refused_contract_changes_nothing(api, other_api, aino):
    later = add(api, aino)
    before = api(OF_USER, userGUID=aino)
    for members in (
        {"start_date": None},
        {"start_date": datetime(1, 1, 1)},
        {"start_date": datetime(1, 1, 1, 5)},
        {"end_date": datetime(2040, 2, 28)},
        {"daily_hours": None},
        {"daily_hours": Decimal("24.5")},
        {"daily_hours": Decimal(-1)},
        {"hour_cost": Decimal(-1)},
        {"start_date": datetime(2040, 2, 1)},
    ):
        info = Employment(**fields(later) | members)
        assert fault_of(api, UPDATE, employmentInfo=info) == INVALID
        if members != {"start_date": datetime(2040, 2, 1)}:
            assert fault_of(api, ADD, userGUID=aino, employmentInfo=info) == INVALID
    assert fault_of(api, ADD, userGUID=aino, employmentInfo=new()) == INVALID
    assert fault_of(api, ADD, userGUID=aino, employmentInfo=None) == FAILURE
    assert fault_of(api, UPDATE, employmentInfo=None) == FAILURE
    assert fault_of(api, ADD, userGUID=UNKNOWN, employmentInfo=new()) == INVALID
    assert fault_of(api, UPDATE, employmentInfo=new(guid=UNKNOWN)) == INVALID
    assert fault_of(other_api, ADD, userGUID=aino, employmentInfo=new()) == INVALID
    assert fault_of(other_api, UPDATE, employmentInfo=later) == INVALID
    assert api(OF_USER, userGUID=aino) == before


def test_all_contracts_but_the_last_can_be_deleted(api, other_api, aino):
    later = add(api, aino)
    assert fault_of(other_api, DELETE, employmentGUID=later.guid) == INVALID
    assert fault_of(api, DELETE, employmentGUID=UNKNOWN) == INVALID
    assert api(DELETE, employmentGUID=later.guid) is True
    assert periods(api, aino) == [(FIRST, datetime(2040, 2, 29))]
    (first,) = api(OF_USER, userGUID=aino)
    assert fault_of(api, DELETE, employmentGUID=first.guid) == INVALID


def test_contracts_take_the_users_right(api):
    set_clock(api.store, "2040-01-02 12:00")
    superior = add_user(api, "chief@acme.example").guid
    mine = add_user(api, "under@acme.example", superior_user_guid=api.user_guid).guid
    (of_aino,), (of_mine,) = api(OF_USER, userGUID=superior), api(OF_USER, userGUID=mine)
    own = api(OF_USER, userGUID=api.user_guid)
    narrow_rights(api, users="EditOwnEmployees")
    with api.session() as session:
        session.update(users, superior, superior_user_guid=None)
    assert api(UPDATE, employmentInfo=of_mine) == of_mine
    assert api(OF_USER, userGUID=mine) == [of_mine]
    assert api(OF_USER, userGUID=superior) == []
    assert fault_of(api, BY_GUID, employmentGUID=of_aino.guid) == NOT_FOUND
    assert api(OF_USER, userGUID=api.user_guid) == own
    info = new()
    for user in (superior, api.user_guid):
        assert fault_of(api, ADD, userGUID=user, employmentInfo=info) == NO_PERMISSION
    assert fault_of(api, UPDATE, employmentInfo=of_aino) == NO_PERMISSION
    assert fault_of(api, DELETE, employmentGUID=of_aino.guid) == NO_PERMISSION
    narrow_rights(api, users="None")
    assert api(OF_USER, userGUID=mine) == []
    assert fault_of(api, ADD, userGUID=mine, employmentInfo=info) == NO_PERMISSION
    narrow_rights(api, users="All")
    assert add(api, api.user_guid).start_date == NEXT
