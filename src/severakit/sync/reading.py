"""How a table is read from the service: calls, and the answers to them, each whole before it counts.

A reading that takes many calls hands out its answers one by one, each with the place from which the rest can be read
later, so that a run that was stopped goes on there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import pyarrow as pa

from severakit.client import (
    CallTimeoutError,
    Client,
    ConnectionLostError,
    DamagedResponseError,
    Entities,
    NotFoundError,
    TruncatedResponseError,
)
from severakit.client.plan import BEGINNING, ByDate, Changes, Each, Paged, Source, Table, Whole
from severakit.soap.arrow_schema import entity_batch
from severakit.sync.relations import relation
from severakit.sync.splitting import split
from severakit.sync.spool import Numbering, Spool

_AHEAD = timedelta(days=2)
"""How far a window that has to end reaches past this machine's present: clocks differ."""

_CLOCKS_AGREE = timedelta(minutes=1)
"""A service's clock that is no further behind than this is not reckoned with: runs overlap by more."""

_CENTURY = timedelta(days=36_500)
_SLOW = 20.0
_LARGE = 32 * 1024 * 1024
_DAY = timedelta(days=1)
_FIRST_WIDTH, _WIDEST, _WIDEST_EMPTY = 366, 366, 1464
_TOO_MUCH = (CallTimeoutError, ConnectionLostError, DamagedResponseError, TruncatedResponseError)
"""What an answer can end with that is too large for the service or for what lies between."""

Place = dict[str, Any]
"""From where on the rest of a reading is read; empty at its beginning. It can be written as JSON."""

DONE: Place = {"done": True}
"""The place behind the last answer."""


class TableReader(Protocol):
    """Reads tables: with a client of its own, or by others that have one. Errors are the client's.

    Its methods may be called from several threads at once.
    """

    @property
    def behind(self) -> timedelta:
        """How far the service's clock is behind this machine's by its last answer; nothing where they agree."""

    def everything(self, table: Table, begun: datetime, place: Place) -> Iterator[tuple[Spool, Place]]:
        """Return the answers that hold all rows of a table that is not read for each of others, from a place on."""

    def changes(self, table: Table, changes: Changes, since: datetime, begun: datetime) -> Spool:
        """Return what was inserted or changed since a moment."""

    def of(self, table: Table, reading: Each, value: str) -> Spool:
        """Return what hangs on a value: nothing where the service knows none of it, or it no more."""


def how_far_behind(clock_ahead: timedelta | None) -> timedelta:
    """Return how far a service's clock is behind, by how far it is ahead; nothing where they agree or it is unknown."""
    behind = min(-(clock_ahead or timedelta()), _CENTURY)
    return behind if behind > _CLOCKS_AGREE else timedelta()


def by_both_clocks(reader: TableReader, ask: Callable[[timedelta], Spool]) -> Spool:
    """Return the answer to what is asked for from so far back as the service's clock is behind.

    The answer may tell that it is further behind than was known. Then more is asked for.
    """
    while True:
        behind = reader.behind
        answer = ask(behind)
        if reader.behind <= behind + _CLOCKS_AGREE:
            return answer
        answer.clear()


