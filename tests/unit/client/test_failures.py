"""All that can come instead of a result, over a real socket, with both kinds of client."""

from __future__ import annotations

import gzip
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from severakit import entities
from severakit.client import (
    AuthenticationFailureError,
    CallTimeoutError,
    Client,
    ConnectError,
    ConnectionLostError,
    FaultError,
    GeneralFailureError,
    NoPermissionError,
    NotFoundError,
    OutcomeUnknown,
    ProtocolError,
    Quota,
    QuotaLimitExceededError,
    ServiceUnavailable,
    TosNotApprovedError,
    TruncatedResponseError,
    ValidationError,
    exchange,
)
from severakit.contract import load_contract
from severakit.soap import envelope, faults
from severakit.soap.tree import Limits
from support.replay import KEY, SOAP_TYPE, Exchange, Replay, chunked, whole

SINGLE, LIST, WRITE = "ICase.GetCaseByGUID", "ICase.GetCasesChangedSince", "IHourEntry.AddNewHourEntry"
QUOTA = Quota(5, 6)

each_kind_of_result = pytest.mark.parametrize("operation", [SINGLE, LIST])


def answer(operation: str) -> bytes:
    called = load_contract().operations[operation]
    case = entities.Case(guid="1", name="A" * 300)
    return envelope.response(called, [case, case] if called.returns.is_list else case, QUOTA)


# Faults


@each_kind_of_result
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (faults.AuthenticationFailure(), AuthenticationFailureError),
        (faults.GeneralFailure("No."), GeneralFailureError),
        (faults.NoPermission("No."), NoPermissionError),
        (faults.NotFound("No case."), NotFoundError),
        (faults.QuotaLimitExceeded(), QuotaLimitExceededError),
        (faults.TosNotApproved(), TosNotApprovedError),
        (faults.Validation("No.", description="Quantity: at most 999.", source="HourEntry"), ValidationError),
        (faults.action_not_supported("x"), FaultError),
        (faults.deserialization_failed("Quantity: 'x' is not a decimal"), FaultError),
        (faults.internal_service_fault("4f1c"), FaultError),
        (faults.must_understand("Security"), FaultError),
    ],
)
def test_faults_are_raised_at_the_call(call, replay: Replay, operation: str, fault: Any, expected: type) -> None:
    replay.reply = whole(faults.render_fault(fault, QUOTA), 500)
    with pytest.raises(FaultError) as caught:
        call(operation)
    error = caught.value
    assert type(error) is expected
    said = (error.code, error.text, error.description, error.source)
    assert said == (fault.code, fault.text, fault.description, fault.source)
    assert str(error).startswith(f"{operation}: {fault.text.rstrip('.')}")


def test_an_incident_is_named(call, replay: Replay) -> None:
    replay.reply = whole(faults.render_fault(faults.internal_service_fault("4f1c")), 500)
    with pytest.raises(FaultError, match="Tell its operator") as caught:
        call(SINGLE)
    assert caught.value.incident_id == "4f1c"


@each_kind_of_result
def test_a_fault_that_calls_itself_a_success_is_one_all_the_same(call, replay: Replay, operation: str) -> None:
    replay.reply = whole(faults.render_fault(faults.NotFound("No case."), QUOTA), 200)
    with pytest.raises(NotFoundError):
        call(operation)


def test_the_quota_of_a_fault_is_kept(replay: Replay) -> None:
    replay.reply = whole(faults.render_fault(faults.QuotaLimitExceeded(), QUOTA), 500)
    with Client(replay.endpoint, KEY) as client:
        with pytest.raises(QuotaLimitExceededError, match="midnight UTC"):
            client.case.get_case_by_guid(case_guid="1")
        assert client.quota == QUOTA


def test_a_fault_that_quotes_the_key_does_not_give_it_away(call, replay: Replay) -> None:
    replay.reply = whole(faults.render_fault(faults.GeneralFailure(f"Who is {KEY}?")), 500)
    with pytest.raises(GeneralFailureError) as caught:
        call(SINGLE)
    error: BaseException | None = caught.value
    while error is not None:
        assert KEY not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


# Downtime and other pages


def test_downtime_says_when_to_call_again(call, replay: Replay) -> None:
    replay.reply = whole(b"<html>Maintenance</html>", 503, "text/html", Retry_After="120")
    with pytest.raises(ServiceUnavailable, match="Call again in 120 seconds") as caught:
        call(LIST)
    assert caught.value.retry_after == 120


