"""The tables of an organization's data: one for each data contract that has a life of its own.

Columns come from the contract (see `schema`); stated here is what the contract does not say.
"""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from severakit.store.columns import Amount, Instant, WallClock
from severakit.store.money import in_currency
from severakit.store.schema import (
    FALSE,
    NIL,
    Calculated,
    Children,
    Constant,
    Links,
    OfOrganization,
    Source,
    flag,
    keep,
    link,
    path,
    text,
    view,
)

# --- registers -------------------------------------------------------------------------------

languages = keep("languages", "Language", unique=["ietf_language_tag"])
timezones = keep("timezones", "Timezone")
currencies = keep("currencies", "Currency", unique=["iso_code"], extra=[flag("is_base", default=False)])
countries = keep(
    "countries",
    "Country",
    references={"default_language_guid": "languages", "timezone_guid": "timezones"},
    derived={"DefaultLanguageCode": path("default_language_guid", "ietf_language_tag")},
    unique=["iso_codea2"],
)
industries = keep("industries", "Industry")
lead_sources = keep("lead_sources", "LeadSource")
cost_centers = keep("cost_centers", extra=[text("name", nullable=False), text("identifier")])
cost_accounts = keep("cost_accounts", "CostAccount")
resources = keep("resources", "Resource")
files = keep(
    "files",
    "File",
    extra=[
        # The content lies under its hash in the content store; a file that was entered without any has none.
        text("content_sha256"),
        # The invoice or travel reimbursement that a file shows as a document, and in what format.
        text("document_of_guid"),
        text("document_format"),
    ],
    index=["document_of_guid", "content_sha256"],
)
tags = keep("tags", "Tag", unique=[("context", "keyword")])
file_tags = link("file_tags", [text("tag_guid", nullable=False)], references={"file_guid": "files", "tag_guid": "tags"})
case_statuses = keep("case_statuses", "CaseStatus", extra=[sa.Column("sort_order", sa.Integer, default=0)])
sales_processes = keep("sales_processes", "SalesProcess", extra=[sa.Column("sort_order", sa.Integer, default=0)])
invoice_statuses = keep("invoice_statuses", "InvoiceStatus", unique=["name"])
travel_reimbursement_statuses = keep("travel_reimbursement_statuses", "TravelReimbursementStatus", unique=["name"])
activity_types = keep("activity_types", "ActivityType")
work_types = keep("work_types", "WorkType")
over_times = keep("over_times", "OverTime")
pricelists = keep(
    "pricelists",
    "Pricelist",
    references={"currency_guid": "currencies"},
    derived={"CurrencyCode": path("currency_guid", "iso_code")},
    # What an hour costs whose work type has no price of its own.
    extra=[sa.Column("default_hour_price", Amount)],
)
product_categories = keep("product_categories", "ProductCategory")
products = keep(
    "products",
    "Product",
    references={"product_category_guid": "product_categories", "cost_currency_guid": "currencies"},
    extra=[
        flag("is_travel_expense", default=False),
        text("cost_currency_guid"),
        text("expense_class"),
    ],
    index=["code"],
)
view("TravelExpense", products, condition=products.c.is_travel_expense)
product_cost_accounts = link(
    "product_cost_accounts", [text("cost_account_guid", nullable=False)],
    references={"product_guid": "products", "cost_account_guid": "cost_accounts"},
)  # fmt: skip

# --- the organization ------------------------------------------------------------------------

