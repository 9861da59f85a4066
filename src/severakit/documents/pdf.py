"""PDF documents: what the API shows of an invoice or a travel reimbursement, set by typst."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from severakit.documents import typesetting
from severakit.documents.grouping import Group, grouped
from severakit.documents.markup import lines_of, plain_text
from severakit.documents.own import Own
from severakit.documents.shown import Shown, amount, vat_summary
from severakit.documents.wording import Wording
from severakit.store.money import cents

_USUAL = Own()
_MOST_BY_QR = Decimal("999999999.99")


def invoice_pdf(organization_id: int, invoice: Shown, credited: int | None = None, own: Own = _USUAL) -> bytes:
    """Return an invoice or credit note as PDF/A; made anew only where it shows something else than before.

    ``credited`` is the number of the invoice that a credit note credits, ``own`` what the organization has of its own.
    """
    shows_logo = (invoice["InvoiceConfig"] or {}).get("ShowLogoOnInvoice") != "false"
    data = invoice_data(invoice, credited) | {"logo": own.logo if shows_logo else ""}
    return typesetting.pdf(organization_id, own.invoice, data)


def travel_pdf(
    organization_id: int, travel: Shown, traveller: str, sender: str, language: str | None, own: Own = _USUAL
) -> bytes:
    """Return a travel reimbursement as PDF/A, in the traveller's language (``fi-FI``), else in English."""
    data = travel_data(travel, traveller, sender, language) | {"logo": own.logo}
    return typesetting.pdf(organization_id, own.travel, data)


# --- invoices --------------------------------------------------------------------------------


def invoice_data(invoice: Shown, credited: int | None = None) -> dict[str, Any]:
    """Return what the template shows of an invoice."""
    wording = Wording(invoice["LanguageCode"], invoice["Culture"])
    details, currency = invoice["InvoiceDetails"], invoice["CurrencyShortform"] or ""
    gross = amount(details["invoiceTotalVatIncludedAmount"])
    total = wording.words["total_credit" if _is_credit(invoice) else "total"]
    return {
        **_frame(invoice, wording, credited),
        "columns": [{"name": wording.words[name], "wide": name == "description"} for name in _columns(invoice)],
        "groups": [_group(group, _columns(invoice), wording) for group in grouped(invoice, wording)],
        "vat_columns": [wording.words[name] for name in ("vat", "net", "vat_amount")],
        "vat": [] if invoice["IsTaxFree"] == "true" else _vat(invoice, wording),
        "tax_free": _tax_free(invoice, wording),
        "totals": [
            [wording.words["total_net"], wording.amount(amount(details["invoiceTotalVatExcludedAmount"]))],
            [wording.words["total_vat"], wording.amount(amount(details["invoiceTotalVatAmount"]))],
        ],
        "total": [total, wording.price(gross, currency)],
        "before": lines_of(invoice["NotesBeforeInvoiceRows"]),
        "after": lines_of(invoice["NotesAfterInvoiceRows"]),
        "payment": _payment(invoice, wording, gross) if gross > 0 and not _is_credit(invoice) else None,
    }


def _is_credit(invoice: Shown) -> bool:
    return bool(invoice["IsCreditNote"] == "true")


def _frame(invoice: Shown, wording: Wording, credited: int | None) -> dict[str, Any]:
    words, number = wording.words, invoice["Number"]
    title = invoice["Title"] or words["credit_note" if _is_credit(invoice) else "invoice"]
    facts = {
        "credit_number" if _is_credit(invoice) else "number": str(number or ""),
        "date": wording.day(invoice["Date"]),
        **({"credited": str(credited or "")} if _is_credit(invoice) else _terms(invoice, wording)),
        "customer": str(invoice["AccountNumber"] or ""),
        "our_reference": invoice["OurReference"],
        "your_reference": invoice["YourReference"],
        "order": invoice["OrderNumber"] or invoice["PoNumber"],
        "reference": _reference(invoice["ReferenceNumber"]),
        "vat_number": invoice["ReceiverVatNumber"],
    }
    return {
        "title": f"{title} {number}" if number else title,
        "day": _day(invoice["Date"]),
        "language": (invoice["LanguageCode"] or "en")[:2].lower(),
        "words": words,
        "sender": {"name": invoice["SenderName"] or "", "lines": _sender_lines(invoice)},
        "receiver": {"name": invoice["ReceiverCustomerName"] or "", "lines": _receiver_lines(invoice)},
        "facts": [[words[name], value] for name, value in facts.items() if value],
    }