def test_downtime_may_say_so_as_a_date_or_not_at_all(call, replay: Replay) -> None:
    for header, expected in [
        (format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True), range(3500, 3601)),
        (format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True), [0]),
        ("soon", [None]),
    ]:
        replay.reply = whole(b"", 503, "text/html", Retry_After=header)
        with pytest.raises(ServiceUnavailable) as caught:
            call(SINGLE)
        assert caught.value.retry_after in expected
    replay.reply = whole(b"", 503, "text/html")
    with pytest.raises(ServiceUnavailable, match="Call again in a few minutes"):
        call(SINGLE)


@each_kind_of_result
@pytest.mark.parametrize(
    ("status", "content_type", "headers", "advice"),
    [
        (200, "text/html", {}, "address of API.svc and not of a web page"),
        (404, "text/html", {}, "address of API.svc and not of a web page"),
        (404, SOAP_TYPE, {}, "address of API.svc and not of a web page"),
        (401, "text/html", {}, "wants a sign-in"),
        (413, "text/html", {}, "send less at once"),
        (500, "text/html", {}, "failed before it could answer"),
        (502, "text/html", {}, "call again later"),
        (301, "text/html", {"Location": "https://elsewhere.example/API.svc"}, "moved to https://elsewhere.example/API"),
    ],
)
def test_web_pages_are_no_answers(
    call, replay: Replay, operation: str, status: int, content_type: str, headers: dict[str, str], advice: str
) -> None:
    replay.reply = whole(b"<html>Hello</html>", status, content_type, **headers)
    with pytest.raises(ProtocolError, match=advice) as caught:
        call(operation)
    assert caught.value.status == status
    assert len(replay.requests) == 1


@each_kind_of_result
@pytest.mark.parametrize(
    "content",
    [
        b"<html><p>Hello</html>",
        b"hello",
        b"<html/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"/>',
        answer("ICase.GetCaseByNumber"),
        b"<a>" * 1000,
    ],
)
def test_other_xml_is_no_answer(call, replay: Replay, operation: str, content: bytes) -> None:
    replay.reply = whole(content)
    with pytest.raises(ProtocolError, match=rf"^{operation}: "):
        call(operation)


def test_a_value_that_does_not_fit_the_contract_is_named(call, replay: Replay) -> None:
    number = b"<a:CaseNumber>"
    for operation in (SINGLE, LIST):
        content = answer(operation).replace(b'<a:CaseNumber i:nil="true"/>', number + b"many</a:CaseNumber>")
        assert number in content
        replay.reply = whole(content)
        with pytest.raises(ProtocolError, match="Number: 'many' is not"):
            call(operation)


def test_a_success_must_have_a_value(call, replay: Replay) -> None:
    operation = load_contract().operations["IHourEntry.DeleteHourEntry"]
    content = envelope.response(operation, True, None)
    replay.reply = whole(content.replace(b"<DeleteHourEntryResult>true</DeleteHourEntryResult>", b""))
    with pytest.raises(OutcomeUnknown, match="no DeleteHourEntryResult"):
        call(operation.qualified_name)
    replay.reply = whole(content, 500)
    with pytest.raises(OutcomeUnknown, match="holds no fault"):
        call(operation.qualified_name)


# Answers that end too early


@each_kind_of_result
@pytest.mark.parametrize("share", [0, 0.3, 0.6, 0.9, 1])
def test_an_answer_that_ends_too_early_is_never_a_result(call, replay: Replay, operation: str, share: float) -> None:
    content = answer(operation)
    replay.reply = chunked(content[: min(round(len(content) * share), len(content) - 1)] or b"\n")
    with pytest.raises(TruncatedResponseError, match=rf"^{operation}: .*[Cc]all again"):
        call(operation)


@each_kind_of_result
@pytest.mark.parametrize("promise", ["Content-Length", "Transfer-Encoding"])
@pytest.mark.parametrize("ending", [Exchange.break_off, Exchange.reset])
def test_a_connection_that_breaks_is_never_a_result(
    call, replay: Replay, operation: str, promise: str, ending: Any
) -> None:
    content = answer(operation)

    def reply(exchange: Exchange) -> None:
        if promise == "Content-Length":
            exchange.head(200, {"Content-Type": SOAP_TYPE, "Content-Length": str(len(content) + 1)})
            exchange.wfile.write(content)
        else:
            exchange.head(200, {"Content-Type": SOAP_TYPE, "Transfer-Encoding": "chunked"})
            exchange.pieces([content])
        ending(exchange)

    replay.reply = reply
    with pytest.raises(ConnectionLostError, match="Nothing was changed; call again"):
        call(operation)


