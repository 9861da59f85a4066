"""Typed arguments for any operation, made from the contract: every kind of value, awkward texts, nil and empty."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from severakit import entities
from severakit.contract import Field, Operation, TypeRef, load_contract

CONTRACT = load_contract()
TEXTS = ("Työ & <b>\"'", "back\\slash $x ${y} `z` {call} {{", "two\nlines", "", "%s 100 €")
_VALUES: dict[str, Any] = {
    "boolean": True,
    "int": -7,
    "long": 2**40,
    "byte": 3,
    "decimal": Decimal("1234567890.0125"),
}


def arguments_of(operation: Operation) -> list[Any]:
    """Return an argument for every parameter; of members one in five is left out."""
    turns = count()
    return [_value(param.type, param, turns) for param in operation.params]


def known_literals(name: str) -> list[Any]:
    """Return the members of an enumeration that this generation knows."""
    known = CONTRACT.enums[name].values
    return [each for each in entities.ENUMS[name] if isinstance(each, int) or each.value in known]


def _value(type_ref: TypeRef, field: Field, turns: Any) -> Any:
    turn = next(turns)
    name = type_ref.name
    if type_ref.is_list:
        return [_value(TypeRef(name), field, turns) for _ in range(turn % 3)]
    if name in CONTRACT.types:
        members = CONTRACT.types[name].members
        return entities.CLASSES[name](
            **{
                member.python_name: None if index % 5 == 4 else _value(member.type, member, turns)
                for index, member in enumerate(members)
            }
        )
    if name in CONTRACT.enums:
        choices = known_literals(name)
        return choices[-1] | choices[-2] if CONTRACT.enums[name].is_flags else choices[turn % len(choices)]
    if name == "dateTime":
        moment = datetime(2026, 3, 29, 2, 30, turn % 60)
        return moment.replace(tzinfo=UTC) if field.instant else moment.replace(hour=0, minute=0, second=0)
    return TEXTS[turn % len(TEXTS)] if name == "string" else _VALUES[name]
