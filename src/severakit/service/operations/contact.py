"""IContact: the people at accounts, and how to reach them."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from severakit.entities import AccountRight, CommunicationMethodType, Contact, ContactCommunicationMethod
from severakit.service.call import Call, Result, checked_guid
from severakit.service.operations import customers
from severakit.service.operations.keywords import tag_guids
from severakit.service.operations.patterns import Change, by_guid, changed, named
from severakit.service.operations.referring import is_referred_to, referring_columns, what_rows_are
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import (
    Values,
    check_references,
    current_row,
    filled,
    kept_values,
    referred_row,
    sent,
)
from severakit.soap.faults import GeneralFailure, Validation
from severakit.store.tables import accounts, addresses, communication_methods, contact_tags, contacts

_TAG_CONTEXT = "Contact"
_METHOD_TYPES = {literal.lower(): literal.value for literal in CommunicationMethodType}

contact = Interface("IContact")
contact.declare("GetContactByGUID", by_guid("Contact"))


# --- reading ---------------------------------------------------------------------------------


@contact.operation
def get_contacts_by_account_guid(call: Call, account_guid: str | None) -> Result:
    """All contacts of an account, inactive ones too."""
    account = call.required(accounts, account_guid, "The account")
    by_name = (contacts.c.last_name, contacts.c.first_name, contacts.c.guid)
    return call.session.rows("Contact", contacts.c.account_guid == account["guid"], order_by=by_name)


@contact.operation
def get_contacts_changed_since(
    call: Call, account_guid: str | None, start_date_time: datetime | None, options: int | None
) -> Result:
    """Contacts inserted or changed since a minute, which is included, of one account or of all.

    With bit 1 only those inserted since then, with bit 2 those of inactive accounts too, with bit 4 none of an account
    without a number, with bit 8 only those of accounts with a case whose present sales status is a won one. As bit 2
    speaks of the account, inactive contacts are always among them.
    """
    options = options or 0
    of_accounts = contacts.c.account_guid.in_(customers.selected(call, accounts.c.guid, options, account_guid))
    conditions = changed(call, contacts, start_date_time, options | Change.INCLUDE_INACTIVE)
    return call.session.rows("Contact", *conditions, of_accounts)


@contact.operation
def get_contacts_by_communication_method_type(
    call: Call,
    type: CommunicationMethodType | None,  # noqa: A002 - the contract's name
    value: str | None,
) -> Result:
    """Contacts with a communication method of that type and exactly that value, inactive ones too.

    Without a type it is GeneralFailure.
    """
    if type is None:
        raise GeneralFailure("type must be given.")
    reached = call.session.select(communication_methods, communication_methods.c.contact_guid).where(
        communication_methods.c.type == type, named(communication_methods.c.value, value)
    )
    return call.session.rows("Contact", contacts.c.guid.in_(reached))


# --- writing ---------------------------------------------------------------------------------


@contact.operation
def add_new_contact(call: Call, contact_info: Contact | None) -> Result:
    """Insert a contact, or bring an inactive one of that name at the account back to life."""
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    entity = sent(contact_info, "account_guid", "first_name", "last_name")
    account = _account(call, entity)
    namesake = _namesake(call, account, entity)
    _check_free(namesake)
    return call.stored("Contact", _store(call, account, namesake, _activated(entity)))


@contact.operation
def update_contact(call: Call, contact_info: Contact | None) -> Result:
    """Replace a contact by the one sent; GUID, AccountGUID, FirstName and LastName are mandatory.

    It may go over to another account. An active one must not have the name of another active contact of the account.
    Communication methods and keywords stay where no list is sent, and the language where none is. Takes the account
    right Edit or All.
    """
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    entity = sent(contact_info, "guid", "account_guid", "first_name", "last_name")
    current = current_row(call, contacts, entity.guid, "The contact")
    account = _account(call, entity)
    if current["is_active"] if entity.is_active is None else entity.is_active:
        _check_free(_namesake(call, account, entity, other_than=current["guid"]))
    return call.stored("Contact", _store(call, account, current, entity))


@contact.operation
def delete_contact(call: Call, contact_guid: str | None) -> Result:
    """Delete a contact with its communication methods, keywords and shares; refused while anything else names it.

    Of the extended generation. Takes the account right Edit or All. Whoever only leaves is made inactive instead.
    """
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    current = current_row(call, contacts, contact_guid, "The contact")
    own = (communication_methods, contact_tags)
    for column in referring_columns(contacts, passing_over=own):
        if is_referred_to(call.session, column, [current["guid"]]):
            raise Validation(f"The contact is named by {what_rows_are(column)}: make it inactive instead.")
    for table in own:
        call.session.delete(table, table.c.contact_guid == current["guid"])
    return call.session.delete(contacts, contacts.c.guid == current["guid"]) == 1


def put_contact(call: Call, account: sa.RowMapping, contact_info: Contact) -> None:
    """Store the contact that comes with an account: as the one it names by GUID, else by name, else as a new one."""
    entity = _activated(sent(contact_info, "first_name", "last_name"))
    guid = checked_guid(entity.guid, "GUID")
    if guid is None:
        current = _namesake(call, account, entity)
    else:
        current = call.session.find(contacts, guid=guid, account_guid=account["guid"])
        if current is None:
            raise Validation("contactInfo has a GUID that is not that of a contact of this account.")
        _check_free(_namesake(call, account, entity, other_than=guid))
    _store(call, account, current, entity)


def _activated(entity: Contact) -> Contact:
    return msgspec.structs.replace(entity, is_active=True)


def _account(call: Call, entity: Contact) -> sa.RowMapping:
    """Return the contact's account, kept from others, so that two contacts of a name cannot come about at once."""
    return referred_row(call, accounts, entity.account_guid, "AccountGUID")


