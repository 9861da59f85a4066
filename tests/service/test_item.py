"""IItem: fees, products, purchases and travel expenses of cases."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from severakit.entities import Item
from severakit.store.tables import (
    business_units,
    cost_accounts,
    cost_centers,
    files,
    item_files,
    items,
    phases,
    reimbursed_items,
    sales_statuses,
    travel_reimbursement_statuses,
    travel_reimbursements,
    users,
)
from support.calls import FAILURE, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock, statements
from support.items import add_item, add_product, add_travel_expense, change_item, new_item
from support.projects import (
    add_case,
    add_customer,
    add_invoice,
    add_invoice_row,
    add_phase,
    add_unit,
    add_user,
    currency,
    narrow_rights,
    refusal,
    top_unit,
)

BY_GUID, BY_CASE, BY_ORDER = "IItem.GetItemByGUID", "IItem.GetItemsByCaseGUID", "IItem.GetItemByPurchaseOrderNumber"
BY_INSERT_DATE, CHANGED = "IItem.GetItemsByInsertDate", "IItem.GetItemsChangedSince"
TRAVEL = "IItem.GetTravelExpensesByDate"
REIMBURSED, REIMBURSED_CHANGED = "IItem.GetReimbursedItemByGUID", "IItem.GetReimbursedItemsChangedSince"
ADD, ADD_ALL, DELETE = "IItem.AddNewItem", "IItem.AddNewItems", "IItem.DeleteItem"
ADD_EXPENSE = "IItem.AddNewExpenseToProductByPoNumber"


def guids(listed):
    return {item.guid for item in listed}


def get(api, guid):
    return api(BY_GUID, itemGUID=guid)


def count(api):
    with api.store.read(api.organization_id) as session:
        return session.count(items)


# --- reading ---------------------------------------------------------------------------------


def test_an_item_is_found_by_guid_case_and_order_number(api, other_api):
    case = add_case(api)
    set_clock(api.store, "2040-01-01 08:00")
    item = add_item(api, case, name="Licence <&>", purchase_order_number="PO-1")
    set_clock(api.store, "2040-01-01 08:01")
    later = add_item(api, case, purchase_order_number="PO-1")
    assert get(api, item.guid) == item
    assert (item.case_number, item.is_approved, item.is_read_only) == (case.case_number, False, False)
    assert guids(api(BY_CASE, caseGUID=case.guid)) == {item.guid, later.guid}
    assert api(BY_ORDER, poNumber="PO-1") == item
    for unknown in (UNKNOWN, None):
        assert fault_of(api, BY_GUID, itemGUID=unknown) == NOT_FOUND
        assert api(BY_CASE, caseGUID=unknown) == []
    for unknown in ("PO-2", "", None):
        assert fault_of(api, BY_ORDER, poNumber=unknown) == NOT_FOUND
    assert fault_of(other_api, BY_GUID, itemGUID=item.guid) == NOT_FOUND
    assert other_api(BY_CASE, caseGUID=case.guid) == []
    assert fault_of(other_api, BY_ORDER, poNumber="PO-1") == NOT_FOUND


def test_items_are_listed_by_the_minute_of_their_insertion_and_change(api, other_api):
    case = add_case(api)
    set_clock(api.store, "2040-01-01 08:00:30")
    old = add_item(api, case)
    set_clock(api.store, "2040-01-02 08:00:30")
    new = add_item(api, case)
    change_item(api, old.guid, description="Changed")

    def inserted(start, end=None):
        return guids(api(BY_INSERT_DATE, insertStartDate=moment(start), insertEndDate=end and moment(end)))

    assert inserted("2040-01-01 08:00:59") == {old.guid, new.guid}
    assert inserted("2040-01-01 08:00", "2040-01-01 08:00") == {old.guid}
    assert inserted("2040-01-01 08:01", "2040-01-02 07:59") == set()
    assert guids(api(CHANGED, startDate=moment("2040-01-02 08:00:59"))) == {old.guid, new.guid}
    assert api(CHANGED, startDate=moment("2040-01-02 08:01")) == []
    assert fault_of(api, BY_INSERT_DATE, insertStartDate=None) == FAILURE
    assert fault_of(api, CHANGED, startDate=None) == FAILURE
    assert other_api(CHANGED, startDate=moment("2000-01-01")) == []
    assert other_api(BY_INSERT_DATE, insertStartDate=moment("2000-01-01")) == []


def test_travel_expenses_are_listed_by_their_day_and_unit(api, other_api):
    north = add_unit(api, "North")
    oulu = add_unit(api, "Oulu", parent=north)
    travel = add_travel_expense(api)
    of_top, of_oulu = add_case(api), add_case(api, "Oulu", business_unit_guid=oulu)
    first = add_item(api, of_top, product_guid=travel.guid, event_date=datetime(2026, 1, 5, 13))
    second = add_item(api, of_oulu, product_guid=travel.guid, event_date=datetime(2026, 1, 7))
    add_item(api, of_top, product_guid=add_product(api).guid, event_date=datetime(2026, 1, 6))
    add_item(api, of_top, event_date=datetime(2026, 1, 6))

    def found(start=None, end=None, unit=None):
        return guids(api(TRAVEL, businessUnitGUID=unit, startDate=start, endDate=end))

    assert found() == found(unit="") == {first.guid, second.guid}
    assert found(datetime(2026, 1, 5), datetime(2026, 1, 5)) == {first.guid}
    assert found(end=datetime(2026, 1, 6)) == {first.guid}
    assert found(datetime(2026, 1, 6, 23)) == {second.guid}
    assert found(unit=north) == found(unit=oulu) == {second.guid}
    assert found(unit=UNKNOWN) == set()
    assert other_api(TRAVEL) == []


def test_reimbursed_items_are_those_of_credited_invoices_and_credit_notes(api, other_api):
    set_clock(api.store, "2040-01-01 08:00:30")
    with api.session() as session:
        live, on_invoice, on_note = (
            session.insert(table, name=name, quantity=Decimal(1), **values)
            for table, name, values in (
                (items, "Live", {}),
                (reimbursed_items, "Licence", {"in_credit_note": False}),
                (reimbursed_items, "Licence", {"in_credit_note": True}),
            )
        )
    since = moment("2040-01-01 08:00")

    def found(in_credit_note):
        return guids(api(REIMBURSED_CHANGED, startDate=since, inCreditNote=in_credit_note))

    assert (found(None), found(False), found(True)) == ({on_invoice, on_note}, {on_invoice}, {on_note})
    assert api(REIMBURSED_CHANGED, startDate=moment("2040-01-01 08:01"), inCreditNote=None) == []
    assert api(REIMBURSED, itemGUID=on_note).name == "Licence"
    for unknown in (live, UNKNOWN, None):
        assert fault_of(api, REIMBURSED, itemGUID=unknown) == NOT_FOUND
    assert fault_of(api, REIMBURSED_CHANGED, startDate=None, inCreditNote=None) == FAILURE
    assert fault_of(other_api, REIMBURSED, itemGUID=on_note) == NOT_FOUND
    assert other_api(REIMBURSED_CHANGED, startDate=since, inCreditNote=None) == []


# --- adding ----------------------------------------------------------------------------------


def test_an_item_takes_what_it_does_not_say_from_its_product_and_account(api):
    with api.session() as session:
        account = session.insert(cost_accounts, number="3000", is_active=True)
    product = add_product(
        api, "Server", code="S1", measurement_unit="Piece", sales_account_guid=account, type="Subcontracting"
    )
    customer = add_customer(api, invoicing_vat=Decimal(14))
    case = add_case(api, account_guid=customer.guid)
    item = api(ADD, itemInfo=Item(case_number=case.case_number, product_code="S1", quantity=Decimal("2.5")))
    assert (item.case_guid, item.product_guid, item.product_code) == (case.guid, product.guid, "S1")
    assert (item.name, item.measurement_unit, item.product_type) == ("Server", "Piece", "Subcontracting")
    assert (item.unit_price, item.unit_cost, item.unit_price_in_base_currency) == (100, 60, 100)
    assert (item.vat, item.invoice_quantity, item.is_billable) == (Decimal("25.5"), Decimal("2.5"), True)
    assert (item.sales_account_guid, item.billing_schedule) == (account, "Immediately")
    own = add_item(
        api, case, product_guid=product.guid, name="Ours", vat=Decimal(10), measurement_unit="Box", is_billable=False
    )
    assert (own.name, own.vat, own.measurement_unit, own.is_billable) == ("Ours", Decimal(10), "Box", False)
    assert add_item(api, case).vat == Decimal(14)
    assert add_item(api, case, product_guid=add_product(api, "Bare", vat=None).guid).vat == Decimal(14)


def test_the_price_is_the_cases_and_its_base_price_is_computed(api):
    case = add_case(api, currency_shortform="SEK")
    item = add_item(api, case, unit_price=Decimal(112), unit_price_in_base_currency=Decimal(777))
    assert (item.unit_price, item.unit_price_in_base_currency) == (Decimal(112), Decimal("10.00"))
    in_norwegian = api(ADD, itemInfo=new_item(case, unit_price=Decimal(116)), currencyCode="nok")
    assert (in_norwegian.unit_price, in_norwegian.unit_price_in_base_currency) == (Decimal(116), Decimal("10.00"))
    assert api(ADD, itemInfo=new_item(case), currencyCode="").unit_price_in_base_currency == Decimal("8.93")
    assert fault_of(api, ADD, itemInfo=new_item(case), currencyCode="XXX") == FAILURE
    assert count(api) == 3


def test_what_costs_without_a_price_is_not_billed(api):
    case = add_case(api)
    cost = add_item(
        api,
        case,
        unit_price=Decimal(0),
        unit_price_in_base_currency=Decimal(5),
        unit_cost=Decimal("7.555"),
        is_billable=True,
    )
    assert (cost.unit_price_in_base_currency, cost.unit_cost, cost.is_billable) == (0, Decimal("7.555"), False)


def test_a_travel_expense_is_billed_as_its_case_says_and_costs_in_base_currency(api):
    case = add_case(api, is_mileage_billable=True)
    mileage = add_travel_expense(api, unit_cost=Decimal("11.20"), cost_currency_guid=currency(api, "SEK"))
    allowance = add_travel_expense(api, "Per diem", expense_class="DailyAllowance", unit_price=Decimal(51))
    other = add_travel_expense(api, "Hotel", expense_class=None)
    given = {"quantity": Decimal(10), "unit_price": None, "unit_cost": None}
    item = add_item(api, case, product_guid=mileage.guid, **given)
    assert (item.unit_price, item.unit_cost, item.is_billable) == (Decimal("0.57"), Decimal("1.00"), True)
    assert [
        add_item(api, case, product_guid=guid, **given, **more).is_billable
        for guid in (allowance.guid, other.guid)
        for more in ({}, {"is_billable": True})
    ] == [False, True, False, True]


def test_cost_centres_come_from_the_users_unit_and_then_from_the_case(api):
    with api.session() as session:
        of_unit, of_case = (session.insert(cost_centers, name=name) for name in ("Unit", "Case"))
    case = add_case(api, cost_center_guid=of_case)
    assert add_item(api, case).cost_center_guid == of_case
    with api.session() as session:
        session.update(business_units, top_unit(api), cost_center_guid=of_unit)
    with_user = {"user_guid": api.user_guid, "task_guid": case.root_task_guid}
    assert add_item(api, case, **with_user).cost_center_guid == of_unit
    assert add_item(api, case, **with_user, cost_center_guid=of_case).cost_center_guid == of_case


def test_the_schedule_follows_from_what_is_sent(api):
    case = add_case(api)
    phase = add_phase(api, case)
    assert add_item(api, case, planned_billing_date=datetime(2026, 5, 1)).billing_schedule == "OnDate"
    assert add_item(api, case, billing_dependency_task_guid=phase.guid).billing_schedule == "WhenPhaseCompleted"
    monthly = add_item(api, case, recurrence_frequency=1, recurrence_start_date=datetime(2026, 1, 31))
    assert (monthly.billing_schedule, monthly.recurrence_end_type) == ("Recurring", 0)
    assert add_item(api, case, billing_schedule="Their own").billing_schedule == "Their own"


def test_what_comes_from_invoicing_is_not_taken_over(api):
    case = add_case(api)
    invoice = add_invoice(api)
    item = add_item(
        api,
        case,
        guid=UNKNOWN,
        invoice_guid=invoice,
        invoice_row_guid=UNKNOWN,
        recurring_item_guid=UNKNOWN,
        is_read_only=True,
        is_approved=True,
    )
    assert item.guid != UNKNOWN
    assert (item.invoice_guid, item.invoice_row_guid, item.recurring_item_guid) == (None, None, None)
    assert (item.is_read_only, item.is_approved) == (False, False)


def test_a_user_is_named_by_code_and_needs_a_phase(api):
    case = add_case(api)
    with api.session() as session:
        session.update(users, api.user_guid, code="U1")
    item = add_item(api, case, user_code="U1", task_guid=case.root_task_guid)
    assert (item.user_guid, item.user_code) == (api.user_guid, "U1")
    assert fault_of(api, ADD, itemInfo=new_item(case, user_guid=api.user_guid)) == FAILURE
    assert fault_of(api, ADD, itemInfo=new_item(case, user_code="U2", task_guid=case.root_task_guid)) == FAILURE


BROKEN = [
    {"case_guid": None},
    {"case_guid": UNKNOWN},
    {"case_guid": None, "case_number": 4711},
    {"quantity": None},
    {"quantity": Decimal(10**10)},
    {"unit_price": None},
    {"unit_cost": None},
    {"unit_price": Decimal(-(10**10))},
    {"vat": Decimal(101)},
    {"purchase_vat": Decimal(-1)},
    {"product_guid": UNKNOWN},
    {"product_guid": "guid"},
    {"product_code": "unheard of"},
    {"task_guid": UNKNOWN},
    {"sales_status_guid": UNKNOWN},
    {"sales_account_guid": UNKNOWN},
    {"cost_center_guid": UNKNOWN},
    {"recurrence_frequency": 0, "recurrence_start_date": datetime(2026, 1, 1)},
    {"recurrence_frequency": 1},
    {"recurrence_frequency": 1, "recurrence_start_date": datetime(2026, 1, 1), "recurrence_end_type": 1},
    {"recurrence_frequency": 1, "recurrence_start_date": datetime(2026, 1, 1), "recurrence_end_type": 2},
    {
        "recurrence_frequency": 1,
        "recurrence_start_date": datetime(2026, 1, 2),
        "recurrence_end_type": 2,
        "recurrence_end_date": datetime(2026, 1, 1),
    },
    {"recurrence_end_type": 3},
    {"recurrence_times": 0},
]


def test_what_breaks_a_rule_is_not_added(api):
    case = add_case(api)
    for broken in BROKEN:
        # ValidationException and NotFoundException are not declared here.
        assert fault_of(api, ADD, itemInfo=new_item(case, **broken)) == FAILURE, broken
    assert fault_of(api, ADD, itemInfo=None) == FAILURE
    assert count(api) == 0


def test_what_belongs_to_another_case_or_organization_is_refused(api, other_api):
    case, other_case, foreign = add_case(api), add_case(api, "Other"), add_case(other_api)
    phase = add_phase(api, other_case)
    locked = add_phase(api, case, "Locked", is_locked=True)
    closed = add_case(api, "Closed", is_closed=True)
    inactive, theirs = add_product(api), add_product(other_api)
    api("IProduct.UpdateProduct", productInfo=_closed(inactive))
    with api.session() as session:
        status = session.insert(
            sales_statuses,
            case_guid=other_case.guid,
            time_stamp=session.now,
            sales_process_guid=session.find(sales_statuses.metadata.tables["sales_processes"], name="Won")["guid"],
        )
    for broken in (
        {"task_guid": phase.guid},
        {"billing_dependency_task_guid": phase.guid},
        {"task_guid": locked.guid},
        {"sales_status_guid": status},
        {"product_guid": inactive.guid},
        {"product_guid": theirs.guid},
        {"case_guid": closed.guid},
        {"case_guid": foreign.guid},
    ):
        assert fault_of(api, ADD, itemInfo=new_item(case, **broken)) == FAILURE, broken
    assert count(api) == 0


def _closed(product):
    product.is_active = False
    return product


def test_several_items_are_added_all_or_none(api):
    case = add_case(api)
    names = [f"Fee {number}" for number in range(20)]
    made = api(ADD_ALL, items=[new_item(case, name=name) for name in names])
    assert [item.name for item in made] == names
    assert made == [get(api, item.guid) for item in made]
    assert api(ADD_ALL, items=[]) == []
    assert fault_of(api, ADD_ALL, items=None) == FAILURE
    assert fault_of(api, ADD_ALL, items=[new_item(case), new_item(case, quantity=None)]) == FAILURE
    assert fault_of(api, ADD_ALL, items=[new_item(case), None]) == FAILURE
    assert count(api) == 20


def test_an_expense_goes_to_the_case_of_the_order_and_is_not_billed(api, other_api):
    case, other = add_case(api), add_case(api, "Other")
    phase = add_phase(api, case)
    product = add_product(api, code="SUB")
    ordered = add_item(api, case, purchase_order_number="PO-1", product_guid=product.guid, task_guid=phase.guid)

    def add(**members):
        return api(ADD_EXPENSE, poNumber="PO-1", itemInfo=Item(**{"quantity": Decimal(2), **members}))

    expense = add(case_guid=other.guid, unit_cost=Decimal(70), name="Invoice 77")
    assert (expense.case_guid, expense.task_guid, expense.product_guid) == (case.guid, phase.guid, product.guid)
    assert (expense.unit_price, expense.unit_cost, expense.is_billable) == (0, Decimal(70), False)
    assert (expense.purchase_order_number, expense.name) == ("PO-1", "Invoice 77")
    assert (add().unit_cost, add(unit_price=Decimal(80)).is_billable) == (Decimal(60), True)
    add_product(api, "Other", code="OTH", unit_cost=Decimal(3))
    assert (add(product_code="OTH").product_code, add(product_code="OTH").unit_cost) == ("OTH", Decimal(3))
    assert api(BY_ORDER, poNumber="PO-1").guid == ordered.guid

    before = count(api)
    for unknown in ("PO-2", "", None):
        assert fault_of(api, ADD_EXPENSE, poNumber=unknown, itemInfo=Item(quantity=Decimal(1))) == NOT_FOUND
    assert fault_of(api, ADD_EXPENSE, poNumber="PO-1", itemInfo=Item()) == FAILURE
    assert fault_of(api, ADD_EXPENSE, poNumber="PO-1", itemInfo=None) == FAILURE
    assert fault_of(other_api, ADD_EXPENSE, poNumber="PO-1", itemInfo=Item(quantity=Decimal(1))) == NOT_FOUND
    assert count(api) == before


# --- deleting --------------------------------------------------------------------------------


def test_an_item_is_deleted_with_its_files_linked_no_more(api, other_api):
    case = add_case(api)
    item, stays = add_item(api, case), add_item(api, case)
    with api.session() as session:
        file = session.insert(files, name="receipt.pdf")
        session.append(item_files, "item_guid", item.guid, file_guid=file)
    assert fault_of(other_api, DELETE, itemGUID=item.guid) == NOT_FOUND
    assert api(DELETE, itemGUID=item.guid) is True
    for gone in (item.guid, UNKNOWN, None):
        assert fault_of(api, DELETE, itemGUID=gone) == NOT_FOUND
    assert guids(api(BY_CASE, caseGUID=case.guid)) == {stays.guid}
    assert api("IFile.GetFileByGUID", guid=file).name == "receipt.pdf"


@pytest.mark.parametrize("hindrance", ["invoice", "credited", "snapshot", "locked"])
def test_what_is_invoiced_credited_or_locked_is_not_deleted(api, hindrance):
    item = add_item(api, add_case(api))
    invoice = add_invoice(api)
    if hindrance == "invoice":
        change_item(api, item.guid, invoice_guid=invoice)
    elif hindrance == "credited":
        add_invoice_row(api, invoice, {"item_guid": item.guid})
    elif hindrance == "snapshot":
        with api.session() as session:
            session.insert(reimbursed_items, item_guid=item.guid, quantity=Decimal(1))
    else:
        with api.session() as session:
            status = session.find(travel_reimbursement_statuses, name="Approved")["guid"]
            claim = session.insert(
                travel_reimbursements, number=1, date=datetime(2026, 1, 1), travel_reimbursement_status_guid=status
            )
        change_item(api, item.guid, travel_reimbursement_guid=claim)
    before = get(api, item.guid)
    # ValidationException is not declared here.
    assert fault_of(api, DELETE, itemGUID=item.guid) == FAILURE
    assert get(api, item.guid) == before


def test_with_a_recurring_item_go_those_that_are_not_invoiced(api):
    case = add_case(api)
    rule = add_item(api, case, recurrence_frequency=1, recurrence_start_date=datetime(2026, 1, 1))
    unbilled, billed, credited = (add_item(api, case) for _ in range(3))
    invoice = add_invoice(api)
    for made in (unbilled, billed, credited):
        change_item(api, made.guid, recurring_item_guid=rule.guid)
    change_item(api, billed.guid, invoice_guid=invoice)
    add_invoice_row(api, invoice, {"item_guid": credited.guid})
    assert api(DELETE, itemGUID=rule.guid) is True
    left = api(BY_CASE, caseGUID=case.guid)
    assert guids(left) == {billed.guid, credited.guid}
    assert {item.recurring_item_guid for item in left} == {None}


# --- rights ----------------------------------------------------------------------------------


def test_items_take_the_case_right_or_the_membership_for_ones_own(api):
    stranger = add_user(api, "stranger@acme.example")
    case = add_case(api, case_owner_user_guid=stranger.guid)
    phase = add_phase(api, case)
    item = add_item(api, case)
    ordered = add_item(api, case, purchase_order_number="PO-1")
    own = new_item(case, user_guid=api.user_guid, task_guid=phase.guid)
    others = new_item(case, user_guid=stranger.guid, task_guid=phase.guid)

    def outcomes():
        return [
            refusal(api, ADD, itemInfo=own),
            refusal(api, ADD, itemInfo=others),
            refusal(api, ADD_ALL, items=[own]),
            refusal(api, ADD, itemInfo=new_item(case)),
            refusal(api, ADD_EXPENSE, poNumber="PO-1", itemInfo=Item(quantity=Decimal(1), unit_cost=Decimal(1))),
            refusal(api, DELETE, itemGUID=item.guid),
        ]

    narrow_rights(api, case="Own", users="None")
    with api.session() as session:
        session.update(users, stranger.guid, superior_user_guid=None)
    assert outcomes() == [NO_PERMISSION] * 6
    api_members(api, case)
    assert outcomes() == [None, NO_PERMISSION, None, NO_PERMISSION, NO_PERMISSION, NO_PERMISSION]
    narrow_rights(api, case="None")
    assert outcomes() == [None, NO_PERMISSION, None, NO_PERMISSION, NO_PERMISSION, NO_PERMISSION]
    narrow_rights(api, case="All")
    assert outcomes() == [None] * 6
    assert get(api, ordered.guid) == ordered


def api_members(api, case):
    with api.session() as session:
        session.append(phases.metadata.tables["case_members"], "case_guid", case.guid, user_guid=api.user_guid)


def test_lists_take_as_many_statements_for_200_items_as_for_10(api):
    case = add_case(api)

    def counted(number):
        with api.session() as session:
            for _ in range(number):
                session.insert(items, case_guid=case.guid, quantity=Decimal(1))
        with statements(api.store) as executed:
            listed = api(BY_CASE, caseGUID=case.guid)
        return len(listed), len(executed)

    of_ten, of_all = counted(10), counted(190)
    assert (of_ten[0], of_all[0]) == (10, 200)
    assert of_ten[1] == of_all[1]
