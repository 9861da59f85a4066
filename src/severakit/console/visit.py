"""A visit: one request of somebody signed in, and how pages are declared and rendered."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from severakit.console import formats
from severakit.service.dispatch import Dispatcher
from severakit.store import administration, audit, console_accounts
from severakit.store.administration import AdministrationError, OrganizationSettings
from severakit.store.console_accounts import ConsoleAccount
from severakit.store.store import Store

ROOT = "/console"
SIGN_IN = f"{ROOT}/sign-in"
SESSION_SECONDS = 12 * 60 * 60
"""How long a session lasts, however much it is used."""
# Seconds by which the clocks of machines that share the database may differ.
_CLOCKS_DIFFER = 300
_ACCOUNT = "account"
_PASSWORD_SET = "password_set"  # noqa: S105 - the name of a field
_FORM_SECONDS = 60
_BEGUN = "begun"
_ID = "id"
_CSRF = "csrf"
_ORGANIZATION = "organization"
MADE_FOR = "made_for"
"""The field of every form that tells which organization was looked at when its page was made."""

_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("severakit.console", "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= formats.FILTERS


@dataclass(frozen=True)
class Page:
    """A page of the console: where it is, what answers it, and who may see it.

    ``label`` is its entry in the navigation, empty for a page that is reached from another. ``operators_only`` keeps
    administrators of a single organization out. ``of_any_organization`` is for a form that changes nothing of the
    organization looked at: it is carried out whichever that is by now.
    """

    path: str
    answer: Callable[[Visit], Response]
    label: str = ""
    methods: tuple[str, ...] = ("GET",)
    operators_only: bool = False
    of_any_organization: bool = False


@dataclass(frozen=True)
class Service:
    """What the pages stand on: the store, the dispatcher that calls go through, and each other."""

    store: Store
    dispatcher: Dispatcher
    pages: tuple[Page, ...]


class Visit:
    """One request by somebody signed in.

    ``form`` holds the fields of a POST. ``organization_id`` is the organization looked at: an administrator's own, an
    operator's choice; pages take it from here and nowhere else.
    """

    def __init__(self, service: Service, request: Request, account: ConsoleAccount, form: FormData) -> None:
        self.service = service
        self.store = service.store
        self.dispatcher = service.dispatcher
        self.request = request
        self.account = account
        self.form = form

    @cached_property
    def organizations(self) -> list[OrganizationSettings]:
        """The organizations that this account sees, by name."""
        return administration.organizations_seen(self.store, self.account.organization_id)

    @cached_property
    def organization(self) -> OrganizationSettings:
        """The organization looked at. Raises HTTPException 404 where there is none yet."""
        chosen = self.request.session.get(_ORGANIZATION)
        for each in self.organizations:
            if each.id == chosen:
                return each
        if not self.organizations:
            raise HTTPException(404, "There is no organization yet: add one with `severakit admin organization add`.")
        return self.organizations[0]

    @property
    def organization_id(self) -> int:
        """The id of the organization looked at."""
        return self.organization.id

    def user_guid(self, email: str) -> str | None:
        """Return the GUID of the organization's user with that e-mail address, in capitals or not; None for nobody."""
        with self.store.reading(self.organization_id) as connection:
            found = administration.find_users(connection, email, self.organization_id)
        return found[0][1] if found else None

    def choose_organization(self, organization_id: int) -> None:
        """Look at another organization from now on. Raises HTTPException 404 for one that the account does not see."""
        if organization_id not in {each.id for each in self.organizations}:
            raise HTTPException(404, "There is no such organization.")
        self.request.session[_ORGANIZATION] = organization_id

    def query(self, name: str, default: str = "") -> str:
        """Return a parameter of the address."""
        return self.request.query_params.get(name, default)

    def field(self, name: str, default: str = "") -> str:
        """Return a text field of the form. Raises HTTPException 400 where a file was sent in its place."""
        value = self.form.get(name, default)
        if not isinstance(value, str):
            raise HTTPException(400, f"The field {name} takes text.")
        return value

    @property
    def made_for(self) -> str:
        """What a form of this page tells that it was made for: the organization looked at, if there is one."""
        return str(self.organization_id) if self.organizations else ""

    def is_here(self, path: str) -> bool:
        """Whether the page at a path, or one below it, is the one that is looked at."""
        here = self.request.url.path.removeprefix(ROOT)
        return here == path or (path != "/" and here.startswith(f"{path}/"))

    def render(self, template: str, status: int = 200, **context: Any) -> Response:
        """Return a page made from a template, with what every page shows around it."""
        entries = [(page.path, page.label) for page in self.service.pages if self.may_see(page) and page.label]
        around = {"visit": self, "navigation": entries, "is_here": self.is_here}
        return HTMLResponse(render(self.request, template, **around, **context), status)

    def may_see(self, page: Page) -> bool:
        """Whether the account may see a page."""
        return self.account.is_operator or not page.operators_only

    def back(self, path: str, message: str = "", **parameters: str) -> Response:
        """Return to a page after a form was carried out, and say there what was done."""
        if message:
            self.request.session["message"] = message
        query = f"?{urlencode(parameters)}" if parameters else ""
        return RedirectResponse(f"{ROOT}{path}{query}", 303)


