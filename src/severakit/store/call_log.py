"""The access log as people read it: newest first, filtered, a page at a time.

A page is found by the time and number of the line that it follows, never by counting lines from the top, so the
thousandth costs what the first costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store.access import access_log, api_keys
from severakit.store.columns import Instant
from severakit.store.tables import users

_LOG = access_log.c


class Place(NamedTuple):
    """Where a line stands in the log."""

    at: datetime
    id: int

    @property
    def text(self) -> str:
        """The place as an address carries it."""
        return f"{self.at.isoformat()},{self.id}"

    @classmethod
    def read(cls, text: str) -> Place:
        """Return the place that a text stands for. Raises ValueError for what is none."""
        at, _, number = text.partition(",")
        if datetime.fromisoformat(at).tzinfo is None or abs(int(number)) >= 2**63:
            raise ValueError(f"{text!r} is no place in the log.")
        return cls(moment(at), int(number))


def moment(text: str) -> datetime:
    """Return the moment that a text stands for: in UTC where it has no zone. Raises ValueError for what is none."""
    given = datetime.fromisoformat(text)
    try:
        return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError(f"{text!r} lies outside of the calendar.") from None


@dataclass(frozen=True)
class CallFilter:
    """Which calls are wanted; None leaves one open. ``since`` is included, ``until`` is not; both are in UTC.

    ``outcome`` is ok, refused, aborted, broken, or the name of a fault.
    """

    user_guid: str | None = None
    operation: str | None = None
    outcome: str | None = None
    cause: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return the filter in SQL."""
        equal = {
            _LOG.user_guid: self.user_guid,
            _LOG.operation: self.operation,
            _LOG.outcome: self.outcome,
            _LOG.cause: self.cause,
        }
        conditions: list[sa.ColumnElement[bool]] = [
            column == value for column, value in equal.items() if value is not None
        ]
        if self.since is not None:
            conditions.append(_LOG.at >= self.since)
        if self.until is not None:
            conditions.append(_LOG.at < self.until)
        return conditions


@dataclass(frozen=True)
class LoggedCall:
    """A line of the log. Who called and with which key is None where the key was nobody's.

    ``cause`` is the item of the access checklist that refused the call. ``bytes`` are the response's.
    """

    id: int
    at: datetime
    user_guid: str | None
    user_name: str | None
    email: str | None
    key_shown: str | None
    key_name: str | None
    operation: str
    outcome: str
    cause: str | None
    bytes: int
    milliseconds: int
    remote: str | None

    @property
    def place(self) -> Place:
        """Where the line stands: what the next page follows."""
        return Place(self.at, self.id)


def page(
    connection: Connection, organization_id: int | None, wanted: CallFilter, size: int, after: Place | None = None
) -> list[LoggedCall]:
    """Return at most ``size`` calls, newest first, from the one that follows ``after`` on.

    Calls with a key that is nobody's belong to no organization: they are those of None.
    """
    statement = (
        sa.select(access_log, users.c.first_name, users.c.last_name, users.c.email)
        .outerjoin(users, sa.and_(users.c.organization_id == _LOG.organization_id, users.c.guid == _LOG.user_guid))
        .where(_LOG.organization_id == organization_id, *wanted.conditions())
        .order_by(_LOG.at.desc(), _LOG.id.desc())
        .limit(size)
    )
    if after is not None:
        statement = statement.where(_older(after))
    rows = connection.execute(statement).mappings().all()
    names = {} if organization_id is None else _key_names(connection, organization_id, rows)
    return [_call(row, names) for row in rows]


def _older(place: Place) -> sa.ColumnElement[bool]:
    at, number = sa.literal(place.at, Instant), sa.literal(place.id)
    return sa.tuple_(_LOG.at, _LOG.id) < sa.tuple_(at, number)


def _key_names(connection: Connection, organization_id: int, rows: Sequence[Any]) -> dict[str, str]:
    """Return the names of the keys that begin as the log shows them."""
    shown = {row["key_shown"] for row in rows if row["user_guid"] is not None}
    if not shown:
        return {}
    statement = sa.select(api_keys.c.shown, api_keys.c.name).where(
        api_keys.c.organization_id == organization_id,
        api_keys.c.user_guid.in_({row["user_guid"] for row in rows}),
        api_keys.c.shown.in_(shown),
    )
    return {row.shown: row.name for row in connection.execute(statement)}


def _call(row: Any, names: dict[str, str]) -> LoggedCall:
    full_name = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    return LoggedCall(
        user_name=full_name or None,
        key_name=names.get(row["key_shown"] or ""),
        **{name: row[name] for name in LoggedCall.__dataclass_fields__ if name not in {"user_name", "key_name"}},
    )
