"""Who may call: keys, the settings behind them, what was used and what was refused.

These tables belong to the service, not to an organization's data, so they are not reached through
a session; every function that touches an organization's rows takes the organization.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, RowMapping

from severakit.store.columns import Instant
from severakit.store.schema import metadata, organizations
from severakit.store.store import new_guid
from severakit.store.tables import access_rights_profiles, users

KEY_PREFIX = "sevk_"
TOKEN_PREFIX = "sevt_"  # noqa: S105 - says what a token is, is none
SHOWN = 10
"""How many characters of a key may be shown, to tell keys apart."""

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("guid", sa.Text, primary_key=True),
    sa.Column("organization_id", sa.Integer, nullable=False),
    sa.Column("user_guid", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("inserted_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    sa.ForeignKeyConstraint(
        ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_api_keys_user_guid"
    ),
    sa.Index("ix_api_keys_user_guid", "organization_id", "user_guid"),
)

admin_tokens = sa.Table(
    "admin_tokens",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("organization_id", sa.Integer, sa.ForeignKey("organizations.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("inserted_at", Instant, nullable=False),
)

quota_days = sa.Table(
    "quota_days",
    metadata,
    sa.Column("organization_id", sa.Integer, sa.ForeignKey("organizations.id"), primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("used", sa.Integer, nullable=False),
)

access_log = sa.Table(
    "access_log",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("organization_id", sa.Integer, sa.ForeignKey("organizations.id")),
    sa.Column("user_guid", sa.Text),
    sa.Column("key_shown", sa.Text),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("cause", sa.Text),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("milliseconds", sa.Integer, nullable=False),
    sa.Column("remote", sa.Text),
    sa.Index("ix_access_log_organization_id", "organization_id", "id"),
)

downtime = sa.Table(
    "downtime",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("retry_after", sa.Integer, nullable=False),
)


def digest(secret: str) -> str:
    """Return what is kept of a key or token. They are long and random, so a fast hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


# --- callers ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Caller:
    """The user behind a key, with each setting that decides whether the key opens."""

    organization_id: int
    user_guid: str
    key_guid: str
    key_shown: str
    key_valid: bool
    user_active: bool
    api_right: bool
    api_enabled: bool
    api_addon: bool
    terms_accepted: bool
    daily_quota: int


def find_caller(connection: Connection, api_key: str) -> Caller | None:
    """Return whose key this is, also where the key no longer opens; None for an unknown key."""
    statement = (
        sa.select(
            api_keys.c.organization_id,
            api_keys.c.user_guid,
            api_keys.c.guid.label("key_guid"),
            api_keys.c.shown.label("key_shown"),
            api_keys.c.revoked_at.is_(None).label("key_valid"),
            users.c.is_active.label("user_active"),
            users.c.api_right,
            users.c.api_enabled,
            organizations.c.api_addon,
            organizations.c.terms_accepted,
            organizations.c.daily_quota,
        )
        .join(
            users,
            sa.and_(users.c.organization_id == api_keys.c.organization_id, users.c.guid == api_keys.c.user_guid),
        )
        .join(organizations, organizations.c.id == api_keys.c.organization_id)
        .where(api_keys.c.digest == digest(api_key))
    )
    row = connection.execute(statement).mappings().first()
    return None if row is None else Caller(**{**row, "key_valid": bool(row["key_valid"])})


def add_key(connection: Connection, organization_id: int, user_guid: str, name: str, now: datetime) -> str:
    """Make a key for the user and return it; this is the only time that it can be seen."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    values = {"guid": new_guid(), "organization_id": organization_id, "user_guid": user_guid, "name": name}
    connection.execute(sa.insert(api_keys).values(**values, shown=key[:SHOWN], digest=digest(key), inserted_at=now))
    return key


def keys_of(connection: Connection, organization_id: int) -> Sequence[RowMapping]:
    """Return the organization's keys, newest first, each with its user's e-mail."""
    statement = (
        sa.select(
            api_keys.c.guid, api_keys.c.name, api_keys.c.shown, api_keys.c.inserted_at, api_keys.c.revoked_at,
            users.c.email,
        )
        .join(
            users,
            sa.and_(users.c.organization_id == api_keys.c.organization_id, users.c.guid == api_keys.c.user_guid),
        )
        .where(api_keys.c.organization_id == organization_id)
        .order_by(api_keys.c.guid.desc())
    )  # fmt: skip
    return connection.execute(statement).mappings().all()


def revoke_keys(connection: Connection, organization_id: int, condition: sa.ColumnElement[bool], now: datetime) -> int:
    """Revoke the organization's keys that meet the condition and still open; return how many."""
    mine = sa.and_(api_keys.c.organization_id == organization_id, api_keys.c.revoked_at.is_(None))
    return connection.execute(sa.update(api_keys).where(mine, condition).values(revoked_at=now)).rowcount