@pytest.mark.parametrize("ending", [Exchange.break_off, Exchange.reset])
def test_a_write_that_was_not_answered_may_have_happened(call, replay: Replay, ending: Any) -> None:
    replay.reply = ending
    with pytest.raises(
        OutcomeUnknown, match=r"broke: .* Look with IHourEntry\.GetHourEntriesChangedSince or"
    ) as caught:
        call(WRITE)
    assert caught.value.look_with[0] == "IHourEntry.GetHourEntriesChangedSince"
    assert abs(datetime.now(UTC) - caught.value.sent_at) < timedelta(minutes=1)
    assert isinstance(caught.value.__cause__, ConnectionLostError)


def test_what_is_not_http_is_no_answer(call, replay: Replay) -> None:
    replay.reply = lambda exchange: (exchange.wfile.write(b"220 smtp.example ready\r\n\r\n"), exchange.break_off())
    with pytest.raises(ConnectionLostError):
        call(SINGLE)


@each_kind_of_result
def test_damaged_compression_is_no_answer(call, replay: Replay, operation: str) -> None:
    packed = gzip.compress(answer(operation))
    replay.reply = whole(b"\x00" * 50 + packed, Content_Encoding="gzip")
    with pytest.raises(ProtocolError, match="cannot be read"):
        call(operation)
    replay.reply = whole(packed[: len(packed) // 2], Content_Encoding="gzip")
    with pytest.raises(TruncatedResponseError):
        call(operation)


def test_a_single_result_is_bounded(call, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_SINGLE_RESULT_LIMITS", Limits(bytes=1_000_000))
    case = envelope.response(load_contract().operations[SINGLE], entities.Case(name="x" * 5_000_000), None)
    replay.reply = whole(gzip.compress(case), Content_Encoding="gzip")
    with pytest.raises(ProtocolError, match="exceeds the limit of 1000000 for bytes"):
        call(SINGLE)


# Answers that do not come

WAITED = [
    r"Waited 0\.2 seconds for the answer to begin\. Ask for less.*Nothing was changed",
    r"Waited 0\.2 seconds for the next part of the answer\. Call again.*Nothing was changed",
]


@each_kind_of_result
@pytest.mark.parametrize("sent", [0, 200])
def test_silence_ends_with_a_timeout(call, replay: Replay, operation: str, sent: int) -> None:
    content = answer(operation)

    def reply(exchange: Exchange) -> None:
        if sent:
            exchange.head(200, {"Content-Type": SOAP_TYPE, "Content-Length": str(len(content))})
            exchange.wfile.write(content[:sent])
        exchange.rfile.read(1)  # until the client goes away
        exchange.break_off()

    replay.reply = reply
    with pytest.raises(CallTimeoutError, match=WAITED[bool(sent)]) as caught:
        call(operation, timeout=0.2)
    assert caught.value.step == ("between_bytes" if sent else "first_byte")


def test_a_slow_answer_is_no_timeout(call, replay: Replay) -> None:
    content = answer(LIST)

    def reply(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": SOAP_TYPE, "Content-Length": str(len(content))})
        for start in range(0, len(content), 500):
            exchange.wfile.write(content[start : start + 500])
            time.sleep(0.05)

    replay.reply = reply
    assert len(call(LIST, timeout=5)[0]) == 2


def test_a_service_that_does_not_accept_ends_with_a_timeout(call, replay: Replay) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as busy:
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(busy.getsockname())
        replay.host = f"127.0.0.1:{busy.getsockname()[1]}"
        with pytest.raises(CallTimeoutError, match=r"Waited 0\.2 seconds for a connection\. Check the address"):
            call(SINGLE, timeout=0.2)
        for each in waiting:
            each.close()


def test_a_service_that_does_not_read_ends_with_a_timeout(call, replay: Replay) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        replay.host = f"127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(CallTimeoutError, match=r"to take the request.*The service did not get the call"):
            call(WRITE, timeout=0.2, hour_entry_info=entities.HourEntry(description="x" * 30_000_000))


def test_nobody_there(call, replay: Replay) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        replay.host = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConnectError, match=r"no connection to the service: .+\. Check host and port"):
            call(SINGLE)


def test_tls_spoken_to_a_service_without_it(replay: Replay) -> None:
    with (
        Client(replay.endpoint.replace("http", "https"), KEY) as client,
        pytest.raises(ConnectError, match=r"SSL.*Check host and port"),
    ):
        client.api.get_version()


def test_a_certificate_that_is_not_trusted() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate", request=request)

    with (
        Client("https://severa.example", KEY, transport=httpx.MockTransport(refuse)) as client,
        pytest.raises(ConnectError, match="certificate of the service is not trusted here"),
    ):
        client.api.get_version()


def test_a_name_that_nobody_has(call, replay: Replay) -> None:
    replay.host = "severa.invalid"
    with pytest.raises(ConnectError, match="no connection to the service"):
        call(SINGLE)