def _terms(invoice: Shown, wording: Wording) -> dict[str, str | None]:
    """Return until when and how an invoice is to be paid; nobody pays a credit note."""
    interest = invoice["OverDueInterest"]
    return {
        "due": wording.day(invoice["DueDate"]),
        "terms": invoice["InvoiceDetails"]["paymentTermsFreeText"],
        "interest": f"{wording.number(amount(interest))} %" if interest else "",
    }


def _sender_lines(invoice: Shown) -> list[str]:
    contact = invoice["SellerContact"] or {}
    place = _place(invoice["SenderPostalCode"], invoice["SenderCity"])
    lines = [invoice["SenderAddressline"], place, invoice["SenderCountry"], invoice["SenderVatNumber"]]
    lines += [contact.get(name) for name in ("sellerPhoneNumber", "sellerEmailaddressIdentifier")]
    return [line for line in lines if line]


def _receiver_lines(invoice: Shown) -> list[str]:
    place = _place(invoice["ReceiverPostalCode"], invoice["ReceiverCity"])
    lines = [
        invoice["ReceiverContactName"], invoice["ReceiverAddressline"], place, invoice["ReceiverState"],
        invoice["ReceiverCountry"],
    ]  # fmt: skip
    return [line for line in lines if line]


def _place(code: str | None, city: str | None) -> str:
    return " ".join(part for part in (code, city) if part)


def _columns(invoice: Shown) -> list[str]:
    """Return the columns that the invoice's configuration shows."""
    config = invoice["InvoiceConfig"] or {}
    shown = {
        "quantity": config.get("ShowQuantity"),
        "unit": config.get("ShowUnit"),
        "unit_price": config.get("ShowUnitPrice"),
        "vat": config.get("ShowVAT") if invoice["IsTaxFree"] != "true" else "false",
        "net": config.get("ShowPriceExcludingVAT"),
    }
    return ["description", *(name for name, value in shown.items() if value != "false"), "gross"]


def _group(group: Group, columns: Sequence[str], wording: Wording) -> dict[str, Any]:
    subtotal = [wording.words["subtotal"], wording.amount(group.gross)] if group.heading and len(group.rows) > 1 else []
    return {
        "heading": plain_text(group.heading),
        "rows": [_row(row, columns, wording) for row in group.rows],
        "subtotal": subtotal,
    }


def _described(*texts: str | None) -> str:
    """Return texts one after the other, without one that a later one says too."""
    plain = [text for text in map(plain_text, texts) if text]
    return " ".join(text for place, text in enumerate(plain) if not any(text in after for after in plain[place + 1 :]))


def _row(row: Shown, columns: Sequence[str], wording: Wording) -> list[str]:
    values = {
        "description": _described(row["articleName"], row["rowFreeText"]),
        "quantity": wording.number(amount(row["deliveredQuantity"])),
        "unit": row["quantityUnitCode"] or "",
        "unit_price": wording.unit_price(amount(row["unitPriceAmount"])),
        "vat": wording.number(amount(row["rowVatRatePercent"])),
        "net": wording.amount(amount(row["rowVatExcludedAmount"])),
        "gross": wording.amount(amount(row["rowAmount"])),
    }
    return [values[name] for name in columns]


def _vat(invoice: Shown, wording: Wording) -> list[list[str]]:
    return [
        [f"{wording.number(line.percent)} %", wording.amount(line.net), wording.amount(line.vat)]
        for line in vat_summary(invoice["InvoiceRows"])
    ]


def _tax_free(invoice: Shown, wording: Wording) -> str:
    if invoice["IsTaxFree"] != "true":
        return ""
    return plain_text(invoice["TaxFreeDescription"] or wording.words["tax_free"])


# --- payment ---------------------------------------------------------------------------------


def _payment(invoice: Shown, wording: Wording, gross: Decimal) -> dict[str, Any]:
    accounts = (invoice["SellerContact"] or {}).get("sellerAccountDetails") or []
    facts = [
        [wording.words["account"], f"{_account(each['sellerAccountID'])} {each['sellerBic'] or ''}".strip()]
        for each in accounts
        if each["sellerAccountID"]
    ]
    facts += [
        [wording.words["reference"], _reference(invoice["ReferenceNumber"])],
        [wording.words["due"], wording.day(invoice["DueDate"])],
        [wording.words["total"], wording.price(gross, invoice["CurrencyShortform"] or "")],
    ]
    # Whoever pays what has no number yet pays for something that may still change, and nobody finds what for.
    is_payable = invoice["Number"] is not None
    code = (invoice["VirtualBankBarcode"] or "") if is_payable else ""
    return {
        "facts": [[name, value] for name, value in facts if value],
        "qr": _qr(invoice, accounts, gross) if is_payable else "",
        "bars": _bars(code) if code else "",
        "code": code,
    }


