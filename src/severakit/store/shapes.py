"""The statements by which a session finds, adds and changes single rows, each made once for its shape.

A shape is a table and the names of the columns that have values. The organization is part of every one: bound as
``of_organization`` where a row is looked for, as ``organization_id`` where one is added.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa

from severakit.store.prepared import Prepared


@cache
def finding(table: sa.Table, given: tuple[str, ...], null: tuple[str, ...]) -> Prepared:
    """Return what finds one of the rows with values in some columns, bound by their names, and none in others."""
    conditions = [table.c[name] == sa.bindparam(name) for name in given] + [table.c[name].is_(None) for name in null]
    return Prepared(sa.select(table).where(_mine(table), *conditions).limit(1))


@cache
def finding_oldest(table: sa.Table, column: str) -> Prepared:
    """Return what finds the oldest of the rows with a ``value`` in a column, an active one before all others."""
    active_first = [table.c.is_active.desc()] if "is_active" in table.c else []
    found = sa.select(table).where(_mine(table), table.c[column] == sa.bindparam("value"))
    return Prepared(found.order_by(*active_first, table.c.inserted_at, table.c.guid).limit(1))


@cache
def holding(table: sa.Table) -> Prepared:
    """Return what finds the row with ``of_guid`` and keeps it from those who would change it until the end."""
    named = sa.select(table).where(_mine(table), table.c.guid == sa.bindparam("of_guid"))
    return Prepared(named.with_for_update(key_share=True))


@cache
def last_position(table: sa.Table, parent: str) -> Prepared:
    """Return what finds the last position among the rows that hang on a ``parent``; -1 where there are none."""
    last = sa.func.coalesce(sa.func.max(table.c.position), -1)
    return Prepared(sa.select(last).where(_mine(table), table.c[parent] == sa.bindparam("parent")))


@cache
def adding(table: sa.Table, given: tuple[str, ...]) -> Prepared:
    """Return what adds a row with values in some columns, bound by their names; others have their defaults."""
    others = [column for column in table.c if column.default is not None and column.name not in given]
    defaults = {column.name: _constant(column) for column in others}
    return Prepared(sa.insert(table).values(defaults), _known(table, given))


@cache
def changing(table: sa.Table, given: tuple[str, ...]) -> Prepared:
    """Return what changes some columns, bound by their names, of the row with ``of_guid``."""
    changed = sa.update(table).where(_mine(table), table.c.guid == sa.bindparam("of_guid"))
    return Prepared(changed, _known(table, given))


@cache
def numbering(organizations: sa.Table, column: str) -> Prepared:
    """Return what raises a number that an organization has, and finds what it was."""
    number = organizations.c[column]
    raised = sa.update(organizations).where(organizations.c.id == sa.bindparam("of_organization"))
    return Prepared(raised.values({number: number + 1}).returning(number - 1))


def _mine(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.organization_id == sa.bindparam("of_organization")


def _known(table: sa.Table, names: tuple[str, ...]) -> tuple[str, ...]:
    # SQLAlchemy would pass over the others. Raises KeyError.
    return tuple(table.c[name].name for name in names)


def _constant(column: sa.Column[Any]) -> Any:
    if not isinstance(column.default, sa.ColumnDefault) or not column.default.is_scalar:
        raise TypeError(f"The default of {column} is no constant.")
    return column.default.arg
