"""What an invoice was made of: its hours and items row by row, its cases with their phases."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.service.call import One
from severakit.store.reading import Row
from severakit.store.store import Session
from severakit.store.tables import (
    cases,
    hour_entries,
    invoice_cases,
    invoice_row_sources,
    invoice_rows,
    items,
    phases,
)

_TYPES = load_contract().types


def origin_details(session: Session, invoice_guid: str) -> One:
    """Return an invoice's InvoiceOriginDetails, in a fixed number of statements."""
    return One("InvoiceOriginDetails", (_cases(session, invoice_guid), _row_origins(session, invoice_guid)))


def _row_origins(session: Session, invoice_guid: str) -> list[Row]:
    """Return an InvoiceRowOrigin for each row of the invoice, in the rows' order."""
    hours = _sources(session, invoice_guid, "HourEntry", hour_entries, "hour_entry_guid")
    fees = _sources(session, invoice_guid, "Item", items, "item_guid")
    rows = session.select(invoice_rows, invoice_rows.c.guid).where(invoice_rows.c.invoice_guid == invoice_guid)
    in_order = session.values(rows.order_by(invoice_rows.c.row_number, invoice_rows.c.guid))
    return [(hours[guid], guid, fees[guid]) for guid in in_order]


def _sources(session: Session, invoice_guid: str, type_name: str, table: sa.Table, column: str) -> dict[str, list[Row]]:
    """Return the hours or items of each invoice row."""
    links = _links(session, invoice_guid, column)
    rows = session.rows(type_name, table.c.guid.in_(sa.select(links.subquery().c[column])))
    by_guid = _by(rows, type_name, "GUID")
    found: dict[str, list[Row]] = defaultdict(list)
    for row_guid, guid in session.connection.execute(links):
        found[row_guid] += by_guid.get(guid, [])
    return found


def _links(session: Session, invoice_guid: str, column: str) -> sa.Select[Any]:
    """SELECT pairs of an invoice row and one of its sources of a kind, or none: a source may be of another kind."""
    links = invoice_row_sources
    row_of = sa.and_(
        invoice_rows.c.organization_id == links.c.organization_id, invoice_rows.c.guid == links.c.invoice_row_guid
    )
    pairs = session.select(links, links.c.invoice_row_guid, links.c[column]).select_from(
        links.join(invoice_rows, row_of)
    )
    pairs = pairs.where(invoice_rows.c.invoice_guid == invoice_guid)
    return pairs.distinct().order_by(links.c.invoice_row_guid, links.c[column])


def _cases(session: Session, invoice_guid: str) -> list[Row]:
    """Return the CaseDetails of all cases on the invoice: each a case and all of its phases."""
    invoiced = session.select(invoice_cases, invoice_cases.c.case_guid).where(
        invoice_cases.c.invoice_guid == invoice_guid
    )
    named = _links(session, invoice_guid, "case_guid").subquery()
    on_invoice = sa.union(invoiced, sa.select(named.c.case_guid))
    phases_of = _by(session.rows("Phase", phases.c.case_guid.in_(on_invoice)), "Phase", "CaseGUID")
    place = _place("Case", "GUID")
    rows = session.rows("Case", cases.c.guid.in_(on_invoice), order_by=(cases.c.case_number,))
    return [(*row, phases_of[row[place]]) for row in rows]


def _by(rows: Any, type_name: str, member: str) -> dict[str, list[Row]]:
    """Return lexical rows by one of their members."""
    place = _place(type_name, member)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[place]].append(row)
    return found


def _place(type_name: str, member: str) -> int:
    return [each.name for each in _TYPES[type_name].members].index(member)
