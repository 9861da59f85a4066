"""The operations of the S3 API as the methods of ``Client``.

Generated from the contract by `make generate`; do not edit. Parameters may all be left out; what is None is not
sent, and means no filter or the service's default. Besides the faults that a method names, every call can raise
TransportError, ServiceUnavailable, ProtocolError, QuotaReserveReached, QuotaLimitExceededError and
TosNotApprovedError, a write OutcomeUnknown, and ValueError for an argument that does not fit.
"""

# mypy: disable-error-code="no-any-return"
# ruff: noqa: A002, PLR0913 - parameters are named, and as many, as in the contract

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, overload

from severakit.client.destinations import Into
from severakit.client.lists import Entities
from severakit.entities import (
    AccessRightsProfile,
    Account,
    AccountGetOptions,
    AccountGroup,
    AccountTiny,
    Activity,
    ActivityParticipant,
    ActivityType,
    Address,
    BillingAndExpenseForecast,
    BusinessUnit,
    Case,
    CaseCriteria,
    CaseStatus,
    CommunicationMethodType,
    Company,
    Contact,
    CostAccount,
    Country,
    Currency,
    Customer,
    CustomerCriteria,
    Employment,
    ExtranetCase,
    ExtranetContactCaseRights,
    File,
    Finvoice,
    HourEntry,
    Industry,
    Invoice,
    InvoiceFile,
    InvoiceInformation,
    InvoiceOriginDetails,
    InvoicePdfGetOptions,
    InvoiceStatus,
    Item,
    Language,
    LeadSource,
    OverTime,
    Phase,
    PhaseTreeNode,
    Pricelist,
    Product,
    ProductCategory,
    Resource,
    ResourceAllocation,
    SalesProcess,
    SalesStatus,
    SeveraFinvoice,
    Tag,
    TimeEntry,
    Timezone,
    TravelExpense,
    TravelReimbursement,
    TravelReimbursementStatus,
    User,
    UserRights,
    WorkDayInfo,
    WorkType,
)


