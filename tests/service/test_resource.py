"""IResource: what is booked for activities."""

from __future__ import annotations

import pytest

from severakit.entities import Resource
from severakit.store.tables import activities, activity_participants
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of
from support.projects import narrow_rights

BY_GUID, ALL = "IResource.GetResourceByGUID", "IResource.GetAllResources"
ADD, UPDATE, DELETE = "IResource.AddNewResource", "IResource.UpdateResource", "IResource.DeleteResource"


def add(api, name="Room", **members):
    return api(ADD, resourceInfo=Resource(name=name, **members))


def test_resources_are_listed_by_name_and_found_by_guid(api, other_api):
    room, car = add(api, "Room"), add(api, "Car", is_active=False)
    assert car.is_active is True
    car = api(UPDATE, resourceInfo=Resource(guid=car.guid, name="Car", is_active=False))
    assert (car.name, car.is_active) == ("Car", False)
    assert api(ALL) == [car, room]
    assert api(BY_GUID, resourceGUID=car.guid) == car
    assert other_api(ALL) == []
    assert fault_of(api, BY_GUID, resourceGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, resourceGUID="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, resourceGUID=car.guid) == NOT_FOUND


def test_a_booked_resource_cannot_be_deleted(api, other_api):
    room, car = add(api, "Room"), add(api, "Car")
    with api.session() as session:
        activity = session.insert(activities, name="Meeting")
        session.append(activity_participants, "activity_guid", activity, resource_guid=room.guid)
    assert fault_of(api, DELETE, resourceGUID=room.guid) == INVALID
    assert fault_of(api, DELETE, resourceGUID=UNKNOWN) == INVALID
    assert fault_of(other_api, DELETE, resourceGUID=car.guid) == INVALID
    assert api(DELETE, resourceGUID=car.guid) is True
    assert api(ALL) == [room]


@pytest.mark.parametrize("operation", [ADD, UPDATE])
def test_a_refused_resource_changes_nothing(api, operation):
    room = add(api)
    for wrong in (None, Resource(guid=room.guid), Resource(guid=room.guid, name="")):
        assert fault_of(api, operation, resourceInfo=wrong) == (FAILURE if wrong is None else INVALID)
    narrow_rights(api, administrator="None")
    for name, params in (
        (operation, {"resourceInfo": Resource(guid=room.guid, name="A")}),
        (DELETE, {"resourceGUID": room.guid}),
    ):
        assert fault_of(api, name, **params) == NO_PERMISSION
    assert api(ALL) == [room]


def test_an_unknown_resource_cannot_be_changed(api, other_api):
    room = add(api)
    assert fault_of(api, UPDATE, resourceInfo=Resource(guid=UNKNOWN, name="A")) == INVALID
    assert fault_of(api, UPDATE, resourceInfo=Resource(name="A")) == INVALID
    assert fault_of(other_api, UPDATE, resourceInfo=Resource(guid=room.guid, name="A")) == INVALID
    assert api(ALL) == [room]
