"""The doctor against a real service: from outside, from the database and with an administrator's token."""

from __future__ import annotations

import http.server
import json
import shutil
import threading

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from severakit.cli import app
from severakit.doctor import InsightError, examine, from_database, from_service
from severakit.store import access, administration
from severakit.store.store import Store
from support.running_service import running_service_on

ACCESS = ["addon", "key", "user-active", "api-right", "api-enabled", "terms", "rights"]


@pytest.fixture(scope="module")
def service(migrated_sqlite, tmp_path_factory):
    """A service of this module's own, because these tests break it."""
    path = tmp_path_factory.mktemp("doctor") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    with running_service_on(f"sqlite:///{path}") as running:
        yield running


@pytest.fixture
def operator(service):
    store = Store(service.database_url)
    yield store
    administration.set_organization(store, service.organization, api_addon=True, terms_accepted=True)
    administration.set_user(
        store, service.email, active=True, api_right=True, api_enabled=True, profile="Administrator"
    )
    administration.set_downtime(store, None)
    store.close()


def statuses(report):
    return {finding.check: finding.status for finding in report.checks}


def failed(report):
    return [finding.check for finding in report.checks if finding.status == "failed"]


BREAKS = {
    "addon": lambda store, service: administration.set_organization(store, service.organization, api_addon=False),
    "user-active": lambda store, service: administration.set_user(store, service.email, active=False),
    "api-right": lambda store, service: administration.set_user(store, service.email, api_right=False),
    "api-enabled": lambda store, service: administration.set_user(store, service.email, api_enabled=False),
    "terms": lambda store, service: administration.set_organization(store, service.organization, terms_accepted=False),
    "rights": lambda store, service: administration.set_user(store, service.email, profile="Employee"),
}


def insights(service, operator):
    token = administration.create_token(operator, service.organization, "doctor")
    return [from_database(service.database_url), from_service(service.endpoint, token)]


def test_nothing_needs_mending_where_all_holds(service, operator):
    for insight in (None, *insights(service, operator)):
        report = examine(service.endpoint, [service.api_key], insight)
        assert report.healthy
        assert set(ACCESS) <= set(statuses(report))


@pytest.mark.parametrize("cause", BREAKS)
def test_the_operators_side_names_the_exact_item(service, operator, cause):
    BREAKS[cause](operator, service)
    for insight in insights(service, operator):
        report = examine(service.endpoint, [service.api_key], insight)
        assert failed(report) == [cause]
        assert all(finding.fix for finding in report.checks if finding.status == "failed")


@pytest.mark.parametrize("cause", ["addon", "user-active", "api-right", "api-enabled"])
def test_from_outside_every_refusal_looks_the_same(service, operator, cause):
    BREAKS[cause](operator, service)
    report = examine(service.endpoint, [service.api_key])
    assert failed(report) == ["access"]
    found = statuses(report)
    assert [found[name] for name in ACCESS] == ["unknown"] * 5 + ["skipped"] * 2
    in_order = [finding.check for finding in report.checks if finding.check in ACCESS]
    assert in_order == ACCESS
    assert all(finding.fix for finding in report.checks if finding.status == "unknown")


def test_terms_are_told_from_outside_too(service, operator):
    BREAKS["terms"](operator, service)
    assert failed(examine(service.endpoint, [service.api_key])) == ["terms"]


def test_of_several_keys_the_bad_one_is_named(service, operator):
    second = administration.create_key(operator, service.email, name="second")
    administration.revoke_key(operator, second[: access.SHOWN])
    for insight in (None, *insights(service, operator)):
        report = examine(service.endpoint, [service.api_key, second, "nonsense"], insight)
        bad = {finding.api_key for finding in report.checks if finding.status == "failed"}
        assert bad == {f"2: {second[: access.SHOWN]}…", "3: no…"}
        text = " ".join(finding.message + finding.fix for finding in report.checks)
        assert service.api_key not in text
        assert second not in text


