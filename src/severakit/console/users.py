"""User management: the list of users, and a user's personal details with the sections Access rights and API."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.responses import Response

from severakit.console.mending import USER
from severakit.console.profiles import LABELS, choices, rights_of_form, sent_level, words
from severakit.console.visit import Page, Visit
from severakit.store import access, administration, browsing, profiles, tables
from severakit.store.administration import AdministrationError, UserInfo
from severakit.store.browsing import Listing
from severakit.store.schema import path

_SIZE = 50
_EXPIRIES = ("30", "90", "365")
_OVERLAP = timedelta(days=1)
AS_PROFILE = "as-profile"
"""What a form sends for a right that the profile shall give."""
_YES = {"yes": True, "no": False}
LISTING = Listing(
    "Users",
    tables.users,
    {
        "Name": (path("first_name"), path("last_name")),
        "E-mail address": (path("email"),),
        "Profile": (path("profile_guid", "name"),),
        "Active": (path("is_active"),),
        "API right": (path("api_right"),),
        "API enabled": (path("api_enabled"),),
    },
    searched=("Name", "E-mail address", "Profile"),
    order="email",
    descending=False,
)


def listing(visit: Visit) -> Response:
    """Show a page of users by e-mail address."""
    key, _, guid = visit.query("after").rpartition("~")
    search = visit.query("search").strip()
    with visit.store.read(visit.organization_id) as session:
        page = browsing.page(session, LISTING, _SIZE, search, (key, guid) if guid else None)
    after = "~".join(page.next) if page.next else ""
    return visit.render("users.html", listing=LISTING, page=page, search=search, after=after)


def details(visit: Visit) -> Response:
    """Show a user's personal details."""
    return _details(visit)


def save(visit: Visit) -> Response:
    """Change what a form of the personal details holds; what it does not hold stays as it is."""
    user = _user(visit)
    given = {name: _YES.get(visit.field(name)) for name in ("active", "api_right", "api_enabled")}
    administration.set_user(
        visit.store,
        user.email,
        organization=visit.organization.name,
        active=given["active"],
        api_right=given["api_right"],
        api_enabled=given["api_enabled"],
        profile=visit.field("profile") or None,
    )
    return visit.back(f"/users/{user.guid}", "The changes are saved.")


def save_rights(visit: Visit) -> Response:
    """Change what the user alone is given over the profile."""
    user = _user(visit)
    rights = {name: None if level == AS_PROFILE else level for name, level in rights_of_form(visit).items()}
    profiles.set_user_rights(visit.store, user.email, rights, organization=visit.organization.name)
    return visit.back(f"/users/{user.guid}", "The rights are saved.")


def create_key(visit: Visit) -> Response:
    """Make an API key and show it, this once."""
    user = _user(visit)
    name, days = visit.field("name").strip() or "API key", visit.field("expires")
    if days and days not in _EXPIRIES:
        raise AdministrationError("A key expires after one of the numbers of days that the form offers.")
    key = administration.create_key(
        visit.store,
        user.email,
        organization=visit.organization.name,
        name=name,
        expires_in=timedelta(days=int(days)) if days else None,
    )
    return _details(visit, new_key=key)


def shown_key(visit: Visit) -> Response:
    """Return to the user from the address at which a new key was shown, where it is shown no more."""
    return visit.back(f"/users/{_user(visit).guid}")


def rotate_key(visit: Visit) -> Response:
    """Make a key in the place of one of the user's, which opens for a day longer."""
    user = _user(visit)
    if visit.field("key") not in {key["guid"] for key in _keys(visit, user)}:
        raise HTTPException(404, "The user has no such key.")
    key = administration.rotate_key(
        visit.store, visit.field("key"), overlap=_OVERLAP, organization=visit.organization.name
    )
    return _details(visit, new_key=key)


def revoke_key(visit: Visit) -> Response:
    """Revoke one of the user's keys."""
    user = _user(visit)
    if visit.field("key") not in {key["guid"] for key in _keys(visit, user)}:
        raise HTTPException(404, "The user has no such key.")
    administration.revoke_key(visit.store, visit.field("key"), organization=visit.organization.name)
    return visit.back(f"/users/{user.guid}", "The key is revoked: calls with it are refused.")


def _details(visit: Visit, new_key: str = "") -> Response:
    user = _user(visit)
    with visit.store.read(visit.organization_id) as session:
        named = tables.access_rights_profiles
        names = session.values(session.select(named, named.c.name).order_by(named.c.name))
        rights = access.user_rights(session.connection, visit.organization_id, user.guid)
        over = profiles.rights_over_profile(session, user.guid)
        offered = choices(session)
    return visit.render(
        "user.html",
        user=user,
        profiles=names,
        rights=rights,
        narrow=[LABELS[name] for name, level in rights.items() if level != access.WIDEST[name]],
        over=over,
        choices=offered,
        labels=LABELS,
        sent=sent_level,
        words=words,
        keys=_keys(visit, user),
        new_key=new_key,
        expiries=_EXPIRIES,
        now=visit.store.clock(),
    )


def _user(visit: Visit) -> UserInfo:
    """Return the user of the address. Raises HTTPException 404 for one that the organization does not have."""
    user = administration.find_user(visit.store, visit.organization_id, visit.request.path_params["guid"])
    if user is None:
        raise HTTPException(404, "There is no such user.")
    return user


def _keys(visit: Visit, user: UserInfo) -> list[sa.RowMapping]:
    keys = access.api_keys
    mine = sa.and_(keys.c.organization_id == visit.organization_id, keys.c.user_guid == user.guid)
    with visit.store.reading(visit.organization_id) as connection:
        return list(connection.execute(sa.select(keys).where(mine).order_by(keys.c.guid.desc())).mappings())


PAGES = (
    Page("/users", listing, "Users"),
    Page(USER, details),
    Page(USER, save, methods=("POST",)),
    Page(f"{USER}/rights", save_rights, methods=("POST",)),
    Page(f"{USER}/keys", create_key, methods=("POST",)),
    Page(f"{USER}/keys", shown_key),
    Page(f"{USER}/keys/revoke", revoke_key, methods=("POST",)),
    Page(f"{USER}/keys/rotate", rotate_key, methods=("POST",)),
    Page(f"{USER}/keys/rotate", shown_key),
)
