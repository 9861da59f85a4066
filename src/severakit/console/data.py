"""Data: accounts, cases, hours and invoices of the organization, to browse and search; an invoice with its PDF."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from severakit.console.visit import Page, Visit
from severakit.contract import load_contract
from severakit.service.call import Call
from severakit.service.operations import HANDLERS
from severakit.soap.faults import ApiFault
from severakit.store import browsing, tables
from severakit.store.access import Caller
from severakit.store.browsing import LISTINGS

_SIZE = 50
_PDF = load_contract().operations["IInvoice.GetInvoicePdfByInvoiceGUID"]


def first(visit: Visit) -> Response:
    """Show the list that people look for most."""
    return visit.back("/data/accounts")


def listing(visit: Visit) -> Response:
    """Show a page of a list."""
    name = visit.request.path_params["listing"]
    if name not in LISTINGS:
        raise HTTPException(404, f"There is no list of {name}.")
    key, _, guid = visit.query("after").rpartition("~")
    search = visit.query("search").strip()
    try:
        with visit.store.read(visit.organization_id) as session:
            page = browsing.page(session, LISTINGS[name], _SIZE, search, (key, guid) if guid else None)
    except ValueError:
        raise HTTPException(400, "This is no place in the list: begin at its first page.") from None
    return visit.render(
        "data.html",
        name=name,
        listing=LISTINGS[name],
        listings=LISTINGS,
        page=page,
        search=search,
        after="~".join(page.next) if page.next else "",
    )


def invoice(visit: Visit) -> Response:
    """Show an invoice and its rows."""
    with visit.store.read(visit.organization_id) as session:
        found = browsing.invoice(session, visit.request.path_params["guid"])
    if found is None:
        raise HTTPException(404, "There is no such invoice.")
    head, rows = found
    return visit.render("invoice.html", invoice=head, rows=rows)


def invoice_pdf(visit: Visit) -> Response:
    """Send the PDF, the same that GetInvoicePdfByInvoiceGUID answers with."""
    guid = visit.request.path_params["guid"]
    try:
        with visit.store.read(visit.organization_id) as session:
            found = session.get(tables.invoices, guid)
            content = HANDLERS[_PDF.qualified_name](Call(_PDF, _console(visit), session), guid, None)
    except ApiFault as fault:
        raise HTTPException(404, fault.text) from fault
    number = None if found is None else found["number"]
    name = "invoice-draft" if number is None else f"invoice-{number}"
    return Response(
        content, media_type="application/pdf", headers={"content-disposition": f'attachment; filename="{name}.pdf"'}
    )


def _console(visit: Visit) -> Caller:
    """Return the administrator as a caller: nobody's key, nobody's rights, all of one organization."""
    settings = visit.organization
    return Caller(
        settings.id, "", "", "console", *(True,) * 4, settings.api_addon, settings.terms_accepted, settings.daily_quota
    )


PAGES = (
    Page("/data", first, "Data"),
    Page("/data/invoices/{guid}", invoice),
    Page("/data/invoices/{guid}/pdf", invoice_pdf),
    Page("/data/{listing}", listing),
)