def test_an_unknown_key_leaves_its_users_items_open(service, operator):
    report = examine(service.endpoint, ["nonsense"], insights(service, operator)[0])
    assert failed(report) == ["key"]
    assert statuses(report)["user-active"] == "skipped"


def test_it_is_said_whose_key_it_is(service, operator):
    old = administration.create_key(operator, service.email, name="old")
    administration.revoke_key(operator, old)
    for insight in insights(service, operator):
        for key, says in ((service.api_key, "a current key of"), (old, "was a key of")):
            report = examine(service.endpoint, [key], insight)
            (found,) = [finding.message for finding in report.checks if finding.check == "key"]
            assert f"{says} {service.email}" in found


def test_downtime_is_told_apart_from_refused_access(service, operator):
    administration.set_downtime(operator, 120)
    report = examine(service.endpoint, [service.api_key])
    assert failed(report) == ["downtime"]
    assert "120 seconds" in next(finding.message for finding in report.checks if finding.check == "downtime")
    assert {statuses(report)[name] for name in ACCESS} == {"skipped"}


def test_a_used_up_quota_is_no_refusal(service, operator):
    administration.set_organization(operator, service.organization, daily_quota=0)
    report = examine(service.endpoint, [service.api_key])
    administration.set_organization(operator, service.organization, daily_quota=100_000)
    assert failed(report) == ["quota"]
    assert statuses(report)["key"] == "ok"


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:9/webservice/S3/API.svc", "http://no.such.host.invalid/API.svc", "ftp://host/x", "nonsense", ""],
)
def test_an_address_that_cannot_be_reached_is_said_so(endpoint):
    report = examine(endpoint, ["key"])
    assert failed(report)[0] == "endpoint"
    assert {statuses(report)[name] for name in ACCESS} == {"skipped"}


def test_a_wrong_path_is_said_so(service):
    report = examine(service.endpoint.replace("API.svc", "Wrong.svc"), [service.api_key])
    assert failed(report)[0] == "endpoint"
    assert "API.svc" in next(finding.fix for finding in report.checks if finding.check == "endpoint")


def test_the_hosts_address_is_enough(service):
    assert examine(service.endpoint.removesuffix("/webservice/S3/API.svc"), [service.api_key]).healthy


class _OtherSite(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html><body>Welcome to another site<br></body></html>")

    def do_POST(self):
        self.do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def other_site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _OtherSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_another_site_is_not_taken_for_the_service(other_site):
    report = examine(f"{other_site}/webservice/S3/API.svc", ["key"])
    assert failed(report)[0] == "wsdl"
    with pytest.raises(InsightError, match="no severakit service"):
        examine(f"{other_site}/webservice/S3/API.svc", ["key"], from_service(other_site, "token"))


def run(service, *further):
    return CliRunner().invoke(app, ["doctor", "--endpoint", service.endpoint, "--api-key", service.api_key, *further])


def test_the_command_exits_by_what_it_finds(service, operator):
    assert run(service).exit_code == 0
    BREAKS["api-enabled"](operator, service)
    result = run(service, "--database", service.database_url)
    assert result.exit_code == 1
    assert "enable the API" in " ".join(result.stdout.split())
    result = run(service, "--database", service.database_url, "--json")
    assert result.exit_code == 1
    checks = json.loads(result.stdout)["checks"]
    assert {"check", "status", "message", "fix"} <= set(checks[0])
    assert [check["check"] for check in checks if check["status"] == "failed"] == ["api-enabled"]


def test_a_wrong_token_is_wrong_usage(service):
    result = run(service, "--admin-token", "wrong")
    assert result.exit_code == 2
    assert "severakit admin token create" in result.stderr


def test_no_key_is_kept_readable(service, operator):
    with operator.reading() as connection:
        for table in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f"SELECT * FROM {table}")).all()
            assert service.api_key not in str(rows), table
