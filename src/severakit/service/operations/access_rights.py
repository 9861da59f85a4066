"""IAccessRights: profiles of access rights, and what single users are allowed over their profile."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.entities import AccessRightsProfile, UserRights
from severakit.service.call import Call, Result
from severakit.service.operations.granting import (
    require_profile_within_own,
    require_user_within_own,
    require_within_own,
)
from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.referring import is_referred_to, referring_columns
from severakit.service.operations.registers import require_settings_right
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import (
    Values,
    current_row,
    is_unset,
    keep_one_default,
    kept_values,
    sent,
)
from severakit.soap.faults import NoPermission, Validation
from severakit.store.tables import access_rights_profiles, users

# What a new profile allows where it says nothing.
_NARROWEST = {
    f"rights_{member.python_name}": False if member.type.name == "boolean" else "None"
    for member in load_contract().types["AccessRights"].members
    if member.type.name != "string"
}

access_rights = Interface("IAccessRights")
access_rights.declare("GetAllAccessRightsProfiles", everything("AccessRightsProfile", "name"))
access_rights.declare("GetAccessRightsProfileByGUID", by_guid("AccessRightsProfile"))


# --- profiles --------------------------------------------------------------------------------


@access_rights.operation
def get_users_by_access_rights_profile_guid(call: Call, guid: str | None) -> Result:
    """All users with a profile by name, inactive ones too; NotFound for an unknown profile."""
    profile = call.required(access_rights_profiles, guid, "The access rights profile")
    by_name = (users.c.last_name, users.c.first_name, users.c.guid)
    return call.session.rows("User", users.c.profile_guid == profile["guid"], order_by=by_name)


@access_rights.operation
def add_new_access_rights_profile(call: Call, access_rights_profile: AccessRightsProfile | None) -> Result:
    """Insert an active profile; Name is mandatory and no other profile's. Rights that are left out are None or false.

    A new default takes the place of the present one. Takes the administrator right, and nobody gives a right that
    reaches beyond the caller's own. As these operations declare neither, both a missing right and input that is
    not valid are GeneralFailure.
    """
    require_settings_right(call)
    values = kept_values("AccessRightsProfile", sent(access_rights_profile, "name")) | {"is_active": True}
    values = values | {name: values.get(name) or narrowest for name, narrowest in _NARROWEST.items()}
    require_within_own(call, _by_right(values))
    _check_name(call, values["name"], None)
    guid = call.session.insert(access_rights_profiles, **values)
    keep_one_default(call, access_rights_profiles, guid, values)
    return call.stored("AccessRightsProfile", guid)


@access_rights.operation
def update_access_rights_profile(call: Call, access_rights_profile: AccessRightsProfile | None) -> Result:
    """Change the members of a profile that carry a value; the others stay as they are.

    The default must stay active and cannot stop being the default, other than by another becoming it. Takes the
    administrator right, and rights that cover the profile's both before and after.
    """
    require_settings_right(call)
    entity = sent(access_rights_profile, "guid")
    # Before any row is held: whoever has the turn may have to change this one.
    call.session.wait_for_turn()
    current = current_row(call, access_rights_profiles, entity.guid, "The access rights profile")
    require_profile_within_own(call, current["guid"])
    values = _with_value(kept_values("AccessRightsProfile", entity))
    require_within_own(call, _by_right(values))
    _check_name(call, values.get("name", current["name"]), current["guid"])
    stored = {**current, **values}
    if current["is_default"] and not stored["is_default"]:
        raise Validation("IsDefault cannot be taken from the default: make another profile the default instead.")
    if stored["is_default"] and not stored["is_active"]:
        raise Validation("IsActive must be true while IsDefault is: new users get the default profile.")
    call.session.update(access_rights_profiles, current["guid"], **values)
    keep_one_default(call, access_rights_profiles, current["guid"], values)
    return call.stored("AccessRightsProfile", current["guid"])


@access_rights.operation
def delete_access_rights_profile_by_guid(call: Call, guid: str | None) -> Result:
    """Delete a profile; the default one, and one that a user has, cannot be deleted. Takes the administrator right."""
    require_settings_right(call)
    current = current_row(call, access_rights_profiles, guid, "The access rights profile")
    require_profile_within_own(call, current["guid"])
    if current["is_default"]:
        raise Validation("The default profile cannot be deleted: make another the default first.")
    if any(
        is_referred_to(call.session, column, [current["guid"]]) for column in referring_columns(access_rights_profiles)
    ):
        raise Validation("The profile is that of users: give them another one first.")
    call.session.delete(access_rights_profiles, access_rights_profiles.c.guid == current["guid"])
    return None


def _check_name(call: Call, name: str, guid: str | None) -> None:
    same = call.session.find(access_rights_profiles, name=name)
    if same is not None and same["guid"] != guid:
        raise Validation(f"Name {name} belongs to another access rights profile.")


def _with_value(values: Values) -> Values:
    return {name: value for name, value in values.items() if not is_unset(value)}


def _by_right(values: Values) -> dict[str, Any]:
    """Return the rights among the columns of a profile or user, by name."""
    return {name.removeprefix("rights_"): value for name, value in values.items() if name in _NARROWEST}


# --- users -----------------------------------------------------------------------------------


@access_rights.operation
def get_user_rights_by_user_guid(call: Call, guid: str | None) -> Result:
    """What is set for a user over the profile: the other rights are nil. NotFound for an unknown user."""
    return call.one("UserRights", _is(guid))


@access_rights.operation
def update_user_rights_by_user_guid(call: Call, guid: str | None, rights: UserRights | None) -> Result:
    """Set rights of a user over the profile; members without a value stay as they are.

    Takes the administrator right, and rights that cover the user's both before and after; nobody changes their own.
    API is the right to the API; whether the API is enabled for the user is not changed here.
    """
    require_settings_right(call)
    current = current_row(call, users, guid, "The user")
    if current["guid"] == call.caller.user_guid:
        raise NoPermission("Nobody changes their own access rights.")
    require_user_within_own(call, current["guid"])
    entity = sent(rights)
    values = _with_value(kept_values("UserRights", entity))
    require_within_own(call, _by_right(values))
    if entity.api is not None:
        values["api_right"] = entity.api
    call.session.update(users, current["guid"], **values)
    return call.one("UserRights", _is(current["guid"]))


def _is(guid: str | None) -> sa.ColumnElement[bool]:
    return users.c.guid == guid
