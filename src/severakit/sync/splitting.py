"""Batches of entities taken apart into flat ones, a batch for each table: no value becomes a Python object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from severakit.sync.relations import ORDER, POSITION, Relation

Parts = dict[str, pa.RecordBatch]


def split(relation: Relation, items: pa.Array, given: Mapping[str, Any], order: int, place: int = 0) -> Parts:
    """Return flat batches of an answer's items (structs, or plain values) by the name of their table.

    ``given`` holds values of columns that are the same for all; ``place`` is the first item's place in the answer.
    Rows are numbered in the column `_order` from ``order`` on; those of lists bear their parent's number.
    """
    numbers = pc.add(_range(len(items)), pa.scalar(order, pa.int64()))
    known = {name: pa.repeat(pa.scalar(value, pa.string()), len(items)) for name, value in given.items()}
    known[POSITION] = pc.add(_range(len(items)), pa.scalar(place, pa.int64())).cast(pa.int32())
    parts: Parts = {}
    _take_apart(relation, items, known, numbers, parts)
    return parts


def _take_apart(
    relation: Relation, items: pa.Array, known: Mapping[str, pa.Array], numbers: pa.Array, parts: Parts
) -> None:
    columns = [
        _reached(items, column.path).cast(column.type)
        if column.path or column.name not in known
        else known[column.name]
        for column in relation.columns
    ]
    schema = relation.schema.append(pa.field(ORDER, pa.int64()))
    parts[relation.name] = pa.RecordBatch.from_arrays([*columns, numbers], schema=schema)
    for child in relation.children:
        lists = _reached(items, child.path)
        parents = pc.list_parent_indices(lists)
        of_parent = dict(zip(relation.schema.names, columns, strict=True))
        inherited = {here: of_parent[there].take(parents) for here, there in child.inherited}
        inherited[POSITION] = _positions(lists, parents)
        _take_apart(child, lists.flatten(), inherited, numbers.take(parents), parts)


def _reached(items: pa.Array, path: tuple[str, ...]) -> pa.Array:
    """Return what stands at the end of a way through structs; null where one on the way is."""
    for name in path:
        items = pc.struct_field(items, name)
    return items


def _positions(lists: pa.Array, parents: pa.Array) -> pa.Array:
    """Return each item's place in its list."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).cast(pa.int64())
    begins = pc.subtract(pc.cumulative_sum(lengths), lengths)
    return pc.subtract(_range(len(parents)), begins.take(parents)).cast(pa.int32())


def _range(count: int) -> pa.Array:
    return pa.array(range(count), pa.int64())
