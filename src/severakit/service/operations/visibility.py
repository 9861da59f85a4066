"""What the calling user sees: reads of a user with narrow rights show less, and never say so."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from severakit.entities import AccountRight, CaseRight, UsersRight
from severakit.service.call import Call
from severakit.service.operations.case_rights import INVOICING, MANAGING, case_level
from severakit.service.operations.people import is_managed, own_and_subordinates
from severakit.service.operations.rights import rights_of_caller
from severakit.store.tables import (
    accounts,
    addresses,
    billing_forecasts,
    case_members,
    cases,
    companies,
    contacts,
    hour_entries,
    invoices,
    items,
    phases,
    reimbursed_hour_entries,
    reimbursed_items,
    resource_allocations,
    sales_statuses,
    time_entries,
    users,
)
from severakit.store.texts import is_among


def narrow(call: Call) -> None:
    """Let every read of this call show only what the caller's rights cover.

    Customers and what belongs to them take the account right. A case is seen by its managers, as
    far as the case right reaches, and by its members; hours and items also by whom the users right
    sets over their user, one's own always. Invoices take a case right that invoices their case.
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


def _narrow_cases(call: Call, level: Any) -> None:
    managed, member = _managed(call, level), _member(call)
    seen = sa.false() if level in (None, CaseRight.NONE) else sa.or_(managed, member)
    call.session.narrow(cases, seen)
    for table in (billing_forecasts, sales_statuses):
        call.session.narrow(table, _of_cases(call, table, seen))
    # Who may not see cases may still enter hours on those that he is a member of.
    call.session.narrow(phases, _of_cases(call, phases, sa.or_(seen, _owned(call), member)))
    for table in (hour_entries, reimbursed_hour_entries, items, reimbursed_items, resource_allocations):
        call.session.narrow(table, sa.or_(_of_cases(call, table, managed), is_managed(call, table.c.user_guid)))
    call.session.narrow(time_entries, is_managed(call, time_entries.c.user_guid))
    invoicing = managed if level in INVOICING else sa.false()
    call.session.narrow(invoices, _of_cases(call, invoices, invoicing, "main_case_guid"))


def _managed(call: Call, level: Any) -> sa.ColumnElement[bool]:
    """The condition that a case is one whose hours and items the case right covers."""
    if level not in MANAGING:
        return sa.false()
    if level != CaseRight.OWN_UNIT:
        return _owned(call)
    caller = call.required(users, call.caller.user_guid, "The caller")
    return sa.or_(_owned(call), cases.c.business_unit_guid == caller["business_unit_guid"])


def _owned(call: Call) -> sa.ColumnElement[bool]:
    return is_among(cases.c.case_owner_user_guid, own_and_subordinates(call))


def _member(call: Call) -> sa.ColumnElement[bool]:
    mine = call.session.select(case_members, case_members.c.case_guid)
    return cases.c.guid.in_(mine.where(case_members.c.user_guid == call.caller.user_guid))


def _of_cases(
    call: Call, table: sa.Table, condition: sa.ColumnElement[bool], column: str = "case_guid"
) -> sa.ColumnElement[bool]:
    return table.c[column].in_(call.session.select(cases, cases.c.guid).where(condition))
