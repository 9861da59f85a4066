"""The one naming rule, by example."""

import keyword

import pytest

from severakit.contract import class_name, constant_name, interface_name, load_contract, snake_case


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("Name", "name"),
        ("GUID", "guid"),
        ("VAT", "vat"),
        ("API", "api"),
        ("UnitPriceInBaseCurrency", "unit_price_in_base_currency"),
        ("accountGuid", "account_guid"),
        ("businessUnitGUID", "business_unit_guid"),
        ("userGUIDs", "user_guids"),
        ("AccountGroupGUIDs", "account_group_guids"),
        ("InvoiceAllowedCaseGUIDs", "invoice_allowed_case_guids"),
        ("InsertTS", "insert_ts"),
        ("InsertTs", "insert_ts"),
        ("UpdatedTS", "updated_ts"),
        ("CurrentCaseStatusInsertTs", "current_case_status_insert_ts"),
        ("PurchaseVAT", "purchase_vat"),
        ("ShowPriceExcludingVAT", "show_price_excluding_vat"),
        ("Addressline2", "addressline2"),
        ("IsoCodea3", "iso_codea3"),
        ("MIMEtype", "mime_type"),
        ("IPPhone", "ip_phone"),
        ("eInvoiceAddress", "e_invoice_address"),
        ("sellerEInvoiceAddress", "seller_e_invoice_address"),
        ("sellerAccountID", "seller_account_id"),
        ("rowVatExcludedCurrencyIdentifier", "row_vat_excluded_currency_identifier"),
        ("startdate", "startdate"),
        ("includeUnPaidAbsenses", "include_un_paid_absenses"),
        ("rootBusinessUnitGuid", "root_business_unit_guid"),
        ("GetInvoiceByNumber", "get_invoice_by_number"),
        ("GetAccountsChangedSinceOpts", "get_accounts_changed_since_opts"),
        ("GetUsersByGUIDs", "get_users_by_guids"),
        ("GetResourceAllocationsByCaseGUIDUserGUID", "get_resource_allocations_by_case_guid_user_guid"),
        ("GetInvoicePdfByInvoiceGUID", "get_invoice_pdf_by_invoice_guid"),
        ("GetCountryByISO", "get_country_by_iso"),
        ("GetItemByPurchaseOrderNumber", "get_item_by_purchase_order_number"),
    ],
)
def test_a_wire_name_becomes_a_python_name(wire, python):
    assert snake_case(wire) == python


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("IAPI", "api"),
        ("IHourEntry", "hour_entry"),
        ("IInvoice", "invoice"),
        ("IItem", "item"),
        ("IOverTime", "over_time"),
    ],
)
def test_an_interface_becomes_an_attribute(wire, python):
    assert interface_name(wire) == python


def test_a_nested_type_loses_its_dot():
    assert class_name("Contact.CommunicationMethod") == "ContactCommunicationMethod"
    assert class_name("HourEntry") == "HourEntry"


@pytest.mark.parametrize(
    ("wire", "python"), [("None", "NONE"), ("OwnNoCreation", "OWN_NO_CREATION"), ("IPPhone", "IP_PHONE")]
)
def test_an_enumeration_literal_becomes_a_constant(wire, python):
    assert constant_name(wire) == python


def test_every_python_name_is_an_identifier_and_unique_where_it_stands():
    contract = load_contract()
    places = [[field.python_name for field in data_contract.members] for data_contract in contract.types.values()]
    places += [[field.python_name for field in operation.params] for operation in contract.operations.values()]
    places += [[op.python_name for op in interface.operations.values()] for interface in contract.interfaces.values()]
    places += [[constant_name(literal) for literal in enum.values] for enum in contract.enums.values()]
    places.append([interface.python_name for interface in contract.interfaces.values()])
    places.append([data_contract.class_name for data_contract in contract.types.values()])
    for names in places:
        assert len(set(names)) == len(names)
        assert all(name.isidentifier() and not keyword.iskeyword(name) for name in names)