business_units = keep(
    "business_units",
    "BusinessUnit",
    references={
        "cost_center_guid": "cost_centers",
        "currency_guid": "currencies",
        "language_guid": "languages",
        "parent_business_unit_guid": "business_units",
        "time_zone_guid": "timezones",
    },
    derived={
        "CurrencyCode": path("currency_guid", "iso_code"),
        "LanguageCode": path("language_guid", "ietf_language_tag"),
    },
    index=["code"],
)
business_unit_bank_accounts = link(
    "business_unit_bank_accounts",
    [text("iban", nullable=False), text("bic"), text("bank_name")],
    references={"business_unit_guid": "business_units"},
)
access_rights_profiles = keep("access_rights_profiles", "AccessRightsProfile", unique=["name"])
users = keep(
    "users",
    "User",
    references={
        "business_unit_guid": "business_units",
        "country_guid": "countries",
        "default_activity_type_guid": "activity_types",
        "language_guid": "languages",
        "photo_file_guid": "files",
        "profile_guid": "access_rights_profiles",
        "superior_user_guid": "users",
        "timezone_guid": "timezones",
        "worktype_guid": "work_types",
    },
    derived={
        "BusinessUnitCode": path("business_unit_guid", "code"),
        "BusinessUnitName": path("business_unit_guid", "name"),
        "CountryCode": path("country_guid", "iso_codea2"),
        "LanguageCode": path("language_guid", "ietf_language_tag"),
        "LicenseType": Constant("FullUser"),
        "OrganizationGUID": path("organization_id", "guid"),
    },
    extra=[
        flag("api_right", default=False),
        flag("api_enabled", default=False),
        text("password_hash"),
        # What is set for this user alone, over the profile.
        text("rights_account"),
        sa.Column("rights_account_delete", sa.Boolean),
        text("rights_administrator"),
        text("rights_case"),
        sa.Column("rights_case_delete", sa.Boolean),
        sa.Column("rights_case_owner_work_hour_approval", sa.Boolean),
        text("rights_highest_accessible_invoice_status_name"),
        sa.Column("rights_schedule_jobs", sa.Boolean),
        sa.Column("rights_sharing", sa.Boolean),
        text("rights_travel_reimbursement"),
        text("rights_users"),
        text("rights_work_hour_approval"),
    ],
    unique=["email"],
    index=["code", ("last_name", "first_name")],
)
view("UserRights", users, derived={"API": path("api_right")})
user_tags = link("user_tags", [text("tag_guid", nullable=False)], references={"user_guid": "users", "tag_guid": "tags"})
employments = keep(
    "employments",
    "Employment",
    references={"user_guid": "users"},
    extra=[text("user_guid", nullable=False)],
)

# --- customers -------------------------------------------------------------------------------

companies = keep(
    "companies",
    "Company",
    references={
        "head_office_address_guid": "addresses",
        "industry_guid": "industries",
        "language_guid": "languages",
        "timezone_guid": "timezones",
    },
    late=["head_office_address_guid"],
    index=["vat_number"],
)
addresses = keep(
    "addresses",
    "Address",
    references={"company_guid": "companies", "country_guid": "countries"},
    derived={"CountryCode": path("country_guid", "iso_codea2"), "CountryName": path("country_guid", "name")},
)
account_groups = keep("account_groups", "AccountGroup", references={"parent_guid": "account_groups"})
accounts = keep(
    "accounts",
    "Account",
    references={
        "account_owner_user_guid": "users",
        "company_guid": "companies",
        "currency_guid": "currencies",
        "language_guid": "languages",
        "pricelist_guid": "pricelists",
    },
    derived={
        "AccountGroupGUIDs": Links("account_group_members", "account_guid", path("account_group_guid")),
        "CurrencyCode": path("currency_guid", "iso_code"),
        "LanguageCode": path("language_guid", "ietf_language_tag"),
        "UrlToAccount": NIL,
    },
    unique=["number"],
    index=["name", "inserted_at"],
)
view(
    "Customer",
    accounts,
    derived={
        "AccountGroupGUIDs": Links("account_group_members", "account_guid", path("account_group_guid")),
        "AnnualRevenue": path("company_guid", "annual_revenue"),
        "AnnualRevenue2": path("company_guid", "annual_revenue2"),
        "CurrencyCode": path("currency_guid", "iso_code"),
        "Email": path("company_guid", "email"),
        "Employees": path("company_guid", "employees"),
        "HeadOfficeAddressGUID": path("company_guid", "head_office_address_guid"),
        "IndustryGUID": path("company_guid", "industry_guid"),
        "LanguageCode": path("language_guid", "ietf_language_tag"),
        "TimezoneGUID": path("company_guid", "timezone_guid"),
        "UrlToAccount": NIL,
        "VatNumber": path("company_guid", "vat_number"),
        "Website": path("company_guid", "website"),
    },
)
view("AccountTiny", accounts)
account_group_members = link(
    "account_group_members",
    [text("account_group_guid", nullable=False)],
    references={"account_guid": "accounts", "account_group_guid": "account_groups"},
)
contacts = keep(
    "contacts",
    "Contact",
    references={
        "account_guid": "accounts",
        "address_guid": "addresses",
        "language_guid": "languages",
        "time_zone_guid": "timezones",
    },
    derived={
        "CommunicationMethods": Children("Contact.CommunicationMethod", "contact_guid"),
        "Keywords": Links("contact_tags", "contact_guid", path("tag_guid", "keyword")),
    },
)
communication_methods = link(
    "communication_methods",
    references={"contact_guid": "contacts"},
    type_name="Contact.CommunicationMethod",
    index=["value"],
)
contact_tags = link(
    "contact_tags", [text("tag_guid", nullable=False)], references={"contact_guid": "contacts", "tag_guid": "tags"}
)

