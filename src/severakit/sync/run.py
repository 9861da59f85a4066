"""One run of the mirror: what was never read is read whole, of the rest what changed, and what is gone is found."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import ParamSpec, TypeVar

from severakit import tracing
from severakit.client import (
    AuthenticationFailureError,
    Client,
    FaultError,
    QuotaLimitExceededError,
    QuotaReserveReached,
    SeveraError,
    TosNotApprovedError,
)
from severakit.client.plan import Each, Table
from severakit.contract import load_contract
from severakit.sync.destination import Covered, Destination, Moved, Record, State
from severakit.sync.reading import DONE, Place, Reader, TableReader
from severakit.sync.relations import relation
from severakit.sync.spool import Spool

OVERLAP = timedelta(minutes=5)
"""How far a run reaches back behind the last: ChangedSince looks at whole minutes, and clocks differ."""

Answers = Iterator[tuple[Spool, Place]]
"""What a reading hands out one by one, each with the place from which the rest is read."""

_QUOTA = (QuotaReserveReached, QuotaLimitExceededError)
_NO_ACCESS = (AuthenticationFailureError, TosNotApprovedError)
"""With these no other table can be read either."""
_AT_A_TIME = 64
_P = ParamSpec("_P")
_T = TypeVar("_T")


class Reconcile(StrEnum):
    """When to read whole what is there, so that what was deleted is found."""

    DAILY = "daily"
    ALWAYS = "always"
    NEVER = "never"


Progress = Callable[[str, int, int], None]
"""Told that a table is read, that so many rows of it came, and how many bytes they are."""


def _say_nothing(_table: str, _rows: int, _size: int) -> None:
    pass


@dataclass(frozen=True)
class Settings:
    """How a run goes about it.

    - ``reconcile``: when to look for what was deleted.
    - ``since``: read what changed since then, instead of since the last run.
    - ``full``: read everything anew.
    - ``calls_at_once``: how many calls are under way at a time.
    - ``tables_at_once``: how many tables are read at a time; they are written in their order all the same.
    """

    reconcile: Reconcile = Reconcile.DAILY
    since: datetime | None = None
    full: bool = False
    calls_at_once: int = 4
    tables_at_once: int = 1


@dataclass(frozen=True)
class Summary:
    """What a run did.

    ``stopped`` says where the quota ended it, and ``resumes_at`` when it may go on; ``problems`` what is wrong with
    tables, which are as they were. Each of them is empty or None in a run that is complete.
    """

    tables: dict[str, Moved] = field(default_factory=dict)
    stopped: str | None = None
    resumes_at: datetime | None = None
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """`complete`, `stopped` by the quota or `failed`."""
        return "stopped" if self.stopped else "failed" if self.problems else "complete"

    @property
    def message(self) -> str:
        """What there is to say about the outcome, nothing about a complete run."""
        return " ".join(filter(None, [self.stopped, *self.problems.values()]))


def synchronize(
    client: Client,
    destination: Destination,
    tables: Iterable[Table],
    settings: Settings = Settings(),
    progress: Progress = _say_nothing,
) -> Summary:
    """Bring the tables up to date and return what moved in each.

    A table's rows, what hangs on them and the place to go on from are written together: a run that is cut off leaves
    each table as it was or as it is, and the next run goes on from there. When the quota ends the run stops so. Raises
    SeveraError when the service cannot be reached or the key is refused, MirrorError when the mirror cannot be written.
    """
    return bring_up_to_date(Reader(client), destination, tables, settings, progress)


def bring_up_to_date(
    reader: TableReader,
    destination: Destination,
    tables: Iterable[Table],
    settings: Settings = Settings(),
    progress: Progress = _say_nothing,
) -> Summary:
    """Do what ``synchronize`` does, with tables as a reader hands them out."""
    run = _Run(reader, destination, settings, progress)
    summary = run.bring_up(tables)
    with destination.transaction():
        destination.keep_views()
    return summary


class _Run:
    def __init__(self, reader: TableReader, destination: Destination, settings: Settings, progress: Progress) -> None:
        self._reader = reader
        self._destination = destination
        self._settings = settings
        self._progress = progress
        self._begun = datetime.now(UTC)
        self._moved: dict[str, Moved] = {}
        self._problems: dict[str, str] = {}
        self._stopped: tuple[Table, QuotaReserveReached | QuotaLimitExceededError] | None = None
        self._pool = ThreadPoolExecutor(settings.calls_at_once, "severakit-sync")

    def bring_up(self, tables: Iterable[Table]) -> Summary:
        """Bring the tables up to date one after another, some of the next being read meanwhile."""
        summary = Summary(self._moved)
        self._record("running", "", None)
        try:
            with self._pool:
                self._bring_up_all(tables)
        except BaseException as error:
            with suppress(Exception):  # the error itself counts
                self._record("failed", str(error), datetime.now(UTC))
            raise
        if self._stopped is None:
            summary = replace(summary, problems=self._problems)
        else:
            table, reason = self._stopped
            summary = replace(summary, stopped=_stopped(table, reason), resumes_at=reason.resets_at)
        self._record(summary.outcome, summary.message, datetime.now(UTC))
        return summary

    def _record(self, outcome: str, message: str, ended: datetime | None) -> None:
        with self._destination.transaction():
            self._destination.keep_record(Record(self._begun, ended, outcome, message, self._moved))

    def _bring_up_all(self, tables: Iterable[Table]) -> None:
        under_way: deque[tuple[Table, Callable[[], None]]] = deque()
        # The first alone: that a service cannot be reached one call finds out, while several wait for each other.
        at_once = 1
        for table in tables:
            under_way.append((table, self._begin(table)))
            if len(under_way) >= at_once:
                self._finish(*under_way.popleft())
                at_once = self._settings.tables_at_once
            if self._stopped:
                break
        while under_way:
            self._finish(*under_way.popleft())

    def _finish(self, table: Table, write: Callable[[], None]) -> None:
        """Write what was begun. Where the quota has ended that is still done for what was asked for before."""
        if self._stopped and isinstance(table.reading, Each):
            return
        self._progress(table.name, 0, 0)
        try:
            with tracing.span(f"mirror {table.name}"):
                write()
        except _QUOTA as error:
            self._stopped = self._stopped or (table, error)
        except _NO_ACCESS:
            raise
        except FaultError as error:
            self._problems[table.name] = f"{table.name} is as it was. {error}"

    def _begin(self, table: Table) -> Callable[[], None]:
        """Begin to read a table and return what writes it; one that is read for the rows of others waits for those."""
        with self._destination.transaction():
            self._note({each.name: Moved() for each in relation(table.name).with_descendants()})
            is_wider = self._destination.prepare(table, self._begun)
            state = self._destination.state(table) or State()
            if is_wider or self._settings.full:
                state = State()
                self._destination.set_state(table, state)
                self._destination.unstage(table)
        if isinstance(table.reading, Each):
            return partial(self._read_each, table, table.reading, state)
        if self._is_whole_due(table, state):
            return self._begin_whole(table, state)
        return self._begin_changes(table, state)

    def _is_whole_due(self, table: Table, state: State) -> bool:
        if self._settings.since is not None and table.changes is not None:
            return False
        return (
            table.changes is None
            or state.changed_since is None
            or state.changed_since > self._begun  # by a clock that has been set back since
            or state.place is not None
            or self._is_reconciling(state)
        )

    def _is_reconciling(self, state: State) -> bool:
        return is_reconciling(self._settings.reconcile, state.reconciled_at, self._begun)

    def _at_once(self, read: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> Future[_T]:
        """Read in another thread, as a part of what is traced here."""
        return self._pool.submit(copy_context().run, partial(read, *given, **named))

    # --- everything ---

    def _begin_whole(self, table: Table, state: State) -> Callable[[], None]:
        place = state.place or {}
        if place.get("generation") != load_contract().generation:
            place = {"generation": load_contract().generation, "begun": self._begun.isoformat(), "at": {}}
            with self._destination.transaction():
                self._destination.unstage(table)
        answers = self._reader.everything(table, datetime.fromisoformat(place["begun"]), place["at"])
        return partial(self._read_whole, table, state, place, answers, self._at_once(next, answers, None))

    def _read_whole(
        self, table: Table, state: State, place: Place, answers: Answers, first: Future[tuple[Spool, Place] | None]
    ) -> None:
        """Stage answer after answer, each with the place to go on from, then merge them all at once."""
        begun = datetime.fromisoformat(place["begun"])
        for spool, at in self._ahead(answers, first):
            with spool, self._destination.transaction():
                self._tell(table, spool)
                self._destination.stage(table, [spool])
                if at == DONE and not place["at"]:  # the only answer
                    self._finish_whole(table, begun)
                else:
                    place = place | {"at": at}
                    self._destination.set_state(table, replace(state, place=place))
        if place["at"]:
            self._finish_long_reading(table, begun)

    def _finish_long_reading(self, table: Table, begun: datetime) -> None:
        """Merge what several answers gave, and over it what changed while they came."""
        later = None
        if table.changes is not None:
            later = self._reader.changes(table, table.changes, begun - OVERLAP, self._begun)
        with self._destination.transaction():
            if later is not None:
                with later:
                    self._destination.stage(table, [later])
            self._finish_whole(table, begun)

    def _finish_whole(self, table: Table, begun: datetime) -> None:
        self._note(self._destination.merge(table, Covered.EVERYTHING, self._begun))
        self._destination.set_state(table, State(begun - OVERLAP - self._reader.behind, begun))

    def _ahead(self, answers: Answers, coming: Future[tuple[Spool, Place] | None]) -> Iterator[tuple[Spool, Place]]:
        """Return the answers, the next one being read while the last is written."""
        while (answer := coming.result()) is not None:
            coming = self._at_once(next, answers, None)
            yield answer

    # --- changes ---

    def _begin_changes(self, table: Table, state: State) -> Callable[[], None]:
        assert table.changes is not None  # noqa: S101 - others are read whole
        since = self._settings.since or state.changed_since
        assert since is not None  # noqa: S101 - before that it is read whole
        coming = self._at_once(self._reader.changes, table, table.changes, since, self._begun)
        return partial(self._read_changes, table, state, coming)

    def _read_changes(self, table: Table, state: State, coming: Future[Spool]) -> None:
        with coming.result() as spool, self._destination.transaction():
            self._tell(table, spool)
            if spool.rows:
                self._destination.stage(table, [spool])
                self._note(self._destination.merge(table, Covered.NOTHING, self._begun))
            read_to = self._begun - OVERLAP - self._reader.behind
            before, since = state.changed_since, self._settings.since
            # What lies between what was known and a later `since` was not read: the next run still has to.
            changed_since = before if before is not None and since is not None and since > before else read_to
            self._destination.set_state(table, replace(state, changed_since=changed_since, place=None))

    # --- value by value ---

    def _read_each(self, table: Table, reading: Each, state: State) -> None:
        """Read what is due, some values at a time: what was read is settled with its rows."""
        if state.changed_since is None or self._is_reconciling(state):
            with self._destination.transaction():
                self._note(self._destination.ask_for_all(table, self._begun))
                self._destination.set_state(table, State(self._begun, self._begun))
        while values := self._destination.due(table, _AT_A_TIME):
            self._read_values(table, reading, values)

    def _read_values(self, table: Table, reading: Each, values: list[str]) -> None:
        coming = {value: self._at_once(self._reader.of, table, reading, value) for value in values}
        came = {value: spool for value, each in coming.items() if (spool := _result(each)) is not None}
        try:
            with self._destination.transaction():
                for spool in came.values():
                    self._tell(table, spool)
                self._destination.stage(table, came.values())
                self._note(self._destination.merge(table, list(came), self._begun))
                self._destination.settle(table, came)
        finally:
            for spool in came.values():
                spool.clear()
        for each in coming.values():
            each.result()  # raises what kept a value from being read

    # --- telling ---

    def _note(self, moved: dict[str, Moved]) -> None:
        for name, each in moved.items():
            self._moved[name] = self._moved.get(name, Moved()) + each

    def _tell(self, table: Table, spool: Spool) -> None:
        self._progress(table.name, spool.rows, spool.bytes)


def is_reconciling(reconcile: Reconcile, reconciled_at: datetime | None, now: datetime) -> bool:
    """Whether what is there has to be read whole again, when it was so last at a moment."""
    match reconcile:
        case Reconcile.ALWAYS:
            return True
        case Reconcile.NEVER:
            return False
        case Reconcile.DAILY:
            # Where that lies ahead, the clock has been set back since, and would keep it from being read for as long.
            return reconciled_at is None or not -OVERLAP <= now - reconciled_at < timedelta(hours=23)


def _result(coming: Future[Spool]) -> Spool | None:
    error = coming.exception()
    if error is None:
        return coming.result()
    if not isinstance(error, SeveraError):
        raise error
    return None


def _stopped(table: Table, error: QuotaReserveReached | QuotaLimitExceededError) -> str:
    return (
        f"The quota ended while {table.name} was read; what came is kept, and a run after "
        f"{error.resets_at:%Y-%m-%d %H:%M} UTC goes on there."
    )
