"""Runs of plain entities, taken apart into columns of text without a step per tag in Python.

A serializer writes all entities of a list alike: the same elements in the same order, each with text, empty or
nil. Cut at the start tags, such a run is a table, whose columns are checked and stripped of their tags as a whole.
The cut loses nothing, and every byte is accounted for: of a start tag's piece nothing else is allowed than the name
that all pieces of its column have, text without markup, and the end tag. A run that is in any way different is
refused, and never misread.

What would make the table ragged, data contracts in data contracts, is set aside before the cut and read the same
way, a table of its own for each member.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from severakit.contract import load_contract
from severakit.soap.character_data import unescaped
from severakit.soap.lexical import LexicalError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from severakit.contract import Field

Run = bytes | bytearray
Column = Any
"""A pa.StringArray: of text, or of what stands between the tags of any other value. For lists of strings a pa.ListArray
of text. Or Nested."""

_DECLARED_ARRAYS = re.compile(
    b' xmlns:([A-Za-z_][A-Za-z0-9_.-]*)="%b"' % re.escape(load_contract().namespaces["arrays"].encode())
)
# Stands for what was set aside. No document can have this character, so it is in none by itself.
_MARK = b"\x01"


class Prefixes(NamedTuple):
    """What stands before the names of entities' elements, of `nil`, and of the items of string lists."""

    entities: str
    nil: str
    arrays: str | None


class Columns(list[Column]):
    """A column for each member of a data contract; ``unknown`` are those of members that it does not know."""

    def __init__(self, members: Iterable[Column], unknown: dict[str, pa.StringArray]) -> None:
        super().__init__(members)
        self.unknown = unknown


class Nested(NamedTuple):
    """A column of data contracts, or of lists of them.

    ``counts`` says how many each entity has, None where it is nil; ``columns`` are the members of them all.
    """

    counts: list[int | None]
    columns: Columns


class _NotPlainError(Exception):
    """The run needs a reader that knows all of XML."""


@lru_cache(maxsize=256)
def plain_runs(type_name: str, prefixes: Prefixes) -> PlainRuns | None:
    """Return the reader for lists of a data contract, None for one that contains itself."""
    return None if _contains_itself(type_name) else PlainRuns(type_name, type_name, prefixes)


