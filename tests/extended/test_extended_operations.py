"""What the extended generation adds: operations, parameters and members, on both databases, valid against its XSD."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from severakit.entities import (
    Account,
    AccountGroup,
    Activity,
    ActivityType,
    CaseCriteria,
    Company,
    Contact,
    Customer,
    CustomerCriteria,
    InvoicePdfGetOptions,
    User,
)
from severakit.store.contents import add_file
from severakit.store.tables import currencies, invoice_statuses, users
from support.calls import INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of
from support.projects import (
    add_case,
    add_hours,
    add_invoice,
    add_unit,
    add_user,
    currency,
    narrow_rights,
    row_of,
)
from support.relations import World

DAY = datetime(2026, 3, 2)


def test_a_contact_is_deleted_unless_something_names_it(api):
    customer = api("ICustomer.AddNewCustomer", customer=Customer(name="Lumi"))
    aino, eero = (
        api("IContact.AddNewContact", contactInfo=Contact(account_guid=customer.guid, first_name=first, last_name="V"))
        for first in ("Aino", "Eero")
    )
    add_case(api, "Roof", account_guid=customer.guid, contact_guid=eero.guid)
    assert api("IContact.DeleteContact", contactGUID=aino.guid) is True
    assert fault_of(api, "IContact.GetContactByGUID", contactGUID=aino.guid) == NOT_FOUND
    assert fault_of(api, "IContact.DeleteContact", contactGUID=aino.guid) == NOT_FOUND
    assert fault_of(api, "IContact.DeleteContact", contactGUID=eero.guid) == "GeneralFailureException"
    assert api("IContact.GetContactByGUID", contactGUID=eero.guid) == eero
    narrow_rights(api, account="ReadOnly")
    assert fault_of(api, "IContact.DeleteContact", contactGUID=eero.guid) == NO_PERMISSION


def test_activities_are_found_by_the_days_that_they_touch_their_category_and_unit(api):
    unit = add_unit(api, "Harbour")
    owner = add_user(api, "owner@acme.example", business_unit_guid=unit)
    kinds = {
        category: api(
            "IActivityType.AddNewActivityType", activityTypeInfo=ActivityType(name=category, category=category)
        )
        for category in ("Absences", "CalendarEntry")
    }

    def add(name, category, start, end, user=None):
        return api(
            "IActivity.AddNewActivity",
            activityInfo=Activity(
                name=name,
                activity_type_guid=kinds[category].guid,
                owner_user_guid=user or api.user_guid,
                start_date_time=datetime(2026, 3, *start, tzinfo=UTC),
                end_date_time=datetime(2026, 3, *end, tzinfo=UTC),
            ),
        )

    add("Before", "CalendarEntry", (1, 8), (1, 9))
    add("Over midnight", "CalendarEntry", (1, 23), (2, 1))
    add("Leave", "Absences", (2, 0), (5, 0))
    add("Theirs", "CalendarEntry", (3, 8), (3, 9), owner.guid)
    add("After", "CalendarEntry", (4, 0), (4, 1))

    def found(**arguments):
        return [each.name for each in api("IActivity.GetActivitiesByDate", **arguments)]

    between = {"startDate": DAY, "endDate": datetime(2026, 3, 3)}
    for anything in (None, ""):
        assert found(**between, activityCategory=anything) == ["Over midnight", "Leave", "Theirs"]
    assert found(**between, activityCategory="Absences") == ["Leave"]
    assert found(**between, businessUnitGUID=unit) == ["Theirs"]
    assert found() == ["Before", "Over midnight", "Leave", "Theirs", "After"]
    assert fault_of(api, "IActivity.GetActivitiesByDate", activityCategory="Parties") == "GeneralFailureException"


def test_customers_are_listed_by_groups_and_criteria_may_be_nil(api):
    group = api("IAccountGroup.AddNewAccountGroup", accountGroupInfo=AccountGroup(name="Key customers"))
    for name, groups in (("Lumi", [group.guid]), ("Sade", [])):
        api("ICustomer.AddNewCustomer", customer=Customer(name=name, account_group_guids=groups))

    def found(criteria):
        listed = api("ICustomer.GetAllCustomers", options=0, startFromIndex=0, count=10, criteria=criteria)
        return [each.name for each in listed if not each.is_internal]

    assert (
        found(None) == found(CustomerCriteria()) == found(CustomerCriteria(account_group_guids=[])) == ["Lumi", "Sade"]
    )
    assert found(CustomerCriteria(account_group_guids=[group.guid])) == ["Lumi"]
    assert found(CustomerCriteria(account_group_guids=[UNKNOWN])) == []
    assert api("ICase.GetAllCases", criteria=CaseCriteria()) == api("ICase.GetAllCases")


def test_a_user_is_added_with_a_welcome_or_without_and_has_a_licence(api):
    unit = row_of(api, users, api.user_guid)["business_unit_guid"]
    sent = User(business_unit_guid=unit, first_name="Aino", last_name="Virta", email="aino@acme.example")
    added = api("IUser.AddNewUser", userInfo=sent, sendWelcomeEmail=False)
    assert added.license_type == "FullUser"


def test_what_is_invoiced_is_set_apart_from_what_was_done_only_where_the_entry_says_so(api):
    phase = add_case(api, "Roof").root_task_guid
    entry = add_hours(api, phase, DAY, 5)
    assert (entry.invoice_quantity, entry.use_invoice_quantity) == (5, None)
    entry.invoice_quantity = Decimal(3)
    assert api("IHourEntry.UpdateHourEntry", hourEntryInfo=entry).invoice_quantity == 5
    entry.invoice_quantity, entry.use_invoice_quantity = Decimal(3), True
    assert api("IHourEntry.UpdateHourEntry", hourEntryInfo=entry).invoice_quantity == 3
    entry.invoice_quantity = Decimal(0)
    assert api("IHourEntry.UpdateHourEntry", hourEntryInfo=entry).invoice_quantity == 0
    entry.invoice_quantity = Decimal(1000)
    assert fault_of(api, "IHourEntry.UpdateHourEntry", hourEntryInfo=entry) in (INVALID, "GeneralFailureException")
    assert api("IHourEntry.GetHourEntryByGUID", hourEntryGUID=entry.guid).invoice_quantity == 0


def test_hours_say_whose_they_are_and_what_they_cost_in_every_currency(api):
    krona = currency(api, "SEK")
    with api.session() as session:
        session.update(currencies, krona, rate=Decimal("11.5"))
    case = add_case(api, "Roof", currency_guid=krona)
    entry = add_hours(api, case.root_task_guid, DAY, 2, unit_price=Decimal(1150), unit_cost=Decimal(40))
    assert (entry.case_name, entry.case_number) == ("Roof", case.case_number)
    assert (entry.user_first_name, entry.user_last_name) == ("Api", "User")
    assert entry.cost_currency_shortform_of_organization_currency == "EUR"
    assert entry.price_currency_shortform_of_invoicing_currency == "SEK"
    assert entry.price_currency_shortform_of_case_company_currency == "EUR"
    assert entry.unit_cost_in_organization_currency == 40
    assert entry.unit_cost_in_invoicing_currency == 460
    assert entry.unit_price_in_case_company_currency == entry.unit_price_in_user_company_currency == 100


def test_customers_cases_and_companies_keep_what_is_new(api):
    account = Account(name="Lumi", reverse_charge_description="VAT exempt")
    added = api(
        "IAccount.AddNewAccount", accountInfo=account, companyInfo=Company(name="Lumi", annual_revenue2=9 * 10**12)
    )
    assert (added.reverse_charge_description, added.url_to_account) == ("VAT exempt", None)
    customer = api("ICustomer.GetCustomerByGUID", accountGuid=added.guid)
    assert (customer.annual_revenue2, customer.reverse_charge_description) == (9 * 10**12, "VAT exempt")
    assert api("ICompany.GetCompanyByGUID", companyGuid=added.company_guid).annual_revenue2 == 9 * 10**12
    case = add_case(api, "Roof", account_guid=added.guid)
    assert case.currency_shortform_of_case_company_currency == "EUR"
    assert case.case_company_currency_guid


def test_the_highest_status_bounds_which_invoices_are_changed_and_not_which_are_seen(api):
    with api.session() as session:
        draft, sent = session.all(session.select(invoice_statuses).order_by(invoice_statuses.c.sort_order).limit(2))
    case = add_case(api, "Roof")
    invoice = add_invoice(
        api, main_case_guid=case.guid, account_guid=case.account_guid, invoice_status_guid=draft["guid"]
    )
    narrow_rights(api, highest_accessible_invoice_status_name=draft["name"])
    change = {"invoiceGUID": invoice, "status": sent["name"]}
    assert api("IInvoice.SetInvoiceStatus", **change) is None
    assert fault_of(api, "IInvoice.SetInvoiceStatus", **change) in (NO_PERMISSION, "GeneralFailureException")
    assert api("IInvoice.GetInvoiceByGUID", invoiceGUID=invoice).guid == invoice


def test_the_narrowest_case_right_that_sees_cases_hides_even_ones_own_figures(api):
    world = World(api)
    for level, shown in (("OwnNoOwnFinancials", False), ("OwnNoCreation", True)):
        narrow = world.seen_by_me(case=level, users="None", work_hour_approval="None")
        assert world.names(case.guid for case in narrow("ICase.GetAllCases")) == {"owned", "member"}, level
        own = [
            each
            for each in narrow("IHourEntry.GetHourEntriesChangedSince", startDate=datetime(2000, 1, 1, tzinfo=UTC))
            if each.user_guid == world.me.guid
        ]
        assert own
        assert all((each.unit_price_in_case_company_currency is not None) is shown for each in own), level


def test_the_invoice_alone_is_an_option_of_its_pdf(api):
    invoice = add_invoice(api)
    with api.session() as session:
        add_file(session, b"%PDF-1.7", name="invoice.pdf", document_of_guid=invoice, document_format="PDF")
    options = {"invoiceGuid": invoice, "getAttachmentOnly": InvoicePdfGetOptions.INVOICE_ONLY}
    assert api("IInvoice.GetInvoicePdfByInvoiceGUID", **options) == b"%PDF-1.7"


@pytest.mark.parametrize("name", ["IContact.DeleteContact", "IActivity.GetActivitiesByDate"])
def test_new_operations_want_a_key(api, name):
    api.key = "wrong"
    assert fault_of(api, name) == "AuthenticationFailureException"
