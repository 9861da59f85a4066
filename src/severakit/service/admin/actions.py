"""One action of the administrators' interface: its address, its body, who may do it, and how it is answered.

Everybody shows a token in the Authorization header: an administrator's, which reaches one organization, or an
operator's, which reaches all. What a token does not reach is not there for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from severakit.service.http import read_body
from severakit.store import access, administration, audit
from severakit.store.access import TokenHolder
from severakit.store.administration import OrganizationSettings
from severakit.store.errors import AdministrationError
from severakit.store.store import Store

ROOT = "/admin"
ORGANIZATION = f"{ROOT}/organizations/{{organization}}"
_MAX_BODY = 64 * 1024
_NO_STORE = {"cache-control": "no-store"}


@dataclass(frozen=True)
class Action:
    """What can be asked at an address. ``does`` returns what is answered as JSON.

    ``body`` is the type of the JSON that must be sent, None where nothing is. ``creates`` answers with 201.
    """

    method: str
    path: str
    does: Callable[[Asked], Any]
    body: type[msgspec.Struct] | None = None
    operators_only: bool = False
    creates: bool = False


class Refusal(Exception):  # noqa: N818 - names the fact
    """What is answered instead: an HTTP status and a sentence."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status


class Asked:
    """A request with a token: who asks, for which organization, with what body."""

    def __init__(self, store: Store, request: Request, holder: TokenHolder, body: Any) -> None:
        self.store = store
        self.holder = holder
        self.body = body
        self._request = request

    def named(self, name: str) -> str:
        """Return a part of the address."""
        return str(self._request.path_params[name])

    def query(self, name: str) -> str:
        """Return a parameter of the address, empty where it is not given."""
        return self._request.query_params.get(name, "")

    def limit(self, default: int = 100, most: int = 1000) -> int:
        """Return how many entries are wanted. Raises Refusal for what is no such number."""
        text = self.query("limit") or str(default)
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
            raise Refusal(400, f"limit is a number from 1 to {most}.")
        return int(text)

    @cached_property
    def organizations(self) -> list[OrganizationSettings]:
        """The organizations that the token reaches, by name."""
        return administration.organizations_seen(self.store, self.holder.organization_id)

    @property
    def organization(self) -> OrganizationSettings:
        """The organization of the address, by GUID or name. Raises Refusal where the token reaches none such."""
        wanted = self.named("organization")
        found = [each for each in self.organizations if wanted in (each.guid, each.name)]
        if not found:
            raise Refusal(404, "There is no such organization.")
        return found[0]

    def require_operator(self, why: str) -> None:
        """Make sure that an operator asks. Raises Refusal with the reason."""
        if not self.holder.is_operator:
            raise Refusal(403, f"{why}: an operator's token is needed.")


def route(action: Action, store: Store) -> Route:
    """Return the route of an action, closed to everybody without a token."""

    async def endpoint(request: Request) -> Response:
        sent = await read_body(request.receive, request.headers.get("content-length", ""), _MAX_BODY)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return await run_in_threadpool(answer, request, sent, token.strip() if scheme.lower() == "bearer" else "")

    def answer(request: Request, sent: bytes, token: str) -> Response:
        with store.reading() as connection:
            holder = access.token_holder(connection, token) if token else None
        if holder is None:
            challenge = {"www-authenticate": "Bearer"}
            return _json({"error": "An administrator's token is needed."}, 401, challenge)
        try:
            body = None if action.body is None else msgspec.json.decode(sent, type=action.body)
            asked = Asked(store, request, holder, body)
            if action.operators_only:
                asked.require_operator("This concerns all organizations")
            with audit.acting(f"token {holder.name}"):
                return _json(action.does(asked), 201 if action.creates else 200)
        except Refusal as refusal:
            return _json({"error": str(refusal)}, refusal.status)
        except (msgspec.DecodeError, UnicodeDecodeError, AdministrationError) as error:
            return _json({"error": str(error)}, 400)

    return Route(action.path, endpoint, methods=[action.method], name=f"{action.method} {action.path}")


def _json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = msgspec.json.encode(content)
    return Response(body, status, _NO_STORE | (headers or {}), media_type="application/json")
