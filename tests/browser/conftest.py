"""A console that is served, as users start it, and a headless Chromium."""

from __future__ import annotations

import importlib.util
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from support.foreign_tools import require

TOOL = Path(__file__).parents[2] / "tools" / "screenshots.py"


def _tool():
    spec = importlib.util.spec_from_file_location("screenshots", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules["screenshots"] = module
    spec.loader.exec_module(module)
    return module


screenshots = _tool()


@pytest.fixture(scope="session")
def console():
    """The demo organization's console: a test leaves the settings as they were."""
    with screenshots.running_console() as console:
        yield console


@pytest.fixture(scope="module")
def browser():
    """Not for longer than a module: while it is there, an event loop runs that other tests would meet."""
    require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=screenshots.chromium(), args=screenshots.FLAGS)
        yield browser
        browser.close()


@contextmanager
def window(browser, expected="(?!)"):
    """Open a window of a visitor of its own; at its end the browser must have complained of what is expected alone."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [each for each in complaints if not re.search(expected, each)] == []


@pytest.fixture
def page(browser, console):
    """A window in which the operator is signed in."""
    with window(browser) as page:
        screenshots.sign_in(page, console.address)
        yield page
