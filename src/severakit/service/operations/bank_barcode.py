"""The Finnish virtual bank bar code: account, amount, reference and due date as 54 digits, as the banks have it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from severakit.store.store import Session
from severakit.store.tables import currencies, invoice_bank_accounts

_FINNISH_ACCOUNT = re.compile(r"FI\d{16}")
_NATIONAL = re.compile(r"\d{4,20}")
_INTERNATIONAL = re.compile(r"RF(\d{2})(\d{1,21})")
_MOST = Decimal("999999.99")


def virtual_bank_barcode(account: str, amount: Decimal, reference: str | None, due: datetime) -> str | None:
    """Return the code for a payment in euros: version 4 for a national reference, 5 for one that begins with RF.

    None where such a code cannot say it: an account elsewhere, another kind of reference, nothing to pay, or more
    than it has digits for.
    """
    number = account.replace(" ", "")
    if not _FINNISH_ACCOUNT.fullmatch(number) or not 0 < amount <= _MOST:
        return None
    said = f"{number[2:]}{int(amount):06d}{int(amount * 100) % 100:02d}"
    text = (reference or "").replace(" ", "")
    if _NATIONAL.fullmatch(text):
        return f"4{said}000{text:0>20}{due:%y%m%d}"
    international = _INTERNATIONAL.fullmatch(text)
    return f"5{said}{international[1]}{international[2]:0>21}{due:%y%m%d}" if international else None


def barcode_for(
    accounts: Iterable[str | None], currency: str | None, amount: Decimal, reference: str | None, due: datetime
) -> str | None:
    """Return the code of the first account that a payment can be made to with one; None for other currencies."""
    if currency != "EUR":
        return None
    codes = (virtual_bank_barcode(account, amount, reference, due) for account in accounts if account)
    return next((code for code in codes if code is not None), None)


def barcode_of(session: Session, invoice: sa.RowMapping, reference: str | None) -> str | None:
    """Return the code of an invoice with a reference number; None where it is not paid in euros to Finland."""
    currency = session.find(currencies, guid=invoice["currency_guid"])
    total = invoice["invoice_details_invoice_total_vat_included_amount"]
    if currency is None or total is None or invoice["due_date"] is None:
        return None
    of_invoice = session.select(invoice_bank_accounts, invoice_bank_accounts.c.seller_account_id).where(
        invoice_bank_accounts.c.invoice_guid == invoice["guid"]
    )
    accounts = session.values(of_invoice.order_by(invoice_bank_accounts.c.position))
    return barcode_for(accounts, currency["iso_code"], total, reference, invoice["due_date"])
