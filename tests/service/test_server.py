"""The service on its port: what else it answers, how it streams, and how it stops."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from importlib.metadata import version
from pathlib import Path

import pytest
import sqlalchemy as sa
from lxml import etree

from severakit.service import server as service_server
from severakit.service.listening import SharedSocket, listen
from severakit.service.settings import Settings, SettingsError, settings_from_environment
from severakit.store import access, administration
from severakit.store.store import Store
from severakit.store.tables import work_types
from support.raw_http import PATH, Reply, call, head
from support.service_process import ServiceProcess, open_organization

LIST, VERSION = "IWorkType.GetAllWorkTypes", "IAPI.GetVersion"
MANY = 200_000
STALLED = 8
STREAMING_MEGABYTES = 50
"""How much the worker may grow by while it streams a list, whatever the length of the list."""
ALL_WSDL = [f"{PATH}/WSDL", f"{PATH}/WSDL/", f"{PATH}/WSDL?wsdl", f"{PATH}?wsdl", f"{PATH}/?wsdl", f"{PATH}?singleWsdl"]


class Running:
    """A service with two organizations: one small, one with many work types."""

    def __init__(self, database_url: str, log: Path, work_types_of_large: int, **settings: str) -> None:
        self.store = Store(database_url)
        self.key = open_organization(self.store, "Acme")
        self.large_key = open_organization(self.store, "Large")
        add_work_types(self.store, "Large", work_types_of_large)
        self.service = ServiceProcess(database_url, log, **settings)

    def close(self) -> None:
        self.store.close()
        self.service.stop()


def add_work_types(store: Store, organization: str, count: int) -> None:
    """Multiply one of the organization's work types, in the database itself."""
    with store.writing() as connection:
        of_name = sa.select(work_types).where(
            work_types.c.organization_id
            == next(one.id for one in administration.list_organizations(store) if one.name == organization)
        )
        model = connection.execute(of_name.limit(1)).mappings().one()
        numbers = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
        numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < count))
        text = sa.cast(numbers.c.n, sa.Text)
        values = {"guid": sa.literal("0" * 20) + text, "name": sa.literal("Work type ") + text}
        columns = [
            values.get(column.name, sa.literal(model[column.name], column.type)).label(column.name)
            for column in work_types.c
        ]
        connection.execute(sa.insert(work_types).from_select(list(work_types.c), sa.select(*columns)))


