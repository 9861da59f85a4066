"""IInvoice: the documents of invoices, kept or made."""

from __future__ import annotations

import io
from datetime import datetime

import sqlalchemy as sa
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from severakit.documents.merging import merged
from severakit.entities import InvoicePdfGetOptions
from severakit.store.contents import add_file
from severakit.store.tables import invoice_files
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of, set_clock
from support.projects import add_invoice, add_invoice_row, add_unit, top_unit

PDF, PDF_BY_GUID = "IInvoice.GetInvoicePdf", "IInvoice.GetInvoicePdfByInvoiceGUID"
BY_STATUS, BY_STATUS_AND_DATE = "IInvoice.GetFinvoicesByStatus", "IInvoice.GetFinvoicesByStatusAndDate"
ALL, ATTACHMENT_ONLY = InvoicePdfGetOptions.ALL, InvoicePdfGetOptions.ATTACHMENT_ONLY


def keep(api, invoice, document_format, content):
    with api.session() as session:
        return add_file(session, content, name="document", document_of_guid=invoice, document_format=document_format)


def attach(api, invoice, place, content, mime_type="application/pdf"):
    with api.session() as session:
        file = add_file(session, content, name=f"{place}")
        session.insert(
            invoice_files, invoice_guid=invoice, file_guid=file, print_order=place, mime_type=mime_type, name="a"
        )


def numbered(api, number, status="Sent", **values):
    series = {"invoice_numbering_business_unit_guid": top_unit(api), **values}
    return add_invoice(api, status, number=number, **series)


def test_a_pdf_is_found_by_guid_and_by_number(api, other_api):
    invoice = numbered(api, 7)
    keep(api, invoice, "PDF", b"%PDF invoice")
    assert api(PDF_BY_GUID, invoiceGuid=invoice, getAttachmentOnly=ALL) == b"%PDF invoice"
    assert api(PDF_BY_GUID, invoiceGuid=invoice) == b"%PDF invoice"
    assert api(PDF, invoiceNumber=7, getAttachmentOnly=ALL) == b"%PDF invoice"
    assert api(PDF, invoiceNumber=7, invoiceNumberingBusinessUnitGUID=top_unit(api)) == b"%PDF invoice"
    for unknown in (UNKNOWN, None):
        assert fault_of(api, PDF_BY_GUID, invoiceGuid=unknown, getAttachmentOnly=ALL) == NOT_FOUND
    assert fault_of(api, PDF, invoiceNumber=9, getAttachmentOnly=ALL) == NOT_FOUND
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


def blank(*widths):
    """Return a PDF with a page of each width."""
    writer, whole = PdfWriter(), io.BytesIO()
    for width in widths:
        writer.add_blank_page(width, 100)
    writer.write(whole)
    return whole.getvalue()


def widths(document):
    return [round(page.mediabox.width) for page in PdfReader(io.BytesIO(document)).pages]


def test_pdf_attachments_stand_behind_the_invoice_in_print_order(api):
    invoice = numbered(api, 7)
    assert widths(api(PDF_BY_GUID, invoiceGuid=invoice)) == [595]
    attach(api, invoice, 2, blank(200, 201))
    attach(api, invoice, 1, blank(100))
    attach(api, invoice, 3, b"no PDF at all")
    attach(api, invoice, 4, blank(300), "image/png")
    assert widths(api(PDF_BY_GUID, invoiceGuid=invoice)) == [595, 100, 200, 201]
    assert widths(api(PDF, invoiceNumber=7, getAttachmentOnly=ATTACHMENT_ONLY)) == [100, 200, 201]


def tagged(*, places):
    """Return a PDF whose only page and its annotation claim places in a tree of tags."""
    writer, whole = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(100, 100)
    page[NameObject("/StructParents")] = NumberObject(places)
    link = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Link"), "/StructParent": NumberObject(places)}
    link["/Rect"] = ArrayObject([NumberObject(0)] * 4)
    writer.add_annotation(0, DictionaryObject({NameObject(name): value for name, value in link.items()}))
    writer.write(whole)
    return whole.getvalue()


def test_with_attachments_an_invoice_keeps_title_language_tags_and_metadata(api):
    invoice = numbered(api, 7)
    alone = api(PDF_BY_GUID, invoiceGuid=invoice)
    before = PdfReader(io.BytesIO(alone))
    attach(api, invoice, 1, b"no PDF at all")
    assert api(PDF_BY_GUID, invoiceGuid=invoice) == alone
    attach(api, invoice, 2, tagged(places=0))
    whole = PdfReader(io.BytesIO(api(PDF_BY_GUID, invoiceGuid=invoice)))
    assert whole.metadata.title == before.metadata.title == "Invoice 7"
    for name in ("/Lang", "/MarkInfo"):
        assert whole.root_object[name] == before.root_object[name]
    tags = [len(each.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]) for each in (whole, before)]
    assert tags[0] == tags[1] > 0
    assert whole.xmp_metadata.dc_title == before.xmp_metadata.dc_title
    # What is behind the invoice has no part in its tags, and nobody says what it is.
    (_, attachment) = whole.pages
    assert "/StructParents" not in attachment
    assert "/StructParent" not in attachment["/Annots"][0].get_object()
    assert before.xmp_metadata.pdfaid_part == "2"
    assert whole.xmp_metadata.pdfaid_part is None
    assert b"pdfaid:" not in whole.root_object["/Metadata"].get_data()


