"""A customer with a case on which hours can be entered: what tests of cases, phases, hours and invoices start from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from severakit.entities import Account, Case, Company, HourEntry, Phase, User
from severakit.soap.faults import SoapFault
from severakit.store.tables import (
    accounts,
    business_units,
    currencies,
    invoice_row_sources,
    invoice_rows,
    invoice_statuses,
    invoices,
    users,
    work_types,
)


def register(api, table, **values: Any) -> str:
    """Return the GUID of the one row of a register with these values."""
    with api.store.read(api.organization_id) as session:
        return session.find(table, **values)["guid"]


def row_of(api, table, guid: str) -> Any:
    """Return a row as it is stored."""
    with api.store.read(api.organization_id) as session:
        return session.get(table, guid)


def top_unit(api) -> str:
    return register(api, business_units, parent_business_unit_guid=None)


def add_unit(api, name: str, parent: str | None = None, **values: Any) -> str:
    """Add a business unit below another, or below the top one."""
    with api.session() as session:
        top = session.find(business_units, parent_business_unit_guid=None)
        above = parent or top["guid"]
        return session.insert(business_units, name=name, parent_business_unit_guid=above, is_active=True, **values)


def add_customer(api, name: str = "Nordlys", **members: Any) -> Account:
    return api(
        "IAccount.AddNewAccount",
        accountInfo=Account(name=name, **members),
        companyInfo=Company(name=name),
        addressInfo=None,
        contactInfo=None,
    )


def own_account(api) -> str:
    """Return the account that stands for the organization itself, whose cases are internal."""
    return register(api, accounts, is_internal=True)


def add_user(api, email: str, **members: Any) -> User:
    given = {"business_unit_guid": top_unit(api), "first_name": "Aino", "last_name": "Laine", **members}
    return api("IUser.AddNewUser", userInfo=User(email=email, **given))


def new_case(api, name: str = "Harbour survey", **members: Any) -> Case:
    """Return a case that can be sent to be added: the calling user's, for the customer Nordlys, in euros."""
    given: dict[str, Any] = {"case_owner_user_guid": api.user_guid, "currency_shortform": "EUR", **members}
    if not given.keys() & {"account_guid", "account_number"}:
        with api.store.read(api.organization_id) as session:
            known = session.find(accounts, name="Nordlys")
        given["account_guid"] = known["guid"] if known else add_customer(api).guid
    return Case(name=name, **given)


def add_case(api, name: str = "Harbour survey", **members: Any) -> Case:
    return api("ICase.AddNewCase", caseInfo=new_case(api, name, **members))


def add_phase(api, case: Case, name: str = "Fieldwork", *, under: str | None = None, **members: Any) -> Phase:
    """Add a phase below another, or below the root; its members are the case's."""
    phase = Phase(case_guid=case.guid, parent_phase_guid=under or case.root_task_guid, name=name, **members)
    return api("IPhase.AddNewPhase", phaseInfo=phase)


def new_hours(api, phase_guid: str, **members: Any) -> HourEntry:
    """Return hours that can be sent to be added: the calling user's consulting."""
    given = {"user_guid": api.user_guid, "work_type_guid": register(api, work_types, name="Consulting"), **members}
    return HourEntry(phase_guid=phase_guid, **given)


def add_hours(api, phase_guid: str, event_date: Any, quantity: Any, **members: Any) -> HourEntry:
    entry = new_hours(api, phase_guid, event_date=event_date, quantity=quantity, **members)
    return api("IHourEntry.AddNewHourEntry", hourEntryInfo=entry)


def narrow_rights(api, **rights: Any) -> None:
    """Set rights of the calling user, over the profile's: ``narrow_rights(api, case="Own")``."""
    with api.session() as session:
        session.update(users, api.user_guid, **{f"rights_{name}": level for name, level in rights.items()})


def currency(api, iso_code: str) -> str:
    return register(api, currencies, iso_code=iso_code)


def fields(entity: Any) -> dict[str, Any]:
    """Return an entity's members, to be sent back with some of them changed."""
    return {name: getattr(entity, name) for name in entity.__struct_fields__}


def refusal(api, name: str, **params: Any) -> str | None:
    """Return the fault that a call is answered with, None where it is not refused."""
    try:
        api(name, **params)
    except SoapFault as fault:
        return fault.detail
    return None


def add_invoice(api, status: str = "Draft", **values: Any) -> str:
    """Add an invoice of the top unit past the API, as the product makes them, and return its GUID."""
    with api.session() as session:
        unit = session.find(business_units, parent_business_unit_guid=None)["guid"]
        days = dict.fromkeys(("date", "due_date", "entry_date"), datetime(2026, 1, 31))
        given = {"invoice_status_guid": session.find(invoice_statuses, name=status)["guid"], "business_unit_guid": unit}
        return session.insert(invoices, **{**given, **days, **values})


def add_invoice_row(api, invoice_guid: str, *sources: dict[str, str], **values: Any) -> str:
    """Add a row to an invoice, made of these sources: ``{"hour_entry_guid": …}``."""
    with api.session() as session:
        days = dict.fromkeys(("event_date", "row_delivery_date"), datetime(2026, 1, 31))
        row = session.insert(invoice_rows, **{"invoice_guid": invoice_guid, **days, **values})
        session.replace(invoice_row_sources, "invoice_row_guid", row, [_source(**source) for source in sources])
    return row


def _source(**given: str) -> dict[str, str | None]:
    columns = [column.name for column in invoice_row_sources.c if column.name.endswith("_guid")]
    return dict.fromkeys(columns[1:]) | given
