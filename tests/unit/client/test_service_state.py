"""What calls of one client tell each other: that the service is down, and how much of the quota is left."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from severakit.client import (
    NO_RETRIES,
    AsyncClient,
    Client,
    ConnectError,
    NotFoundError,
    Quota,
    QuotaLimitExceededError,
    QuotaReserveReached,
    Retries,
    ServiceUnavailable,
    errors,
    service_state,
)
from severakit.client.service_state import ServiceState
from severakit.contract import load_contract
from severakit.soap import envelope, faults
from support.replay import KEY, Exchange, Replay, whole

VERSION = load_contract().operations["IAPI.GetVersion"]
UP = whole(envelope.response(VERSION, "1", None))


def down(seconds: int | None) -> whole:
    return whole(b"", 503, "text/html", **({} if seconds is None else {"Retry_After": str(seconds)}))


def used(number: int, limit: int = 100) -> whole:
    return whole(envelope.response(VERSION, "1", Quota(limit, number)))


# Downtime


def test_nothing_is_sent_while_the_service_is_known_to_be_down(replay: Replay) -> None:
    replay.reply = down(100)
    with Client(replay.endpoint, KEY, retries=Retries(downtime=5)) as client:
        for _ in range(20):
            with pytest.raises(ServiceUnavailable) as caught:
                client.api.get_version()
            assert 95 <= caught.value.retry_after <= 111
    assert len(replay.requests) == 1


def test_one_call_looks_whether_the_service_is_back_and_the_others_follow(replay: Replay) -> None:
    replies = [down(1), down(1), down(1)]

    def reply(exchange: Exchange) -> None:
        (replies.pop() if replies else UP)(exchange)

    replay.reply = reply
    with Client(replay.endpoint, KEY) as client, ThreadPoolExecutor(12) as threads:
        with pytest.raises(ServiceUnavailable):
            client.with_options(retries=NO_RETRIES).api.get_version()
        assert list(threads.map(lambda _: client.api.get_version(), range(12))) == ["1"] * 12
    # The first call, two that found the service still down, and the twelve.
    assert len(replay.requests) == 1 + 2 + 12


def test_calls_of_the_async_client_wait_side_by_side(replay: Replay) -> None:
    replies = [down(1)]

    def reply(exchange: Exchange) -> None:
        (replies.pop() if replies else UP)(exchange)

    replay.reply = reply

    async def call_all() -> list[str | None]:
        async with AsyncClient(replay.endpoint, KEY) as client:
            return await asyncio.gather(*(client.api.get_version() for _ in range(10)))

    assert asyncio.run(call_all()) == ["1"] * 10


def test_pauses_grow_while_a_service_does_not_say_until_when() -> None:
    state, waits = ServiceState(0), []
    for _ in range(8):
        state.note(ServiceUnavailable("IAPI.GetVersion", None))
        waits.append(state.seconds_to_wait())
    bounds = [1, 2, 4, 8, 16, 32, 60, 60]
    assert all(bound * 0.45 < wait <= bound for wait, bound in zip(waits, bounds, strict=True))
    state.note(None)
    assert state.seconds_to_wait() == 0
    state.note(ServiceUnavailable("IAPI.GetVersion", None))
    assert state.seconds_to_wait() <= 1


def test_a_service_that_asks_for_time_gets_it_and_not_everybody_comes_at_once() -> None:
    waits = []
    for _ in range(50):
        state = ServiceState(0)
        state.note(ServiceUnavailable("IAPI.GetVersion", 60))
        waits.append(state.seconds_to_wait())
    assert min(waits) > 59
    assert max(waits) < 66.2
    assert max(waits) - min(waits) > 2


def test_a_service_that_nobody_reaches_is_left_alone() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with Client(endpoint, KEY, retries=NO_RETRIES) as client:
            for _ in range(3):
                with pytest.raises(ConnectError, match="Check host and port, and that no firewall"):
                    client.api.get_version()
            with pytest.raises(ConnectError, match=r"The last 3 tries found no connection.*left alone for another"):
                client.api.get_version()


def test_only_one_of_many_is_the_one_that_looks() -> None:
    state = ServiceState(0)
    state.note(ServiceUnavailable("IAPI.GetVersion", 0))
    time.sleep(0.15)
    barrier, sent = threading.Barrier(8), Counter()

    def ask(_: int) -> None:
        barrier.wait()
        sent[state.seconds_to_wait() == 0] += 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    assert sent == {True: 1, False: 7}


def test_if_the_one_that_looks_is_never_answered_another_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_state, "_PROBE", 0.05)
    state = ServiceState(0)
    state.note(ServiceUnavailable("IAPI.GetVersion", 0))
    time.sleep(0.15)
    assert state.seconds_to_wait() == 0
    assert state.seconds_to_wait() > 0
    time.sleep(0.06)
    assert state.seconds_to_wait() == 0


# Quota


def test_a_reserve_is_left_to_others(replay: Replay) -> None:
    with Client(replay.endpoint, KEY, quota_reserve=10) as client:
        for number in (1, 88, 89):
            replay.reply = used(number)
            client.api.get_version()
        replay.reply = used(90)
        client.api.get_version()
        with pytest.raises(QuotaReserveReached, match="100 calls of this day 90 are used") as caught:
            client.api.get_version()
        assert client.quota == (100, 90)
    assert len(replay.requests) == 4
    error = caught.value
    assert (error.limit, error.used, error.reserve) == (100, 90, 10)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert error.resets_at == datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC)
    assert f"{tomorrow} 00:00 UTC" in str(error)


def test_the_async_client_leaves_a_reserve_too(replay: Replay) -> None:
    replay.reply = used(95)

    async def call_twice() -> None:
        async with AsyncClient(replay.endpoint, KEY, quota_reserve=5) as client:
            await client.api.get_version()
            with pytest.raises(QuotaReserveReached):
                await client.api.get_version()

    asyncio.run(call_twice())
    assert len(replay.requests) == 1


def test_calls_under_way_count_as_used(replay: Replay) -> None:
    release, begun = threading.Event(), threading.Semaphore(0)

    def reply(exchange: Exchange) -> None:
        begun.release()
        release.wait()
        used(90)(exchange)

    replay.reply = used(80)
    with Client(replay.endpoint, KEY, quota_reserve=10) as client, ThreadPoolExecutor(10) as threads:
        client.api.get_version()
        replay.reply = reply
        calls = [threads.submit(client.api.get_version) for _ in range(10)]
        for _ in range(10):
            begun.acquire()
        with pytest.raises(QuotaReserveReached, match="90 are used"):
            client.api.get_version()
        release.set()
        assert [call.result() for call in calls] == ["1"] * 10


def test_a_new_day_has_a_new_quota(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return datetime.now(tz) + timedelta(days=1)

    replay.reply = used(95)
    with Client(replay.endpoint, KEY, quota_reserve=10) as client:
        client.api.get_version()
        with pytest.raises(QuotaReserveReached):
            client.api.get_version()
        monkeypatch.setattr(service_state, "datetime", Tomorrow)
        assert client.api.get_version() == "1"


def test_without_a_reserve_the_service_itself_refuses_and_the_error_knows_until_when(replay: Replay) -> None:
    replay.reply = used(100)
    with Client(replay.endpoint, KEY) as client:
        client.api.get_version()
        replay.reply = whole(faults.render_fault(faults.QuotaLimitExceeded(), Quota(100, 101)), 500)
        with pytest.raises(QuotaLimitExceededError) as caught:
            client.api.get_version()
    assert caught.value.resets_at == errors.next_reset()
    assert len(replay.requests) == 2


def test_a_call_that_fails_is_no_longer_under_way(replay: Replay) -> None:
    replay.reply = whole(faults.render_fault(faults.NotFound("No."), Quota(100, 80)), 500)
    with Client(replay.endpoint, KEY, quota_reserve=10, retries=NO_RETRIES) as client:
        for _ in range(30):
            with pytest.raises(NotFoundError):
                client.api.get_version()


def test_a_reserve_below_nothing_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"The quota reserve is -1\. Pass"):
        Client("https://sync.severa.com", KEY, quota_reserve=-1)


def test_an_answer_that_a_later_one_overtook_does_not_set_the_count_back() -> None:
    state = ServiceState(10)
    for _ in range(3):
        state.enter("ICase.GetAllCases")
    state.report_quota(Quota(100, 50))
    state.report_quota(Quota(100, 48))
    assert state.quota == Quota(100, 50)
    state.report_quota(Quota(100, 51))
    assert state.quota == Quota(100, 51)
    state.report_quota(Quota(100, 1))
    assert state.quota == Quota(100, 1)
    state.report_quota(Quota(200, 0))
    assert state.quota == Quota(200, 0)
