"""Look-ups that are answered at once, on the event loop itself: never at the price of others, and never twice."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from severakit.contract import SOAP_NAMESPACE
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher, Request
from severakit.service.metrics import Metrics
from severakit.service.operations import HANDLERS, QUICK
from severakit.service.settings import Settings
from severakit.store import access, administration
from severakit.store.store import Store
from severakit.store.tables import currencies, users
from severakit.store.turn import MustWait
from support.api import Api
from support.busy_database import busy_database
from support.calls import UNKNOWN
from support.organizations import new_api
from support.raw_http import action, call, head, wrapper
from support.raw_http import envelope as written
from support.service_process import ServiceProcess, open_organization

LOOK_UP, LIST, VERSION = "ICurrency.GetCurrencyByGUID", "IWorkType.GetAllWorkTypes", "IAPI.GetVersion"
CONTENT = f"<currencyGUID>{UNKNOWN}</currencyGUID>"
CLIENTS, CALLS = 8, 25
MANY = 500
LARGE = 1_000_000


@dataclass(frozen=True)
class Running:
    service: ServiceProcess
    store: Store
    key: str
    file: Path


@pytest.fixture(scope="module")
def running(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("at_once")
    file = folder / "severakit.db"
    shutil.copy(migrated_sqlite, file)
    store = Store(f"sqlite:///{file}")
    key = open_organization(store)
    service = ServiceProcess(f"sqlite:///{file}", folder / "log")
    yield Running(service, store, key, file)
    store.close()
    service.stop()


def counted(store: Store) -> int:
    """How many calls were counted."""
    with store.reading() as connection:
        return connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(access.quota_days.c.used), 0)))


def look_up(key: str) -> bytes:
    return call(LOOK_UP, CONTENT, key)


def request(key: str, guid: str = UNKNOWN) -> Request:
    message = written(wrapper(LOOK_UP, f"<currencyGUID>{guid}</currencyGUID>"), key).encode()
    return Request(message, None, action(LOOK_UP), "192.0.2.1", at_once=True)


# --- on a port -------------------------------------------------------------------------------


def test_while_another_process_writes_a_look_up_waits_and_nobody_else(running):
    with running.service.connect() as waiting:
        with busy_database(running.file):
            waiting.send(look_up(running.key))
            assert running.service.request(head("GET", "/healthz")).status == 200
            assert running.service.call(VERSION).status == 200
        assert b"NotFoundException" in waiting.reply().body


def test_beside_writers_each_look_up_is_counted_once(running):
    stop = threading.Event()

    def write() -> None:
        number = 0
        # With a pause: SQLite lets those that wait in other processes look again only now and then.
        while not stop.wait(0.02):
            number += 1
            administration.set_organization(running.store, "Acme", daily_quota=10_000 + number)

    def look_up_often(failed: list[int]) -> None:
        with running.service.connect() as connection:
            for _ in range(CALLS):
                connection.send(look_up(running.key))
                if b"NotFoundException" not in connection.reply().body:
                    failed.append(1)

    before, failed = counted(running.store), []
    writer = threading.Thread(target=write)
    clients = [threading.Thread(target=look_up_often, args=(failed,)) for _ in range(CLIENTS)]
    for thread in (writer, *clients):
        thread.start()
    for client in clients:
        client.join()
    stop.set()
    writer.join()
    assert not failed
    assert counted(running.store) - before == CLIENTS * CALLS


def test_an_answer_comes_in_one_packet(running):
    with socket.create_connection(("127.0.0.1", running.service.port)) as connection:
        for _ in range(CALLS):
            connection.sendall(look_up(running.key))
            assert connection.recv(65536).endswith(b"Envelope>")


def test_calls_that_came_together_are_answered_in_order_however_many(running):
    operations = [(LOOK_UP, CONTENT, b"NotFoundException"), (LIST, "", b"<GetAllWorkTypesResult")] * MANY
    with running.service.connect() as connection:
        connection.send(b"".join(call(name, content, running.key) for name, content, _ in operations))
        for name, _, expected in operations:
            assert expected in connection.reply().body, name


# --- in the dispatcher -----------------------------------------------------------------------


def logged(api) -> int:
    with api.store.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(access.access_log))


@pytest.fixture
def sqlite_api(migrated_sqlite, tmp_path) -> Iterator[Api]:
    """The organization on SQLite alone: on PostgreSQL nothing is answered at once."""
    shutil.copy(migrated_sqlite, tmp_path / "severakit.db")
    store = Store(f"sqlite:///{tmp_path}/severakit.db")
    log = AccessLog(store)
    yield new_api(store, Dispatcher(store, Settings(), log, Metrics()), "Acme")
    log.close()
    store.close()


def gives_way(api, key: str) -> bool:
    """Whether a look-up is given up, with nothing done."""
    before = counted(api.store), logged(api)
    with pytest.raises(MustWait):
        api.dispatcher.answer(request(key))
    return (counted(api.store), logged(api)) == before


def test_only_quick_look_ups_on_sqlite_are_tried(api):
    assert api.dispatcher.is_quick(action(LOOK_UP)) == api.store.is_sqlite
    assert not api.dispatcher.is_quick(action(LIST))
    assert not api.dispatcher.is_quick(None)


def test_an_admitted_caller_is_answered(sqlite_api):
    before = counted(sqlite_api.store)
    answer = sqlite_api.dispatcher.answer(request(sqlite_api.key))
    assert b"NotFoundException" in b"".join(answer.chunks)
    assert counted(sqlite_api.store) == before + 1


def test_an_answer_is_one_chunk_however_large_and_then_others_can_write(sqlite_api):
    with sqlite_api.session() as session:
        guid = session.find(currencies)["guid"]
        session.update(currencies, guid, symbol="x" * LARGE)
    answer = sqlite_api.dispatcher.answer(request(sqlite_api.key, guid))
    # As the endpoint does: the second look finds the end.
    assert len(next(answer.chunks)) > LARGE
    assert next(answer.chunks, None) is None
    with sqlite_api.session() as session:
        session.update(currencies, guid, symbol="y")


def test_a_refused_key_is_left_to_who_may_write_its_refusal(sqlite_api):
    assert gives_way(sqlite_api, "sevk_nobody's")


def test_a_break_is_left_to_who_looks_how_long_it_takes(sqlite_api):
    administration.set_downtime(sqlite_api.store, 600)
    assert gives_way(sqlite_api, sqlite_api.key)


UNKNOWN_BLOCK = f'<Other xmlns="urn:other" s:mustUnderstand="1" xmlns:s="{SOAP_NAMESPACE}"/>'


@pytest.mark.parametrize(
    "message", [written(wrapper(LOOK_UP, CONTENT), "sevk_x", UNKNOWN_BLOCK), "<no envelope/>", "<"]
)
def test_what_is_refused_unread_is_not_refused_before_a_break_is_looked_for(sqlite_api, message):
    with pytest.raises(MustWait):
        sqlite_api.dispatcher.answer(Request(message.encode(), None, action(LOOK_UP), "192.0.2.1", at_once=True))


def test_a_caller_with_narrow_rights_is_left_to_who_has_time(sqlite_api):
    with sqlite_api.session() as session:
        session.update(users, sqlite_api.user_guid, rights_case="None")
    assert gives_way(sqlite_api, sqlite_api.key)


def test_who_writes_in_this_process_is_not_waited_for(sqlite_api):
    with sqlite_api.session():
        assert gives_way(sqlite_api, sqlite_api.key)


def test_who_writes_in_another_process_is_not_waited_for(sqlite_api):
    with busy_database(Path(sqlite_api.store.url.database)):
        assert gives_way(sqlite_api, sqlite_api.key)
    # Only its own connection is impatient: those of the pool wait.
    with sqlite_api.store.line() as line:
        assert line.connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def test_no_quick_look_up_reads_a_whole_table(sqlite_api):
    dialect = sqlite_api.store.engine.dialect
    read = [each for name in QUICK for each in all_of(HANDLERS[name]._lookup._statements)]
    assert len(read) > len(QUICK)
    with sqlite_api.store.read(sqlite_api.organization_id) as session:
        explained = [f"EXPLAIN QUERY PLAN {each.compile(dialect=dialect)}" for each in read]
        steps = [
            step[3] for each in explained for step in session.connection.exec_driver_sql(each, (1,) * each.count("?"))
        ]
    # What hangs on the one row is found by its key, which is a row of constants.
    of_one_row = ("SCAN CONSTANT ROW", "SCAN selected")
    assert [step for step in steps if step.startswith("SCAN") and step not in of_one_row] == []


def all_of(statements: Any) -> Iterator[Any]:
    """Yield the statement of a look-up and those of the lists that hang on its row."""
    yield statements.rows._statement
    for _, below in statements.children:
        yield from all_of(below)
