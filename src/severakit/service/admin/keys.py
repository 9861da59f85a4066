"""API keys: made, shown once, replaced with an overlap, revoked, and when each was used last."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import msgspec

from severakit.service.admin.actions import ORGANIZATION, Action, Asked, Refusal
from severakit.service.admin.users import USER, user_of
from severakit.store import administration

KEY = f"{ORGANIZATION}/keys/{{guid}}"
_Days = Annotated[float, msgspec.Meta(gt=0, le=36_500)]
_Hours = Annotated[float, msgspec.Meta(gt=0, le=24 * 36_500)]


class NewKey(msgspec.Struct, forbid_unknown_fields=True):
    """What a key is for, and after how many days it no longer opens; never where that is left out."""

    name: str
    expires_in_days: _Days | None = None


class Rotation(msgspec.Struct, forbid_unknown_fields=True):
    """For how many hours the old key still opens."""

    overlap_hours: _Hours = 24


def listing(asked: Asked) -> Any:
    """What may be shown of the organization's keys, the newest first: their beginnings, never a key."""
    return {"keys": administration.list_keys(asked.store, organization=asked.organization.name)}


def create(asked: Asked) -> Any:
    """Make a key for a user; the answer is the only place that ever shows it."""
    user, days = user_of(asked), asked.body.expires_in_days
    key = administration.create_key(
        asked.store,
        user.email,
        organization=asked.organization.name,
        name=asked.body.name,
        expires_in=None if days is None else timedelta(days=days),
    )
    return {"api_key": key}


def rotate(asked: Asked) -> Any:
    """Make a key in the place of another, which still opens for the overlap; the new one is shown here alone."""
    overlap = timedelta(hours=asked.body.overlap_hours)
    name = asked.organization.name
    return {"api_key": administration.rotate_key(asked.store, _guid(asked), overlap=overlap, organization=name)}


def revoke(asked: Asked) -> Any:
    """Revoke a key: calls with it are refused from now on."""
    administration.revoke_key(asked.store, _guid(asked), organization=asked.organization.name)
    return listing(asked)


def _guid(asked: Asked) -> str:
    """Return the GUID of the address. Raises Refusal for anything else: a key belongs into no address."""
    guid = asked.named("guid")
    if guid not in {key.guid for key in administration.list_keys(asked.store, organization=asked.organization.name)}:
        raise Refusal(404, "The organization has no key with that GUID.")
    return guid


ACTIONS = (
    Action("GET", f"{ORGANIZATION}/keys", listing),
    Action("POST", f"{USER}/keys", create, NewKey, creates=True),
    Action("POST", f"{KEY}/rotate", rotate, Rotation, creates=True),
    Action("DELETE", KEY, revoke),
)