@dataclass(frozen=True)
class Reader:
    """Reads tables with a client. Errors are the client's."""

    client: Client
    numbering: Numbering = field(default_factory=Numbering)

    def everything(self, table: Table, begun: datetime, place: Place) -> Iterator[tuple[Spool, Place]]:
        """Return the answers that hold all rows of a table that is not read for each of others, from a place on."""
        if place == DONE:
            return iter(())
        match table.reading:
            case Whole():
                return self._whole(table, table.reading, place)
            case Paged():
                return self._pages(table, table.reading, place)
            case ByDate():
                return self._windows(table, table.reading, begun, place)
            case Each():
                raise ValueError(f"{table.name} is read for each of its parents.")

    def changes(self, table: Table, changes: Changes, since: datetime, begun: datetime) -> Spool:
        """Return what was inserted or changed since a moment, by this machine's clock or by the service's."""
        window = {} if changes.until is None else {changes.until: begun + _AHEAD}

        def ask(behind: timedelta) -> Spool:
            return self._answer(table, changes.source, {changes.since: since - behind} | window, {})

        return by_both_clocks(self, ask)

    @property
    def behind(self) -> timedelta:
        """How far the service's clock is behind this machine's by its last answer; nothing where they agree."""
        return how_far_behind(self.client.clock_ahead)

    def of(self, table: Table, reading: Each, value: str) -> Spool:
        """Return what hangs on a value: nothing where the service knows none of it, or it no more."""
        given = {} if reading.link is None else {reading.link: value}
        try:
            return self._answer(table, reading.source, {reading.parameter: value}, given)
        except NotFoundError:
            return Spool()

    def _whole(self, table: Table, reading: Whole, place: Place) -> Iterator[tuple[Spool, Place]]:
        arguments = {} if reading.since is None else {reading.since: BEGINNING}
        first = place.get("source", 0)
        for number, source in enumerate(reading.sources[first:], first + 1):
            at = DONE if number == len(reading.sources) else {"source": number}
            yield self._answer(table, source, arguments, {}), at

    def _pages(self, table: Table, reading: Paged, place: Place) -> Iterator[tuple[Spool, Place]]:
        first = place.get("first", 0)
        while True:
            page = self._answer(table, reading.source, {reading.first: first, reading.count: reading.rows}, {})
            first += reading.rows
            is_last = page.rows < reading.rows
            yield page, DONE if is_last else {"first": first}
            if is_last:
                return

    def _windows(self, table: Table, reading: ByDate, begun: datetime, place: Place) -> Iterator[tuple[Spool, Place]]:
        start = datetime.fromisoformat(place["start"]) if place else None
        width = _Width(place.get("days", _FIRST_WIDTH))
        while True:
            end = (start or BEGINNING) + width.days * _DAY
            is_last = end > begun + _AHEAD
            began = time.monotonic()
            try:
                answer = self._window(table, reading, start, None if is_last else end, begun)
            except _TOO_MUCH:
                if width.days == 1:
                    raise
                width.halve()
                continue
            width.learn(answer, time.monotonic() - began)
            yield answer, DONE if is_last else {"start": end.isoformat(), "days": width.days}
            if is_last:
                return
            start = end

    def _window(
        self, table: Table, reading: ByDate, start: datetime | None, end: datetime | None, begun: datetime
    ) -> Spool:
        """Read from a moment up to before another; None for the first and the last there are."""
        param = next(each for each in table.operation.params if each.name == reading.start)
        first: datetime | None = start or (None if reading.is_open else BEGINNING)
        last: datetime | None = (None if reading.is_open else begun + _AHEAD) if end is None else end
        if end is not None:
            last = end - (timedelta(minutes=1) if param.instant else _DAY)
        if not param.instant:
            first, last = first and first.replace(tzinfo=None), last and last.replace(tzinfo=None)
        return self._answer(table, reading.source, {reading.start: first, reading.end: last}, {})

    def _answer(self, table: Table, source: Source, arguments: Mapping[str, Any], given: Mapping[str, str]) -> Spool:
        """Call and return the whole answer, taken apart."""
        spool = Spool()

        def add(items: pa.Array) -> None:
            order = self.numbering.take(len(items))
            spool.add(table.name, split(relation(table.name), items, given, order, spool.rows))

        def receive(batches: pa.RecordBatchReader) -> None:
            spool.clear()
            for batch in batches:
                add(batch.to_struct_array())

        result = self.client.call(source.operation, **source.arguments, **arguments)
        if isinstance(result, Entities):
            result.arrow_into(receive)
        elif isinstance(result, list):
            add(pa.array(result, pa.string()))
        elif result is not None:
            add(entity_batch(_type_name(table), [result]).to_struct_array())
        return spool


def _type_name(table: Table) -> str:
    returns = table.operation.returns
    assert returns is not None  # noqa: S101 - the plan names operations that return something
    return returns.name


class _Width:
    """How many days a window has: half as many after an answer that was slow or large, twice after a small one."""

    def __init__(self, days: int) -> None:
        self.days = days

    def halve(self) -> None:
        self.days = max(1, self.days // 2)

    def learn(self, answer: Spool, seconds: float) -> None:
        """Take in how the last answer was."""
        if seconds > _SLOW or answer.bytes > _LARGE:
            self.halve()
        elif seconds < _SLOW / 4 and answer.bytes < _LARGE / 4:
            self.days = min(2 * self.days, _WIDEST if answer.rows else _WIDEST_EMPTY)
        if answer.rows:
            self.days = min(self.days, _WIDEST)
