"""ITimeEntry: attendance such as breaks, kept beside the hours that are worked."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from severakit.service.call import Call, Result
from severakit.service.operations.days import within_days
from severakit.service.operations.patterns import changed_since
from severakit.service.operations.registry import Interface
from severakit.soap.faults import GeneralFailure
from severakit.store.tables import time_entries, users

time_entry = Interface("ITimeEntry")
time_entry.declare("GetTimeEntriesChangedSince", changed_since("TimeEntry"))


@time_entry.operation
def get_time_entries_by_date(call: Call, event_date: datetime | None) -> Result:
    """The entries of one calendar day."""
    return call.session.rows("TimeEntry", *_on(event_date))


@time_entry.operation
def get_time_entries_by_date_and_user_guid(call: Call, event_date: datetime | None, user_guid: str | None) -> Result:
    """A user's entries of one calendar day; NotFound for an unknown user."""
    user = call.required(users, user_guid, "The user")
    return call.session.rows("TimeEntry", time_entries.c.user_guid == user["guid"], *_on(event_date))


def _on(day: datetime | None) -> list[sa.ColumnElement[bool]]:
    if day is None:
        raise GeneralFailure("eventDate must be given.")
    return within_days(time_entries.c.event_date, day, day)
