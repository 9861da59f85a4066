"""What the calling user sees: reads of a user with narrow rights show less, and never say so."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from severakit.entities import AccountRight, CaseRight, UsersRight
from severakit.service.call import Call
from severakit.service.operations.approval import is_approvable
from severakit.service.operations.case_rights import INVOICING, case_level, managed_cases, owned_cases
from severakit.service.operations.figures import hide_figures
from severakit.service.operations.people import is_managed
from severakit.service.operations.rights import rights_of_caller
from severakit.service.operations.travel_rights import covered
from severakit.store import access
from severakit.store.tables import (
    accounts,
    addresses,
    case_members,
    cases,
    companies,
    contacts,
    extranet_cases,
    extranet_contacts,
    files,
    hour_entries,
    invoice_files,
    invoices,
    item_files,
    items,
    phases,
    reimbursed_hour_entries,
    reimbursed_items,
    resource_allocations,
    sales_statuses,
    time_entries,
    travel_reimbursements,
    users,
)


def narrow(call: Call) -> None:
    """Let every read of this call show only what the caller's rights cover.

    Customers and what belongs to them take the account right. A case is seen by its managers, as
    far as the case right reaches, and by its members; hours and items also by whom the users right
    sets over their user, one's own always, and hours by who may approve them. Invoices take a case
    right that invoices their case. Files follow what they belong to. Registers are for everybody.
    """
    rights = rights_of_caller(call)
    if rights["account"] in (None, AccountRight.NONE):
        for table in (accounts, addresses, companies, contacts):
            call.session.narrow(table, sa.false())
    if rights["users"] != UsersRight.ALL:
        call.session.narrow(users, is_managed(call, users.c.guid))
    level = case_level(rights)
    if level != CaseRight.ALL:
        _narrow_cases(call, level)
    if rights != access.WIDEST:
        _narrow_files(call)
        hide_figures(call)


def _narrow_cases(call: Call, level: Any) -> None:
    managed, member = managed_cases(call, level), _member(call)
    seen = sa.false() if level in (None, CaseRight.NONE) else sa.or_(managed, member)
    call.session.narrow(cases, seen)
    call.session.narrow(sales_statuses, _of_cases(call, sales_statuses, seen))
    # Who may not see cases may still enter hours on those that he is a member of.
    call.session.narrow(phases, _of_cases(call, phases, sa.or_(seen, owned_cases(call), member)))
    call.session.narrow(extranet_cases, _of_cases(call, extranet_cases, seen))
    shared = call.session.select(extranet_cases, extranet_cases.c.guid).where(*call.session.seen(extranet_cases))
    call.session.narrow(extranet_contacts, extranet_contacts.c.extranet_case_guid.in_(shared))
    for table in (items, reimbursed_items, resource_allocations):
        call.session.narrow(table, sa.or_(_of_cases(call, table, managed), is_managed(call, table.c.user_guid)))
    for table in (hour_entries, reimbursed_hour_entries):
        approvable = is_approvable(call, table.c.user_guid, table.c.case_guid)
        managed_ones = _of_cases(call, table, managed)
        call.session.narrow(table, sa.or_(managed_ones, is_managed(call, table.c.user_guid), approvable))
    call.session.narrow(time_entries, is_managed(call, time_entries.c.user_guid))
    invoicing = managed if level in INVOICING else sa.false()
    call.session.narrow(invoices, _of_cases(call, invoices, invoicing, "main_case_guid"))
    invoiced = call.session.select(invoices, invoices.c.guid).where(*call.session.seen(invoices))
    call.session.narrow(invoice_files, invoice_files.c.invoice_guid.in_(invoiced))


def _narrow_files(call: Call) -> None:
    """A file that belongs to something is seen by those who see that; one that belongs to nothing, by everybody."""
    select, seen = call.session.select, call.session.seen
    attached = select(invoice_files, invoice_files.c.file_guid)
    receipts = select(item_files, item_files.c.file_guid)
    photos = select(users, users.c.photo_file_guid).where(users.c.photo_file_guid.is_not(None))
    hangs_on = [files.c.guid.in_(of) for of in (attached, receipts, photos)]
    belongs = sa.or_(files.c.document_of_guid.is_not(None), *hangs_on)
    claims = select(travel_reimbursements, travel_reimbursements.c.guid).where(covered(call))
    spent = sa.or_(items.c.travel_reimbursement_guid.in_(claims), sa.and_(sa.true(), *seen(items)))
    call.session.narrow(
        files,
        sa.or_(
            ~belongs,
            files.c.document_of_guid.in_(select(invoices, invoices.c.guid).where(*seen(invoices))),
            files.c.document_of_guid.in_(claims),
            files.c.guid.in_(attached.where(*seen(invoice_files))),
            files.c.guid.in_(receipts.where(item_files.c.item_guid.in_(select(items, items.c.guid).where(spent)))),
            files.c.guid.in_(photos.where(*seen(users))),
        ),
    )


def _member(call: Call) -> sa.ColumnElement[bool]:
    mine = call.session.select(case_members, case_members.c.case_guid)
    return cases.c.guid.in_(mine.where(case_members.c.user_guid == call.caller.user_guid))


def _of_cases(
    call: Call, table: sa.Table, condition: sa.ColumnElement[bool], column: str = "case_guid"
) -> sa.ColumnElement[bool]:
    return table.c[column].in_(call.session.select(cases, cases.c.guid).where(condition))
