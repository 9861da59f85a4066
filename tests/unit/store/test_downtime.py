"""Maintenance breaks: when they are on, how long clients are asked to wait, and how they are planned."""

from datetime import UTC, datetime, timedelta

import pytest

from severakit.store import administration, downtime
from severakit.store.errors import AdministrationError

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def wait_at(store, moment):
    with store.reading() as connection:
        return downtime.retry_after(connection, moment)


@pytest.fixture(autouse=True)
def at_noon(store):
    store.clock = lambda: NOON


def test_a_planned_break_starts_and_ends_by_itself(store):
    downtime.plan(store, NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    assert wait_at(store, NOON) is None
    assert wait_at(store, NOON + timedelta(minutes=59, seconds=59)) is None
    assert wait_at(store, NOON + timedelta(hours=1)) == 3600
    assert wait_at(store, NOON + timedelta(hours=2) - timedelta(milliseconds=1)) == 1
    assert wait_at(store, NOON + timedelta(hours=2)) is None


def test_of_several_breaks_the_longest_wait_counts(store):
    downtime.plan(store, NOON, NOON + timedelta(minutes=5))
    downtime.plan(store, NOON, NOON + timedelta(minutes=15))
    administration.set_downtime(store, 600)
    assert wait_at(store, NOON) == 900
    assert wait_at(store, NOON + timedelta(minutes=10)) == 600


def test_the_switch_ends_what_is_on_and_leaves_what_lies_ahead(store):
    ahead = downtime.plan(store, NOON + timedelta(days=1), NOON + timedelta(days=2))
    downtime.plan(store, NOON - timedelta(days=1), NOON + timedelta(hours=1))
    administration.set_downtime(store, 60)
    assert [each.is_on(NOON) for each in downtime.breaks(store)] == [True, True, False]
    administration.set_downtime(store, None)
    assert downtime.breaks(store) == [ahead]


def test_what_is_over_is_not_listed_and_anything_listed_can_be_taken_back(store):
    first = downtime.plan(store, NOON, NOON + timedelta(hours=1))
    second = downtime.plan(store, NOON + timedelta(hours=3), NOON + timedelta(hours=4))
    assert downtime.cancel(store, second.id) == second
    store.clock = lambda: NOON + timedelta(hours=1)
    assert downtime.breaks(store) == []
    for number in (first.id, second.id):
        with pytest.raises(AdministrationError, match=f"no maintenance break {number}"):
            downtime.cancel(store, number)


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (NOON, NOON, "end after it starts"),
        (NOON - timedelta(hours=2), NOON, "over already"),
        (NOON.replace(tzinfo=None), NOON + timedelta(hours=1), "with their zone"),
        (NOON, datetime(2027, 1, 1), "with their zone"),
    ],
)
def test_a_break_must_lie_ahead_and_have_zones(store, start, end, sentence):
    with pytest.raises(AdministrationError, match=sentence):
        downtime.plan(store, start, end)
    assert downtime.breaks(store) == []
