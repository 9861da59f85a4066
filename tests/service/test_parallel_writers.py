"""Sixteen callers at once: every number once and none left out, nothing lost, and no quarrel that a caller sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from severakit.entities import Account, Company, WorkType
from severakit.store.tables import business_units, invoices, work_types
from support.at_work import together
from support.calls import statements
from support.projects import (
    add_case,
    add_customer,
    add_hours,
    add_invoice,
    fields,
    new_case,
    new_hours,
    register,
    row_of,
    top_unit,
)

WRITERS = 16
EACH = 3
MONDAY = datetime(2026, 1, 5)
FIRST_INVOICE = 1001

SET_STATUS, GET_INVOICE = "IInvoice.SetInvoiceStatus", "IInvoice.GetInvoiceByGUID"
GET_CASE, GET_HOURS = "ICase.GetCaseByGUID", "IHourEntry.GetHourEntryByGUID"
ADD_WORK_TYPE = "IWorkType.AddNewWorkType"


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do the work of sixteen writers that begin together."""
    return together(WRITERS, work)


def flat(lists: list[list[Any]]) -> list[Any]:
    return [value for values in lists for value in values]


def is_run(numbers: list[int]) -> bool:
    """Whether the numbers follow one another, each once."""
    return sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))


# --- numbers ---------------------------------------------------------------------------------


def test_cases_get_numbers_without_gaps(api):
    entities = [new_case(api, f"Case {writer}") for writer in range(WRITERS)]
    made = flat(at_once(lambda writer: [api("ICase.AddNewCase", caseInfo=entities[writer]) for _ in range(EACH)]))
    assert is_run([case.case_number for case in made])
    assert all(api(GET_CASE, caseGuid=case.guid) == case for case in made)


def test_a_failed_case_leaves_no_gap(api):
    entities = [new_case(api, f"Case {writer}") for writer in range(WRITERS)]
    taken = add_case(api).case_number

    def work(writer: int) -> int | None:
        if writer % 2:
            return api("ICase.AddNewCase", caseInfo=entities[writer]).case_number
        entities[writer].case_number = taken
        with pytest.raises(Exception, match="CaseNumber"):
            api("ICase.AddNewCase", caseInfo=entities[writer])
        return None

    numbers = [number for number in at_once(work) if number is not None]
    assert is_run([taken, *numbers])


def test_accounts_get_numbers_without_gaps_and_a_name_once(api):
    def add(name: str) -> Account:
        own = {"accountInfo": Account(name=name), "companyInfo": Company(name=name)}
        return api("IAccount.AddNewAccount", **own)

    made = flat(at_once(lambda writer: [add(f"Customer {writer}"), add("Nordlys")]))
    accounts = {account.guid: account for account in made}
    assert len(accounts) == WRITERS + 1
    assert is_run([account.number for account in accounts.values()])
    for guid in accounts:
        assert api("IAccount.GetAccountByGUID", accountGuid=guid).guid == guid


def test_invoices_get_numbers_without_gaps_each_once(api):
    made = [add_invoice(api) for _ in range(WRITERS)]

    def send(writer: int) -> None:
        # Two callers for each invoice, from both ends.
        for guid in (made[writer], made[-1 - writer]):
            api(SET_STATUS, invoiceGUID=guid, status="Sent")

    at_once(send)
    numbers = [api(GET_INVOICE, invoiceGUID=guid).number for guid in made]
    assert sorted(numbers) == list(range(FIRST_INVOICE, FIRST_INVOICE + WRITERS))
    assert row_of(api, business_units, top_unit(api))["next_invoice_number"] == FIRST_INVOICE + WRITERS


# --- nothing lost ----------------------------------------------------------------------------


def test_every_acknowledged_hour_is_there(api):
    case = add_case(api)
    entry = fields(new_hours(api, case.root_task_guid, event_date=MONDAY))

    def add(writer: int) -> list[Any]:
        sent = [type(new)(**{**entry, "quantity": Decimal(writer * EACH + number)}) for number in range(EACH)]
        return [api("IHourEntry.AddNewHourEntry", hourEntryInfo=hours) for hours in sent]

    new = new_hours(api, case.root_task_guid)
    made = flat(at_once(add))
    assert {hours.quantity for hours in made} == set(map(Decimal, range(WRITERS * EACH)))
    assert all(api(GET_HOURS, hourEntryGUID=hours.guid) == hours for hours in made)


def test_no_change_of_different_callers_is_lost(api):
    case = add_case(api)
    made = [add_hours(api, case.root_task_guid, MONDAY, Decimal(1)) for _ in range(WRITERS)]

    def change(writer: int) -> Any:
        for number in range(EACH):
            changed = type(made[writer])(**{**fields(made[writer]), "quantity": Decimal(number + writer)})
            answer = api("IHourEntry.UpdateHourEntry", hourEntryInfo=changed)
        return answer

    for hours in at_once(change):
        assert api(GET_HOURS, hourEntryGUID=hours.guid) == hours


def test_every_member_is_kept(api):
    case = add_case(api)
    people = [
        api(
            "IUser.AddNewUser",
            userInfo=type(api("IUser.GetUserByGUID", userGUID=api.user_guid))(
                email=f"user{number}@acme.example",
                first_name="Aino",
                last_name=f"Laine {number}",
                business_unit_guid=top_unit(api),
            ),
        ).guid
        for number in range(WRITERS)
    ]
    at_once(lambda writer: api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=people[writer]))
    members = api("ICase.GetCaseMemberUsersByCaseGUID", caseGuid=case.guid)
    assert {member.guid for member in members} == {api.user_guid, *people}


