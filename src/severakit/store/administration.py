"""Administering organizations, users, keys and downtime: what the command line and the console do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store import access
from severakit.store.defaults import ADMINISTRATOR, FIRST_ACCOUNT_NUMBER, insert_defaults
from severakit.store.schema import organizations
from severakit.store.store import Session, Store, new_guid
from severakit.store.tables import access_rights_profiles, business_units, users

DAILY_QUOTA = 100_000
"""Calls a day that a new organization has."""


class AdministrationError(ValueError):
    """What was asked for cannot be done; the text says what to pass instead."""


@dataclass(frozen=True)
class OrganizationInfo:
    """An organization and the settings that decide whether its API opens."""

    id: int
    name: str
    guid: str
    api_addon: bool
    terms_accepted: bool
    daily_quota: int
    users: int


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

    @property
    def revoked(self) -> bool:
        """Whether the key no longer opens."""
        return self.revoked_at is not None


# --- organizations ---------------------------------------------------------------------------


def add_organization(store: Store, name: str) -> int:
    """Add an organization with what every organization starts with, and return its id.

    Its API is closed at first: no add-on, terms not accepted. Raises AdministrationError for an
    empty name or one that is taken.
    """
    name = name.strip()
    if not name:
        raise AdministrationError("An organization needs a name.")
    with store.writing() as connection:
        if _organization_ids(connection, name):
            raise AdministrationError(f"There is already an organization named {name!r}; choose another name.")
        statement = sa.insert(organizations).values(
            guid=new_guid(),
            name=name,
            inserted_at=store.clock(),
            api_addon=False,
            terms_accepted=False,
            daily_quota=DAILY_QUOTA,
            next_case_number=1,
            next_account_number=FIRST_ACCOUNT_NUMBER + 1,
            next_travel_number=1,
        )
        organization_id: int = connection.execute(statement.returning(organizations.c.id)).scalar_one()
        insert_defaults(Session(connection, organization_id, store.clock()), name)
    return organization_id


def list_organizations(store: Store) -> list[OrganizationInfo]:
    """Return all organizations by name."""
    with store.reading() as connection:
        return _organization_infos(connection)


def set_organization(
    store: Store,
    name: str,
    *,
    api_addon: bool | None = None,
    terms_accepted: bool | None = None,
    daily_quota: int | None = None,
) -> OrganizationInfo:
    """Change an organization's settings, None leaves one as it is, and return what they are now.

    Raises AdministrationError for an unknown organization or a negative quota.
    """
    if daily_quota is not None and daily_quota < 0:
        raise AdministrationError("The quota is a number of calls a day: give 0 or more.")
    settings = {"api_addon": api_addon, "terms_accepted": terms_accepted, "daily_quota": daily_quota}
    with store.writing() as connection:
        organization_id = _organization(connection, name)
        values = _given(settings)
        if values:
            statement = sa.update(organizations).where(organizations.c.id == organization_id)
            connection.execute(statement.values(**values))
        return _organization_infos(connection, organizations.c.id == organization_id)[0]


def _organization_infos(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[OrganizationInfo]:
    columns = [organizations.c[name] for name in OrganizationInfo.__dataclass_fields__ if name != "users"]
    count = sa.select(sa.func.count()).where(users.c.organization_id == organizations.c.id).scalar_subquery()
    statement = sa.select(*columns, count.label("users")).where(*conditions).order_by(organizations.c.name)
    return [OrganizationInfo(**row) for row in connection.execute(statement).mappings()]


# --- users -----------------------------------------------------------------------------------


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
    taken or none, and for an unknown organization or profile.
    """
    email = email.strip()
    local, at, domain = email.partition("@")
    if not (local and at and domain) or any(character.isspace() for character in email):
        raise AdministrationError(f"{email!r} is no e-mail address; a user signs in with one, name@example.com.")
    with store.writing() as connection:
        session = Session(connection, _organization(connection, organization), store.clock())
        if _find_users(connection, email, session.organization_id):
            raise AdministrationError(f"There is already a user {email}; change it with set, or take another address.")
        unit = session.find(business_units, parent_business_unit_guid=None)
        head = session.find(users, superior_user_guid=None)
        return session.insert(
            users,
            email=email,
            first_name=first_name,
            last_name=last_name,
            is_active=True,
            profile_guid=_profile(session, profile),
            business_unit_guid=None if unit is None else unit["guid"],
            superior_user_guid=None if head is None else head["guid"],
        )


def list_users(store: Store, *, organization: str | None = None) -> list[UserInfo]:
    """Return the users of an organization, or of all, by organization and e-mail address.

    Raises AdministrationError for an unknown organization.
    """
    with store.reading() as connection:
        if organization is None:
            return _user_infos(connection)
        return _user_infos(connection, users.c.organization_id == _organization(connection, organization))


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
        organization_id, guid = _user(connection, email, organization)
        session = Session(connection, organization_id, store.clock())
        values = _given({"is_active": active, "api_right": api_right, "api_enabled": api_enabled})
        if profile is not None:
            values["profile_guid"] = _profile(session, profile)
        if values:
            session.update(users, guid, **values)
        return _user_infos(connection, users.c.organization_id == organization_id, users.c.guid == guid)[0]


