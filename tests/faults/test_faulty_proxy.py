"""The proxy does to a call what its name says, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from support.faulty_proxy import (
    PASS,
    BadGateway,
    CloseAfter,
    Delay,
    Drip,
    Fault,
    FaultyProxy,
    Garble,
    GarbleHead,
    ResetAfter,
    ResetBefore,
    Shorten,
    Silence,
    Truncate,
    Unavailable,
    at_random,
    faulty_proxy,
)
from support.raw_http import Connection, Reply, call
from support.replay import Replay, chunked, replaying

BODY = b"<answer>" + b"0123456789" * 100 + b"</answer>"
CALL = call("ICase.GetAllCases")


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as replay:
        replay.reply = chunked(BODY[:300], BODY[300:])
        yield replay


@pytest.fixture
def proxy(replay: Replay) -> Iterator[FaultyProxy]:
    with faulty_proxy(replay.endpoint) as proxy:
        yield proxy


def answer(proxy: FaultyProxy, fault: Fault, timeout: float = 20) -> Reply | None:
    proxy.next_faults(fault)
    with Connection(httpx.URL(proxy.endpoint).port, timeout) as connection:
        connection.send(CALL)
        return connection.reply()


@pytest.mark.parametrize("fault", [PASS, Delay(0), Drip(7, 0)])
def test_what_passes_is_whole(proxy: FaultyProxy, fault: Fault) -> None:
    reply = answer(proxy, fault)
    assert (reply.status, reply.body, reply.is_whole) == (200, BODY, True)


@pytest.mark.parametrize("fault", [ResetBefore(), ResetAfter(), CloseAfter(), Silence(0)])
def test_what_breaks_gives_nothing(proxy: FaultyProxy, replay: Replay, fault: Fault) -> None:
    assert answer(proxy, fault) is None
    assert len(replay.requests) == fault.is_carried_out


def test_silence_lasts_until_the_client_gives_up(proxy: FaultyProxy) -> None:
    with pytest.raises(TimeoutError):
        answer(proxy, Silence(), timeout=0.2)


def test_a_truncated_answer_is_seen_by_http_and_a_short_one_is_not(proxy: FaultyProxy) -> None:
    cut, short = answer(proxy, Truncate(0.25)), answer(proxy, Shorten(0.25))
    assert (cut.body, cut.is_whole) == (BODY[: len(BODY) // 4], False)
    assert (short.body, short.is_whole) == (BODY[: len(BODY) // 4], True)


def test_a_garbled_answer_has_its_length_and_no_meaning(proxy: FaultyProxy) -> None:
    reply = answer(proxy, Garble())
    assert len(reply.body) == len(BODY)
    assert bytes(8) in reply.body
    proxy.next_faults(GarbleHead())
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(proxy.endpoint, content=b"", trust_env=False)


def test_downtime_is_said_before_the_service_knows_and_a_bad_gateway_after(proxy: FaultyProxy, replay: Replay) -> None:
    down = answer(proxy, Unavailable(30))
    assert (down.status, down.headers["retry-after"]) == (503, "30")
    assert "retry-after" not in answer(proxy, Unavailable(None)).headers
    assert not replay.requests
    assert answer(proxy, BadGateway()).status == 502
    assert len(replay.requests) == 1


def test_delays_and_drips_take_their_time(proxy: FaultyProxy) -> None:
    for fault in (Delay(0.2), Drip(10, 0.02)):
        begun = time.monotonic()
        answer(proxy, fault)
        assert time.monotonic() - begun >= 0.2


def test_a_connection_goes_on_and_the_events_tell_what_struck_whom(proxy: FaultyProxy) -> None:
    proxy.next_faults(PASS, Drip(2, 0), Unavailable())
    with Connection(httpx.URL(proxy.endpoint).port) as connection:
        statuses = []
        for _ in range(4):
            connection.send(CALL)
            statuses.append(connection.reply().status)
    assert statuses == [200, 200, 503, 200]
    assert proxy.connections == 1
    assert [type(event.fault) for event in proxy.events] == [Fault, Drip, Unavailable, Fault]
    assert {event.request.operation for event in proxy.events} == {"ICase.GetAllCases"}


def test_a_request_can_choose_its_fault(proxy: FaultyProxy) -> None:
    proxy.choose = lambda request: Unavailable() if request.operation == "ICase.GetAllCases" else PASS
    assert answer(proxy, PASS).status == 503
    assert proxy.counted() == {"Unavailable": 1}


def test_a_schedule_at_random_is_the_same_for_a_seed() -> None:
    def first(seed: int) -> list[Fault]:
        schedule = at_random(0.3, seed)
        return [next(schedule) for _ in range(1000)]

    assert first(1) == first(1) != first(2)
    assert 250 < sum(fault is not PASS for fault in first(1)) < 350
