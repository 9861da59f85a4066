"""How values read on a page: times, numbers, sizes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

MOST_COUNTED = 1000
_NONE = "\u2013"
_SIZES = (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def moment(value: datetime | None) -> str:
    """Return a moment in UTC, to the minute; a dash for none."""
    return _NONE if value is None else f"{value:%Y-%m-%d %H:%M}"


def day(value: datetime | None) -> str:
    """Return a day; a dash for none."""
    return _NONE if value is None else f"{value:%Y-%m-%d}"


def number(value: Decimal | int | None) -> str:
    """Return a number with thin spaces between its thousands; a dash for none."""
    return _NONE if value is None else f"{value:,}".replace(",", "\u2009")


def count(value: int) -> str:
    """Return a number of things that are counted up to MOST_COUNTED, so that a page costs the same with any number."""
    return number(value) if value < MOST_COUNTED else f"{number(MOST_COUNTED)} or more"


def size(value: int) -> str:
    """Return a number of bytes in the unit that leaves few digits."""
    for unit, bytes_ in _SIZES:
        if value >= bytes_:
            return f"{value / bytes_:.1f} {unit}"
    return f"{value} B"


def yes_no(value: object) -> str:
    """Return Yes or No, as the settings pages say it."""
    return "Yes" if value else "No"


def cell(value: object) -> str:
    """Return a value of a list as its kind reads; a dash for none."""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, datetime):
        return day(value)
    if isinstance(value, Decimal):
        return number(value)
    return _NONE if value is None else str(value)


FILTERS: dict[str, Callable[[Any], str]] = {
    "cell": cell,
    "moment": moment,
    "day": day,
    "number": number,
    "count": count,
    "size": size,
    "yes_no": yes_no,
}
"""The filters of the templates."""
