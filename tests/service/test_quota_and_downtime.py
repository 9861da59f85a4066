"""What every response reports, what is counted, and maintenance breaks."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest
import sqlalchemy as sa

from severakit.entities import Customer, WorkType
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher, Request
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.soap import envelope, faults
from severakit.soap.faults import SoapFault
from severakit.soap.tree import read_tree
from severakit.store import access, administration, downtime
from support.calls import UNKNOWN, fault_of, moment, set_clock
from support.raw_http import action, wrapper
from support.raw_http import envelope as written
from support.won_cases import add_case

LIST, ONE, BY_CODE = "IWorkType.GetAllWorkTypes", "IWorkType.GetWorkTypeByGUID", "IBusinessUnit.GetBusinessUnitByCode"
CALLS_WHILE_LOGGED = 4
OPEN = ("IAPI.GetVersion", "IAPI.GetEntitySchemaVersion")


def respond(api, operation: str, key: str | None, content: str = "") -> tuple[faults.SoapFault | None, envelope.Quota]:
    """Call with any key; return the fault, if it is one, and the quota that is reported."""
    message = written(wrapper(operation, content), key).encode()
    answer = api.dispatcher.answer(Request(message, None, action(operation), None))
    read = envelope.read_envelope(read_tree(b"".join(answer.chunks)))
    return (faults.read_fault(read.body) if answer.status == 500 else None), envelope.read_quota(read.headers)


def set_quota(api, calls: int) -> None:
    administration.set_organization(api.store, "Acme", api_addon=None, terms_accepted=None, daily_quota=calls)


# --- quota -----------------------------------------------------------------------------------


def test_every_response_reports_the_quota(api):
    set_clock(api.store, "2040-03-01 12:00")
    customer = api("ICustomer.AddNewCustomer", customer=Customer(name="Lumi"))
    with api.session() as session:
        case = add_case(session, customer.guid, is_won=True)
    (work_type, *_) = api(LIST)
    used = api.quota.used
    results = [
        lambda: api(ONE, workTypeGUID=work_type.guid),
        lambda: api(BY_CODE, businessUnitCode="none has it"),
        lambda: api("ICase.AddCaseMemberUser", caseGuid=case, userGuid=api.user_guid),
        lambda: api(OPEN[0]),
        lambda: fault_of(api, ONE, workTypeGUID=UNKNOWN),
        lambda: fault_of(api, ONE, workTypeGUID="none"),
        lambda: fault_of(api, "ICustomer.AddNewCustomer", customer=None),
        lambda: fault_of(api, "IActivity.GetActivityByGUID", activityGUID=UNKNOWN),
    ]
    for number, call in enumerate(results, used + 1):
        call()
        assert api.quota == (100_000, number)
    fault, quota = respond(api, "IAccount.GetAccountByNumber", api.key, "<accountNumber>x</accountNumber>")
    assert (fault.code, quota) == ("a:DeserializationFailed", (100_000, used + len(results) + 1))


def test_calls_are_counted_by_organization_and_utc_day(api, other_api):
    set_clock(api.store, "2040-03-01 23:59")
    api(LIST)
    api(LIST)
    other_api(LIST)
    assert (api.quota.used, other_api.quota.used) == (2, 1)
    set_clock(api.store, "2040-03-02 00:00")
    api(LIST)
    assert api.quota.used == 1


def test_beyond_the_limit_every_call_is_refused_and_still_counted(api, other_api):
    set_clock(api.store, "2040-03-01 12:00")
    set_quota(api, 2)
    api(LIST)
    api(LIST)
    for used in (3, 4, 5):
        fault, quota = respond(api, LIST, api.key)
        assert (fault.code, fault.detail) == ("s:Client", "QuotaLimitExceededException")
        assert (fault.text, fault.description, fault.source) == ("Quota limit reached", "Quota limit", None)
        assert quota == (2, used)
    other_api(LIST)
    set_clock(api.store, "2040-03-02 00:00")
    api(LIST)
    assert api.quota == (2, 1)


def test_a_call_refused_by_the_quota_does_nothing(api):
    set_quota(api, 0)
    with pytest.raises(SoapFault, match="Quota limit reached"):
        api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="Weaving"))
    set_quota(api, 10)
    assert "Weaving" not in {work_type.name for work_type in api(LIST)}


def test_refused_calls_do_not_count(api):
    api(LIST)
    used = api.quota.used
    administration.set_user(api.store, "api@acme.example", organization="Acme", api_right=False)
    for _ in range(3):
        assert respond(api, LIST, api.key)[1] is None
    administration.set_user(api.store, "api@acme.example", organization="Acme", api_right=True)
    api(LIST)
    assert api.quota.used == used + 1


@pytest.mark.parametrize("operation", OPEN)
def test_versions_are_told_to_anybody(api, operation):
    for key in (None, "", "unknown"):
        assert respond(api, operation, key) == (None, None)
    set_quota(api, 0)
    fault, quota = respond(api, operation, api.key)
    assert fault is None
    assert (quota.limit, quota.used) == (0, 1)


# --- the access log --------------------------------------------------------------------------


def logged(store) -> list[sa.RowMapping]:
    with store.reading() as connection:
        return list(connection.execute(sa.select(access.access_log).order_by(access.access_log.c.id)).mappings())


def test_calls_are_logged_at_the_latest_when_the_log_is_closed(api):
    set_clock(api.store, "2040-03-01 12:00")
    log = AccessLog(api.store)
    api.dispatcher = Dispatcher(api.store, Settings(), log, Metrics())
    api(LIST)
    fault_of(api, ONE, workTypeGUID=UNKNOWN)
    log.close()
    ok, missing = logged(api.store)
    assert (ok["operation"], ok["outcome"], ok["cause"]) == (LIST, "ok", None)
    assert (ok["organization_id"], ok["user_guid"]) == (api.organization_id, api.user_guid)
    assert (ok["key_shown"], ok["remote"]) == (api.key[:10], "127.0.0.1")
    assert ok["bytes"] > 1000
    assert ok["milliseconds"] >= 0
    assert ok["at"] == api.store.clock()
    assert (missing["operation"], missing["outcome"]) == (ONE, "NotFoundException")


def test_calls_that_come_while_others_are_logged_are_logged_together(api, monkeypatch):
    happened: list[str] = []
    log = AccessLog(api.store)
    api.dispatcher = Dispatcher(api.store, Settings(), log, Metrics())

    def pause(seconds: float) -> bool:
        happened.append("pause")
        return closed.wait(seconds)

    def write(connection: sa.Connection, entries: list[dict[str, object]]) -> None:
        happened.append("write")
        log_calls(connection, entries)
        if happened.count("write") < CALLS_WHILE_LOGGED:
            log.add(entries[0])

    closed, log_calls = threading.Event(), access.log_calls
    monkeypatch.setattr(access, "log_calls", write)
    monkeypatch.setattr(log._closed, "wait", pause)
    monkeypatch.setattr(log._closed, "set", closed.set)
    api(LIST)
    while happened.count("write") < CALLS_WHILE_LOGGED:
        time.sleep(0.01)
    log.close()
    assert len(logged(api.store)) == CALLS_WHILE_LOGGED
    writes = [place for place, each in enumerate(happened) if each == "write"]
    assert all("pause" in happened[one:next_one] for one, next_one in pairwise(writes))


def test_an_answer_that_is_left_halfway_is_logged_as_such(api):
    log = AccessLog(api.store)
    dispatcher = Dispatcher(api.store, Settings(), log, Metrics())
    message = written(wrapper(LIST), api.key).encode()
    answer = dispatcher.answer(Request(message, None, action(LIST), None))
    next(answer.chunks)
    answer.chunks.close()
    log.close()
    assert [entry["outcome"] for entry in logged(api.store)] == ["aborted"]


def test_a_call_has_one_connection_at_a_time(api):
    """Else callers would wait for each other's, each with one already; a read takes no second one at all."""
    taken, held, most = 0, 0, 0

    def take(*_: object) -> None:
        nonlocal taken, held, most
        if threading.current_thread() is threading.main_thread():
            taken, held = taken + 1, held + 1
            most = max(most, held)

    def give_back(*_: object) -> None:
        nonlocal held
        if threading.current_thread() is threading.main_thread():
            held -= 1

    # What is answered at once has a connection that is kept for it.
    fault_of(api, ONE, workTypeGUID=UNKNOWN)
    of_look_up = 0 if api.store.is_sqlite else 1
    sa.event.listen(api.store.engine, "checkout", take)
    sa.event.listen(api.store.engine, "checkin", give_back)
    try:
        for call, connections in (
            (lambda: api(LIST), 1),
            (lambda: fault_of(api, ONE, workTypeGUID=UNKNOWN), of_look_up),
            (lambda: respond(api, LIST, f"{api.key}x"), 2),
            (lambda: api("ICustomer.AddNewCustomer", customer=Customer(name="Lumi")), 2),
        ):
            taken, most = 0, 0
            call()
            assert (taken, most, held) == (connections, min(connections, 1), 0)
    finally:
        sa.event.remove(api.store.engine, "checkout", take)
        sa.event.remove(api.store.engine, "checkin", give_back)


def test_no_table_keeps_a_key(api):
    token = administration.create_token(api.store, "Acme", "test")
    api(LIST)
    respond(api, LIST, f"{api.key}x")
    with api.store.reading() as connection:
        for table in access.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                assert not [value for value in row if isinstance(value, str) and (api.key in value or token in value)]


# --- downtime --------------------------------------------------------------------------------


def test_a_maintenance_break_is_announced_and_ends(api):
    assert api.dispatcher.retry_after() is None
    administration.set_downtime(api.store, 600)
    assert api.dispatcher.retry_after() == 600
    administration.set_downtime(api.store, 30)
    assert api.dispatcher.retry_after() == 30
    administration.set_downtime(api.store, None)
    assert api.dispatcher.retry_after() is None


def test_a_planned_break_begins_and_ends_at_its_times(api):
    set_clock(api.store, "2040-03-01 12:00")
    downtime.plan(api.store, moment("2040-03-01 13:00"), moment("2040-03-01 13:30"))
    for clock, expected in (("12:59", None), ("13:00", 1800), ("13:29", 60), ("13:30", None)):
        set_clock(api.store, f"2040-03-01 {clock}")
        assert api.dispatcher.retry_after() == expected
