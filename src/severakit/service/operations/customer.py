"""ICustomer: customers whole, account and company in one."""

from __future__ import annotations

from datetime import datetime

from severakit.entities import AccountRight, Customer, CustomerCriteria
from severakit.service.call import Call, Result
from severakit.service.operations import customers
from severakit.service.operations.patterns import by_guid
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import current_row, sent
from severakit.store.tables import accounts

_MOST_PER_CALL = 100

customer = Interface("ICustomer")
customer.declare("GetCustomerByGUID", by_guid("Customer", note="A customer's GUID is that of its account."))


@customer.operation
def get_customers_changed_since(call: Call, start_date_time: datetime | None, options: int | None) -> Result:
    """Customers inserted or changed since a minute, which is included, by the bits of GetAccountsChangedSince."""
    return call.session.rows("Customer", *customers.changed(call, start_date_time, options or 0))


@customer.operation
def get_all_customers(
    call: Call,
    options: int | None,
    start_from_index: int | None,
    count: int | None,
    criteria: CustomerCriteria | None = None,
) -> Result:
    """Some of all customers, by the bits and in the order of GetAllAccounts, but 100 at most.

    The criteria, of the extended generation, keep those of any of the groups; none, all.
    """
    groups = criteria.account_group_guids if criteria is not None else None
    most = min(count or 0, _MOST_PER_CALL)
    return customers.page(call, "Customer", options, start_from_index, most, groups or ())


@customer.operation
def add_new_customer(call: Call, customer: Customer | None) -> Result:
    """Add a customer, or update the one that has its number or name."""
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    guid = customers.add_or_update(call, *customers.halves(sent(customer, "name")))
    return call.stored("Customer", guid)


@customer.operation
def update_customer(call: Call, customer: Customer | None) -> Result:
    """Replace a customer by the one sent; GUID and Name are mandatory. Takes the account right Edit or All.

    Number, owner, currency, languages and time zone stay where none are sent, as do the groups where no list is.
    IsInternal and CompanyGUID are ignored. AnnualRevenue stays as it is for who is not shown it.
    """
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    entity = sent(customer, "guid", "name")
    current = current_row(call, accounts, entity.guid, "The customer")
    customers.update(call, current, *customers.halves(entity))
    return call.stored("Customer", current["guid"])
