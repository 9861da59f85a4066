"""Users, with the settings that decide whether their keys open."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store import audit
from severakit.store.administration.changes import given, settings
from severakit.store.administration.naming import (
    find_profile,
    find_users,
    organization_named,
    user_named,
)
from severakit.store.defaults import ADMINISTRATOR
from severakit.store.errors import AdministrationError
from severakit.store.names import checked_email, checked_name
from severakit.store.schema import organizations
from severakit.store.store import Session, Store
from severakit.store.tables import access_rights_profiles, business_units, users


@dataclass(frozen=True)
class UserInfo:
    """A user and the settings that decide whether the user's keys open."""

    organization: str
    guid: str
    email: str
    first_name: str
    last_name: str
    profile: str | None
    active: bool
    api_right: bool
    api_enabled: bool


def add_user(
    store: Store,
    email: str,
    *,
    first_name: str,
    last_name: str,
    organization: str | None = None,
    profile: str = ADMINISTRATOR,
) -> str:
    """Add a user to the organization's top unit and return the GUID.

    The first user becomes the head of the organization, further ones have the head as superior.
    API right and API are off at first. Raises AdministrationError for an e-mail address that is
    taken or none, a name that cannot be one, and for an unknown organization or profile.
    """
    email = checked_email(email)
    first_name, last_name = (checked_name(name, "A user") for name in (first_name, last_name))
    with store.writing() as connection:
        session = Session(connection, organization_named(connection, organization), store.clock())
        if find_users(connection, email, session.organization_id):
            raise AdministrationError(f"There is already a user {email}; change it with set, or take another address.")
        unit = session.find(business_units, parent_business_unit_guid=None)
        head = session.find(users, superior_user_guid=None)
        guid = session.insert(
            users,
            email=email,
            first_name=first_name,
            last_name=last_name,
            is_active=True,
            profile_guid=find_profile(session, profile),
            business_unit_guid=None if unit is None else unit["guid"],
            superior_user_guid=None if head is None else head["guid"],
        )
        added = {"first_name": first_name, "last_name": last_name, "profile": profile}
        audit.record(connection, store.clock(), session.organization_id, "user added", email, after=added)
        return guid


def list_users(
    store: Store,
    *,
    organization: str | None = None,
    email: str | None = None,
    after: str = "",
    limit: int | None = None,
) -> list[UserInfo]:
    """Return the users of an organization, or of all, by organization and e-mail address.

    ``email`` wants one address, however it is capitalized; ``limit`` bounds how many come, from the one that follows
    the address ``after`` on. Raises AdministrationError for an unknown organization.
    """
    with store.reading() as connection:
        wanted = [users.c.email > after] if after else []
        if organization is not None:
            wanted.append(users.c.organization_id == organization_named(connection, organization))
        if email is not None:
            wanted.append(sa.func.lower(users.c.email) == email.strip().lower())
        return _user_infos(connection, *wanted, limit=limit)


def set_user(
    store: Store,
    email: str,
    *,
    organization: str | None = None,
    active: bool | None = None,
    api_right: bool | None = None,
    api_enabled: bool | None = None,
    profile: str | None = None,
) -> UserInfo:
    """Change a user's settings, None leaves one as it is, and return what they are now.

    Raises AdministrationError for an unknown user, organization or profile.
    """
    with store.writing() as connection:
        organization_id, guid = user_named(connection, email, organization)
        session = Session(connection, organization_id, store.clock())
        values = given({"is_active": active, "api_right": api_right, "api_enabled": api_enabled})
        if profile is not None:
            values["profile_guid"] = find_profile(session, profile)
        before = user_info(connection, organization_id, guid)
        if values:
            session.update(users, guid, **values)
        after = user_info(connection, organization_id, guid)
        changes = {"before": settings(before), "after": settings(after)}
        audit.record(connection, store.clock(), organization_id, "user changed", after.email, **changes)
        return after


def count_users(store: Store, organization_id: int, most: int) -> int:
    """Return how many users an organization has; they are counted up to ``most``."""
    counted = sa.select(users.c.guid).where(users.c.organization_id == organization_id).limit(most).subquery()
    with store.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()


def find_user(store: Store, organization_id: int, guid: str) -> UserInfo | None:
    """Return the organization's user with that GUID, or None."""
    with store.reading() as connection:
        found = _user_infos(connection, users.c.organization_id == organization_id, users.c.guid == guid)
    return found[0] if found else None


def user_info(connection: Connection, organization_id: int, guid: str) -> UserInfo:
    """Return a user that is there."""
    (info,) = _user_infos(connection, users.c.organization_id == organization_id, users.c.guid == guid)
    return info


def _user_infos(
    connection: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None
) -> list[UserInfo]:
    profile = access_rights_profiles
    columns = [
        organizations.c.name.label("organization"),
        users.c.guid,
        users.c.email,
        users.c.first_name,
        users.c.last_name,
        profile.c.name.label("profile"),
        users.c.is_active.label("active"),
        users.c.api_right,
        users.c.api_enabled,
    ]
    of_profile = sa.and_(profile.c.organization_id == users.c.organization_id, profile.c.guid == users.c.profile_guid)
    joined = users.join(organizations, organizations.c.id == users.c.organization_id).outerjoin(profile, of_profile)
    statement = sa.select(*columns).select_from(joined).where(*conditions)
    statement = statement.order_by(organizations.c.name, users.c.email).limit(limit)
    rows = connection.execute(statement).mappings()
    return [UserInfo(**row) for row in rows]
