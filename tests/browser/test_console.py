"""The console in a real browser: Try it from the search to the code, and every page by axe, in three looks."""

from __future__ import annotations

import re
import subprocess
import sys

from playwright.sync_api import expect

from browser.conftest import TOOL, screenshots
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
