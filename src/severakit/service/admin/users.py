"""Users: the settings of their personal details, and their access rights."""

from __future__ import annotations

from typing import Any

import msgspec

from severakit.service.admin.actions import ORGANIZATION, Action, Asked, Refusal
from severakit.store import access, administration, profiles
from severakit.store.administration import UserInfo
from severakit.store.defaults import ADMINISTRATOR

USER = f"{ORGANIZATION}/users/{{email}}"


class NewUser(msgspec.Struct, forbid_unknown_fields=True):
    """A new user; the API access right and the API are off at first."""

    email: str
    first_name: str
    last_name: str
    profile: str = ADMINISTRATOR


class UserSettings(msgspec.Struct, forbid_unknown_fields=True):
    """The settings to change; what is left out stays."""

    active: bool | None = None
    api_right: bool | None = None
    api_enabled: bool | None = None
    profile: str | None = None


class UserRights(msgspec.Struct, forbid_unknown_fields=True):
    """Levels by right, null for what the profile shall give; rights that are left out stay."""

    rights: dict[str, bool | str | None]


def listing(asked: Asked) -> Any:
    """A page of users by e-mail address, `limit` of them (100) that follow the address `after`."""
    limit = asked.limit()
    found = administration.list_users(
        asked.store, organization=asked.organization.name, after=asked.query("after"), limit=limit + 1
    )
    return {"users": found[:limit], "after": found[limit - 1].email if len(found) > limit else None}


def add(asked: Asked) -> Any:
    """Add a user."""
    organization, body = asked.organization.name, msgspec.structs.asdict(asked.body)
    administration.add_user(asked.store, organization=organization, **body)
    return administration.set_user(asked.store, asked.body.email, organization=organization)


def show(asked: Asked) -> Any:
    """A user with the settings that decide whether the user's keys open."""
    return user_of(asked)


def change(asked: Asked) -> Any:
    """Change settings of a user."""
    user, settings = user_of(asked), msgspec.structs.asdict(asked.body)
    return administration.set_user(asked.store, user.email, organization=asked.organization.name, **settings)


def show_rights(asked: Asked) -> Any:
    """All rights of a user, and which of them are set for the user alone, over the profile."""
    user = user_of(asked)
    with asked.store.read(asked.organization.id) as session:
        rights = access.user_rights(session.connection, session.organization_id, user.guid)
        return {"rights": rights, "over_profile": profiles.rights_over_profile(session, user.guid)}


def change_rights(asked: Asked) -> Any:
    """Give a user alone rights over the profile, or take them back."""
    user = user_of(asked)
    profiles.set_user_rights(asked.store, user.email, asked.body.rights, organization=asked.organization.name)
    return show_rights(asked)


def user_of(asked: Asked) -> UserInfo:
    """Return the user of the address, however it is capitalized. Raises Refusal where the organization has none."""
    email = asked.named("email")
    found = administration.list_users(asked.store, organization=asked.organization.name, email=email)
    if not found:
        raise Refusal(404, "There is no such user.")
    return found[0]


ACTIONS = (
    Action("GET", f"{ORGANIZATION}/users", listing),
    Action("POST", f"{ORGANIZATION}/users", add, NewUser, creates=True),
    Action("GET", USER, show),
    Action("PATCH", USER, change, UserSettings),
    Action("GET", f"{USER}/rights", show_rights),
    Action("PATCH", f"{USER}/rights", change_rights, UserRights),
)
