"""IInvoice: the documents that are kept for invoices."""

from __future__ import annotations

from datetime import datetime

from severakit.entities import InvoicePdfGetOptions
from severakit.store.tables import files, invoice_files
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of, set_clock
from support.projects import add_invoice, add_unit, top_unit

PDF, PDF_BY_GUID = "IInvoice.GetInvoicePdf", "IInvoice.GetInvoicePdfByInvoiceGUID"
BY_STATUS, BY_STATUS_AND_DATE = "IInvoice.GetFinvoicesByStatus", "IInvoice.GetFinvoicesByStatusAndDate"
ALL, ATTACHMENT_ONLY = InvoicePdfGetOptions.ALL, InvoicePdfGetOptions.ATTACHMENT_ONLY


def keep(api, invoice, document_format, content):
    with api.session() as session:
        return session.insert(
            files, name="document", content=content, document_of_guid=invoice, document_format=document_format
        )


def attach(api, invoice, place, content, mime_type="application/pdf"):
    with api.session() as session:
        file = session.insert(files, name=f"{place}", content=content)
        session.insert(
            invoice_files, invoice_guid=invoice, file_guid=file, print_order=place, mime_type=mime_type, name="a"
        )


def numbered(api, number, status="Sent", **values):
    series = {"invoice_numbering_business_unit_guid": top_unit(api), **values}
    return add_invoice(api, status, number=number, **series)


def test_a_pdf_is_found_by_guid_and_by_number(api, other_api):
    invoice, bare = numbered(api, 7), numbered(api, 8)
    keep(api, invoice, "PDF", b"%PDF invoice")
    assert api(PDF_BY_GUID, invoiceGuid=invoice, getAttachmentOnly=ALL) == b"%PDF invoice"
    assert api(PDF_BY_GUID, invoiceGuid=invoice) == b"%PDF invoice"
    assert api(PDF, invoiceNumber=7, getAttachmentOnly=ALL) == b"%PDF invoice"
    assert api(PDF, invoiceNumber=7, invoiceNumberingBusinessUnitGUID=top_unit(api)) == b"%PDF invoice"
    for unknown in (UNKNOWN, None, bare):
        assert fault_of(api, PDF_BY_GUID, invoiceGuid=unknown, getAttachmentOnly=ALL) == NOT_FOUND
    for unknown in (8, 9):
        assert fault_of(api, PDF, invoiceNumber=unknown, getAttachmentOnly=ALL) == NOT_FOUND
    assert fault_of(other_api, PDF_BY_GUID, invoiceGuid=invoice, getAttachmentOnly=ALL) == NOT_FOUND
    assert fault_of(other_api, PDF, invoiceNumber=7, getAttachmentOnly=ALL) == NOT_FOUND


def test_a_number_of_several_series_needs_its_unit(api):
    north = add_unit(api, "North")
    first, second = numbered(api, 7), numbered(api, 7, invoice_numbering_business_unit_guid=north)
    keep(api, first, "PDF", b"%PDF first")
    keep(api, second, "PDF", b"%PDF second")
    assert fault_of(api, PDF, invoiceNumber=7, getAttachmentOnly=ALL) == NOT_FOUND
    assert api(PDF, invoiceNumber=7, invoiceNumberingBusinessUnitGUID=north) == b"%PDF second"
    assert fault_of(api, PDF, invoiceNumber=7, invoiceNumberingBusinessUnitGUID=UNKNOWN) == NOT_FOUND


def test_the_attachment_alone_is_the_one_pdf_that_is_attached(api):
    invoice = numbered(api, 7)
    assert fault_of(api, PDF_BY_GUID, invoiceGuid=invoice, getAttachmentOnly=ATTACHMENT_ONLY) == NOT_FOUND
    attach(api, invoice, 1, b"text", "text/plain")
    attach(api, invoice, 2, b"%PDF rows")
    assert api(PDF_BY_GUID, invoiceGuid=invoice, getAttachmentOnly=ATTACHMENT_ONLY) == b"%PDF rows"
    assert api(PDF, invoiceNumber=7, getAttachmentOnly=ATTACHMENT_ONLY) == b"%PDF rows"
    attach(api, invoice, 3, b"%PDF more")
    assert fault_of(api, PDF_BY_GUID, invoiceGuid=invoice, getAttachmentOnly=ATTACHMENT_ONLY) == NOT_FOUND


