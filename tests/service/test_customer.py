"""ICustomer: account and company in one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from severakit.entities import Account, Customer
from severakit.store import administration
from severakit.store.tables import account_groups, accounts, addresses, companies, contacts
from support.calls import (
    FAILURE,
    INVALID,
    NO_PERMISSION,
    NOT_FOUND,
    UNKNOWN,
    fault_of,
    moment,
    set_clock,
    statements,
)
from support.won_cases import add_case

BY_GUID, CHANGED, ALL = (
    "ICustomer.GetCustomerByGUID", "ICustomer.GetCustomersChangedSince", "ICustomer.GetAllCustomers",
)  # fmt: skip
ADD, UPDATE = "ICustomer.AddNewCustomer", "ICustomer.UpdateCustomer"
LONG_AGO = moment("2000-01-01 00:00")


def add(api, name, **members):
    return api(ADD, customer=Customer(name=name, **members))


def names(customers):
    return sorted(customer.name for customer in customers)


# --- reading ---------------------------------------------------------------------------------


def test_a_customer_is_found_by_the_guid_of_its_account(api, other_api):
    customer = add(api, "Lumi")
    assert api(BY_GUID, accountGuid=customer.guid) == customer
    account = api("IAccount.GetAccountByGUID", accountGuid=customer.guid)
    assert (account.name, account.company_guid) == (customer.name, customer.company_guid)
    assert fault_of(api, BY_GUID, accountGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, accountGuid="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, accountGuid=customer.guid) == NOT_FOUND


def test_changed_customers_obey_the_options(api, other_api):
    set_clock(api.store, "2040-05-01 12:00")
    old, inactive, winner = add(api, "Old"), add(api, "Inactive"), add(api, "Winner")
    with api.session() as session:
        session.insert(accounts, name="Prospect", company_guid=old.company_guid, is_active=True)
        session.update(accounts, inactive.guid, is_active=False)
        add_case(session, winner.guid, is_won=True)
        contact = session.insert(contacts, account_guid=old.guid, first_name="A", last_name="B")
    set_clock(api.store, "2040-05-02 12:00:40")
    add(api, "New")
    api(UPDATE, customer=winner)
    with api.session() as session:
        session.update(contacts, contact, job_title="CFO")
        session.insert(addresses, company_guid=inactive.company_guid)
    today, yesterday = moment("2040-05-02 12:00:59"), moment("2040-05-01 00:00")
    assert names(api(CHANGED, startDateTime=today, options=0)) == ["New", "Winner"]
    assert names(api(CHANGED, startDateTime=today, options=1)) == ["New"]
    assert names(api(CHANGED, startDateTime=today, options=8)) == ["Winner"]
    assert names(api(CHANGED, startDateTime=today, options=128)) == ["New", "Old", "Winner"]
    assert names(api(CHANGED, startDateTime=today, options=2 | 64)) == ["Inactive", "New", "Winner"]
    assert names(api(CHANGED, startDateTime=yesterday, options=4)) == ["New", "Old", "Winner"]
    assert names(api(CHANGED, startDateTime=yesterday, options=2)) == ["Inactive", "New", "Old", "Prospect", "Winner"]
    assert names(other_api(CHANGED, startDateTime=LONG_AGO, options=2)) == ["Other"]
    assert fault_of(api, CHANGED, startDateTime=None, options=0) == FAILURE


def test_a_change_of_the_company_half_changes_the_customer(api):
    set_clock(api.store, "2040-05-01 12:00")
    customer = add(api, "Lumi")
    set_clock(api.store, "2040-05-02 12:00")
    customer.website = "lumi.example"
    changed = api(UPDATE, customer=customer)
    assert changed.updated_ts == moment("2040-05-02 12:00")
    assert api(CHANGED, startDateTime=moment("2040-05-02 12:00"), options=0) == [changed]


def test_all_customers_come_in_pages_of_at_most_100(api, other_api):
    with api.session() as session:
        company = session.insert(companies, name="Many")
        for number in range(2, 106):
            session.insert(accounts, name=f"C{number}", number=number, company_guid=company, is_active=number % 2 == 0)
    pages = [api(ALL, options=2, startFromIndex=start, count=100) for start in (0, 100, 200)]
    assert [len(page) for page in pages] == [100, 5, 0]
    assert len({customer.guid for page in pages for customer in page}) == 105
    assert len(api(ALL, options=2, startFromIndex=0, count=1000)) == 100
    active = api(ALL, options=0, startFromIndex=0, count=100)
    assert len(active) == 53
    assert api(ALL, options=0, startFromIndex=3, count=2) == active[3:5]
    assert fault_of(api, ALL, options=0, startFromIndex=-1, count=1) == FAILURE
    assert fault_of(api, ALL, options=0, startFromIndex=0, count=-1) == FAILURE
    assert names(other_api(ALL, options=2, startFromIndex=0, count=100)) == ["Other"]


def test_a_page_takes_the_same_statements_however_long(api):
    with statements(api.store) as of_one:
        api(ALL, options=2, startFromIndex=0, count=1)
    for name in "ABCDE":
        add(api, name)
    with statements(api.store) as of_six:
        assert len(api(ALL, options=2, startFromIndex=0, count=100)) == 6
    assert len(of_one) == len(of_six)


# --- writing ---------------------------------------------------------------------------------


def test_a_new_customer_has_the_organizations_defaults(api):
    customer = add(api, "Lumi", is_active=False, currency_code="SEK", language_code="fi-FI")
    own = api(ALL, options=0, startFromIndex=0, count=1)[0]
    assert (customer.is_active, customer.is_internal, customer.number) == (True, False, 2)
    assert customer.account_owner_user_guid == api.user_guid
    assert (customer.currency_code, customer.language_code) == ("EUR", "en-GB")
    assert customer.timezone_guid == own.timezone_guid
    assert customer.company_guid not in (None, own.company_guid)
    company = api("ICompany.GetCompanyByGUID", companyGuid=customer.company_guid)
    assert (company.name, company.language_guid) == ("Lumi", customer.language_guid)


def test_a_new_customer_keeps_both_halves_of_what_is_sent(api):
    finnish = api("ILanguage.GetLanguageByIetfTag", ietfLanguageTag="fi-FI")
    with api.session() as session:
        group = session.insert(account_groups, name="Partners", is_active=True)
    customer = add(
        api,
        "Lumi",
        number=1234,
        language_guid=finnish.guid,
        vat_number="FI1",
        email="info@lumi.example",
        employees=3,
        account_group_guids=[group],
        invoicing_vat=Decimal("25.5"),
    )
    assert (customer.number, customer.language_code, customer.vat_number) == (1234, "fi-FI", "FI1")
    assert (customer.email, customer.employees, customer.account_group_guids) == ("info@lumi.example", 3, [group])
    assert customer.invoicing_vat == Decimal("25.5")
    assert api(BY_GUID, accountGuid=customer.guid) == customer


def test_a_new_customer_that_exists_is_updated(api):
    first, second = add(api, "First", number=50), add(api, "Second", number=51, website="second.example")
    renamed = add(api, "Second", number=50, email="a@first.example")
    assert (renamed.guid, renamed.name, renamed.email) == (first.guid, "Second", "a@first.example")
    by_name = add(api, "Second", notes="Which of the two? The older one.")
    assert (by_name.guid, by_name.number, by_name.email) == (first.guid, 50, None)
    assert api(BY_GUID, accountGuid=second.guid) == second


def test_a_customer_that_is_added_many_times_at_once_is_added_once(api):
    add(api, "Warm-up")
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda _: add(api, "Lumi"), range(8)))
    assert len({customer.guid for customer in added}) == 1
    assert names(api(ALL, options=2, startFromIndex=0, count=100)) == ["Acme", "Lumi", "Warm-up"]


def test_an_update_carries_the_whole_customer(api):
    customer = add(api, "Lumi", website="lumi.example", notes="Notes")
    hierarchy = "h" * 32
    with api.session() as session:
        session.update(companies, customer.company_guid, hierarchy_guid=hierarchy)
    changed = api(UPDATE, customer=Customer(guid=customer.guid, name="Lumi 2", vat_number="FI2", is_active=False))
    assert (changed.name, changed.vat_number, changed.is_active) == ("Lumi 2", "FI2", False)
    assert (changed.website, changed.notes) == (None, None)
    assert (changed.number, changed.timezone_guid, changed.company_guid) == (
        customer.number, customer.timezone_guid, customer.company_guid,
    )  # fmt: skip
    company = api("ICompany.GetCompanyByGUID", companyGuid=customer.company_guid)
    assert (company.name, company.hierarchy_guid) == ("Lumi 2", hierarchy)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (None, FAILURE),
        (Customer(), INVALID),
        (Customer(name="X", is_internal=False), INVALID),
        (Customer(name="X", account_rating=6), INVALID),
        (Customer(name="X", number=-1), INVALID),
        (Customer(name="X", head_office_address_guid=UNKNOWN), INVALID),
        (Customer(name="X", industry_guid=UNKNOWN), INVALID),
        (Customer(name="X", pricelist_guid="guid"), FAILURE),
    ],
    ids=str,
)
def test_a_wrong_new_customer_is_refused_and_leaves_nothing_behind(api, wrong, fault):
    assert fault_of(api, ADD, customer=wrong) == fault
    assert names(api(ALL, options=2, startFromIndex=0, count=100)) == ["Acme"]
    with api.session() as session:
        assert session.count(companies) == 1


def test_a_refused_update_changes_nothing(api, other_api):
    customer, second = add(api, "First"), add(api, "Second")
    theirs = add(other_api, "Theirs")
    for wrong in (
        None,
        Customer(name="No GUID"),
        Customer(guid=customer.guid),
        Customer(guid=UNKNOWN, name="X"),
        Customer(guid=theirs.guid, name="X"),
        Customer(guid="guid", name="X"),
        Customer(guid=customer.guid, name="X", number=second.number),
        Customer(guid=customer.guid, name="X", payment_term=-1),
        Customer(guid=customer.guid, name="X", website="x.example", timezone_guid=theirs.timezone_guid),
    ):
        assert fault_of(api, UPDATE, customer=wrong) == FAILURE
    assert api(BY_GUID, accountGuid=customer.guid) == customer
    assert other_api(BY_GUID, accountGuid=theirs.guid) == theirs


def test_writing_takes_the_right_to_edit_accounts(api):
    customer = add(api, "Kept")
    administration.set_user(api.store, "api@acme.example", organization="Acme", profile="Employee")
    assert fault_of(api, ADD, customer=Customer(name="X")) == NO_PERMISSION
    assert fault_of(api, UPDATE, customer=customer) == NO_PERMISSION
    administration.set_user(api.store, "api@acme.example", organization="Acme", profile="Project manager")
    assert api(UPDATE, customer=customer).name == "Kept"


def test_what_is_written_as_an_account_is_read_as_a_customer(api):
    customer = add(api, "Lumi", website="lumi.example")
    account = api("IAccount.UpdateAccount", accountInfo=Account(guid=customer.guid, name="Lumi", notes="Note"))
    read = api(BY_GUID, accountGuid=account.guid)
    assert (read.notes, read.website) == ("Note", "lumi.example")
