"""Bank accounts of business units: how they are set, and that invoices made of items are paid to them."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from severakit.entities import InvoiceInformation
from severakit.service.operations.bank_barcode import virtual_bank_barcode
from severakit.store import administration, audit
from severakit.store.errors import AdministrationError
from support.items import add_item
from support.projects import add_case, add_unit

DAY = datetime(2026, 3, 31)
FINNISH, SECOND, SWEDISH = "FI2112345600000785", "FI1410093000123458", "SE3550000000054910000003"
OF_ACME = {"organization": "Acme"}


def told(accounts):
    return [(each.place, each.iban, each.bic, each.bank_name) for each in accounts]


def create(api, *created, status="Sent"):
    info = InvoiceInformation(item_guids=[each.guid for each in created], invoice_status=status, date=DAY)
    (invoice,) = api("IInvoice.CreateInvoices", invoiceInformation=info)
    return invoice


def paid_to(invoice):
    return [(each.seller_account_id, each.seller_bic) for each in invoice.seller_contact.seller_account_details or ()]


def finvoice_of(api, status="Sent"):
    (found,) = api("IInvoice.GetFinvoicesByStatus", status=status)
    return found.finvoice


# --- setting them ----------------------------------------------------------------------------


@pytest.mark.usefixtures("other_api")
def test_accounts_are_added_moved_changed_and_removed(api):
    store, add = api.store, administration.add_bank_account
    with audit.acting("test"):
        add(store, "fi21 1234 5600 0007 85", bic="ndeafihh", bank_name=" Nordea ", **OF_ACME)
        assert told(add(store, SWEDISH, **OF_ACME)) == [
            (1, FINNISH, "NDEAFIHH", "Nordea"),
            (2, SWEDISH, None, None),
        ]
        assert [each[1] for each in told(add(store, SECOND, place=1, **OF_ACME))] == [SECOND, FINNISH, SWEDISH]
        assert told(add(store, SWEDISH, bic="NDEASESS", place=2, **OF_ACME))[1] == (2, SWEDISH, "NDEASESS", None)
        left = administration.remove_bank_account(store, SECOND, **OF_ACME)
    assert [each.iban for each in left] == [SWEDISH, FINNISH]
    assert administration.list_bank_accounts(store, **OF_ACME) == left
    assert administration.list_bank_accounts(store, organization="Other") == []
    with store.reading() as connection:
        trail = audit.page(connection, [api.organization_id], 5)
    assert {each.action for each in trail} == {"bank accounts changed"}
    assert [len(each.after["accounts"]) for each in trail] == [2, 3, 3, 2, 1]
    assert trail[-1].after == {"accounts": [{"iban": FINNISH, "bic": "NDEAFIHH", "bank_name": "Nordea"}]}


def test_a_unit_is_named_by_guid_code_or_name(api):
    north = add_unit(api, "North", code="N1")
    for place, (unit, iban) in enumerate({north: FINNISH, "N1": SECOND, "North": SWEDISH}.items(), start=1):
        found = administration.add_bank_account(api.store, iban, unit=unit, **OF_ACME)
        assert len(found) == place
        assert {each.business_unit_guid for each in found} == {north}
    assert administration.list_bank_accounts(api.store, unit="N1", **OF_ACME) == found
    add_unit(api, "North")
    with pytest.raises(AdministrationError, match="Several business units are called 'North'"):
        administration.add_bank_account(api.store, FINNISH, unit="North", **OF_ACME)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"iban": "FI2112345600000786"}, "is no IBAN"),
        ({"iban": "1234"}, "is no IBAN"),
        ({"iban": "FI\u0662\u066112345600000785"}, "is no IBAN"),
        ({"bic": "NDEA"}, "is no BIC"),
        ({"place": 0}, "The first place is 1"),
        ({"unit": "Nowhere"}, "There is no business unit 'Nowhere'"),
        ({"organization": "Nobody"}, "There is no organization"),
    ],
)
def test_what_is_no_account_changes_nothing(api, wrong, says):
    with pytest.raises(AdministrationError, match=says):
        administration.add_bank_account(api.store, **{"iban": FINNISH, **OF_ACME, **wrong})
    with pytest.raises(AdministrationError, match="has no account"):
        administration.remove_bank_account(api.store, FINNISH, **OF_ACME)
    assert administration.list_bank_accounts(api.store, **OF_ACME) == []


# --- invoices --------------------------------------------------------------------------------


def test_an_invoice_is_paid_to_the_accounts_of_its_unit(api):
    for iban, bic in ((FINNISH, "NDEAFIHH"), (SECOND, None)):
        administration.add_bank_account(api.store, iban, bic=bic, **OF_ACME)
    invoice = create(api, add_item(api, add_case(api), unit_price=Decimal(100)))
    total = invoice.invoice_details.invoice_total_vat_included_amount
    assert paid_to(invoice) == [(FINNISH, "NDEAFIHH"), (SECOND, None)]
    code = virtual_bank_barcode(FINNISH, total, invoice.reference_number, invoice.due_date)
    assert invoice.virtual_bank_barcode == code is not None
    pdf = api("IInvoice.GetInvoicePdfByInvoiceGUID", invoiceGuid=invoice.guid)
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "FI21 1234 5600 0007 85" in text
    assert code in text
    document = finvoice_of(api)
    assert f'<EpiAccountID IdentificationSchemeName="IBAN">{FINNISH}</EpiAccountID>' in document
    assert f"<VirtualBankBarcode>{code}</VirtualBankBarcode>" in document
    # Without a BIC it is no account that Finvoice can tell of beside the one to pay to.
    assert document.count("<SellerAccountDetails>") == 1
    # What was made keeps its accounts.
    administration.remove_bank_account(api.store, FINNISH, **OF_ACME)
    assert paid_to(api("IInvoice.GetInvoiceByGUID", invoiceGUID=invoice.guid))[0] == (FINNISH, "NDEAFIHH")


def test_a_unit_without_accounts_has_those_of_the_nearest_above(api):
    north = add_unit(api, "North")
    team = add_unit(api, "North team", north)
    case = add_case(api, business_unit_guid=team)
    for unit, iban in ((None, SECOND), (north, FINNISH), (team, SWEDISH)):
        administration.add_bank_account(api.store, iban, unit=unit, **OF_ACME)
        assert paid_to(create(api, add_item(api, case))) == [(iban, None)]
    assert paid_to(create(api, add_item(api, add_case(api, "Of the top")))) == [(SECOND, None)]


def test_a_bar_code_is_of_the_first_account_that_has_one(api):
    for iban in (SWEDISH, SECOND):
        administration.add_bank_account(api.store, iban, **OF_ACME)
    draft = create(api, add_item(api, add_case(api), unit_price=Decimal(100)), status="Draft")
    assert (draft.number, draft.virtual_bank_barcode, len(paid_to(draft))) == (None, None, 2)
    api("IInvoice.SetInvoiceStatus", invoiceGUID=draft.guid, status="Sent")
    sent = api("IInvoice.GetInvoiceByGUID", invoiceGUID=draft.guid)
    assert sent.virtual_bank_barcode[1:17] == SECOND[2:]


def test_a_finvoice_calls_nothing_an_iban_that_is_none(api, other_api):
    administration.add_bank_account(other_api.store, FINNISH, organization="Other")
    invoice = create(api, add_item(api, add_case(api), unit_price=Decimal(100)))
    assert (paid_to(invoice), invoice.virtual_bank_barcode) == ([], None)
    document = finvoice_of(api)
    assert '<EpiAccountID IdentificationSchemeName="BBAN">NA</EpiAccountID>' in document
    assert "SellerAccountID" not in document
    assert '"IBAN"' not in document
