"""IAddress: addresses of companies."""

from __future__ import annotations

import pytest

from severakit.entities import Address, Customer
from severakit.store import administration
from severakit.store.tables import accounts, addresses
from support.calls import FAILURE, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.won_cases import add_case

BY_GUID, CHANGED = "IAddress.GetAddressByGUID", "IAddress.GetAddressesChangedSince"
OWN_BILLING, BILLING = "IAddress.GetBillingAddress", "IAddress.GetFirstAccountsBillingAddress"
ADD, UPDATE = "IAddress.AddNewAddress", "IAddress.UpdateAddress"


def add_customer(api, name="Lumi"):
    return api("ICustomer.AddNewCustomer", customer=Customer(name=name))


def add(api, customer, **members):
    return api(ADD, addressInfo=Address(company_guid=customer.company_guid, **members))


def cities(listed):
    return sorted(address.city for address in listed)


@pytest.fixture
def customer(api):
    return add_customer(api)


# --- reading ---------------------------------------------------------------------------------


def test_an_address_is_found_by_guid(api, other_api, customer):
    address = add(api, customer, city="Tampere")
    assert api(BY_GUID, addressGUID=address.guid) == address
    assert fault_of(api, BY_GUID, addressGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, addressGUID="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, addressGUID=address.guid) == NOT_FOUND


def test_changed_addresses_are_those_of_the_minute_and_later(api, other_api):
    set_clock(api.store, "2040-05-01 12:00")
    customer, other = add_customer(api), add_customer(api, "Other customer")
    old = add(api, customer, city="Old")
    add(api, customer, city="Older")
    set_clock(api.store, "2040-05-02 12:00:40")
    add(api, other, city="New")
    api(UPDATE, addressInfo=old)
    since = moment("2040-05-02 12:00:59")
    assert cities(api(CHANGED, accountGUID="", startDateTime=since, options=0)) == ["New", "Old"]
    assert cities(api(CHANGED, startDateTime=since, options=1)) == ["New"]
    assert cities(api(CHANGED, accountGUID=customer.guid, startDateTime=since, options=0)) == ["Old"]
    assert api(CHANGED, accountGUID=UNKNOWN, startDateTime=since, options=0) == []
    assert other_api(CHANGED, accountGUID=customer.guid, startDateTime=since, options=0) == []
    assert other_api(CHANGED, startDateTime=since, options=2) == []
    assert fault_of(api, CHANGED, startDateTime=None, options=0) == FAILURE
    assert fault_of(api, CHANGED, accountGUID="guid", startDateTime=since, options=0) == FAILURE


def test_the_options_choose_by_the_account(api):
    set_clock(api.store, "2040-05-01 12:00")
    for name in ("Inactive", "Unnumbered", "Winner", "Plain"):
        add(api, add_customer(api, name), city=name)
    with api.session() as session:
        session.update_where(accounts, accounts.c.name == "Inactive", is_active=False)
        session.update_where(accounts, accounts.c.name == "Unnumbered", number=None)
        add_case(session, session.find(accounts, name="Winner")["guid"], is_won=True)
        add_case(session, session.find(accounts, name="Plain")["guid"], is_won=False)
    since = moment("2040-05-01 12:00")
    assert cities(api(CHANGED, startDateTime=since, options=0)) == ["Plain", "Unnumbered", "Winner"]
    assert cities(api(CHANGED, startDateTime=since, options=2)) == ["Inactive", "Plain", "Unnumbered", "Winner"]
    assert cities(api(CHANGED, startDateTime=since, options=2 | 4)) == ["Inactive", "Plain", "Winner"]
    assert cities(api(CHANGED, startDateTime=since, options=8)) == ["Winner"]


def test_the_billing_address_is_the_organizations_own(api, other_api, customer):
    add(api, customer, city="Not ours", is_billing_address=True)
    own = api(OWN_BILLING)
    assert (own.country_code, own.is_billing_address) == ("FI", True)
    assert other_api(OWN_BILLING).guid != own.guid
    with api.session() as session:
        session.update(addresses, own.guid, is_billing_address=False)
    assert fault_of(api, OWN_BILLING) == NOT_FOUND


def test_an_accounts_first_billing_address_is_the_oldest(api, other_api):
    set_clock(api.store, "2040-05-01 12:00")
    customer = add_customer(api)
    add(api, customer, city="Visit", is_visit_address=True)
    assert fault_of(api, BILLING, accountGUID=customer.guid) == NOT_FOUND
    first = add(api, customer, city="First", is_billing_address=True)
    set_clock(api.store, "2040-05-02 12:00")
    add(api, customer, city="Second", is_billing_address=True)
    api(UPDATE, addressInfo=first)
    assert api(BILLING, accountGUID=customer.guid).city == "First"
    assert fault_of(api, BILLING, accountGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BILLING, accountGUID=None) == NOT_FOUND
    assert fault_of(api, BILLING, accountGUID="guid") == FAILURE
    assert fault_of(other_api, BILLING, accountGUID=customer.guid) == NOT_FOUND


# --- writing ---------------------------------------------------------------------------------


def test_a_new_address_belongs_to_a_company(api, customer):
    address = add(api, customer, addressline="Hämeenkatu 1", postal_code="33100", city="Tampere", is_visit_address=True)
    assert address.company_guid == customer.company_guid
    assert (address.addressline, address.postal_code, address.city) == ("Hämeenkatu 1", "33100", "Tampere")
    assert (address.is_billing_address, address.is_postal_address, address.is_visit_address) == (False, False, True)
    assert (address.country_guid, address.country_code, address.country_name) == (None, None, None)


def test_the_country_is_named_by_guid_else_by_code_else_by_name(api, customer):
    sweden = api("ICountry.GetCountryByISO", isoName="SE").guid
    for members, code in (
        ({"country_guid": sweden, "country_code": "FI", "country_name": "Norway"}, "SE"),
        ({"country_code": "fi", "country_name": "Norway"}, "FI"),
        ({"country_code": "DNK"}, "DK"),
        ({"country_guid": "", "country_code": "", "country_name": "Norway"}, "NO"),
    ):
        assert add(api, customer, **members).country_code == code


def test_an_update_carries_the_whole_address(api, customer):
    address = add(api, customer, city="Tampere", country_code="FI", phone="+358", is_billing_address=True)
    changed = api(UPDATE, addressInfo=Address(guid=address.guid, city="Turku", is_postal_address=True))
    assert (changed.guid, changed.company_guid) == (address.guid, customer.company_guid)
    assert (changed.city, changed.phone, changed.country_guid) == ("Turku", None, None)
    # What may not be nil keeps its value when it is left out.
    assert (changed.is_billing_address, changed.is_postal_address) == (True, True)
    assert api(BY_GUID, addressGUID=address.guid) == changed


def test_a_wrong_address_is_refused_and_nothing_is_stored(api, other_api, customer):
    theirs = add_customer(other_api)
    before = api(CHANGED, startDateTime=moment("2000-01-01 00:00"), options=2)
    for wrong in (
        None,
        Address(city="No company"),
        Address(company_guid=UNKNOWN),
        Address(company_guid=theirs.company_guid),
        Address(company_guid="guid"),
        Address(company_guid=customer.company_guid, country_guid=UNKNOWN),
        Address(company_guid=customer.company_guid, country_code="XX"),
        Address(company_guid=customer.company_guid, country_name="Atlantis"),
    ):
        assert fault_of(api, ADD, addressInfo=wrong) == FAILURE
    assert api(CHANGED, startDateTime=moment("2000-01-01 00:00"), options=2) == before


def test_a_refused_update_changes_nothing(api, other_api, customer):
    address = add(api, customer, city="Tampere")
    elsewhere = add_customer(api, "Elsewhere")
    for wrong, fault in (
        (None, FAILURE),
        (Address(city="No GUID"), FAILURE),
        (Address(guid=UNKNOWN), NOT_FOUND),
        (Address(guid="guid"), FAILURE),
        (Address(guid=address.guid, company_guid=elsewhere.company_guid), FAILURE),
        (Address(guid=address.guid, country_code="XX"), FAILURE),
    ):
        assert fault_of(api, UPDATE, addressInfo=wrong) == fault
    assert fault_of(other_api, UPDATE, addressInfo=Address(guid=address.guid, city="Theirs")) == NOT_FOUND
    assert api(BY_GUID, addressGUID=address.guid) == address


def test_writing_takes_the_right_to_edit_accounts(api, customer):
    address = add(api, customer, city="Tampere")
    administration.set_user(api.store, "api@acme.example", organization="Acme", profile="Employee")
    assert fault_of(api, ADD, addressInfo=Address(company_guid=customer.company_guid)) == NO_PERMISSION
    assert fault_of(api, UPDATE, addressInfo=address) == NO_PERMISSION
