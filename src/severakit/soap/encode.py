"""Encoders, compiled per type from the contract: typed values, and rows of lexical text, become XML text.

A data contract has three forms, each compiled on first use into a function with one expression per member: a *row*
is a tuple of lexical text in wire order; a *result* is an entity whose absent members are nil; an *argument* is an
entity whose absent members are left out.

Elements carry the prefixes `a` (entities), `b` (arrays), `c` (fault details) and `i` (xsi); ``declarations`` says
which of them an element must declare.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from severakit import entities
from severakit.contract import PRIMITIVES, XSI_NAMESPACE, DataContract, Field, TypeRef, load_contract
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    AbsentMember = Callable[[str, Field], str]
    """Writes what stands for a member that is None: given its tag and the member."""

    _Alternative = tuple[type, str, Callable[[Any], str]]
    """A class, the attribute that tells it from the declared type, and what writes its members."""

_CONTRACT = load_contract()
_ARRAYS = _CONTRACT.namespaces["arrays"]
_PREFIXES = {_CONTRACT.namespaces["entities"]: "a", _ARRAYS: "b", _CONTRACT.namespaces["api"]: "c"}


class SerializationError(ValueError):
    """A value that does not fit the contract: says where it stands and what to pass instead."""


def escape(text: str) -> str:
    """Return ``text`` as character data; a bare carriage return would be read back as a line feed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


@cache
def declarations(*references: TypeRef) -> str:
    """Return the attributes that declare every prefix which values of these types can need."""
    used: set[str] = set()
    for reference in references:
        contracts = [_CONTRACT.types[name] for name in _reachable(reference.name)]
        used.update(data_contract.namespace for data_contract in contracts)
        types = [reference, *(member.type for data_contract in contracts for member in data_contract.members)]
        if any(type_ref.is_list and type_ref.is_primitive for type_ref in types):
            used.add(_ARRAYS)
    if not used:
        return ""
    prefixes = sorted((_PREFIXES[namespace], namespace) for namespace in used)
    return "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in [*prefixes, ("i", XSI_NAMESPACE)])


# Rows of lexical text


@cache
def row_encoder(type_name: str) -> Callable[[Sequence[Any]], str]:
    """Return the function that writes one list item of a data contract from a row.

    A row has one entry per member in wire order: None, an int, text that is lexical already, a row for a nested
    data contract, a list of rows or of texts for a list. None is nil where the contract allows it and is left out
    elsewhere. All strings are escaped, GUIDs too, so that no stored text can break the document.
    """
    members, tag = row_members_encoder(type_name), _item_tag(type_name)
    return lambda row: f"<{tag}>{members(row)}</{tag}>"


@cache
def row_members_encoder(type_name: str) -> Callable[[Sequence[Any]], str]:
    """Return the function that writes the members alone, for a single result; rows as for ``row_encoder``."""
    contracts = [_CONTRACT.types[name] for name in _reachable(type_name)]
    scope: dict[str, Any] = {"escaped": _escape_optional, "strings": _string_items, "join": "".join}
    exec("\n".join(map(_row_source, contracts)), scope)  # noqa: S102 - the source is made of contract names alone
    encode: Callable[[Sequence[Any]], str] = scope[_CONTRACT.types[type_name].class_name]
    return encode


def _row_source(contract: DataContract) -> str:
    variables = [f"v{index}" for index in range(len(contract.members))]
    strings = [
        variable
        for variable, member in zip(variables, contract.members, strict=True)
        if member.type.name == "string" and not member.type.is_list
    ]
    bindings = [f"{', '.join(variables)}, = value"]
    if strings:
        # Text to escape is rare, so one look at all the text of a row saves a look at each.
        bindings += [
            f"text = f'{''.join(f'{{{variable}}}' for variable in strings)}'",
            r"if '&' in text or '<' in text or '>' in text or '\r' in text:",
            *(f"    {variable} = escaped({variable})" for variable in strings),
        ]
    parts = [
        _part(variable, f"f'<{tag}>{{{_row_content(member.type, variable)}}}</{tag}>'", _nil_member(tag, member))
        for variable, member, tag in zip(variables, contract.members, _member_tags(contract), strict=True)
    ]
    return _function(contract.class_name, bindings, parts)