# --- cases -----------------------------------------------------------------------------------

cases = keep(
    "cases",
    "Case",
    references={
        "account_guid": "accounts",
        "billing_address_guid": "addresses",
        "business_unit_guid": "business_units",
        "case_owner_user_guid": "users",
        "contact_guid": "contacts",
        "cost_center_guid": "cost_centers",
        "currency_guid": "currencies",
        "current_case_status_guid": "case_statuses",
        "lead_source_guid": "lead_sources",
        "pricelist_guid": "pricelists",
        "root_task_guid": "phases",
        "sales_person_user_guid": "users",
        "sales_status_guid": "sales_statuses",
    },
    late=["root_task_guid", "sales_status_guid"],
    derived={
        "AccountName": path("account_guid", "name"),
        "AccountNumber": path("account_guid", "number"),
        "BillingAddress": NIL,
        "BillingInternalNotes": NIL,
        "BusinessUnitName": path("business_unit_guid", "name"),
        "BusinessUnitNumber": path("business_unit_guid", "code"),
        "CaseCompanyCurrencyGUID": path("business_unit_guid", "currency_guid"),
        "CurrencyShortformOfCaseCompanyCurrency": path("business_unit_guid", "currency_guid", "iso_code"),
        "CaseOwnerUserCode": path("case_owner_user_guid", "code"),
        "CostCenterNumber": path("cost_center_guid", "identifier"),
        "CurrencyShortform": path("currency_guid", "iso_code"),
        "CurrentCaseStatusDescription": path("current_case_status_guid", "name"),
        "DeadlineDate": path("root_task_guid", "deadline"),
        "IsInternal": path("account_guid", "is_internal"),
        "SalesPersonUserCode": path("sales_person_user_guid", "code"),
        "SalesProcessGUID": path("sales_status_guid", "sales_process_guid"),
    },
    unique=["case_number"],
)
case_members = link(
    "case_members", [text("user_guid", nullable=False)], references={"case_guid": "cases", "user_guid": "users"}
)
case_tags = link("case_tags", [text("tag_guid", nullable=False)], references={"case_guid": "cases", "tag_guid": "tags"})
case_status_changes = keep(
    "case_status_changes",
    references={"case_guid": "cases", "case_status_guid": "case_statuses"},
    extra=[text("case_guid", nullable=False), text("case_status_guid", nullable=False)],
)
sales_statuses = keep(
    "sales_statuses",
    "SalesStatus",
    references={"case_guid": "cases", "sales_process_guid": "sales_processes"},
)
billing_forecasts = keep(
    "billing_forecasts",
    "BillingAndExpenseForecast",
    references={"case_guid": "cases"},
    extra=[text("case_guid", nullable=False)],
    unique=[("case_guid", "year", "month")],
)
phases = keep(
    "phases",
    "Phase",
    references={
        "case_guid": "cases",
        "owner_user_guid": "users",
        "parent_phase_guid": "phases",
        "work_type_guid": "work_types",
    },
    derived={"FlatRate": {"present": "price"}},
    extra=[flag("uses_case_members", default=True)],
    index=["code"],
)
phase_members = link(
    "phase_members", [text("user_guid", nullable=False)], references={"phase_guid": "phases", "user_guid": "users"}
)
case_work_types = link(
    "case_work_types",
    [text("work_type_guid", nullable=False)],
    references={"case_guid": "cases", "work_type_guid": "work_types"},
)
resource_allocations = keep(
    "resource_allocations",
    "ResourceAllocation",
    references={"case_guid": "cases", "phase_guid": "phases", "user_guid": "users"},
)
extranet_cases = keep(
    "extranet_cases",
    "ExtranetCase",
    references={"case_guid": "cases"},
    derived={"Contacts": Children("ExtranetContact", "extranet_case_guid")},
    extra=[text("case_guid", nullable=False)],
    unique=["case_guid"],
)
extranet_contacts = keep(
    "extranet_contacts",
    "ExtranetContact",
    references={"extranet_case_guid": "extranet_cases", "contact_guid": "contacts"},
    derived={"GUID": path("contact_guid")},
    extra=[text("extranet_case_guid", nullable=False), text("contact_guid", nullable=False)],
)
view(
    "ExtranetContactCaseRights",
    extranet_contacts,
    derived={
        "CaseGUID": path("extranet_case_guid", "case_guid"),
        "CaseRights": {
            name: path("extranet_case_guid", f"rights_{column}")
            for name, column in {
                "EditCaseStatus": "edit_case_status",
                "ShowBilling": "show_billing",
                "ShowCaseStatus": "show_case_status",
                "ShowFilesAndLinks": "show_files_and_links",
                "ShowGanttChart": "show_gantt_chart",
                "ShowPhaseTree": "show_phase_tree",
                "ShowReadyToBill": "show_ready_to_bill",
                "ShowWorkHourEstimates": "show_work_hour_estimates",
                "ShowWorkHourStartAndEndTime": "show_work_hour_start_and_end_time",
                "ShowWorkHours": "show_work_hours",
            }.items()
        },
        "ContactRights": {
            "Approval": path("rights_approval"),
            "Comments": path("rights_comments"),
            "FileUpload": path("rights_file_upload"),
        },
    },
)

