"""UBL 2.1 documents of invoices: EN 16931 in the profile Peppol BIS Billing 3.0, credit notes as CreditNote.

Sums are those of the API, to the cent. A row whose amount is not its quantity times its price has an allowance or
a charge for the difference. A credit note's amounts are positive, as its kind says already that they are credited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from xml.etree import ElementTree as ET

from severakit.documents.markup import plain_text
from severakit.documents.ubl_codes import electronic_address, unit_code
from severakit.documents.wording import Wording
from severakit.entities import (
    Invoice,
    InvoiceBuyerOrganization,
    InvoiceDetails,
    InvoicePostAddress,
    InvoiceRow,
    InvoiceSellerContact,
    InvoiceSellerOrganization,
)
from severakit.soap.lexical import ILLEGAL_CHARACTER

_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_NAMESPACES = {"xmlns:cac": f"{_UBL}CommonAggregateComponents-2", "xmlns:cbc": f"{_UBL}CommonBasicComponents-2"}
_CENT, _ZERO = Decimal("0.01"), Decimal(0)
_SEPA_TRANSFER, _CREDIT_TRANSFER = "58", "30"
_INVOICE, _CREDIT_NOTE = "380", "381"
_DISCOUNT, _SURCHARGE = "95", "ZZZ"
_MOST_VAT_DIFFERENCE = Decimal(1)
"""What the rules allow between the VAT of a rate and the rate of its sum, in units of the currency."""


class UblError(ValueError):
    """An invoice of which no valid document can be made: says what it lacks."""


def ubl(invoice: Invoice, credited: Invoice | None = None) -> bytes:
    """Return the document of an invoice, in UTF-8. ``credited`` is the invoice that a credit note credits, if known.

    Raises UblError for an invoice that lacks what the rules demand, or whose rows do not come to its sums.
    """
    return _Document(invoice, credited).bytes()


@dataclass(frozen=True)
class _Category:
    """A VAT category with its rate, and why no VAT is on it, where a reason must be given."""

    code: str
    percent: Decimal
    reason: str | None = None
    reason_code: str | None = None


@dataclass
class _Sum:
    """What the rows of a VAT category come to."""

    net: Decimal = _ZERO
    vat: Decimal = _ZERO


class _Block:
    """An element that is filled in the order of the schema; what has no text is left out."""

    def __init__(self, element: ET.Element, currency: str) -> None:
        self.element = element
        self._currency = currency

    def block(self, name: str) -> _Block:
        return _Block(ET.SubElement(self.element, f"cac:{name}"), self._currency)

    def text(self, name: str, value: object, **attributes: str) -> None:
        text = ILLEGAL_CHARACTER.sub("", str("" if value is None else value)).strip()
        if text:
            ET.SubElement(self.element, f"cbc:{name}", attributes).text = text

    def amount(self, name: str, value: Decimal) -> None:
        self.text(name, f"{value:.2f}", currencyID=self._currency)

    def price(self, name: str, value: Decimal) -> None:
        self.text(name, _plain(value), currencyID=self._currency)


class _Document:
    """One invoice on its way into a document. Amounts of a credit note are turned round."""

    def __init__(self, invoice: Invoice, credited: Invoice | None) -> None:
        self._invoice = invoice
        self._credited = credited
        self._is_credit_note = bool(invoice.is_credit_note)
        self._kind = "CreditNote" if self._is_credit_note else "Invoice"
        self._sign = -1 if self._is_credit_note else 1
        self._currency = invoice.currency_shortform or "EUR"
        self._rows = invoice.invoice_rows or []
        self._sums_told = invoice.invoice_details or InvoiceDetails()
        self._sender = invoice.seller_organization or InvoiceSellerOrganization()
        self._sender_contact = invoice.seller_contact or InvoiceSellerContact()
        self._receiver = invoice.buyer_organization or InvoiceBuyerOrganization()
        self._sender_address = self._sender.seller_postal_address_details or InvoicePostAddress()
        self._receiver_address = self._receiver.buyer_postal_address_details or InvoicePostAddress()
        self._sender_vat = _vat_number(invoice.sender_vat_number, _country_of(self._sender_address))
        self._receiver_vat = _vat_number(invoice.receiver_vat_number, _country_of(self._receiver_address))
        if invoice.number is None:
            raise UblError("It has no number. Move it to a status that gives one.")
        if invoice.date is None or not self._rows:
            raise UblError("It has no date or no rows, and a document must have both.")

    def bytes(self) -> bytes:
        root = ET.Element(self._kind, {"xmlns": f"{_UBL}{self._kind}-2", **_NAMESPACES})
        document = _Block(root, self._currency)
        self._head(document)
        self._seller(document.block("AccountingSupplierParty").block("Party"))
        self._buyer(document.block("AccountingCustomerParty").block("Party"))
        if not self._is_credit_note:
            self._payment(document)
        document.block("PaymentTerms").text("Note", self._terms())
        self._totals(document)
        for place, row in enumerate(self._rows, start=1):
            self._line(document.block(f"{self._kind}Line"), place, row)
        ET.indent(root)
        whole: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
        return whole

    # --- head ---

    def _head(self, document: _Block) -> None:
        invoice = self._invoice
        document.text("CustomizationID", _CUSTOMIZATION)
        document.text("ProfileID", _PROFILE)
        document.text("ID", invoice.number)
        document.text("IssueDate", f"{invoice.date:%Y-%m-%d}")
        if not self._is_credit_note and invoice.due_date is not None:
            document.text("DueDate", f"{invoice.due_date:%Y-%m-%d}")
        document.text(f"{self._kind}TypeCode", _CREDIT_NOTE if self._is_credit_note else _INVOICE)
        # The profile allows one note.
        notes = (plain_text(note) for note in (invoice.notes_before_invoice_rows, invoice.notes_after_invoice_rows))
        document.text("Note", " ".join(filter(None, notes)))
        document.text("DocumentCurrencyCode", self._currency)
        order = invoice.order_number or invoice.po_number
        document.text("BuyerReference", invoice.your_reference or (None if order else invoice.account_number or "NA"))
        if order:
            document.block("OrderReference").text("ID", order)
        if self._credited is not None and self._credited.number is not None:
            reference = document.block("BillingReference").block("InvoiceDocumentReference")
            reference.text("ID", self._credited.number)
            if self._credited.date is not None:
                reference.text("IssueDate", f"{self._credited.date:%Y-%m-%d}")

    # --- parties ---

    def _seller(self, party: _Block) -> None:
        invoice, sender, contact = self._invoice, self._sender, self._sender_contact
        identifier, email = sender.seller_party_identifier, contact.seller_emailaddress_identifier
        if self._sender_vat is None and not identifier:
            raise UblError("Its sender has neither a VAT number nor an identifier. Enter one for the business unit.")
        _endpoint(party, "sender", sender.seller_e_invoice_address, self._sender_vat, email)
        given = (invoice.sender_addressline, invoice.sender_city, invoice.sender_postal_code, invoice.sender_state)
        _address(party, "sender", given, self._sender_address, self._sender_vat)
        _tax_scheme(party, self._sender_vat, identifier)
        _legal_entity(party, "sender", sender.seller_organisation_name or invoice.sender_name, identifier)
        person = contact.seller_contact_person_name or invoice.sender_contact_name
        _contact(party, person, contact.seller_phone_number, email)

    def _buyer(self, party: _Block) -> None:
        invoice, receiver = self._invoice, self._receiver
        email = receiver.buyer_emailaddress_identifier or invoice.receiver_contact_email
        _endpoint(party, "receiver", receiver.buyer_electronic_invoice_address, self._receiver_vat, email)
        given = (
            invoice.receiver_addressline,
            invoice.receiver_city,
            invoice.receiver_postal_code,
            invoice.receiver_state,
        )
        _address(party, "receiver", given, self._receiver_address, self._receiver_vat)
        _tax_scheme(party, self._receiver_vat, None)
        name = receiver.buyer_organisation_name or invoice.receiver_customer_name
        _legal_entity(party, "receiver", name, receiver.buyer_party_identifier)
        person = receiver.buyer_contact_person_name or invoice.receiver_contact_name
        _contact(party, person, receiver.buyer_phone_number_identifier, email)

    # --- payment ---

    def _payment(self, document: _Block) -> None:
        for account in self._sender_contact.seller_account_details or ():
            number = re.sub(r"\s", "", account.seller_account_id or "")
            if not number:
                continue
            means = document.block("PaymentMeans")
            means.text("PaymentMeansCode", _SEPA_TRANSFER if self._currency == "EUR" else _CREDIT_TRANSFER)
            means.text("PaymentID", self._invoice.reference_number)
            payee = means.block("PayeeFinancialAccount")
            payee.text("ID", number)
            if account.seller_bic:
                payee.block("FinancialInstitutionBranch").text("ID", account.seller_bic)

    def _terms(self) -> str:
        interest, said = self._invoice.over_due_interest, plain_text(self._sums_told.payment_terms_free_text)
        words = Wording(self._invoice.language_code, self._invoice.culture).words
        if not said:
            term = words["net_days"].format(self._invoice.payment_term or 0)
            said = words["credit_note"] if self._is_credit_note else term
        if self._is_credit_note or not interest:
            return said
        return f"{said}, {words['interest'].lower()} {_plain(interest)} %"

    # --- sums ---

    def _totals(self, document: _Block) -> None:
        sums = self._sums()
        net = self._turned(self._sums_told.invoice_total_vat_excluded_amount)
        vat = self._turned(self._sums_told.invoice_total_vat_amount)
        gross = self._turned(self._sums_told.invoice_total_vat_included_amount)
        of_rows = (sum((each.net for each in sums.values()), _ZERO), sum((each.vat for each in sums.values()), _ZERO))
        if of_rows != (net, vat) or net + vat != gross:
            raise UblError(
                f"Its rows come to {of_rows[0]:.2f} and {of_rows[1]:.2f} of VAT, its sums are {net:.2f}, {vat:.2f} and "
                f"{gross:.2f}. Correct the rows."
            )
        total = document.block("TaxTotal")
        total.amount("TaxAmount", vat)
        for category, each in sums.items():
            self._check_vat(category, each)
            subtotal = total.block("TaxSubtotal")
            subtotal.amount("TaxableAmount", each.net)
            subtotal.amount("TaxAmount", each.vat)
            _write_category(subtotal.block("TaxCategory"), category)
        legal = document.block("LegalMonetaryTotal")
        for name, value in (("LineExtension", net), ("TaxExclusive", net), ("TaxInclusive", gross), ("Payable", gross)):
            legal.amount(f"{name}Amount", value)

    def _sums(self) -> dict[_Category, _Sum]:
        sums: dict[_Category, _Sum] = {}
        for row in self._rows:
            each = sums.setdefault(self._category(row), _Sum())
            each.net += self._turned(row.row_vat_excluded_amount)
            each.vat += self._turned(row.row_vat_amount)
        return sums

    def _check_vat(self, category: _Category, each: _Sum) -> None:
        expected = _cents(each.net * category.percent / 100)
        allowed = _MOST_VAT_DIFFERENCE if category.percent else _CENT
        if abs(each.vat - expected) >= allowed:
            raise UblError(
                f"Its VAT of {_plain(category.percent)} % is {each.vat:.2f}, but of the rows' sum it would be "
                f"{expected:.2f}. Group the invoice's rows, so that less is rounded."
            )

    def _category(self, row: InvoiceRow) -> _Category:
        """Return the VAT category of a row: of its rate, of the invoice's reverse charge, of the row's own code."""
        percent = (row.row_vat_rate_percent or _ZERO).normalize()
        if percent:
            return _Category("S", percent)
        code, reason = (row.row_vat_code or "").strip().upper(), plain_text(self._invoice.tax_free_description)
        if self._invoice.is_tax_free or code == "AE":
            if not (self._receiver_vat or self._receiver.buyer_party_identifier):
                raise UblError("Its receiver is to pay the VAT and has no VAT number. Enter it for the customer.")
            return _Category("AE", _ZERO, reason or "Reverse charge", "VATEX-EU-AE")
        if code == "G":
            return _Category("G", _ZERO, reason or "Export outside the EU", "VATEX-EU-G")
        if code == "E" or reason:
            return _Category("E", _ZERO, reason or "Exempt from VAT")
        return _Category("Z", _ZERO)

    def _turned(self, value: Decimal | None) -> Decimal:
        return self._sign * _cents(value or _ZERO) + _ZERO

    # --- lines ---

    def _line(self, line: _Block, place: int, row: InvoiceRow) -> None:
        net = self._turned(row.row_vat_excluded_amount)
        quantity, price = self._quantity_and_price(row, net)
        line.text("ID", place)
        of_kind = "CreditedQuantity" if self._is_credit_note else "InvoicedQuantity"
        line.text(of_kind, _plain(quantity), unitCode=unit_code(row.quantity_unit_code))
        line.amount("LineExtensionAmount", net)
        difference = _cents(quantity * price) - net
        if difference:
            allowance = line.block("AllowanceCharge")
            allowance.text("ChargeIndicator", "true" if difference < 0 else "false")
            allowance.text("AllowanceChargeReasonCode", _SURCHARGE if difference < 0 else _DISCOUNT)
            allowance.text("AllowanceChargeReason", "Surcharge" if difference < 0 else "Discount")
            allowance.amount("Amount", abs(difference))
        item, text = line.block("Item"), plain_text(row.row_free_text)
        name = plain_text(row.article_name) or text or "-"
        item.text("Description", text if text != name else None)
        item.text("Name", name)
        if row.article_identifier:
            item.block("SellersItemIdentification").text("ID", row.article_identifier)
        category = self._category(row)
        _write_category(item.block("ClassifiedTaxCategory"), _Category(category.code, category.percent))
        line.block("Price").price("PriceAmount", price)

    def _quantity_and_price(self, row: InvoiceRow, net: Decimal) -> tuple[Decimal, Decimal]:
        """Return a row's quantity and unit price; a price is never negative, so the quantity takes its sign."""
        quantity = self._sign * (row.delivered_quantity or _ZERO) + _ZERO
        price = row.unit_price_amount if row.unit_price_amount is not None else row.row_unit_price
        if not quantity or price is None:
            return (Decimal(1) if net >= 0 else Decimal(-1)), abs(net)
        return (-quantity, -price) if price < 0 else (quantity, price)


