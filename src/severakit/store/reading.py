"""Reading data contracts out of the store as lexical rows, in a fixed number of statements.

A lexical row is a tuple of the members in wire order, each None, an integer or the text that XML
Schema gives the value; a nested contract is a tuple, a list is a list of texts or tuples. It is
what an encoder needs and nothing more, so that a million rows pass through in constant memory.

What hangs on a row is not fetched row by row: each child table is read once, in the order of its
parents, beside them. A list of invoices with their rows and the rows' sources costs as many
statements for ten as for ten thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store.columns import lexical
from severakit.store.prepared import Prepared
from severakit.store.schema import (
    CONTRACT,
    LAYOUTS,
    REFERENCES,
    Calculated,
    Children,
    Constant,
    Layout,
    Links,
    Nested,
    OfOrganization,
    Path,
    Source,
    metadata,
    organizations,
)

Row = Sequence[Any]

_FETCH = 1000


class Joins:
    """The references followed out of one table, each joined once: ``joined`` is what to select a ``column`` from."""

    def __init__(self, table: sa.Table) -> None:
        self.table = table
        self.joined: sa.FromClause = table
        self._aliases: dict[tuple[str, ...], sa.FromClause] = {(): table}

    def column(self, path: Path) -> sa.ColumnElement[Any]:
        """Return what stands at the end of a path; null where a reference on the way is."""
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
    places: Mapping[str, range]
    """Which of the fetched columns each member is made of."""

    @cached_property
    def every_row(self) -> sa.Select[Any]:
        """The statement that fetches all rows, to be narrowed; made once, for it names many columns."""
        return sa.select(*self.columns, *_key(self)).select_from(self.source)


class _Planner:
    """Turns a layout into a plan. Fetched columns come first, the row's own key last."""

    def __init__(self, table: sa.Table) -> None:
        self.joins = Joins(table)
        self.columns: list[sa.ColumnElement[Any]] = []
        self.children: list[_Child] = []
        self.functions: dict[str, Callable[..., str | None]] = {}

    def expression(self, source: Source | Nested) -> str:
        """Return the Python expression that builds the value from `row` and `lists`."""
        match source:
            case Path():
                return self._fetch(self._shown(source))
            case Calculated(work_out, inputs):
                return self._calculated(work_out, inputs)
            case OfOrganization(table, value, flagged):
                return self._fetch(self._of_organization(metadata.tables[table], value, flagged))
            case Constant(text):
                return self._fetch(sa.null() if text is None else sa.literal_column(f"'{text}'"))
            case Nested(_, members, present):
                return self._nested(members, present)
            case Children() | Links():
                return self._list(source)

    def _shown(self, source: Path) -> sa.ColumnElement[Any]:
        column = lexical(self.joins.column(source))
        if not source.shown_as:
            return column
        return sa.case(*((column == literal, shown) for literal, shown in source.shown_as), else_=column)

    def _of_organization(self, table: sa.Table, value: str, flagged: str) -> sa.ColumnElement[Any]:
        one = table.alias(f"{table.name}_of_organization")
        own = one.c.organization_id == self.joins.table.c.organization_id
        return sa.select(one.c[value]).where(own, one.c[flagged]).limit(1).scalar_subquery()

    def _calculated(self, work_out: Callable[..., str | None], inputs: Sequence[Path]) -> str:
        name = f"work_out{len(self.functions)}"
        self.functions[name] = work_out
        return f"{name}({', '.join(self.expression(each) for each in inputs)})"

    def _fetch(self, column: sa.ColumnElement[Any]) -> str:
        self.columns.append(column.label(f"c{len(self.columns)}"))
        return f"row[{len(self.columns) - 1}]"

    def _nested(self, members: Sequence[tuple[str, Source | Nested]], present: str | None) -> str:
        whole = "(" + "".join(f"{self.expression(source)}, " for _, source in members) + ")"
        if present is None:
            return whole
        return f"(None if {self._fetch(self.joins.table.c[present])} is None else {whole})"

    def _list(self, source: Children | Links) -> str:
        if isinstance(source, Children):
            child = _Child(_plan(LAYOUTS[source.type_name]), source.parent, distinct=False)
        else:
            child = _Child(_links_plan(metadata.tables[source.table], source.value), source.parent, distinct=True)
        self.children.append(child)
        return f"lists[{len(self.children) - 1}]"


@cache
def _plan(layout: Layout) -> _Plan:
    planner = _Planner(layout.table)
    parts, places = [], {}
    for name, source in layout.members:
        first_column = len(planner.columns)
        parts.append(planner.expression(source))
        places[name] = range(first_column, len(planner.columns))
    build = None if layout.is_flat else _builder("(" + "".join(f"{part}, " for part in parts) + ")", planner.functions)
    return _Plan(
        layout.table,
        planner.joins.joined,
        tuple(planner.columns),
        tuple(planner.children),
        layout.condition,
        build,
        places,
    )


