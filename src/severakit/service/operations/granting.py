"""Granting rights: nobody gives to others, or takes from them, more than the caller's own rights reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from severakit.contract import load_contract
from severakit.service.call import Call
from severakit.service.operations.rights import rights_of_caller
from severakit.soap.faults import NoPermission
from severakit.store import access
from severakit.store.tables import access_rights_profiles

_ENUMS = load_contract().enums
# For each right its levels, the narrowest first; none at all is as narrow.
_LEVELS: dict[str, list[Any]] = {
    member.python_name: list(_ENUMS[member.type.name].values) if member.type.name in _ENUMS else [False, True]
    for member in load_contract().types["AccessRights"].members
    if member.type.name != "string"
}


def require_profile_within_own(call: Call, profile_guid: str) -> None:
    """Make sure that an access rights profile gives nothing that the caller lacks. Raises NoPermission."""
    profile = call.required(access_rights_profiles, profile_guid, "The access rights profile")
    require_within_own(call, {name: profile[f"rights_{name}"] for name in _LEVELS})


def require_user_within_own(call: Call, user_guid: str) -> None:
    """Make sure that a user may do nothing that the caller may not. Raises NoPermission."""
    require_within_own(call, access.user_rights(call.session.connection, call.session.organization_id, user_guid))


def require_within_own(call: Call, rights: Mapping[str, Any]) -> None:
    """Make sure that the caller has each of these rights, by name, at the level given. Raises NoPermission."""
    own = rights_of_caller(call)
    wider = [name for name in _LEVELS if _breadth(name, rights.get(name)) > _breadth(name, own[name])]
    if wider:
        raise NoPermission(f"{call.operation.name} would reach beyond the caller's own rights: {', '.join(wider)}.")


def _breadth(name: str, level: Any) -> int:
    return 0 if level is None else _LEVELS[name].index(level)
