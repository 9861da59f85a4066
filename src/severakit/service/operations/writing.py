"""Writing entities: from the members that were sent to the columns that are kept, checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa

from severakit.contract import Field, load_contract
from severakit.entities import Entity
from severakit.service.call import Call, checked_guid
from severakit.soap.faults import GeneralFailure, NotFound, Validation
from severakit.store.schema import LAYOUTS, REFERENCES, Nested, Path
from severakit.store.texts import is_among

_CONTRACT = load_contract()

Values = dict[str, Any]
SomeEntity = TypeVar("SomeEntity", bound=Entity)


def kept_values(layout: str, entity: Entity, *, ignored: Collection[str] = ()) -> Values:
    """Return the columns that an entity's members fill, without those that are read only.

    Members that are derived, the GUID and the ``ignored`` ones (wire names) are passed over. A
    member that may not be nil and was left out is passed over too: it keeps its value or its default.
    """
    values: Values = {}
    contract = _CONTRACT.types[LAYOUTS[layout].type_name]
    for (name, source), member in zip(LAYOUTS[layout].members, contract.members, strict=True):
        if name in ignored or name == "GUID":
            continue
        value = getattr(entity, member.python_name)
        if isinstance(source, Path):
            if source.steps == (member.python_name,) and (value is not None or member.nillable):
                values[source.steps[0]] = _kept(member, value)
        elif isinstance(source, Nested):
            values |= _nested_values(source, member, value)
    return values


def _nested_values(nested: Nested, member: Field, entity: Entity | None) -> Values:
    values: Values = {}
    for (_, source), inner in zip(nested.members, _CONTRACT.types[nested.type_name].members, strict=True):
        column = f"{member.python_name}_{inner.python_name}"
        if isinstance(source, Path) and source.steps == (column,):
            values[column] = None if entity is None else _kept(inner, getattr(entity, inner.python_name))
    return values


def _kept(member: Field, value: Any) -> Any:
    if value is not None and member.type.name == "string" and member.name.endswith("GUID"):
        return checked_guid(value, member.name)
    return value


def filled(values: Values, **defaults: Any) -> Values:
    """Return the values with defaults in place of those that are nil or were left out."""
    return values | {column: default for column, default in defaults.items() if values.get(column) is None}


def check_references(call: Call, table: sa.Table, values: Mapping[str, Any]) -> None:
    """Make sure that everything referred to exists in the organization. Raises Validation."""
    for column, target in REFERENCES[table.name].items():
        guid = values.get(column)
        if guid is not None and call.session.get(table.metadata.tables[target], guid) is None:
            raise Validation(f"{wire_name(table, column)} refers to something that does not exist.")


def check_all_exist(call: Call, table: sa.Table, guids: Collection[str], what: str) -> None:
    """Make sure that every one of the GUIDs names a row of the organization. Raises Validation."""
    known = call.session.values(call.session.select(table, table.c.guid).where(is_among(table.c.guid, guids)))
    if len(known) < len(set(guids)):
        raise Validation(f"{what} refers to something that does not exist.")


def check_range(
    table: sa.Table, values: Mapping[str, Any], column: str, least: Decimal | int, most: Decimal | int | None = None
) -> None:
    """Make sure that a number, where one was sent, is neither below nor above its bounds. Raises Validation."""
    value = values.get(column)
    if value is None:
        return
    if most is not None and not least <= value <= most:
        raise Validation(f"{wire_name(table, column)} must be between {least} and {most}.")
    if value < least:
        raise Validation(f"{wire_name(table, column)} must be {least} or more.")


def check_choice(table: sa.Table, values: Mapping[str, Any], column: str, choices: Collection[str]) -> None:
    """Make sure that a text, where one was sent, is one of those there are. Raises Validation."""
    value = values.get(column)
    if value is not None and value not in choices:
        raise Validation(f"{wire_name(table, column)} must be one of {', '.join(choices)}.")


def wire_name(table: sa.Table, column: str) -> str:
    """Return the member that a column keeps, for messages."""
    for layout in LAYOUTS.values():
        if layout.table is table:
            for member in _CONTRACT.types[layout.type_name].members:
                if member.python_name == column:
                    return member.name
    return column


def sent(entity: SomeEntity | None, *mandatory: str) -> SomeEntity:
    """Return the entity that was sent, its mandatory members (Python names) all there. Raises Validation.

    An argument that is missing altogether is GeneralFailure, as the bound of a search that is missing is.
    """
    if entity is None:
        raise GeneralFailure("The entity to be stored must be given.")
    names = dict(zip(entity.__struct_fields__, entity.__struct_encode_fields__, strict=True))
    for name in mandatory:
        if is_unset(getattr(entity, name)):
            raise Validation(f"{names[name]} is mandatory.")
    return entity


def is_unset(value: Any) -> bool:
    """Whether a member carries no value: nil, blank, or the date that .NET sends for one that was never set."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == datetime.min  # noqa: DTZ901 - a date without zone, as it is sent


def current_row(call: Call, table: sa.Table, guid: str | None, what: str) -> sa.RowMapping:
    """Return the row that an update or a delete names, kept from others until the call ends.

    Raises NotFound, which travels as the operation declares.
    """
    row = call.session.hold(table, checked_guid(guid, "GUID"))
    if row is None:
        raise NotFound(f"{what} was not found.")
    return row


def referred_row(call: Call, table: sa.Table, guid: str | None, member: str) -> sa.RowMapping:
    """Return the row that a member of what was sent names, kept from others until the call ends. Raises Validation."""
    row = call.session.hold(table, checked_guid(guid, member))
    if row is None:
        raise Validation(f"{member} refers to something that does not exist.")
    return row


def named_either_way(
    call: Call, entity: Entity, target: sa.Table, member: str, twin: str, looked_up: str
) -> sa.RowMapping | None:
    """Return the row that a member names by GUID or, for want of that, its twin by a code or number; None for neither.

    Members go by their Python names. Of several rows with that code the oldest active one is meant. Raises
    Validation for what does not exist.
    """
    wire = dict(zip(entity.__struct_fields__, entity.__struct_encode_fields__, strict=True))
    guid, code = checked_guid(getattr(entity, member), wire[member]), getattr(entity, twin)
    if guid is None and is_unset(code):
        return None
    session = call.session
    found = session.oldest(target, looked_up, code) if guid is None else session.get(target, guid)
    if found is None:
        raise Validation(f"{wire[twin if guid is None else member]} refers to something that does not exist.")
    return found


def keep_one_default(call: Call, table: sa.Table, guid: str, values: Mapping[str, Any]) -> None:
    """Take the default from all others where these values make a row of the table the default."""
    if values.get("is_default"):
        # Two that become the default at once would not see each other.
        call.session.wait_for_turn()
        call.session.update_where(table, table.c.is_default, table.c.guid != guid, is_default=False)
