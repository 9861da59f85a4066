"""What a user with narrow rights reads: less, without a word about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from severakit.soap.faults import NotFound
from support.projects import add_customer
from support.relations import World

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def world(api):
    return World(api)


CASES = {
    "None": set(),
    "OwnNoCreation": {"owned", "member"},
    "OwnNoFinancial": {"owned", "subordinate's", "member"},
    "Own": {"owned", "subordinate's", "member"},
    "OwnUnit": {"owned", "subordinate's", "of my unit", "member"},
    "All": {"owned", "subordinate's", "of my unit", "member", "foreign"},
}
INVOICES = {
    "None": set(),
    "OwnNoCreation": set(),
    "OwnNoFinancial": set(),
    "Own": {"owned", "subordinate's"},
    "OwnUnit": {"owned", "subordinate's", "of my unit"},
    "All": CASES["All"],
}
# Beside the hours of these cases, one's own are always seen; here those on the case one is a member of.
HOURS = {
    "None": {"owned", "member"},
    "OwnNoCreation": {"owned", "member"},
    "OwnNoFinancial": {"owned", "subordinate's", "member"},
    "Own": {"owned", "subordinate's", "member"},
    "OwnUnit": {"owned", "subordinate's", "of my unit", "member"},
    "All": CASES["All"],
}


def test_the_case_right_decides_which_cases_invoices_and_hours_are_seen(world):
    for level, seen in CASES.items():
        api = world.seen_by_me(case=level, users="None", work_hour_approval="None")
        cases = api("ICase.GetAllCases")
        assert world.names(case.guid for case in cases) == seen, level
        invoices = api("IInvoice.GetInvoicesByDate", startDate=LONG_AGO, endDate=datetime(2100, 1, 1, tzinfo=UTC))
        assert world.names(invoice.main_case_guid for invoice in invoices) == INVOICES[level], level
        hours = api("IHourEntry.GetHourEntriesChangedSince", startDate=LONG_AGO)
        assert world.names(entry.case_guid for entry in hours) == HOURS[level], level


def test_what_is_not_seen_is_not_found_and_not_refused(world):
    api = world.seen_by_me(case="Own", users="None")
    foreign = world.cases["foreign"]
    for name, parameter, guid in (
        ("ICase.GetCaseByGUID", "caseGuid", foreign.guid),
        ("IPhase.GetPhaseByGUID", "phaseGUID", foreign.root_task_guid),
        ("IUser.GetUserByGUID", "userGUID", world.other.guid),
        ("ICase.GetCaseMemberUsersByCaseGUID", "caseGuid", foreign.guid),
    ):
        with pytest.raises(NotFound):
            api(name, **{parameter: guid})
    assert api("ICase.GetCaseByNumber", caseNumber=foreign.case_number) is None


def test_phases_of_cases_one_may_enter_hours_on_are_seen_without_the_case_right(world):
    api = world.seen_by_me(case="None", users="None")
    phases = api("IPhase.GetPhasesChangedSince", startDateTime=LONG_AGO)
    assert world.names(phase.case_guid for phase in phases) == {"owned", "subordinate's", "member"}
    types = api("IWorkType.GetWorkTypesByPhaseGUID", phaseGUID=world.cases["member"].root_task_guid)
    assert types


def test_without_the_account_right_there_are_no_customers_and_no_cases(world):
    customer = add_customer(world.api, "Fjord")
    api = world.seen_by_me(account="None")
    assert api("IAccount.GetAccountsChangedSince", startDateTime=LONG_AGO, options=2) == []
    assert api("ICustomer.GetAllCustomers", options=2, startFromIndex=0, count=10) == []
    assert api("IContact.GetContactsChangedSince", startDateTime=LONG_AGO, options=2) == []
    assert api("ICase.GetAllCases") == []
    with pytest.raises(NotFound):
        api("ICompany.GetCompanyByGUID", companyGuid=customer.company_guid)


def test_the_phases_to_enter_hours_on_name_customers_to_who_sees_customers(world):
    for right, name in (("None", None), ("ReadOnly", world.cases["member"].account_name)):
        trees = world.seen_by_me(account=right)("IPhase.GetHourEntryPhasesByUserGUID", userGUID=world.me.guid)
        assert [tree.account_name for tree in trees] == [name] * 2


@pytest.mark.parametrize(
    ("level", "seen"),
    [("None", {"me"}), ("EditOwnEmployees", {"me", "under_me"}), ("AddOwnEmployees", {"me", "under_me"})],
)
def test_the_users_right_decides_which_users_are_seen(world, level, seen):
    api = world.seen_by_me(users=level)
    expected = {getattr(world, name).guid for name in seen}
    assert {user.guid for user in api("IUser.GetAllUsers", includeInactive=True)} == expected


def test_the_widest_rights_see_everything(world):
    api = world.seen_by_me()
    assert len(api("IUser.GetAllUsers", includeInactive=True)) == 4
    assert world.names(case.guid for case in api("ICase.GetAllCases")) == set(world.cases)
