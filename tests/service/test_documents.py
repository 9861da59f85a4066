"""Documents of the demo's invoices: what is printed is what the API shows, to the cent, and machines can read it."""

from __future__ import annotations

import re
import subprocess
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from severakit.documents.finvoice import VERSIONS, finvoice
from severakit.documents.grouping import grouped
from severakit.documents.pdf import invoice_data, invoice_pdf, travel_data, travel_pdf
from severakit.documents.shown import amount, as_shown, vat_summary
from severakit.documents.wording import Wording
from severakit.store.tables import invoices, travel_reimbursements
from support.foreign_tools import require
from support.invoice_samples import samples

ORGANIZATION = 1


@pytest.fixture(scope="module")
def shown(demo_world):
    """All numbered invoices of the demo, as the API shows them."""
    api = demo_world.api
    with api.store.read(api.organization_id) as session:
        return [as_shown("Invoice", row) for row in session.rows("Invoice", invoices.c.number.is_not(None))]


def chosen(shown):
    """Invoices that differ: languages, currencies, a credit note, VAT rates, one without VAT, few and many rows."""
    found = {}
    for invoice in shown:
        kinds = (
            invoice["LanguageCode"],
            invoice["CurrencyShortform"],
            invoice["IsCreditNote"] == "true" and "credit note",
            len(vat_summary(invoice["InvoiceRows"])) > 1 and "rates",
        )
        for kind in filter(None, kinds):
            found.setdefault(kind, invoice)
    found["rows"] = max(shown, key=lambda invoice: len(invoice["InvoiceRows"]))
    return found


def with_changes(invoice, **changes):
    return {**invoice, **changes}


def text_of(document):
    require("pdftotext")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True)
    return re.sub(r"[\u00a0\u202f\u2009]", " ", done.stdout.decode())


def scanned(document, folder):
    """Return what a scanner reads from the pictures of a document's pages."""
    require("pdftoppm", "zbarimg")
    with tempfile.TemporaryDirectory(dir=folder) as pictures:
        (Path(pictures) / "invoice.pdf").write_bytes(document)
        subprocess.run(["pdftoppm", "-r", "150", "-png", "invoice.pdf", "page"], cwd=pictures, check=True)
        pages = sorted(page.name for page in Path(pictures).glob("*.png"))
        done = subprocess.run(["zbarimg", "-q", "--raw", *pages], cwd=pictures, capture_output=True, check=False)
    return done.stdout.decode()


def check_text(invoice, credited=None):
    """Every amount, reference and date of an invoice is printed, and its sums are those of its rows, to the cent."""
    text = " ".join(text_of(invoice_pdf(ORGANIZATION, invoice, credited)).split())
    wording = Wording(invoice["LanguageCode"], invoice["Culture"])
    details, rows = invoice["InvoiceDetails"], invoice["InvoiceRows"]
    summary = vat_summary(rows)
    net, vat, gross = (amount(details[f"invoiceTotalVat{name}Amount"]) for name in ("Excluded", "", "Included"))
    assert (net, vat, gross) == (
        sum(amount(row["rowVatExcludedAmount"]) for row in rows),
        sum(line.vat for line in summary),
        sum(amount(row["rowAmount"]) for row in rows),
    )
    wanted = [str(invoice["Number"]), wording.day(invoice["Date"]), invoice["SenderName"]]
    wanted += [invoice["ReceiverCustomerName"], invoice["ReceiverVatNumber"]]
    wanted += [str(credited)] if credited else [wording.day(invoice["DueDate"])]
    wanted += [wording.amount(net), wording.amount(vat), wording.price(gross, invoice["CurrencyShortform"])]
    wanted += [wording.amount(amount(row["rowAmount"])) for row in rows]
    wanted += [wording.unit_price(amount(row["unitPriceAmount"])) for row in rows]
    if invoice["IsTaxFree"] != "true":
        wanted += [wording.amount(line.vat) for line in summary]
    for value in filter(None, wanted):
        expected = re.sub(r"[\u00a0\u202f]", " ", value)
        assert expected in text, (invoice["Number"], expected)
    assert (invoice["ReferenceNumber"] or "") in text.replace(" ", "")


