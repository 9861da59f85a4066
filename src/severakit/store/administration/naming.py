"""Who is meant: organizations, users and profiles by their names."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store.errors import AdministrationError
from severakit.store.schema import organizations
from severakit.store.store import Session
from severakit.store.tables import access_rights_profiles, users


def organization_ids(connection: Connection, name: str | None) -> list[int]:
    """Return the organizations of that name; without a name, all."""
    statement = sa.select(organizations.c.id).order_by(organizations.c.id)
    if name is not None:
        statement = statement.where(organizations.c.name == name)
    return list(connection.execute(statement).scalars())


def organization_named(connection: Connection, name: str | None) -> int:
    """Return the organization of that name; without a name, the only one there is."""
    found = organization_ids(connection, name)
    if len(found) == 1:
        return found[0]
    if name is not None:
        raise AdministrationError(f"There is no organization named {name!r}; see the list of organizations.")
    if found:
        raise AdministrationError("There are several organizations; say which one by its name.")
    raise AdministrationError("There is no organization yet; add one first.")


def find_users(connection: Connection, email: str, organization_id: int | None) -> list[tuple[int, str]]:
    """Return organization and GUID of the users with that e-mail address, however it is capitalized.

    Within an organization an address as it is written finds its user by the index; any other is compared with all.
    """
    statement = sa.select(users.c.organization_id, users.c.guid)
    capitalized = sa.func.lower(users.c.email) == email.strip().lower()
    if organization_id is not None:
        statement = statement.where(users.c.organization_id == organization_id)
        exact = connection.execute(statement.where(users.c.email == email.strip())).first()
        if exact is not None:
            return [(exact.organization_id, exact.guid)]
    return [(row.organization_id, row.guid) for row in connection.execute(statement.where(capitalized))]


def user_named(connection: Connection, email: str, organization: str | None) -> tuple[int, str]:
    """Return organization and GUID of a user; without an organization, of the only user with that address."""
    organization_id = None if organization is None else organization_named(connection, organization)
    found = find_users(connection, email, organization_id)
    if not found:
        raise AdministrationError(f"There is no user {email}; see the list of users.")
    if len(found) > 1:
        raise AdministrationError(f"Several organizations have a user {email}; say which organization by its name.")
    return found[0]


def find_profile(session: Session, name: str) -> str:
    """Return the GUID of a profile. Raises AdministrationError for an unknown name."""
    profile = session.find(access_rights_profiles, name=name)
    if profile is None:
        names = session.values(session.select(access_rights_profiles, access_rights_profiles.c.name))
        raise AdministrationError(f"There is no profile {name!r}; take one of: {', '.join(sorted(names))}.")
    guid: str = profile["guid"]
    return guid