@pytest.fixture(scope="module")
def running(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(migrated_sqlite, folder / "severakit.db")
    running = Running(f"sqlite:///{folder}/severakit.db", folder / "log", MANY, response_timeout="2")
    yield running
    running.close()


@pytest.fixture
def service(running) -> ServiceProcess:
    return running.service


def get(service: ServiceProcess, path: str, **headers: str | None) -> Reply:
    reply = service.request(head("GET", path, **headers))
    assert reply is not None
    return reply


# --- addresses -------------------------------------------------------------------------------


def test_health_and_metrics(running, service):
    health = get(service, "/healthz")
    [worker] = service.workers
    assert (health.status, json.loads(health.body)) == (
        200,
        {"status": "ok", "version": version("severakit"), "worker": worker},
    )
    service.call(LIST, key=running.key)
    metrics = get(service, "/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert f'severakit_calls_total{{operation="{LIST}",outcome="ok"}}' in metrics.body.decode()


def test_a_browser_finds_its_way(service):
    for path, link in (("/", f"http://127.0.0.1{PATH}"), (PATH, f"http://127.0.0.1{PATH}/WSDL")):
        page = get(service, path)
        assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert f'href="{link}"' in page.body.decode()
    assert get(service, "/nowhere").status == 404


@pytest.mark.parametrize("path", [*ALL_WSDL, f"{PATH}/WSDL".lower(), f"{PATH}?WSDL".upper()])
def test_the_wsdl_names_the_address_it_was_asked_for(service, path):
    reply = get(service, path, host="severa.example:8443")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert addresses(reply) == {f"http://severa.example:8443{PATH}"}


def test_the_wsdl_names_the_real_address_where_no_host_is_named(service):
    assert addresses(get(service, f"{PATH}/WSDL", host=None)) == {f"http://127.0.0.1:{service.port}{PATH}"}


@pytest.mark.parametrize("host", ['a"><script>', "a b", "a\tb", "a/b", "user@a", "a:b", "a\\b", "äö", ""])
def test_a_host_that_is_none_is_not_repeated(service, host):
    for path in ("/", PATH, f"{PATH}/WSDL"):
        reply = get(service, path, host=host)
        assert reply.status == 200
        assert b"<script" not in reply.body
        assert b"user@" not in reply.body
        if path.endswith("WSDL"):
            assert addresses(reply) == {f"http://127.0.0.1:{service.port}{PATH}"}


def test_an_odd_host_is_escaped(service):
    assert addresses(get(service, f"{PATH}/WSDL", host="a&amp;b'")) == {f"http://a&amp;b'{PATH}"}
    assert b"http://a&amp;amp;b&#x27;/" in get(service, PATH, host="a&amp;b'").body


def addresses(reply: Reply) -> set[str]:
    ports = etree.fromstring(reply.body).iter("{http://schemas.xmlsoap.org/wsdl/soap/}address")
    return {port.get("location") for port in ports}


def test_a_head_has_no_body(service):
    with service.connect() as connection:
        connection.send(head("HEAD", f"{PATH}/WSDL") + head("GET", "/healthz"))
        connection.socket.settimeout(5)
        stream = connection.socket.makefile("rb")
        assert b" 200 " in stream.readline()
        while stream.readline().strip():
            pass
        assert b" 200 " in stream.readline()


# --- downtime --------------------------------------------------------------------------------


def test_in_a_maintenance_break_there_is_neither_service_nor_wsdl(running, service):
    administration.set_downtime(running.store, 600)
    try:
        for reply in (
            service.call(LIST, key=running.key),
            service.call(VERSION),
            service.call(LIST, key=running.key, content_type="text/html"),
            service.request(head("POST", PATH, content_type="text/xml", content_length="3") + b"<a>"),
            get(service, f"{PATH}/WSDL"),
        ):
            assert reply.status == 503
            assert reply.headers["retry-after"] == "600"
            assert reply.headers["content-type"] == "text/html; charset=utf-8"
            assert len(reply.body) < 500
            assert b"Envelope" not in reply.body
        assert get(service, "/healthz").status == 200
    finally:
        administration.set_downtime(running.store, None)
    assert service.call(LIST, key=running.key).status == 200
    assert get(service, f"{PATH}/WSDL").status == 200


# --- responses -------------------------------------------------------------------------------


def test_responses_are_compressed_on_demand(running, service):
    plain = service.call(LIST, key=running.key)
    packed = service.call(LIST, key=running.key, accept_encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert without_quota(gzip.decompress(packed.body)) == without_quota(plain.body)
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    short = service.call("IAPI.GetVersion", key=running.key, accept_encoding="gzip")
    assert len(short.body) < 1024
    assert not {"content-encoding", "vary"} & set(short.headers)
    assert gzip.decompress(get(service, f"{PATH}/WSDL", accept_encoding="gzip").body).startswith(b"<?xml")


def without_quota(response: bytes) -> bytes:
    return response[response.index(b"<s:Body>") :]


def test_a_long_list_streams_in_bounded_memory(running, service):
    service.call(LIST, key=running.key)
    before = service.megabytes
    with service.connect() as connection:
        connection.send(call(LIST, key=running.large_key))
        reply = connection.reply()
        assert service.megabytes < before + STREAMING_MEGABYTES
    assert reply.headers["transfer-encoding"] == "chunked"
    assert reply.is_whole
    assert reply.body.count(b"</a:WorkType>") > MANY
    packed = service.call(LIST, key=running.large_key, accept_encoding="gzip")
    assert without_quota(gzip.decompress(packed.body)) == without_quota(reply.body)
    assert service.megabytes < before + STREAMING_MEGABYTES


def test_http_1_0_gets_a_long_list_too(running, service):
    reply = service.request(call(LIST, key=running.large_key).replace(b"HTTP/1.1", b"HTTP/1.0", 1))
    assert "transfer-encoding" not in reply.headers
    assert reply.body.endswith(b"</s:Envelope>")


def test_clients_that_stop_reading_hinder_nobody_and_are_cut_off(running, service):
    before = service.megabytes
    with ExitStack() as stalled:
        connections = [stalled.enter_context(service.connect()) for _ in range(STALLED)]
        for connection in connections:
            connection.send(call(LIST, key=running.large_key))
        for _ in range(20):
            assert service.call(LIST, key=running.key).status == 200
        assert service.megabytes < before + 2 * STREAMING_MEGABYTES
        wait_until(lambda: outcomes(service, LIST, "aborted") >= STALLED)
        assert not any(connection.reply().is_whole for connection in connections)


def test_a_client_that_hangs_up_ends_its_call(running, service):
    before = outcomes(service, LIST, "aborted")
    with service.connect() as connection:
        connection.send(call(LIST, key=running.large_key))
        connection.socket.recv(10_000)
    wait_until(lambda: outcomes(service, LIST, "aborted") == before + 1)
    assert service.call(LIST, key=running.key).status == 200


def outcomes(service: ServiceProcess, operation: str, outcome: str) -> int:
    """How many calls ended so, by the service's own count."""
    label = f'severakit_calls_total{{operation="{operation}",outcome="{outcome}"}} '
    text = get(service, "/metrics").body.decode()
    return next((int(float(line.removeprefix(label))) for line in text.splitlines() if line.startswith(label)), 0)


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# --- the administrators' interface -----------------------------------------------------------


CHECK = "/admin/access-check"


def check(service: ServiceProcess, body: bytes, token: str | None, method: str = "POST") -> Reply:
    authorization = None if token is None else f"Bearer {token}"
    reply = service.request(head(method, CHECK, authorization=authorization, content_length=str(len(body))) + body)
    assert reply is not None
    return reply


def keys(*api_keys: str) -> bytes:
    return json.dumps({"api_keys": api_keys}).encode()


def test_an_administrator_sees_why_a_key_is_refused(running, service):
    token = administration.create_token(running.store, "Acme", "test")
    administration.set_user(running.store, "api@acme.example", organization="Acme", api_right=False)
    try:
        reply = check(service, keys(running.key, running.large_key, "unknown"), token)
    finally:
        administration.set_user(running.store, "api@acme.example", organization="Acme", api_right=True)
    own, of_other, unknown = json.loads(reply.body)["reports"]
    assert own["user"] == "api@acme.example"
    assert [item for item, holds in own["items"].items() if not holds] == ["api-right"]
    assert of_other == unknown
    assert unknown["items"]["key"] is False
    assert running.key.encode() not in reply.body


def test_only_an_administrator_does(running, service):
    for token in (None, "", "unknown", running.key):
        reply = check(service, keys(running.key), token)
        assert reply.status == 401
        assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"keys",
        b"[]",
        b"{}",
        b'{"api_keys": "x"}',
        b'{"api_keys": [1]}',
        b'{"api_keys": ["\xff"]}',
        b"[" * 60_000,
        keys(*"x" * 101),
    ],
)
def test_what_is_no_access_check_is_refused(running, service, body):
    token = administration.create_token(running.store, "Acme", "test")
    reply = check(service, body, token)
    assert reply.status == 400
    assert json.loads(reply.body)["error"]


def test_an_access_check_is_bounded(running, service):
    token = administration.create_token(running.store, "Acme", "test")
    assert check(service, keys(*["x"] * 100), token).status == 200
    assert check(service, keys("x" * 65 * 1024), token).status == 413
    assert check(service, b"", token, method="GET").status == 405


# --- starting and stopping -------------------------------------------------------------------


def test_calls_under_way_are_finished_before_the_service_stops(migrated_sqlite, tmp_path):
    shutil.copy(migrated_sqlite, tmp_path / "severakit.db")
    running = Running(f"sqlite:///{tmp_path}/severakit.db", tmp_path / "log", 50_000)
    with running.service.connect() as idle, running.service.connect() as connection:
        idle.send(call(VERSION))
        assert idle.reply().status == 200
        connection.send(call(LIST, key=running.large_key))
        connection.socket.recv(100, socket.MSG_PEEK)
        running.service.terminate()
        wait_until(lambda: not listens(running.service.port))
        reply = connection.reply()
    assert reply.is_whole
    assert reply.body.count(b"</a:WorkType>") > 50_000
    assert running.service.wait() == (0, b"")
    assert running.service.log == ""
    with running.store.reading() as connection:
        assert connection.execute(sa.select(access.access_log.c.outcome)).scalars().all() == ["ok"]
    running.close()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_port_is_not_shared_with_another_service(service):
    with pytest.raises(OSError, match="Address already in use"):
        service_server.listen("127.0.0.1", service.port)


def test_a_free_port_is_none_that_the_system_gives_to_connections():
    first, last = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    for _ in range(20):
        port = service_server.free_port()
        assert not first <= port <= last
        with service_server.listen("127.0.0.1", port) as listener:
            assert listener.port == port


def test_settings_come_from_the_environment():
    assert settings_from_environment({}) == Settings()
    given = {"SEVERAKIT_REQUEST_TIMEOUT": "2.5", "SEVERAKIT_MAX_REQUEST_BYTES": "1000", "PATH": "/bin"}
    assert settings_from_environment(given) == Settings(request_timeout=2.5, max_request_bytes=1000)
    for wrong in ("", "0", "-1", "soon"):
        with pytest.raises(SettingsError, match=r"SEVERAKIT_REQUEST_TIMEOUT.*request_timeout"):
            settings_from_environment({"SEVERAKIT_REQUEST_TIMEOUT": wrong})


def test_a_worker_takes_more_connections_in_one_go_the_more_it_has():
    taken: list[socket.socket] = []

    def go() -> int:
        before = len(taken)
        with suppress(BlockingIOError):
            while True:
                taken.append(shared.accept()[0])
        return len(taken) - before

    with ExitStack() as open_sockets:
        shared = SharedSocket(listen("127.0.0.1", 0).socket, connections := [])
        open_sockets.enter_context(shared).setblocking(False)
        for _ in range(11):
            open_sockets.enter_context(socket.create_connection(shared.getsockname()))
        goes = []
        while count := go():
            goes.append(count)
            connections[:] = taken
        for connection in taken:
            connection.close()
    assert goes == [1, 1, 2, 3, 4]


# --- without its database --------------------------------------------------------------------


class Database:
    """The tests' PostgreSQL database, which can be taken away and given back."""

    def __init__(self, address: str) -> None:
        url = sa.make_url(address)
        self._name = url.database
        self._engine = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def allow(self, allowed: bool) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS {allowed}")
        if not allowed:
            self.disconnect()

    def disconnect(self) -> None:
        with self._engine.connect() as connection:
            of_ours = "datname = %(name)s AND usename = current_user"
            ends = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {of_ours}"
            connection.exec_driver_sql(ends, {"name": self._name})

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture(scope="module")
def on_postgresql(postgresql, tmp_path_factory) -> Iterator[tuple[Running, Database]]:
    log = tmp_path_factory.mktemp("server") / "log"
    running, database = Running(postgresql.address, log, 50_000), Database(postgresql.address)
    yield running, database
    running.close()
    database.close()
    postgresql.empty()


def test_without_its_database_the_service_asks_to_come_back(on_postgresql):
    running, database = on_postgresql
    service = running.service
    token = administration.create_token(running.store, "Acme", "test")
    assert service.call(LIST, key=running.key).status == 200
    database.allow(False)
    try:
        for reply in (
            service.call(LIST, key=running.key),
            service.call(VERSION),
            get(service, f"{PATH}/WSDL"),
            get(service, "/healthz"),
            check(service, keys(running.key), token),
        ):
            assert reply.status == 503
            assert reply.headers["retry-after"] == "30"
            assert len(reply.body) < 500
        assert get(service, "/metrics").status == 200
    finally:
        database.allow(True)
    assert service.call(LIST, key=running.key).status == 200
    assert get(service, "/healthz").status == 200
    events = [json.loads(line) for line in service.log.splitlines()]
    assert {event["event"] for event in events} <= {"database_unavailable", "access_log_lost"}
    assert any("accepting connections" in event.get("reason", "") for event in events)


def test_a_response_that_fails_midway_is_not_taken_for_a_whole_one(on_postgresql):
    running, database = on_postgresql
    service = running.service
    with service.connect() as connection:
        connection.send(call(LIST, key=running.large_key))
        connection.socket.recv(100, socket.MSG_PEEK)
        database.disconnect()
        reply = connection.reply()
    assert reply.status == 200
    assert not reply.is_whole
    wait_until(lambda: outcomes(service, LIST, "broken") == 1)
    assert '"event": "database_unavailable"' in service.log
    assert service.call(LIST, key=running.key).status == 200


def test_a_bug_of_ours_is_told_the_operator_and_not_the_caller(on_postgresql):
    running, _ = on_postgresql
    service = running.service
    rename(running.store, "work_types", "gone")
    try:
        reply = service.call(LIST, key=running.key)
    finally:
        rename(running.store, "gone", "work_types")
    assert reply.status == 500
    fault = etree.fromstring(reply.body).find(".//faultcode")
    assert fault.text == "a:InternalServiceFault"
    event = json.loads(service.log.splitlines()[-1])
    assert event["event"] == "internal_failure"
    assert event["operation"] == LIST
    assert event["incident"] in reply.body.decode()
    assert "Traceback" in event["exception"]
    assert "work_types" not in reply.body.decode()
    assert running.key not in service.log
    assert service.call(LIST, key=running.key).status == 200


def rename(store: Store, table: str, name: str) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")
