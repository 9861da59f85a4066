"""IItem: what cases cost and bill beside hours: fees, products, purchases and travel expenses."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec
import sqlalchemy as sa

from severakit.entities import Item
from severakit.service.call import Call, Result
from severakit.service.operations.case import of_units
from severakit.service.operations.case_rights import require_case_right
from severakit.service.operations.days import within_days
from severakit.service.operations.item_writing import add_item
from severakit.service.operations.patterns import all_by, by_guid, changed, inserted_between, named
from severakit.service.operations.referring import is_referred_to
from severakit.service.operations.registry import Interface
from severakit.service.operations.stored_rows import StoredRows
from severakit.service.operations.writing import current_row, sent
from severakit.soap.faults import GeneralFailure, NotFound, Validation
from severakit.store.tables import (
    cases,
    invoice_row_sources,
    item_files,
    items,
    products,
    reimbursed_items,
    travel_reimbursement_statuses,
    travel_reimbursements,
)
from severakit.store.texts import is_among

_OLDEST_FIRST = (items.c.inserted_at, items.c.guid)

item = Interface("IItem")
item.declare("GetItemByGUID", by_guid("Item"))
item.declare(
    "GetReimbursedItemByGUID",
    by_guid(
        "reimbursed_items", note="The GUID is that of the item as an invoice or credit note keeps it, not its own."
    ),
)
item.declare("GetItemsByCaseGUID", all_by("Item", "case_guid"))


# --- reading ---------------------------------------------------------------------------------


@item.operation
def get_item_by_purchase_order_number(call: Call, po_number: str | None) -> Result:
    """The item with that purchase order number: of several the oldest, which the others were added to as expenses."""
    return call.one("Item", named(items.c.purchase_order_number, po_number), order_by=_OLDEST_FIRST)


@item.operation
def get_travel_expenses_by_date(
    call: Call, business_unit_guid: str | None, start_date: datetime | None, end_date: datetime | None
) -> Result:
    """Items whose product is a travel expense, by their event date; both ends are included, a missing one is open.

    A business unit stands for the cases of that unit and of all below it.
    """
    kinds = call.session.select(products, products.c.guid).where(products.c.is_travel_expense)
    conditions = [items.c.product_guid.in_(kinds), *within_days(items.c.event_date, start_date, end_date)]
    in_units = of_units(call, business_unit_guid)
    if in_units:
        conditions.append(items.c.case_guid.in_(call.session.select(cases, cases.c.guid).where(*in_units)))
    return call.session.rows("Item", *conditions)


@item.operation
def get_items_by_insert_date(
    call: Call, insert_start_date: datetime | None, insert_end_date: datetime | None
) -> Result:
    """Items inserted from one minute to another, both included; without an end, until now."""
    return call.session.rows("Item", *inserted_between(call, items, insert_start_date, insert_end_date))


@item.operation
def get_items_changed_since(call: Call, start_date: datetime | None) -> Result:
    """Items inserted or changed since a minute, which is included."""
    return call.session.rows("Item", *changed(call, items, start_date))


@item.operation
def get_reimbursed_items_changed_since(call: Call, start_date: datetime | None, in_credit_note: bool | None) -> Result:
    """Items as they stand on credited invoices (false), on credit notes (true), or on both (nil).

    Those inserted or changed since a minute, which is included.
    """
    conditions = changed(call, reimbursed_items, start_date)
    if in_credit_note is not None:
        conditions.append(reimbursed_items.c.in_credit_note == in_credit_note)
    return call.session.rows("reimbursed_items", *conditions)


# --- writing ---------------------------------------------------------------------------------


@item.operation
def add_new_item(call: Call, item_info: Item | None, currency_code: str | None) -> Result:
    """Insert an item of an open case. Mandatory are Quantity, the case and, without a product, UnitPrice and UnitCost.

    The case may be named by number, product and user by code. A user needs a phase. UnitPrice is in the case's
    currency and never converted; UnitPriceInBaseCurrency is always computed from it, by the rate of currencyCode or
    else of the case. What is left out comes from the product: price by the case's price list, cost, VAT, name, unit.
    An item without a product takes its VAT from the account. One whose price is 0 and one of an internal case is not
    billable; else IsBillable counts as it is sent, and where it is not sent a travel expense is billable if its case
    says so of its class. BillingSchedule is kept as it is sent and decides nothing: an item with RecurrenceFrequency
    recurs, one with PlannedBillingDate or BillingDependencyTaskGUID waits for that day or phase.
    Takes the case right, or the membership that hours take for an item of one's own.
    """
    return call.stored("Item", add_item(call, item_info, currency_code))


@item.operation
def add_new_items(call: Call, items: list[Item] | None) -> Result:
    """Insert items by the rules of AddNewItem, all of them or, where one is refused, none."""
    if items is None:
        raise GeneralFailure("items must be given.")
    return StoredRows(call.session, "Item", [add_item(call, each) for each in items])


@item.operation
def add_new_expense_to_product_by_po_number(call: Call, po_number: str | None, item_info: Item | None) -> Result:
    """Add what an ordered product cost, as an item of its own with the same purchase order number.

    It goes to the case of the item that was ordered, and to its phase and product where it names none itself. It
    costs but is not billed: UnitPrice is 0 unless another is sent, since the ordered item itself is billed.
    """
    entity = sent(item_info, "quantity")
    oldest = call.session.select(items).where(named(items.c.purchase_order_number, po_number))
    found = call.session.all(oldest.order_by(*_OLDEST_FIRST).limit(1))
    if not found:
        raise NotFound(f"No item has the purchase order number {po_number or ''}.")
    (ordered,) = found
    expense = msgspec.structs.replace(
        entity,
        case_guid=ordered["case_guid"],
        case_number=None,
        product_guid=entity.product_guid or (None if entity.product_code else ordered["product_guid"]),
        purchase_order_number=po_number,
        task_guid=entity.task_guid or ordered["task_guid"],
        unit_price=Decimal(0) if entity.unit_price is None else entity.unit_price,
    )
    return call.stored("Item", add_item(call, expense))


@item.operation
def delete_item(call: Call, item_guid: str | None) -> Result:
    """Delete an item that is on no invoice, credited ones included, and on no locked travel reimbursement.

    With a recurring item those made from it go too that are not invoiced; the others stay as ordinary items.
    """
    current = current_row(call, items, item_guid, "The item")
    require_case_right(call, call.required(cases, current["case_guid"], "The case"))
    _check_is_free(call, current)
    _leave_recurrence(call, current["guid"])
    call.session.delete(item_files, item_files.c.item_guid == current["guid"])
    return call.session.delete(items, items.c.guid == current["guid"]) == 1


def _check_is_free(call: Call, current: sa.RowMapping) -> None:
    if current["invoice_guid"] is not None:
        raise Validation("Invoiced items cannot be deleted.")
    for column in (invoice_row_sources.c.item_guid, reimbursed_items.c.item_guid):
        if is_referred_to(call.session, column, [current["guid"]]):
            raise Validation("Items of credited invoices cannot be deleted.")
    claim = call.session.find(travel_reimbursements, guid=current["travel_reimbursement_guid"])
    if claim is None:
        return
    status = call.session.find(travel_reimbursement_statuses, guid=claim["travel_reimbursement_status_guid"])
    if status is not None and status["is_locked"]:
        raise Validation("Items of a locked travel reimbursement cannot be deleted.")


def _leave_recurrence(call: Call, rule_guid: str) -> None:
    """Delete what was made from a rule and is on no invoice; make the rest independent of it."""
    invoiced = call.session.select(invoice_row_sources, invoice_row_sources.c.item_guid)
    made = call.session.select(items, items.c.guid).where(
        items.c.recurring_item_guid == rule_guid,
        items.c.invoice_guid.is_(None),
        items.c.guid.not_in(invoiced.where(invoice_row_sources.c.item_guid.is_not(None))),
    )
    unbilled = call.session.values(made)
    call.session.delete(item_files, is_among(item_files.c.item_guid, unbilled))
    call.session.delete(items, is_among(items.c.guid, unbilled))
    for table in (items, reimbursed_items):
        call.session.update_where(table, table.c.recurring_item_guid == rule_guid, recurring_item_guid=None)
