"""Reading data contracts out of the store as lexical rows, in a fixed number of statements.

A lexical row is a tuple of the members in wire order, each None, an integer or the text that XML
Schema gives the value; a nested contract is a tuple, a list is a list of texts or tuples. It is
what an encoder needs and nothing more, so that a million rows pass through in constant memory.

What hangs on a row is not fetched row by row: each child table is read once, in the order of its
parents, beside them. A list of invoices with their rows and the rows' sources costs as many
statements for ten as for ten thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store.columns import lexical
from severakit.store.schema import (
    LAYOUTS,
    REFERENCES,
    Children,
    Constant,
    Layout,
    Links,
    Nested,
    Path,
    Source,
    metadata,
    organizations,
)

Row = Sequence[Any]

_FETCH = 1000


class _Joins:
    """The references followed out of one table, each joined once."""

    def __init__(self, table: sa.Table) -> None:
        self.table = table
        self.joined: sa.FromClause = table
        self._aliases: dict[tuple[str, ...], sa.FromClause] = {(): table}

    def column(self, path: Path) -> sa.ColumnElement[Any]:
        return self._reach(path.steps[:-1]).c[path.steps[-1]]

    def _reach(self, steps: tuple[str, ...]) -> sa.FromClause:
        if steps not in self._aliases:
            source = self._reach(steps[:-1])
            alias, condition = self._target(source, steps)
            self.joined = self.joined.outerjoin(alias, condition)
            self._aliases[steps] = alias
        return self._aliases[steps]

    def _target(self, source: sa.FromClause, steps: tuple[str, ...]) -> tuple[sa.FromClause, sa.ColumnElement[bool]]:
        name = "__".join((self.table.name, *steps))
        if steps[-1] == "organization_id":
            alias: sa.FromClause = organizations.alias(name)
            return alias, alias.c.id == source.c.organization_id
        alias = metadata.tables[_target_table(self.table, steps)].alias(name)
        return alias, sa.and_(alias.c.organization_id == source.c.organization_id, alias.c.guid == source.c[steps[-1]])


def _target_table(table: sa.Table, steps: tuple[str, ...]) -> str:
    name = table.name
    for step in steps:
        name = REFERENCES[name][step]
    return name


@dataclass(frozen=True)
class _Child:
    """A list that hangs on a row: the plan of its table, by the column that points back."""

    plan: _Plan
    parent: str
    distinct: bool


@dataclass(frozen=True)
class _Plan:
    """How to read one layout: the columns to fetch, and how a fetched row becomes a lexical one."""

    table: sa.Table
    source: sa.FromClause
    columns: tuple[sa.ColumnElement[Any], ...]
    children: tuple[_Child, ...]
    condition: sa.ColumnElement[bool] | None
    build: Callable[[Row, Sequence[Any]], Any] | None
    """None where the fetched row is the lexical row."""


class _Planner:
    """Turns a layout into a plan. Fetched columns come first, the row's own key last."""

    def __init__(self, table: sa.Table) -> None:
        self.joins = _Joins(table)
        self.columns: list[sa.ColumnElement[Any]] = []
        self.children: list[_Child] = []

    def expression(self, source: Source | Nested) -> str:
        """Return the Python expression that builds the value from `row` and `lists`."""
        match source:
            case Path():
                return self._fetch(lexical(self.joins.column(source)))
            case Constant(text):
                return self._fetch(sa.null() if text is None else sa.literal_column(f"'{text}'"))
            case Nested(_, members, present):
                return self._nested(members, present)
            case Children(type_name, parent):
                return self._list(_Child(_plan(LAYOUTS[type_name]), parent, distinct=False))
            case Links(table, parent, value):
                return self._list(_Child(_links_plan(metadata.tables[table], value), parent, distinct=True))

    def _fetch(self, column: sa.ColumnElement[Any]) -> str:
        self.columns.append(column.label(f"c{len(self.columns)}"))
        return f"row[{len(self.columns) - 1}]"

    def _nested(self, members: Sequence[tuple[str, Source | Nested]], present: str | None) -> str:
        whole = "(" + "".join(f"{self.expression(source)}, " for _, source in members) + ")"
        if present is None:
            return whole
        return f"(None if {self._fetch(self.joins.table.c[present])} is None else {whole})"

    def _list(self, child: _Child) -> str:
        self.children.append(child)
        return f"lists[{len(self.children) - 1}]"


@cache
def _plan(layout: Layout) -> _Plan:
    planner = _Planner(layout.table)
    parts = [planner.expression(source) for _, source in layout.members]
    build = None if layout.is_flat else _builder("(" + "".join(f"{part}, " for part in parts) + ")")
    return _Plan(
        layout.table,
        planner.joins.joined,
        tuple(planner.columns),
        tuple(planner.children),
        layout.condition,
        build,
    )


@cache
def _links_plan(table: sa.Table, value: Path) -> _Plan:
    planner = _Planner(table)
    column = planner.joins.column(value)
    planner.expression(value)
    # Not "is not null": SQLite would choose that column's index, and go through all of it for each parent.
    given = sa.func.length(column) > 0
    return _Plan(table, planner.joins.joined, tuple(planner.columns), (), given, _builder("row[0]"))