@cache
def _links_plan(table: sa.Table, value: Path) -> _Plan:
    planner = _Planner(table)
    column = planner.joins.column(value)
    planner.expression(value)
    # Not "is not null": SQLite would choose that column's index, and go through all of it for each parent.
    given = sa.func.length(column) > 0
    return _Plan(table, planner.joins.joined, tuple(planner.columns), (), given, _builder("row[0]", {}), {})


def _builder(expression: str, functions: Mapping[str, Any]) -> Callable[[Row, Sequence[Any]], Any]:
    """Compile a plan's expression; it is made of indices and our functions' names, no text from outside enters it."""
    build: Callable[[Row, Sequence[Any]], Any] = eval(f"lambda row, lists: {expression}", dict(functions))  # noqa: S307
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
        shown: Mapping[str, sa.ColumnElement[bool]] | None = None,
    ) -> None:
        self.type_name = layout.type_name
        self._connection = connection
        plan = _plan(layout)
        masked = _masked(plan, layout, shown) if shown else None
        self._selected = _Selection(plan, masked, _given(layout, conditions), tuple(order_by), limit, offset)

    def __iter__(self) -> Iterator[Row]:
        return _read(_fetching(self._connection), _statements(self._selected))


def _given(layout: Layout, conditions: Sequence[sa.ColumnElement[bool]]) -> list[sa.ColumnElement[bool]]:
    return [*conditions, *([layout.condition] if layout.condition is not None else [])]


class Lookup:
    """How to find one row of a layout by a value in one of its columns: the first in an order, of those that qualify.

    Its statements are made once, for this is what most calls do.
    """

    def __init__(
        self,
        layout: str,
        column: str,
        conditions: Sequence[sa.ColumnElement[bool]] = (),
        order_by: Sequence[sa.ColumnElement[Any]] = (),
    ) -> None:
        self.layout = layout
        self._column = LAYOUTS[layout].table.c[column]
        self._conditions = conditions
        self.order_by = order_by

    @property
    def is_quick(self) -> bool:
        """Whether it takes the same time whatever is stored: an index finds the row, and no rows hang on it."""
        layout = LAYOUTS[self.layout]
        unique = sa.PrimaryKeyConstraint | sa.UniqueConstraint
        indexes = [each for each in layout.table.constraints if isinstance(each, unique)] + list(layout.table.indexes)
        keys = [index.columns.keys()[:2] for index in indexes]
        has_rows = any(isinstance(source, Children) for _, source in layout.members)
        return not has_rows and ["organization_id", self._column.name] in keys

    def conditions(self, value: Any) -> list[sa.ColumnElement[bool]]:
        """Return what holds for the rows that have the value."""
        return [self._column == value, *self._conditions]

    @cached_property
    def _statements(self) -> _Statements:
        layout = LAYOUTS[self.layout]
        mine = layout.table.c.organization_id == sa.bindparam("organization_id")
        given = _given(layout, [mine, *self.conditions(sa.bindparam("value"))])
        plan = _plan(layout)
        selected = _Selection(plan, None, given, tuple(self.order_by), 1, None)
        return _Statements(plan, selected.statement(), _child_statements(plan, _one_parent())).prepared()

    def row(self, connection: Connection, organization_id: int, value: Any) -> Row | None:
        """Return the organization's row that has the value, as a lexical row, or None."""
        statements = self._statements
        found: Row | None = statements.rows.first(connection, organization_id=organization_id, value=value)
        build = statements.plan.build
        if found is None or build is None:
            return found

        def fetch(statement: Prepared) -> Iterator[Row]:
            return iter(statement.rows(connection, organization_id=organization_id, key=found[-1]))

        row: Row = build(found, [take(found[-1]) for take in _lists(fetch, statements)])
        return row


def _masked(
    plan: _Plan, layout: Layout, shown: Mapping[str, sa.ColumnElement[bool]]
) -> tuple[sa.ColumnElement[Any], ...]:
    """Return a plan's columns with members that are nil, or 0 where they cannot be, in rows that do not show them."""
    columns: list[Any] = list(plan.columns)
    members = {member.name: member for member in CONTRACT.types[layout.type_name].members}
    for name, condition in shown.items():
        hidden = sa.null() if members[name].nillable else sa.literal_column("'0'")
        for place in plan.places[name]:
            label = columns[place]
            columns[place] = sa.case((condition, label.element), else_=hidden).label(label.name)
    return tuple(columns)


@dataclass(frozen=True)
class _Selection:
    """Which rows of the top table are read, and in what order."""

    plan: _Plan
    masked: tuple[sa.ColumnElement[Any], ...] | None
    """What is read in place of the plan's columns, where members are masked."""
    conditions: Sequence[sa.ColumnElement[bool]]
    order_by: tuple[sa.ColumnElement[Any], ...]
    limit: int | None
    offset: int | None

    def statement(self) -> sa.Select[Any]:
        order = self.order_by
        if self.plan.children and not order:
            order = (self.plan.table.c.guid,)
        every_row = self.plan.every_row
        if self.masked is not None:
            every_row = every_row.with_only_columns(*self.masked, *_key(self.plan), maintain_column_froms=True)
        return every_row.where(*self.conditions).order_by(*order).limit(self.limit).offset(self.offset)

    def keys(self) -> _Parents:
        """The selected rows' keys and places in the order."""
        table = self.plan.table
        place = sa.func.row_number().over(order_by=[*self.order_by, table.c.guid] if self.order_by else table.c.guid)
        statement = sa.select(table.c.organization_id, table.c.guid, place.label("place0")).where(*self.conditions)
        statement = statement.order_by(*(self.order_by or (table.c.guid,))).limit(self.limit).offset(self.offset)
        return _Parents(statement.subquery("selected"), places=1)


