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


class LookUp:
    """The pattern of operations that find one entity by a value."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    @property
    def is_quick(self) -> bool:
        """Whether such a call takes the same time whatever is stored, if its caller may read all of it."""
        return self._lookup.is_quick

    def __call__(self, call: Call, value: Any) -> Result:
        """Find it."""
        return call.found(self._lookup, value)


class Change(IntFlag):
    """The option bits that most ChangedSince operations share."""

    NEW_ONLY = 1
    INCLUDE_INACTIVE = 2


_BITS = (
    f"With bit {Change.NEW_ONLY.value} only those inserted since then, "
    f"with bit {Change.INCLUDE_INACTIVE.value} inactive ones too."
)
# What columns are called whose words are not those of their names.
_CALLED = {"guid": "GUID", "iso_code": "ISO code"}


def by_guid(layout: str, *conditions: sa.ColumnElement[bool], note: str = "") -> Pattern:
    """The entity with that GUID; none is NotFoundException or nil, as the operation declares."""
    return by(layout, "guid", *conditions, note=note)


def by(
    layout: str,
    column: str,
    *conditions: sa.ColumnElement[bool],
    order_by: Sequence[sa.ColumnElement[Any]] = (),
    note: str = "",
) -> Pattern:
    """The first entity with that value in a column, of those that meet the conditions.

    Here and below a note is what the reference says of the operation beside the sentence of its pattern.
    """
    look_up = LookUp(Lookup(layout, column, conditions, order_by))
    inactive = "; an inactive one is found too" if "is_active" in LAYOUTS[layout].table.c else ""
    return _described(look_up, f"Find by the {_called(column)}{inactive}.", note)


def by_code(layout: str, *conditions: sa.ColumnElement[bool], note: str = "") -> Pattern:
    """The entity with that code; of several the oldest active one."""
    table = LAYOUTS[layout].table
    oldest_active = (table.c.is_active.desc(), table.c.inserted_at, table.c.guid)
    pattern = by(layout, "code", *conditions, order_by=oldest_active)
    return _described(pattern, "Find by the code; of several with that code the oldest active one.", note)


def all_by(layout: str, column: str) -> Pattern:
    """All entities with that value in a column."""
    table = LAYOUTS[layout].table

    def handler(call: Call, value: Any) -> Result:
        return call.session.rows(layout, named(table.c[column], value))

    inactive = ", inactive ones too" if "is_active" in table.c else ""
    return _described(handler, f"Those of a {_called(column)}{inactive}; an unknown one has none.")


def named(column: sa.ColumnElement[Any], value: Any) -> sa.ColumnElement[bool]:
    """The condition that a column has a value; no value and an empty one name nothing."""
    return sa.false() if value in (None, "") else column == value


def everything(layout: str, order_by: str, *conditions: sa.ColumnElement[bool]) -> Pattern:
    """All entities, or all that meet a condition."""
    table = LAYOUTS[layout].table

    def handler(call: Call) -> Result:
        return call.session.rows(layout, *conditions, order_by=(table.c[order_by], table.c.guid))

    inactive = ", inactive ones too" if "is_active" in table.c else ""
    return _described(handler, f"All of them by {_called(order_by)}{inactive}.")


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


def changed_since(layout: str, *conditions: sa.ColumnElement[bool], note: str = "") -> Pattern:
    """What was inserted or changed since a moment, for entities without a scope of their own.

    Operations on what cannot be inactive take no options.
    """
    table = LAYOUTS[layout].table

    def handler(call: Call, since: datetime | None, options: int | None = 0) -> Result:
        return call.session.rows(layout, *conditions, *changed(call, table, since, options or 0))

    bits = _BITS if "is_active" in table.c else ""
    return _described(handler, "Those inserted or changed since a minute, which is included.", bits, note)


def _described(pattern: Pattern, *sentences: str) -> Pattern:
    """Return a pattern with what the reference says of it."""
    pattern.__doc__ = " ".join(sentence for sentence in sentences if sentence)
    return pattern


def _called(column: str) -> str:
    """Return what a column is called in a sentence."""
    return _CALLED.get(column, column.removesuffix("_guid").replace("_", " "))


def written_between(
    call: Call, table: sa.Table, start: datetime | None, end: datetime | None, options: int
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of lists by date: inserted or changed from one minute to another, both included.

    With bit 1 only what was inserted then.
    """
    first = call.since(start, "startDate")
    last = _end_of_minute(call.since(end, "endDate"))
    inserted = table.c.inserted_at.between(first, last)
    if options & Change.NEW_ONLY:
        return [inserted]
    # What was inserted in time was changed no earlier; said by itself, so that the index on changes serves both.
    return [table.c.updated_at >= first, sa.or_(inserted, table.c.updated_at <= last)]


def inserted_between(
    call: Call, table: sa.Table, start: datetime | None, end: datetime | None
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of lists by insert date: from one minute to another, both included; no end is until now."""
    conditions = [table.c.inserted_at >= call.since(start, "insertStartDate")]
    if end is not None:
        conditions.append(table.c.inserted_at <= _end_of_minute(end))
    return conditions


def _end_of_minute(moment: datetime) -> datetime:
    return moment.replace(second=59, microsecond=999999)
