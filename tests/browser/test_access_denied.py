"""The causes of Access denied that the support article lists, from the click that makes one to the click that mends it.

A line of CAUSES is made in a real browser, met by a real call, named by the page Access check and by
`severakit doctor`, and mended where the page's link leads.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import screenshots, window
from severakit.client import NO_RETRIES, AuthenticationFailureError, Client, FaultError, NoPermissionError
from severakit.entities import Account, Company
from severakit.store import administration, console_accounts
from severakit.store.store import Store

ORGANIZATION = "Nordlys Consulting"
ADMINISTRATOR = "admin@nordlys.example"
API_USER, COLLEAGUE = "api@nordlys.example", "espen.iversen@nordlys.example"
UPGRADES, USER, SHOWN = "upgrades", r"users/\w+", 10


# --- what is clicked -------------------------------------------------------------------------


def press(name: str) -> Callable[[Page], None]:
    """Press the button of that name."""
    return lambda page: page.get_by_role("button", name=re.compile(f"^{name}")).first.click()


def choose(setting: str, value: str) -> Callable[[Page], None]:
    """Choose a value of a setting of the personal details, and save it."""

    def act(page: Page) -> None:
        form = page.locator("form", has=page.get_by_label(setting, exact=True))
        form.get_by_label(setting, exact=True).select_option(value)
        form.get_by_role("button", name="Save").click()
        expect(page.locator(".message")).to_have_text("The changes are saved.")

    return act


def create_key(page: Page) -> str:
    """Create a key on the page of a user's personal details, and return what the page shows this once."""
    page.get_by_label("What the new key is for").fill("Integration")
    press("Create an API key")(page)
    return page.locator("#new-key").inner_text()


def go(page: Page, title: str) -> None:
    """Go to a page by the navigation."""
    page.get_by_role("navigation", name="Console").get_by_role("link", name=title, exact=True).click()


def go_to_user(page: Page, email: str) -> None:
    """Find a user in User management and open the personal details."""
    go(page, "Users")
    page.get_by_label("Search in users").fill(email)
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody a").click()
    expect(page.locator("main")).to_contain_text(email)


# --- the causes ------------------------------------------------------------------------------


def read(client: Client) -> None:
    assert list(client.currency.get_currencies())


def write(client: Client) -> None:
    client.account.add_new_account(account_info=Account(name="Aurora"), company_info=Company(name="Aurora"))


@dataclass(frozen=True)
class Cause:
    """A cause: the place in which it is made, what makes it, how it is named, where its link leads, what mends it."""

    item: str
    place: str
    makes: Callable[[Page], None]
    page_says: str
    doctor_says: str
    leads: str
    mends: Callable[[Page], str | None]
    user: str = API_USER
    calls: Callable[[Client], None] = read
    refused: type[FaultError] = AuthenticationFailureError


CAUSES = {
    "the API add-on is not active in Upgrades": Cause(
        item="addon",
        place="Upgrades",
        makes=press("Switch the add-on off"),
        page_says="The API add-on is off.",
        doctor_says="The API add-on is not active for the organization.",
        leads=UPGRADES,
        mends=press("Switch the add-on on"),
    ),
    "the key is that of a colleague who left": Cause(
        item="user-active",
        place="Users",
        makes=choose("Active", "No"),
        page_says="The user is inactive.",
        doctor_says="The user of the key is inactive, which stops the key.",
        leads=USER,
        mends=choose("Active", "Yes"),
        user=COLLEAGUE,
    ),
    "no API access right in Personal details": Cause(
        item="api-right",
        place="Users",
        makes=choose("API", "No"),
        page_says="The user has no API access right.",
        doctor_says="The user lacks the API access right.",
        leads=f"{USER}#access-rights",
        mends=choose("API", "Yes"),
    ),
    "the API is not enabled in Personal details": Cause(
        item="api-enabled",
        place="Users",
        makes=choose("API enabled", "No"),
        page_says="The API is not enabled for the user.",
        doctor_says="The API is not enabled for the user.",
        leads=f"{USER}#api",
        mends=choose("API enabled", "Yes"),
    ),
    "the key does not match the user's": Cause(
        item="key",
        place="Users",
        makes=press("Revoke"),
        page_says="The key is revoked or expired.",
        doctor_says=f"The key was a key of {API_USER}: it is revoked or expired.",
        leads=f"{USER}#api",
        mends=create_key,
    ),
    "the user's rights are too narrow": Cause(
        item="rights",
        place="Users",
        makes=choose("Profile", "Employee"),
        page_says="Some rights are narrow: data is missing from answers.",
        doctor_says="The user's access rights are narrow, so data is missing from answers without any error",
        leads=f"{USER}#access-rights",
        mends=choose("Profile", "Administrator"),
        calls=write,
        refused=NoPermissionError,
    ),
}


# --- who looks for it ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def token(console):
    """An organization's administrator, who can sign in, and the token that the same one gives the doctor.

    The colleague once used the API too.
    """
    store = Store(console.database)
    console_accounts.add_account(store, ADMINISTRATOR, screenshots.PASSWORD, organization=ORGANIZATION)
    opens = {"api_right": True, "api_enabled": True, "profile": "Administrator"}
    administration.set_user(store, COLLEAGUE, organization=ORGANIZATION, **opens)
    yield administration.create_token(store, ORGANIZATION, "doctor")
    store.close()