@dataclass(frozen=True)
class _Parents:
    """The keys of rows whose children are read, with their places in each order from the top table downwards.

    Columns are named as text: a subquery's own collection of columns takes longer to build than a lookup takes.
    """

    subquery: sa.Subquery
    places: int

    def column(self, name: str) -> sa.ColumnElement[Any]:
        return sa.literal_column(f"{self.subquery.name}.{name}")

    def order(self) -> list[sa.ColumnElement[Any]]:
        return [self.column(f"place{index}") for index in range(self.places)]


def _one_parent() -> _Parents:
    """One row that is known already, by ``organization_id`` and ``key``."""
    organization, key = sa.bindparam("organization_id", type_=sa.Integer), sa.bindparam("key", type_=sa.Text)
    one = sa.select(organization.label("organization_id"), key.label("guid"))
    return _Parents(one.subquery("selected"), places=0)


def _key(plan: _Plan) -> list[sa.ColumnElement[Any]]:
    return [plan.table.c.guid.label("key")] if plan.children else []


@dataclass(frozen=True)
class _Statements:
    """The statements that read one list: its rows, and for each list that hangs on them another of these."""

    plan: _Plan
    rows: Any
    """A SELECT, or one that is prepared."""
    children: tuple[tuple[_Child, _Statements], ...]

    def prepared(self) -> _Statements:
        """Return the same, compiled once."""
        children = tuple((child, below.prepared()) for child, below in self.children)
        return _Statements(self.plan, Prepared(self.rows), children)


def _statements(selection: _Selection) -> _Statements:
    plan = selection.plan
    children = _child_statements(plan, selection.keys()) if plan.children else ()
    return _Statements(plan, selection.statement(), children)


def _child_statements(plan: _Plan, parents: _Parents) -> tuple[tuple[_Child, _Statements], ...]:
    return tuple((child, _statements_of(child, parents)) for child in plan.children)


def _statements_of(child: _Child, parents: _Parents) -> _Statements:
    """Return what reads a child's rows in the order of the parents, each row ending with its parent's key."""
    plan = child.plan
    table = plan.table
    back = table.c[child.parent]
    of_parent = sa.and_(table.c.organization_id == parents.column("organization_id"), back == parents.column("guid"))
    joined = plan.source.join(parents.subquery, of_parent)
    order = [*parents.order(), *_own_order(table)]
    conditions = [plan.condition] if plan.condition is not None else []
    statement = sa.select(*plan.columns, *_key(plan), back.label("parent")).select_from(joined)
    below: tuple[tuple[_Child, _Statements], ...] = ()
    if plan.children:
        place = sa.func.row_number().over(order_by=order).label(f"place{parents.places}")
        keys = sa.select(table.c.organization_id, table.c.guid, *parents.order(), place).select_from(joined)
        subquery = keys.where(*conditions).subquery("of_" + parents.subquery.name)
        below = _child_statements(plan, _Parents(subquery, parents.places + 1))
    return _Statements(plan, statement.where(*conditions).order_by(*order), below)


Fetch = Callable[[Any], Iterator[Row]]
"""What runs a statement of a list and hands out its rows."""


def _read(fetch: Fetch, statements: _Statements) -> Iterator[Row]:
    rows, build = fetch(statements.rows), statements.plan.build
    if build is None:
        yield from rows
        return
    lists = _lists(fetch, statements)
    for row in rows:
        yield build(row, [take(row[-1]) for take in lists])


def _lists(fetch: Fetch, statements: _Statements) -> list[Callable[[str], list[Any]]]:
    return [_Merge(child, _child_rows(fetch, below)).take for child, below in statements.children]


def _child_rows(fetch: Fetch, statements: _Statements) -> Iterator[tuple[str, Any]]:
    """Yield (parent's key, value) in the order of the parents."""
    plan, rows = statements.plan, fetch(statements.rows)
    lists = _lists(fetch, statements)
    for row in rows:
        value = row[: len(plan.columns)] if plan.build is None else plan.build(row, [take(row[-2]) for take in lists])
        yield row[-1], value


def _fetching(connection: Connection) -> Fetch:
    """Return what runs a statement and hands out its rows, fetching some at a time."""

    def fetch(statement: sa.Select[Any]) -> Iterator[Row]:
        with connection.execute(statement.execution_options(stream_results=True)) as result:
            for rows in result.partitions(_FETCH):
                yield from rows

    return fetch


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
