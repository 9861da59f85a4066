"""The data contracts and enumerations of the S3 API as classes.

Generated from the contract by `make generate`; do not edit. Members stand in wire order, those of
the extended generation behind, marked *extended*: a service of the base generation has them not. Every
member may be left out on the wire, so every one may be None here, and None is what is sent as
`nil` or not at all. Amounts are Decimal. Members marked *UTC* are instants and hold datetimes
with a zone; all other datetimes are calendar dates or wall-clock times and have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import IntFlag, StrEnum
from types import MappingProxyType
from typing import Any, Self

from msgspec import Struct, field
from msgspec.structs import astuple

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Entity(Struct, dict=True):
    """Base of all data contracts."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """What a newer service sent besides, by wire name: members, and enumeration values, that are not known here.

        Text as it travelled, None for nil, a dictionary for an element with children. It is not sent back, and does
        not count when entities are compared.
        """
        extra: Mapping[str, Any] = self.__dict__.get("_extra", _NOTHING)
        return extra

    def keep(self, extra: Mapping[str, Any]) -> None:
        """Set what ``extra`` returns."""
        self.__dict__["_extra"] = extra

    # msgspec copies and pickles members alone.

    def __copy__(self) -> Self:
        copy = type(self)(*astuple(self))
        copy.__dict__.update(self.__dict__)
        return copy

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), astuple(self), self.__dict__ or None


class AccountRight(StrEnum):
    """What a user may do with customers, addresses and contacts.

    - ``NONE``: No access, and none to cases either, whatever the case right says.
    - ``READ_ONLY``: See all, without financial figures.
    - ``EDIT``: Add and change all, and delete addresses and contacts; deleting customers is a right of its own.
    - ``ALL``: As edit, and see financial figures.
    """

    NONE = "None"
    READ_ONLY = "ReadOnly"
    EDIT = "Edit"
    ALL = "All"


class AdministratorRight(StrEnum):
    """What a user may change in the settings of the organization.

    - ``EDIT_SETTINGS``: Change settings.
    - ``ALL``: Change settings, subscription and features.
    """

    NONE = "None"
    EDIT_SETTINGS = "EditSettings"
    ALL = "All"


class CaseRight(StrEnum):
    """On which cases a user may work, and how far. It covers phases, hours, invoicing and resourcing as well.

    - ``NONE``: No access; hours, travels and products can still be entered as a member or owner.
    - ``OWN_NO_OWN_FINANCIALS``: Cases one is a member of, without even one's own prices and costs. Extended.
    - ``OWN_NO_CREATION``: Take part in own cases with own financial figures; no new cases.
    - ``OWN_NO_FINANCIAL``: Manage own cases and add new ones, without their financial figures and invoicing.
    - ``OWN``: Manage and invoice own cases and those of subordinates, with financial figures.
    - ``OWN_UNIT``: Also manage and invoice the cases of the own business unit.
    - ``ALL``: Add, change, delete and invoice all cases.
    """

    NONE = "None"
    OWN_NO_OWN_FINANCIALS = "OwnNoOwnFinancials"
    OWN_NO_CREATION = "OwnNoCreation"
    OWN_NO_FINANCIAL = "OwnNoFinancial"
    OWN = "Own"
    OWN_UNIT = "OwnUnit"
    ALL = "All"


class TravelReimbursementRight(StrEnum):
    """Whose travel reimbursements a user may handle.

    - ``CREATE_OWN``: Own ones only.
    - ``OWN_USERS``: Those of subordinates too.
    - ``OWN_UNIT``: Those of the own business unit too.
    """

    NONE = "None"
    CREATE_OWN = "CreateOwn"
    OWN_USERS = "OwnUsers"
    OWN_UNIT = "OwnUnit"
    ALL = "All"


class UsersRight(StrEnum):
    """Whose user details, work contracts, hours and travels a user may see and manage.

    - ``NONE``: Own details only.
    - ``EDIT_OWN_EMPLOYEES``: Work contracts, hours and travels of subordinates.
    - ``ADD_OWN_EMPLOYEES``: Also add employees to the own business unit.
    - ``ALL``: Everybody, and add employees anywhere.
    """

    NONE = "None"
    EDIT_OWN_EMPLOYEES = "EditOwnEmployees"
    ADD_OWN_EMPLOYEES = "AddOwnEmployees"
    ALL = "All"


class WorkHourApprovalRight(StrEnum):
    """Whose hours a user may approve.

    - ``OWN_USERS``: Those of subordinates.
    - ``OWN_USERS_AND_SELF``: Those of subordinates and own ones.
    - ``OWN_UNIT``: Those of the own business unit.
    """

    NONE = "None"
    OWN_USERS = "OwnUsers"
    OWN_USERS_AND_SELF = "OwnUsersAndSelf"
    OWN_UNIT = "OwnUnit"
    ALL = "All"


class AccountGetOptions(IntFlag):
    """Which accounts a list holds. Bits combine with `|`.

    - ``NEW_ONLY``: Only accounts added since, not those changed.
    - ``INCLUDE_INACTIVE``: Inactive accounts too.
    - ``EXCLUDE_NOT_NUMBERED``: Without accounts that have no number.
    - ``EXCLUDE_WITH_NO_WON_CASES``: Without accounts none of whose cases is won.
    - ``CHECK_ACCOUNT_GROUP_CHANGES``: A change of groups counts as a change of the account.
    - ``CHECK_ADDRESS_CHANGES``: A change of an address counts as a change of the account.
    - ``CHECK_CONTACT_CHANGES``: A change of a contact counts as a change of the account.
    - ``CHECK_CHILD_CHANGES``: All three kinds of change.
    """

    NONE = 0
    NEW_ONLY = 1
    INCLUDE_INACTIVE = 2
    EXCLUDE_NOT_NUMBERED = 4
    EXCLUDE_WITH_NO_WON_CASES = 8
    CHECK_ACCOUNT_GROUP_CHANGES = 32
    CHECK_ADDRESS_CHANGES = 64
    CHECK_CONTACT_CHANGES = 128
    CHECK_CHILD_CHANGES = 224


class InvoicePdfGetOptions(StrEnum):
    """Which parts of an invoice go into its PDF.

    - ``ALL``: The invoice and its attachment.
    - ``ATTACHMENT_ONLY``: The attachment alone.
    """

    ALL = "All"
    ATTACHMENT_ONLY = "AttachmentOnly"
    INVOICE_ONLY = "InvoiceOnly"


class CommunicationMethodType(StrEnum):
    """A kind of telephone number or address at which a contact can be reached."""

    PHONE = "Phone"
    FAX = "Fax"
    MOBILE_PHONE = "MobilePhone"
    IP_PHONE = "IPPhone"
    INSTANT_MESSENGER = "InstantMessenger"
    EMAIL_ADDRESS = "EmailAddress"


class LicenseType(StrEnum):
    """What kind of licence a user has. Of the extended generation."""

    FULL_USER = "FullUser"
    EMPLOYEE = "Employee"
    RESTRICTED_EMPLOYEE = "RestrictedEmployee"
    SUBCONTRACTOR = "Subcontractor"


class BusinessUnit(Entity):
    """A unit of the organization, in a tree. A unit with a VAT number is a company of its own.

    - ``code``: Number of the unit.
    - ``cost_center_guid``: Cost centre of hours, travels and products that employees of the unit enter.
    - ``formatting_culture``: Culture that formats dates and numbers in the product; amounts on the wire are not
      touched by it.
    - ``insert_ts``: *UTC*. When it was added.
    - ``next_invoice_number``: Number that the unit's next invoice gets.
    - ``over_due_interest``: Percent.
    - ``parent_business_unit_guid``: The unit above; none at the top.
    - ``payment_term``: Days.
    - ``updated_ts``: *UTC*. When it was last changed.
    - ``vat_number``: Makes the unit a company of its own.
    """

    code: str | None = field(default=None, name="Code")
    cost_center_guid: str | None = field(default=None, name="CostCenterGUID")
    currency_code: str | None = field(default=None, name="CurrencyCode")
    currency_guid: str | None = field(default=None, name="CurrencyGUID")
    formatting_culture: str | None = field(default=None, name="FormattingCulture")
    guid: str | None = field(default=None, name="GUID")
    insert_ts: datetime | None = field(default=None, name="InsertTS")
    is_active: bool | None = field(default=None, name="IsActive")
    language_code: str | None = field(default=None, name="LanguageCode")
    language_guid: str | None = field(default=None, name="LanguageGUID")
    name: str | None = field(default=None, name="Name")
    next_invoice_number: int | None = field(default=None, name="NextInvoiceNumber")
    over_due_interest: Decimal | None = field(default=None, name="OverDueInterest")
    parent_business_unit_guid: str | None = field(default=None, name="ParentBusinessUnitGUID")
    payment_term: int | None = field(default=None, name="PaymentTerm")
    show_logo_on_invoices: bool | None = field(default=None, name="ShowLogoOnInvoices")
    show_logo_on_pdf_reports: bool | None = field(default=None, name="ShowLogoOnPdfReports")
    time_zone_guid: str | None = field(default=None, name="TimeZoneGUID")
    updated_ts: datetime | None = field(default=None, name="UpdatedTS")
    vat_number: str | None = field(default=None, name="VatNumber")


class Account(Entity):
    """A customer of the organization. Half of what the product shows as a customer; the other half is its Company.

    - ``account_group_guids``: Groups the account belongs to.
    - ``account_owner_user_guid``: Owner; the calling user where a new one names none.
    - ``account_rating``: Stars, 0 to 5.
    - ``company_guid``: The company half; ignored for a new one.
    - ``currency_code``: ISO 4217 code of the currency; ignored for a new one, which takes the GUID.
    - ``currency_guid``: The organization's where a new one names none.
    - ``insert_ts``: *UTC*. When it was added.
    - ``invoicing_vat``: Percent, one of the VAT rates of the caller's company. Default for new items, used for hours
      and flat rates when they are invoiced.
    - ``is_active``: Always true for a new one, whatever is sent.
    - ``is_internal``: Whether this is the organization itself; must be left out for a new one.
    - ``language_code``: IETF tag of the language; ignored for a new one, which takes the GUID.
    - ``language_guid``: The organization's where a new one names none.
    - ``name``: Mandatory for a new one. Where no number matches, a customer of the same name is updated instead of
      added.
    - ``number``: Customer number, positive. Adding one whose number exists updates that one.
    - ``overdue_interest``: Percent, not negative; default for invoices.
    - ``payment_term``: Days, not negative; default for invoices.
    - ``reverse_charge``: Whether the buyer owes the VAT, in the country from which the caller's company invoices.
    - ``updated_ts``: *UTC*. When it was last changed.
    - ``e_invoice_address``: Finvoice address.
    - ``e_invoice_operator``: Finvoice operator.
    - ``reverse_charge_description``: *Extended*. Text for the reverse charge.
    - ``url_to_account``: *Extended*. Link to the account's page; None from this service.
    """

    account_group_guids: list[str] | None = field(default=None, name="AccountGroupGUIDs")
    account_owner_user_guid: str | None = field(default=None, name="AccountOwnerUserGUID")
    account_rating: int | None = field(default=None, name="AccountRating")
    company_guid: str | None = field(default=None, name="CompanyGUID")
    currency_code: str | None = field(default=None, name="CurrencyCode")
    currency_guid: str | None = field(default=None, name="CurrencyGUID")
    guid: str | None = field(default=None, name="GUID")
    insert_ts: datetime | None = field(default=None, name="InsertTS")
    invoicing_vat: Decimal | None = field(default=None, name="InvoicingVat")
    is_active: bool | None = field(default=None, name="IsActive")
    is_internal: bool | None = field(default=None, name="IsInternal")
    language_code: str | None = field(default=None, name="LanguageCode")
    language_guid: str | None = field(default=None, name="LanguageGUID")
    name: str | None = field(default=None, name="Name")
    notes: str | None = field(default=None, name="Notes")
    number: int | None = field(default=None, name="Number")
    overdue_interest: Decimal | None = field(default=None, name="OverdueInterest")
    payment_term: int | None = field(default=None, name="PaymentTerm")
    pricelist_guid: str | None = field(default=None, name="PricelistGUID")
    reverse_charge: bool | None = field(default=None, name="ReverseCharge")
    updated_ts: datetime | None = field(default=None, name="UpdatedTS")
    e_invoice_address: str | None = field(default=None, name="eInvoiceAddress")
    e_invoice_operator: str | None = field(default=None, name="eInvoiceOperator")
    reverse_charge_description: str | None = field(default=None, name="ReverseChargeDescription")
    url_to_account: str | None = field(default=None, name="UrlToAccount")


class Company(Entity):
    """The company behind an account: contact details, size, industry. It is written through the account or customer.

    - ``annual_revenue``: Superseded in later generations of the API.
    - ``email``: General e-mail address of the company.
    - ``employees``: Head count.
    - ``head_office_address_guid``: Address of the head office.
    - ``language_guid``: The organization's where a new one names none.
    - ``name``: Mandatory for a new one; should be the account's name.
    - ``timezone_guid``: The organization's where a new one names none.
    - ``annual_revenue2``: *Extended*. Annual revenue; takes the place of AnnualRevenue.
    """

    annual_revenue: int | None = field(default=None, name="AnnualRevenue")
    email: str | None = field(default=None, name="Email")
    employees: int | None = field(default=None, name="Employees")
    guid: str | None = field(default=None, name="GUID")
    head_office_address_guid: str | None = field(default=None, name="HeadOfficeAddressGUID")
    hierarchy_guid: str | None = field(default=None, name="HierarchyGUID")
    industry_guid: str | None = field(default=None, name="IndustryGUID")
    language_guid: str | None = field(default=None, name="LanguageGUID")
    name: str | None = field(default=None, name="Name")
    timezone_guid: str | None = field(default=None, name="TimezoneGUID")
    vat_number: str | None = field(default=None, name="VatNumber")
    website: str | None = field(default=None, name="Website")
    annual_revenue2: int | None = field(default=None, name="AnnualRevenue2")


class Address(Entity):
    """A postal address of a company, for billing, post or visits.

    - ``company_guid``: The company it belongs to, not the account.
    - ``is_billing_address``: A company can have several billing addresses.
    """

    addressline: str | None = field(default=None, name="Addressline")
    addressline2: str | None = field(default=None, name="Addressline2")
    addressline3: str | None = field(default=None, name="Addressline3")
    city: str | None = field(default=None, name="City")
    company_guid: str | None = field(default=None, name="CompanyGUID")
    country_code: str | None = field(default=None, name="CountryCode")
    country_guid: str | None = field(default=None, name="CountryGUID")
    country_name: str | None = field(default=None, name="CountryName")
    country_region_guid: str | None = field(default=None, name="CountryRegionGUID")
    country_region_name: str | None = field(default=None, name="CountryRegionName")
    fax: str | None = field(default=None, name="Fax")
    guid: str | None = field(default=None, name="GUID")
    is_billing_address: bool | None = field(default=None, name="IsBillingAddress")
    is_postal_address: bool | None = field(default=None, name="IsPostalAddress")
    is_visit_address: bool | None = field(default=None, name="IsVisitAddress")
    phone: str | None = field(default=None, name="Phone")
    postal_code: str | None = field(default=None, name="PostalCode")


class ContactCommunicationMethod(Entity):
    """One way to reach a contact, such as a telephone number or an e-mail address.

    - ``is_forbidden_to_use``: The contact does not wish to be reached this way.
    - ``name``: Label.
    - ``type``: A literal of CommunicationMethodType.
    - ``value``: The number or address itself.
    """

    is_forbidden_to_use: bool | None = field(default=None, name="IsForbiddenToUse")
    name: str | None = field(default=None, name="Name")
    type: str | None = field(default=None, name="Type")
    value: str | None = field(default=None, name="Value")


class Contact(Entity):
    """A person at an account.

    - ``account_guid``: Mandatory for a new one.
    - ``first_name``: Mandatory for a new one. An active contact of the same name is an error; an inactive one is
      updated and made active again.
    - ``keywords``: Tags of the contact.
    - ``language_guid``: The account's where a new one names none.
    - ``last_name``: Mandatory for a new one; see ``first_name``.
    """

    account_guid: str | None = field(default=None, name="AccountGUID")
    address_guid: str | None = field(default=None, name="AddressGUID")
    communication_methods: list[ContactCommunicationMethod] | None = field(default=None, name="CommunicationMethods")
    contact_role_guid: str | None = field(default=None, name="ContactRoleGUID")
    date_of_birth: datetime | None = field(default=None, name="DateOfBirth")
    description: str | None = field(default=None, name="Description")
    first_name: str | None = field(default=None, name="FirstName")
    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    job_title: str | None = field(default=None, name="JobTitle")
    keywords: list[str] | None = field(default=None, name="Keywords")
    language_guid: str | None = field(default=None, name="LanguageGUID")
    last_name: str | None = field(default=None, name="LastName")
    salutation: str | None = field(default=None, name="Salutation")
    satisfaction_level: int | None = field(default=None, name="SatisfactionLevel")
    time_zone_guid: str | None = field(default=None, name="TimeZoneGUID")


class AccountTiny(Entity):
    """The little of an account that the paged list of all accounts returns.

    - ``number``: Customer number.
    """

    guid: str | None = field(default=None, name="GUID")
    name: str | None = field(default=None, name="Name")
    number: int | None = field(default=None, name="Number")


class Case(Entity):
    """A project, or a sales opportunity on its way to become one. Every case belongs to an account.

    - ``account_guid``: A new case needs this or the account's number.
    - ``account_number``: Accepted for a new case instead of the account's GUID.
    - ``billing_address``: Not in use.
    - ``billing_internal_notes``: Not in use.
    - ``billing_notes_before_grid``: Notes for invoicing.
    - ``business_unit_number``: Code of the unit.
    - ``case_number``: Assigned when the case is added.
    - ``case_owner_user_code``: Accepted for a new case instead of the owner's GUID.
    - ``case_owner_user_guid``: The project manager; a new case needs this or the user's code.
    - ``closed_date``: When the case was closed.
    - ``completion_estimate``: How much is done, in percent of all hours.
    - ``contact_guid``: A contact of the account.
    - ``cost_center_number``: Identifier of the cost centre in the settings.
    - ``currency_guid``: Currency in which the case is invoiced; a new case needs this or the ISO code. It cannot
      change afterwards.
    - ``currency_shortform``: ISO 4217 code, accepted for a new case instead of the currency's GUID.
    - ``current_case_status_insert_ts``: *UTC*. When the current case status was set.
    - ``deadline_date``: Read only.
    - ``description``: Notes.
    - ``expected_value``: In the currency of the case's company. Without a sales status it is cleared, and ignored
      when sent.
    - ``include_exceptions``: Obsolete.
    - ``insert_ts``: *UTC*. When it was added.
    - ``is_closed``: A closed case takes no more hours.
    - ``is_internal``: A case of the organization itself: not priced, not sold, never invoiced.
    - ``name``: Mandatory for a new case.
    - ``overdue_interest``: Percent.
    - ``payment_term``: Days.
    - ``probability``: Percent.
    - ``root_task_guid``: The root phase, which is made with the case.
    - ``sales_process_guid``: The step of the sales process at which the case stands.
    - ``sales_status_guid``: The latest entry of the sales history.
    - ``shared_to_extranet``: Whether contacts can see it on the extranet.
    - ``updated_ts``: *UTC*. When it was last changed.
    - ``url_to_case``: Address of the case in the product.
    - ``case_company_currency_guid``: *Extended*. Currency of the case's company.
    - ``currency_shortform_of_case_company_currency``: *Extended*. ISO code of that currency.
    """

    account_guid: str | None = field(default=None, name="AccountGUID")
    account_name: str | None = field(default=None, name="AccountName")
    account_number: int | None = field(default=None, name="AccountNumber")
    billing_address: str | None = field(default=None, name="BillingAddress")
    billing_address_guid: str | None = field(default=None, name="BillingAddressGUID")
    billing_internal_notes: str | None = field(default=None, name="BillingInternalNotes")
    billing_notes_before_grid: str | None = field(default=None, name="BillingNotesBeforeGrid")
    business_unit_guid: str | None = field(default=None, name="BusinessUnitGUID")
    business_unit_name: str | None = field(default=None, name="BusinessUnitName")
    business_unit_number: str | None = field(default=None, name="BusinessUnitNumber")
    case_number: int | None = field(default=None, name="CaseNumber")
    case_owner_user_code: str | None = field(default=None, name="CaseOwnerUserCode")
    case_owner_user_guid: str | None = field(default=None, name="CaseOwnerUserGUID")
    closed_date: datetime | None = field(default=None, name="ClosedDate")
    completion_estimate: int | None = field(default=None, name="CompletionEstimate")
    contact_guid: str | None = field(default=None, name="ContactGUID")
    cost_center_guid: str | None = field(default=None, name="CostCenterGUID")
    cost_center_number: str | None = field(default=None, name="CostCenterNumber")
    currency_guid: str | None = field(default=None, name="CurrencyGUID")
    currency_shortform: str | None = field(default=None, name="CurrencyShortform")
    current_case_status_description: str | None = field(default=None, name="CurrentCaseStatusDescription")
    current_case_status_guid: str | None = field(default=None, name="CurrentCaseStatusGUID")
    current_case_status_insert_ts: datetime | None = field(default=None, name="CurrentCaseStatusInsertTs")
    deadline_date: datetime | None = field(default=None, name="DeadlineDate")
    description: str | None = field(default=None, name="Description")
    expected_value: Decimal | None = field(default=None, name="ExpectedValue")
    guid: str | None = field(default=None, name="GUID")
    include_exceptions: bool | None = field(default=None, name="IncludeExceptions")
    include_over_time: bool | None = field(default=None, name="IncludeOverTime")
    insert_ts: datetime | None = field(default=None, name="InsertTs")
    internal_name: str | None = field(default=None, name="InternalName")
    invoice_template_guid: str | None = field(default=None, name="InvoiceTemplateGUID")
    is_closed: bool | None = field(default=None, name="IsClosed")
    is_daily_allowance_billable: bool | None = field(default=None, name="IsDailyAllowanceBillable")
    is_internal: bool | None = field(default=None, name="IsInternal")
    is_mileage_billable: bool | None = field(default=None, name="IsMileageBillable")
    is_other_travel_expenses_billable: bool | None = field(default=None, name="IsOtherTravelExpensesBillable")
    latest_estimation_date: datetime | None = field(default=None, name="LatestEstimationDate")
    lead_rating: int | None = field(default=None, name="LeadRating")
    lead_source_guid: str | None = field(default=None, name="LeadSourceGUID")
    name: str | None = field(default=None, name="Name")
    order_number: str | None = field(default=None, name="OrderNumber")
    our_reference: str | None = field(default=None, name="OurReference")
    overdue_interest: Decimal | None = field(default=None, name="OverdueInterest")
    payment_term: int | None = field(default=None, name="PaymentTerm")
    pricelist_guid: str | None = field(default=None, name="PricelistGUID")
    pricing_rule: str | None = field(default=None, name="PricingRule")
    pricing_type: str | None = field(default=None, name="PricingType")
    priority: int | None = field(default=None, name="Priority")
    probability: int | None = field(default=None, name="Probability")
    root_task_guid: str | None = field(default=None, name="RootTaskGUID")
    sales_close_date: datetime | None = field(default=None, name="SalesCloseDate")
    sales_person_user_code: str | None = field(default=None, name="SalesPersonUserCode")
    sales_person_user_guid: str | None = field(default=None, name="SalesPersonUserGUID")
    sales_process_guid: str | None = field(default=None, name="SalesProcessGUID")
    sales_status_guid: str | None = field(default=None, name="SalesStatusGUID")
    shared_to_extranet: bool | None = field(default=None, name="SharedToExtranet")
    start_date: datetime | None = field(default=None, name="StartDate")
    updated_ts: datetime | None = field(default=None, name="UpdatedTs")
    url_to_case: str | None = field(default=None, name="UrlToCase")
    use_default_products_in_work_time_entry: bool | None = field(default=None, name="UseDefaultProductsInWorkTimeEntry")
    use_default_work_types: bool | None = field(default=None, name="UseDefaultWorkTypes")
    your_reference: str | None = field(default=None, name="YourReference")
    case_company_currency_guid: str | None = field(default=None, name="CaseCompanyCurrencyGUID")
    currency_shortform_of_case_company_currency: str | None = field(
        default=None, name="CurrencyShortformOfCaseCompanyCurrency"
    )


class InvoiceOriginDetailsCaseDetails(Case):
    """A case that an invoice was made from, with its phases."""

    phases: list[Phase] | None = field(default=None, name="Phases")


class Phase(Entity):
    """A part of a case. Phases form a tree whose root stands for the case itself; hours are entered on phases.

    - ``case_guid``: Mandatory.
    - ``code``: Free identifier, not necessarily unique.
    - ``deadline``: Last day.
    - ``description``: Not in use.
    - ``flat_rate``: Only on phases with a fixed price; ignored when sent.
    - ``is_locked``: A locked phase takes no hours and no items.
    - ``name``: Mandatory. The root phase cannot be renamed.
    - ``original_deadline``: As first planned.
    - ``original_planned_start_date``: As first planned.
    - ``original_work_estimate``: Hours, as first planned.
    - ``parent_phase_guid``: Mandatory for a new phase; none for the root.
    - ``price_per_hour``: Used when the default pricing is off.
    - ``sort_order``: Place among its siblings.
    - ``work_estimate``: Hours.
    - ``work_type_guid``: Offered as default when hours are entered.
    """

    case_guid: str | None = field(default=None, name="CaseGUID")
    code: str | None = field(default=None, name="Code")
    deadline: datetime | None = field(default=None, name="Deadline")
    description: str | None = field(default=None, name="Description")
    flat_rate: FlatRate | None = field(default=None, name="FlatRate")
    guid: str | None = field(default=None, name="GUID")
    is_completed: bool | None = field(default=None, name="IsCompleted")
    is_locked: bool | None = field(default=None, name="IsLocked")
    name: str | None = field(default=None, name="Name")
    original_deadline: datetime | None = field(default=None, name="OriginalDeadline")
    original_planned_start_date: datetime | None = field(default=None, name="OriginalPlannedStartDate")
    original_work_estimate: Decimal | None = field(default=None, name="OriginalWorkEstimate")
    owner_user_guid: str | None = field(default=None, name="OwnerUserGUID")
    parent_phase_guid: str | None = field(default=None, name="ParentPhaseGUID")
    planned_start_date: datetime | None = field(default=None, name="PlannedStartDate")
    price_per_hour: Decimal | None = field(default=None, name="PricePerHour")
    sort_order: int | None = field(default=None, name="SortOrder")
    work_estimate: Decimal | None = field(default=None, name="WorkEstimate")
    work_type_guid: str | None = field(default=None, name="WorkTypeGUID")


class FlatRate(Entity):
    """The fixed price of a phase, the hours it includes, and what happens to hours beyond them.

    - ``additional_hours_unit_price``: Price of an hour beyond those included.
    - ``are_additional_hours_billable``: Whether hours beyond those included are billed.
    - ``hours``: Hours included in the price.
    """

    additional_hours_unit_price: Decimal | None = field(default=None, name="AdditionalHoursUnitPrice")
    are_additional_hours_billable: bool | None = field(default=None, name="AreAdditionalHoursBillable")
    hours: Decimal | None = field(default=None, name="Hours")
    price: Decimal | None = field(default=None, name="Price")


class User(Entity):
    """A person who works in the organization and may sign in, or whose API key an integration uses.

    - ``business_unit_guid``: Mandatory.
    - ``culture``: Culture code, for formatting in the product.
    - ``default_activity_type_guid``: Default type of new activities.
    - ``email``: Mandatory and unique: the name to sign in with.
    - ``first_name``: Mandatory; further first names belong here too.
    - ``is_active``: Always true for a new one, whatever is sent. An inactive user's API key does not work.
    - ``language_code``: IETF tag of the language.
    - ``last_name``: Mandatory.
    - ``photo_file_guid``: File with the user's picture.
    - ``profile_guid``: Access rights profile.
    - ``superior_user_guid``: Supervisor; only the head of the organization has none.
    - ``worktype_guid``: Default work type.
    - ``license_type``: *Extended*. Kind of licence; ignored on writes.
    """

    addressline: str | None = field(default=None, name="Addressline")
    bank_account_number: str | None = field(default=None, name="BankAccountNumber")
    business_unit_code: str | None = field(default=None, name="BusinessUnitCode")
    business_unit_guid: str | None = field(default=None, name="BusinessUnitGUID")
    business_unit_name: str | None = field(default=None, name="BusinessUnitName")
    code: str | None = field(default=None, name="Code")
    country_code: str | None = field(default=None, name="CountryCode")
    country_guid: str | None = field(default=None, name="CountryGUID")
    country_region_guid: str | None = field(default=None, name="CountryRegionGUID")
    country_region_name: str | None = field(default=None, name="CountryRegionName")
    culture: str | None = field(default=None, name="Culture")
    default_activity_type_guid: str | None = field(default=None, name="DefaultActivityTypeGUID")
    email: str | None = field(default=None, name="Email")
    first_name: str | None = field(default=None, name="FirstName")
    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    language_code: str | None = field(default=None, name="LanguageCode")
    language_guid: str | None = field(default=None, name="LanguageGUID")
    last_name: str | None = field(default=None, name="LastName")
    notes: str | None = field(default=None, name="Notes")
    organization_guid: str | None = field(default=None, name="OrganizationGUID")
    phone: str | None = field(default=None, name="Phone")
    photo_file_guid: str | None = field(default=None, name="PhotoFileGUID")
    post_office: str | None = field(default=None, name="PostOffice")
    postal_code: str | None = field(default=None, name="PostalCode")
    profile_guid: str | None = field(default=None, name="ProfileGUID")
    salutation: str | None = field(default=None, name="Salutation")
    send_daily_mail: bool | None = field(default=None, name="SendDailyMail")
    send_weekly_mail: bool | None = field(default=None, name="SendWeeklyMail")
    social_security_number: str | None = field(default=None, name="SocialSecurityNumber")
    superior_user_guid: str | None = field(default=None, name="SuperiorUserGUID")
    timezone_guid: str | None = field(default=None, name="TimezoneGUID")
    title: str | None = field(default=None, name="Title")
    worktype_guid: str | None = field(default=None, name="WorktypeGUID")
    license_type: LicenseType | None = field(default=None, name="LicenseType")


class BillingAndExpenseForecast(Entity):
    """What is expected to be invoiced and spent on a case in one calendar month.

    - ``inhouse_revenue_forecast``: Only with the revenue recognition add-on.
    - ``month``: 1 to 12.
    - ``outsourcing_revenue_forecast``: Only with the revenue recognition add-on.
    """

    billing_forecast: Decimal | None = field(default=None, name="BillingForecast")
    expense_forecast: Decimal | None = field(default=None, name="ExpenseForecast")
    guid: str | None = field(default=None, name="GUID")
    inhouse_revenue_forecast: Decimal | None = field(default=None, name="InhouseRevenueForecast")
    month: int | None = field(default=None, name="Month")
    notes: str | None = field(default=None, name="Notes")
    outsourcing_revenue_forecast: Decimal | None = field(default=None, name="OutsourcingRevenueForecast")
    year: int | None = field(default=None, name="Year")


class WorkDayInfo(Entity):
    """One working day of one user: expected and entered hours, absences, and whether the day is closed.

    - ``activities``: Absences of the day.
    - ``entries``: Hour entries of the day.
    - ``expected_hours``: Hours that the work contract asks for.
    - ``overtime_allowed``: As the work contract says.
    - ``read_only``: Whether the period is closed.
    - ``ready``: Whether the user has marked the day as complete.
    - ``total_hours``: Hours entered.
    """

    activities: list[WorkDayActivity] | None = field(default=None, name="Activities")
    date: datetime | None = field(default=None, name="Date")
    entries: list[HourEntry] | None = field(default=None, name="Entries")
    expected_hours: Decimal | None = field(default=None, name="ExpectedHours")
    overtime_allowed: bool | None = field(default=None, name="OvertimeAllowed")
    read_only: bool | None = field(default=None, name="ReadOnly")
    ready: bool | None = field(default=None, name="Ready")
    total_hours: Decimal | None = field(default=None, name="TotalHours")


class WorkDayActivity(Entity):
    """An absence or another calendar activity that counts in a working day.

    - ``duration``: Hours.
    """

    activity_type_name: str | None = field(default=None, name="ActivityTypeName")
    duration: Decimal | None = field(default=None, name="Duration")
    guid: str | None = field(default=None, name="GUID")
    name: str | None = field(default=None, name="Name")


class HourEntry(Entity):
    """Hours that a user worked on a phase on one day.

    - ``account_guid``: Account of the case; ignored when sent.
    - ``end_time``: For reports; never used to compute the quantity.
    - ``event_date``: The day of the work. Mandatory.
    - ``invoice_description``: Text for the invoice.
    - ``invoice_quantity``: Hours to invoice.
    - ``is_approved``: Ignored when sent.
    - ``is_read_only``: Not in use.
    - ``over_time_guid``: Kind of overtime; the work contract must allow it.
    - ``phase_guid``: Mandatory; the user must be a member of the phase or its case.
    - ``quantity``: Hours, at most 999. Mandatory.
    - ``start_time``: For reports; never used to compute the quantity.
    - ``task_guid``: Older name for the phase.
    - ``unit_cost``: Cost of an hour, in the organization's currency.
    - ``unit_price``: Price of an hour, in the currency in which the case is invoiced.
    - ``unit_price_in_base_currency``: Price of an hour, in the organization's currency.
    - ``user_guid``: Mandatory.
    - ``work_type_guid``: Mandatory.
    - ``case_business_unit_code``: *Extended*.
    - ``case_cost_center_identifier``: *Extended*.
    - ``case_name``: *Extended*.
    - ``case_number``: *Extended*.
    - ``cost_currency_shortform``: *Extended*.
    - ``cost_currency_shortform_of_invoicing_currency``: *Extended*.
    - ``cost_currency_shortform_of_organization_currency``: *Extended*.
    - ``cost_currency_shortform_of_user_company_currency``: *Extended*.
    - ``overtime_code``: *Extended*.
    - ``price_currency_shortform_of_case_company_currency``: *Extended*.
    - ``price_currency_shortform_of_invoicing_currency``: *Extended*.
    - ``price_currency_shortform_of_organization_currency``: *Extended*.
    - ``price_currency_shortform_of_user_company_currency``: *Extended*.
    - ``unit_cost_in_invoicing_currency``: *Extended*.
    - ``unit_cost_in_organization_currency``: *Extended*.
    - ``unit_cost_in_user_company_currency``: *Extended*.
    - ``unit_price_in_case_company_currency``: *Extended*.
    - ``unit_price_in_user_company_currency``: *Extended*.
    - ``use_invoice_quantity``: *Extended*. Whether InvoiceQuantity is taken as sent; otherwise it follows Quantity.
    - ``user_business_unit_code``: *Extended*.
    - ``user_code``: *Extended*.
    - ``user_first_name``: *Extended*.
    - ``user_last_name``: *Extended*.
    """

    account_guid: str | None = field(default=None, name="AccountGUID")
    case_guid: str | None = field(default=None, name="CaseGUID")
    description: str | None = field(default=None, name="Description")
    end_time: datetime | None = field(default=None, name="EndTime")
    event_date: datetime | None = field(default=None, name="EventDate")
    guid: str | None = field(default=None, name="GUID")
    invoice_description: str | None = field(default=None, name="InvoiceDescription")
    invoice_guid: str | None = field(default=None, name="InvoiceGUID")
    invoice_quantity: Decimal | None = field(default=None, name="InvoiceQuantity")
    invoice_row_guid: str | None = field(default=None, name="InvoiceRowGUID")
    is_approved: bool | None = field(default=None, name="IsApproved")
    is_billable: bool | None = field(default=None, name="IsBillable")
    is_productive: bool | None = field(default=None, name="IsProductive")
    is_read_only: bool | None = field(default=None, name="IsReadOnly")
    over_time_guid: str | None = field(default=None, name="OverTimeGUID")
    phase_guid: str | None = field(default=None, name="PhaseGUID")
    quantity: Decimal | None = field(default=None, name="Quantity")
    start_time: datetime | None = field(default=None, name="StartTime")
    task_guid: str | None = field(default=None, name="TaskGUID")
    unit_cost: Decimal | None = field(default=None, name="UnitCost")
    unit_price: Decimal | None = field(default=None, name="UnitPrice")
    unit_price_in_base_currency: Decimal | None = field(default=None, name="UnitPriceInBaseCurrency")
    user_guid: str | None = field(default=None, name="UserGUID")
    work_type_guid: str | None = field(default=None, name="WorkTypeGUID")
    case_business_unit_code: str | None = field(default=None, name="CaseBusinessUnitCode")
    case_cost_center_identifier: str | None = field(default=None, name="CaseCostCenterIdentifier")
    case_name: str | None = field(default=None, name="CaseName")
    case_number: int | None = field(default=None, name="CaseNumber")
    cost_currency_shortform: str | None = field(default=None, name="CostCurrencyShortform")
    cost_currency_shortform_of_invoicing_currency: str | None = field(
        default=None, name="CostCurrencyShortformOfInvoicingCurrency"
    )
    cost_currency_shortform_of_organization_currency: str | None = field(
        default=None, name="CostCurrencyShortformOfOrganizationCurrency"
    )
    cost_currency_shortform_of_user_company_currency: str | None = field(
        default=None, name="CostCurrencyShortformOfUserCompanyCurrency"
    )
    overtime_code: str | None = field(default=None, name="OvertimeCode")
    price_currency_shortform_of_case_company_currency: str | None = field(
        default=None, name="PriceCurrencyShortformOfCaseCompanyCurrency"
    )
    price_currency_shortform_of_invoicing_currency: str | None = field(
        default=None, name="PriceCurrencyShortformOfInvoicingCurrency"
    )
    price_currency_shortform_of_organization_currency: str | None = field(
        default=None, name="PriceCurrencyShortformOfOrganizationCurrency"
    )
    price_currency_shortform_of_user_company_currency: str | None = field(
        default=None, name="PriceCurrencyShortformOfUserCompanyCurrency"
    )
    unit_cost_in_invoicing_currency: Decimal | None = field(default=None, name="UnitCostInInvoicingCurrency")
    unit_cost_in_organization_currency: Decimal | None = field(default=None, name="UnitCostInOrganizationCurrency")
    unit_cost_in_user_company_currency: Decimal | None = field(default=None, name="UnitCostInUserCompanyCurrency")
    unit_price_in_case_company_currency: Decimal | None = field(default=None, name="UnitPriceInCaseCompanyCurrency")
    unit_price_in_user_company_currency: Decimal | None = field(default=None, name="UnitPriceInUserCompanyCurrency")
    use_invoice_quantity: bool | None = field(default=None, name="UseInvoiceQuantity")
    user_business_unit_code: str | None = field(default=None, name="UserBusinessUnitCode")
    user_code: str | None = field(default=None, name="UserCode")
    user_first_name: str | None = field(default=None, name="UserFirstName")
    user_last_name: str | None = field(default=None, name="UserLastName")


class Invoice(Entity):
    """A sales invoice or credit note, with its rows and the parties as they were when it was made.

    - ``business_unit_code``: Code of the unit.
    - ``currency_shortform``: ISO 4217 code.
    - ``description``: Not in use.
    - ``entry_date``: The day of entry.
    - ``invoice_allowed_case_guids``: Cases that are invoiced on it.
    - ``invoice_config``: Read only, for invoices that exist.
    - ``invoice_numbering_business_unit_guid``: Unit whose series the number comes from.
    - ``invoice_status``: Name of the status.
    - ``is_reimbursed``: Whether it has been credited.
    - ``is_tax_free``: Whether the buyer owes the VAT.
    - ``number``: Assigned when a status asks for it; none before.
    - ``over_due_interest``: Percent.
    - ``payment_term``: Days.
    - ``reference_number``: Reference for the payment, after the standard of the sender's country.
    - ``reimburse_invoice_guid``: Links a credit note and the invoice it credits.
    - ``tax_free_description``: Text printed where the buyer owes the VAT.
    - ``virtual_bank_barcode``: Finnish bank bar code, 54 digits.
    """

    account_guid: str | None = field(default=None, name="AccountGUID")
    account_name: str | None = field(default=None, name="AccountName")
    account_number: int | None = field(default=None, name="AccountNumber")
    business_unit_code: str | None = field(default=None, name="BusinessUnitCode")
    business_unit_guid: str | None = field(default=None, name="BusinessUnitGUID")
    business_unit_name: str | None = field(default=None, name="BusinessUnitName")
    buyer_organization: InvoiceBuyerOrganization | None = field(default=None, name="BuyerOrganization")
    culture: str | None = field(default=None, name="Culture")
    currency_guid: str | None = field(default=None, name="CurrencyGUID")
    currency_name: str | None = field(default=None, name="CurrencyName")
    currency_rate: Decimal | None = field(default=None, name="CurrencyRate")
    currency_shortform: str | None = field(default=None, name="CurrencyShortform")
    date: datetime | None = field(default=None, name="Date")
    description: str | None = field(default=None, name="Description")
    due_date: datetime | None = field(default=None, name="DueDate")
    entry_date: datetime | None = field(default=None, name="EntryDate")
    guid: str | None = field(default=None, name="GUID")
    invoice_allowed_case_guids: list[str] | None = field(default=None, name="InvoiceAllowedCaseGUIDs")
    invoice_config: InvoiceConfig | None = field(default=None, name="InvoiceConfig")
    invoice_details: InvoiceDetails | None = field(default=None, name="InvoiceDetails")
    invoice_numbering_business_unit_guid: str | None = field(default=None, name="InvoiceNumberingBusinessUnitGUID")
    invoice_rows: list[InvoiceRow] | None = field(default=None, name="InvoiceRows")
    invoice_status: str | None = field(default=None, name="InvoiceStatus")
    is_credit_note: bool | None = field(default=None, name="IsCreditNote")
    is_reimbursed: bool | None = field(default=None, name="IsReimbursed")
    is_tax_free: bool | None = field(default=None, name="IsTaxFree")
    language_code: str | None = field(default=None, name="LanguageCode")
    language_guid: str | None = field(default=None, name="LanguageGUID")
    main_case_guid: str | None = field(default=None, name="MainCaseGUID")
    notes: str | None = field(default=None, name="Notes")
    number: int | None = field(default=None, name="Number")
    order_number: str | None = field(default=None, name="OrderNumber")
    our_reference: str | None = field(default=None, name="OurReference")
    over_due_interest: Decimal | None = field(default=None, name="OverDueInterest")
    payment_date: datetime | None = field(default=None, name="PaymentDate")
    payment_status: str | None = field(default=None, name="PaymentStatus")
    payment_term: int | None = field(default=None, name="PaymentTerm")
    po_number: str | None = field(default=None, name="PoNumber")
    receiver_addressline: str | None = field(default=None, name="ReceiverAddressline")
    receiver_city: str | None = field(default=None, name="ReceiverCity")
    receiver_contact_email: str | None = field(default=None, name="ReceiverContactEmail")
    receiver_contact_name: str | None = field(default=None, name="ReceiverContactName")
    receiver_country: str | None = field(default=None, name="ReceiverCountry")
    receiver_customer_name: str | None = field(default=None, name="ReceiverCustomerName")
    receiver_postal_code: str | None = field(default=None, name="ReceiverPostalCode")
    receiver_state: str | None = field(default=None, name="ReceiverState")
    receiver_vat_number: str | None = field(default=None, name="ReceiverVatNumber")
    reference_number: str | None = field(default=None, name="ReferenceNumber")
    reimburse_invoice_guid: str | None = field(default=None, name="ReimburseInvoiceGUID")
    seller_contact: InvoiceSellerContact | None = field(default=None, name="SellerContact")
    seller_organization: InvoiceSellerOrganization | None = field(default=None, name="SellerOrganization")
    sender_addressline: str | None = field(default=None, name="SenderAddressline")
    sender_city: str | None = field(default=None, name="SenderCity")
    sender_contact_name: str | None = field(default=None, name="SenderContactName")
    sender_country: str | None = field(default=None, name="SenderCountry")
    sender_name: str | None = field(default=None, name="SenderName")
    sender_postal_code: str | None = field(default=None, name="SenderPostalCode")
    sender_state: str | None = field(default=None, name="SenderState")
    sender_vat_number: str | None = field(default=None, name="SenderVatNumber")
    tax_free_description: str | None = field(default=None, name="TaxFreeDescription")
    title: str | None = field(default=None, name="Title")
    virtual_bank_barcode: str | None = field(default=None, name="VirtualBankBarcode")
    your_reference: str | None = field(default=None, name="YourReference")
    notes_after_invoice_rows: str | None = field(default=None, name="NotesAfterInvoiceRows")
    notes_before_invoice_rows: str | None = field(default=None, name="NotesBeforeInvoiceRows")


class InvoiceBuyerOrganization(Entity):
    """The buyer on an invoice, in the terms of Finvoice."""

    buyer_contact_person_name: str | None = field(default=None, name="buyerContactPersonName")
    buyer_electronic_invoice_address: str | None = field(default=None, name="buyerElectronicInvoiceAddress")
    buyer_electronic_invoice_operator: str | None = field(default=None, name="buyerElectronicInvoiceOperator")
    buyer_emailaddress_identifier: str | None = field(default=None, name="buyerEmailaddressIdentifier")
    buyer_organisation_name: str | None = field(default=None, name="buyerOrganisationName")
    buyer_organisation_tax_code: str | None = field(default=None, name="buyerOrganisationTaxCode")
    buyer_party_identifier: str | None = field(default=None, name="buyerPartyIdentifier")
    buyer_phone_number_identifier: str | None = field(default=None, name="buyerPhoneNumberIdentifier")
    buyer_postal_address_details: InvoicePostAddress | None = field(default=None, name="buyerPostalAddressDetails")


class InvoiceConfig(Entity):
    """How an existing invoice is grouped, described and laid out. Read only.

    - ``bill_expense``: `OneByOne`, `Group` or `Group+Attachment`.
    - ``bill_hour``: `OneByOne`, `Group` or `Group+Attachment`.
    - ``bill_product``: `OneByOne`, `Group` or `Group+Attachment`.
    - ``expense_item_description_format``: Row text with tags such as `[date]` and `[person]`.
    - ``hour_item_description_format``: Row text with tags such as `[case]`, `[worktype]` and `[date]`.
    - ``is_tax_free``: Whether the buyer owes the VAT.
    - ``product_item_description_format``: Row text with tags such as `[date]` and `[person]`.
    - ``product_primary_group_by``: `ProductName`, `ProductCategory`, `Person`, `Case`, `Task` or `Month`.
    - ``product_secondary_group_by``: As the primary one.
    - ``show_attach_price_excluding_vat``: A column of the attachment.
    - ``show_attach_unit``: A column of the attachment.
    - ``show_attach_unit_price``: A column of the attachment.
    - ``show_attach_vat``: A column of the attachment.
    - ``show_price_excluding_vat``: A column of the invoice.
    - ``show_quantity``: A column of the invoice.
    - ``show_unit``: A column of the invoice.
    - ``show_unit_price``: A column of the invoice.
    - ``show_vat``: A column of the invoice.
    - ``tax_free_description``: Text printed where the buyer owes the VAT.
    - ``travel_primary_group_by``: `ProductName`, `TravelExpenseCategory`, `Person`, `Case`, `Task` or `Month`.
    - ``travel_secondary_group_by``: As the primary one.
    """

    bill_expense: str | None = field(default=None, name="BillExpense")
    bill_hour: str | None = field(default=None, name="BillHour")
    bill_product: str | None = field(default=None, name="BillProduct")
    expense_item_description_format: str | None = field(default=None, name="ExpenseItemDescriptionFormat")
    hour_item_description_format: str | None = field(default=None, name="HourItemDescriptionFormat")
    hour_primary_group_by: str | None = field(default=None, name="HourPrimaryGroupBy")
    hour_secondary_group_by: str | None = field(default=None, name="HourSecondaryGroupBy")
    is_tax_free: bool | None = field(default=None, name="IsTaxFree")
    product_item_description_format: str | None = field(default=None, name="ProductItemDescriptionFormat")
    product_primary_group_by: str | None = field(default=None, name="ProductPrimaryGroupBy")
    product_secondary_group_by: str | None = field(default=None, name="ProductSecondaryGroupBy")
    show_attach_price_excluding_vat: bool | None = field(default=None, name="ShowAttachPriceExcludingVAT")
    show_attach_unit: bool | None = field(default=None, name="ShowAttachUnit")
    show_attach_unit_price: bool | None = field(default=None, name="ShowAttachUnitPrice")
    show_attach_vat: bool | None = field(default=None, name="ShowAttachVAT")
    show_logo_on_invoice: bool | None = field(default=None, name="ShowLogoOnInvoice")
    show_price_excluding_vat: bool | None = field(default=None, name="ShowPriceExcludingVAT")
    show_quantity: bool | None = field(default=None, name="ShowQuantity")
    show_unit: bool | None = field(default=None, name="ShowUnit")
    show_unit_price: bool | None = field(default=None, name="ShowUnitPrice")
    show_vat: bool | None = field(default=None, name="ShowVAT")
    tax_free_description: str | None = field(default=None, name="TaxFreeDescription")
    travel_primary_group_by: str | None = field(default=None, name="TravelPrimaryGroupBy")
    travel_secondary_group_by: str | None = field(default=None, name="TravelSecondaryGroupBy")


class InvoiceDetails(Entity):
    """Dates, number, terms and totals of an invoice, in the terms of Finvoice.

    - ``invoice_type_text``: Not in use.
    - ``order_identifier``: Not in use.
    - ``origin_code``: Not in use.
    - ``payment_over_due_fine_free_text``: Not in use.
    - ``payment_over_due_fine_percent``: Not in use.
    - ``seller_reference_identifier``: Not in use.
    - ``vat_base_amount``: Not in use.
    - ``vat_rate_amount``: Not in use.
    - ``vat_rate_percent``: Not in use.
    """

    invoice_date: datetime | None = field(default=None, name="invoiceDate")
    invoice_due_date: datetime | None = field(default=None, name="invoiceDueDate")
    invoice_number: int | None = field(default=None, name="invoiceNumber")
    invoice_total_vat_amount: Decimal | None = field(default=None, name="invoiceTotalVatAmount")
    invoice_total_vat_excluded_amount: Decimal | None = field(default=None, name="invoiceTotalVatExcludedAmount")
    invoice_total_vat_included_amount: Decimal | None = field(default=None, name="invoiceTotalVatIncludedAmount")
    invoice_type_text: str | None = field(default=None, name="invoiceTypeText")
    order_identifier: str | None = field(default=None, name="orderIdentifier")
    origin_code: str | None = field(default=None, name="originCode")
    payment_over_due_fine_free_text: str | None = field(default=None, name="paymentOverDueFineFreeText")
    payment_over_due_fine_percent: Decimal | None = field(default=None, name="paymentOverDueFinePercent")
    payment_terms_free_text: str | None = field(default=None, name="paymentTermsFreeText")
    seller_reference_identifier: str | None = field(default=None, name="sellerReferenceIdentifier")
    vat_base_amount: Decimal | None = field(default=None, name="vatBaseAmount")
    vat_rate_amount: Decimal | None = field(default=None, name="vatRateAmount")
    vat_rate_percent: int | None = field(default=None, name="vatRatePercent")


class InvoiceSellerContact(Entity):
    """The seller's contact details and bank accounts on an invoice, in the terms of Finvoice."""

    seller_account_details: list[InvoiceBankAccount] | None = field(default=None, name="sellerAccountDetails")
    seller_contact_person_name: str | None = field(default=None, name="sellerContactPersonName")
    seller_emailaddress_identifier: str | None = field(default=None, name="sellerEmailaddressIdentifier")
    seller_fax_number: str | None = field(default=None, name="sellerFaxNumber")
    seller_free_text: str | None = field(default=None, name="sellerFreeText")
    seller_home_town_name: str | None = field(default=None, name="sellerHomeTownName")
    seller_phone_number: str | None = field(default=None, name="sellerPhoneNumber")
    seller_webaddress_identifier: str | None = field(default=None, name="sellerWebaddressIdentifier")