def test_every_kind_of_invoice_prints_its_amounts_dates_and_references(shown):
    kinds = chosen(shown)
    assert {"fi-FI", "sv-SE", "EUR", "SEK", "NOK", "credit note", "rows"} <= kinds.keys()
    for invoice in kinds.values():
        check_text(invoice, 1001 if invoice["IsCreditNote"] == "true" else None)


def test_twelve_invoices_of_every_kind(shown, tmp_path):
    """`python tools/documents.py` prints the same to be looked at."""
    kinds = samples(shown)
    assert len(kinds) == 12
    for name, invoice in kinds.items():
        check_text(invoice, 1001 if name == "credit-note" else None)
    for name in ("english", "notes-and-markup", "by-person"):
        read = scanned(invoice_pdf(ORGANIZATION, kinds[name]), tmp_path)
        assert kinds[name]["VirtualBankBarcode"] in read, name
        assert kinds[name]["SellerContact"]["sellerAccountDetails"][0]["sellerAccountID"] in read, name


def test_texts_are_in_the_language_of_the_invoice(shown):
    kinds = samples(shown)
    for name, words in {"finnish": "Maksettava yhteensä", "swedish": "Att betala", "english": "Total to pay"}.items():
        assert words in text_of(invoice_pdf(ORGANIZATION, kinds[name]))


@pytest.mark.parametrize(
    ("language", "kinds", "numbers"),
    [
        ("fi-FI", ("Lasku", "Hyvityslasku"), ("Laskun numero", "Hyvityslaskun numero")),
        ("sv-SE", ("Faktura", "Kreditfaktura"), ("Fakturanummer", "Kreditfakturans nummer")),
        ("en-GB", ("Invoice", "Credit note"), ("Invoice number", "Credit note number")),
    ],
)
def test_an_invoice_without_a_heading_is_headed_by_what_it_is(shown, language, kinds, numbers):
    untitled = with_changes(shown[0], Title=None, LanguageCode=language, Culture=language, Number=3000006)
    for is_credit, kind, label in zip(("false", "true"), kinds, numbers, strict=True):
        invoice = with_changes(untitled, IsCreditNote=is_credit)
        data = invoice_data(invoice)
        assert data["title"] == f"{kind} 3000006"
        assert [label, "3000006"] in data["facts"]
        assert invoice_data(with_changes(invoice, Number=None))["title"] == kind
        _, document = parts(finvoice(invoice, "3.0"))
        assert document.findtext("InvoiceDetails/InvoiceTypeText") == kind


def test_rows_are_grouped_as_the_configuration_says(shown):
    config = {"HourPrimaryGroupBy": "Person", "HourSecondaryGroupBy": "Month"}
    rows = [
        {**shown[0]["InvoiceRows"][0], "HourGUIDs": ["0" * 32], "MainUserFullName": person, "rowFreeText": text,
         "rowAmount": gross, "EventDate": day}
        for person, text, gross, day in (
            ("Aino", "third", "10.00", "2026-02-01T00:00:00"),
            ("Berta", "only", "1.00", "2026-01-01T00:00:00"),
            ("Aino", "fifth", "2.50", "2026-03-01T00:00:00"),
            ("Aino", "fourth", "4.00", "2026-02-02T00:00:00"),
        )
    ]  # fmt: skip
    invoice = with_changes(shown[0], InvoiceConfig={**shown[0]["InvoiceConfig"], **config}, InvoiceRows=rows)
    groups = grouped(invoice, Wording("fi-FI", "fi-FI"))
    texts = [(group.heading, [row["rowFreeText"] for row in group.rows], group.gross) for group in groups]
    assert texts == [
        ("Aino", ["third", "fourth", "fifth"], Decimal("16.50")),
        ("Berta", ["only"], Decimal("1.00")),
    ]
    text = " ".join(text_of(invoice_pdf(ORGANIZATION, invoice)).split())
    assert "Välisumma 16,50" in text
    assert text.count("Välisumma") == 1
    alone = with_changes(invoice, InvoiceRows=rows[1:2])
    assert [group.heading for group in grouped(alone, Wording(None, None))] == [""]
    unknown = with_changes(invoice, InvoiceConfig=None)
    assert [group.heading for group in grouped(unknown, Wording(None, None))] == [""]


