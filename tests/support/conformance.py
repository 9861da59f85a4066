"""For every fault that an operation declares, calls that are likely to get it, or the reason why none can."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from severakit.contract import Operation, load_contract
from severakit.soap.faults import SoapFault
from severakit.store import tables
from support.api import Api
from support.calls import UNKNOWN
from support.projects import fields
from support.sample_calls import DAY, TABLES, Arguments, World, always, arguments_of, given_by

CONTRACT = load_contract()
MALFORMED = "no!"
_FAILURE, _NOT_FOUND, _INVALID = "GeneralFailureException", "NotFoundException", "ValidationException"
_CALLERS: dict[str, Callable[[World], Api]] = {
    "AuthenticationFailureException": lambda w: w.stranger,
    "NoPermissionException": lambda w: w.narrow,
}


def outcome(api: Api, operation: Operation, arguments: Arguments) -> str:
    """Return what a call is answered with: "success", the detail of a fault, or the code of one without."""
    try:
        api(operation.qualified_name, **arguments)
    except SoapFault as fault:
        return fault.detail or fault.code
    return "success"


def attempts(world: World, operation: Operation, fault: str) -> Iterator[tuple[Api, Arguments]]:
    """Yield calls that are likely to get a fault, each with who makes it."""
    usual = arguments_of(world, operation)
    if (operation.qualified_name, fault) in FAULTS:
        yield world.api, usual | FAULTS[operation.qualified_name, fault](world)
        return
    if fault in _CALLERS:
        yield _CALLERS[fault](world), usual
        return
    for spoilt in _spoilt(operation, usual, MALFORMED if fault == _FAILURE else UNKNOWN):
        yield world.api, spoilt
    if not operation.params:
        yield world.bare, usual
    if fault == _FAILURE and "NoPermissionException" not in operation.faults:
        # What is not declared travels as GeneralFailure.
        yield world.narrow, usual


def _spoilt(operation: Operation, usual: Arguments, wrong: str) -> Iterator[Arguments]:
    """Yield the arguments with one of them, or one member of an entity, wrong or left out."""
    for param in operation.params:
        value = usual[param.name]
        if "guid" in param.name.lower() or (isinstance(value, str) and param.type.name == "string"):
            yield usual | {param.name: [wrong] if param.type.is_list else wrong}
        elif param.type.name in CONTRACT.types:
            for spoilt in _spoilt_entities(value[0] if param.type.is_list else value, wrong):
                yield usual | {param.name: [spoilt] if param.type.is_list else spoilt}
        elif param.type.name in ("int", "long"):
            yield usual | {param.name: 2**31 - 1}
    for param in operation.params:
        yield usual | {param.name: None}


def _spoilt_entities(entity: Any, wrong: str) -> Iterator[Any]:
    if entity is None:
        return
    members = fields(entity)
    for name in members:
        if name.endswith("guid"):
            yield type(entity)(**members | {name: wrong})
    yield type(entity)()


def _inactive(world: World, type_name: str) -> str:
    """Add an entity that is not active, and return its GUID."""
    guid: str = world.added(type_name).guid
    with world.api.session() as session:
        session.update(TABLES[type_name], guid, is_active=False)
    return guid


def _used_product(world: World, type_name: str) -> str:
    product = world.added(type_name)
    item = msgspec.structs.replace(world.entity("Item"), product_guid=product.guid)
    world.api("IItem.AddNewItem", itemInfo=item)
    return product.guid


def _booked_resource(world: World) -> str:
    resource, activity = world.added("Resource"), world.added("Activity")
    world.api("IActivity.AddNewActivityResourceParticipant", activityGUID=activity.guid, resourceGUID=resource.guid)
    return resource.guid


def _only_contract(world: World) -> str:
    user = world.added("User")
    return world.value(tables.employments, "guid", tables.employments.c.user_guid == user.guid)


_INVOICED = tables.hour_entries.c.invoice_guid.is_not(None)

FAULTS: dict[tuple[str, str], Callable[[World], Arguments]] = {
    ("IAccount.GetAllAccounts", _FAILURE): always(startFromIndex=-1),
    ("IActivity.AddNewActivityContactParticipant", _INVALID): given_by(contactGUID=lambda w: _inactive(w, "Contact")),
    ("IActivity.AddNewActivityResourceParticipant", _INVALID): given_by(
        resourceGUID=lambda w: _inactive(w, "Resource")
    ),
    ("IActivity.AddNewActivityUserParticipant", _INVALID): always(memberStatus=5),
    ("ICase.AddCaseMemberUser", _INVALID): given_by(userGuid=lambda w: _inactive(w, "User")),
    ("ICase.DeleteCase", _INVALID): given_by(caseGuid=lambda w: w.added("HourEntry").case_guid),
    ("ICustomer.GetAllCustomers", _FAILURE): always(startFromIndex=-1),
    ("IEmployment.DeleteEmployment", _INVALID): given_by(employmentGUID=_only_contract),
    ("IHourEntry.DeleteHourEntry", _INVALID): given_by(
        hourEntryGUID=lambda w: w.value(tables.hour_entries, "guid", _INVOICED)
    ),
    ("IProduct.DeleteProduct", _INVALID): given_by(productGUID=lambda w: _used_product(w, "Product")),
    ("IProduct.DeleteTravelExpense", _INVALID): given_by(travelExpenseGUID=lambda w: _used_product(w, "TravelExpense")),
    ("IResource.DeleteResource", _INVALID): given_by(resourceGUID=_booked_resource),
    ("IResourceAllocation.GetResourceAllocations", _INVALID): always(startDate=DAY, endDate=datetime(2026, 3, 1)),
}
"""Arguments of calls that get a fault, where none is got by spoiling those of a call that succeeds."""


# --- what cannot be asked for ---------------------------------------------------------------------

_DATA = tomllib.loads(Path(__file__).with_name("unreachable_faults.toml").read_text("utf-8"))

REASONS: dict[tuple[str, str], str] = {
    (name, each["fault"]): each["why"] for each in _DATA["reason"] for name in each["operations"]
}
"""Why no call gets a fault that is declared, by operation and fault."""
