"""How much of its quota an organization has used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from severakit.store import access
from severakit.store.administration.naming import organization_named
from severakit.store.schema import organizations
from severakit.store.store import Store

_DAYS = 30


@dataclass(frozen=True)
class QuotaInfo:
    """The calls of today, the quota in calls a day, when the count begins anew, and the last 30 days; all in UTC."""

    daily_quota: int
    used: int
    resets_at: datetime
    history: dict[date, int]


def quota_of(store: Store, organization: str | None = None) -> QuotaInfo:
    """Return an organization's use of its quota; without a name, that of the only organization there is.

    Raises AdministrationError for an unknown organization.
    """
    now = store.clock()
    with store.reading() as connection:
        organization_id = organization_named(connection, organization)
        quota = sa.select(organizations.c.daily_quota).where(organizations.c.id == organization_id)
        history = access.quota_history(connection, organization_id, now.date() - timedelta(days=_DAYS))
        return QuotaInfo(
            daily_quota=connection.execute(quota).scalar_one(),
            used=access.calls_today(connection, organization_id, now),
            resets_at=datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo),
            history=dict(sorted(history.items())),
        )
