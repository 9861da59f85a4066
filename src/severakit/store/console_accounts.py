"""Who may sign in to the console: administrators of one organization, and operators, who see all.

Passwords are kept as argon2 hashes. Attempts to sign in are counted by e-mail address and by remote address, whether or
not there is such an account, and every attempt costs the same work.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import argon2
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from severakit.store import audit
from severakit.store.administration import AdministrationError, organization_named
from severakit.store.columns import Instant
from severakit.store.names import checked_email
from severakit.store.schema import metadata, organizations
from severakit.store.store import Store, new_guid

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
_ATTEMPTS_BY_EMAIL = 5
_ATTEMPTS_BY_REMOTE = 30
_ATTEMPTS_WITHIN = timedelta(minutes=15)
# By how much the clocks of machines that share the database may differ.
_CLOCKS_DIFFER = timedelta(minutes=5)
# Longer than any session lasts: what is older ended by itself.
_ENDED_KEPT = timedelta(days=2)

console_accounts = sa.Table(
    "console_accounts",
    metadata,
    sa.Column("guid", sa.Text, primary_key=True),
    sa.Column("organization_id", sa.Integer, sa.ForeignKey("organizations.id")),
    sa.Column("email", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("inserted_at", Instant, nullable=False),
    sa.Column("password_set_at", Instant, nullable=False),
)

sign_in_attempts = sa.Table(
    "sign_in_attempts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("remote", sa.Text, nullable=False),
    sa.Index("ix_sign_in_attempts_email", "email", "at"),
    sa.Index("ix_sign_in_attempts_remote", "remote", "at"),
)

ended_sessions = sa.Table(
    "ended_sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("ended_at", Instant, nullable=False),
)

console_secrets = sa.Table(
    "console_secrets",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("secret", sa.Text, nullable=False),
)

_hasher = argon2.PasswordHasher()


def _random(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).rstrip(b"=").decode()


# The hash of no known password. Verified where there is no such account, so that both refusals cost the same.
_NOBODY = (
    f"$argon2id$v={argon2.low_level.ARGON2_VERSION}$m={_hasher.memory_cost},t={_hasher.time_cost},"
    f"p={_hasher.parallelism}${_random(_hasher.salt_len)}${_random(_hasher.hash_len)}"
)


class TooManyAttempts(Exception):  # noqa: N818 - names the fact
    """Too many failed attempts to sign in; says in how many minutes to try again."""


@dataclass(frozen=True)
class ConsoleAccount:
    """Somebody who signs in. ``organization_id`` is None for an operator, who sees all organizations."""

    guid: str
    email: str
    organization_id: int | None
    organization: str | None
    password_set_at: datetime

    @property
    def is_operator(self) -> bool:
        """Whether this one sees all organizations."""
        return self.organization_id is None


def anybody(store: Store) -> bool:
    """Return whether there is any account yet."""
    with store.reading() as connection:
        return connection.execute(sa.select(console_accounts.c.guid).limit(1)).first() is not None


def add_account(store: Store, email: str, password: str, *, organization: str | None = None) -> ConsoleAccount:
    """Add an administrator of an organization, or without one an operator.

    Raises AdministrationError for an e-mail address that is none or taken, a password that is too short, and an
    unknown organization.
    """
    with store.writing() as connection:
        return _add(connection, email, password, organization, store.clock())


def add_first_account(store: Store, email: str, password: str) -> ConsoleAccount:
    """Add the first account, an operator. Raises AdministrationError as add_account does, and where there is one."""
    with store.writing() as connection:
        if connection.execute(sa.select(console_accounts.c.guid).limit(1)).first() is not None:
            raise AdministrationError("There is an administrator already; sign in.")
        return _add(connection, email, password, None, store.clock())


def set_password(store: Store, email: str, password: str) -> None:
    """Set an account's password, which ends its sessions. Raises AdministrationError as add_account does."""
    values = {"password_hash": _hashed(password), "password_set_at": store.clock()}
    statement = sa.update(console_accounts).where(console_accounts.c.email == _address(email))
    with store.writing() as connection:
        if not connection.execute(statement.values(**values)).rowcount:
            raise AdministrationError(f"Nobody signs in as {email}; add an administrator first.")
        found = _found(connection, console_accounts.c.email == _address(email))
        organization_id = None if found is None else found.organization_id
        # What is recorded of a password is that it was set.
        audit.record(connection, store.clock(), organization_id, "console password set", _address(email))


def remove_account(store: Store, email: str) -> None:
    """Remove an account: its sessions end, and nobody signs in with it. Raises AdministrationError.

    So for an unknown one, and for the only one: without any, whoever opens the console first would become its operator.
    """
    with store.writing() as connection:
        found = _found(connection, console_accounts.c.email == _address(email))
        if found is None:
            raise AdministrationError(f"Nobody signs in as {email}; see the list of accounts.")
        # Locked, so that two that remove each other's account at once do not leave none.
        if len(connection.execute(sa.select(console_accounts.c.guid).with_for_update()).all()) == 1:
            raise AdministrationError(f"{found.email} is the only account of the console: add another one first.")
        connection.execute(sa.delete(console_accounts).where(console_accounts.c.guid == found.guid))
        was = {"role": "operator" if found.is_operator else "administrator"}
        audit.record(
            connection, store.clock(), found.organization_id, "console account removed", found.email, before=was
        )


