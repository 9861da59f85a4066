"""IBusinessUnit: the units of the organization, a tree with one unit at its top."""

from __future__ import annotations

from datetime import datetime
from enum import IntFlag

import sqlalchemy as sa

from severakit.entities import AdministratorRight, BusinessUnit
from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid, changed, named
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import (
    Values,
    check_range,
    check_references,
    current_row,
    filled,
    kept_values,
    sent,
)
from severakit.soap.faults import Validation
from severakit.store.tables import business_units

# What every unit has: an insert that leaves it out takes the top unit's.
_SETTINGS = ("currency_guid", "language_guid", "time_zone_guid")
# What an update that leaves it out keeps. Without its number a series of invoices would end.
_KEPT = ("next_invoice_number", "parent_business_unit_guid", *_SETTINGS)

business_unit = Interface("IBusinessUnit")
business_unit.declare("GetBusinessUnitByGUID", by_guid("BusinessUnit"))


class Units(IntFlag):
    """Which units below another a list holds."""

    INCLUDE_INACTIVE = 2
    INCLUDE_ROOT = 4
    ENTIRE_HIERARCHY = 8


def top_unit(call: Call) -> sa.RowMapping:
    """Return the unit that has none above it, whose settings are the organization's."""
    tops = call.session.select(business_units).where(business_units.c.parent_business_unit_guid.is_(None))
    return call.session.all(tops.order_by(business_units.c.inserted_at, business_units.c.guid).limit(1))[0]


# --- reading ---------------------------------------------------------------------------------


@business_unit.operation
def get_business_unit_by_code(call: Call, business_unit_code: str | None) -> Result:
    """Find a unit by its code; of several the oldest active one."""
    oldest = (business_units.c.is_active.desc(), business_units.c.inserted_at, business_units.c.guid)
    return call.one("BusinessUnit", named(business_units.c.code, business_unit_code), order_by=oldest)


@business_unit.operation
def get_business_unit_hierarchy(call: Call, root_business_unit_guid: str | None, options: int | None) -> Result:
    """The units directly below the root by name; without a root those below the top unit.

    With bit 2 inactive ones too, with bit 4 the root too, with bit 8 those of all levels.
    """
    options = options or 0
    conditions = [_below(call, root_business_unit_guid or top_unit(call)["guid"], options)]
    if not options & Units.INCLUDE_INACTIVE:
        conditions.append(business_units.c.is_active)
    return call.session.rows("BusinessUnit", *conditions, order_by=(business_units.c.name, business_units.c.guid))


@business_unit.operation
def get_business_units_changed_since(
    call: Call, business_unit_guid: str | None, start_date_time: datetime | None, options: int | None
) -> Result:
    """Units inserted or changed since a minute, which is included; where a unit is named, those directly below it.

    With bit 1 only those inserted since then, with bit 2 inactive ones too; where a unit is named, with bit 4 that
    unit too, with bit 8 those of all levels below it.
    """
    options = options or 0
    conditions = changed(call, business_units, start_date_time, options)
    if business_unit_guid is not None:
        conditions.append(_below(call, business_unit_guid, options))
    return call.session.rows("BusinessUnit", *conditions)


def _below(call: Call, root: str, options: int) -> sa.ColumnElement[bool]:
    covered = call.units(root) or []
    if covered and not options & Units.ENTIRE_HIERARCHY:
        children = call.session.select(business_units, business_units.c.guid)
        children = children.where(business_units.c.parent_business_unit_guid == root)
        covered = [root, *call.session.values(children)]
    return business_units.c.guid.in_([unit for unit in covered if unit != root or options & Units.INCLUDE_ROOT])


# --- writing ---------------------------------------------------------------------------------


@business_unit.operation
def add_new_business_unit(call: Call, business_unit_info: BusinessUnit | None) -> Result:
    """Insert a unit, below the top unit where it names none; a new one is always active."""
    require_right(call, "administrator", AdministratorRight.EDIT_SETTINGS, AdministratorRight.ALL)
    values = kept_values("BusinessUnit", sent(business_unit_info, "name")) | {"is_active": True}
    top = top_unit(call)
    values = filled(values, parent_business_unit_guid=top["guid"], **{name: top[name] for name in _SETTINGS})
    _check(call, values)
    return call.stored("BusinessUnit", call.session.insert(business_units, **values))


@business_unit.operation
def update_business_unit(call: Call, business_unit_info: BusinessUnit | None) -> Result:
    """Change a unit; one that names no unit above it stays where it is."""
    require_right(call, "administrator", AdministratorRight.EDIT_SETTINGS, AdministratorRight.ALL)
    entity = sent(business_unit_info, "guid", "name")
    current = current_row(call, business_units, entity.guid, "The business unit")
    values = filled(kept_values("BusinessUnit", entity), **{name: current[name] for name in _KEPT})
    _check(call, values)
    _check_place(call, current["guid"], values)
    call.session.update(business_units, current["guid"], **values)
    return call.stored("BusinessUnit", current["guid"])


def _check(call: Call, values: Values) -> None:
    check_range(business_units, values, "next_invoice_number", 1)
    check_range(business_units, values, "over_due_interest", 0)
    check_range(business_units, values, "payment_term", 0)
    check_references(call, business_units, values)


def _check_place(call: Call, guid: str, values: Values) -> None:
    """Make sure that the tree stays one: the top on top, and no unit below itself."""
    parent = values["parent_business_unit_guid"]
    if parent is not None and parent in (call.units(guid) or []):
        raise Validation("ParentBusinessUnitGUID names the unit itself or one below it.")
    if guid == top_unit(call)["guid"] and not values.get("is_active", True):
        raise Validation("IsActive must stay true for the top unit of the organization.")
