"""Data contracts as Arrow: schemas, and arrays made from typed values.

Strings and enumerations are text, decimals decimal128(38, 10), plain dates timestamps without and instants
timestamps with the zone UTC, in microseconds; lists are lists and nested data contracts structs. Names are the
Python ones. Every column can be null.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from severakit.contract import Field, TypeRef, load_contract
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Sequence

_PRIMITIVES = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "byte": pa.uint8(),
    "int": pa.int32(),
    "long": pa.int64(),
    "decimal": pa.decimal128(38, 10),
    "dateTime": pa.timestamp("us"),
    "base64Binary": pa.binary(),
}
_INSTANT = pa.timestamp("us", "UTC")


class InexactDecimal(ValueError):  # noqa: N818 - names the fact
    """An amount that Arrow's decimal cannot hold as it is."""


class RecursiveType(TypeError):  # noqa: N818 - names the fact
    """A data contract that contains itself."""


@cache
def arrow_schema(type_name: str) -> pa.Schema:
    """Return the schema of a data contract.

    Raises RecursiveType for one that contains itself: Arrow has no such types.
    """
    return pa.schema(_struct_fields(type_name, ()))


@cache
def arrow_type(member: Field) -> pa.DataType:
    """Return the type of a member's column, or raise RecursiveType."""
    return _member_type(member, ())


def entity_batch(type_name: str, values: Sequence[Any]) -> pa.RecordBatch:
    """Return entities of one data contract as a record batch; of a subtype's entities, the members of the base.

    Raises InexactDecimal and RecursiveType.
    """
    schema = arrow_schema(type_name)
    return pa.RecordBatch.from_arrays(_member_arrays(type_name, values), schema=schema)


def arrow_array(member: Field, values: Sequence[Any]) -> pa.Array:
    """Return the values of a member, None among them, as an array. Raises InexactDecimal and RecursiveType."""
    if member.type.is_list:
        items = arrow_array(_item(member), list(chain.from_iterable(value or () for value in values)))
        return list_array(member, [None if value is None else len(value) for value in values], items)
    contract = load_contract()
    if member.type.name in contract.types:
        missing = pa.array([value is None for value in values], pa.bool_())
        fields = list(arrow_type(member))
        return pa.StructArray.from_arrays(_member_arrays(member.type.name, values), fields=fields, mask=missing)
    if member.type.name in contract.enums:
        enumeration = contract.enums[member.type.name]
        values = [None if value is None else lexical.render_enumeration(enumeration, value) for value in values]
    elif member.type.name == "decimal":
        return _decimal_array(member, values)
    return pa.array(values, arrow_type(member))


def list_array(member: Field, counts: Sequence[int | None], items: pa.Array) -> pa.Array:
    """Return ``items`` as lists of a member, as long as ``counts`` says; None stands for no list."""
    offsets = accumulate((count or 0 for count in counts), initial=0)
    missing = pa.array([count is None for count in counts], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items, type=arrow_type(member), mask=missing)


def _member_arrays(type_name: str, values: Sequence[Any]) -> list[pa.Array]:
    return [
        arrow_array(member, [None if value is None else getattr(value, member.python_name) for value in values])
        for member in load_contract().types[type_name].members
    ]


def _decimal_array(member: Field, values: Sequence[Any]) -> pa.Array:
    try:
        return pa.array(values, arrow_type(member))
    except pa.ArrowInvalid:
        wrong = next(value for value in values if not _fits(value))
        raise InexactDecimal(
            f"{member.name} is {wrong}, which Arrow's {arrow_type(member)} cannot hold exactly. "
            "Read this list as objects, whose decimals have no such bounds."
        ) from None


def _fits(value: Any) -> bool:
    try:
        pa.array([value], _PRIMITIVES["decimal"])
    except pa.ArrowInvalid:
        return False
    return True


def _member_type(member: Field, within: tuple[str, ...]) -> pa.DataType:
    if member.type.is_list:
        return pa.list_(pa.field("item", _member_type(_item(member), within)))
    if member.instant:
        return _INSTANT
    if member.type.name in load_contract().types:
        return pa.struct(_struct_fields(member.type.name, within))
    return _PRIMITIVES.get(member.type.name, pa.string())


def _struct_fields(type_name: str, within: tuple[str, ...]) -> list[pa.Field]:
    if type_name in within:
        raise RecursiveType(f"{within[0]} holds {type_name} within itself, and Arrow has no such types. Read objects.")
    members = load_contract().types[type_name].members
    return [pa.field(member.python_name, _member_type(member, (*within, type_name))) for member in members]


def _item(member: Field) -> Field:
    return replace(member, type=TypeRef(member.type.name))