def test_every_call_is_counted(api):
    used = _used(api)
    at_once(lambda _: [api("IWorkType.GetAllWorkTypes") for _ in range(EACH)])
    assert _used(api) == used + WRITERS * EACH + 1


def _used(api) -> int:
    api("IWorkType.GetAllWorkTypes")
    return api.quota.used


def test_there_is_one_default_after_all_wanted_to_be_it(api):
    at_once(lambda writer: api(ADD_WORK_TYPE, workTypeInfo=WorkType(name=f"Kind {writer}", is_default=True)))
    with api.store.read(api.organization_id) as session:
        assert session.count(work_types, work_types.c.is_default) == 1


def test_whatever_is_written_at_once_nobody_sees_a_quarrel(api):
    cases = [add_case(api, f"Case {number}") for number in range(4)]
    drafts = [add_invoice(api) for _ in range(WRITERS)]
    kinds = api("IWorkType.GetAllWorkTypes")
    entry = new_hours(api, cases[0].root_task_guid, event_date=MONDAY, quantity=Decimal(1))
    user = register(api, work_types, name="Consulting")

    def work(writer: int) -> None:
        for number in range(EACH):
            case = cases[(writer + number) % len(cases)]
            hours = type(entry)(**{**fields(entry), "phase_guid": case.root_task_guid, "work_type_guid": user})
            api("IHourEntry.AddNewHourEntry", hourEntryInfo=hours)
            api("ICase.UpdateCase", caseInfo=type(case)(**{**fields(case), "name": f"Case {writer}-{number}"}))
            api("ICase.AddNewCase", caseInfo=new_case(api, f"New {writer}-{number}"))
            add_customer(api, f"Customer {(writer + number) % 5}")
            kind = kinds[(writer + number) % len(kinds)]
            api("IWorkType.UpdateWorkType", workTypeInfo=type(kind)(**{**fields(kind), "is_default": True}))
        api(SET_STATUS, invoiceGUID=drafts[writer], status="Sent")

    at_once(work)


# --- writes that PostgreSQL lets fall --------------------------------------------------------


postgresql_only = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def falling(api) -> Iterator[Callable[[int, str], None]]:
    """Let the next writes of work types fail in PostgreSQL, so many of them, with an SQLSTATE."""

    def fall(times: int, state: str) -> None:
        with api.store.writing() as connection:
            # A sequence counts on when a transaction is undone.
            connection.exec_driver_sql("CREATE SEQUENCE attempts")
            connection.exec_driver_sql(
                "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF nextval('attempts') <= {times} THEN RAISE EXCEPTION 'fell' USING ERRCODE = '{state}'; END IF;"
                " RETURN NEW; END $$"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER fall BEFORE INSERT ON work_types FOR EACH ROW EXECUTE FUNCTION fall()"
            )

    yield fall
    with api.store.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER fall ON work_types")
        connection.exec_driver_sql("DROP FUNCTION fall")
        connection.exec_driver_sql("DROP SEQUENCE attempts")


@postgresql_only
@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_write_that_gave_way_is_repeated_as_a_whole(api, falling, state):
    falling(2, state)
    made = api(ADD_WORK_TYPE, workTypeInfo=WorkType(name="Diving"))
    assert [kind for kind in api("IWorkType.GetAllWorkTypes") if kind.name == "Diving"] == [made]


@postgresql_only
def test_a_write_is_not_repeated_for_ever(api, falling):
    falling(1000, "40001")
    with statements(api.store) as executed, pytest.raises(exc.OperationalError):
        api(ADD_WORK_TYPE, workTypeInfo=WorkType(name="Diving"))
    assert sum(statement.startswith("INSERT INTO work_types") for statement in executed) == 5


@postgresql_only
def test_other_failures_are_not_repeated(api, falling):
    falling(1000, "53100")
    with statements(api.store) as executed, pytest.raises(exc.OperationalError):
        api(ADD_WORK_TYPE, workTypeInfo=WorkType(name="Diving"))
    assert sum(statement.startswith("INSERT INTO work_types") for statement in executed) == 1


@postgresql_only
def test_a_real_deadlock_does_not_reach_the_caller(api):
    guid, unit = add_invoice(api), top_unit(api)
    with ThreadPoolExecutor(1) as pool, api.session() as session:
        # Whoever has waited for a second looks for a deadlock and gives way; this session waits longer.
        session.connection.exec_driver_sql("SET LOCAL deadlock_timeout = '60s'")
        session.update(business_units, unit, code="changed")
        answer = pool.submit(api, SET_STATUS, invoiceGUID=guid, status="Sent")
        _wait_for_waiter(session)
        session.update(invoices, guid, entry_date=MONDAY)
        session.connection.commit()
        assert answer.result(timeout=30) is None
    assert api(GET_INVOICE, invoiceGUID=guid).number == FIRST_INVOICE


def _wait_for_waiter(session) -> None:
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while session.connection.execute(waiting).scalar_one() == 0:
        session.connection.execute(sa.text("SELECT pg_sleep(0.01)"))