# --- what both parties have ------------------------------------------------------------------


def _endpoint(party: _Block, side: str, address: str | None, vat: str | None, email: str | None) -> None:
    found = electronic_address(address, vat, email)
    if found is None:
        raise UblError(f"Its {side} has no electronic address, no VAT number and no e-mail address. Enter one of them.")
    party.text("EndpointID", found[0], schemeID=found[1])


def _address(
    party: _Block, side: str, given: tuple[str | None, ...], address: InvoicePostAddress, vat: str | None
) -> None:
    """Write a postal address: the one on the invoice, with what Finvoice's has beyond it."""
    street, city, postal_code, state = given
    country = _country_of(address) or (vat or "")[:2].replace("EL", "GR")
    if not country:
        raise UblError(f"The country of its {side} is not known. Enter the country in the {side}'s address.")
    block = party.block("PostalAddress")
    block.text("StreetName", street or address.street_name)
    block.text("CityName", city or address.town_name)
    block.text("PostalZone", postal_code or address.post_code_identifier)
    block.text("CountrySubentity", state)
    block.block("Country").text("IdentificationCode", country)


def _tax_scheme(party: _Block, vat: str | None, identifier: str | None) -> None:
    number, scheme = (vat, "VAT") if vat else (identifier, "TAX")
    if number:
        block = party.block("PartyTaxScheme")
        block.text("CompanyID", number)
        block.block("TaxScheme").text("ID", scheme)


