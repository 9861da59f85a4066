"""The access checklist of keys, for the doctor and other scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from severakit.service import gate
from severakit.service.admin.actions import ROOT, Action, Asked
from severakit.store import access
from severakit.store.store import Store

_MOST_KEYS = 100


@dataclass(frozen=True)
class AccessReport:
    """What an administrator may know of one key: each checklist item, and the rights that are too narrow.

    ``items`` has None for what an unknown key leaves unknown. ``narrow_rights`` maps a right to its level.
    """

    user: str | None
    items: dict[str, bool | None]
    narrow_rights: dict[str, Any] | None


class AccessCheck(msgspec.Struct):
    """The keys to check."""

    api_keys: Annotated[list[str], msgspec.Meta(max_length=_MOST_KEYS)]


def access_report(store: Store, api_key: str, organization_id: int | None = None) -> AccessReport:
    """Return the access checklist for a key; for another organization's key it is as unknown as a wrong one."""
    with store.reading() as connection:
        caller = access.find_caller(connection, api_key, store.clock())
        if caller is None or organization_id not in (None, caller.organization_id):
            return AccessReport(None, gate.checklist(None), None)
        rights = access.user_rights(connection, caller.organization_id, caller.user_guid)
        user = access.user_email(connection, caller.organization_id, caller.user_guid)
    narrow = {name: level for name, level in rights.items() if level != access.WIDEST[name]}
    return AccessReport(user, gate.checklist(caller), narrow)


def check(asked: Asked) -> Any:
    """The checklist of each key, in the order of the keys, and the rights of its user that are narrow."""
    return {"reports": [access_report(asked.store, key, asked.holder.organization_id) for key in asked.body.api_keys]}


ACTIONS = (Action("POST", f"{ROOT}/access-check", check, AccessCheck),)
