"""The administrators' interface over HTTP: each action, who may do it, and what it refuses."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from severakit.service.admin import ACTIONS
from severakit.service.app import create_app
from severakit.store import access, administration, audit, profiles
from severakit.store.administration import UserInfo
from support.calls import moment, set_clock

ACME = "/admin/organizations/Acme"
EMAIL = "api@acme.example"
USER = f"{ACME}/users/{EMAIL}"
IBAN = "FI2112345600000785"


class Administrator:
    """Sends requests with a token."""

    def __init__(self, store, token):
        self.application = create_app(store)
        self.headers = {} if token is None else {"authorization": f"Bearer {token}"}

    def send(self, method, path, **options):
        async def send():
            transport = httpx.ASGITransport(self.application)
            async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
                return await client.request(method, path, headers=self.headers, **options)

        return asyncio.run(send())

    def ok(self, method, path, body=None, status=200):
        reply = self.send(method, path, json=body)
        assert reply.status_code == status, reply.text
        assert reply.headers["cache-control"] == "no-store"
        return reply.json()

    def refused(self, method, path, body=None, status=400):
        reply = self.send(method, path, json=body)
        assert reply.status_code == status, reply.text
        return reply.json()["error"]


@pytest.fixture(autouse=True)
def organizations(store):
    set_clock(store, "2040-03-01 12:00")
    for name in ("Acme", "Other"):
        administration.add_organization(store, name)
        email = f"api@{name.lower()}.example"
        administration.add_user(store, email, organization=name, first_name="Api", last_name=name)


@pytest.fixture
def operator(store):
    return Administrator(store, administration.create_operator_token(store, "ops script"))


@pytest.fixture
def of_acme(store):
    return Administrator(store, administration.create_token(store, "Acme", "payroll script"))


def settings(store, organization="Acme"):
    """Everything that actions change, to see that nothing changed."""
    (info,) = [each for each in administration.list_organizations(store) if each.name == organization]
    return (
        info,
        administration.list_users(store, organization=organization),
        administration.list_keys(store, organization=organization),
        profiles.list_profiles(store, organization=organization),
        administration.list_bank_accounts(store, organization=organization),
    )


# --- who may do what -------------------------------------------------------------------------


def address(action, organization="Acme"):
    """Return an action's address with something in each place."""
    places = {"organization": organization, "email": EMAIL, "guid": "0" * 32, "name": "Employee", "number": "1"}
    places |= {"unit": organization, "iban": IBAN}
    return re.sub(r"\{(\w+)\}", lambda place: places[place[1]], action.path)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.method} {action.path}")
def test_nobody_without_a_token_does_anything(store, action):
    before = settings(store)
    for token in (None, "", "unknown"):
        reply = Administrator(store, token).send(action.method, address(action), json={"name": "X"})
        assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert settings(store) == before


@pytest.mark.parametrize(
    "action", [each for each in ACTIONS if "{organization}" in each.path], ids=lambda each: f"{each.method} {each.path}"
)
def test_what_a_token_does_not_reach_is_not_there(store, of_acme, action):
    before, body = settings(store, "Other"), {} if action.body is None else sample(action)
    (other,) = [each for each in administration.list_organizations(store) if each.name == "Other"]
    for named in ("Other", other.guid, "Nobody"):
        reply = of_acme.send(action.method, address(action, named), json=body)
        assert (reply.status_code, reply.json()) == (404, {"error": "There is no such organization."})
    assert settings(store, "Other") == before


def sample(action):
    """Return a body that the action takes."""
    samples = {
        "OrganizationSettings": {"api_addon": True},
        "NewUser": {"email": "new@acme.example", "first_name": "New", "last_name": "User"},
        "UserSettings": {"active": False},
        "UserRights": {"rights": {"account": "None"}},
        "NewKey": {"name": "Payroll"},
        "Rotation": {},
        "NewProfile": {"name": "Copy"},
        "ProfileSettings": {"name": "Renamed"},
        "NewBankAccount": {"iban": "FI1410093000123458"},
    }
    return samples[action.body.__name__]


@pytest.mark.parametrize(
    "action", [each for each in ACTIONS if each.body is not None], ids=lambda each: f"{each.method} {each.path}"
)
def test_what_is_no_body_changes_nothing(store, operator, action):
    before = settings(store)
    for sent in (b"", b"{", b"[]", b'"x"', b"\xff", b'{"nothing": 1, "name": 5}', b"[" * 60_000):
        reply = operator.send(action.method, address(action), content=sent)
        assert (reply.status_code, bool(reply.json()["error"])) == (400, True), sent
    assert settings(store) == before


