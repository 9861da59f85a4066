"""IInvoice: the documents that are kept for invoices, as PDF and as Finvoice."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from severakit.entities import Finvoice, InvoicePdfGetOptions, SeveraFinvoice
from severakit.service.call import Call, Result
from severakit.service.operations.days import within_days
from severakit.service.operations.documents import PDF, kept_document
from severakit.service.operations.invoice import invoice, of_units, status_named
from severakit.service.operations.patterns import named
from severakit.soap.faults import GeneralFailure, NotFound
from severakit.store.tables import files, invoice_files, invoices

_VERSIONS = ("1.2", "1.3", "2.01")
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
    conditions = [named(invoices.c.number, invoice_number)]
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
    """The PDF that is kept for an invoice, or with AttachmentOnly the attachment; NotFound where there is none.

    Several PDF attachments are not merged into one: they are read with GetInvoiceAttachmentFile.
    """
    return _pdf(call, call.required(invoices, invoice_guid, "The invoice")["guid"], get_attachment_only)


def _pdf(call: Call, guid: str, option: InvoicePdfGetOptions | None) -> bytes:
    if option == InvoicePdfGetOptions.ATTACHMENT_ONLY:
        return _attachment(call, guid)
    return kept_document(call, guid, PDF, "the invoice")


def _attachment(call: Call, guid: str) -> bytes:
    of_files = sa.and_(
        files.c.organization_id == invoice_files.c.organization_id, files.c.guid == invoice_files.c.file_guid
    )
    attached = call.session.select(invoice_files, files.c.content).select_from(invoice_files.join(files, of_files))
    attached = attached.where(
        invoice_files.c.invoice_guid == guid,
        invoice_files.c.mime_type == _PDF_TYPE,
        files.c.content.is_not(None),
    )
    contents: list[bytes] = call.session.values(attached.limit(2))
    if not contents:
        raise NotFound("The invoice has no PDF attachment.")
    if len(contents) > 1:
        raise NotFound("The invoice has several PDF attachments: read each with GetInvoiceAttachmentFile.")
    return contents[0]


# --- Finvoice --------------------------------------------------------------------------------


@invoice.operation
def get_finvoices_by_status(
    call: Call, business_unit_guid: str | None, status: str | None, options: int | None
) -> Result:
    """The Finvoices 1.3 that are kept for numbered invoices of a status; where there are none, NotFound."""
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
    """The Finvoices of a version that are kept for numbered invoices of a status; where there are none, NotFound.

    Versions are 1.2, 1.3 and 2.01, with or without the word Finvoice before them. The dates are those of the invoices,
    both included; a missing one is open.
    """
    conditions = [
        *of_units(call, business_unit_guid, options or 0),
        *within_days(invoices.c.date, invoice_date_start, invoice_date_end),
    ]
    return _finvoices(call, SeveraFinvoice, _version(finvoice_version), invoice_status, conditions)


def _version(text: str | None) -> str:
    version = (text or "").lower().removeprefix("finvoice").strip()
    if version not in _VERSIONS:
        raise GeneralFailure(f"finvoiceVersion must be one of {', '.join(_VERSIONS)}.")
    return version


def _finvoices(
    call: Call,
    kind: type[SomeFinvoice],
    version: str,
    status: str | None,
    conditions: list[sa.ColumnElement[bool]],
) -> list[SomeFinvoice]:
    document = sa.and_(
        files.c.organization_id == invoices.c.organization_id, files.c.document_of_guid == invoices.c.guid
    )
    columns: list[sa.ColumnElement[Any]] = [invoices.c.guid, files.c.content]
    kept = call.session.select(invoices, *columns).select_from(invoices.join(files, document))
    kept = kept.where(
        invoices.c.invoice_status_guid == status_named(call, status)["guid"],
        invoices.c.number.is_not(None),
        files.c.document_format == f"Finvoice {version}",
        files.c.content.is_not(None),
        *conditions,
    )
    in_order = kept.order_by(invoices.c.inserted_at, invoices.c.guid, files.c.inserted_at, files.c.guid)
    # Of several documents of one invoice the latest is the one that counts.
    latest = {row["guid"]: row["content"] for row in call.session.all(in_order)}
    if not latest:
        raise NotFound(f"No Finvoice {version} is kept for an invoice of the status {status}.")
    return [kind(guid=guid, finvoice=content.decode()) for guid, content in latest.items()]