def test_finvoices_are_those_of_numbered_invoices_of_a_status(api, other_api):
    sent, draft = numbered(api, 7), add_invoice(api, "Draft")
    other_version, unnumbered = numbered(api, 8), add_invoice(api, "Sent")
    set_clock(api.store, "2040-01-01 08:00")
    for invoice in (sent, draft, unnumbered):
        keep(api, invoice, "Finvoice 1.3", b"old")
    set_clock(api.store, "2040-01-01 08:01")
    keep(api, sent, "Finvoice 1.3", "<Finvoice>Nordlys & Søn</Finvoice>".encode())
    keep(api, other_version, "Finvoice 2.01", b"<Finvoice/>")
    (found,) = api(BY_STATUS, status="Sent", options=0)
    assert (found.guid, found.finvoice) == (sent, "<Finvoice>Nordlys & Søn</Finvoice>")
    for refused in ("Draft", "Paid", "Unheard of", "", None):
        assert fault_of(api, BY_STATUS, status=refused, options=None) == NOT_FOUND
    assert fault_of(other_api, BY_STATUS, status="Sent", options=0) == NOT_FOUND
    assert fault_of(other_api, BY_STATUS_AND_DATE, finvoiceVersion="1.3", invoiceStatus="Sent", options=0) == NOT_FOUND


def test_finvoices_are_chosen_by_version_date_and_unit(api):
    north = add_unit(api, "North")
    oulu = add_unit(api, "Oulu", parent=north)
    of_day = {}
    for number, (day, unit) in enumerate(((1, None), (2, north), (3, oulu)), start=1):
        invoice = numbered(api, number, business_unit_guid=unit or top_unit(api), date=datetime(2026, 1, day))
        of_day[invoice] = day
        for version in ("1.2", "1.3", "2.01"):
            keep(api, invoice, f"Finvoice {version}", version.encode())

    def found(version="1.3", start=None, end=None, unit=None, options=0):
        listed = api(
            BY_STATUS_AND_DATE,
            finvoiceVersion=version,
            businessUnitGUID=unit,
            invoiceStatus="Sent",
            invoiceDateStart=start,
            invoiceDateEnd=end,
            options=options,
        )
        assert {each.finvoice for each in listed} == {version.lower().removeprefix("finvoice").strip()}
        return {of_day[each.guid] for each in listed}

    for version in ("1.2", "Finvoice 1.3", "2.01", "finvoice 2.01"):
        assert found(version) == {1, 2, 3}
    assert found(start=datetime(2026, 1, 2), end=datetime(2026, 1, 2)) == {2}
    assert found(start=datetime(2026, 1, 2, 15)) == {2, 3}
    assert found(end=datetime(2026, 1, 2)) == {1, 2}
    assert (found(unit=north), found(unit=north, options=16), found(unit="")) == ({2, 3}, {2}, {1, 2, 3})
    assert {of_day[each.guid] for each in api(BY_STATUS, businessUnitGUID=oulu, status="Sent", options=0)} == {3}
    for broken in ("3.0", "1", "", None):
        assert fault_of(api, BY_STATUS_AND_DATE, finvoiceVersion=broken, invoiceStatus="Sent", options=0) == FAILURE
    params = {"finvoiceVersion": "1.3", "invoiceStatus": "Sent", "options": 0}
    assert fault_of(api, BY_STATUS_AND_DATE, **params, invoiceDateStart=datetime(2027, 1, 1)) == NOT_FOUND
    assert fault_of(api, BY_STATUS_AND_DATE, **{**params, "invoiceStatus": "Paid"}) == NOT_FOUND
