"""Columns of lexical text and the values they stand for, as Arrow arrays or as Python lists.

A column whose texts all have the plain form of their type is read at once; any other text by text, with
``lexical``, which knows every form. Both give the same values: a plain form is one that Arrow, Python and
``lexical`` read alike.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import count, islice, starmap
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from severakit import entities
from severakit.contract import load_contract
from severakit.soap import drift, lexical
from severakit.soap.arrow_schema import arrow_array, arrow_type, list_array
from severakit.soap.character_data import unescaped
from severakit.soap.grammar import consist_of, texts_match
from severakit.soap.plain_runs import Column, Nested

if TYPE_CHECKING:
    from severakit.contract import Field
    from severakit.soap.plain_runs import Columns


class _PlainForm(NamedTuple):
    """What the texts of a type look like, one behind the other, how long each may be, and what reads one.

    Within these, Arrow's casts and Python's constructors take what ``lexical`` takes, and refuse the rest.
    """

    has: Callable[[pa.StringArray], bool]
    longest: int
    read: Callable[[str], Any]


# Arrow knows a year 0; of the first thousand years only the first day of all, which is .NET's least date, is common.
_YEAR = "(?:[1-9][0-9]{3}|0001)"
_DATE_TIMES = rf"(?:{_YEAR}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]{{1,7}})?Z?)*"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_PLAIN_FORMS = {
    "boolean": _PlainForm(partial(consist_of, b"truefals01"), 5, _BOOLEANS.__getitem__),
    "byte": _PlainForm(partial(consist_of, b"0123456789"), 2, int),
    "int": _PlainForm(partial(consist_of, b"0123456789-"), 9, int),
    "long": _PlainForm(partial(consist_of, b"0123456789-"), 18, int),
    "decimal": _PlainForm(partial(consist_of, b"0123456789.+-"), 28, Decimal),
    "dateTime": _PlainForm(partial(texts_match, _DATE_TIMES), 28, datetime.fromisoformat),
}
_UNREADABLE = (ValueError, KeyError, InvalidOperation)
_MICROSECONDS = len("2026-10-01T00:00:00.000000")
_SAMPLE = 256


def arrow_columns(type_name: str, columns: Columns) -> list[pa.Array]:
    """Return the Arrow arrays of a data contract's members.

    Raises LexicalError, and InexactDecimal for an amount that Arrow cannot hold.
    """
    _warn_of_unknown(type_name, columns)
    return list(map(_arrow_column, load_contract().types[type_name].members, columns))


def entities_of(type_name: str, columns: Columns) -> list[Any]:
    """Return the entities whose members the columns are. Raises LexicalError.

    In a column in which many values are equal they are one object.
    """
    values = list(map(_python_column, load_contract().types[type_name].members, columns))
    found = list(starmap(entities.CLASSES[type_name], zip(*_in_class_order(type_name, values), strict=True)))
    if columns.unknown:
        _warn_of_unknown(type_name, columns)
        texts = zip(*(column.to_pylist() for column in columns.unknown.values()), strict=True)
        for entity, extra in zip(found, texts, strict=True):
            entity.keep(dict(zip(columns.unknown, extra, strict=True)))
    return found


def _in_class_order(type_name: str, values: list[list[Any]]) -> list[list[Any]]:
    """Return the columns as the class takes them: it may have members of another generation, which are None here."""
    fields = entities.CLASSES[type_name].__struct_fields__
    names = tuple(member.python_name for member in load_contract().types[type_name].members)
    if names == fields[: len(names)]:
        return values
    absent: list[Any] = [None] * len(values[0])
    given = dict(zip(names, values, strict=True))
    return [given.get(name, absent) for name in fields]


def _warn_of_unknown(type_name: str, columns: Columns) -> None:
    for name in columns.unknown:
        drift.warn_of_member(type_name, name)


def _arrow_column(member: Field, column: Column) -> pa.Array:
    if isinstance(column, Nested):
        return _nested_array(member, column)
    if member.type.name == "string":
        return column
    if _repeats(column):
        encoded = column.dictionary_encode()
        return _arrow_values(member, encoded.dictionary).take(encoded.indices)
    return _arrow_values(member, column)


def _arrow_values(member: Field, column: pa.StringArray) -> pa.Array:
    if _is_plain(member, column):
        try:
            return _normalized(member, column).cast(arrow_type(member))
        except pa.ArrowInvalid:  # a 30th of February, a decimal of too many digits
            pass
    return arrow_array(member, _python_column(member, column))


def _nested_array(member: Field, column: Nested) -> pa.Array:
    fields = list(arrow_type(member).value_type if member.type.is_list else arrow_type(member))
    structs = pa.StructArray.from_arrays(arrow_columns(member.type.name, column.columns), fields=fields)
    if member.type.is_list:
        return list_array(member, column.counts, structs)
    places = count()
    return structs.take(pa.array([None if each is None else next(places) for each in column.counts], pa.int32()))


def _python_column(member: Field, column: Column) -> list[Any]:
    if isinstance(column, Nested):
        return _nested_values(member, column)
    if member.type.is_list:
        return list(column.to_pylist())
    if member.type.name == "string":
        return _texts(column)
    if _is_plain(member, column):
        try:
            return _read(_normalized(member, column), _PLAIN_FORMS[member.type.name].read)
        except _UNREADABLE:  # a 30th of February
            pass
    return _read(unescaped(column), _lexical_reader(member))


def _nested_values(member: Field, column: Nested) -> list[Any]:
    values = iter(entities_of(member.type.name, column.columns))
    if member.type.is_list:
        return [None if each is None else list(islice(values, each)) for each in column.counts]
    return [None if each is None else next(values) for each in column.counts]


def _is_plain(member: Field, column: pa.StringArray) -> bool:
    form = _PLAIN_FORMS.get(member.type.name)
    if form is None:
        return False
    longest = pc.max(pc.binary_length(column)).as_py() or 0
    return longest <= form.longest and form.has(column)


def _normalized(member: Field, column: pa.StringArray) -> pa.StringArray:
    """Return plain texts with dateTimes cut to microseconds, and with `Z` behind instants but behind nothing else."""
    if member.type.name != "dateTime":
        return column
    local = pc.utf8_slice_codeunits(pc.utf8_rtrim(column, "Z"), 0, _MICROSECONDS)
    return pc.binary_join_element_wise(local, "Z", "") if member.instant else local


def _lexical_reader(member: Field) -> Callable[[str], Any]:
    enumeration = load_contract().enums.get(member.type.name)
    if enumeration is None:
        return lexical.parser(member.type.name, instant=member.instant)
    enum_class = entities.ENUMS[member.type.name]
    return lambda text: enum_class(lexical.parse_enumeration(enumeration, text))


def _read(column: pa.StringArray, read: Callable[[str], Any]) -> list[Any]:
    if _repeats(column):
        return _spread(column.dictionary_encode(), read)
    if column.null_count:
        return [None if text is None else read(text) for text in column.to_pylist()]
    return list(map(read, column.to_pylist()))


def _texts(column: pa.StringArray) -> list[str | None]:
    texts: list[str | None] = _spread(column.dictionary_encode(), str) if _repeats(column) else column.to_pylist()
    return texts


def _repeats(column: pa.StringArray) -> bool:
    """Whether, by its first texts, half of a column or more are repetitions."""
    sample = column[:_SAMPLE]
    distinct: int = pc.count_distinct(sample).as_py()
    return 2 * distinct <= len(sample)


def _spread(column: pa.DictionaryArray, read: Callable[[str], Any]) -> list[Any]:
    values = [*map(read, column.dictionary.to_pylist()), None]
    return [values[index] for index in column.indices.fill_null(-1).to_pylist()]
