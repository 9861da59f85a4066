"""The administrators' interface over HTTP: what the console shows, for scripts and the doctor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from severakit.service import gate
from severakit.service.http import read_body
from severakit.service.settings import Settings
from severakit.store import access
from severakit.store.store import Store

_MAX_BODY = 64 * 1024
_MOST_KEYS = 100


@dataclass(frozen=True)
class AccessReport:
    """What an administrator may know of one key: each checklist item, and the rights that are too narrow.

    ``items`` has None for what an unknown key leaves unknown. ``narrow_rights`` maps a right to its level.
    """

    user: str | None
    items: dict[str, bool | None]
    narrow_rights: dict[str, Any] | None


class AccessCheck(msgspec.Struct):
    """Body of an access check: the keys to check."""

    api_keys: Annotated[list[str], msgspec.Meta(max_length=_MOST_KEYS)]


def access_report(store: Store, api_key: str, organization_id: int | None = None) -> AccessReport:
    """Return the access checklist for a key; for another organization's key it is as unknown as a wrong one."""
    with store.reading() as connection:
        caller = access.find_caller(connection, api_key)
        if caller is None or organization_id not in (None, caller.organization_id):
            return AccessReport(None, gate.checklist(None), None)
        rights = access.user_rights(connection, caller.organization_id, caller.user_guid)
        user = access.user_email(connection, caller.organization_id, caller.user_guid)
    narrow = {name: level for name, level in rights.items() if level != access.WIDEST[name]}
    return AccessReport(user, gate.checklist(caller), narrow)


class AdminEndpoint:
    """Handlers that want an administrator's token in the Authorization header."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    async def access_check(self, request: Request) -> Response:
        """Answer `{"api_keys": [...]}` with the checklist of each key, in that order."""
        body = await read_body(request, _MAX_BODY, self._settings)
        organization_id = await run_in_threadpool(self._organization, request.headers.get("authorization", ""))
        if organization_id is None:
            return JSONResponse({"error": "An administrator's token is needed."}, 401, {"www-authenticate": "Bearer"})
        try:
            wanted = msgspec.json.decode(body, type=AccessCheck)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        reports = [await run_in_threadpool(access_report, self._store, key, organization_id) for key in wanted.api_keys]
        return JSONResponse({"reports": [asdict(report) for report in reports]})

    def _organization(self, authorization: str) -> int | None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        with self._store.reading() as connection:
            return access.token_organization(connection, token.strip())