def test_rows_of_one_page_and_of_many(shown):
    invoice = shown[0]
    many = [{**invoice["InvoiceRows"][0], "rowNumber": number} for number in range(300)]
    document = invoice_pdf(ORGANIZATION, with_changes(invoice, InvoiceRows=many))
    text = text_of(document)
    heading = Wording(invoice["LanguageCode"], None).words["unit_price"]
    assert text.count(heading) > 5
    assert text.count(invoice["InvoiceRows"][0]["rowFreeText"]) == 300
    assert document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") > 5 or b"/Count" in document


def test_notes_lose_their_markup_and_long_texts_stay_whole(shown):
    long = "Työpaja ja raportti, " * 60
    notes = {
        "NotesBeforeInvoiceRows": "<p>Kiitos <b>tilauksesta</b></p><br/>#let x = 1 $ _y_",
        "NotesAfterInvoiceRows": long,
    }
    text = text_of(invoice_pdf(ORGANIZATION, with_changes(shown[0], **notes)))
    assert "Kiitos tilauksesta" in text
    assert "#let x = 1 $ _y_" in text
    assert text.split().count("raportti,") == 60


def test_an_invoice_without_vat_says_why(shown):
    text = text_of(invoice_pdf(ORGANIZATION, with_changes(shown[0], IsTaxFree="true", TaxFreeDescription="AVL 72 §")))
    assert "AVL 72 §" in text
    assert Wording("fi", None).words["vat_summary"] not in text


def test_a_scanner_reads_bar_code_and_qr(shown, tmp_path):
    invoice = next(each for each in shown if each["VirtualBankBarcode"])
    read = scanned(invoice_pdf(ORGANIZATION, invoice), tmp_path)
    assert invoice["VirtualBankBarcode"] in read
    total = amount(invoice["InvoiceDetails"]["invoiceTotalVatIncludedAmount"])
    (account,) = invoice["SellerContact"]["sellerAccountDetails"]
    for part in ("BCD", invoice["SenderName"], account["sellerAccountID"], f"EUR{total.normalize():f}"):
        assert part in read


def test_what_has_no_number_yet_has_no_code_to_pay_by_and_no_label_without_a_value(shown, tmp_path):
    numbered = next(each for each in shown if each["VirtualBankBarcode"])
    draft = with_changes(numbered, Number=None, ReferenceNumber=None)
    document = invoice_pdf(ORGANIZATION, draft)
    assert scanned(document, tmp_path) == ""
    words, text = Wording(draft["LanguageCode"], None).words, text_of(document)
    for name in ("reference", "scan", "barcode", "number"):
        assert words[name] not in text
    assert words["account"] in text
    assert all(value for _, value in invoice_data(draft)["payment"]["facts"])


def test_a_credit_note_asks_for_no_payment(shown, tmp_path):
    note = with_changes(chosen(shown)["credit note"], LanguageCode="fi-FI", Culture="fi-FI")
    document = invoice_pdf(ORGANIZATION, note, 1007)
    assert scanned(document, tmp_path) == ""
    text = " ".join(text_of(document).split())
    assert "Hyvittää laskun 1007" in text
    for word in ("Eräpäivä", "Maksuehto", "Viivästyskorko", "Maksettava"):
        assert word not in text


def test_the_same_invoice_is_the_same_document_and_a_change_is_seen(shown):
    first, again = invoice_pdf(ORGANIZATION, shown[0]), invoice_pdf(ORGANIZATION, dict(shown[0]))
    assert first is again
    assert invoice_pdf(ORGANIZATION + 1, shown[0]) == first
    assert invoice_pdf(ORGANIZATION, with_changes(shown[0], YourReference="Somebody else")) != first
    assert b"pdfaid:part" in first