# --- invoices --------------------------------------------------------------------------------

_SELLER_ADDRESS = {
    "country": path("sender_country"),
    "postCodeIdentifier": path("sender_postal_code"),
    "streetName": path("sender_addressline"),
    "townName": path("sender_city"),
}
_BUYER_ADDRESS = {
    "country": path("receiver_country"),
    "postCodeIdentifier": path("receiver_postal_code"),
    "streetName": path("receiver_addressline"),
    "townName": path("receiver_city"),
}
invoices = keep(
    "invoices",
    "Invoice",
    references={
        "account_guid": "accounts",
        "business_unit_guid": "business_units",
        "currency_guid": "currencies",
        "invoice_numbering_business_unit_guid": "business_units",
        "language_guid": "languages",
        "main_case_guid": "cases",
        "reimburse_invoice_guid": "invoices",
        "invoice_status_guid": "invoice_statuses",
    },
    derived={
        "AccountName": path("account_guid", "name"),
        "AccountNumber": path("account_guid", "number"),
        "BusinessUnitCode": path("business_unit_guid", "code"),
        "BusinessUnitName": path("business_unit_guid", "name"),
        "BuyerOrganization": {
            "buyerContactPersonName": path("receiver_contact_name"),
            "buyerElectronicInvoiceAddress": path("account_guid", "e_invoice_address"),
            "buyerElectronicInvoiceOperator": path("account_guid", "e_invoice_operator"),
            "buyerEmailaddressIdentifier": path("receiver_contact_email"),
            "buyerOrganisationName": path("receiver_customer_name"),
            "buyerOrganisationTaxCode": path("receiver_vat_number"),
            "buyerPostalAddressDetails": _BUYER_ADDRESS,
        },
        "CurrencyName": path("currency_guid", "iso_code"),
        "CurrencyShortform": path("currency_guid", "iso_code"),
        "Description": NIL,
        "InvoiceAllowedCaseGUIDs": Links("invoice_cases", "invoice_guid", path("case_guid")),
        "InvoiceConfig": {
            "IsTaxFree": path("is_tax_free"),
            "TaxFreeDescription": path("tax_free_description"),
        },
        "InvoiceDetails": {
            "invoiceDate": path("date"),
            "invoiceDueDate": path("due_date"),
            "invoiceNumber": path("number"),
            "invoiceTypeText": NIL,
            "orderIdentifier": NIL,
            "originCode": NIL,
            "paymentOverDueFineFreeText": NIL,
            "sellerReferenceIdentifier": NIL,
        },
        "InvoiceRows": Children("InvoiceRow", "invoice_guid"),
        "InvoiceStatus": path("invoice_status_guid", "name"),
        "LanguageCode": path("language_guid", "ietf_language_tag"),
        "SellerContact": {
            "sellerAccountDetails": Children("InvoiceBankAccount", "invoice_guid"),
            "sellerContactPersonName": path("sender_contact_name"),
        },
        "SellerOrganization": {
            "sellerOrganisationName": path("sender_name"),
            "sellerOrganisationTaxCode": path("sender_vat_number"),
            "sellerPostalAddressDetails": _SELLER_ADDRESS,
        },
    },
    extra=[text("invoice_status_guid", nullable=False)],
    unique=[("invoice_numbering_business_unit_guid", "number")],
    index=["number", "inserted_at", "date"],
)
invoice_bank_accounts = link(
    "invoice_bank_accounts", references={"invoice_guid": "invoices"}, type_name="InvoiceBankAccount"
)
invoice_cases = link(
    "invoice_cases", [text("case_guid", nullable=False)], references={"invoice_guid": "invoices", "case_guid": "cases"}
)


