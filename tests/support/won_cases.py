"""Cases that are won or not, set up past the API."""

from __future__ import annotations

from datetime import datetime

from severakit.store.store import Session
from severakit.store.tables import cases, sales_processes, sales_statuses


def add_case(session: Session, account_guid: str, *, is_won: bool) -> str:
    """Add a case of an account whose present step of the sales process is won, or in progress; return its GUID."""
    step = session.insert(sales_processes, name="Step", is_won=is_won, is_in_progress=not is_won, is_active=True)
    case = session.insert(cases, name="Case", account_guid=account_guid, start_date=datetime(2026, 1, 1))
    status = session.insert(sales_statuses, case_guid=case, sales_process_guid=step, time_stamp=session.now)
    session.update(cases, case, sales_status_guid=status)
    return case
