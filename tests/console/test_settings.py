"""The settings behind Access denied: each made wrong in the console, met by a real call, named, and mended."""

from __future__ import annotations

import re

import pytest

from severakit.console.app import PAGES
from severakit.console.upgrades import ALWAYS_ON
from severakit.contract import load_contract
from severakit.service.admin import access_report
from severakit.soap import envelope
from severakit.store import administration, tables

EMAIL = "api@acme.example"
CALL = load_contract().operations["IWorkType.GetAllWorkTypes"]


@pytest.fixture
def key(store):
    return administration.create_key(store, EMAIL, organization="Acme", name="Payroll")


@pytest.fixture
def user(store):
    with store.read(1) as session:
        return f"/users/{session.find(tables.users, email=EMAIL)['guid']}"


def call(visitor, key):
    """Call over HTTP with a key; return the fault's name, or ok."""
    headers = {"content-type": "text/xml; charset=utf-8", "soapaction": CALL.action}
    message = envelope.request(CALL, [], key)
    answer = visitor.application_request("POST", "/webservice/S3/API.svc", content=message, headers=headers)
    found = re.search(r"<(\w+Exception)", answer.text)
    return found[1] if found else "ok"


def log_page(visitor):
    """Return the log's first line: what it says, and where its link leads."""
    (row, *_) = re.findall(r"<tr>\s*(<td.*?)</tr>", visitor.get("/api-log", outcome="refused").text, re.DOTALL)
    link = re.search(r'<span class="badge bad">.*?href="/console([^"#]+)', row, re.DOTALL)
    return row, link and link[1]


