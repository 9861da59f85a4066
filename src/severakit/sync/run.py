"""One run of the mirror: read each table whole the first time, then what changed, and write it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from severakit.client import Client, Entities, SeveraError
from severakit.entities import Entity
from severakit.soap.arrow_schema import arrow_schema, entity_batch
from severakit.sync.duckdb_mirror import DuckDBMirror, MirrorError, Moved
from severakit.sync.plan import ByParent, ByReference, ChangedSince, Table, Whole

BEGINNING = datetime(1998, 1, 1, tzinfo=UTC)
"""From when on a first read asks for changes: before the service existed."""

OVERLAP = timedelta(minutes=5)
"""How far a run reaches back behind the last: ChangedSince looks at whole minutes, and clocks differ."""

_BATCH = 1000

Progress = Callable[[str, int], None]
"""Told the table and how many of its rows have come so far."""


def synchronize(
    client: Client, mirror: DuckDBMirror, tables: Iterable[Table], progress: Progress = lambda _table, _rows: None
) -> dict[str, Moved]:
    """Bring the tables up to date and return what moved in each.

    Each table is written in one transaction with its cursor: a run that is cut off leaves the
    tables before it finished, this one as it was, and the next run goes on from there.
    """
    return {table.name: _synchronize_table(client, mirror, table, progress) for table in tables}


def _synchronize_table(client: Client, mirror: DuckDBMirror, table: Table, progress: Progress) -> Moved:
    begun = datetime.now(UTC)

    def merge(rows: pa.RecordBatchReader) -> Moved:
        return mirror.merge(table.name, table.key, rows, begun - OVERLAP)

    def replace(rows: pa.RecordBatchReader) -> Moved:
        return mirror.replace(table.name, table.key, rows)

    reading = table.reading
    match reading:
        case ChangedSince():
            with _changes(client, reading, mirror.cursor(table.name) or BEGINNING, begun) as entities:
                return _write(merge, entities.arrow(), table.name, progress)
        case Whole(operation, arguments):
            with client.call(operation, **arguments) as entities:
                return _write(replace, entities.arrow(), table.name, progress)
        case ByReference():
            return _write(merge, _referenced(client, mirror, table, reading), table.name, progress)
        case ByParent():
            with _changes(client, reading.parents, mirror.cursor(table.name) or BEGINNING, begun) as parents:
                return _write(merge, _of_parents(client, reading, table.key, parents), table.name, progress)


def _changes(client: Client, reading: ChangedSince, since: datetime, begun: datetime) -> Entities[Any]:
    window: dict[str, Any] = {reading.since: since}
    if reading.until is not None:
        # Whatever the service's clock says, the window must reach past its present.
        window[reading.until] = begun + timedelta(days=2)
    entities: Entities[Any] = client.call(reading.operation, **window, **reading.arguments)
    return entities


def _referenced(client: Client, mirror: DuckDBMirror, table: Table, reading: ByReference) -> pa.RecordBatchReader:
    """Read one by one what the mirror's other tables refer to and it has not, or not as it is now."""
    since = mirror.cursor(table.name) if reading.changed else None
    guids = sorted(
        set().union(
            *(
                mirror.referenced(source, column, table.name, reading.changed, since)
                for source, column in reading.references
            )
        )
    )

    def entities() -> Iterator[Entity]:
        for guid in guids:
            entity = client.call(reading.operation, **{reading.parameter: guid})
            if entity is not None:
                yield entity

    return pa.RecordBatchReader.from_batches(arrow_schema(reading.type_name), _batches(reading.type_name, entities()))


def _of_parents(client: Client, reading: ByParent, key: str, parents: Iterable[Any]) -> pa.RecordBatchReader:
    """Read one by one what hangs on the parents."""
    schema = pa.schema([(key, pa.string()), (reading.column, pa.list_(pa.string()))])

    def batches() -> Iterator[pa.RecordBatch]:
        for parent in parents:
            values = client.call(reading.operation, **{reading.parameter: parent.guid}, **reading.arguments)
            yield pa.record_batch([[parent.guid], pa.array([values], schema.field(1).type)], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _batches(type_name: str, entities: Iterable[Entity]) -> Iterator[pa.RecordBatch]:
    waiting: list[Entity] = []
    for entity in entities:
        waiting.append(entity)
        if len(waiting) == _BATCH:
            yield entity_batch(type_name, waiting)
            waiting = []
    if waiting:
        yield entity_batch(type_name, waiting)


def _write(
    write: Callable[[pa.RecordBatchReader], Moved], rows: pa.RecordBatchReader, table: str, progress: Progress
) -> Moved:
    """Write rows as they come, telling how many have come, and raise what really went wrong.

    The mirror pulls the rows through Arrow, which would wrap an error of the service in one of its own.
    """
    failures: list[SeveraError] = []

    def batches() -> Iterator[pa.RecordBatch]:
        seen = 0
        try:
            for batch in rows:
                seen += batch.num_rows
                progress(table, seen)
                yield batch
        except SeveraError as error:
            failures.append(error)
            raise

    try:
        return write(pa.RecordBatchReader.from_batches(rows.schema, batches()))
    except MirrorError:
        if failures:
            raise failures[0] from None
        raise
