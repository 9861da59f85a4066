"""``severakit admin``, in the forms that scripts rely on."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from severakit.cli.admin import app
from severakit.store import access, administration
from severakit.store.store import Store

EMAIL = "api@acme.example"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'new' / 'severakit.db'}"


def run(url, *arguments):
    return CliRunner().invoke(app, [*arguments, "--database", url])


def ok(url, *arguments):
    """Run a command that must succeed, and return what it prints as JSON."""
    result = run(url, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def acme(url):
    """A database with an organization and a user."""
    ok(url, "organization", "add", "Acme")
    ok(url, "user", "add", EMAIL, "--first-name", "Åsa", "--last-name", "Berg")
    return url


def test_a_new_database_is_made_on_the_way(url):
    added = ok(url, "organization", "add", "Acme")
    assert added == {
        "id": 1,
        "name": "Acme",
        "guid": added["guid"],
        "api_addon": False,
        "terms_accepted": False,
        "daily_quota": 100_000,
        "users": 0,
    }
    assert ok(url, "organization", "list") == [added]


def test_organizations_are_set(acme):
    arguments = ("organization", "set", "Acme", "--api-addon", "on", "--terms", "accepted", "--quota", "7")
    changed = ok(acme, *arguments)
    assert (changed["api_addon"], changed["terms_accepted"], changed["daily_quota"]) == (True, True, 7)
    changed = ok(acme, "organization", "set", "Acme", "--api-addon", "off", "--terms", "open")
    assert (changed["api_addon"], changed["terms_accepted"], changed["daily_quota"]) == (False, False, 7)


def test_users_are_set(acme):
    (user,) = ok(acme, "user", "list")
    assert (user["email"], user["first_name"], user["api_right"]) == (EMAIL, "Åsa", False)
    arguments = ("--active", "off", "--api-right", "on", "--api-enabled", "on", "--profile", "Employee")
    changed = ok(acme, "user", "set", EMAIL, *arguments)
    assert changed == user | {"active": False, "api_right": True, "api_enabled": True, "profile": "Employee"}
    assert ok(acme, "user", "list", "--organization", "Acme") == [changed]


def test_keys_are_made_listed_and_revoked(acme):
    key = ok(acme, "key", "create", EMAIL, "--name", "payroll")["api_key"]
    (listed,) = ok(acme, "key", "list")
    assert (listed["name"], listed["shown"], listed["revoked_at"]) == ("payroll", key[: access.SHOWN], None)
    assert ok(acme, "key", "revoke", listed["shown"]) == {"revoked": 1}
    assert ok(acme, "key", "list")[0]["revoked_at"] is not None
    ok(acme, "key", "create", EMAIL)
    ok(acme, "key", "create", EMAIL)
    assert ok(acme, "key", "revoke", "--user", EMAIL) == {"revoked": 2}


def test_a_key_is_all_that_is_printed_on_standard_output(acme):
    result = run(acme, "key", "create", EMAIL)
    assert result.stdout.strip().startswith(access.KEY_PREFIX)
    assert len(result.stdout.split()) == 1
    assert "not shown again" in result.stderr


def test_a_token_is_made(acme):
    token = ok(acme, "token", "create", "--organization", "Acme")["token"]
    store = Store(acme)
    with store.reading() as connection:
        assert access.token_organization(connection, token) == 1
    store.close()


def test_downtime_is_switched(acme):
    store = Store(acme)
    assert ok(acme, "downtime", "on", "--retry-after", "90") == {"downtime": True, "retry_after": 90}
    assert administration.get_downtime(store) == 90
    assert ok(acme, "downtime", "off") == {"downtime": False, "retry_after": None}
    assert administration.get_downtime(store) is None
    store.close()


def test_people_get_tables_and_lines(acme):
    ok(acme, "key", "create", EMAIL)
    for group in ("organization", "user", "key"):
        result = run(acme, group, "list")
        assert result.exit_code == 0
        assert "Acme" in result.stdout
    assert "api addon: yes" in run(acme, "organization", "set", "Acme", "--api-addon", "on").stdout
    assert "retry after: 600" in run(acme, "downtime", "on").stdout
    assert run(f"{acme}.other", "user", "list").stdout == "Users: none.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["organization", "add", "Acme"], "already an organization"),
        (["organization", "set", "Nobody", "--api-addon", "on"], "no organization named"),
        (["organization", "set", "Acme", "--api-addon", "maybe"], "maybe"),
        (["organization", "set", "Acme", "--quota", "-1"], "--quota"),
        (["user", "add", "nobody"], "no e-mail address"),
        (["user", "set", "x@y.z", "--active", "off"], "no user"),
        (["user", "set", EMAIL, "--profile", "Boss"], "Administrator"),
        (["key", "create", "x@y.z"], "no user"),
        (["key", "revoke", "sevk_nokey"], "No such key"),
        (["key", "revoke"], "--user"),
        (["key", "revoke", "sevk_nokey", "--user", EMAIL], "--user"),
        (["downtime", "on", "--retry-after", "0"], "--retry-after"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_a_sentence_and_exit_code_2(acme, arguments, sentence):
    result = run(acme, *arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""
