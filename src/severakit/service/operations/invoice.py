"""IInvoice: invoices with their rows, the statuses and numbers that they get, and what they were made of."""

from __future__ import annotations

from datetime import datetime
from enum import IntFlag
from typing import Any

import sqlalchemy as sa

from severakit.service.call import Call, Result
from severakit.service.operations.bank_barcode import barcode_of
from severakit.service.operations.case_rights import require_invoicing_right
from severakit.service.operations.invoice_numbers import numbering_unit, reference_number, take_number
from severakit.service.operations.invoice_origin import origin_details
from severakit.service.operations.patterns import by_guid, named, written_between
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import rights_of_caller
from severakit.service.operations.writing import Values, current_row
from severakit.soap.faults import GeneralFailure, NoPermission, NotFound, Validation
from severakit.store.tables import (
    accounts,
    cases,
    files,
    invoice_files,
    invoice_log_entries,
    invoice_statuses,
    invoices,
)

_OLDEST_FIRST = (invoices.c.inserted_at, invoices.c.guid)
_CONTEXTS = ("Payment", "Information")

invoice = Interface("IInvoice")
invoice.declare("GetInvoiceByGUID", by_guid("Invoice"))


class Invoices(IntFlag):
    """The option bits of lists of invoices, beside 1 for new ones only."""

    EXCLUDE_CHILD_BUSINESS_UNITS = 16


# --- reading ---------------------------------------------------------------------------------


@invoice.operation
def get_invoice_by_number(call: Call, invoice_number: int | None, business_unit_guid: str | None) -> Result:
    """Find an invoice by its number: within a unit or its series, else where no other has that number."""
    conditions = [named(invoices.c.number, invoice_number)]
    if business_unit_guid is not None:
        columns = (invoices.c.business_unit_guid, invoices.c.invoice_numbering_business_unit_guid)
        conditions.append(sa.or_(*(column == business_unit_guid for column in columns)))
    seen = call.session.select(invoices, invoices.c.guid).where(*conditions, *call.session.seen(invoices))
    found = call.session.values(seen.limit(2))
    if len(found) > 1:
        raise NotFound(f"Several invoices have the number {invoice_number}: name the business unit.")
    return call.one("Invoice", invoices.c.guid.in_(found))


@invoice.operation
def get_invoices_by_date(
    call: Call,
    business_unit_guid: str | None,
    start_date: datetime | None,
    end_date: datetime | None,
    options: int | None,
) -> Result:
    """Invoices inserted or changed from one minute to another, both included, whatever their own date.

    With bit 1 only those inserted then. The unit is the invoice's, and stands for all below it too, but with bit 16
    for itself alone; without one the invoices are those of all units. Both bounds are mandatory.
    """
    options = options or 0
    conditions = [
        *of_units(call, business_unit_guid, options),
        *written_between(call, invoices, start_date, end_date, options),
    ]
    return call.session.rows("Invoice", *conditions)


@invoice.operation
def get_invoices_by_date_and_status(
    call: Call,
    business_unit_guid: str | None,
    start_date: datetime | None,
    end_date: datetime | None,
    status: str | None,
    options: int | None,
) -> Result:
    """Invoices of a status, which is named, by the dates, unit and bits of GetInvoicesByDate.

    Without a status those of any; of an unknown one there are none. Both bounds are mandatory here too.
    """
    options = options or 0
    conditions = [
        *of_units(call, business_unit_guid, options),
        *written_between(call, invoices, start_date, end_date, options),
    ]
    if status:
        named_so = call.session.select(invoice_statuses, invoice_statuses.c.guid)
        conditions.append(invoices.c.invoice_status_guid.in_(named_so.where(invoice_statuses.c.name == status)))
    return call.session.rows("Invoice", *conditions)


@invoice.operation
def get_invoices_by_status(
    call: Call,
    business_unit_guid: str | None,
    status: str | None,
    options: int | None,
    max_invoices: int | None,
) -> Result:
    """Invoices of a status, the oldest first; where there are none, or no such status, NotFound.

    The unit is the invoice's, and stands for all below it too, but with bit 16 for itself alone; no other bit means
    anything here. maxInvoices is the most that are returned, nil all.
    """
    if max_invoices is not None and max_invoices < 1:
        raise GeneralFailure("maxInvoices must be 1 or more, or nil for all invoices.")
    of_status = invoices.c.invoice_status_guid == status_named(call, status)["guid"]
    conditions = [of_status, *of_units(call, business_unit_guid, options or 0)]
    seen = call.session.select(invoices, invoices.c.guid).where(*conditions, *call.session.seen(invoices))
    if not call.session.values(seen.limit(1)):
        raise NotFound(f"No invoice has the status {status}.")
    return call.session.rows("Invoice", *conditions, order_by=_OLDEST_FIRST, limit=max_invoices)


