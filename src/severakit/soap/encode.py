"""Encoders, compiled per type from the contract: typed values, and rows of lexical text, become XML text.

A data contract has three forms, each compiled on first use into a function with one expression per member: a *row*
is a tuple of lexical text in wire order; a *result* is an entity whose absent members are nil; an *argument* is an
entity whose absent members are left out.

Elements carry the prefixes `a` (entities), `b` (arrays), `c` (fault details) and `i` (xsi); ``declarations`` says
which of them an element must declare.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from severakit import entities
from severakit.contract import PRIMITIVES, XSI_NAMESPACE, DataContract, Field, TypeRef, load_contract
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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


def _is_to_be_escaped(text: str) -> bool:
    return "&" in text or "<" in text or ">" in text or "\r" in text


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
def rows_encoder(type_name: str) -> Callable[[Sequence[Sequence[Any]]], str]:
    """Return the function that writes items of a list of a data contract from rows.

    A row has one entry per member in wire order: None, an int, text that is lexical already, a row for a nested
    data contract, a list of rows or of texts for a list. None is nil where the contract allows it and is left out
    elsewhere. All strings are escaped, GUIDs too, so that no stored text can break the document. Raises ValueError for
    rows of the wrong length.

    Rows are written column by column: what tags stand around a value, whether there is one and whether it must be
    escaped is mostly the same in all rows, and found out in less than half of the time that it takes row by row.
    """
    contract, scope = _CONTRACT.types[type_name], _row_scope(type_name)
    tag, tags = _item_tag(type_name), _member_tags(contract)
    columns = [_Column(member, tag, scope) for member, tag in zip(contract.members, tags, strict=True)]

    def encode(rows: Sequence[Sequence[Any]]) -> str:
        if not rows:
            return ""
        parts: list[Iterable[str]] = []
        literal = f"<{tag}>"
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            before, written, after = column.written(values)
            literal += before
            if written is not None:
                parts += (repeat(literal), written)
                literal = after
        return "".join(chain.from_iterable(zip(*parts, repeat(f"{literal}</{tag}>", len(rows)), strict=False)))

    return encode


class _Column:
    """One member of the rows of a list."""

    def __init__(self, member: Field, tag: str, scope: Mapping[str, Any]) -> None:
        self._start, self._end, self._absent = f"<{tag}>", f"</{tag}>", _nil_member(tag, member)
        self._is_string = member.type.name == "string" and not member.type.is_list
        content = _row_content(member.type, "value")
        self._content: Callable[[Any], str] | None = None
        if content != "value":
            self._content = eval(f"lambda value: {content}", dict(scope))  # noqa: S307 - made of contract names alone

    def written(self, values: Sequence[Any]) -> tuple[str, Iterable[str] | None, str]:
        """Return what stands before each value, the values as they are written, and what stands after each.

        Where there is none, what stands in its place is before, and there are no values.
        """
        try:
            text = "".join(values)
        except TypeError:  # one is None, or they are no text
            return self._written_one_by_one(values)
        if self._is_string and _is_to_be_escaped(text):
            return self._start, map(escape, values), self._end
        return self._start, values, self._end

    def _written_one_by_one(self, values: Sequence[Any]) -> tuple[str, Iterable[str] | None, str]:
        given = [value for value in values if value is not None]
        if not given:
            return self._absent, None, ""
        start, end, absent, content = self._start, self._end, self._absent, self._content
        if content is None and self._is_string and _is_to_be_escaped("".join(given)):
            content = escape
        if content is None:
            return "", [absent if value is None else f"{start}{value}{end}" for value in values], ""
        return "", [absent if value is None else f"{start}{content(value)}{end}" for value in values], ""


@cache
def row_members_encoder(type_name: str) -> Callable[[Sequence[Any]], str]:
    """Return the function that writes the members alone, for a single result; a row is as for ``rows_encoder``."""
    encode: Callable[[Sequence[Any]], str] = _row_scope(type_name)[_CONTRACT.types[type_name].class_name]
    return encode


@cache
def _row_scope(type_name: str) -> Mapping[str, Any]:
    """Return the functions that write rows of ``type_name`` and of all that it can hold, by their classes' names."""
    contracts = [_CONTRACT.types[name] for name in _reachable(type_name)]
    scope: dict[str, Any] = {
        "is_to_be_escaped": _is_to_be_escaped,
        "escaped": _escape_optional,
        "strings": _string_items,
        "join": "".join,
    }
    exec("\n".join(map(_row_source, contracts)), scope)  # noqa: S102 - the source is made of contract names alone
    return scope


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
            "if is_to_be_escaped(text):",
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