class InvoiceSellerOrganization(Entity):
    """The seller on an invoice, in the terms of Finvoice."""

    seller_e_invoice_address: str | None = field(default=None, name="sellerEInvoiceAddress")
    seller_e_invoice_operator: str | None = field(default=None, name="sellerEInvoiceOperator")
    seller_organisation_name: str | None = field(default=None, name="sellerOrganisationName")
    seller_organisation_tax_code: str | None = field(default=None, name="sellerOrganisationTaxCode")
    seller_party_identifier: str | None = field(default=None, name="sellerPartyIdentifier")
    seller_postal_address_details: InvoicePostAddress | None = field(default=None, name="sellerPostalAddressDetails")


class InvoiceRow(Entity):
    """A row of an invoice, with its amounts and with links to what it was made from.

    - ``case_guids``: Cases the row was made from.
    - ``hour_guids``: Hour entries the row was made from.
    - ``item_guids``: Items the row was made from.
    - ``main_case_guid``: The case of the row, or the main one of a grouped row.
    - ``main_user_guid``: The user of the row, or the main one of a grouped row.
    - ``phase_guids``: Phases the row was made from.
    - ``product_guids``: Products the row was made from.
    - ``travel_expense_guids``: Travel expenses the row was made from.
    - ``user_guids``: Users whose work is on the row.
    - ``delivered_quantity``: Quantity.
    - ``quantity_unit_code``: Unit of measure.
    - ``row_amount``: Total with VAT.
    - ``row_cost_amount``: Total cost without VAT.
    - ``row_delivery_date``: Not in use.
    - ``row_free_text``: Title of the row.
    - ``row_identifier``: Unique identifier.
    - ``row_recurring_sales_account_number``: Bookkeeping account for recurring sales.
    - ``row_sales_account_number``: Bookkeeping account for sales.
    - ``row_sales_receivable_account_number``: Bookkeeping account for receivables.
    - ``row_vat_account_number``: Bookkeeping account for VAT.
    - ``row_vat_excluded_amount``: Total without VAT.
    - ``row_vat_rate_percent``: Percent.
    """

    case_guids: list[str] | None = field(default=None, name="CaseGUIDs")
    event_date: datetime | None = field(default=None, name="EventDate")
    guid: str | None = field(default=None, name="GUID")
    hour_guids: list[str] | None = field(default=None, name="HourGUIDs")
    item_guids: list[str] | None = field(default=None, name="ItemGUIDs")
    main_case_guid: str | None = field(default=None, name="MainCaseGUID")
    main_case_name: str | None = field(default=None, name="MainCaseName")
    main_case_number: int | None = field(default=None, name="MainCaseNumber")
    main_user_full_name: str | None = field(default=None, name="MainUserFullName")
    main_user_guid: str | None = field(default=None, name="MainUserGUID")
    phase_guids: list[str] | None = field(default=None, name="PhaseGUIDs")
    product_guids: list[str] | None = field(default=None, name="ProductGUIDs")
    travel_expense_guids: list[str] | None = field(default=None, name="TravelExpenseGUIDs")
    user_guids: list[str] | None = field(default=None, name="UserGUIDs")
    article_identifier: str | None = field(default=None, name="articleIdentifier")
    article_name: str | None = field(default=None, name="articleName")
    delivered_quantity: Decimal | None = field(default=None, name="deliveredQuantity")
    quantity_unit_code: str | None = field(default=None, name="quantityUnitCode")
    row_account_dimension_text: str | None = field(default=None, name="rowAccountDimensionText")
    row_amount: Decimal | None = field(default=None, name="rowAmount")
    row_amount_currency_identifier: str | None = field(default=None, name="rowAmountCurrencyIdentifier")
    row_cost_amount: Decimal | None = field(default=None, name="rowCostAmount")
    row_cost_center_guid: str | None = field(default=None, name="rowCostCenterGUID")
    row_cost_center_name: str | None = field(default=None, name="rowCostCenterName")
    row_cost_center_number: str | None = field(default=None, name="rowCostCenterNumber")
    row_delivery_date: datetime | None = field(default=None, name="rowDeliveryDate")
    row_free_text: str | None = field(default=None, name="rowFreeText")
    row_identifier: str | None = field(default=None, name="rowIdentifier")
    row_number: int | None = field(default=None, name="rowNumber")
    row_recurring_sales_account_number: str | None = field(default=None, name="rowRecurringSalesAccountNumber")
    row_sales_account_number: str | None = field(default=None, name="rowSalesAccountNumber")
    row_sales_receivable_account_number: str | None = field(default=None, name="rowSalesReceivableAccountNumber")
    row_unit_price: Decimal | None = field(default=None, name="rowUnitPrice")
    row_vat_account_number: str | None = field(default=None, name="rowVatAccountNumber")
    row_vat_amount: Decimal | None = field(default=None, name="rowVatAmount")
    row_vat_code: str | None = field(default=None, name="rowVatCode")
    row_vat_currency_identifier: str | None = field(default=None, name="rowVatCurrencyIdentifier")
    row_vat_excluded_amount: Decimal | None = field(default=None, name="rowVatExcludedAmount")
    row_vat_excluded_currency_identifier: str | None = field(default=None, name="rowVatExcludedCurrencyIdentifier")
    row_vat_rate_percent: Decimal | None = field(default=None, name="rowVatRatePercent")
    unit_price_amount: Decimal | None = field(default=None, name="unitPriceAmount")
    unit_price_currency_identifier: str | None = field(default=None, name="unitPriceCurrencyIdentifier")


