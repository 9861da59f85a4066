"""Invoice rows made from items: one by one, or grouped as the invoice is configured."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from severakit.service.operations.billable_items import Billable
from severakit.store.money import Amounts, amounts, cents

ONE_BY_ONE = "OneByOne"
_GROUP = "Group"

_TAG = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True)
class BilledRow:
    """A row of an invoice to be: what it bills, in the invoice's currency, and what that cost in the base currency."""

    sources: tuple[Billable, ...]
    text: str
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    vat: Decimal
    amounts: Amounts
    cost: Decimal


def billed_rows(billables: Sequence[Billable], config: Mapping[str, Any]) -> list[BilledRow]:
    """Return the rows of an invoice, by members of InvoiceConfig in their Python names.

    Products and travel expenses make a row each, or one for all that agree in what they are grouped by and in their
    VAT. A row of one price has the sum of the quantities; one of several prices counts as one of their sum.
    """
    groups: dict[tuple[Any, ...], list[Billable]] = {}
    for billable in billables:
        groups.setdefault(_key(billable, config), []).append(billable)
    return [_row(members, config) for members in groups.values()]


def _row(members: Sequence[Billable], config: Mapping[str, Any]) -> BilledRow:
    first = members[0]
    together = amounts(sum((each.quantity * each.unit_price for each in members), Decimal(0)), first.vat)
    quantity, unit, price = Decimal(1), None, together.net
    if len({(each.measurement_unit, each.unit_price) for each in members}) == 1:
        quantity, unit, price = sum((m.quantity for m in members), Decimal(0)), first.measurement_unit, first.unit_price
    cost = cents(sum((each.quantity * each.unit_cost for each in members), Decimal(0)))
    return BilledRow(tuple(members), _text(first, config), quantity, unit, price, first.vat, together, cost)


# --- grouping --------------------------------------------------------------------------------


def _key(billable: Billable, config: Mapping[str, Any]) -> tuple[Any, ...]:
    if not _is_grouped(billable, config):
        return (billable.guid,)
    return (billable.is_travel_expense, billable.vat, *_grouped_by(billable, config))


def _is_grouped(billable: Billable, config: Mapping[str, Any]) -> bool:
    how = config.get("bill_expense" if billable.is_travel_expense else "bill_product")
    return (how or ONE_BY_ONE).startswith(_GROUP)


def _grouped_by(billable: Billable, config: Mapping[str, Any]) -> list[str | None]:
    kind = "travel" if billable.is_travel_expense else "product"
    return [_aspect(billable, config.get(f"{kind}_{place}_group_by")) for place in ("primary", "secondary")]


def _aspect(billable: Billable, name: str | None) -> str | None:
    aspects = {
        "ProductName": billable.product_name or billable.name,
        "ProductCategory": billable.category,
        "TravelExpenseCategory": billable.category,
        "Person": billable.person,
        "Case": billable.case_name,
        "Task": billable.phase_name,
        "Month": _date(billable)[:7],
    }
    return aspects.get(name or "")


# --- texts -----------------------------------------------------------------------------------


def _text(billable: Billable, config: Mapping[str, Any]) -> str:
    """Return a row's text: what it is grouped by, or the item's own text, or that which the format makes."""
    if _is_grouped(billable, config):
        return ", ".join(part for part in _grouped_by(billable, config) if part) or billable.name or ""
    kind = "expense" if billable.is_travel_expense else "product"
    formatted = _formatted(billable, config.get(f"{kind}_item_description_format") or "")
    return billable.invoice_description or formatted or billable.name or billable.notes or ""


def _formatted(billable: Billable, text: str) -> str:
    """Replace the tags of a format; where one has nothing to say, its comma goes too."""
    said = {
        "case": billable.case_name,
        "casenumber": billable.case_number,
        "date": _date(billable),
        "notes": billable.notes,
        "person": billable.person,
        "task": billable.phase_name,
    }
    filled = _TAG.sub(lambda tag: str(said.get(tag[1]) or ""), text)
    return ", ".join(part.strip() for part in filled.split(",") if part.strip())


def _date(billable: Billable) -> str:
    return "" if billable.event_date is None else f"{billable.event_date:%Y-%m-%d}"
