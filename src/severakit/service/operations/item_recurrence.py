"""Items that are billed again and again: what their rules must say, and which period comes next."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, datetime
from typing import Any

import sqlalchemy as sa

from severakit.service.operations.writing import Values, check_range
from severakit.soap.faults import Validation
from severakit.store.store import Session
from severakit.store.tables import items

_AFTER, _ON_DATE = 1, 2
"""How a rule may end: after a number of times, or on a date; with 0 it never does."""

_OF_RULES = {"recurrence_end_type": 0} | dict.fromkeys(
    ("recurrence_end_date", "recurrence_frequency", "recurrence_start_date", "recurrence_times")
)
"""What only a rule has, as an item that was made from one has it."""


def is_rule(item: Values | sa.RowMapping) -> bool:
    """Whether an item is billed again and again, by further items that are made from it."""
    return item["recurrence_frequency"] is not None


def check_rule(values: Values) -> None:
    """Make sure that a rule says when it recurs and when it ends. Raises Validation."""
    for column in ("recurrence_frequency", "recurrence_times"):
        check_range(items, values, column, 1)
    check_range(items, values, "recurrence_end_type", 0, _ON_DATE)
    if not is_rule(values):
        return
    if values["recurrence_start_date"] is None:
        raise Validation("RecurrenceStartDate is mandatory for an item that has a RecurrenceFrequency.")
    end_type, last = values.get("recurrence_end_type"), values["recurrence_end_date"]
    if end_type == _AFTER and values["recurrence_times"] is None:
        raise Validation("RecurrenceTimes is mandatory where RecurrenceEndType is 1.")
    if end_type == _ON_DATE and (last is None or last < values["recurrence_start_date"]):
        raise Validation("RecurrenceEndDate must be given, and not lie before the start, where RecurrenceEndType is 2.")


def bill_next_period(session: Session, rule: sa.RowMapping, day: datetime) -> str:
    """Make the item of a rule's first period that none was made for yet, and return its GUID.

    Raises Validation where that period begins after the day, or where the rule has ended.
    """
    period = _next_period(session, rule)
    if period is None or period > day:
        raise Validation(f"The recurring item {rule['guid']} has nothing to be billed by {day:%Y-%m-%d}.")
    own: dict[str, Any] = {
        "billing_schedule": "OnDate",
        "display_period_start": period,
        "event_date": period,
        "planned_billing_date": period,
        "recurring_item_guid": rule["guid"],
    }
    passed_over = {"organization_id", "guid", "inserted_at", "updated_at"}
    copied = {column.name: rule[column.name] for column in items.c if column.name not in passed_over}
    return session.insert(items, **copied | _OF_RULES | own)


def _next_period(session: Session, rule: sa.RowMapping) -> datetime | None:
    """Return the first day of the period after the last that an item was made for, None where there is none."""
    first: datetime = rule["recurrence_start_date"]
    made = session.select(items, sa.func.max(items.c.display_period_start))
    (last,) = session.values(made.where(items.c.recurring_item_guid == rule["guid"]))
    number = 0 if last is None else (_months(last) - _months(first)) // rule["recurrence_frequency"] + 1
    period = _later(first, number * rule["recurrence_frequency"])
    if period is None or _has_ended(rule, number, period):
        return None
    return period


def _has_ended(rule: sa.RowMapping, number: int, period: datetime) -> bool:
    """Whether a rule ends before a period, which is counted from 0."""
    if rule["recurrence_end_type"] == _AFTER:
        return bool(number >= rule["recurrence_times"])
    return bool(rule["recurrence_end_type"] == _ON_DATE and period > rule["recurrence_end_date"])


def _months(day: datetime) -> int:
    return day.year * 12 + day.month - 1


def _later(day: datetime, months: int) -> datetime | None:
    """Return the same day some months later, or the last of that month where it is shorter; None past the calendar."""
    year, month = divmod(_months(day) + months, 12)
    if year > MAXYEAR:
        return None
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
