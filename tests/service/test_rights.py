"""What each level of each right lets the API user see and do: reads show less, writes get NoPermission."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from severakit.entities import (
    Account,
    BillingAndExpenseForecast,
    BusinessUnit,
    Case,
    Company,
    Contact,
    Customer,
    HourEntry,
    InvoiceInformation,
    Phase,
    User,
    WorkType,
)
from severakit.store.contents import add_file
from severakit.store.tables import (
    billing_forecasts,
    companies,
    hour_entries,
    invoice_files,
    invoices,
    item_files,
    items,
    phases,
    travel_reimbursement_statuses,
    travel_reimbursements,
    users,
)
from severakit.store.tables import cases as cases_table
from support.calls import NO_PERMISSION, NOT_FOUND
from support.items import add_item
from support.projects import add_customer, currency, fields, new_case, refusal, row_of, top_unit
from support.relations import DAY, World

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
EVERYTHING = {"owned", "subordinate's", "of my unit", "member", "foreign"}
INVOICED_BY = {
    "None": set(),
    "OwnNoCreation": set(),
    "OwnNoFinancial": set(),
    "Own": {"owned", "subordinate's"},
    "OwnUnit": {"owned", "subordinate's", "of my unit"},
    "All": EVERYTHING,
}
CHANGED_BY = INVOICED_BY | {"OwnNoFinancial": {"owned", "subordinate's"}}
"""The cases that a case right changes, by level."""


@pytest.fixture
def world(api):
    return World(api)


# --- the account right -----------------------------------------------------------------------

ACCOUNT = {
    # level: customers are seen, with their revenue, and written.
    "None": (False, False, False),
    "ReadOnly": (True, False, False),
    "Edit": (True, False, True),
    "All": (True, True, True),
}


@pytest.mark.parametrize(("level", "expected"), ACCOUNT.items())
def test_the_account_right(world, level, expected):
    sees, sees_revenue, writes = expected
    revenue = 1_500_000
    account = add_customer(world.api, "Fjord")
    with world.api.session() as session:
        session.update(companies, account.company_guid, annual_revenue=revenue)
    api = world.seen_by_me(account=level)
    listed = api("ICustomer.GetCustomersChangedSince", startDateTime=LONG_AGO, options=0)
    assert (account.guid in {each.guid for each in listed}) == sees
    assert {each.annual_revenue for each in listed if each.guid == account.guid} == (
        {revenue if sees_revenue else None} if sees else set()
    )
    if sees:
        company = api("ICompany.GetCompanyByGUID", companyGuid=account.company_guid)
        assert company.annual_revenue == (revenue if sees_revenue else None)
    else:
        assert refusal(api, "ICompany.GetCompanyByGUID", companyGuid=account.company_guid) == NOT_FOUND
    outcomes = {
        refusal(api, "ICustomer.AddNewCustomer", customer=Customer(name=f"New {level}")),
        refusal(api, "IAccount.UpdateAccount", accountInfo=Account(**fields(account)), companyInfo=None),
        refusal(
            api,
            "IContact.AddNewContact",
            contactInfo=Contact(account_guid=account.guid, first_name="Aino", last_name="Laine"),
        ),
    }
    assert outcomes == ({None} if writes else {NO_PERMISSION})
    # What is not shown is not overwritten either.
    if writes:
        mended = Company(name="Fjord", annual_revenue=None, website="https://fjord.example")
        api("IAccount.UpdateAccount", accountInfo=Account(**fields(account)), companyInfo=mended)
        stored = row_of(world.api, companies, account.company_guid)
        assert (stored["annual_revenue"], stored["website"]) == (None if sees_revenue else revenue, mended.website)


# --- the case right --------------------------------------------------------------------------


@pytest.fixture
def priced(world):
    """The cases with an expected value, a forecast, a priced phase, and an item of somebody else and one of mine."""
    with world.api.session() as session:
        for case in world.cases.values():
            session.update(cases_table, case.guid, expected_value=Decimal(1000))
            flat = {"flat_rate_price": Decimal(500), "flat_rate_hours": Decimal(5)}
            flat |= {"flat_rate_additional_hours_unit_price": Decimal(0)}
            flat |= {"flat_rate_are_additional_hours_billable": False}
            session.update(phases, case.root_task_guid, price_per_hour=Decimal(90), **flat)
            session.insert(billing_forecasts, case_guid=case.guid, year=2027, month=1, billing_forecast=Decimal(5))
        own = session.find(hour_entries, case_guid=world.cases["owned"].guid)
        moved = {"user_guid": world.other.guid, "case_guid": own["case_guid"], "phase_guid": own["phase_guid"]}
        same = {name: own[name] for name in ("work_type_guid", "event_date", "quantity")}
        session.insert(hour_entries, **moved, **same)
        session.update_where(hour_entries, hour_entries.c.guid != "", unit_price=Decimal(80), unit_cost=Decimal(30))
        for user in (world.me, world.other):
            for case in world.cases.values():
                price = {"unit_price": Decimal(7), "unit_cost": Decimal(3), "quantity": Decimal(1)}
                session.insert(items, case_guid=case.guid, task_guid=case.root_task_guid, user_guid=user.guid, **price)
    return world


@pytest.mark.parametrize("level", INVOICED_BY)
def test_the_case_right_shows_figures_of_cases_that_it_invoices(priced, level):
    api = priced.seen_by_me(case=level)
    shown = {
        "cases": [(each.guid, each.expected_value) for each in api("ICase.GetAllCases")],
        "phases": [
            (each.case_guid, each.price_per_hour)
            for each in api("IPhase.GetPhasesChangedSince", startDateTime=LONG_AGO, options=0)
        ],
        "flat rates": [
            (each.case_guid, each.flat_rate)
            for each in api("IPhase.GetPhasesChangedSince", startDateTime=LONG_AGO, options=0)
        ],
        "hours": [
            (each.case_guid, each.unit_price + each.unit_cost)
            for each in api("IHourEntry.GetHourEntriesChangedSince", startDate=LONG_AGO)
            if each.user_guid != priced.me.guid
        ],
        "items": [
            (each.case_guid, each.unit_price)
            for each in api("IItem.GetItemsChangedSince", startDate=LONG_AGO)
            if each.user_guid != priced.me.guid
        ],
    }
    seen = {what: priced.names(guid for guid, figure in found if figure) for what, found in shown.items()}
    assert seen == dict.fromkeys(shown, INVOICED_BY[level])
    for name, case in priced.cases.items():
        if case.guid in dict(shown["cases"]):
            forecasts = api("ICase.GetBillingAndExpenseForecastByCaseGUID", caseGuid=case.guid)
            assert len(forecasts) == (name in INVOICED_BY[level])


@pytest.mark.parametrize("level", INVOICED_BY)
def test_prices_of_ones_own_hours_and_items_are_shown_by_every_case_right_but_none(priced, level):
    api = priced.seen_by_me(case=level)
    own = [
        each
        for each in (
            *api("IHourEntry.GetHourEntriesChangedSince", startDate=LONG_AGO),
            *api("IItem.GetItemsChangedSince", startDate=LONG_AGO),
        )
        if each.user_guid == priced.me.guid
    ]
    assert len(own) > 5
    if level == "None":
        assert {each.unit_price or 0 for each in own} == {each.unit_cost or 0 for each in own} == {0}
    else:
        assert all(each.unit_price and each.unit_cost for each in own)


def test_figures_that_are_not_shown_outlive_an_update(priced):
    api = priced.seen_by_me(case="OwnNoFinancial")
    owned = priced.cases["owned"]
    case = api("ICase.GetCaseByGUID", caseGuid=owned.guid)
    assert case.expected_value is None
    answer = api("ICase.UpdateCase", caseInfo=Case(**{**fields(case), "description": "Changed", "expected_value": 1}))
    assert (answer.description, answer.expected_value) == ("Changed", None)
    phase = api("IPhase.GetPhaseByGUID", phaseGUID=owned.root_task_guid)
    answer = api("IPhase.UpdatePhase", phaseInfo=Phase(**{**fields(phase), "code": "ROOT"}))
    assert (answer.code, answer.price_per_hour) == ("ROOT", None)
    assert row_of(priced.api, phases, phase.guid)["price_per_hour"] == Decimal(90)
    (entry,) = api("IHourEntry.GetHourEntriesByCaseGUID", caseGuid=priced.cases["subordinate's"].guid)
    assert (entry.unit_price, entry.unit_cost, entry.unit_price_in_base_currency) == (0, 0, 0)
    answer = api("IHourEntry.UpdateHourEntry", hourEntryInfo=HourEntry(**{**fields(entry), "quantity": Decimal(3)}))
    assert (answer.quantity, answer.unit_price) == (3, 0)
    stored = row_of(priced.api, hour_entries, entry.guid)
    assert (stored["unit_price"], stored["unit_cost"]) == (Decimal(80), Decimal(30))
    assert stored["unit_price_in_base_currency"] == Decimal(80)


@pytest.mark.parametrize("level", INVOICED_BY)
def test_the_case_right_decides_what_is_changed_and_invoiced(world, level):
    guids = {invoice["main_case_guid"]: invoice["guid"] for invoice in _rows(world, invoices)}
    fees = {name: add_item(world.api, case) for name, case in world.cases.items()}
    api = world.seen_by_me(case=level, users="None")
    added = refusal(api, "ICase.AddNewCase", caseInfo=new_case(world.api, "New", case_owner_user_guid=world.me.guid))
    assert added == (None if level in ("OwnNoFinancial", "Own", "OwnUnit", "All") else NO_PERMISSION)
    attempts = {
        "changed": lambda _, case: refusal(api, "ICase.UpdateCase", caseInfo=Case(**fields(case))),
        "planned": lambda _, case: refusal(
            api,
            "IPhase.AddNewPhase",
            phaseInfo=Phase(case_guid=case.guid, parent_phase_guid=case.root_task_guid, name="New"),
        ),
        "sent": lambda _, case: refusal(
            api, "IInvoice.SetInvoiceStatus", invoiceGUID=guids[case.guid], status="Ready for transfer"
        ),
        "invoiced": lambda name, _: refusal(
            api,
            "IInvoice.CreateInvoices",
            invoiceInformation=InvoiceInformation(date=DAY, item_guids=[fees[name].guid], invoice_status="Draft"),
        ),
        "forecast": lambda _, case: refusal(
            api,
            "ICase.AddNewBillingAndExpenseForecastToCase",
            caseGuid=case.guid,
            billingAndExpenseForecastInfo=BillingAndExpenseForecast(year=2027, month=2),
        ),
    }
    done = {
        what: {name for name, case in world.cases.items() if attempt(name, case) is None}
        for what, attempt in attempts.items()
    }
    changed, invoiced = CHANGED_BY[level], INVOICED_BY[level]
    assert done == {
        "changed": changed,
        "planned": changed,
        "sent": invoiced,
        "invoiced": invoiced,
        "forecast": invoiced,
    }


@pytest.mark.parametrize("deletes", [True, False])
def test_deleting_cases_is_a_right_of_its_own(world, deletes):
    case = world.api("ICase.AddNewCase", caseInfo=new_case(world.api, "Short", case_owner_user_guid=world.me.guid))
    api = world.seen_by_me(case_delete=deletes)
    assert refusal(api, "ICase.DeleteCase", caseGuid=case.guid) == (None if deletes else NO_PERMISSION)


# --- the users right -------------------------------------------------------------------------

USERS = {
    # level: whose contracts are seen and whose hours are changed; units in which users are added.
    "None": ({"me"}, set()),
    "EditOwnEmployees": ({"me", "under_me"}, set()),
    "AddOwnEmployees": ({"me", "under_me"}, {"own"}),
    "All": ({"me", "under_me", "other"}, {"own", "top"}),
}


@pytest.mark.parametrize("level", USERS)
def test_the_users_right(world, level):
    people = {name: getattr(world, name) for name in ("me", "under_me", "other")}
    hours = {row["user_guid"]: row["guid"] for row in _rows(world, hour_entries)}
    api = world.seen_by_me(users=level, case="None", work_hour_approval="None", case_owner_work_hour_approval=False)
    people["me"] = world.api("IUser.GetUserByGUID", userGUID=world.me.guid)
    managed, units = USERS[level]
    contracts = {n for n, p in people.items() if api("IEmployment.GetEmploymentsByUserGUID", userGUID=p.guid)}
    entries = {
        name
        for name, person in people.items()
        if refusal(api, "IHourEntry.GetHourEntryByGUID", hourEntryGUID=hours[person.guid]) is None
    }
    days = {
        name
        for name, person in people.items()
        if api("IHourEntry.GetWorkDayInfoByDateRangeAndUserGUID", startdate=DAY, enddate=DAY, userGUID=person.guid)
    }
    assert contracts == entries == days == managed
    deleted = {
        name
        for name, person in people.items()
        if refusal(api, "IHourEntry.DeleteHourEntry", hourEntryGUID=hours[person.guid]) is None
    }
    assert deleted == managed
    updated = {n for n, p in people.items() if refusal(api, "IUser.UpdateUser", userInfo=User(**fields(p))) is None}
    assert updated == managed
    added = set()
    for name, unit in (("own", world.me.business_unit_guid), ("top", top_unit(world.api))):
        new = User(first_name="Aino", last_name=name, email=f"{name}@new.example", business_unit_guid=unit)
        added |= {name} if refusal(api, "IUser.AddNewUser", userInfo=new) is None else set()
    assert added == units


# --- the travel reimbursement right ----------------------------------------------------------

TRAVEL = {
    # level: whose claims are seen, and whose are approved.
    "None": (set(), set()),
    "CreateOwn": ({"me"}, set()),
    "OwnUsers": ({"me", "under_me"}, {"under_me"}),
    "OwnUnit": ({"me", "under_me", "colleague"}, {"under_me", "colleague"}),
    "All": ({"me", "under_me", "colleague", "other"}, {"me", "under_me", "colleague", "other"}),
}


@pytest.mark.parametrize("level", TRAVEL)
def test_the_travel_reimbursement_right_decides_over_claims_and_their_receipts(world, level):
    claims, receipts = {}, {}
    for number, (name, person) in enumerate(_people(world).items(), start=1):
        claims[name], receipts[name] = _add_claim(world, number, person.guid)
    api = world.seen_by_me(travel_reimbursement=level, users="None", case="None")
    seen, approved = TRAVEL[level]
    by_guid = "ITravelReimbursement.GetTravelReimbursementByGUID"
    assert seen == {n for n, guid in claims.items() if not refusal(api, by_guid, travelReimbursementGUID=guid)}
    # A receipt hangs on an item too, and everybody sees their own.
    listed = {file.guid for file in api("IFile.GetFiles")}
    assert {n for n, guid in receipts.items() if guid in listed} == seen | {"me"}
    moves = "ITravelReimbursement.SetTravelReimbursementStatus"
    assert approved == {
        name
        for name, guid in claims.items()
        if refusal(api, moves, travelReimbursementGUID=guid, status="Approved") is None
    }


def _add_claim(world, number, user_guid):
    with world.api.session() as session:
        status = session.find(travel_reimbursement_statuses, name="Draft")["guid"]
        claim = session.insert(
            travel_reimbursements,
            number=number,
            user_guid=user_guid,
            date=DAY,
            currency_guid=currency(world.api, "EUR"),
            travel_reimbursement_status_guid=status,
        )
        case = world.cases["foreign"]
        item = session.insert(
            items,
            case_guid=case.guid,
            task_guid=case.root_task_guid,
            user_guid=user_guid,
            quantity=Decimal(1),
            travel_reimbursement_guid=claim,
            row_number=1,
        )
        receipt = add_file(session, b"%PDF", name=f"{number}.pdf")
        session.append(item_files, "item_guid", item, file_guid=receipt)
    return claim, receipt


# --- the work hour approval right ------------------------------------------------------------

APPROVAL = {
    "None": set(),
    "OwnUsers": {"under_me"},
    "OwnUsersAndSelf": {"me", "under_me"},
    "OwnUnit": {"me", "under_me", "colleague"},
    "All": {"me", "under_me", "colleague", "other"},
}


@pytest.mark.parametrize("level", APPROVAL)
def test_the_work_hour_approval_right_decides_whose_hours_are_seen_and_changed_when_approved(world, level):
    entries = {name: _add_approved_hours(world, person.guid) for name, person in _people(world).items()}
    api = world.seen_by_me(
        work_hour_approval=level, case_owner_work_hour_approval=False, users="None", case="None", account="None"
    )
    by_guid = "IHourEntry.GetHourEntryByGUID"
    seen = {
        name: api(by_guid, hourEntryGUID=guid)
        for name, guid in entries.items()
        if not refusal(api, by_guid, hourEntryGUID=guid)
    }
    assert set(seen) == APPROVAL[level] | {"me"}
    changed = {
        name
        for name, entry in seen.items()
        if refusal(api, "IHourEntry.UpdateHourEntry", hourEntryInfo=HourEntry(**fields(entry))) is None
    }
    assert changed == APPROVAL[level]
    outcomes = {n: refusal(api, "IHourEntry.DeleteHourEntry", hourEntryGUID=guid) for n, guid in entries.items()}
    assert outcomes == {name: None if name in APPROVAL[level] else NO_PERMISSION for name in entries}


@pytest.mark.parametrize("approves", [True, False])
def test_owners_of_cases_may_be_let_to_approve_all_hours_there(world, approves):
    elsewhere = _add_approved_hours(world, world.other.guid)
    here = _add_approved_hours(world, world.other.guid, "owned")
    api = world.seen_by_me(
        work_hour_approval="None", case_owner_work_hour_approval=approves, users="None", case="OwnNoFinancial"
    )
    assert refusal(api, "IHourEntry.DeleteHourEntry", hourEntryGUID=elsewhere) == NO_PERMISSION
    expected = None if approves else NO_PERMISSION
    assert refusal(api, "IHourEntry.DeleteHourEntry", hourEntryGUID=here) == expected


def _people(world):
    with world.api.session() as session:
        colleague = session.insert(
            users,
            email="colleague@acme.example",
            is_active=True,
            business_unit_guid=world.me.business_unit_guid,
            superior_user_guid=world.other.guid,
        )
    return {"me": world.me, "under_me": world.under_me, "colleague": User(guid=colleague), "other": world.other}


def _add_approved_hours(world, user_guid, case="foreign"):
    found = world.cases[case]
    with world.api.session() as session:
        (some,) = session.all(session.select(hour_entries).limit(1))
        return session.insert(
            hour_entries,
            case_guid=found.guid,
            phase_guid=found.root_task_guid,
            user_guid=user_guid,
            work_type_guid=some["work_type_guid"],
            event_date=DAY,
            quantity=Decimal(1),
            is_approved=True,
        )


# --- the administrator right -----------------------------------------------------------------


@pytest.mark.parametrize(("level", "expected"), [("None", NO_PERMISSION), ("EditSettings", None), ("All", None)])
def test_the_administrator_right_opens_the_registers_for_writing(world, level, expected):
    """Between EditSettings and All lie subscription and features, which no operation of the API reaches."""
    api = world.seen_by_me(administrator=level)
    assert api("IWorkType.GetAllWorkTypes")
    assert api("IBusinessUnit.GetBusinessUnitHierarchy", rootBusinessUnitGuid=None, options=12)
    attempts = [
        refusal(api, "IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="New")),
        refusal(api, "IBusinessUnit.AddNewBusinessUnit", businessUnitInfo=BusinessUnit(name="New")),
    ]
    assert attempts == [expected, expected]


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("level", INVOICED_BY)
def test_files_follow_what_they_belong_to(world, level):
    attached, documents = {}, {}
    with world.api.session() as session:
        free = add_file(session, b"%PDF", name="Handbook.pdf")
        for invoice in session.all(session.select(invoices)):
            file = add_file(session, b"%PDF", name="Specification.pdf")
            link = {"invoice_guid": invoice["guid"], "file_guid": file, "mime_type": "application/pdf"}
            attached[invoice["main_case_guid"]] = (session.insert(invoice_files, name="S", print_order=1, **link), file)
            documents[invoice["main_case_guid"]] = add_file(
                session, b"%PDF", name="Invoice.pdf", document_of_guid=invoice["guid"], document_format="PDF"
            )
    api = world.seen_by_me(case=level)
    listed = {file.guid for file in api("IFile.GetFiles")}
    assert free in listed
    seen = INVOICED_BY[level]
    assert world.names(case for case, (_, file) in attached.items() if file in listed) == seen
    assert world.names(case for case, file in documents.items() if file in listed) == seen
    for case, (attachment, file) in attached.items():
        expected = None if world.names([case]) <= seen else NOT_FOUND
        assert refusal(api, "IInvoice.GetInvoiceAttachmentFile", attachmentGuid=attachment) == expected
        assert refusal(api, "IFile.GetFileBytesByGUID", guid=file) == expected


def _rows(world, table):
    with world.api.store.read(world.api.organization_id) as session:
        return session.all(session.select(table))
