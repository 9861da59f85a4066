"""What must hold for every route: the application is asked which there are, so that no new one is forgotten."""

from __future__ import annotations

import asyncio
import json
import re
import time
from base64 import b64decode, b64encode
from types import SimpleNamespace

import httpx
import itsdangerous
import pytest
import sqlalchemy as sa
from starlette.routing import Mount

from console.conftest import OF_ACME, visitor
from severakit.console.app import HEADERS, PAGES
from severakit.console.visit import SESSION_SECONDS
from severakit.service.endpoint import ADDRESSES
from severakit.service.settings import Settings
from severakit.store import administration, console_accounts, tables
from severakit.store.store import new_guid
from support.browsing import BASE, Visitor
from support.projects import add_invoice, add_invoice_row

OPEN = {"/console", "/console/sign-in", "/console/first-start", "/console/sign-out"}
"""What of the console anybody may ask for; signing out takes the token of a session."""
FILES = "/console/static"
SERVICE = {*ADDRESSES, "/", "/healthz", "/readyz", "/metrics"}
NO_IDENTIFIERS = {"operation", "listing"}
"""Places in addresses that name something of the contract, which no organization owns."""


def routes(routes_of, prefix=""):
    """Yield the path and the methods of every route, those of mounted applications too."""
    for each in routes_of:
        if isinstance(each, Mount):
            inner = list(each.routes) or list(getattr(getattr(each.app, "_app", None), "routes", ()))
            if inner:
                yield from routes(inner, prefix + each.path)
            else:
                yield prefix + each.path, {"GET"}
        else:
            yield prefix + each.path, (each.methods or {"GET", "POST"}) - {"HEAD"}


def filled(path, value="x"):
    return re.sub(r"{\w+(:\w+)?}", value, path)


def everything(store):
    """Return all that the database holds but for attempts to sign in, to see that nothing changed."""
    with store.reading() as connection:
        names = set(sa.inspect(connection).get_table_names()) - {"sign_in_attempts", "access_log"}
        return {name: sorted(map(str, connection.execute(sa.text(f"SELECT * FROM {name}")))) for name in names}


@pytest.fixture
def console_routes(app):
    found = [(path, methods) for path, methods in routes(app.routes) if path.startswith("/console")]
    behind = {path for path, _ in found} - OPEN - {FILES}
    assert behind == {f"/console{page.path}" for page in PAGES}
    return found


# --- without a session, without a token ------------------------------------------------------


def test_no_route_answers_who_is_not_signed_in(app):
    """Whatever is not of the API, or open to everybody, leads to the sign-in or wants a token."""
    closed = 0
    for path, methods in routes(app.routes):
        if path in OPEN | SERVICE | {FILES}:
            continue
        for method in methods:
            stranger = Visitor(app)
            stranger.get("/sign-in")
            data = {"csrf": stranger.csrf} if method == "POST" else None
            answer = stranger.application_request(method, filled(path), data=data)
            closed += 1
            if path.startswith("/admin/"):
                assert answer.status_code == 401, path
            else:
                assert (answer.status_code, answer.headers.get("location")) == (303, "/console/sign-in"), path
    assert closed > len(PAGES)


def test_htmx_is_led_to_the_sign_in_whatever_it_asks_for(app):
    """It would follow a redirect, look for its part of a page in the sign-in, and find nothing to show."""
    stranger = Visitor(app)
    for page in PAGES:
        for method in page.methods:
            address = f"/console{filled(page.path)}"
            answer = stranger.application_request(method, address, headers={"hx-request": "true"})
            assert (answer.status_code, answer.headers.get("hx-redirect")) == (204, "/console/sign-in"), address


def test_no_form_is_carried_out_without_the_token_of_its_session(store, app, operator, console_routes):
    foreign = visitor(app, OF_ACME).csrf
    forms = [path for path, methods in console_routes if "POST" in methods and path != "/console"]
    assert {"/console/sign-in", "/console/sign-out", "/console/organization"} <= set(forms)
    before = everything(store)
    for path in forms:
        for data in ({}, {"csrf": ""}, {"csrf": "guessed"}, {"csrf": foreign}):
            answer = operator.application_request("POST", filled(path), data=data)
            assert answer.status_code == 403, path
    assert everything(store) == before
    assert operator.get("/").status_code == 200


