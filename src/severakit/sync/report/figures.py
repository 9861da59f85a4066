"""What the report shows, worked out from the mirror's views. Amounts are in the base currency."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from severakit.sync.asking import Query
from severakit.sync.destination import MirrorError
from severakit.sync.views import VIEWS

MONTHS = 24
"""How many months are shown, up to the last in which something happened."""

_LARGEST = 10
_OF = {view.name: f"({view.query}) AS {view.name}" for view in VIEWS}
_NEEDED = frozenset({"business_units", "currencies"}).union(*(view.tables for view in VIEWS))
_RUNS = "_severakit_runs"
_AGES = {
    "not_due": "not due",
    "due_1_to_30_days": "1 to 30 days",
    "due_31_to_60_days": "31 to 60 days",
    "due_61_to_90_days": "61 to 90 days",
    "due_over_90_days": "over 90 days",
}


class HoursOfMonth(msgspec.Struct, frozen=True):
    """Hours done in a month."""

    month: date
    billable: Decimal
    other: Decimal


class AmountOfMonth(msgspec.Struct, frozen=True):
    """What was invoiced in a month, without VAT."""

    month: date
    amount: Decimal


class Amount(msgspec.Struct, frozen=True):
    """An amount by what it belongs to: a customer, or an age."""

    name: str
    amount: Decimal


class CaseResult(msgspec.Struct, frozen=True):
    """What a case brought and cost so far, without VAT."""

    name: str
    customer: str
    invoiced: Decimal
    cost: Decimal
    margin: Decimal


class AllocationOfMonth(msgspec.Struct, frozen=True):
    """Hours that people are planned for and employed for in a month."""

    month: date
    allocated: Decimal
    capacity: Decimal


class Figures(msgspec.Struct, frozen=True):
    """All figures of a report. ``mirrored_at`` is when the last complete run ended, None if that is not known.

    Lists are empty where there is nothing to show; of customers and cases they hold the largest.
    """

    organization: str
    currency: str
    made_at: datetime
    mirrored_at: datetime | None
    hours: list[HoursOfMonth]
    invoicing: list[AmountOfMonth]
    customers: list[Amount]
    """What was invoiced to each in the months that are shown."""
    work_in_progress_total: Decimal
    work_in_progress: list[Amount]
    receivables: list[Amount]
    """By age, with VAT."""
    cases: list[CaseResult]
    """Those with the largest sums invoiced or cost, internal ones left out."""
    allocation: list[AllocationOfMonth]


def figures(query: Query) -> Figures:
    """Ask a mirror for all figures. Raises MirrorError where it lacks tables."""
    _check(query)
    now = datetime.now(UTC)
    hours = query(
        f"SELECT month, SUM(billable_hours) AS billable, SUM(hours - billable_hours) AS other "
        f"FROM {_OF['hours_by_month']} GROUP BY 1"
    )
    invoicing = query(f"SELECT month, SUM(in_base_currency) AS amount FROM {_OF['invoicing_by_month']} GROUP BY 1")
    months = _months({row["month"] for row in (*hours, *invoicing)}, now.date())
    waiting = query(
        f"SELECT MAX(account_name) AS name, SUM(value) AS amount FROM {_OF['work_in_progress']} "
        "GROUP BY account_guid ORDER BY 2 DESC, 1"
    )
    return Figures(
        organization=_organization(query),
        currency=_currency(query),
        made_at=now,
        mirrored_at=_mirrored_at(query),
        hours=[HoursOfMonth(**row) for row in _filled(months if hours else [], hours, ("billable", "other"))],
        invoicing=[AmountOfMonth(**row) for row in _filled(months if invoicing else [], invoicing, ("amount",))],
        customers=_customers(query, months),
        work_in_progress_total=sum((row["amount"] for row in waiting), Decimal(0)),
        work_in_progress=[_amount(row) for row in waiting[:_LARGEST] if row["amount"]],
        receivables=_receivables(query),
        cases=_cases(query),
        allocation=[AllocationOfMonth(**row) for row in query(_ALLOCATION)],
    )


_ALLOCATION = (
    "SELECT month, SUM(allocated_hours) AS allocated, SUM(capacity_hours) AS capacity "
    f"FROM {_OF['allocation_by_month']} GROUP BY 1 ORDER BY 1"
)


def _check(query: Query) -> None:
    if missing := sorted(_NEEDED - _present(query)):
        raise MirrorError(
            f"The mirror lacks {', '.join(missing)}. Run `severakit sync run` without --tables, then ask again."
        )


def _present(query: Query) -> set[str]:
    tables = query("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
    return {row["table_name"] for row in tables}


def _organization(query: Query) -> str:
    units = query(
        "SELECT name FROM business_units WHERE _deleted_at IS NULL AND parent_business_unit_guid IS NULL "
        "ORDER BY insert_ts, guid LIMIT 1"
    )
    return (units[0]["name"] if units else None) or "The organization"


def _currency(query: Query) -> str:
    codes = query("SELECT iso_code FROM currencies WHERE _deleted_at IS NULL AND rate = 1 ORDER BY iso_code LIMIT 1")
    return (codes[0]["iso_code"] if codes else None) or "base currency"


def _mirrored_at(query: Query) -> datetime | None:
    (row,) = query(f"SELECT CAST(MAX(ended_at) AS VARCHAR) AS ended_at FROM {_RUNS} WHERE outcome = 'complete'")
    return None if row["ended_at"] is None else datetime.fromisoformat(row["ended_at"])


def _months(found: Iterable[date], today: date) -> list[date]:
    """Return the months that are shown, without a gap."""
    past = [month for month in found if month <= today]
    if not past:
        return []
    last = max(past)
    first = max(min(past).year * 12 + min(past).month - 1, last.year * 12 + last.month - MONTHS)
    return [date(each // 12, each % 12 + 1, 1) for each in range(first, last.year * 12 + last.month)]


def _filled(months: list[date], rows: list[dict[str, Any]], names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return a row for each month, with 0 where nothing happened."""
    by_month = {row["month"]: row for row in rows}
    nothing = dict.fromkeys(names, Decimal(0))
    return [by_month.get(month, {"month": month, **nothing}) for month in months]


