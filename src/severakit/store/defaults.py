"""What a new organization starts with: registers, access rights, statuses, its unit and itself as an account."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Protocol

import sqlalchemy as sa

from severakit.store import tables
from severakit.store.access import WIDEST
from severakit.store.schema import REFERENCES, metadata

ADMINISTRATOR = "Administrator"
"""The profile that has every right at its widest."""

FIRST_ACCOUNT_NUMBER = 1
"""The number of the organization's own account; customers follow."""

FIRST_INVOICE_NUMBER = 1001
"""A reference number needs three digits before its check digit."""

PAYMENT_TERM_DAYS = 14
OVERDUE_INTEREST_PERCENT = Decimal("8.00")

Registers = dict[str, dict[str, str]]
"""For each table, key → GUID; keys are those by which the data file refers to rows."""

_KEYS = {
    "languages": "ietf_language_tag",
    "timezones": "system_name",
    "currencies": "iso_code",
    "countries": "iso_codea2",
}


class Inserter(Protocol):
    """What rows are inserted through: a session, or anything that inserts as one does."""

    def insert(self, table: sa.Table, **values: Any) -> str:
        """Insert one row and return its GUID."""

    def insert_all(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Insert rows and return their GUIDs in the same order."""

    def update(self, table: sa.Table, guid: str, **values: Any) -> None:
        """Change one row."""


def insert_defaults(target: Inserter, organization_name: str) -> Registers:
    """Insert what a new organization starts with, and return the GUIDs by table and key.

    Beside the registers these are one business unit, one internal account, its company and its
    address (head office and billing), all under the organization's name.
    """
    registers: Registers = {}
    for name, rows in _data().items():
        guids = target.insert_all(metadata.tables[name], [_values(name, row, registers) for row in rows])
        keys = (row[_KEYS.get(name, "name")] for row in rows)
        registers[name] = dict(zip(keys, guids, strict=True))
    rights = {f"rights_{right}": level for right, level in WIDEST.items()}
    profiles = registers["access_rights_profiles"]
    profiles[ADMINISTRATOR] = target.insert(
        tables.access_rights_profiles, name=ADMINISTRATOR, is_active=True, is_default=False, **rights
    )
    return registers | _insert_organization(target, organization_name, registers)


def default_rates() -> dict[str, Decimal]:
    """Return the currencies' first rates by ISO code: units of the currency for one of the base currency."""
    return {row["iso_code"]: row["rate"] for row in _data()["currencies"]}


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    file = resources.files("severakit.store").joinpath("data/defaults.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)


def _values(table_name: str, row: dict[str, Any], registers: Registers) -> dict[str, Any]:
    """Return a row of the data file as the table keeps it: references resolved, active unless it says otherwise."""
    table = metadata.tables[table_name]
    values: dict[str, Any] = {"is_active": True} if "is_active" in table.c else {}
    if table_name == "countries":
        values["translated_name"] = row["name"]
    for name, value in row.items():
        column = f"{name}_guid"
        target = REFERENCES[table_name].get(column)
        if target is None:
            values[name] = value
        else:
            values[column] = registers[target][value]
    return values


def _insert_organization(target: Inserter, name: str, registers: Registers) -> Registers:
    settings = {"currency_guid": registers["currencies"]["EUR"], "language_guid": registers["languages"]["en-GB"]}
    timezone = registers["timezones"]["FLE Standard Time"]
    unit = target.insert(
        tables.business_units,
        name=name,
        code="1",
        is_active=True,
        formatting_culture="en-GB",
        time_zone_guid=timezone,
        next_invoice_number=FIRST_INVOICE_NUMBER,
        payment_term=PAYMENT_TERM_DAYS,
        over_due_interest=OVERDUE_INTEREST_PERCENT,
        **settings,
    )
    company = target.insert(
        tables.companies, name=name, language_guid=settings["language_guid"], timezone_guid=timezone
    )
    address = target.insert(
        tables.addresses,
        company_guid=company,
        country_guid=registers["countries"]["FI"],
        is_billing_address=True,
        is_postal_address=True,
        is_visit_address=True,
    )
    target.update(tables.companies, company, head_office_address_guid=address)
    account = target.insert(
        tables.accounts,
        name=name,
        number=FIRST_ACCOUNT_NUMBER,
        company_guid=company,
        is_active=True,
        is_internal=True,
        payment_term=PAYMENT_TERM_DAYS,
        overdue_interest=OVERDUE_INTEREST_PERCENT,
        pricelist_guid=registers["pricelists"]["Standard prices"],
        **settings,
    )
    tables_of_its_own = {"business_units": unit, "companies": company, "addresses": address, "accounts": account}
    return {table: {name: guid} for table, guid in tables_of_its_own.items()}
