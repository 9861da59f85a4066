"""IInvoice.CreateInvoices: which items come onto which invoice, and what it says."""

from __future__ import annotations

import threading
from datetime import datetime
from decimal import Decimal

import pytest

from severakit.entities import Contact, ContactCommunicationMethod, InvoiceInformation
from severakit.store.tables import (
    accounts,
    addresses,
    business_units,
    cases,
    companies,
    cost_accounts,
    countries,
    invoice_rows,
    invoice_statuses,
    invoices,
    items,
    languages,
    phases,
    travel_reimbursement_statuses,
    travel_reimbursements,
)
from support.calls import FAILURE, UNKNOWN, fault_of, set_clock
from support.items import add_item, add_product, add_travel_expense, change_item
from support.projects import (
    add_case,
    add_customer,
    add_invoice,
    add_phase,
    add_unit,
    narrow_rights,
    own_account,
    refusal,
    register,
    row_of,
    top_unit,
)

CREATE, BY_GUID, ITEM = "IInvoice.CreateInvoices", "IInvoice.GetInvoiceByGUID", "IItem.GetItemByGUID"
DAY = datetime(2026, 3, 31)


def create(api, *created, status="Draft", date=DAY, **members):
    info = InvoiceInformation(
        item_guids=[getattr(item, "guid", item) for item in created], invoice_status=status, date=date, **members
    )
    return api(CREATE, invoiceInformation=info)


def refused(api, *created, **members):
    given = {"date": DAY, "invoice_status": "Draft", "item_guids": [item.guid for item in created], **members}
    return fault_of(api, CREATE, invoiceInformation=InvoiceInformation(**given))


def count(api, table):
    with api.store.read(api.organization_id) as session:
        return session.count(table)


def assert_adds_up(invoice):
    rows, details = invoice.invoice_rows, invoice.invoice_details
    assert details.invoice_total_vat_excluded_amount == sum(row.row_vat_excluded_amount for row in rows)
    assert details.invoice_total_vat_amount == sum(row.row_vat_amount for row in rows)
    assert details.invoice_total_vat_included_amount == sum(row.row_amount for row in rows)
    for row in rows:
        assert row.row_amount == row.row_vat_excluded_amount + row.row_vat_amount


# --- which items come where ------------------------------------------------------------------


def test_items_of_an_account_come_onto_one_invoice_a_row_each(api):
    first_case, second_case = add_case(api, "First"), add_case(api, "Second")
    with api.session() as session:
        sales = session.insert(cost_accounts, number="3000", is_active=True)
    product = add_product(api, "Server", code="S1", measurement_unit="Piece", sales_account_guid=sales)
    one = add_item(
        api, first_case, product_guid=product.guid, name="Server & rack", quantity=Decimal("2.5"),
        unit_price=Decimal("10.01"), unit_cost=Decimal("3.333"), event_date=datetime(2026, 3, 5),
        user_guid=api.user_guid, task_guid=first_case.root_task_guid,
    )  # fmt: skip
    two = add_item(api, second_case, vat=Decimal(10), unit_price=Decimal("0.05"))
    (invoice,) = create(api, two, one)
    assert invoice == api(BY_GUID, invoiceGUID=invoice.guid)
    assert (invoice.account_guid, invoice.main_case_guid) == (first_case.account_guid, second_case.guid)
    assert invoice.invoice_allowed_case_guids == [second_case.guid, first_case.guid]
    assert (invoice.date, invoice.invoice_status, invoice.number) == (DAY, "Draft", None)
    of_two, of_one = invoice.invoice_rows
    assert (of_one.row_vat_excluded_amount, of_one.row_vat_amount, of_one.row_amount) == (
        Decimal("25.03"),
        Decimal("6.38"),
        Decimal("31.41"),
    )
    assert (of_one.delivered_quantity, of_one.quantity_unit_code, of_one.row_unit_price) == (
        Decimal("2.5"),
        "Piece",
        Decimal("10.01"),
    )
    assert (of_one.row_free_text, of_one.article_identifier, of_one.article_name) == ("Server & rack", "S1", "Server")
    assert (of_one.row_cost_amount, of_one.row_sales_account_number) == (Decimal("8.33"), "3000")
    assert (of_one.item_guids, of_one.product_guids, of_one.user_guids) == ([one.guid], [product.guid], [api.user_guid])
    assert (of_one.case_guids, of_one.phase_guids) == ([first_case.guid], [first_case.root_task_guid])
    assert (of_one.event_date, of_two.event_date) == (datetime(2026, 3, 5), DAY)
    assert (of_one.main_user_full_name, of_one.row_amount_currency_identifier) == ("Api User", "EUR")
    assert (of_two.row_vat_amount, of_two.row_vat_code, of_two.row_number) == (Decimal("0.01"), "S", 1)
    assert_adds_up(invoice)
    for item, row in ((one, of_one), (two, of_two)):
        stored = api(ITEM, itemGUID=item.guid)
        assert (stored.invoice_guid, stored.invoice_row_guid) == (invoice.guid, row.guid)
    (origin, _) = api("IInvoice.GetInvoiceOriginDetailsByInvoiceGUID", invoiceGUID=invoice.guid).invoice_row_origins
    assert [item.guid for item in origin.items] == [two.guid]


