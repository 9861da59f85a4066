"""Rights over travel reimbursements: whose the calling user may see, move on and approve."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from severakit.entities import TravelReimbursementRight
from severakit.service.call import Call
from severakit.service.operations.people import colleagues, is_covered, own_and_subordinates
from severakit.service.operations.rights import rights_of_caller
from severakit.soap.faults import NoPermission
from severakit.store.tables import travel_reimbursements
from severakit.store.texts import is_among


def covered(call: Call) -> sa.ColumnElement[bool]:
    """The condition that a travel reimbursement is one that the caller may handle: by its right or the users right."""
    owner = travel_reimbursements.c.user_guid
    return sa.or_(is_covered(call, owner), _is_covered_by_own_right(call, owner))


def _is_covered_by_own_right(call: Call, owner: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    match _level(call):
        case TravelReimbursementRight.ALL:
            return sa.true()
        case TravelReimbursementRight.CREATE_OWN:
            return owner == call.caller.user_guid
        case TravelReimbursementRight.OWN_USERS:
            return is_among(owner, own_and_subordinates(call))
        case TravelReimbursementRight.OWN_UNIT:
            return sa.or_(is_among(owner, own_and_subordinates(call)), owner.in_(colleagues(call)))
        case _:
            return sa.false()


def require_handling(call: Call, claim: sa.RowMapping) -> None:
    """Make sure that the caller may move a travel reimbursement on. Raises NoPermission."""
    if not call.session.count(travel_reimbursements, travel_reimbursements.c.guid == claim["guid"], covered(call)):
        raise NoPermission(f"{call.operation.name} takes the travel reimbursement or the users right for this user.")


def require_approving(call: Call, claim: sa.RowMapping) -> None:
    """Make sure that the caller may also approve it: others', and one's own only with the right All.

    Raises NoPermission.
    """
    require_handling(call, claim)
    if claim["user_guid"] == call.caller.user_guid and _level(call) != TravelReimbursementRight.ALL:
        raise NoPermission(f"{call.operation.name} takes the travel reimbursement right All to approve one's own.")


def _level(call: Call) -> Any:
    return rights_of_caller(call)["travel_reimbursement"]
