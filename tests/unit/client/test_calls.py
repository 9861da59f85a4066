"""Calls over a real socket: what is sent, and what the answers mean."""

from __future__ import annotations

import asyncio
import gzip
import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from severakit import entities
from severakit.client import AsyncClient, Client, Quota
from severakit.contract import load_contract
from severakit.soap import envelope
from severakit.soap.decode import decode_arguments
from severakit.soap.encode import SerializationError
from severakit.soap.tree import read_tree
from support.replay import KEY, Replay, chunked, whole

QUOTA = Quota(100_000, 7)


def answer(operation: str, value: Any) -> bytes:
    return envelope.response(load_contract().operations[operation], value, QUOTA)


RESULTS: list[tuple[str, Any]] = [
    ("IInvoice.GetInvoiceByNumber", entities.Invoice(guid="1", currency_rate=Decimal("10.50"))),
    ("IInvoice.GetInvoiceByNumber", None),
    ("IHourEntry.DeleteHourEntry", True),
    ("IHourEntry.DeleteHourEntry", False),
    ("IInvoice.GetInvoicePdf", b"%PDF \x00\xff"),
    ("IInvoice.GetInvoicePdf", None),
    ("IAPI.GetVersion", "1.0 <&> åäö ☃"),
    ("IInvoice.SetInvoiceStatus", None),
    ("IPhaseMember.GetPhaseMembersByPhaseGUID", ["a", "b"]),
    ("IPhaseMember.GetPhaseMembersByPhaseGUID", []),
    ("IHourEntry.GetHourEntriesChangedSince", [entities.HourEntry(guid="1"), entities.HourEntry(guid="2")]),
    ("IHourEntry.GetHourEntriesChangedSince", []),
    (
        "IAccount.GetAccountsChangedSince",
        [entities.Account(guid="1", insert_ts=datetime(2026, 10, 1, tzinfo=UTC), language_guid="")],
    ),
]


@pytest.mark.parametrize(("operation", "value"), RESULTS)
def test_results_of_every_kind(call, replay: Replay, operation: str, value: Any) -> None:
    replay.reply = whole(answer(operation, value))
    assert call(operation) == (value, QUOTA)


@pytest.mark.parametrize("operation", ["IPhaseMember.GetPhaseMembersByPhaseGUID", "IHourEntry.GetHourEntriesByDate"])
def test_a_list_that_is_nil_is_empty(call, replay: Replay, operation: str) -> None:
    replay.reply = whole(answer(operation, None))
    assert call(operation) == ([], QUOTA)


@pytest.mark.parametrize(
    "reply",
    [
        whole(gzip.compress(answer(*RESULTS[-1])), Content_Encoding="gzip"),
        chunked(*(bytes([byte]) for byte in answer(*RESULTS[-1]))),
        whole(answer(*RESULTS[-1]).decode().encode("utf-16"), content_type="text/xml; charset=utf-16"),
        whole(b"\xef\xbb\xbf" + answer(*RESULTS[-1]), content_type="TEXT/XML"),
    ],
    ids=["gzip", "chunks of one byte", "UTF-16", "byte order mark"],
)
def test_answers_come_in_many_forms(call, replay: Replay, reply: Any) -> None:
    replay.reply = reply
    assert call(RESULTS[-1][0]) == (RESULTS[-1][1], QUOTA)


def test_a_response_without_quota_leaves_the_last_one(replay: Replay) -> None:
    operation = load_contract().operations["IAPI.GetVersion"]
    with Client(replay.endpoint, KEY) as client:
        assert client.quota is None
        replay.reply = whole(envelope.response(operation, "1", QUOTA))
        client.api.get_version()
        replay.reply = whole(envelope.response(operation, "1", None))
        client.api.get_version()
        assert client.quota == QUOTA


def test_the_quota_of_a_list_is_known_at_the_call(replay: Replay) -> None:
    replay.reply = whole(answer("IHourEntry.GetHourEntriesByDate", [entities.HourEntry()]))
    with Client(replay.endpoint, KEY) as client, client.hour_entry.get_hour_entries_by_date():
        assert client.quota == QUOTA


def test_the_request_is_one_of_soap(call, replay: Replay) -> None:
    operation = load_contract().operations["IHourEntry.GetHourEntriesByDateAndUser"]
    replay.reply = whole(answer(operation.qualified_name, []))
    call(operation.qualified_name, businessUnitGUID="<1&2>", startdate=datetime(2026, 10, 1), user_guid="3")
    [received] = replay.requests
    assert received.path == "/webservice/S3/API.svc"
    assert received.headers["SOAPAction"] == '"http://soap.severa.com/IHourEntry/GetHourEntriesByDateAndUser"'
    assert received.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert received.headers["Accept-Encoding"] == "identity"
    assert received.headers["User-Agent"].startswith("severakit/")
    message = envelope.read_envelope(read_tree(received.body))
    assert envelope.read_api_key(message.headers) == KEY
    assert decode_arguments(operation, message.body) == ("<1&2>", datetime(2026, 10, 1), None, "3")


@pytest.mark.parametrize(
    ("operation", "arguments", "message"),
    [
        ("IInvoice.GetInvoiceByNumber", {"invoiceNumber": "42"}, "invoiceNumber: .*pass an int"),
        (
            "IHourEntry.AddNewHourEntry",
            {"hourEntryInfo": entities.HourEntry(quantity=7.5)},
            "Quantity: .*pass a Decimal",
        ),
        ("IHourEntry.GetHourEntriesChangedSince", {"startDate": datetime(2026, 10, 1)}, "pass a datetime with tzinfo"),
    ],
)
def test_arguments_that_do_not_fit_are_not_sent(
    call, replay: Replay, operation: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(SerializationError, match=message):
        call(operation, **arguments)
    assert not replay.requests


def test_connections_are_reused(replay: Replay) -> None:
    with Client(replay.endpoint, KEY) as client:
        for operation, value in RESULTS * 2:
            replay.reply = whole(answer(operation, value))
            client.call(operation)  # a list this short needs no reading to give its connection back
    assert replay.connections == 1


def test_async_calls_go_on_side_by_side_and_reuse_connections(replay: Replay) -> None:
    replay.reply = whole(answer("IAPI.GetVersion", "1"))

    async def call_twice_at_once() -> None:
        async with AsyncClient(replay.endpoint, KEY) as client:
            for _ in range(3):
                assert await asyncio.gather(client.api.get_version(), client.api.get_version()) == ["1", "1"]

    asyncio.run(call_twice_at_once())
    assert replay.connections == 2


def test_the_transport_is_the_seam_for_tests() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert request.url == "https://sync.severa.com/webservice/S3/API.svc"
        assert request.headers["Accept-Encoding"] == "gzip"
        return httpx.Response(200, content=answer("IAPI.GetVersion", "1"), headers={"Content-Type": "text/xml"})

    with Client("https://sync.severa.com", KEY, transport=httpx.MockTransport(respond)) as client:
        assert client.api.get_version() == "1"


def test_the_key_is_shown_nowhere(call, replay: Replay, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    replay.reply = whole(answer("IAPI.GetVersion", "1"))
    call("IAPI.GetVersion")
    assert KEY not in caplog.text
    assert KEY[10:] not in caplog.text
    assert KEY not in repr(Client(replay.endpoint, KEY))
    assert KEY not in repr(AsyncClient(replay.endpoint, KEY))