def test_accounts_and_currencies_make_invoices_of_their_own(api):
    other = add_customer(api, "Other")
    here, there = add_case(api), add_case(api, "There", account_guid=other.guid)
    abroad = add_case(api, "Abroad", currency_shortform="SEK")
    made = [add_item(api, case) for case in (here, there, abroad, here)]
    by_first_item = create(api, *made)
    assert [(invoice.account_name, invoice.currency_shortform) for invoice in by_first_item] == [
        ("Nordlys", "EUR"),
        ("Other", "EUR"),
        ("Nordlys", "SEK"),
    ]
    assert [len(invoice.invoice_rows) for invoice in by_first_item] == [2, 1, 1]
    assert (by_first_item[2].currency_rate, by_first_item[0].currency_rate) == (Decimal("11.20"), 1)
    assert by_first_item[2].invoice_rows[0].unit_price_currency_identifier == "SEK"


def test_an_item_that_is_named_twice_comes_once(api):
    item = add_item(api, add_case(api))
    (invoice,) = create(api, item, item)
    assert len(invoice.invoice_rows) == 1


def test_what_cannot_be_invoiced_refuses_all(api, other_api):
    case = add_case(api)
    fine, invoiced, free = add_item(api, case), add_item(api, case), add_item(api, case, unit_price=Decimal(0))
    create(api, invoiced)
    internal = add_item(api, add_case(api, "Internal", account_guid=own_account(api)))
    change_item(api, internal.guid, is_billable=True, unit_price=Decimal(1))
    theirs = add_item(other_api, add_case(other_api))
    later = add_item(api, case, planned_billing_date=datetime(2026, 4, 1))
    waiting = add_item(api, case, billing_dependency_task_guid=add_phase(api, case).guid)
    homeless = add_item(api, case)
    change_item(api, homeless.guid, case_guid=None)
    before = count(api, invoices)
    for bad in (invoiced, free, internal, theirs, later, waiting, homeless):
        # Only GeneralFailureException is declared here.
        assert refused(api, fine, bad) == FAILURE
    for broken in (
        {"item_guids": [fine.guid, UNKNOWN]},
        {"item_guids": ["guid"]},
        {"item_guids": []},
        {"item_guids": None},
        {"date": None},
        {"date": datetime(1, 1, 1)},
        {"invoice_status": None},
        {"invoice_status": "Unheard of"},
        {"language_guid": UNKNOWN},
        {"payment_term": -1},
        {"payment_term": 10000},
        {"over_due_interest": Decimal(-1)},
        {"due_date": datetime(2026, 3, 30)},
        {"date": datetime(9999, 12, 31), "payment_term": 30},
    ):
        assert refused(api, fine, **broken) == FAILURE, broken
    assert fault_of(api, CREATE, invoiceInformation=None) == FAILURE
    with api.session() as session:
        session.update_where(invoice_statuses, invoice_statuses.c.name == "Sent", is_active=False)
    assert refused(api, fine, invoice_status="Sent") == FAILURE
    assert (count(api, invoices), count(api, invoice_rows)) == (before, before)
    assert api(ITEM, itemGUID=fine.guid) == fine