def _legal_entity(party: _Block, side: str, name: str | None, identifier: str | None) -> None:
    if not (name or "").strip():
        raise UblError(f"Its {side} has no name.")
    block = party.block("PartyLegalEntity")
    block.text("RegistrationName", name)
    block.text("CompanyID", identifier)


def _contact(party: _Block, name: str | None, phone: str | None, email: str | None) -> None:
    if name or phone or email:
        block = party.block("Contact")
        block.text("Name", name)
        block.text("Telephone", phone)
        block.text("ElectronicMail", email)


def _country_of(address: InvoicePostAddress) -> str | None:
    code = (address.country_code or "").strip().upper()
    return code if re.fullmatch("[A-Z]{2}", code) else None


def _vat_number(number: str | None, country: str | None) -> str | None:
    """Return a VAT number with its country before it, as the rules want it; None where there is none."""
    plain = re.sub(r"[^A-Z0-9]", "", (number or "").upper())
    if not plain:
        return None
    if re.match("[A-Z]{2}", plain):
        return plain
    return f"{country}{plain}" if country else None


def _write_category(block: _Block, category: _Category) -> None:
    block.text("ID", category.code)
    block.text("Percent", _plain(category.percent))
    block.text("TaxExemptionReasonCode", category.reason_code)
    block.text("TaxExemptionReason", category.reason)
    block.block("TaxScheme").text("ID", "VAT")


# --- numbers ---------------------------------------------------------------------------------


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    """Return a number without an exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