def add_token(connection: Connection, organization_id: int, name: str, now: datetime) -> str:
    """Make an administrator's token for the organization and return it, this once."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    connection.execute(
        sa.insert(admin_tokens).values(
            digest=digest(token), organization_id=organization_id, name=name, shown=token[:SHOWN], inserted_at=now
        )
    )
    return token


def token_organization(connection: Connection, token: str) -> int | None:
    """Return the organization whose administrator holds the token, or None."""
    statement = sa.select(admin_tokens.c.organization_id).where(admin_tokens.c.digest == digest(token))
    return connection.execute(statement).scalar_one_or_none()


# --- rights ----------------------------------------------------------------------------------

WIDEST = {
    "account": "All",
    "account_delete": True,
    "administrator": "All",
    "case": "All",
    "case_delete": True,
    "case_owner_work_hour_approval": True,
    "sharing": True,
    "travel_reimbursement": "All",
    "users": "All",
    "work_hour_approval": "All",
}
"""Every right at its widest level, by the name of its column."""


def user_rights(connection: Connection, organization_id: int, user_guid: str) -> dict[str, Any]:
    """Return a user's rights: the profile's, with what is set for the user alone over them."""
    profile = access_rights_profiles
    columns = [sa.func.coalesce(users.c[f"rights_{name}"], profile.c[f"rights_{name}"]).label(name) for name in WIDEST]
    join = sa.and_(profile.c.organization_id == users.c.organization_id, profile.c.guid == users.c.profile_guid)
    statement = sa.select(*columns).select_from(users.outerjoin(profile, join))
    statement = statement.where(users.c.organization_id == organization_id, users.c.guid == user_guid)
    rights = dict(connection.execute(statement).mappings().one())
    return {name: bool(value) if isinstance(WIDEST[name], bool) else value for name, value in rights.items()}


def user_email(connection: Connection, organization_id: int, user_guid: str) -> str | None:
    """Return the e-mail address that a user is known by."""
    statement = sa.select(users.c.email).where(users.c.organization_id == organization_id, users.c.guid == user_guid)
    return connection.execute(statement).scalar_one_or_none()


# --- quota, downtime, log --------------------------------------------------------------------


def count_call(connection: Connection, organization_id: int, now: datetime) -> int:
    """Count one call of today (UTC) and return how many there are, this one included."""
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert
    statement = insert(quota_days).values(organization_id=organization_id, day=f"{now:%Y-%m-%d}", used=1)
    counted = statement.on_conflict_do_update(
        index_elements=["organization_id", "day"], set_={"used": quota_days.c.used + 1}
    )
    return int(connection.execute(counted.returning(quota_days.c.used)).scalar_one())


def calls_today(connection: Connection, organization_id: int, now: datetime) -> int:
    """Return how many calls of today (UTC) are counted."""
    statement = sa.select(quota_days.c.used).where(
        quota_days.c.organization_id == organization_id, quota_days.c.day == f"{now:%Y-%m-%d}"
    )
    return connection.execute(statement).scalar_one_or_none() or 0


def downtime_retry_after(connection: Connection) -> int | None:
    """Return the seconds to wait that a maintenance break announces, or None outside of one."""
    return connection.execute(sa.select(downtime.c.retry_after)).scalar_one_or_none()


def begin_downtime(connection: Connection, retry_after: int) -> None:
    """Begin a maintenance break that tells clients to come back after so many seconds."""
    end_downtime(connection)
    connection.execute(sa.insert(downtime).values(id=1, retry_after=retry_after))


def end_downtime(connection: Connection) -> None:
    """End the maintenance break, where there is one."""
    connection.execute(sa.delete(downtime))


def log_calls(connection: Connection, calls: Sequence[dict[str, Any]]) -> None:
    """Add calls to the access log."""
    connection.execute(sa.insert(access_log), list(calls))