def test_an_item_is_billed_from_its_day_on_and_when_its_phase_is_done(api):
    case = add_case(api)
    phase = add_phase(api, case)
    due = add_item(api, case, planned_billing_date=DAY)
    waiting = add_item(api, case, billing_dependency_task_guid=phase.guid)
    with api.session() as session:
        session.update(phases, phase.guid, is_completed=True)
    (invoice,) = create(api, due, waiting)
    assert len(invoice.invoice_rows) == 2


def test_travel_expenses_are_billed_once_their_claim_is_approved(api):
    travel = add_travel_expense(api)
    case = add_case(api, is_mileage_billable=True)
    item = add_item(api, case, product_guid=travel.guid, unit_price=Decimal("0.57"), quantity=Decimal(100))
    with api.session() as session:
        draft = session.find(travel_reimbursement_statuses, name="Draft")["guid"]
        claim = session.insert(
            travel_reimbursements, number=1, date=DAY, travel_reimbursement_status_guid=draft, user_guid=api.user_guid
        )
    change_item(api, item.guid, travel_reimbursement_guid=claim)
    assert refused(api, item) == FAILURE
    status = "ITravelReimbursement.SetTravelReimbursementStatus"
    api(status, travelReimbursementGUID=claim, status="Approved")
    (invoice,) = create(api, item)
    (row,) = invoice.invoice_rows
    assert (row.travel_expense_guids, row.product_guids) == ([travel.guid], [])
    assert row.row_vat_excluded_amount == Decimal("57.00")
    assert fault_of(api, status, travelReimbursementGUID=claim, status="Rejected") == FAILURE


# --- items that recur ------------------------------------------------------------------------


def test_a_recurring_item_is_billed_period_by_period(api):
    case = add_case(api)
    rule = add_item(
        api, case, name="Maintenance", recurrence_frequency=1, recurrence_start_date=datetime(2026, 1, 31),
        recurrence_end_type=1, recurrence_times=3,
    )  # fmt: skip
    assert refused(api, rule, date=datetime(2026, 1, 30)) == FAILURE
    billed = []
    for _ in range(2):
        (invoice,) = create(api, rule)
        (item_guid,) = invoice.invoice_rows[0].item_guids
        billed.append(api(ITEM, itemGUID=item_guid))
    assert [item.display_period_start for item in billed] == [datetime(2026, 1, 31), datetime(2026, 2, 28)]
    assert {item.recurring_item_guid for item in billed} == {rule.guid}
    assert billed[0].name == "Maintenance"
    assert (billed[0].recurrence_frequency, billed[0].recurrence_start_date, billed[0].recurrence_times) == (
        None,
        None,
        None,
    )
    assert (billed[0].billing_schedule, billed[0].event_date) == ("OnDate", datetime(2026, 1, 31))
    assert refused(api, rule, date=datetime(2026, 3, 30)) == FAILURE
    create(api, rule)
    assert refused(api, rule, date=datetime(2030, 1, 1)) == FAILURE
    assert api(ITEM, itemGUID=rule.guid) == rule


@pytest.mark.parametrize(
    ("end", "expected"), [({}, 4), ({"recurrence_end_type": 2, "recurrence_end_date": datetime(2026, 2, 15)}, 2)]
)
def test_a_recurring_item_ends_on_its_day_or_never(api, end, expected):
    rule = add_item(api, add_case(api), recurrence_frequency=1, recurrence_start_date=datetime(2026, 1, 15), **end)
    made = 0
    while refusal(api, CREATE, invoiceInformation=_info(rule, datetime(2026, 4, 30))) is None:
        made += 1
    assert made == expected


def _info(item, date):
    return InvoiceInformation(item_guids=[item.guid], date=date, invoice_status="Draft")


def test_a_period_beyond_the_calendar_never_comes(api):
    rule = add_item(api, add_case(api), recurrence_frequency=2**31 - 1, recurrence_start_date=DAY)
    create(api, rule)
    assert refused(api, rule, date=datetime(9999, 12, 1)) == FAILURE


def test_a_refused_call_bills_no_period(api):
    case = add_case(api)
    rule = add_item(api, case, recurrence_frequency=12, recurrence_start_date=datetime(2026, 1, 1))
    before = count(api, items)
    assert refused(api, rule, add_item(api, case, unit_price=Decimal(0))) == FAILURE
    assert count(api, items) == before + 1