def _row_links(value: str) -> Links:
    return Links("invoice_row_sources", "invoice_row_guid", path(value))


invoice_rows = keep(
    "invoice_rows",
    "InvoiceRow",
    references={
        "invoice_guid": "invoices",
        "main_case_guid": "cases",
        "main_user_guid": "users",
        "row_cost_center_guid": "cost_centers",
    },
    derived={
        "CaseGUIDs": _row_links("case_guid"),
        "HourGUIDs": _row_links("hour_entry_guid"),
        "ItemGUIDs": _row_links("item_guid"),
        "MainCaseName": path("main_case_guid", "name"),
        "MainCaseNumber": path("main_case_guid", "case_number"),
        "PhaseGUIDs": _row_links("phase_guid"),
        "ProductGUIDs": _row_links("product_guid"),
        "TravelExpenseGUIDs": _row_links("travel_expense_guid"),
        "UserGUIDs": _row_links("user_guid"),
        "rowCostCenterName": path("row_cost_center_guid", "name"),
        "rowCostCenterNumber": path("row_cost_center_guid", "identifier"),
        "rowIdentifier": path("guid"),
    },
    extra=[text("invoice_guid", nullable=False)],
)
invoice_row_sources = link(
    "invoice_row_sources",
    [
        text("case_guid"),
        text("hour_entry_guid"),
        text("item_guid"),
        text("phase_guid"),
        text("product_guid"),
        text("travel_expense_guid"),
        text("user_guid"),
    ],
    references={
        "invoice_row_guid": "invoice_rows",
        "case_guid": "cases",
        "hour_entry_guid": "hour_entries",
        "item_guid": "items",
        "phase_guid": "phases",
        "product_guid": "products",
        "travel_expense_guid": "products",
        "user_guid": "users",
    },
)
invoice_files = keep(
    "invoice_files",
    "InvoiceFile",
    references={"invoice_guid": "invoices", "file_guid": "files"},
    extra=[text("invoice_guid", nullable=False), text("file_guid", nullable=False)],
)
invoice_log_entries = keep(
    "invoice_log_entries",
    references={"invoice_guid": "invoices"},
    extra=[
        text("invoice_guid", nullable=False),
        text("context", nullable=False),
        text("text", nullable=False),
        text("source"),
        sa.Column("event_time", Instant, nullable=False),
    ],
)

# --- hours, items, travel --------------------------------------------------------------------

_HOUR_REFERENCES = {
    "case_guid": "cases",
    "invoice_guid": "invoices",
    "invoice_row_guid": "invoice_rows",
    "over_time_guid": "over_times",
    "phase_guid": "phases",
    "user_guid": "users",
    "work_type_guid": "work_types",
}
# The currencies that a case's hours are seen in: that of its invoices, of its company, of the user's, of all.
_CASE_COMPANY = ("case_guid", "business_unit_guid", "currency_guid")
_USER_COMPANY = ("user_guid", "business_unit_guid", "currency_guid")
_INVOICING = ("case_guid", "currency_guid")
_ORGANIZATION_CURRENCY = OfOrganization("currencies", "iso_code", "is_base")


