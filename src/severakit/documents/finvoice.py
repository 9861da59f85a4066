"""Finvoice documents of invoices: a transmission frame, and behind it the document in the version asked for.

Members of an invoice are named after Finvoice's own elements. Amounts have a decimal comma, dates are CCYYMMDD. Texts
are cut to what an element may hold, and an optional element with less text than it must have is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from severakit.documents.markup import plain_text
from severakit.documents.shown import Shown, amount, vat_summary
from severakit.documents.wording import Wording

VERSIONS = ("1.2", "1.3", "2.01", "3.0")
"""The versions that can be made."""

_OLD_ENCODING = "iso-8859-15"
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_EB = "http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd"
_XLINK = "http://www.w3.org/1999/xlink"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_UNKNOWN = "NA"
"""Stands for what an element must hold and nobody knows: a party's electronic address, its operator, its account."""

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


@dataclass(frozen=True)
class _Message:
    """Who sends the document to whom, under which name and when."""

    sender: str
    sender_operator: str
    receiver: str
    receiver_operator: str
    identifier: str
    stamp: str


def finvoice(invoice: Shown, version: str) -> str:
    """Return the frame and the document of an invoice. ``version`` is one of VERSIONS."""
    message = _message(invoice)
    document = _document(invoice, version, message)
    if _is_old(version):
        encoding, doctype = _OLD_ENCODING, '<!DOCTYPE Finvoice SYSTEM "Finvoice.dtd">\n'
    else:
        encoding, doctype = "UTF-8", ""
    text = etree.tostring(document, encoding="unicode", pretty_print=True)
    head = f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n{doctype}'
    style = '<?xml-stylesheet type="text/xsl" href="Finvoice.xsl"?>\n'
    # What the encoding has no character for would make the document unreadable where it is saved.
    text = text.encode(encoding, "replace").decode(encoding)
    return f"{_frame(message)}\n{head}{style}{text}"


def _is_old(version: str) -> bool:
    return version in ("1.2", "1.3")


def _message(invoice: Shown) -> _Message:
    seller, buyer = invoice["SellerOrganization"] or {}, invoice["BuyerOrganization"] or {}
    return _Message(
        seller.get("sellerEInvoiceAddress") or seller.get("sellerPartyIdentifier") or _UNKNOWN,
        seller.get("sellerEInvoiceOperator") or _UNKNOWN,
        buyer.get("buyerElectronicInvoiceAddress") or buyer.get("buyerPartyIdentifier") or _UNKNOWN,
        buyer.get("buyerElectronicInvoiceOperator") or _UNKNOWN,
        invoice["GUID"],
        f"{datetime.fromisoformat(invoice['EntryDate'] or invoice['Date']):%Y-%m-%dT%H:%M:%S}+00:00",
    )


# --- the frame -------------------------------------------------------------------------------


def _frame(message: _Message) -> str:
    soap, eb = f"{{{_SOAP}}}", f"{{{_EB}}}"
    root = etree.Element(f"{soap}Envelope", nsmap={"SOAP-ENV": _SOAP, "xlink": _XLINK, "eb": _EB})
    header = etree.SubElement(root, f"{soap}Header")
    said = etree.SubElement(header, f"{eb}MessageHeader", {f"{soap}mustUnderstand": "1", f"{eb}version": "2.0"})
    for side, party, role in (
        ("From", message.sender, "Sender"),
        ("From", message.sender_operator, "Intermediator"),
        ("To", message.receiver, "Receiver"),
        ("To", message.receiver_operator, "Intermediator"),
    ):
        element = etree.SubElement(said, f"{eb}{side}")
        etree.SubElement(element, f"{eb}PartyId").text = party
        etree.SubElement(element, f"{eb}Role").text = role
    for name, text in (("CPAId", "yoursandmycpa"), ("ConversationId", message.identifier)):
        etree.SubElement(said, f"{eb}{name}").text = text
    for name, text in (("Service", "Routing"), ("Action", "ProcessInvoice")):
        etree.SubElement(said, f"{eb}{name}").text = text
    data = etree.SubElement(said, f"{eb}MessageData")
    for name, text in (("MessageId", message.identifier), ("Timestamp", message.stamp)):
        etree.SubElement(data, f"{eb}{name}").text = text
    manifest = etree.SubElement(
        etree.SubElement(root, f"{soap}Body"), f"{eb}Manifest", {f"{eb}id": "Manifest", f"{eb}version": "2.0"}
    )
    reference = etree.SubElement(
        manifest, f"{eb}Reference", {f"{eb}id": "Finvoice", f"{{{_XLINK}}}href": message.identifier}
    )
    schema = {f"{eb}location": "http://www.finvoice.info/finvoice.xsd", f"{eb}version": "2.0"}
    etree.SubElement(reference, f"{eb}Schema", schema)
    return etree.tostring(root, encoding="unicode", pretty_print=True)


