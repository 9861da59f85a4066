"""The tables as they stand in a destination, derived from the contract: columns, child tables, keys.

What an entity holds once, also within a nested data contract, is a column of its table, named by the way to it (its end
alone where that is above 60 characters, since PostgreSQL has names of at most 63). A list
becomes a table of its own: its name is the parent's in the singular and the member (`contact_communication_methods`),
the member alone where it begins with that already (`invoice_rows`). Its rows are keyed by the parent's key and their
`position`, from 0; a list of plain values has them in the column `value`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from severakit.client.plan import TABLE, Each, Table
from severakit.contract import TypeRef
from severakit.soap.arrow_schema import arrow_schema

_LONGEST_NAME = 60
"""PostgreSQL has 63 characters for a name, and cuts off what is longer."""

POSITION = "position"
VALUE = "value"
ORDER = "_order"
"""Beside rows that are on their way: which came later. A child's is that of its parent."""

DELETED_AT = "_deleted_at"
"""When the mirror found that the service has the row no more; null while it is there."""


@dataclass(frozen=True)
class Column:
    """A column, and the way to its value from the list's or the answer's items; none for what is not in them."""

    name: str
    type: pa.DataType
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """A table in the destination. ``parent`` is the relation whose list it holds, None for a table of the plan."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    children: tuple[Relation, ...]
    path: tuple[str, ...] = ()
    """For a child: the way to its list from the parent's items."""
    inherited: tuple[tuple[str, str], ...] = ()
    """For a child: the columns of the parent's key as they are called here and there."""
    root: tuple[str, ...] = ()
    """For a child and all below it: the columns that hold the key of the plan's table."""

    @property
    def schema(self) -> pa.Schema:
        """The columns as an Arrow schema."""
        return pa.schema([(column.name, column.type) for column in self.columns])

    @property
    def own_members(self) -> tuple[str, ...]:
        """The columns that are no part of the key."""
        return tuple(column.name for column in self.columns if column.name not in self.key)

    def with_descendants(self) -> tuple[Relation, ...]:
        """Return the relation and all below it."""
        return (self, *(below for child in self.children for below in child.with_descendants()))


@cache
def relation(name: str) -> Relation:
    """Return the relation of a table of the plan, with its children."""
    return _root(TABLE[name])


def singular(name: str) -> str:
    """Return the singular of a table's name: `companies` is `company`, `statuses` `status`, `cases` `case`."""
    for plural, single in (("ies", "y"), ("sses", "ss"), ("uses", "us"), ("s", "")):
        if name.endswith(plural):
            return name.removesuffix(plural) + single
    return name


def _root(table: Table) -> Relation:
    returns = table.operation.returns
    assert returns is not None  # noqa: S101 - the plan names operations that return something
    reading = table.reading if isinstance(table.reading, Each) else None
    columns, lists = _gathered(_item_type(returns), (), "")
    if reading is not None and reading.members:
        columns = [
            Column(reading.members[each.name], each.type, each.path) for each in columns if each.name in reading.members
        ]
        lists = []
    if POSITION in table.key:
        columns.insert(0, Column(POSITION, pa.int32()))
    if reading is not None and reading.link is not None and reading.link not in {each.name for each in columns}:
        columns.insert(0, Column(reading.link, pa.string()))
    return _finished(table.name, table.key, columns, lists)


def _item_type(returns: TypeRef) -> pa.DataType:
    return pa.string() if returns.is_primitive else pa.struct(list(arrow_schema(returns.name)))


def _finished(
    name: str,
    key: tuple[str, ...],
    columns: list[Column],
    lists: list[tuple[str, tuple[str, ...], pa.DataType]],
    path: tuple[str, ...] = (),
    inherited: tuple[tuple[str, str], ...] = (),
    root: tuple[str, ...] = (),
) -> Relation:
    types = {column.name: column.type for column in columns}
    children = tuple(_child(name, key, types, root, member, way, item) for member, way, item in lists)
    return Relation(name, key, tuple(columns), children, path, inherited, root)


def _child(
    parent: str,
    parent_key: tuple[str, ...],
    types: dict[str, pa.DataType],
    root: tuple[str, ...],
    member: str,
    path: tuple[str, ...],
    item: pa.DataType,
) -> Relation:
    """Return the relation of a list. Its rows bear the parent's key, the last part of it named after the parent."""
    single = singular(parent)
    name = member if member.startswith(f"{single}_") else f"{single}_{member}"
    known = [each if each.endswith("_guid") else f"{single}_{each}" for each in parent_key]
    inherited = tuple(zip(known, parent_key, strict=True))
    columns, lists = _gathered(item, (), "")
    own_columns = [Column(here, types[there]) for here, there in inherited] + [Column(POSITION, pa.int32())]
    taken = {each.name for each in own_columns}
    columns = [each for each in columns if each.name not in taken]
    return _finished(name, (*known, POSITION), [*own_columns, *columns], lists, path, inherited, root or tuple(known))


def _gathered(
    kind: pa.DataType, path: tuple[str, ...], prefix: str
) -> tuple[list[Column], list[tuple[str, tuple[str, ...], pa.DataType]]]:
    """Return the columns of an item, and its lists with the way to them and the type of what they hold."""
    if not pa.types.is_struct(kind):
        return [Column(VALUE, kind, path)], []
    columns: list[Column] = []
    lists: list[tuple[str, tuple[str, ...], pa.DataType]] = []
    for member in kind:
        name, way = f"{prefix}{member.name}", (*path, member.name)
        if pa.types.is_list(member.type):
            lists.append((name, way, member.type.value_type))
        elif pa.types.is_struct(member.type):
            inner, inner_lists = _gathered(member.type, way, f"{name}_")
            columns += inner
            lists += inner_lists
        else:
            # No destination has unsigned bytes.
            columns.append(Column(_short(way), pa.int16() if member.type == pa.uint8() else member.type, way))
    return columns, lists


def _short(way: tuple[str, ...]) -> str:
    """Return the name of a column by the way to it, of which as much is left out from the front as is too long."""
    while len(name := "_".join(way)) > _LONGEST_NAME:
        way = way[1:]
    return name