def test_the_claim_to_be_pdf_a_is_withdrawn_however_it_is_written():
    def with_metadata(packet):
        writer, whole = PdfWriter(), io.BytesIO()
        writer.add_blank_page(100, 100)
        stream = StreamObject()
        stream.set_data(packet)
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
        writer.write(whole)
        return whole.getvalue()

    def metadata_of(packet):
        root = PdfReader(io.BytesIO(merged([with_metadata(packet), blank(100)]))).root_object
        return root["/Metadata"].get_data() if "/Metadata" in root else None

    names = b'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://www.aiim.org/pdfa/ns/id/"'
    assert metadata_of(b"<r:RDF " + names + b'><r:Description a:part="2" b="1"/></r:RDF>').endswith(b' b="1"/></r:RDF>')
    assert b"conformance" not in metadata_of(b"<r:RDF " + names + b"><a:conformance>B</a:conformance></r:RDF>")
    assert metadata_of(b"pdfaid:part=2") is None


def test_the_attachment_alone_comes_as_it_is(api):
    invoice = numbered(api, 7)
    assert fault_of(api, PDF_BY_GUID, invoiceGuid=invoice, getAttachmentOnly=ATTACHMENT_ONLY) == NOT_FOUND
    attach(api, invoice, 1, b"text", "text/plain")
    attach(api, invoice, 2, b"%PDF rows")
    assert api(PDF_BY_GUID, invoiceGuid=invoice, getAttachmentOnly=ATTACHMENT_ONLY) == b"%PDF rows"
    assert api(PDF, invoiceNumber=7, getAttachmentOnly=ATTACHMENT_ONLY) == b"%PDF rows"


def statements_of(api, call):
    """Return how many reading statements a call sends; meanwhile the service may write its log."""
    sent = []

    def note(_connection, _cursor, statement, *_):
        if statement.startswith("SELECT"):
            sent.append(statement)

    sa.event.listen(api.store.engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        sa.event.remove(api.store.engine, "before_cursor_execute", note)
    return len(sent)


def test_a_pdf_takes_as_many_statements_for_sixty_rows_as_for_one(api):
    few, many = numbered(api, 7), numbered(api, 8)
    add_invoice_row(api, few)
    for _ in range(60):
        add_invoice_row(api, many)
    api(PDF_BY_GUID, invoiceGuid=few)
    counts = [statements_of(api, lambda guid=guid: api(PDF_BY_GUID, invoiceGuid=guid)) for guid in (few, many)]
    assert counts[0] == counts[1] > 0


def test_finvoices_are_those_of_numbered_invoices_of_a_status(api, other_api):
    sent, draft = numbered(api, 7), add_invoice(api, "Draft")
    other_version, unnumbered = numbered(api, 8), add_invoice(api, "Sent")
    set_clock(api.store, "2040-01-01 08:00")
    for invoice in (sent, draft, unnumbered):
        keep(api, invoice, "Finvoice 1.3", b"old")
    set_clock(api.store, "2040-01-01 08:01")
    keep(api, sent, "Finvoice 1.3", "<Finvoice>Nordlys & Søn</Finvoice>".encode())
    keep(api, other_version, "Finvoice 2.01", b"<Finvoice/>")
    found = {each.guid: each.finvoice for each in api(BY_STATUS, status="Sent", options=0)}
    assert found.keys() == {sent, other_version}
    assert found[sent] == "<Finvoice>Nordlys & Søn</Finvoice>"
    assert '<Finvoice Version="1.3">' in found[other_version]
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
    for broken in ("4.0", "1", "", None):
        assert fault_of(api, BY_STATUS_AND_DATE, finvoiceVersion=broken, invoiceStatus="Sent", options=0) == FAILURE
    params = {"finvoiceVersion": "1.3", "invoiceStatus": "Sent", "options": 0}
    assert fault_of(api, BY_STATUS_AND_DATE, **params, invoiceDateStart=datetime(2027, 1, 1)) == NOT_FOUND
    assert fault_of(api, BY_STATUS_AND_DATE, **{**params, "invoiceStatus": "Paid"}) == NOT_FOUND
