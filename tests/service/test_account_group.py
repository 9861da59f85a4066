"""IAccountGroup: groups of accounts."""

from __future__ import annotations

import pytest

from severakit.entities import AccountGroup
from severakit.store.tables import account_groups
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.projects import add_customer, narrow_rights

ALL, OF_ACCOUNT = "IAccountGroup.GetAccountGroups", "IAccountGroup.GetAccountGroupsByAccountGUID"
ADD = "IAccountGroup.AddNewAccountGroup"
JOIN, LEAVE = "IAccountGroup.AddNewAccountGroupMembers", "IAccountGroup.RemoveAccountGroupMembers"
CHANGED = "IAccount.GetAccountsChangedSince"


def names(listed):
    return [group.name for group in listed]


def add(api, name, **members):
    return api(ADD, accountGroupInfo=AccountGroup(name=name, **members))


@pytest.fixture
def groups(api):
    return {name: add(api, name) for name in ("Partners", "Customers", "Past")}


def test_groups_are_listed_by_name_and_inactive_ones_on_request(api, other_api, groups):
    with api.session() as session:
        session.update(account_groups, groups["Past"].guid, is_active=False)
    add(other_api, "Theirs")
    assert names(api(ALL, options=0)) == ["Customers", "Partners"]
    assert names(api(ALL, options=2)) == ["Customers", "Partners", "Past"]
    account = add_customer(api)
    api(JOIN, accountGUID=account.guid, accountGroupGUIDs=[groups["Past"].guid, groups["Partners"].guid])
    assert names(api(OF_ACCOUNT, accountGuid=account.guid, options=0)) == ["Partners"]
    assert names(api(OF_ACCOUNT, accountGuid=account.guid, options=2)) == ["Partners", "Past"]


def test_groups_of_an_unknown_account_are_not_found(api, other_api):
    account = add_customer(api)
    assert api(OF_ACCOUNT, accountGuid=account.guid, options=0) == []
    assert fault_of(api, OF_ACCOUNT, accountGuid=UNKNOWN, options=0) == NOT_FOUND
    assert fault_of(api, OF_ACCOUNT, accountGuid=None, options=0) == NOT_FOUND
    assert fault_of(api, OF_ACCOUNT, accountGuid="guid", options=0) == FAILURE
    assert fault_of(other_api, OF_ACCOUNT, accountGuid=account.guid, options=0) == NOT_FOUND


def test_a_new_group_is_active_and_may_lie_in_another(api, other_api, groups):
    group = add(api, "Key customers", parent_guid=groups["Customers"].guid, is_active=False)
    assert (group.name, group.parent_guid, group.is_active) == ("Key customers", groups["Customers"].guid, True)
    assert group in api(ALL, options=0)
    theirs = add(other_api, "Theirs").guid
    before = api(ALL, options=2)
    for wrong in (None, AccountGroup(), AccountGroup(name=" "), AccountGroup(name="A", parent_guid=theirs)):
        assert fault_of(api, ADD, accountGroupInfo=wrong) == (FAILURE if wrong is None else INVALID)
    narrow_rights(api, administrator="None")
    assert fault_of(api, ADD, accountGroupInfo=AccountGroup(name="A")) == NO_PERMISSION
    assert api(ALL, options=2) == before


def test_an_account_joins_and_leaves_groups_and_counts_as_changed(api, groups):
    set_clock(api.store, "2040-05-01 12:00")
    account = add_customer(api)
    partners, customers, past = (groups[name].guid for name in ("Partners", "Customers", "Past"))
    assert api(JOIN, accountGUID=account.guid, accountGroupGUIDs=[partners]) is None
    set_clock(api.store, "2040-05-02 12:00")
    since = moment("2040-05-02 12:00")
    api(JOIN, accountGUID=account.guid, accountGroupGUIDs=[partners])
    api(LEAVE, accountGUID=account.guid, accountGroupGUIDs=[past])
    assert api(CHANGED, startDateTime=since, options=0) == []
    api(JOIN, accountGUID=account.guid, accountGroupGUIDs=[customers, partners, customers])
    (changed,) = api(CHANGED, startDateTime=since, options=0)
    assert changed.account_group_guids == [partners, customers]
    set_clock(api.store, "2040-05-03 12:00")
    assert api(LEAVE, accountGUID=account.guid, accountGroupGUIDs=[partners, past]) is None
    (changed,) = api(CHANGED, startDateTime=moment("2040-05-03 12:00"), options=0)
    assert changed.account_group_guids == [customers]
    api(LEAVE, accountGUID=account.guid, accountGroupGUIDs=[customers])
    assert api(OF_ACCOUNT, accountGuid=account.guid, options=2) == []


@pytest.mark.parametrize("operation", [JOIN, LEAVE])
def test_a_refused_membership_changes_nothing(api, other_api, groups, operation):
    account, theirs = add_customer(api), add(other_api, "Theirs").guid
    partners = groups["Partners"].guid
    api(JOIN, accountGUID=account.guid, accountGroupGUIDs=[partners])
    many = [f"{number:032x}" for number in range(70_000)]
    for wrong, fault in (
        (None, INVALID),
        ([], INVALID),
        ([""], INVALID),
        (["guid"], FAILURE),
        ([partners, UNKNOWN], NOT_FOUND),
        ([theirs], NOT_FOUND),
        (many, NOT_FOUND),
    ):
        assert fault_of(api, operation, accountGUID=account.guid, accountGroupGUIDs=wrong) == fault
    assert fault_of(api, operation, accountGUID=UNKNOWN, accountGroupGUIDs=[partners]) == NOT_FOUND
    assert fault_of(other_api, operation, accountGUID=account.guid, accountGroupGUIDs=[theirs]) == NOT_FOUND
    narrow_rights(api, account="ReadOnly")
    assert fault_of(api, operation, accountGUID=account.guid, accountGroupGUIDs=[partners]) == NO_PERMISSION
    assert names(api(OF_ACCOUNT, accountGuid=account.guid, options=0)) == ["Partners"]
