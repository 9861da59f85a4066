"""IUser: the people of the organization, who sign in with their e-mail addresses."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from severakit.entities import User
from severakit.service.call import Call, Result
from severakit.service.operations.days import today
from severakit.service.operations.granting import require_profile_within_own, require_user_within_own
from severakit.service.operations.passwords import password_hash
from severakit.service.operations.patterns import by_guid, changed, named
from severakit.service.operations.people import (
    head_of_organization,
    line_of_superiors,
    require_adding_users,
    require_leading,
    require_managing,
    require_managing_everybody,
)
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import (
    Values,
    check_references,
    current_row,
    filled,
    kept_values,
    sent,
)
from severakit.soap.faults import NotFound, Validation
from severakit.store.tables import access_rights_profiles, business_units, employments, tags, user_tags, users

_MANDATORY = ("business_unit_guid", "first_name", "last_name", "email")
# Where a user stands in the organization.
_PLACE = ("business_unit_guid", "superior_user_guid")
_BY_NAME = (users.c.last_name, users.c.first_name, users.c.guid)
# Of several who are meant, the one who is still there, and was there first.
_FIRST_ACTIVE = (users.c.is_active.desc(), users.c.inserted_at, users.c.guid)
# What the work contract of a new employee says until somebody makes another.
_FIRST_CONTRACT = {"daily_hours": Decimal("7.5"), "hour_cost": Decimal(0), "is_overtime_allowed": False}

user = Interface("IUser")
user.declare("GetUserByGUID", by_guid("User"))


# --- reading ---------------------------------------------------------------------------------


@user.operation
def get_all_users(call: Call, business_unit_guid: str | None, include_inactive: bool | None) -> Result:
    """Users by name, inactive ones only with includeInactive.

    The unit is the user's, and stands for all below it too; without one the users are those of all units.
    """
    active = [] if include_inactive else [users.c.is_active]
    return call.session.rows("User", *active, *_of_units(call, business_unit_guid), order_by=_BY_NAME)


@user.operation
def get_user_by_name(call: Call, first_name: str | None, last_name: str | None) -> Result:
    """Find a user by both names; of several the first active one."""
    names = (named(users.c.first_name, first_name), named(users.c.last_name, last_name))
    return call.one("User", *names, order_by=_FIRST_ACTIVE)


@user.operation
def get_user_by_code(call: Call, user_code: str | None) -> Result:
    """Find a user by code, which need not be unique; of several the first active one."""
    return call.one("User", named(users.c.code, user_code), order_by=_FIRST_ACTIVE)


@user.operation
def get_users_by_guids(call: Call, user_guids: list[str] | None) -> Result:
    """All of these users, or NotFound."""
    wanted = set(user_guids or ())
    # No more than there are users are looked up, whatever a caller sends.
    if len(wanted) > call.session.count(users) or call.session.count(users, users.c.guid.in_(wanted)) < len(wanted):
        raise NotFound("A user of userGUIDs was not found.")
    return call.session.rows("User", users.c.guid.in_(wanted), order_by=_BY_NAME)


@user.operation
def get_users_by_user_keywords(call: Call, business_unit_guid: str | None, user_keywords: list[str] | None) -> Result:
    """Active users who are tagged with any of the keywords; without keywords all active ones.

    The unit is the user's, and stands for all below it too; without one the users are those of all units.
    """
    conditions = [users.c.is_active, *_of_units(call, business_unit_guid)]
    if user_keywords:
        conditions.append(users.c.guid.in_(_tagged(call, set(user_keywords))))
    return call.session.rows("User", *conditions, order_by=_BY_NAME)


@user.operation
def get_users_changed_since(
    call: Call, business_unit_guid: str | None, start_date_time: datetime | None, options: int | None
) -> Result:
    """Users inserted or changed since a minute, which is included.

    With bit 1 only those inserted since then, with bit 2 inactive ones too. The unit is the user's, and stands for all
    below it too; without one the users are those of all units.
    """
    conditions = changed(call, users, start_date_time, options or 0)
    return call.session.rows("User", *conditions, *_of_units(call, business_unit_guid))


def _of_units(call: Call, business_unit_guid: str | None) -> list[sa.ColumnElement[bool]]:
    units = call.units(business_unit_guid)
    return [] if units is None else [users.c.business_unit_guid.in_(units)]


def _tagged(call: Call, keywords: set[str]) -> sa.Select[tuple[str]]:
    """SELECT the users with any of the keywords. Raises NotFound for one that no user ever had."""
    tag_of = sa.and_(tags.c.organization_id == user_tags.c.organization_id, tags.c.guid == user_tags.c.tag_guid)
    joined = user_tags.join(tags, tag_of)
    known = call.session.values(call.session.select(user_tags, tags.c.keyword).select_from(joined).distinct())
    unknown = keywords.difference(known)
    if unknown:
        raise NotFound(f"No user has the keyword {min(unknown)}.")
    return call.session.select(user_tags, user_tags.c.user_guid).select_from(joined).where(tags.c.keyword.in_(keywords))


# --- writing ---------------------------------------------------------------------------------


@user.operation
def add_new_user(call: Call, user_info: User | None, send_welcome_email: bool | None = None) -> Result:  # noqa: ARG001
    """Insert an active user with a work contract.

    What is not sent comes from the unit, the default profile and the head of the organization. This service sends no
    mail, so sendWelcomeEmail of the extended generation changes nothing.
    """
    entity = sent(user_info, *_MANDATORY)
    values = kept_values("User", entity) | {"is_active": True, "email": _free_email(call, entity.email)}
    require_adding_users(call, values["business_unit_guid"])
    check_references(call, users, values)
    if values["profile_guid"] is not None:
        require_profile_within_own(call, values["profile_guid"])
    guid = call.session.insert(users, **filled(values, **_defaults(call, values)))
    call.session.insert(employments, user_guid=guid, start_date=today(call.session), **_FIRST_CONTRACT)
    return call.stored("User", guid)


@user.operation
def update_user(call: Call, user_info: User | None) -> Result:
    """Replace a user by the one sent, but for the e-mail address, which users change themselves."""
    entity = sent(user_info, "guid", *_MANDATORY)
    current = current_row(call, users, entity.guid, "The user")
    require_managing(call, current["guid"])
    values = kept_values("User", entity, ignored=("Email",))
    # Nobody is left without a superior or without a profile by not naming one.
    values = filled(values, **{name: current[name] for name in (*_PLACE, "is_active", "profile_guid")})
    check_references(call, users, values)
    _check_place(call, current, values)
    if values["is_active"] != current["is_active"]:
        require_managing_everybody(call)
    if not values["is_active"]:
        _check_may_leave(call, current)
    if values["profile_guid"] != current["profile_guid"]:
        require_profile_within_own(call, values["profile_guid"])
    call.session.update(users, current["guid"], **values)
    return call.stored("User", current["guid"])


@user.operation
def disable_user(call: Call, user_guid: str | None) -> Result:
    """Make a user inactive: hours and activities stay, API keys open no more."""
    current = current_row(call, users, user_guid, "The user")
    require_managing_everybody(call)
    _check_may_leave(call, current)
    call.session.update(users, current["guid"], is_active=False)
    return True


@user.operation
def enable_user(call: Call, user_guid: str | None) -> Result:
    """Make a user active again; API keys that are not revoked open again. Takes the users right All."""
    current = current_row(call, users, user_guid, "The user")
    require_managing_everybody(call)
    call.session.update(users, current["guid"], is_active=True)
    return True


@user.operation
def change_password(call: Call, user_guid: str | None, new_password: str | None) -> Result:
    """Set a user's password, of 8 characters or more; the answer is true.

    Everybody sets their own. Another's takes the users right for that user, and rights that cover the user's. It is
    kept as a salted hash and opens nothing here: the console has accounts of its own.
    """
    current = current_row(call, users, user_guid, "The user")
    require_managing(call, current["guid"])
    require_user_within_own(call, current["guid"])
    call.session.update(users, current["guid"], password_hash=password_hash(new_password))
    return True


def _free_email(call: Call, email: str | None) -> str:
    """Return an e-mail address that nobody has yet, however it is capitalized. Raises Validation."""
    address = (email or "").strip()
    local, at, domain = address.partition("@")
    if not (local and at and domain) or any(character.isspace() for character in address):
        raise Validation("Email must be an e-mail address: the user signs in with it.")
    if call.session.count(users, sa.func.lower(users.c.email) == address.lower()):
        raise Validation("Email belongs to another user.")
    return address


def _defaults(call: Call, values: Values) -> Values:
    unit = call.required(business_units, values["business_unit_guid"], "The business unit")
    profile = call.session.find(access_rights_profiles, is_default=True)
    head = head_of_organization(call.session)
    return {
        "culture": unit["formatting_culture"],
        "language_guid": unit["language_guid"],
        "profile_guid": None if profile is None else profile["guid"],
        "superior_user_guid": None if head is None else head["guid"],
        "timezone_guid": unit["time_zone_guid"],
    }


def _check_place(call: Call, current: sa.RowMapping, values: Values) -> None:
    """Make sure that a user may stand where the values say: in a unit, and under whom."""
    if any(values[name] != current[name] for name in _PLACE):
        require_leading(call, current["guid"])
    superior = values["superior_user_guid"]
    if superior is not None and current["guid"] in line_of_superiors(call.session, superior):
        raise Validation("SuperiorUserGUID names the user, or somebody who works under that one.")


def _check_may_leave(call: Call, current: sa.RowMapping) -> None:
    head = head_of_organization(call.session)
    if head is not None and head["guid"] == current["guid"]:
        raise Validation("The head of the organization cannot be disabled; name another head first.")