def test_no_form_is_carried_out_for_another_organization_than_its_page_showed(store, operator):
    """Two windows: the page of the first shows Acme, and Other was chosen in the second, or the form tells nobody."""
    forms = [page for page in PAGES if "POST" in page.methods]
    operator.get("/upgrades")
    of_acme = operator.form_fields
    operator.post("/organization", {"organization": "2"})
    before = everything(store)
    for page in forms:
        if page.of_any_organization:
            continue
        for data in (of_acme, {"csrf": operator.csrf}, of_acme | {"made_for": ""}, of_acme | {"made_for": "x"}):
            answer = operator.application_request("POST", f"/console{filled(page.path)}", data=data)
            assert answer.status_code == 409, page.path
            assert "the organization chosen now is Other" in answer.text
            assert ("you sent this from shows Acme" in answer.text) == (data is of_acme)
    assert everything(store) == before
    changing_all = {page.path for page in forms if page.of_any_organization}
    assert changing_all == {"/organization", "/downtime/switch", "/downtime/plan", "/downtime/cancel"}
    # The choice itself is made from a page of any: it is what mends this.
    assert operator.request("POST", "/organization", data=of_acme | {"organization": "1"}).status_code == 303
    assert operator.request("POST", "/upgrades", data=of_acme | {"set": "addon-off"}).status_code == 303
    assert not administration.list_organizations(store)[0].api_addon


def test_every_form_tells_what_it_was_made_for(answers):
    forms = [content for answer in answers for content in re.findall(r"<form.*?</form>", answer.text, re.DOTALL)]
    behind = [form for form in forms if 'method="post"' in form and 'class="narrow"' not in form]
    assert len(behind) > len(PAGES)
    assert all(
        re.search(r'name="csrf" value="[^"]+"><input type="hidden" name="made_for" value="1">', each) for each in behind
    )


# --- another organization --------------------------------------------------------------------


@pytest.fixture
def acme(store):
    return organization(store, 1)


@pytest.fixture
def other(store):
    return organization(store, 2)


def organization(store, organization_id):
    """Return one thing of each kind that has a place in an address or a form of the console."""
    name = {1: "Acme", 2: "Other"}[organization_id]
    email = f"api@{name.lower()}.example"
    administration.create_key(store, email, organization=name)
    (key,) = administration.list_keys(store, organization=name)
    holder = SimpleNamespace(session=lambda: store.write(organization_id))
    invoice = add_invoice(holder)
    add_invoice_row(holder, invoice, article_name="Advice", row_number=1)
    with store.read(organization_id) as session:
        return {
            "organization": str(organization_id),
            "user": session.find(tables.users, email=email)["guid"],
            "profile": session.find(tables.access_rights_profiles, name="Employee")["guid"],
            "key": key.guid,
            "invoice": invoice,
        }


def test_no_address_of_another_organization_works(store, acme, of_acme, of_other, console_routes):
    """Every route with a place for an identifier is tried with all of Acme's, by Acme's administrator and Other's."""
    with_places = [
        (path, methods)
        for path, methods in console_routes
        if set(re.findall(r"{(\w+)}", path)) - NO_IDENTIFIERS and path != FILES
    ]
    before, opened = everything(store), set()
    for path, methods in with_places:
        for method in methods:
            for guid in acme.values():
                address = filled(path, guid).removeprefix("/console")
                data = of_other.form_fields if method == "POST" else None
                assert of_other.request(method, address, data=data).status_code == 404, (path, guid)
                if method == "GET" and of_acme.get(address).status_code in {200, 303}:
                    opened.add(path)
    assert everything(store) == before
    # Its own administrator opens each of them, but for the PDF that this invoice does not have.
    assert opened >= {path for path, methods in with_places if "GET" in methods and not path.endswith("/pdf")}


def test_no_identifier_in_a_form_of_another_organization_works(store, acme, other, of_acme, of_other, console_routes):
    """Every form that holds an identifier is sent by Other's administrator, about Other, with Acme's identifier."""
    pages = {filled(path, guid) for path, methods in console_routes if "GET" in methods for guid in acme.values()}
    forms = {
        (action, field, value)
        for page in pages
        for action, fields in forms_of(of_acme.application_request("GET", page))
        for field, value in fields
        if value in set(acme.values())
    }
    assert {(action.rpartition("/")[2], field) for action, field, _ in forms} == {("revoke", "key"), ("rotate", "key")}
    before = everything(store)
    for action, field, value in forms:
        for name, guid in acme.items():
            action = action.replace(guid, other[name])  # noqa: PLW2901 - its own place, the foreign identifier
        answer = of_other.application_request("POST", action, data={**of_other.form_fields, field: value})
        assert answer.status_code == 404, action
    assert of_other.post("/organization", {"organization": acme["organization"]}).status_code == 404
    assert everything(store) == before


def forms_of(answer):
    """Yield for each form of a page that is sent by POST its action, and its own fields with their values."""
    for attributes, content in re.findall(r"<form([^>]*)>(.*?)</form>", answer.text, re.DOTALL):
        if 'method="post"' in attributes:
            action = re.search(r'action="([^"]+)"', attributes)
            named = re.findall(r'<(?:input|button)[^>]* name="(?!made_for")([^"]+)"[^>]* value="([^"]*)"', content)
            yield action[1] if action else str(answer.url.path), named


# --- what pages hold -------------------------------------------------------------------------


