"""The API log: who called what, what came of it, and for a refused call the setting that mends it."""

from __future__ import annotations

from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.responses import Response

from severakit.console.mending import Mending, mending_of, mending_of_unknown_key
from severakit.console.visit import Page, Visit
from severakit.contract import load_contract
from severakit.service.gate import CHECKLIST
from severakit.store import call_log
from severakit.store.call_log import CallFilter, LoggedCall, Place
from severakit.store.row_security import ALL

_CONTRACT = load_contract()
_SIZE = 50
OUTCOMES = ("ok", "refused", "aborted", "broken", *_CONTRACT.faults)


def show(visit: Visit) -> Response:
    """Show a page of calls, newest first; an operator can also look at calls with keys that are nobody's."""
    nobody = visit.query("nobody") == "yes" and visit.account.is_operator
    organization_id = None if nobody else visit.organization_id
    email = visit.query("user").strip()
    # A GUID that none has, for an address that nobody has: it finds nothing.
    user_guid = None if nobody or not email else visit.user_guid(email) or "nobody"
    wanted = CallFilter(
        user_guid=user_guid,
        operation=visit.query("operation").strip() or None,
        outcome=visit.query("outcome") or None,
        cause=visit.query("cause") or None,
        since=_moment(visit, "since"),
        until=_moment(visit, "until"),
    )
    with visit.store.reading(ALL if organization_id is None else organization_id) as connection:
        calls = call_log.page(connection, organization_id, wanted, _SIZE + 1, _after(visit))
    is_last = len(calls) <= _SIZE
    calls = calls[:_SIZE]
    return visit.render(
        "api_log.html",
        calls=calls,
        after="" if is_last else calls[-1].place.text,
        filters={name: visit.query(name) for name in ("user", "operation", "outcome", "cause", "since", "until")},
        nobody=nobody,
        operations=_CONTRACT.operations,
        outcomes=OUTCOMES,
        causes=CHECKLIST,
        mending_of=_mending,
    )


def _mending(call: LoggedCall) -> Mending:
    if call.user_guid is None or call.cause is None:
        return mending_of_unknown_key()
    return mending_of(call.cause, call.user_guid)


def _moment(visit: Visit, name: str) -> datetime | None:
    text = visit.query(name)
    if not text:
        return None
    try:
        return call_log.moment(text)
    except ValueError:
        raise HTTPException(400, f"{name} is a time in UTC such as 2026-12-24T18:00.") from None


def _after(visit: Visit) -> Place | None:
    text = visit.query("after")
    if not text:
        return None
    try:
        return Place.read(text)
    except ValueError:
        raise HTTPException(400, "This is no place in the log: begin at its first page.") from None


PAGES = (Page("/api-log", show, "API log"),)
