"""Operations that only follow a pattern: by GUID, by a value, all, changed since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntFlag
from typing import Any

import sqlalchemy as sa

from severakit.service.call import Call, Result
from severakit.store.reading import Lookup
from severakit.store.schema import LAYOUTS

Pattern = Callable[..., Result]


class Change(IntFlag):
    """The option bits that most ChangedSince operations share."""

    NEW_ONLY = 1
    INCLUDE_INACTIVE = 2


def by_guid(layout: str, *conditions: sa.ColumnElement[bool]) -> Pattern:
    """The entity with that GUID; none is NotFoundException or nil, as the operation declares."""
    return by(layout, "guid", *conditions)


def by(
    layout: str, column: str, *conditions: sa.ColumnElement[bool], order_by: Sequence[sa.ColumnElement[Any]] = ()
) -> Pattern:
    """The first entity with that value in a column, of those that meet the conditions."""
    lookup = Lookup(layout, column, conditions, order_by)

    def handler(call: Call, value: Any) -> Result:
        return call.found(lookup, value)

    return handler


def by_code(layout: str, *conditions: sa.ColumnElement[bool]) -> Pattern:
    """The entity with that code; of several the oldest active one."""
    table = LAYOUTS[layout].table
    oldest_active = (table.c.is_active.desc(), table.c.inserted_at, table.c.guid)
    pattern = by(layout, "code", *conditions, order_by=oldest_active)
    pattern.__doc__ = "Find by the code; of several with that code the oldest active one."
    return pattern


def all_by(layout: str, column: str) -> Pattern:
    """All entities with that value in a column."""
    table = LAYOUTS[layout].table

    def handler(call: Call, value: Any) -> Result:
        return call.session.rows(layout, named(table.c[column], value))

    return handler


def named(column: sa.ColumnElement[Any], value: Any) -> sa.ColumnElement[bool]:
    """The condition that a column has a value; no value and an empty one name nothing."""
    return sa.false() if value in (None, "") else column == value


def everything(layout: str, order_by: str, *conditions: sa.ColumnElement[bool]) -> Pattern:
    """All entities, or all that meet a condition."""
    table = LAYOUTS[layout].table

    def handler(call: Call) -> Result:
        return call.session.rows(layout, *conditions, order_by=(table.c[order_by], table.c.guid))

    if "is_active" in table.c:
        handler.__doc__ = "All of them, inactive ones too."
    return handler


def changed(call: Call, table: sa.Table, since: datetime | None, options: int = 0) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of the ChangedSince family.

    Inserted or changed at or after the minute; with bit 1 only inserted ones; inactive ones only with bit 2.
    """
    moment = call.since(since, next(param.name for param in call.operation.params if param.instant))
    conditions = [table.c.updated_at >= moment]
    if options & Change.NEW_ONLY:
        conditions.append(table.c.inserted_at >= moment)
    if "is_active" in table.c and not options & Change.INCLUDE_INACTIVE:
        conditions.append(table.c.is_active)
    return conditions


def changed_since(layout: str, *conditions: sa.ColumnElement[bool]) -> Pattern:
    """What was inserted or changed since a moment, for entities without a scope of their own."""
    table = LAYOUTS[layout].table

    def handler(call: Call, since: datetime | None, options: int | None = 0) -> Result:
        return call.session.rows(layout, *conditions, *changed(call, table, since, options or 0))

    return handler


def written_between(
    call: Call, table: sa.Table, start: datetime | None, end: datetime | None, options: int
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of lists by date: inserted or changed from one minute to another, both included.

    With bit 1 only what was inserted then.
    """
    first = call.since(start, "startDate")
    last = call.since(end, "endDate").replace(second=59, microsecond=999999)
    inserted = table.c.inserted_at.between(first, last)
    if options & Change.NEW_ONLY:
        return [inserted]
    # What was inserted in time was changed no earlier; said by itself, so that the index on changes serves both.
    return [table.c.updated_at >= first, sa.or_(inserted, table.c.updated_at <= last)]
