"""Photograph every page of the console, in light, in the dark and at 400 px, and let axe look for what bars people.

Usage: python tools/screenshots.py [FOLDER], build/screenshots without one. Starts a service with the demo organization,
needs Chromium, and ends with 1 where axe finds something serious, a page is wider than its window, a table hides
columns, or the browser complains.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOKS = {"light": ("light", 1200), "dark": ("dark", 1200), "narrow": ("light", 400)}
"""How pages are looked at: the colours that the reader prefers, and the width of the window in pixels."""
EMAIL, PASSWORD = "operator@host.example", "correct horse battery"
# A busy machine is no fault of a page.
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Console:
    """A running console, where the API beside it is, a key of the demo organization's API user, and the database."""

    address: str
    endpoint: str
    api_key: str
    database: str


def _open(path: str) -> Callable[[Page, str], None]:
    return lambda page, console: _go(page, console + path)


def _go(page: Page, address: str) -> None:
    page.goto(address)


def _invoice(page: Page, console: str) -> None:
    page.goto(f"{console}data/invoices")
    page.locator("tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("Invoice")


def _user(page: Page, console: str) -> None:
    page.goto(f"{console}users")
    page.locator("tbody a").first.click()
    page.fill("#name", "Payroll")
    page.get_by_role("button", name="Create an API key").click()
    expect(page.locator("#new-key")).to_contain_text("sevk_")
    page.get_by_text("Single rights").click()


def _profile(page: Page, console: str) -> None:
    page.goto(f"{console}profiles")
    page.get_by_role("link", name="Project manager").click()
    expect(page.locator("h1")).to_contain_text("Project manager")


def _access_check(page: Page, console: str) -> None:
    page.goto(f"{console}access-check")
    page.fill("#user", "api@nordlys.example")
    page.fill("#keys", "sevk_of_nobody")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".checklist")).to_have_count(2)


def _call(page: Page, console: str) -> None:
    page.goto(f"{console}try-it/IContact.AddNewContact")
    page.locator("summary").first.click()
    page.fill("[name='v.contactInfo.FirstName']", "Aino")
    page.get_by_role("button", name="an item to CommunicationMethods").click()
    page.fill("textarea[name$='.Value']", "aino@example.com")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#response")).to_contain_text("Envelope")


VIEWS: dict[str, Callable[[Page, str], None]] = {
    "sign-in": _open("sign-in"),
    "overview": _open(""),
    "upgrades": _open("upgrades"),
    "users": _open("users"),
    "user": _user,
    "profiles": _open("profiles"),
    "profile": _profile,
    "access-check": _access_check,
    "audit-trail": _open("audit-trail"),
    "api-log": _open("api-log"),
    "api-log-of-nobody": _open("api-log?nobody=yes"),
    "quota": _open("quota"),
    "downtime": _open("downtime"),
    "accounts": _open("data/accounts"),
    "cases": _open("data/cases"),
    "hours": _open("data/hours"),
    "invoices": _open("data/invoices"),
    "invoice": _invoice,
    "try-it": _open("try-it?q=invoice"),
    "try-it-call": _call,
}
"""Every page, and how to come to it when signed in."""


def main(folder: Path) -> int:
    """Write the pictures into the folder; return how the program ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with running_console() as console, sync_playwright() as playwright:
        _use_the_api(console)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        problems = [problem for look in LOOKS for problem in _photographed(browser, console.address, look, folder)]
        browser.close()
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(VIEWS) * len(LOOKS)} pictures are in {folder}.")
    return 1 if problems else 0


def chromium() -> str:
    """Return where Chromium is; without it end with what to install."""
    found = shutil.which("chromium")
    if found is None:
        sys.exit("Chromium is not installed: `make system` installs it (Debian package chromium).")
    return found


@contextmanager
def running_console() -> Iterator[Console]:
    """Serve the demo organization with the console until the end of the block."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/console.db"
        environment = os.environ | {"SEVERAKIT_DATABASE_URL": database, "SEVERAKIT_CONSOLE_PASSWORD": PASSWORD}
        severakit = [sys.executable, "-m", "severakit"]
        subprocess.run([*severakit, "admin", "init", EMAIL], env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [*severakit, "serve", "--port", "0", "--demo", "500", "--json"]
        service = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            ready = json.loads(service.stdout.readline())  # type: ignore[union-attr]
            yield Console(ready["console"], ready["endpoint"], ready["api_key"], database)
        finally:
            service.terminate()
            service.communicate(timeout=60)


def sign_in(page: Page, console: str, email: str = EMAIL) -> None:
    """Sign in through the form."""
    page.goto(f"{console}sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


_HIDING = """() => [...document.querySelectorAll(".wide")].filter((each) => each.scrollWidth > each.clientWidth)
  .map((each) => each.getAttribute("aria-label"))"""


def problems_of(page: Page) -> list[str]:
    """Return what axe calls serious or critical on a page, and what of the page lies beyond its window's side."""
    found = [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:200]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    width, window = (page.evaluate(f"() => document.documentElement.{name}") for name in ("scrollWidth", "clientWidth"))
    found += [f"The table of {name} hides columns." for name in page.evaluate(_HIDING)]
    return [*found, f"The page is {width} px wide in a window of {window} px."] if width > window else found


def _photographed(browser: Browser, console: str, look: str, folder: Path) -> list[str]:
    colours, width = LOOKS[look]
    context = browser.new_context(color_scheme=colours, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, console)
    for name, come_to in VIEWS.items():
        come_to(page, console)
        page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
        complaints += [f"{name}, {look}: {problem}" for problem in problems_of(page)]
    context.close()
    return complaints


def _use_the_api(console: Console) -> None:
    """Make calls with a good key and a bad one, so that the log has something to show."""
    for key in (console.api_key, "sevk_nobody"):
        for operation in ("IAPI/GetVersion", "ICase/GetAllCases", "IUser/GetAllUsers"):
            interface, name = operation.split("/")
            namespace = "http://soap.severa.com/"
            header = f'<s:Header><WebServicePassword xmlns="{namespace}">{key}</WebServicePassword></s:Header>'
            body = f'<s:Body><{name} xmlns="{namespace}"/></s:Body>'
            envelope = f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">{header}{body}</s:Envelope>'
            headers = {"Content-Type": "text/xml", "SOAPAction": f"{namespace}{interface}/{name}"}
            httpx.post(console.endpoint, content=envelope, headers=headers, trust_env=False)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots")))
