"""Access rights profiles, and what single users are given over their profile: what an administrator edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.contract import load_contract
from severakit.store import access, administration, audit
from severakit.store.access import WIDEST
from severakit.store.errors import AdministrationError
from severakit.store.names import checked_name
from severakit.store.schema import organizations
from severakit.store.store import Session, Store
from severakit.store.tables import access_rights_profiles, invoice_statuses, users

_CONTRACT = load_contract()
_TYPES = {member.python_name: member.type.name for member in _CONTRACT.types["AccessRights"].members}
# Names a status of the organization, so its levels are not the contract's.
_BY_STATUS = "highest_accessible_invoice_status_name"
LEVELS: Mapping[str, tuple[Any, ...]] = {
    name: (False, True) if isinstance(widest, bool) else tuple(_CONTRACT.enums[_TYPES[name]].values)
    for name, widest in WIDEST.items()
    if name != _BY_STATUS
}
"""For each right its levels, the narrowest first. The one that bounds invoices by their status is not among them."""

_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class ProfileInfo:
    """An access rights profile: what it gives, by right, and how many users have it."""

    organization: str
    guid: str
    name: str
    active: bool
    default: bool
    users: int
    rights: dict[str, Any]


# --- profiles --------------------------------------------------------------------------------


def list_profiles(store: Store, *, organization: str | None = None, most_users: int | None = None) -> list[ProfileInfo]:
    """Return the profiles of an organization by name. Of each, the users are counted up to ``most_users``.

    Raises AdministrationError for an unknown organization.
    """
    with store.reading() as connection:
        organization_id = administration.organization_named(connection, organization)
        return _infos(connection, organization_id, most_users=most_users)


def find_profile(store: Store, organization_id: int, guid: str, most_users: int | None = None) -> ProfileInfo | None:
    """Return the organization's profile with that GUID, or None; its users are counted up to ``most_users``."""
    this = access_rights_profiles.c.guid == guid
    with store.reading(organization_id) as connection:
        return next(iter(_infos(connection, organization_id, this, most_users=most_users)), None)


def get_profile(store: Store, name: str, *, organization: str | None = None) -> ProfileInfo:
    """Return a profile. Raises AdministrationError for an unknown one."""
    with store.reading() as connection:
        return _named(connection, _session(store, connection, organization), name)


def add_profile(store: Store, name: str, *, organization: str | None = None, copy_of: str | None = None) -> ProfileInfo:
    """Add a profile with the rights of another, or with the narrowest, and return it.

    Raises AdministrationError for a name that is empty or taken, and for an unknown organization or profile to copy.
    """
    with store.writing() as connection:
        session = _session(store, connection, organization)
        rights: dict[str, Any] = {right: levels[0] for right, levels in LEVELS.items()}
        if copy_of is not None:
            rights = _named(connection, session, copy_of).rights
        values = {f"rights_{right}": level for right, level in rights.items()}
        name = _free_name(session, name)
        session.insert(access_rights_profiles, name=name, is_active=True, is_default=False, **values)
        added = _named(connection, session, name)
        _record(store, session, "access rights profile added", name, after=added.rights)
        return added


def set_profile(
    store: Store,
    name: str,
    *,
    organization: str | None = None,
    new_name: str | None = None,
    active: bool | None = None,
    default: bool | None = None,
    rights: Mapping[str, Any] | None = None,
) -> ProfileInfo:
    """Change a profile, None leaves a setting as it is, and return what it is now.

    ``rights`` maps rights to levels, those that are not given stay. Making a profile the default takes that from the
    present one. Raises AdministrationError for an unknown profile, right or level, and a name that is taken.
    """
    with store.writing() as connection:
        session = _session(store, connection, organization)
        before = _named(connection, session, name)
        values: dict[str, Any] = {f"rights_{right}": level for right, level in _checked(session, rights or {}).items()}
        if new_name is not None and new_name.strip() != before.name:
            values["name"] = _free_name(session, new_name)
        values |= _standing(session, before, active=active, default=default)
        if values:
            session.update(access_rights_profiles, before.guid, **values)
        after = _named(connection, session, values.get("name", before.name))
        _record(store, session, "access rights profile changed", before.name, _facts(before), _facts(after))
        return after


def delete_profile(store: Store, name: str, *, organization: str | None = None) -> None:
    """Delete a profile that nobody has. Raises AdministrationError for another, the default one, and an unknown one."""
    with store.writing() as connection:
        session = _session(store, connection, organization)
        profile = _named(connection, session, name)
        if profile.default:
            raise AdministrationError("New users get the default profile: make another the default first.")
        if profile.users:
            having = session.select(users, users.c.email).where(users.c.profile_guid == profile.guid)
            first = session.values(having.order_by(users.c.email).limit(3))
            more = f" and {profile.users - len(first)} more" if profile.users > len(first) else ""
            raise AdministrationError(f"{', '.join(first)}{more} have the profile: give them another one first.")
        session.delete(access_rights_profiles, access_rights_profiles.c.guid == profile.guid)
        _record(store, session, "access rights profile deleted", profile.name, before=profile.rights)


def _standing(session: Session, before: ProfileInfo, *, active: bool | None, default: bool | None) -> dict[str, bool]:
    """Return the columns that make a profile active and the default, and take the default from another."""
    is_active = before.active if active is None else active
    is_default = before.default if default is None else default
    if before.default and not is_default:
        raise AdministrationError("One profile is the default: make another the default instead.")
    if is_default and not is_active:
        raise AdministrationError("The default profile must be active: new users get it.")
    if is_default and not before.default:
        session.update_where(access_rights_profiles, access_rights_profiles.c.is_default, is_default=False)
    changed = {"is_active": is_active != before.active, "is_default": is_default != before.default}
    return {name: value for name, value in (("is_active", is_active), ("is_default", is_default)) if changed[name]}


