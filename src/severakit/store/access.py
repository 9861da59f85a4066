"""Who may call: keys, the settings behind them, what was used and what was refused.

These tables belong to the service, not to an organization's data, so they are not reached through
a session; every function that touches an organization's rows takes the organization.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, RowMapping

from severakit.contract import load_contract
from severakit.store import downtime
from severakit.store.columns import Instant
from severakit.store.prepared import Prepared
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
    # From when on it no longer opens: when it was revoked or, while that lies ahead, when it expires.
    sa.Column("revoked_at", Instant),
    # That a key was revoked holds whatever the clock says later: one that is set back must not open it again.
    sa.Column("is_revoked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("last_used_at", Instant),
    sa.Column("last_used_from", sa.Text),
    sa.ForeignKeyConstraint(
        ["organization_id", "user_guid"], ["users.organization_id", "users.guid"], name="fk_api_keys_user_guid"
    ),
    sa.Index("ix_api_keys_user_guid", "organization_id", "user_guid"),
)

admin_tokens = sa.Table(
    "admin_tokens",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("organization_id", sa.Integer, sa.ForeignKey("organizations.id")),
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
    # Each ends with what a page of the log is ordered by, so that any page costs its own rows.
    sa.Index("ix_access_log_at", "organization_id", "at", "id"),
    sa.Index("ix_access_log_user_guid", "organization_id", "user_guid", "at", "id"),
    sa.Index("ix_access_log_operation", "organization_id", "operation", "at", "id"),
    sa.Index("ix_access_log_outcome", "organization_id", "outcome", "at", "id"),
    # Only refusals have a cause: calls that were answered, nearly all, cost it nothing.
    sa.Index(
        "ix_access_log_cause",
        "organization_id",
        "cause",
        "at",
        "id",
        postgresql_where=sa.text("cause IS NOT NULL"),
        sqlite_where=sa.text("cause IS NOT NULL"),
    ),
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


def still_opens(now: Any) -> sa.ColumnElement[bool]:
    """The condition that a key is neither revoked nor expired at a moment."""
    is_ahead = sa.or_(api_keys.c.revoked_at.is_(None), api_keys.c.revoked_at > now)
    return sa.and_(sa.not_(api_keys.c.is_revoked), is_ahead)


_OF_KEY = (
    sa.select(
        api_keys.c.organization_id,
        api_keys.c.user_guid,
        api_keys.c.guid.label("key_guid"),
        api_keys.c.shown.label("key_shown"),
        still_opens(sa.bindparam("now", type_=Instant)).label("key_valid"),
        users.c.is_active.label("user_active"),
        users.c.api_right,
        users.c.api_enabled,
        organizations.c.api_addon,
        organizations.c.terms_accepted,
        organizations.c.daily_quota,
        api_keys.c.digest,
    )
    .join(
        users,
        sa.and_(users.c.organization_id == api_keys.c.organization_id, users.c.guid == api_keys.c.user_guid),
    )
    .join(organizations, organizations.c.id == api_keys.c.organization_id)
    .where(api_keys.c.digest == sa.bindparam("digest"))
)
_CALLER = Prepared(_OF_KEY)


def find_caller(connection: Connection, api_key: str, now: datetime) -> Caller | None:
    """Return whose key this is, also where the key no longer opens; None for an unknown key."""
    return _found(_CALLER, connection, api_key, now)


def _found(statement: Prepared, connection: Connection, api_key: str, now: datetime) -> Caller | None:
    wanted = digest(api_key)
    row = statement.first(connection, digest=wanted, now=now)
    # The database looks up; what it found is compared in constant time.
    if row is None or not hmac.compare_digest(row[-1], wanted):
        return None
    return Caller(*row[:-1])


def caller_without_key(connection: Connection, organization_id: int, user_guid: str, shown: str) -> Caller | None:
    """Return a user as a caller who needs no key, for whom the console vouches; ``shown`` stands for it in the log."""
    settings = [users.c.is_active.label("user_active"), users.c.api_right, users.c.api_enabled]
    of_organization = [organizations.c.api_addon, organizations.c.terms_accepted, organizations.c.daily_quota]
    statement = (
        sa.select(*settings, *of_organization)
        .join_from(users, organizations, organizations.c.id == users.c.organization_id)
        .where(users.c.organization_id == organization_id, users.c.guid == user_guid)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        return None
    key = {"key_guid": "", "key_shown": shown, "key_valid": True, "user_guid": user_guid}
    return Caller(**{**row, **key, "organization_id": organization_id})


def add_key(
    connection: Connection,
    organization_id: int,
    user_guid: str,
    name: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """Make a key for the user and return it; this is the only time that it can be seen."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    values = {"guid": new_guid(), "organization_id": organization_id, "user_guid": user_guid, "name": name}
    kept = {"shown": key[:SHOWN], "digest": digest(key), "inserted_at": now, "revoked_at": expires_at}
    connection.execute(sa.insert(api_keys).values(**values, **kept))
    return key