class Interface:
    """Base of all interfaces: ``call`` takes an operation and its arguments in the order of the contract."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call


class APIInterface(Interface):
    """IAPI: ``client.api``."""

    def get_version(self) -> str | None:
        """Call IAPI.GetVersion.

        Returns str or None.
        """
        return self._call("IAPI.GetVersion")

    def get_entity_schema_version(self) -> str | None:
        """Call IAPI.GetEntitySchemaVersion.

        Returns str or None.
        """
        return self._call("IAPI.GetEntitySchemaVersion")


class BusinessUnitInterface(Interface):
    """IBusinessUnit: ``client.business_unit``."""

    def get_business_unit_by_guid(self, *, business_unit_guid: str | None = None) -> BusinessUnit | None:
        """Call IBusinessUnit.GetBusinessUnitByGUID.

        - ``business_unit_guid`` (businessUnitGuid, string)

        Returns the BusinessUnit, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IBusinessUnit.GetBusinessUnitByGUID", business_unit_guid)

    def get_business_unit_by_code(self, *, business_unit_code: str | None = None) -> BusinessUnit | None:
        """Call IBusinessUnit.GetBusinessUnitByCode.

        - ``business_unit_code`` (businessUnitCode, string)

        Returns the BusinessUnit, or None where there is none. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IBusinessUnit.GetBusinessUnitByCode", business_unit_code)

    def add_new_business_unit(self, *, business_unit_info: BusinessUnit | None = None) -> BusinessUnit | None:
        """Call IBusinessUnit.AddNewBusinessUnit.

        - ``business_unit_info`` (businessUnitInfo, BusinessUnit)

        Returns the BusinessUnit, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NoPermissionError.
        """
        return self._call("IBusinessUnit.AddNewBusinessUnit", business_unit_info)

    def update_business_unit(self, *, business_unit_info: BusinessUnit | None = None) -> BusinessUnit | None:
        """Call IBusinessUnit.UpdateBusinessUnit.

        - ``business_unit_info`` (businessUnitInfo, BusinessUnit)

        Returns the BusinessUnit, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NoPermissionError.
        """
        return self._call("IBusinessUnit.UpdateBusinessUnit", business_unit_info)

    def get_business_unit_hierarchy(
        self, *, root_business_unit_guid: str | None = None, options: int | None = None
    ) -> Entities[BusinessUnit]:
        """Call IBusinessUnit.GetBusinessUnitHierarchy.

        - ``root_business_unit_guid`` (rootBusinessUnitGuid, string)
        - ``options`` (options, int)

        Returns BusinessUnit entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IBusinessUnit.GetBusinessUnitHierarchy", root_business_unit_guid, options)

    def get_business_units_changed_since(
        self,
        *,
        business_unit_guid: str | None = None,
        start_date_time: datetime | None = None,
        options: int | None = None,
    ) -> Entities[BusinessUnit]:
        """Call IBusinessUnit.GetBusinessUnitsChangedSince.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns BusinessUnit entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IBusinessUnit.GetBusinessUnitsChangedSince", business_unit_guid, start_date_time, options)


class AccountInterface(Interface):
    """IAccount: ``client.account``."""

    def get_account_by_name(self, *, account_name: str | None = None) -> Account | None:
        """Call IAccount.GetAccountByName.

        - ``account_name`` (accountName, string)

        Returns the Account, or None where there is none. Raises AuthenticationFailureError and GeneralFailureError.
        """
        return self._call("IAccount.GetAccountByName", account_name)

    def get_account_by_number(self, *, account_number: int | None = None) -> Account | None:
        """Call IAccount.GetAccountByNumber.

        - ``account_number`` (accountNumber, long)

        Returns the Account, or None where there is none. Raises AuthenticationFailureError and GeneralFailureError.
        """
        return self._call("IAccount.GetAccountByNumber", account_number)

    def get_account_by_guid(self, *, account_guid: str | None = None) -> Account | None:
        """Call IAccount.GetAccountByGUID.

        - ``account_guid`` (accountGuid, string)

        Returns the Account, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IAccount.GetAccountByGUID", account_guid)

    def get_accounts_by_company_guid(self, *, company_guid: str | None = None) -> Entities[Account]:
        """Call IAccount.GetAccountsByCompanyGUID.

        - ``company_guid`` (companyGuid, string)

        Returns Account entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IAccount.GetAccountsByCompanyGUID", company_guid)

    def add_new_account(
        self,
        *,
        account_info: Account | None = None,
        company_info: Company | None = None,
        address_info: Address | None = None,
        contact_info: Contact | None = None,
    ) -> Account | None:
        """Call IAccount.AddNewAccount.

        - ``account_info`` (accountInfo, Account)
        - ``company_info`` (companyInfo, Company)
        - ``address_info`` (addressInfo, Address)
        - ``contact_info`` (contactInfo, Contact)

        Returns the Account, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IAccount.AddNewAccount", account_info, company_info, address_info, contact_info)

    def update_account(
        self, *, account_info: Account | None = None, company_info: Company | None = None
    ) -> Account | None:
        """Call IAccount.UpdateAccount.

        - ``account_info`` (accountInfo, Account)
        - ``company_info`` (companyInfo, Company)

        Returns the Account, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("IAccount.UpdateAccount", account_info, company_info)

    def get_accounts_by_insert_date(
        self, *, insert_start_date: datetime | None = None, insert_end_date: datetime | None = None
    ) -> Entities[Account]:
        """Call IAccount.GetAccountsByInsertDate.

        - ``insert_start_date`` (insertStartDate, dateTime): an instant, with a zone
        - ``insert_end_date`` (insertEndDate, dateTime?): an instant, with a zone

        Returns Account entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IAccount.GetAccountsByInsertDate", insert_start_date, insert_end_date)

    def get_accounts_changed_since_opts(
        self, *, start_date_time: datetime | None = None, options: AccountGetOptions | None = None
    ) -> Entities[Account]:
        """Call IAccount.GetAccountsChangedSinceOpts.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, AccountGetOptions)

        Returns Account entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IAccount.GetAccountsChangedSinceOpts", start_date_time, options)

    def get_accounts_changed_since(
        self, *, start_date_time: datetime | None = None, options: int | None = None
    ) -> Entities[Account]:
        """Call IAccount.GetAccountsChangedSince.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns Account entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IAccount.GetAccountsChangedSince", start_date_time, options)

    def get_all_accounts(
        self, *, options: AccountGetOptions | None = None, start_from_index: int | None = None, count: int | None = None
    ) -> Entities[AccountTiny]:
        """Call IAccount.GetAllAccounts.

        - ``options`` (options, AccountGetOptions)
        - ``start_from_index`` (startFromIndex, int)
        - ``count`` (count, int)

        Returns AccountTiny entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IAccount.GetAllAccounts", options, start_from_index, count)

    def get_head_office_address_by_account_guid(self, *, account_guid: str | None = None) -> Address | None:
        """Call IAccount.GetHeadOfficeAddressByAccountGUID.

        - ``account_guid`` (accountGUID, string)

        Returns the Address, or None where there is none. Raises AuthenticationFailureError and GeneralFailureError.
        """
        return self._call("IAccount.GetHeadOfficeAddressByAccountGUID", account_guid)

    def get_account_by_vat_number(self, *, vat_number: str | None = None) -> Account | None:
        """Call IAccount.GetAccountByVatNumber.

        - ``vat_number`` (vatNumber, string)

        Returns the Account, or None where there is none. Raises AuthenticationFailureError and GeneralFailureError.
        """
        return self._call("IAccount.GetAccountByVatNumber", vat_number)


class CaseInterface(Interface):
    """ICase: ``client.case``."""

    def get_all_cases(
        self, *, business_unit_guid: str | None = None, criteria: CaseCriteria | None = None
    ) -> Entities[Case]:
        """Call ICase.GetAllCases.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``criteria`` (criteria, CaseCriteria)

        Returns Case entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ICase.GetAllCases", business_unit_guid, criteria)

    def get_case_by_guid(self, *, case_guid: str | None = None) -> Case | None:
        """Call ICase.GetCaseByGUID.

        - ``case_guid`` (caseGuid, string)

        Returns the Case, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICase.GetCaseByGUID", case_guid)

    def get_case_by_number(self, *, case_number: int | None = None) -> Case | None:
        """Call ICase.GetCaseByNumber.

        - ``case_number`` (caseNumber, long)

        Returns the Case, or None where there is none. Raises AuthenticationFailureError and GeneralFailureError.
        """
        return self._call("ICase.GetCaseByNumber", case_number)

    def get_cases_by_account_guid(
        self, *, business_unit_guid: str | None = None, account_guid: str | None = None
    ) -> Entities[Case]:
        """Call ICase.GetCasesByAccountGUID.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``account_guid`` (accountGuid, string)

        Returns Case entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ICase.GetCasesByAccountGUID", business_unit_guid, account_guid)

    def get_case_by_task_guid(self, *, task_guid: str | None = None) -> Case | None:
        """Call ICase.GetCaseByTaskGUID.

        - ``task_guid`` (taskGuid, string)

        Returns the Case, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICase.GetCaseByTaskGUID", task_guid)

    def add_new_case(self, *, case_info: Case | None = None) -> Case | None:
        """Call ICase.AddNewCase.

        - ``case_info`` (caseInfo, Case)

        Returns the Case, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("ICase.AddNewCase", case_info)

    def update_case(self, *, case_info: Case | None = None) -> Case | None:
        """Call ICase.UpdateCase.

        - ``case_info`` (caseInfo, Case)

        Returns the Case, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("ICase.UpdateCase", case_info)

    def delete_case(self, *, case_guid: str | None = None) -> bool:
        """Call ICase.DeleteCase.

        - ``case_guid`` (caseGuid, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError, NotFoundError and
        ValidationError.
        """
        return self._call("ICase.DeleteCase", case_guid)

    def get_cases_changed_since(
        self,
        *,
        business_unit_guid: str | None = None,
        start_date_time: datetime | None = None,
        options: int | None = None,
    ) -> Entities[Case]:
        """Call ICase.GetCasesChangedSince.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns Case entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ICase.GetCasesChangedSince", business_unit_guid, start_date_time, options)

    def get_case_member_users_by_case_guid(self, *, case_guid: str | None = None) -> Entities[User]:
        """Call ICase.GetCaseMemberUsersByCaseGUID.

        - ``case_guid`` (caseGuid, string)

        Returns User entities, read as they arrive with `for`. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("ICase.GetCaseMemberUsersByCaseGUID", case_guid)

    def add_case_member_user(self, *, case_guid: str | None = None, user_guid: str | None = None) -> None:
        """Call ICase.AddCaseMemberUser.

        - ``case_guid`` (caseGuid, string)
        - ``user_guid`` (userGuid, string)

        Raises AuthenticationFailureError, GeneralFailureError, NotFoundError and ValidationError.
        """
        self._call("ICase.AddCaseMemberUser", case_guid, user_guid)

    def get_billing_and_expense_forecast_by_case_guid(
        self, *, case_guid: str | None = None
    ) -> Entities[BillingAndExpenseForecast]:
        """Call ICase.GetBillingAndExpenseForecastByCaseGUID.

        - ``case_guid`` (caseGuid, string)

        Returns BillingAndExpenseForecast entities, read as they arrive with `for`. Raises
        AuthenticationFailureError, GeneralFailureError and NotFoundError.
        """
        return self._call("ICase.GetBillingAndExpenseForecastByCaseGUID", case_guid)

    def add_new_billing_and_expense_forecast_to_case(
        self,
        *,
        case_guid: str | None = None,
        billing_and_expense_forecast_info: BillingAndExpenseForecast | None = None,
    ) -> BillingAndExpenseForecast | None:
        """Call ICase.AddNewBillingAndExpenseForecastToCase.

        - ``case_guid`` (caseGuid, string)
        - ``billing_and_expense_forecast_info`` (billingAndExpenseForecastInfo, BillingAndExpenseForecast)

        Returns the BillingAndExpenseForecast, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError, NotFoundError and ValidationError.
        """
        return self._call("ICase.AddNewBillingAndExpenseForecastToCase", case_guid, billing_and_expense_forecast_info)

    def update_billing_and_expense_forecast(
        self, *, billing_and_expense_forecast_info: BillingAndExpenseForecast | None = None
    ) -> BillingAndExpenseForecast | None:
        """Call ICase.UpdateBillingAndExpenseForecast.

        - ``billing_and_expense_forecast_info`` (billingAndExpenseForecastInfo, BillingAndExpenseForecast)

        Returns the BillingAndExpenseForecast, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NoPermissionError.
        """
        return self._call("ICase.UpdateBillingAndExpenseForecast", billing_and_expense_forecast_info)


class HourEntryInterface(Interface):
    """IHourEntry: ``client.hour_entry``."""

    def get_work_day_info_by_date_range_and_user_guid(
        self,
        *,
        business_unit_guid: str | None = None,
        startdate: datetime | None = None,
        enddate: datetime | None = None,
        user_guid: str | None = None,
        include_un_paid_absenses: bool | None = None,
        include_info_for_inactive_user: bool | None = None,
    ) -> Entities[WorkDayInfo]:
        """Call IHourEntry.GetWorkDayInfoByDateRangeAndUserGUID.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``startdate`` (startdate, dateTime): a calendar date, without a zone
        - ``enddate`` (enddate, dateTime): a calendar date, without a zone
        - ``user_guid`` (userGUID, string)
        - ``include_un_paid_absenses`` (includeUnPaidAbsenses, boolean)
        - ``include_info_for_inactive_user`` (includeInfoForInactiveUser, boolean)

        Returns WorkDayInfo entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call(
            "IHourEntry.GetWorkDayInfoByDateRangeAndUserGUID",
            business_unit_guid,
            startdate,
            enddate,
            user_guid,
            include_un_paid_absenses,
            include_info_for_inactive_user,
        )

    def get_invoiced_hour_entries_by_case_guid(self, *, case_guid: str | None = None) -> Entities[HourEntry]:
        """Call IHourEntry.GetInvoicedHourEntriesByCaseGUID.

        - ``case_guid`` (caseGuid, string)

        Returns HourEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IHourEntry.GetInvoicedHourEntriesByCaseGUID", case_guid)

    def get_hour_entry_by_guid(self, *, hour_entry_guid: str | None = None) -> HourEntry | None:
        """Call IHourEntry.GetHourEntryByGUID.

        - ``hour_entry_guid`` (hourEntryGUID, string)

        Returns the HourEntry, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IHourEntry.GetHourEntryByGUID", hour_entry_guid)

    def get_reimbursed_hour_entry_by_guid(self, *, hour_entry_guid: str | None = None) -> HourEntry | None:
        """Call IHourEntry.GetReimbursedHourEntryByGUID.

        - ``hour_entry_guid`` (hourEntryGUID, string)

        Returns the HourEntry, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IHourEntry.GetReimbursedHourEntryByGUID", hour_entry_guid)

    def get_hour_entries_by_date(
        self,
        *,
        business_unit_guid: str | None = None,
        startdate: datetime | None = None,
        enddate: datetime | None = None,
    ) -> Entities[HourEntry]:
        """Call IHourEntry.GetHourEntriesByDate.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``startdate`` (startdate, dateTime?): a calendar date, without a zone
        - ``enddate`` (enddate, dateTime?): a calendar date, without a zone

        Returns HourEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IHourEntry.GetHourEntriesByDate", business_unit_guid, startdate, enddate)

    def get_reimbursed_hour_entries_by_date(
        self,
        *,
        business_unit_guid: str | None = None,
        startdate: datetime | None = None,
        enddate: datetime | None = None,
        in_credit_note: bool | None = None,
    ) -> Entities[HourEntry]:
        """Call IHourEntry.GetReimbursedHourEntriesByDate.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``startdate`` (startdate, dateTime?): a calendar date, without a zone
        - ``enddate`` (enddate, dateTime?): a calendar date, without a zone
        - ``in_credit_note`` (inCreditNote, boolean?)

        Returns HourEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call(
            "IHourEntry.GetReimbursedHourEntriesByDate", business_unit_guid, startdate, enddate, in_credit_note
        )

    def get_hour_entries_by_date_and_user_guid(
        self,
        *,
        business_unit_guid: str | None = None,
        startdate: datetime | None = None,
        enddate: datetime | None = None,
        user_guid: str | None = None,
    ) -> Entities[HourEntry]:
        """Call IHourEntry.GetHourEntriesByDateAndUserGUID.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``startdate`` (startdate, dateTime?): a calendar date, without a zone
        - ``enddate`` (enddate, dateTime?): a calendar date, without a zone
        - ``user_guid`` (userGUID, string)

        Returns HourEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call(
            "IHourEntry.GetHourEntriesByDateAndUserGUID", business_unit_guid, startdate, enddate, user_guid
        )

    def add_new_hour_entry(self, *, hour_entry_info: HourEntry | None = None) -> HourEntry | None:
        """Call IHourEntry.AddNewHourEntry.

        - ``hour_entry_info`` (hourEntryInfo, HourEntry)

        Returns the HourEntry, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IHourEntry.AddNewHourEntry", hour_entry_info)

    def update_hour_entry(self, *, hour_entry_info: HourEntry | None = None) -> HourEntry | None:
        """Call IHourEntry.UpdateHourEntry.

        - ``hour_entry_info`` (hourEntryInfo, HourEntry)

        Returns the HourEntry, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IHourEntry.UpdateHourEntry", hour_entry_info)

    def delete_hour_entry(self, *, hour_entry_guid: str | None = None) -> bool:
        """Call IHourEntry.DeleteHourEntry.

        - ``hour_entry_guid`` (hourEntryGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IHourEntry.DeleteHourEntry", hour_entry_guid)

    def get_hour_entries_by_case_guid(
        self, *, case_guid: str | None = None, start_date: datetime | None = None, end_date: datetime | None = None
    ) -> Entities[HourEntry]:
        """Call IHourEntry.GetHourEntriesByCaseGUID.

        - ``case_guid`` (caseGuid, string)
        - ``start_date`` (startDate, dateTime?): a calendar date, without a zone
        - ``end_date`` (endDate, dateTime?): a calendar date, without a zone

        Returns HourEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IHourEntry.GetHourEntriesByCaseGUID", case_guid, start_date, end_date)

    def get_hour_entries_changed_since(self, *, start_date: datetime | None = None) -> Entities[HourEntry]:
        """Call IHourEntry.GetHourEntriesChangedSince.

        - ``start_date`` (startDate, dateTime): an instant, with a zone

        Returns HourEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IHourEntry.GetHourEntriesChangedSince", start_date)

    def get_reimbursed_hour_entries_changed_since(
        self, *, start_date: datetime | None = None, in_credit_note: bool | None = None
    ) -> Entities[HourEntry]:
        """Call IHourEntry.GetReimbursedHourEntriesChangedSince.

        - ``start_date`` (startDate, dateTime): an instant, with a zone
        - ``in_credit_note`` (inCreditNote, boolean?)

        Returns HourEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IHourEntry.GetReimbursedHourEntriesChangedSince", start_date, in_credit_note)

    def get_hour_entries_by_date_and_user(
        self,
        *,
        business_unit_guid: str | None = None,
        startdate: datetime | None = None,
        enddate: datetime | None = None,
        user_guid: str | None = None,
    ) -> Entities[HourEntry]:
        """Call IHourEntry.GetHourEntriesByDateAndUser.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``startdate`` (startdate, dateTime?): a calendar date, without a zone
        - ``enddate`` (enddate, dateTime?): a calendar date, without a zone
        - ``user_guid`` (userGUID, string)

        Returns HourEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IHourEntry.GetHourEntriesByDateAndUser", business_unit_guid, startdate, enddate, user_guid)


class InvoiceInterface(Interface):
    """IInvoice: ``client.invoice``."""

    def get_invoice_by_guid(self, *, invoice_guid: str | None = None) -> Invoice | None:
        """Call IInvoice.GetInvoiceByGUID.

        - ``invoice_guid`` (invoiceGUID, string)

        Returns the Invoice, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IInvoice.GetInvoiceByGUID", invoice_guid)

    def get_invoice_by_number(
        self, *, invoice_number: int | None = None, business_unit_guid: str | None = None
    ) -> Invoice | None:
        """Call IInvoice.GetInvoiceByNumber.

        - ``invoice_number`` (invoiceNumber, int)
        - ``business_unit_guid`` (businessUnitGUID, string)

        Returns the Invoice, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IInvoice.GetInvoiceByNumber", invoice_number, business_unit_guid)

    def get_invoices_by_date(
        self,
        *,
        business_unit_guid: str | None = None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
        options: int | None = None,
    ) -> Entities[Invoice]:
        """Call IInvoice.GetInvoicesByDate.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``start_date`` (startDate, dateTime): an instant, with a zone
        - ``end_date`` (endDate, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns Invoice entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IInvoice.GetInvoicesByDate", business_unit_guid, start_date, end_date, options)

    def get_invoices_by_date_and_status(
        self,
        *,
        business_unit_guid: str | None = None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
        status: str | None = None,
        options: int | None = None,
    ) -> Entities[Invoice]:
        """Call IInvoice.GetInvoicesByDateAndStatus.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``start_date`` (startDate, dateTime?): an instant, with a zone
        - ``end_date`` (endDate, dateTime?): an instant, with a zone
        - ``status`` (status, string)
        - ``options`` (options, int)

        Returns Invoice entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call(
            "IInvoice.GetInvoicesByDateAndStatus", business_unit_guid, start_date, end_date, status, options
        )

    def get_invoices_by_status(
        self,
        *,
        business_unit_guid: str | None = None,
        status: str | None = None,
        options: int | None = None,
        max_invoices: int | None = None,
    ) -> Entities[Invoice]:
        """Call IInvoice.GetInvoicesByStatus.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``status`` (status, string)
        - ``options`` (options, int)
        - ``max_invoices`` (maxInvoices, int?)

        Returns Invoice entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IInvoice.GetInvoicesByStatus", business_unit_guid, status, options, max_invoices)

    def get_finvoices_by_status_and_date(
        self,
        *,
        finvoice_version: str | None = None,
        business_unit_guid: str | None = None,
        invoice_status: str | None = None,
        invoice_date_start: datetime | None = None,
        invoice_date_end: datetime | None = None,
        options: int | None = None,
    ) -> Entities[SeveraFinvoice]:
        """Call IInvoice.GetFinvoicesByStatusAndDate.

        - ``finvoice_version`` (finvoiceVersion, string)
        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``invoice_status`` (invoiceStatus, string)
        - ``invoice_date_start`` (invoiceDateStart, dateTime?): a calendar date, without a zone
        - ``invoice_date_end`` (invoiceDateEnd, dateTime?): a calendar date, without a zone
        - ``options`` (options, int)

        Returns SeveraFinvoice entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call(
            "IInvoice.GetFinvoicesByStatusAndDate",
            finvoice_version,
            business_unit_guid,
            invoice_status,
            invoice_date_start,
            invoice_date_end,
            options,
        )

    def get_invoices_by_status_and_business_unit(
        self, *, status: str | None = None, business_unit_guid: str | None = None
    ) -> Entities[Invoice]:
        """Call IInvoice.GetInvoicesByStatusAndBusinessUnit.

        - ``status`` (status, string)
        - ``business_unit_guid`` (businessUnitGUID, string)

        Returns Invoice entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IInvoice.GetInvoicesByStatusAndBusinessUnit", status, business_unit_guid)

    def get_finvoices_by_status(
        self, *, business_unit_guid: str | None = None, status: str | None = None, options: int | None = None
    ) -> Entities[Finvoice]:
        """Call IInvoice.GetFinvoicesByStatus.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``status`` (status, string)
        - ``options`` (options, int)

        Returns Finvoice entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IInvoice.GetFinvoicesByStatus", business_unit_guid, status, options)

    def set_invoice_status(self, *, invoice_guid: str | None = None, status: str | None = None) -> None:
        """Call IInvoice.SetInvoiceStatus.

        - ``invoice_guid`` (invoiceGUID, string)
        - ``status`` (status, string)

        Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        self._call("IInvoice.SetInvoiceStatus", invoice_guid, status)

    def set_invoice_payment_date(
        self, *, invoice_guid: str | None = None, payment_date: datetime | None = None
    ) -> None:
        """Call IInvoice.SetInvoicePaymentDate.

        - ``invoice_guid`` (invoiceGUID, string)
        - ``payment_date`` (paymentDate, dateTime?): a calendar date, without a zone

        Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        self._call("IInvoice.SetInvoicePaymentDate", invoice_guid, payment_date)

    def set_invoice_number(
        self,
        *,
        invoice_guid: str | None = None,
        invoice_number: int | None = None,
        reference_number: str | None = None,
        status: str | None = None,
    ) -> None:
        """Call IInvoice.SetInvoiceNumber.

        - ``invoice_guid`` (invoiceGUID, string)
        - ``invoice_number`` (invoiceNumber, int)
        - ``reference_number`` (referenceNumber, string)
        - ``status`` (status, string)

        Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        self._call("IInvoice.SetInvoiceNumber", invoice_guid, invoice_number, reference_number, status)

    @overload
    def get_invoice_pdf(
        self,
        *,
        invoice_number: int | None = None,
        invoice_numbering_business_unit_guid: str | None = None,
        get_attachment_only: InvoicePdfGetOptions | None = None,
        into: None = None,
    ) -> bytes | None: ...

    @overload
    def get_invoice_pdf(
        self,
        *,
        invoice_number: int | None = None,
        invoice_numbering_business_unit_guid: str | None = None,
        get_attachment_only: InvoicePdfGetOptions | None = None,
        into: Into,
    ) -> int | None: ...

    def get_invoice_pdf(
        self,
        *,
        invoice_number: int | None = None,
        invoice_numbering_business_unit_guid: str | None = None,
        get_attachment_only: InvoicePdfGetOptions | None = None,
        into: Into | None = None,
    ) -> bytes | int | None:
        """Call IInvoice.GetInvoicePdf.

        - ``invoice_number`` (invoiceNumber, int)
        - ``invoice_numbering_business_unit_guid`` (invoiceNumberingBusinessUnitGUID, string)
        - ``get_attachment_only`` (getAttachmentOnly, InvoicePdfGetOptions)
        - ``into``: a path or an open binary file to write the bytes to while they arrive

        Returns bytes or None; with ``into`` their number, or None. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call(
            "IInvoice.GetInvoicePdf",
            invoice_number,
            invoice_numbering_business_unit_guid,
            get_attachment_only,
            into=into,
        )

    @overload
    def get_invoice_pdf_by_invoice_guid(
        self,
        *,
        invoice_guid: str | None = None,
        get_attachment_only: InvoicePdfGetOptions | None = None,
        into: None = None,
    ) -> bytes | None: ...

    @overload
    def get_invoice_pdf_by_invoice_guid(
        self, *, invoice_guid: str | None = None, get_attachment_only: InvoicePdfGetOptions | None = None, into: Into
    ) -> int | None: ...

    def get_invoice_pdf_by_invoice_guid(
        self,
        *,
        invoice_guid: str | None = None,
        get_attachment_only: InvoicePdfGetOptions | None = None,
        into: Into | None = None,
    ) -> bytes | int | None:
        """Call IInvoice.GetInvoicePdfByInvoiceGUID.

        - ``invoice_guid`` (invoiceGuid, string)
        - ``get_attachment_only`` (getAttachmentOnly, InvoicePdfGetOptions)
        - ``into``: a path or an open binary file to write the bytes to while they arrive

        Returns bytes or None; with ``into`` their number, or None. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IInvoice.GetInvoicePdfByInvoiceGUID", invoice_guid, get_attachment_only, into=into)

    def add_new_invoice_log_entry(
        self,
        *,
        invoice_guid: str | None = None,
        context: str | None = None,
        text: str | None = None,
        source: str | None = None,
        event_time_utc: datetime | None = None,
        ignore_duplicates: bool | None = None,
    ) -> None:
        """Call IInvoice.AddNewInvoiceLogEntry.

        - ``invoice_guid`` (invoiceGuid, string)
        - ``context`` (context, string)
        - ``text`` (text, string)
        - ``source`` (source, string)
        - ``event_time_utc`` (eventTimeUtc, dateTime?): an instant, with a zone
        - ``ignore_duplicates`` (ignoreDuplicates, boolean)

        Raises AuthenticationFailureError, GeneralFailureError and NotFoundError.
        """
        self._call(
            "IInvoice.AddNewInvoiceLogEntry", invoice_guid, context, text, source, event_time_utc, ignore_duplicates
        )

    def create_invoices(self, *, invoice_information: InvoiceInformation | None = None) -> Entities[Invoice]:
        """Call IInvoice.CreateInvoices.

        - ``invoice_information`` (invoiceInformation, InvoiceInformation)

        Returns Invoice entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IInvoice.CreateInvoices", invoice_information)

    def get_invoice_attachment_file_guids(self, *, invoice_guid: str | None = None) -> Entities[InvoiceFile]:
        """Call IInvoice.GetInvoiceAttachmentFileGUIDs.

        - ``invoice_guid`` (invoiceGuid, string)

        Returns InvoiceFile entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IInvoice.GetInvoiceAttachmentFileGUIDs", invoice_guid)

    @overload
    def get_invoice_attachment_file(self, *, attachment_guid: str | None = None, into: None = None) -> bytes | None: ...

    @overload
    def get_invoice_attachment_file(self, *, attachment_guid: str | None = None, into: Into) -> int | None: ...

    def get_invoice_attachment_file(
        self, *, attachment_guid: str | None = None, into: Into | None = None
    ) -> bytes | int | None:
        """Call IInvoice.GetInvoiceAttachmentFile.

        - ``attachment_guid`` (attachmentGuid, string)
        - ``into``: a path or an open binary file to write the bytes to while they arrive

        Returns bytes or None; with ``into`` their number, or None. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IInvoice.GetInvoiceAttachmentFile", attachment_guid, into=into)

    def get_invoice_origin_details_by_invoice_guid(
        self, *, invoice_guid: str | None = None
    ) -> InvoiceOriginDetails | None:
        """Call IInvoice.GetInvoiceOriginDetailsByInvoiceGUID.

        - ``invoice_guid`` (invoiceGUID, string)

        Returns the InvoiceOriginDetails, or None where there is none. Raises GeneralFailureError and NotFoundError.
        """
        return self._call("IInvoice.GetInvoiceOriginDetailsByInvoiceGUID", invoice_guid)


class CompanyInterface(Interface):
    """ICompany: ``client.company``."""

    def get_company_by_guid(self, *, company_guid: str | None = None) -> Company | None:
        """Call ICompany.GetCompanyByGUID.

        - ``company_guid`` (companyGuid, string)

        Returns the Company, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICompany.GetCompanyByGUID", company_guid)


class InvoiceStatusInterface(Interface):
    """IInvoiceStatus: ``client.invoice_status``."""

    def get_all_invoice_statuses(self) -> Entities[InvoiceStatus]:
        """Call IInvoiceStatus.GetAllInvoiceStatuses.

        Returns InvoiceStatus entities, read as they arrive with `for`.
        """
        return self._call("IInvoiceStatus.GetAllInvoiceStatuses")


class UserInterface(Interface):
    """IUser: ``client.user``."""

    def get_all_users(
        self, *, business_unit_guid: str | None = None, include_inactive: bool | None = None
    ) -> Entities[User]:
        """Call IUser.GetAllUsers.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``include_inactive`` (includeInactive, boolean)

        Returns User entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IUser.GetAllUsers", business_unit_guid, include_inactive)

    def get_user_by_name(self, *, first_name: str | None = None, last_name: str | None = None) -> User | None:
        """Call IUser.GetUserByName.

        - ``first_name`` (firstName, string)
        - ``last_name`` (lastName, string)

        Returns the User, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IUser.GetUserByName", first_name, last_name)

    def get_user_by_guid(self, *, user_guid: str | None = None) -> User | None:
        """Call IUser.GetUserByGUID.

        - ``user_guid`` (userGUID, string)

        Returns the User, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IUser.GetUserByGUID", user_guid)

    def get_users_by_guids(self, *, user_guids: list[str] | None = None) -> Entities[User]:
        """Call IUser.GetUsersByGUIDs.

        - ``user_guids`` (userGUIDs, string[])

        Returns User entities, read as they arrive with `for`. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IUser.GetUsersByGUIDs", user_guids)

    def get_users_by_user_keywords(
        self, *, business_unit_guid: str | None = None, user_keywords: list[str] | None = None
    ) -> Entities[User]:
        """Call IUser.GetUsersByUserKeywords.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``user_keywords`` (userKeywords, string[])

        Returns User entities, read as they arrive with `for`. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IUser.GetUsersByUserKeywords", business_unit_guid, user_keywords)

    def get_user_by_code(self, *, user_code: str | None = None) -> User | None:
        """Call IUser.GetUserByCode.

        - ``user_code`` (userCode, string)

        Returns the User, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IUser.GetUserByCode", user_code)

    def get_users_changed_since(
        self,
        *,
        business_unit_guid: str | None = None,
        start_date_time: datetime | None = None,
        options: int | None = None,
    ) -> Entities[User]:
        """Call IUser.GetUsersChangedSince.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns User entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IUser.GetUsersChangedSince", business_unit_guid, start_date_time, options)

    def add_new_user(self, *, user_info: User | None = None, send_welcome_email: bool | None = None) -> User | None:
        """Call IUser.AddNewUser.

        - ``user_info`` (userInfo, User)
        - ``send_welcome_email`` (sendWelcomeEmail, boolean?)

        Returns the User, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("IUser.AddNewUser", user_info, send_welcome_email)

    def update_user(self, *, user_info: User | None = None) -> User | None:
        """Call IUser.UpdateUser.

        - ``user_info`` (userInfo, User)

        Returns the User, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("IUser.UpdateUser", user_info)

    def disable_user(self, *, user_guid: str | None = None) -> bool:
        """Call IUser.DisableUser.

        - ``user_guid`` (userGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        return self._call("IUser.DisableUser", user_guid)

    def enable_user(self, *, user_guid: str | None = None) -> bool:
        """Call IUser.EnableUser.

        - ``user_guid`` (userGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        return self._call("IUser.EnableUser", user_guid)

    def change_password(self, *, user_guid: str | None = None, new_password: str | None = None) -> bool:
        """Call IUser.ChangePassword.

        - ``user_guid`` (userGUID, string)
        - ``new_password`` (newPassword, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        return self._call("IUser.ChangePassword", user_guid, new_password)


class AddressInterface(Interface):
    """IAddress: ``client.address``."""

    def get_address_by_guid(self, *, address_guid: str | None = None) -> Address | None:
        """Call IAddress.GetAddressByGUID.

        - ``address_guid`` (addressGUID, string)

        Returns the Address, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IAddress.GetAddressByGUID", address_guid)

    def add_new_address(self, *, address_info: Address | None = None) -> Address | None:
        """Call IAddress.AddNewAddress.

        - ``address_info`` (addressInfo, Address)

        Returns the Address, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("IAddress.AddNewAddress", address_info)

    def update_address(self, *, address_info: Address | None = None) -> Address | None:
        """Call IAddress.UpdateAddress.

        - ``address_info`` (addressInfo, Address)

        Returns the Address, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and NotFoundError.
        """
        return self._call("IAddress.UpdateAddress", address_info)

    def get_addresses_changed_since(
        self, *, account_guid: str | None = None, start_date_time: datetime | None = None, options: int | None = None
    ) -> Entities[Address]:
        """Call IAddress.GetAddressesChangedSince.

        - ``account_guid`` (accountGUID, string)
        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns Address entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IAddress.GetAddressesChangedSince", account_guid, start_date_time, options)

    def get_billing_address(self) -> Address | None:
        """Call IAddress.GetBillingAddress.

        Returns the Address, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IAddress.GetBillingAddress")

    def get_first_accounts_billing_address(self, *, account_guid: str | None = None) -> Address | None:
        """Call IAddress.GetFirstAccountsBillingAddress.

        - ``account_guid`` (accountGUID, string)

        Returns the Address, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IAddress.GetFirstAccountsBillingAddress", account_guid)


class ProductInterface(Interface):
    """IProduct: ``client.product``."""

    def get_product_by_guid(self, *, product_guid: str | None = None) -> Product | None:
        """Call IProduct.GetProductByGUID.

        - ``product_guid`` (productGUID, string)

        Returns the Product, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IProduct.GetProductByGUID", product_guid)

    def get_product_by_code(self, *, product_code: str | None = None) -> Product | None:
        """Call IProduct.GetProductByCode.

        - ``product_code`` (productCode, string)

        Returns the Product, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IProduct.GetProductByCode", product_code)

    def get_product_by_code_include_inactive(self, *, product_code: str | None = None) -> Product | None:
        """Call IProduct.GetProductByCodeIncludeInactive.

        - ``product_code`` (productCode, string)

        Returns the Product, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IProduct.GetProductByCodeIncludeInactive", product_code)

    def add_new_product(self, *, product_info: Product | None = None) -> Product | None:
        """Call IProduct.AddNewProduct.

        - ``product_info`` (productInfo, Product)

        Returns the Product, or None where there is none. Raises AuthenticationFailureError and GeneralFailureError.
        """
        return self._call("IProduct.AddNewProduct", product_info)

    def update_product(self, *, product_info: Product | None = None) -> Product | None:
        """Call IProduct.UpdateProduct.

        - ``product_info`` (productInfo, Product)

        Returns the Product, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("IProduct.UpdateProduct", product_info)

    def delete_product(self, *, product_guid: str | None = None) -> bool:
        """Call IProduct.DeleteProduct.

        - ``product_guid`` (productGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError, NotFoundError and
        ValidationError.
        """
        return self._call("IProduct.DeleteProduct", product_guid)

    def get_products_changed_since(
        self, *, start_date_time: datetime | None = None, options: int | None = None
    ) -> Entities[Product]:
        """Call IProduct.GetProductsChangedSince.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns Product entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IProduct.GetProductsChangedSince", start_date_time, options)

    def get_product_cost_account_associations_by_guid(
        self, *, product_guid: str | None = None, include_default: bool | None = None
    ) -> Entities[CostAccount]:
        """Call IProduct.GetProductCostAccountAssociationsByGUID.

        - ``product_guid`` (productGUID, string)
        - ``include_default`` (includeDefault, boolean)

        Returns CostAccount entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IProduct.GetProductCostAccountAssociationsByGUID", product_guid, include_default)

    def get_travel_expense_by_guid(self, *, travel_expense_guid: str | None = None) -> TravelExpense | None:
        """Call IProduct.GetTravelExpenseByGUID.

        - ``travel_expense_guid`` (travelExpenseGUID, string)

        Returns the TravelExpense, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IProduct.GetTravelExpenseByGUID", travel_expense_guid)

    def get_travel_expense_by_code(self, *, travel_expense_code: str | None = None) -> TravelExpense | None:
        """Call IProduct.GetTravelExpenseByCode.

        - ``travel_expense_code`` (travelExpenseCode, string)

        Returns the TravelExpense, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IProduct.GetTravelExpenseByCode", travel_expense_code)

    def get_travel_expense_by_code_include_inactive(
        self, *, travel_expense_code: str | None = None
    ) -> TravelExpense | None:
        """Call IProduct.GetTravelExpenseByCodeIncludeInactive.

        - ``travel_expense_code`` (travelExpenseCode, string)

        Returns the TravelExpense, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IProduct.GetTravelExpenseByCodeIncludeInactive", travel_expense_code)

    def add_new_travel_expense(self, *, travel_expense_info: TravelExpense | None = None) -> TravelExpense | None:
        """Call IProduct.AddNewTravelExpense.

        - ``travel_expense_info`` (travelExpenseInfo, TravelExpense)

        Returns the TravelExpense, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NoPermissionError.
        """
        return self._call("IProduct.AddNewTravelExpense", travel_expense_info)

    def update_travel_expense(self, *, travel_expense_info: TravelExpense | None = None) -> TravelExpense | None:
        """Call IProduct.UpdateTravelExpense.

        - ``travel_expense_info`` (travelExpenseInfo, TravelExpense)

        Returns the TravelExpense, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError and NotFoundError.
        """
        return self._call("IProduct.UpdateTravelExpense", travel_expense_info)

    def delete_travel_expense(self, *, travel_expense_guid: str | None = None) -> bool:
        """Call IProduct.DeleteTravelExpense.

        - ``travel_expense_guid`` (travelExpenseGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError, NotFoundError and
        ValidationError.
        """
        return self._call("IProduct.DeleteTravelExpense", travel_expense_guid)

    def get_travel_expenses_changed_since(
        self, *, start_date_time: datetime | None = None, options: int | None = None
    ) -> Entities[TravelExpense]:
        """Call IProduct.GetTravelExpensesChangedSince.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns TravelExpense entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IProduct.GetTravelExpensesChangedSince", start_date_time, options)


class ProductCategoryInterface(Interface):
    """IProductCategory: ``client.product_category``."""

    def get_product_category_by_guid(self, *, product_category_guid: str | None = None) -> ProductCategory | None:
        """Call IProductCategory.GetProductCategoryByGUID.

        - ``product_category_guid`` (productCategoryGUID, string)

        Returns the ProductCategory, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IProductCategory.GetProductCategoryByGUID", product_category_guid)

    def get_product_category_by_code(self, *, product_category_code: str | None = None) -> ProductCategory | None:
        """Call IProductCategory.GetProductCategoryByCode.

        - ``product_category_code`` (productCategoryCode, string)

        Returns the ProductCategory, or None where there is none. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IProductCategory.GetProductCategoryByCode", product_category_code)

    def add_new_product_category(
        self, *, product_category_info: ProductCategory | None = None
    ) -> ProductCategory | None:
        """Call IProductCategory.AddNewProductCategory.

        - ``product_category_info`` (productCategoryInfo, ProductCategory)

        Returns the ProductCategory, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and ValidationError.
        """
        return self._call("IProductCategory.AddNewProductCategory", product_category_info)

    def update_product_category(
        self, *, product_category_info: ProductCategory | None = None
    ) -> ProductCategory | None:
        """Call IProductCategory.UpdateProductCategory.

        - ``product_category_info`` (productCategoryInfo, ProductCategory)

        Returns the ProductCategory, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NoPermissionError.
        """
        return self._call("IProductCategory.UpdateProductCategory", product_category_info)

    def delete_product_category(self, *, product_category_guid: str | None = None) -> bool:
        """Call IProductCategory.DeleteProductCategory.

        - ``product_category_guid`` (productCategoryGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        return self._call("IProductCategory.DeleteProductCategory", product_category_guid)

    def get_product_categories_changed_since(
        self, *, start_date_time: datetime | None = None, options: int | None = None
    ) -> Entities[ProductCategory]:
        """Call IProductCategory.GetProductCategoriesChangedSince.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns ProductCategory entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IProductCategory.GetProductCategoriesChangedSince", start_date_time, options)


class ItemInterface(Interface):
    """IItem: ``client.item``."""

    def get_item_by_guid(self, *, item_guid: str | None = None) -> Item | None:
        """Call IItem.GetItemByGUID.

        - ``item_guid`` (itemGUID, string)

        Returns the Item, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IItem.GetItemByGUID", item_guid)

    def get_reimbursed_item_by_guid(self, *, item_guid: str | None = None) -> Item | None:
        """Call IItem.GetReimbursedItemByGUID.

        - ``item_guid`` (itemGUID, string)

        Returns the Item, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IItem.GetReimbursedItemByGUID", item_guid)

    def get_travel_expenses_by_date(
        self,
        *,
        business_unit_guid: str | None = None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> Entities[Item]:
        """Call IItem.GetTravelExpensesByDate.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``start_date`` (startDate, dateTime?): a calendar date, without a zone
        - ``end_date`` (endDate, dateTime?): a calendar date, without a zone

        Returns Item entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IItem.GetTravelExpensesByDate", business_unit_guid, start_date, end_date)

    def add_new_items(self, *, items: list[Item] | None = None) -> Entities[Item]:
        """Call IItem.AddNewItems.

        - ``items`` (items, Item[])

        Returns Item entities, read as they arrive with `for`. Raises AuthenticationFailureError, GeneralFailureError
        and NoPermissionError.
        """
        return self._call("IItem.AddNewItems", items)

    def add_new_item(self, *, item_info: Item | None = None, currency_code: str | None = None) -> Item | None:
        """Call IItem.AddNewItem.

        - ``item_info`` (itemInfo, Item)
        - ``currency_code`` (currencyCode, string)

        Returns the Item, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("IItem.AddNewItem", item_info, currency_code)

    def delete_item(self, *, item_guid: str | None = None) -> bool:
        """Call IItem.DeleteItem.

        - ``item_guid`` (itemGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        return self._call("IItem.DeleteItem", item_guid)

    def get_item_by_purchase_order_number(self, *, po_number: str | None = None) -> Item | None:
        """Call IItem.GetItemByPurchaseOrderNumber.

        - ``po_number`` (poNumber, string)

        Returns the Item, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IItem.GetItemByPurchaseOrderNumber", po_number)

    def add_new_expense_to_product_by_po_number(
        self, *, po_number: str | None = None, item_info: Item | None = None
    ) -> Item | None:
        """Call IItem.AddNewExpenseToProductByPoNumber.

        - ``po_number`` (poNumber, string)
        - ``item_info`` (itemInfo, Item)

        Returns the Item, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and NotFoundError.
        """
        return self._call("IItem.AddNewExpenseToProductByPoNumber", po_number, item_info)

    def get_items_by_insert_date(
        self, *, insert_start_date: datetime | None = None, insert_end_date: datetime | None = None
    ) -> Entities[Item]:
        """Call IItem.GetItemsByInsertDate.

        - ``insert_start_date`` (insertStartDate, dateTime): an instant, with a zone
        - ``insert_end_date`` (insertEndDate, dateTime?): an instant, with a zone

        Returns Item entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IItem.GetItemsByInsertDate", insert_start_date, insert_end_date)

    def get_items_changed_since(self, *, start_date: datetime | None = None) -> Entities[Item]:
        """Call IItem.GetItemsChangedSince.

        - ``start_date`` (startDate, dateTime): an instant, with a zone

        Returns Item entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IItem.GetItemsChangedSince", start_date)

    def get_reimbursed_items_changed_since(
        self, *, start_date: datetime | None = None, in_credit_note: bool | None = None
    ) -> Entities[Item]:
        """Call IItem.GetReimbursedItemsChangedSince.

        - ``start_date`` (startDate, dateTime): an instant, with a zone
        - ``in_credit_note`` (inCreditNote, boolean?)

        Returns Item entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IItem.GetReimbursedItemsChangedSince", start_date, in_credit_note)

    def get_items_by_case_guid(self, *, case_guid: str | None = None) -> Entities[Item]:
        """Call IItem.GetItemsByCaseGUID.

        - ``case_guid`` (caseGUID, string)

        Returns Item entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IItem.GetItemsByCaseGUID", case_guid)


class WorkTypeInterface(Interface):
    """IWorkType: ``client.work_type``."""

    def get_work_type_by_hour_guid(self, *, hour_guid: str | None = None) -> WorkType | None:
        """Call IWorkType.GetWorkTypeByHourGUID.

        - ``hour_guid`` (hourGUID, string)

        Returns the WorkType, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IWorkType.GetWorkTypeByHourGUID", hour_guid)

    def get_work_type_by_guid(self, *, work_type_guid: str | None = None) -> WorkType | None:
        """Call IWorkType.GetWorkTypeByGUID.

        - ``work_type_guid`` (workTypeGUID, string)

        Returns the WorkType, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IWorkType.GetWorkTypeByGUID", work_type_guid)

    def get_work_types_by_phase_guid(self, *, phase_guid: str | None = None) -> Entities[WorkType]:
        """Call IWorkType.GetWorkTypesByPhaseGUID.

        - ``phase_guid`` (phaseGUID, string)

        Returns WorkType entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IWorkType.GetWorkTypesByPhaseGUID", phase_guid)

    def get_all_work_types(self) -> Entities[WorkType]:
        """Call IWorkType.GetAllWorkTypes.

        Returns WorkType entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IWorkType.GetAllWorkTypes")

    def add_new_work_type(self, *, work_type_info: WorkType | None = None) -> WorkType | None:
        """Call IWorkType.AddNewWorkType.

        - ``work_type_info`` (workTypeInfo, WorkType)

        Returns the WorkType, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IWorkType.AddNewWorkType", work_type_info)

    def update_work_type(self, *, work_type_info: WorkType | None = None) -> WorkType | None:
        """Call IWorkType.UpdateWorkType.

        - ``work_type_info`` (workTypeInfo, WorkType)

        Returns the WorkType, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("IWorkType.UpdateWorkType", work_type_info)

    def get_work_types_changed_since(
        self, *, start_date_time: datetime | None = None, options: int | None = None
    ) -> Entities[WorkType]:
        """Call IWorkType.GetWorkTypesChangedSince.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns WorkType entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IWorkType.GetWorkTypesChangedSince", start_date_time, options)


class TagInterface(Interface):
    """ITag: ``client.tag``."""

    def get_tag_by_guid(self, *, tag_guid: str | None = None) -> Tag | None:
        """Call ITag.GetTagByGUID.

        - ``tag_guid`` (tagGUID, string)

        Returns the Tag, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ITag.GetTagByGUID", tag_guid)

    def get_tags_by_case_guid(self, *, case_guid: str | None = None) -> Entities[Tag]:
        """Call ITag.GetTagsByCaseGUID.

        - ``case_guid`` (caseGUID, string)

        Returns Tag entities, read as they arrive with `for`. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("ITag.GetTagsByCaseGUID", case_guid)

    def get_all_case_tags(self) -> Entities[Tag]:
        """Call ITag.GetAllCaseTags.

        Returns Tag entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ITag.GetAllCaseTags")

    def get_all_user_tags(self) -> Entities[Tag]:
        """Call ITag.GetAllUserTags.

        Returns Tag entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ITag.GetAllUserTags")

    def add_new_case_tag(self, *, case_guid: str | None = None, tag_info: Tag | None = None) -> Entities[Tag]:
        """Call ITag.AddNewCaseTag.

        - ``case_guid`` (caseGUID, string)
        - ``tag_info`` (tagInfo, Tag)

        Returns Tag entities, read as they arrive with `for`. Raises AuthenticationFailureError, GeneralFailureError
        and NoPermissionError.
        """
        return self._call("ITag.AddNewCaseTag", case_guid, tag_info)

    def add_new_file_tag(self, *, file_guid: str | None = None, tag_info: Tag | None = None) -> Tag | None:
        """Call ITag.AddNewFileTag.

        - ``file_guid`` (fileGUID, string)
        - ``tag_info`` (tagInfo, Tag)

        Returns the Tag, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("ITag.AddNewFileTag", file_guid, tag_info)

    def add_new_user_tag(self, *, user_guid: str | None = None, tag_info: Tag | None = None) -> Tag | None:
        """Call ITag.AddNewUserTag.

        - ``user_guid`` (userGUID, string)
        - ``tag_info`` (tagInfo, Tag)

        Returns the Tag, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("ITag.AddNewUserTag", user_guid, tag_info)

    def add_new_contact_tag(self, *, contact_guid: str | None = None, tag_info: Tag | None = None) -> Tag | None:
        """Call ITag.AddNewContactTag.

        - ``contact_guid`` (contactGUID, string)
        - ``tag_info`` (tagInfo, Tag)

        Returns the Tag, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("ITag.AddNewContactTag", contact_guid, tag_info)

    def delete_tag(self, *, tag_guid: str | None = None) -> bool:
        """Call ITag.DeleteTag.

        - ``tag_guid`` (tagGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        return self._call("ITag.DeleteTag", tag_guid)


class SalesProcessInterface(Interface):
    """ISalesProcess: ``client.sales_process``."""

    def get_all_sales_processes(self) -> Entities[SalesProcess]:
        """Call ISalesProcess.GetAllSalesProcesses.

        Returns SalesProcess entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ISalesProcess.GetAllSalesProcesses")

    def get_sales_process_by_guid(self, *, sales_process_guid: str | None = None) -> SalesProcess | None:
        """Call ISalesProcess.GetSalesProcessByGUID.

        - ``sales_process_guid`` (salesProcessGUID, string)

        Returns the SalesProcess, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("ISalesProcess.GetSalesProcessByGUID", sales_process_guid)

    def add_new_sales_process(self, *, sales_process_info: SalesProcess | None = None) -> SalesProcess | None:
        """Call ISalesProcess.AddNewSalesProcess.

        - ``sales_process_info`` (salesProcessInfo, SalesProcess)

        Returns the SalesProcess, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("ISalesProcess.AddNewSalesProcess", sales_process_info)


class SalesStatusInterface(Interface):
    """ISalesStatus: ``client.sales_status``."""

    def get_sales_statuses_for_case(self, *, case_guid: str | None = None) -> Entities[SalesStatus]:
        """Call ISalesStatus.GetSalesStatusesForCase.

        - ``case_guid`` (caseGuid, string)

        Returns SalesStatus entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("ISalesStatus.GetSalesStatusesForCase", case_guid)

    def get_sales_status_by_guid(self, *, sales_status_guid: str | None = None) -> SalesStatus | None:
        """Call ISalesStatus.GetSalesStatusByGUID.

        - ``sales_status_guid`` (salesStatusGUID, string)

        Returns the SalesStatus, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("ISalesStatus.GetSalesStatusByGUID", sales_status_guid)

    def add_new_sales_status(self, *, sales_status_info: SalesStatus | None = None) -> SalesStatus | None:
        """Call ISalesStatus.AddNewSalesStatus.

        - ``sales_status_info`` (salesStatusInfo, SalesStatus)

        Returns the SalesStatus, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("ISalesStatus.AddNewSalesStatus", sales_status_info)


class ContactInterface(Interface):
    """IContact: ``client.contact``."""

    def get_contact_by_guid(self, *, contact_guid: str | None = None) -> Contact | None:
        """Call IContact.GetContactByGUID.

        - ``contact_guid`` (contactGUID, string)

        Returns the Contact, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IContact.GetContactByGUID", contact_guid)

    def add_new_contact(self, *, contact_info: Contact | None = None) -> Contact | None:
        """Call IContact.AddNewContact.

        - ``contact_info`` (contactInfo, Contact)

        Returns the Contact, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IContact.AddNewContact", contact_info)

    def update_contact(self, *, contact_info: Contact | None = None) -> Contact | None:
        """Call IContact.UpdateContact.

        - ``contact_info`` (contactInfo, Contact)

        Returns the Contact, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and NotFoundError.
        """
        return self._call("IContact.UpdateContact", contact_info)

    def get_contacts_by_account_guid(self, *, account_guid: str | None = None) -> Entities[Contact]:
        """Call IContact.GetContactsByAccountGUID.

        - ``account_guid`` (accountGUID, string)

        Returns Contact entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IContact.GetContactsByAccountGUID", account_guid)

    def get_contacts_changed_since(
        self, *, account_guid: str | None = None, start_date_time: datetime | None = None, options: int | None = None
    ) -> Entities[Contact]:
        """Call IContact.GetContactsChangedSince.

        - ``account_guid`` (accountGUID, string)
        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns Contact entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IContact.GetContactsChangedSince", account_guid, start_date_time, options)

    def get_contacts_by_communication_method_type(
        self, *, type: CommunicationMethodType | None = None, value: str | None = None
    ) -> Entities[Contact]:
        """Call IContact.GetContactsByCommunicationMethodType.

        - ``type`` (type, CommunicationMethodType)
        - ``value`` (value, string)

        Returns Contact entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IContact.GetContactsByCommunicationMethodType", type, value)

    def delete_contact(self, *, contact_guid: str | None = None) -> bool:
        """Call IContact.DeleteContact.

        - ``contact_guid`` (contactGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        return self._call("IContact.DeleteContact", contact_guid)


class CountryInterface(Interface):
    """ICountry: ``client.country``."""

    def get_country_by_guid(self, *, country_guid: str | None = None) -> Country | None:
        """Call ICountry.GetCountryByGUID.

        - ``country_guid`` (countryGUID, string)

        Returns the Country, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICountry.GetCountryByGUID", country_guid)

    def get_country_by_iso(self, *, iso_name: str | None = None) -> Country | None:
        """Call ICountry.GetCountryByISO.

        - ``iso_name`` (isoName, string)

        Returns the Country, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICountry.GetCountryByISO", iso_name)

    def get_country_by_name(self, *, country_name: str | None = None) -> Country | None:
        """Call ICountry.GetCountryByName.

        - ``country_name`` (countryName, string)

        Returns the Country, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICountry.GetCountryByName", country_name)


class LanguageInterface(Interface):
    """ILanguage: ``client.language``."""

    def get_language_by_guid(self, *, language_guid: str | None = None) -> Language | None:
        """Call ILanguage.GetLanguageByGUID.

        - ``language_guid`` (languageGUID, string)

        Returns the Language, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ILanguage.GetLanguageByGUID", language_guid)

    def get_language_by_ietf_tag(self, *, ietf_language_tag: str | None = None) -> Language | None:
        """Call ILanguage.GetLanguageByIetfTag.

        - ``ietf_language_tag`` (ietfLanguageTag, string)

        Returns the Language, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ILanguage.GetLanguageByIetfTag", ietf_language_tag)


class CurrencyInterface(Interface):
    """ICurrency: ``client.currency``."""

    def get_currency_by_guid(self, *, currency_guid: str | None = None) -> Currency | None:
        """Call ICurrency.GetCurrencyByGUID.

        - ``currency_guid`` (currencyGUID, string)

        Returns the Currency, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICurrency.GetCurrencyByGUID", currency_guid)

    def get_currency_by_iso_code(self, *, currency_iso_code: str | None = None) -> Currency | None:
        """Call ICurrency.GetCurrencyByIsoCode.

        - ``currency_iso_code`` (currencyIsoCode, string)

        Returns the Currency, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICurrency.GetCurrencyByIsoCode", currency_iso_code)

    def get_currencies(self) -> Entities[Currency]:
        """Call ICurrency.GetCurrencies.

        Returns Currency entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ICurrency.GetCurrencies")


class OverTimeInterface(Interface):
    """IOverTime: ``client.over_time``."""

    def get_over_time_by_guid(self, *, over_time_guid: str | None = None) -> OverTime | None:
        """Call IOverTime.GetOverTimeByGUID.

        - ``over_time_guid`` (overTimeGUID, string)

        Returns the OverTime, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IOverTime.GetOverTimeByGUID", over_time_guid)

    def get_all_overtimes(self) -> Entities[OverTime]:
        """Call IOverTime.GetAllOvertimes.

        Returns OverTime entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IOverTime.GetAllOvertimes")


class AccountGroupInterface(Interface):
    """IAccountGroup: ``client.account_group``."""

    def get_account_groups(self, *, options: int | None = None) -> Entities[AccountGroup]:
        """Call IAccountGroup.GetAccountGroups.

        - ``options`` (options, int)

        Returns AccountGroup entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IAccountGroup.GetAccountGroups", options)

    def get_account_groups_by_account_guid(
        self, *, account_guid: str | None = None, options: int | None = None
    ) -> Entities[AccountGroup]:
        """Call IAccountGroup.GetAccountGroupsByAccountGUID.

        - ``account_guid`` (accountGuid, string)
        - ``options`` (options, int)

        Returns AccountGroup entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IAccountGroup.GetAccountGroupsByAccountGUID", account_guid, options)

    def add_new_account_group(self, *, account_group_info: AccountGroup | None = None) -> AccountGroup | None:
        """Call IAccountGroup.AddNewAccountGroup.

        - ``account_group_info`` (accountGroupInfo, AccountGroup)

        Returns the AccountGroup, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IAccountGroup.AddNewAccountGroup", account_group_info)

    def add_new_account_group_members(
        self, *, account_guid: str | None = None, account_group_guids: list[str] | None = None
    ) -> None:
        """Call IAccountGroup.AddNewAccountGroupMembers.

        - ``account_guid`` (accountGUID, string)
        - ``account_group_guids`` (accountGroupGUIDs, string[])

        Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError, NotFoundError and ValidationError.
        """
        self._call("IAccountGroup.AddNewAccountGroupMembers", account_guid, account_group_guids)

    def remove_account_group_members(
        self, *, account_guid: str | None = None, account_group_guids: list[str] | None = None
    ) -> None:
        """Call IAccountGroup.RemoveAccountGroupMembers.

        - ``account_guid`` (accountGUID, string)
        - ``account_group_guids`` (accountGroupGUIDs, string[])

        Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError, NotFoundError and ValidationError.
        """
        self._call("IAccountGroup.RemoveAccountGroupMembers", account_guid, account_group_guids)


class TravelReimbursementInterface(Interface):
    """ITravelReimbursement: ``client.travel_reimbursement``."""

    def get_travel_reimbursement_by_guid(
        self, *, travel_reimbursement_guid: str | None = None
    ) -> TravelReimbursement | None:
        """Call ITravelReimbursement.GetTravelReimbursementByGUID.

        - ``travel_reimbursement_guid`` (travelReimbursementGUID, string)

        Returns the TravelReimbursement, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("ITravelReimbursement.GetTravelReimbursementByGUID", travel_reimbursement_guid)

    def get_travel_reimbursement_by_number(
        self,
        *,
        travel_reimbursement_number: int | None = None,
        travel_reimbursement_numbering_business_unit_guid: str | None = None,
    ) -> TravelReimbursement | None:
        """Call ITravelReimbursement.GetTravelReimbursementByNumber.

        - ``travel_reimbursement_number`` (travelReimbursementNumber, int)
        - ``travel_reimbursement_numbering_business_unit_guid`` (travelReimbursementNumberingBusinessUnitGUID,
          string)

        Returns the TravelReimbursement, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call(
            "ITravelReimbursement.GetTravelReimbursementByNumber",
            travel_reimbursement_number,
            travel_reimbursement_numbering_business_unit_guid,
        )

    def get_travel_reimbursements_by_date(
        self, *, start_date: datetime | None = None, end_date: datetime | None = None, options: int | None = None
    ) -> Entities[TravelReimbursement]:
        """Call ITravelReimbursement.GetTravelReimbursementsByDate.

        - ``start_date`` (startDate, dateTime): an instant, with a zone
        - ``end_date`` (endDate, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns TravelReimbursement entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ITravelReimbursement.GetTravelReimbursementsByDate", start_date, end_date, options)

    def get_travel_reimbursements_by_status(
        self, *, status: str | None = None, options: int | None = None, business_unit_guid: str | None = None
    ) -> Entities[TravelReimbursement]:
        """Call ITravelReimbursement.GetTravelReimbursementsByStatus.

        - ``status`` (status, string)
        - ``options`` (options, int)
        - ``business_unit_guid`` (businessUnitGUID, string)

        Returns TravelReimbursement entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("ITravelReimbursement.GetTravelReimbursementsByStatus", status, options, business_unit_guid)

    def get_travel_reimbursement_attachments(self, *, guid: str | None = None) -> Entities[File]:
        """Call ITravelReimbursement.GetTravelReimbursementAttachments.

        - ``guid`` (guid, string)

        Returns File entities, read as they arrive with `for`. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("ITravelReimbursement.GetTravelReimbursementAttachments", guid)

    @overload
    def get_travel_reimbursement_pdf(self, *, guid: str | None = None, into: None = None) -> bytes | None: ...

    @overload
    def get_travel_reimbursement_pdf(self, *, guid: str | None = None, into: Into) -> int | None: ...

    def get_travel_reimbursement_pdf(self, *, guid: str | None = None, into: Into | None = None) -> bytes | int | None:
        """Call ITravelReimbursement.GetTravelReimbursementPdf.

        - ``guid`` (guid, string)
        - ``into``: a path or an open binary file to write the bytes to while they arrive

        Returns bytes or None; with ``into`` their number, or None. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("ITravelReimbursement.GetTravelReimbursementPdf", guid, into=into)

    def set_travel_reimbursement_status(
        self, *, travel_reimbursement_guid: str | None = None, status: str | None = None
    ) -> None:
        """Call ITravelReimbursement.SetTravelReimbursementStatus.

        - ``travel_reimbursement_guid`` (travelReimbursementGUID, string)
        - ``status`` (status, string)

        Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and NotFoundError.
        """
        self._call("ITravelReimbursement.SetTravelReimbursementStatus", travel_reimbursement_guid, status)

    def get_travel_reimbursements_by_status_guid(
        self, *, travel_reimbursement_status_guid: str | None = None, options: int | None = None
    ) -> Entities[TravelReimbursement]:
        """Call ITravelReimbursement.GetTravelReimbursementsByStatusGUID.

        - ``travel_reimbursement_status_guid`` (travelReimbursementStatusGUID, string)
        - ``options`` (options, int)

        Returns TravelReimbursement entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call(
            "ITravelReimbursement.GetTravelReimbursementsByStatusGUID", travel_reimbursement_status_guid, options
        )


class EmploymentInterface(Interface):
    """IEmployment: ``client.employment``."""

    def get_employment_by_guid(self, *, employment_guid: str | None = None) -> Employment | None:
        """Call IEmployment.GetEmploymentByGUID.

        - ``employment_guid`` (employmentGUID, string)

        Returns the Employment, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IEmployment.GetEmploymentByGUID", employment_guid)

    def get_employments_by_user_guid(self, *, user_guid: str | None = None) -> Entities[Employment]:
        """Call IEmployment.GetEmploymentsByUserGUID.

        - ``user_guid`` (userGUID, string)

        Returns Employment entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IEmployment.GetEmploymentsByUserGUID", user_guid)

    def add_new_employment(
        self, *, user_guid: str | None = None, employment_info: Employment | None = None
    ) -> Employment | None:
        """Call IEmployment.AddNewEmployment.

        - ``user_guid`` (userGUID, string)
        - ``employment_info`` (employmentInfo, Employment)

        Returns the Employment, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IEmployment.AddNewEmployment", user_guid, employment_info)

    def update_employment(self, *, employment_info: Employment | None = None) -> Employment | None:
        """Call IEmployment.UpdateEmployment.

        - ``employment_info`` (employmentInfo, Employment)

        Returns the Employment, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IEmployment.UpdateEmployment", employment_info)

    def delete_employment(self, *, employment_guid: str | None = None) -> bool:
        """Call IEmployment.DeleteEmployment.

        - ``employment_guid`` (employmentGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IEmployment.DeleteEmployment", employment_guid)


class IndustryInterface(Interface):
    """IIndustry: ``client.industry``."""

    def get_industries(self) -> Entities[Industry]:
        """Call IIndustry.GetIndustries.

        Returns Industry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IIndustry.GetIndustries")

    def add_new_industry(self, *, industry_info: Industry | None = None) -> Industry | None:
        """Call IIndustry.AddNewIndustry.

        - ``industry_info`` (industryInfo, Industry)

        Returns the Industry, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IIndustry.AddNewIndustry", industry_info)


class PhaseInterface(Interface):
    """IPhase: ``client.phase``."""

    def get_phase_by_guid(self, *, phase_guid: str | None = None) -> Phase | None:
        """Call IPhase.GetPhaseByGUID.

        - ``phase_guid`` (phaseGUID, string)

        Returns the Phase, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IPhase.GetPhaseByGUID", phase_guid)

    def get_phases_by_case_guid(self, *, case_guid: str | None = None) -> Entities[Phase]:
        """Call IPhase.GetPhasesByCaseGUID.

        - ``case_guid`` (caseGUID, string)

        Returns Phase entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IPhase.GetPhasesByCaseGUID", case_guid)

    def get_phases_by_code(self, *, phase_code: str | None = None, case_guid: str | None = None) -> Entities[Phase]:
        """Call IPhase.GetPhasesByCode.

        - ``phase_code`` (phaseCode, string)
        - ``case_guid`` (caseGUID, string)

        Returns Phase entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IPhase.GetPhasesByCode", phase_code, case_guid)

    def add_new_phase(self, *, phase_info: Phase | None = None, members: list[str] | None = None) -> Phase | None:
        """Call IPhase.AddNewPhase.

        - ``phase_info`` (phaseInfo, Phase)
        - ``members`` (members, string[])

        Returns the Phase, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IPhase.AddNewPhase", phase_info, members)

    def update_phase(self, *, phase_info: Phase | None = None) -> Phase | None:
        """Call IPhase.UpdatePhase.

        - ``phase_info`` (phaseInfo, Phase)

        Returns the Phase, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IPhase.UpdatePhase", phase_info)

    def delete_phase(
        self, *, phase_guid: str | None = None, phase_guid_to_transfer_items_to: str | None = None
    ) -> bool:
        """Call IPhase.DeletePhase.

        - ``phase_guid`` (phaseGUID, string)
        - ``phase_guid_to_transfer_items_to`` (phaseGUIDToTransferItemsTo, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IPhase.DeletePhase", phase_guid, phase_guid_to_transfer_items_to)

    def get_hour_entry_phases_by_user_guid(self, *, user_guid: str | None = None) -> Entities[PhaseTreeNode]:
        """Call IPhase.GetHourEntryPhasesByUserGUID.

        - ``user_guid`` (userGUID, string)

        Returns PhaseTreeNode entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IPhase.GetHourEntryPhasesByUserGUID", user_guid)

    def get_phases_changed_since(
        self,
        *,
        business_unit_guid: str | None = None,
        start_date_time: datetime | None = None,
        options: int | None = None,
    ) -> Entities[Phase]:
        """Call IPhase.GetPhasesChangedSince.

        - ``business_unit_guid`` (businessUnitGUID, string)
        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns Phase entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IPhase.GetPhasesChangedSince", business_unit_guid, start_date_time, options)


class PhaseMemberInterface(Interface):
    """IPhaseMember: ``client.phase_member``."""

    def get_phase_members_by_phase_guid(
        self, *, phase_guid: str | None = None, only_active: bool | None = None
    ) -> list[str]:
        """Call IPhaseMember.GetPhaseMembersByPhaseGUID.

        - ``phase_guid`` (phaseGUID, string)
        - ``only_active`` (onlyActive, boolean)

        Returns list[str]. Raises AuthenticationFailureError, GeneralFailureError and NotFoundError.
        """
        return self._call("IPhaseMember.GetPhaseMembersByPhaseGUID", phase_guid, only_active)

    def set_phase_member_list_for_phase(
        self, *, phase_guid: str | None = None, user_guids: list[str] | None = None
    ) -> bool:
        """Call IPhaseMember.SetPhaseMemberListForPhase.

        - ``phase_guid`` (phaseGUID, string)
        - ``user_guids`` (userGUIDs, string[])

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError and NotFoundError.
        """
        return self._call("IPhaseMember.SetPhaseMemberListForPhase", phase_guid, user_guids)


class ActivityInterface(Interface):
    """IActivity: ``client.activity``."""

    def get_activity_by_guid(self, *, activity_guid: str | None = None) -> Activity | None:
        """Call IActivity.GetActivityByGUID.

        - ``activity_guid`` (activityGUID, string)

        Returns the Activity, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IActivity.GetActivityByGUID", activity_guid)

    def get_activity_instances(
        self,
        *,
        user_guid: str | None = None,
        starts_after: datetime | None = None,
        starts_before: datetime | None = None,
        ends_after: datetime | None = None,
        ends_before: datetime | None = None,
        activity_type_guid: str | None = None,
        account_guid: str | None = None,
        case_guid: str | None = None,
        first_row: int | None = None,
        max_rows: int | None = None,
    ) -> Entities[Activity]:
        """Call IActivity.GetActivityInstances.

        - ``user_guid`` (userGUID, string)
        - ``starts_after`` (startsAfter, dateTime?): an instant, with a zone
        - ``starts_before`` (startsBefore, dateTime?): an instant, with a zone
        - ``ends_after`` (endsAfter, dateTime?): an instant, with a zone
        - ``ends_before`` (endsBefore, dateTime?): an instant, with a zone
        - ``activity_type_guid`` (activityTypeGUID, string)
        - ``account_guid`` (accountGUID, string)
        - ``case_guid`` (caseGUID, string)
        - ``first_row`` (firstRow, int?)
        - ``max_rows`` (maxRows, int?)

        Returns Activity entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and ValidationError.
        """
        return self._call(
            "IActivity.GetActivityInstances",
            user_guid,
            starts_after,
            starts_before,
            ends_after,
            ends_before,
            activity_type_guid,
            account_guid,
            case_guid,
            first_row,
            max_rows,
        )

    def add_new_activity(self, *, activity_info: Activity | None = None) -> Activity | None:
        """Call IActivity.AddNewActivity.

        - ``activity_info`` (activityInfo, Activity)

        Returns the Activity, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IActivity.AddNewActivity", activity_info)

    def update_activity(self, *, activity_info: Activity | None = None) -> Activity | None:
        """Call IActivity.UpdateActivity.

        - ``activity_info`` (activityInfo, Activity)

        Returns the Activity, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IActivity.UpdateActivity", activity_info)

    def delete_activity(self, *, activity_guid: str | None = None) -> bool:
        """Call IActivity.DeleteActivity.

        - ``activity_guid`` (activityGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivity.DeleteActivity", activity_guid)

    def get_all_activity_participants(self, *, activity_guid: str | None = None) -> Entities[ActivityParticipant]:
        """Call IActivity.GetAllActivityParticipants.

        - ``activity_guid`` (activityGUID, string)

        Returns ActivityParticipant entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IActivity.GetAllActivityParticipants", activity_guid)

    def get_activity_user_participants(self, *, activity_guid: str | None = None) -> Entities[ActivityParticipant]:
        """Call IActivity.GetActivityUserParticipants.

        - ``activity_guid`` (activityGUID, string)

        Returns ActivityParticipant entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IActivity.GetActivityUserParticipants", activity_guid)

    def add_new_activity_user_participant(
        self, *, activity_guid: str | None = None, user_guid: str | None = None, member_status: int | None = None
    ) -> bool:
        """Call IActivity.AddNewActivityUserParticipant.

        - ``activity_guid`` (activityGUID, string)
        - ``user_guid`` (userGUID, string)
        - ``member_status`` (memberStatus, byte)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivity.AddNewActivityUserParticipant", activity_guid, user_guid, member_status)

    def remove_activity_user_participant(
        self, *, activity_guid: str | None = None, user_guid: str | None = None
    ) -> bool:
        """Call IActivity.RemoveActivityUserParticipant.

        - ``activity_guid`` (activityGUID, string)
        - ``user_guid`` (userGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivity.RemoveActivityUserParticipant", activity_guid, user_guid)

    def get_activity_contact_participants(self, *, activity_guid: str | None = None) -> Entities[ActivityParticipant]:
        """Call IActivity.GetActivityContactParticipants.

        - ``activity_guid`` (activityGUID, string)

        Returns ActivityParticipant entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IActivity.GetActivityContactParticipants", activity_guid)

    def add_new_activity_contact_participant(
        self, *, activity_guid: str | None = None, contact_guid: str | None = None
    ) -> bool:
        """Call IActivity.AddNewActivityContactParticipant.

        - ``activity_guid`` (activityGUID, string)
        - ``contact_guid`` (contactGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivity.AddNewActivityContactParticipant", activity_guid, contact_guid)

    def remove_activity_contact_participant(
        self, *, activity_guid: str | None = None, contact_guid: str | None = None
    ) -> bool:
        """Call IActivity.RemoveActivityContactParticipant.

        - ``activity_guid`` (activityGUID, string)
        - ``contact_guid`` (contactGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivity.RemoveActivityContactParticipant", activity_guid, contact_guid)

    def get_activity_resource_participants(self, *, activity_guid: str | None = None) -> Entities[ActivityParticipant]:
        """Call IActivity.GetActivityResourceParticipants.

        - ``activity_guid`` (activityGUID, string)

        Returns ActivityParticipant entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IActivity.GetActivityResourceParticipants", activity_guid)

    def add_new_activity_resource_participant(
        self, *, activity_guid: str | None = None, resource_guid: str | None = None
    ) -> bool:
        """Call IActivity.AddNewActivityResourceParticipant.

        - ``activity_guid`` (activityGUID, string)
        - ``resource_guid`` (resourceGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivity.AddNewActivityResourceParticipant", activity_guid, resource_guid)

    def remove_activity_resource_participant(
        self, *, activity_guid: str | None = None, resource_guid: str | None = None
    ) -> bool:
        """Call IActivity.RemoveActivityResourceParticipant.

        - ``activity_guid`` (activityGUID, string)
        - ``resource_guid`` (resourceGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivity.RemoveActivityResourceParticipant", activity_guid, resource_guid)

    def get_activities_by_date(
        self,
        *,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
        activity_category: str | None = None,
        business_unit_guid: str | None = None,
    ) -> Entities[Activity]:
        """Call IActivity.GetActivitiesByDate.

        - ``start_date`` (startDate, dateTime?): a calendar date, without a zone
        - ``end_date`` (endDate, dateTime?): a calendar date, without a zone
        - ``activity_category`` (activityCategory, string)
        - ``business_unit_guid`` (businessUnitGUID, string)

        Returns Activity entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IActivity.GetActivitiesByDate", start_date, end_date, activity_category, business_unit_guid)


class ActivityTypeInterface(Interface):
    """IActivityType: ``client.activity_type``."""

    def get_activity_type_by_guid(self, *, activity_type_guid: str | None = None) -> ActivityType | None:
        """Call IActivityType.GetActivityTypeByGUID.

        - ``activity_type_guid`` (activityTypeGUID, string)

        Returns the ActivityType, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IActivityType.GetActivityTypeByGUID", activity_type_guid)

    def get_all_activity_types(self) -> Entities[ActivityType]:
        """Call IActivityType.GetAllActivityTypes.

        Returns ActivityType entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IActivityType.GetAllActivityTypes")

    def add_new_activity_type(self, *, activity_type_info: ActivityType | None = None) -> ActivityType | None:
        """Call IActivityType.AddNewActivityType.

        - ``activity_type_info`` (activityTypeInfo, ActivityType)

        Returns the ActivityType, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivityType.AddNewActivityType", activity_type_info)

    def update_activity_type(self, *, activity_type_info: ActivityType | None = None) -> ActivityType | None:
        """Call IActivityType.UpdateActivityType.

        - ``activity_type_info`` (activityTypeInfo, ActivityType)

        Returns the ActivityType, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivityType.UpdateActivityType", activity_type_info)

    def delete_activity_type(
        self, *, activity_type_guid: str | None = None, replacement_activity_type_guid: str | None = None
    ) -> bool:
        """Call IActivityType.DeleteActivityType.

        - ``activity_type_guid`` (activityTypeGUID, string)
        - ``replacement_activity_type_guid`` (replacementActivityTypeGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IActivityType.DeleteActivityType", activity_type_guid, replacement_activity_type_guid)


class ResourceInterface(Interface):
    """IResource: ``client.resource``."""

    def get_resource_by_guid(self, *, resource_guid: str | None = None) -> Resource | None:
        """Call IResource.GetResourceByGUID.

        - ``resource_guid`` (resourceGUID, string)

        Returns the Resource, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IResource.GetResourceByGUID", resource_guid)

    def get_all_resources(self) -> Entities[Resource]:
        """Call IResource.GetAllResources.

        Returns Resource entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IResource.GetAllResources")

    def add_new_resource(self, *, resource_info: Resource | None = None) -> Resource | None:
        """Call IResource.AddNewResource.

        - ``resource_info`` (resourceInfo, Resource)

        Returns the Resource, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IResource.AddNewResource", resource_info)

    def update_resource(self, *, resource_info: Resource | None = None) -> Resource | None:
        """Call IResource.UpdateResource.

        - ``resource_info`` (resourceInfo, Resource)

        Returns the Resource, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("IResource.UpdateResource", resource_info)

    def delete_resource(self, *, resource_guid: str | None = None) -> bool:
        """Call IResource.DeleteResource.

        - ``resource_guid`` (resourceGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IResource.DeleteResource", resource_guid)


class ResourceAllocationInterface(Interface):
    """IResourceAllocation: ``client.resource_allocation``."""

    def get_resource_allocation_by_guid(
        self, *, resource_allocation_guid: str | None = None
    ) -> ResourceAllocation | None:
        """Call IResourceAllocation.GetResourceAllocationByGUID.

        - ``resource_allocation_guid`` (resourceAllocationGUID, string)

        Returns the ResourceAllocation, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IResourceAllocation.GetResourceAllocationByGUID", resource_allocation_guid)

    def get_resource_allocations_by_case_guid(self, *, case_guid: str | None = None) -> Entities[ResourceAllocation]:
        """Call IResourceAllocation.GetResourceAllocationsByCaseGUID.

        - ``case_guid`` (caseGUID, string)

        Returns ResourceAllocation entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and ValidationError.
        """
        return self._call("IResourceAllocation.GetResourceAllocationsByCaseGUID", case_guid)

    def get_resource_allocations_by_user_guid(self, *, user_guid: str | None = None) -> Entities[ResourceAllocation]:
        """Call IResourceAllocation.GetResourceAllocationsByUserGUID.

        - ``user_guid`` (userGUID, string)

        Returns ResourceAllocation entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and ValidationError.
        """
        return self._call("IResourceAllocation.GetResourceAllocationsByUserGUID", user_guid)

    def get_resource_allocations_by_case_guid_user_guid(
        self, *, case_guid: str | None = None, user_guid: str | None = None
    ) -> Entities[ResourceAllocation]:
        """Call IResourceAllocation.GetResourceAllocationsByCaseGUIDUserGUID.

        - ``case_guid`` (caseGUID, string)
        - ``user_guid`` (userGUID, string)

        Returns ResourceAllocation entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and ValidationError.
        """
        return self._call("IResourceAllocation.GetResourceAllocationsByCaseGUIDUserGUID", case_guid, user_guid)

    def get_resource_allocations(
        self,
        *,
        case_guids: list[str] | None = None,
        user_guids: list[str] | None = None,
        business_unit_guids: list[str] | None = None,
        supervisor_user_guids: list[str] | None = None,
        case_status_guids: list[str] | None = None,
        sales_process_guids: list[str] | None = None,
        case_tag_guids: list[str] | None = None,
        user_tag_guids: list[str] | None = None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> Entities[ResourceAllocation]:
        """Call IResourceAllocation.GetResourceAllocations.

        - ``case_guids`` (caseGUIDs, string[])
        - ``user_guids`` (userGUIDs, string[])
        - ``business_unit_guids`` (businessUnitGUIDs, string[])
        - ``supervisor_user_guids`` (supervisorUserGUIDs, string[])
        - ``case_status_guids`` (caseStatusGUIDs, string[])
        - ``sales_process_guids`` (salesProcessGUIDs, string[])
        - ``case_tag_guids`` (caseTagGUIDs, string[])
        - ``user_tag_guids`` (userTagGUIDs, string[])
        - ``start_date`` (startDate, dateTime?): a calendar date, without a zone
        - ``end_date`` (endDate, dateTime?): a calendar date, without a zone

        Returns ResourceAllocation entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and ValidationError.
        """
        return self._call(
            "IResourceAllocation.GetResourceAllocations",
            case_guids,
            user_guids,
            business_unit_guids,
            supervisor_user_guids,
            case_status_guids,
            sales_process_guids,
            case_tag_guids,
            user_tag_guids,
            start_date,
            end_date,
        )

    def get_resource_allocations_changed_since(
        self, *, start_date_time: datetime | None = None
    ) -> Entities[ResourceAllocation]:
        """Call IResourceAllocation.GetResourceAllocationsChangedSince.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone

        Returns ResourceAllocation entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and ValidationError.
        """
        return self._call("IResourceAllocation.GetResourceAllocationsChangedSince", start_date_time)

    def add_new_resource_allocation(
        self, *, resource_allocation_info: ResourceAllocation | None = None
    ) -> ResourceAllocation | None:
        """Call IResourceAllocation.AddNewResourceAllocation.

        - ``resource_allocation_info`` (resourceAllocationInfo, ResourceAllocation)

        Returns the ResourceAllocation, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IResourceAllocation.AddNewResourceAllocation", resource_allocation_info)

    def add_new_resource_allocations(
        self, *, resource_allocations: list[ResourceAllocation] | None = None
    ) -> Entities[ResourceAllocation]:
        """Call IResourceAllocation.AddNewResourceAllocations.

        - ``resource_allocations`` (resourceAllocations, ResourceAllocation[])

        Returns ResourceAllocation entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IResourceAllocation.AddNewResourceAllocations", resource_allocations)

    def update_resource_allocation(
        self, *, resource_allocation_info: ResourceAllocation | None = None
    ) -> ResourceAllocation | None:
        """Call IResourceAllocation.UpdateResourceAllocation.

        - ``resource_allocation_info`` (resourceAllocationInfo, ResourceAllocation)

        Returns the ResourceAllocation, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IResourceAllocation.UpdateResourceAllocation", resource_allocation_info)

    def delete_resource_allocation(self, *, resource_allocation_guid: str | None = None) -> bool:
        """Call IResourceAllocation.DeleteResourceAllocation.

        - ``resource_allocation_guid`` (resourceAllocationGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("IResourceAllocation.DeleteResourceAllocation", resource_allocation_guid)


class CaseStatusInterface(Interface):
    """ICaseStatus: ``client.case_status``."""

    def get_case_status_by_guid(self, *, case_status_guid: str | None = None) -> CaseStatus | None:
        """Call ICaseStatus.GetCaseStatusByGUID.

        - ``case_status_guid`` (caseStatusGUID, string)

        Returns the CaseStatus, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("ICaseStatus.GetCaseStatusByGUID", case_status_guid)

    def get_all_case_statuses(self) -> Entities[CaseStatus]:
        """Call ICaseStatus.GetAllCaseStatuses.

        Returns CaseStatus entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ICaseStatus.GetAllCaseStatuses")

    def add_new_case_status(
        self, *, case_status_info: CaseStatus | None = None, insert_position: int | None = None
    ) -> CaseStatus | None:
        """Call ICaseStatus.AddNewCaseStatus.

        - ``case_status_info`` (caseStatusInfo, CaseStatus)
        - ``insert_position`` (insertPosition, int?)

        Returns the CaseStatus, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("ICaseStatus.AddNewCaseStatus", case_status_info, insert_position)

    def update_case_status(self, *, case_status_info: CaseStatus | None = None) -> CaseStatus | None:
        """Call ICaseStatus.UpdateCaseStatus.

        - ``case_status_info`` (caseStatusInfo, CaseStatus)

        Returns the CaseStatus, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("ICaseStatus.UpdateCaseStatus", case_status_info)

    def delete_case_status(
        self, *, case_status_guid: str | None = None, replacement_case_status_guid: str | None = None
    ) -> bool:
        """Call ICaseStatus.DeleteCaseStatus.

        - ``case_status_guid`` (caseStatusGUID, string)
        - ``replacement_case_status_guid`` (replacementCaseStatusGUID, string)

        Returns bool. Raises AuthenticationFailureError, GeneralFailureError, NoPermissionError and ValidationError.
        """
        return self._call("ICaseStatus.DeleteCaseStatus", case_status_guid, replacement_case_status_guid)


class FileInterface(Interface):
    """IFile: ``client.file``."""

    def get_files(self) -> Entities[File]:
        """Call IFile.GetFiles.

        Returns File entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IFile.GetFiles")

    @overload
    def get_file_bytes_by_guid(self, *, guid: str | None = None, into: None = None) -> bytes | None: ...

    @overload
    def get_file_bytes_by_guid(self, *, guid: str | None = None, into: Into) -> int | None: ...

    def get_file_bytes_by_guid(self, *, guid: str | None = None, into: Into | None = None) -> bytes | int | None:
        """Call IFile.GetFileBytesByGUID.

        - ``guid`` (guid, string)
        - ``into``: a path or an open binary file to write the bytes to while they arrive

        Returns bytes or None; with ``into`` their number, or None. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IFile.GetFileBytesByGUID", guid, into=into)

    def get_file_by_guid(self, *, guid: str | None = None) -> File | None:
        """Call IFile.GetFileByGUID.

        - ``guid`` (guid, string)

        Returns the File, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("IFile.GetFileByGUID", guid)


class AccessRightsInterface(Interface):
    """IAccessRights: ``client.access_rights``."""

    def get_all_access_rights_profiles(self) -> Entities[AccessRightsProfile]:
        """Call IAccessRights.GetAllAccessRightsProfiles.

        Returns AccessRightsProfile entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IAccessRights.GetAllAccessRightsProfiles")

    def get_access_rights_profile_by_guid(self, *, guid: str | None = None) -> AccessRightsProfile | None:
        """Call IAccessRights.GetAccessRightsProfileByGUID.

        - ``guid`` (guid, string)

        Returns the AccessRightsProfile, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IAccessRights.GetAccessRightsProfileByGUID", guid)

    def get_users_by_access_rights_profile_guid(self, *, guid: str | None = None) -> Entities[User]:
        """Call IAccessRights.GetUsersByAccessRightsProfileGUID.

        - ``guid`` (guid, string)

        Returns User entities, read as they arrive with `for`. Raises AuthenticationFailureError and NotFoundError.
        """
        return self._call("IAccessRights.GetUsersByAccessRightsProfileGUID", guid)

    def add_new_access_rights_profile(
        self, *, access_rights_profile: AccessRightsProfile | None = None
    ) -> AccessRightsProfile | None:
        """Call IAccessRights.AddNewAccessRightsProfile.

        - ``access_rights_profile`` (accessRightsProfile, AccessRightsProfile)

        Returns the AccessRightsProfile, or None where there is none. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IAccessRights.AddNewAccessRightsProfile", access_rights_profile)

    def update_access_rights_profile(
        self, *, access_rights_profile: AccessRightsProfile | None = None
    ) -> AccessRightsProfile | None:
        """Call IAccessRights.UpdateAccessRightsProfile.

        - ``access_rights_profile`` (accessRightsProfile, AccessRightsProfile)

        Returns the AccessRightsProfile, or None where there is none. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("IAccessRights.UpdateAccessRightsProfile", access_rights_profile)

    def delete_access_rights_profile_by_guid(self, *, guid: str | None = None) -> None:
        """Call IAccessRights.DeleteAccessRightsProfileByGUID.

        - ``guid`` (guid, string)

        Raises AuthenticationFailureError, GeneralFailureError and NotFoundError.
        """
        self._call("IAccessRights.DeleteAccessRightsProfileByGUID", guid)

    def get_user_rights_by_user_guid(self, *, guid: str | None = None) -> UserRights | None:
        """Call IAccessRights.GetUserRightsByUserGUID.

        - ``guid`` (guid, string)

        Returns the UserRights, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IAccessRights.GetUserRightsByUserGUID", guid)

    def update_user_rights_by_user_guid(
        self, *, guid: str | None = None, rights: UserRights | None = None
    ) -> UserRights | None:
        """Call IAccessRights.UpdateUserRightsByUserGUID.

        - ``guid`` (guid, string)
        - ``rights`` (rights, UserRights)

        Returns the UserRights, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IAccessRights.UpdateUserRightsByUserGUID", guid, rights)


class TravelReimbursementStatusInterface(Interface):
    """ITravelReimbursementStatus: ``client.travel_reimbursement_status``."""

    def get_all_travel_reimbursement_statuses(self) -> Entities[TravelReimbursementStatus]:
        """Call ITravelReimbursementStatus.GetAllTravelReimbursementStatuses.

        Returns TravelReimbursementStatus entities, read as they arrive with `for`. Raises AuthenticationFailureError
        and GeneralFailureError.
        """
        return self._call("ITravelReimbursementStatus.GetAllTravelReimbursementStatuses")


class ExtranetInterface(Interface):
    """IExtranet: ``client.extranet``."""

    def get_extranet_case_by_case_guid(self, *, case_guid: str | None = None) -> ExtranetCase | None:
        """Call IExtranet.GetExtranetCaseByCaseGUID.

        - ``case_guid`` (caseGuid, string)

        Returns the ExtranetCase, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IExtranet.GetExtranetCaseByCaseGUID", case_guid)

    def get_extranet_contact_case_rights_by_contact_guid(
        self, *, contact_guid: str | None = None
    ) -> Entities[ExtranetContactCaseRights]:
        """Call IExtranet.GetExtranetContactCaseRightsByContactGUID.

        - ``contact_guid`` (contactGuid, string)

        Returns ExtranetContactCaseRights entities, read as they arrive with `for`. Raises
        AuthenticationFailureError, GeneralFailureError and NotFoundError.
        """
        return self._call("IExtranet.GetExtranetContactCaseRightsByContactGUID", contact_guid)


class LeadSourceInterface(Interface):
    """ILeadSource: ``client.lead_source``."""

    def get_all_lead_sources(self) -> Entities[LeadSource]:
        """Call ILeadSource.GetAllLeadSources.

        Returns LeadSource entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("ILeadSource.GetAllLeadSources")

    def get_active_lead_sources(self) -> Entities[LeadSource]:
        """Call ILeadSource.GetActiveLeadSources.

        Returns LeadSource entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("ILeadSource.GetActiveLeadSources")

    def get_lead_source_by_guid(self, *, lead_source_guid: str | None = None) -> LeadSource | None:
        """Call ILeadSource.GetLeadSourceByGUID.

        - ``lead_source_guid`` (leadSourceGUID, string)

        Returns the LeadSource, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("ILeadSource.GetLeadSourceByGUID", lead_source_guid)


class CustomerInterface(Interface):
    """ICustomer: ``client.customer``."""

    def get_customer_by_guid(self, *, account_guid: str | None = None) -> Customer | None:
        """Call ICustomer.GetCustomerByGUID.

        - ``account_guid`` (accountGuid, string)

        Returns the Customer, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ICustomer.GetCustomerByGUID", account_guid)

    def add_new_customer(self, *, customer: Customer | None = None) -> Customer | None:
        """Call ICustomer.AddNewCustomer.

        - ``customer`` (customer, Customer)

        Returns the Customer, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError,
        NoPermissionError and ValidationError.
        """
        return self._call("ICustomer.AddNewCustomer", customer)

    def update_customer(self, *, customer: Customer | None = None) -> Customer | None:
        """Call ICustomer.UpdateCustomer.

        - ``customer`` (customer, Customer)

        Returns the Customer, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NoPermissionError.
        """
        return self._call("ICustomer.UpdateCustomer", customer)

    def get_customers_changed_since(
        self, *, start_date_time: datetime | None = None, options: int | None = None
    ) -> Entities[Customer]:
        """Call ICustomer.GetCustomersChangedSince.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone
        - ``options`` (options, int)

        Returns Customer entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("ICustomer.GetCustomersChangedSince", start_date_time, options)

    def get_all_customers(
        self,
        *,
        options: int | None = None,
        start_from_index: int | None = None,
        count: int | None = None,
        criteria: CustomerCriteria | None = None,
    ) -> Entities[Customer]:
        """Call ICustomer.GetAllCustomers.

        - ``options`` (options, int)
        - ``start_from_index`` (startFromIndex, int)
        - ``count`` (count, int)
        - ``criteria`` (criteria, CustomerCriteria)

        Returns Customer entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ICustomer.GetAllCustomers", options, start_from_index, count, criteria)


class TimeEntryInterface(Interface):
    """ITimeEntry: ``client.time_entry``."""

    def get_time_entries_by_date(self, *, event_date: datetime | None = None) -> Entities[TimeEntry]:
        """Call ITimeEntry.GetTimeEntriesByDate.

        - ``event_date`` (eventDate, dateTime): a calendar date, without a zone

        Returns TimeEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ITimeEntry.GetTimeEntriesByDate", event_date)

    def get_time_entries_by_date_and_user_guid(
        self, *, event_date: datetime | None = None, user_guid: str | None = None
    ) -> Entities[TimeEntry]:
        """Call ITimeEntry.GetTimeEntriesByDateAndUserGUID.

        - ``event_date`` (eventDate, dateTime): a calendar date, without a zone
        - ``user_guid`` (userGUID, string)

        Returns TimeEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError,
        GeneralFailureError and NotFoundError.
        """
        return self._call("ITimeEntry.GetTimeEntriesByDateAndUserGUID", event_date, user_guid)

    def get_time_entries_changed_since(self, *, start_date_time: datetime | None = None) -> Entities[TimeEntry]:
        """Call ITimeEntry.GetTimeEntriesChangedSince.

        - ``start_date_time`` (startDateTime, dateTime): an instant, with a zone

        Returns TimeEntry entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ITimeEntry.GetTimeEntriesChangedSince", start_date_time)


class TimezoneInterface(Interface):
    """ITimezone: ``client.timezone``."""

    def get_timezone_by_guid(self, *, timezone_guid: str | None = None) -> Timezone | None:
        """Call ITimezone.GetTimezoneByGUID.

        - ``timezone_guid`` (timezoneGuid, string)

        Returns the Timezone, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError and
        NotFoundError.
        """
        return self._call("ITimezone.GetTimezoneByGUID", timezone_guid)

    def get_all_timezones(self) -> Entities[Timezone]:
        """Call ITimezone.GetAllTimezones.

        Returns Timezone entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("ITimezone.GetAllTimezones")


class PricelistInterface(Interface):
    """IPricelist: ``client.pricelist``."""

    def get_pricelists(self) -> Entities[Pricelist]:
        """Call IPricelist.GetPricelists.

        Returns Pricelist entities, read as they arrive with `for`. Raises AuthenticationFailureError and
        GeneralFailureError.
        """
        return self._call("IPricelist.GetPricelists")

    def get_pricelist_by_guid(self, *, pricelist_guid: str | None = None) -> Pricelist | None:
        """Call IPricelist.GetPricelistByGUID.

        - ``pricelist_guid`` (pricelistGuid, string)

        Returns the Pricelist, or None where there is none. Raises AuthenticationFailureError, GeneralFailureError
        and NotFoundError.
        """
        return self._call("IPricelist.GetPricelistByGUID", pricelist_guid)


class Interfaces:
    """All interfaces, each an attribute."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self.api = APIInterface(call)
        self.business_unit = BusinessUnitInterface(call)
        self.account = AccountInterface(call)
        self.case = CaseInterface(call)
        self.hour_entry = HourEntryInterface(call)
        self.invoice = InvoiceInterface(call)
        self.company = CompanyInterface(call)
        self.invoice_status = InvoiceStatusInterface(call)
        self.user = UserInterface(call)
        self.address = AddressInterface(call)
        self.product = ProductInterface(call)
        self.product_category = ProductCategoryInterface(call)
        self.item = ItemInterface(call)
        self.work_type = WorkTypeInterface(call)
        self.tag = TagInterface(call)
        self.sales_process = SalesProcessInterface(call)
        self.sales_status = SalesStatusInterface(call)
        self.contact = ContactInterface(call)
        self.country = CountryInterface(call)
        self.language = LanguageInterface(call)
        self.currency = CurrencyInterface(call)
        self.over_time = OverTimeInterface(call)
        self.account_group = AccountGroupInterface(call)
        self.travel_reimbursement = TravelReimbursementInterface(call)
        self.employment = EmploymentInterface(call)
        self.industry = IndustryInterface(call)
        self.phase = PhaseInterface(call)
        self.phase_member = PhaseMemberInterface(call)
        self.activity = ActivityInterface(call)
        self.activity_type = ActivityTypeInterface(call)
        self.resource = ResourceInterface(call)
        self.resource_allocation = ResourceAllocationInterface(call)
        self.case_status = CaseStatusInterface(call)
        self.file = FileInterface(call)
        self.access_rights = AccessRightsInterface(call)
        self.travel_reimbursement_status = TravelReimbursementStatusInterface(call)
        self.extranet = ExtranetInterface(call)
        self.lead_source = LeadSourceInterface(call)
        self.customer = CustomerInterface(call)
        self.time_entry = TimeEntryInterface(call)
        self.timezone = TimezoneInterface(call)
        self.pricelist = PricelistInterface(call)
