"""Approving hours: whose hours the calling user may approve, and so change when they are approved already."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from severakit.entities import WorkHourApprovalRight
from severakit.service.call import Call
from severakit.service.operations.people import colleagues, own_and_subordinates
from severakit.service.operations.rights import rights_of_caller
from severakit.store.tables import cases, users
from severakit.store.texts import is_among


def is_approvable(
    call: Call, user_column: sa.ColumnElement[Any], case_column: sa.ColumnElement[Any]
) -> sa.ColumnElement[bool]:
    """The condition that hours of a user on a case are those that the caller may approve.

    The right reaches subordinates, oneself too, one's business unit, or everybody; who has the right of case owners
    may approve all hours on the cases that one owns.
    """
    rights = rights_of_caller(call)
    covered = _covered(call, rights["work_hour_approval"], user_column)
    if not rights["case_owner_work_hour_approval"]:
        return covered
    owned = call.session.select(cases, cases.c.guid).where(cases.c.case_owner_user_guid == call.caller.user_guid)
    return sa.or_(covered, case_column.in_(owned))


def may_approve(call: Call, user_guid: str, case_guid: str) -> bool:
    """Whether the caller may approve hours of a user on a case."""
    approvable = is_approvable(call, users.c.guid, sa.literal(case_guid))
    return call.session.count(users, users.c.guid == user_guid, approvable) == 1


def _covered(call: Call, level: Any, user_column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    match level:
        case WorkHourApprovalRight.ALL:
            return sa.true()
        case WorkHourApprovalRight.OWN_UNIT:
            return sa.or_(is_among(user_column, own_and_subordinates(call)), user_column.in_(colleagues(call)))
        case WorkHourApprovalRight.OWN_USERS_AND_SELF:
            return is_among(user_column, own_and_subordinates(call))
        case WorkHourApprovalRight.OWN_USERS:
            return sa.and_(is_among(user_column, own_and_subordinates(call)), user_column != call.caller.user_guid)
        case _:
            return sa.false()