@invoice.operation
def get_invoices_by_status_and_business_unit(call: Call, status: str | None, business_unit_guid: str | None) -> Result:
    """What GetInvoicesByStatus returns without options and maxInvoices; the unit stands for all below it too."""
    return get_invoices_by_status(call, business_unit_guid, status, 0, None)


@invoice.operation
def get_invoice_attachment_file_guids(call: Call, invoice_guid: str | None) -> Result:
    """The attachments of an invoice in their print order, without their content."""
    current = call.required(invoices, invoice_guid, "The invoice")
    of_invoice = invoice_files.c.invoice_guid == current["guid"]
    return call.session.rows("InvoiceFile", of_invoice, order_by=(invoice_files.c.print_order, invoice_files.c.guid))


@invoice.operation
def get_invoice_attachment_file(call: Call, attachment_guid: str | None) -> Result:
    """The content of an attachment, by the GUID that GetInvoiceAttachmentFileGUIDs has for it."""
    attachment = call.required(invoice_files, attachment_guid, "The attachment")
    file = call.required(files, attachment["file_guid"], "The file")
    if file["content_sha256"] is None:
        raise NotFound("The attachment has no content.")
    return call.content(file)


@invoice.operation
def get_invoice_origin_details_by_invoice_guid(call: Call, invoice_guid: str | None) -> Result:
    """The hours and items that each row of an invoice was made of, and its cases with all their phases.

    A credit note has the hours and items of the invoice that it credits.
    """
    current = call.required(invoices, invoice_guid, "The invoice")
    return origin_details(call.session, current["guid"])


def of_units(call: Call, business_unit_guid: str | None, options: int) -> list[sa.ColumnElement[bool]]:
    """The condition that an invoice belongs to a unit or, without bit 16, to one below it; none without a unit."""
    units = call.units(business_unit_guid)
    if units is None:
        return []
    if options & Invoices.EXCLUDE_CHILD_BUSINESS_UNITS:
        units = [unit for unit in units if unit == business_unit_guid]
    return [invoices.c.business_unit_guid.in_(units)]


def status_named(call: Call, name: str | None) -> sa.RowMapping:
    """Return the status of that name. Raises NotFound where there is none."""
    status = call.session.find(invoice_statuses, name=name) if name else None
    if status is None:
        raise NotFound(f"The invoice status {name or ''} was not found.")
    return status


# --- writing ---------------------------------------------------------------------------------


@invoice.operation
def set_invoice_status(call: Call, invoice_guid: str | None, status: str | None) -> Result:
    """Move an invoice to a status, where it gets its number if that status wants one."""
    current = _invoice_to_change(call, invoice_guid)
    wanted = choosable_status(call, status)
    values: Values = {}
    if wanted["has_invoice_number"] and current["number"] is None:
        values = _next_number(call, current)
    _change(call, current, wanted, **values)
    return None


@invoice.operation
def set_invoice_number(
    call: Call, invoice_guid: str | None, invoice_number: int | None, reference_number: str | None, status: str | None
) -> Result:
    """Give an invoice the number and reference that another system chose; without a reference it is made."""
    current = _invoice_to_change(call, invoice_guid)
    wanted = choosable_status(call, status)
    if invoice_number is None or invoice_number < 1:
        raise Validation("invoiceNumber must be 1 or more.")
    unit = _series(call, current)
    taken = call.session.find(invoices, invoice_numbering_business_unit_guid=unit, number=invoice_number)
    if taken is not None and taken["guid"] != current["guid"]:
        raise Validation(f"invoiceNumber {invoice_number} belongs to another invoice of the series.")
    values = _numbered(call, current, unit, invoice_number)
    if reference_number:
        values["reference_number"] = reference_number
    values |= _barcode(call, current, values["reference_number"])
    _change(call, current, wanted, **values)
    return None


