"""ITimeEntry: breaks and other attendance."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from severakit.store.tables import time_entries
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.projects import add_case, add_user

BY_DATE, BY_USER = "ITimeEntry.GetTimeEntriesByDate", "ITimeEntry.GetTimeEntriesByDateAndUserGUID"
CHANGED = "ITimeEntry.GetTimeEntriesChangedSince"
DAY = datetime(2040, 5, 1)


@pytest.fixture
def add(api):
    phase = add_case(api).root_task_guid

    def insert(description, day=DAY, user=api.user_guid):
        values = {"event_date": day, "user_guid": user, "phase_guid": phase, "quantity": Decimal("0.50")}
        with api.session() as session:
            return session.insert(time_entries, description=description, start_time=day.replace(hour=11), **values)

    return insert


def descriptions(listed):
    return sorted(entry.description for entry in listed)


def test_entries_are_those_of_a_day_and_of_a_user(api, other_api, add):
    other = add_user(api, "aino@acme.example").guid
    add("Lunch")
    add("Break", user=other)
    add("Day before", datetime(2040, 4, 30))
    assert descriptions(api(BY_DATE, eventDate=datetime(2040, 5, 1, 17, 30))) == ["Break", "Lunch"]
    (entry,) = api(BY_USER, eventDate=DAY, userGUID=other)
    assert (entry.description, entry.quantity, entry.start_time) == ("Break", Decimal("0.50"), DAY.replace(hour=11))
    assert (entry.end_time, entry.event_date, entry.user_guid) == (None, DAY, other)
    assert api(BY_USER, eventDate=datetime(2040, 5, 2), userGUID=other) == []
    assert fault_of(api, BY_USER, eventDate=DAY, userGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_USER, eventDate=DAY, userGUID=None) == NOT_FOUND
    assert fault_of(api, BY_USER, eventDate=DAY, userGUID="guid") == FAILURE
    assert fault_of(other_api, BY_USER, eventDate=DAY, userGUID=other) == NOT_FOUND
    assert other_api(BY_DATE, eventDate=DAY) == []


def test_changed_entries_are_those_of_the_minute_and_later(api, other_api, add):
    set_clock(api.store, "2040-05-01 12:00")
    old = add("Old")
    add("Older")
    set_clock(api.store, "2040-05-02 12:00:40")
    add("New")
    with api.session() as session:
        session.update(time_entries, old, quantity=Decimal(1))
    since = moment("2040-05-02 12:00:59")
    assert descriptions(api(CHANGED, startDateTime=since)) == ["New", "Old"]
    assert other_api(CHANGED, startDateTime=since) == []


def test_the_day_must_be_given(api):
    for operation, params in ((BY_DATE, {}), (BY_USER, {"userGUID": api.user_guid}), (CHANGED, {})):
        assert fault_of(api, operation, **params) == FAILURE
