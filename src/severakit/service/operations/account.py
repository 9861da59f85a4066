"""IAccount: customers as accounts, each with a company behind it."""

from __future__ import annotations

from datetime import datetime

from severakit.entities import Account, AccountGetOptions, AccountRight, Address, Company, Contact
from severakit.service.call import Call, Result, checked_guid
from severakit.service.operations import customers
from severakit.service.operations.address import put_billing_address
from severakit.service.operations.contact import put_contact
from severakit.service.operations.patterns import all_by, by, by_guid, inserted_between, named
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import current_row, sent
from severakit.soap.faults import Validation
from severakit.store.tables import accounts, addresses, companies

account = Interface("IAccount")
account.declare("GetAccountByGUID", by_guid("Account"))
account.declare("GetAccountByNumber", by("Account", "number"))
account.declare("GetAccountsByCompanyGUID", all_by("Account", "company_guid"))


# --- reading ---------------------------------------------------------------------------------


@account.operation
def get_account_by_name(call: Call, account_name: str | None) -> Result:
    """Find an account by its name, exactly; of several the oldest active one."""
    return call.one("Account", named(accounts.c.name, account_name), order_by=customers.FIRST_CHOICE)


@account.operation
def get_account_by_vat_number(call: Call, vat_number: str | None) -> Result:
    """Find the account whose company has exactly that VAT number; of several the oldest active one."""
    taxed = call.session.select(companies, companies.c.guid).where(named(companies.c.vat_number, vat_number))
    return call.one("Account", accounts.c.company_guid.in_(taxed), order_by=customers.FIRST_CHOICE)


@account.operation
def get_accounts_by_insert_date(
    call: Call, insert_start_date: datetime | None, insert_end_date: datetime | None
) -> Result:
    """Accounts added from one minute to another, both included, inactive ones too; without an end, until now."""
    return call.session.rows("Account", *inserted_between(call, accounts, insert_start_date, insert_end_date))


@account.operation
def get_accounts_changed_since(call: Call, start_date_time: datetime | None, options: int | None) -> Result:
    """Accounts inserted or changed since a minute, which is included. A change of its company is one of the account.

    With bit 1 (NewOnly) only those inserted since then, with 2 (IncludeInactive) inactive ones too, with 4
    (ExcludeNotNumbered) none without a number, with 8 (ExcludeWithNoWonCases) only those with a case whose present
    sales status is a won one. What hangs on an account counts as its change with 32 (CheckAccountGroupChanges) for a
    group that it is in, 64 (CheckAddressChanges) for an address and 128 (CheckContactChanges) for a contact; beside
    bit 1 these three say nothing.
    """
    return call.session.rows("Account", *customers.changed(call, start_date_time, options or 0))


account.declare("GetAccountsChangedSinceOpts", get_accounts_changed_since)


@account.operation
def get_all_accounts(
    call: Call, options: AccountGetOptions | None, start_from_index: int | None, count: int | None
) -> Result:
    """Some of all accounts in the order of insertion: count of them, after the first startFromIndex.

    A count that is left out is 0, and one below 0 is GeneralFailure. Of the bits of GetAccountsChangedSince 2, 4 and 8
    choose; the others say nothing here.
    """
    return customers.page(call, "AccountTiny", options, start_from_index, count)


@account.operation
def get_head_office_address_by_account_guid(call: Call, account_guid: str | None) -> Result:
    """The address that the company of an account names as its head office."""
    of_account = call.session.select(accounts, accounts.c.company_guid).where(named(accounts.c.guid, account_guid))
    head_office = call.session.select(companies, companies.c.head_office_address_guid)
    return call.one("Address", addresses.c.guid.in_(head_office.where(companies.c.guid.in_(of_account))))


# --- writing ---------------------------------------------------------------------------------


@account.operation
def add_new_account(
    call: Call,
    account_info: Account | None,
    company_info: Company | None,
    address_info: Address | None,
    contact_info: Contact | None,
) -> Result:
    """Add a customer, or update the one that has its number or name, with a billing address and a contact."""
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    guid = customers.add_or_update(call, sent(account_info, "name"), sent(company_info, "name"))
    stored = call.required(accounts, guid, "The account")
    if address_info is not None:
        put_billing_address(call, stored["company_guid"], address_info)
    if contact_info is not None:
        put_contact(call, stored, contact_info)
    return call.stored("Account", guid)


@account.operation
def update_account(call: Call, account_info: Account | None, company_info: Company | None) -> Result:
    """Change an account, and its company unless that is left out."""
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    entity = sent(account_info, "guid", "name")
    current = current_row(call, accounts, entity.guid, "The account")
    if company_info is not None:
        company_guid = checked_guid(sent(company_info, "name").guid, "GUID")
        if company_guid not in (None, current["company_guid"]):
            raise Validation("companyInfo has the GUID of another account's company.")
    customers.update(call, current, entity, company_info)
    return call.stored("Account", current["guid"])