# --- numbers ---------------------------------------------------------------------------------


def test_a_status_with_a_number_gives_each_invoice_the_next_of_its_series(api):
    north = add_unit(api, "North", next_invoice_number=500)
    customers = [add_customer(api, name, number=number) for number, name in ((71, "A"), (72, "B"), (73, "C"))]
    units = (top_unit(api), north, top_unit(api))
    made = [
        add_item(api, add_case(api, customer.name, account_guid=customer.guid, business_unit_guid=unit))
        for customer, unit in zip(customers, units, strict=True)
    ]
    numbered = create(api, *made, status="Sent")
    assert [invoice.number for invoice in numbered] == [1001, 500, 1002]
    assert [invoice.invoice_numbering_business_unit_guid for invoice in numbered] == list(units)
    assert [invoice.reference_number for invoice in numbered] == ["10016", "5005", "10029"]
    assert {invoice.payment_status for invoice in numbered} == {"NOTPAID"}
    (paid,) = create(api, add_item(api, add_case(api, "Paid")), status="Paid")
    assert (paid.number, paid.payment_status) == (1003, "PAID")


def test_a_refused_call_takes_no_number(api):
    case = add_case(api)
    item = add_item(api, case)
    assert refused(api, item, invoice_status="Sent", due_date=datetime(2020, 1, 1)) == FAILURE
    assert row_of(api, business_units, top_unit(api))["next_invoice_number"] == 1001


def test_two_callers_never_invoice_an_item_twice(api):
    case, other = add_case(api), add_case(api, "Other", account_guid=add_customer(api, "Other").guid)
    made = [add_item(api, each) for each in (case, other, case, other)]
    outcomes = []

    def call(order):
        info = InvoiceInformation(item_guids=[item.guid for item in order], date=DAY, invoice_status="Sent")
        outcomes.append(refusal(api, CREATE, invoiceInformation=info))

    orders = [made, made[::-1], made[2:], made[:2]] * 2
    workers = [threading.Thread(target=call, args=(order,)) for order in orders]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert set(outcomes) == {None, FAILURE}
    stored = [api(ITEM, itemGUID=item.guid) for item in made]
    assert None not in {item.invoice_guid for item in stored}
    with api.store.read(api.organization_id) as session:
        numbers = sorted(session.values(session.select(invoices, invoices.c.number)))
        sources = session.values(session.select(invoice_rows, invoice_rows.c.guid))
    assert numbers == list(range(1001, 1001 + len(numbers)))
    assert len(sources) == len(made)


def test_a_period_of_a_recurring_item_is_billed_once_by_two_callers(api):
    rule = add_item(
        api, add_case(api), recurrence_frequency=1, recurrence_start_date=DAY, recurrence_end_type=1, recurrence_times=1
    )
    outcomes = []

    def call():
        outcomes.append(refusal(api, CREATE, invoiceInformation=_info(rule, DAY)))

    workers = [threading.Thread(target=call) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcomes, key=str) == [FAILURE] * 3 + [None]


# --- money -----------------------------------------------------------------------------------


def test_vat_comes_from_the_item_and_then_from_the_account(api):
    customer = add_customer(api, invoicing_vat=Decimal(24))
    case = add_case(api, account_guid=customer.guid)
    own, accounts_ = add_item(api, case, vat=Decimal(0)), add_item(api, case)
    change_item(api, accounts_.guid, vat=None)
    none = add_item(api, add_case(api, "Other", account_guid=add_customer(api, "Other").guid))
    first, second = create(api, own, accounts_, none)
    assert [(row.row_vat_rate_percent, row.row_vat_amount, row.row_vat_code) for row in first.invoice_rows] == [
        (0, 0, "Z"),
        (24, 24, "S"),
    ]
    assert [row.row_vat_rate_percent for row in second.invoice_rows] == [0]
    for invoice in (first, second):
        assert_adds_up(invoice)