class PlainRuns:
    """Reads runs of elements named ``item``, each an entity of one data contract."""

    def __init__(self, type_name: str, item: str, prefixes: Prefixes) -> None:
        self._contract = load_contract().types[type_name]
        self._item = item
        self._prefixes = prefixes
        self._tag = f"{prefixes.entities}:"
        self._names = re.compile(f"<{re.escape(self._tag)}([A-Za-z_][A-Za-z0-9_.-]*)".encode())
        self._nested = {
            member.name: PlainRuns(member.type.name, member.type.name if member.type.is_list else member.name, prefixes)
            for member in self._contract.members
            if member.type.name in load_contract().types
        }
        self.start_tag = f"<{self._tag}{item}>".encode()
        self.end_tag = f"</{self._tag}{item}>".encode()

    def read(self, run: Run) -> Columns | None:
        """Return a column for each member, null where it has no value, or None if ``run`` is not plain."""
        try:
            return self._read(run)
        except (_NotPlainError, LexicalError):
            return None

    def _read(self, run: Run) -> Columns:
        if not run:
            return Columns((self._absent(member, 0) for member in self._contract.members), {})
        blocks = {}
        for name in self._nested:
            run, blocks[name] = self._set_aside(run, name)
        rows, table = self._table(run)
        columns: dict[str, Column] = {}
        for name, pieces in table.items():
            member = self._contract.member.get(name)
            if member is not None and name in blocks:
                columns[name] = self._nested_entities(pieces, member, blocks[name])
            elif member is not None and member.type.is_list:
                columns[name] = self._string_lists(pieces, name)
            elif member is None or member.type.name == "string":  # text is required of unknown members too
                columns[name] = unescaped(self._contents(pieces, name))
            else:
                columns[name] = self._contents(pieces, name).view(pa.string())
        known = [columns.pop(member.name, None) for member in self._contract.members]
        pairs = zip(self._contract.members, known, strict=True)
        return Columns((self._absent(member, rows) if each is None else each for member, each in pairs), columns)

    def _absent(self, member: Field, rows: int) -> Column:
        if member.name in self._nested:
            return Nested([None] * rows, self._nested[member.name]._read(b""))  # noqa: SLF001 - one of the same class
        return pa.nulls(rows, pa.list_(pa.string()) if member.type.is_list else pa.string())

    def _set_aside(self, run: Run, name: str) -> tuple[Run, list[Run]]:
        """Return the run with a mark in the place of what each element ``name`` holds, and what they hold."""
        start, end = f"<{self._tag}{name}>".encode(), f"</{self._tag}{name}>".encode()
        first, *others = run.split(start)
        parts = [other.partition(end) for other in others]
        if not all(found for _, found, _ in parts):
            raise _NotPlainError
        return (start + _MARK + end).join([first, *(rest for _, _, rest in parts)]), [block for block, _, _ in parts]

    def _table(self, run: Run) -> tuple[int, dict[str, pa.BinaryArray]]:
        """Return the number of entities and for each of their members the pieces of the run that it starts."""
        names = [name.decode() for name in self._names.findall(run, 0, run.find(self.end_tag))]
        if names[:1] != [self._item] or len(set(names)) < len(names):
            raise _NotPlainError
        pieces = pc.split_pattern(_one_value(run), f"<{self._tag}").flatten()
        rows, ragged = divmod(len(pieces) - 1, len(names))
        if ragged or pieces[0].as_py():
            raise _NotPlainError
        first_column = pc.cumulative_sum(pa.repeat(_integer(len(names)), rows), 1 - len(names))
        places = [pc.add(first_column, _integer(index)) for index in range(len(names))]
        # All at once, which takes half the time of one after the other.
        table = pieces.take(pa.concat_arrays(places))
        columns = [table.slice(index * rows, rows) for index in range(len(names))]
        columns[-1] = _without_end(columns[-1], self.end_tag)
        _require(pc.equal(columns[0], _text(f"{self._item}>")))
        return rows, dict(zip(names[1:], columns[1:], strict=True))

    def _nested_entities(self, pieces: pa.BinaryArray, member: Field, blocks: list[Run]) -> Nested:
        reader, marks = self._nested[member.name], self._contents(pieces, member.name).to_pylist()
        if not member.type.is_list:
            blocks = [b"".join([reader.start_tag, block, reader.end_tag]) for block in blocks]
        accepted = {None, _MARK, b""} if member.type.is_list else {None, _MARK}
        if marks.count(_MARK) != len(blocks) or not accepted.issuperset(marks):
            raise _NotPlainError
        if any(block and not block.endswith(reader.end_tag) for block in blocks):
            raise _NotPlainError
        sizes = iter([block.count(reader.end_tag) for block in blocks])
        counts = [None if mark is None else next(sizes) if mark else 0 for mark in marks]
        return Nested(counts, reader._read(b"".join(blocks)))  # noqa: SLF001 - one of the same class

    def _string_lists(self, pieces: pa.BinaryArray, name: str) -> pa.ListArray:
        # WCF declares the prefix of the items with every list, others once for all.
        declared = _DECLARED_ARRAYS.search(pieces[0].as_py())
        prefix, declaration = (declared[1].decode(), declared[0].decode()) if declared else (self._prefixes.arrays, "")
        if prefix in {None, self._prefixes.entities, self._prefixes.nil}:
            raise _NotPlainError
        lists = pc.split_pattern(self._contents(pieces, name, declaration), f"<{prefix}:string>")
        _require(pc.equal(pc.list_element(lists, 0), _text("")).fill_null(True))  # noqa: FBT003 - Arrow takes no keyword
        strings = pc.list_slice(lists, 1)
        texts = unescaped(_without_end(strings.flatten(), f"</{prefix}:string>".encode()))
        return pa.ListArray.from_arrays(strings.offsets, texts, mask=strings.is_null())

    def _contents(self, pieces: pa.BinaryArray, name: str, declaration: str = "") -> pa.BinaryArray:
        """Return what stands between the tags, null for nil."""
        start, end = f"{name}{declaration}>".encode(), f"</{self._tag}{name}>".encode()
        nil = _text(f'{name} {self._prefixes.nil}:nil="true"{declaration}/>')
        begins = pc.starts_with(pieces, start)
        if not begins.true_count and pc.equal(pieces, nil).true_count == len(pieces):
            return pa.nulls(len(pieces), pa.binary())
        ends = pc.ends_with(pieces, end)
        contents = pc.binary_slice(pieces, len(start), -len(end))
        if begins.true_count + ends.true_count < 2 * len(pieces):
            is_enclosed = pc.and_(begins, ends)
            is_nil = pc.equal(pieces, nil)
            if is_nil.true_count + is_enclosed.true_count < len(pieces):
                is_empty = pc.equal(pieces, _text(f"{name}{declaration}/>"))
                _require(pc.or_(is_enclosed, pc.or_(is_nil, is_empty)))
            # In this order, so that no bytes are left behind a null: they would be checked as if they were text.
            contents = pc.if_else(is_nil, pa.NA, pc.if_else(is_enclosed, contents, _text("")))
        return contents


def _contains_itself(type_name: str, within: tuple[str, ...] = ()) -> bool:
    types = load_contract().types
    return type_name in within or any(
        _contains_itself(member.type.name, (*within, type_name))
        for member in types[type_name].members
        if member.type.name in types
    )


def _one_value(data: Run) -> pa.BinaryArray:
    return pa.Array.from_buffers(
        pa.binary(), 1, [None, pa.py_buffer(struct.pack("=ii", 0, len(data))), pa.py_buffer(data)]
    )


# Arrow takes Python's values as well, and twice as long for it.
def _text(text: str) -> pa.BinaryScalar:
    return pa.scalar(text.encode(), pa.binary())


def _integer(value: int) -> pa.Int32Scalar:
    return pa.scalar(value, pa.int32())


def _require(facts: pa.BooleanArray) -> None:
    if facts.true_count < len(facts):
        raise _NotPlainError


def _without_end(pieces: pa.BinaryArray, end: bytes) -> pa.BinaryArray:
    _require(pc.ends_with(pieces, end))
    return pc.binary_slice(pieces, 0, -len(end))
