"""IInvoice: the documents of invoices, as PDF and as Finvoice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from severakit.documents.finvoice import VERSIONS, finvoice
from severakit.documents.own import own
from severakit.documents.pdf import invoice_pdf
from severakit.documents.shown import as_shown
from severakit.entities import Finvoice, InvoicePdfGetOptions, SeveraFinvoice
from severakit.service.call import Call, Result
from severakit.service.operations.days import within_days
from severakit.service.operations.documents import PDF, kept_or_made
from severakit.service.operations.invoice import invoice, of_units, status_named
from severakit.service.operations.patterns import named
from severakit.soap.faults import GeneralFailure, NotFound
from severakit.store import own_documents
from severakit.store.tables import files, invoice_files, invoices

_USUAL_VERSION = "1.3"
"""What a caller gets who names no version."""

_PDF_TYPE = "application/pdf"

SomeFinvoice = TypeVar("SomeFinvoice", Finvoice, SeveraFinvoice)


# --- PDF -------------------------------------------------------------------------------------


@invoice.operation
def get_invoice_pdf(
    call: Call,
    invoice_number: int | None,
    invoice_numbering_business_unit_guid: str | None,
    get_attachment_only: InvoicePdfGetOptions | None,
) -> Result:
    """The PDF of the invoice with that number in a unit's series; without a unit where no other has that number."""
    conditions = [named(invoices.c.number, invoice_number), *call.session.seen(invoices)]
    if invoice_numbering_business_unit_guid is not None:
        conditions.append(invoices.c.invoice_numbering_business_unit_guid == invoice_numbering_business_unit_guid)
    found = call.session.values(call.session.select(invoices, invoices.c.guid).where(*conditions).limit(2))
    if not found:
        raise NotFound(f"No invoice has the number {invoice_number}.")
    if len(found) > 1:
        raise NotFound(f"Several invoices have the number {invoice_number}: name the numbering business unit.")
    return _pdf(call, found[0], get_attachment_only)


@invoice.operation
def get_invoice_pdf_by_invoice_guid(
    call: Call, invoice_guid: str | None, get_attachment_only: InvoicePdfGetOptions | None
) -> Result:
    """The PDF of an invoice with its PDF attachments behind it, in print order; with AttachmentOnly only these.

    A PDF that is kept for the invoice is taken as it is, else one is made of what the invoice now shows. An invoice
    without PDF attachments is NotFound with AttachmentOnly. InvoiceOnly is of the extended generation.
    """
    return _pdf(call, call.required(invoices, invoice_guid, "The invoice")["guid"], get_attachment_only)


def _pdf(call: Call, guid: str, option: InvoicePdfGetOptions | None) -> bytes:
    attachments = [] if option == InvoicePdfGetOptions.INVOICE_ONLY else _attachments(call, guid)
    if option != InvoicePdfGetOptions.ATTACHMENT_ONLY:
        return _as_one([kept_or_made(call, guid, PDF, lambda: _made(call, guid)), *attachments])
    if not attachments:
        raise NotFound("The invoice has no PDF attachment.")
    return _as_one(attachments)


def _as_one(documents: Sequence[bytes]) -> bytes:
    if len(documents) == 1:
        return documents[0]
    # Few invoices have attachments, and to load this takes a tenth of the service's start.
    from severakit.documents.merging import merged  # noqa: PLC0415

    return merged(documents)


def _made(call: Call, guid: str) -> bytes:
    row = call.session.row("Invoice", guid)
    if row is None:
        raise NotFound("The invoice was not found.")
    shown = as_shown("Invoice", row)
    credited = call.session.get(invoices, shown["ReimburseInvoiceGUID"]) if shown["IsCreditNote"] == "true" else None
    number = None if credited is None else credited["number"]
    return invoice_pdf(call.session.organization_id, shown, number, own(own_documents.contents(call.session)))


