"""IContact: people at accounts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from severakit.entities import Address, CommunicationMethodType, Contact, ContactCommunicationMethod, Customer
from severakit.soap.faults import SoapFault
from severakit.store import administration
from severakit.store.tables import accounts, contacts, tags
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

BY_GUID, BY_ACCOUNT = "IContact.GetContactByGUID", "IContact.GetContactsByAccountGUID"
BY_METHOD, CHANGED = "IContact.GetContactsByCommunicationMethodType", "IContact.GetContactsChangedSince"
ADD, UPDATE = "IContact.AddNewContact", "IContact.UpdateContact"
EMAIL, PHONE = CommunicationMethodType.EMAIL_ADDRESS, CommunicationMethodType.PHONE


def add_customer(api, name="Lumi"):
    return api("ICustomer.AddNewCustomer", customer=Customer(name=name))


def add(api, customer, first="Aino", last="Virta", **members):
    return api(ADD, contactInfo=Contact(account_guid=customer.guid, first_name=first, last_name=last, **members))


def method(type_name, value, **members):
    return ContactCommunicationMethod(type=type_name, value=value, is_forbidden_to_use=False, **members)


def names(listed):
    return sorted(contact.first_name for contact in listed)


@pytest.fixture
def customer(api):
    return add_customer(api)


# --- reading ---------------------------------------------------------------------------------


def test_a_contact_is_found_by_guid_and_by_account(api, other_api, customer):
    aino, eero = add(api, customer), add(api, customer, "Eero", "Aalto")
    add(api, add_customer(api, "Another"), "Stranger")
    with api.session() as session:
        session.update(contacts, eero.guid, is_active=False)
    assert api(BY_GUID, contactGUID=aino.guid) == aino
    listed = api(BY_ACCOUNT, accountGUID=customer.guid)
    assert [(contact.first_name, contact.is_active) for contact in listed] == [("Eero", False), ("Aino", True)]
    assert fault_of(other_api, BY_GUID, contactGUID=aino.guid) == NOT_FOUND
    assert fault_of(other_api, BY_ACCOUNT, accountGUID=customer.guid) == NOT_FOUND


def test_what_names_no_contact_is_refused(api):
    assert fault_of(api, BY_GUID, contactGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, contactGUID="guid") == FAILURE
    assert fault_of(api, BY_ACCOUNT, accountGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_ACCOUNT, accountGUID=None) == NOT_FOUND
    assert fault_of(api, BY_ACCOUNT, accountGUID="guid") == FAILURE


def test_contacts_are_found_by_how_they_are_reached(api, other_api, customer):
    aino = add(api, customer, communication_methods=[method("EmailAddress", "a@lumi.example"), method("Phone", "12")])
    add(api, customer, "Eero", communication_methods=[method("Phone", "a@lumi.example")])
    assert api(BY_METHOD, type=EMAIL, value="a@lumi.example") == [aino]
    assert names(api(BY_METHOD, type=PHONE, value="12")) == ["Aino"]
    assert api(BY_METHOD, type=EMAIL, value="12") == []
    assert api(BY_METHOD, type=EMAIL, value="lumi.example") == []
    assert api(BY_METHOD, type=EMAIL, value=None) == []
    assert other_api(BY_METHOD, type=EMAIL, value="a@lumi.example") == []
    assert fault_of(api, BY_METHOD, value="12") == FAILURE


def test_changed_contacts_are_those_of_the_minute_and_later(api, other_api):
    set_clock(api.store, "2040-05-01 12:00")
    customer, other = add_customer(api), add_customer(api, "Other customer")
    old = add(api, customer, "Old")
    add(api, customer, "Older")
    set_clock(api.store, "2040-05-02 12:00:40")
    add(api, other, "New")
    # That a contact was made inactive is a change to be seen.
    old.is_active = False
    api(UPDATE, contactInfo=old)
    since = moment("2040-05-02 12:00:59")
    assert names(api(CHANGED, accountGUID="", startDateTime=since, options=0)) == ["New", "Old"]
    assert names(api(CHANGED, startDateTime=since, options=1)) == ["New"]
    assert names(api(CHANGED, accountGUID=customer.guid, startDateTime=since, options=0)) == ["Old"]
    assert api(CHANGED, accountGUID=UNKNOWN, startDateTime=since, options=0) == []
    assert other_api(CHANGED, accountGUID=customer.guid, startDateTime=since, options=0) == []
    assert other_api(CHANGED, startDateTime=since, options=2) == []
    assert fault_of(api, CHANGED, startDateTime=None, options=0) == FAILURE
    assert fault_of(api, CHANGED, accountGUID="guid", startDateTime=since, options=0) == FAILURE


def test_the_options_choose_by_the_account(api):
    set_clock(api.store, "2040-05-01 12:00")
    for name in ("Inactive", "Unnumbered", "Winner", "Plain"):
        add(api, add_customer(api, name), name)
    with api.session() as session:
        session.update_where(accounts, accounts.c.name == "Inactive", is_active=False)
        session.update_where(accounts, accounts.c.name == "Unnumbered", number=None)
        add_case(session, session.find(accounts, name="Winner")["guid"], is_won=True)
        add_case(session, session.find(accounts, name="Plain")["guid"], is_won=False)
    since = moment("2040-05-01 12:00")
    assert names(api(CHANGED, startDateTime=since, options=0)) == ["Plain", "Unnumbered", "Winner"]
    assert names(api(CHANGED, startDateTime=since, options=2)) == ["Inactive", "Plain", "Unnumbered", "Winner"]
    assert names(api(CHANGED, startDateTime=since, options=2 | 4)) == ["Inactive", "Plain", "Winner"]
    assert names(api(CHANGED, startDateTime=since, options=8)) == ["Winner"]


def test_a_list_takes_the_same_statements_for_many_contacts(api, customer):
    def listed():
        with statements(api.store) as executed:
            found = api(BY_ACCOUNT, accountGUID=customer.guid)
        return len(found), len(executed)

    add(api, customer, keywords=["one"], communication_methods=[method("Phone", "1")])
    few, statements_for_few = listed()
    for number in range(6):
        add(api, customer, f"N{number}", keywords=["one", "two"], communication_methods=[method("Phone", "1")])
    many, statements_for_many = listed()
    assert (few, many) == (1, 7)
    assert statements_for_many == statements_for_few


# --- writing ---------------------------------------------------------------------------------


def test_a_new_contact_keeps_what_is_sent_and_speaks_the_accounts_language(api):
    finnish = api("ILanguage.GetLanguageByIetfTag", ietfLanguageTag="fi-FI")
    customer = api("ICustomer.AddNewCustomer", customer=Customer(name="Lumi", language_guid=finnish.guid))
    contact = add(
        api,
        customer,
        is_active=False,
        job_title="CFO",
        date_of_birth=datetime(1980, 2, 29),
        communication_methods=[
            method("emailaddress", "aino@lumi.example", name="Work"),
            ContactCommunicationMethod(type="MobilePhone", value="+358 40 1", is_forbidden_to_use=True),
        ],
        keywords=["Newsletter", " VIP ", "Newsletter", ""],
    )
    assert (contact.is_active, contact.language_guid, contact.job_title) == (True, finnish.guid, "CFO")
    assert contact.date_of_birth == datetime(1980, 2, 29)
    assert contact.communication_methods == [
        ContactCommunicationMethod(
            type="EmailAddress", value="aino@lumi.example", name="Work", is_forbidden_to_use=False
        ),
        ContactCommunicationMethod(type="MobilePhone", value="+358 40 1", is_forbidden_to_use=True),
    ]
    assert contact.keywords == ["Newsletter", "VIP"]
    assert api(BY_GUID, contactGUID=contact.guid) == contact


def test_keywords_are_tags_that_contacts_share(api, other_api, customer):
    add(other_api, add_customer(other_api), keywords=["VIP"])
    with api.session() as session:
        session.insert(tags, context="Case", keyword="VIP", is_active=True)
    add(api, customer, keywords=["VIP"])
    add(api, customer, "Eero", keywords=["VIP", "Golf"])
    with api.session() as session:
        kept = session.all(session.select(tags).where(tags.c.context == "Contact"))
    assert sorted((tag["keyword"], tag["is_active"]) for tag in kept) == [("Golf", True), ("VIP", True)]


def test_an_active_namesake_at_the_account_is_refused_an_inactive_one_revived(api, customer):
    first = add(api, customer, job_title="CFO", communication_methods=[method("Phone", "1")])
    again = Contact(account_guid=customer.guid, first_name="Aino", last_name="Virta", job_title="CEO")
    assert fault_of(api, ADD, contactInfo=again) == INVALID
    assert api(BY_GUID, contactGUID=first.guid) == first
    # Another account may well have an Aino Virta too.
    assert add(api, add_customer(api, "Another")).guid != first.guid

    api(UPDATE, contactInfo=Contact(guid=first.guid, account_guid=customer.guid, first_name="Aino", last_name="Virta",
                                    is_active=False))  # fmt: skip
    revived = api(ADD, contactInfo=again)
    assert (revived.guid, revived.is_active, revived.job_title) == (first.guid, True, "CEO")
    assert revived.communication_methods == first.communication_methods


def test_of_namesakes_that_are_added_at_once_one_is_added(api, customer):
    def outcome(_):
        try:
            return add(api, customer).guid
        except SoapFault as fault:
            return fault.detail

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(outcome, range(8)))
    (added,) = api(BY_ACCOUNT, accountGUID=customer.guid)
    assert sorted(outcomes) == sorted([added.guid, *[INVALID] * 7])


def test_an_update_carries_the_whole_contact(api, customer):
    contact = add(api, customer, job_title="CFO", keywords=["VIP"], communication_methods=[method("Phone", "1")])
    whole = {"guid": contact.guid, "account_guid": customer.guid, "first_name": "Aino", "last_name": "Koski"}
    changed = api(
        UPDATE, contactInfo=Contact(**whole, communication_methods=[method("Fax", "2"), method("Phone", "3")])
    )
    assert (changed.last_name, changed.job_title, changed.is_active) == ("Koski", None, True)
    assert [(way.type, way.value) for way in changed.communication_methods] == [("Fax", "2"), ("Phone", "3")]
    assert (changed.language_guid, changed.keywords) == (contact.language_guid, ["VIP"])
    emptied = api(UPDATE, contactInfo=Contact(**whole, communication_methods=[], keywords=[], is_active=False))
    assert (emptied.communication_methods, emptied.keywords, emptied.is_active) == ([], [], False)
    another = add_customer(api, "Another")
    moved = api(UPDATE, contactInfo=Contact(**whole | {"account_guid": another.guid}))
    assert moved.account_guid == another.guid
    assert api(BY_ACCOUNT, accountGUID=customer.guid) == []


def test_a_contacts_address_is_one_of_the_accounts_company(api, customer):
    another = add_customer(api, "Another")
    here, there = (
        api("IAddress.AddNewAddress", addressInfo=Address(company_guid=owner.company_guid))
        for owner in (customer, another)
    )
    contact = add(api, customer, address_guid=here.guid)
    assert contact.address_guid == here.guid
    contact.address_guid = there.guid
    assert fault_of(api, UPDATE, contactInfo=contact) == FAILURE
    contact.account_guid = another.guid
    assert api(UPDATE, contactInfo=contact).address_guid == there.guid


def test_a_wrong_contact_is_refused_and_nothing_is_stored(api, other_api, customer):
    theirs = add_customer(other_api)
    right = {"account_guid": customer.guid, "first_name": "Aino", "last_name": "Virta"}
    for wrong, fault in (
        ({"account_guid": None}, INVALID),
        ({"account_guid": UNKNOWN}, INVALID),
        ({"account_guid": theirs.guid}, INVALID),
        ({"account_guid": "guid"}, FAILURE),
        ({"first_name": None}, INVALID),
        ({"last_name": ""}, INVALID),
        ({"language_guid": theirs.language_guid}, INVALID),
        ({"address_guid": UNKNOWN}, INVALID),
        ({"communication_methods": [method("Pigeon", "1")]}, INVALID),
        ({"communication_methods": [method(None, "1")], "keywords": ["VIP"]}, INVALID),
    ):
        assert fault_of(api, ADD, contactInfo=Contact(**right | wrong)) == fault
    assert fault_of(api, ADD, contactInfo=None) == FAILURE
    assert api(BY_ACCOUNT, accountGUID=customer.guid) == []
    with api.session() as session:
        assert session.count(tags) == 0


def test_a_refused_update_changes_nothing(api, other_api, customer):
    contact = add(api, customer, keywords=["VIP"], communication_methods=[method("Phone", "1")])
    add(api, customer, "Eero", "Aalto")
    right = {"guid": contact.guid, "account_guid": customer.guid, "first_name": "Aino", "last_name": "Virta"}
    for wrong, fault in (
        ({"guid": None}, FAILURE),
        ({"guid": UNKNOWN}, NOT_FOUND),
        ({"guid": "guid"}, FAILURE),
        ({"account_guid": UNKNOWN}, FAILURE),
        ({"last_name": None}, FAILURE),
        ({"first_name": "Eero", "last_name": "Aalto"}, FAILURE),
        ({"time_zone_guid": UNKNOWN}, FAILURE),
        ({"communication_methods": [], "keywords": [], "language_guid": UNKNOWN}, FAILURE),
        ({"communication_methods": [method("Pigeon", "1")]}, FAILURE),
    ):
        assert fault_of(api, UPDATE, contactInfo=Contact(**right | wrong)) == fault
    assert fault_of(other_api, UPDATE, contactInfo=contact) == NOT_FOUND
    assert api(BY_GUID, contactGUID=contact.guid) == contact


def test_an_inactive_contact_may_have_a_namesake(api, customer):
    add(api, customer)
    with api.session() as session:
        twin = session.insert(
            contacts, account_guid=customer.guid, first_name="Aino", last_name="Virta", is_active=False
        )
    whole = {"guid": twin, "account_guid": customer.guid, "first_name": "Aino", "last_name": "Virta"}
    assert api(UPDATE, contactInfo=Contact(**whole, job_title="Retired")).job_title == "Retired"
    assert fault_of(api, UPDATE, contactInfo=Contact(**whole, is_active=True)) == FAILURE


def test_writing_takes_the_right_to_edit_accounts(api, customer):
    contact = add(api, customer)
    administration.set_user(api.store, "api@acme.example", organization="Acme", profile="Employee")
    new = Contact(account_guid=customer.guid, first_name="A", last_name="B")
    assert fault_of(api, ADD, contactInfo=new) == NO_PERMISSION
    assert fault_of(api, UPDATE, contactInfo=contact) == NO_PERMISSION
