"""What happened: the API log, the quota, and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from severakit.service.admin.actions import ORGANIZATION, ROOT, Action, Asked, Refusal
from severakit.store import administration, audit, call_log
from severakit.store.call_log import CallFilter, Place
from severakit.store.row_security import ALL


def calls(asked: Asked) -> Any:
    """A page of the API log, newest first: `limit` calls (100) after the place `after`.

    `user` (an e-mail address), `outcome`, `cause`, `operation`, `since` and `until` (times, in UTC where they have no
    zone; `until` is not included) choose among them.
    """
    return _calls(asked, asked.organization.id)


def calls_of_nobody(asked: Asked) -> Any:
    """The same for calls with keys that are nobody's, which belong to no organization. There is no `user` to choose."""
    return _calls(asked, None)


def _calls(asked: Asked, organization_id: int | None) -> Any:
    outcome, cause, operation = (asked.query(name) or None for name in ("outcome", "cause", "operation"))
    since, until = _moment(asked, "since"), _moment(asked, "until")
    email, user_guid, limit = asked.query("user"), None, asked.limit()
    with asked.store.reading(ALL if organization_id is None else organization_id) as connection:
        if email and organization_id is not None:
            _, user_guid = administration.user_named(connection, email, asked.organization.name)
        wanted = CallFilter(user_guid, operation, outcome, cause, since, until)
        found = call_log.page(connection, organization_id, wanted, limit + 1, _after(asked))
    last = found[limit - 1].place if len(found) > limit else None
    return {"calls": found[:limit], "after": None if last is None else last.text}


def quota(asked: Asked) -> Any:
    """The calls of today, the quota, when the count begins anew, and the days before (all in UTC)."""
    return administration.quota_of(asked.store, asked.organization.name)


def changes(asked: Asked) -> Any:
    """A page of the organization's audit trail, newest first: `limit` lines (100) before the number `before`."""
    return _changes(asked, [asked.organization.id])


def changes_of_service(asked: Asked) -> Any:
    """The same for what concerns the service as a whole."""
    return _changes(asked, [None])


def _changes(asked: Asked, scope: audit.Scope) -> Any:
    before, limit = asked.query("before"), asked.limit()
    if before and not (before.isascii() and before.isdigit() and int(before) < 2**63):
        raise Refusal(400, "before is the number of a line of the trail.")
    with asked.store.reading() as connection:
        found = audit.page(connection, scope, limit + 1, int(before) if before else None)
    return {"changes": found[:limit], "before": found[limit - 1].id if len(found) > limit else None}


def _moment(asked: Asked, name: str) -> datetime | None:
    text = asked.query(name)
    try:
        return call_log.moment(text) if text else None
    except ValueError:
        raise Refusal(400, f"{name} is a time such as 2026-12-24T18:00Z.") from None


def _after(asked: Asked) -> Place | None:
    text = asked.query("after")
    if not text:
        return None
    try:
        return Place.read(text)
    except ValueError:
        raise Refusal(400, "after is a place in the log, as the page before gave it.") from None


ACTIONS = (
    Action("GET", f"{ORGANIZATION}/calls", calls),
    Action("GET", f"{ROOT}/calls", calls_of_nobody, operators_only=True),
    Action("GET", f"{ORGANIZATION}/quota", quota),
    Action("GET", f"{ORGANIZATION}/audit", changes),
    Action("GET", f"{ROOT}/audit", changes_of_service, operators_only=True),
)