class InvoicePostAddress(Entity):
    """A postal address on an invoice."""

    country: str | None = field(default=None, name="country")
    country_code: str | None = field(default=None, name="countryCode")
    post_code_identifier: str | None = field(default=None, name="postCodeIdentifier")
    street_name: str | None = field(default=None, name="streetName")
    town_name: str | None = field(default=None, name="townName")


class InvoiceBankAccount(Entity):
    """A bank account to which an invoice can be paid."""

    seller_account_id: str | None = field(default=None, name="sellerAccountID")
    seller_bic: str | None = field(default=None, name="sellerBic")


class SeveraFinvoice(Entity):
    """An invoice as Finvoice XML of the version that was asked for.

    - ``finvoice``: The XML.
    - ``guid``: The invoice.
    """

    finvoice: str | None = field(default=None, name="Finvoice")
    guid: str | None = field(default=None, name="GUID")


class Finvoice(Entity):
    """An invoice as Finvoice XML, in the version that the service chooses.

    - ``finvoice``: A transmission frame followed by the Finvoice document: two XML documents in one text.
    - ``guid``: The invoice.
    """

    finvoice: str | None = field(default=None, name="Finvoice")
    guid: str | None = field(default=None, name="GUID")


class InvoiceInformation(Entity):
    """What new invoices are made from: items, date, status, and whatever differs from the defaults.

    - ``date``: Date of the invoices. Mandatory.
    - ``due_date``: Where it is missing, the date and the payment term give it.
    - ``invoice_status``: Name of the status. Mandatory.
    - ``item_guids``: Items to invoice. Mandatory; items of one account go to one invoice, even from several cases.
    - ``over_due_interest``: Percent.
    - ``payment_term``: Days.
    """

    date: datetime | None = field(default=None, name="Date")
    due_date: datetime | None = field(default=None, name="DueDate")
    invoice_status: str | None = field(default=None, name="InvoiceStatus")
    item_guids: list[str] | None = field(default=None, name="ItemGUIDs")
    language_guid: str | None = field(default=None, name="LanguageGUID")
    notes: str | None = field(default=None, name="Notes")
    our_reference: str | None = field(default=None, name="OurReference")
    over_due_interest: Decimal | None = field(default=None, name="OverDueInterest")
    payment_term: int | None = field(default=None, name="PaymentTerm")
    receiver_addressline: str | None = field(default=None, name="ReceiverAddressline")
    receiver_city: str | None = field(default=None, name="ReceiverCity")
    receiver_contact_email: str | None = field(default=None, name="ReceiverContactEmail")
    receiver_contact_name: str | None = field(default=None, name="ReceiverContactName")
    receiver_country: str | None = field(default=None, name="ReceiverCountry")
    receiver_customer_name: str | None = field(default=None, name="ReceiverCustomerName")
    receiver_postal_code: str | None = field(default=None, name="ReceiverPostalCode")
    receiver_state: str | None = field(default=None, name="ReceiverState")
    receiver_vat_number: str | None = field(default=None, name="ReceiverVatNumber")
    sender_addressline: str | None = field(default=None, name="SenderAddressline")
    sender_city: str | None = field(default=None, name="SenderCity")
    sender_contact_name: str | None = field(default=None, name="SenderContactName")
    sender_country: str | None = field(default=None, name="SenderCountry")
    sender_name: str | None = field(default=None, name="SenderName")
    sender_postal_code: str | None = field(default=None, name="SenderPostalCode")
    sender_state: str | None = field(default=None, name="SenderState")
    sender_vat_number: str | None = field(default=None, name="SenderVatNumber")
    your_reference: str | None = field(default=None, name="YourReference")


