"""Work contracts: what an employee's working day is, day by day."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from severakit.service.operations.days import working_days
from severakit.store.store import Session
from severakit.store.tables import employments


def contract_on(session: Session, user_guid: str, day: datetime) -> sa.RowMapping | None:
    """Return the contract under which a user works on a day, None where there is none."""
    covers = sa.and_(
        employments.c.user_guid == user_guid,
        employments.c.start_date <= day,
        sa.or_(employments.c.end_date.is_(None), employments.c.end_date >= day),
    )
    latest = session.select(employments).where(covers).order_by(employments.c.start_date.desc()).limit(1)
    return next(iter(session.all(latest)), None)


def working_hours(session: Session, user_guid: str, first: datetime, last: datetime) -> Decimal:
    """Return the hours that a user's contracts bring from one day to another, both included."""
    overlaps = sa.and_(
        employments.c.user_guid == user_guid,
        employments.c.start_date <= last,
        sa.or_(employments.c.end_date.is_(None), employments.c.end_date >= first),
    )
    contracts = session.all(session.select(employments).where(overlaps))
    return sum((_hours_within(contract, first, last) for contract in contracts), Decimal(0))


def _hours_within(contract: sa.RowMapping, first: datetime, last: datetime) -> Decimal:
    begin, end = max(first, contract["start_date"]), min(last, contract["end_date"] or last)
    hours: Decimal = working_days(begin, end) * contract["daily_hours"]
    return hours
