"""When recurring activities take place: every so many days, weeks or months from their first time."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

_DAY = timedelta(days=1)
# The most that a step of each unit can take, by which to come near a moment at once.
_LONGEST = {"day": _DAY, "week": 7 * _DAY, "month": 31 * _DAY}

UNITS = tuple(_LONGEST)
"""What an activity can repeat by."""


def starts(
    first: datetime, unit: str, interval: int, zone: tzinfo, earliest: datetime | None, latest: datetime
) -> Iterator[datetime]:
    """Yield the moments from ``earliest`` to ``latest`` at which something begins that began at ``first`` before.

    They come at the same time of day by the clock of ``zone``; a month that is too short for the day of the first time
    has it on its last day.
    """
    skipped = 0 if earliest is None else max(0, (earliest - first) // (interval * _LONGEST[unit]))
    place = skipped * interval
    local = first.astimezone(zone)
    while (start := _later(local, unit, place).astimezone(UTC)) <= latest:
        if earliest is None or start >= earliest:
            yield start
        place += interval


def _later(moment: datetime, unit: str, count: int) -> datetime:
    if unit != "month":
        return (moment + count * _LONGEST[unit]).replace(fold=moment.fold)
    years, month = divmod(moment.month - 1 + count, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
