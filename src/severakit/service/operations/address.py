"""IAddress: the postal addresses of companies, for bills, post and visits."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from severakit.entities import AccountRight, Address
from severakit.service.call import Call, Result, checked_guid
from severakit.service.operations import customers
from severakit.service.operations.country import has_iso_code, has_name
from severakit.service.operations.patterns import by_guid, changed
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import Values, check_references, current_row, kept_values, sent
from severakit.soap.faults import Validation
from severakit.store.tables import accounts, addresses, companies, countries

_OLDEST = (addresses.c.inserted_at, addresses.c.guid)

address = Interface("IAddress")
address.declare("GetAddressByGUID", by_guid("Address"))


# --- reading ---------------------------------------------------------------------------------


@address.operation
def get_addresses_changed_since(
    call: Call, account_guid: str | None, start_date_time: datetime | None, options: int | None
) -> Result:
    """Addresses inserted or changed since a minute, which is included, of one account or of all.

    With bit 1 only those inserted since then, with bit 2 those of inactive accounts too, with bit 4 none of an account
    without a number, with bit 8 only those of accounts with a case whose present sales status is a won one.
    """
    options = options or 0
    of_accounts = addresses.c.company_guid.in_(customers.selected(call, accounts.c.company_guid, options, account_guid))
    return call.session.rows("Address", *changed(call, addresses, start_date_time, options), of_accounts)


@address.operation
def get_billing_address(call: Call) -> Result:
    """The organization's own billing address: that of its internal account."""
    own = call.session.select(accounts, accounts.c.company_guid).where(accounts.c.is_internal)
    billing = sa.and_(addresses.c.company_guid.in_(own), addresses.c.is_billing_address)
    return call.one("Address", billing, order_by=_OLDEST)


@address.operation
def get_first_accounts_billing_address(call: Call, account_guid: str | None) -> Result:
    """The oldest billing address of an account; an account without one is NotFound."""
    account = call.required(accounts, account_guid, "The account")
    billing = sa.and_(addresses.c.company_guid == account["company_guid"], addresses.c.is_billing_address)
    return call.one("Address", billing, order_by=_OLDEST)


# --- writing ---------------------------------------------------------------------------------


@address.operation
def add_new_address(call: Call, address_info: Address | None) -> Result:
    """Insert an address of a company; CompanyGUID is mandatory. Takes the account right Edit or All.

    The country is named by CountryGUID, else by CountryCode, else by CountryName.
    """
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    entity = sent(address_info, "company_guid")
    company = call.required(companies, checked_guid(entity.company_guid, "CompanyGUID"), "The company")
    guid = call.session.insert(addresses, company_guid=company["guid"], **_values(call, entity))
    return call.stored("Address", guid)


@address.operation
def update_address(call: Call, address_info: Address | None) -> Result:
    """Change an address, which stays with its company."""
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    entity = sent(address_info, "guid")
    current = current_row(call, addresses, entity.guid, "The address")
    if checked_guid(entity.company_guid, "CompanyGUID") not in (None, current["company_guid"]):
        raise Validation("CompanyGUID cannot be changed: an address stays with its company.")
    call.session.update(addresses, current["guid"], **_values(call, entity))
    return call.stored("Address", current["guid"])


def put_billing_address(call: Call, company_guid: str, entity: Address) -> None:
    """Make an address the billing address of a company, in place of the one that it has.

    A company with several keeps them all as they are: nothing says which of them is meant.
    """
    values = _values(call, entity) | {"is_billing_address": True}
    mine = sa.and_(addresses.c.company_guid == company_guid, addresses.c.is_billing_address)
    billing = call.session.values(call.session.select(addresses, addresses.c.guid).where(mine).limit(2))
    if not billing:
        call.session.insert(addresses, company_guid=company_guid, **values)
    elif len(billing) == 1:
        call.session.update(addresses, billing[0], **values)


def _values(call: Call, entity: Address) -> Values:
    values = kept_values("Address", entity, ignored=("CompanyGUID",))
    if values["country_guid"] is None:
        values["country_guid"] = _country(call, entity)
    check_references(call, addresses, values)
    return values


def _country(call: Call, entity: Address) -> str | None:
    """Find the country by its code, else by its name, for want of its GUID."""
    for name, value, condition in (
        ("CountryCode", entity.country_code, has_iso_code(entity.country_code)),
        ("CountryName", entity.country_name, has_name(entity.country_name)),
    ):
        if value:
            found = call.session.values(call.session.select(countries, countries.c.guid).where(condition).limit(1))
            if not found:
                raise Validation(f"{name} names no country.")
            return str(found[0])
    return None