@pytest.mark.parametrize(("language", "title"), [("fi-FI", "Matkalasku"), ("sv-SE", "Reseräkning"), (None, "Travel")])
def test_a_travel_reimbursement_is_printed(demo_world, language, title):
    api = demo_world.api
    with api.store.read(api.organization_id) as session:
        rows = session.rows("TravelReimbursement", order_by=(travel_reimbursements.c.number,), limit=3)
        for claim in (as_shown("TravelReimbursement", row) for row in rows):
            text = text_of(travel_pdf(ORGANIZATION, claim, "Aino Virta", "Nordlys", language))
            assert title in text
            assert str(claim["Number"]) in text
            assert "Aino Virta" in text
            assert all(row["Name"] in text for row in claim["TravelReimbursementRows"])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi-FI", ["Luonnos", "Odottaa hyväksyntää", "Hyväksytty", "Hylätty"]),
        ("sv-SE", ["Utkast", "Väntar på godkännande", "Godkänd", "Avvisad"]),
        (None, ["Draft", "Waiting for approval", "Approved", "Rejected"]),
    ],
)
def test_the_status_of_a_travel_reimbursement_is_in_its_language(demo_world, language, words):
    api = demo_world.api
    with api.store.read(api.organization_id) as session:
        claim = as_shown("TravelReimbursement", next(iter(session.rows("TravelReimbursement"))))
    statuses = [each.name for each in api("ITravelReimbursementStatus.GetAllTravelReimbursementStatuses")]
    for status, word in zip([*statuses, "Sent back"], [*words, "Sent back"], strict=True):
        data = travel_data(with_changes(claim, TravelReimbursementStatus=status), "Aino Virta", "Nordlys", language)
        assert [Wording(language, None).words["status"], word] in data["facts"]


def test_what_travel_cost_is_rounded_as_money_is(demo_world):
    api = demo_world.api
    with api.store.read(api.organization_id) as session:
        claim = as_shown("TravelReimbursement", next(iter(session.rows("TravelReimbursement"))))
    row = {
        **claim["TravelReimbursementRows"][0],
        "Quantity": "1",
        "UnitCost": "9",
        "UnitCostVatIncludedAmount": "0.125",
    }
    claim = with_changes(claim, TravelReimbursementRows=[row], AdvancePayment="0")
    text = text_of(travel_pdf(ORGANIZATION, claim, "Aino Virta", "Nordlys", "en-GB"))
    assert re.search(r"0\.125\s+0\.13", text)
    assert "0.13 EUR" in text


# --- Finvoice --------------------------------------------------------------------------------


def parts(text):
    """Return the frame and the document."""
    frame, found, document = text.partition("<?xml")
    assert found
    encoding = re.search(r'encoding="([^"]+)"', document)[1]
    return etree.fromstring(frame), etree.fromstring((found + document).encode(encoding))


def money(element):
    assert re.fullmatch(r"-?\d{1,15},\d{2}", element.text)
    return Decimal(element.text.replace(",", "."))


@pytest.mark.parametrize("version", VERSIONS)
def test_finvoices_are_valid_and_add_up(shown, version):
    for invoice in shown:
        frame, document = parts(finvoice(invoice, version))
        assert frame.tag == "{http://schemas.xmlsoap.org/soap/envelope/}Envelope"
        assert document.get("Version") == version
        assert_in_order(document, version)
        details = document.find("InvoiceDetails")
        totals = {name: money(details.find(f"InvoiceTotalVat{name}Amount")) for name in ("Excluded", "", "Included")}
        assert totals["Excluded"] + totals[""] == totals["Included"]
        assert totals["Included"] == amount(invoice["InvoiceDetails"]["invoiceTotalVatIncludedAmount"])
        rows = document.findall("InvoiceRow")
        assert sum(money(row.find("RowAmount")) for row in rows) == totals["Included"]
        summary = details.findall("VatSpecificationDetails")
        assert sum(money(line.find("VatRateAmount")) for line in summary) == totals[""]
        assert details.findtext("InvoiceNumber") == str(invoice["Number"])
        assert re.fullmatch(r"\d{8}", details.findtext("InvoiceDate"))


