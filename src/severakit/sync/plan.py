"""What is mirrored, and which operations read it: one entry per table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

INCLUDE_INACTIVE = 2
"""Option bit: without it a person who left or a closed account would silently stay as it was."""


@dataclass(frozen=True)
class ChangedSince:
    """Read by an operation that tells what was inserted or changed since a moment."""

    operation: str
    since: str
    """The parameter that takes the moment."""
    until: str | None = None
    """The parameter that takes the end of a window, where the operation wants one."""
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """Read whole in every run: small, and without an operation that tells changes."""

    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ByReference:
    """Read one by one: what other tables refer to, where no operation lists it.

    ``references`` are columns of tables read before. What is not there yet is read, and where
    ``changed`` names the referring tables' change time, also what a changed row refers to.
    """

    operation: str
    parameter: str
    references: tuple[tuple[str, str], ...]
    changed: str | None = None


Reading = ChangedSince | Whole | ByReference


@dataclass(frozen=True)
class Table:
    """One table of the mirror: its data contract, its key, and how it is read."""

    name: str
    type_name: str
    reading: Reading
    key: str = "guid"


def _changes(operation: str, since: str = "startDateTime", **arguments: Any) -> ChangedSince:
    return ChangedSince(operation, since, arguments=arguments)


TABLES: tuple[Table, ...] = (
    Table("currencies", "Currency", Whole("ICurrency.GetCurrencies")),
    Table("timezones", "Timezone", Whole("ITimezone.GetAllTimezones")),
    Table("invoice_statuses", "InvoiceStatus", Whole("IInvoiceStatus.GetAllInvoiceStatuses"), key="name"),
    Table(
        "business_units",
        "BusinessUnit",
        _changes("IBusinessUnit.GetBusinessUnitsChangedSince", options=INCLUDE_INACTIVE),
    ),
    Table("work_types", "WorkType", _changes("IWorkType.GetWorkTypesChangedSince", options=INCLUDE_INACTIVE)),
    Table("users", "User", _changes("IUser.GetUsersChangedSince", options=INCLUDE_INACTIVE)),
    Table("accounts", "Account", _changes("IAccount.GetAccountsChangedSince", options=INCLUDE_INACTIVE)),
    Table("customers", "Customer", _changes("ICustomer.GetCustomersChangedSince", options=INCLUDE_INACTIVE)),
    Table(
        "companies",
        "Company",
        ByReference("ICompany.GetCompanyByGUID", "companyGuid", (("accounts", "company_guid"),), "updated_ts"),
    ),
    Table("contacts", "Contact", _changes("IContact.GetContactsChangedSince", options=INCLUDE_INACTIVE)),
    Table("addresses", "Address", _changes("IAddress.GetAddressesChangedSince", options=INCLUDE_INACTIVE)),
    Table("cases", "Case", _changes("ICase.GetCasesChangedSince", options=INCLUDE_INACTIVE)),
    Table("phases", "Phase", _changes("IPhase.GetPhasesChangedSince")),
    Table("hour_entries", "HourEntry", _changes("IHourEntry.GetHourEntriesChangedSince", "startDate")),
    Table(
        "reimbursed_hour_entries",
        "HourEntry",
        _changes("IHourEntry.GetReimbursedHourEntriesChangedSince", "startDate"),
    ),
    Table("invoices", "Invoice", ChangedSince("IInvoice.GetInvoicesByDate", "startDate", until="endDate")),
    Table(
        "countries",
        "Country",
        ByReference(
            "ICountry.GetCountryByGUID", "countryGUID", (("addresses", "country_guid"), ("users", "country_guid"))
        ),
    ),
    Table(
        "languages",
        "Language",
        ByReference(
            "ILanguage.GetLanguageByGUID",
            "languageGUID",
            (("accounts", "language_guid"), ("users", "language_guid"), ("invoices", "language_guid")),
        ),
    ),
)


def chosen(names: list[str] | None) -> tuple[Table, ...]:
    """Return the tables of these names, in reading order, or all. Raises ValueError for an unknown name."""
    known = {table.name for table in TABLES}
    unknown = sorted(set(names or ()) - known)
    if unknown:
        raise ValueError(f"No table is called {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
    return tuple(table for table in TABLES if not names or table.name in names)
