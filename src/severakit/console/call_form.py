"""A form for any operation, made from the contract, and the arguments that a filled form stands for.

An empty box is left out of the call, which is what nil means to the service. To send an empty text, list or entity, its
``empty`` mark is set. Entities and lists are read as their parts, by paths such as ``contactInfo.FirstName``; the items
of a list by names that the form gives them, so that one can go without the others moving up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from severakit.contract import Field, Operation, TypeRef, load_contract
from severakit.soap.arguments import ordered_arguments, typed_arguments

_CONTRACT = load_contract()
_WITHOUT_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_NUMBERS = frozenset({"int", "long", "byte"})


class Filled(Protocol):
    """A form that was sent: the values of its fields, of which one can have several."""

    def getlist(self, key: str) -> Sequence[Any]:
        """Return every value of a field."""


@dataclass(frozen=True)
class Input:
    """What a form shows for a parameter, a member, or an item of a list.

    ``kind`` is text, number, decimal, boolean, moment, day, choice, flags, entity or list; ``parts`` are an entity's
    members or the items that a list has so far; ``choices`` the literals of an enumeration. ``item`` is the name of
    an item within its list, empty elsewhere.
    """

    path: str
    label: str
    type: str
    kind: str
    value: str = ""
    values: tuple[str, ...] = ()
    is_empty: bool = False
    choices: tuple[str, ...] = ()
    parts: tuple[Input, ...] = ()
    item: str = ""

    @property
    def id(self) -> str:
        """The name of the box within the page."""
        return self.path.replace(".", "-")

    @property
    def is_open(self) -> bool:
        """Whether something within was filled in."""
        filled = bool(self.value or self.values or self.is_empty or (self.kind == "list" and self.parts))
        return filled or any(part.is_open for part in self.parts)


def inputs(operation: Operation, form: Filled) -> list[Input]:
    """Return what the form of an operation shows, with what is filled in already."""
    return [_input(param, param.type, param.name, param.name, form) for param in operation.params]


def new_item(operation: Operation, path: str, item: str, form: Filled) -> Input:
    """Return one more item of the list at a path of an operation's form. Raises LookupError where there is no list."""
    field = _field_at(operation, path.split("."))
    if field is None or not field.type.is_list:
        raise LookupError(f"There is no list at {path}.")
    return _item(field, path, item, form)


def _field_at(operation: Operation, names: list[str]) -> Field | None:
    """Follow the names of a parameter and of members; behind that of a list stands the name of an item."""
    field = next((param for param in operation.params if param.name == names[0]), None)
    rest = names[1:]
    while rest and field is not None:
        behind_item = rest[1:] if field.type.is_list else rest
        contract = _CONTRACT.types.get(field.type.name)
        field = contract.member.get(behind_item[0]) if contract and behind_item else None
        rest = behind_item[1:]
    return field


def arguments(operation: Operation, form: Filled) -> list[Any]:
    """Return the arguments that a filled form stands for, in the order of the parameters.

    Raises ValueError for a value that does not fit, saying where it stands.
    """
    texts = {}
    for param in operation.params:
        value = _value(param.type, param.name, form)
        if value is not None:
            texts[param.name] = value if isinstance(value, str) else json.dumps(value)
    return ordered_arguments(operation, typed_arguments(operation.qualified_name, texts))


# --- what is shown ---------------------------------------------------------------------------


def _input(field: Field, type_ref: TypeRef, path: str, label: str, form: Filled, item: str = "") -> Input:
    kind = _kind(type_ref, instant=field.instant)
    enumeration = _CONTRACT.enums.get(type_ref.name)
    given = tuple(str(value) for value in form.getlist(f"v.{path}"))
    return Input(
        path,
        label,
        str(type_ref),
        kind,
        value=given[0] if given else "",
        values=given if kind == "flags" else (),
        is_empty=bool(form.getlist(f"e.{path}")),
        choices=tuple(enumeration.values) if enumeration else (),
        parts=_parts(field, type_ref, kind, path, form),
        item=item,
    )


def _parts(field: Field, type_ref: TypeRef, kind: str, path: str, form: Filled) -> tuple[Input, ...]:
    if kind == "list":
        return tuple(_item(field, path, str(item), form) for item in form.getlist(f"i.{path}"))
    if kind == "entity":
        members = _CONTRACT.types[type_ref.name].members
        return tuple(_input(member, member.type, f"{path}.{member.name}", member.name, form) for member in members)
    return ()


def _item(field: Field, path: str, item: str, form: Filled) -> Input:
    return _input(field, TypeRef(field.type.name), f"{path}.{item}", field.type.name, form, item)


def _kind(type_ref: TypeRef, *, instant: bool) -> str:
    if type_ref.is_list:
        return "list"
    if type_ref.name in _CONTRACT.types:
        return "entity"
    if type_ref.name in _CONTRACT.enums:
        return "flags" if _CONTRACT.enums[type_ref.name].is_flags else "choice"
    if type_ref.name == "dateTime":
        return "moment" if instant else "day"
    return {"boolean": "boolean", "decimal": "decimal"}.get(
        type_ref.name, "number" if type_ref.name in _NUMBERS else "text"
    )


# --- what was filled in ----------------------------------------------------------------------


def _value(type_ref: TypeRef, path: str, form: Filled) -> Any:
    """Return a value as JSON has it, leaves as they travel, or None for what is left out."""
    is_empty = bool(form.getlist(f"e.{path}"))
    if type_ref.is_list:
        item_type = TypeRef(type_ref.name)
        items = [_item_value(item_type, f"{path}.{item}", form) for item in form.getlist(f"i.{path}")]
        return items or ([] if is_empty else None)
    if type_ref.name in _CONTRACT.types:
        members = _CONTRACT.types[type_ref.name].members
        values = {member.name: _value(member.type, f"{path}.{member.name}", form) for member in members}
        given = {name: value for name, value in values.items() if value is not None}
        return given or ({} if is_empty else None)
    return _leaf(type_ref, " ".join(str(value) for value in form.getlist(f"v.{path}")), is_empty=is_empty)


def _item_value(type_ref: TypeRef, path: str, form: Filled) -> Any:
    """Return an item, which is there even where nothing was filled in."""
    value = _value(type_ref, path, form)
    if value is None:
        return {} if type_ref.name in _CONTRACT.types else ""
    return value


def _leaf(type_ref: TypeRef, text: str, *, is_empty: bool) -> str | None:
    if not text:
        return "" if is_empty and type_ref.name == "string" else None
    # A browser leaves the seconds out where they are 0.
    if type_ref.name == "dateTime" and _WITHOUT_SECONDS.fullmatch(text):
        return f"{text}:00"
    return text