class InvoiceFile(Entity):
    """A file attached to an invoice, without its content.

    - ``mime_type``: Usually `application/pdf`.
    - ``print_order``: Place among the attachments, from 1.
    """

    guid: str | None = field(default=None, name="GUID")
    mime_type: str | None = field(default=None, name="MIMEtype")
    name: str | None = field(default=None, name="Name")
    print_order: int | None = field(default=None, name="PrintOrder")


class InvoiceOriginDetailsInvoiceRowOrigin(Entity):
    """The hour entries and items that one invoice row was made from."""

    hour_entries: list[HourEntry] | None = field(default=None, name="HourEntries")
    invoice_row_guid: str | None = field(default=None, name="InvoiceRowGUID")
    items: list[Item] | None = field(default=None, name="Items")


class InvoiceOriginDetails(Entity):
    """Everything an invoice was made from: cases with their phases, hour entries and items row by row."""

    cases: list[InvoiceOriginDetailsCaseDetails] | None = field(default=None, name="Cases")
    invoice_row_origins: list[InvoiceOriginDetailsInvoiceRowOrigin] | None = field(
        default=None, name="InvoiceRowOrigins"
    )


class Item(Entity):
    """A fee, product, cost or travel expense of a case, billed once or repeatedly.

    - ``billing_dependency_task_guid``: Phase whose completion makes the item billable.
    - ``billing_schedule``: When it is billed: at once, on a date, when a phase is done, or repeatedly.
    - ``case_guid``: A new item needs this or the case's number.
    - ``case_number``: Accepted for a new item instead of the case's GUID.
    - ``display_period_start``: Start of the period printed on the invoice row of a repeated item.
    - ``invoice_quantity``: Usually the quantity.
    - ``is_approved``: Not in use.
    - ``planned_billing_date``: Used when the item is billed on a date.
    - ``product_code``: Accepted for a new item instead of the product's GUID.
    - ``product_guid``: Gives price and cost; without a product a new item needs unit price and unit cost.
    - ``purchase_vat``: Percent.
    - ``quantity``: Mandatory.
    - ``recurrence_end_date``: Used with end type 2.
    - ``recurrence_end_type``: 0 never ends, 1 ends after a number of times, 2 ends on a date.
    - ``recurrence_frequency``: Months from one billing to the next.
    - ``recurrence_start_date``: First day on which it can be billed.
    - ``recurrence_times``: Used with end type 1.
    - ``recurring_item_guid``: The repeated item that this one was made from.
    - ``task_guid``: Phase; mandatory where a user is given.
    - ``travel_end_time``: End of the time to which a daily allowance applies.
    - ``travel_start_time``: Start of the time to which a daily allowance applies.
    - ``unit_cost``: In the organization's currency.
    - ``unit_price``: In the currency of the case; never converted.
    - ``unit_price_in_base_currency``: In the organization's currency. Always computed from the unit price, whatever
      is sent.
    - ``user_guid``: Puts the item on this user's page; needs a phase.
    - ``vat``: Percent.
    """

    billing_dependency_task_guid: str | None = field(default=None, name="BillingDependencyTaskGUID")
    billing_schedule: str | None = field(default=None, name="BillingSchedule")
    case_guid: str | None = field(default=None, name="CaseGUID")
    case_number: int | None = field(default=None, name="CaseNumber")
    cost_center_guid: str | None = field(default=None, name="CostCenterGUID")
    description: str | None = field(default=None, name="Description")
    display_period_start: datetime | None = field(default=None, name="DisplayPeriodStart")
    event_date: datetime | None = field(default=None, name="EventDate")
    guid: str | None = field(default=None, name="GUID")
    invoice_description: str | None = field(default=None, name="InvoiceDescription")
    invoice_guid: str | None = field(default=None, name="InvoiceGUID")
    invoice_quantity: Decimal | None = field(default=None, name="InvoiceQuantity")
    invoice_row_guid: str | None = field(default=None, name="InvoiceRowGUID")
    is_approved: bool | None = field(default=None, name="IsApproved")
    is_billable: bool | None = field(default=None, name="IsBillable")
    is_out_sourcing_cost: bool | None = field(default=None, name="IsOutSourcingCost")
    is_read_only: bool | None = field(default=None, name="IsReadOnly")
    is_realised: bool | None = field(default=None, name="IsRealised")
    measurement_unit: str | None = field(default=None, name="MeasurementUnit")
    name: str | None = field(default=None, name="Name")
    order_date: datetime | None = field(default=None, name="OrderDate")
    planned_billing_date: datetime | None = field(default=None, name="PlannedBillingDate")
    product_code: str | None = field(default=None, name="ProductCode")
    product_guid: str | None = field(default=None, name="ProductGUID")
    product_type: str | None = field(default=None, name="ProductType")
    purchase_order_number: str | None = field(default=None, name="PurchaseOrderNumber")
    purchase_vat: Decimal | None = field(default=None, name="PurchaseVAT")
    quantity: Decimal | None = field(default=None, name="Quantity")
    recurrence_end_date: datetime | None = field(default=None, name="RecurrenceEndDate")
    recurrence_end_type: int | None = field(default=None, name="RecurrenceEndType")
    recurrence_frequency: int | None = field(default=None, name="RecurrenceFrequency")
    recurrence_start_date: datetime | None = field(default=None, name="RecurrenceStartDate")
    recurrence_times: int | None = field(default=None, name="RecurrenceTimes")
    recurring_item_guid: str | None = field(default=None, name="RecurringItemGUID")
    sales_account_guid: str | None = field(default=None, name="SalesAccountGUID")
    sales_status_guid: str | None = field(default=None, name="SalesStatusGUID")
    task_guid: str | None = field(default=None, name="TaskGUID")
    travel_end_time: datetime | None = field(default=None, name="TravelEndTime")
    travel_start_time: datetime | None = field(default=None, name="TravelStartTime")
    unit_cost: Decimal | None = field(default=None, name="UnitCost")
    unit_cost_vat_included_amount: Decimal | None = field(default=None, name="UnitCostVatIncludedAmount")
    unit_price: Decimal | None = field(default=None, name="UnitPrice")
    unit_price_in_base_currency: Decimal | None = field(default=None, name="UnitPriceInBaseCurrency")
    user_code: str | None = field(default=None, name="UserCode")
    user_guid: str | None = field(default=None, name="UserGUID")
    vat: Decimal | None = field(default=None, name="VAT")


