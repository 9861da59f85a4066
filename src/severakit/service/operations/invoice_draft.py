"""What an invoice that is made from items says, before it is stored: rows, totals, terms, texts and parties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from severakit.documents.wording import Wording
from severakit.entities import InvoiceInformation
from severakit.service.call import Call, checked_guid
from severakit.service.operations.billable_items import Billable
from severakit.service.operations.billed_rows import ONE_BY_ONE, BilledRow, billed_rows
from severakit.service.operations.days import day_of, today
from severakit.service.operations.invoice_parties import bank_accounts, parties
from severakit.service.operations.unit_line import line_of_units
from severakit.service.operations.writing import Values, check_range, check_references, is_unset
from severakit.soap.faults import Validation
from severakit.store.money import total
from severakit.store.tables import accounts, cases, currencies, invoices, languages

_MOST_DAYS = 9999
_CONFIG = "invoice_config_"
_SHOWN = (
    "attach_unit",
    "attach_unit_price",
    "logo_on_invoice",
    "price_excluding_vat",
    "quantity",
    "unit",
    "unit_price",
    "vat",
)
# How an account is invoiced that has not been invoiced yet.
_USUAL_CONFIG: Values = {f"{_CONFIG}bill_{what}": ONE_BY_ONE for what in ("expense", "hour", "product")} | {
    f"{_CONFIG}show_{what}": True for what in _SHOWN
}


@dataclass
class Draft:
    """An invoice that is not stored yet: its columns, its rows, and the bank accounts that it is paid to."""

    account: sa.RowMapping
    values: Values
    rows: list[BilledRow]
    bank_accounts: list[Values]


def draft_of(
    call: Call, info: InvoiceInformation, status: sa.RowMapping, day: datetime, billables: Sequence[Billable]
) -> Draft:
    """Return the invoice that items of one account and currency come onto, the first of them before all others."""
    case = call.required(cases, billables[0].case_guid, "The case")
    account = call.required(accounts, case["account_guid"], "The account")
    units = line_of_units(call.session, case["business_unit_guid"])
    config = _config(call, account["guid"])
    if account["reverse_charge"]:
        billables = [replace(billable, vat=Decimal(0)) for billable in billables]
    rows = billed_rows(billables, {name.removeprefix(_CONFIG): value for name, value in config.items()})
    money_and_language = _money_and_language(call, info, case, account)
    words = Wording(money_and_language["culture"], None).words
    values: Values = {
        "account_guid": account["guid"],
        "business_unit_guid": units[0]["guid"],
        "date": day,
        "entry_date": today(call.session),
        "invoice_status_guid": status["guid"],
        "is_tax_free": bool(account["reverse_charge"]),
        "main_case_guid": case["guid"],
        "payment_status": "PAID" if status["is_paid"] else "NOTPAID",
        "tax_free_description": words["reverse_charge"] if account["reverse_charge"] else None,
    }
    values |= config | _totals(rows) | _terms(info, day, case, account, units)
    values["invoice_details_payment_terms_free_text"] = words["net_days"].format(values["payment_term"])
    values |= _texts(info, case, billables) | money_and_language
    values |= parties(call.session, case, units, _given(info))
    check_references(call, invoices, values)
    return Draft(account, values, rows, bank_accounts(call.session, units))


def _config(call: Call, account_guid: str) -> Values:
    """Return the configuration of the account's latest invoice, or that of an account that has none."""
    latest = call.session.select(invoices).where(invoices.c.account_guid == account_guid, ~invoices.c.is_credit_note)
    for row in call.session.all(latest.order_by(invoices.c.inserted_at.desc(), invoices.c.guid.desc()).limit(1)):
        return {name: value for name, value in row.items() if name.startswith(_CONFIG)}
    return _USUAL_CONFIG


def _totals(rows: Iterable[BilledRow]) -> Values:
    together = total(row.amounts for row in rows)
    return {
        "is_credit_note": together.gross < 0,
        "invoice_details_invoice_total_vat_amount": together.vat,
        "invoice_details_invoice_total_vat_excluded_amount": together.net,
        "invoice_details_invoice_total_vat_included_amount": together.gross,
    }


def _terms(
    info: InvoiceInformation,
    date: datetime,
    case: sa.RowMapping,
    account: sa.RowMapping,
    units: Sequence[sa.RowMapping],
) -> Values:
    """Return until when and at what interest an invoice is to be paid."""
    check_range(invoices, {"payment_term": info.payment_term}, "payment_term", 0, _MOST_DAYS)
    check_range(invoices, {"over_due_interest": info.over_due_interest}, "over_due_interest", 0)
    due = None if info.due_date is None or is_unset(info.due_date) else day_of(info.due_date)
    usual = _first([case["payment_term"], account["payment_term"], *(unit["payment_term"] for unit in units)])
    term = info.payment_term or (usual if due is None else (due - date).days)
    if due is None:
        due = _days_later(date, term)
    if due < date:
        raise Validation("DueDate must not lie before Date.")
    interests = [case["overdue_interest"], account["overdue_interest"], *(unit["over_due_interest"] for unit in units)]
    return {
        "due_date": due,
        "payment_term": term,
        "over_due_interest": info.over_due_interest or _first(interests),
    }


def _texts(info: InvoiceInformation, case: sa.RowMapping, billables: Sequence[Billable]) -> Values:
    orders = {billable.purchase_order_number for billable in billables}
    return {
        "notes": info.notes,
        "notes_before_invoice_rows": case["billing_notes_before_grid"],
        "order_number": case["order_number"],
        "our_reference": info.our_reference or case["our_reference"],
        # An order that only some of the rows belong to is not the invoice's.
        "po_number": orders.pop() if len(orders) == 1 else None,
        "your_reference": info.your_reference or case["your_reference"],
    }


def _money_and_language(call: Call, info: InvoiceInformation, case: sa.RowMapping, account: sa.RowMapping) -> Values:
    currency = call.session.find(currencies, guid=case["currency_guid"])
    language_guid = checked_guid(info.language_guid, "LanguageGUID") or account["language_guid"]
    language = call.session.find(languages, guid=language_guid)
    return {
        "culture": language and language["ietf_language_tag"],
        "currency_guid": case["currency_guid"],
        "currency_rate": Decimal(1) if currency is None else currency["rate"],
        "language_guid": language_guid,
    }


def _given(info: InvoiceInformation) -> Values:
    """Return what is sent of sender and receiver; the members are named as the columns."""
    names = [name for name in info.__struct_fields__ if name.startswith(("receiver_", "sender_"))]
    return {name: getattr(info, name) for name in names if not is_unset(getattr(info, name))}


def _first(settings: Iterable[Any]) -> Any:
    return next((setting for setting in settings if setting is not None), 0)


def _days_later(date: datetime, days: int) -> datetime:
    try:
        return date + timedelta(days=days)
    except OverflowError:
        raise Validation("Date and PaymentTerm lead beyond the calendar.") from None