def test_what_is_the_operator_s_is_refused_to_others(store, of_acme):
    for method, path, body in (
        ("POST", "/admin/organizations", {"name": "New"}),
        ("GET", "/admin/audit", None),
        ("PATCH", ACME, {"daily_quota": 5}),
    ):
        assert "operator" in of_acme.refused(method, path, body, status=403)
    assert [each.daily_quota for each in administration.list_organizations(store)] == [100_000, 100_000]


def test_changes_are_recorded_under_the_token_s_name(store, of_acme):
    of_acme.ok("PATCH", ACME, {"api_addon": True})
    with store.reading() as connection:
        (change, *_) = audit.page(connection, [administration.organization_id(store, "Acme")], 1)
    assert (change.actor, change.after) == ("token payroll script", {"api_addon": True})
    (shown,) = of_acme.ok("GET", f"{ACME}/audit?limit=1")["changes"]
    assert (shown["actor"], shown["action"], shown["at"]) == (change.actor, change.action, "2040-03-01T12:00:00Z")


@pytest.mark.parametrize(
    "action",
    [each for each in ACTIONS if each.method != "GET" and "{organization}" in each.path],
    ids=lambda each: f"{each.method} {each.path}",
)
def test_every_change_has_a_line_that_names_the_token(store, of_acme, action):
    organization = administration.organization_id(store, "Acme")
    administration.create_key(store, EMAIL, organization="Acme")
    profiles.add_profile(store, "Spare", organization="Acme")
    administration.add_bank_account(store, IBAN, organization="Acme")
    (key,) = administration.list_keys(store, organization="Acme")
    path = address(action).replace("0" * 32, key.guid).replace("Employee", "Spare")
    with store.reading() as connection:
        (last,) = audit.page(connection, [organization], 1)
    body = None if action.body is None else sample(action)
    assert of_acme.send(action.method, path, json=body).status_code in {200, 201}
    with store.reading() as connection:
        lines = [each for each in audit.page(connection, [organization], 10) if each.id > last.id]
    assert [each.actor for each in lines] == ["token payroll script"]


# --- organizations and users -----------------------------------------------------------------


def test_organizations_are_listed_added_and_changed(operator, of_acme):
    assert [each["name"] for each in of_acme.ok("GET", "/admin/organizations")["organizations"]] == ["Acme"]
    added = operator.ok("POST", "/admin/organizations", {"name": " Third "}, status=201)
    assert (added["name"], added["api_addon"]) == ("Third", False)
    assert "already" in operator.refused("POST", "/admin/organizations", {"name": "Third"})
    path = f"/admin/organizations/{added['guid']}"
    changed = operator.ok("PATCH", path, {"terms_accepted": True, "daily_quota": 7})
    assert operator.ok("GET", path) == changed == added | {"terms_accepted": True, "daily_quota": 7}


def test_bank_accounts_are_given_to_units_and_taken(of_acme):
    accounts = f"{ACME}/units/Acme/bank-accounts"
    body = {"iban": "FI21 1234 5600 0007 85", "bic": "NDEAFIHH", "bank_name": "Nordea"}
    added = of_acme.ok("POST", accounts, body, status=201)
    (account,) = added["bank_accounts"]
    assert (account["place"], account["business_unit"]) == (1, "Acme")
    assert {name: account[name] for name in body} == body | {"iban": IBAN}
    first = {"iban": "FI1410093000123458", "place": 1}
    second = of_acme.ok("POST", f"{ACME}/units/{account['business_unit_guid']}/bank-accounts", first, status=201)
    assert [each["place"] for each in second["bank_accounts"]] == [1, 2]
    assert of_acme.ok("GET", f"{ACME}/bank-accounts") == second
    left = of_acme.ok("DELETE", f"{accounts}/{first['iban']}")
    assert left == added
    assert "no IBAN" in of_acme.refused("POST", accounts, {"iban": "FI00"})
    assert "no such account" in of_acme.refused("DELETE", f"{accounts}/{first['iban']}", status=404)
    assert "no such business unit" in of_acme.refused("POST", accounts.replace("/Acme/b", "/X/b"), body, status=404)