# --- the document ----------------------------------------------------------------------------


class _Block:
    """An element that is filled in the order of the schema."""

    def __init__(self, element: Any) -> None:
        self.element = element

    def block(self, name: str) -> _Block:
        """Add an element that holds others."""
        return _Block(etree.SubElement(self.element, name))

    def text(self, name: str, value: object, most: int = 35, least: int = 1, **attributes: str) -> None:
        """Add an element with text, unless there is less of it than the element must have."""
        text = str(value or "").strip()[:most].strip()
        if len(text) >= least:
            etree.SubElement(self.element, name, attributes).text = text

    def required(self, name: str, value: object, most: int = 35, least: int = 1, **attributes: str) -> None:
        """Add an element that must be there, filled up where there is too little text for it."""
        text = (str(value or "").strip() or _UNKNOWN)[:most].strip()
        etree.SubElement(self.element, name, attributes).text = text.ljust(least, ".")

    def amount(self, name: str, value: Decimal, currency: str) -> None:
        """Add an amount to the cent."""
        element = etree.SubElement(self.element, name, {"AmountCurrencyIdentifier": currency})
        element.text = _decimal(value, 2)

    def date(self, name: str, text: str | None) -> None:
        """Add a date, where there is one."""
        if text:
            element = etree.SubElement(self.element, name, {"Format": "CCYYMMDD"})
            element.text = f"{datetime.fromisoformat(text):%Y%m%d}"


def _decimal(value: Decimal, least: int = 0) -> str:
    digits = max(least, -int(value.normalize().as_tuple().exponent)) if value else least
    return f"{value:.{digits}f}".replace(".", ",")


def _document(invoice: Shown, version: str, message: _Message) -> Any:
    root = etree.Element("Finvoice", {"Version": version}, nsmap=None if _is_old(version) else {"xsi": _XSI})
    if not _is_old(version):
        root.set(f"{{{_XSI}}}noNamespaceSchemaLocation", "Finvoice.xsd" if version == "2.01" else "Finvoice3.0.xsd")
    document = _Block(root)
    if not _is_old(version):
        _transmission(document, message)
    _seller(document, invoice)
    _buyer(document, invoice)
    _details(document, invoice)
    document.block("PaymentStatusDetails").required("PaymentStatusCode", invoice["PaymentStatus"] or "NOTPAID")
    document.text("VirtualBankBarcode", invoice["VirtualBankBarcode"], 512)
    for row in invoice["InvoiceRows"]:
        _row(document, row, invoice["CurrencyShortform"] or "EUR")
    _epi(document, invoice, message)
    return root


def _transmission(document: _Block, message: _Message) -> None:
    block = document.block("MessageTransmissionDetails")
    sender = block.block("MessageSenderDetails")
    sender.required("FromIdentifier", message.sender, least=2)
    sender.required("FromIntermediator", message.sender_operator, least=2)
    receiver = block.block("MessageReceiverDetails")
    receiver.required("ToIdentifier", message.receiver, least=2)
    receiver.required("ToIntermediator", message.receiver_operator, least=2)
    details = block.block("MessageDetails")
    details.required("MessageIdentifier", message.identifier, 48, 2)
    details.required("MessageTimeStamp", message.stamp, 35, 2)