# --- single users ----------------------------------------------------------------------------


def rights_over_profile(session: Session, user_guid: str) -> dict[str, Any]:
    """Return what is set for a user alone, over the profile, by right; nothing for who is no user."""
    row = session.get(users, user_guid)
    columns = {} if row is None else access.rights_in(row)
    return {name: level for name, level in columns.items() if level is not None}


def set_user_rights(
    store: Store, email: str, rights: Mapping[str, Any], *, organization: str | None = None
) -> dict[str, Any]:
    """Set rights of a user over the profile and return all rights that the user then has.

    None for a right is what the profile gives; rights that are not given stay. Raises AdministrationError for an
    unknown user, organization, right or level.
    """
    with store.writing() as connection:
        organization_id, guid = administration.user_named(connection, email, organization)
        session = Session(connection, organization_id, store.clock())
        before = rights_over_profile(session, guid)
        checked = _checked(session, {name: level for name, level in rights.items() if level is not None})
        as_profile = {name: None for name, level in rights.items() if level is None}
        _known(as_profile)
        values = {f"rights_{name}": level for name, level in (as_profile | checked).items()}
        if values:
            session.update(users, guid, **values)
        after = {name: level for name, level in (before | as_profile | checked).items() if level is not None}
        changes = {name: after.get(name) for name in (before | after)}
        _record(store, session, "rights of a user changed", email, before, changes)
        return access.user_rights(connection, organization_id, guid)


# --- what they share -------------------------------------------------------------------------


def _session(store: Store, connection: Connection, organization: str | None) -> Session:
    return Session(connection, administration.organization_named(connection, organization), store.clock())


def _infos(
    connection: Connection,
    organization_id: int,
    *conditions: sa.ColumnElement[bool],
    most_users: int | None = None,
) -> list[ProfileInfo]:
    profile = access_rights_profiles.c
    # In the index's order they are counted from where they begin. Told only what it equals, a database that knows
    # profiles to have many users looks through all users for those of a profile that has none.
    mine = users.c.organization_id == profile.organization_id, users.c.profile_guid.between(profile.guid, profile.guid)
    having = sa.select(users.c.guid).where(*mine).order_by(users.c.profile_guid).limit(most_users)
    counted = having.correlate(access_rights_profiles).subquery()
    count = sa.select(sa.func.count()).select_from(counted).scalar_subquery().label("user_count")
    statement = (
        sa.select(access_rights_profiles, organizations.c.name.label("organization"), count)
        .join_from(access_rights_profiles, organizations, organizations.c.id == profile.organization_id)
        .where(profile.organization_id == organization_id, *conditions)
        .order_by(profile.name)
    )
    return [
        ProfileInfo(
            row["organization"],
            row["guid"],
            row["name"],
            bool(row["is_active"]),
            bool(row["is_default"]),
            row["user_count"],
            access.rights_in(row),
        )
        for row in connection.execute(statement).mappings()
    ]


def _named(connection: Connection, session: Session, name: str) -> ProfileInfo:
    profiles = _infos(connection, session.organization_id)
    found = next((each for each in profiles if each.name == name.strip()), None)
    if found is None:
        names = ", ".join(each.name for each in profiles)
        raise AdministrationError(f"There is no profile {name!r}; take one of: {names}.")
    return found


def _free_name(session: Session, name: str) -> str:
    name = checked_name(name, "An access rights profile")
    if session.find(access_rights_profiles, name=name) is not None:
        raise AdministrationError(f"There is already a profile {name!r}; choose another name.")
    return name


def _known(rights: Mapping[str, Any]) -> None:
    unknown = sorted(set(rights) - set(WIDEST))
    if unknown:
        raise AdministrationError(f"There is no right {', '.join(unknown)}; the rights are: {', '.join(WIDEST)}.")


def _checked(session: Session, rights: Mapping[str, Any]) -> dict[str, Any]:
    """Return rights with their levels as they are stored. Raises AdministrationError for what is none."""
    _known(rights)
    return {name: _level(session, name, level) for name, level in rights.items()}


def _level(session: Session, name: str, level: Any) -> Any:
    levels = LEVELS.get(name)
    if levels is None:
        statuses = session.values(session.select(invoice_statuses, invoice_statuses.c.name))
        return _one_of(name, level or None, [None, *statuses])
    if levels == (False, True):
        return _one_of(name, _YES_NO.get(str(level).lower(), level), levels)
    return _one_of(name, level, levels)


def _one_of(name: str, level: Any, levels: Any) -> Any:
    # 1 would pass for True.
    if not any(level == each and type(level) is type(each) for each in levels):
        shown = ", ".join({True: "yes", False: "no", None: "nothing"}.get(each, str(each)) for each in levels)
        raise AdministrationError(f"{level!r} is no level of the right {name}; take one of: {shown}.")
    return level


def _facts(profile: ProfileInfo) -> dict[str, Any]:
    return {"name": profile.name, "active": profile.active, "default": profile.default, **profile.rights}


def _record(
    store: Store,
    session: Session,
    action: str,
    target: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    audit.record(session.connection, store.clock(), session.organization_id, action, target, before=before, after=after)
