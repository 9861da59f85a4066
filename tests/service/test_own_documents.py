"""What the API returns is printed with the organization's own template, and with nobody else's."""

from __future__ import annotations

import io

from pypdf import PdfReader

from severakit.documents.own import USUAL, check
from severakit.store import audit, own_documents
from support.projects import add_invoice, top_unit

OURS = USUAL.replace(b"#let quiet", b"OUR OWN PAPER\n#let quiet")
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>'


def numbered(api):
    return add_invoice(api, "Sent", number=7, invoice_numbering_business_unit_guid=top_unit(api))


def pdf_of(api, guid):
    return api("IInvoice.GetInvoicePdfByInvoiceGUID", invoiceGuid=guid)


def pages_of(document):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def test_the_api_prints_with_the_organization_s_own(api, other_api):
    mine, theirs = numbered(api), numbered(other_api)
    usual = pdf_of(api, mine)
    check("invoice", OURS)
    with api.session() as session:
        own_documents.put(session, "invoice", OURS)
    assert "OUR OWN PAPER" in pages_of(pdf_of(api, mine))
    assert "OUR OWN PAPER" not in pages_of(pdf_of(other_api, theirs))
    with api.session() as session:
        assert own_documents.remove(session, "invoice")
        assert not own_documents.remove(session, "invoice")
    assert pdf_of(api, mine) == usual


def test_changes_are_recorded(api):
    with api.session() as session:
        own_documents.put(session, "logo", LOGO)
    with api.store.reading() as connection:
        (change,) = audit.page(connection, [api.organization_id], 1)
    assert (change.action, change.target, change.after) == ("document template set", "logo", {"bytes": len(LOGO)})
