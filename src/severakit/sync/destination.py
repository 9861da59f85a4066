"""What a run needs of where it writes to: rows and the place to go on from become visible together or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, Protocol

import msgspec

from severakit.client.plan import Table
from severakit.sync.spool import Spool


class MirrorError(Exception):
    """The mirror cannot be opened, read or written; says why and what to do."""


class AlreadyRunning(MirrorError):  # noqa: N818 - names the fact
    """Another run writes to this mirror."""


@dataclass(frozen=True)
class Moved:
    """What one run did to one table: rows read, rows inserted or changed, rows that are gone."""

    read: int = 0
    changed: int = 0
    deleted: int = 0

    def __add__(self, other: Moved) -> Moved:
        return Moved(self.read + other.read, self.changed + other.changed, self.deleted + other.deleted)


@dataclass(frozen=True)
class State:
    """How far a table is mirrored.

    ``changed_since`` is from when on its changes have to be read, None before it was read whole; ``reconciled_at``
    when it was read whole last; ``place`` where a reading that was stopped goes on, None when none was.
    """

    changed_since: datetime | None = None
    reconciled_at: datetime | None = None
    place: dict[str, Any] | None = None


class Covered(Enum):
    """What rows, beside those whose values are given, a reading must have shown if they are still there."""

    NOTHING = auto()
    EVERYTHING = auto()


class Record(msgspec.Struct, frozen=True):
    """One run in the mirror's history. ``outcome`` is `complete`, `stopped` by the quota, `failed` or `running`."""

    started_at: datetime
    ended_at: datetime | None
    outcome: str
    message: str
    tables: dict[str, Moved]


class Destination(Protocol):
    """A mirror that one run has opened, and no other."""

    def close(self) -> None:
        """Let another run open it."""

    def transaction(self) -> AbstractContextManager[None]:
        """Let what is done in the block be visible at its end, or not at all where it raises."""

    def prepare(self, table: Table, now: datetime) -> bool:
        """Make the table and what hangs on it as wide as the contract; return whether columns were added."""

    def state(self, table: Table) -> State | None:
        """Return how far a table is mirrored, None for one that never was."""

    def set_state(self, table: Table, state: State) -> None:
        """Keep how far a table is mirrored."""

    def stage(self, table: Table, spools: Iterable[Spool]) -> None:
        """Add rows to those that are to be merged."""

    def unstage(self, table: Table) -> None:
        """Forget the rows that are to be merged."""

    def merge(self, table: Table, covered: Covered | list[str], now: datetime) -> dict[str, Moved]:
        """Merge the staged rows by their keys, mark what is gone of what they cover; return what moved in each table.

        A list of values covers the rows that hang on them.
        """

    def ask_for_all(self, table: Table, now: datetime) -> dict[str, Moved]:
        """Note every value that the parents of the table hold as one to read, and mark what hangs on none of them."""

    def due(self, table: Table, count: int) -> list[str]:
        """Return values for which the table is yet to be read."""

    def settle(self, table: Table, values: Iterable[str]) -> None:
        """Note that the table was read for these values."""

    def forget(self, table: Table) -> None:
        """Drop the table with all that is known of it."""

    def keep_views(self) -> None:
        """Make the views over the tables that are there, unless they are as they should be."""

    def keep_record(self, record: Record) -> None:
        """Keep a run in the history; one that began at the same moment is replaced."""

    def records(self, count: int) -> list[Record]:
        """Return the last runs, the latest first."""