def _attachments(call: Call, guid: str) -> list[bytes]:
    """Return the invoice's attachments that are PDFs, in the order in which they are printed."""
    of_files = sa.and_(
        files.c.organization_id == invoice_files.c.organization_id, files.c.guid == invoice_files.c.file_guid
    )
    attached = call.session.select(invoice_files, files.c.content_sha256)
    attached = attached.select_from(invoice_files.join(files, of_files)).where(
        invoice_files.c.invoice_guid == guid,
        invoice_files.c.mime_type == _PDF_TYPE,
        files.c.content_sha256.is_not(None),
    )
    in_print_order = attached.order_by(invoice_files.c.print_order, invoice_files.c.guid)
    return [call.content(file).read() for file in call.session.all(in_print_order)]


# --- Finvoice --------------------------------------------------------------------------------


@invoice.operation
def get_finvoices_by_status(
    call: Call, business_unit_guid: str | None, status: str | None, options: int | None
) -> Result:
    """The Finvoices 1.3 of numbered invoices of a status, the oldest first; where there are none, NotFound.

    The unit and bit 16 are those of GetInvoicesByStatus.
    """
    return _finvoices(call, Finvoice, _USUAL_VERSION, status, of_units(call, business_unit_guid, options or 0))


@invoice.operation
def get_finvoices_by_status_and_date(
    call: Call,
    finvoice_version: str | None,
    business_unit_guid: str | None,
    invoice_status: str | None,
    invoice_date_start: datetime | None,
    invoice_date_end: datetime | None,
    options: int | None,
) -> Result:
    """The Finvoices of numbered invoices of a status, the oldest first; where there are none, NotFound.

    Versions are 1.2, 1.3, 2.01 and 3.0, with or without the word Finvoice before them. The dates are those of the
    invoices, both included; a missing one is open. A document that is kept for an invoice is taken as it is. The unit
    and bit 16 are those of GetInvoicesByStatus; no other bit means anything here.
    """
    conditions = [
        *of_units(call, business_unit_guid, options or 0),
        *within_days(invoices.c.date, invoice_date_start, invoice_date_end),
    ]
    return _finvoices(call, SeveraFinvoice, _version(finvoice_version), invoice_status, conditions)


def _version(text: str | None) -> str:
    version = (text or "").lower().removeprefix("finvoice").strip()
    if version not in VERSIONS:
        raise GeneralFailure(f"finvoiceVersion must be one of {', '.join(VERSIONS)}.")
    return version


def _finvoices(
    call: Call,
    kind: type[SomeFinvoice],
    version: str,
    status: str | None,
    conditions: list[sa.ColumnElement[bool]],
) -> list[SomeFinvoice]:
    chosen = [
        invoices.c.invoice_status_guid == status_named(call, status)["guid"],
        invoices.c.number.is_not(None),
        *conditions,
    ]
    kept = _kept_finvoices(call, version, chosen)
    rows = call.session.rows("Invoice", *chosen, order_by=(invoices.c.inserted_at, invoices.c.guid))
    shown = [as_shown("Invoice", row) for row in rows]
    if not shown:
        raise NotFound(f"No numbered invoice of the status {status} is there.")
    return [kind(guid=each["GUID"], finvoice=kept.get(each["GUID"]) or finvoice(each, version)) for each in shown]


def _kept_finvoices(call: Call, version: str, chosen: list[sa.ColumnElement[bool]]) -> dict[str, str]:
    """Return the documents of a version that are kept, by their invoices; of several the latest counts."""
    document = sa.and_(
        files.c.organization_id == invoices.c.organization_id, files.c.document_of_guid == invoices.c.guid
    )
    columns: list[sa.ColumnElement[Any]] = [invoices.c.guid, files.c.content_sha256]
    kept = call.session.select(invoices, *columns).select_from(invoices.join(files, document))
    kept = kept.where(files.c.document_format == f"Finvoice {version}", files.c.content_sha256.is_not(None), *chosen)
    oldest_first = kept.order_by(files.c.inserted_at, files.c.guid)
    return {row["guid"]: call.content(row).read().decode() for row in call.session.all(oldest_first)}
