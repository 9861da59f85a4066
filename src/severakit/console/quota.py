"""Quota: how much of the day's calls is used, when the count begins anew, and the days before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from starlette.responses import Response

from severakit.console.visit import Page, Visit
from severakit.store import access

_DAYS = 30
_HEIGHT = 120
_STEP = 20


@dataclass(frozen=True)
class Bar:
    """A day of the chart: where its bar stands, in the units of the drawing."""

    day: date
    used: int
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Chart:
    """The days' bars beside each other; ``limit_y`` is the height of the quota, None where it lies far above them.

    ``highest`` is the bar whose value is written at it: the last of the busiest days, None where nothing was called.
    """

    bars: Sequence[Bar]
    highest: Bar | None
    width: int
    height: int
    top: int
    limit_y: float | None


def chart(days: Sequence[tuple[date, int]], limit: int) -> Chart:
    """Return the drawing of calls by day. The scale ends at the busiest day, or at the quota where that came near."""
    busiest = max(used for _, used in days)
    top = max(busiest, limit if busiest * 2 >= limit else 0, 1)
    bars = [
        Bar(day, used, index * _STEP, _HEIGHT * (1 - used / top), _HEIGHT * used / top)
        for index, (day, used) in enumerate(days)
    ]
    limit_y = _HEIGHT * (1 - limit / top) if limit <= top else None
    highest = max(bars, key=lambda bar: (bar.used, bar.day))
    return Chart(bars, highest if highest.used else None, len(bars) * _STEP, _HEIGHT, top, limit_y)


def show(visit: Visit) -> Response:
    """Show what is used of today's quota, and the calls of the last days."""
    now = visit.store.clock()
    first = now.date() - timedelta(days=_DAYS - 1)
    with visit.store.reading(visit.organization_id) as connection:
        history = access.quota_history(connection, visit.organization_id, first)
    days = [(day, history.get(day, 0)) for day in (first + timedelta(days=number) for number in range(_DAYS))]
    resets_at = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
    limit = visit.organization.daily_quota
    return visit.render(
        "quota.html",
        used=days[-1][1],
        limit=limit,
        resets_at=resets_at,
        minutes=int((resets_at - now).total_seconds() // 60),
        chart=chart(days, limit),
    )


PAGES = (Page("/quota", show, "Quota"),)
