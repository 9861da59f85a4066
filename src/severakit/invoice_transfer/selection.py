"""Which invoices are meant: those of a status, of some days, of a business unit; and what is kept of each."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import msgspec

from severakit.client import Client, NotFoundError
from severakit.entities import Invoice


@dataclass(frozen=True)
class Selection:
    """Invoices of a status, dated ``since`` or later and ``until`` or before, of a business unit and those below it.

    What is None does not narrow. The days are those of the invoices' own dates. Raises ValueError where ``since`` is
    later than ``until``.
    """

    status: str
    since: dt.date | None = None
    until: dt.date | None = None
    business_unit_guid: str | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError(
                f"No day is from {self.since} on and until {self.until}: give the earlier day as the first."
            )


@dataclass(frozen=True)
class Listed:
    """What a list tells of an invoice. ``total`` is with VAT, in ``currency``."""

    guid: str
    number: int | None
    customer: str
    date: dt.date | None
    due_date: dt.date | None
    total: Decimal | None
    currency: str
    status: str
    account_number: int | None
    business_unit: str
    is_credit_note: bool
    fingerprint: str
    """Another one for an invoice that was changed."""

    def in_version(self, version: str) -> Listed:
        """Return the same for a document that is in a version: in another one it is another document."""
        return replace(self, fingerprint=f"{self.fingerprint} {version}")


def listed(client: Client, selection: Selection) -> Iterator[Listed]:
    """Yield the invoices of a selection, the oldest first as the service lists them.

    They are read as a stream. Raises SeveraError, but not for a status that no invoice has.
    """
    try:
        invoices = client.invoice.get_invoices_by_status(
            business_unit_guid=selection.business_unit_guid, status=selection.status, options=0
        )
    except NotFoundError:
        return
    with invoices:
        for invoice in invoices:
            if _is_meant(selection, invoice):
                yield as_listed(invoice)


def as_listed(invoice: Invoice) -> Listed:
    """Return what is kept of an invoice."""
    details = invoice.invoice_details
    return Listed(
        guid=invoice.guid or "",
        number=invoice.number,
        customer=invoice.receiver_customer_name or invoice.account_name or "",
        date=invoice.date and invoice.date.date(),
        due_date=invoice.due_date and invoice.due_date.date(),
        total=None if details is None else details.invoice_total_vat_included_amount,
        currency=invoice.currency_shortform or "",
        status=invoice.invoice_status or "",
        account_number=invoice.account_number,
        business_unit=invoice.business_unit_name or "",
        is_credit_note=bool(invoice.is_credit_note),
        fingerprint=_fingerprint(invoice),
    )


def _is_meant(selection: Selection, invoice: Invoice) -> bool:
    if selection.since is None and selection.until is None:
        return True
    if invoice.date is None:
        return False
    return (selection.since or dt.date.min) <= invoice.date.date() <= (selection.until or dt.date.max)


def _fingerprint(invoice: Invoice) -> str:
    """Return a hash of all that an invoice shows; the order of plain lists, such as GUIDs, does not count."""
    plain = _ordered(msgspec.to_builtins(invoice, builtin_types=(Decimal,)))
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _ordered(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted(value) if all(isinstance(item, str) for item in value) else [_ordered(item) for item in value]
    return value
