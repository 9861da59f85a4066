"""Signing in and out, and the first start, which asks for an administrator."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from severakit.console.visit import ROOT, SIGN_IN, read_form, render, sign_in, sign_out
from severakit.store import audit, console_accounts
from severakit.store.administration import AdministrationError
from severakit.store.console_accounts import ConsoleAccount, TooManyAttempts
from severakit.store.store import Store

_FIRST_START = f"{ROOT}/first-start"
_FIRST_ACTOR = "whoever came first (console)"
_HOME = f"{ROOT}/"
_REFUSED = "That is not an e-mail address and password of an administrator."


def routes(store: Store) -> list[Route]:
    """Return the pages that are open to everybody."""
    door = _Door(store)
    return [
        Route("/sign-in", door.show_sign_in, methods=["GET"]),
        Route("/sign-in", door.sign_in, methods=["POST"]),
        Route("/first-start", door.show_first_start, methods=["GET"]),
        Route("/first-start", door.first_start, methods=["POST"]),
        Route("/sign-out", door.sign_out, methods=["POST"]),
    ]


class _Door:
    """What everybody may ask for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def show_sign_in(self, request: Request) -> Response:
        """Show the form, on a new service that of the first start."""
        if not await run_in_threadpool(console_accounts.anybody, self._store):
            return RedirectResponse(_FIRST_START, 303)
        return HTMLResponse(render(request, "sign_in.html", problem="", email=""))

    async def sign_in(self, request: Request) -> Response:
        """Begin a session, or say no more than that it is refused."""
        email, password = _credentials(await read_form(request))
        remote = request.client.host if request.client else ""
        try:
            account = await run_in_threadpool(console_accounts.sign_in, self._store, email, password, remote)
        except TooManyAttempts as error:
            return HTMLResponse(render(request, "sign_in.html", problem=str(error), email=email), 429)
        if account is None:
            return HTMLResponse(render(request, "sign_in.html", problem=_REFUSED, email=email), 401)
        return _begin(request, account)

    async def show_first_start(self, request: Request) -> Response:
        """Ask for the first account, where there is none."""
        if await run_in_threadpool(console_accounts.anybody, self._store):
            return RedirectResponse(SIGN_IN, 303)
        return HTMLResponse(render(request, "first_start.html", problem="", email=""))

    async def first_start(self, request: Request) -> Response:
        """Add the first account, an operator, and sign in as it."""
        email, password = _credentials(await read_form(request))
        try:
            with audit.acting(_FIRST_ACTOR):
                account = await run_in_threadpool(console_accounts.add_first_account, self._store, email, password)
        except AdministrationError as error:
            return HTMLResponse(render(request, "first_start.html", problem=str(error), email=email), 422)
        return _begin(request, account)

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        await read_form(request)
        await run_in_threadpool(sign_out, self._store, request)
        return RedirectResponse(SIGN_IN, 303)


def _credentials(form: FormData) -> tuple[str, str]:
    return str(form.get("email", "")), str(form.get("password", ""))


def _begin(request: Request, account: ConsoleAccount) -> Response:
    sign_in(request, account)
    return RedirectResponse(_HOME, 303)