def _namesake(call: Call, account: sa.RowMapping, entity: Contact, *, other_than: str = "") -> sa.RowMapping | None:
    """Another contact of the account with that name, an active one first."""
    same = call.session.select(contacts).where(
        contacts.c.account_guid == account["guid"],
        contacts.c.first_name == entity.first_name,
        contacts.c.last_name == entity.last_name,
        contacts.c.guid != other_than,
    )
    found = call.session.all(same.order_by(contacts.c.is_active.desc(), contacts.c.guid).limit(1))
    return found[0] if found else None


def _check_free(namesake: sa.RowMapping | None) -> None:
    """Make sure that a name is not that of an active contact. Raises Validation."""
    if namesake is not None and namesake["is_active"]:
        raise Validation("FirstName and LastName are those of another active contact of the account.")


def _store(call: Call, account: sa.RowMapping, current: sa.RowMapping | None, entity: Contact) -> str:
    """Write a contact of an account, with what hangs on it, over the present one or as a new one."""
    values = kept_values("Contact", entity, ignored=("AccountGUID",)) | {"account_guid": account["guid"]}
    values = filled(values, language_guid=(current or account)["language_guid"])
    _check(call, values, account)
    if current is None:
        guid = call.session.insert(contacts, **values)
    else:
        guid = str(current["guid"])
        call.session.update(contacts, guid, **values)
    if entity.communication_methods is not None:
        rows = [_method_row(method) for method in entity.communication_methods]
        call.session.replace(communication_methods, "contact_guid", guid, rows)
    if entity.keywords is not None:
        tag_rows = [{"tag_guid": tag} for tag in tag_guids(call, _TAG_CONTEXT, entity.keywords)]
        call.session.replace(contact_tags, "contact_guid", guid, tag_rows)
    return guid


def _check(call: Call, values: Values, account: sa.RowMapping) -> None:
    check_references(call, contacts, values)
    address = values["address_guid"]
    if address is None:
        return
    if call.required(addresses, address, "The address")["company_guid"] != account["company_guid"]:
        raise Validation("AddressGUID must name an address of the account's company.")


def _method_row(method: ContactCommunicationMethod) -> Values:
    literal = _METHOD_TYPES.get((method.type or "").strip().lower())
    if literal is None:
        raise Validation(f"Type of a communication method must be one of {', '.join(CommunicationMethodType)}.")
    return {
        "is_forbidden_to_use": bool(method.is_forbidden_to_use),
        "name": method.name,
        "type": literal,
        "value": method.value,
    }
