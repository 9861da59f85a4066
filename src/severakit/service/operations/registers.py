"""Registers that an administrator keeps: how their entries are added, changed and deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from severakit.entities import AdministratorRight, Entity
from severakit.service.call import Call, Result
from severakit.service.operations.patterns import Pattern
from severakit.service.operations.referring import is_referred_to, refer_elsewhere, referring_columns, what_rows_are
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import (
    Values,
    check_references,
    current_row,
    keep_one_default,
    kept_values,
    sent,
)
from severakit.soap.faults import Validation
from severakit.store.schema import LAYOUTS

SomeEntity = TypeVar("SomeEntity", bound=Entity)
Rules = Callable[[Call, SomeEntity, Values], Values]
"""What an entity that was sent becomes beyond its own columns: further values, or Validation."""


def require_settings_right(call: Call) -> None:
    """Make sure that the caller may change the organization's settings. Raises NoPermission."""
    require_right(call, "administrator", AdministratorRight.EDIT_SETTINGS, AdministratorRight.ALL)


# --- patterns --------------------------------------------------------------------------------


def addition(layout: str) -> Pattern:
    """The entry that was sent, inserted."""

    def handler(call: Call, entity: Entity | None) -> Result:
        """Insert an entry; Name is mandatory, and a new one is always active. Takes the administrator right."""
        return add_entry(call, layout, entity)

    return handler


def change(layout: str, what: str) -> Pattern:
    """The entry that was sent, in place of the present one."""

    def handler(call: Call, entity: Entity | None) -> Result:
        """Replace an entry by the one sent; Name is mandatory. Takes the administrator right."""
        return change_entry(call, layout, entity, what)

    return handler


# --- what they do ----------------------------------------------------------------------------


def add_entry(call: Call, layout: str, entity: SomeEntity | None, rules: Rules[SomeEntity] | None = None) -> Result:
    """Insert an active entry of a register and return it. Its name is mandatory."""
    require_settings_right(call)
    entity = sent(entity, "name")
    table = LAYOUTS[layout].table
    values = kept_values(layout, entity) | {"is_active": True}
    if rules is not None:
        values |= rules(call, entity, values)
    check_references(call, table, values)
    guid = call.session.insert(table, **values)
    keep_one_default(call, table, guid, values)
    return call.stored(layout, guid)


def change_entry(
    call: Call, layout: str, entity: SomeEntity | None, what: str, rules: Rules[SomeEntity] | None = None
) -> Result:
    """Replace an entry of a register by the one sent and return it. Only an active one can be the default."""
    require_settings_right(call)
    entity = sent(entity, "guid", "name")
    table = LAYOUTS[layout].table
    # Before any row is held: whoever has the turn may have to change this one.
    call.session.wait_for_turn()
    current = current_row(call, table, entity.guid, what)  # type: ignore[attr-defined]
    values = kept_values(layout, entity)
    stored = {**current, **values}
    if stored.get("is_default") and not stored["is_active"]:
        raise Validation(f"IsActive must be true while IsDefault is: {what[0].lower()}{what[1:]} is the default.")
    if rules is not None:
        values |= rules(call, entity, values)
    check_references(call, table, values)
    call.session.update(table, current["guid"], **values)
    keep_one_default(call, table, current["guid"], values)
    return call.stored(layout, current["guid"])


def delete_entry(call: Call, table: sa.Table, guid: str | None, replacement: str | None, what: str) -> bool:
    """Delete an entry of a register; what refers to it goes over to the replacement.

    Raises Validation where something refers to it and no replacement is named, or one that cannot be.
    """
    require_settings_right(call)
    current = current_row(call, table, guid, what)
    if current.get("is_default"):
        raise Validation(f"{what} is the default and cannot be deleted: make another the default first.")
    if replacement is not None and (replacement == current["guid"] or call.session.get(table, replacement) is None):
        raise Validation(f"{what} that is to replace the deleted one must be another one that exists.")
    for column in referring_columns(table):
        if replacement is not None:
            refer_elsewhere(call.session, column, current["guid"], replacement)
        elif is_referred_to(call.session, column, [current["guid"]]):
            raise Validation(f"{what} has {what_rows_are(column)} and cannot be deleted.")
    call.session.delete(table, table.c.guid == current["guid"])
    return True
