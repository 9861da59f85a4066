"""Access rights profiles: what their users may see and do."""

from __future__ import annotations

from typing import Any

import msgspec

from severakit.service.admin.actions import ORGANIZATION, Action, Asked, Refusal
from severakit.store import profiles
from severakit.store.profiles import ProfileInfo

PROFILE = f"{ORGANIZATION}/profiles/{{name}}"


class NewProfile(msgspec.Struct, forbid_unknown_fields=True):
    """A new profile, and whose rights it has; the narrowest where that is left out."""

    name: str
    copy_of: str | None = None


class ProfileSettings(msgspec.Struct, forbid_unknown_fields=True):
    """The settings to change; what is left out stays."""

    name: str | None = None
    active: bool | None = None
    default: bool | None = None
    rights: dict[str, bool | str | None] = {}


def listing(asked: Asked) -> Any:
    """The organization's profiles by name, each with its rights and the number of its users."""
    return {"profiles": profiles.list_profiles(asked.store, organization=asked.organization.name)}


def add(asked: Asked) -> Any:
    """Add a profile."""
    body = asked.body
    return profiles.add_profile(asked.store, body.name, organization=asked.organization.name, copy_of=body.copy_of)


def show(asked: Asked) -> Any:
    """A profile with its rights."""
    return _profile(asked)


def change(asked: Asked) -> Any:
    """Change a profile: from the next call on for all who have it."""
    settings = msgspec.structs.asdict(asked.body)
    return profiles.set_profile(
        asked.store,
        _profile(asked).name,
        organization=asked.organization.name,
        new_name=settings.pop("name"),
        **settings,
    )


def delete(asked: Asked) -> Any:
    """Delete a profile that nobody has."""
    profiles.delete_profile(asked.store, _profile(asked).name, organization=asked.organization.name)
    return listing(asked)


def _profile(asked: Asked) -> ProfileInfo:
    named = asked.named("name")
    every = profiles.list_profiles(asked.store, organization=asked.organization.name)
    found = next((each for each in every if named in (each.name, each.guid)), None)
    if found is None:
        raise Refusal(404, "There is no such access rights profile.")
    return found


ACTIONS = (
    Action("GET", f"{ORGANIZATION}/profiles", listing),
    Action("POST", f"{ORGANIZATION}/profiles", add, NewProfile, creates=True),
    Action("GET", PROFILE, show),
    Action("PATCH", PROFILE, change, ProfileSettings),
    Action("DELETE", PROFILE, delete),
)
