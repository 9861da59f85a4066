"""CreateInvoices: invoices made from items, one for each account."""

from __future__ import annotations

from collections.abc import Sequence

from severakit.entities import InvoiceInformation
from severakit.service.call import Call, Result, checked_guid
from severakit.service.operations.bank_barcode import barcode_for
from severakit.service.operations.billable_items import Billable, take_items
from severakit.service.operations.billed_rows import BilledRow
from severakit.service.operations.days import day_of
from severakit.service.operations.invoice import choosable_status, invoice
from severakit.service.operations.invoice_draft import Draft, draft_of
from severakit.service.operations.invoice_numbers import numbering_unit, reference_number, take_number
from severakit.service.operations.stored_rows import StoredRows
from severakit.service.operations.writing import Values, is_unset, sent
from severakit.soap.faults import Validation
from severakit.store.tables import (
    business_units,
    currencies,
    invoice_bank_accounts,
    invoice_cases,
    invoice_row_sources,
    invoice_rows,
    invoices,
    items,
)
from severakit.store.texts import is_among


@invoice.operation
def create_invoices(call: Call, invoice_information: InvoiceInformation | None) -> Result:
    """Make invoices from items and return them. Mandatory are ItemGUIDs, Date and InvoiceStatus, an active one's name.

    The items of one account come onto one invoice, whichever cases they belong to; those of cases in another currency
    onto a further one. Number and reference are given where the status wants them. All is made or nothing: an item
    that is on an invoice already, is not billable, belongs to an internal case, to a travel reimbursement that is not
    approved, or is to be billed after Date or when its phase is done, refuses the whole call. For an item that recurs
    one is made for its next period that begins by Date.

    Rows follow the configuration of the account's latest invoice; without one each item makes a row, in the order of
    ItemGUIDs. A row's amount is quantity times unit price, its VAT that amount times the item's VAT, or the account's
    where it has none; both are rounded to cents, half away from zero, and the invoice is the sum of its rows. An
    account under reverse charge is invoiced without VAT. An invoice that comes to less than nothing is a credit note.

    What is left out comes from the first item's case, then its account, then its business unit and those above. The
    bank accounts are those of that unit, or of the nearest above it that has any; to a Finnish one in euros a bar code
    is made.
    PaymentTerm and OverDueInterest cannot be nil, so 0 counts as left out. Without DueDate it is Date and the payment
    term; with it and without PaymentTerm the term is the days between. Takes the right to invoice every case.
    """
    info = sent(invoice_information, "invoice_status")
    if info.date is None or is_unset(info.date):
        raise Validation("Date is mandatory.")
    day = day_of(info.date)
    guids = {checked_guid(guid, "ItemGUIDs"): None for guid in info.item_guids or ()}
    wanted = [guid for guid in guids if guid is not None]
    if not wanted:
        raise Validation("ItemGUIDs is mandatory.")
    status = choosable_status(call, info.invoice_status)
    bills: dict[tuple[str, str | None], list[Billable]] = {}
    for billable in take_items(call, wanted, day):
        bills.setdefault((billable.account_guid, billable.currency_guid), []).append(billable)
    drafts = [draft_of(call, info, status, day, billables) for billables in bills.values()]
    if status["has_invoice_number"]:
        _number(call, drafts)
    return StoredRows(call.session, "Invoice", [_store(call, draft) for draft in drafts])


def _number(call: Call, drafts: Sequence[Draft]) -> None:
    """Give the invoices numbers of their series, which all callers lock in the same order."""
    session = call.session
    series = [numbering_unit(session, draft.values["business_unit_guid"]) for draft in drafts]
    of_series = session.select(business_units, business_units.c.guid).where(is_among(business_units.c.guid, series))
    session.values(of_series.order_by(business_units.c.guid).with_for_update(key_share=True))
    for draft, unit in zip(drafts, series, strict=True):
        number = take_number(session, unit)
        country = draft.values["seller_organization_seller_postal_address_details_country_code"]
        draft.values["invoice_numbering_business_unit_guid"] = unit
        draft.values["number"] = number
        draft.values["reference_number"] = reference_number(number, draft.account["number"], country)


def _store(call: Call, draft: Draft) -> str:
    currency = call.session.find(currencies, guid=draft.values["currency_guid"])
    code = None if currency is None else currency["iso_code"]
    guid = call.session.insert(invoices, **draft.values, virtual_bank_barcode=_barcode(draft, code))
    call.session.replace(invoice_bank_accounts, "invoice_guid", guid, draft.bank_accounts)
    on_invoice = dict.fromkeys(source.case_guid for row in draft.rows for source in row.sources)
    call.session.replace(invoice_cases, "invoice_guid", guid, [{"case_guid": case} for case in on_invoice])
    for number, row in enumerate(draft.rows, start=1):
        columns = _row_columns(row, draft.values, code)
        row_guid = call.session.insert(invoice_rows, invoice_guid=guid, row_number=number, **columns)
        call.session.replace(invoice_row_sources, "invoice_row_guid", row_guid, map(_source, row.sources))
        billed = is_among(items.c.guid, [source.guid for source in row.sources])
        call.session.update_where(items, billed, invoice_guid=guid, invoice_row_guid=row_guid)
    return guid


def _barcode(draft: Draft, currency_code: str | None) -> str | None:
    """Return the virtual bar code, which a draft has none of: it has no reference yet."""
    values = draft.values
    total = values["invoice_details_invoice_total_vat_included_amount"]
    numbers = [account["seller_account_id"] for account in draft.bank_accounts]
    return barcode_for(numbers, currency_code, total, values.get("reference_number"), values["due_date"])


def _row_columns(row: BilledRow, values: Values, currency_code: str | None) -> Values:
    first = row.sources[0]
    date = first.event_date or values["date"]
    account = "row_sales_account_number" if first.recurring_item_guid is None else "row_recurring_sales_account_number"
    return {
        "article_identifier": first.product_code,
        "article_name": first.product_name,
        "delivered_quantity": row.quantity,
        "event_date": date,
        "main_case_guid": first.case_guid,
        "main_user_full_name": first.person,
        "main_user_guid": first.user_guid,
        "quantity_unit_code": row.unit,
        "row_amount": row.amounts.gross,
        "row_amount_currency_identifier": currency_code,
        "row_cost_amount": row.cost,
        "row_cost_center_guid": first.cost_center_guid,
        "row_delivery_date": date,
        "row_free_text": row.text,
        account: first.sales_account_number,
        "row_unit_price": row.unit_price,
        "row_vat_amount": row.amounts.vat,
        "row_vat_code": _vat_code(row, values),
        "row_vat_currency_identifier": currency_code,
        "row_vat_excluded_amount": row.amounts.net,
        "row_vat_excluded_currency_identifier": currency_code,
        "row_vat_rate_percent": row.vat,
        "unit_price_amount": row.unit_price,
        "unit_price_currency_identifier": currency_code,
    }


def _vat_code(row: BilledRow, values: Values) -> str:
    """Return the VAT category as UN/CEFACT 5305 codes it: standard rate, zero rate, or reverse charge."""
    if values["is_tax_free"]:
        return "AE"
    return "S" if row.vat else "Z"


def _source(billable: Billable) -> dict[str, str | None]:
    product = "travel_expense_guid" if billable.is_travel_expense else "product_guid"
    columns = dict.fromkeys(("product_guid", "travel_expense_guid")) | {product: billable.product_guid}
    return {
        "case_guid": billable.case_guid,
        "item_guid": billable.guid,
        "phase_guid": billable.phase_guid,
        "user_guid": billable.user_guid,
        **columns,
    }
