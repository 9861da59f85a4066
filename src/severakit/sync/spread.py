"""An organization's tables, read by others than the one who writes them: a question goes out, an answer comes back.

Who writes keeps the lock of the mirror, the order of the rows and the budget of calls, so it does not matter where and
by how many the tables are read, nor that a question is answered twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from severakit.client import Client
from severakit.client.plan import TABLE, Changes, Each, Table
from severakit.client.service_state import ServiceState
from severakit.soap.envelope import Quota
from severakit.sync.reading import DONE, Place, Reader, TableReader, by_both_clocks, how_far_behind
from severakit.sync.spool import Numbering, Spool


@dataclass(frozen=True)
class Answer:
    """What one question brought: each table's rows as an Arrow stream, numbered from 0 on.

    ``numbers`` is how many numbers were given out, ``quota`` what the service said last of its calls, ``clock`` what
    its clock showed when the answer was sent off.
    """

    streams: dict[str, bytes]
    numbers: int
    place: Place
    quota: Quota | None
    clock: datetime | None


class Question(Protocol):
    """One reading of one table, in plain values, that can be carried out anywhere and any number of times."""

    @property
    def table(self) -> str:
        """The table's name."""

    def put_to(self, reader: TableReader) -> tuple[Spool, Place]:
        """Return the answer, and the place from which the rest is read."""


@dataclass(frozen=True)
class Rest:
    """The next answer of those that hold all rows."""

    table: str
    begun: datetime
    place: Place

    def put_to(self, reader: TableReader) -> tuple[Spool, Place]:
        """Return the answer, and the place from which the rest is read."""
        return next(reader.everything(TABLE[self.table], self.begun, self.place))


@dataclass(frozen=True)
class Changed:
    """What was inserted or changed."""

    table: str
    since: datetime
    begun: datetime

    def put_to(self, reader: TableReader) -> tuple[Spool, Place]:
        """Return the answer."""
        table = TABLE[self.table]
        assert table.changes is not None  # noqa: S101 - of others this is not asked
        return reader.changes(table, table.changes, self.since, self.begun), DONE


@dataclass(frozen=True)
class Hanging:
    """What hangs on a value."""

    table: str
    value: str

    def put_to(self, reader: TableReader) -> tuple[Spool, Place]:
        """Return the answer."""
        table = TABLE[self.table]
        assert isinstance(table.reading, Each)  # noqa: S101 - of others this is not asked
        return reader.of(table, table.reading, self.value), DONE


def answered(question: Question, client: Client) -> Answer:
    """Carry a question out. Errors are the client's."""
    numbering = Numbering(0)
    spool, place = question.put_to(Reader(client, numbering))
    with spool:
        streams = spool.packed()
    clock = None if client.clock_ahead is None else datetime.now(UTC) + client.clock_ahead
    return Answer(streams, numbering.take(0), place, client.quota, clock)


class SpreadReader:
    """Reads tables by questions that ``ask`` has answered elsewhere; it is called from several threads at once.

    However many answer, together they leave ``reserve`` calls of the quota: before a question goes out, those that are
    out are counted as used. Until the first answer has told the quota, one is out at a time.
    """

    def __init__(self, ask: Callable[[Question], Answer], reserve: int) -> None:
        self._ask = ask
        self._budget = ServiceState(reserve)
        self._first = threading.Lock()
        self._was_answered = False
        self._numbering = Numbering()
        self._clock_ahead: timedelta | None = None

    @property
    def behind(self) -> timedelta:
        """How far the service's clock is behind this machine's, whatever the clocks of those who read; rather more."""
        return how_far_behind(self._clock_ahead)

    def everything(self, table: Table, begun: datetime, place: Place) -> Iterator[tuple[Spool, Place]]:
        """Return the answers that hold all rows of a table that is not read for each of others, from a place on."""
        while place != DONE:
            spool, place = self._answer(Rest(table.name, begun, place))
            yield spool, place

    def changes(self, table: Table, changes: Changes, since: datetime, begun: datetime) -> Spool:  # noqa: ARG002
        """Return what was inserted or changed since a moment."""
        return by_both_clocks(self, lambda behind: self._answer(Changed(table.name, since - behind, begun))[0])

    def of(self, table: Table, reading: Each, value: str) -> Spool:  # noqa: ARG002
        """Return what hangs on a value: nothing where the service knows none of it, or it no more."""
        return self._answer(Hanging(table.name, value))[0]

    def _answer(self, question: Question) -> tuple[Spool, Place]:
        with self._counted(question):
            answer = self._ask(question)
            self._budget.report_quota(answer.quota)
            self._was_answered = True
            if answer.clock is not None:
                self._clock_ahead = answer.clock - datetime.now(UTC)
        spool = Spool()
        spool.unpack(question.table, answer.streams, self._numbering.take(answer.numbers))
        return spool, answer.place

    @contextmanager
    def _counted(self, question: Question) -> Iterator[None]:
        alone = not self._was_answered and self._first.acquire()
        try:
            self._budget.enter(question.table)
            try:
                yield
            finally:
                self._budget.leave()
        finally:
            if alone:
                self._first.release()