def test_a_user_s_keys_open_after_three_requests(of_acme):
    of_acme.ok("PATCH", ACME, {"api_addon": True, "terms_accepted": True})
    user = of_acme.ok("PATCH", USER, {"api_right": True, "api_enabled": True})
    assert (user["api_right"], user["api_enabled"], user["active"]) == (True, True, True)
    key = of_acme.ok("POST", f"{USER}/keys", {"name": "Payroll"}, status=201)["api_key"]
    (report,) = of_acme.ok("POST", "/admin/access-check", {"api_keys": [key]})["reports"]
    assert (report["user"], set(report["items"].values())) == (EMAIL, {True})


def test_users_are_added_and_paged_by_address(of_acme):
    for number in range(5):
        body = {"email": f"u{number}@acme.example", "first_name": "U", "last_name": str(number), "profile": "Employee"}
        assert of_acme.ok("POST", f"{ACME}/users", body, status=201)["profile"] == "Employee"
    assert "already" in of_acme.refused("POST", f"{ACME}/users", body)
    seen, after = [], ""
    while after is not None:
        page = of_acme.ok("GET", f"{ACME}/users?limit=2&after={after}")
        seen += [each["email"] for each in page["users"]]
        after = page["after"]
    assert seen == [EMAIL, *(f"u{number}@acme.example" for number in range(5))]


def test_a_user_is_found_however_the_address_is_written(of_acme):
    assert of_acme.ok("GET", f"{ACME}/users/API@acme.example")["email"] == EMAIL
    for action in ("GET", "PATCH"):
        assert of_acme.refused(action, f"{ACME}/users/api@other.example", {}, status=404)
    assert set(of_acme.ok("GET", USER)) == set(UserInfo.__dataclass_fields__)


def test_single_rights_are_set_over_the_profile_and_taken_back(of_acme):
    changed = of_acme.ok("PATCH", f"{USER}/rights", {"rights": {"case": "Own", "case_delete": False}})
    assert changed["over_profile"] == {"case": "Own", "case_delete": False}
    assert changed["rights"] == access.WIDEST | changed["over_profile"]
    assert "no level" in of_acme.refused("PATCH", f"{USER}/rights", {"rights": {"case": "Everything"}})
    of_acme.ok("PATCH", f"{USER}/rights", {"rights": {"case": None, "case_delete": None}})
    assert of_acme.ok("GET", f"{USER}/rights") == {"rights": access.WIDEST, "over_profile": {}}


# --- keys ------------------------------------------------------------------------------------


def test_a_key_is_shown_once_replaced_and_revoked(of_acme):
    old = of_acme.ok("POST", f"{USER}/keys", {"name": "Payroll", "expires_in_days": 30}, status=201)["api_key"]
    (listed,) = of_acme.ok("GET", f"{ACME}/keys")["keys"]
    assert (listed["name"], listed["shown"], listed["revoked_at"]) == ("Payroll", old[:10], "2040-03-31T12:00:00Z")
    assert old not in str(listed)
    new = of_acme.ok("POST", f"{ACME}/keys/{listed['guid']}/rotate", {"overlap_hours": 2}, status=201)["api_key"]
    newest, oldest = of_acme.ok("GET", f"{ACME}/keys")["keys"]
    assert (newest["shown"], oldest["revoked_at"]) == (new[:10], "2040-03-01T14:00:00Z")
    of_acme.ok("DELETE", f"{ACME}/keys/{newest['guid']}")
    assert of_acme.ok("GET", f"{ACME}/keys")["keys"][0]["revoked_at"] == "2040-03-01T12:00:00Z"
    assert of_acme.refused("DELETE", f"{ACME}/keys/{newest['guid']}")


def test_a_key_itself_is_no_part_of_an_address(store, of_acme):
    key = administration.create_key(store, EMAIL, organization="Acme")
    for named in (key, key[:10], administration.list_keys(store, organization="Acme")[0].guid[:-1]):
        error = of_acme.refused("DELETE", f"{ACME}/keys/{named}", status=404)
        assert key not in error
    assert administration.list_keys(store, organization="Acme")[0].revoked_at is None


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "x", "expires_in_days": 0}, {"name": "x" * 201}, {"name": "A\x00"}]
)
def test_what_makes_no_key_makes_none(store, of_acme, body):
    of_acme.refused("POST", f"{USER}/keys", body)
    assert administration.list_keys(store, organization="Acme") == []


# --- profiles --------------------------------------------------------------------------------


