"""The papers of an invoice: what is fetched for it, and what the files are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO

from severakit.client import Client, NotFoundError
from severakit.documents.ubl import UblError, ubl
from severakit.entities import InvoiceFile, InvoicePdfGetOptions
from severakit.invoice_transfer.naming import safe, shortened
from severakit.invoice_transfer.selection import Listed, Selection

FINVOICE_VERSIONS = ("1.2", "1.3", "2.01", "3.0")
"""The versions to ask for; 3.0 is not known to the real service."""

_DECLARATION = re.compile(r"""<\?xml\s(?:[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?[^>]*?\?>""")
_LONGEST_OF_ATTACHMENT = 60


class Paper(StrEnum):
    """A kind of document: the PDF with what is attached in it, XML, the attachments each as a file of its own.

    UBL is made here of what the invoice shows, since the API has no operation for it.
    """

    PDF = "pdf"
    FINVOICE = "finvoice"
    ATTACHMENTS = "attachments"
    UBL = "ubl"


USUAL_PAPERS = frozenset({Paper.PDF, Paper.FINVOICE, Paper.ATTACHMENTS})
"""What is fetched where nothing else is asked for."""


ENDINGS = {Paper.PDF: ".pdf", Paper.FINVOICE: ".xml", Paper.UBL: ".ubl.xml"}
"""What comes behind the name of an invoice for a paper that is one file."""


class InvoiceProblem(Exception):  # noqa: N818 - names the fact
    """Why an invoice is left as it is, where it is neither the service nor the disk."""


@dataclass(frozen=True)
class Sheet:
    """A file to be: what comes behind the invoice's name, and what writes its bytes."""

    ending: str
    fill: Callable[[BinaryIO], None]


def sheets(client: Client, invoice: Listed, papers: frozenset[Paper]) -> Iterator[Sheet]:
    """Yield the files of an invoice that are asked for one by one: its PDF, its UBL document and its attachments.

    None of the files is held in memory. Reading and filling raise SeveraError and InvoiceProblem.
    """
    if Paper.PDF in papers:
        yield Sheet(ENDINGS[Paper.PDF], lambda file: _pdf(client, invoice, file))
    if Paper.UBL in papers:
        yield Sheet(ENDINGS[Paper.UBL], lambda file: _ubl(client, invoice, file))
    if Paper.ATTACHMENTS in papers:
        found = client.invoice.get_invoice_attachment_file_guids(invoice_guid=invoice.guid).all()
        in_print_order = sorted(found, key=lambda each: (each.print_order or 0, each.guid or ""))
        for place, attachment in enumerate(in_print_order, start=1):
            yield _attachment(client, place, attachment)


def finvoices(client: Client, selection: Selection, day: datetime, version: str) -> Iterator[tuple[str, bytes]]:
    """Yield the Finvoices of a selection's invoices of one day: the invoice's GUID, and the document to be saved.

    The frame around the document is left off, so that a file is one XML document, in the encoding that it declares.
    """
    listed = client.invoice.get_finvoices_by_status_and_date(
        finvoice_version=version,
        business_unit_guid=selection.business_unit_guid,
        invoice_status=selection.status,
        invoice_date_start=day,
        invoice_date_end=datetime.combine(day, time(23, 59, 59)),
        options=0,
    )
    with listed:
        for each in listed:
            yield each.guid or "", document(each.finvoice or "")


def document(text: str) -> bytes:
    """Return the document of a Finvoice text without the frame before it. Raises InvoiceProblem for odd encodings."""
    starts = list(_DECLARATION.finditer(text))
    start = starts[-1].start() if starts else 0
    encoding = (starts[-1][1] if starts else None) or "UTF-8"
    try:
        return text[start:].encode(encoding, "xmlcharrefreplace")
    except LookupError as error:
        raise InvoiceProblem(f"Its Finvoice cannot be saved: {error}.") from error


def _pdf(client: Client, invoice: Listed, file: BinaryIO) -> None:
    written = client.invoice.get_invoice_pdf_by_invoice_guid(
        invoice_guid=invoice.guid, get_attachment_only=InvoicePdfGetOptions.ALL, into=file
    )
    if not written:
        raise InvoiceProblem("The service has no PDF of it.")


def _ubl(client: Client, invoice: Listed, file: BinaryIO) -> None:
    whole = client.invoice.get_invoice_by_guid(invoice_guid=invoice.guid)
    if whole is None:
        raise InvoiceProblem("It is not there any more.")
    credited = None
    if whole.is_credit_note and whole.reimburse_invoice_guid:
        # Whose own access rights hide the credited invoice can still have the note.
        with suppress(NotFoundError):
            credited = client.invoice.get_invoice_by_guid(invoice_guid=whole.reimburse_invoice_guid)
    try:
        file.write(ubl(whole, credited))
    except UblError as error:
        raise InvoiceProblem(str(error)) from error


def _attachment(client: Client, place: int, attachment: InvoiceFile) -> Sheet:
    name = PurePath(safe(attachment.name or ""))
    shown = shortened(name.stem, _LONGEST_OF_ATTACHMENT) + shortened(name.suffix, 12)

    def fill(file: BinaryIO) -> None:
        if client.invoice.get_invoice_attachment_file(attachment_guid=attachment.guid, into=file) is None:
            raise InvoiceProblem(f"The service has no content of its attachment {shown}.")

    return Sheet(f"-attachment-{place}-{shown}", fill)
