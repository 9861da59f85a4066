"""Traces: a real service sends its spans to a real receiver of OTLP, and they hang together."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from severakit.client import Client, FaultError
from severakit.contract import load_contract
from severakit.entities import Account, Company
from severakit.service.server import free_port
from severakit.service.settings import SettingsError, settings_from_environment
from support.running_service import running_service_on
from support.service_process import ServiceProcess

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
KINDS = {1: "INTERNAL", 2: "SERVER", 3: "CLIENT"}
CALLER = f"00-{TRACE}-{PARENT}-01"
SECRET = "Oy Salainen Ab"


class Sent(NamedTuple):
    """A span as it came."""

    name: str
    id: str
    parent: str
    trace: str
    kind: str
    attributes: dict[str, object]
    failure: str


@pytest.fixture
def database(migrated_sqlite, tmp_path) -> str:
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'severakit.db')}"


@pytest.fixture
def receiver(monkeypatch):
    """Receive what processes that are started meanwhile send; give all spans that came."""
    bodies: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield bodies
    server.shutdown()
    server.server_close()


def spans_of(bodies: list[bytes]) -> list[Sent]:
    spans = []
    for body in bodies:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                attributes = {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}
                spans.append(
                    Sent(
                        span.name, span.span_id.hex(), span.parent_span_id.hex(), span.trace_id.hex(),
                        KINDS[span.kind], attributes, span.status.message,
                    )
                )  # fmt: skip
    return spans


def named(spans: list[Sent], name: str) -> Sent:
    (found,) = (span for span in spans if span.name == name)
    return found


def children(spans: list[Sent], parent: Sent) -> list[str]:
    return [span.name for span in spans if span.parent == parent.id]


def post(endpoint: str, api_key: str, operation: str, body: str, **headers: str) -> httpx.Response:
    name = operation.split(".")[1]
    envelope = (
        f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><WebServicePassword '
        f'xmlns="http://soap.severa.com/">{api_key}</WebServicePassword></s:Header><s:Body><{name} '
        f'xmlns="http://soap.severa.com/">{body}</{name}></s:Body></s:Envelope>'
    )
    action = f'"{load_contract().operations[operation].action}"'
    return httpx.post(endpoint, content=envelope, headers={"Content-Type": "text/xml", "SOAPAction": action, **headers})


def test_the_spans_of_a_call_hang_together_below_the_caller_s(database, receiver, monkeypatch):
    monkeypatch.setenv("SEVERAKIT_TRACES", "true")
    with running_service_on(database) as service:
        answer = post(service.endpoint, service.api_key, "IUser.GetAllUsers", "", traceparent=CALLER)
        assert answer.status_code == 200, answer.text
    spans = [span for span in spans_of(receiver) if span.trace == TRACE]
    call = named(spans, "IUser.GetAllUsers")
    assert (call.parent, call.kind, call.failure) == (PARENT, "SERVER", "")
    assert call.attributes["rpc.service"] == "IUser"
    assert call.attributes["severakit.outcome"] == "ok"
    assert call.attributes["severakit.organization_id"] == 1
    assert call.attributes["severakit.response_bytes"] == len(answer.content)
    assert [name for name in children(spans, call) if name != "SELECT"] == ["admit", "run", "encode"]
    assert {"SELECT", "INSERT"} <= set(children(spans, named(spans, "admit")))
    assert "SELECT" in children(spans, named(spans, "encode"))
    statement = next(span for span in spans if span.name == "INSERT")
    assert statement.kind == "CLIENT"
    assert statement.attributes["db.system.name"] == "sqlite"
    assert "INSERT INTO quota_days" in str(statement.attributes["db.query.text"])


def test_a_call_that_fails_is_told_and_no_span_or_event_holds_what_was_sent(database, receiver, monkeypatch):
    monkeypatch.setenv("SEVERAKIT_TRACES", "true")
    with running_service_on(database) as service:
        with Client(service.endpoint, service.api_key) as client:
            account = client.account.add_new_account(
                account_info=Account(name=SECRET), company_info=Company(name=SECRET)
            )
            assert client.account.get_account_by_guid(account_guid=account.guid).name == SECRET
        with Client(service.endpoint, "sevk_of_nobody") as client, pytest.raises(FaultError):
            client.account.get_account_by_number(account_number=1)
        assert (
            post(
                service.endpoint,
                service.api_key,
                "IAccount.GetAccountByNumber",
                f"<accountNumber>{SECRET}</accountNumber>",
            ).status_code
            == 500
        )
    sent = b"".join(receiver)
    for secret in (service.api_key, service.api_key[-20:], "sevk_of_nobody", SECRET):
        assert secret.encode() not in sent
    failures = {span.failure for span in spans_of(receiver) if span.name == "IAccount.GetAccountByNumber"}
    assert failures == {"AuthenticationFailureException", "a:DeserializationFailed"}
    refused = next(span for span in spans_of(receiver) if span.failure == "Refused")
    assert refused.name == "admit"


def test_what_a_program_calls_is_a_part_of_its_own_span(database, receiver, tmp_path, monkeypatch):
    monkeypatch.setenv("SEVERAKIT_TRACES", "true")
    program = (
        "import sys\n"
        "from severakit import tracing\n"
        "from severakit.client import Client\n"
        "from severakit.sync import chosen, open_destination, synchronize\n"
        "from severakit.tracing import sending\n"
        "end = sending.start('a program')\n"
        "with tracing.span('the job'), Client(*sys.argv[1:3]) as client:\n"
        "    client.user.get_all_users()\n"
        "    mirror = open_destination(sys.argv[3])\n"
        "    synchronize(client, mirror, chosen(['accounts']))\n"
        "    mirror.close()\n"
        "end()\n"
    )
    with running_service_on(database) as service:
        mirror = f"duckdb:///{tmp_path}/mirror.duckdb"
        subprocess.run([sys.executable, "-c", program, service.endpoint, service.api_key, mirror], check=True)
    spans = spans_of(receiver)
    job = named(spans, "the job")
    asked, answered = sorted((span for span in spans if span.name == "IUser.GetAllUsers"), key=lambda span: span.kind)
    assert (asked.kind, asked.parent, answered.kind, answered.parent) == ("CLIENT", job.id, "SERVER", asked.id)
    assert "mirror accounts" in children(spans, job)
    assert {span.trace for span in spans if span.name.startswith("IAccount.")} == {job.trace}


def test_events_name_the_trace_and_a_receiver_that_is_away_fails_no_call(database, tmp_path, monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    process = ServiceProcess(database, tmp_path / "events", traces="true", max_refusals="1")
    try:
        endpoint = f"http://127.0.0.1:{process.port}/webservice/S3/API.svc"
        answers = [
            post(endpoint, "nobody's", "IUser.GetAllUsers", "", traceparent=CALLER).status_code for _ in range(2)
        ]
        assert answers == [500, 503]
    finally:
        process.stop()
    events = [json.loads(line) for line in process.log.splitlines()]
    (flood,) = (event for event in events if event["event"] == "refusals_limited")
    assert flood["trace_id"] == TRACE
    assert any(event["event"] == "traces_not_sent" for event in events)
    assert "nobody's" not in process.log


def test_without_the_setting_nothing_of_opentelemetry_is_loaded(database):
    program = (
        "import sys\n"
        "from severakit.service.app import create_app\n"
        "from severakit.client import Client\n"
        "from severakit.store.store import Store\n"
        "create_app(Store(sys.argv[1]))\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])\n"
    )
    ran = subprocess.run([sys.executable, "-c", program, database], check=True, capture_output=True, text=True)
    assert ran.stdout == "[]\n"


def test_the_setting_without_the_extra_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr("severakit.tracing.find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"pip install 'severakit\[server,tracing\]'"):
        settings_from_environment({"SEVERAKIT_TRACES": "true"})
    assert not settings_from_environment({}).traces