def list_accounts(store: Store) -> list[ConsoleAccount]:
    """Return all accounts by e-mail address."""
    with store.reading() as connection:
        return [ConsoleAccount(**row) for row in connection.execute(_accounts().order_by("email")).mappings()]


def account_of_session(store: Store, session: str, guid: str) -> ConsoleAccount | None:
    """Return the account with that GUID, or None; so too where the session, of which a copy may be kept, was ended."""
    ended = sa.exists().where(ended_sessions.c.id == session)
    with store.reading() as connection:
        return _found(connection, sa.and_(console_accounts.c.guid == guid, ~ended))


def end_session(store: Store, session: str) -> None:
    """End a session for whoever holds it."""
    insert = (sqlite if store.is_sqlite else postgresql).insert(ended_sessions)
    with store.writing() as connection:
        connection.execute(sa.delete(ended_sessions).where(ended_sessions.c.ended_at < store.clock() - _ENDED_KEPT))
        connection.execute(insert.values(id=session, ended_at=store.clock()).on_conflict_do_nothing())


def sign_in(store: Store, email: str, password: str, remote: str) -> ConsoleAccount | None:
    """Return the account with that address and password, or None. Raises TooManyAttempts."""
    address, now = email.strip().lower(), store.clock()
    with store.writing() as connection:
        _count_attempt(connection, address, remote, now)
        account = _found(connection, console_accounts.c.email == address)
        kept = sa.select(console_accounts.c.password_hash).where(console_accounts.c.email == address)
        password_hash = connection.execute(kept).scalar_one_or_none()
    try:
        _hasher.verify(password_hash or _NOBODY, password[:LONGEST_PASSWORD])
    except argon2.exceptions.VerifyMismatchError:
        return None
    if account is not None:
        with store.writing() as connection:
            connection.execute(sa.delete(sign_in_attempts).where(sign_in_attempts.c.email == address))
    return account


def session_secret(store: Store) -> str:
    """Return the secret with which sessions are signed, made at first: all worker processes share it."""
    kept = sa.select(console_secrets.c.secret)
    with store.writing() as connection:
        insert = (sqlite if store.is_sqlite else postgresql).insert(console_secrets)
        # Of two workers that start at once the later one keeps the secret of the other.
        connection.execute(insert.values(id=1, secret=secrets.token_urlsafe(32)).on_conflict_do_nothing())
        return str(connection.execute(kept).scalar_one())


def _add(connection: Connection, email: str, password: str, organization: str | None, now: datetime) -> ConsoleAccount:
    address = _address(email)
    if _found(connection, console_accounts.c.email == address):
        raise AdministrationError(f"Somebody signs in as {address} already; take another address.")
    organization_id = None if organization is None else organization_named(connection, organization)
    guid = new_guid()
    values = {"guid": guid, "email": address, "password_hash": _hashed(password), "inserted_at": now}
    statement = sa.insert(console_accounts).values(**values, organization_id=organization_id, password_set_at=now)
    connection.execute(statement)
    role = {"role": "operator" if organization is None else "administrator"}
    audit.record(connection, now, organization_id, "console account added", address, after=role)
    return ConsoleAccount(guid, address, organization_id, organization, now)


def _accounts() -> sa.Select[Any]:
    columns = console_accounts.c
    joined = console_accounts.outerjoin(organizations, organizations.c.id == columns.organization_id)
    organization = organizations.c.name.label("organization")
    shown = (columns.guid, columns.email, columns.organization_id, organization, columns.password_set_at)
    return sa.select(*shown).select_from(joined)


def _found(connection: Connection, condition: sa.ColumnElement[bool]) -> ConsoleAccount | None:
    row = connection.execute(_accounts().where(condition)).mappings().first()
    return None if row is None else ConsoleAccount(**row)


def _address(email: str) -> str:
    return checked_email(email).lower()


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise AdministrationError(f"The password must have at least {SHORTEST_PASSWORD} characters.")
    return _hasher.hash(password[:LONGEST_PASSWORD])


def _count_attempt(connection: Connection, address: str, remote: str, now: datetime) -> None:
    """Count an attempt before it is tried, so that attempts at once cannot pass together."""
    attempts, since = sign_in_attempts.c, now - _ATTEMPTS_WITHIN
    # One that lies ahead was made by a clock that has been set back since; it would lock its account until then.
    counts = sa.between(attempts.at, since, now + _CLOCKS_DIFFER)
    connection.execute(sa.delete(sign_in_attempts).where(sa.not_(counts)))
    for column, value, most in (
        (attempts.email, address, _ATTEMPTS_BY_EMAIL),
        (attempts.remote, remote, _ATTEMPTS_BY_REMOTE),
    ):
        # When that one no longer counts, there is room for another.
        last = sa.select(attempts.at).where(column == value).order_by(attempts.at.desc()).offset(most - 1).limit(1)
        blocking = connection.execute(last).scalar_one_or_none()
        if blocking is not None:
            minutes = max(1, ceil((blocking + _ATTEMPTS_WITHIN - now) / timedelta(minutes=1)))
            shown = "a minute" if minutes == 1 else f"{minutes} minutes"
            raise TooManyAttempts(f"Too many attempts to sign in. Try again in {shown}.")
    connection.execute(sa.insert(sign_in_attempts).values(at=now, email=address, remote=remote))
