"""IHourEntry: hours, and the working days that they are entered on."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from severakit.entities import Case, HourEntry, Phase, WorkType
from severakit.store import administration
from severakit.store.tables import (
    activities,
    activity_types,
    case_work_types,
    currencies,
    employments,
    hour_entries,
    over_times,
    pricelist_work_types,
    pricelists,
    reimbursed_hour_entries,
    users,
    work_days,
    work_types,
)
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock, statements
from support.projects import (
    add_case,
    add_hours,
    add_invoice,
    add_phase,
    add_unit,
    add_user,
    fields,
    narrow_rights,
    new_hours,
    own_account,
    refusal,
    register,
    row_of,
    top_unit,
)

BY_GUID, REIMBURSED_BY_GUID = "IHourEntry.GetHourEntryByGUID", "IHourEntry.GetReimbursedHourEntryByGUID"
BY_DATE, BY_DATE_AND_USER = "IHourEntry.GetHourEntriesByDate", "IHourEntry.GetHourEntriesByDateAndUser"
BY_DATE_AND_USER_GUID = "IHourEntry.GetHourEntriesByDateAndUserGUID"
BY_CASE, INVOICED_BY_CASE = "IHourEntry.GetHourEntriesByCaseGUID", "IHourEntry.GetInvoicedHourEntriesByCaseGUID"
CHANGED, REIMBURSED_CHANGED = (f"IHourEntry.Get{kind}HourEntriesChangedSince" for kind in ("", "Reimbursed"))
REIMBURSED_BY_DATE = "IHourEntry.GetReimbursedHourEntriesByDate"
ADD, UPDATE, DELETE = "IHourEntry.AddNewHourEntry", "IHourEntry.UpdateHourEntry", "IHourEntry.DeleteHourEntry"
WORK_DAYS = "IHourEntry.GetWorkDayInfoByDateRangeAndUserGUID"
MONDAY = datetime(2026, 1, 5)


def guids(listed):
    return {entry.guid for entry in listed}


def day(number):
    return datetime(2026, 1, number)


def add_contract(api, **members):
    """Give the calling user a work contract, which allows overtime."""
    with api.session() as session:
        given = {"start_date": day(1), "is_overtime_allowed": True, **members}
        session.insert(employments, user_guid=api.user_guid, **given)


@pytest.fixture
def case(api):
    return add_case(api)


@pytest.fixture
def phase(api, case):
    return add_phase(api, case, price_per_hour=Decimal("90.00"))


# --- reading ---------------------------------------------------------------------------------


def test_hours_are_found_by_guid(api, other_api, phase):
    entry = add_hours(api, phase.guid, MONDAY, Decimal("7.25"), description="Soundings <A> & B")
    assert api(BY_GUID, hourEntryGUID=entry.guid) == entry
    for caller, guid in ((api, UNKNOWN), (api, None), (other_api, entry.guid)):
        assert fault_of(caller, BY_GUID, hourEntryGUID=guid) == NOT_FOUND
    assert fault_of(api, BY_GUID, hourEntryGUID="guid") == FAILURE


def test_dates_cover_whole_days_and_may_be_open(api, other_api, case, phase):
    first, second, third = (add_hours(api, phase.guid, day(number), Decimal(1)).guid for number in (5, 6, 7))

    def found(start, end, caller=api):
        window = {"startdate": start, "enddate": end}
        listed = guids(caller(BY_DATE, **window))
        mine = {**window, "userGUID": api.user_guid}
        assert guids(caller(BY_DATE_AND_USER_GUID, **mine)) == guids(caller(BY_DATE_AND_USER, **mine)) == listed
        of_case = caller(BY_CASE, caseGuid=case.guid, startDate=start, endDate=end)
        assert guids(of_case) == listed
        return listed

    assert found(None, None) == {first, second, third}
    assert found(day(6), None) == {second, third}
    assert found(None, datetime(2026, 1, 6, 0, 0)) == {first, second}
    assert found(datetime(2026, 1, 6, 18, 30), datetime(2026, 1, 6, 1, 0)) == {second}
    assert found(day(7), day(6)) == set()
    # What .NET sends for the earliest and the latest date.
    assert found(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)) == {first, second, third}
    assert found(None, None, other_api) == set()


def test_hours_go_by_the_unit_of_their_case_and_by_their_user(api, other_api, phase):
    north = add_unit(api, "North")
    oulu = add_unit(api, "Oulu", parent=north)
    mate = add_user(api, "mate@acme.example")
    far = add_case(api, "Far", business_unit_guid=oulu, case_owner_user_guid=mate.guid)
    here = add_hours(api, phase.guid, MONDAY, Decimal(1)).guid
    there = add_hours(api, far.root_task_guid, MONDAY, Decimal(1), user_guid=mate.guid).guid
    assert guids(api(BY_DATE, businessUnitGUID=north)) == {there}
    assert (
        guids(api(BY_DATE, businessUnitGUID=top_unit(api))) == guids(api(BY_DATE, businessUnitGUID="")) == {here, there}
    )
    assert api(BY_DATE, businessUnitGUID=UNKNOWN) == api(BY_DATE, businessUnitGUID=top_unit(other_api)) == []
    assert guids(api(BY_DATE_AND_USER_GUID, userGUID=mate.guid)) == {there}
    assert guids(api(BY_DATE_AND_USER, userGUID=None)) == {here, there}
    assert api(BY_DATE_AND_USER_GUID, businessUnitGUID=north, userGUID=api.user_guid) == []
    assert api(BY_DATE_AND_USER_GUID, userGUID=UNKNOWN) == api(BY_CASE, caseGuid=UNKNOWN) == api(BY_CASE) == []


def test_invoiced_hours_of_a_case_are_told_apart(api, other_api, case, phase):
    add_hours(api, phase.guid, MONDAY, Decimal(1))
    invoiced = add_hours(api, phase.guid, MONDAY, Decimal(2))
    invoice = add_invoice(api)
    with api.session() as session:
        session.update(hour_entries, invoiced.guid, invoice_guid=invoice)
    assert guids(api(INVOICED_BY_CASE, caseGuid=case.guid)) == {invoiced.guid}
    assert api(INVOICED_BY_CASE, caseGuid=UNKNOWN) == api(INVOICED_BY_CASE) == []
    assert other_api(INVOICED_BY_CASE, caseGuid=case.guid) == []


def test_changed_hours_are_compared_to_the_minute(api, other_api, phase):
    set_clock(api.store, "2026-03-01 12:00:30")
    entry = add_hours(api, phase.guid, MONDAY, Decimal(1))
    assert api(CHANGED, startDate=moment("2026-03-01 12:00:59")) == [entry]
    assert api(CHANGED, startDate=moment("2026-03-01 12:01")) == []
    assert other_api(CHANGED, startDate=moment("2000-01-01")) == []
    assert fault_of(api, CHANGED, startDate=None) == FAILURE


def test_reimbursed_hours_are_those_of_credited_invoices_and_of_credit_notes(api, other_api, phase):
    live = add_hours(api, phase.guid, MONDAY, Decimal(3))
    with api.session() as session:
        kept = {name: row_of(api, hour_entries, live.guid)[name] for name in ("case_guid", "phase_guid", "quantity")}
        original, credited = (
            session.insert(
                reimbursed_hour_entries, **kept, event_date=MONDAY, hour_entry_guid=live.guid, in_credit_note=credit
            )
            for credit in (False, True)
        )
    for name, window in ((REIMBURSED_BY_DATE, {}), (REIMBURSED_CHANGED, {"startDate": moment("2000-01-01")})):
        assert guids(api(name, **window)) == {original, credited}
        assert guids(api(name, **window, inCreditNote=False)) == {original}
        assert guids(api(name, **window, inCreditNote=True)) == {credited}
        assert other_api(name, **window) == []
    assert api(REIMBURSED_BY_DATE, startdate=day(6)) == api(REIMBURSED_BY_DATE, businessUnitGUID=UNKNOWN) == []
    assert fault_of(api, REIMBURSED_CHANGED) == FAILURE
    assert api(REIMBURSED_BY_GUID, hourEntryGUID=credited).quantity == Decimal(3)
    assert fault_of(api, REIMBURSED_BY_GUID, hourEntryGUID=live.guid) == NOT_FOUND
    assert fault_of(other_api, REIMBURSED_BY_GUID, hourEntryGUID=credited) == NOT_FOUND


# --- adding ----------------------------------------------------------------------------------


def test_hours_take_case_price_and_cost_from_where_they_are_worked(api, case, phase):
    worker = add_user(api, "worker@acme.example")
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=worker.guid)
    with api.session() as session:
        session.update_where(
            employments, employments.c.user_guid == worker.guid, hour_cost=Decimal("41.50"), start_date=day(1)
        )
    entry = add_hours(
        api,
        phase.guid,
        datetime(2026, 1, 5, 14, 30),
        Decimal("7.5"),
        user_guid=worker.guid,
        start_time=datetime(2026, 1, 5, 8),
        end_time=datetime(2026, 1, 5, 9),
        case_guid=UNKNOWN,
        account_guid=UNKNOWN,
        is_approved=True,
        invoice_quantity=Decimal(1),
        unit_price_in_base_currency=Decimal(1),
    )
    assert (entry.case_guid, entry.account_guid, entry.task_guid) == (case.guid, case.account_guid, phase.guid)
    assert (entry.event_date, entry.quantity, entry.invoice_quantity) == (MONDAY, Decimal("7.5"), Decimal("7.5"))
    assert (entry.unit_price, entry.unit_price_in_base_currency) == (Decimal("90.00"), Decimal("90.00"))
    assert (entry.is_billable, entry.is_productive, entry.is_approved) == (True, True, None)
    assert entry.unit_cost == Decimal("41.50")


def test_the_phase_may_go_by_its_older_name(api, phase):
    sent = new_hours(api, None, task_guid=phase.guid, event_date=MONDAY, quantity=Decimal(1))
    assert api(ADD, hourEntryInfo=sent).phase_guid == phase.guid


def test_a_price_makes_hours_billable_and_productive(api, case):
    internal_work = register(api, work_types, name="Internal work")
    unpriced = add_phase(api, case, "Unpriced")

    def entered(**members):
        entry = add_hours(api, unpriced.guid, MONDAY, Decimal(1), **members)
        return entry.is_billable, entry.is_productive

    assert entered() == (False, True)
    assert entered(work_type_guid=internal_work) == (False, False)
    assert entered(work_type_guid=internal_work, unit_price=Decimal(50)) == (True, True)
    assert entered(unit_price=Decimal(50), is_billable=False) == (False, True)
    assert entered(is_billable=True) == (True, True)


RATES = [
    ("100", "11.20", "8.93"),
    # Halves are rounded up.
    ("1.01", "2", "0.51"),
    ("1.03", "2", "0.52"),
    ("999999999.99", "0.01", "99999999999.00"),
    ("0", "11.20", "0.00"),
]


def test_the_price_in_base_currency_follows_from_the_rate(api):
    case = add_case(api, currency_shortform="SEK")
    for price, rate, expected in RATES:
        with api.session() as session:
            session.update_where(currencies, currencies.c.iso_code == "SEK", rate=Decimal(rate))
        entry = add_hours(api, case.root_task_guid, MONDAY, Decimal(1), unit_price=Decimal(price))
        assert (entry.unit_price, entry.unit_price_in_base_currency) == (Decimal(price), Decimal(expected))


def test_an_internal_case_records_hours_and_never_bills(api):
    case = add_case(api, account_guid=own_account(api))
    phase = add_phase(api, case, price_per_hour=Decimal(80))
    entry = add_hours(api, phase.guid, MONDAY, Decimal(1), unit_price=Decimal(90), is_billable=True)
    assert (entry.is_billable, entry.unit_price, entry.unit_price_in_base_currency) == (False, 0, 0)


BROKEN_HOURS = [
    {"event_date": None},
    {"event_date": datetime(1, 1, 1)},
    {"phase_guid": None},
    {"phase_guid": UNKNOWN},
    {"user_guid": None},
    {"user_guid": UNKNOWN},
    {"work_type_guid": None},
    {"work_type_guid": UNKNOWN},
    {"over_time_guid": UNKNOWN},
    {"quantity": None},
    {"quantity": Decimal("-0.5")},
    {"quantity": Decimal("999.01")},
    {"unit_price": Decimal(-1)},
    {"unit_price": Decimal(10) ** 27},
    {"unit_cost": Decimal(-1)},
]


def test_hours_that_break_a_rule_are_not_added(api, phase):
    for broken in BROKEN_HOURS:
        sent = new_hours(api, phase.guid, event_date=MONDAY, quantity=Decimal(1))
        for name, value in broken.items():
            setattr(sent, name, value)
        assert fault_of(api, ADD, hourEntryInfo=sent) == INVALID, broken
    assert api(BY_DATE) == []


def test_the_most_hours_of_one_entry_are_999(api, phase):
    assert add_hours(api, phase.guid, MONDAY, Decimal(999)).quantity == Decimal(999)
    sent = new_hours(api, phase.guid, event_date=MONDAY, quantity=Decimal(1000))
    assert fault_of(api, ADD, hourEntryInfo=sent) == INVALID
    assert fault_of(api, ADD, hourEntryInfo=None) == FAILURE


def test_only_members_enter_hours_by_whichever_list_the_phase_uses(api, case, phase):
    member, listed, outsider = (add_user(api, f"{name}@acme.example") for name in ("member", "listed", "outsider"))
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=member.guid)

    def outcomes():
        return [
            refusal(api, ADD, hourEntryInfo=new_hours(api, phase.guid, user_guid=guid, **worked))
            for guid in (member.guid, listed.guid, outsider.guid, api.user_guid)
        ]

    worked = {"event_date": MONDAY, "quantity": Decimal(1)}
    assert outcomes() == [None, INVALID, INVALID, None]
    api("IPhaseMember.SetPhaseMemberListForPhase", phaseGUID=phase.guid, userGUIDs=[listed.guid])
    # The owner of the case may always.
    assert outcomes() == [INVALID, None, INVALID, None]


def test_closed_cases_and_locked_or_completed_phases_take_no_hours(api, case, phase):
    entry = add_hours(api, phase.guid, MONDAY, Decimal(1))
    more = new_hours(api, phase.guid, event_date=MONDAY, quantity=Decimal(1))
    moved = HourEntry(**{**fields(entry), "phase_guid": case.root_task_guid})
    for closed in ({"is_locked": True}, {"is_completed": True}):
        api("IPhase.UpdatePhase", phaseInfo=Phase(**{**fields(phase), **closed}))
        assert fault_of(api, ADD, hourEntryInfo=more) == fault_of(api, UPDATE, hourEntryInfo=entry) == INVALID
        assert fault_of(api, UPDATE, hourEntryInfo=moved) == INVALID
        api("IPhase.UpdatePhase", phaseInfo=phase)
    api("ICase.UpdateCase", caseInfo=Case(**{**fields(case), "is_closed": True}))
    assert fault_of(api, ADD, hourEntryInfo=more) == fault_of(api, UPDATE, hourEntryInfo=entry) == INVALID
    assert api(BY_DATE) == [entry]


def test_overtime_needs_a_contract_that_allows_it(api, case, phase):
    worker = add_user(api, "worker@acme.example")
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=worker.guid)
    with api.session() as session:
        session.update_where(employments, employments.c.user_guid == worker.guid, start_date=day(5))
    overtime = {"over_time_guid": register(api, over_times, name="Overtime 50 %"), "user_guid": worker.guid}

    def outcome(date):
        return refusal(
            api, ADD, hourEntryInfo=new_hours(api, phase.guid, event_date=date, quantity=Decimal(1), **overtime)
        )

    def allowed():
        return [each.overtime_allowed for each in info(api, day(4), day(5), userGUID=worker.guid)]

    assert (outcome(day(4)), outcome(day(5)), allowed()) == (INVALID, INVALID, [False, False])
    with api.session() as session:
        session.update_where(employments, employments.c.user_guid == worker.guid, is_overtime_allowed=True)
    # Where there is no contract, none allows it.
    assert (outcome(day(4)), outcome(day(5)), allowed()) == (INVALID, None, [False, True])


def test_only_what_can_be_chosen_is_chosen_and_what_was_chosen_may_stay(api, case, phase):
    add_contract(api)
    kinds = {"work_type_guid": register(api, work_types, name="Testing")}
    kinds["over_time_guid"] = register(api, over_times, name="Overtime 50 %")
    hours = {"event_date": MONDAY, "quantity": Decimal(1)}
    chosen = add_hours(api, phase.guid, **hours, **kinds)
    plain = add_hours(api, phase.guid, **hours)
    with api.session() as session:
        session.update(work_types, kinds["work_type_guid"], is_active=False)
        session.update(over_times, kinds["over_time_guid"], is_active=False)
    for kind, guid in kinds.items():
        assert fault_of(api, ADD, hourEntryInfo=new_hours(api, phase.guid, **hours, **{kind: guid})) == INVALID
        assert fault_of(api, UPDATE, hourEntryInfo=HourEntry(**{**fields(plain), kind: guid})) == INVALID
    moved = HourEntry(**{**fields(chosen), "phase_guid": case.root_task_guid})
    assert fault_of(api, UPDATE, hourEntryInfo=moved) == INVALID
    mended = HourEntry(**{**fields(chosen), "quantity": Decimal(2)})
    assert api(UPDATE, hourEntryInfo=mended).quantity == 2
    # A case may choose for itself, whatever is active.
    api("ICase.UpdateCase", caseInfo=Case(**{**fields(case), "use_default_work_types": False}))
    with api.session() as session:
        own = [{"work_type_guid": kinds["work_type_guid"]}]
        session.replace(case_work_types, "case_guid", case.guid, own)
    testing = {**hours, "work_type_guid": kinds["work_type_guid"]}
    assert refusal(api, ADD, hourEntryInfo=new_hours(api, phase.guid, **testing)) is None
    assert fault_of(api, ADD, hourEntryInfo=new_hours(api, phase.guid, **hours)) == INVALID


def test_hours_of_somebody_who_left_can_come_late(api, case, phase):
    worker = add_user(api, "worker@acme.example")
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=worker.guid)
    api("IUser.DisableUser", userGUID=worker.guid)
    assert add_hours(api, phase.guid, MONDAY, Decimal(1), user_guid=worker.guid).user_guid == worker.guid


# --- changing and deleting -------------------------------------------------------------------


def test_an_update_carries_the_whole_entry(api, case, phase):
    entry = add_hours(api, phase.guid, MONDAY, Decimal(2), description="First", unit_cost=Decimal(30))
    other = add_phase(api, case, "Other", price_per_hour=Decimal("90.00"))
    sent = new_hours(api, other.guid, guid=entry.guid, event_date=day(6), quantity=Decimal("2.5"))
    updated = api(UPDATE, hourEntryInfo=sent)
    assert updated == api(BY_GUID, hourEntryGUID=entry.guid)
    assert (updated.phase_guid, updated.event_date, updated.description) == (other.guid, day(6), None)
    assert (updated.quantity, updated.invoice_quantity) == (Decimal("2.5"), Decimal("2.5"))
    # What may not be nil and was left out stays.
    assert (updated.unit_price, updated.unit_cost, updated.is_billable) == (Decimal("90.00"), Decimal(30), True)
    repriced = api(UPDATE, hourEntryInfo=HourEntry(**{**fields(updated), "unit_price": Decimal(45)}))
    assert (repriced.unit_price, repriced.unit_price_in_base_currency) == (Decimal(45), Decimal("45.00"))


def test_what_is_not_sent_is_taken_anew_only_where_it_follows_from_what_changed(api, case, phase):
    add_contract(api, end_date=day(9), hour_cost=Decimal(41))
    add_contract(api, start_date=day(10), hour_cost=Decimal(43))
    worker = add_user(api, "worker@acme.example")
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=worker.guid)
    with api.session() as session:
        session.update_where(
            employments, employments.c.user_guid == worker.guid, start_date=day(1), hour_cost=Decimal(47)
        )
    unpriced = add_phase(api, case, "Unpriced")
    priced = api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="Diving")).guid
    with api.session() as session:
        pricelist = session.find(pricelists, is_default=True)["guid"]
        session.append(
            pricelist_work_types, "pricelist_guid", pricelist, work_type_guid=priced, unit_price=Decimal(120)
        )
    agreed = {"unit_price": Decimal(50), "unit_cost": Decimal(30)}
    hours = {"event_date": MONDAY, "quantity": Decimal(1)}

    def after(rights="All", **change):
        narrow_rights(api, case="All")
        entry = add_hours(api, unpriced.guid, **hours, **agreed)
        narrow_rights(api, case=rights)
        sent = new_hours(api, change.pop("phase_guid", unpriced.guid), guid=entry.guid, **{**hours, **change})
        api(UPDATE, hourEntryInfo=sent)
        narrow_rights(api, case="All")
        stored = api(BY_GUID, hourEntryGUID=entry.guid)
        return stored.unit_price, stored.unit_cost

    assert after(quantity=Decimal(2)) == (50, 30)
    assert after(event_date=day(9)) == (50, 30)
    assert after(event_date=day(10)) == (50, 43)
    assert after(unit_cost=Decimal(0)) == (50, 41)
    assert after(user_guid=worker.guid) == (50, 47)
    assert after(user_guid=worker.guid, unit_cost=Decimal(20)) == (50, 20)
    assert after(work_type_guid=priced) == (120, 30)
    assert after(work_type_guid=priced, unit_price=Decimal(0)) == (0, 30)
    assert after(phase_guid=phase.guid) == (90, 30)
    # What the caller is not shown stays.
    for change in ({"phase_guid": phase.guid}, {"event_date": day(10)}, {"unit_cost": Decimal(0)}):
        assert after("None", **change) == (50, 30)


def test_a_user_who_left_the_case_keeps_entries_that_can_be_mended(api, case, phase):
    worker = add_user(api, "worker@acme.example")
    api("IPhaseMember.SetPhaseMemberListForPhase", phaseGUID=phase.guid, userGUIDs=[worker.guid])
    entry = add_hours(api, phase.guid, MONDAY, Decimal(2), user_guid=worker.guid)
    api("IPhaseMember.SetPhaseMemberListForPhase", phaseGUID=phase.guid, userGUIDs=[])
    mended = HourEntry(**{**fields(entry), "quantity": Decimal(1)})
    assert api(UPDATE, hourEntryInfo=mended).quantity == Decimal(1)
    moved = HourEntry(**{**fields(entry), "phase_guid": case.root_task_guid})
    assert fault_of(api, UPDATE, hourEntryInfo=moved) == INVALID


def test_invoiced_hours_stay_as_they_are(api, phase):
    entry = add_hours(api, phase.guid, MONDAY, Decimal(2))
    invoice = add_invoice(api)
    with api.session() as session:
        session.update(hour_entries, entry.guid, invoice_guid=invoice)
    before = api(BY_GUID, hourEntryGUID=entry.guid)
    assert fault_of(api, UPDATE, hourEntryInfo=HourEntry(**{**fields(before), "quantity": Decimal(3)})) == INVALID
    assert fault_of(api, DELETE, hourEntryGUID=entry.guid) == INVALID
    assert api(BY_GUID, hourEntryGUID=entry.guid) == before


def test_approved_hours_are_changed_by_those_who_approve_and_stay_approved(api, phase):
    entry = add_hours(api, phase.guid, MONDAY, Decimal(2))
    with api.session() as session:
        session.update(hour_entries, entry.guid, is_approved=True)
    changed = HourEntry(**{**fields(entry), "quantity": Decimal(3)})
    narrow_rights(api, work_hour_approval="None", case_owner_work_hour_approval=False)
    assert fault_of(api, UPDATE, hourEntryInfo=changed) == NO_PERMISSION
    assert fault_of(api, DELETE, hourEntryGUID=entry.guid) == NO_PERMISSION
    narrow_rights(api, work_hour_approval="OwnUsersAndSelf")
    stored = api(UPDATE, hourEntryInfo=changed)
    assert (stored.quantity, stored.is_approved) == (Decimal(3), True)
    assert api(DELETE, hourEntryGUID=entry.guid) is True


def test_hours_are_approved_up_to_a_day_by_the_administrator(api, other_api, phase):
    late = day(8).replace(hour=23, minute=30)
    first, second, third = (add_hours(api, phase.guid, when, Decimal(1)) for when in (day(1), late, day(9)))
    other = add_hours(other_api, add_case(other_api).root_task_guid, day(1), Decimal(1))
    assert administration.approve_hours(api.store, "Acme", day(8)) == 2
    assert administration.approve_hours(api.store, "Acme", day(8)) == 0
    approved = [api(BY_GUID, hourEntryGUID=each.guid).is_approved for each in (first, second, third)]
    assert approved == [True, True, None]
    assert other_api(BY_GUID, hourEntryGUID=other.guid).is_approved is None


def test_hours_up_to_the_closing_date_stay_as_they_are(api, phase):
    closed, still_open = (add_hours(api, phase.guid, day(number), Decimal(1)) for number in (8, 9))
    administration.close_hours(api.store, "Acme", day(8))
    for wrong in (
        new_hours(api, phase.guid, event_date=day(8), quantity=Decimal(1)),
        new_hours(api, phase.guid, event_date=day(1), quantity=Decimal(1)),
    ):
        assert fault_of(api, ADD, hourEntryInfo=wrong) == INVALID
    later = HourEntry(**{**fields(closed), "event_date": day(9)})
    earlier = HourEntry(**{**fields(still_open), "event_date": day(8)})
    for moved in (closed, later, earlier):
        assert fault_of(api, UPDATE, hourEntryInfo=moved) == INVALID
    assert fault_of(api, DELETE, hourEntryGUID=closed.guid) == INVALID
    assert api(BY_GUID, hourEntryGUID=closed.guid) == closed
    days = info(api, day(7), day(10), userGUID=api.user_guid)
    assert [each.read_only for each in days] == [True, True, False, False]
    assert api(DELETE, hourEntryGUID=still_open.guid) is True
    administration.close_hours(api.store, "Acme", None)
    assert api(DELETE, hourEntryGUID=closed.guid) is True


def test_an_organization_may_demand_descriptions_and_times_that_do_not_overlap(api, phase):
    def hours(first, last, **members):
        given = {"start_time": day(5).replace(hour=first), "end_time": day(5).replace(hour=last), **members}
        return new_hours(api, phase.guid, event_date=day(5), quantity=Decimal(1), **given)

    api(ADD, hourEntryInfo=hours(8, 10))
    api(ADD, hourEntryInfo=hours(9, 11))
    assert fault_of(api, ADD, hourEntryInfo=hours(11, 10)) == INVALID
    administration.set_organization(api.store, "Acme", hours_need_description=True, hours_may_overlap=False)
    assert fault_of(api, ADD, hourEntryInfo=hours(12, 13)) == INVALID
    assert fault_of(api, ADD, hourEntryInfo=hours(10, 12, description="Report")) == INVALID
    stored = api(ADD, hourEntryInfo=hours(11, 12, description="Report"))
    # An entry does not overlap itself.
    longer = HourEntry(**{**fields(stored), "end_time": day(5).replace(hour=13)})
    assert api(UPDATE, hourEntryInfo=longer).end_time == day(5).replace(hour=13)


def test_times_are_of_the_day_of_the_entry_whatever_date_they_carry(api, phase):
    administration.set_organization(api.store, "Acme", hours_need_description=False, hours_may_overlap=False)
    clock = datetime(1900, 1, 1)

    def outcome(date, first, last, base=clock):
        times = {"start_time": base + timedelta(hours=first), "end_time": base + timedelta(hours=last)}
        sent = new_hours(api, phase.guid, event_date=date, quantity=Decimal(1), **times)
        return refusal(api, ADD, hourEntryInfo=sent)

    assert [outcome(day(number), 8, 10) for number in (24, 25)] == [None, None]
    assert [outcome(day(24), 9, 11), outcome(day(24), 9, 11, day(24)), outcome(day(24), 10, 11)] == [INVALID] * 2 + [
        None
    ]
    # Past midnight, and past two.
    assert [outcome(day(5), 22, 26), outcome(day(6), 1, 3), outcome(day(6), 2, 3)] == [None, INVALID, None]
    assert [outcome(day(4), 23, 47, day(4)), outcome(day(4), 20, 46.5), outcome(day(4), 20, 22)] == [
        INVALID,
        INVALID,
        None,
    ]
    assert [outcome(day(10), 22, 74), outcome(day(13), 1, 3), outcome(day(13), 2, 3, day(13))] == [None, INVALID, None]
    assert [outcome(day(9), 23, 90), outcome(day(9), 0, 2)] == [INVALID, None]
    # The calendar's last day.
    assert outcome(datetime(9999, 12, 31), 22, 30) is None
    assert outcome(datetime(9999, 12, 31), 23, 24) == INVALID


def test_hours_are_deleted(api, other_api, phase):
    entry = add_hours(api, phase.guid, MONDAY, Decimal(2))
    # NotFoundException is not declared here.
    assert fault_of(other_api, DELETE, hourEntryGUID=entry.guid) == INVALID
    assert fault_of(other_api, UPDATE, hourEntryInfo=entry) == INVALID
    assert api(DELETE, hourEntryGUID=entry.guid) is True
    assert fault_of(api, DELETE, hourEntryGUID=entry.guid) == INVALID
    assert fault_of(api, UPDATE, hourEntryInfo=entry) == INVALID
    assert fault_of(api, UPDATE, hourEntryInfo=HourEntry(**{**fields(entry), "guid": None})) == INVALID
    assert api(BY_DATE) == []


def test_hours_of_others_take_a_right_over_them_or_over_the_case(api, case, phase):
    worker = add_user(api, "worker@acme.example")
    with api.session() as session:
        head = session.insert(users, email="head@acme.example", is_active=True, superior_user_guid=None)
        session.update_where(users, users.c.guid.in_([worker.guid, api.user_guid]), superior_user_guid=head)
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=worker.guid)
    own, others = (
        add_hours(api, phase.guid, MONDAY, Decimal(1), user_guid=guid) for guid in (api.user_guid, worker.guid)
    )

    def outcomes(**rights):
        narrow_rights(api, work_hour_approval="None", case_owner_work_hour_approval=False, **rights)
        return [
            [
                refusal(api, name, hourEntryInfo=HourEntry(**{**fields(entry), "guid": guid}))
                for name, guid in ((ADD, None), (UPDATE, entry.guid))
            ]
            for entry in (own, others)
        ]

    assert outcomes(users="None", case="None") == [[None, None], [NO_PERMISSION, NO_PERMISSION]]
    assert refusal(api, DELETE, hourEntryGUID=others.guid) == NO_PERMISSION
    assert outcomes(users="All", case="None") == [[None, None], [None, None]]
    # The caller owns the case.
    assert outcomes(users="None", case="Own") == [[None, None], [None, None]]
    with api.session() as session:
        session.update(users, worker.guid, superior_user_guid=api.user_guid)
    assert outcomes(users="EditOwnEmployees", case="None") == [[None, None], [None, None]]


# --- working days ----------------------------------------------------------------------------


def info(api, start, end, **params):
    return api(WORK_DAYS, startdate=start, enddate=end, **params)


def test_a_working_day_tells_what_was_expected_and_what_was_entered(api, other_api, case, phase):
    worker = add_user(api, "worker@acme.example")
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=worker.guid)
    with api.session() as session:
        session.update_where(
            employments,
            employments.c.user_guid == worker.guid,
            start_date=day(5),
            end_date=day(9),
            daily_hours=Decimal("7.25"),
            is_overtime_allowed=True,
        )
        session.insert(employments, user_guid=worker.guid, start_date=day(12), daily_hours=Decimal(8))
        session.append(work_days, "user_guid", worker.guid, date=day(6), is_ready=True)
        session.append(work_days, "user_guid", worker.guid, date=day(7), is_ready=False)
    entries = [add_hours(api, phase.guid, day(6), Decimal(hours), user_guid=worker.guid) for hours in ("3.5", "4.25")]
    add_hours(api, phase.guid, day(6), Decimal(1))
    days = info(api, day(4), datetime(2026, 1, 12, 15), userGUID=worker.guid)
    assert [each.date for each in days] == [day(number) for number in range(4, 13)]
    assert [each.expected_hours for each in days] == [
        Decimal(text) for text in ["0", "7.25", "7.25", "7.25", "7.25", "7.25", "0", "0", "8"]
    ]
    assert [each.overtime_allowed for each in days] == [False] + [True] * 5 + [False] * 3
    assert [each.ready for each in days] == [False, False, True] + [False] * 6
    assert not any(each.read_only for each in days)
    tuesday = days[2]
    assert tuesday.entries == entries
    assert (tuesday.total_hours, days[3].total_hours, days[3].entries) == (Decimal("7.75"), 0, [])
    assert info(other_api, day(4), day(6), userGUID=worker.guid) == []


def test_whole_days_and_hours_of_absence(api):
    worker = add_user(api, "worker@acme.example")
    with api.session() as session:
        session.update_where(employments, employments.c.user_guid == worker.guid, start_date=day(1))
        kinds = {
            name: session.find(activity_types, name=name)["guid"] for name in ("Holiday", "Unpaid leave", "Meeting")
        }

        def calendar(kind, start, end, *, all_day=False):
            session.insert(
                activities,
                name=f"{kind} {start}",
                activity_type_guid=kinds[kind],
                owner_user_guid=worker.guid,
                start_date_time=moment(start),
                end_date_time=end and moment(end),
                is_all_day=all_day,
                is_duration=all_day,
            )

        # Helsinki is two hours ahead of UTC, in summer three.
        calendar("Holiday", "2026-01-06 22:00", "2026-01-10 22:00", all_day=True)
        calendar("Holiday", "2026-07-05 21:00", None, all_day=True)
        calendar("Holiday", "2026-01-05 10:00", "2026-01-05 11:30")
        calendar("Meeting", "2026-01-05 12:00", "2026-01-05 13:00")
        calendar("Unpaid leave", "2026-01-12 20:00", "2026-01-12 23:00")
        calendar("Holiday", "2026-02-01 20:00", "2026-02-02 20:00")

    def absent(start, end, *, unpaid=False):
        days = info(api, start, end, userGUID=worker.guid, includeUnPaidAbsenses=unpaid)
        return {each.date.day: [activity.duration for activity in each.activities] for each in days if each.activities}

    whole = Decimal("7.5")
    assert absent(day(1), day(15)) == {5: [Decimal("1.5")], 7: [whole], 8: [whole], 9: [whole], 10: [Decimal(0)]}
    assert absent(day(12), day(13)) == {}
    assert absent(day(12), day(13), unpaid=True) == {12: [Decimal(2)], 13: [Decimal(1)]}
    assert absent(datetime(2026, 7, 4), datetime(2026, 7, 8)) == {6: [whole]}
    (monday,) = info(api, MONDAY, MONDAY, userGUID=worker.guid)
    assert [(each.activity_type_name, each.name) for each in monday.activities] == [
        ("Holiday", "Holiday 2026-01-05 10:00")
    ]


def test_absences_of_hours_go_by_the_users_clock_in_summer_and_recurring_ones_come_at_each_time(api):
    worker = add_user(api, "worker@acme.example")
    holiday = register(api, activity_types, name="Holiday")

    def calendar(start, end, **members):
        times = {"start_date_time": moment(start), "end_date_time": end and moment(end)}
        given = {"name": start, "activity_type_guid": holiday, "owner_user_guid": worker.guid, **times}
        with api.session() as session:
            return session.insert(activities, **given | members)

    def absent(first, last):
        days = info(api, first, last, userGUID=worker.guid)
        return [(each.date, activity.name, activity.duration) for each in days for activity in each.activities]

    calendar("2026-08-03 20:00", "2026-08-04 04:00")
    night = "2026-08-03 20:00"
    first, second = datetime(2026, 8, 3), datetime(2026, 8, 4)
    assert absent(datetime(2026, 8, 1), datetime(2026, 8, 9)) == [(first, night, 1), (second, night, 7)]

    thursdays, set_end = "2026-10-15 05:00", moment("2026-11-05 12:00")
    rule = {"recurrence_unit": "week", "recurrence_interval": 1, "recurrence_end": set_end}
    calendar(thursdays, "2026-10-15 08:00", **rule)
    fridays = "2026-10-15 21:00"
    calendar(fridays, None, is_all_day=True, is_duration=True, **rule)
    expected = []
    for thursday in (datetime(2026, 10, 22), datetime(2026, 10, 29), datetime(2026, 11, 5)):
        expected += [(thursday, thursdays, 3), (thursday + timedelta(days=1), fridays, 0)]
    # The last Friday would begin after the rule's end.
    assert absent(datetime(2026, 10, 17), datetime(2026, 11, 30)) == expected[:-1]
    listed = api("IActivity.GetActivityInstances", userGUID=worker.guid, startsAfter=moment("2026-10-17 00:00"))
    assert [each.name for each in listed] == [name for _, name, _ in expected[:-1]]
    # One that reaches into the days from before, and one that ends with the calendar.
    calendar("2027-01-03 10:00", "2027-01-05 10:00", recurrence_unit="month", recurrence_interval=1)
    calendar("2027-02-04 22:00", "9999-12-31 23:59")
    assert [hours for _, _, hours in absent(datetime(2027, 2, 4), datetime(2027, 2, 6))] == [24, 12, 24, 24]


def test_without_a_user_the_days_of_all_come_one_user_after_another(api, phase):
    north = add_unit(api, "North")
    first, second, gone = (add_user(api, f"{name}@acme.example", business_unit_guid=north) for name in "abc")
    for user in (first, second, gone):
        api("ICase.AddCaseMemberUser", caseGuid=phase.case_guid, userGuid=user.guid)
        add_hours(api, phase.guid, day(6), Decimal(1), user_guid=user.guid)
    api("IUser.DisableUser", userGUID=gone.guid)

    def whose(**params):
        days = info(api, day(5), day(6), **params)
        return len(days), [entry.user_guid for each in days for entry in each.entries]

    assert whose(businessUnitGUID=north) == (4, sorted([first.guid, second.guid]))
    everybody = sorted([first.guid, second.guid, gone.guid])
    assert whose(businessUnitGUID=north, includeInfoForInactiveUser=True) == (6, everybody)
    assert whose(includeInfoForInactiveUser=True, userGUID="", businessUnitGUID="") == (8, everybody)
    assert whose(userGUID=gone.guid) == whose(userGUID=UNKNOWN) == whose(businessUnitGUID=UNKNOWN) == (0, [])


def test_ranges_of_working_days(api):
    twenty_years = info(
        api, datetime(2000, 1, 1), datetime(2019, 12, 31), includeUnPaidAbsenses=True, includeInfoForInactiveUser=True
    )
    assert len(twenty_years) == 7305
    assert info(api, day(6), day(5)) == []
    assert len(info(api, datetime(1, 1, 1), datetime(1, 1, 5))) == 2
    assert fault_of(api, WORK_DAYS, startdate=datetime(1900, 1, 1), enddate=datetime(2026, 1, 1)) == FAILURE
    assert fault_of(api, WORK_DAYS, startdate=MONDAY) == fault_of(api, WORK_DAYS, enddate=MONDAY) == FAILURE


def test_working_days_take_as_many_statements_for_many_users_as_for_one(api):
    with statements(api.store) as for_one:
        assert len(info(api, day(5), day(6))) == 2
    for name in "abcd":
        add_user(api, f"{name}@acme.example")
    with statements(api.store) as for_many:
        assert len(info(api, day(5), day(6))) == 10
    assert len(for_many) == len(for_one)
