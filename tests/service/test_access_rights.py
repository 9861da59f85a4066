"""IAccessRights: profiles, and rights of single users."""

from __future__ import annotations

import pytest

from severakit.entities import AccessRights, AccessRightsProfile, UserRights
from severakit.store.tables import access_rights_profiles, users
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of
from support.projects import add_user, narrow_rights, register, row_of

ALL, BY_GUID = "IAccessRights.GetAllAccessRightsProfiles", "IAccessRights.GetAccessRightsProfileByGUID"
USERS = "IAccessRights.GetUsersByAccessRightsProfileGUID"
ADD, UPDATE = "IAccessRights.AddNewAccessRightsProfile", "IAccessRights.UpdateAccessRightsProfile"
DELETE = "IAccessRights.DeleteAccessRightsProfileByGUID"
RIGHTS, SET_RIGHTS = "IAccessRights.GetUserRightsByUserGUID", "IAccessRights.UpdateUserRightsByUserGUID"
DEFAULTS = ["Administrator", "Employee", "Project manager"]


def profile(api, name):
    return register(api, access_rights_profiles, name=name)


def names(api):
    return [each.name for each in api(ALL)]


def members(rights):
    """Return the rights that have a value."""
    return {name: value for name in rights.__struct_fields__ if (value := getattr(rights, name)) is not None}


@pytest.fixture
def aino(api):
    return add_user(api, "aino@acme.example").guid


# --- profiles --------------------------------------------------------------------------------