@lru_cache(maxsize=256)
def _bars(code: str) -> str:
    """Return a virtual bar code as Code 128, in SVG."""
    import barcode  # noqa: PLC0415 - and with it Pillow: a tenth of the time that a service takes to start
    from barcode.writer import SVGWriter  # noqa: PLC0415

    picture = io.BytesIO()
    options = {"write_text": False, "quiet_zone": 0, "module_height": 12, "module_width": 0.3}
    barcode.get("code128", code, writer=SVGWriter()).write(picture, options)
    return picture.getvalue().decode()


def _qr(invoice: Shown, accounts: Sequence[Shown], gross: Decimal) -> str:
    """Return the EPC QR code of a payment in euros, in SVG; empty where such a code cannot say it."""
    if invoice["CurrencyShortform"] != "EUR" or not accounts or gross > _MOST_BY_QR:
        return ""
    reference = invoice["ReferenceNumber"] or str(invoice["Number"])
    return _epc((invoice["SenderName"] or "")[:70], accounts[0]["sellerAccountID"] or "", gross, reference)


@lru_cache(maxsize=256)
def _epc(name: str, iban: str, gross: Decimal, reference: str) -> str:
    import segno.helpers  # noqa: PLC0415 - takes long to load

    said = {"reference": reference} if reference.startswith("RF") else {"text": reference}
    try:
        code = segno.helpers.make_epc_qr(name=name, iban=iban, amount=gross, **said)
    except ValueError:
        return ""
    svg: str = code.svg_inline(scale=4, border=0)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns" not in svg else svg


# --- travel reimbursements -------------------------------------------------------------------


def travel_data(travel: Shown, traveller: str, sender: str, language: str | None) -> dict[str, Any]:
    """Return what the template shows of a travel reimbursement."""
    wording = Wording(language, language)
    words, currency = wording.words, travel["CurrencyShortform"] or ""
    rows = travel["TravelReimbursementRows"]
    costs = [_cost(row) for row in rows]
    advance = amount(travel["AdvancePayment"])
    facts = {
        "date": wording.day(travel["Date"]),
        "traveller": traveller,
        "status": wording.travel_status(travel["TravelReimbursementStatus"] or ""),
    }
    columns = ("date", "description", "quantity", "unit", "unit_price", "gross")
    return {
        "title": f"{words['travel']} {travel['Number']}",
        "day": _day(travel["Date"]),
        "language": (language or "en")[:2].lower(),
        "words": words,
        "sender": {"name": sender, "lines": []},
        "receiver": {"name": traveller, "lines": []},
        "facts": [[words[name], value] for name, value in facts.items() if value],
        "columns": [{"name": words[name], "wide": name == "description"} for name in columns],
        "groups": [
            {
                "heading": "",
                "subtotal": [],
                "rows": [
                    [
                        wording.day(row["EventDate"]),
                        _described(row["Name"], row["Description"]),
                        wording.number(amount(row["Quantity"])),
                        row["MeasurementUnit"] or "",
                        wording.unit_price(_unit_cost(row)),
                        wording.amount(cost),
                    ]
                    for row, cost in zip(rows, costs, strict=True)
                ],
            }
        ],
        "vat_columns": [],
        "vat": [],
        "tax_free": "",
        "totals": [[words["advance"], wording.amount(-advance)]] if advance else [],
        "total": [words["total_travel"], wording.price(sum(costs, Decimal(0)) - advance, currency)],
        "before": [],
        "after": lines_of(travel["Notes"]),
        "payment": None,
    }


def _cost(row: Shown) -> Decimal:
    return cents(amount(row["Quantity"]) * _unit_cost(row))


def _unit_cost(row: Shown) -> Decimal:
    """Return what a unit cost, with the VAT where that is known: what was paid is reimbursed."""
    return amount(row["UnitCostVatIncludedAmount"]) or amount(row["UnitCost"])


def _day(text: str) -> tuple[int, int, int]:
    day = datetime.fromisoformat(text)
    return day.year, day.month, day.day


# --- texts -----------------------------------------------------------------------------------


def _reference(text: str | None) -> str:
    """Return a reference number as people read it: Finland's in fives from the right, an RF reference in fours."""
    text = text or ""
    if text.startswith("RF"):
        return _account(text)
    first = len(text) % 5
    return " ".join(part for part in (text[:first], *(text[i : i + 5] for i in range(first, len(text), 5))) if part)


def _account(text: str) -> str:
    """Return an account number as people read it: in groups of four."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
