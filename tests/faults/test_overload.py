"""More calls than the service can take are refused at once, and clients that are slow take nobody's place."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from severakit.store.store import Store
from support.busy_database import busy_database
from support.raw_http import PATH, Connection, Reply, call, head
from support.service_process import ServiceProcess, open_organization

LIST = "IWorkType.GetAllWorkTypes"
MOST = 8
BEYOND = 24
SLOW = 300
MANY_ANSWERS = 100
"""Of the WSDL: more than two sockets hold."""
RESPONSE_SECONDS = 2
_PIECE = 1024 * 1024


class Small(NamedTuple):
    """A service that takes eight calls at once, and waits two seconds for a request and for its answer to be taken."""

    service: ServiceProcess
    key: str
    database: Path


@pytest.fixture(scope="module")
def small(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    folder = tmp_path_factory.mktemp("overload")
    shutil.copy(migrated_sqlite, folder / "severakit.db")
    store = Store(f"sqlite:///{folder}/severakit.db")
    key = open_organization(store)
    store.close()
    limits = {"max_calls": str(MOST), "overload_retry_after": "3", "request_timeout": "2", "response_timeout": "2"}
    service = ServiceProcess(f"sqlite:///{folder}/severakit.db", folder / "log", **limits)
    yield Small(service, key, folder / "severakit.db")
    service.stop()


def test_calls_beyond_the_limit_are_refused_at_once_and_the_others_are_answered(small: Small):
    refused_before = small.service.measured("severakit_overload_refusals_total")
    with ThreadPoolExecutor(MOST) as threads:
        with busy_database(small.database):
            waiting = [threads.submit(small.service.call, LIST, key=small.key) for _ in range(MOST)]
            small.service.wait_until_under_way(MOST)
            # Nothing of the eight can end yet: what is answered now is answered out of turn.
            for _ in range(BEYOND):
                assert_refused(small.service.call(LIST, key=small.key))
            assert small.service.request(head("GET", "/metrics")).status == 200
            assert not any(each.done() for each in waiting)
        assert Counter(each.result().status for each in waiting) == {200: MOST}
    assert small.service.measured("severakit_overload_refusals_total") == refused_before + BEYOND
    assert small.service.measured("severakit_calls_under_way") == 0
    assert small.service.call(LIST, key=small.key).status == 200


def test_a_crowd_gets_answers_or_is_asked_to_come_back(small: Small):
    """Sixty-four clients that call without a pause: each answer is whole, and each refusal says when to come back."""
    refused_before = small.service.measured("severakit_overload_refusals_total")

    def call_often(_: int) -> list[Reply]:
        return [small.service.call(LIST, key=small.key) for _ in range(5)]

    with ThreadPoolExecutor(64) as threads:
        replies = [reply for replies in threads.map(call_often, range(64)) for reply in replies]
    answered = [reply for reply in replies if reply.status == 200]
    assert answered
    assert all(reply.is_whole and b"WorkType" in reply.body for reply in answered)
    refused = [reply for reply in replies if reply.status != 200]
    for reply in refused:
        assert_refused(reply)
    assert small.service.measured("severakit_overload_refusals_total") == refused_before + len(refused)
    assert small.service.call(LIST, key=small.key).status == 200


def test_heads_that_never_end_take_nobodys_place(small: Small):
    with ExitStack() as stack:
        slow = [stack.enter_context(small.service.connect()) for _ in range(SLOW)]
        for connection in slow:
            connection.send(b"POST /webservice/S3/API.svc HTTP/1.1\r\nhost: 127.0.0.1\r\n")
        with trickling(slow, b"a: b\r\n"):
            assert small.service.call(LIST, key=small.key).status == 200
            assert small.service.measured("severakit_calls_under_way") == 0
            # The service hangs up, with or without a word.
            for connection in slow:
                reply = connection.reply()
                assert reply is None or reply.status in (400, 408)
    assert small.service.call(LIST, key=small.key).status == 200


def test_bodies_of_a_byte_a_second_take_nobodys_place(small: Small):
    message = call(LIST, key=small.key)
    with ExitStack() as stack:
        slow = [stack.enter_context(small.service.connect()) for _ in range(SLOW)]
        for connection in slow:
            connection.send(message[:-100])
        with trickling(slow, b" "):
            assert small.service.call(LIST, key=small.key).status == 200
            assert small.service.measured("severakit_calls_under_way") == 0
            for connection in slow:
                reply = connection.reply()
                assert reply is not None
                assert reply.status == 408
    assert small.service.call(LIST, key=small.key).status == 200


def test_a_body_that_goes_on_after_its_refusal_is_read_for_a_little_while(small: Small):
    with small.service.connect() as connection:
        connection.send(head(content_length=str(10**12)))
        assert connection.reply().status == 413
        with trickling([connection], b"<"):
            assert connection.reply() is None


def test_answers_that_nobody_takes_are_given_up(small: Small):
    wsdl = head("GET", f"{PATH}?wsdl")
    size = len(small.service.request(wsdl).body)
    with small.service.connect() as connection:
        connection.send(wsdl * MANY_ANSWERS)
        time.sleep(2 * RESPONSE_SECONDS)
        taken = 0
        with suppress(ConnectionResetError):
            while got := connection.socket.recv(_PIECE):
                taken += len(got)
    assert taken < MANY_ANSWERS * size


def assert_refused(reply: Reply) -> None:
    assert (reply.status, reply.headers["retry-after"]) == (503, "3")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"


@contextmanager
def trickling(connections: list[Connection], piece: bytes) -> Iterator[None]:
    """Send a piece over each of the connections every second."""
    ended = threading.Event()

    def trickle() -> None:
        while not ended.wait(1):
            for connection in connections:
                connection.send(piece)

    thread = threading.Thread(target=trickle)
    thread.start()
    yield
    ended.set()
    thread.join()
