"""IAccount: customers as accounts, and the companies behind them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from severakit.entities import Account, AccountGetOptions, Address, Company, Contact
from severakit.store import administration
from severakit.store.tables import account_group_members, account_groups, accounts, addresses, companies, contacts
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock, statements
from support.won_cases import add_case

BY_GUID, BY_NAME, BY_NUMBER = "IAccount.GetAccountByGUID", "IAccount.GetAccountByName", "IAccount.GetAccountByNumber"
BY_VAT, BY_COMPANY = "IAccount.GetAccountByVatNumber", "IAccount.GetAccountsByCompanyGUID"
BY_INSERT_DATE, ALL = "IAccount.GetAccountsByInsertDate", "IAccount.GetAllAccounts"
CHANGED, CHANGED_OPTS = "IAccount.GetAccountsChangedSince", "IAccount.GetAccountsChangedSinceOpts"
HEAD_OFFICE = "IAccount.GetHeadOfficeAddressByAccountGUID"
ADD, UPDATE = "IAccount.AddNewAccount", "IAccount.UpdateAccount"

Options = AccountGetOptions


def add(api, name, *, company=None, address=None, contact=None, **members):
    return api(
        ADD,
        accountInfo=Account(name=name, **members),
        companyInfo=company or Company(name=name),
        addressInfo=address,
        contactInfo=contact,
    )


def names(listed):
    return sorted(account.name for account in listed)


# --- reading ---------------------------------------------------------------------------------


def test_an_account_is_found_by_guid_number_name_and_vat_number(api, other_api):
    account = add(api, "Nordlys", number=77, company=Company(name="Nordlys AS", vat_number="NO999"))
    assert api(BY_GUID, accountGuid=account.guid) == account
    assert api(BY_NUMBER, accountNumber=77) == account
    assert api(BY_NAME, accountName="Nordlys") == account
    assert api(BY_VAT, vatNumber="NO999") == account
    assert api(BY_COMPANY, companyGuid=account.company_guid) == [account]

    assert fault_of(other_api, BY_GUID, accountGuid=account.guid) == NOT_FOUND
    assert other_api(BY_NUMBER, accountNumber=77) is None
    assert other_api(BY_NAME, accountName="Nordlys") is None
    assert other_api(BY_VAT, vatNumber="NO999") is None
    assert other_api(BY_COMPANY, companyGuid=account.company_guid) == []


def test_what_names_no_account(api):
    assert fault_of(api, BY_GUID, accountGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, accountGuid=None) == NOT_FOUND
    assert fault_of(api, BY_GUID, accountGuid="guid") == FAILURE
    assert fault_of(api, BY_COMPANY, companyGuid="guid") == FAILURE
    assert api(BY_NUMBER, accountNumber=0) is None
    assert api(BY_COMPANY, companyGuid=None) == []
    for nothing in ("", None, "nordlys"):
        assert api(BY_NAME, accountName=nothing) is None
        # The organization's own company has no VAT number, and is not what is meant.
        assert api(BY_VAT, vatNumber=nothing) is None


def test_of_several_accounts_of_a_name_the_active_one_is_found(api):
    with api.session() as session:
        company = session.insert(companies, name="Twin", vat_number="FI1")
        session.insert(accounts, name="Twin", company_guid=company, is_active=False)
        active = session.insert(accounts, name="Twin", company_guid=company, is_active=True)
    assert api(BY_NAME, accountName="Twin").guid == active
    assert api(BY_VAT, vatNumber="FI1").guid == active
    assert len(api(BY_COMPANY, companyGuid=company)) == 2


def test_accounts_by_insert_date_include_both_ends(api):
    for day in (1, 2, 3):
        set_clock(api.store, f"2040-05-0{day} 12:00")
        add(api, f"Day {day}")
    second, third = moment("2040-05-02 12:00"), moment("2040-05-03 12:00")
    assert names(api(BY_INSERT_DATE, insertStartDate=second)) == ["Day 2", "Day 3"]
    assert names(api(BY_INSERT_DATE, insertStartDate=second, insertEndDate=third)) == ["Day 2", "Day 3"]
    assert fault_of(api, BY_INSERT_DATE, insertEndDate=third) == FAILURE
    before_third = moment("2040-05-03 11:59:59")
    assert names(api(BY_INSERT_DATE, insertStartDate=second, insertEndDate=before_third)) == ["Day 2"]


def test_accounts_by_insert_date_are_those_of_whole_minutes(api):
    set_clock(api.store, "2040-05-02 12:00:30")
    add(api, "Nordlys")
    minute = {"insertStartDate": moment("2040-05-02 12:00:59"), "insertEndDate": moment("2040-05-02 12:00:01")}
    assert names(api(BY_INSERT_DATE, **minute)) == ["Nordlys"]


def test_changed_accounts_are_those_of_the_minute_and_later(api, other_api):
    set_clock(api.store, "2040-05-01 12:00")
    old, inactive = add(api, "Old"), add(api, "Inactive")
    set_clock(api.store, "2040-05-01 12:30:30")
    add(api, "New")
    api(UPDATE, accountInfo=old)
    with api.session() as session:
        session.update(accounts, inactive.guid, is_active=False)
    since = moment("2040-05-01 12:30:59")
    assert names(api(CHANGED, startDateTime=since, options=0)) == ["New", "Old"]
    assert names(api(CHANGED, startDateTime=since, options=1)) == ["New"]
    assert names(api(CHANGED, startDateTime=since, options=2)) == ["Inactive", "New", "Old"]
    opts = Options.NEW_ONLY | Options.INCLUDE_INACTIVE
    assert names(api(CHANGED_OPTS, startDateTime=since, options=opts)) == ["New"]
    assert names(api(CHANGED_OPTS, startDateTime=since, options=Options.NONE)) == ["New", "Old"]
    assert api(CHANGED, startDateTime=moment("2040-05-01 12:31"), options=2) == []
    assert other_api(CHANGED, startDateTime=since, options=2) == []
    assert fault_of(api, CHANGED, startDateTime=None, options=0) == FAILURE
    assert fault_of(api, CHANGED_OPTS, startDateTime=None, options=Options.NONE) == FAILURE


def test_accounts_without_number_or_won_case_can_be_left_out(api, other_api):
    set_clock(api.store, "2040-05-01 12:00")
    winner, loser = add(api, "Winner"), add(api, "Loser")
    add(api, "No case")
    with api.session() as session:
        session.insert(accounts, name="Prospect", company_guid=winner.company_guid, is_active=True)
        add_case(session, winner.guid, is_won=True)
        add_case(session, loser.guid, is_won=False)
    since = moment("2040-05-01 00:00")
    assert names(api(CHANGED, startDateTime=since, options=4)) == ["Loser", "No case", "Winner"]
    assert names(api(CHANGED, startDateTime=since, options=8)) == ["Winner"]
    assert names(api(ALL, options=Options.EXCLUDE_WITH_NO_WON_CASES, startFromIndex=0, count=9)) == ["Winner"]
    assert "Prospect" not in names(api(ALL, options=Options.EXCLUDE_NOT_NUMBERED, startFromIndex=0, count=9))
    assert other_api(CHANGED, startDateTime=moment("2000-01-01 00:00"), options=8) == []


def test_a_change_of_group_address_or_contact_counts_where_it_is_asked_for(api):
    set_clock(api.store, "2040-05-01 12:00")
    kept = {name: add(api, name) for name in ("Group", "Address", "Contact", "None")}
    with api.session() as session:
        group = session.insert(account_groups, name="Partners", is_active=True)
        session.append(account_group_members, "account_guid", kept["Group"].guid, account_group_guid=group)
        address = session.insert(addresses, company_guid=kept["Address"].company_guid)
        contact = session.insert(contacts, account_guid=kept["Contact"].guid, first_name="A", last_name="B")
    set_clock(api.store, "2040-05-02 12:00")
    with api.session() as session:
        session.update(account_groups, group, name="Best partners")
        session.update(addresses, address, city="Oslo")
        session.update(contacts, contact, job_title="CFO")
    since = moment("2040-05-02 00:00")
    assert api(CHANGED, startDateTime=since, options=0) == []
    assert names(api(CHANGED, startDateTime=since, options=32)) == ["Group"]
    assert names(api(CHANGED, startDateTime=since, options=64)) == ["Address"]
    assert names(api(CHANGED_OPTS, startDateTime=since, options=Options.CHECK_CONTACT_CHANGES)) == ["Contact"]
    assert names(api(CHANGED, startDateTime=since, options=224)) == ["Address", "Contact", "Group"]
    # An account with a new address is not a new account.
    assert api(CHANGED, startDateTime=since, options=224 | 1) == []


def test_all_accounts_come_page_by_page(api, other_api):
    everyone = ["Acme", "A", "B", "C", "D"]
    for name in everyone[1:]:
        add(api, name)
    pages = [api(ALL, options=Options.NONE, startFromIndex=start, count=2) for start in (0, 2, 4, 6)]
    assert [[account.name for account in page] for page in pages] == [everyone[:2], everyone[2:4], everyone[4:], []]
    first = pages[0][1]
    assert api(BY_GUID, accountGuid=first.guid).number == first.number
    assert api(ALL, options=Options.NONE, startFromIndex=0, count=0) == []
    assert fault_of(api, ALL, options=Options.NONE, startFromIndex=-1, count=2) == FAILURE
    assert fault_of(api, ALL, options=Options.NONE, startFromIndex=0, count=-2) == FAILURE
    assert names(other_api(ALL, options=Options.NONE, startFromIndex=0, count=9)) == ["Other"]


def test_the_head_office_is_the_address_that_the_company_names(api, other_api):
    account = add(api, "Fjord", address=Address(city="Bergen"))
    assert api(HEAD_OFFICE, accountGUID=account.guid) is None
    with api.session() as session:
        address = session.find(addresses, company_guid=account.company_guid)
    company = Company(name="Fjord", head_office_address_guid=address["guid"])
    api(UPDATE, accountInfo=account, companyInfo=company)
    assert api(HEAD_OFFICE, accountGUID=account.guid).city == "Bergen"
    assert api(HEAD_OFFICE, accountGUID=UNKNOWN) is None
    assert api(HEAD_OFFICE, accountGUID=None) is None
    assert other_api(HEAD_OFFICE, accountGUID=account.guid) is None
    assert fault_of(api, HEAD_OFFICE, accountGUID="guid") == FAILURE


# --- adding ----------------------------------------------------------------------------------


def test_a_new_account_has_the_organizations_defaults_and_the_next_number(api):
    own = api(BY_NAME, accountName="Acme")
    account = add(
        api, "Sade", is_active=False, currency_code="SEK", language_code="fi-FI", company_guid=own.company_guid
    )
    assert account.is_active is True
    assert account.is_internal is False
    assert account.number == own.number + 1
    assert account.account_owner_user_guid == api.user_guid
    assert (account.currency_code, account.language_code) == ("EUR", "en-GB")
    assert account.company_guid != own.company_guid
    company = api("ICompany.GetCompanyByGUID", companyGuid=account.company_guid)
    assert (company.name, company.language_guid) == ("Sade", account.language_guid)
    assert company.timezone_guid is not None


def test_a_new_account_keeps_what_is_sent(api):
    sek = api("ICurrency.GetCurrencyByIsoCode", currencyIsoCode="SEK")
    with api.session() as session:
        groups = [session.insert(account_groups, name=name, is_active=True) for name in ("B", "A")]
    account = add(
        api,
        "Årsta",
        number=5,
        currency_guid=sek.guid,
        account_rating=5,
        invoicing_vat=Decimal("25.5"),
        overdue_interest=Decimal(0),
        payment_term=0,
        account_group_guids=groups,
        e_invoice_address="003712345678",
        company=Company(name="Årsta AB", email="info@arsta.example", employees=12),
    )
    assert (account.number, account.currency_code, account.account_rating) == (5, "SEK", 5)
    assert (account.invoicing_vat, account.overdue_interest, account.payment_term) == (Decimal("25.5"), Decimal(0), 0)
    assert (account.account_group_guids, account.e_invoice_address) == (groups, "003712345678")
    company = api("ICompany.GetCompanyByGUID", companyGuid=account.company_guid)
    assert (company.name, company.email, company.employees) == ("Årsta AB", "info@arsta.example", 12)


def test_the_number_series_passes_by_numbers_that_were_given_by_hand(api):
    for number in (2, 3):
        add(api, f"By hand {number}", number=number)
    assert add(api, "From the series").number == 4


def test_a_new_account_that_has_the_number_of_another_updates_it(api):
    first = add(api, "First", number=10, notes="Old")
    second = add(api, "Second")
    updated = add(api, "Second", number=10, notes="New")
    assert (updated.guid, updated.name, updated.notes) == (first.guid, "Second", "New")
    assert api(BY_GUID, accountGuid=second.guid) == second


def test_a_new_account_that_has_the_name_of_another_updates_it_and_makes_it_active(api):
    first = add(api, "Same", account_rating=3, company=Company(name="Same Ltd", website="same.example"))
    api(UPDATE, accountInfo=Account(guid=first.guid, name="Same", is_active=False))
    company = Company(name="Same Inc")
    updated = add(api, "Same", number=99, company=company)
    assert (updated.guid, updated.number, updated.is_active) == (first.guid, 99, True)
    # What has a default stays; what has none is what was sent.
    assert (updated.account_owner_user_guid, updated.account_rating) == (api.user_guid, None)
    stored = api("ICompany.GetCompanyByGUID", companyGuid=first.company_guid)
    assert (stored.name, stored.website) == ("Same Inc", None)
    assert add(api, "Same").number == 99


def test_the_address_becomes_the_billing_address(api):
    norway = api("ICountry.GetCountryByISO", isoName="NO")
    account = add(api, "Fjell", address=Address(addressline="Storgata 1", country_code="NO", is_postal_address=True))
    billing = api("IAddress.GetFirstAccountsBillingAddress", accountGUID=account.guid)
    assert (billing.addressline, billing.country_guid, billing.country_name) == ("Storgata 1", norway.guid, "Norway")
    assert (billing.is_billing_address, billing.is_postal_address, billing.is_visit_address) == (True, True, False)

    add(api, "Fjell", address=Address(addressline="Storgata 2"))
    overwritten = api("IAddress.GetFirstAccountsBillingAddress", accountGUID=account.guid)
    assert (overwritten.guid, overwritten.addressline, overwritten.country_code) == (billing.guid, "Storgata 2", None)

    add(api, "Fjell")
    assert api("IAddress.GetFirstAccountsBillingAddress", accountGUID=account.guid) == overwritten


def test_of_several_billing_addresses_none_is_overwritten(api):
    account = add(api, "Fjell", address=Address(addressline="One"))
    with api.session() as session:
        session.insert(addresses, company_guid=account.company_guid, addressline="Two", is_billing_address=True)
    add(api, "Fjell", address=Address(addressline="Three"))
    with api.session() as session:
        of_company = session.select(addresses, addresses.c.addressline)
        lines = session.values(of_company.where(addresses.c.company_guid == account.company_guid))
    assert sorted(lines) == ["One", "Two"]


def test_the_contact_is_added_and_later_updated_by_guid_or_name(api):
    account = add(api, "Fjell", contact=Contact(first_name="Kari", last_name="Nordmann", job_title="CFO"))
    (kari,) = api("IContact.GetContactsByAccountGUID", accountGUID=account.guid)
    assert (kari.first_name, kari.job_title, kari.is_active) == ("Kari", "CFO", True)
    assert kari.language_guid == account.language_guid

    add(api, "Fjell", contact=Contact(first_name="Kari", last_name="Nordmann", job_title="CEO"))
    add(api, "Fjell", contact=Contact(guid=kari.guid, first_name="Kari", last_name="Hansen", job_title="Chair"))
    (renamed,) = api("IContact.GetContactsByAccountGUID", accountGUID=account.guid)
    assert (renamed.guid, renamed.last_name, renamed.job_title) == (kari.guid, "Hansen", "Chair")

    add(api, "Fjell", contact=Contact(first_name="Ola", last_name="Hansen"))
    ola = {"contactInfo": Contact(guid=kari.guid, first_name="Ola", last_name="Hansen")}
    assert fault_of(api, ADD, accountInfo=Account(name="Fjell"), companyInfo=Company(name="Fjell"), **ola) == INVALID

    stranger = Contact(guid=kari.guid, first_name="Kari", last_name="Hansen")
    other = {"accountInfo": Account(name="Other"), "companyInfo": Company(name="Other"), "contactInfo": stranger}
    assert fault_of(api, ADD, **other) == INVALID
    assert api(BY_NAME, accountName="Other") is None


@pytest.mark.parametrize("wrong", [
    Account(name="X", is_internal=False),
    Account(name="X", is_internal=True),
    Account(),
    Account(name=""),
    Account(name="X", account_rating=6),
    Account(name="X", account_rating=-1),
    Account(name="X", number=0),
    Account(name="X", payment_term=-1),
    Account(name="X", overdue_interest=Decimal("-0.5")),
    Account(name="X", invoicing_vat=Decimal(-1)),
    Account(name="X", invoicing_vat=Decimal("100.1")),
    Account(name="X", currency_guid=UNKNOWN),
    Account(name="X", account_owner_user_guid=UNKNOWN),
    Account(name="X", account_group_guids=[UNKNOWN]),
], ids=str)  # fmt: skip
def test_a_new_account_with_a_wrong_member_is_refused(api, wrong):
    assert fault_of(api, ADD, accountInfo=wrong, companyInfo=Company(name="X")) == INVALID


def test_a_refused_account_leaves_nothing_behind(api, other_api):
    theirs = add(other_api, "Theirs")
    listed = api(ALL, options=Options.INCLUDE_INACTIVE, startFromIndex=0, count=99)
    right = {"accountInfo": Account(name="X"), "companyInfo": Company(name="X")}
    for wrong, fault in (
        ({"accountInfo": None}, FAILURE),
        ({"companyInfo": None}, FAILURE),
        ({"companyInfo": Company(email="x@x.example")}, INVALID),
        ({"companyInfo": Company(name="X", industry_guid=UNKNOWN)}, INVALID),
        ({"accountInfo": Account(name="X", currency_guid=theirs.currency_guid)}, INVALID),
        ({"accountInfo": Account(name="X", pricelist_guid="guid")}, FAILURE),
        ({"accountInfo": Account(name="X", account_group_guids=["guid"])}, FAILURE),
        ({"addressInfo": Address(country_code="XX")}, INVALID),
        ({"contactInfo": Contact(first_name="No last name")}, INVALID),
        ({"contactInfo": Contact(guid="guid", first_name="A", last_name="B")}, FAILURE),
    ):
        assert fault_of(api, ADD, **right | wrong) == fault
    assert api(ALL, options=Options.INCLUDE_INACTIVE, startFromIndex=0, count=99) == listed
    with api.session() as session:
        assert session.count(companies) == 1
    assert add(api, "X").number == 2


# --- updating --------------------------------------------------------------------------------


def test_an_update_carries_the_whole_account(api):
    with api.session() as session:
        group = session.insert(account_groups, name="Partners", is_active=True)
    account = add(api, "Before", notes="Notes", account_rating=2, account_group_guids=[group])
    changed = api(UPDATE, accountInfo=Account(guid=account.guid, name="After", payment_term=30, is_internal=True))
    assert (changed.name, changed.payment_term) == ("After", 30)
    assert (changed.notes, changed.account_rating) == (None, None)
    # Read only, filled by default, or left out: as it was.
    assert (changed.is_internal, changed.is_active, changed.account_group_guids) == (False, True, [group])
    assert (changed.number, changed.currency_guid, changed.company_guid) == (
        account.number, account.currency_guid, account.company_guid,
    )  # fmt: skip
    emptied = api(UPDATE, accountInfo=Account(guid=account.guid, name="After", account_group_guids=[], is_active=False))
    assert (emptied.account_group_guids, emptied.is_active) == ([], False)
    assert api(BY_GUID, accountGuid=account.guid) == emptied


def test_an_update_of_the_company_alone_changes_every_account_of_it(api):
    set_clock(api.store, "2040-05-01 12:00")
    account = add(api, "Parent", company=Company(name="Group", website="old.example", hierarchy_guid="1" * 32))
    with api.session() as session:
        session.insert(accounts, name="Daughter", company_guid=account.company_guid, is_active=True)
    before = api("ICompany.GetCompanyByGUID", companyGuid=account.company_guid)
    set_clock(api.store, "2040-05-02 12:00")
    company = Company(guid=account.company_guid, name="Group", website="new.example")
    changed = api(UPDATE, accountInfo=account, companyInfo=company)
    assert changed.updated_ts == moment("2040-05-02 12:00")
    assert names(api(CHANGED, startDateTime=moment("2040-05-02 12:00"), options=0)) == ["Daughter", "Parent"]
    stored = api("ICompany.GetCompanyByGUID", companyGuid=account.company_guid)
    assert stored.website == "new.example"
    assert (stored.language_guid, stored.hierarchy_guid) == (before.language_guid, before.hierarchy_guid)


def test_a_refused_update_changes_nothing(api, other_api):
    account, second = add(api, "First", address=Address(city="Here")), add(api, "Second", address=Address(city="There"))
    theirs = add(other_api, "Theirs")
    with api.session() as session:
        elsewhere = session.find(addresses, company_guid=second.company_guid)["guid"]
    company = Company(name="X")
    for wrong, companyinfo in (
        (None, company),
        (Account(name="No GUID"), None),
        (Account(guid=UNKNOWN, name="X"), None),
        (Account(guid=theirs.guid, name="X"), None),
        (Account(guid="guid", name="X"), None),
        (Account(guid=account.guid), None),
        (Account(guid=account.guid, name="X", number=second.number), None),
        (Account(guid=account.guid, name="X", account_rating=9), None),
        (Account(guid=account.guid, name="X", language_guid=UNKNOWN), None),
        (Account(guid=account.guid, name="X"), Company(website="x.example")),
        (Account(guid=account.guid, name="X"), Company(guid=second.company_guid, name="X")),
        (Account(guid=account.guid, name="X"), Company(name="X", head_office_address_guid=elsewhere)),
        (Account(guid=account.guid, name="X"), Company(name="X", timezone_guid=UNKNOWN)),
    ):
        assert fault_of(api, UPDATE, accountInfo=wrong, companyInfo=companyinfo) == FAILURE
    assert api(BY_GUID, accountGuid=account.guid) == account
    assert other_api(BY_GUID, accountGuid=theirs.guid) == theirs


def test_writing_takes_the_right_to_edit_accounts(api):
    account = add(api, "Kept")
    administration.set_user(api.store, "api@acme.example", organization="Acme", profile="Employee")
    assert fault_of(api, ADD, accountInfo=Account(name="X"), companyInfo=Company(name="X")) == NO_PERMISSION
    assert fault_of(api, UPDATE, accountInfo=account) == NO_PERMISSION
    assert api(BY_GUID, accountGuid=account.guid) == account


def test_a_list_takes_the_same_statements_for_many_accounts(api):
    for number in range(3):
        add(api, f"Few {number}")
    with statements(api.store) as few:
        assert len(api(CHANGED, startDateTime=moment("2000-01-01 00:00"), options=224)) == 4
    for number in range(10):
        add(api, f"Many {number}")
    with statements(api.store) as many:
        assert len(api(CHANGED, startDateTime=moment("2000-01-01 00:00"), options=224)) == 14
    assert len(many) == len(few)