def test_profiles_are_added_changed_and_deleted(of_acme):
    added = of_acme.ok("POST", f"{ACME}/profiles", {"name": "Script", "copy_of": "Administrator"}, status=201)
    path = f"{ACME}/profiles/{added['guid']}"
    changed = of_acme.ok("PATCH", path, {"name": "Scripts", "rights": {"sharing": False, "users": "None"}})
    assert changed == added | {"name": "Scripts", "rights": access.WIDEST | {"sharing": False, "users": "None"}}
    assert of_acme.ok("GET", f"{ACME}/profiles/Scripts") == changed
    of_acme.ok("DELETE", path)
    assert of_acme.refused("GET", path, status=404)
    assert EMAIL in of_acme.refused("DELETE", f"{ACME}/profiles/Administrator")


# --- what happened ---------------------------------------------------------------------------


def test_calls_are_paged(store, of_acme):
    organization = administration.organization_id(store, "Acme")
    calls = [
        {
            "at": moment(f"2040-03-01 11:{minute:02}"),
            "organization_id": organization,
            "user_guid": None,
            "key_shown": "sevk_12345",
            "operation": "IAPI.GetVersion",
            "outcome": "refused" if minute % 2 else "ok",
            "cause": "addon" if minute % 2 else None,
            "bytes": minute,
            "milliseconds": 1,
            "remote": None,
        }
        for minute in range(7)
    ]
    with store.writing() as connection:
        access.log_calls(connection, calls)
    seen, after = [], ""
    while after is not None:
        page = of_acme.send("GET", f"{ACME}/calls", params={"limit": "3", "after": after}).json()
        seen += [each["bytes"] for each in page["calls"]]
        after = page["after"]
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    for chosen, found in (
        ("outcome=refused", [5, 3, 1]),
        ("since=2040-03-01T11:02&until=2040-03-01T11:04Z", [3, 2]),
        ("since=2040-03-01T13:05%2B02:00", [6, 5]),
        (f"user={EMAIL}", []),
    ):
        assert [each["bytes"] for each in of_acme.ok("GET", f"{ACME}/calls?{chosen}")["calls"]] == found
    assert "There is no user x" in of_acme.refused("GET", f"{ACME}/calls?user=x")


def test_calls_with_keys_that_are_nobodys_are_an_operators_to_see(store, of_acme, operator):
    call = {"organization_id": None, "user_guid": None, "key_shown": "else", "operation": "IAPI.GetVersion"}
    what = {"outcome": "refused", "cause": "key", "bytes": 456, "milliseconds": 1, "remote": None}
    with store.writing() as connection:
        access.log_calls(connection, [{"at": moment("2040-03-01 11:00"), **call, **what}])
    assert [each["key_shown"] for each in operator.ok("GET", "/admin/calls")["calls"]] == ["else"]
    assert operator.ok("GET", "/admin/calls?until=2040-03-01T11:00")["calls"] == []
    of_acme.refused("GET", "/admin/calls", status=403)


def test_the_quota_says_what_is_used_and_when_it_begins_anew(store, of_acme):
    with store.line() as line:
        for _ in range(3):
            access.count_call(line.connection, administration.organization_id(store, "Acme"), store.clock())
    assert of_acme.ok("GET", f"{ACME}/quota") == {
        "daily_quota": 100_000,
        "used": 3,
        "resets_at": "2040-03-02T00:00:00Z",
        "history": {"2040-03-01": 3},
    }


def test_the_audit_trail_is_paged(of_acme, operator):
    for switch in (True, False, True):
        of_acme.ok("PATCH", ACME, {"api_addon": switch})
    page = of_acme.ok("GET", f"{ACME}/audit?limit=2")
    assert [each["after"]["api_addon"] for each in page["changes"]] == [True, False]
    (older, *_) = of_acme.ok("GET", f"{ACME}/audit?before={page['before']}")["changes"]
    assert older["after"] == {"api_addon": True}
    assert operator.ok("GET", "/admin/audit")["changes"][0]["action"] == "operator's token created"


@pytest.mark.parametrize(
    "path",
    [
        "calls?after=soon",
        "calls?after=2040-03-01T00:00,1",
        "calls?since=soon",
        "calls?until=0001-01-01T00:00%2B05:00",
        "calls?after=0001-01-01T00:00%2B05:00,1",
        "calls?limit=0",
        "audit?before=x",
        "users?limit=x",
    ],
)
def test_what_is_no_place_is_refused(of_acme, path):
    assert of_acme.refused("GET", f"{ACME}/{path}")
