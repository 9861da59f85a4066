"""The doctor's report for support: surroundings, certificate, clock, speed, quota, and what the integration needs."""

from __future__ import annotations

import http.server
import re
import shutil
import ssl
import subprocess
import threading
from contextlib import contextmanager
from email.utils import formatdate
from time import time

import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.client import Client
from severakit.contract import load_contract
from severakit.doctor import examine, from_database
from severakit.doctor.connection import certificate
from severakit.doctor.needs import needed
from severakit.doctor.surroundings import surroundings
from severakit.store import administration
from severakit.store.store import Store
from support.running_service import running_service_on

OPERATIONS = load_contract().operations


@pytest.fixture(scope="module")
def service(migrated_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("doctor") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    with running_service_on(f"sqlite:///{path}") as running:
        yield running


def said(report, check):
    return [(finding.status, finding.message) for finding in report.checks if finding.check == check]


def only(report, check):
    (found,) = said(report, check)
    return found


def run(service, *options, key=None):
    command = ["doctor", "--endpoint", service.endpoint, "--api-key", key or service.api_key, *options]
    return CliRunner().invoke(app, command)


# --- surroundings ----------------------------------------------------------------------------


def test_surroundings_are_told_without_a_proxys_password():
    environment = {"HTTPS_PROXY": "http://aino:s3cret@proxy.example:3128", "no_proxy": "localhost"}
    _, proxy = surroundings(environment)
    assert "http://…@proxy.example:3128" in proxy.message
    assert "NO_PROXY is localhost" in proxy.message
    assert "s3cret" not in proxy.message
    assert "aino" not in proxy.message
    assert [finding.check for finding in surroundings({})] == ["environment"]


# --- the way ---------------------------------------------------------------------------------


def test_a_healthy_service_is_measured(service):
    report = examine(service.endpoint, [service.api_key])
    assert report.healthy
    assert "severakit" in only(report, "environment")[1]
    assert "MB/s" in only(report, "speed")[1]
    assert only(report, "clock")[0] == "ok"
    assert "base generation" in only(report, "wsdl")[1]
    assert "the same as this severakit's" in only(report, "schema-version")[1]
    assert "of today's 100,000 calls are used" in only(report, "quota")[1]
    assert "It fits the limits that .NET clients start with" in only(report, "limits")[1]


@contextmanager
def site(*, date=None, tls=None):
    """A web server on a port of its own, that says what time it has, with TLS or without."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response_only(200)
            self.send_header("Date", formatdate(time() if date is None else date, usegmt=True))
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"{'https' if tls else 'http'}://localhost:{server.server_port}/webservice/S3/API.svc"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory):
    """A certificate that nobody stands for, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return str(folder / "cert.pem"), str(folder / "key.pem")


def test_a_certificate_that_nobody_stands_for_is_named_as_the_problem(self_signed):
    with site(tls=self_signed) as address:
        report = examine(address, ["key"])
    status, text = only(report, "endpoint")
    assert status == "failed"
    assert "certificate is not accepted" in text


def test_an_accepted_certificate_is_told_with_its_end(self_signed, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", self_signed[0])
    with site(tls=self_signed) as address:
        finding = certificate(address)
    assert finding.status == "ok"
    assert "localhost issued it" in finding.message
    assert "(29 days)" in finding.message
    assert "Above it" not in finding.message


@pytest.mark.parametrize(("days", "status"), [(60, "ok"), (5, "failed")])
def test_the_chain_is_told_up_to_who_is_trusted_and_ends_with_its_weakest(tmp_path, monkeypatch, days, status):
    def issue(name, issuer, *, days=90, extension="basicConstraints=critical,CA:TRUE"):
        request = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}.key"]
        signing = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key"] if issuer else []
        command = [*request, "-x509", "-days", str(days), *signing, "-addext", extension, "-out", f"{name}.pem"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        return (tmp_path / f"{name}.pem").read_text()

    issue("root", None)
    between = issue("between", "root", days=days)
    own = issue("localhost", "between", extension="subjectAltName=DNS:localhost")
    (tmp_path / "sent.pem").write_text(own + between)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    with site(tls=(str(tmp_path / "sent.pem"), str(tmp_path / "localhost.key"))) as address:
        finding = certificate(address)
    assert finding.status == status
    assert re.search(
        r"of localhost .* between issued it.* Above it stand between \(.*\), then root \(", finding.message
    )
    assert ("certificate of between" in finding.fix) == (status == "failed")


@pytest.mark.parametrize(("off", "status", "word"), [(0, "ok", "seconds"), (3600, "failed", "behind")])
def test_a_clock_that_is_off_is_said_to_be(off, status, word):
    with site(date=time() + off) as address:
        found = only(examine(address, ["key"]), "clock")
    assert (found[0], word in found[1]) == (status, True)


def test_nothing_listens_there():
    report = examine("http://127.0.0.1:9/webservice/S3/API.svc", ["key"])
    assert only(report, "endpoint")[0] == "failed"
    assert said(report, "quota") == said(report, "limits") == []


# --- needs -----------------------------------------------------------------------------------

NEEDS = "IAccount.GetAccountsChangedSince,IInvoice.GetInvoicesByStatus,IInvoice.SetInvoiceStatus"


def test_what_is_needed_is_tried_as_far_as_it_can_be(service):
    wanted = [OPERATIONS[name] for name in NEEDS.split(",")]
    found = said(examine(service.endpoint, [service.api_key], needs=wanted), "needs")
    assert [status for status, _ in found] == ["ok", "ok", "unknown"]
    assert "IInvoice.GetInvoicesByStatus is not refused" in found[1][1]
    assert "IInvoice.SetInvoiceStatus writes" in found[2][1]


def test_every_operation_that_reads_can_be_asked_for_what_is_not_there(service):
    reading = [each for each in OPERATIONS.values() if each.is_read]
    findings = list(needed(service.endpoint, service.api_key, reading, None))
    assert [each.message for each in findings if each.status != "ok"] == []
    assert len([each for each in findings if "is not refused" in each.message]) > 90


def test_an_operation_that_a_key_does_not_open_is_refused_whatever_it_asks_for(service):
    (finding,) = needed(service.endpoint, "wrong", [OPERATIONS["IInvoice.GetInvoicesByStatus"]], None)
    assert (finding.status, "is refused" in finding.message) == ("failed", True)


def test_a_fault_that_is_none_of_what_was_asked_for_is_a_refusal(service):
    store = Store(service.database_url)
    try:
        administration.set_organization(store, service.organization, daily_quota=1)
        findings = list(
            needed(service.endpoint, service.api_key, [OPERATIONS["IInvoice.GetInvoicesByStatus"]] * 2, None)
        )
    finally:
        administration.set_organization(store, service.organization, daily_quota=100_000)
        store.close()
    assert (findings[-1].status, "is refused" in findings[-1].message) == ("failed", True)


def test_rights_that_are_too_narrow_for_a_need_are_named(service):
    wanted = [OPERATIONS[name] for name in NEEDS.split(",")]
    insight = from_database(service.database_url)
    store = Store(service.database_url)
    try:
        administration.set_user(store, service.email, profile="Employee")
        narrow = examine(service.endpoint, [service.api_key], insight, wanted)
        administration.set_user(store, service.email, profile="Administrator")
        wide = examine(service.endpoint, [service.api_key], insight, wanted)
    finally:
        store.close()
    assert not narrow.healthy
    assert "case right is" in said(narrow, "needs")[2][1]
    assert [status for status, _ in said(wide, "needs")] == ["ok", "ok", "ok"]


def test_needs_come_from_a_recording_too(service, tmp_path):
    with Client(service.endpoint, service.api_key, record=tmp_path / "recording") as client:
        client.currency.get_currencies().all()
    result = run(service, "--needs-from", str(tmp_path / "recording"), "--json")
    assert result.exit_code == 0, result.output
    assert "ICurrency.GetCurrencies answers with" in result.stdout


def test_wrong_usage_is_said(service, tmp_path):
    assert run(service, "--needs", "IInvoice.GetInvoicess").exit_code == 2
    assert run(service, "--needs-from", str(tmp_path)).exit_code == 2
    assert run(service, "--html", str(tmp_path / "no" / "report.html")).exit_code == 2


# --- the page --------------------------------------------------------------------------------


def test_the_page_stands_alone_and_holds_no_key(service, tmp_path):
    path = tmp_path / "report.html"
    wrong = "sevk_wrong<key>of-somebody"
    assert run(service, "--html", str(path), key=service.api_key).exit_code == 0
    text = path.read_text("utf-8")
    assert "Nothing needs mending" in text
    assert service.api_key not in text
    assert "<script" not in text
    assert "src=" not in text
    assert "http-equiv" not in text
    result = run(service, "--html", str(path), key=wrong)
    assert result.exit_code == 1
    text = path.read_text("utf-8")
    assert "Access denied" in text
    assert wrong not in text + result.output
    assert "<key>" not in text


def test_a_key_that_an_answer_repeats_is_masked(service):
    report = examine(service.endpoint, ["not-a-key-but-long-enough"])
    assert "not-a-key-but-long-enough" not in repr(report)
