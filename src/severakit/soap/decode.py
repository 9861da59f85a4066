"""Decoders, put together per type from the contract: elements become typed values.

Known members are accepted in any order and unknown ones ignored, because real callers send both; of a member given
twice the last counts. What is nil is None.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from severakit import entities
from severakit.contract import Field, Operation, TypeRef, load_contract
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from severakit.soap.tree import Element, Name

    Decoder = Callable[[Element], Any]
    Members = Mapping[Name, tuple[int, Decoder]]
    """For each member or parameter its place on the wire and what reads it."""

_CONTRACT = load_contract()
_XSD_NAMESPACE = "http://www.w3.org/2001/XMLSchema"


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


def decode_value(declared: Field | TypeRef, element: Element) -> Any:
    """Return the value of an element of the declared type. Raises DeserializationError."""
    return (_field_decoder(declared) if isinstance(declared, Field) else _decoder(declared))(element)


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
    return _read_members(_members_of(operation.namespace, [operation.result]), 1, body)[0]


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
    return _members_of(operation.namespace, operation.params)


@cache
def _members(type_name: str) -> Members:
    contract = _CONTRACT.types[type_name]
    return _members_of(contract.namespace, contract.members)


def _members_of(namespace: str, fields: Iterable[Field]) -> Members:
    return {(namespace, field.name): (index, _field_decoder(field)) for index, field in enumerate(fields)}


@cache
def _field_decoder(field: Field) -> Decoder:
    return _decoder(field.type, instant=field.instant)


@cache
def _decoder(reference: TypeRef, *, instant: bool = False) -> Decoder:
    name, contract = reference.name, _CONTRACT.types.get(reference.name)
    if reference.is_list:
        namespace = contract.namespace if contract else _CONTRACT.namespaces["arrays"]
        read = partial(_read_list, _decoder(TypeRef(name)), namespace, name)
    elif contract:
        read = partial(_read_contract, name)
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


def _read_contract(type_name: str, element: Element) -> Any:
    actual = _actual_type(type_name, element)
    _check_no_text(element)
    entity_class = entities.CLASSES[actual]
    return entity_class(*_read_members(_members(actual), len(entity_class.__struct_fields__), element))


def _read_members(members: Members, count: int, element: Element) -> list[Any]:
    values: list[Any] = [None] * count
    for child in element.children:
        member = members.get((child.namespace, child.name))
        if member is not None:
            index, read = member
            try:
                values[index] = read(child)
            except DeserializationError as error:
                error.place(child.name)
                raise
    return values


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
        raise DeserializationError(str(error)) from None


def _text_parser(name: str, *, instant: bool) -> Callable[[str], Any]:
    enumeration = _CONTRACT.enums.get(name)
    if enumeration is None:
        return lexical.parser(name, instant=instant)
    return lambda text: entities.ENUMS[name](lexical.parse_enumeration(enumeration, text))
