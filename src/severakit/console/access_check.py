"""Access check: the checklist of a user or of some keys, a line each, with a link to what mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from starlette.responses import Response

from severakit.console.mending import HOLDS, NO_KEY, USER, Mending, mending_of, mending_of_unknown_key
from severakit.console.visit import Page, Visit
from severakit.service.gate import checklist
from severakit.store import access, administration
from severakit.store.access import Caller
from severakit.store.errors import AdministrationError

_MOST_KEYS = 20
# Of a text that is no key little is shown: it may be somebody's secret in the wrong place.
_SHOWN_OF_UNKNOWN = 4


@dataclass(frozen=True)
class Line:
    """An item: whether it holds, None where that is unknown, how it reads, and what mends it where it does not."""

    holds: bool | None
    says: str
    mending: Mending | None


@dataclass(frozen=True)
class Check:
    """What was found out of a user or a key: ``key`` says which one it is, and ``user`` whose.

    ``link`` leads to the user, below the console's root.
    """

    lines: list[Line]
    key: str = ""
    user: str = ""
    link: str = ""

    @property
    def opens(self) -> bool:
        """Whether calls are answered; narrow rights refuse none."""
        return all(line.holds for line in self.lines[:-1])


def show(visit: Visit) -> Response:
    """Ask for a user or for keys."""
    return _page(visit, [])


def check(visit: Visit) -> Response:
    """Show the checklist; keys are used for it alone."""
    keys = visit.field("keys").split()
    if len(keys) > _MOST_KEYS:
        raise AdministrationError(f"Give at most {_MOST_KEYS} keys at once.")
    email = visit.field("user").strip()
    with visit.store.reading() as connection:
        user = _user(visit, connection, email) if email else None
        found = [] if user is None else [_of_user(visit, connection, email, user)]
        user_guid = None if user is None else user.user_guid
        for number, key in enumerate(keys, 1):
            name = "Key" if len(keys) == 1 else f"Key {number}:"
            found.append(_of_key(visit, connection, name, key, user_guid))
    return _page(visit, found)


def _page(visit: Visit, found: list[Check]) -> Response:
    return visit.render("access_check.html", found=found, user=visit.field("user"))


def _of_key(visit: Visit, connection: Connection, name: str, key: str, user_guid: str | None) -> Check:
    """Check a key, called ``name``; where it is nobody's it should be one of the user with that GUID."""
    caller = access.find_caller(connection, key, visit.store.clock())
    if caller is None or caller.organization_id != visit.organization_id:
        lines = [
            Line(holds, "", mending_of_unknown_key(user_guid)) if holds is False else Line(None, HOLDS[item], None)
            for item, holds in checklist(None).items()
        ]
        return Check([*lines, Line(None, HOLDS["rights"], None)], f"{name} {key[:_SHOWN_OF_UNKNOWN]}…")
    email = access.user_email(connection, caller.organization_id, caller.user_guid) or ""
    lines = _lines(connection, caller, checklist(caller), {})
    return Check(lines, f"{name} {caller.key_shown}…", email, USER.replace("{guid}", caller.user_guid))


def _user(visit: Visit, connection: Connection, email: str) -> Caller | None:
    _, guid = administration.user_named(connection, email, visit.organization.name)
    return access.caller_without_key(connection, visit.organization_id, guid, "")


def _of_user(visit: Visit, connection: Connection, email: str, caller: Caller) -> Check:
    keys = access.api_keys.c
    in_use = sa.select(keys.guid).where(
        keys.organization_id == visit.organization_id,
        keys.user_guid == caller.user_guid,
        access.still_opens(visit.store.clock()),
    )
    has_key = connection.execute(in_use.limit(1)).first() is not None
    lines = _lines(connection, caller, checklist(caller) | {"key": has_key}, {"key": NO_KEY})
    return Check(lines, user=email, link=USER.replace("{guid}", caller.user_guid))


def _lines(
    connection: Connection, caller: Caller, items: dict[str, bool | None], causes: Mapping[str, str]
) -> list[Line]:
    """Return a line for each item; ``causes`` names what is behind one that fails where that is not the item itself."""
    rights = access.user_rights(connection, caller.organization_id, caller.user_guid)
    items = items | {"rights": rights == access.WIDEST}
    return [
        Line(bool(holds), HOLDS[item], None if holds else mending_of(causes.get(item, item), caller.user_guid))
        for item, holds in items.items()
    ]


PAGES = (
    Page("/access-check", show, "Access check"),
    Page("/access-check", check, methods=("POST",)),
)