class TravelReimbursementRow(Item):
    """A travel expense as a row of a travel reimbursement.

    - ``file_guids``: Attached files.
    - ``is_travel_reimbursement_required``: False for costs that need not be paid back, such as those on a company
      card.
    """

    file_guids: list[str] | None = field(default=None, name="FileGUIDs")
    is_travel_reimbursement_required: bool | None = field(default=None, name="IsTravelReimbursementRequired")
    row_number: int | None = field(default=None, name="rowNumber")


class InvoiceStatus(Entity):
    """A step in the life of an invoice. Operations name a status by its name.

    - ``has_invoice_number``: Whether an invoice that enters it gets its number.
    - ``is_active``: An inactive one keeps its invoices but cannot be chosen.
    - ``is_default``: Status of new invoices.
    - ``is_paid``: The payment has come in.
    - ``is_read_only``: Its invoices can be neither edited nor deleted.
    - ``is_sent``: The invoice has been sent.
    - ``is_waiting_payment``: The payment is awaited.
    - ``name``: What operations name it by.
    - ``sort_order``: Place in the process.
    """

    description: str | None = field(default=None, name="Description")
    has_invoice_number: bool | None = field(default=None, name="HasInvoiceNumber")
    is_active: bool | None = field(default=None, name="IsActive")
    is_default: bool | None = field(default=None, name="IsDefault")
    is_paid: bool | None = field(default=None, name="IsPaid")
    is_read_only: bool | None = field(default=None, name="IsReadOnly")
    is_sent: bool | None = field(default=None, name="IsSent")
    is_waiting_payment: bool | None = field(default=None, name="IsWaitingPayment")
    name: str | None = field(default=None, name="Name")
    sort_order: int | None = field(default=None, name="SortOrder")


