"""The editor of access rights profiles, and a user's single rights."""

from __future__ import annotations

import re

import pytest

from severakit.store import access, profiles, tables

EMAIL = "api@acme.example"


def profile_of(store, name="Employee"):
    return next(each for each in profiles.list_profiles(store, organization="Acme") if each.name == name)


def over_profile(store, user):
    with store.read(1) as session:
        return profiles.rights_over_profile(session, user)


@pytest.fixture
def user(store):
    with store.read(1) as session:
        return session.find(tables.users, email=EMAIL)["guid"]


def test_profiles_are_listed_with_who_has_them(of_acme):
    page = of_acme.get("/profiles").text
    rows = re.findall(r"<tr>\s*<td[^>]*><a[^>]*>([^<]+)</a></td>\s*<td[^>]*>(\d+)</td>", page)
    assert rows == [("Administrator", "1"), ("Employee", "0"), ("Project manager", "0")]


def test_a_profile_is_copied_edited_given_and_deleted(store, of_acme):
    added = of_acme.post("/profiles", {"name": "Integration", "copy_of": "Administrator"})
    path = added.headers["location"].removeprefix("/console")
    assert "Nobody has it" in of_acme.get(path).text
    sent = {"name": "Integrations", "active": "yes", "default": "no", "right-case": "OwnNoFinancial"}
    assert of_acme.post(path, sent).status_code == 303
    assert profile_of(store, "Integrations").rights == access.WIDEST | {"case": "OwnNoFinancial"}
    assert re.search(r'<option value="OwnNoFinancial" selected>Own no financial<', of_acme.get(path).text)
    assert of_acme.post(f"{path}/delete").headers["location"].endswith("/profiles")
    assert of_acme.get(path).status_code == 404


def test_every_level_that_the_form_offers_is_taken(store, of_acme):
    path = f"/profiles/{profile_of(store).guid}"
    page = of_acme.get(path).text
    for name, select in re.findall(r'name="right-(\w+)">(.*?)</select>', page, re.DOTALL):
        for value in re.findall(r'<option value="([^"]*)"', select):
            assert of_acme.post(path, {"name": "Employee", f"right-{name}": value}).status_code == 303, (name, value)


@pytest.mark.parametrize("fields", [{"right-case": "Everything"}, {"name": "Administrator"}])
def test_what_is_refused_is_said_and_changes_nothing(store, of_acme, fields):
    before = profile_of(store)
    refused = of_acme.post(f"/profiles/{before.guid}", {"name": "Employee", **fields})
    assert refused.status_code == 422
    assert profile_of(store) == before


def test_who_has_a_profile_is_said_when_it_is_deleted(store, of_acme):
    refused = of_acme.post(f"/profiles/{profile_of(store, 'Administrator').guid}/delete")
    assert refused.status_code == 422
    assert EMAIL in refused.text


def test_a_profile_of_another_organization_is_none(store, of_other):
    before = profile_of(store)
    for path in ("", "/delete"):
        assert of_other.post(f"/profiles/{before.guid}{path}", {"name": "Mine"}).status_code == 404
    assert of_other.get(f"/profiles/{before.guid}").status_code == 404
    assert profile_of(store) == before


def test_a_user_has_single_rights_over_the_profile(store, of_acme, user):
    page = of_acme.get(f"/users/{user}").text
    assert "As the profile: All" in page
    assert "over the profile" not in page
    of_acme.post(f"/users/{user}/rights", {"right-account": "ReadOnly", "right-case": "as-profile"})
    assert over_profile(store, user) == {"account": "ReadOnly"}
    page = of_acme.get(f"/users/{user}").text
    assert "1 over the profile" in page
    assert "Narrower than can be: Customers" in page
    of_acme.post(f"/users/{user}/rights", {"right-account": "as-profile"})
    assert over_profile(store, user) == {}
    assert of_acme.post(f"/users/{user}/rights", {"right-account": "Everything"}).status_code == 422


def test_single_rights_of_another_organization_s_user_are_out_of_reach(store, of_other, user):
    assert of_other.post(f"/users/{user}/rights", {"right-account": "None"}).status_code == 404
    assert over_profile(store, user) == {}
