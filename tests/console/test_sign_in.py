"""Signing in and out, the cookie, and roles."""

from __future__ import annotations

import httpx
import pytest
import sqlalchemy as sa

from console.conftest import OF_ACME, OPERATOR
from severakit.console.app import PAGES, application
from severakit.service.settings import Settings
from severakit.store import audit, console_accounts
from support.browsing import PASSWORD, Visitor


def address(page):
    return page.path.replace("{", "").replace("}", "")


def test_the_first_start_asks_for_an_operator_once(store):
    with store.writing() as connection:
        connection.execute(sa.delete(console_accounts.console_accounts))
    visitor = Visitor(application(store, Settings()))
    assert visitor.get("/sign-in").headers["location"] == "/console/first-start"
    visitor.get("/first-start")
    short = visitor.post("/first-start", {"email": OPERATOR, "password": "short"})
    assert (short.status_code, "at least 12" in short.text) == (422, True)
    begun = visitor.post("/first-start", {"email": OPERATOR, "password": PASSWORD})
    assert begun.headers["location"] == "/console/"
    second = Visitor(visitor.application)
    assert second.get("/first-start").headers["location"] == "/console/sign-in"
    second.get("/sign-in")
    assert second.post("/first-start", {"email": "x@y.z", "password": PASSWORD}).status_code == 422
    assert [account.email for account in console_accounts.list_accounts(store)] == [OPERATOR]
    with store.reading() as connection:
        (change,) = audit.page(connection, [None], 1)
    assert (change.actor, change.target) == ("whoever came first (console)", OPERATOR)


def test_the_cookie_is_neither_for_scripts_nor_for_other_sites(app):
    cookie = Visitor(app).get("/sign-in").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/console" in cookie


def test_with_https_alone_the_cookie_is_secure(store):
    visitor = Visitor(application(store, Settings(console_https=True)))
    assert "secure" in visitor.get("/sign-in").headers["set-cookie"].lower()


def test_a_wrong_password_and_an_unknown_address_look_the_same(app):
    texts = []
    for email in (OF_ACME, "nobody@acme.example"):
        answer = Visitor(app).sign_in(email, "not the password")
        assert answer.status_code == 401
        texts.append(answer.text.replace(email, "").split('name="csrf"')[0])
    assert texts[0] == texts[1]


def test_attempts_are_limited(app):
    visitor = Visitor(app)
    statuses = [visitor.sign_in(OF_ACME, "wrong password").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    assert visitor.sign_in(OF_ACME).status_code == 429


def test_signing_out_ends_the_session(of_acme):
    copy = Visitor(of_acme.application)
    copy.cookies = httpx.Cookies(of_acme.cookies)
    assert (of_acme.get("/").status_code, copy.get("/").status_code) == (200, 200)
    assert of_acme.post("/sign-out").status_code == 303
    assert (of_acme.get("/").status_code, copy.get("/").status_code) == (303, 303)
    assert of_acme.sign_in(OF_ACME).status_code == 303
    assert of_acme.get("/").status_code == 200


def test_a_new_password_ends_sessions(store, of_acme):
    clock = store.clock
    store.clock = lambda: clock().replace(year=2040)
    console_accounts.set_password(store, OF_ACME, "another good password")
    assert of_acme.get("/").status_code == 303


def test_an_administrator_sees_one_organization_and_an_operator_chooses(operator, of_acme):
    other = "2"
    assert "Acme" in of_acme.get("/").text
    assert of_acme.post("/organization", {"organization": other}).status_code == 404
    assert "Other" not in of_acme.get("/").text
    assert operator.post("/organization", {"organization": other}).status_code == 303
    assert "<h1>Other</h1>" in operator.get("/").text
    assert operator.post("/organization", {"organization": "x"}).status_code == 404


@pytest.mark.parametrize("page", [page for page in PAGES if page.operators_only], ids=address)
def test_what_is_the_operator_s_is_no_page_for_others(of_acme, page):
    for method in page.methods:
        data = {"csrf": of_acme.csrf} if method == "POST" else None
        assert of_acme.request(method, address(page), data=data).status_code == 404
