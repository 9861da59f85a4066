"""Items to be invoiced: found, checked, and kept from other callers until the call ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from severakit.service.call import Call
from severakit.service.operations.case_rights import require_invoicing_right
from severakit.service.operations.item_recurrence import bill_next_period, is_rule
from severakit.soap.faults import NotFound, Validation
from severakit.store.store import Session
from severakit.store.tables import (
    accounts,
    cases,
    cost_accounts,
    items,
    phases,
    product_categories,
    products,
    travel_reimbursement_statuses,
    travel_reimbursements,
    users,
)
from severakit.store.texts import is_among

_DEPENDENCIES = phases.alias("dependencies")


def _refers(table: sa.FromClause, column: str, target: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(target.c.organization_id == table.c.organization_id, target.c.guid == table.c[column])


_JOINED = (
    items.join(cases, _refers(items, "case_guid", cases))
    .join(accounts, _refers(cases, "account_guid", accounts))
    .outerjoin(phases, _refers(items, "task_guid", phases))
    .outerjoin(_DEPENDENCIES, _refers(items, "billing_dependency_task_guid", _DEPENDENCIES))
    .outerjoin(products, _refers(items, "product_guid", products))
    .outerjoin(product_categories, _refers(products, "product_category_guid", product_categories))
    .outerjoin(cost_accounts, _refers(items, "sales_account_guid", cost_accounts))
    .outerjoin(users, _refers(items, "user_guid", users))
    .outerjoin(travel_reimbursements, _refers(items, "travel_reimbursement_guid", travel_reimbursements))
    .outerjoin(
        travel_reimbursement_statuses,
        _refers(travel_reimbursements, "travel_reimbursement_status_guid", travel_reimbursement_statuses),
    )
)
_COLUMNS = (
    items.c.case_guid,
    items.c.cost_center_guid,
    items.c.description.label("notes"),
    items.c.event_date,
    items.c.guid,
    items.c.invoice_description,
    items.c.invoice_guid,
    items.c.invoice_quantity,
    items.c.is_billable,
    items.c.measurement_unit,
    items.c.name,
    items.c.planned_billing_date,
    items.c.product_guid,
    items.c.purchase_order_number,
    items.c.quantity.label("item_quantity"),
    items.c.recurring_item_guid,
    items.c.task_guid.label("phase_guid"),
    items.c.unit_cost.label("item_unit_cost"),
    items.c.unit_price.label("item_unit_price"),
    items.c.user_guid,
    items.c.vat.label("item_vat"),
    accounts.c.guid.label("account_guid"),
    accounts.c.invoicing_vat,
    accounts.c.is_internal,
    cases.c.case_number,
    cases.c.currency_guid,
    cases.c.name.label("case_name"),
    cost_accounts.c.number.label("sales_account_number"),
    _DEPENDENCIES.c.is_completed.label("is_dependency_completed"),
    phases.c.name.label("phase_name"),
    product_categories.c.name.label("category_name"),
    products.c.code.label("product_code"),
    products.c.expense_class,
    products.c.is_travel_expense,
    products.c.name.label("product_name"),
    travel_reimbursement_statuses.c.is_approved.label("is_reimbursement_approved"),
    users.c.first_name,
    users.c.last_name,
)


@dataclass(frozen=True)
class Billable:
    """An item as an invoice row needs it: priced in its case's currency, its cost in the base currency."""

    guid: str
    account_guid: str
    case_guid: str
    case_name: str | None
    case_number: int | None
    category: str | None
    cost_center_guid: str | None
    currency_guid: str | None
    event_date: datetime | None
    invoice_description: str | None
    is_travel_expense: bool
    measurement_unit: str | None
    name: str | None
    notes: str | None
    person: str | None
    phase_guid: str | None
    phase_name: str | None
    product_code: str | None
    product_guid: str | None
    product_name: str | None
    purchase_order_number: str | None
    quantity: Decimal
    recurring_item_guid: str | None
    sales_account_number: str | None
    unit_cost: Decimal
    unit_price: Decimal
    user_guid: str | None
    vat: Decimal