def _seller(document: _Block, invoice: Shown) -> None:
    seller, contact = invoice["SellerOrganization"] or {}, invoice["SellerContact"] or {}
    party = document.block("SellerPartyDetails")
    party.text("SellerPartyIdentifier", seller.get("sellerPartyIdentifier"))
    party.required("SellerOrganisationName", seller.get("sellerOrganisationName") or invoice["SenderName"], 70, 2)
    party.text("SellerOrganisationTaxCode", seller.get("sellerOrganisationTaxCode"))
    _address(party, "Seller", seller.get("sellerPostalAddressDetails"))
    document.text("SellerContactPersonName", contact.get("sellerContactPersonName"))
    communication = {
        "SellerPhoneNumberIdentifier": (contact.get("sellerPhoneNumber"), 35),
        "SellerEmailaddressIdentifier": (contact.get("sellerEmailaddressIdentifier"), 70),
    }
    _optional(document, "SellerCommunicationDetails", communication)
    information = document.block("SellerInformationDetails")
    information.text("SellerHomeTownName", contact.get("sellerHomeTownName"))
    information.text("SellerPhoneNumber", contact.get("sellerPhoneNumber"))
    information.text("SellerFaxNumber", contact.get("sellerFaxNumber"))
    information.text("SellerCommonEmailaddressIdentifier", contact.get("sellerEmailaddressIdentifier"), 70)
    information.text("SellerWebaddressIdentifier", contact.get("sellerWebaddressIdentifier"))
    information.text("SellerFreeText", contact.get("sellerFreeText"), 512)
    for account in contact.get("sellerAccountDetails") or ():
        if not account["sellerAccountID"] or not account["sellerBic"]:
            continue
        block = information.block("SellerAccountDetails")
        _account(block, "SellerAccountID", account["sellerAccountID"])
        block.required("SellerBic", account["sellerBic"], 11, 8, IdentificationSchemeName="BIC")
    if not len(information.element):
        document.element.remove(information.element)


def _account(block: _Block, name: str, number: str | None) -> None:
    """Add an account number, without spaces; what is no IBAN, or is not known, is said to be a national number."""
    plain = re.sub(r"\s", "", number or "")
    scheme = "IBAN" if _IBAN.fullmatch(plain) else "BBAN"
    block.required(name, plain, 34, IdentificationSchemeName=scheme)


def _buyer(document: _Block, invoice: Shown) -> None:
    buyer = invoice["BuyerOrganization"] or {}
    party = document.block("BuyerPartyDetails")
    party.text("BuyerPartyIdentifier", buyer.get("buyerPartyIdentifier"))
    name = buyer.get("buyerOrganisationName") or invoice["ReceiverCustomerName"]
    party.required("BuyerOrganisationName", name, 70, 2)
    party.text("BuyerOrganisationTaxCode", buyer.get("buyerOrganisationTaxCode"))
    _address(party, "Buyer", buyer.get("buyerPostalAddressDetails"))
    document.text("BuyerContactPersonName", buyer.get("buyerContactPersonName"))
    communication = {
        "BuyerPhoneNumberIdentifier": (buyer.get("buyerPhoneNumberIdentifier"), 35),
        "BuyerEmailaddressIdentifier": (buyer.get("buyerEmailaddressIdentifier"), 70),
    }
    _optional(document, "BuyerCommunicationDetails", communication)


def _address(party: _Block, side: str, address: Shown | None) -> None:
    """Add a postal address, which must have a street, a town and a post code if it is there at all."""
    needed = ("streetName", "townName", "postCodeIdentifier")
    if not address or not all(len(address[name] or "") > 1 for name in needed):
        return
    block = party.block(f"{side}PostalAddressDetails")
    block.text(f"{side}StreetName", address["streetName"])
    block.text(f"{side}TownName", address["townName"])
    block.text(f"{side}PostCodeIdentifier", address["postCodeIdentifier"])
    block.text("CountryCode", address["countryCode"], 2, 2)
    block.text("CountryName", address["country"])


def _optional(document: _Block, name: str, values: dict[str, tuple[str | None, int]]) -> None:
    if any(value for value, _ in values.values()):
        block = document.block(name)
        for element, (value, most) in values.items():
            block.text(element, value, most)


