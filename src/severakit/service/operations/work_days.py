"""Working days: the hours that each day of a user was to have, and what became of it."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.service.operations.absences import Absence, absences_of, at_each_time
from severakit.service.operations.days import day_of, within_days
from severakit.service.operations.hour_rules import closed_until
from severakit.store.reading import Row, Rows
from severakit.store.store import Session
from severakit.store.tables import employments, hour_entries, users, work_days

_DAY = timedelta(days=1)
_SATURDAY = 5
# The calendar's ends, as far as time zones allow.
_EARLIEST, _LATEST = datetime(1, 1, 4), datetime(9999, 12, 28)  # noqa: DTZ001 - calendar days
_MEMBERS = [member.name for member in load_contract().types["HourEntry"].members]
_USER, _DATE, _QUANTITY = (_MEMBERS.index(name) for name in ("UserGUID", "EventDate", "Quantity"))


class WorkDays(Rows):
    """Lexical rows of WorkDayInfo: every day of some users, made as they are asked for, one user after another.

    They take a fixed number of statements, and the memory of one user's hours.
    """

    def __init__(
        self,
        session: Session,
        conditions: Sequence[sa.ColumnElement[bool]],
        start: datetime,
        end: datetime,
        *,
        with_unpaid_absences: bool,
    ) -> None:
        self.type_name = "WorkDayInfo"
        self._session = session
        self._conditions = conditions
        self._first, self._last = max(day_of(start), _EARLIEST), min(day_of(end), _LATEST)
        self._with_unpaid_absences = with_unpaid_absences

    def __iter__(self) -> Iterator[Row]:
        contracts = self._by_user(self._contracts(), "user_guid")
        absences = self._by_user(self._absences(), "owner_user_guid")
        ready = self._by_user(self._ready_days(), "user_guid")
        closed = closed_until(self._session)
        hours = groupby(self._hours(), key=itemgetter(_USER))
        owner, entries = next(hours, (None, iter(())))
        for user in self._session.all(self._chosen().order_by(users.c.guid)):
            guid = user["guid"]
            by_day: dict[str, list[Row]] = defaultdict(list)
            if owner == guid:
                for entry in entries:
                    by_day[entry[_DATE][:10]].append(entry)
                owner, entries = next(hours, (None, iter(())))
            absent = self._by_day(absences[guid])
            person = _Person(contracts[guid], absent, {row["date"] for row in ready[guid]}, closed)
            for day in _each_day(self._first, self._last):
                yield person.day(day, by_day[day.isoformat()[:10]])

    def _by_user(self, statement: sa.Select[Any], column: str) -> dict[str, list[sa.RowMapping]]:
        found: dict[str, list[sa.RowMapping]] = defaultdict(list)
        for row in self._session.all(statement):
            found[row[column]].append(row)
        return found

    def _by_day(self, rows: list[sa.RowMapping]) -> dict[datetime, list[Absence]]:
        found: dict[datetime, list[Absence]] = defaultdict(list)
        times = [at_each_time(row, self._first, self._last, self._session.now) for row in rows]
        for absence in heapq.merge(*times, key=lambda absence: absence.start):
            first, last = absence.days()
            for day in _each_day(max(first, self._first), min(last, self._last)):
                found[day].append(absence)
        return found

    def _chosen(self) -> sa.Select[Any]:
        return self._session.select(users, users.c.guid).where(*self._conditions)

    def _hours(self) -> Iterator[Row]:
        of_users = hour_entries.c.user_guid.in_(self._chosen())
        in_range = within_days(hour_entries.c.event_date, self._first, self._last)
        order = (hour_entries.c.user_guid, hour_entries.c.event_date, hour_entries.c.guid)
        return iter(self._session.rows("HourEntry", of_users, *in_range, order_by=order))

    def _contracts(self) -> sa.Select[Any]:
        of_users = employments.c.user_guid.in_(self._chosen())
        # Of two that cover a day the later one holds.
        return self._session.select(employments).where(of_users).order_by(employments.c.start_date.desc())

    def _absences(self) -> sa.Select[Any]:
        return absences_of(
            self._session, self._chosen(), self._first, self._last, with_unpaid=self._with_unpaid_absences
        )

    def _ready_days(self) -> sa.Select[Any]:
        in_range = within_days(work_days.c.date, self._first, self._last)
        marked = self._session.select(work_days).where(work_days.c.is_ready, *in_range)
        return marked.where(work_days.c.user_guid.in_(self._chosen()))


@dataclass(frozen=True)
class _Person:
    """What is known of one user over all the days that are asked for."""

    contracts: Sequence[sa.RowMapping]
    absences: Mapping[datetime, Sequence[Absence]]
    ready: set[datetime]
    closed_until: datetime | None

    def day(self, day: datetime, entries: list[Row]) -> Row:
        """Return the lexical WorkDayInfo of a day with these hour entries."""
        contract = next((each for each in self.contracts if _covers(each, day)), None)
        expected = Decimal(0) if contract is None or day.weekday() >= _SATURDAY else contract["daily_hours"]
        total = sum((Decimal(entry[_QUANTITY]) for entry in entries), Decimal(0))
        return (
            self._absences_on(day, expected),
            day.isoformat(),
            entries,
            format(expected, "f"),
            _boolean(contract is not None and contract["is_overtime_allowed"]),
            _boolean(self.closed_until is not None and day <= self.closed_until),
            _boolean(day in self.ready),
            format(total, "f"),
        )

    def _absences_on(self, day: datetime, expected: Decimal) -> list[Row]:
        """Return a lexical WorkDayActivity for each absence that touches the day."""
        return [
            (
                each.row["activity_type_name"],
                format(each.hours_on(day, expected), "f"),
                each.row["guid"],
                each.row["name"],
            )
            for each in self.absences.get(day, ())
        ]


def _each_day(first: datetime, last: datetime) -> Iterator[datetime]:
    return (first + place * _DAY for place in range((last - first).days + 1))


def _covers(contract: sa.RowMapping, day: datetime) -> bool:
    return contract["start_date"] <= day and (contract["end_date"] is None or contract["end_date"] >= day)


def _boolean(value: object) -> str:
    return "true" if value else "false"
