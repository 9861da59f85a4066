"""A first look at the demo organization: every operation that reads shows data, asked for what the demo itself has."""

from __future__ import annotations

import pytest

from severakit.contract import load_contract
from severakit.soap.faults import NotFound
from severakit.store.schema import REFERENCES, metadata
from support.sample_calls import arguments_of

READS = {name: operation for name, operation in load_contract().operations.items() if operation.is_read}
_REGISTERS = [
    "IAPI",
    "IBusinessUnit",
    "IProduct",
    "IProductCategory",
    "IInvoiceStatus",
    "IWorkType",
    "ITag",
    "ISalesProcess",
    "ICountry",
    "IOverTime",
    "ILanguage",
    "ICurrency",
    "IIndustry",
    "IActivityType",
    "IResource",
    "ICaseStatus",
    "ITravelReimbursementStatus",
    "ILeadSource",
    "ITimezone",
    "IPricelist",
]
_OF_CASES = {"ITag.GetTagsByCaseGUID", "IWorkType.GetWorkTypeByHourGUID", "IWorkType.GetWorkTypesByPhaseGUID"}
_CALENDAR = {"GetActivityByGUID", "GetActivityInstances", "GetActivityResourceParticipants"}
FOR_EVERYBODY = {name for name, operation in READS.items() if operation.interface in _REGISTERS} - _OF_CASES
FOR_EVERYBODY |= {"IAccountGroup.GetAccountGroups"} | {f"IActivity.{name}" for name in _CALENDAR}
FOR_EVERYBODY |= {f"IAccessRights.Get{name}" for name in ("AllAccessRightsProfiles", "AccessRightsProfileByGUID")}
"""What belongs to nobody: registers, and that there is something in the calendar, though not what."""
_ONESELF = {"IUser.GetAllUsers", "IUser.GetUsersByUserKeywords", "IUser.GetUsersChangedSince"}
_ONESELF |= {"IAccessRights.GetUsersByAccessRightsProfileGUID"}


@pytest.mark.parametrize("operation", READS.values(), ids=READS)
def test_without_rights_only_registers_are_shown_and_oneself(demo_world, operation):
    try:
        answer = demo_world.narrow(operation.qualified_name, **arguments_of(demo_world, operation))
    except NotFound:
        answer = None
    if operation.qualified_name in _ONESELF:
        assert {user.guid for user in answer} <= {demo_world.narrow.user_guid}
    else:
        assert (answer in (None, [])) != (operation.qualified_name in FOR_EVERYBODY)


@pytest.mark.parametrize("operation", READS.values(), ids=READS)
def test_an_operation_shows_data(demo_world, operation):
    answer = demo_world.api(operation.qualified_name, **arguments_of(demo_world, operation))
    assert answer not in (None, [], "", b"")


def test_every_table_of_an_organizations_data_is_used(demo_world):
    with demo_world.api.store.read(demo_world.api.organization_id) as session:
        empty = [name for name in REFERENCES if not session.count(metadata.tables[name])]
    assert empty == []
