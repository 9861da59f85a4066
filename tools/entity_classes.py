"""The source of severakit/entities.py."""

from __future__ import annotations

from collections.abc import Iterator

from python_source import docstring, python_type
from severakit.contract import (
    BASE,
    Contract,
    DataContract,
    Enumeration,
    Field,
    class_name,
    constant_name,
    load_contract,
)
from severakit.contract.notes import member_note, type_note

_ENTITIES_HEAD = '''"""The data contracts and enumerations of the S3 API as classes.

Generated from the contract by `make generate`; do not edit. Members stand in wire order, those of
the extended generation behind, marked *extended*: a service of the base generation has them not. Every
member may be left out on the wire, so every one may be None here, and None is what is sent as
`nil` or not at all. Amounts are Decimal. Members marked *UTC* are instants and hold datetimes
with a zone; all other datetimes are calendar dates or wall-clock times and have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import IntFlag, StrEnum
from types import MappingProxyType
from typing import Any, Self

from msgspec import Struct, field
from msgspec.structs import astuple

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Entity(Struct, dict=True):
    """Base of all data contracts."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """What a newer service sent besides, by wire name: members, and enumeration values, that are not known here.

        Text as it travelled, None for nil, a dictionary for an element with children. It is not sent back, and does
        not count when entities are compared.
        """
        extra: Mapping[str, Any] = self.__dict__.get("_extra", _NOTHING)
        return extra

    def keep(self, extra: Mapping[str, Any]) -> None:
        """Set what ``extra`` returns."""
        self.__dict__["_extra"] = extra

    # msgspec copies and pickles members alone.

    def __copy__(self) -> Self:
        copy = type(self)(*astuple(self))
        copy.__dict__.update(self.__dict__)
        return copy

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), astuple(self), self.__dict__ or None


'''


def _enumeration(enum: Enumeration) -> Iterator[str]:
    summary = f"{type_note(enum.name)} Bits combine with `|`." if enum.is_flags else type_note(enum.name)
    notes = ((constant_name(literal), member_note(enum.name, literal)) for literal in enum.values)
    yield f"class {enum.name}({'IntFlag' if enum.is_flags else 'StrEnum'}):"
    yield docstring(summary, [f"``{constant}``: {note}" for constant, note in notes if note])
    yield ""
    for literal, number in enum.values.items():
        yield f"    {constant_name(literal)} = {number if enum.is_flags else repr(literal)}"
    yield "\n"


def _members(contract: DataContract) -> list[Field]:
    """Return the members, those that the base generation does not know last."""
    return sorted(contract.own_members, key=lambda member: _is_extended(contract, member))


def _is_extended(contract: DataContract, member: Field) -> bool:
    base = load_contract(BASE).types
    return contract.name not in base or member.name not in base[contract.name].member


def _member_notes(contract: DataContract) -> Iterator[str]:
    for member in _members(contract):
        marks = ["*UTC*."] if member.instant else []
        marks += ["*Extended*."] if _is_extended(contract, member) else []
        note = member_note(contract.name, member.name)
        if marks or note:
            yield " ".join([f"``{member.python_name}``:", *marks, note]).rstrip()


def _data_contract(contract: DataContract) -> Iterator[str]:
    base = class_name(contract.base) if contract.base else "Entity"
    yield f"class {contract.class_name}({base}):"
    yield docstring(type_note(contract.name), _member_notes(contract))
    yield ""
    for member in _members(contract):
        yield f'    {member.python_name}: {python_type(member.type)} | None = field(default=None, name="{member.name}")'
    yield "\n"


def entities(contract: Contract) -> str:
    """Return the source of severakit/entities.py, before formatting."""
    lines: list[str] = []
    for enum in contract.enums.values():
        lines += _enumeration(enum)
    for data_contract in contract.types.values():
        lines += _data_contract(data_contract)
    types = ", ".join(f'"{t.name}": {t.class_name}' for t in contract.types.values())
    enums = ", ".join(f'"{name}": {name}' for name in contract.enums)
    lines += [
        f"CLASSES: dict[str, type[Entity]] = {{{types},}}",
        '"""Data contract classes by wire name."""',
        "",
        f"ENUMS: dict[str, type[Any]] = {{{enums},}}",
        '"""Enumeration classes by wire name."""',
    ]
    return _ENTITIES_HEAD + "\n".join(lines) + "\n"