class ProductBase(Entity):
    """What products and travel expenses have in common.

    - ``measurement_unit``: Such as piece, hour or kilometre.
    - ``type``: Own work, product or subcontracting.
    - ``use_in_work_time_entry``: Whether it can stand as work type when hours are entered.
    - ``vat``: Percent.
    """

    code: str | None = field(default=None, name="Code")
    description: str | None = field(default=None, name="Description")
    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    measurement_unit: str | None = field(default=None, name="MeasurementUnit")
    name: str | None = field(default=None, name="Name")
    type: str | None = field(default=None, name="Type")
    unit_cost: Decimal | None = field(default=None, name="UnitCost")
    unit_price: Decimal | None = field(default=None, name="UnitPrice")
    use_in_work_time_entry: bool | None = field(default=None, name="UseInWorkTimeEntry")
    vat: Decimal | None = field(default=None, name="VAT")


class TravelExpense(ProductBase):
    """A kind of travel cost that users can enter: mileage, a daily allowance or another expense.

    - ``expense_class``: Mileage, daily allowance or another travel expense.
    """

    cost_currency_guid: str | None = field(default=None, name="CostCurrencyGUID")
    expense_class: str | None = field(default=None, name="ExpenseClass")


class Product(ProductBase):
    """Something the organization sells besides hours."""

    product_category_guid: str | None = field(default=None, name="ProductCategoryGUID")
    sales_account_guid: str | None = field(default=None, name="SalesAccountGUID")


class CostAccount(Entity):
    """A bookkeeping account for costs, with its tax percentage.

    - ``tax_percentage``: Percent.
    """

    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    is_travel_type_default: bool | None = field(default=None, name="IsTravelTypeDefault")
    name: str | None = field(default=None, name="Name")
    number: str | None = field(default=None, name="Number")
    tax_percentage: Decimal | None = field(default=None, name="TaxPercentage")


class ProductCategory(Entity):
    """A group of products."""

    code: str | None = field(default=None, name="Code")
    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    is_default: bool | None = field(default=None, name="IsDefault")
    name: str | None = field(default=None, name="Name")


class WorkType(Entity):
    """A kind of work, chosen for every hour entry.

    - ``is_active``: Always true for a new one, whatever is sent.
    - ``is_default``: An inactive one cannot be the default.
    - ``is_productive``: Whether its hours count as productive.
    - ``name``: Mandatory for a new one.
    """

    code: str | None = field(default=None, name="Code")
    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    is_default: bool | None = field(default=None, name="IsDefault")
    is_productive: bool | None = field(default=None, name="IsProductive")
    name: str | None = field(default=None, name="Name")
    sales_account_guid: str | None = field(default=None, name="SalesAccountGUID")


class Tag(Entity):
    """A keyword on cases, users, contacts or files.

    - ``context``: What the tag is on.
    - ``is_active``: Always true for a new one, whatever is sent.
    - ``keyword``: The word itself. Mandatory.
    """

    context: str | None = field(default=None, name="Context")
    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    keyword: str | None = field(default=None, name="Keyword")
    weight: int | None = field(default=None, name="Weight")


class SalesProcess(Entity):
    """A step of the sales process, which the product shows as a sales status. Each step is in progress, won or lost.

    - ``default_probability``: Percent; orders the pipeline.
    - ``is_in_progress``: Neither won nor lost yet.
    """

    default_probability: int | None = field(default=None, name="DefaultProbability")
    guid: str | None = field(default=None, name="GUID")
    icon: str | None = field(default=None, name="Icon")
    is_active: bool | None = field(default=None, name="IsActive")
    is_also_item_status: bool | None = field(default=None, name="IsAlsoItemStatus")
    is_in_progress: bool | None = field(default=None, name="IsInProgress")
    is_lost: bool | None = field(default=None, name="IsLost")
    is_offer: bool | None = field(default=None, name="IsOffer")
    is_won: bool | None = field(default=None, name="IsWon")
    name: str | None = field(default=None, name="Name")


class SalesStatus(Entity):
    """An entry in the sales history of a case: from this moment on the case stood at this step.

    - ``case_guid``: Mandatory.
    - ``sales_process_guid``: The step that was reached. Mandatory.
    - ``time_stamp``: *UTC*. When the case reached the step.
    """

    case_guid: str | None = field(default=None, name="CaseGUID")
    guid: str | None = field(default=None, name="GUID")
    sales_process_guid: str | None = field(default=None, name="SalesProcessGUID")
    time_stamp: datetime | None = field(default=None, name="TimeStamp")


class Country(Entity):
    """A country.

    - ``iso_codea2``: ISO 3166 code of two letters.
    - ``iso_codea3``: ISO 3166 code of three letters.
    """

    default_language_code: str | None = field(default=None, name="DefaultLanguageCode")
    default_language_guid: str | None = field(default=None, name="DefaultLanguageGUID")
    guid: str | None = field(default=None, name="GUID")
    is_eu: bool | None = field(default=None, name="IsEu")
    iso_codea2: str | None = field(default=None, name="IsoCodea2")
    iso_codea3: str | None = field(default=None, name="IsoCodea3")
    name: str | None = field(default=None, name="Name")
    timezone_guid: str | None = field(default=None, name="TimezoneGUID")
    translated_name: str | None = field(default=None, name="TranslatedName")


class Language(Entity):
    """A language."""

    guid: str | None = field(default=None, name="GUID")
    ietf_language_tag: str | None = field(default=None, name="IetfLanguageTag")
    name: str | None = field(default=None, name="Name")


class Currency(Entity):
    """A currency that the organization uses, with its rate.

    - ``iso_code``: ISO 4217 code.
    - ``rate``: Units of this currency for one unit of the organization's currency.
    """

    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    iso_code: str | None = field(default=None, name="IsoCode")
    rate: Decimal | None = field(default=None, name="Rate")
    symbol: str | None = field(default=None, name="Symbol")


