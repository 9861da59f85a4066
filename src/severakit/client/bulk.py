"""Tables of the plan as Arrow record batches, straight from the calls that list them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from severakit.client.plan import BEGINNING, TABLE, Each, Paged, Whole
from severakit.soap.arrow_schema import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from severakit.client.lists import Entities
    from severakit.client.plan import Changes, Table

    Call = Callable[..., Entities[Any]]

_AHEAD = timedelta(days=2)
"""How far a window that has to end reaches past this machine's present: clocks differ."""


def bulk_reader(call: Call, name: str, since: datetime | None) -> pa.RecordBatchReader:
    """Return a table's rows, all or those inserted or changed since a moment. Raises ValueError for what cannot be."""
    table = TABLE.get(name)
    if table is None:
        raise ValueError(f"No table is called {name}. There are: {', '.join(sorted(TABLE))}.")
    if isinstance(table.reading, Each):
        parents = " and ".join(dict.fromkeys(table.parents))
        raise ValueError(  # noqa: TRY004 - the name is what is wrong
            f"{name} is read one by one, for each row of {parents}: call {table.operation.qualified_name} for those "
            "that you want, or mirror it."
        )
    if since is not None and table.changes is None:
        raise ValueError(f"No operation tells what changed in {name}. Leave since out; the table is small.")
    returns = table.operation.returns
    assert returns is not None  # noqa: S101 - the plan names operations that return something
    schema = arrow_schema(returns.name)
    # Polars takes no reader without a batch for a table without rows.
    first = pa.RecordBatch.from_pylist([], schema=schema)
    return pa.RecordBatchReader.from_batches(schema, chain([first], _batches(call, table, since)))


def _batches(call: Call, table: Table, since: datetime | None) -> Iterator[pa.RecordBatch]:
    if table.changes is not None:
        yield from _changes(call, table.changes, since or BEGINNING)
    elif isinstance(table.reading, Paged):
        yield from _pages(call, table.reading)
    elif isinstance(table.reading, Whole):
        for source in table.reading.sources:
            yield from call(source.operation, **source.arguments).arrow()


def _changes(call: Call, changes: Changes, since: datetime) -> Iterator[pa.RecordBatch]:
    window = {changes.since: since}
    if changes.until is not None:
        window[changes.until] = datetime.now(UTC) + _AHEAD
    yield from call(changes.source.operation, **changes.source.arguments, **window).arrow()


def _pages(call: Call, reading: Paged) -> Iterator[pa.RecordBatch]:
    first, rows = 0, reading.rows
    while rows == reading.rows:
        page = call(reading.source.operation, **{reading.first: first, reading.count: reading.rows})
        rows = 0
        for batch in page.arrow():
            rows += batch.num_rows
            yield batch
        first += rows
