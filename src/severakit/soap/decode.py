"""Decoders, put together per type from the contract: elements become typed values.

Known members are accepted in any order, because real callers send them so; of a member given twice the last counts.
What is nil is None. What a request has besides is ignored; what a response has besides, members and enumeration
values, is of a newer service and kept in the entity's ``extra``.
"""

from __future__ import annotations

from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from severakit import entities
from severakit.contract import Field, Operation, TypeRef, load_contract
from severakit.soap import drift, lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from severakit.soap.tree import Element, Name

    Decoder = Callable[[Element], Any]
    Members = Mapping[Name, tuple[int, Decoder]]
    """For each member or parameter its place on the wire and what reads it."""

_CONTRACT = load_contract()
_XSD_NAMESPACE = "http://www.w3.org/2001/XMLSchema"


class _Message(Enum):
    """What is read, and so whether what the contract does not know is kept."""

    REQUEST = "request"
    RESPONSE = "response"


class DeserializationError(ValueError):
    """An element that does not fit the contract: ``path`` says which, ``expected`` what should have been there."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.path = ""

    def place(self, name: str) -> None:
        """Note that the element lies within the element ``name``."""
        self.path = f"{name}/{self.path}" if self.path else name

    def __str__(self) -> str:
        return f"{self.path}: {self.expected}" if self.path else self.expected


class _UnknownLiteralError(DeserializationError):
    """A value that is none of its enumeration's."""


def decode_value(declared: Field | TypeRef, element: Element) -> Any:
    """Return the value of a response's element of the declared type. Raises DeserializationError."""
    message = _Message.RESPONSE
    decode = _field_decoder(declared, message) if isinstance(declared, Field) else _decoder(declared, message)
    return decode(element)


def decode_arguments(operation: Operation, element: Element | None) -> tuple[Any, ...]:
    """Return the arguments in the order of the parameters, None for each one missing.

    ``element`` is what the body holds, None if nothing. Raises DeserializationError.
    """
    body = _expected(operation.namespace, operation.name, element)
    return tuple(_read_members(_parameters(operation.qualified_name), len(operation.params), body))


def decode_result(operation: Operation, element: Element | None) -> Any:
    """Return the result that a response's body holds, None if it holds none. Raises DeserializationError."""
    body = _expected(operation.namespace, f"{operation.name}Response", element)
    if operation.result is None:
        return None
    result = _members_of(operation.namespace, [operation.result], _Message.RESPONSE)
    return _read_members(result, 1, body)[0]


def _expected(namespace: str, name: str, element: Element | None) -> Element:
    if element is None:
        raise DeserializationError(f"The body is empty; expected <{name}> of namespace {namespace}")
    if (element.namespace, element.name) != (namespace, name):
        found = f"<{element.name}> of namespace {element.namespace!r}"
        raise DeserializationError(f"The body holds {found}; expected <{name}> of namespace {namespace!r}")
    return element


@cache
def _parameters(qualified_name: str) -> Members:
    operation = _CONTRACT.operations[qualified_name]
    return _members_of(operation.namespace, operation.params, _Message.REQUEST)


@cache
def _members(type_name: str, message: _Message) -> Members:
    contract = _CONTRACT.types[type_name]
    # A class has the members of every generation.
    places = entities.CLASSES[type_name].__struct_fields__
    return {
        (contract.namespace, member.name): (places.index(member.python_name), _field_decoder(member, message))
        for member in contract.members
    }


def _members_of(namespace: str, fields: Iterable[Field], message: _Message) -> Members:
    return {(namespace, field.name): (index, _field_decoder(field, message)) for index, field in enumerate(fields)}


@cache
def _field_decoder(field: Field, message: _Message) -> Decoder:
    return _decoder(field.type, message, instant=field.instant)


@cache
def _decoder(reference: TypeRef, message: _Message, *, instant: bool = False) -> Decoder:
    name, contract = reference.name, _CONTRACT.types.get(reference.name)
    if reference.is_list:
        namespace = contract.namespace if contract else _CONTRACT.namespaces["arrays"]
        read = partial(_read_list, _decoder(TypeRef(name), message), namespace, name)
    elif contract:
        read = partial(_read_contract, name, message)
    else:
        read = partial(_read_text, reference, _text_parser(name, instant=instant))
    return partial(_read_unless_nil, read)


def _read_unless_nil(read: Decoder, element: Element) -> Any:
    return None if element.nil else read(element)