@pytest.fixture
def answers(app, operator, of_acme, acme, console_routes):
    """The answers of every route to a stranger, an administrator and an operator, and refusals of every kind."""
    found = []
    for path, methods in console_routes:
        for method in {*methods, "PUT"}:
            for guest in (Visitor(app), of_acme, operator):
                for value in {acme["user"], acme["invoice"], "accounts", "IAPI.GetVersion"} if "{" in path else {"x"}:
                    data = {} if method == "POST" else None
                    found.append(guest.application_request(method, filled(path, value), data=data))
    found += [operator.get("/static/console.css"), operator.get("/static/nothing"), operator.get("/nothing")]
    found += [operator.post("/downtime/cancel", {"break": "7"}), operator.get("/api-log", after="x")]
    assert {200, 303, 308, 400, 403, 404, 405, 422} <= {answer.status_code for answer in found}
    return found


def test_every_answer_has_the_security_headers_once(answers):
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers.get_list(name) == [value], (answer.url, answer.status_code)


def test_the_policy_allows_nothing_but_the_console_s_own(answers):
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    for name in ("script-src", "style-src", "connect-src", "form-action"):
        assert policy[name] == "'self'"
    pages = [answer.text for answer in answers if answer.headers.get("content-type", "").startswith("text/html")]
    assert len(pages) > len(PAGES)
    for page in pages:
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]* src=\"/console/static/)", page)
        assert not re.search(r"(?:src|action)=\"(?:https?:)?//", page)


@pytest.mark.parametrize(
    ("breaks", "status", "secret"),
    [
        ("ALTER TABLE access_log RENAME TO gone", 503, "access_log"),
        ("UPDATE organizations SET hours_closed_until = 'soon'", 500, "soon"),
    ],
)
def test_what_fails_has_them_too_and_tells_nothing(store, app, operator, breaks, status, secret):
    """The database's fault, and one of the console's own."""
    with store.writing() as connection:
        connection.exec_driver_sql(breaks)
    answer = seen_by_a_browser(app, operator, "/console/api-log")
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert "<h1>Not done</h1>" in answer.text
    assert secret not in answer.text


def test_a_form_is_bounded_before_anybody_signed_in(app):
    stranger = Visitor(app)
    stranger.get("/sign-in")
    half_a_megabyte = "x" * 500_000
    of_all = Settings().max_request_bytes // len(half_a_megabyte)
    for count, status in ((of_all // 2, 401), (of_all + 1, 413)):
        fields = {f"field{number}": half_a_megabyte for number in range(count)}
        answer = stranger.post("/sign-in", {"email": "x@y.z", "password": "wrong", **fields})
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)


def seen_by_a_browser(app, guest, path):
    """Return the answer and not the exception behind it."""

    async def send():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE, cookies=guest.cookies) as client:
            return await client.get(path)

    return asyncio.run(send())


def test_secrets_are_sent_in_bodies_alone(answers):
    """No form that is sent by GET, whose fields stand in the address, takes a key or a password."""
    forms = [form for answer in answers for form in re.findall(r"<form([^>]*)>(.*?)</form>", answer.text, re.DOTALL)]
    by_get = [content for attributes, content in forms if 'method="post"' not in attributes]
    assert by_get
    for content in by_get:
        assert not re.search(r'type="password"|name="(?:keys?|api_key|password|token)"', content)


# --- sessions --------------------------------------------------------------------------------

COOKIE = "severakit_console"


def resigned(store, guest, age, **changes):
    """Sign the session of a visitor as the service did some seconds ago, with changes to what it holds."""
    signer = itsdangerous.TimestampSigner(console_accounts.session_secret(store))
    held = json.loads(b64decode(signer.unsign(guest.cookies[COOKIE])))
    signer.get_timestamp = lambda: int(time.time()) - age
    guest.cookies.set(
        COOKIE, signer.sign(b64encode(json.dumps(held | changes).encode())).decode(), "console.example", "/console"
    )


def test_a_session_ends_when_it_was_not_used_for_its_time(store, of_acme):
    resigned(store, of_acme, SESSION_SECONDS - 60)
    assert of_acme.get("/").status_code == 200
    resigned(store, of_acme, SESSION_SECONDS + 60)
    assert of_acme.get("/").status_code == 303


def test_a_session_ends_after_its_time_however_much_it_is_used(store, of_acme):
    resigned(store, of_acme, 1, begun=time.time() - SESSION_SECONDS + 60)
    assert of_acme.get("/").status_code == 200
    resigned(store, of_acme, 1, begun=time.time() - SESSION_SECONDS - 60)
    assert of_acme.get("/").status_code == 303


def test_a_session_that_the_service_did_not_sign_is_none(store, app, of_acme):
    forger = Visitor(app)
    held = b64encode(json.dumps({"account": new_guid(), "begun": time.time()}).encode())
    for signed in (held.decode(), itsdangerous.TimestampSigner("guessed").sign(held).decode()):
        forger.cookies.set(COOKIE, signed, "console.example", "/console")
        assert forger.get("/").status_code == 303
    assert len(console_accounts.session_secret(store)) >= 43
    assert of_acme.get("/").status_code == 200
