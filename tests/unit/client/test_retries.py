"""Which calls are tried again, which writes are recognized, and what is said of the others; both clients."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from severakit import entities
from severakit.client import (
    AuthenticationFailureError,
    CallTimeoutError,
    Client,
    ConnectError,
    ConnectionLostError,
    NotFoundError,
    OutcomeUnknown,
    ProtocolError,
    Retries,
    ServiceUnavailable,
    Timeouts,
    TruncatedResponseError,
    ValidationError,
)
from severakit.contract import load_contract
from severakit.soap import envelope, faults
from support.replay import KEY, SOAP_TYPE, Exchange, Replay, chunked, whole

SINGLE, LIST, PDF = "ICase.GetCaseByGUID", "ICase.GetAllCases", "IInvoice.GetInvoicePdf"
ADD, UPDATE, DELETE = "IHourEntry.AddNewHourEntry", "IHourEntry.UpdateHourEntry", "IHourEntry.DeleteHourEntry"
QUICK = Retries(tries=4, first_pause=0.001)
CASE = entities.Case(guid="1", name="Website")
HOUR = entities.HourEntry(guid="1", description="new")
OLD = entities.HourEntry(guid="1", description="old")

Reply = Callable[[Exchange], None]


def answer(operation: str, value: Any) -> bytes:
    return envelope.response(load_contract().operations[operation], value, None)


def right(operation: str, value: Any) -> Reply:
    return whole(answer(operation, value))


def fault(fault: faults.SoapFault) -> Reply:
    return whole(faults.render_fault(fault), 500)


def down(**headers: str) -> Reply:
    return whole(b"<html/>", 503, "text/html", **headers)


def truncated(content: bytes) -> Reply:
    return chunked(content[: len(content) // 2])


def garbled(content: bytes) -> Reply:
    return chunked(content.replace(b"<a:", b"\x00<a:"))


def bad_gateway() -> Reply:
    return whole(b"<html/>", 502, "text/html")


def silent(exchange: Exchange) -> None:
    exchange.rfile.read(1)  # until the client goes away
    exchange.break_off()


def in_turn(replay: Replay, *replies: Reply) -> None:
    """Answer with one after the other, and end as a crash does after the last."""
    rest = list(replies)

    def reply(exchange: Exchange) -> None:
        (rest.pop(0) if rest else Exchange.reset)(exchange)

    replay.reply = reply


def operations(replay: Replay) -> list[str]:
    return [".".join(each.headers["SOAPAction"].strip('"').rsplit("/", 2)[1:]) for each in replay.requests]


# Reads

VALUES = {SINGLE: CASE, LIST: [CASE] * 3, PDF: b"%PDF" * 100}


@pytest.mark.parametrize("operation", VALUES)
@pytest.mark.parametrize(
    "broken",
    [
        lambda _: Exchange.reset,
        lambda _: Exchange.break_off,
        lambda _: silent,
        lambda _: down(Retry_After="0"),
        lambda _: down(Retry_After="Thu, 01 Jan 2026 00:00:00 GMT"),
        truncated,
        lambda _: bad_gateway(),
        lambda content: chunked(content.replace(b"<s:Body>", b"<s:Body>\x00")),
    ],
    ids=["reset", "closed", "silent", "503", "503 until a date", "truncated", "502", "garbled"],
)
def test_reads_are_tried_again(call, replay: Replay, operation: str, broken: Callable[[bytes], Reply]) -> None:
    content = answer(operation, VALUES[operation])
    in_turn(replay, broken(content), broken(content), whole(content))
    assert call(operation, timeout=0.6, retries=QUICK)[0] == VALUES[operation]
    assert len(replay.requests) == 3


def test_a_service_that_is_down_without_saying_until_when_is_looked_at_again(call, replay: Replay) -> None:
    in_turn(replay, down(), right(SINGLE, CASE))
    assert call(SINGLE, retries=QUICK)[0] == CASE


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (fault(faults.NotFound("No case.")), NotFoundError),
        (fault(faults.AuthenticationFailure()), AuthenticationFailureError),
        (whole(b"<html/>", 404, "text/html"), ProtocolError),
        (whole(b"<html/>", 200, "text/html"), ProtocolError),
        (whole(b"<html/>", 500, "text/html"), ProtocolError),
        (right("ICase.GetCaseByNumber", CASE), ProtocolError),
    ],
)
def test_what_would_end_the_same_is_not_tried_again(call, replay: Replay, reply: Reply, error: type) -> None:
    replay.reply = reply
    with pytest.raises(error):
        call(SINGLE, retries=QUICK)
    assert len(replay.requests) == 1


def test_the_last_error_says_how_often_it_was_tried(call, replay: Replay) -> None:
    replay.reply = Exchange.reset
    with pytest.raises(ConnectionLostError, match=r"call again\. This was try 4\.$") as caught:
        call(SINGLE, retries=QUICK)
    assert caught.value.tries == len(replay.requests) == 4


def test_a_long_list_that_breaks_off_is_read_again_as_a_whole(call, replay: Replay) -> None:
    content = answer(LIST, [CASE] * 2000)
    in_turn(replay, truncated(content), truncated(content), whole(content))
    assert call(LIST, retries=QUICK)[0] == [CASE] * 2000
    in_turn(replay, *[truncated(content)] * 4)
    with pytest.raises(TruncatedResponseError):
        call(LIST, retries=QUICK)
    assert len(replay.requests) == 3 + 4


def test_what_was_handed_out_already_is_not_read_again(replay: Replay) -> None:
    in_turn(replay, truncated(answer(LIST, [CASE] * 5000)))
    seen: list[entities.Case] = []
    with Client(replay.endpoint, KEY, retries=QUICK) as client, pytest.raises(TruncatedResponseError):
        seen.extend(client.case.get_all_cases())
    assert seen == [CASE] * len(seen)
    assert len(replay.requests) == 1


# Writes of which it is sure that they did not get there


def test_a_write_is_sent_again_after_downtime_that_says_until_when(call, replay: Replay) -> None:
    in_turn(replay, down(Retry_After="0"), right(ADD, HOUR))
    assert call(ADD, retries=QUICK, hour_entry_info=HOUR)[0] == HOUR


def test_a_write_that_found_no_connection_is_tried_again(call, replay: Replay) -> None:
    host = replay.host
    replay.host = "127.0.0.1:1"
    with pytest.raises(ConnectError) as caught:
        call(ADD, retries=QUICK, hour_entry_info=HOUR)
    assert caught.value.tries > 1
    replay.host = host


@pytest.mark.parametrize("status", [401, 404, 413])
def test_a_write_that_was_refused_unread_is_no_riddle(call, replay: Replay, status: int) -> None:
    replay.reply = whole(b"<html/>", status, "text/html")
    with pytest.raises(ProtocolError):
        call(ADD, retries=QUICK, hour_entry_info=HOUR)
    assert len(replay.requests) == 1


# Writes that a look-up recognizes

GONE = fault(faults.NotFound("No hour entry."))
GET = "IHourEntry.GetHourEntryByGUID"


@pytest.mark.parametrize("broken", [Exchange.reset, Exchange.break_off, silent, bad_gateway(), down()])
@pytest.mark.parametrize(
    ("operation", "arguments", "found", "result"),
    [
        (DELETE, {"hour_entry_guid": "1"}, GONE, True),
        (DELETE, {"hour_entry_guid": "1"}, right(GET, None), True),
        (UPDATE, {"hour_entry_info": HOUR}, right(GET, HOUR), HOUR),
    ],
)
def test_a_write_that_was_carried_out_is_recognized(
    call, replay: Replay, broken: Reply, operation: str, arguments: dict[str, Any], found: Reply, result: Any
) -> None:
    in_turn(replay, broken, found)
    assert call(operation, timeout=0.6, retries=QUICK, **arguments)[0] == result
    assert operations(replay) == [operation, GET]


@pytest.mark.parametrize(
    ("operation", "arguments", "found", "result"),
    [
        (DELETE, {"hour_entry_guid": "1"}, right(GET, HOUR), True),
        (UPDATE, {"hour_entry_info": HOUR}, right(GET, OLD), HOUR),
    ],
)
def test_a_write_that_was_not_carried_out_is_sent_again(
    call, replay: Replay, operation: str, arguments: dict[str, Any], found: Reply, result: Any
) -> None:
    in_turn(replay, Exchange.reset, found, Exchange.reset, found, right(operation, result))
    assert call(operation, retries=QUICK, **arguments)[0] == result
    assert operations(replay) == [operation, GET, operation, GET, operation]


def test_a_write_that_is_refused_the_second_time_may_be_due_to_the_first(call, replay: Replay) -> None:
    refused = fault(faults.Validation("There is no such hour entry."))
    in_turn(replay, Exchange.reset, right(GET, HOUR), refused, GONE)
    assert call(DELETE, retries=QUICK, hour_entry_guid="1")[0] is True
    in_turn(replay, Exchange.reset, right(GET, HOUR), refused, right(GET, HOUR))
    with pytest.raises(ValidationError):
        call(DELETE, retries=QUICK, hour_entry_guid="1")
    assert len(replay.requests) == 8


def test_a_look_up_is_tried_again_as_other_reads(call, replay: Replay) -> None:
    in_turn(replay, Exchange.reset, Exchange.reset, Exchange.reset, GONE)
    assert call(DELETE, retries=QUICK, hour_entry_guid="1")[0] is True


def test_a_look_up_that_fails_leaves_the_outcome_unknown(call, replay: Replay) -> None:
    in_turn(replay, Exchange.reset, fault(faults.NoPermission("Not yours.")))
    with pytest.raises(OutcomeUnknown, match="Not yours"):
        call(DELETE, retries=QUICK, hour_entry_guid="1")
    replay.reply = Exchange.reset
    with pytest.raises(OutcomeUnknown, match="broke"):
        call(DELETE, retries=QUICK, hour_entry_guid="1")


INVOICE = entities.Invoice(
    guid="1", invoice_status="Sent", number=7, reference_number="70", payment_date=datetime(2026, 11, 1)
)
SETTINGS: list[tuple[str, dict[str, Any], str, Any, Any, Any]] = [
    (
        "IInvoice.SetInvoiceStatus",
        {"invoice_guid": "1", "status": "Sent"},
        "IInvoice.GetInvoiceByGUID",
        INVOICE,
        entities.Invoice(guid="1", invoice_status="Draft"),
        None,
    ),
    (
        "IInvoice.SetInvoicePaymentDate",
        {"invoice_guid": "1", "payment_date": datetime(2026, 11, 1)},
        "IInvoice.GetInvoiceByGUID",
        INVOICE,
        entities.Invoice(guid="1"),
        None,
    ),
    (
        "IInvoice.SetInvoiceNumber",
        {"invoice_guid": "1", "invoice_number": 7},
        "IInvoice.GetInvoiceByGUID",
        INVOICE,
        entities.Invoice(guid="1", number=6),
        None,
    ),
    (
        "ITravelReimbursement.SetTravelReimbursementStatus",
        {"travel_reimbursement_guid": "1", "status": "Open"},
        "ITravelReimbursement.GetTravelReimbursementByGUID",
        entities.TravelReimbursement(guid="1", travel_reimbursement_status="Open"),
        entities.TravelReimbursement(guid="1", travel_reimbursement_status="Draft"),
        None,
    ),
    (
        "IUser.DisableUser",
        {"user_guid": "1"},
        "IUser.GetUserByGUID",
        entities.User(guid="1", is_active=False),
        entities.User(guid="1", is_active=True),
        True,
    ),
    (
        "IUser.EnableUser",
        {"user_guid": "1"},
        "IUser.GetUserByGUID",
        entities.User(guid="1", is_active=True),
        entities.User(guid="1", is_active=False),
        True,
    ),
    (
        "ICase.AddCaseMemberUser",
        {"case_guid": "1", "user_guid": "a"},
        "ICase.GetCaseMemberUsersByCaseGUID",
        [entities.User(guid="b"), entities.User(guid="a")],
        [entities.User(guid="b")],
        None,
    ),
    (
        "IAccountGroup.AddNewAccountGroupMembers",
        {"account_guid": "1", "account_group_guids": ["a", "b"]},
        "IAccountGroup.GetAccountGroupsByAccountGUID",
        [entities.AccountGroup(guid=guid) for guid in "abc"],
        [entities.AccountGroup(guid="a")],
        None,
    ),
    (
        "IPhaseMember.SetPhaseMemberListForPhase",
        {"phase_guid": "1", "user_guids": ["a", "b"]},
        "IPhaseMember.GetPhaseMembersByPhaseGUID",
        ["b", "a"],
        ["a"],
        True,
    ),
]


@pytest.mark.parametrize(("write", "arguments", "read", "done", "undone", "result"), SETTINGS)
def test_settings_are_recognized(
    replay: Replay, write: str, arguments: dict[str, Any], read: str, done: Any, undone: Any, result: Any
) -> None:
    with Client(replay.endpoint, KEY, retries=QUICK) as client:
        in_turn(replay, Exchange.reset, right(read, done))
        assert client.call(write, **arguments) == result
        in_turn(replay, Exchange.reset, right(read, undone), right(write, result))
        assert client.call(write, **arguments) == result
        # What nobody has is as good as not carried out.
        in_turn(replay, Exchange.reset, right(read, None), right(write, result))
        assert client.call(write, **arguments) == result
    assert operations(replay) == [write, read] + [write, read, write] * 2


# Writes of which nobody knows


@pytest.mark.parametrize(
    "broken",
    [
        Exchange.reset,
        Exchange.break_off,
        silent,
        bad_gateway(),
        down(),
        truncated(answer(ADD, HOUR)),
        garbled(answer(ADD, HOUR)),
        whole(b"<html/>", 500, "text/html"),
        whole(b"<html/>", 200, "text/html"),
    ],
)
def test_what_cannot_be_recognized_is_not_sent_again(call, replay: Replay, broken: Reply) -> None:
    replay.reply = broken
    before = datetime.now(UTC)
    with pytest.raises(OutcomeUnknown, match="a second call could do it twice") as caught:
        call(ADD, timeout=0.3, retries=QUICK, hour_entry_info=HOUR)
    assert len(replay.requests) == 1
    assert before <= caught.value.sent_at <= datetime.now(UTC)
    assert caught.value.look_with == (
        "IHourEntry.GetHourEntriesChangedSince",
        "IHourEntry.GetReimbursedHourEntriesChangedSince",
    )
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("name", [n for n, each in load_contract().operations.items() if not each.is_read])
def test_every_write_says_how_to_find_out(replay: Replay, name: str) -> None:
    replay.reply = Exchange.reset
    with Client(replay.endpoint, KEY, retries=Retries(tries=1)) as client, pytest.raises(OutcomeUnknown) as caught:
        client.call(name)
    known = load_contract().operations
    assert caught.value.look_with
    assert all(known[each].is_read for each in caught.value.look_with)


# Pauses


def test_pauses_are_of_any_length_up_to_a_bound_that_doubles_up_to_the_longest() -> None:
    retries = Retries(first_pause=1, longest_pause=5)
    for failed, bound in [(1, 1), (2, 2), (3, 4), (4, 5), (5, 5), (5000, 5)]:
        pauses = [retries.pause(failed) for _ in range(300)]
        assert 0 <= min(pauses) < bound / 4
        assert bound * 3 / 4 < max(pauses) <= bound


@pytest.mark.parametrize(
    "wrong", [{"tries": 0}, {"first_pause": -1}, {"longest_pause": -0.5}, {"downtime": float("nan")}]
)
def test_impossible_retries_are_refused_in_a_sentence(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"is (0|-1|-0\.5|nan)\. Pass .+\.$"):
        Retries(**wrong)


def test_every_retry_is_logged_with_its_reason(call, replay: Replay, caplog: pytest.LogCaptureFixture) -> None:
    in_turn(replay, Exchange.reset, bad_gateway(), down(Retry_After="0"), right(SINGLE, CASE))
    with caplog.at_level(logging.WARNING, "severakit.client"):
        call(SINGLE, retries=QUICK)
    said = [record.getMessage() for record in caplog.records if record.name == "severakit.client"]
    assert [text.split(" failed")[0] for text in said if text.startswith("Try")] == [
        f"Try {number} of {SINGLE}" for number in (1, 2, 3)
    ]
    for reason in ("The connection broke", "HTTP 502", "HTTP 503"):
        assert any(reason in text for text in said)
    assert KEY not in caplog.text


# The time in all


def test_the_total_covers_all_tries(call, replay: Replay) -> None:
    replay.reply = silent
    begun = time.monotonic()
    with pytest.raises(CallTimeoutError) as caught:
        call(
            SINGLE,
            timeouts=Timeouts(first_byte=0.2, total=1),
            retries=Retries(tries=50, first_pause=0.001, longest_pause=0.01),
        )
    assert 0.9 < time.monotonic() - begun < 10
    assert caught.value.step == "total"
    assert "not done within 1 seconds in all" in str(caught.value)
    assert 2 <= len(replay.requests) <= 6


@pytest.mark.parametrize("operation", [SINGLE, LIST, PDF])
def test_an_answer_that_drips_ends_with_the_total(call, replay: Replay, operation: str) -> None:
    content = answer(operation, VALUES[operation])

    def drip(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": SOAP_TYPE, "Content-Length": str(len(content))})
        for start in range(0, len(content), 10):
            exchange.wfile.write(content[start : start + 10])
            time.sleep(0.05)

    replay.reply = drip
    with pytest.raises(CallTimeoutError, match="in all") as caught:
        call(operation, timeouts=Timeouts(between_bytes=5, total=0.3), retries=QUICK)
    assert caught.value.step == "total"
    assert len(replay.requests) == 1


def test_the_total_does_not_count_what_is_done_with_entities(replay: Replay) -> None:
    content = answer(LIST, [CASE] * 5000)
    replay.reply = whole(content)
    with Client(replay.endpoint, KEY, timeouts=Timeouts(total=0.5)) as client:
        cases = iter(client.case.get_all_cases())
        next(cases)
        time.sleep(0.8)
        assert sum(1 for _ in cases) == 4999


def test_a_write_that_runs_out_of_time_may_have_happened(call, replay: Replay) -> None:
    replay.reply = silent
    with pytest.raises(OutcomeUnknown, match="in all"):
        call(ADD, timeouts=Timeouts(total=0.2), hour_entry_info=HOUR)


def test_a_call_does_not_wait_for_a_service_longer_than_it_may(call, replay: Replay) -> None:
    replay.reply = down(Retry_After="3600")
    for options in ({"retries": Retries(downtime=60)}, {"timeouts": Timeouts(total=5)}):
        with pytest.raises(ServiceUnavailable) as caught:
            call(SINGLE, **options)
        assert 3590 < caught.value.retry_after < 3700
    assert len(replay.requests) == 2


@pytest.mark.parametrize("name", ["connect", "first_byte", "between_bytes", "total"])
@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_impossible_timeouts_are_refused_in_a_sentence(name: str, seconds: float) -> None:
    with pytest.raises(ValueError, match=rf"The timeout {name} is .+ Pass seconds above 0"):
        Timeouts(**{name: seconds})


def test_no_limits_at_all_are_possible(call, replay: Replay) -> None:
    replay.reply = right(SINGLE, CASE)
    timeouts = Timeouts(connect=None, first_byte=None, between_bytes=None, total=None)
    assert call(SINGLE, timeouts=timeouts)[0] == CASE


def test_options_are_for_the_calls_that_ask_for_them(replay: Replay) -> None:
    with Client(replay.endpoint, KEY, retries=QUICK) as client:
        hasty = client.with_options(timeouts=Timeouts(first_byte=0.1), retries=Retries(tries=1))
        in_turn(replay, right(SINGLE, CASE), silent, silent)
        assert hasty.case.get_case_by_guid(case_guid="1") == CASE
        with pytest.raises(CallTimeoutError, match=r"Waited 0\.1 seconds"):
            hasty.case.get_case_by_guid(case_guid="1")
        replay.reply = whole(envelope.response(load_contract().operations[SINGLE], CASE, envelope.Quota(9, 1)))
        assert client.case.get_case_by_guid(case_guid="1") == CASE
        assert hasty.quota == client.quota == (9, 1)
        assert hasty.call(SINGLE) == CASE
    assert replay.connections == 2
