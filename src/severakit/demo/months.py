"""The time in which the demo plays: three years up to a fixed day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

TODAY = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)
"""The demo's present: nothing in it has happened later."""

FOUNDED = datetime(2023, 9, 4, 7, 0, tzinfo=UTC)
"""When the organization began to use the product."""

_BEGIN = (2023, 10)
_COUNT = 36
_HOLIDAYS = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """A calendar month; ``index`` counts from the demo's first month."""

    index: int
    year: int
    number: int

    @cached_property
    def first(self) -> datetime:
        """The first day."""
        return datetime(self.year, self.number, 1)  # noqa: DTZ001 - a calendar date

    @cached_property
    def last(self) -> datetime:
        """The last day."""
        return self.later(1).first - _DAY

    @cached_property
    def working_days(self) -> list[datetime]:
        """The days on which people work, in order."""
        days = (self.first + _DAY * offset for offset in range(self.last.day))
        return [day for day in days if day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS]

    @property
    def weight(self) -> float:
        """How much is worked: the Nordic summer is quiet, and so is Christmas."""
        return {7: 0.35, 6: 0.85, 8: 0.9, 12: 0.8}.get(self.number, 1.0)

    @property
    def is_over(self) -> bool:
        """Whether the month's invoices have been made: not before a month has passed."""
        return self.index < _COUNT - 1

    def later(self, months: int) -> Month:
        """Return the month that comes so many months after this one."""
        years, month = divmod(self.number - 1 + months, 12)
        return Month(self.index + months, self.year + years, month + 1)

    @property
    def is_last_invoiced(self) -> bool:
        """Whether this is the month whose invoices are still being worked on."""
        return self.index == _COUNT - 2

    @property
    def may_be_credited(self) -> bool:
        """Whether there is time left to credit the month's invoices."""
        return self.index < _COUNT - 4


FIRST = Month(0, *_BEGIN)
MONTHS = [FIRST.later(index) for index in range(_COUNT)]


def moment(date: datetime, hour: int = 9, minute: int = 0) -> datetime:
    """Return the moment in UTC at a time of a calendar day."""
    return date.replace(hour=hour, minute=minute, tzinfo=UTC)


def calendar_day(when: datetime) -> datetime:
    """Return the calendar date of a moment."""
    return when.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
