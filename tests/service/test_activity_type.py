"""IActivityType: kinds of activities."""

from __future__ import annotations

import pytest

from severakit.entities import Activity, ActivityType
from severakit.store.tables import activity_types, users
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of
from support.projects import fields, narrow_rights, register, row_of

BY_GUID, ALL = "IActivityType.GetActivityTypeByGUID", "IActivityType.GetAllActivityTypes"
ADD, UPDATE = "IActivityType.AddNewActivityType", "IActivityType.UpdateActivityType"
DELETE = "IActivityType.DeleteActivityType"


def kind(api, name):
    return register(api, activity_types, name=name)


def test_types_are_listed_by_name_and_found_by_guid(api, other_api):
    listed = api(ALL)
    assert [each.name for each in listed] == sorted(each.name for each in listed)
    sick = api(BY_GUID, activityTypeGUID=kind(api, "Sick leave"))
    assert sick in listed
    assert (sick.category, sick.is_paid_leave, sick.code) == ("Absences", True, "SICK")
    assert fault_of(api, BY_GUID, activityTypeGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, activityTypeGUID="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, activityTypeGUID=sick.guid) == NOT_FOUND


def test_a_new_type_is_active_and_pays_for_absences_alone(api):
    for category, paid, kept in (("Absences", True, True), ("Absences", None, False), ("ToDo", True, None)):
        info = ActivityType(name="New", category=category, is_paid_leave=paid, is_active=False)
        added = api(ADD, activityTypeInfo=info)
        assert (added.category, added.is_paid_leave, added.is_active, added.is_default) == (category, kept, True, False)
        assert added in api(ALL)


def test_there_is_one_default(api, other_api):
    def defaults(of):
        return [each.name for each in of(ALL) if each.is_default]

    assert defaults(api) == ["Meeting"]
    added = api(ADD, activityTypeInfo=ActivityType(name="Lunch", category="CalendarEntry", is_default=True))
    assert defaults(api) == ["Lunch"]
    call = api(BY_GUID, activityTypeGUID=kind(api, "Call"))
    api(UPDATE, activityTypeInfo=ActivityType(**fields(call) | {"is_default": True}))
    assert defaults(api) == ["Call"]
    assert defaults(other_api) == ["Meeting"]
    wrong = ActivityType(**fields(call) | {"is_default": True, "is_active": False})
    assert fault_of(api, UPDATE, activityTypeInfo=wrong) == INVALID
    assert api(UPDATE, activityTypeInfo=ActivityType(**fields(added) | {"is_default": False})).is_default is False


def test_what_a_deleted_type_was_used_for_gets_the_replacement(api):
    call, todo, personal = kind(api, "Call"), kind(api, "To-do"), kind(api, "Personal")
    with api.session() as session:
        session.update(users, api.user_guid, default_activity_type_guid=call)
    info = Activity(name="Ring", owner_user_guid=api.user_guid, activity_type_guid=call)
    with api.session() as session:
        session.update(activity_types, call, category="ToDo")
    activity = api("IActivity.AddNewActivity", activityInfo=info)
    assert fault_of(api, DELETE, activityTypeGUID=call) == INVALID
    assert api(DELETE, activityTypeGUID=call, replacementActivityTypeGUID=todo) is True
    assert api("IActivity.GetActivityByGUID", activityGUID=activity.guid).activity_type_guid == todo
    assert row_of(api, users, api.user_guid)["default_activity_type_guid"] == todo
    assert api(DELETE, activityTypeGUID=personal, replacementActivityTypeGUID=None) is True
    assert fault_of(api, BY_GUID, activityTypeGUID=personal) == NOT_FOUND


@pytest.mark.parametrize("operation", [ADD, UPDATE])
def test_a_refused_type_changes_nothing(api, operation):
    guid = kind(api, "Call")
    before = api(ALL)
    for members in ({"name": None}, {"name": " "}, {"category": None}, {"category": "Meeting"}):
        info = ActivityType(**{"guid": guid, "name": "A", "category": "ToDo", **members})
        assert fault_of(api, operation, activityTypeInfo=info) == INVALID
    assert fault_of(api, operation, activityTypeInfo=None) == FAILURE
    narrow_rights(api, administrator="None")
    info = ActivityType(guid=guid, name="A", category="ToDo")
    assert fault_of(api, operation, activityTypeInfo=info) == NO_PERMISSION
    assert api(ALL) == before


def test_what_cannot_be_changed_or_deleted(api, other_api):
    call, theirs, default = kind(api, "Call"), kind(other_api, "Call"), kind(api, "Meeting")
    before = api(ALL)
    for guid in (UNKNOWN, theirs):
        info = ActivityType(guid=guid, name="A", category="ToDo")
        assert fault_of(api, UPDATE, activityTypeInfo=info) == INVALID
        assert fault_of(api, DELETE, activityTypeGUID=guid) == INVALID
    for replacement in (UNKNOWN, theirs, call):
        assert fault_of(api, DELETE, activityTypeGUID=call, replacementActivityTypeGUID=replacement) == INVALID
    assert fault_of(api, DELETE, activityTypeGUID=default, replacementActivityTypeGUID=call) == INVALID
    narrow_rights(api, administrator="None")
    assert fault_of(api, DELETE, activityTypeGUID=call) == NO_PERMISSION
    assert api(ALL) == before