def _builder(expression: str) -> Callable[[Row, Sequence[Any]], Any]:
    """Compile a plan's expression; it is made of indices alone, no text from outside enters it."""
    build: Callable[[Row, Sequence[Any]], Any] = eval(f"lambda row, lists: {expression}")  # noqa: S307
    return build


class Rows:
    """The lexical rows of one data contract that meet some conditions, read as they are asked for.

    Iterable once, and only while the session that made it is open.
    """

    def __init__(
        self,
        connection: Connection,
        layout: Layout,
        conditions: Sequence[sa.ColumnElement[bool]],
        order_by: Sequence[sa.ColumnElement[Any]] = (),
        limit: int | None = None,
        offset: int | None = None,
    ) -> None:
        self.type_name = layout.type_name
        self._connection = connection
        self._plan = _plan(layout)
        given = [*conditions, *([layout.condition] if layout.condition is not None else [])]
        self._selected = _Selection(self._plan, given, tuple(order_by), limit, offset)

    def __iter__(self) -> Iterator[Row]:
        return _read(self._connection, self._plan, self._selected)


@dataclass(frozen=True)
class _Selection:
    """Which rows of the top table are read, and in what order."""

    plan: _Plan
    conditions: Sequence[sa.ColumnElement[bool]]
    order_by: tuple[sa.ColumnElement[Any], ...]
    limit: int | None
    offset: int | None

    def statement(self) -> sa.Select[Any]:
        order = self.order_by
        if self.plan.children and not order:
            order = (self.plan.table.c.guid,)
        statement = sa.select(*self.plan.columns, *_key(self.plan)).select_from(self.plan.source)
        return statement.where(*self.conditions).order_by(*order).limit(self.limit).offset(self.offset)

    def keys(self) -> sa.Subquery:
        """The selected rows' keys and places in the order."""
        table = self.plan.table
        place = sa.func.row_number().over(order_by=[*self.order_by, table.c.guid] if self.order_by else table.c.guid)
        statement = sa.select(table.c.organization_id, table.c.guid, place.label("place0")).where(*self.conditions)
        statement = statement.order_by(*(self.order_by or (table.c.guid,))).limit(self.limit).offset(self.offset)
        return statement.subquery("selected")


def _key(plan: _Plan) -> list[sa.ColumnElement[Any]]:
    return [plan.table.c.guid.label("key")] if plan.children else []


def _read(connection: Connection, plan: _Plan, selection: _Selection) -> Iterator[Row]:
    rows = _fetched(connection, selection.statement())
    if plan.build is None:
        yield from rows
        return
    build = plan.build
    lists = _child_lists(connection, plan, selection.keys()) if plan.children else []
    for row in rows:
        yield build(row, [take(row[-1]) for take in lists])


def _fetched(connection: Connection, statement: sa.Select[Any]) -> Iterator[Row]:
    """Run a statement and hand out its rows, fetching some at a time."""
    with connection.execute(statement.execution_options(stream_results=True)) as result:
        for rows in result.partitions(_FETCH):
            yield from rows


def _child_lists(connection: Connection, plan: _Plan, parents: sa.Subquery) -> list[Callable[[str], list[Any]]]:
    return [_Merge(child, _child_rows(connection, child, parents)).take for child in plan.children]


def _child_rows(connection: Connection, child: _Child, parents: sa.Subquery) -> Iterator[tuple[str, Any]]:
    """Yield (parent's key, value) in the order of the parents."""
    plan = child.plan
    table = plan.table
    back = table.c[child.parent]
    joined = plan.source.join(
        parents, sa.and_(table.c.organization_id == parents.c.organization_id, back == parents.c.guid)
    )
    order = [*_places(parents), *_own_order(table)]
    conditions = [plan.condition] if plan.condition is not None else []
    statement = sa.select(*plan.columns, *_key(plan), back.label("parent")).select_from(joined)
    rows = _fetched(connection, statement.where(*conditions).order_by(*order))
    lists: list[Callable[[str], list[Any]]] = []
    if plan.children:
        place = sa.func.row_number().over(order_by=order).label(f"place{len(_places(parents))}")
        keys = sa.select(table.c.organization_id, table.c.guid, *_places(parents), place).select_from(joined)
        lists = _child_lists(connection, plan, keys.where(*conditions).subquery("of_" + parents.name))
    for row in rows:
        value = row[: len(plan.columns)] if plan.build is None else plan.build(row, [t(row[-2]) for t in lists])
        yield row[-1], value


def _places(parents: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    return [column for column in parents.c if column.name.startswith("place")]


def _own_order(table: sa.Table) -> list[sa.ColumnElement[Any]]:
    return [table.c[name] for name in ("position", "row_number", "guid") if name in table.c]


class _Merge:
    """Takes a parent's children off a stream that has them in the parents' order."""

    def __init__(self, child: _Child, rows: Iterator[tuple[str, Any]]) -> None:
        self._distinct = child.distinct
        self._rows = rows
        self._next = next(rows, None)

    def take(self, parent: str) -> list[Any]:
        values = []
        while self._next is not None and self._next[0] == parent:
            values.append(self._next[1])
            self._next = next(self._rows, None)
        return list(dict.fromkeys(values)) if self._distinct else values


def first(rows: Rows) -> Row | None:
    """Return the first row, or None where there is none."""
    iterator = iter(rows)
    row = next(iterator, None)
    # A generator that is left halfway still holds its cursor.
    iterator.close()  # type: ignore[attr-defined]
    return row
