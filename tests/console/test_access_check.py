"""The access check: every cause named, of a user and of several keys, and nothing of another organization."""

from __future__ import annotations

import re

import pytest

from severakit.console.mending import HOLDS
from severakit.store import access, administration, tables

EMAIL = "api@acme.example"


def texts(page):
    """Return for each section its lines: the mark, and what stands behind it."""
    found = []
    for section in re.findall(r'<section class="card">(.*?)</section>', page.text, re.DOTALL):
        lines = re.findall(r'aria-label="(\w+)">.</span>(.*?)</li>', section, re.DOTALL)
        found.append([(mark, " ".join(re.sub(r"<[^>]+>", "", rest).split())) for mark, rest in lines])
    return found


def failing(lines):
    return [text for mark, text in lines if mark == "fails"]


def check(visitor, **fields):
    return visitor.post("/access-check", fields)


@pytest.fixture
def key(store):
    return administration.create_key(store, EMAIL, organization="Acme")


@pytest.mark.usefixtures("key")
def test_a_user_for_whom_everything_holds(of_acme):
    page = check(of_acme, user=EMAIL)
    assert texts(page) == [[("holds", text) for text in HOLDS.values()]]
    assert ">opens<" in page.text


@pytest.mark.parametrize("had", [0, 1])
def test_a_user_without_a_key_in_use_is_told_so(store, of_acme, had):
    """Whether there never was one or none opens any more: no single key is asked about."""
    for _ in range(had):
        administration.revoke_key(store, administration.create_key(store, EMAIL, organization="Acme"))
    page = check(of_acme, user=EMAIL)
    assert failing(texts(page)[0]) == ["The user has no key in use. Create a key"]


@pytest.mark.parametrize(
    ("settings", "sentence", "link"),
    [
        ({"active": False}, "The user is inactive", "users/"),
        ({"api_right": False}, "no API access right", "#access-rights"),
        ({"api_enabled": False}, "not enabled for the user", "#api"),
        ({"profile": "Employee"}, "rights are narrow", "#access-rights"),
    ],
)
def test_a_setting_of_the_user_is_named_and_linked(store, of_acme, key, settings, sentence, link):
    administration.set_user(store, EMAIL, organization="Acme", **settings)
    for page in (check(of_acme, user=EMAIL), check(of_acme, keys=key)):
        (lines,) = texts(page)
        (failed,) = failing(lines)
        assert sentence in failed
        assert re.search(rf'href="/console/[^"]*{link}', page.text)
        assert key not in page.text


@pytest.mark.parametrize(
    ("settings", "sentence"), [({"api_addon": False}, "add-on is off"), ({"terms_accepted": False}, "not accepted")]
)
def test_a_setting_of_the_organization_is_named_and_linked(store, of_acme, key, settings, sentence):
    administration.set_organization(store, "Acme", **settings)
    page = check(of_acme, keys=key)
    ((failed,),) = [failing(lines) for lines in texts(page)]
    assert sentence in failed
    assert 'href="/console/upgrades"' in page.text


def test_of_several_keys_the_bad_one_is_found(store, of_acme, key):
    bad = administration.create_key(store, EMAIL, organization="Acme")
    administration.revoke_key(store, bad, organization="Acme")
    good_lines, bad_lines, unknown_lines = texts(check(of_acme, keys=f"{key}\n{bad} sevk_unknown"))
    assert failing(good_lines) == []
    assert "revoked" in failing(bad_lines)[0]
    assert "unknown" in failing(unknown_lines)[0]
    assert [mark for mark, _ in unknown_lines].count("unknown") == len(HOLDS) - 1
    page = check(of_acme, keys=f"{key}\n{bad}")
    titles = [re.sub(r"<[^>]+>", "", title).strip() for title in re.findall(r"<h2>(.*?)</h2>", page.text)]
    assert titles == [
        f"Key 1: {key[: access.SHOWN]}… of {EMAIL} opens",
        f"Key 2: {bad[: access.SHOWN]}… of {EMAIL} refused",
    ]


def test_an_unknown_key_is_compared_with_those_of_the_user(store, of_acme):
    """With the user told, the line of the key leads to the place where that one's keys are."""
    page = check(of_acme, user=EMAIL, keys="sevk_mistyped")
    with store.read(1) as session:
        guid = session.find(tables.users, email=EMAIL)["guid"]
    unknown = page.text[page.text.index("The key is unknown") :]
    assert f'href="/console/users/{guid}#api"' in unknown
    assert "mistyped" not in page.text


def test_what_is_another_organization_s_is_unknown(store, of_acme):
    foreign = administration.create_key(store, "api@other.example", organization="Other")
    page = check(of_acme, keys=foreign)
    assert "The key is unknown" in failing(texts(page)[0])[0]
    assert foreign[: access.SHOWN] not in page.text
    assert "other.example" not in page.text
    assert 'href="/console/users"' in page.text
    assert check(of_acme, user="api@other.example").status_code == 422
    assert check(of_acme, keys=" ".join("x" * 21)).status_code == 422
