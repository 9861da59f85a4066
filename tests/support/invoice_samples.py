"""Invoices of every kind that a document must hold, made of the demo's."""

from __future__ import annotations

from typing import Any

from severakit.documents.shown import Shown, vat_summary

LONG = (
    "Työpaja, jossa käytiin läpi nykyinen järjestelmä, sen rajapinnat ja tietojen laatu, sekä sovittiin seuraavista "
    "vaiheista, vastuista ja aikataulusta asiakkaan kanssa. "
)


def samples(shown: list[Shown]) -> dict[str, Shown]:
    """Return twelve invoices by what they are."""
    finnish = next(
        each
        for each in shown
        if each["LanguageCode"] == "fi-FI" and each["VirtualBankBarcode"] and 3 <= len(each["InvoiceRows"]) <= 8
    )
    swedish = next(each for each in shown if each["LanguageCode"] == "sv-SE" and each["CurrencyShortform"] == "SEK")
    credit = next(each for each in shown if each["IsCreditNote"] == "true")
    foreign = next(each for each in shown if each["CurrencyShortform"] == "NOK")
    rows = finnish["InvoiceRows"]
    english = {"LanguageCode": "en-GB", "Culture": "en-GB", "Title": "Invoice"}
    config = finnish["InvoiceConfig"]
    return {
        "finnish": finnish,
        "swedish": swedish,
        "english": _changed(finnish, **english),
        "one-row": _changed(finnish, InvoiceRows=rows[:1], **_totals(rows[:1], finnish)),
        "three-hundred-rows": _many(finnish, 300),
        "credit-note": credit,
        "foreign-currency": foreign,
        "tax-free": _changed(_untaxed(finnish), **english, TaxFreeDescription="VAT exempt, Article 44"),
        "several-rates": _several_rates(finnish),
        "long-texts": _changed(
            finnish,
            InvoiceRows=[{**rows[0], "rowFreeText": LONG * 4}, {**rows[1], "rowFreeText": "Z" * 130}, *rows[2:]],
            NotesBeforeInvoiceRows=LONG * 3,
            ReceiverAddressline="Pitkänimisenkadun ja toisen vielä pidempinimisen kadun kulma 123 B 45",
        ),
        "notes-and-markup": _changed(
            finnish,
            NotesBeforeInvoiceRows="<p>Kiitos <b>tilauksesta</b> &amp; luottamuksesta 😀</p><ul><li>yksi</li></ul>",
            NotesAfterInvoiceRows="Hinta < 100 ja > 50<br>Terveisin, Nordlys",
        ),
        "by-person": _changed(
            finnish,
            InvoiceConfig={**config, "HourPrimaryGroupBy": "Person", "HourSecondaryGroupBy": "WorkType"},
            InvoiceRows=[
                {**row, "HourGUIDs": ["0" * 32], "MainUserFullName": ("Aino Virta", "Tiina Korhonen")[place % 2]}
                for place, row in enumerate(rows)
            ],
        ),
    }


def _changed(invoice: Shown, **changes: Any) -> Shown:
    return {**invoice, **changes}


def _many(invoice: Shown, number: int) -> Shown:
    rows = [
        {**invoice["InvoiceRows"][place % len(invoice["InvoiceRows"])], "rowNumber": place + 1}
        for place in range(number)
    ]
    return _changed(invoice, InvoiceRows=rows, **_totals(rows, invoice))


def _untaxed(invoice: Shown) -> Shown:
    rows = [
        {**row, "rowVatRatePercent": "0", "rowVatAmount": "0.00", "rowAmount": row["rowVatExcludedAmount"]}
        for row in invoice["InvoiceRows"]
    ]
    return _changed(invoice, InvoiceRows=rows, IsTaxFree="true", **_totals(rows, invoice))


def _several_rates(invoice: Shown) -> Shown:
    rates = ("25.5", "14", "10", "0")
    rows = [
        {
            **row,
            "rowVatRatePercent": rates[place % 4],
            "rowVatExcludedAmount": "100.00",
            "rowVatAmount": rates[place % 4] + ("" if "." in rates[place % 4] else ".00"),
            "rowAmount": f"{100 + float(rates[place % 4]):.2f}",
            "unitPriceAmount": "0.0475",
            "deliveredQuantity": "2105.263",
        }
        for place, row in enumerate([*invoice["InvoiceRows"], *invoice["InvoiceRows"]][:8])
    ]
    return _changed(invoice, InvoiceRows=rows, **_totals(rows, invoice))


def _totals(rows: list[Any], invoice: Shown) -> dict[str, Any]:
    lines = vat_summary(rows)
    net, vat = sum(line.net for line in lines), sum(line.vat for line in lines)
    totals = {"Excluded": net, "": vat, "Included": net + vat}
    sums = {f"invoiceTotalVat{name}Amount": str(value) for name, value in totals.items()}
    return {"InvoiceDetails": {**invoice["InvoiceDetails"], **sums}, "VirtualBankBarcode": None}
