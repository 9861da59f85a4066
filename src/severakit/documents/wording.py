"""Words and number formats of documents: Finnish, Swedish and English."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

_ENGLISH = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "credit_number": "Credit note number",
    "credited": "Credits invoice",
    "subtotal": "Subtotal",
    "vat_amount": "VAT",
    "others": "Others",
    "number": "Invoice number",
    "date": "Date",
    "due": "Due date",
    "terms": "Payment terms",
    "net_days": "{} days net",
    "interest": "Interest on late payment",
    "customer": "Customer number",
    "our_reference": "Our reference",
    "your_reference": "Your reference",
    "order": "Order number",
    "reference": "Reference number",
    "vat_number": "VAT number",
    "description": "Description",
    "quantity": "Quantity",
    "unit": "Unit",
    "unit_price": "Unit price",
    "vat": "VAT %",
    "net": "Net",
    "gross": "Total",
    "vat_summary": "VAT",
    "total_net": "Total without VAT",
    "total_vat": "VAT",
    "total": "Total to pay",
    "total_credit": "Total credited",
    "account": "Bank account",
    "barcode": "Virtual bar code",
    "scan": "Scan to pay",
    "page": "Page",
    "tax_free": "Free of VAT",
    "reverse_charge": "Reverse charge: VAT is paid by the buyer",
    "traveller": "Traveller",
    "advance": "Advance payment",
    "total_travel": "Total to be reimbursed",
    "travel": "Travel reimbursement",
    "status": "Status",
}
_FINNISH = {
    "invoice": "Lasku",
    "credit_note": "Hyvityslasku",
    "credit_number": "Hyvityslaskun numero",
    "credited": "Hyvittää laskun",
    "subtotal": "Välisumma",
    "vat_amount": "ALV",
    "others": "Muut",
    "number": "Laskun numero",
    "date": "Päiväys",
    "due": "Eräpäivä",
    "terms": "Maksuehto",
    "net_days": "{} päivää netto",
    "interest": "Viivästyskorko",
    "customer": "Asiakasnumero",
    "our_reference": "Viitteemme",
    "your_reference": "Viitteenne",
    "order": "Tilausnumero",
    "reference": "Viitenumero",
    "vat_number": "ALV-tunniste",
    "description": "Kuvaus",
    "quantity": "Määrä",
    "unit": "Yksikkö",
    "unit_price": "Yksikköhinta",
    "vat": "ALV %",
    "net": "Veroton",
    "gross": "Yhteensä",
    "vat_summary": "ALV-erittely",
    "total_net": "Veroton yhteensä",
    "total_vat": "ALV yhteensä",
    "total": "Maksettava yhteensä",
    "total_credit": "Hyvitettävä yhteensä",
    "account": "Pankkitili",
    "barcode": "Virtuaaliviivakoodi",
    "scan": "Maksa skannaamalla",
    "page": "Sivu",
    "tax_free": "Arvonlisäveroton",
    "reverse_charge": "Käännetty verovelvollisuus: ostaja maksaa arvonlisäveron",
    "traveller": "Matkustaja",
    "advance": "Ennakkomaksu",
    "total_travel": "Korvattava yhteensä",
    "travel": "Matkalasku",
    "status": "Tila",
}
_SWEDISH = {
    "invoice": "Faktura",
    "credit_note": "Kreditfaktura",
    "credit_number": "Kreditfakturans nummer",
    "credited": "Krediterar faktura",
    "subtotal": "Delsumma",
    "vat_amount": "Moms",
    "others": "Övriga",
    "number": "Fakturanummer",
    "date": "Datum",
    "due": "Förfallodag",
    "terms": "Betalningsvillkor",
    "net_days": "{} dagar netto",
    "interest": "Dröjsmålsränta",
    "customer": "Kundnummer",
    "our_reference": "Vår referens",
    "your_reference": "Er referens",
    "order": "Ordernummer",
    "reference": "Referensnummer",
    "vat_number": "Momsnummer",
    "description": "Beskrivning",
    "quantity": "Antal",
    "unit": "Enhet",
    "unit_price": "À-pris",
    "vat": "Moms %",
    "net": "Netto",
    "gross": "Totalt",
    "vat_summary": "Moms",
    "total_net": "Totalt exkl. moms",
    "total_vat": "Moms totalt",
    "total": "Att betala",
    "total_credit": "Krediteras totalt",
    "account": "Bankkonto",
    "barcode": "Virtuell streckkod",
    "scan": "Skanna och betala",
    "page": "Sida",
    "tax_free": "Momsfri",
    "reverse_charge": "Omvänd betalningsskyldighet: köparen betalar momsen",
    "traveller": "Resenär",
    "advance": "Förskott",
    "total_travel": "Att ersätta",
    "travel": "Reseräkning",
    "status": "Status",
}
_WORDS = {"fi": _FINNISH, "sv": _SWEDISH}
_STATUSES = {
    "fi": {
        "Draft": "Luonnos",
        "Waiting for approval": "Odottaa hyväksyntää",
        "Approved": "Hyväksytty",
        "Rejected": "Hylätty",
    },
    "sv": {
        "Draft": "Utkast",
        "Waiting for approval": "Väntar på godkännande",
        "Approved": "Godkänd",
        "Rejected": "Avvisad",
    },
}
"""The statuses of travel reimbursements that every organization starts with."""


class Wording:
    """The words of a language, and the formats of a culture such as ``fi-FI``; English for what is not known."""

    def __init__(self, language: str | None, culture: str | None) -> None:
        short = (language or "").lower()[:2]
        self.words = _WORDS.get(short, _ENGLISH)
        self._statuses = _STATUSES.get(short, {})
        self._locale = _locale(culture) or _locale(language) or Locale("en", "GB")

    def day(self, text: str | None) -> str:
        """Return a date as the culture writes it."""
        return format_date(datetime.fromisoformat(text), "medium", self._locale) if text else ""

    def travel_status(self, name: str) -> str:
        """Return the name of a travel reimbursement's status; one of the organization's own stays as it is."""
        return self._statuses.get(name, name)

    def number(self, value: Decimal) -> str:
        """Return a number with the decimals that it has."""
        return format_decimal(value, "#,##0.######", self._locale)

    def amount(self, value: Decimal) -> str:
        """Return an amount to the cent, without its currency."""
        return format_decimal(value, "#,##0.00", self._locale)

    def unit_price(self, value: Decimal) -> str:
        """Return the price of a unit: to the cent, or with the decimals that it has beyond."""
        return format_decimal(value, "#,##0.00####", self._locale)

    def price(self, value: Decimal, currency: str) -> str:
        """Return an amount to the cent with its currency's ISO code: a sign such as kr is that of several."""
        return f"{self.amount(value)}\u00a0{currency}" if currency else self.amount(value)

    def month(self, text: str) -> str:
        """Return the month of a day as the culture writes it."""
        return format_skeleton("yMMMM", datetime.fromisoformat(text), locale=self._locale)


def _locale(culture: str | None) -> Locale | None:
    try:
        return Locale.parse(culture, sep="-") if culture else None
    except (UnknownLocaleError, ValueError):
        return None
