"""Customers: an account and its company, which IAccount and ICustomer list and write alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from severakit.entities import Account, AccountGetOptions, Company, Customer
from severakit.service.call import Call, checked_guid
from severakit.service.operations.business_unit import top_unit
from severakit.service.operations.figures import shows_customer_figures, with_figures_of
from severakit.service.operations.patterns import named
from severakit.service.operations.writing import (
    Values,
    check_all_exist,
    check_range,
    check_references,
    filled,
    kept_values,
)
from severakit.soap.faults import GeneralFailure, Validation
from severakit.store.reading import Rows
from severakit.store.tables import (
    account_group_members,
    account_groups,
    accounts,
    addresses,
    cases,
    companies,
    contacts,
    sales_processes,
    sales_statuses,
)
from severakit.store.texts import is_among

Half = TypeVar("Half", Account, Company)

FIRST_CHOICE = (accounts.c.is_active.desc(), accounts.c.inserted_at, accounts.c.guid)
"""Of several accounts that would do, the oldest active one."""

# What an insert fills in when it is left out is never emptied by an update.
_ACCOUNT_DEFAULTS = ("account_owner_user_guid", "currency_guid", "language_guid", "number")
_COMPANY_DEFAULTS = ("hierarchy_guid", "language_guid", "timezone_guid")


# --- reading ---------------------------------------------------------------------------------


def chosen(call: Call, options: int) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of the options that choose among accounts."""
    conditions: list[sa.ColumnElement[bool]] = []
    if not options & AccountGetOptions.INCLUDE_INACTIVE:
        conditions.append(accounts.c.is_active)
    if options & AccountGetOptions.EXCLUDE_NOT_NUMBERED:
        conditions.append(accounts.c.number.is_not(None))
    if options & AccountGetOptions.EXCLUDE_WITH_NO_WON_CASES:
        conditions.append(accounts.c.guid.in_(_with_won_cases(call)))
    return conditions


def selected(
    call: Call, column: sa.ColumnElement[Any], options: int, account_guid: str | None
) -> sa.Select[tuple[Any, ...]]:
    """Return a SELECT of one column of the accounts that options choose, or of one of them."""
    one = [] if account_guid is None else [accounts.c.guid == account_guid]
    return call.session.select(accounts, column).where(*one, *chosen(call, options))


