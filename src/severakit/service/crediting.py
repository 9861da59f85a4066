"""Crediting invoices: the credit note that undoes a whole invoice, as the product makes it.

No operation of the API makes one (docs/explanation/credit-notes.md); the operations show what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from severakit.service.operations.days import today
from severakit.service.operations.invoice_numbers import numbering_unit, reference_number, take_number
from severakit.store.errors import AdministrationError
from severakit.store.store import Session
from severakit.store.tables import (
    accounts,
    hour_entries,
    invoice_bank_accounts,
    invoice_cases,
    invoice_row_sources,
    invoice_rows,
    invoice_statuses,
    invoices,
    items,
    reimbursed_hour_entries,
    reimbursed_items,
)

_HIGHEST_NUMBER = 2**31 - 1
_OWN = ("guid", "inserted_at", "organization_id", "updated_at")
"""What a copy has for itself."""
_TOTALS = tuple(
    f"invoice_details_invoice_total_vat_{part}" for part in ("amount", "excluded_amount", "included_amount")
)
_ROW_AMOUNTS = ("delivered_quantity", "row_amount", "row_cost_amount", "row_vat_amount", "row_vat_excluded_amount")
_SNAPSHOTS = (
    (hour_entries, reimbursed_hour_entries, "hour_entry_guid"),
    (items, reimbursed_items, "item_guid"),
)


@dataclass(frozen=True)
class CreditNote:
    """A credit note, and the invoice that it undoes."""

    guid: str
    number: int
    credited_guid: str
    credited_number: int


def credit_invoice(session: Session, invoice: str) -> CreditNote:
    """Credit a whole invoice, which is named by its number or GUID, and return the credit note.

    The note has the invoice's rows with their amounts turned round, so that both come to nothing, and a number of the
    same series. The invoice is reimbursed: it and the note point at each other. Hours and items of the invoice are
    free again but not billable any more; as they stood they are kept for both, as reimbursed hours and items. Raises
    AdministrationError for an invoice that cannot be credited: it must be sent and wait for payment.
    """
    original = _original(session, invoice)
    paid = _paid_statuses(session)
    note, number = _add_note(session, original, paid[0])
    rows = _copy_rows(session, original["guid"], note)
    for live, snapshots, column in _SNAPSHOTS:
        _set_free(session, live, snapshots, column, original["guid"], (note, rows))
    session.update(
        invoices,
        original["guid"],
        is_reimbursed=True,
        reimburse_invoice_guid=note,
        invoice_status_guid=paid[-1],
        payment_status="PAID",
    )
    return CreditNote(note, number, original["guid"], original["number"])


def _original(session: Session, invoice: str) -> sa.RowMapping:
    named = invoices.c.guid == invoice
    if invoice.isdecimal() and int(invoice) <= _HIGHEST_NUMBER:
        named = sa.or_(named, invoices.c.number == int(invoice))
    found = session.all(session.select(invoices).where(named).limit(2).with_for_update(key_share=True))
    if not found:
        raise AdministrationError(f"No invoice has the number or GUID {invoice}.")
    if len(found) > 1:
        raise AdministrationError(f"Several invoices have the number {invoice}: give the GUID of one.")
    original = found[0]
    if original["is_credit_note"] or original["is_reimbursed"]:
        raise AdministrationError(f"Invoice {original['number']} is a credit note, or credited already.")
    status = session.get(invoice_statuses, original["invoice_status_guid"])
    if original["number"] is None or status is None or not (status["is_sent"] and status["is_waiting_payment"]):
        raise AdministrationError("Only an invoice that is sent and waits for payment can be credited.")
    return original


def _paid_statuses(session: Session) -> list[str]:
    """Return the active statuses of paid invoices: the first is for credit notes, the last for what they credit."""
    paid = session.select(invoice_statuses, invoice_statuses.c.guid).where(
        invoice_statuses.c.is_paid, invoice_statuses.c.is_active
    )
    found = session.values(paid.order_by(invoice_statuses.c.sort_order, invoice_statuses.c.guid))
    if not found:
        raise AdministrationError("The organization has no active invoice status in which invoices are paid.")
    return found


def _add_note(session: Session, original: sa.RowMapping, status: str) -> tuple[str, int]:
    unit = original["invoice_numbering_business_unit_guid"] or numbering_unit(session, original["business_unit_guid"])
    number = take_number(session, unit)
    account = session.find(accounts, guid=original["account_guid"])
    country = original["seller_organization_seller_postal_address_details_country_code"]
    day = today(session)
    values = _copied(original, _TOTALS) | {
        **dict.fromkeys(("date", "due_date", "entry_date", "payment_date"), day),
        "invoice_numbering_business_unit_guid": unit,
        "invoice_status_guid": status,
        "is_credit_note": True,
        "number": number,
        "payment_status": "PAID",
        "reference_number": reference_number(number, None if account is None else account["number"], country),
        "reimburse_invoice_guid": original["guid"],
        # The invoice's heading says that it is one.
        "title": None,
        "virtual_bank_barcode": None,
    }
    guid = session.insert(invoices, **values)
    for table in (invoice_cases, invoice_bank_accounts):
        _copy_links(session, table, "invoice_guid", original["guid"], guid)
    return guid, number


def _copied(row: sa.RowMapping, negated: tuple[str, ...]) -> dict[str, Any]:
    """Return the columns of a row for a copy of it, amounts turned round."""
    values = {name: value for name, value in row.items() if name not in _OWN}
    return values | {name: -(values[name] or Decimal(0)) for name in negated}


def _copy_links(session: Session, table: sa.Table, parent: str, old: str, new: str) -> None:
    links = session.all(session.select(table).where(table.c[parent] == old).order_by(table.c.position))
    own = ("organization_id", "position", parent)
    session.replace(table, parent, new, [{k: v for k, v in row.items() if k not in own} for row in links])


def _copy_rows(session: Session, original: str, note: str) -> dict[str, str]:
    """Copy an invoice's rows, and what they were made of, onto its credit note; return new GUIDs by old ones."""
    rows = {}
    for row in session.all(session.select(invoice_rows).where(invoice_rows.c.invoice_guid == original)):
        values = _copied(row, _ROW_AMOUNTS) | {"invoice_guid": note}
        rows[row["guid"]] = session.insert(invoice_rows, **values)
        _copy_links(session, invoice_row_sources, "invoice_row_guid", row["guid"], rows[row["guid"]])
    return rows


def _set_free(
    session: Session, live: sa.Table, snapshots: sa.Table, column: str, original: str, note: tuple[str, dict[str, str]]
) -> None:
    """Keep what was invoiced as it stands, for the invoice and for its note, and take it off the invoice."""
    note_guid, note_rows = note
    kept = [c.name for c in snapshots.c if c.name in live.c and c.name not in _OWN]
    for row in session.all(session.select(live).where(live.c.invoice_guid == original)):
        values = {name: row[name] for name in kept} | {column: row["guid"]}
        session.insert(snapshots, **values, in_credit_note=False)
        place = {"invoice_guid": note_guid, "invoice_row_guid": note_rows.get(row["invoice_row_guid"])}
        session.insert(snapshots, **values | place, in_credit_note=True)
    session.update_where(
        live, live.c.invoice_guid == original, invoice_guid=None, invoice_row_guid=None, is_billable=False
    )