def test_under_reverse_charge_there_is_no_vat(api):
    customer = add_customer(api, reverse_charge=True)
    item = add_item(api, add_case(api, account_guid=customer.guid), vat=Decimal("25.5"))
    (invoice,) = create(api, item)
    (row,) = invoice.invoice_rows
    assert (row.row_vat_amount, row.row_vat_rate_percent, row.row_vat_code) == (0, 0, "AE")
    assert (invoice.is_tax_free, invoice.invoice_config.is_tax_free) == (True, True)
    assert "Reverse charge" in invoice.tax_free_description


@pytest.mark.parametrize(
    ("language", "terms", "reason"),
    [
        ("fi-FI", "30 päivää netto", "Käännetty verovelvollisuus"),
        ("sv-FI", "30 dagar netto", "Omvänd betalningsskyldighet"),
        ("et-EE", "30 days net", "Reverse charge"),
    ],
)
def test_what_is_said_for_the_caller_is_in_the_language_of_the_invoice(api, language, terms, reason):
    guid = register(api, languages, ietf_language_tag=language)
    customer = add_customer(api, reverse_charge=True, language_guid=guid)
    item = add_item(api, add_case(api, account_guid=customer.guid))
    (invoice,) = create(api, item, payment_term=30)
    assert invoice.invoice_details.payment_terms_free_text == terms
    assert invoice.tax_free_description.startswith(reason)


def test_rounding_is_row_by_row_and_the_rows_are_the_invoice(api):
    case = add_case(api)
    made = [
        add_item(api, case, quantity=Decimal("0.333"), unit_price=Decimal(price), vat=Decimal(vat))
        for price, vat in (("0.015", "25.5"), ("10.05", "25.5"), ("99.995", "14"), ("-3.335", "10"), ("0.07", "0"))
    ]
    (invoice,) = create(api, *made)
    assert [str(row.row_vat_excluded_amount) for row in invoice.invoice_rows] == [
        "0.00",
        "3.35",
        "33.30",
        "-1.11",
        "0.02",
    ]
    assert [str(row.row_vat_amount) for row in invoice.invoice_rows] == ["0.00", "0.85", "4.66", "-0.11", "0.00"]
    assert_adds_up(invoice)
    assert invoice.is_credit_note is False


def test_what_comes_to_less_than_nothing_is_a_credit_note(api):
    case = add_case(api)
    credit = add_item(api, case, quantity=Decimal(-2), unit_price=Decimal("12.345"), vat=Decimal("25.5"))
    (note,) = create(api, credit, status="Sent")
    assert (note.is_credit_note, note.number) == (True, 1001)
    assert note.invoice_details.invoice_total_vat_included_amount == Decimal("-30.99")
    assert_adds_up(note)


def test_the_invoice_quantity_is_what_is_billed(api):
    item = add_item(api, add_case(api), quantity=Decimal(5), invoice_quantity=Decimal(3), unit_cost=Decimal(10))
    (invoice,) = create(api, item)
    (row,) = invoice.invoice_rows
    assert (row.delivered_quantity, row.row_vat_excluded_amount, row.row_cost_amount) == (3, 300, 30)


# --- what it says ----------------------------------------------------------------------------


def test_terms_come_from_case_account_and_unit_unless_they_are_sent(api):
    north = add_unit(api, "North")
    customer = add_customer(api)
    case = add_case(api, account_guid=customer.guid, business_unit_guid=north)

    def terms(**members):
        (invoice,) = create(api, add_item(api, case), **members)
        return invoice.payment_term, invoice.due_date, invoice.over_due_interest

    assert terms() == (14, datetime(2026, 4, 14), Decimal("8.00"))
    with api.session() as session:
        session.update(accounts, customer.guid, payment_term=30, overdue_interest=Decimal(7))
    assert terms() == (30, datetime(2026, 4, 30), Decimal(7))
    with api.session() as session:
        session.update(cases, case.guid, payment_term=0, overdue_interest=Decimal(0))
    assert terms() == (0, DAY, Decimal(0))
    assert terms(payment_term=21, over_due_interest=Decimal("9.5")) == (21, datetime(2026, 4, 21), Decimal("9.5"))
    assert terms(due_date=datetime(2026, 4, 10, 12)) == (10, datetime(2026, 4, 10), Decimal(0))
    assert terms(due_date=datetime(2026, 5, 1), payment_term=14) == (14, datetime(2026, 5, 1), Decimal(0))