def _user_infos(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[UserInfo]:
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
    rows = connection.execute(statement.order_by(organizations.c.name, users.c.email)).mappings()
    return [UserInfo(**row) for row in rows]


# --- keys and tokens -------------------------------------------------------------------------


def create_key(store: Store, email: str, *, organization: str | None = None, name: str = "API key") -> str:
    """Make an API key for a user and return it: nobody can see it again.

    Raises AdministrationError for an unknown user or organization.
    """
    with store.writing() as connection:
        organization_id, guid = _user(connection, email, organization)
        return access.add_key(connection, organization_id, guid, name, store.clock())


def list_keys(store: Store, *, organization: str | None = None) -> list[KeyInfo]:
    """Return the keys of an organization, or of all, newest first in each.

    Raises AdministrationError for an unknown organization.
    """
    statement = sa.select(organizations.c.id, organizations.c.name).order_by(organizations.c.name)
    with store.reading() as connection:
        if organization is not None:
            statement = statement.where(organizations.c.id == _organization(connection, organization))
        return [
            KeyInfo(organization=owner.name, **key)
            for owner in connection.execute(statement).all()
            for key in access.keys_of(connection, owner.id)
        ]


def revoke_key(store: Store, key: str, *, organization: str | None = None) -> None:
    """Revoke one key, named by its GUID, by its beginning as it is listed, or by itself.

    Raises AdministrationError where no key that opens is meant, or more than one.
    """
    keys = access.api_keys.c
    named = sa.or_(keys.guid == key, keys.shown == key, keys.digest == access.digest(key))
    with store.writing() as connection:
        if organization is not None:
            named = sa.and_(named, keys.organization_id == _organization(connection, organization))
        statement = sa.select(keys.organization_id, keys.guid).where(named, keys.revoked_at.is_(None))
        found = connection.execute(statement).all()
        if not found:
            raise AdministrationError("No such key is in use; see the list of keys and give its GUID.")
        if len(found) > 1:
            raise AdministrationError("Several keys begin like that; give the GUID of the one you mean.")
        owner, guid = found[0]
        access.revoke_keys(connection, owner, keys.guid == guid, store.clock())


def revoke_keys_of(store: Store, email: str, *, organization: str | None = None) -> int:
    """Revoke all keys of a user and return how many opened until now.

    Raises AdministrationError for an unknown user or organization.
    """
    with store.writing() as connection:
        organization_id, guid = _user(connection, email, organization)
        mine = access.api_keys.c.user_guid == guid
        return access.revoke_keys(connection, organization_id, mine, store.clock())


def create_token(store: Store, organization: str | None, name: str) -> str:
    """Make an administrator's token for an organization and return it: nobody can see it again.

    Raises AdministrationError for an unknown organization.
    """
    with store.writing() as connection:
        return access.add_token(connection, _organization(connection, organization), name, store.clock())


# --- downtime --------------------------------------------------------------------------------


def set_downtime(store: Store, retry_after: int | None) -> None:
    """Begin a maintenance break that asks clients to wait so many seconds; None ends it.

    Raises AdministrationError for a wait of less than a second.
    """
    if retry_after is not None and retry_after < 1:
        raise AdministrationError("Clients must be asked to wait at least one second.")
    with store.writing() as connection:
        if retry_after is None:
            access.end_downtime(connection)
        else:
            access.begin_downtime(connection, retry_after)


def get_downtime(store: Store) -> int | None:
    """Return the seconds that clients are asked to wait, or None outside of a maintenance break."""
    with store.reading() as connection:
        return access.downtime_retry_after(connection)


# --- who is meant ----------------------------------------------------------------------------


def _organization_ids(connection: Connection, name: str | None) -> list[int]:
    statement = sa.select(organizations.c.id).order_by(organizations.c.id)
    if name is not None:
        statement = statement.where(organizations.c.name == name)
    return list(connection.execute(statement).scalars())


def _organization(connection: Connection, name: str | None) -> int:
    """Return the organization of that name; without a name, the only one there is."""
    found = _organization_ids(connection, name)
    if len(found) == 1:
        return found[0]
    if name is not None:
        raise AdministrationError(f"There is no organization named {name!r}; see the list of organizations.")
    if found:
        raise AdministrationError("There are several organizations; say which one by its name.")
    raise AdministrationError("There is no organization yet; add one first.")


def _find_users(connection: Connection, email: str, organization_id: int | None) -> list[tuple[int, str]]:
    """Return organization and GUID of the users with that e-mail address, however it is capitalized."""
    statement = sa.select(users.c.organization_id, users.c.guid)
    statement = statement.where(sa.func.lower(users.c.email) == email.strip().lower())
    if organization_id is not None:
        statement = statement.where(users.c.organization_id == organization_id)
    return [(row.organization_id, row.guid) for row in connection.execute(statement)]


def _user(connection: Connection, email: str, organization: str | None) -> tuple[int, str]:
    """Return organization and GUID of a user; without an organization, of the only user with that address."""
    organization_id = None if organization is None else _organization(connection, organization)
    found = _find_users(connection, email, organization_id)
    if not found:
        raise AdministrationError(f"There is no user {email}; see the list of users.")
    if len(found) > 1:
        raise AdministrationError(f"Several organizations have a user {email}; say which organization by its name.")
    return found[0]


def _profile(session: Session, name: str) -> str:
    profile = session.find(access_rights_profiles, name=name)
    if profile is None:
        names = session.values(session.select(access_rights_profiles, access_rights_profiles.c.name))
        raise AdministrationError(f"There is no profile {name!r}; take one of: {', '.join(sorted(names))}.")
    guid: str = profile["guid"]
    return guid


def _given(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if value is not None}