def _converted(amount: str | None, rate: str | None, own_rate: str | None) -> str | None:
    """Return the lexical form of an amount of one currency in another, by the rates of both."""
    if amount is None:
        return None
    return format(in_currency(Decimal(amount), Decimal(rate or 0), Decimal(own_rate or 0)), "f")


def _cost_in(*currency: str) -> Calculated:
    """A cost, which is in the base currency, in another one."""
    return Calculated(lambda cost, rate: _converted(cost, rate, "1"), (path("unit_cost"), path(*currency, "rate")))


def _price_in(*currency: str) -> Calculated:
    """A price, which is in the currency of the case's invoices, in another one."""
    inputs = (path("unit_price"), path(*currency, "rate"), path(*_INVOICING, "rate"))
    return Calculated(_converted, inputs)


_HOUR_DERIVED: dict[str, Source] = {
    "AccountGUID": path("case_guid", "account_guid"),
    "IsReadOnly": FALSE,
    "TaskGUID": path("phase_guid"),
    "CaseBusinessUnitCode": path("case_guid", "business_unit_guid", "code"),
    "CaseCostCenterIdentifier": path("case_guid", "cost_center_guid", "identifier"),
    "CaseName": path("case_guid", "name"),
    "CaseNumber": path("case_guid", "case_number"),
    "CostCurrencyShortform": path(*_CASE_COMPANY, "iso_code"),
    "CostCurrencyShortformOfInvoicingCurrency": path(*_INVOICING, "iso_code"),
    "CostCurrencyShortformOfOrganizationCurrency": _ORGANIZATION_CURRENCY,
    "CostCurrencyShortformOfUserCompanyCurrency": path(*_USER_COMPANY, "iso_code"),
    "OvertimeCode": path("over_time_guid", "code"),
    "PriceCurrencyShortformOfCaseCompanyCurrency": path(*_CASE_COMPANY, "iso_code"),
    "PriceCurrencyShortformOfInvoicingCurrency": path(*_INVOICING, "iso_code"),
    "PriceCurrencyShortformOfOrganizationCurrency": _ORGANIZATION_CURRENCY,
    "PriceCurrencyShortformOfUserCompanyCurrency": path(*_USER_COMPANY, "iso_code"),
    "UnitCostInInvoicingCurrency": _cost_in(*_INVOICING),
    "UnitCostInOrganizationCurrency": path("unit_cost"),
    "UnitCostInUserCompanyCurrency": _cost_in(*_USER_COMPANY),
    "UnitPriceInCaseCompanyCurrency": _price_in(*_CASE_COMPANY),
    "UnitPriceInUserCompanyCurrency": _price_in(*_USER_COMPANY),
    "UserBusinessUnitCode": path("user_guid", "business_unit_guid", "code"),
    "UserCode": path("user_guid", "code"),
    "UserFirstName": path("user_guid", "first_name"),
    "UserLastName": path("user_guid", "last_name"),
}
hour_entries = keep(
    "hour_entries",
    "HourEntry",
    references=_HOUR_REFERENCES,
    derived=_HOUR_DERIVED,
    index=["event_date", ("user_guid", "event_date")],
)
# Snapshots of hours on credited invoices and on their credit notes, beside the live entries.
reimbursed_hour_entries = keep(
    "reimbursed_hour_entries",
    "HourEntry",
    references={**_HOUR_REFERENCES, "hour_entry_guid": "hour_entries"},
    derived=_HOUR_DERIVED,
    extra=[flag("in_credit_note", default=False), text("hour_entry_guid")],
    index=["event_date"],
)
time_entries = keep(
    "time_entries", "TimeEntry", references={"phase_guid": "phases", "user_guid": "users"}, index=["event_date"]
)
work_days = link(
    "work_days",
    [sa.Column("date", WallClock, nullable=False), flag("is_ready", default=True)],
    references={"user_guid": "users"},
    index=["date"],
)
_ITEM_REFERENCES = {
    "billing_dependency_task_guid": "phases",
    "case_guid": "cases",
    "cost_center_guid": "cost_centers",
    "invoice_guid": "invoices",
    "invoice_row_guid": "invoice_rows",
    "product_guid": "products",
    "recurring_item_guid": "items",
    "sales_status_guid": "sales_statuses",
    "task_guid": "phases",
    "user_guid": "users",
}
_ITEM_DERIVED: dict[str, Source] = {
    "CaseNumber": path("case_guid", "case_number"),
    "IsApproved": FALSE,
    "ProductCode": path("product_guid", "code"),
    "UserCode": path("user_guid", "code"),
}
items = keep(
    "items",
    "Item",
    references={**_ITEM_REFERENCES, "travel_reimbursement_guid": "travel_reimbursements"},
    derived=_ITEM_DERIVED,
    extra=[
        text("travel_reimbursement_guid"),
        flag("is_travel_reimbursement_required", default=True),
        sa.Column("row_number", sa.Integer, nullable=False, default=0),
    ],
    index=["purchase_order_number", "event_date", "inserted_at"],
)
reimbursed_items = keep(
    "reimbursed_items",
    "Item",
    references={**_ITEM_REFERENCES, "item_guid": "items"},
    derived=_ITEM_DERIVED,
    extra=[flag("in_credit_note", default=False), text("item_guid")],
)
item_files = link(
    "item_files", [text("file_guid", nullable=False)], references={"item_guid": "items", "file_guid": "files"}
)
view(
    "TravelReimbursementRow",
    items,
    derived={**_ITEM_DERIVED, "FileGUIDs": Links("item_files", "item_guid", path("file_guid"))},
    condition=items.c.travel_reimbursement_guid.is_not(None),
)
travel_reimbursements = keep(
    "travel_reimbursements",
    "TravelReimbursement",
    references={
        "approved_by_user_guid": "users",
        "currency_guid": "currencies",
        "travel_reimbursement_status_guid": "travel_reimbursement_statuses",
        "user_guid": "users",
    },
    derived={
        "CurrencyShortform": path("currency_guid", "iso_code"),
        "TravelReimbursementRows": Children("TravelReimbursementRow", "travel_reimbursement_guid"),
        "TravelReimbursementStatus": path("travel_reimbursement_status_guid", "name"),
    },
    extra=[text("travel_reimbursement_status_guid", nullable=False)],
    unique=["number"],
    index=["date", "inserted_at"],
)

