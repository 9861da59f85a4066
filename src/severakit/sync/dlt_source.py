"""The tables as a dlt source: for warehouses that dlt writes to, by dlt's own settings.

A resource gives one table of the plan, its lists, and the tables that are read for each of its rows. How far it is
stands in dlt's state, which travels with the data. What is read whole replaces the table, so that what was deleted is
gone from it; what changed is merged by key, with the lists of each row that came.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dlt
import pyarrow as pa
import pyarrow.compute as pc
from dlt.extract import DltResource

from severakit.client import Client
from severakit.client.plan import BEGINNING, Each, Table, chosen, dependents
from severakit.sync.reading import Reader
from severakit.sync.relations import ORDER, Relation, relation
from severakit.sync.run import OVERLAP, Reconcile, is_reconciling
from severakit.sync.spool import Spool

_GONE = "_gone"
"""Marks a row that only says: what its parent had is gone. It is never written."""


@dlt.source(name="severa")
def source(client: Client, tables: list[str] | None = None, reconcile: str = "daily") -> list[DltResource]:
    """Return the tables of these names, or all, as resources of a dlt source.

    ```python
    dlt.pipeline("severa", destination="bigquery").run(source(client))
    ```

    ``reconcile`` says when tables whose changes can be told are read whole all the same: `daily`, `always`, `never`.
    Raises ValueError for an unknown table. The client's errors end the pipeline's run, and nothing is loaded.
    """
    wanted, how = chosen(tables), Reconcile(reconcile)
    reader = Reader(client)
    return [_resource(reader, table, wanted, how) for table in wanted if not isinstance(table.reading, Each)]


def _resource(reader: Reader, table: Table, wanted: tuple[Table, ...], reconcile: Reconcile) -> DltResource:
    hanging = [(each, column) for each, column in dependents(table) if each in wanted]
    rows = _Rows(reader, table, hanging, reconcile)

    def read() -> Iterator[Any]:
        return rows.read()

    resource: DltResource = dlt.resource(read, name=table.name)
    return resource


class _Rows:
    def __init__(self, reader: Reader, table: Table, hanging: list[tuple[Table, str]], reconcile: Reconcile) -> None:
        self._reader = reader
        self._table = table
        self._hanging = hanging
        self._reconcile = reconcile

    def read(self) -> Iterator[Any]:
        """Yield flat Arrow tables, each with the name and the keys of the table that it goes to."""
        state, begun = dlt.current.resource_state(), datetime.now(UTC)
        since, reconciled = (_moment(state.get(name)) for name in ("changed_since", "reconciled_at"))
        is_new = since is None or since > begun
        is_whole = self._table.changes is None or is_new or is_reconciling(self._reconcile, reconciled, begun)
        values: dict[str, set[str]] = {column: set() for _, column in self._hanging}
        if is_whole:
            yield from self._empty(self._table)
        for spool in self._answers(BEGINNING if is_whole or since is None else since, begun):
            yield from _written(self._table, spool, values, is_whole=is_whole)
        for each, column in self._hanging:
            yield from self._of_values(each, values[column], state, is_whole=is_whole)
        state["changed_since"] = (begun - OVERLAP - self._reader.behind).isoformat()
        if is_whole:
            state["reconciled_at"] = begun.isoformat()

    def _answers(self, since: datetime, begun: datetime) -> Iterator[Spool]:
        """Read in one answer what can be: then no row comes twice, in two states."""
        if self._table.changes is not None:
            yield self._reader.changes(self._table, self._table.changes, since, begun)
        else:
            for spool, _place in self._reader.everything(self._table, begun, {}):
                yield spool

    def _of_values(self, table: Table, values: set[str], state: dict[str, Any], *, is_whole: bool) -> Iterator[Any]:
        assert isinstance(table.reading, Each)  # noqa: S101 - only these hang on others
        replaces = is_whole and len(table.reading.parents) == 1
        if replaces:
            yield from self._empty(table)
        known = state.setdefault(f"known_{table.name}", []) if not table.reading.again else []
        for value in sorted(values.difference(known)):
            spool = self._reader.of(table, table.reading, value)
            yield from _written(table, spool, {}, is_whole=replaces)
            if not spool.rows and not replaces and table.reading.link is not None:
                yield _named(
                    relation(table.name), _tombstones(relation(table.name), table.reading.link, [value]), table
                )
            known.append(value)

    @staticmethod
    def _empty(table: Table) -> Iterator[Any]:
        for each in relation(table.name).with_descendants():
            yield _named(each, each.schema.empty_table(), table, replaces=True)


def _written(table: Table, spool: Spool, values: dict[str, set[str]], *, is_whole: bool) -> Iterator[Any]:
    """Yield an answer's rows, and for rows whose lists are empty now what says so."""
    root = relation(table.name)
    below = {each.name: each for each in root.with_descendants()}
    parents: dict[str, set[str]] = {name: set() for name in below}
    with spool:
        for name, batches in spool.batches():
            for batch in batches:
                if name == root.name:
                    for column, found in values.items():
                        found |= set(filter(None, pc.unique(batch.column(column)).to_pylist()))
                first = (below[name].root or root.key)[0]
                parents[name] |= set(filter(None, pc.unique(batch.column(first)).to_pylist()))
                yield _named(below[name], pa.Table.from_batches([batch]).drop_columns(ORDER), table, replaces=is_whole)
    for child in root.with_descendants()[1:]:
        empty = sorted(parents[root.name] - parents[child.name])
        if empty and not is_whole:
            yield _named(child, _tombstones(child, child.root[0], empty), table)


