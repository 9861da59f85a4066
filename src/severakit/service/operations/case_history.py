"""What a case has been through: its case statuses, and the sales statuses that lead to it."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.store.store import Session
from severakit.store.tables import case_status_changes, case_statuses, cases, sales_statuses


def set_case_status(session: Session, case_guid: str, case_status_guid: str) -> None:
    """Give a case its current case status, and record when it got it."""
    session.insert(case_status_changes, case_guid=case_guid, case_status_guid=case_status_guid)
    changed = {"current_case_status_guid": case_status_guid, "current_case_status_insert_ts": session.now}
    session.update(cases, case_guid, **changed)


def first_case_status(session: Session) -> sa.RowMapping | None:
    """Return the status that a new case begins with, None where the organization has none."""
    order = (case_statuses.c.sort_order, case_statuses.c.guid)
    active = session.select(case_statuses).where(case_statuses.c.is_active).order_by(*order).limit(1)
    return next(iter(session.all(active)), None)


def add_sales_status(session: Session, case_guid: str, sales_process_guid: str) -> str:
    """Append a sales status to a case's history, make it the current one, and return its GUID."""
    guid = session.insert(
        sales_statuses, case_guid=case_guid, sales_process_guid=sales_process_guid, time_stamp=session.now
    )
    session.update(cases, case_guid, sales_status_guid=guid)
    return guid
