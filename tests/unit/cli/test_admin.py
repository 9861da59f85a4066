"""``severakit admin``, in the forms that scripts rely on."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from severakit.cli.admin import app
from severakit.store import access, administration, console_accounts
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


def test_a_backup_is_restored(acme, tmp_path):
    path, other = str(tmp_path / "backup"), f"sqlite:///{tmp_path}/other.db"
    made = ok(acme, "backup", path)
    assert ok(other, "restore", path) == made
    assert [each["name"] for each in ok(other, "organization", "list")] == ["Acme"]
    refused = run(other, "restore", path)
    assert (refused.exit_code, "--overwrite" in refused.stderr) == (2, True)
    assert run(other, "restore", path, "--overwrite").exit_code == 0
    missing = run(other, "restore", str(tmp_path / "nowhere"))
    assert (missing.exit_code, missing.stderr) == (2, f"{tmp_path}/nowhere: No such file or directory.\n")


def test_a_backup_of_no_database_is_refused_and_makes_none(tmp_path):
    refused = run(f"sqlite:///{tmp_path}/none.db", "backup", str(tmp_path / "backup"))
    assert refused.exit_code == 2
    assert refused.stderr.startswith(f"There is no database {tmp_path}/none.db: look at its address.")
    assert list(tmp_path.iterdir()) == []


def test_bank_accounts_of_a_unit(acme):
    (account,) = ok(acme, "unit", "account", "add", "FI21 1234 5600 0007 85", "--bic", "NDEAFIHH", "--bank", "Nordea")
    assert (account["business_unit"], account["iban"], account["bank_name"]) == ("Acme", "FI2112345600000785", "Nordea")
    both = ok(acme, "unit", "account", "add", "SE3550000000054910000003", "--place", "1", "--unit", "Acme")
    assert [each["place"] for each in both] == [1, 2]
    assert ok(acme, "unit", "account", "list") == both
    assert ok(acme, "unit", "account", "remove", "SE35 5000 0000 0549 1000 0003") == [account]
    refused = run(acme, "unit", "account", "add", "FI00")
    assert (refused.exit_code, "no IBAN" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    "command", [["user", "list"], ["calls"], ["downtime", "off"], ["audit", "export"], ["files", "check"]], ids=" ".join
)
def test_a_database_that_is_not_there_is_not_made(tmp_path, command):
    refused = run(f"sqlite:///{tmp_path}/nope/x.db", *command)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"There is no database {tmp_path}/nope/x.db: look at its address.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["user", "list"], ["organization", "add", "Acme"], ["backup", "b"]], ids=" ".join)
def test_an_address_that_is_none_is_told_what_one_looks_like(command):
    refused = run("foo", *command)
    assert (refused.exit_code, refused.stderr) == (
        2, "That is no address of a database: write sqlite:///FILE or postgresql://USER@HOST/NAME.\n"
    )  # fmt: skip


def test_a_new_database_is_made_on_the_way(url):
    added = ok(url, "organization", "add", "Acme")
    assert added == {
        "id": 1,
        "name": "Acme",
        "guid": added["guid"],
        "api_addon": False,
        "terms_accepted": False,
        "daily_quota": 100_000,
        "hours_closed_until": None,
        "hours_need_description": False,
        "hours_may_overlap": True,
        "users": 0,
    }
    assert ok(url, "organization", "list") == [added]


def test_organizations_are_set(acme):
    arguments = ("organization", "set", "Acme", "--api-addon", "on", "--terms", "accepted", "--quota", "7")
    changed = ok(acme, *arguments)
    assert (changed["api_addon"], changed["terms_accepted"], changed["daily_quota"]) == (True, True, 7)
    changed = ok(acme, "organization", "set", "Acme", "--api-addon", "off", "--terms", "open")
    assert (changed["api_addon"], changed["terms_accepted"], changed["daily_quota"]) == (False, False, 7)


def test_what_an_organization_demands_of_hours_is_set(acme):
    changed = ok(acme, "organization", "close-hours", "Acme", "--until", "2026-09-30")
    assert changed["hours_closed_until"] == "2026-09-30T00:00:00"
    arguments = ("organization", "set", "Acme", "--hours-need-description", "on", "--hours-may-overlap", "off")
    changed = ok(acme, *arguments)
    assert (changed["hours_need_description"], changed["hours_may_overlap"]) == (True, False)
    assert changed["hours_closed_until"] == "2026-09-30T00:00:00"
    assert ok(acme, "organization", "close-hours", "Acme")["hours_closed_until"] is None
    approved = ok(acme, "organization", "approve-hours", "Acme", "--until", "2026-09-30")
    assert approved == {"organization": "Acme", "approved": 0}


def test_an_invoice_that_is_not_there_is_not_credited(acme):
    result = run(acme, "invoice", "credit", "1001")
    assert (result.exit_code, result.stderr.strip()) == (2, "No invoice has the number or GUID 1001.")


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
        assert access.token_holder(connection, token).organization_id == 1
    token = ok(acme, "token", "create", "--operator")["token"]
    with store.reading() as connection:
        assert access.token_holder(connection, token).is_operator
    store.close()


def test_somebody_is_let_into_the_console(acme):
    added = ok(acme, "init", "Admin@Acme.example", "--organization", "Acme", "--password", "a good long password")
    assert added == {"email": "admin@acme.example", "organization": "Acme", "operator": False}
    assert ok(acme, "init", "op@host.example", "--password", "a good long password")["operator"]
    result = run(acme, "init", "op@host.example", "--password", "a good long password")
    assert (result.exit_code, "already" in result.stderr) == (2, True)
    assert "a good long password" not in result.output


def test_accounts_of_the_console_are_listed_and_get_another_password(acme):
    store, email, old, new = Store(acme), "admin@acme.example", "a good long password", "another good password"
    ok(acme, "init", email, "--organization", "Acme", "--password", old)
    (account,) = ok(acme, "account", "list")
    assert (account["email"], account["organization"], account["operator"]) == (email, "Acme", False)
    assert not {"password", "password_hash"} & set(account)
    result = run(acme, "account", "password", email.upper(), "--password", new)
    assert (result.exit_code, new in result.output) == (0, False)
    assert console_accounts.sign_in(store, email, old, "192.0.2.1") is None
    assert console_accounts.sign_in(store, email, new, "192.0.2.1") is not None
    store.close()


def test_downtime_is_switched(acme):
    store = Store(acme)
    assert ok(acme, "downtime", "on", "--retry-after", "90") == {"downtime": True, "retry_after": 90}
    assert administration.get_downtime(store) == 90
    assert ok(acme, "downtime", "off") == {"downtime": False, "retry_after": None}
    assert administration.get_downtime(store) is None
    store.close()


def test_downtime_is_planned_listed_and_taken_back(acme):
    planned = ok(acme, "downtime", "plan", "--from", "2046-12-24T18:00Z", "--until", "2046-12-24T22:00+02:00")
    assert planned == {
        "id": 1, "starts_at": "2046-12-24T18:00:00Z", "ends_at": "2046-12-24T20:00:00Z", "retry_after": None
    }  # fmt: skip
    ok(acme, "downtime", "on")
    assert [each["on"] for each in ok(acme, "downtime", "list")] == [True, False]
    assert "2046-12-24" in run(acme, "downtime", "list").stdout
    ok(acme, "downtime", "off")
    assert ok(acme, "downtime", "cancel", "1") == planned
    assert ok(acme, "downtime", "list") == []


def test_the_table_of_keys_says_which_one_to_revoke(acme):
    ok(acme, "key", "create", EMAIL, "--name", "Payroll [/prod]")
    (listed,) = ok(acme, "key", "list")
    table = run(acme, "key", "list").stdout
    assert all(listed[name] in table for name in ("guid", "email", "name", "shown"))
    assert run(acme, "key", "revoke", listed["guid"]).exit_code == 0


def test_an_account_is_removed_but_for_the_last(acme):
    password = ("--password", "a good long password")
    for email in ("a@acme.example", "b@acme.example"):
        ok(acme, "init", email, "--organization", "Acme", *password)
    assert ok(acme, "account", "remove", "A@acme.example") == {"removed": "a@acme.example"}
    assert [each["email"] for each in ok(acme, "account", "list")] == ["b@acme.example"]
    *_, line = run(acme, "audit", "export").stdout.splitlines()
    removed = json.loads(line)
    assert (removed["action"], removed["target"]) == ("console account removed", "a@acme.example")
    refused = run(acme, "account", "remove", "b@acme.example")
    assert (refused.exit_code, "the only account" in refused.stderr) == (2, True)


def test_a_password_is_asked_for_twice(acme):
    asked = CliRunner().invoke(
        app, ["init", "a@acme.example", "--database", acme], input="a good long one\nanother\n" * 2
    )
    assert asked.exit_code != 0
    assert ok(acme, "account", "list") == []
    typed = "a good long password\n" * 2
    asked = CliRunner().invoke(app, ["init", "a@acme.example", "--database", acme], input=typed)
    assert (asked.exit_code, "[]" in asked.output) == (0, False)


def test_tokens_are_listed_and_revoked(acme):
    made = ok(acme, "token", "create", "--name", "payroll script", "--organization", "Acme")["token"]
    ok(acme, "token", "create", "--operator")
    (listed,) = ok(acme, "token", "list", "--organization", "Acme")
    assert (listed["name"], listed["shown"]) == ("payroll script", made[: access.SHOWN])
    assert ok(acme, "token", "revoke", listed["shown"]) == {"revoked": 1}
    assert [each["organization"] for each in ok(acme, "token", "list")] == [None]
    assert "no such token" in run(acme, "token", "revoke", made).stderr


def test_the_api_log_and_the_quota_are_shown(acme):
    store = Store(acme)
    now = store.clock()
    line = {"user_guid": None, "key_shown": "sevk_12345", "bytes": 5, "milliseconds": 1, "remote": None}
    line |= {"at": now, "organization_id": 1, "operation": "IUser.GetAllUsers"}
    with store.writing() as connection:
        access.log_calls(
            connection,
            [line | {"outcome": "ok", "cause": None}, line | {"outcome": "refused", "cause": "api_right"}],
        )
    with store.line() as line:
        access.count_call(line.connection, 1, now)
    store.close()
    assert [each["outcome"] for each in ok(acme, "calls")] == ["refused", "ok"]
    (refused,) = ok(acme, "calls", "--outcome", "refused")
    assert (refused["cause"], refused["key_shown"]) == ("api_right", "sevk_12345")
    assert len(ok(acme, "calls", "--limit", "1")) == 1
    ahead = f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    assert [len(ok(acme, "calls", option, ahead)) for option in ("--until", "--from")] == [2, 0]
    assert ok(acme, "calls", "--user", EMAIL) == ok(acme, "calls", "--nobody") == []
    assert run(acme, "calls", "--nobody", "--user", EMAIL).exit_code == 2
    assert "--from takes a time" in run(acme, "calls", "--from", "soon").stderr
    assert run(acme, "calls").stdout.startswith("Calls")
    quota = ok(acme, "quota")
    assert (quota["daily_quota"], quota["history"]) == (100_000, {f"{now:%Y-%m-%d}": 1})
    assert "daily quota: 100000" in run(acme, "quota").stdout
    assert "no organization named" in run(acme, "quota", "--organization", "Beta").stderr


def test_people_get_tables_and_lines(acme):
    ok(acme, "key", "create", EMAIL)
    for group in ("organization", "user", "key"):
        result = run(acme, group, "list")
        assert result.exit_code == 0
        assert "Acme" in result.stdout
    assert "api addon: yes" in run(acme, "organization", "set", "Acme", "--api-addon", "on").stdout
    assert "retry after: 600" in run(acme, "downtime", "on").stdout
    ok(f"{acme}.other", "organization", "add", "Other")
    assert run(f"{acme}.other", "user", "list").stdout == "Users: none.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["organization", "add", "Acme"], "already an organization"),
        (["organization", "set", "Nobody", "--api-addon", "on"], "no organization named"),
        (["organization", "set", "Acme", "--api-addon", "maybe"], "maybe"),
        (["organization", "set", "Acme", "--quota", "-1"], "--quota"),
        (["user", "add", "nobody"], "no e-mail address"),
        (["user", "add", "x@y.example", "--first-name", "A\x01b"], "A name cannot have the character U+0001"),
        (["key", "create", EMAIL, "--name", "x" * 500], "A name has at most 200 characters, not 500"),
        (["user", "set", "x@y.z", "--active", "off"], "no user"),
        (["user", "set", EMAIL, "--profile", "Boss"], "Administrator"),
        (["key", "create", "x@y.z"], "no user"),
        (["key", "revoke", "sevk_nokey"], "No such key"),
        (["key", "revoke"], "--user"),
        (["key", "revoke", "sevk_nokey", "--user", EMAIL], "--user"),
        (["token", "create", "--operator", "--organization", "Acme"], "either --operator or --organization"),
        (["init", "nobody", "--password", "a good long password"], "no e-mail address"),
        (["init", "a@b.c", "--password", "short"], "at least 12"),
        (["init", "a@b.c", "--password", "a good long password", "--organization", "Beta"], "no organization named"),
        (["account", "password", "x@acme.example", "--password", "a good long password"], "Nobody signs in as"),
        (["account", "password", "x@acme.example", "--password", "short"], "at least 12"),
        (["account", "remove", "x@acme.example"], "Nobody signs in as"),
        (["downtime", "on", "--retry-after", "0"], "--retry-after"),
        (["downtime", "plan", "--from", "2046-01-01T00:00", "--until", "2046-01-02T00:00Z"], "needs the zone"),
        (["downtime", "plan", "--from", "tonight", "--until", "2046-01-02T00:00Z"], "with its zone"),
        (["downtime", "plan", "--from", "2046-01-02T00:00Z", "--until", "2046-01-01T00:00Z"], "after it starts"),
        (["downtime", "plan", "--from", "2006-01-01T00:00Z", "--until", "2006-01-02T00:00Z"], "over already"),
        (["downtime", "cancel", "7"], "no maintenance break 7"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_a_sentence_and_exit_code_2(acme, arguments, sentence):
    result = run(acme, *arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


# --- access rights profiles ---


def test_profiles_are_added_set_given_and_deleted(acme):
    added = ok(acme, "profile", "add", "Integration", "--copy-of", "Administrator")
    assert added["rights"] == access.WIDEST
    changed = ok(acme, "profile", "set", "Integration", "--right", "case=Own", "--right", "case_delete=no")
    assert changed["rights"] == access.WIDEST | {"case": "Own", "case_delete": False}
    assert ok(acme, "profile", "show", "Integration") == changed
    assert ok(acme, "profile", "set", "Integration", "--name", "Integrations")["name"] == "Integrations"
    assert ok(acme, "user", "set", EMAIL, "--profile", "Integrations")["profile"] == "Integrations"
    refused = run(acme, "profile", "delete", "Integrations")
    assert (refused.exit_code, EMAIL in refused.output) == (2, True)
    ok(acme, "user", "set", EMAIL, "--profile", "Administrator")
    ok(acme, "profile", "delete", "Integrations")
    assert [each["name"] for each in ok(acme, "profile", "list")] == ["Administrator", "Employee", "Project manager"]


def test_a_user_is_given_single_rights(acme):
    assert ok(acme, "profile", "give", EMAIL, "--right", "account=ReadOnly")["account"] == "ReadOnly"
    assert ok(acme, "profile", "give", EMAIL, "--as-profile", "account") == access.WIDEST


@pytest.mark.parametrize(
    ("right", "says"),
    [("case", "has no level"), ("case=Everything", "no level of the right case"), ("cases=All", "There is no right")],
)
def test_what_is_no_right_is_wrong_usage(acme, right, says):
    refused = run(acme, "profile", "set", "Employee", "--right", right)
    assert refused.exit_code == 2
    assert says in refused.output


def test_profiles_read_well_as_text(acme):
    assert "Project manager" in run(acme, "profile", "list").output
    shown = run(acme, "profile", "show", "Employee").output
    assert "case: OwnNoCreation" in shown