def keys_of(connection: Connection, organization_id: int) -> Sequence[RowMapping]:
    """Return the organization's keys, newest first, each with its user's e-mail."""
    statement = (
        sa.select(
            api_keys.c.guid, api_keys.c.name, api_keys.c.shown, api_keys.c.inserted_at, api_keys.c.revoked_at,
            api_keys.c.is_revoked, api_keys.c.last_used_at, api_keys.c.last_used_from, users.c.email,
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
    """Let the organization's keys that meet the condition and still open end now; return how many."""
    mine = api_keys.c.organization_id == organization_id
    revoked = sa.update(api_keys).where(mine, condition, still_opens(now)).values(revoked_at=now, is_revoked=True)
    return connection.execute(revoked).rowcount


def end_keys(connection: Connection, organization_id: int, condition: sa.ColumnElement[bool], at: datetime) -> None:
    """Let the organization's keys that meet the condition end at a moment ahead."""
    mine = api_keys.c.organization_id == organization_id
    connection.execute(sa.update(api_keys).where(mine, condition).values(revoked_at=at))


@dataclass(frozen=True)
class TokenHolder:
    """Who holds a token: an administrator of one organization, or an operator, whose ``organization_id`` is None."""

    organization_id: int | None
    name: str
    """What the token was made for."""

    @property
    def is_operator(self) -> bool:
        """Whether the holder administers the service and all organizations on it."""
        return self.organization_id is None


def add_token(connection: Connection, organization_id: int | None, name: str, now: datetime) -> str:
    """Make a token for an organization's administrator, for None an operator, and return it, this once."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    connection.execute(
        sa.insert(admin_tokens).values(
            digest=digest(token), organization_id=organization_id, name=name, shown=token[:SHOWN], inserted_at=now
        )
    )
    return token


def token_holder(connection: Connection, token: str) -> TokenHolder | None:
    """Return who holds the token, or None for one that is none."""
    wanted = digest(token)
    row = connection.execute(sa.select(admin_tokens).where(admin_tokens.c.digest == wanted)).first()
    if row is None or not hmac.compare_digest(row.digest, wanted):
        return None
    return TokenHolder(row.organization_id, row.name)


# --- rights ----------------------------------------------------------------------------------

WIDEST: dict[str, Any] = {
    "account": "All",
    "account_delete": True,
    "administrator": "All",
    "case": "All",
    "case_delete": True,
    "case_owner_work_hour_approval": True,
    # The last status in which invoices may be changed; none bounds nothing.
    "highest_accessible_invoice_status_name": None,
    "sharing": True,
    "travel_reimbursement": "All",
    "users": "All",
    "work_hour_approval": "All",
} | ({"schedule_jobs": True} if "ScheduleJobs" in load_contract().types["AccessRights"].member else {})
"""Every right at its widest level, by the name of its column: all that this generation knows and enforces."""


def _of_user() -> sa.ColumnElement[bool]:
    return sa.and_(
        users.c.organization_id == sa.bindparam("organization_id"), users.c.guid == sa.bindparam("user_guid")
    )


_OF_PROFILE = sa.and_(
    access_rights_profiles.c.organization_id == users.c.organization_id,
    access_rights_profiles.c.guid == users.c.profile_guid,
)
_RIGHT = {
    name: sa.func.coalesce(users.c[f"rights_{name}"], access_rights_profiles.c[f"rights_{name}"]) for name in WIDEST
}
_RIGHTS = Prepared(
    sa.select(*(right.label(name) for name, right in _RIGHT.items()))
    .select_from(users.outerjoin(access_rights_profiles, _OF_PROFILE))
    .where(_of_user())
)
_UNBOUNDED_CALLER = Prepared(
    _OF_KEY.outerjoin(access_rights_profiles, _OF_PROFILE).where(
        *(right.is_not_distinct_from(WIDEST[name]) for name, right in _RIGHT.items()),
        sa.not_(sa.exists().where(downtime.ON)),
    )
)


def find_unbounded_caller(connection: Connection, api_key: str, now: datetime) -> Caller | None:
    """Return whose key this is as `find_caller` does, but None where a right is not at its widest or in a break.

    One statement, where three would take a third of the time of the call that asks.
    """
    return _found(_UNBOUNDED_CALLER, connection, api_key, now)


def user_rights(connection: Connection, organization_id: int, user_guid: str) -> dict[str, Any]:
    """Return a user's rights: the profile's, with what is set for the user alone over them."""
    (row,) = _RIGHTS.rows(connection, organization_id=organization_id, user_guid=user_guid)
    return {
        name: bool(value) if isinstance(WIDEST[name], bool) else value for name, value in zip(WIDEST, row, strict=True)
    }


def rights_in(row: RowMapping) -> dict[str, Any]:
    """Return the rights as a row of users or profiles has them, by name."""
    return {name: row[f"rights_{name}"] for name in WIDEST}


def user_email(connection: Connection, organization_id: int, user_guid: str) -> str | None:
    """Return the e-mail address that a user is known by."""
    statement = sa.select(users.c.email).where(users.c.organization_id == organization_id, users.c.guid == user_guid)
    return connection.execute(statement).scalar_one_or_none()


# --- quota, log ------------------------------------------------------------------------------


def _counting(insert: Callable[[sa.Table], Any]) -> Prepared:
    new = {"organization_id": sa.bindparam("organization_id"), "day": sa.bindparam("day"), "used": 1}
    counted = insert(quota_days).values(**new).on_conflict_do_update(
        index_elements=["organization_id", "day"], set_={"used": quota_days.c.used + 1}
    )  # fmt: skip
    return Prepared(counted.returning(quota_days.c.used))


_COUNT = {"sqlite": _counting(sqlite.insert), "postgresql": _counting(postgresql.insert)}


def count_call(connection: Connection, organization_id: int, now: datetime) -> int:
    """Count one call of today (UTC) and return how many there are, this one included."""
    counting = _COUNT[connection.dialect.name]
    ((used,),) = counting.rows(connection, organization_id=organization_id, day=_day(now))
    return int(used)


def _day(now: datetime) -> str:
    return now.date().isoformat()


def calls_today(connection: Connection, organization_id: int, now: datetime) -> int:
    """Return how many calls of today (UTC) are counted."""
    statement = sa.select(quota_days.c.used).where(
        quota_days.c.organization_id == organization_id, quota_days.c.day == _day(now)
    )
    return connection.execute(statement).scalar_one_or_none() or 0


def log_calls(connection: Connection, calls: Sequence[dict[str, Any]]) -> None:
    """Add calls to the access log."""
    connection.execute(sa.insert(access_log), list(calls))
    for call in _last_of_each_key(calls):
        used = (
            api_keys.c.organization_id == call["organization_id"],
            api_keys.c.user_guid == call["user_guid"],
            api_keys.c.shown == call["key_shown"],
        )
        values = {"last_used_at": call["at"], "last_used_from": call["remote"]}
        connection.execute(sa.update(api_keys).where(*used).values(**values))


def _last_of_each_key(calls: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last call with each key that opened."""
    opened = [call for call in calls if call["user_guid"] and call["outcome"] != "refused"]
    last = {(call["organization_id"], call["user_guid"], call["key_shown"]): call for call in opened}
    # Always in the same order, so that two worker processes do not wait for each other.
    return [last[key] for key in sorted(last)]


# --- what was used, day by day ---------------------------------------------------------------


def quota_history(connection: Connection, organization_id: int, since: date) -> dict[date, int]:
    """Return how many calls were counted on each day (UTC) from ``since`` on; days without calls are missing."""
    statement = sa.select(quota_days.c.day, quota_days.c.used).where(
        quota_days.c.organization_id == organization_id, quota_days.c.day >= since.isoformat()
    )
    return {date.fromisoformat(day): used for day, used in connection.execute(statement)}
