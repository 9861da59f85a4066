"""Organizations: the settings that decide whether their API opens, and what they demand of hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store import audit
from severakit.store.administration.changes import given, settings
from severakit.store.administration.naming import (
    organization_ids,
    organization_named,
)
from severakit.store.defaults import FIRST_ACCOUNT_NUMBER, insert_defaults
from severakit.store.errors import AdministrationError
from severakit.store.names import checked_name
from severakit.store.schema import organizations
from severakit.store.store import Session, Store, new_guid
from severakit.store.tables import hour_entries, users

DAILY_QUOTA = 100_000
"""Calls a day that a new organization has."""


@dataclass(frozen=True)
class OrganizationSettings:
    """An organization, the settings that decide whether its API opens, and what it demands of hours."""

    id: int
    name: str
    guid: str
    api_addon: bool
    terms_accepted: bool
    daily_quota: int
    hours_closed_until: datetime | None
    """The last day whose hours nobody can add, change or delete any more."""
    hours_need_description: bool
    hours_may_overlap: bool


@dataclass(frozen=True)
class OrganizationInfo(OrganizationSettings):
    """An organization's settings, and how many users it has: they are counted, all of them."""

    users: int


def add_organization(store: Store, name: str) -> int:
    """Add an organization with what every organization starts with, and return its id.

    Its API is closed at first: no add-on, terms not accepted. Raises AdministrationError for an
    name that cannot be one or is taken.
    """
    name = checked_name(name, "An organization")
    with store.writing() as connection:
        if organization_ids(connection, name):
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
        audit.record(connection, store.clock(), organization_id, "organization added", name, after={"name": name})
    return organization_id


def organization_id(store: Store, name: str | None = None) -> int:
    """Return the id of an organization; without a name, of the only one. Raises AdministrationError."""
    with store.reading() as connection:
        return organization_named(connection, name)


def list_organizations(store: Store) -> list[OrganizationInfo]:
    """Return all organizations by name."""
    with store.reading() as connection:
        return _organization_infos(connection)


def organizations_seen(store: Store, organization_id: int | None) -> list[OrganizationSettings]:
    """Return all organizations by name; for an administrator of one, that one. However many users they have."""
    wanted = [] if organization_id is None else [organizations.c.id == organization_id]
    columns = [organizations.c[name] for name in OrganizationSettings.__dataclass_fields__]
    with store.reading() as connection:
        rows = connection.execute(sa.select(*columns).where(*wanted).order_by(organizations.c.name)).mappings()
        return [OrganizationSettings(**row) for row in rows]


def set_organization(
    store: Store,
    name: str,
    *,
    api_addon: bool | None = None,
    terms_accepted: bool | None = None,
    daily_quota: int | None = None,
    hours_need_description: bool | None = None,
    hours_may_overlap: bool | None = None,
) -> OrganizationInfo:
    """Change an organization's settings, None leaves one as it is, and return what they are now.

    Raises AdministrationError for an unknown organization or a negative quota.
    """
    if daily_quota is not None and daily_quota < 0:
        raise AdministrationError("The quota is a number of calls a day: give 0 or more.")
    settings = {
        "api_addon": api_addon,
        "terms_accepted": terms_accepted,
        "daily_quota": daily_quota,
        "hours_need_description": hours_need_description,
        "hours_may_overlap": hours_may_overlap,
    }
    return _changed_organization(store, name, given(settings))


def close_hours(store: Store, name: str, until: datetime | None) -> OrganizationInfo:
    """Close an organization's hours up to a day, that day included; None opens all of them.

    Hours of a closed period are read as before, and nobody can add, change or delete any. Raises AdministrationError
    for an unknown organization.
    """
    return _changed_organization(store, name, {"hours_closed_until": until})


def approve_hours(store: Store, name: str, until: datetime) -> int:
    """Approve an organization's hours up to a day, that day included; return how many were not approved before.

    No operation of the API approves hours. Raises AdministrationError for an unknown organization.
    """
    last = until.replace(hour=23, minute=59, second=59)
    with store.write(organization_id(store, name)) as session:
        is_open = sa.or_(hour_entries.c.is_approved.is_(None), ~hour_entries.c.is_approved)
        return session.update_where(hour_entries, is_open, hour_entries.c.event_date <= last, is_approved=True)


def _changed_organization(store: Store, name: str, values: Mapping[str, Any]) -> OrganizationInfo:
    with store.writing() as connection:
        organization_id = organization_named(connection, name)
        this = organizations.c.id == organization_id
        before = _organization_infos(connection, this)[0]
        if values:
            connection.execute(sa.update(organizations).where(this).values(**values))
        after = _organization_infos(connection, this)[0]
        changes = {"before": settings(before), "after": settings(after)}
        audit.record(connection, store.clock(), organization_id, "organization changed", name, **changes)
        return after


def _organization_infos(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[OrganizationInfo]:
    columns = [organizations.c[name] for name in OrganizationInfo.__dataclass_fields__ if name != "users"]
    count = sa.select(sa.func.count()).where(users.c.organization_id == organizations.c.id).scalar_subquery()
    statement = sa.select(*columns, count.label("users")).where(*conditions).order_by(organizations.c.name)
    return [OrganizationInfo(**row) for row in connection.execute(statement).mappings()]
