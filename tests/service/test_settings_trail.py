"""The audit trail of settings that are changed over the SOAP API, as the console's and the command line's are."""

from __future__ import annotations

from severakit.entities import AccessRights, AccessRightsProfile, UserRights
from severakit.store import audit
from support.calls import fault_of
from support.projects import add_user

BO = "bo@acme.example"


def trail(api):
    """Return what the API user changed, the oldest first, as actions with their targets, before and after."""
    with api.store.reading() as connection:
        changes = audit.page(connection, [api.organization_id], 100)
    mine = [each for each in reversed(changes) if each.actor == "api@acme.example (API)"]
    return [(each.action, each.target, each.before, each.after) for each in mine]


def test_what_operations_change_of_users_is_recorded(api):
    bo = add_user(api, BO)
    [(action, target, before, after)] = trail(api)
    assert (action, target, before, after["profile"]) == ("user added", BO, None, "Employee")
    api("IUser.DisableUser", userGUID=bo.guid)
    api("IUser.DisableUser", userGUID=bo.guid)
    api("IUser.EnableUser", userGUID=bo.guid)
    bo.first_name = "Bo Erik"
    api("IUser.UpdateUser", userInfo=bo)
    api(
        "IAccessRights.UpdateUserRightsByUserGUID",
        guid=bo.guid,
        rights=UserRights(api=True, rights=AccessRights(case="Own")),
    )
    api("IUser.ChangePassword", userGUID=bo.guid, newPassword="no line has it 1!")
    assert trail(api)[1:] == [
        ("user changed", BO, {"active": True}, {"active": False}),
        ("user changed", BO, {"active": False}, {"active": True}),
        ("user changed", BO, {"first_name": after["first_name"]}, {"first_name": "Bo Erik"}),
        ("user changed", BO, {"api_right": False}, {"api_right": True}),
        ("rights of a user changed", BO, {"case": None}, {"case": "Own"}),
        ("user's password set", BO, None, None),
    ]


def test_what_operations_change_of_profiles_is_recorded(api):
    new = AccessRightsProfile(name="Sales", rights=AccessRights(case="Own"))
    added = api("IAccessRights.AddNewAccessRightsProfile", accessRightsProfile=new)
    changes = AccessRightsProfile(guid=added.guid, name="Sellers", rights=AccessRights(case="All"))
    api("IAccessRights.UpdateAccessRightsProfile", accessRightsProfile=changes)
    api("IAccessRights.DeleteAccessRightsProfileByGUID", guid=added.guid)
    made, changed, deleted = trail(api)
    assert (made[:3], made[3]["case"]) == (("access rights profile added", "Sales", None), "Own")
    assert changed == (
        "access rights profile changed",
        "Sales",
        {"name": "Sales", "case": "Own"},
        {"name": "Sellers", "case": "All"},
    )
    assert (deleted[:2], deleted[2]["case"]) == (("access rights profile deleted", "Sellers"), "All")


def test_a_call_that_fails_leaves_no_line(api):
    assert fault_of(api, "IUser.DisableUser", userGUID=api.user_guid) is not None
    assert trail(api) == []
