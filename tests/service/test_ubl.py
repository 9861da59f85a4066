"""UBL documents: every invoice of the demo, and odd ones, against the published rules; sums as the API tells them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import etree
from msgspec.structs import replace

from severakit.documents.ubl import UblError, ubl
from severakit.documents.ubl_codes import electronic_address, unit_code
from severakit.entities import (
    Invoice,
    InvoiceBankAccount,
    InvoiceBuyerOrganization,
    InvoiceDetails,
    InvoicePostAddress,
    InvoiceRow,
    InvoiceSellerContact,
    InvoiceSellerOrganization,
)
from support.en16931 import broken_rules

CENT = Decimal("0.01")


def row(net, percent="25.5", quantity="1", price=None, **members):
    net, percent = Decimal(net), Decimal(percent)
    return InvoiceRow(
        row_free_text="Survey",
        delivered_quantity=Decimal(quantity),
        unit_price_amount=Decimal(price) if price is not None else net / Decimal(quantity),
        row_vat_excluded_amount=net,
        row_vat_amount=(net * percent / 100).quantize(CENT),
        row_vat_rate_percent=percent,
        **members,
    )


def invoice(*rows, **members):
    rows = list(rows or [row("100")])
    net = sum(each.row_vat_excluded_amount or 0 for each in rows)
    vat = sum(each.row_vat_amount or 0 for each in rows)
    finnish = InvoicePostAddress(country_code="FI")
    given = {
        "number": 1042,
        "date": datetime(2026, 1, 31),
        "due_date": datetime(2026, 2, 14),
        "currency_shortform": "EUR",
        "sender_name": "Nordlys Consulting Oy",
        "sender_vat_number": "FI11395861",
        "sender_city": "Helsinki",
        "seller_organization": InvoiceSellerOrganization(seller_postal_address_details=finnish),
        "seller_contact": InvoiceSellerContact(
            seller_account_details=[InvoiceBankAccount(seller_account_id="FI16 6869 9099 7405 49", seller_bic="NDEA")]
        ),
        "receiver_customer_name": "Pihlajavuo",
        "receiver_vat_number": "FI51161517",
        "buyer_organization": InvoiceBuyerOrganization(buyer_postal_address_details=finnish),
        "reference_number": "10045",
    }
    details = InvoiceDetails(
        invoice_total_vat_excluded_amount=net,
        invoice_total_vat_amount=vat,
        invoice_total_vat_included_amount=net + vat,
    )
    return Invoice(invoice_rows=rows, invoice_details=details, **{**given, **members})


def read(document):
    """Return a function that reads a document by paths without prefixes."""
    root = etree.fromstring(document)
    for element in root.iter():
        element.tag = etree.QName(element).localname

    def values(path):
        return [each.text for each in root.iterfind(path)]

    return values


def sums(document):
    values = read(document)
    totals = [f"LegalMonetaryTotal/{name}Amount" for name in ("TaxExclusive", "TaxInclusive", "Payable")]
    return [Decimal(values(path)[0]) for path in ("TaxTotal/TaxAmount", *totals)]


# --- the demo --------------------------------------------------------------------------------


def test_every_invoice_of_the_demo_is_valid_and_comes_to_what_the_api_says(demo_world):
    window = {"startDate": datetime(2000, 1, 1, tzinfo=UTC), "endDate": datetime(2100, 1, 1, tzinfo=UTC)}
    listed = demo_world.api("IInvoice.GetInvoicesByDate", **window, options=0)
    by_guid = {each.guid: each for each in listed}
    kinds = set()
    for each in listed:
        if each.number is None:
            with pytest.raises(UblError, match="It has no number"):
                ubl(each)
            continue
        document = ubl(each, by_guid.get(each.reimburse_invoice_guid) if each.is_credit_note else None)
        assert broken_rules(document) == [], each.number
        told, sign = each.invoice_details, -1 if each.is_credit_note else 1
        net, gross = told.invoice_total_vat_excluded_amount, told.invoice_total_vat_included_amount
        assert sums(document) == [sign * told.invoice_total_vat_amount, sign * net, sign * gross, sign * gross]
        kinds |= {(each.is_credit_note, each.currency_shortform), *read(document)(".//ClassifiedTaxCategory/ID")}
    assert {(True, "EUR"), (False, "EUR"), (False, "NOK"), (False, "SEK"), "S", "AE"} <= kinds


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('<cbc:TaxInclusiveAmount currencyID="EUR">125.50', '<cbc:TaxInclusiveAmount currencyID="EUR">125.51', "CO-15"),
        ("<cbc:ID>S</cbc:ID>", "<cbc:ID>AE</cbc:ID>", "BR-AE-"),
        ("<cbc:BuyerReference>NA</cbc:BuyerReference>", "", "R003"),
        ('unitCode="C62"', 'unitCode="parsec"', "BR-CL-23"),
        ('<cbc:PriceAmount currencyID="EUR">100', '<cbc:PriceAmount currencyID="EUR">99', "R120"),
        ("cbc:Note>", "cbc:Noise>", "Noise"),
    ],
)
def test_the_rules_find_what_is_wrong(old, new, rule):
    document = ubl(invoice()).decode()
    assert old in document
    assert any(rule in broken for broken in broken_rules(document.replace(old, new).encode()))


# --- odd ones --------------------------------------------------------------------------------

ODD = {
    "one row": invoice(),
    "300 rows": invoice(*(row(f"{number}.37", quantity="3") for number in range(300))),
    "several rates": invoice(row("100"), row("50", "14"), row("20", "10"), row("5", "0")),
    "negative row": invoice(row("100"), row("-30", quantity="-1", price="30")),
    "negative price": invoice(row("100"), row("-30", price="-30")),
    "discount": invoice(row("90", quantity="2", price="50")),
    "surcharge": invoice(row("110.55", quantity="2", price="50")),
    "no quantity": invoice(row("70", price="0"), InvoiceRow(row_free_text="Text only")),
    "many decimals": invoice(row("33.33", quantity="0.333333", price="99.9999")),
    "negative in all": invoice(row("-100")),
    "nothing to pay": invoice(row("0", price="0")),
    "no due date": invoice(due_date=None),
    "no bank account": invoice(seller_contact=None),
    "reverse charge": invoice(row("100", "0"), is_tax_free=True, tax_free_description="<b>Reverse</b> charge"),
    "reverse charge by code": invoice(row("100", "0", row_vat_code="AE")),
    "exempt": invoice(row("100", "0"), row("9"), tax_free_description="Education"),
    "export": invoice(row("100", "0", row_vat_code="G")),
    "zero": invoice(row("100", "0", row_vat_code="strange")),
    "credit note": invoice(row("-100", quantity="-2", price="50"), is_credit_note=True),
    "credit note of a discount": invoice(row("-90", quantity="-2", price="50"), is_credit_note=True),
    "foreign currency": invoice(currency_shortform="NOK"),
    "sender without VAT number": invoice(
        sender_vat_number=None,
        seller_organization=InvoiceSellerOrganization(
            seller_party_identifier="1139586-1",
            seller_e_invoice_address="003711395861",
            seller_postal_address_details=InvoicePostAddress(country_code="fi"),
        ),
    ),
    "VAT number without country": invoice(sender_vat_number="1139586-1"),
    "hostile texts": invoice(
        row("1", article_name="<i>&amp;</i>\u202e" + "x" * 500, article_identifier="]]>"),
        notes_before_invoice_rows="<p>a &lt; b</p><script>x</script>",
        notes_after_invoice_rows="\U0001f600 ]]> &",
        your_reference="\x00\x0b",
        order_number="<&>",
        receiver_customer_name='Bjørn & "Søn" <AS>',
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_invoices_are_valid_and_come_to_their_sums(name):
    document = ubl(ODD[name])
    assert broken_rules(document) == []
    told, sign = ODD[name].invoice_details, -1 if ODD[name].is_credit_note else 1
    assert sums(document)[1] == sign * told.invoice_total_vat_excluded_amount
    assert sums(document)[3] == sign * told.invoice_total_vat_included_amount


def test_categories_and_reasons_of_no_vat():
    def categories(name):
        values = read(ubl(ODD[name]))
        path = "TaxTotal/TaxSubtotal/TaxCategory"
        codes = list(zip(values(f"{path}/ID"), values(f"{path}/Percent"), strict=True))
        return codes, values(f"{path}/TaxExemptionReason")

    assert categories("several rates") == ([("S", "25.5"), ("S", "14"), ("S", "10"), ("Z", "0")], [])
    assert categories("reverse charge") == ([("AE", "0")], ["Reverse charge"])
    assert categories("exempt") == ([("E", "0"), ("S", "25.5")], ["Education"])
    assert categories("export") == ([("G", "0")], ["Export outside the EU"])


@pytest.mark.parametrize(
    ("language", "terms", "note"),
    [
        ("fi-FI", "14 päivää netto, viivästyskorko 8 %", "Hyvityslasku"),
        ("sv-SE", "14 dagar netto, dröjsmålsränta 8 %", "Kreditfaktura"),
        (None, "14 days net, interest on late payment 8 %", "Credit note"),
    ],
)
def test_terms_are_in_the_language_of_the_invoice(language, terms, note):
    members = {"language_code": language, "payment_term": 14, "over_due_interest": Decimal(8)}
    for is_credit_note, said in ((False, terms), (True, note)):
        document = ubl(invoice(is_credit_note=is_credit_note, **members))
        assert read(document)("PaymentTerms/Note") == [said]


def test_a_credit_note_names_what_it_credits():
    note = ubl(ODD["credit note"], invoice(number=7, date=datetime(2025, 12, 31)))
    assert broken_rules(note) == []
    values = read(note)
    reference = "BillingReference/InvoiceDocumentReference"
    assert (values("CreditNoteTypeCode"), values(f"{reference}/ID"), values(f"{reference}/IssueDate")) == (
        ["381"], ["7"], ["2025-12-31"]
    )  # fmt: skip
    assert (values("CreditNoteLine/CreditedQuantity"), values("CreditNoteLine/Price/PriceAmount")) == (["2"], ["50"])
    assert values("InvoiceLine") == []


def test_a_row_that_is_not_quantity_times_price_has_an_allowance_or_a_charge():
    for name, amount, is_charge in (("discount", "10.00", "false"), ("surcharge", "10.55", "true")):
        values = read(ubl(ODD[name]))
        allowance = "InvoiceLine/AllowanceCharge"
        assert (values(f"{allowance}/Amount"), values(f"{allowance}/ChargeIndicator")) == ([amount], [is_charge])
        assert values("InvoiceLine/Price/PriceAmount") == ["50"]


BASE = invoice()
LACKING = {
    "It has no number": replace(BASE, number=None),
    "It has no date or no rows": replace(BASE, invoice_rows=[]),
    "Its rows come to 100.00 and 25.50 of VAT, its sums are 99.00": replace(
        BASE, invoice_details=replace(BASE.invoice_details, invoice_total_vat_excluded_amount=Decimal(99))
    ),
    "Its sender has neither a VAT number nor an identifier": replace(BASE, sender_vat_number=None),
    "Its receiver has no electronic address": replace(BASE, receiver_vat_number=None),
    "Its receiver has no name": replace(BASE, receiver_customer_name=" "),
    "The country of its receiver is not known": replace(
        BASE, buyer_organization=None, receiver_vat_number=None, receiver_contact_email="a@b.example"
    ),
    "Its receiver is to pay the VAT and has no VAT number": invoice(
        row("100", "0"), is_tax_free=True, receiver_vat_number=None, receiver_contact_email="a@b.example"
    ),
    "Its VAT of 25.5 % is 0.00, but of the rows' sum it would be 5.10": invoice(*[row("0.01")] * 2000),
}


@pytest.mark.parametrize("reason", LACKING)
def test_what_an_invoice_lacks_is_told(reason):
    with pytest.raises(UblError) as lacking:
        ubl(LACKING[reason])
    assert str(lacking.value).startswith(reason)


def test_codes_of_units_and_addresses():
    units = ("h", "Kpl.", "km", "PÄIVÄ", "parsec", None)
    assert [unit_code(name) for name in units] == ["HUR", "H87", "KMT", "DAY", "C62", "C62"]
    assert electronic_address("0037 1139 5861", "FI11395861", "a@b") == ("003711395861", "0216")
    assert electronic_address("7350012345678", None, None) == ("7350012345678", "0088")
    assert electronic_address("0192:987654321", None, None) == ("987654321", "0192")
    assert electronic_address("FI1668699099740549", None, None) == ("FI1668699099740549", "9918")
    assert electronic_address(None, "SE556677889901", None) == ("5566778899", "0007")
    assert electronic_address(None, "NO987654321MVA", None) == ("987654321", "0192")
    assert electronic_address("by mail", "US123", "a@b") == ("a@b", "EM")
    assert electronic_address(None, None, None) is None
