"""Who sends an invoice, who receives it and where it is paid to, as it is kept on the invoice itself."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from severakit.entities import CommunicationMethodType
from severakit.service.operations.country import has_iso_code, has_name
from severakit.service.operations.writing import Values
from severakit.store.store import Session
from severakit.store.tables import (
    accounts,
    addresses,
    business_unit_bank_accounts,
    communication_methods,
    companies,
    contacts,
    countries,
    users,
)

_COUNTRY_CODES = {
    "receiver_country": "buyer_organization_buyer_postal_address_details_country_code",
    "sender_country": "seller_organization_seller_postal_address_details_country_code",
}


def parties(session: Session, case: sa.RowMapping, units: Sequence[sa.RowMapping], given: Values) -> Values:
    """Return the columns of an invoice's sender and receiver; what is given stands over what is known of them.

    The receiver is the case's account: at the case's billing address, else at its company's, else at its head office,
    with the case's contact. The sender is the nearest business unit that has a VAT number, or the organization's own
    company, at that company's address, with the owner of the case.
    """
    values = _receiver(session, case) | _sender(session, case, units) | given
    codes = {column: _country_code(session, values[name]) for name, column in _COUNTRY_CODES.items()}
    return values | codes


def bank_accounts(session: Session, units: Sequence[sa.RowMapping]) -> list[Values]:
    """Return the accounts that an invoice is paid to, in their order: those of the nearest unit that has any."""
    own = business_unit_bank_accounts.c
    of_units = session.select(business_unit_bank_accounts).where(
        own.business_unit_guid.in_([unit["guid"] for unit in units])
    )
    rows = session.all(of_units.order_by(own.position))
    having = {row["business_unit_guid"] for row in rows}
    nearest = next((unit["guid"] for unit in units if unit["guid"] in having), None)
    return [
        {"seller_account_id": row["iban"], "seller_bic": row["bic"]}
        for row in rows
        if row["business_unit_guid"] == nearest
    ]


def _receiver(session: Session, case: sa.RowMapping) -> Values:
    account = session.find(accounts, guid=case["account_guid"])
    company = _company(session, account)
    address = session.find(addresses, guid=case["billing_address_guid"]) or _billing_address(session, company)
    contact = session.find(contacts, guid=case["contact_guid"])
    return {
        "receiver_contact_email": contact and _email(session, contact["guid"]),
        "receiver_contact_name": _full_name(contact),
        "receiver_customer_name": account and account["name"],
        "receiver_vat_number": company and company["vat_number"],
        "buyer_organization_buyer_phone_number_identifier": address and address["phone"],
        **_postal(session, "receiver", address),
    }


def _sender(session: Session, case: sa.RowMapping, units: Sequence[sa.RowMapping]) -> Values:
    company = _company(session, session.find(accounts, is_internal=True))
    address = _billing_address(session, company)
    party = next((unit for unit in units if unit["vat_number"]), company)
    return {
        "sender_contact_name": _full_name(session.find(users, guid=case["case_owner_user_guid"])),
        "sender_name": party and party["name"],
        "sender_vat_number": party and party["vat_number"],
        "seller_contact_seller_emailaddress_identifier": company and company["email"],
        "seller_contact_seller_fax_number": address and address["fax"],
        "seller_contact_seller_home_town_name": address and address["city"],
        "seller_contact_seller_phone_number": address and address["phone"],
        "seller_contact_seller_webaddress_identifier": company and company["website"],
        **_postal(session, "sender", address),
    }


def _company(session: Session, account: sa.RowMapping | None) -> sa.RowMapping | None:
    return account and session.find(companies, guid=account["company_guid"])


def _billing_address(session: Session, company: sa.RowMapping | None) -> sa.RowMapping | None:
    if company is None:
        return None
    billing = session.select(addresses).where(
        addresses.c.company_guid == company["guid"], addresses.c.is_billing_address
    )
    oldest = billing.order_by(addresses.c.inserted_at, addresses.c.guid).limit(1)
    head_office = session.find(addresses, guid=company["head_office_address_guid"])
    return next(iter(session.all(oldest)), head_office)


def _postal(session: Session, prefix: str, address: sa.RowMapping | None) -> Values:
    country = address and session.find(countries, guid=address["country_guid"])
    columns = {"addressline": "addressline", "city": "city", "postal_code": "postal_code"}
    values: Values = {f"{prefix}_{name}": address and address[column] for name, column in columns.items()}
    values[f"{prefix}_state"] = address and address["country_region_name"]
    values[f"{prefix}_country"] = country and country["name"]
    return values


def _country_code(session: Session, country: str | None) -> str | None:
    named = session.select(countries, countries.c.iso_codea2).where(sa.or_(has_name(country), has_iso_code(country)))
    return next(iter(session.values(named.limit(1))), None)


def _email(session: Session, contact_guid: str) -> str | None:
    methods = communication_methods
    of_contact = session.select(methods, methods.c.value).where(
        methods.c.contact_guid == contact_guid,
        methods.c.type == CommunicationMethodType.EMAIL_ADDRESS,
        ~methods.c.is_forbidden_to_use,
    )
    return next(iter(session.values(of_contact.order_by(methods.c.position).limit(1))), None)


def _full_name(person: sa.RowMapping | None) -> str | None:
    names = [] if person is None else [person["first_name"], person["last_name"]]
    return " ".join(name for name in names if name) or None
