"""The console in a real browser: Try it from the search to the code, and every page by axe, in three looks."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from browser.conftest import TOOL, screenshots, window
from support.foreign_tools import require


def test_an_operation_is_found_while_typing_and_called(page, console):
    page.goto(f"{console.address}try-it")
    expect(page.get_by_role("status")).to_have_text("256 operations")
    page.get_by_label("Operation").press_sequentially("account bynumber")
    expect(page.get_by_role("status")).to_have_text("1 operation")
    page.get_by_role("link", name="GetAccountByNumber").click()
    page.locator("[name='v.accountNumber']").fill("2")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#response")).to_contain_text("<a:Number>2</a:Number>")
    expect(page.locator("#request")).to_contain_text("<accountNumber>2</accountNumber>")
    expect(page.locator("#result")).to_contain_text("HTTP 200")


def test_the_code_is_in_tabs_and_copied(page, console):
    page.goto(f"{console.address}try-it/IAccount.GetAccountByNumber")
    page.locator("[name='v.accountNumber']").fill("2")
    page.get_by_role("button", name="Show request and code only").click()
    for title, sign in (
        ("C#", "AccountClient"),
        ("PHP", "SoapClient"),
        ("Java", "HttpClient"),
        ("Node", "fetch("),
        ("Python", "from severakit"),
        ("Python, zeep", "import zeep"),
    ):
        page.locator(".tabs > label", has_text=re.compile(f"^{re.escape(title)}$")).click()
        shown = page.locator(".panels > .code:visible")
        expect(shown).to_have_count(1)
        expect(shown).to_contain_text(sign)
    page.get_by_role("button", name="Copy call.py").last.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "import zeep" in copied
    assert "accountNumber=2" in copied


def test_items_of_lists_come_and_go_and_only_what_is_left_is_sent(page, console):
    page.goto(f"{console.address}try-it/IContact.AddNewContact")
    page.locator("summary").first.click()
    add = page.get_by_role("button", name="an item to CommunicationMethods")
    for number in range(3):
        add.click()
        expect(page.locator(".item")).to_have_count(number + 1)
        page.locator(".item").nth(number).locator("textarea[name$='.Value']").fill(f"value {number}")
    page.locator(".item").nth(1).get_by_role("button", name="Remove").click()
    expect(page.locator(".item")).to_have_count(2)
    page.get_by_role("button", name="Show request and code only").click()
    expect(page.locator("#request")).to_contain_text("value 0")
    expect(page.locator("#request")).to_contain_text("value 2")
    expect(page.locator("#request")).not_to_contain_text("value 1")


def test_nil_and_empty_are_told_apart(page, console):
    page.goto(f"{console.address}try-it/IAccount.GetAccountByName")
    page.get_by_role("button", name="Show request and code only").click()
    expect(page.locator("#request")).to_contain_text("GetAccountByName")
    expect(page.locator("#request")).not_to_contain_text("accountName")
    page.get_by_label("send empty").check()
    page.get_by_role("button", name="Show request and code only").click()
    expect(page.locator("#request")).to_contain_text("<accountName></accountName>")


def test_a_call_with_a_wrong_key_is_refused_and_the_log_says_why(page, console):
    page.goto(f"{console.address}try-it/IAccount.GetAllAccounts")
    page.get_by_label("an API key").check()
    page.locator("#api_key").fill("sevk_of_nobody")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#response")).to_contain_text("Access denied")
    expect(page.locator("#result")).not_to_contain_text("sevk_of_nobody")
    page.goto(f"{console.address}api-log?nobody=yes")
    expect(page.locator("tbody tr").first).to_contain_text("The key is unknown")


def test_a_key_that_is_typed_is_the_one_that_is_tried(page, console):
    page.goto(f"{console.address}try-it/ICurrency.GetCurrencies")
    page.locator("#api_key").press_sequentially("sevk_of_nobody")
    expect(page.get_by_label("an API key")).to_be_checked()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#response")).to_contain_text("Access denied")
    page.get_by_label("a user, without a key").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#result")).to_contain_text("A key is typed, but a user is chosen")


@pytest.fixture
def refused_page(browser, console):
    """A window of the operator in which refusals are expected."""
    with window(browser, "Failed to load resource|Response Status Error|htmx:sendError|htmx:afterRequest") as page:
        screenshots.sign_in(page, console.address)
        yield page


def sign_out_elsewhere(page, console):
    other = page.context.new_page()
    other.goto(console.address)
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    return other


def test_a_call_after_the_session_leads_to_the_sign_in(refused_page, console):
    page = refused_page
    page.goto(f"{console.address}try-it/IAPI.GetVersion")
    sign_out_elsewhere(page, console)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_search_after_the_session_leads_to_the_sign_in(refused_page, console):
    page = refused_page
    page.goto(f"{console.address}users")
    sign_out_elsewhere(page, console)
    page.get_by_label("Search in users").press_sequentially("a")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_form_of_another_session_or_organization_says_why_it_is_refused(refused_page, console):
    page = refused_page
    page.goto(f"{console.address}try-it/IAPI.GetVersion")
    other = sign_out_elsewhere(page, console)
    screenshots.sign_in(other, console.address)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#problems")).to_contain_text("This form is not of this session")
    assert screenshots.problems_of(page) == []


def test_a_text_that_is_too_large_is_said_so_until_something_succeeds(refused_page, console):
    page = refused_page
    page.goto(f"{console.address}try-it/IAccount.GetAccountByName")
    box = page.locator("[name='v.accountName']")
    box.evaluate("(box) => { box.value = 'x'.repeat(1_200_000); }")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#problems")).to_contain_text("1024KB")
    expect(page.locator("#problems .problem")).to_be_in_viewport()
    box.fill("Nobody")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#result")).to_contain_text("HTTP")
    expect(page.locator("#problems")).to_be_empty()


def test_a_service_that_is_away_is_said_so(refused_page, console):
    page = refused_page
    page.goto(f"{console.address}try-it/IAPI.GetVersion")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#problems")).to_contain_text("cannot be reached")


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"


@pytest.mark.parametrize("taken_away", [NO_CLIPBOARD, f"{NO_CLIPBOARD} document.execCommand = () => false;"])
def test_a_new_key_is_copied_over_plain_http_too(page, console, taken_away):
    """Browsers have no clipboard for pages of another host without TLS."""
    page.add_init_script(taken_away)
    page.goto(f"{console.address}users")
    page.get_by_role("link", name="API User").click()
    page.get_by_role("button", name="Create an API key").click()
    key = page.locator("#new-key").inner_text()
    page.locator("[data-copy=new-key]").click()
    if taken_away == NO_CLIPBOARD:
        expect(page.locator("[data-copy=new-key]")).to_have_text("Copied")
        page.locator("#name").focus()
        page.keyboard.press("Control+V")
        expect(page.locator("#name")).to_have_value(key)
    else:
        expect(page.locator("[data-copy=new-key]")).to_have_text("Selected: copy it by keyboard")
        assert page.evaluate("() => getSelection().toString()") == key
    page.goto(page.url)
    expect(page.locator("h1")).to_have_text("API User")
    expect(page.locator("#new-key")).to_have_count(0)


_COLOURS = """(box) => [getComputedStyle(box, "::placeholder"), getComputedStyle(box)]
  .map((style, each) => [each ? style.backgroundColor : style.color, style.opacity])"""


def luminance(colour):
    channels = [int(each) / 255 for each in re.findall(r"\d+", colour)]
    assert len(channels) == 3, f"{colour} lets through what is behind it"
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_placeholders_can_be_read(page, console, scheme):
    """Axe leaves them out."""
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{console.address}access-check")
    (text, opacity), (ground, _) = page.locator("#user").evaluate(_COLOURS)
    darker, lighter = sorted(map(luminance, (text, ground)))
    assert opacity == "1"
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_a_break_is_switched_on_and_off(page, console):
    page.goto(f"{console.address}downtime")
    page.get_by_role("button", name="Begin a break now").click()
    expect(page.locator("main")).to_contain_text("Every call of every organization is refused")
    page.goto(f"{console.address}try-it/IAPI.GetVersion")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#result")).to_contain_text("HTTP 503")
    page.goto(f"{console.address}downtime")
    page.get_by_role("button", name="End the break now").click()
    expect(page.locator("main")).to_contain_text("Calls are answered")


def test_the_way_to_a_call_needs_no_mouse(page, console):
    page.goto(f"{console.address}try-it/IAPI.GetVersion")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.value") == "send":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("HTTP 200")


def test_axe_finds_what_bars_people(page, console):
    """The check of the next test would see a fault: a box without a name is one."""
    page.goto(console.address)
    page.evaluate("() => document.querySelector('main').append(document.createElement('input'))")
    assert any(problem.startswith("label:") for problem in screenshots.problems_of(page))


def test_a_table_that_hides_columns_is_a_problem(page, console):
    """The same for the look at 400 px: rows that do not stack are seen."""
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(f"{console.address}users")
    assert screenshots.problems_of(page) == []
    page.locator(".wide table").evaluate("(table) => { table.style.width = '50rem'; }")
    assert any("hides columns" in problem for problem in screenshots.problems_of(page))


def test_every_page_is_photographed_and_axe_finds_nothing_serious(tmp_path):
    require("chromium")
    done = subprocess.run([sys.executable, TOOL, tmp_path], capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    pictures = {path.stem for path in tmp_path.iterdir()}
    assert pictures == {f"{view}-{look}" for view in screenshots.VIEWS for look in screenshots.LOOKS}