class OverTime(Entity):
    """A kind of overtime, with its surcharge.

    - ``include_in_flextime``: Whether the surcharge also lengthens the flextime that the hours earn.
    - ``percentage``: Surcharge in percent: with 50, an hour counts as one and a half.
    """

    code: str | None = field(default=None, name="Code")
    guid: str | None = field(default=None, name="GUID")
    include_in_flextime: bool | None = field(default=None, name="IncludeInFlextime")
    is_active: bool | None = field(default=None, name="IsActive")
    is_work_time: bool | None = field(default=None, name="IsWorkTime")
    name: str | None = field(default=None, name="Name")
    percentage: Decimal | None = field(default=None, name="Percentage")


class AccountGroup(Entity):
    """A group that accounts can belong to. Groups can be nested.

    - ``is_active``: Always true for a new one, whatever is sent.
    - ``name``: Mandatory for a new one.
    - ``parent_guid``: The group above; none at the top.
    """

    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    name: str | None = field(default=None, name="Name")
    parent_guid: str | None = field(default=None, name="ParentGUID")


class TravelReimbursement(Entity):
    """A user's claim for travel expenses, made of travel rows.

    - ``advance_payment``: Paid to the user in advance.
    - ``approval_date``: When it was approved.
    - ``currency_shortform``: ISO 4217 code.
    - ``number``: From the organization's series.
    - ``travel_reimbursement_status``: Name of the status.
    """

    advance_payment: Decimal | None = field(default=None, name="AdvancePayment")
    approval_date: datetime | None = field(default=None, name="ApprovalDate")
    approved_by_user_guid: str | None = field(default=None, name="ApprovedByUserGUID")
    currency_guid: str | None = field(default=None, name="CurrencyGUID")
    currency_shortform: str | None = field(default=None, name="CurrencyShortform")
    date: datetime | None = field(default=None, name="Date")
    guid: str | None = field(default=None, name="GUID")
    notes: str | None = field(default=None, name="Notes")
    number: int | None = field(default=None, name="Number")
    travel_reimbursement_rows: list[TravelReimbursementRow] | None = field(default=None, name="TravelReimbursementRows")
    travel_reimbursement_status: str | None = field(default=None, name="TravelReimbursementStatus")
    user_guid: str | None = field(default=None, name="UserGUID")


class File(Entity):
    """A stored file, without its content.

    - ``content_type``: MIME type.
    - ``size``: Bytes.
    """

    content_type: str | None = field(default=None, name="ContentType")
    description: str | None = field(default=None, name="Description")
    guid: str | None = field(default=None, name="GUID")
    name: str | None = field(default=None, name="Name")
    size: int | None = field(default=None, name="Size")


class Employment(Entity):
    """A user's work contract for a period: daily hours, cost, overtime. A new contract ends the one before it.

    - ``daily_hours``: Hours of a full working day.
    - ``end_date``: Last day; none for an open contract.
    - ``hour_cost``: Cost of an hour, in the organization's currency.
    - ``is_overtime_allowed``: Without it the user cannot enter overtime.
    - ``start_date``: First day; may lie in the future.
    """

    daily_hours: Decimal | None = field(default=None, name="DailyHours")
    end_date: datetime | None = field(default=None, name="EndDate")
    guid: str | None = field(default=None, name="GUID")
    hour_cost: Decimal | None = field(default=None, name="HourCost")
    is_overtime_allowed: bool | None = field(default=None, name="IsOvertimeAllowed")
    start_date: datetime | None = field(default=None, name="StartDate")
    title: str | None = field(default=None, name="Title")


class Industry(Entity):
    """A line of business that companies can be sorted by."""

    code: str | None = field(default=None, name="Code")
    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    name: str | None = field(default=None, name="Name")


class PhaseTreeNode(Entity):
    """A phase in the tree of those on which a user may enter hours.

    - ``is_locked``: No hours can be entered on it.
    """

    account_guid: str | None = field(default=None, name="AccountGUID")
    account_name: str | None = field(default=None, name="AccountName")
    case_guid: str | None = field(default=None, name="CaseGUID")
    child_phases: list[PhaseTreeNode] | None = field(default=None, name="ChildPhases")
    guid: str | None = field(default=None, name="GUID")
    is_locked: bool | None = field(default=None, name="IsLocked")
    name: str | None = field(default=None, name="Name")
    parent_phase_guid: str | None = field(default=None, name="ParentPhaseGUID")
    work_type_guid: str | None = field(default=None, name="WorkTypeGUID")


class Activity(Entity):
    """A calendar entry, task or absence. Each occurrence of a repeated activity is an object of its own.

    - ``end_date_time``: *UTC*. For an activity of whole days, the local midnight after the last one.
    - ``is_all_day``: Whole days; ``is_duration`` is then true as well.
    - ``is_closed``: Whether it is done.
    - ``is_private``: Others than owner and participants see only that the time is taken.
    - ``start_date_time``: *UTC*. For an activity of whole days, the local midnight before the first one.
    - ``task_guid``: Phase.
    """

    account_guid: str | None = field(default=None, name="AccountGUID")
    activity_type_guid: str | None = field(default=None, name="ActivityTypeGUID")
    end_date_time: datetime | None = field(default=None, name="EndDateTime")
    guid: str | None = field(default=None, name="GUID")
    is_all_day: bool | None = field(default=None, name="IsAllDay")
    is_closed: bool | None = field(default=None, name="IsClosed")
    is_duration: bool | None = field(default=None, name="IsDuration")
    is_private: bool | None = field(default=None, name="IsPrivate")
    is_read_only: bool | None = field(default=None, name="IsReadOnly")
    location: str | None = field(default=None, name="Location")
    name: str | None = field(default=None, name="Name")
    notes: str | None = field(default=None, name="Notes")
    owner_user_guid: str | None = field(default=None, name="OwnerUserGUID")
    start_date_time: datetime | None = field(default=None, name="StartDateTime")
    task_guid: str | None = field(default=None, name="TaskGUID")


class ActivityParticipant(Entity):
    """A user, contact or resource that takes part in an activity; exactly one of the three is set.

    - ``status``: 0 unknown, 1 invited, 2 accepted, 3 tentative, 4 declined.
    """

    contact_guid: str | None = field(default=None, name="ContactGUID")
    name: str | None = field(default=None, name="Name")
    resource_guid: str | None = field(default=None, name="ResourceGUID")
    status: int | None = field(default=None, name="Status")
    user_guid: str | None = field(default=None, name="UserGUID")


class ActivityType(Entity):
    """A kind of activity. Each type belongs to one category, such as absence, calendar entry or to-do.

    - ``is_paid_leave``: Whether the absence is paid; only with advanced time tracking.
    """

    category: str | None = field(default=None, name="Category")
    code: str | None = field(default=None, name="Code")
    guid: str | None = field(default=None, name="GUID")
    icon: str | None = field(default=None, name="Icon")
    is_active: bool | None = field(default=None, name="IsActive")
    is_default: bool | None = field(default=None, name="IsDefault")
    is_paid_leave: bool | None = field(default=None, name="IsPaidLeave")
    name: str | None = field(default=None, name="Name")


class Resource(Entity):
    """Something that can be booked for activities, such as a room or a car."""

    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    name: str | None = field(default=None, name="Name")


class ResourceAllocation(Entity):
    """A user's working time planned for a phase over a range of days.

    - ``allocated_hours``: Hours in all; mandatory where the organization plans in hours.
    - ``allocated_percentage``: Share of the user's working time; mandatory where the organization plans in percent.
    - ``case_guid``: A new allocation needs this or a phase.
    - ``end_date``: Last day.
    - ``phase_guid``: A new allocation needs this or a case.
    - ``start_date``: First day.
    - ``user_guid``: Mandatory.
    """

    allocated_hours: Decimal | None = field(default=None, name="AllocatedHours")
    allocated_percentage: int | None = field(default=None, name="AllocatedPercentage")
    case_guid: str | None = field(default=None, name="CaseGUID")
    end_date: datetime | None = field(default=None, name="EndDate")
    guid: str | None = field(default=None, name="GUID")
    phase_guid: str | None = field(default=None, name="PhaseGUID")
    start_date: datetime | None = field(default=None, name="StartDate")
    user_guid: str | None = field(default=None, name="UserGUID")


class CaseStatus(Entity):
    """A status that the organization gives to its cases, independent of their sales status."""

    guid: str | None = field(default=None, name="GUID")
    icon: str | None = field(default=None, name="Icon")
    is_active: bool | None = field(default=None, name="IsActive")
    name: str | None = field(default=None, name="Name")


class AccessRightsProfile(Entity):
    """A named set of access rights that users share.

    - ``is_default``: Whether new users get it.
    """

    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    is_default: bool | None = field(default=None, name="IsDefault")
    name: str | None = field(default=None, name="Name")
    rights: AccessRights | None = field(default=None, name="Rights")


class AccessRights(Entity):
    """What its holder may see and do, right by right. In an update, rights without a value stay as they are.

    - ``account``: None shuts out cases too.
    - ``account_delete``: May delete customers; needs the account right to edit.
    - ``administrator``: Settings and upgrades of the organization.
    - ``case_delete``: May delete cases.
    - ``case_owner_work_hour_approval``: May approve hours on own cases.
    - ``sharing``: May share reports and dashboards.
    - ``highest_accessible_invoice_status_name``: *Extended*. The last status, by sort order, in which invoices may
      still be changed; None bounds nothing.
    - ``schedule_jobs``: *Extended*. Whether jobs may be scheduled.
    """

    account: AccountRight | None = field(default=None, name="Account")
    account_delete: bool | None = field(default=None, name="AccountDelete")
    administrator: AdministratorRight | None = field(default=None, name="Administrator")
    case: CaseRight | None = field(default=None, name="Case")
    case_delete: bool | None = field(default=None, name="CaseDelete")
    case_owner_work_hour_approval: bool | None = field(default=None, name="CaseOwnerWorkHourApproval")
    sharing: bool | None = field(default=None, name="Sharing")
    travel_reimbursement: TravelReimbursementRight | None = field(default=None, name="TravelReimbursement")
    users: UsersRight | None = field(default=None, name="Users")
    work_hour_approval: WorkHourApprovalRight | None = field(default=None, name="WorkHourApproval")
    highest_accessible_invoice_status_name: str | None = field(default=None, name="HighestAccessibleInvoiceStatusName")
    schedule_jobs: bool | None = field(default=None, name="ScheduleJobs")


class UserRights(Entity):
    """The rights of one user. Only rights set for this very user have a value; all others come from the profile.

    - ``api``: Whether the user may use the API.
    - ``rights``: What is set for this user alone; all else comes from the profile.
    """

    api: bool | None = field(default=None, name="API")
    rights: AccessRights | None = field(default=None, name="Rights")


class TravelReimbursementStatus(Entity):
    """A step in the life of a travel reimbursement.

    - ``is_approved``: Makes the expenses billable.
    - ``is_locked``: Only the status may change any more.
    - ``sort_order``: Place in the process.
    """

    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    is_approved: bool | None = field(default=None, name="IsApproved")
    is_locked: bool | None = field(default=None, name="IsLocked")
    name: str | None = field(default=None, name="Name")
    sort_order: int | None = field(default=None, name="SortOrder")


class ExtranetCase(Entity):
    """A case that is shared with contacts of its account over the extranet."""

    contacts: list[ExtranetContact] | None = field(default=None, name="Contacts")
    guid: str | None = field(default=None, name="GUID")
    rights: ExtranetCaseRights | None = field(default=None, name="Rights")


class ExtranetCaseRights(Entity):
    """Which parts of a shared case the contacts can see or change."""

    edit_case_status: bool | None = field(default=None, name="EditCaseStatus")
    show_billing: bool | None = field(default=None, name="ShowBilling")
    show_case_status: bool | None = field(default=None, name="ShowCaseStatus")
    show_files_and_links: bool | None = field(default=None, name="ShowFilesAndLinks")
    show_gantt_chart: bool | None = field(default=None, name="ShowGanttChart")
    show_phase_tree: bool | None = field(default=None, name="ShowPhaseTree")
    show_ready_to_bill: bool | None = field(default=None, name="ShowReadyToBill")
    show_work_hour_estimates: bool | None = field(default=None, name="ShowWorkHourEstimates")
    show_work_hour_start_and_end_time: bool | None = field(default=None, name="ShowWorkHourStartAndEndTime")
    show_work_hours: bool | None = field(default=None, name="ShowWorkHours")


class ExtranetContact(Entity):
    """A contact with whom a case is shared."""

    guid: str | None = field(default=None, name="GUID")
    rights: ExtranetContactRights | None = field(default=None, name="Rights")