def _customers(query: Query, months: list[date]) -> list[Amount]:
    if not months:
        return []
    rows = query(
        f"SELECT MAX(account_name) AS name, SUM(in_base_currency) AS amount FROM {_OF['invoicing_by_month']} "
        f"WHERE month BETWEEN DATE '{months[0]}' AND DATE '{months[-1]}' "
        f"GROUP BY account_guid ORDER BY 2 DESC, 1 LIMIT {_LARGEST}"
    )
    return [_amount(row) for row in rows if row["amount"]]


def _receivables(query: Query) -> list[Amount]:
    """Return the sums by age, each row's converted as its total was."""
    rows = query(f"SELECT * FROM {_OF['receivables_by_age']} WHERE total <> 0")
    if not rows:
        return []
    sums = {
        name: sum((row[age] * row["total_in_base_currency"] / row["total"] for row in rows), Decimal(0))
        for age, name in _AGES.items()
    }
    return [Amount(name, amount.quantize(Decimal("0.01"))) for name, amount in sums.items()]


def _cases(query: Query) -> list[CaseResult]:
    rows = query(
        "SELECT case_name AS name, account_name AS customer, invoiced, hours_cost + items_cost AS cost, margin "
        f"FROM {_OF['case_profitability']} WHERE NOT is_internal AND (invoiced <> 0 OR hours_cost + items_cost <> 0) "
        f"ORDER BY GREATEST(invoiced, hours_cost + items_cost) DESC, case_name LIMIT {_LARGEST}"
    )
    return [CaseResult(**{**row, "name": row["name"] or "", "customer": row["customer"] or ""}) for row in rows]


def _amount(row: dict[str, Any]) -> Amount:
    return Amount(row["name"] or "without a name", row["amount"])