def _details(document: _Block, invoice: Shown) -> None:
    details, currency = invoice["InvoiceDetails"], invoice["CurrencyShortform"] or "EUR"
    is_credit_note = invoice["IsCreditNote"] == "true"
    block = document.block("InvoiceDetails")
    block.required("InvoiceTypeCode", "INV02" if is_credit_note else "INV01")
    words = Wording(invoice["LanguageCode"], invoice["Culture"]).words
    block.required("InvoiceTypeText", invoice["Title"] or words["credit_note" if is_credit_note else "invoice"])
    block.required("OriginCode", "Original")
    block.required("InvoiceNumber", invoice["Number"], 20)
    block.date("InvoiceDate", invoice["Date"])
    block.text("SellerReferenceIdentifier", invoice["OurReference"])
    block.text("OrderIdentifier", invoice["OrderNumber"] or invoice["PoNumber"])
    block.text("BuyerReferenceIdentifier", invoice["YourReference"])
    block.amount("InvoiceTotalVatExcludedAmount", amount(details["invoiceTotalVatExcludedAmount"]), currency)
    block.amount("InvoiceTotalVatAmount", amount(details["invoiceTotalVatAmount"]), currency)
    block.amount("InvoiceTotalVatIncludedAmount", amount(details["invoiceTotalVatIncludedAmount"]), currency)
    for line in vat_summary(invoice["InvoiceRows"]):
        specification = block.block("VatSpecificationDetails")
        specification.amount("VatBaseAmount", line.net, currency)
        specification.text("VatRatePercent", _decimal(line.percent))
        specification.amount("VatRateAmount", line.vat, currency)
    for text in (invoice["NotesBeforeInvoiceRows"], invoice["NotesAfterInvoiceRows"]):
        block.text("InvoiceFreeText", plain_text(text), 512)
    if invoice["IsTaxFree"] == "true":
        block.text("InvoiceVatFreeText", plain_text(invoice["TaxFreeDescription"]), 70)
    terms = block.block("PaymentTermsDetails")
    terms.text("PaymentTermsFreeText", details["paymentTermsFreeText"], 70)
    terms.date("InvoiceDueDate", invoice["DueDate"])
    if amount(invoice["OverDueInterest"]):
        fine = terms.block("PaymentOverDueFineDetails")
        fine.text("PaymentOverDueFinePercent", _decimal(amount(invoice["OverDueInterest"])))


def _row(document: _Block, row: Shown, currency: str) -> None:
    block = document.block("InvoiceRow")
    block.text("ArticleIdentifier", row["articleIdentifier"])
    block.text("ArticleName", row["articleName"] or plain_text(row["rowFreeText"]), 100)
    unit = {"QuantityUnitCode": row["quantityUnitCode"][:14]} if row["quantityUnitCode"] else {}
    block.text("DeliveredQuantity", _decimal(amount(row["deliveredQuantity"])), 14, **unit)
    block.amount("UnitPriceAmount", amount(row["unitPriceAmount"]), currency)
    block.text("RowIdentifier", row["rowIdentifier"])
    block.text("RowAccountDimensionText", row["rowAccountDimensionText"])
    block.text("RowFreeText", plain_text(row["rowFreeText"]), 512)
    block.text("RowVatRatePercent", _decimal(amount(row["rowVatRatePercent"])))
    block.text("RowVatCode", row["rowVatCode"], 10)
    block.amount("RowVatAmount", amount(row["rowVatAmount"]), currency)
    block.amount("RowVatExcludedAmount", amount(row["rowVatExcludedAmount"]), currency)
    block.amount("RowAmount", amount(row["rowAmount"]), currency)


def _epi(document: _Block, invoice: Shown, message: _Message) -> None:
    """Add what the payer's bank needs."""
    accounts: Iterable[Shown] = (invoice["SellerContact"] or {}).get("sellerAccountDetails") or ()
    account = next(iter(accounts), {"sellerAccountID": None, "sellerBic": None})
    details, reference = invoice["InvoiceDetails"], invoice["ReferenceNumber"]
    epi = document.block("EpiDetails")
    identification = epi.block("EpiIdentificationDetails")
    identification.date("EpiDate", invoice["Date"])
    identification.required("EpiReference", message.identifier, 35)
    party = epi.block("EpiPartyDetails")
    bank = party.block("EpiBfiPartyDetails")
    bank.text("EpiBfiIdentifier", account["sellerBic"], 11, 8, IdentificationSchemeName="BIC")
    beneficiary = party.block("EpiBeneficiaryPartyDetails")
    beneficiary.required("EpiNameAddressDetails", invoice["SenderName"], 35, 2)
    _account(beneficiary, "EpiAccountID", account["sellerAccountID"])
    payment = epi.block("EpiPaymentInstructionDetails")
    if reference:
        scheme = "ISO" if reference.startswith("RF") else "SPY"
        payment.text("EpiRemittanceInfoIdentifier", reference, 25, 2, IdentificationSchemeName=scheme)
    gross = amount(details["invoiceTotalVatIncludedAmount"])
    payment.amount("EpiInstructedAmount", max(gross, Decimal(0)), invoice["CurrencyShortform"] or "EUR")
    payment.required("EpiCharge", "SHA", ChargeOption="SHA")
    payment.date("EpiDateOptionDate", invoice["DueDate"])
