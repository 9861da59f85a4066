"""What is read in bulk, as data: for each table how it is read whole, what changed since, and what identifies a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from severakit.contract import Operation, load_contract

BEGINNING = datetime(1998, 1, 1, tzinfo=UTC)
"""Before the service existed: from when on everything is asked for."""

INCLUDE_INACTIVE = 2
"""Option bit: without it a person who left or a closed account would silently stay as it was."""


@dataclass(frozen=True)
class Source:
    """An operation and its arguments that are always the same."""

    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """Everything in one answer of each source. ``since`` is a parameter that takes the beginning of time, if any."""

    sources: tuple[Source, ...]
    since: str | None = None


@dataclass(frozen=True)
class Paged:
    """Page after page: ``first`` and ``count`` are the parameters for the first row and for how many."""

    source: Source
    first: str
    count: str
    rows: int
    """How many rows a page may have."""


@dataclass(frozen=True)
class ByDate:
    """Window after window of dates: ``start`` and ``end`` are the parameters, and both ends belong to a window.

    ``is_open`` tells that nil stands for no bound, so that the first and the last window hold whatever date there is.
    """

    source: Source
    start: str
    end: str
    is_open: bool = False


@dataclass(frozen=True)
class Each:
    """One call for each value of the parents' columns, table and column; what it returns hangs on that value.

    ``link`` is the column that holds the value, None where the row itself is what the value names. ``members`` are
    kept under these names and no others, where not all are wanted. ``again`` tells whether a parent that changed makes
    its value be read again; a register's entry is read once.
    """

    source: Source
    parameter: str
    parents: tuple[tuple[str, str], ...]
    link: str | None = None
    members: Mapping[str, str] = field(default_factory=dict)
    again: bool = True


@dataclass(frozen=True)
class Changes:
    """What was inserted or changed since a moment; ``until`` is the parameter for the end, where there must be one."""

    source: Source
    since: str
    until: str | None = None


Reading = Whole | Paged | ByDate | Each


@dataclass(frozen=True)
class Table:
    """One table.

    ``changes`` is None where no operation tells changes: then the table is read whole in every run, and one that is
    read for each parent is read for those parents that changed. ``key`` is what identifies a row.
    """

    name: str
    reading: Reading
    changes: Changes | None = None
    key: tuple[str, ...] = ("guid",)

    @property
    def operation(self) -> Operation:
        """The operation that gives the table its rows."""
        source = self.reading.sources[0] if isinstance(self.reading, Whole) else self.reading.source
        return load_contract().operations[source.operation]

    @property
    def parents(self) -> tuple[str, ...]:
        """The tables whose rows tell what to read for this one."""
        return tuple(table for table, _ in self.reading.parents) if isinstance(self.reading, Each) else ()


def _whole(name: str, *operations: str, key: str = "guid", **arguments: Any) -> Table:
    return Table(name, Whole(tuple(Source(operation, arguments) for operation in operations)), key=(key,))


def _changing(name: str, operation: str, since: str = "startDateTime", **arguments: Any) -> Table:
    """A table whose ChangedSince operation also gives everything, when it is asked from the beginning of time."""
    source = Source(operation, arguments)
    return Table(name, Whole((source,), since), Changes(source, since))


def _active_too(name: str, operation: str) -> Table:
    return _changing(name, operation, options=INCLUDE_INACTIVE)


def _each(
    name: str,
    operation: str,
    parameter: str,
    parent: str,
    link: str,
    key: tuple[str, ...] = ("guid",),
    members: Mapping[str, str] | None = None,
    **arguments: Any,
) -> Table:
    reading = Each(Source(operation, arguments), parameter, ((parent, "guid"),), link, members or {})
    return Table(name, reading, key=key)


TABLES: tuple[Table, ...] = (
    # Registers
    _whole("currencies", "ICurrency.GetCurrencies"),
    _whole("timezones", "ITimezone.GetAllTimezones"),
    _whole("industries", "IIndustry.GetIndustries"),
    _whole("lead_sources", "ILeadSource.GetAllLeadSources"),
    _whole("resources", "IResource.GetAllResources"),
    _whole("files", "IFile.GetFiles"),
    _whole("tags", "ITag.GetAllCaseTags", "ITag.GetAllUserTags"),
    _whole("case_statuses", "ICaseStatus.GetAllCaseStatuses"),
    _whole("sales_processes", "ISalesProcess.GetAllSalesProcesses"),
    _whole("invoice_statuses", "IInvoiceStatus.GetAllInvoiceStatuses", key="name"),
    _whole("travel_reimbursement_statuses", "ITravelReimbursementStatus.GetAllTravelReimbursementStatuses"),
    _whole("activity_types", "IActivityType.GetAllActivityTypes"),
    _whole("over_times", "IOverTime.GetAllOvertimes"),
    _whole("pricelists", "IPricelist.GetPricelists"),
    _whole("access_rights_profiles", "IAccessRights.GetAllAccessRightsProfiles"),
    _whole("account_groups", "IAccountGroup.GetAccountGroups", options=INCLUDE_INACTIVE),
    _active_too("work_types", "IWorkType.GetWorkTypesChangedSince"),
    _active_too("product_categories", "IProductCategory.GetProductCategoriesChangedSince"),
    _active_too("products", "IProduct.GetProductsChangedSince"),
    _active_too("travel_expenses", "IProduct.GetTravelExpensesChangedSince"),
    Table(
        "product_cost_accounts",
        Each(
            Source("IProduct.GetProductCostAccountAssociationsByGUID", {"includeDefault": True}),
            "productGUID",
            (("products", "guid"), ("travel_expenses", "guid")),
            "product_guid",
        ),
        key=("product_guid", "guid"),
    ),
    # The organization
    _active_too("business_units", "IBusinessUnit.GetBusinessUnitsChangedSince"),
    _active_too("users", "IUser.GetUsersChangedSince"),
    _each("employments", "IEmployment.GetEmploymentsByUserGUID", "userGUID", "users", "user_guid"),
    _each("user_rights", "IAccessRights.GetUserRightsByUserGUID", "guid", "users", "user_guid", ("user_guid",)),
    # Customers
    _active_too("accounts", "IAccount.GetAccountsChangedSince"),
    _active_too("customers", "ICustomer.GetCustomersChangedSince"),
    Table("companies", Each(Source("ICompany.GetCompanyByGUID"), "companyGuid", (("accounts", "company_guid"),))),
    _active_too("contacts", "IContact.GetContactsChangedSince"),
    _each(
        "extranet_contact_case_rights",
        "IExtranet.GetExtranetContactCaseRightsByContactGUID",
        "contactGuid",
        "contacts",
        "contact_guid",
        ("contact_guid", "case_guid"),
    ),
    _active_too("addresses", "IAddress.GetAddressesChangedSince"),
    # Cases
    _active_too("cases", "ICase.GetCasesChangedSince"),
    _each(
        "case_members",
        "ICase.GetCaseMemberUsersByCaseGUID",
        "caseGuid",
        "cases",
        "case_guid",
        ("case_guid", "position"),
        {"guid": "user_guid"},
    ),
    _each(
        "case_tags",
        "ITag.GetTagsByCaseGUID",
        "caseGUID",
        "cases",
        "case_guid",
        ("case_guid", "position"),
        {"guid": "tag_guid", "keyword": "keyword"},
    ),
    _each("sales_statuses", "ISalesStatus.GetSalesStatusesForCase", "caseGuid", "cases", "case_guid"),
    _each(
        "billing_and_expense_forecasts",
        "ICase.GetBillingAndExpenseForecastByCaseGUID",
        "caseGuid",
        "cases",
        "case_guid",
    ),
    _each("extranet_cases", "IExtranet.GetExtranetCaseByCaseGUID", "caseGuid", "cases", "case_guid"),
    _changing("phases", "IPhase.GetPhasesChangedSince"),
    _each(
        "phase_members",
        "IPhaseMember.GetPhaseMembersByPhaseGUID",
        "phaseGUID",
        "phases",
        "phase_guid",
        ("phase_guid", "position"),
        {"value": "user_guid"},
        onlyActive=False,
    ),
    _changing("resource_allocations", "IResourceAllocation.GetResourceAllocationsChangedSince"),
    # Hours, items, travel
    Table(
        "hour_entries",
        ByDate(Source("IHourEntry.GetHourEntriesByDate"), "startdate", "enddate", is_open=True),
        Changes(Source("IHourEntry.GetHourEntriesChangedSince"), "startDate"),
    ),
    Table(
        "reimbursed_hour_entries",
        ByDate(Source("IHourEntry.GetReimbursedHourEntriesByDate"), "startdate", "enddate", is_open=True),
        Changes(Source("IHourEntry.GetReimbursedHourEntriesChangedSince"), "startDate"),
    ),
    _changing("time_entries", "ITimeEntry.GetTimeEntriesChangedSince"),
    Table(
        "items",
        ByDate(Source("IItem.GetItemsByInsertDate"), "insertStartDate", "insertEndDate"),
        Changes(Source("IItem.GetItemsChangedSince"), "startDate"),
    ),
    _changing("reimbursed_items", "IItem.GetReimbursedItemsChangedSince", "startDate"),
    Table(
        "travel_reimbursements",
        ByDate(Source("ITravelReimbursement.GetTravelReimbursementsByDate"), "startDate", "endDate"),
        Changes(Source("ITravelReimbursement.GetTravelReimbursementsByDate"), "startDate", "endDate"),
    ),
    _each(
        "travel_reimbursement_attachments",
        "ITravelReimbursement.GetTravelReimbursementAttachments",
        "guid",
        "travel_reimbursements",
        "travel_reimbursement_guid",
        ("travel_reimbursement_guid", "guid"),
    ),
    # Invoices
    Table(
        "invoices",
        ByDate(Source("IInvoice.GetInvoicesByDate"), "startDate", "endDate"),
        Changes(Source("IInvoice.GetInvoicesByDate"), "startDate", "endDate"),
    ),
    _each(
        "invoice_files",
        "IInvoice.GetInvoiceAttachmentFileGUIDs",
        "invoiceGuid",
        "invoices",
        "invoice_guid",
        ("invoice_guid", "guid"),
    ),
    # Activities: a recurring one is there once for each of its times
    Table(
        "activities",
        Paged(Source("IActivity.GetActivityInstances"), "firstRow", "maxRows", 200),
        key=("guid", "start_date_time"),
    ),
    _each(
        "activity_participants",
        "IActivity.GetAllActivityParticipants",
        "activityGUID",
        "activities",
        "activity_guid",
        ("activity_guid", "position"),
    ),
    # Registers without a list: what others refer to is read
    Table(
        "countries",
        Each(
            Source("ICountry.GetCountryByGUID"),
            "countryGUID",
            (("addresses", "country_guid"), ("users", "country_guid")),
            again=False,
        ),
    ),
    Table(
        "languages",
        Each(
            Source("ILanguage.GetLanguageByGUID"),
            "languageGUID",
            (("accounts", "language_guid"), ("users", "language_guid"), ("invoices", "language_guid")),
            again=False,
        ),
    ),
)

TABLE: dict[str, Table] = {table.name: table for table in TABLES}
"""The tables by name."""


def chosen(names: list[str] | None = None) -> tuple[Table, ...]:
    """Return the tables of these names and the parents they are read by, in reading order; or all.

    Raises ValueError for an unknown name.
    """
    unknown = sorted(set(names or ()) - set(TABLE))
    if unknown:
        raise ValueError(f"No table is called {', '.join(unknown)}. There are: {', '.join(sorted(TABLE))}.")
    wanted = {parent for name in names or TABLE for parent in (name, *TABLE[name].parents)}
    return tuple(table for table in TABLES if table.name in wanted)


def dependents(table: Table) -> tuple[tuple[Table, str], ...]:
    """Return the tables that are read for each row of this one, with the column that says what."""
    return tuple(
        (other, column)
        for other in TABLES
        if isinstance(other.reading, Each)
        for parent, column in other.reading.parents
        if parent == table.name
    )
