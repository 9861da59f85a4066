"""ICase: cases with their members, statuses and forecasts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from severakit.entities import BillingAndExpenseForecast, Case
from severakit.store.tables import (
    accounts,
    activities,
    addresses,
    billing_forecasts,
    case_members,
    case_status_changes,
    case_statuses,
    case_tags,
    cases,
    contacts,
    invoice_statuses,
    invoices,
    items,
    phase_members,
    phases,
    sales_processes,
    sales_statuses,
    tags,
    users,
)
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.projects import (
    add_case,
    add_customer,
    add_hours,
    add_phase,
    add_unit,
    add_user,
    currency,
    fields,
    narrow_rights,
    new_case,
    own_account,
    refusal,
    register,
    top_unit,
)

ALL, BY_GUID, BY_NUMBER = "ICase.GetAllCases", "ICase.GetCaseByGUID", "ICase.GetCaseByNumber"
BY_ACCOUNT, BY_TASK = "ICase.GetCasesByAccountGUID", "ICase.GetCaseByTaskGUID"
ADD, UPDATE, DELETE = "ICase.AddNewCase", "ICase.UpdateCase", "ICase.DeleteCase"
CHANGED = "ICase.GetCasesChangedSince"
MEMBERS, ADD_MEMBER = "ICase.GetCaseMemberUsersByCaseGUID", "ICase.AddCaseMemberUser"
FORECASTS = "ICase.GetBillingAndExpenseForecastByCaseGUID"
ADD_FORECAST, UPDATE_FORECAST = "ICase.AddNewBillingAndExpenseForecastToCase", "ICase.UpdateBillingAndExpenseForecast"


def names(listed):
    return sorted(case.name for case in listed)


def count(api, table, **values):
    with api.store.read(api.organization_id) as session:
        return session.count(table, *(table.c[name] == value for name, value in values.items()))


# --- reading ---------------------------------------------------------------------------------


def test_a_case_is_found_by_guid_number_phase_and_account(api, other_api):
    case = add_case(api, order_number="PO <7> & more")
    phase = add_phase(api, case)
    assert api(BY_GUID, caseGuid=case.guid) == case
    assert api(BY_NUMBER, caseNumber=case.case_number) == case
    assert api(BY_TASK, taskGuid=phase.guid) == api(BY_TASK, taskGuid=case.root_task_guid) == case
    assert api(BY_ACCOUNT, accountGuid=case.account_guid) == [case]
    assert api(ALL) == [case]

    assert fault_of(other_api, BY_GUID, caseGuid=case.guid) == NOT_FOUND
    assert fault_of(other_api, BY_TASK, taskGuid=phase.guid) == NOT_FOUND
    assert other_api(BY_NUMBER, caseNumber=case.case_number) is None
    assert other_api(BY_ACCOUNT, accountGuid=case.account_guid) == []
    assert other_api(ALL) == []


def test_what_names_no_case(api):
    add_case(api)
    for unknown in (UNKNOWN, None):
        assert fault_of(api, BY_GUID, caseGuid=unknown) == NOT_FOUND
        assert fault_of(api, BY_TASK, taskGuid=unknown) == NOT_FOUND
        assert fault_of(api, MEMBERS, caseGuid=unknown) == NOT_FOUND
        assert fault_of(api, FORECASTS, caseGuid=unknown) == NOT_FOUND
        assert api(BY_ACCOUNT, accountGuid=unknown) == []
    assert fault_of(api, BY_GUID, caseGuid="guid") == FAILURE
    assert api(BY_NUMBER, caseNumber=4711) is None


def test_a_business_unit_covers_those_below_it(api, other_api):
    north = add_unit(api, "North")
    oulu = add_unit(api, "Oulu", parent=north)
    add_case(api, "Top")
    add_case(api, "North", business_unit_guid=north)
    far = add_case(api, "Oulu", business_unit_guid=oulu)
    assert names(api(ALL, businessUnitGUID=north)) == ["North", "Oulu"]
    assert (
        names(api(ALL, businessUnitGUID=top_unit(api)))
        == names(api(ALL, businessUnitGUID=""))
        == [
            "North",
            "Oulu",
            "Top",
        ]
    )
    assert names(api(BY_ACCOUNT, businessUnitGUID=oulu, accountGuid=far.account_guid)) == ["Oulu"]
    assert names(api(CHANGED, businessUnitGUID=north, startDateTime=moment("2000-01-01"), options=0)) == [
        "North",
        "Oulu",
    ]
    for nobodys in (UNKNOWN, top_unit(other_api)):
        assert api(ALL, businessUnitGUID=nobodys) == []
        assert api(CHANGED, businessUnitGUID=nobodys, startDateTime=moment("2000-01-01"), options=0) == []


OPTIONS = [
    (0, "closed internal lost plain unnumbered won"),
    (2, "closed dormant internal lost plain unnumbered won"),
    (4, "closed internal lost plain won"),
    (8, "won"),
    (16, "internal"),
    (32, "internal lost plain unnumbered won"),
    (64, "closed"),
    (2 + 4 + 32, "dormant internal lost plain won"),
    (32 + 64, ""),
]


def test_the_options_of_changed_cases(api):
    with api.session() as session:
        account = {"is_active": True, "number": 100}
        customers = {
            name: session.insert(accounts, name=name, **account | {"number": 100 + place} | given)
            for place, (name, given) in enumerate(
                {
                    "customer": {},
                    "dormant": {"is_active": False},
                    "unnumbered": {"number": None},
                    "internal": {"is_internal": True},
                }.items()
            )
        }
        processes = {name: session.find(sales_processes, name=name)["guid"] for name in ("Won", "Lost")}
        for name in ("plain", "won", "lost", "closed"):
            case = session.insert(
                cases,
                name=name,
                account_guid=customers["customer"],
                start_date=datetime(2026, 1, 1),
                is_closed=name == "closed",
            )
            if name.capitalize() in processes:
                status = session.insert(
                    sales_statuses,
                    case_guid=case,
                    sales_process_guid=processes[name.capitalize()],
                    time_stamp=session.now,
                )
                session.update(cases, case, sales_status_guid=status)
        for name in ("dormant", "unnumbered", "internal"):
            session.insert(cases, name=name, account_guid=customers[name], start_date=datetime(2026, 1, 1))
    for options, expected in OPTIONS:
        found = api(CHANGED, startDateTime=moment("2000-01-01"), options=options)
        assert names(found) == expected.split(), options


def test_changed_cases_are_compared_to_the_minute_and_new_ones_told_apart(api):
    set_clock(api.store, "2026-03-01 12:00:30")
    old = add_case(api, "Old")
    set_clock(api.store, "2026-03-02 12:00:30")
    add_case(api, "New")
    api(UPDATE, caseInfo=Case(**{**fields(old), "description": "Changed"}))
    assert names(api(CHANGED, startDateTime=moment("2026-03-02 12:00:59"), options=0)) == ["New", "Old"]
    assert names(api(CHANGED, startDateTime=moment("2026-03-02 12:00:59"), options=1)) == ["New"]
    assert api(CHANGED, startDateTime=moment("2026-03-02 12:01:00"), options=0) == []
    assert fault_of(api, CHANGED, options=0) == FAILURE


# --- adding ----------------------------------------------------------------------------------


def test_a_new_case_has_a_number_a_root_phase_a_member_and_a_status(api):
    set_clock(api.store, "2026-03-01 23:30")
    case, second = add_case(api), add_case(api, "Next")
    assert (case.case_number, second.case_number) == (1, 2)
    assert case.business_unit_guid == top_unit(api)
    assert case.current_case_status_description == "Planned"
    assert case.current_case_status_insert_ts == case.insert_ts == moment("2026-03-01 23:30")
    assert case.start_date == datetime(2026, 3, 1)
    assert (case.is_closed, case.closed_date, case.is_internal) == (False, None, False)
    assert case.use_default_work_types
    root = api("IPhase.GetPhaseByGUID", phaseGUID=case.root_task_guid)
    assert (root.name, root.case_guid, root.parent_phase_guid) == (case.name, case.guid, None)
    assert [user.guid for user in api(MEMBERS, caseGuid=case.guid)] == [api.user_guid]
    assert count(api, case_status_changes, case_guid=case.guid) == 1


def test_owner_account_and_currency_may_be_named_either_way(api):
    customer = add_customer(api, number=555)
    add_user(api, "owner@acme.example", code="OW1")
    by_code = api(
        ADD,
        caseInfo=Case(
            name="By code", case_owner_user_code="OW1", account_number=555, currency_shortform="SEK", start_date=None
        ),
    )
    assert (by_code.account_guid, by_code.account_name) == (customer.guid, "Nordlys")
    assert (by_code.currency_guid, by_code.currency_shortform) == (currency(api, "SEK"), "SEK")
    for short_form in ("sek", " Sek "):
        assert add_case(api, currency_shortform=short_form).currency_guid == currency(api, "SEK")
    by_guid = api(
        ADD,
        caseInfo=Case(
            name="By GUID",
            case_owner_user_guid=api.user_guid,
            case_owner_user_code="OW1",
            account_guid=customer.guid,
            currency_guid=currency(api, "EUR"),
            currency_shortform="SEK",
        ),
    )
    assert (by_guid.case_owner_user_guid, by_guid.currency_shortform) == (api.user_guid, "EUR")


def test_what_is_not_active_cannot_be_chosen_but_is_kept(api):
    owner = add_user(api, "owner@acme.example").guid
    with api.session() as session:
        status, step = (
            session.insert(table, name="Old", is_active=True, sort_order=9)
            for table in (case_statuses, sales_processes)
        )
    chosen = {"case_owner_user_guid": owner, "current_case_status_guid": status, "sales_process_guid": step}
    having, lacking = add_case(api, **chosen), add_case(api)
    with api.session() as session:
        for table, guid in ((users, owner), (case_statuses, status), (sales_processes, step)):
            session.update(table, guid, is_active=False)
    for member, guid in chosen.items():
        assert fault_of(api, ADD, caseInfo=new_case(api, **{member: guid})) == INVALID, member
        assert fault_of(api, UPDATE, caseInfo=Case(**fields(lacking) | {member: guid})) == FAILURE, member
    kept = api(UPDATE, caseInfo=Case(**fields(having) | {"name": "Renamed"}))
    assert (kept.case_owner_user_guid, kept.current_case_status_guid) == (owner, status)


BROKEN_CASES = [
    {"name": None},
    {"name": " "},
    {"case_owner_user_guid": None},
    {"case_owner_user_guid": UNKNOWN},
    {"case_owner_user_guid": None, "case_owner_user_code": "nobody"},
    {"account_guid": None},
    {"account_guid": UNKNOWN},
    {"account_guid": None, "account_number": 987654},
    {"currency_shortform": None},
    {"currency_shortform": "XXX"},
    {"currency_guid": UNKNOWN},
    {"business_unit_guid": UNKNOWN},
    {"contact_guid": UNKNOWN},
    {"current_case_status_guid": UNKNOWN},
    {"sales_process_guid": UNKNOWN},
    {"case_number": 0},
    {"payment_term": -1},
    {"overdue_interest": Decimal("-0.1")},
    {"completion_estimate": 101},
    {"probability": -1},
]


def test_a_case_that_breaks_a_rule_is_not_added(api):
    customer = add_customer(api)
    for broken in BROKEN_CASES:
        sent = new_case(api, account_guid=customer.guid)
        for name, value in broken.items():
            setattr(sent, name, value)
        assert fault_of(api, ADD, caseInfo=sent) == INVALID, broken
    assert api(ALL) == []
    # A refused case takes no number from the series.
    assert add_case(api).case_number == 1


def test_what_belongs_to_another_organization_does_not_exist(api, other_api):
    foreign = add_customer(other_api)
    assert fault_of(api, ADD, caseInfo=new_case(api, account_guid=foreign.guid)) == INVALID
    assert fault_of(api, ADD, caseInfo=None) == FAILURE


def test_contact_and_billing_address_belong_to_the_account(api):
    customer, stranger = add_customer(api), add_customer(api, "Stranger")
    with api.session() as session:
        own, foreign = (
            session.insert(contacts, account_guid=account.guid, first_name="Eva", last_name="Berg", is_active=True)
            for account in (customer, stranger)
        )
        office, elsewhere = (
            session.insert(addresses, company_guid=account.company_guid) for account in (customer, stranger)
        )
    assert fault_of(api, ADD, caseInfo=new_case(api, account_guid=customer.guid, contact_guid=foreign)) == INVALID
    wrong_address = new_case(api, account_guid=customer.guid, billing_address_guid=elsewhere)
    assert fault_of(api, ADD, caseInfo=wrong_address) == INVALID
    case = add_case(api, account_guid=customer.guid, contact_guid=own, billing_address_guid=office)
    assert (case.contact_guid, case.billing_address_guid) == (own, office)


def test_a_number_given_by_hand_is_kept_and_passed_over_by_the_series(api):
    assert add_case(api, case_number=2).case_number == 2
    assert fault_of(api, ADD, caseInfo=new_case(api, case_number=2)) == INVALID
    assert [add_case(api, name).case_number for name in ("A", "B")] == [1, 3]


def test_a_sales_status_comes_with_its_probability_and_makes_an_expected_value_possible(api):
    offer, won = (register(api, sales_processes, name=name) for name in ("Offer sent", "Won"))
    without = add_case(api, expected_value=Decimal(5000), probability=40)
    assert (without.sales_status_guid, without.expected_value, without.probability) == (None, None, 40)
    case = add_case(api, sales_process_guid=offer, expected_value=Decimal(5000))
    assert case.sales_process_guid == offer
    assert (case.expected_value, case.probability) == (Decimal(5000), 50)

    moved = api(UPDATE, caseInfo=Case(**{**fields(case), "sales_process_guid": won}))
    assert (moved.sales_process_guid, moved.probability) == (won, 50)
    assert moved.sales_status_guid != case.sales_status_guid
    again = api(UPDATE, caseInfo=Case(**{**fields(moved), "sales_process_guid": None}))
    assert (again.sales_status_guid, again.expected_value) == (moved.sales_status_guid, Decimal(5000))
    assert count(api, sales_statuses, case_guid=case.guid) == 2


def test_a_case_of_the_own_account_is_internal_and_has_no_sales(api):
    offer = register(api, sales_processes, name="Offer sent")
    case = add_case(
        api,
        account_guid=own_account(api),
        sales_process_guid=offer,
        expected_value=Decimal(1),
        probability=10,
        is_mileage_billable=True,
    )
    assert case.is_internal
    assert (case.sales_status_guid, case.expected_value, case.probability) == (None, None, None)
    assert not case.is_mileage_billable


# --- changing --------------------------------------------------------------------------------


def test_an_update_carries_the_whole_case(api):
    case = add_case(api, description="First", payment_term=14, order_number="PO1", start_date=datetime(2026, 1, 1))
    sent = Case(
        guid=case.guid,
        name="Harbour survey II",
        case_owner_user_guid=case.case_owner_user_guid,
        account_number=case.account_number,
        currency_shortform="EUR",
        description="Second",
        case_number=77,
        root_task_guid=UNKNOWN,
        url_to_case="https://elsewhere.example",
        is_internal=True,
        deadline_date=datetime(2030, 1, 1),
    )
    updated = api(UPDATE, caseInfo=sent)
    assert updated == api(BY_GUID, caseGuid=case.guid)
    assert (updated.name, updated.description, updated.case_number) == ("Harbour survey II", "Second", 77)
    assert (updated.payment_term, updated.order_number) == (None, None)
    # What only others decide, and what cannot be nil, stays.
    assert (updated.root_task_guid, updated.url_to_case, updated.is_internal) == (case.root_task_guid, None, False)
    assert (updated.deadline_date, updated.start_date) == (None, case.start_date)
    assert (updated.business_unit_guid, updated.current_case_status_guid) == (
        case.business_unit_guid,
        case.current_case_status_guid,
    )
    assert api("IPhase.GetPhaseByGUID", phaseGUID=case.root_task_guid).name == "Harbour survey II"


def test_a_new_owner_becomes_a_member_and_a_new_status_is_recorded(api):
    case = add_case(api)
    successor = add_user(api, "next@acme.example", last_name="Zander")
    in_progress = register(api, case_statuses, name="In progress")
    set_clock(api.store, "2040-01-01 08:00")
    changed = {"case_owner_user_guid": successor.guid, "current_case_status_guid": in_progress}
    updated = api(UPDATE, caseInfo=Case(**{**fields(case), **changed}))
    assert updated.case_owner_user_guid == successor.guid
    assert updated.current_case_status_description == "In progress"
    assert updated.current_case_status_insert_ts == moment("2040-01-01 08:00")
    assert {user.guid for user in api(MEMBERS, caseGuid=case.guid)} == {api.user_guid, successor.guid}
    api(UPDATE, caseInfo=updated)
    assert count(api, case_status_changes, case_guid=case.guid) == 2


def test_closing_a_case_sets_the_date_and_reopening_clears_it(api):
    case = add_case(api)
    set_clock(api.store, "2040-05-06 07:08")
    closed = api(UPDATE, caseInfo=Case(**{**fields(case), "is_closed": True}))
    assert (closed.is_closed, closed.closed_date) == (True, datetime(2040, 5, 6))
    set_clock(api.store, "2040-05-09 07:08")
    # The date that was kept stays, also where none is sent again.
    again = api(UPDATE, caseInfo=Case(**{**fields(closed), "closed_date": None}))
    assert again.closed_date == datetime(2040, 5, 6)
    moved = api(UPDATE, caseInfo=Case(**{**fields(closed), "closed_date": datetime(2040, 5, 1)}))
    assert moved.closed_date == datetime(2040, 5, 1)
    reopened = api(UPDATE, caseInfo=Case(**{**fields(moved), "is_closed": False}))
    assert (reopened.is_closed, reopened.closed_date) == (False, None)


def test_an_update_that_breaks_a_rule_changes_nothing(api, other_api):
    case = add_case(api)
    other = add_case(api, "Other")
    foreign = add_case(other_api)
    internal = own_account(api)
    for broken in (
        {"guid": None},
        {"guid": UNKNOWN},
        {"guid": foreign.guid},
        {"name": ""},
        {"account_guid": None, "account_number": None},
        {"currency_guid": currency(api, "SEK")},
        {"account_guid": internal},
        {"case_number": other.case_number},
        {"payment_term": -5},
    ):
        sent = Case(**{**fields(case), "description": "Broken", **broken})
        # The contract declares no ValidationException and no NotFoundException here.
        assert fault_of(api, UPDATE, caseInfo=sent) == FAILURE
    assert api(BY_GUID, caseGuid=case.guid) == case
    own = add_case(api, "Own", account_guid=internal)
    customers = Case(**{**fields(own), "account_guid": case.account_guid, "account_number": None})
    assert fault_of(api, UPDATE, caseInfo=customers) == FAILURE


# --- deleting --------------------------------------------------------------------------------


def test_a_deleted_case_takes_all_that_hangs_on_it_along(api, other_api):
    case = add_case(api, sales_process_guid=register(api, sales_processes, name="Lead"))
    phase = add_phase(api, case)
    add_phase(api, case, "Below", under=phase.guid)
    api("IPhaseMember.SetPhaseMemberListForPhase", phaseGUID=phase.guid, userGUIDs=[api.user_guid])
    forecast = BillingAndExpenseForecast(year=2026, month=1)
    api(ADD_FORECAST, caseGuid=case.guid, billingAndExpenseForecastInfo=forecast)
    with api.session() as session:
        tag = session.insert(tags, keyword="harbour", context="Case")
        session.append(case_tags, "case_guid", case.guid, tag_guid=tag)
    stays = add_case(api, "Stays")

    assert fault_of(other_api, DELETE, caseGuid=case.guid) == NOT_FOUND
    assert api(DELETE, caseGuid=case.guid) is True
    assert fault_of(api, DELETE, caseGuid=case.guid) == NOT_FOUND
    assert names(api(ALL)) == ["Stays"]
    for table in (case_members, case_status_changes, phases):
        assert count(api, table) == count(api, table, case_guid=stays.guid) == 1
    for table in (sales_statuses, billing_forecasts, case_tags, phase_members):
        assert count(api, table) == 0


@pytest.mark.parametrize("hindrance", ["hours", "item", "invoice", "activity"])
def test_a_case_with_something_on_it_is_not_deleted(api, hindrance):
    case = add_case(api)
    match hindrance:
        case "hours":
            add_hours(api, case.root_task_guid, datetime(2026, 1, 5), Decimal(1))
        case "item":
            with api.session() as session:
                session.insert(items, case_guid=case.guid, name="Licence")
        case "invoice":
            with api.session() as session:
                status = session.find(invoice_statuses, name="Draft")["guid"]
                day = datetime(2026, 1, 1)
                session.insert(
                    invoices,
                    main_case_guid=case.guid,
                    invoice_status_guid=status,
                    date=day,
                    due_date=day,
                    entry_date=day,
                )
        case "activity":
            with api.session() as session:
                session.insert(activities, task_guid=case.root_task_guid, name="Meeting")
    assert fault_of(api, DELETE, caseGuid=case.guid) == INVALID
    assert api(BY_GUID, caseGuid=case.guid) == case
    assert len(api("IPhase.GetPhasesByCaseGUID", caseGUID=case.guid)) == 1


# --- members ---------------------------------------------------------------------------------


def test_members_are_added_once(api, other_api):
    case = add_case(api)
    colleague = add_user(api, "mate@acme.example")
    for _ in range(2):
        assert api(ADD_MEMBER, caseGuid=case.guid, userGuid=colleague.guid) is None
    assert {user.guid for user in api(MEMBERS, caseGuid=case.guid)} == {api.user_guid, colleague.guid}
    assert len(api(MEMBERS, caseGuid=case.guid)) == 2

    assert fault_of(api, ADD_MEMBER, caseGuid=UNKNOWN, userGuid=colleague.guid) == NOT_FOUND
    assert fault_of(api, ADD_MEMBER, caseGuid=case.guid, userGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(api, ADD_MEMBER, caseGuid=case.guid, userGuid=other_api.user_guid) == NOT_FOUND
    api("IUser.DisableUser", userGUID=colleague.guid)
    assert fault_of(api, ADD_MEMBER, caseGuid=case.guid, userGuid=colleague.guid) == INVALID


# --- forecasts -------------------------------------------------------------------------------


def test_a_case_has_one_forecast_a_month(api, other_api):
    case = add_case(api)

    def add(**members):
        return api(ADD_FORECAST, caseGuid=case.guid, billingAndExpenseForecastInfo=BillingAndExpenseForecast(**members))

    def refused(name, **params):
        return fault_of(api, name, **params)

    late = add(year=2026, month=12, billing_forecast=Decimal("1200.50"), notes="Final report")
    early = add(year=2026, month=2, expense_forecast=Decimal(10))
    assert api(FORECASTS, caseGuid=case.guid) == [early, late]
    assert fault_of(other_api, FORECASTS, caseGuid=case.guid) == NOT_FOUND
    for broken in ({"year": 2026, "month": 2}, {"year": 2026, "month": 13}, {"year": 0, "month": 1}, {"year": 2026}):
        sent = BillingAndExpenseForecast(**broken)
        assert refused(ADD_FORECAST, caseGuid=case.guid, billingAndExpenseForecastInfo=sent) == INVALID
    sent = BillingAndExpenseForecast(year=2027, month=1)
    assert refused(ADD_FORECAST, caseGuid=UNKNOWN, billingAndExpenseForecastInfo=sent) == NOT_FOUND

    moved = BillingAndExpenseForecast(guid=early.guid, year=2026, month=3, billing_forecast=Decimal(7))
    assert api(UPDATE_FORECAST, billingAndExpenseForecastInfo=moved) == moved
    taken = BillingAndExpenseForecast(guid=early.guid, year=2026, month=12)
    unknown = BillingAndExpenseForecast(guid=UNKNOWN, year=2026, month=5)
    foreign = fault_of(other_api, UPDATE_FORECAST, billingAndExpenseForecastInfo=moved)
    assert foreign == refused(UPDATE_FORECAST, billingAndExpenseForecastInfo=taken) == FAILURE
    assert refused(UPDATE_FORECAST, billingAndExpenseForecastInfo=unknown) == FAILURE
    assert api(FORECASTS, caseGuid=case.guid) == [moved, late]


# --- rights ----------------------------------------------------------------------------------


def test_what_the_case_right_covers(api):
    mine, superiors = add_case(api, "Mine"), api.user_guid
    north = add_unit(api, "North")
    stranger = add_user(api, "stranger@acme.example", business_unit_guid=north)
    foreign = add_case(api, "Foreign", case_owner_user_guid=stranger.guid, business_unit_guid=north)
    subordinate = add_case(api, "Subordinate's", case_owner_user_guid=stranger.guid, business_unit_guid=top_unit(api))
    with api.session() as session:
        head = session.insert(
            users, email="head@acme.example", is_active=True, business_unit_guid=north, superior_user_guid=None
        )
        session.update(users, stranger.guid, superior_user_guid=head)
        session.update(users, superiors, superior_user_guid=head)

    def outcomes(**rights):
        narrow_rights(api, **rights)
        return [refusal(api, UPDATE, caseInfo=case) for case in (mine, foreign, subordinate)]

    assert outcomes(case="All") == [None, None, None]
    assert outcomes(case="OwnUnit") == [None, NO_PERMISSION, None]
    assert outcomes(case="Own") == [None, NO_PERMISSION, NO_PERMISSION]
    assert outcomes(case="OwnNoFinancial") == [None, NO_PERMISSION, NO_PERMISSION]
    assert outcomes(case="OwnNoCreation") == [NO_PERMISSION] * 3
    assert refusal(api, ADD, caseInfo=new_case(api)) == NO_PERMISSION
    assert outcomes(case="None") == [NO_PERMISSION] * 3
    # Who may not see customers may not touch cases either.
    assert outcomes(case="All", account="None") == [NO_PERMISSION] * 3
    narrow_rights(api, case="All", account="All", case_delete=False)
    assert refusal(api, DELETE, caseGuid=mine.guid) == NO_PERMISSION
    with api.session() as session:
        session.update(users, stranger.guid, superior_user_guid=api.user_guid)
    assert outcomes(case="Own") == [None, None, None]


def test_rights_over_a_case_cover_its_forecasts(api):
    case = add_case(api)
    sent = BillingAndExpenseForecast(year=2026, month=1)
    forecast = api(ADD_FORECAST, caseGuid=case.guid, billingAndExpenseForecastInfo=sent)
    narrow_rights(api, case="None")
    sent.month = 2
    assert refusal(api, ADD_FORECAST, caseGuid=case.guid, billingAndExpenseForecastInfo=sent) == NO_PERMISSION
    assert refusal(api, UPDATE_FORECAST, billingAndExpenseForecastInfo=forecast) == NO_PERMISSION
    assert refusal(api, FORECASTS, caseGuid=case.guid) == NOT_FOUND
    narrow_rights(api, case="All")
    assert api(FORECASTS, caseGuid=case.guid) == [forecast]
