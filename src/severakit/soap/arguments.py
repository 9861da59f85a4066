"""Arguments by name: put in the order of the contract, and read from text as the command line gives it."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from severakit import entities
from severakit.contract import EXTENDED, GENERATION_VARIABLE, Field, Operation, TypeRef, load_contract
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SPEAK_EXTENDED = f"Set {GENERATION_VARIABLE}=extended before Python starts, if the service speaks it."


def find_operation(name: str) -> Operation:
    """Return the operation ``IInterface.Operation``, or raise ValueError with the names most like it."""
    operations = load_contract().operations
    if name not in operations and name in load_contract(EXTENDED).operations:
        raise ValueError(f"{name} is of the extended generation. {_SPEAK_EXTENDED}")
    if name not in operations:
        likely = get_close_matches(name, operations) or ["IAPI.GetVersion"]
        raise ValueError(f"There is no operation {name!r}. Operations have names such as {', '.join(likely)}.")
    return operations[name]


def fitted_arguments(operation: Operation, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return arguments as many as there are parameters. Raises ValueError for one that is of another generation."""
    known = len(operation.params)
    if any(argument is not None for argument in arguments[known:]):
        raise ValueError(f"An argument of {operation.qualified_name} is of the extended generation. {_SPEAK_EXTENDED}")
    return arguments[:known]


def ordered_arguments(operation: Operation, arguments: Mapping[str, Any]) -> list[Any]:
    """Return the arguments in the order of the parameters, None for each one not given.

    Parameters go by their wire names or their Python names. Raises ValueError for a name that is neither.
    """
    given = {field.name: value for field, value in _by_field(operation.qualified_name, operation.params, arguments)}
    return [given.get(param.name) for param in operation.params]


def typed_arguments(operation_name: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return typed arguments for ``Client.call`` from text, by wire name.

    Text, numbers, booleans, dates and enumerations are given as they travel, and flags separated by blanks; a data
    contract or a list is given as JSON, its members by wire name or Python name and their values as they travel.
    An instant without an offset is in UTC. Raises ValueError for what does not fit, saying where it stands.
    """
    operation = find_operation(operation_name)
    return {
        field.name: _from_text(field, text)
        for field, text in _by_field(operation.qualified_name, operation.params, texts)
    }


def _by_field(owner: str, fields: Iterable[Field], values: Mapping[str, Any]) -> list[tuple[Field, Any]]:
    """Pair values with the parameters or members that their names stand for."""
    known = {name: field for field in fields for name in (field.name, field.python_name)}
    found: dict[str, tuple[Field, Any]] = {}
    for name, value in values.items():
        if name not in known:
            right = ", ".join(dict.fromkeys(field.name for field in known.values())) or "none"
            raise ValueError(f"{owner} has no {name!r}. It takes: {right}.")
        if known[name].name in found:
            raise ValueError(f"{owner} was given {known[name].name} twice, by both of its names. Give it once.")
        found[known[name].name] = (known[name], value)
    return list(found.values())


def _from_text(field: Field, text: str) -> Any:
    if not field.type.is_list and field.type.name not in load_contract().types:
        return _from_json(field.type, text, field.name, instant=field.instant)
    try:
        # Numbers stay text, so that a decimal keeps every digit.
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError as error:
        raise ValueError(f"{field.name} is {field.type} and must be given as JSON: {error}.") from None
    return _from_json(field.type, value, field.name, instant=field.instant)


def _from_json(type_ref: TypeRef, value: Any, path: str, *, instant: bool) -> Any:
    if value is None:
        return None
    contract = load_contract().types.get(type_ref.name)
    if type_ref.is_list:
        items = _expected(list, value, path, "a JSON list")
        item_type = TypeRef(type_ref.name)
        return [_from_json(item_type, item, f"{path}[{index}]", instant=instant) for index, item in enumerate(items)]
    if contract is not None:
        members = _by_field(path, contract.members, _expected(dict, value, path, "a JSON object"))
        return entities.CLASSES[type_ref.name](
            **{
                member.python_name: _from_json(member.type, item, f"{path}/{member.name}", instant=member.instant)
                for member, item in members
            }
        )
    if isinstance(value, bool):
        value = "true" if value else "false"
    return _from_lexical(type_ref, _expected(str, value, path, type_ref.name), path, instant=instant)


def _expected(kind: type, value: Any, path: str, description: str) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"{path}: expected {description}, not {json.dumps(value)}.")  # noqa: TRY004 - what the user gave
    return value


def _from_lexical(type_ref: TypeRef, text: str, path: str, *, instant: bool) -> Any:
    enumeration = load_contract().enums.get(type_ref.name)
    try:
        if enumeration is not None:
            return entities.ENUMS[type_ref.name](lexical.parse_enumeration(enumeration, text))
        return lexical.parse(type_ref.name, text, instant=instant)
    except lexical.LexicalError as error:
        raise ValueError(f"{path}: {error}") from None
