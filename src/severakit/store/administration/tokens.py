"""Tokens of administrators and operators, with which scripts administer and the doctor names causes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from severakit.store import access, audit
from severakit.store.administration.naming import organization_named
from severakit.store.errors import AdministrationError
from severakit.store.names import checked_name
from severakit.store.schema import organizations
from severakit.store.store import Store


@dataclass(frozen=True)
class TokenInfo:
    """What may be shown of a token: its beginning, never the token. An operator's has no organization."""

    organization: str | None
    name: str
    shown: str
    inserted_at: datetime


def create_token(store: Store, organization: str | None, name: str) -> str:
    """Make an administrator's token for an organization and return it: nobody can see it again.

    Raises AdministrationError for an unknown organization, and a name that cannot be one.
    """
    name = checked_name(name, "A token")
    with store.writing() as connection:
        organization_id = organization_named(connection, organization)
        token = access.add_token(connection, organization_id, name, store.clock())
        made = {"token": token[: access.SHOWN]}
        audit.record(connection, store.clock(), organization_id, "administrator's token created", name, after=made)
        return token


def create_operator_token(store: Store, name: str) -> str:
    """Make a token for an operator of the service and return it: nobody can see it again.

    Raises AdministrationError for a name that cannot be one.
    """
    name = checked_name(name, "A token")
    with store.writing() as connection:
        token = access.add_token(connection, None, name, store.clock())
        made = {"token": token[: access.SHOWN]}
        audit.record(connection, store.clock(), None, "operator's token created", name, after=made)
        return token


def list_tokens(store: Store, *, organization: str | None = None) -> list[TokenInfo]:
    """Return the tokens that reach one organization alone; without a name, all that there are. The newest are first.

    Raises AdministrationError for an unknown organization.
    """
    tokens = access.admin_tokens
    statement = (
        sa.select(organizations.c.name.label("organization"), tokens.c.name, tokens.c.shown, tokens.c.inserted_at)
        .select_from(tokens.outerjoin(organizations, organizations.c.id == tokens.c.organization_id))
        .order_by(tokens.c.inserted_at.desc(), tokens.c.shown)
    )
    with store.reading() as connection:
        if organization is not None:
            statement = statement.where(tokens.c.organization_id == organization_named(connection, organization))
        return [TokenInfo(**row) for row in connection.execute(statement).mappings()]


def revoke_token(store: Store, token: str) -> None:
    """Take a token away, named by its beginning as it is listed, or by itself: nobody gets in with it from now on.

    Raises AdministrationError where no token is meant, or more than one.
    """
    columns = access.admin_tokens.c
    named = sa.or_(columns.shown == token, columns.digest == access.digest(token))
    with store.writing() as connection:
        found = connection.execute(sa.select(access.admin_tokens).where(named)).mappings().all()
        if not found:
            raise AdministrationError("There is no such token; see the list of tokens and give its beginning.")
        if len(found) > 1:
            raise AdministrationError("Several tokens begin like that; give the whole token.")
        (gone,) = found
        connection.execute(sa.delete(access.admin_tokens).where(columns.digest == gone["digest"]))
        whose = "operator's" if gone["organization_id"] is None else "administrator's"
        was = {"token": gone["shown"]}
        audit.record(
            connection, store.clock(), gone["organization_id"], f"{whose} token revoked", gone["name"], before=was
        )
