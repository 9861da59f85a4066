"""IBusinessUnit: the organization's tree of units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from severakit.entities import BusinessUnit
from severakit.store import administration
from severakit.store.tables import business_units
from support.calls import FAILURE, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock

BY_GUID, BY_CODE = "IBusinessUnit.GetBusinessUnitByGUID", "IBusinessUnit.GetBusinessUnitByCode"
ADD, UPDATE = "IBusinessUnit.AddNewBusinessUnit", "IBusinessUnit.UpdateBusinessUnit"
HIERARCHY, CHANGED = "IBusinessUnit.GetBusinessUnitHierarchy", "IBusinessUnit.GetBusinessUnitsChangedSince"


@pytest.fixture
def tree(api):
    """Top → Sales → Key accounts, and Top → Closed (inactive) → Archive."""
    set_clock(api.store, "2040-01-01 00:00")
    top = api(BY_CODE, businessUnitCode="1")
    units = {"Acme": top}
    for name, parent in (("Sales", None), ("Key accounts", "Sales"), ("Closed", None), ("Archive", "Closed")):
        above = units[parent].guid if parent else None
        units[name] = api(ADD, businessUnitInfo=BusinessUnit(name=name, parent_business_unit_guid=above))
    with api.session() as session:
        session.update(business_units, units["Closed"].guid, is_active=False)
    return {name: unit.guid for name, unit in units.items()}


def names(units):
    return [unit.name for unit in units]


def test_a_unit_is_found_by_guid_and_by_code(api, other_api):
    top = api(BY_CODE, businessUnitCode="1")
    assert (top.name, top.currency_code, top.language_code) == ("Acme", "EUR", "en-GB")
    assert api(BY_GUID, businessUnitGuid=top.guid) == top
    assert api(BY_CODE, businessUnitCode="404") is None
    assert api(BY_CODE, businessUnitCode="") is None
    assert fault_of(api, BY_GUID, businessUnitGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, BY_GUID, businessUnitGuid=top.guid) == NOT_FOUND
    assert fault_of(api, BY_GUID, businessUnitGuid="1") == FAILURE


def test_a_code_that_several_units_have_finds_the_active_one(api):
    with api.session() as session:
        session.insert(business_units, name="Gone", code="7", is_active=False)
        active = session.insert(business_units, name="Here", code="7", is_active=True)
    assert api(BY_CODE, businessUnitCode="7").guid == active


def test_a_hierarchy_is_one_level_or_all_with_or_without_the_root(api, tree):
    assert names(api(HIERARCHY, rootBusinessUnitGuid=None, options=0)) == ["Sales"]
    assert names(api(HIERARCHY, rootBusinessUnitGuid="", options=4)) == ["Acme", "Sales"]
    # Below a unit that is closed there can be one that is not.
    assert names(api(HIERARCHY, options=8)) == ["Archive", "Key accounts", "Sales"]
    assert names(api(HIERARCHY, options=2 | 4 | 8)) == ["Acme", "Archive", "Closed", "Key accounts", "Sales"]
    assert names(api(HIERARCHY, rootBusinessUnitGuid=tree["Sales"], options=4)) == ["Key accounts", "Sales"]
    assert api(HIERARCHY, rootBusinessUnitGuid=tree["Key accounts"], options=8) == []


def test_a_hierarchy_of_an_unknown_root_is_refused(api, other_api, tree):
    assert fault_of(api, HIERARCHY, rootBusinessUnitGuid=UNKNOWN, options=0) == NOT_FOUND
    assert fault_of(other_api, HIERARCHY, rootBusinessUnitGuid=tree["Sales"], options=0) == NOT_FOUND
    assert fault_of(api, HIERARCHY, rootBusinessUnitGuid="root", options=0) == FAILURE


def test_changed_units_are_those_of_the_minute_and_later(api, tree):
    set_clock(api.store, "2040-02-01 12:30:30")
    sales = api(BY_GUID, businessUnitGuid=tree["Sales"])
    api(UPDATE, businessUnitInfo=sales)
    added = api(ADD, businessUnitInfo=BusinessUnit(name="New", parent_business_unit_guid=tree["Sales"]))
    assert added.insert_ts == added.updated_ts == moment("2040-02-01 12:30:30")
    since = moment("2040-02-01 12:30:59")
    assert sorted(names(api(CHANGED, businessUnitGUID="", startDateTime=since, options=0))) == ["New", "Sales"]
    assert names(api(CHANGED, startDateTime=since, options=1)) == ["New"]
    assert names(api(CHANGED, businessUnitGUID=tree["Sales"], startDateTime=since, options=0)) == ["New"]
    assert names(api(CHANGED, businessUnitGUID=tree["Acme"], startDateTime=since, options=0)) == ["Sales"]
    assert len(api(CHANGED, businessUnitGUID=tree["Acme"], startDateTime=since, options=8)) == 2
    assert len(api(CHANGED, businessUnitGUID=tree["Sales"], startDateTime=since, options=4)) == 2
    assert api(CHANGED, startDateTime=moment("2040-02-01 12:31"), options=0) == []


def test_changed_units_leave_out_inactive_ones_and_what_is_unknown(api, other_api, tree):
    long_ago = moment("2000-01-01 00:00")
    assert "Closed" not in names(api(CHANGED, startDateTime=long_ago, options=0))
    assert "Closed" in names(api(CHANGED, startDateTime=long_ago, options=2))
    assert api(CHANGED, businessUnitGUID=UNKNOWN, startDateTime=long_ago, options=12) == []
    assert other_api(CHANGED, businessUnitGUID=tree["Acme"], startDateTime=long_ago, options=12) == []
    assert names(other_api(CHANGED, startDateTime=long_ago, options=2)) == ["Other"]
    assert fault_of(api, CHANGED, startDateTime=None, options=0) == FAILURE


def test_a_new_unit_is_active_below_the_top_and_has_the_tops_settings(api):
    top = api(BY_CODE, businessUnitCode="1")
    unit = api(
        ADD,
        businessUnitInfo=BusinessUnit(
            name="Tampere",
            code="33",
            is_active=False,
            currency_code="SEK",
            vat_number="FI12345678",
            next_invoice_number=5001,
            over_due_interest=Decimal("7.5"),
        ),
    )
    assert unit.is_active is True
    assert unit.parent_business_unit_guid == top.guid
    assert (unit.currency_code, unit.language_guid, unit.time_zone_guid) == (
        "EUR", top.language_guid, top.time_zone_guid,
    )  # fmt: skip
    assert (unit.code, unit.vat_number, unit.next_invoice_number) == ("33", "FI12345678", 5001)
    assert unit.over_due_interest == Decimal("7.5")
    assert unit.show_logo_on_invoices is False
    assert api(BY_GUID, businessUnitGuid=unit.guid) == unit


def test_an_update_carries_the_whole_unit(api, tree):
    unit = api(BY_GUID, businessUnitGuid=tree["Key accounts"])
    changed = api(
        UPDATE, businessUnitInfo=BusinessUnit(guid=unit.guid, name="Keys", code="K", is_active=False, payment_term=30)
    )
    assert (changed.name, changed.code, changed.is_active, changed.payment_term) == ("Keys", "K", False, 30)
    assert (changed.parent_business_unit_guid, changed.currency_guid) == (tree["Sales"], unit.currency_guid)
    top = api(BY_CODE, businessUnitCode="1")
    renamed = api(UPDATE, businessUnitInfo=BusinessUnit(guid=top.guid, name="Group"))
    assert (top.next_invoice_number, renamed.next_invoice_number) == (1001, 1001)
    cleared = api(UPDATE, businessUnitInfo=BusinessUnit(guid=unit.guid, name="Keys"))
    assert (cleared.code, cleared.payment_term, cleared.is_active) == (None, None, False)
    moved = api(
        UPDATE,
        businessUnitInfo=BusinessUnit(guid=unit.guid, name="Keys", parent_business_unit_guid=tree["Acme"]),
    )
    assert moved.parent_business_unit_guid == tree["Acme"]


def test_the_tree_stays_a_tree(api, tree):
    sales = api(BY_GUID, businessUnitGuid=tree["Sales"])
    for parent in (tree["Sales"], tree["Key accounts"]):
        below = BusinessUnit(guid=sales.guid, name="Sales", parent_business_unit_guid=parent)
        assert fault_of(api, UPDATE, businessUnitInfo=below) == FAILURE
    top = BusinessUnit(guid=tree["Acme"], name="Acme", parent_business_unit_guid=tree["Sales"])
    assert fault_of(api, UPDATE, businessUnitInfo=top) == FAILURE
    closed = BusinessUnit(guid=tree["Acme"], name="Acme", is_active=False)
    assert fault_of(api, UPDATE, businessUnitInfo=closed) == FAILURE
    renamed = api(UPDATE, businessUnitInfo=BusinessUnit(guid=tree["Acme"], name="Acme Group", is_active=True))
    assert (renamed.name, renamed.parent_business_unit_guid) == ("Acme Group", None)
    assert api(BY_GUID, businessUnitGuid=tree["Sales"]) == sales


def test_a_unit_with_wrong_members_is_not_stored(api, other_api):
    theirs = other_api(BY_CODE, businessUnitCode="1")
    before = api(HIERARCHY, options=14)
    for wrong in (
        None,
        BusinessUnit(),
        BusinessUnit(name="X", payment_term=-1),
        BusinessUnit(name="X", over_due_interest=Decimal("-0.1")),
        BusinessUnit(name="X", next_invoice_number=0),
        BusinessUnit(name="X", parent_business_unit_guid=UNKNOWN),
        BusinessUnit(name="X", parent_business_unit_guid="top"),
        BusinessUnit(name="X", currency_guid=theirs.currency_guid),
    ):
        assert fault_of(api, ADD, businessUnitInfo=wrong) == FAILURE
    for wrong in (
        BusinessUnit(name="X"),
        BusinessUnit(guid=UNKNOWN, name="X"),
        BusinessUnit(guid=theirs.guid, name="X"),
        BusinessUnit(guid=before[0].guid),
        BusinessUnit(guid=before[0].guid, name="X", language_guid=UNKNOWN),
    ):
        assert fault_of(api, UPDATE, businessUnitInfo=wrong) == FAILURE
    assert api(HIERARCHY, options=14) == before


def test_settings_are_for_those_who_may_edit_them(api):
    top = api(BY_CODE, businessUnitCode="1")
    administration.set_user(api.store, "api@acme.example", organization="Acme", profile="Project manager")
    assert fault_of(api, ADD, businessUnitInfo=BusinessUnit(name="X")) == NO_PERMISSION
    assert fault_of(api, UPDATE, businessUnitInfo=top) == NO_PERMISSION
    assert api(BY_GUID, businessUnitGuid=top.guid) == top