def render(request: Request, template: str, **context: Any) -> str:
    """Return the HTML of a template. Messages that a form left for the next page are shown once."""
    message = request.session.pop("message", "")
    field = Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token(request))
    visit = context.get("visit")
    if visit is not None:
        field += Markup('<input type="hidden" name="{}" value="{}">').format(MADE_FOR, visit.made_for)
    common = {"root": ROOT, "message": message, "csrf": csrf_token(request), "form_fields": lambda: field}
    return _templates.get_template(template).render(request=request, **{"visit": None, **common, **context})


def sign_in(request: Request, account: ConsoleAccount) -> None:
    """Begin a session, with nothing of the one before."""
    request.session.clear()
    request.session[_ACCOUNT] = account.guid
    request.session[_PASSWORD_SET] = account.password_set_at.isoformat()
    request.session[_BEGUN] = time.time()
    request.session[_ID] = secrets.token_urlsafe(16)


def sign_out(store: Store, request: Request) -> None:
    """End the session, for copies of its cookie too."""
    session = request.session.get(_ID)
    if session is not None:
        console_accounts.end_session(store, session)
    request.session.clear()


def signed_in(store: Store, session: Mapping[str, Any]) -> ConsoleAccount | None:
    """Return who is signed in; a session ends with its time, by signing out, and when the password is set anew."""
    # The cookie is signed anew with every answer: its own age is that of the last visit.
    # One that begins ahead was begun by a clock that has been set back since: nobody knows how long ago.
    if not -_CLOCKS_DIFFER <= time.time() - session.get(_BEGUN, 0) <= SESSION_SECONDS:
        return None
    account = console_accounts.account_of_session(store, str(session.get(_ID)), str(session.get(_ACCOUNT)))
    if account is None or account.password_set_at.isoformat() != session.get(_PASSWORD_SET):
        return None
    return account


def csrf_token(request: Request) -> str:
    """Return the session's token that every form must send back."""
    token: str = request.session.setdefault(_CSRF, secrets.token_urlsafe(24))
    return token


async def read_form(request: Request) -> FormData:
    """Return the fields of a form. Raises HTTPException.

    It is 403 for a form that did not come from a page of this session, 408 for one that takes too long to arrive.
    """
    try:
        async with asyncio.timeout(_FORM_SECONDS):
            form = await request.form(max_files=1, max_fields=5000, max_part_size=1024 * 1024)
    except TimeoutError:
        raise HTTPException(408, f"The form took longer than {_FORM_SECONDS} seconds to arrive.") from None
    sent = form.get("csrf") or request.headers.get("x-csrf-token", "")
    kept = request.session.get(_CSRF, "")
    if not kept or not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), kept.encode()):
        raise HTTPException(403, "This form is not of this session: open the page again and send it from there.")
    return form


def _to_sign_in(request: Request) -> Response:
    """Return what leads a browser to the sign-in; htmx would look for its part of a page where a redirect leads."""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": SIGN_IN})
    return RedirectResponse(SIGN_IN, 303)


class _MadeForAnotherError(Exception):
    """A form was made for another organization than the one that is looked at by now."""


def _refuse_for_another_organization(visit: Visit) -> None:
    """Raise _MadeForAnotherError where the page that was sent showed another organization, or does not tell which."""
    sent = visit.form.get(MADE_FOR)
    if sent == visit.made_for:
        return
    shown = next((each.name for each in visit.organizations if str(each.id) == sent), "")
    made = f"The page that you sent this from shows {shown}" if shown else "This form does not say whom it is about"
    now = f"the organization chosen now is {visit.organization.name}" if visit.organizations else "there is none"
    raise _MadeForAnotherError(
        f"{made}, but {now}. Nothing was changed: choose the one you mean and open the page again."
    )


def route(page: Page, service: Service) -> Route:
    """Return the route of a page, closed to everybody who is not signed in."""

    async def endpoint(request: Request) -> Response:
        account = await run_in_threadpool(signed_in, service.store, request.session)
        if account is None:
            return _to_sign_in(request)
        if page.operators_only and not account.is_operator:
            raise HTTPException(404, "There is no such page.")
        form = await read_form(request) if request.method == "POST" else FormData()
        visit = Visit(service, request, account, form)
        try:
            if request.method == "POST" and not page.of_any_organization:
                await run_in_threadpool(_refuse_for_another_organization, visit)
            with audit.acting(f"{account.email} (console)"):
                return await run_in_threadpool(page.answer, visit)
        except _MadeForAnotherError as error:
            return await run_in_threadpool(visit.render, "refused.html", 409, problem=str(error))
        except AdministrationError as error:
            return visit.render("refused.html", 422, problem=str(error))

    return Route(page.path, endpoint, methods=page.methods)