_NAMES = frozenset(field.name for field in fields(Billable))


def take_items(call: Call, guids: Sequence[str], day: datetime) -> list[Billable]:
    """Return items to be invoiced on a day, in the order in which they are named.

    In the place of an item that recurs comes the one that is made for its next period. Nobody else can invoice the
    same items before this call ends. Raises NotFound, Validation or NoPermission where one cannot be invoiced.
    """
    current = _locked(call.session, guids)
    taken = [bill_next_period(call.session, row, day) if is_rule(row) else row["guid"] for row in current]
    rows = {row["guid"]: row for row in call.session.all(_statement(call.session, taken))}
    for guid in taken:
        _check(rows.get(guid), guid, day)
    _require_right(call, rows.values())
    return [_billable(rows[guid]) for guid in taken]


def _locked(session: Session, guids: Sequence[str]) -> list[sa.RowMapping]:
    """Lock the items, all callers in the same order, so that none waits for another that waits for it."""
    of_guids = session.select(items).where(is_among(items.c.guid, guids)).order_by(items.c.guid)
    found = {row["guid"]: row for row in session.all(of_guids.with_for_update(key_share=True))}
    for guid in guids:
        if guid not in found:
            raise NotFound(f"The item {guid} was not found.")
    return [found[guid] for guid in guids]


def _check(row: sa.RowMapping | None, guid: str, day: datetime) -> None:
    """Make sure that an item may be invoiced on a day. Raises Validation."""
    if row is None:
        raise Validation(f"The item {guid} belongs to no case.")
    if row["invoice_guid"] is not None:
        raise Validation(f"The item {guid} is on an invoice already.")
    if row["is_internal"]:
        raise Validation(f"The item {guid} belongs to an internal case, which is never invoiced.")
    if not row["is_billable"]:
        raise Validation(f"The item {guid} is not billable.")
    if row["planned_billing_date"] is not None and row["planned_billing_date"] > day:
        raise Validation(f"The item {guid} is to be billed on {row['planned_billing_date']:%Y-%m-%d}, not before.")
    if row["is_dependency_completed"] is not None and not row["is_dependency_completed"]:
        raise Validation(f"The item {guid} is to be billed when its phase is completed, not before.")
    if row["is_reimbursement_approved"] is not None and not row["is_reimbursement_approved"]:
        raise Validation(f"The item {guid} is on a travel reimbursement that is not approved.")


def _require_right(call: Call, rows: Any) -> None:
    of_rows = call.session.select(cases).where(is_among(cases.c.guid, {row["case_guid"] for row in rows}))
    for case in call.session.all(of_rows):
        require_invoicing_right(call, case)


def _billable(row: sa.RowMapping) -> Billable:
    names = [row["first_name"], row["last_name"]]
    vat = row["item_vat"] if row["item_vat"] is not None else row["invoicing_vat"]
    computed = {
        "category": row["expense_class"] if row["is_travel_expense"] else row["category_name"],
        "is_travel_expense": bool(row["is_travel_expense"]),
        "person": " ".join(name for name in names if name) or None,
        "quantity": row["item_quantity"] if row["invoice_quantity"] is None else row["invoice_quantity"],
        "unit_cost": row["item_unit_cost"] or Decimal(0),
        "unit_price": row["item_unit_price"] or Decimal(0),
        "vat": Decimal(0) if vat is None else vat,
    }
    return Billable(**{name: row[name] for name in _NAMES - computed.keys()}, **computed)


def _statement(session: Session, guids: Sequence[str]) -> sa.Select[Any]:
    """SELECT what items, their cases and all else that they refer to say, in one go."""
    return session.select(items, *_COLUMNS).select_from(_JOINED).where(is_among(items.c.guid, guids))
