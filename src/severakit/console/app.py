"""The whole application: the service with the console beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from severakit.console import (
    access_check,
    api_log,
    audit_trail,
    data,
    downtime,
    overview,
    profiles,
    quota,
    sign_in,
    try_it,
    upgrades,
    users,
)
from severakit.console.visit import ROOT, SESSION_SECONDS, Page, Service, render, route
from severakit.service.app import DATABASE_VARIABLE, create_app
from severakit.service.dispatch import DATABASE_AWAY, Dispatcher
from severakit.service.event_log import report_database, write_events_to_stderr
from severakit.service.settings import Settings, settings_from_environment
from severakit.service.worker import end_with_parent
from severakit.store import console_accounts
from severakit.store.store import Store

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *upgrades.PAGES,
    *users.PAGES,
    *profiles.PAGES,
    *access_check.PAGES,
    *audit_trail.PAGES,
    *api_log.PAGES,
    *quota.PAGES,
    *downtime.PAGES,
    *data.PAGES,
    *try_it.PAGES,
)
"""All pages behind the sign-in, in the order of the navigation."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""What every answer of the console carries."""


class _Headers:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class _Bounded:
    """Refuses the body of a request that is too large, while it is read: whoever sends it need not be signed in."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        read = 0

        async def receive_bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise HTTPException(413, f"A form holds at most {self._most:,} bytes.")
            return message

        await self._app(scope, receive_bounded, send)


def console(store: Store, settings: Settings, dispatcher: Dispatcher) -> list[BaseRoute]:
    """Return the routes of the console, all below /console."""
    service = Service(store, dispatcher, PAGES)

    async def refuse(request: Request, error: Exception) -> Response:
        status, problem = 500, "The console failed: this is a fault of its own, which the service's log describes."
        if isinstance(error, HTTPException):
            status, problem = error.status_code, error.detail
        elif isinstance(error, SQLAlchemyError):
            report_database(error)
            status, problem = 503, "The database does not answer. Try again in a moment."
        return HTMLResponse(render(request, "refused_outside.html", problem=problem), status)

    routes: list[BaseRoute] = [
        *sign_in.routes(store),
        *(route(page, service) for page in PAGES),
        Mount("/static", StaticFiles(packages=[("severakit.console", "static")])),
    ]
    session = Middleware(
        SessionMiddleware,
        secret_key=console_accounts.session_secret(store),
        session_cookie="severakit_console",
        max_age=SESSION_SECONDS,
        same_site="lax",
        https_only=settings.console_https,
        path=ROOT,
    )
    bounded = Middleware(_Bounded, most=settings.max_request_bytes)
    refused = dict.fromkeys((HTTPException, *DATABASE_AWAY, Exception), refuse)
    application = Starlette(routes=routes, middleware=[session, bounded], exception_handlers=refused)
    # Around all of it, so that what the console answers when it fails has them too.
    return [Route(ROOT, _Headers(RedirectResponse(f"{ROOT}/", 308))), Mount(ROOT, _Headers(application))]


def application(store: Store, settings: Settings) -> Starlette:
    """Return the service and the console on a store whose schema is up to date. The store is closed with it."""
    return create_app(store, settings, lambda dispatcher: console(store, settings, dispatcher))


def application_from_environment() -> Starlette:
    """Return both on the database that the environment names: what worker processes start."""
    write_events_to_stderr()
    end_with_parent()
    return application(Store(os.environ[DATABASE_VARIABLE]), settings_from_environment())