def _row_content(type_ref: TypeRef, variable: str) -> str:
    contract = _CONTRACT.types.get(type_ref.name)
    if contract is None:
        return f"strings({variable})" if type_ref.is_list else variable
    if not type_ref.is_list:
        return f"{contract.class_name}({variable})"
    tag = _item_tag(contract.name)
    return f'join([f"<{tag}>{{{contract.class_name}(row)}}</{tag}>" for row in {variable}])'


# Typed values


@cache
def value_encoder(reference: TypeRef, tag: str, *, instant: bool = False, attributes: str = "") -> Callable[[Any], str]:
    """Return the function that writes a typed value as the element ``tag``; absent members are nil.

    ``attributes`` is put into the start tag as it is. The function raises SerializationError.
    """
    return _typed_encoder(
        reference, tag, attributes, f'<{tag}{attributes} i:nil="true"/>', _nil_member, instant=instant
    )


@cache
def argument_encoder(field: Field) -> Callable[[Any], str]:
    """Return the function that writes an argument of a request; what is None is left out, at every depth."""
    return _typed_encoder(field.type, field.name, "", "", _omitted_member, instant=field.instant)


def _typed_encoder(
    reference: TypeRef, tag: str, attributes: str, absent_value: str, absent: AbsentMember, *, instant: bool
) -> Callable[[Any], str]:
    present = _typed_part(reference, "value", tag, attributes, instant=instant)
    source = _function("encode", [], [_part("value", present, absent_value)])
    scope = dict(_typed_scope(reference.name, absent))
    exec(source, scope)  # noqa: S102
    encode: Callable[[Any], str] = scope["encode"]

    def encode_or_explain(value: Any) -> str:
        try:
            return encode(value)
        except (lexical.LexicalError, TypeError):
            _explain(reference, value, tag, instant=instant)
            raise

    return encode_or_explain


@cache
def _typed_scope(type_name: str, absent: AbsentMember) -> dict[str, Any]:
    """Return the functions that write ``type_name``, all that it can hold, and every primitive."""
    contracts = [_CONTRACT.types[name] for name in _reachable(type_name)]
    scope = _primitive_scope()
    exec("\n".join(_typed_source(contract, absent) for contract in contracts), scope)  # noqa: S102
    for contract in contracts:
        scope[f"{contract.class_name}_element"] = partial(_element, _alternatives(contract, scope))
    return scope


def _primitive_scope() -> dict[str, Any]:
    writers = {f"write_{name}": lexical.renderer(name) for name in PRIMITIVES}
    enumerations = {
        f"write_{name}": partial(lexical.render_enumeration, enumeration)
        for name, enumeration in _CONTRACT.enums.items()
    }
    return {
        **writers,
        **enumerations,
        "write_string": _string_text,
        "write_instant": lexical.renderer("dateTime", instant=True),
        "items": _items,
        "strings": _string_items,
    }


def _typed_source(contract: DataContract, absent: AbsentMember) -> str:
    variables = [f"v{index}" for index in range(len(contract.members))]
    bindings = [
        f"{variable} = value.{member.python_name}" for variable, member in zip(variables, contract.members, strict=True)
    ]
    parts = [
        _part(variable, _typed_part(member.type, variable, tag, instant=member.instant), absent(tag, member))
        for variable, member, tag in zip(variables, contract.members, _member_tags(contract), strict=True)
    ]
    return _function(contract.class_name, bindings, parts)


def _typed_part(type_ref: TypeRef, variable: str, tag: str, attributes: str = "", *, instant: bool) -> str:
    """Return the expression for a whole element with a value in it."""
    contract = _CONTRACT.types.get(type_ref.name)
    if contract is not None and not type_ref.is_list:
        return f"{contract.class_name}_element({variable}, {tag!r}, {attributes!r})"
    if contract is not None:
        content = f'items({contract.class_name}_element, "{_item_tag(contract.name)}", {variable})'
    elif type_ref.is_list:
        content = f"strings({variable})"
    else:
        content = f"write_{'instant' if instant else type_ref.name}({variable})"
    return f"f'<{tag}{attributes}>{{{content}}}</{tag}>'"