def _tombstones(relation: Relation, link: str, values: list[str]) -> pa.Table:
    """Return a row for each value that says that nothing hangs on it."""

    def column(name: str, kind: pa.DataType) -> pa.Array:
        if name == link:
            return pa.array(values, pa.string())
        filler = {pa.string(): "", pa.int32(): -1}.get(kind) if name in relation.key else None
        return pa.array([filler] * len(values), kind)

    rows = pa.table({each.name: column(each.name, each.type) for each in relation.columns}, schema=relation.schema)
    return rows.append_column(_GONE, pa.array([True] * len(values)))


def _named(relation: Relation, rows: pa.Table, table: Table, *, replaces: bool = False) -> Any:
    """Return rows with what dlt must know of the table they go to."""
    if _GONE not in rows.column_names and not replaces:
        rows = rows.append_column(_GONE, pa.nulls(rows.num_rows, pa.bool_()))
    hints = dlt.mark.make_hints(
        table_name=relation.name,
        write_disposition="replace" if replaces else "merge",
        primary_key=_key(relation),
        merge_key=relation.root[:1] or _link(table),
        columns=_columns(relation) | ({} if replaces else {_GONE: {"hard_delete": True}}),
    )
    keys = set(_key(relation))
    fields = [field.with_nullable(field.name not in keys) for field in rows.schema]
    return dlt.mark.with_hints(rows.cast(pa.schema(fields)), hints, create_table_variant=True)


def _key(relation: Relation) -> tuple[str, ...]:
    """Return the columns that tell rows apart; an undated activity has but its GUID for that."""
    schema = relation.schema
    return tuple(name for name in relation.key if not pa.types.is_timestamp(schema.field(name).type))


def _columns(relation: Relation) -> dict[str, Any]:
    """Return what dlt does not see by itself: dates and wall-clock times have no zone."""
    local = [each.name for each in relation.columns if each.type == pa.timestamp("us")]
    return {name: {"data_type": "timestamp", "timezone": False, "precision": 6} for name in local}


def _link(table: Table) -> tuple[str, ...]:
    link = table.reading.link if isinstance(table.reading, Each) else None
    return () if link is None else (link,)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
