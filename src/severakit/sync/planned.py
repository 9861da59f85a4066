"""The plan in words: for each table how it is read, what that costs in calls, and whether deletions can be seen."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from severakit.client.plan import ByDate, Changes, Each, Paged, Reading, Table, Whole
from severakit.sync.relations import relation


class Planned(msgspec.Struct, frozen=True):
    """One table of the plan. ``key`` and ``tables`` name columns, and the table with those that hold its lists."""

    table: str
    key: tuple[str, ...]
    tables: tuple[str, ...]
    everything: str
    """How everything is read."""
    everything_with: tuple[str, ...]
    """By which operations."""
    everything_costs: str
    """How many calls that takes."""
    changes: str
    """How what changed is read."""
    changes_with: tuple[str, ...]
    changes_cost: str
    deletions: str
    """When a deletion is seen."""


def planned(tables: Iterable[Table]) -> list[Planned]:
    """Return the plan of these tables."""
    return [_planned(table) for table in tables]


def _planned(table: Table) -> Planned:
    root = relation(table.name)
    everything, costs = _everything(table.reading)
    changes, changes_with, changes_cost = _changes(table)
    is_whole_always = table.changes is None and not isinstance(table.reading, Each)
    return Planned(
        table.name,
        root.key,
        tuple(each.name for each in root.with_descendants()),
        everything,
        _operations(table.reading),
        costs,
        changes,
        changes_with,
        changes_cost,
        "in every run" if is_whole_always else "when reconciled",
    )


def _everything(reading: Reading) -> tuple[str, str]:
    match reading:
        case Whole(sources):
            return "all at once", str(len(sources))
        case Paged(rows=rows):
            return "page after page", f"1 for each {rows} rows"
        case ByDate():
            return "by windows of dates", "1 for each window of 1 day to 4 years"
        case Each(parents=parents):
            return f"for each of {_named(parents)}", f"1 for each of {_named(parents)}"


def _changes(table: Table) -> tuple[str, tuple[str, ...], str]:
    match table.changes, table.reading:
        case Changes(source), _:
            return "what changed since the last run", (source.operation,), "1"
        case None, Each(parents=parents, again=again):
            which = "that changed" if again else "not yet here"
            what = f"for each of {_named(parents)} {which}"
            return what, _operations(table.reading), f"1 {what}"
    how, costs = _everything(table.reading)
    return how, _operations(table.reading), costs


def _operations(reading: Reading) -> tuple[str, ...]:
    sources = reading.sources if isinstance(reading, Whole) else (reading.source,)
    return tuple(source.operation for source in sources)


def _named(parents: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(table if column == "guid" else f"{table}.{column}" for table, column in parents)