@invoice.operation
def set_invoice_payment_date(call: Call, invoice_guid: str | None, payment_date: datetime | None) -> Result:
    """Set the day on which an invoice was paid; nil clears it."""
    current = _invoice_to_change(call, invoice_guid)
    status = call.required(invoice_statuses, current["invoice_status_guid"], "The invoice status")
    _change(call, current, status, payment_date=payment_date)
    return None


@invoice.operation
def add_new_invoice_log_entry(
    call: Call,
    invoice_guid: str | None,
    context: str | None,
    text: str | None,
    source: str | None,
    event_time_utc: datetime | None,
    ignore_duplicates: bool | None,
) -> Result:
    """Add to an invoice's history; with ignoreDuplicates nothing is added that is there already.

    Takes the right to invoice its case; to lack it is GeneralFailure, since NoPermission is not declared here.
    """
    current = _invoice_to_change(call, invoice_guid)
    if context not in _CONTEXTS:
        raise Validation(f"context must be {' or '.join(_CONTEXTS)}.")
    if not text:
        raise Validation("text is mandatory.")
    entry = {"invoice_guid": current["guid"], "context": context, "text": text, "source": source}
    same = entry if event_time_utc is None else {**entry, "event_time": event_time_utc}
    if not (ignore_duplicates and call.session.find(invoice_log_entries, **same) is not None):
        call.session.insert(invoice_log_entries, **entry, event_time=event_time_utc or call.session.now)
    return None


def _invoice_to_change(call: Call, guid: str | None) -> sa.RowMapping:
    current = current_row(call, invoices, guid, "The invoice")
    main_case = current["main_case_guid"]
    require_invoicing_right(call, None if main_case is None else call.session.get(cases, main_case))
    _require_reach(call, current)
    return current


def _require_reach(call: Call, current: sa.RowMapping) -> None:
    """Make sure that the invoice's status is none beyond the last in which the caller may change invoices."""
    highest = rights_of_caller(call)["highest_accessible_invoice_status_name"]
    last = call.session.find(invoice_statuses, name=highest) if highest else None
    if last is None:
        return
    status = call.required(invoice_statuses, current["invoice_status_guid"], "The invoice status")
    if status["sort_order"] > last["sort_order"]:
        raise NoPermission(f"{call.operation.name} takes the right to change invoices beyond the status {highest}.")


def choosable_status(call: Call, name: str | None) -> sa.RowMapping:
    """Return the active status of that name. Raises NotFound or Validation."""
    status = status_named(call, name)
    if not status["is_active"]:
        raise Validation(f"The invoice status {name} is not active and cannot be chosen.")
    return status


def _change(call: Call, current: sa.RowMapping, status: sa.RowMapping, **values: Any) -> None:
    """Store what changes of an invoice in a status; whether it is paid follows from both."""
    is_paid = status["is_paid"] or {**current, **values}["payment_date"] is not None
    values |= {"invoice_status_guid": status["guid"], "payment_status": "PAID" if is_paid else "NOTPAID"}
    call.session.update(invoices, current["guid"], **values)


def _series(call: Call, current: sa.RowMapping) -> str:
    kept: str | None = current["invoice_numbering_business_unit_guid"]
    return kept or numbering_unit(call.session, current["business_unit_guid"])


def _next_number(call: Call, current: sa.RowMapping) -> Values:
    unit = _series(call, current)
    values = _numbered(call, current, unit, take_number(call.session, unit))
    if current["reference_number"]:
        del values["reference_number"]
    return values | _barcode(call, current, values.get("reference_number", current["reference_number"]))


def _barcode(call: Call, current: sa.RowMapping, reference: str | None) -> Values:
    """Return the bar code that goes with a reference; the one of another reference does not stay."""
    code = barcode_of(call.session, current, reference)
    stays = code is None and reference == current["reference_number"]
    return {} if stays else {"virtual_bank_barcode": code}


def _numbered(call: Call, current: sa.RowMapping, unit: str, number: int) -> Values:
    account = call.session.find(accounts, guid=current["account_guid"])
    country = current["seller_organization_seller_postal_address_details_country_code"]
    return {
        "number": number,
        "invoice_numbering_business_unit_guid": unit,
        "reference_number": reference_number(number, None if account is None else account["number"], country),
    }
