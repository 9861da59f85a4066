"""The chart of the quota: bars to scale, whatever the numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from severakit.console.quota import chart

FIRST = date(2026, 11, 1)


def drawn(*numbers, limit=100):
    return chart([(FIRST + timedelta(days=index), used) for index, used in enumerate(numbers)], limit)


@pytest.mark.parametrize(
    ("numbers", "top", "limit_is_drawn"),
    [((0, 0), 1, False), ((10, 20), 20, False), ((10, 60), 100, True), ((10, 250), 250, True)],
)
def test_the_scale_ends_at_the_busiest_day_or_at_a_quota_that_is_near(numbers, top, limit_is_drawn):
    result = drawn(*numbers)
    assert (result.top, result.limit_y is not None) == (top, limit_is_drawn)


def test_bars_stand_on_the_axis_and_within_the_drawing():
    result = drawn(0, 25, 50)
    assert [bar.height for bar in result.bars] == [0, 30, 60]
    assert all(bar.y + bar.height == result.height for bar in result.bars)
    assert all(0 <= bar.x < result.width for bar in result.bars)
