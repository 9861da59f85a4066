"""`severakit wcf try` where no call can succeed: what keeps .NET from the service, and a key that opens nothing."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.soap.faults import AuthenticationFailure, NoPermission, render_fault
from support.dotnet_configs import binding, config

GOOD = 'sendTimeout="00:10:00" maxReceivedMessageSize="67108864"'
ANSWER = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>'
REFUSALS = {b"wrong": render_fault(AuthenticationFailure()), b"rightless": render_fault(NoPermission("No right"))}


@pytest.fixture
def service():
    """A service that answers IAPI.GetVersion, and other calls as long as the key is right."""
    calls = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            action = self.headers["SOAPAction"].strip('"').partition("soap.severa.com/")[2]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.append(action)
            said = next((fault for key, fault in REFUSALS.items() if key in body), ANSWER)
            content = ANSWER if action.startswith("IAPI/") else said
            self.send_response(200 if content is ANSWER else 500)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.calls = calls
    server.endpoint = f"http://127.0.0.1:{server.server_port}/webservice/S3/API.svc"
    yield server
    server.shutdown()
    server.server_close()


def attempt(service, folder, attributes=GOOD, inside="", interfaces=("IAccount", "IHourEntry"), key="right", **changed):
    bindings = "".join(binding(each, attributes=attributes, inside=inside) for each in interfaces)
    text = config(bindings, interfaces, address=service.endpoint)
    for old, new in changed.items():
        text = text.replace(old, new)
    path = folder / "app.config"
    path.write_text(text, "utf-8")
    return CliRunner().invoke(
        app, ["wcf", "try", str(path), "--endpoint", service.endpoint, "--api-key", key, "--json"]
    )


@pytest.mark.parametrize(
    ("attributes", "inside", "said"),
    [
        (f'{GOOD} maxBufferSize="65536"', "", "For TransferMode.Buffered, MaxReceivedMessageSize and MaxBufferSize"),
        (GOOD, '<security mode="Transport" />', "The provided URI scheme 'http' is invalid; expected 'https'."),
        (f'{GOOD} messageEncoding="Mtom"', "", "HTTP 415"),
        ('sendTimeout="soon" maxReceivedMessageSize="4294967296"', "", "'soon' is no time"),
        ('sendTimeout="00:10:00" maxReceivedMessageSize="4294967296"', "", "in the range of an integer value"),
    ],
)
def test_what_keeps_dotnet_from_the_service_is_the_problem_of_every_operation(
    service, tmp_path, attributes, inside, said
):
    result = attempt(service, tmp_path, attributes, inside)
    trials = json.loads(result.stdout)["trials"]
    assert result.exit_code == 1
    assert {each["operation"].partition(".")[0] for each in trials} == {"IAccount", "IHourEntry"}
    assert [each for each in trials if each["fits"] or said not in each["problem"]] == []


def test_a_binding_of_another_kind_takes_no_call(service, tmp_path):
    result = attempt(service, tmp_path, basicHttpBinding="wsHttpBinding")
    assert result.exit_code == 1
    assert "a wsHttpBinding does not" in json.loads(result.stdout)["trials"][0]["problem"]


def test_what_is_wrong_with_one_binding_is_no_problem_of_another(service, tmp_path):
    text = 'name="Severa.API.IAccount" '
    result = attempt(service, tmp_path, **{text + GOOD: text + GOOD + ' maxBufferSize="1"'})
    unfit = {each["operation"].partition(".")[0] for each in json.loads(result.stdout)["trials"] if not each["fits"]}
    assert (result.exit_code, unfit) == (1, {"IAccount"})


def test_a_good_config_fits(service, tmp_path):
    assert attempt(service, tmp_path).exit_code == 0


def test_a_key_that_opens_nothing_ends_the_trial_at_its_first_refusal(service, tmp_path):
    result = attempt(service, tmp_path, interfaces=("IAPI", "IAccount", "IHourEntry"), key="wrong")
    assert (result.exit_code, "check the key" in result.output) == (1, True)
    assert sum(not call.startswith("IAPI/") for call in service.calls) == 1


def test_an_answer_to_a_call_without_a_key_says_nothing_of_the_key(service, tmp_path):
    result = attempt(service, tmp_path, interfaces=("IAPI", "IAccount"), key="rightless")
    assert (result.exit_code, "answered no call" in result.output) == (1, True)