ORDER = (
    "MessageTransmissionDetails", "SellerPartyDetails", "SellerContactPersonName", "SellerCommunicationDetails",
    "SellerInformationDetails", "BuyerPartyDetails", "BuyerContactPersonName", "BuyerCommunicationDetails",
    "InvoiceDetails", "PaymentStatusDetails", "VirtualBankBarcode", "InvoiceRow", "EpiDetails",
)  # fmt: skip
MAY_BE_LONG_OR_EMPTY = ("VirtualBank", "InvoiceFreeText", "RowFreeText", "EpiBfiPartyDetails")
MANDATORY = {"SellerPartyDetails", "BuyerPartyDetails", "InvoiceDetails", "InvoiceRow", "EpiDetails"}


SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "support" / "finvoice.xsd"))
"""The parts of Finvoice that we use, written down by ourselves after the reference."""


def assert_in_order(document, version):
    SCHEMA.assertValid(document)
    names = [element.tag for element in document]
    assert [ORDER.index(name) for name in names] == sorted(ORDER.index(name) for name in names)
    assert set(names) >= MANDATORY
    assert ("MessageTransmissionDetails" in names) == (version not in ("1.2", "1.3"))
    for element in document.iter():
        if not len(element) and not element.tag.startswith(MAY_BE_LONG_OR_EMPTY):
            assert 0 < len(element.text or "") <= 100, element.tag


@pytest.mark.parametrize("version", VERSIONS)
def test_twelve_invoices_of_every_kind_are_valid_finvoices(shown, version):
    for invoice in samples(shown).values():
        _, document = parts(finvoice(invoice, version))
        assert_in_order(document, version)
        total = money(document.find("InvoiceDetails/InvoiceTotalVatIncludedAmount"))
        assert total == amount(invoice["InvoiceDetails"]["invoiceTotalVatIncludedAmount"])


def test_the_schema_refuses_what_is_wrong(shown):
    for change in ("InvoiceTotalVatAmount", "InvoiceDate", "InvoiceTypeCode"):
        _, document = parts(finvoice(shown[0], "3.0"))
        document.find(f"InvoiceDetails/{change}").text = "1.50"
        assert not SCHEMA.validate(document)


def test_what_the_encoding_has_no_character_for_breaks_nothing(shown):
    strange = with_changes(shown[0], YourReference="Łukasz 東京 & <Co> €", NotesAfterInvoiceRows="\u2603")
    for version in VERSIONS:
        _, document = parts(finvoice(strange, version))
        reference = document.findtext("InvoiceDetails/BuyerReferenceIdentifier")
        assert reference.endswith("& <Co> €")
        assert ("東京" in reference) == (version not in ("1.2", "1.3"))


def test_texts_are_cut_to_what_an_element_holds(shown):
    buyer = {**shown[0]["BuyerOrganization"], "buyerOrganisationName": "x" * 500, "buyerContactPersonName": "y" * 500}
    for version in VERSIONS:
        _, document = parts(finvoice(with_changes(shown[0], BuyerOrganization=buyer, OurReference="z" * 99), version))
        assert document.findtext("BuyerPartyDetails/BuyerOrganisationName") == "x" * 70
        assert document.findtext("BuyerContactPersonName") == "y" * 35
        assert document.findtext("InvoiceDetails/SellerReferenceIdentifier") == "z" * 35


def test_an_invoice_with_next_to_nothing_is_still_a_finvoice(shown):
    bare = with_changes(
        shown[0], SellerOrganization=None, SellerContact=None, BuyerOrganization=None, SenderName=None,
        ReceiverCustomerName=None, ReferenceNumber=None, VirtualBankBarcode=None,
    )  # fmt: skip
    for version in VERSIONS:
        _, document = parts(finvoice(bare, version))
        assert_in_order(document, version)
    assert invoice_pdf(ORGANIZATION, bare).startswith(b"%PDF")