# --- activities ------------------------------------------------------------------------------

activities = keep(
    "activities",
    "Activity",
    references={
        "account_guid": "accounts",
        "activity_type_guid": "activity_types",
        "owner_user_guid": "users",
        "task_guid": "phases",
    },
    index=["start_date_time"],
    extra=[
        # How the activity repeats: every N days, weeks or months until a moment; none for a single one.
        text("recurrence_unit"),
        sa.Column("recurrence_interval", sa.Integer),
        sa.Column("recurrence_end", Instant),
    ],
)
activity_participants = link(
    "activity_participants",
    [
        text("user_guid"),
        text("contact_guid"),
        text("resource_guid"),
        sa.Column("status", sa.SmallInteger, nullable=False, default=0),
    ],
    references={
        "activity_guid": "activities",
        "user_guid": "users",
        "contact_guid": "contacts",
        "resource_guid": "resources",
    },
)

# --- pricing ---------------------------------------------------------------------------------

pricelist_work_types = link(
    "pricelist_work_types",
    [text("work_type_guid", nullable=False), sa.Column("unit_price", Amount, nullable=False)],
    references={"pricelist_guid": "pricelists", "work_type_guid": "work_types"},
)
# What the price of an hour is multiplied by when it is overtime of a kind.
pricelist_over_times = link(
    "pricelist_over_times",
    [text("over_time_guid", nullable=False), sa.Column("multiplier", Amount, nullable=False)],
    references={"pricelist_guid": "pricelists", "over_time_guid": "over_times"},
)
pricelist_products = link(
    "pricelist_products",
    [text("product_guid", nullable=False), sa.Column("unit_price", Amount, nullable=False)],
    references={"pricelist_guid": "pricelists", "product_guid": "products"},
)