def _alternatives(contract: DataContract, scope: dict[str, Any]) -> list[_Alternative]:
    """Return the classes that may stand for a data contract, the most derived first."""
    names = [*reversed(_CONTRACT.subtypes[contract.name]), contract.name]
    return [
        (
            entities.CLASSES[name],
            "" if name == contract.name else f' i:type="{_item_tag(name)}"',
            scope[_CONTRACT.types[name].class_name],
        )
        for name in names
    ]


def _element(alternatives: list[_Alternative], value: Any, tag: str, attributes: str = "") -> str:
    for entity_class, type_attribute, members in alternatives:
        if isinstance(value, entity_class):
            return f"<{tag}{attributes}{type_attribute}>{members(value)}</{tag}>"
    if value is None:
        return f'<{tag}{attributes} i:nil="true"/>'
    raise TypeError(f"{type(value).__name__} is no {alternatives[-1][0].__name__}")


def _explain(type_ref: TypeRef, value: Any, path: str, *, instant: bool) -> None:
    """Find the value that could not be written and raise SerializationError with its place."""
    contract = _CONTRACT.types.get(type_ref.name)
    if value is None:
        return
    if type_ref.is_list:
        if not isinstance(value, list | tuple):
            raise SerializationError(f"{path}: {type(value).__name__} is not a list; pass a list of {type_ref.name}")
        for index, item in enumerate(value):
            _explain(TypeRef(type_ref.name), item, f"{path}[{index}]", instant=instant)
    elif contract is not None:
        if not isinstance(value, entities.CLASSES[contract.name]):
            expected = f"severakit.entities.{contract.class_name}"
            raise SerializationError(f"{path}: {type(value).__name__} is not {contract.name}; pass {expected}")
        for member in contract.members:
            _explain(member.type, getattr(value, member.python_name), f"{path}/{member.name}", instant=member.instant)
    else:
        try:
            _primitive_scope()[f"write_{'instant' if instant else type_ref.name}"](value)
        except lexical.LexicalError as error:
            raise SerializationError(f"{path}: {error}") from None


# What both share


def _function(name: str, bindings: Iterable[str], parts: Iterable[str]) -> str:
    return "\n    ".join([f"def {name}(value):", *bindings, f"return ''.join([{', '.join(parts)}])"])


def _part(variable: str, present: str, absent: str) -> str:
    return f"{absent!r} if {variable} is None else {present}"


def _nil_member(tag: str, member: Field) -> str:
    return f'<{tag} i:nil="true"/>' if member.nillable else ""


def _omitted_member(_tag: str, _member: Field) -> str:
    return ""


def _item_tag(type_name: str) -> str:
    """Return the qualified name of a data contract, which is its element in a list too."""
    return f"{_PREFIXES[_CONTRACT.types[type_name].namespace]}:{type_name}"


def _member_tags(contract: DataContract) -> list[str]:
    return [f"{_PREFIXES[contract.namespace]}:{member.name}" for member in contract.members]


def _reachable(type_name: str) -> list[str]:
    """Return the data contracts that a value of ``type_name`` can hold, itself and subtypes included."""
    found: dict[str, None] = {}
    waiting = [type_name]
    while waiting:
        name = waiting.pop()
        if name in _CONTRACT.types and name not in found:
            found[name] = None
            waiting += [*_CONTRACT.subtypes[name], *(member.type.name for member in _CONTRACT.types[name].members)]
    return list(found)


def _escape_optional(text: str | None) -> str | None:
    return None if text is None else escape(text)


def _string_text(value: Any) -> str:
    return escape(lexical.render("string", value))


def _string_element(value: Any, tag: str) -> str:
    return f'<{tag} i:nil="true"/>' if value is None else f"<{tag}>{_string_text(value)}</{tag}>"


def _string_items(values: Any) -> str:
    return _items(_string_element, "b:string", values)


def _items(write: Callable[[Any, str], str], tag: str, values: Any) -> str:
    if not isinstance(values, list | tuple):  # text above all, which would be written letter by letter
        raise TypeError(f"{type(values).__name__} is no list")
    return "".join([write(item, tag) for item in values])
