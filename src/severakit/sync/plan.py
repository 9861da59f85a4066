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

    type_name: str
    operation: str
    parameter: str
    references: tuple[tuple[str, str], ...]
    changed: str | None = None


@dataclass(frozen=True)
class ByParent:
    """Read one by one for each entity that changed: a list of texts that hangs on it, kept as one row."""

    parents: ChangedSince
    operation: str
    parameter: str
    column: str
    """The column of the list; the table's key is the column of the parent."""
    arguments: Mapping[str, Any] = field(default_factory=dict)


Reading = ChangedSince | Whole | ByReference | ByParent


@dataclass(frozen=True)
class Table:
    """One table of the mirror: how it is read, and its key."""

    name: str
    reading: Reading
    key: str = "guid"


def _changes(operation: str, since: str = "startDateTime", **arguments: Any) -> ChangedSince:
    return ChangedSince(operation, since, arguments=arguments)


TABLES: tuple[Table, ...] = (
    Table("currencies", Whole("ICurrency.GetCurrencies")),
    Table("timezones", Whole("ITimezone.GetAllTimezones")),
    Table("invoice_statuses", Whole("IInvoiceStatus.GetAllInvoiceStatuses"), key="name"),
    Table(
        "business_units",
        _changes("IBusinessUnit.GetBusinessUnitsChangedSince", options=INCLUDE_INACTIVE),
    ),
    Table("work_types", _changes("IWorkType.GetWorkTypesChangedSince", options=INCLUDE_INACTIVE)),
    Table("users", _changes("IUser.GetUsersChangedSince", options=INCLUDE_INACTIVE)),
    Table("accounts", _changes("IAccount.GetAccountsChangedSince", options=INCLUDE_INACTIVE)),
    Table("customers", _changes("ICustomer.GetCustomersChangedSince", options=INCLUDE_INACTIVE)),
    Table(
        "companies",
        ByReference(
            "Company", "ICompany.GetCompanyByGUID", "companyGuid", (("accounts", "company_guid"),), "updated_ts"
        ),
    ),
    Table("contacts", _changes("IContact.GetContactsChangedSince", options=INCLUDE_INACTIVE)),
    Table("addresses", _changes("IAddress.GetAddressesChangedSince", options=INCLUDE_INACTIVE)),
    Table("cases", _changes("ICase.GetCasesChangedSince", options=INCLUDE_INACTIVE)),
    Table("phases", _changes("IPhase.GetPhasesChangedSince")),
    Table(
        "phase_members",
        ByParent(
            _changes("IPhase.GetPhasesChangedSince"),
            "IPhaseMember.GetPhaseMembersByPhaseGUID",
            "phaseGUID",
            "user_guids",
            {"onlyActive": False},
        ),
        key="phase_guid",
    ),
    Table("hour_entries", _changes("IHourEntry.GetHourEntriesChangedSince", "startDate")),
    Table(
        "reimbursed_hour_entries",
        _changes("IHourEntry.GetReimbursedHourEntriesChangedSince", "startDate"),
    ),
    Table("invoices", ChangedSince("IInvoice.GetInvoicesByDate", "startDate", until="endDate")),
    Table(
        "countries",
        ByReference(
            "Country",
            "ICountry.GetCountryByGUID",
            "countryGUID",
            (("addresses", "country_guid"), ("users", "country_guid")),
        ),
    ),
    Table(
        "languages",
        ByReference(
            "Language",
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
