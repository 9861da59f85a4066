"""The organization's people: who is whose superior, who heads them all, and over whom the calling user has rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from severakit.entities import UsersRight
from severakit.service.call import Call
from severakit.service.operations.rights import rights_of_caller
from severakit.soap.faults import NoPermission
from severakit.store.store import Session
from severakit.store.tables import users
from severakit.store.texts import is_among


def head_of_organization(session: Session) -> sa.RowMapping | None:
    """Return the user who has no superior; of several the first."""
    tops = session.select(users).where(users.c.superior_user_guid.is_(None))
    return next(iter(session.all(tops.order_by(users.c.inserted_at, users.c.guid).limit(1))), None)


def line_of_superiors(session: Session, user_guid: str) -> list[str]:
    """Return a user and the superiors above, the nearest first."""
    return _line(_superiors(session), user_guid)


def _superiors(session: Session) -> dict[str, str | None]:
    people = session.all(session.select(users, users.c.guid, users.c.superior_user_guid))
    return {row["guid"]: row["superior_user_guid"] for row in people}


def _line(above: Mapping[str, str | None], user_guid: str) -> list[str]:
    line: list[str] = []
    current: str | None = user_guid
    while current is not None and current not in line:
        line.append(current)
        current = above.get(current)
    return line


def is_own_or_subordinate(call: Call, user_guid: str | None) -> bool:
    """Whether a user is the calling one, or works under that one."""
    return user_guid is not None and call.caller.user_guid in line_of_superiors(call.session, user_guid)


def own_and_subordinates(call: Call) -> list[str]:
    """Return the calling user and all who work under that one."""
    above = _superiors(call.session)
    return [guid for guid in above if call.caller.user_guid in _line(above, guid)]


def colleagues(call: Call) -> sa.Select[tuple[str]]:
    """SELECT the users of the calling one's business unit."""
    unit = call.session.select(users, users.c.business_unit_guid).where(users.c.guid == call.caller.user_guid)
    return call.session.select(users, users.c.guid).where(users.c.business_unit_guid.in_(unit))


def may_manage(call: Call, user_guid: str) -> bool:
    """Whether the caller may change a user and the user's hours: everybody's own, and what the users right covers."""
    level = _users_right(call)
    if level == UsersRight.ALL or user_guid == call.caller.user_guid:
        return True
    over_employees = level in (UsersRight.EDIT_OWN_EMPLOYEES, UsersRight.ADD_OWN_EMPLOYEES)
    return over_employees and is_own_or_subordinate(call, user_guid)


def is_managed(call: Call, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The condition that a column names a user whom the caller may manage, in the sense of `may_manage`."""
    return sa.or_(column == call.caller.user_guid, is_covered(call, column))


def is_covered(call: Call, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The condition that a column names a user whom the users right covers, which with None is not even oneself."""
    match _users_right(call):
        case UsersRight.ALL:
            return sa.true()
        case UsersRight.EDIT_OWN_EMPLOYEES | UsersRight.ADD_OWN_EMPLOYEES:
            return is_among(column, own_and_subordinates(call))
        case _:
            return sa.false()


def require_managing(call: Call, user_guid: str) -> None:
    """Make sure that the caller may change a user. Raises NoPermission."""
    if not may_manage(call, user_guid):
        raise NoPermission(f"{call.operation.name} takes the users right for this user.")


def require_leading(call: Call, user_guid: str) -> None:
    """Make sure that the caller may change where a user stands: others, not oneself, or all. Raises NoPermission."""
    if _users_right(call) != UsersRight.ALL and user_guid == call.caller.user_guid:
        raise NoPermission(f"{call.operation.name} takes the users right All to change one's own place.")
    require_managing(call, user_guid)


def require_managing_everybody(call: Call) -> None:
    """Make sure that the caller may manage all users. Raises NoPermission."""
    if _users_right(call) != UsersRight.ALL:
        raise NoPermission(f"{call.operation.name} takes the users right All.")


def require_adding_users(call: Call, business_unit_guid: str | None) -> None:
    """Make sure that the caller may add a user to a unit. Raises NoPermission."""
    level = _users_right(call)
    caller = call.required(users, call.caller.user_guid, "The caller")
    in_own_unit = caller["business_unit_guid"] == business_unit_guid
    if level != UsersRight.ALL and not (level == UsersRight.ADD_OWN_EMPLOYEES and in_own_unit):
        raise NoPermission("AddNewUser takes the users right All, or AddOwnEmployees for the caller's own unit.")


def _users_right(call: Call) -> Any:
    return rights_of_caller(call)["users"]