class ExtranetContactRights(Entity):
    """What a contact may do in a shared case.

    - ``approval``: May accept hours and phases; billing is not touched by it.
    - ``comments``: May read and write comments.
    - ``file_upload``: May add files.
    """

    approval: bool | None = field(default=None, name="Approval")
    comments: bool | None = field(default=None, name="Comments")
    file_upload: bool | None = field(default=None, name="FileUpload")


class ExtranetContactCaseRights(Entity):
    """The rights of one contact in one shared case."""

    case_guid: str | None = field(default=None, name="CaseGUID")
    case_rights: ExtranetCaseRights | None = field(default=None, name="CaseRights")
    contact_rights: ExtranetContactRights | None = field(default=None, name="ContactRights")


class LeadSource(Entity):
    """Where a sales opportunity came from."""

    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    name: str | None = field(default=None, name="Name")


class Customer(Entity):
    """A customer of the organization as one entity: account and company together.

    - ``account_group_guids``: Groups the account belongs to.
    - ``account_owner_user_guid``: Owner; the calling user where a new one names none.
    - ``account_rating``: Stars, 0 to 5.
    - ``annual_revenue``: Superseded in later generations of the API.
    - ``company_guid``: The company half; ignored for a new one.
    - ``currency_code``: ISO 4217 code of the currency; ignored for a new one, which takes the GUID.
    - ``currency_guid``: The organization's where a new one names none.
    - ``email``: General e-mail address of the company.
    - ``employees``: Head count.
    - ``head_office_address_guid``: Address of the head office.
    - ``insert_ts``: *UTC*. When it was added.
    - ``invoicing_vat``: Percent, one of the VAT rates of the caller's company. Default for new items, used for hours
      and flat rates when they are invoiced.
    - ``is_active``: Always true for a new one, whatever is sent.
    - ``is_internal``: Whether this is the organization itself; must be left out for a new one.
    - ``language_code``: IETF tag of the language; ignored for a new one, which takes the GUID.
    - ``language_guid``: The organization's where a new one names none.
    - ``name``: Mandatory for a new one. Where no number matches, a customer of the same name is updated instead of
      added.
    - ``number``: Customer number, positive. Adding one whose number exists updates that one.
    - ``overdue_interest``: Percent, not negative; default for invoices.
    - ``payment_term``: Days, not negative; default for invoices.
    - ``reverse_charge``: Whether the buyer owes the VAT, in the country from which the caller's company invoices.
    - ``timezone_guid``: The organization's where a new one names none.
    - ``updated_ts``: *UTC*. When it was last changed.
    - ``e_invoice_address``: Finvoice address.
    - ``e_invoice_operator``: Finvoice operator.
    - ``annual_revenue2``: *Extended*. Annual revenue; takes the place of AnnualRevenue.
    - ``reverse_charge_description``: *Extended*. Text for the reverse charge.
    - ``url_to_account``: *Extended*. Link to the account's page; None from this service.
    """

    account_group_guids: list[str] | None = field(default=None, name="AccountGroupGUIDs")
    account_owner_user_guid: str | None = field(default=None, name="AccountOwnerUserGUID")
    account_rating: int | None = field(default=None, name="AccountRating")
    annual_revenue: int | None = field(default=None, name="AnnualRevenue")
    company_guid: str | None = field(default=None, name="CompanyGUID")
    currency_code: str | None = field(default=None, name="CurrencyCode")
    currency_guid: str | None = field(default=None, name="CurrencyGUID")
    email: str | None = field(default=None, name="Email")
    employees: int | None = field(default=None, name="Employees")
    guid: str | None = field(default=None, name="GUID")
    head_office_address_guid: str | None = field(default=None, name="HeadOfficeAddressGUID")
    industry_guid: str | None = field(default=None, name="IndustryGUID")
    insert_ts: datetime | None = field(default=None, name="InsertTS")
    invoicing_vat: Decimal | None = field(default=None, name="InvoicingVat")
    is_active: bool | None = field(default=None, name="IsActive")
    is_internal: bool | None = field(default=None, name="IsInternal")
    language_code: str | None = field(default=None, name="LanguageCode")
    language_guid: str | None = field(default=None, name="LanguageGUID")
    name: str | None = field(default=None, name="Name")
    notes: str | None = field(default=None, name="Notes")
    number: int | None = field(default=None, name="Number")
    overdue_interest: Decimal | None = field(default=None, name="OverdueInterest")
    payment_term: int | None = field(default=None, name="PaymentTerm")
    pricelist_guid: str | None = field(default=None, name="PricelistGUID")
    reverse_charge: bool | None = field(default=None, name="ReverseCharge")
    timezone_guid: str | None = field(default=None, name="TimezoneGUID")
    updated_ts: datetime | None = field(default=None, name="UpdatedTS")
    vat_number: str | None = field(default=None, name="VatNumber")
    website: str | None = field(default=None, name="Website")
    e_invoice_address: str | None = field(default=None, name="eInvoiceAddress")
    e_invoice_operator: str | None = field(default=None, name="eInvoiceOperator")
    annual_revenue2: int | None = field(default=None, name="AnnualRevenue2")
    reverse_charge_description: str | None = field(default=None, name="ReverseChargeDescription")
    url_to_account: str | None = field(default=None, name="UrlToAccount")


class TimeEntry(Entity):
    """A record of a user's attendance, such as a lunch break, apart from hours that can be billed."""

    description: str | None = field(default=None, name="Description")
    end_time: datetime | None = field(default=None, name="EndTime")
    event_date: datetime | None = field(default=None, name="EventDate")
    guid: str | None = field(default=None, name="GUID")
    phase_guid: str | None = field(default=None, name="PhaseGUID")
    quantity: Decimal | None = field(default=None, name="Quantity")
    start_time: datetime | None = field(default=None, name="StartTime")
    user_guid: str | None = field(default=None, name="UserGUID")


class Timezone(Entity):
    """A time zone.

    - ``difference_to_gmt``: Hours.
    """

    difference_to_gmt: Decimal | None = field(default=None, name="DifferenceToGmt")
    guid: str | None = field(default=None, name="GUID")
    name: str | None = field(default=None, name="Name")
    system_name: str | None = field(default=None, name="SystemName")


class Pricelist(Entity):
    """A price list that accounts and cases can use.

    - ``currency_code``: ISO 4217 code.
    - ``is_volume_pricing``: Only with the advanced pricing add-on.
    """

    currency_code: str | None = field(default=None, name="CurrencyCode")
    currency_guid: str | None = field(default=None, name="CurrencyGUID")
    guid: str | None = field(default=None, name="GUID")
    is_active: bool | None = field(default=None, name="IsActive")
    is_default: bool | None = field(default=None, name="IsDefault")
    is_internal: bool | None = field(default=None, name="IsInternal")
    is_volume_pricing: bool | None = field(default=None, name="IsVolumePricing")
    name: str | None = field(default=None, name="Name")


class SeveraApiException(Entity):
    """Base of all faults of the API.

    - ``description``: What went wrong, for people.
    """

    description: str | None = field(default=None, name="Description")
    source: str | None = field(default=None, name="Source")


class AuthenticationFailureException(SeveraApiException):
    """The caller was refused. The fault does not say which of the conditions for access is missing."""


class NotFoundException(SeveraApiException):
    """What the call named does not exist."""


class NoPermissionException(SeveraApiException):
    """The rights of the key's user do not cover the call."""


class ValidationException(SeveraApiException):
    """The input breaks a rule; the description says which."""


class GeneralFailureException(SeveraApiException):
    """The operation could not be done for a reason that no other fault covers."""


class CaseCriteria(Entity):
    """What GetAllCases may narrow by in the extended generation; nothing is known of its members."""


class CustomerCriteria(Entity):
    """What GetAllCustomers may narrow by in the extended generation.

    - ``account_group_guids``: *Extended*. Only customers in any of these groups; empty is all.
    """

    account_group_guids: list[str] | None = field(default=None, name="AccountGroupGuids")


class QuotaLimitExceededException(SeveraApiException):
    """The organization has used up its calls for this UTC day. No operation declares this fault, any can answer it."""


class TosNotApprovedException(SeveraApiException):
    """The organization has not accepted the terms of service. No operation declares this fault, any can answer it."""


CLASSES: dict[str, type[Entity]] = {
    "BusinessUnit": BusinessUnit,
    "Account": Account,
    "Company": Company,
    "Address": Address,
    "Contact.CommunicationMethod": ContactCommunicationMethod,
    "Contact": Contact,
    "AccountTiny": AccountTiny,
    "Case": Case,
    "InvoiceOriginDetails.CaseDetails": InvoiceOriginDetailsCaseDetails,
    "Phase": Phase,
    "FlatRate": FlatRate,
    "User": User,
    "BillingAndExpenseForecast": BillingAndExpenseForecast,
    "WorkDayInfo": WorkDayInfo,
    "WorkDayActivity": WorkDayActivity,
    "HourEntry": HourEntry,
    "Invoice": Invoice,
    "InvoiceBuyerOrganization": InvoiceBuyerOrganization,
    "InvoiceConfig": InvoiceConfig,
    "InvoiceDetails": InvoiceDetails,
    "InvoiceSellerContact": InvoiceSellerContact,
    "InvoiceSellerOrganization": InvoiceSellerOrganization,
    "InvoiceRow": InvoiceRow,
    "InvoicePostAddress": InvoicePostAddress,
    "InvoiceBankAccount": InvoiceBankAccount,
    "SeveraFinvoice": SeveraFinvoice,
    "Finvoice": Finvoice,
    "InvoiceInformation": InvoiceInformation,
    "InvoiceFile": InvoiceFile,
    "InvoiceOriginDetails.InvoiceRowOrigin": InvoiceOriginDetailsInvoiceRowOrigin,
    "InvoiceOriginDetails": InvoiceOriginDetails,
    "Item": Item,
    "TravelReimbursementRow": TravelReimbursementRow,
    "InvoiceStatus": InvoiceStatus,
    "ProductBase": ProductBase,
    "TravelExpense": TravelExpense,
    "Product": Product,
    "CostAccount": CostAccount,
    "ProductCategory": ProductCategory,
    "WorkType": WorkType,
    "Tag": Tag,
    "SalesProcess": SalesProcess,
    "SalesStatus": SalesStatus,
    "Country": Country,
    "Language": Language,
    "Currency": Currency,
    "OverTime": OverTime,
    "AccountGroup": AccountGroup,
    "TravelReimbursement": TravelReimbursement,
    "File": File,
    "Employment": Employment,
    "Industry": Industry,
    "PhaseTreeNode": PhaseTreeNode,
    "Activity": Activity,
    "ActivityParticipant": ActivityParticipant,
    "ActivityType": ActivityType,
    "Resource": Resource,
    "ResourceAllocation": ResourceAllocation,
    "CaseStatus": CaseStatus,
    "AccessRightsProfile": AccessRightsProfile,
    "AccessRights": AccessRights,
    "UserRights": UserRights,
    "TravelReimbursementStatus": TravelReimbursementStatus,
    "ExtranetCase": ExtranetCase,
    "ExtranetCaseRights": ExtranetCaseRights,
    "ExtranetContact": ExtranetContact,
    "ExtranetContactRights": ExtranetContactRights,
    "ExtranetContactCaseRights": ExtranetContactCaseRights,
    "LeadSource": LeadSource,
    "Customer": Customer,
    "TimeEntry": TimeEntry,
    "Timezone": Timezone,
    "Pricelist": Pricelist,
    "SeveraApiException": SeveraApiException,
    "AuthenticationFailureException": AuthenticationFailureException,
    "NotFoundException": NotFoundException,
    "NoPermissionException": NoPermissionException,
    "ValidationException": ValidationException,
    "GeneralFailureException": GeneralFailureException,
    "CaseCriteria": CaseCriteria,
    "CustomerCriteria": CustomerCriteria,
    "QuotaLimitExceededException": QuotaLimitExceededException,
    "TosNotApprovedException": TosNotApprovedException,
}
"""Data contract classes by wire name."""

ENUMS: dict[str, type[Any]] = {
    "AccountRight": AccountRight,
    "AdministratorRight": AdministratorRight,
    "CaseRight": CaseRight,
    "TravelReimbursementRight": TravelReimbursementRight,
    "UsersRight": UsersRight,
    "WorkHourApprovalRight": WorkHourApprovalRight,
    "AccountGetOptions": AccountGetOptions,
    "InvoicePdfGetOptions": InvoicePdfGetOptions,
    "CommunicationMethodType": CommunicationMethodType,
    "LicenseType": LicenseType,
}
"""Enumeration classes by wire name."""