@pytest.fixture(scope="module")
def page(browser, console, token):  # noqa: ARG001 - its account is needed
    """A window in which the organization's administrator is signed in."""
    with window(browser) as page:
        screenshots.sign_in(page, console.address, ADMINISTRATOR)
        yield page


def call(console, key, calls):
    """Make a call as an integration does: over a socket, with its key."""
    with Client(console.endpoint, key, retries=NO_RETRIES) as client:
        calls(client)


def checked(page, keys):
    """Ask the page Access check for some keys; return its sections, one of each key."""
    go(page, "Access check")
    page.get_by_label("API keys").fill("\n".join(keys))
    press("Check")(page)
    sections = page.locator("section.card")
    expect(sections).to_have_count(len(keys))
    return [sections.nth(number) for number in range(len(keys))]


def crosses(section):
    """Return the lines of the checklist that do not hold."""
    return section.locator("li", has=section.page.get_by_label("fails"))


def doctor(console, keys, *means):
    """Run the doctor as a command; return its exit code and what it prints."""
    command = [sys.executable, "-m", "severakit", "doctor", "--endpoint", console.endpoint, *means]
    for key in keys:
        command += ["--api-key", key]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "250"})
    assert done.stderr == ""
    assert not any(key in done.stdout for key in keys)
    return done.returncode, done.stdout


def failed(report):
    return [check for check in json.loads(report)["checks"] if check["status"] == "failed"]


# --- the tests -------------------------------------------------------------------------------


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_a_cause_is_made_met_named_and_mended(page, console, token, cause):
    go_to_user(page, cause.user)
    key = create_key(page)
    call(console, key, cause.calls)

    # It is made, and a call is refused.
    go_to_user(page, cause.user) if cause.place == "Users" else go(page, cause.place)
    cause.makes(page)
    with pytest.raises(cause.refused) as refusal:
        call(console, key, cause.calls)
    if cause.refused is AuthenticationFailureError:
        assert "Access denied" in str(refusal.value)

    # The page names it and whose key it is, and so does the doctor, with either means that the administrator has.
    (section,) = checked(page, [key])
    expect(section.get_by_role("heading")).to_contain_text(f"Key {key[:SHOWN]}… of {cause.user}")
    expect(crosses(section)).to_have_count(1)
    expect(crosses(section)).to_contain_text(cause.page_says)
    exit_code, report = doctor(console, [key], "--admin-token", token, "--json")
    assert (exit_code, [check["check"] for check in failed(report)]) == (1, [cause.item])
    assert cause.doctor_says in failed(report)[0]["message"]
    assert f"key of {cause.user}" in report
    exit_code, text = doctor(console, [key], "--database", console.database)
    assert (exit_code, text.count("✗")) == (1, 1)
    assert re.search(rf"✗ +{cause.item} +{re.escape(cause.doctor_says)}", text)

    # It is mended where the page's link leads, and the call succeeds.
    crosses(section).get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"{cause.leads}$"))
    call(console, cause.mends(page) or key, cause.calls)
    if cause.item != "key":
        (section,) = checked(page, [key])
        expect(crosses(section)).to_have_count(0)


def test_of_several_keys_the_bad_ones_are_told(page, console, token):
    """An integration uses four keys: one was revoked, and one was mistyped."""
    go_to_user(page, API_USER)
    keys = [create_key(page) for _ in range(3)]
    page.locator("tr", has_text=keys[1][:SHOWN]).get_by_role("button", name="Revoke").click()
    keys.append(keys[0][:-1])
    refused = []
    for number, key in enumerate(keys):
        try:
            call(console, key, read)
        except AuthenticationFailureError:
            refused.append(number)
    assert refused == [1, 3]

    sections = checked(page, keys)
    for number, section in enumerate(sections):
        expect(section.get_by_role("heading")).to_contain_text(f"Key {number + 1}: {keys[number][:4]}")
        expect(section.get_by_role("heading")).to_contain_text("refused" if number in refused else "opens")
    expect(crosses(sections[1])).to_contain_text("The key is revoked or expired.")
    expect(crosses(sections[3])).to_contain_text("The key is unknown.")
    _, report = doctor(console, keys, "--admin-token", token, "--json")
    told = [f"2: {keys[1][:SHOWN]}…", f"4: {keys[3][:SHOWN]}…"]
    assert [(check["api_key"], check["check"]) for check in failed(report)] == [(each, "key") for each in told]
    _, text = doctor(console, keys, "--database", console.database)
    assert [line.split()[1:4] for line in text.splitlines() if "✗" in line] == [[*each.split(), "key"] for each in told]

    # The link of the mistyped one leads to where the API user is found, and a new key is made there.
    crosses(sections[3]).get_by_role("link").click()
    expect(page).to_have_url(re.compile("users$"))
    page.get_by_role("link", name="API User").click()
    call(console, create_key(page), read)