def test_texts_language_and_order_come_from_the_case_and_account(api):
    case = add_case(
        api, our_reference="Ours", your_reference="Theirs", order_number="O-1", billing_notes_before_grid="Thanks & hi"
    )
    plain, ordered = add_item(api, case), add_item(api, case, purchase_order_number="PO-1")
    (invoice,) = create(api, ordered, notes="Checked")
    assert (invoice.our_reference, invoice.your_reference, invoice.order_number) == ("Ours", "Theirs", "O-1")
    assert (invoice.notes, invoice.notes_before_invoice_rows, invoice.po_number) == ("Checked", "Thanks & hi", "PO-1")
    assert (invoice.culture, invoice.language_code) == ("en-GB", "en-GB")
    assert invoice.invoice_details.payment_terms_free_text == "14 days net"
    swedish = register(api, languages, ietf_language_tag="sv-SE")
    mixed = add_item(api, case, purchase_order_number="PO-2")
    (other,) = create(api, plain, mixed, our_reference="X", your_reference="Y", language_guid=swedish)
    assert (other.our_reference, other.your_reference, other.culture) == ("X", "Y", "sv-SE")
    assert other.invoice_details.payment_terms_free_text == "14 dagar netto"
    assert other.po_number is None


def test_sender_and_receiver_are_kept_on_the_invoice(api):
    finland, sweden = (register(api, countries, iso_codea2=code) for code in ("FI", "SE"))
    customer = add_customer(api)
    with api.session() as session:
        own = session.find(companies, name="Acme")
        own_address = session.find(addresses, company_guid=own["guid"])
        session.update(companies, own["guid"], vat_number="FI100", email="bills@acme.example", website="acme.example")
        session.update(
            addresses, own_address["guid"], addressline="Kaivokatu 1", city="Helsinki", postal_code="00100", phone="1"
        )
        session.update(companies, customer.company_guid, vat_number="SE200")
        office, billing, project = (
            session.insert(addresses, company_guid=customer.company_guid, country_guid=sweden, **values)
            for values in (
                {"city": "Malmö"},
                {"city": "Lund", "is_billing_address": True, "phone": "46"},
                {"city": "Kiruna", "country_region_name": "Norrbotten"},
            )
        )
        session.update(companies, customer.company_guid, head_office_address_guid=office)
    contact = api(
        "IContact.AddNewContact",
        contactInfo=Contact(
            account_guid=customer.guid,
            first_name="Eva",
            last_name="Berg",
            communication_methods=[
                ContactCommunicationMethod(type="Phone", value="5"),
                ContactCommunicationMethod(type="EmailAddress", value="no@x.example", is_forbidden_to_use=True),
                ContactCommunicationMethod(type="EmailAddress", value="eva@x.example"),
            ],
        ),
    )
    case = add_case(api, account_guid=customer.guid, contact_guid=contact.guid)

    def invoiced(**members):
        (invoice,) = create(api, add_item(api, case), **members)
        return invoice

    invoice = invoiced()
    assert (invoice.receiver_customer_name, invoice.receiver_city, invoice.receiver_country) == (
        "Nordlys",
        "Lund",
        "Sweden",
    )
    assert (invoice.receiver_contact_name, invoice.receiver_contact_email) == ("Eva Berg", "eva@x.example")
    assert (invoice.receiver_vat_number, invoice.sender_vat_number) == ("SE200", "FI100")
    assert invoice.buyer_organization.buyer_postal_address_details.country_code == "SE"
    assert invoice.buyer_organization.buyer_phone_number_identifier == "46"
    assert (invoice.sender_name, invoice.sender_addressline, invoice.sender_city, invoice.sender_postal_code) == (
        "Acme",
        "Kaivokatu 1",
        "Helsinki",
        "00100",
    )
    assert (invoice.sender_country, invoice.sender_contact_name) == ("Finland", "Api User")
    assert invoice.seller_organization.seller_postal_address_details.country_code == "FI"
    assert invoice.seller_contact.seller_emailaddress_identifier == "bills@acme.example"

    with api.session() as session:
        session.update(cases, case.guid, billing_address_guid=project)
        session.update(business_units, top_unit(api), vat_number="FI300")
    invoice = invoiced()
    assert (invoice.receiver_city, invoice.receiver_state) == ("Kiruna", "Norrbotten")
    assert (invoice.sender_name, invoice.sender_vat_number) == ("Acme", "FI300")
    with api.session() as session:
        session.update(cases, case.guid, billing_address_guid=None)
        session.update(addresses, billing, is_billing_address=False)
    assert invoiced().receiver_city == "Malmö"

    given = {"receiver_customer_name": "Another", "sender_country": "SE", "sender_name": "Acme AB"}
    sent = invoiced(status="Sent", **given)
    assert (sent.receiver_customer_name, sent.sender_name, sent.sender_country) == ("Another", "Acme AB", "SE")
    assert sent.receiver_city == "Malmö"
    # The reference follows the country that was sent.
    assert (sent.reference_number, finland != sweden) == ("10017", True)