def changed(call: Call, since: datetime | None, options: int) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of customers that were added or changed since a moment, also through what hangs on them."""
    moment = call.since(since, "startDateTime")
    if options & AccountGetOptions.NEW_ONLY:
        return [accounts.c.inserted_at >= moment, *chosen(call, options)]
    changes = [accounts.c.updated_at >= moment]
    if options & AccountGetOptions.CHECK_ACCOUNT_GROUP_CHANGES:
        changes.append(accounts.c.guid.in_(_in_changed_groups(call, moment)))
    if options & AccountGetOptions.CHECK_ADDRESS_CHANGES:
        changes.append(accounts.c.company_guid.in_(_changed(call, addresses, addresses.c.company_guid, moment)))
    if options & AccountGetOptions.CHECK_CONTACT_CHANGES:
        changes.append(accounts.c.guid.in_(_changed(call, contacts, contacts.c.account_guid, moment)))
    return [sa.or_(*changes), *chosen(call, options)]


def page(
    call: Call,
    layout: str,
    options: int | None,
    start: int | None,
    count: int | None,
    groups: Collection[str] = (),
) -> Rows:
    """Return some of all customers, from a zero-based offset, in an order that keeps new ones at the end.

    Where groups are named, only customers in any of them.
    """
    start, count = start or 0, count or 0
    if start < 0 or count < 0:
        raise GeneralFailure("startFromIndex and count must not be negative.")
    oldest_first = (accounts.c.inserted_at, accounts.c.guid)
    conditions = [*chosen(call, options or 0), *([_in_groups(call, groups)] if groups else [])]
    return call.session.rows(layout, *conditions, order_by=oldest_first, limit=count, offset=start)


def _in_groups(call: Call, groups: Collection[str]) -> sa.ColumnElement[bool]:
    members = call.session.select(account_group_members, account_group_members.c.account_guid)
    return accounts.c.guid.in_(members.where(is_among(account_group_members.c.account_group_guid, groups)))


def _with_won_cases(call: Call) -> sa.Select[tuple[Any, ...]]:
    """Accounts with a case whose present step of the sales process is one of those won."""
    select = call.session.select
    won_steps = select(sales_processes, sales_processes.c.guid).where(sales_processes.c.is_won)
    won = select(sales_statuses, sales_statuses.c.guid).where(sales_statuses.c.sales_process_guid.in_(won_steps))
    return select(cases, cases.c.account_guid).where(cases.c.sales_status_guid.in_(won))


def _changed(
    call: Call, table: sa.Table, column: sa.ColumnElement[Any], moment: datetime
) -> sa.Select[tuple[Any, ...]]:
    return call.session.select(table, column).where(table.c.updated_at >= moment)


def _in_changed_groups(call: Call, moment: datetime) -> sa.Select[tuple[Any, ...]]:
    groups = _changed(call, account_groups, account_groups.c.guid, moment)
    members = call.session.select(account_group_members, account_group_members.c.account_guid)
    return members.where(account_group_members.c.account_group_guid.in_(groups))


# --- writing ---------------------------------------------------------------------------------


def halves(customer: Customer) -> tuple[Account, Company]:
    """Return the account and the company that a customer is kept in."""
    return _half(Account, customer), _half(Company, customer)


def _half(kind: type[Half], customer: Customer) -> Half:
    shared = set(kind.__struct_fields__) & set(customer.__struct_fields__)
    return kind(**{name: getattr(customer, name) for name in shared})


def add_or_update(call: Call, account: Account, company: Company) -> str:
    """Store a customer as the one that has its number, else its name, else a new one; return the account's GUID.

    Either way it is active afterwards.
    """
    if account.is_internal is not None:
        raise Validation("IsInternal must be left out: only the organization itself is internal.")
    account = msgspec.structs.replace(account, is_active=True)
    # Two customers of one name must not come about at once.
    call.session.wait_for_turn()
    current = _same(call, account)
    if current is None:
        return _insert(call, account, company)
    update(call, current, account, company)
    return str(current["guid"])


def update(call: Call, current: sa.RowMapping, account: Account, company: Company | None) -> None:
    """Change an account, and its company where one is given, into what was sent."""
    values = filled(_account_values(account), **{name: current[name] for name in _ACCOUNT_DEFAULTS})
    _check_account(call, values, current["guid"])
    call.session.update(accounts, current["guid"], **values)
    _put_in_groups(call, current["guid"], account.account_group_guids)
    if company is not None:
        _update_company(call, current["company_guid"], company)


def _same(call: Call, account: Account) -> sa.RowMapping | None:
    """The customer that a new one turns out to be: the one with its number comes before any with its name."""
    numbered = named(accounts.c.number, account.number)
    same = call.session.select(accounts).where(sa.or_(numbered, accounts.c.name == account.name))
    found = call.session.all(same.order_by(sa.case((numbered, 0), else_=1), *FIRST_CHOICE).limit(1))
    return found[0] if found else None


def _insert(call: Call, account: Account, company: Company) -> str:
    unit = top_unit(call)
    company_values = filled(
        kept_values("Company", company), language_guid=unit["language_guid"], timezone_guid=unit["time_zone_guid"]
    )
    _check_company(call, company_values, None)
    values = filled(
        _account_values(account),
        account_owner_user_guid=call.caller.user_guid,
        currency_guid=unit["currency_guid"],
        language_guid=unit["language_guid"],
    )
    _check_account(call, values, None)
    if values["number"] is None:
        values["number"] = _next_number(call)
    company_guid = call.session.insert(companies, **company_values)
    guid = call.session.insert(accounts, company_guid=company_guid, is_internal=False, **values)
    _put_in_groups(call, guid, account.account_group_guids)
    return guid


def _account_values(account: Account) -> Values:
    return kept_values("Account", account, ignored=("CompanyGUID", "IsInternal"))


def _check_account(call: Call, values: Values, guid: str | None) -> None:
    check_range(accounts, values, "account_rating", 0, 5)
    check_range(accounts, values, "invoicing_vat", 0, 100)
    check_range(accounts, values, "number", 1)
    check_range(accounts, values, "overdue_interest", 0)
    check_range(accounts, values, "payment_term", 0)
    check_references(call, accounts, values)
    numbered = call.session.find(accounts, number=values["number"]) if values["number"] is not None else None
    if numbered is not None and numbered["guid"] != guid:
        raise Validation(f"Number {values['number']} belongs to another customer.")


def _next_number(call: Call) -> int:
    while True:
        number = call.session.next_number("account")
        # A number that was given by hand stays where it is; the series passes it by, once.
        if call.session.find(accounts, number=number) is None:
            return number


def _put_in_groups(call: Call, account_guid: str, groups: Sequence[str] | None) -> None:
    """Replace the groups of an account; a list that was left out leaves them as they are."""
    if groups is None:
        return
    guids = {checked_guid(group, "AccountGroupGUIDs"): None for group in groups}
    wanted = [guid for guid in guids if guid is not None]
    check_all_exist(call, account_groups, wanted, "AccountGroupGUIDs")
    rows = [{"account_group_guid": guid} for guid in wanted]
    call.session.replace(account_group_members, "account_guid", account_guid, rows)


def _update_company(call: Call, guid: str, company: Company) -> None:
    current = call.required(companies, guid, "The company")
    values = filled(kept_values("Company", company), **{name: current[name] for name in _COMPANY_DEFAULTS})
    if not shows_customer_figures(call):
        values = with_figures_of("Company", values, current)
    _check_company(call, values, guid)
    call.session.update(companies, guid, **values)
    # Whoever reads customers that changed must see this one, and any other that shares the company.
    call.session.update_where(accounts, accounts.c.company_guid == guid)


def _check_company(call: Call, values: Values, guid: str | None) -> None:
    check_references(call, companies, values)
    head_office = values["head_office_address_guid"]
    if head_office is not None and call.required(addresses, head_office, "The address")["company_guid"] != guid:
        raise Validation("HeadOfficeAddressGUID must name an address of the customer's own company.")