def test_profiles_are_listed_by_name_with_every_right(api, other_api):
    assert names(api) == DEFAULTS
    administrator, employee, _ = api(ALL)
    assert api(BY_GUID, guid=employee.guid) == employee
    assert (employee.is_default, employee.is_active, employee.rights.account) == (True, True, "ReadOnly")
    assert len(members(administrator.rights)) == len(members(employee.rights)) == 10
    assert fault_of(api, BY_GUID, guid=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, guid="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, guid=employee.guid) == NOT_FOUND


def test_users_of_a_profile_are_listed_by_name(api, other_api, aino):
    employee = profile(api, "Employee")
    bo = add_user(api, "bo@acme.example", first_name="Bo", last_name="Ek").guid
    api("IUser.DisableUser", userGUID=bo)
    assert [user.guid for user in api(USERS, guid=employee)] == [bo, aino]
    assert api(USERS, guid=profile(api, "Project manager")) == []
    assert fault_of(api, USERS, guid=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, USERS, guid=employee) == NOT_FOUND


def test_a_new_profile_is_active_and_allows_nothing_that_is_not_said(api):
    rights = AccessRights(account="Edit", case_delete=True)
    added = api(ADD, accessRightsProfile=AccessRightsProfile(name="Sales", rights=rights, is_active=False))
    assert (added.name, added.is_active, added.is_default) == ("Sales", True, False)
    assert members(added.rights) == {
        "account": "Edit",
        "account_delete": False,
        "administrator": "None",
        "case": "None",
        "case_delete": True,
        "case_owner_work_hour_approval": False,
        "sharing": False,
        "travel_reimbursement": "None",
        "users": "None",
        "work_hour_approval": "None",
    }
    assert added in api(ALL)
    nothing = api(ADD, accessRightsProfile=AccessRightsProfile(name="Nothing"))
    assert nothing.rights.account == "None"


def test_an_update_changes_what_carries_a_value(api):
    manager = profile(api, "Project manager")
    before = api(BY_GUID, guid=manager)
    changes = AccessRightsProfile(guid=manager, rights=AccessRights(case="OwnUnit", sharing=True))
    changed = api(UPDATE, accessRightsProfile=changes)
    assert members(changed.rights) == {**members(before.rights), "case": "OwnUnit", "sharing": True}
    assert (changed.name, changed.is_active) == ("Project manager", True)
    changed = api(UPDATE, accessRightsProfile=AccessRightsProfile(guid=manager, name="Lead", is_active=False))
    assert (changed.name, changed.is_active, changed.rights.case) == ("Lead", False, "OwnUnit")


def test_there_is_one_default_profile(api, other_api):
    employee, manager = profile(api, "Employee"), profile(api, "Project manager")
    assert api(UPDATE, accessRightsProfile=AccessRightsProfile(guid=manager, is_default=True)).is_default is True
    assert api(BY_GUID, guid=employee).is_default is False
    added = api(ADD, accessRightsProfile=AccessRightsProfile(name="New", is_default=True))
    assert [each.name for each in api(ALL) if each.is_default] == ["New"]
    assert [each.name for each in other_api(ALL) if each.is_default] == ["Employee"]
    for wrong in ({"is_default": False}, {"is_active": False}):
        assert fault_of(api, UPDATE, accessRightsProfile=AccessRightsProfile(guid=added.guid, **wrong)) == FAILURE
    inactive = AccessRightsProfile(guid=manager, is_active=False, is_default=True)
    assert fault_of(api, UPDATE, accessRightsProfile=inactive) == FAILURE


def test_a_profile_that_nobody_has_can_be_deleted(api, other_api, aino):
    manager = profile(api, "Project manager")
    api(UPDATE, accessRightsProfile=AccessRightsProfile(guid=manager, is_default=True))
    assert fault_of(api, DELETE, guid=manager) == FAILURE
    assert fault_of(api, DELETE, guid=profile(api, "Employee")) == FAILURE
    assert fault_of(api, DELETE, guid=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, DELETE, guid=manager) == NOT_FOUND
    with api.session() as session:
        session.update(users, aino, profile_guid=manager)
    assert api(DELETE, guid=profile(api, "Employee")) is None
    assert names(api) == ["Administrator", "Project manager"]
    assert names(other_api) == DEFAULTS


def test_a_refused_profile_changes_nothing(api, other_api):
    manager = profile(api, "Project manager")
    before = api(ALL)
    for wrong in (None, AccessRightsProfile(), AccessRightsProfile(name="Employee")):
        assert fault_of(api, ADD, accessRightsProfile=wrong) == FAILURE
    for wrong, fault in (
        (None, FAILURE),
        (AccessRightsProfile(name="No GUID"), FAILURE),
        (AccessRightsProfile(guid=manager, name="Employee"), FAILURE),
        (AccessRightsProfile(guid=UNKNOWN, name="A"), NOT_FOUND),
        (AccessRightsProfile(guid=profile(other_api, "Employee"), name="A"), NOT_FOUND),
    ):
        assert fault_of(api, UPDATE, accessRightsProfile=wrong) == fault
    assert api(ALL) == before
    assert names(other_api) == DEFAULTS


def test_profiles_take_the_administrator_right_and_give_no_more_than_the_callers_own(api):
    administrator, manager = profile(api, "Administrator"), profile(api, "Project manager")
    before = api(ALL)
    narrow_rights(api, administrator="EditSettings", case="Own")
    for operation, params in (
        (ADD, {"accessRightsProfile": AccessRightsProfile(name="A", rights=AccessRights(case="All"))}),
        (ADD, {"accessRightsProfile": AccessRightsProfile(name="A", rights=AccessRights(administrator="All"))}),
        (UPDATE, {"accessRightsProfile": AccessRightsProfile(guid=manager, rights=AccessRights(case="All"))}),
        (UPDATE, {"accessRightsProfile": AccessRightsProfile(guid=administrator, rights=AccessRights(case="None"))}),
        (DELETE, {"guid": administrator}),
    ):
        assert fault_of(api, operation, **params) == FAILURE
    assert api(ALL) == before
    narrow_rights(api, administrator="None")
    for operation, params in (
        (ADD, {"accessRightsProfile": AccessRightsProfile(name="A")}),
        (UPDATE, {"accessRightsProfile": AccessRightsProfile(guid=manager, name="A")}),
        (DELETE, {"guid": manager}),
    ):
        assert fault_of(api, operation, **params) == FAILURE
    assert api(ALL) == before


# --- users -----------------------------------------------------------------------------------


def test_rights_of_a_user_are_those_over_the_profile(api, other_api, aino):
    rights = api(RIGHTS, guid=aino)
    assert (rights.api, members(rights.rights)) == (False, {})
    given = UserRights(api=True, rights=AccessRights(case="Own", case_delete=False))
    stored = api(SET_RIGHTS, guid=aino, rights=given)
    assert (stored.api, members(stored.rights)) == (True, {"case": "Own", "case_delete": False})
    stored = api(SET_RIGHTS, guid=aino, rights=UserRights(rights=AccessRights(users="All")))
    assert (stored.api, members(stored.rights)) == (True, {"case": "Own", "case_delete": False, "users": "All"})
    assert api(RIGHTS, guid=aino) == stored
    assert api(SET_RIGHTS, guid=aino, rights=UserRights(api=False)).api is False
    assert api(RIGHTS, guid=aino).rights == stored.rights
    for operation, params in ((RIGHTS, {}), (SET_RIGHTS, {"rights": given})):
        assert fault_of(api, operation, guid=UNKNOWN, **params) == NOT_FOUND
        assert fault_of(api, operation, guid="guid", **params) == FAILURE
        assert fault_of(other_api, operation, guid=aino, **params) == NOT_FOUND


def test_nobody_gives_rights_beyond_the_callers_own_nor_to_the_caller(api, aino):
    mighty = add_user(api, "chief@acme.example", profile_guid=profile(api, "Administrator")).guid
    before = row_of(api, users, aino), row_of(api, users, mighty), row_of(api, users, api.user_guid)
    given = UserRights(api=True, rights=AccessRights(case="Own"))
    assert fault_of(api, SET_RIGHTS, guid=api.user_guid, rights=given) == FAILURE
    assert fault_of(api, SET_RIGHTS, guid=aino, rights=None) == FAILURE
    assert before == (row_of(api, users, aino), row_of(api, users, mighty), row_of(api, users, api.user_guid))
    narrow_rights(api, administrator="EditSettings")
    assert fault_of(api, SET_RIGHTS, guid=aino, rights=UserRights(rights=AccessRights(administrator="All"))) == FAILURE
    assert fault_of(api, SET_RIGHTS, guid=mighty, rights=given) == FAILURE
    assert api(SET_RIGHTS, guid=aino, rights=given).rights.case == "Own"
    narrow_rights(api, administrator="None")
    assert fault_of(api, SET_RIGHTS, guid=aino, rights=UserRights(api=False)) == FAILURE
    assert api(RIGHTS, guid=aino).api is True
