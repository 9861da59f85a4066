"""API keys of users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from severakit.store import access, audit
from severakit.store.administration.naming import (
    organization_named,
    user_named,
)
from severakit.store.errors import AdministrationError
from severakit.store.names import checked_name
from severakit.store.schema import organizations
from severakit.store.store import Store

_LONGEST = timedelta(days=36_500)


@dataclass(frozen=True)
class KeyInfo:
    """What may be shown of an API key: its beginning, never the key."""

    organization: str
    guid: str
    email: str
    name: str
    shown: str
    inserted_at: datetime
    revoked_at: datetime | None
    """From when on the key does not open; a moment ahead is when it expires."""
    is_revoked: bool
    last_used_at: datetime | None
    last_used_from: str | None

    @property
    def revoked(self) -> bool:
        """Whether the key no longer opens."""
        return self.is_revoked or (self.revoked_at is not None and self.revoked_at <= datetime.now(UTC))


def create_key(
    store: Store,
    email: str,
    *,
    organization: str | None = None,
    name: str = "API key",
    expires_in: timedelta | None = None,
) -> str:
    """Make an API key for a user and return it: nobody can see it again. Without ``expires_in`` it opens until revoked.

    Raises AdministrationError for an unknown user or organization, and a name or a time that is none.
    """
    name = checked_name(name, "An API key")
    expires_at = None if expires_in is None else store.clock() + _ahead(expires_in)
    with store.writing() as connection:
        organization_id, guid = user_named(connection, email, organization)
        key = access.add_key(connection, organization_id, guid, name, store.clock(), expires_at)
        made = {"name": name, "key": key[: access.SHOWN], **({"expires_at": expires_at} if expires_at else {})}
        audit.record(connection, store.clock(), organization_id, "API key created", email, after=made)
        return key


def rotate_key(store: Store, key: str, *, overlap: timedelta, organization: str | None = None) -> str:
    """Make a key in the place of another and return it; the old one opens for the overlap, so that both work meanwhile.

    The key is named as for revoke_key. Raises AdministrationError as that does, and for a time that is none.
    """
    with store.writing() as connection:
        old = _one_key(connection, key, organization, store.clock())
        ends_at = store.clock() + _ahead(overlap)
        new = access.add_key(connection, old["organization_id"], old["user_guid"], old["name"], store.clock())
        access.end_keys(connection, old["organization_id"], access.api_keys.c.guid == old["guid"], ends_at)
        changes = {
            "before": {"key": old["shown"], "ends_at": old["revoked_at"]},
            "after": {"key": new[: access.SHOWN], "ends_at": ends_at},
        }
        audit.record(connection, store.clock(), old["organization_id"], "API key rotated", old["name"], **changes)
        return new


def _ahead(span: timedelta) -> timedelta:
    if not timedelta(0) < span <= _LONGEST:
        raise AdministrationError("A key's time lies ahead, at most 100 years: give more than nothing.")
    return span


def _one_key(connection: Connection, key: str, organization: str | None, now: datetime) -> RowMapping:
    """Return the one key that still opens and is meant."""
    keys = access.api_keys.c
    named = sa.or_(keys.guid == key, keys.shown == key, keys.digest == access.digest(key))
    if organization is not None:
        named = sa.and_(named, keys.organization_id == organization_named(connection, organization))
    told = (keys.organization_id, keys.user_guid, keys.guid, keys.name, keys.shown, keys.revoked_at)
    found = connection.execute(sa.select(*told).where(named, access.still_opens(now))).mappings().all()
    if not found:
        raise AdministrationError("No such key is in use; see the list of keys and give its GUID.")
    if len(found) > 1:
        raise AdministrationError("Several keys begin like that; give the GUID of the one you mean.")
    return found[0]


def list_keys(store: Store, *, organization: str | None = None) -> list[KeyInfo]:
    """Return the keys of an organization, or of all, newest first in each.

    Raises AdministrationError for an unknown organization.
    """
    statement = sa.select(organizations.c.id, organizations.c.name).order_by(organizations.c.name)
    with store.reading() as connection:
        if organization is not None:
            statement = statement.where(organizations.c.id == organization_named(connection, organization))
        return [
            KeyInfo(organization=owner.name, **key)
            for owner in connection.execute(statement).all()
            for key in access.keys_of(connection, owner.id)
        ]


def revoke_key(store: Store, key: str, *, organization: str | None = None) -> None:
    """Revoke one key, named by its GUID, by its beginning as it is listed, or by itself.

    Raises AdministrationError where no key that opens is meant, or more than one.
    """
    with store.writing() as connection:
        found = _one_key(connection, key, organization, store.clock())
        access.revoke_keys(connection, found["organization_id"], access.api_keys.c.guid == found["guid"], store.clock())
        revoked = {"name": found["name"], "key": found["shown"]}
        audit.record(
            connection, store.clock(), found["organization_id"], "API key revoked", found["name"], before=revoked
        )


def revoke_keys_of(store: Store, email: str, *, organization: str | None = None) -> int:
    """Revoke all keys of a user and return how many opened until now.

    Raises AdministrationError for an unknown user or organization.
    """
    with store.writing() as connection:
        organization_id, guid = user_named(connection, email, organization)
        mine = access.api_keys.c.user_guid == guid
        revoked = access.revoke_keys(connection, organization_id, mine, store.clock())
        if revoked:
            were = {"keys": revoked}
            audit.record(connection, store.clock(), organization_id, "API keys revoked", email, before=were)
        return revoked