CAUSES = {
    "addon": ("/upgrades", {"set": "addon-off"}, {"set": "addon-on"}),
    "user-active": ("user", {"active": "no"}, {"active": "yes"}),
    "api-right": ("user", {"api_right": "no"}, {"api_right": "yes"}),
    "api-enabled": ("user", {"api_enabled": "no"}, {"api_enabled": "yes"}),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_is_made_named_and_mended_in_the_console(store, of_acme, user, key, cause):
    page, breaks, mends = CAUSES[cause]
    page = user if page == "user" else page
    assert call(of_acme, key) == "ok"
    assert of_acme.post(page, breaks).status_code == 303
    assert call(of_acme, key) == "AuthenticationFailureException"
    failed = [item for item, holds in access_report(store, key).items.items() if not holds]
    assert failed == [cause]
    says, link = log_page(of_acme)
    assert "refused" in says
    opened = of_acme.get(link)
    assert (opened.status_code, link) == (200, page)
    assert of_acme.post(link, mends).status_code == 303
    assert call(of_acme, key) == "ok"


def test_terms_are_withdrawn_and_accepted(of_acme, key):
    of_acme.post("/upgrades", {"set": "terms-open"})
    assert call(of_acme, key) == "TosNotApprovedException"
    assert "not accepted" in of_acme.get("/upgrades").text
    of_acme.post("/upgrades", {"set": "terms-accepted"})
    assert call(of_acme, key) == "ok"


def test_other_add_ons_are_shown_and_have_no_switch(of_acme):
    page = of_acme.get("/upgrades").text
    (section,) = re.findall(r'<section class="card">.*?</section>', page, re.DOTALL)
    assert re.findall(r"<dt>(.*?) <", section) == [name for name, _ in ALWAYS_ON]
    assert "<button" not in section
    assert page.count("<button name=") == 2


def test_a_key_is_shown_once_used_and_revoked(store, of_acme, user):
    page = of_acme.post(f"{user}/keys", {"name": "Mirror"})
    (key,) = set(re.findall(r"sevk_[\w-]{20,}", page.text))
    assert call(of_acme, key) == "ok"
    again = of_acme.get(user)
    assert key not in again.text
    assert key[:10] in again.text
    guid = re.search(r'name="key" value="(\w+)"', again.text)[1]
    assert of_acme.post(f"{user}/keys/revoke", {"key": guid}).status_code == 303
    assert call(of_acme, key) == "AuthenticationFailureException"
    says, link = log_page(of_acme)
    assert ("revoked" in says, link) == (True, user)
    assert [each.revoked for each in administration.list_keys(store, organization="Acme")] == [True]


def test_a_form_changes_only_what_it_holds(store, of_acme, user):
    of_acme.post(user, {"api_right": "no"})
    (info,) = administration.list_users(store, organization="Acme")
    assert (info.active, info.api_right, info.api_enabled, info.profile) == (True, False, True, "Administrator")
    of_acme.post(user, {"profile": "Employee"})
    (info,) = administration.list_users(store, organization="Acme")
    assert (info.api_right, info.profile) == (False, "Employee")
    assert "Narrower than can be: " in of_acme.get(user).text


def test_what_is_no_setting_is_refused(of_acme, user):
    assert of_acme.post("/upgrades", {"set": "free-beer"}).status_code == 400
    assert of_acme.post(user, {"profile": "Emperor"}).status_code == 422
    assert of_acme.post(f"{user}/keys/revoke", {"key": "nothing"}).status_code == 404
    assert of_acme.get("/users/nothing").status_code == 404


def test_the_key_of_another_user_is_not_revoked_here(store, of_acme, user):
    administration.create_key(store, "api@other.example", organization="Other")
    (foreign,) = administration.list_keys(store, organization="Other")
    assert of_acme.post(f"{user}/keys/revoke", {"key": foreign.guid}).status_code == 404
    assert not administration.list_keys(store, organization="Other")[0].revoked


def test_users_are_browsed_and_searched(store, of_acme):
    for number in range(60):
        administration.add_user(
            store, f"u{number:02}@acme.example", organization="Acme", first_name="Uma", last_name=f"No {number}"
        )
    first = of_acme.get("/users")
    assert first.text.count('href="/console/users/') == 50
    more = re.search(r'rel="next" href="/console([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert of_acme.request("GET", more).text.count('href="/console/users/') == 11
    assert of_acme.get("/users", search="No 59").text.count('href="/console/users/') == 1


def test_a_key_is_on_no_page_and_in_no_log_after_it_was_shown(of_acme, user, caplog):
    made = of_acme.post(f"{user}/keys", {"name": "Payroll"})
    (key,) = re.findall(r'id="new-key"[^>]*>([^<]+)<', made.text)
    assert call(of_acme, key) == "ok"
    of_acme.post(user, {"api_right": "no"})
    assert call(of_acme, key) != "ok"
    for page in PAGES:
        if "GET" in page.methods and "{" not in page.path:
            assert key not in of_acme.get(page.path).text
    assert key not in of_acme.get(user).text
    assert key not in caplog.text


def test_a_key_expires_and_is_replaced_in_the_console(store, of_acme, user):
    answer = of_acme.post(f"{user}/keys", {"name": "Payroll", "expires": "30"})
    (made,) = [key for key in administration.list_keys(store, organization="Acme") if key.name == "Payroll"]
    assert (made.revoked_at - made.inserted_at).days == 30
    assert "until" in answer.text
    replaced = of_acme.post(f"{user}/keys/rotate", {"key": made.guid})
    new_key = re.search(r'id="new-key"[^>]*>(sevk_[^<]+)<', replaced.text)[1]
    assert call(of_acme, new_key) == "ok"
    for broken in ("7", "-1", "soon"):
        assert of_acme.post(f"{user}/keys", {"name": "Odd", "expires": broken}).status_code == 422
    assert of_acme.post(f"{user}/keys/rotate", {"key": "0" * 32}).status_code == 404


def test_the_address_at_which_a_key_was_shown_leads_to_its_user(of_acme, user):
    for shown_at in ("keys", "keys/rotate"):
        answer = of_acme.get(f"{user}/{shown_at}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/console{user}")
        assert of_acme.get(f"/users/nobody/{shown_at}").status_code == 404
