"""Rights over cases: which of them the calling user may create, change and invoice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from severakit.entities import AccountRight, CaseRight
from severakit.service.call import Call
from severakit.service.operations.people import is_own_or_subordinate, own_and_subordinates
from severakit.service.operations.rights import rights_of_caller
from severakit.soap.faults import NoPermission
from severakit.store.tables import cases, users
from severakit.store.texts import is_among

MANAGING = (CaseRight.OWN_NO_FINANCIAL, CaseRight.OWN, CaseRight.OWN_UNIT, CaseRight.ALL)
INVOICING = (CaseRight.OWN, CaseRight.OWN_UNIT, CaseRight.ALL)


def require_case_creation(call: Call) -> None:
    """Make sure that the caller may create cases. Raises NoPermission."""
    if case_level(rights_of_caller(call)) not in MANAGING:
        raise _refusal(call)


def may_see_cases(call: Call) -> bool:
    """Whether the caller has any right over cases."""
    return case_level(rights_of_caller(call)) not in (None, CaseRight.NONE)


def may_change_case(call: Call, case: sa.RowMapping) -> bool:
    """Whether the caller may change a case, its phases and the hours on it."""
    level = case_level(rights_of_caller(call))
    return level in MANAGING and _covers(call, level, case)


def require_case_right(call: Call, case: sa.RowMapping) -> None:
    """Make sure that the caller may change a case and its phases. Raises NoPermission."""
    if not may_change_case(call, case):
        raise _refusal(call)


def require_case_deletion(call: Call, case: sa.RowMapping) -> None:
    """Make sure that the caller may delete a case, which is a right of its own. Raises NoPermission."""
    require_case_right(call, case)
    if not rights_of_caller(call)["case_delete"]:
        raise _refusal(call)


def require_invoicing_right(call: Call, case: sa.RowMapping | None) -> None:
    """Make sure that the caller may invoice a case; without a case, any. Raises NoPermission."""
    level = case_level(rights_of_caller(call))
    if level not in INVOICING or not _covers(call, level, case):
        raise _refusal(call)


def managed_cases(call: Call, level: Any) -> sa.ColumnElement[bool]:
    """The condition that a case is one whose hours and items a case right of this level covers."""
    if level not in MANAGING:
        return sa.false()
    if level == CaseRight.ALL:
        return sa.true()
    owned = owned_cases(call)
    if level != CaseRight.OWN_UNIT:
        return owned
    caller = call.required(users, call.caller.user_guid, "The caller")
    return sa.or_(owned, cases.c.business_unit_guid == caller["business_unit_guid"])


def owned_cases(call: Call) -> sa.ColumnElement[bool]:
    """The condition that a case is the caller's own or a subordinate's."""
    return is_among(cases.c.case_owner_user_guid, own_and_subordinates(call))


def case_level(rights: dict[str, Any]) -> Any:
    """Return the case right that these rights come to."""
    # Who may not see customers may not see their cases, whatever the case right says.
    return CaseRight.NONE if rights["account"] == AccountRight.NONE else rights["case"]


def _covers(call: Call, level: Any, case: sa.RowMapping | None) -> bool:
    if level == CaseRight.ALL:
        return True
    if case is None:
        return False
    if is_own_or_subordinate(call, case["case_owner_user_guid"]):
        return True
    caller = call.required(users, call.caller.user_guid, "The caller")
    return bool(level == CaseRight.OWN_UNIT and caller["business_unit_guid"] == case["business_unit_guid"])


def _refusal(call: Call) -> NoPermission:
    return NoPermission(f"{call.operation.name} takes the case right for this case.")
