"""No key, password or token leaves a real `severakit serve`, neither in logs, on pages nor in addresses.

Somebody signs in, mistypes, makes a key, calls with good and bad ones and meets failures. Afterwards all that the
process wrote, and all that it answered, is searched for what was secret.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from types import SimpleNamespace
from urllib.parse import quote

import httpx
import pytest

from console.conftest import OF_ACME
from severakit.contract import load_contract
from severakit.soap import envelope
from severakit.store import administration
from severakit.store.store import Store
from support.browsing import PASSWORD

EMAIL = "api@acme.example"
CALL = load_contract().operations["IWorkType.GetAllWorkTypes"]
MISTYPED, UNKNOWN = "correct horse batterie", "sevk_of_nobody_but_long_enough_to_be_found"


class Watched:
    """A visitor of a served console and its API, who keeps every answer."""

    def __init__(self, ready):
        self._console = ready["console"].rstrip("/")
        self._endpoint = ready["endpoint"]
        self.answers = []
        self._http = httpx.Client(trust_env=False, timeout=30, event_hooks={"response": [self._keep]})

    def _keep(self, response):
        response.read()
        self.answers.append(response)

    def get(self, path):
        return self._http.get(self._console + path)

    def post(self, path, **fields):
        page = self.get("/sign-in" if path == "/sign-in" else "/")
        kept = dict(re.findall(r'name="(csrf|made_for)" value="([^"]*)"', page.text))
        return self._http.post(self._console + path, data=kept | fields)

    def call(self, key):
        headers = {"content-type": "text/xml; charset=utf-8", "soapaction": CALL.action}
        return self._http.post(self._endpoint, content=envelope.request(CALL, [], key), headers=headers)

    def ask_as_administrator(self, token, *keys):
        address = self._console.removesuffix("/console") + "/admin/access-check"
        return self._http.post(address, json={"api_keys": keys}, headers={"authorization": f"Bearer {token}"})

    @property
    def cookie(self):
        return self._http.cookies["severakit_console"]

    def close(self):
        self._http.close()


@pytest.fixture
def serving(prepared, tmp_path):
    """Serve a database as users do; its streams are files."""
    path = tmp_path / "severakit.db"
    shutil.copy(prepared, path)
    streams = tmp_path / "stdout", tmp_path / "stderr"
    command = [sys.executable, "-m", "severakit", "serve", "--database", f"sqlite:///{path}", "--port", "0", "--json"]
    with streams[0].open("wb") as stdout, streams[1].open("wb") as stderr:
        process = subprocess.Popen(command, stdout=stdout, stderr=stderr)
    deadline = time.monotonic() + 60
    while not streams[0].read_text() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    yield SimpleNamespace(process=process, streams=streams, path=path, ready=json.loads(streams[0].read_text()))
    process.kill()
    process.wait()


@pytest.fixture
def guest(serving):
    guest = Watched(serving.ready)
    yield guest
    guest.close()


def change(path, statement):
    with sqlite3.connect(path, timeout=20) as connection:
        connection.execute(statement)
    connection.close()


def test_secrets_are_in_no_log_no_page_and_no_address(serving, guest):
    store = Store(f"sqlite:///{serving.path}")
    token = administration.create_token(store, "Acme", "doctor")
    user = f"/users/{administration.list_users(store, organization='Acme')[0].guid}"
    store.close()
    # Somebody signs in, at the second try, and makes a key.
    assert guest.post("/sign-in", email=OF_ACME, password=MISTYPED).status_code == 401
    assert guest.post("/sign-in", email=OF_ACME, password=PASSWORD).status_code == 303
    made = guest.post(f"{user}/keys", name="Payroll")
    key = re.search(r'id="new-key"[^>]*>(sevk_[^<]+)<', made.text)[1]
    secrets = {"password": PASSWORD, "mistyped": MISTYPED, "key": key, "unknown key": UNKNOWN, "token": token}

    # It is used everywhere that takes keys, and so is a bad one.
    assert (guest.call(key).status_code, guest.call(UNKNOWN).status_code) == (200, 500)
    checked = guest.post("/access-check", keys=f"{key}\n{UNKNOWN}", user=EMAIL)
    assert "Key 2:" in checked.text
    tried = {"do": "send", "as": "key"}
    for each, status in ((key, "HTTP 200"), (UNKNOWN, "HTTP 500")):
        assert status in guest.post("/try-it/IWorkType.GetAllWorkTypes", api_key=each, **tried).text
    assert guest.ask_as_administrator(token, key, UNKNOWN).status_code == 200
    assert guest.ask_as_administrator(token + "x", key).status_code == 401

    # Something fails while secrets are in hand: the service, the console, and the database.
    change(serving.path, "UPDATE organizations SET daily_quota = 'many', hours_closed_until = 'soon'")
    assert b"InternalServiceFault" in guest.call(key).content
    assert guest.get("/api-log").status_code == 500
    change(serving.path, "UPDATE organizations SET daily_quota = 1000, hours_closed_until = NULL")
    change(serving.path, "ALTER TABLE sign_in_attempts RENAME TO gone")
    assert guest.post("/sign-in", email=OF_ACME, password=PASSWORD).status_code == 503
    change(serving.path, "ALTER TABLE gone RENAME TO sign_in_attempts")
    for page in ("/api-log", "/audit-trail", "/audit-trail.jsonl", user):
        assert guest.get(page).status_code == 200
    secrets["session"] = guest.cookie
    serving.process.terminate()
    assert serving.process.wait(timeout=40) == 0

    written = "".join(stream.read_text() for stream in serving.streams)
    assert "internal_failure" in written
    assert "database_unavailable" in written
    assert "soon" in written
    kept = serving.path.read_bytes().decode("latin-1")
    for name, secret in secrets.items():
        assert secret not in written, name
        assert name == "session" or secret not in kept, name
    for answer in guest.answers:
        address = f"{answer.request.url} {answer.headers.get('location', '')}"
        for name, secret in secrets.items():
            assert secret not in address, name
            assert quote(secret) not in address, name
            assert answer is made or name == "session" or secret not in answer.text, (name, answer.url)
    assert made.text.count(key) == 1