def _read_list(read_item: Decoder, namespace: str, name: str, element: Element) -> list[Any]:
    _check_type(element, (namespace, f"ArrayOf{name}"))
    _check_no_text(element)
    items: list[Any] = []
    for child in element.children:
        if child.name == name and child.namespace == namespace:
            try:
                items.append(read_item(child))
            except DeserializationError as error:
                error.place(f"{name}[{len(items)}]")
                raise
    return items


def _read_contract(type_name: str, message: _Message, element: Element) -> Any:
    actual = _actual_type(type_name, element)
    _check_no_text(element)
    entity_class = entities.CLASSES[actual]
    extra: dict[Name, Any] | None = {} if message is _Message.RESPONSE else None
    members = _members(actual, message)
    entity = entity_class(*_read_members(members, len(entity_class.__struct_fields__), element, extra))
    if extra:
        _keep(entity, actual, extra, members)
    return entity


def _keep(entity: entities.Entity, type_name: str, extra: dict[Name, Any], members: Members) -> None:
    """Keep what is of the contract's namespace; all else is no part of any generation of it."""
    own = {name: value for name, value in extra.items() if name[0] == _CONTRACT.types[type_name].namespace}
    for name in own:
        warn = drift.warn_of_literal if name in members else drift.warn_of_member
        warn(type_name, name[1])
    if own:
        entity.keep({name: value for (_, name), value in own.items()})


def _read_members(members: Members, count: int, element: Element, extra: dict[Name, Any] | None = None) -> list[Any]:
    """Return the values of known members; ``extra`` takes the others, and values that no enumeration has."""
    values: list[Any] = [None] * count
    for child in element.children:
        member = members.get((child.namespace, child.name))
        if member is not None:
            index, read = member
            try:
                values[index] = read(child)
            except _UnknownLiteralError as error:
                if extra is None:
                    error.place(child.name)
                    raise
                values[index], extra[child.namespace, child.name] = None, child.text
            except DeserializationError as error:
                error.place(child.name)
                raise
        elif extra is not None:
            extra[child.namespace, child.name] = _plain_value(child)
    return values


def _plain_value(element: Element) -> Any:
    """Return what an unknown element holds: its text, a dictionary of its children, or None for nil.

    Of children of one name there is a list.
    """
    if element.nil:
        return None
    if not element.children:
        return element.text
    values: dict[str, list[Any]] = {}
    for child in element.children:
        values.setdefault(child.name, []).append(_plain_value(child))
    return {name: each if len(each) > 1 else each[0] for name, each in values.items()}


def _actual_type(type_name: str, element: Element) -> str:
    """Return the subtype that xsi:type names in its base's place, or the declared type."""
    if element.type_name is not None:
        for name in _CONTRACT.subtypes[type_name]:
            if element.type_name == (_CONTRACT.types[name].namespace, name):
                return name
        _check_type(element, (_CONTRACT.types[type_name].namespace, type_name))
    return type_name


def _check_type(element: Element, declared: Name) -> None:
    """Refuse an xsi:type that is neither the declared one nor of XML Schema, which says nothing new."""
    if element.type_name not in {None, declared} and element.type_name[0] != _XSD_NAMESPACE:
        raise DeserializationError(f"The type {element.type_name[1]!r} does not fit here; expected {declared[1]}")


def _check_no_text(element: Element) -> None:
    if element.text and not element.text.isspace():
        raise DeserializationError("Found text; expected child elements")


def _read_text(reference: TypeRef, parse: Callable[[str], Any], element: Element) -> Any:
    if element.type_name is not None:
        enumeration = _CONTRACT.enums.get(reference.name)
        _check_type(element, (enumeration.namespace if enumeration else _XSD_NAMESPACE, reference.name))
    if element.children:
        raise DeserializationError(f"Found child elements; expected {reference.name}")
    if reference.nullable and (not element.text or element.text.isspace()):
        return None
    try:
        return parse(element.text)
    except lexical.LexicalError as error:
        kind = _UnknownLiteralError if reference.name in _CONTRACT.enums else DeserializationError
        raise kind(str(error)) from None


def _text_parser(name: str, *, instant: bool) -> Callable[[str], Any]:
    enumeration = _CONTRACT.enums.get(name)
    if enumeration is None:
        return lexical.parser(name, instant=instant)
    return lambda text: entities.ENUMS[name](lexical.parse_enumeration(enumeration, text))