# --- configuration ---------------------------------------------------------------------------


def test_without_an_earlier_invoice_each_item_makes_a_row(api):
    (invoice,) = create(api, add_item(api, add_case(api)))
    config = invoice.invoice_config
    assert (config.bill_hour, config.bill_product, config.bill_expense) == ("OneByOne",) * 3
    assert (config.show_vat, config.show_quantity, config.show_attach_vat) == (True, True, False)


def test_rows_are_grouped_as_the_accounts_latest_invoice_is(api):
    customer = add_customer(api)
    case, other = (add_case(api, name, account_guid=customer.guid) for name in ("First", "Second"))
    set_clock(api.store, "2040-01-01 08:00")
    add_invoice(api, account_guid=customer.guid, invoice_config_bill_product="OneByOne")
    set_clock(api.store, "2040-01-02 08:00")
    add_invoice(
        api, account_guid=customer.guid, invoice_config_bill_product="Group+Attachment",
        invoice_config_product_primary_group_by="ProductName", invoice_config_product_secondary_group_by="Case",
        invoice_config_bill_expense="OneByOne",
        invoice_config_expense_item_description_format="[date], [person], [notes]",
    )  # fmt: skip
    set_clock(api.store, "2040-01-03 08:00")
    add_invoice(api, account_guid=customer.guid, is_credit_note=True, invoice_config_bill_product="OneByOne")
    licence, travel = add_product(api, "Licence", measurement_unit="Piece"), add_travel_expense(api)
    made = [
        add_item(api, each, product_guid=licence.guid, quantity=Decimal(quantity), unit_price=Decimal(price))
        for each, quantity, price in ((case, 1, 10), (other, 1, 10), (case, 2, 10), (other, 2, 15))
    ]
    taxi = add_item(
        api, case, product_guid=travel.guid, is_billable=True, description="Taxi", event_date=datetime(2026, 3, 5)
    )
    (invoice,) = create(api, *made, taxi)
    same, mixed, single = invoice.invoice_rows
    assert (same.row_free_text, same.delivered_quantity, same.row_unit_price) == ("Licence, First", 3, 10)
    assert (same.quantity_unit_code, same.item_guids) == ("Piece", [made[0].guid, made[2].guid])
    assert (mixed.row_free_text, mixed.delivered_quantity, mixed.row_unit_price) == ("Licence, Second", 1, 40)
    assert (mixed.quantity_unit_code, mixed.row_vat_excluded_amount) == (None, 40)
    assert single.row_free_text == "2026-03-05, Taxi"
    assert_adds_up(invoice)
    assert invoice.invoice_config.bill_product == "Group+Attachment"


# --- rights ----------------------------------------------------------------------------------


def test_invoicing_takes_the_right_over_every_case(api):
    mine, internal = add_case(api), add_case(api, "Foreign")
    item, foreign = add_item(api, mine), add_item(api, internal)
    with api.session() as session:
        session.update(cases, internal.guid, case_owner_user_guid=None)
    narrow_rights(api, case="Own")
    # NoPermissionException is not declared here.
    assert refused(api, item, foreign) == FAILURE
    assert refusal(api, CREATE, invoiceInformation=_info(item, DAY)) is None
    narrow_rights(api, case="OwnNoFinancial")
    assert refused(api, foreign) == FAILURE
    narrow_rights(api, case="All")
    assert len(create(api, foreign)) == 1
