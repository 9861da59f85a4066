"""A demo organization, and for every operation of the contract the arguments of a call that succeeds there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import msgspec
import sqlalchemy as sa

from severakit import entities
from severakit.contract import Field, Operation, load_contract
from severakit.store import tables
from severakit.store.schema import LAYOUTS
from support.api import Api
from support.projects import add_invoice, top_unit

CONTRACT = load_contract()
DAY = datetime(2026, 3, 2)
"""A Monday."""
EARLY, LATE = datetime(2000, 1, 1), datetime(2040, 1, 1)
"""Days before and after everything."""
Arguments = dict[str, Any]


class World:
    """A demo organization: what its rows are, and new ones to write to.

    ``api`` calls as a user with all rights, ``narrow`` as one with none, ``stranger`` with a key of nobody's, and
    ``bare`` in an organization of its own that has next to nothing.
    """

    def __init__(self, api: Api, narrow: Api, bare: Api) -> None:
        self.api = api
        self.narrow = narrow
        self.bare = bare
        self.stranger = Api(api.store, api.dispatcher, api.organization_id, "sevk_of_nobody", api.user_guid)
        self._numbers = count(1)

    def new(self, prefix: str = "New") -> str:
        """Return a name that nothing has yet."""
        return f"{prefix} {next(self._numbers)}"

    def value(self, table: Any, column: str = "guid", *conditions: Any) -> Any:
        """Return a column of a row that has something there."""
        with self.api.store.read(self.api.organization_id) as session:
            found = session.select(table, table.c[column]).where(table.c[column].is_not(None), *conditions)
            return session.values(found.order_by(table.c.guid).limit(1))[0]

    def row(self, table: Any, **columns: str) -> Arguments:
        """Return columns of one row that has something in each, by the names given to them."""
        chosen = [table.c[column].label(name) for name, column in columns.items()]
        with self.api.store.read(self.api.organization_id) as session:
            full = session.select(table, *chosen).where(*(table.c[column].is_not(None) for column in columns.values()))
            return dict(session.all(full.order_by(*chosen).limit(1))[0])

    def entity(self, type_name: str) -> Any:
        """Return an entity to be added."""
        return NEW[type_name](self)

    def added(self, type_name: str) -> Any:
        """Add an entity and return it."""
        operation = CONTRACT.operations[ADDED_BY[type_name]]
        answer = self.api(operation.qualified_name, **arguments_of(self, operation))
        return answer[0] if isinstance(answer, list) else answer


def _adding_operations() -> dict[str, str]:
    adding = {}
    for operation in CONTRACT.operations.values():
        if operation.name.startswith("AddNew") and operation.returns and not operation.returns.is_list:
            adding.setdefault(operation.returns.name, operation.qualified_name)
    return adding | {"Tag": "ITag.AddNewUserTag"}


ADDED_BY = _adding_operations()
"""The operation that adds an entity, by type."""
TABLES = {layout.type_name: layout.table for layout in reversed(LAYOUTS.values())}
"""Where the entities of a type are kept; of several tables the first."""

NEW: dict[str, Callable[[World], Any]] = {
    "AccessRightsProfile": lambda w: entities.AccessRightsProfile(name=w.new(), rights=entities.AccessRights()),
    "Account": lambda w: entities.Account(name=w.new()),
    "AccountGroup": lambda w: entities.AccountGroup(name=w.new()),
    "Activity": lambda w: entities.Activity(
        name=w.new(),
        owner_user_guid=w.api.user_guid,
        activity_type_guid=w.value(tables.activity_types),
        start_date_time=DAY.replace(hour=9, tzinfo=UTC),
        end_date_time=DAY.replace(hour=10, tzinfo=UTC),
    ),
    "ActivityType": lambda w: entities.ActivityType(name=w.new(), category="CalendarEntry"),
    "Address": lambda w: entities.Address(
        company_guid=w.added("Account").company_guid, addressline=w.new(), city="Turku", country_code="FI"
    ),
    "BillingAndExpenseForecast": lambda _: entities.BillingAndExpenseForecast(
        year=2027, month=1, billing_forecast=Decimal(1)
    ),
    "BusinessUnit": lambda w: entities.BusinessUnit(name=w.new(), parent_business_unit_guid=top_unit(w.api)),
    "Case": lambda w: entities.Case(
        name=w.new(),
        account_guid=w.added("Account").guid,
        case_owner_user_guid=w.api.user_guid,
        currency_shortform="EUR",
    ),
    "CaseStatus": lambda w: entities.CaseStatus(name=w.new()),
    "Contact": lambda w: entities.Contact(
        account_guid=w.added("Account").guid, first_name="Aino", last_name=w.new(), communication_methods=[]
    ),
    "Customer": lambda w: entities.Customer(name=w.new()),
    "Employment": lambda _: entities.Employment(
        start_date=datetime(2050, 1, 3), daily_hours=Decimal("7.5"), hour_cost=Decimal(20)
    ),
    "HourEntry": lambda w: entities.HourEntry(
        phase_guid=w.added("Phase").guid,
        user_guid=w.api.user_guid,
        work_type_guid=w.value(tables.work_types),
        event_date=DAY,
        quantity=Decimal(1),
    ),
    "Industry": lambda w: entities.Industry(name=w.new()),
    "InvoiceInformation": lambda w: entities.InvoiceInformation(
        date=DAY, item_guids=[w.added("Item").guid], invoice_status="Draft"
    ),
    "Item": lambda w: entities.Item(
        case_guid=w.added("Case").guid, name=w.new(), quantity=Decimal(1), unit_price=Decimal(5), unit_cost=Decimal(1)
    ),
    "Phase": lambda w: _phase(w, w.added("Case")),
    "Product": lambda w: entities.Product(name=w.new(), unit_price=Decimal(5)),
    "ProductCategory": lambda w: entities.ProductCategory(name=w.new()),
    "Resource": lambda w: entities.Resource(name=w.new()),
    "ResourceAllocation": lambda w: _allocation(w, w.added("Phase")),
    "SalesProcess": lambda w: entities.SalesProcess(name=w.new(), is_in_progress=True),
    "SalesStatus": lambda w: entities.SalesStatus(
        case_guid=w.added("Case").guid, sales_process_guid=w.value(tables.sales_processes)
    ),
    "Tag": lambda w: entities.Tag(keyword=w.new()),
    "TravelExpense": lambda w: entities.TravelExpense(
        name=w.new(), expense_class="OtherTravelExpense", unit_price=Decimal(5)
    ),
    "User": lambda w: entities.User(
        first_name="Aino",
        last_name=w.new(),
        email=f"{w.new('u').replace(' ', '')}@conformance.example",
        business_unit_guid=top_unit(w.api),
    ),
    "UserRights": lambda w: w.api("IAccessRights.GetUserRightsByUserGUID", guid=w.api.user_guid),
    "WorkType": lambda w: entities.WorkType(name=w.new()),
}
"""Entities to be added, by type."""


def _phase(world: World, case: Any) -> Any:
    return entities.Phase(case_guid=case.guid, parent_phase_guid=case.root_task_guid, name=world.new())


def _allocation(world: World, phase: Any) -> Any:
    return entities.ResourceAllocation(
        case_guid=phase.case_guid,
        phase_guid=phase.guid,
        user_guid=world.api.user_guid,
        start_date=DAY,
        end_date=DAY,
        allocated_hours=Decimal(4),
    )


# --- what is asked for, by parameter -----------------------------------------------------------

_NAMED = {
    "attachmentGuid": "File",
    "hourGUID": "HourEntry",
    "taskGuid": "Phase",
}
_OWN_GUID = {
    "IFile": "File",
    "ITravelReimbursement": "TravelReimbursement",
    "IAccessRights": "AccessRightsProfile",
}
_TYPE_NAMES = {name.lower(): name for name in TABLES}
_TEXTS: dict[str, tuple[Any, str]] = {
    "accountName": (tables.accounts, "name"),
    "accountNumber": (tables.accounts, "number"),
    "businessUnitCode": (tables.business_units, "code"),
    "caseNumber": (tables.cases, "case_number"),
    "countryName": (tables.countries, "name"),
    "currencyIsoCode": (tables.currencies, "iso_code"),
    "ietfLanguageTag": (tables.languages, "ietf_language_tag"),
    "isoName": (tables.countries, "iso_codea2"),
    "poNumber": (tables.items, "purchase_order_number"),
    "productCategoryCode": (tables.product_categories, "code"),
    "productCode": (tables.products, "code"),
    "userCode": (tables.users, "code"),
    "vatNumber": (tables.companies, "vat_number"),
}
_PRIMITIVES: dict[str, Any] = {
    "string": "text",
    "boolean": False,
    "int": 0,
    "long": 0,
    "byte": 0,
}


def type_of(operation: Operation, name: str) -> str | None:
    """Return the type of which a parameter holds the GUID, or the GUIDs."""
    if name == "guid":
        return "User" if "ByUserGUID" in operation.name else _OWN_GUID[operation.interface]
    if name in _NAMED:
        return _NAMED[name]
    if "guid" not in name.lower():
        return None
    stem = name.lower().partition("guid")[0]
    return next((_TYPE_NAMES[known] for known in sorted(_TYPE_NAMES, key=len)[::-1] if stem.endswith(known)), None)


def arguments_of(world: World, operation: Operation) -> Arguments:
    """Return what an operation is called with so that it succeeds; whatever it changes is made for the call."""
    given = SUCCESS.get(operation.qualified_name, lambda _: {})(world)
    return {
        param.name: given[param.name] if param.name in given else _argument(world, operation, param)
        for param in operation.params
    }


def _argument(world: World, operation: Operation, param: Field) -> Any:
    kind, named = param.type.name, type_of(operation, param.name)
    if kind in NEW:
        value = world.added(kind) if operation.name.startswith("Update") else world.entity(kind)
    elif named is not None:
        value = _guid(world, operation, named)
    else:
        return _plain(world, param)
    return [value] if param.type.is_list else value


def _plain(world: World, param: Field) -> Any:
    if param.type.is_list:
        return []
    if param.name in _TEXTS:
        return world.value(*_TEXTS[param.name])
    if param.type.name in entities.ENUMS:
        return next(iter(entities.ENUMS[param.type.name]))
    if param.type.name == "dateTime":
        day = LATE if "end" in param.name.lower() else EARLY
        return day.replace(tzinfo=UTC) if param.instant else day
    return 10 if param.name == "count" else _PRIMITIVES[param.type.name]


def _guid(world: World, operation: Operation, type_name: str) -> str:
    if type_name == "BusinessUnit":
        return top_unit(world.api)
    if operation.is_read:
        return world.value(TABLES[type_name])
    if type_name == "Invoice":
        return add_invoice(world.api)
    return world.added(type_name).guid if type_name in NEW else world.value(TABLES[type_name])


def given_by(**makers: Callable[[World], Any]) -> Callable[[World], Arguments]:
    """Return a maker of arguments, each of which is made of the world."""
    return lambda world: {name: maker(world) for name, maker in makers.items()}


def always(**arguments: Any) -> Callable[[World], Arguments]:
    """Return a maker of arguments that are the same in every world."""
    return lambda _: arguments


def _of(table: Any, **columns: str) -> Callable[[World], Arguments]:
    """Return a maker of arguments that are all of one row."""
    return lambda world: world.row(table, **columns)


def _taking_part(kind: str) -> Callable[[World], Arguments]:
    """Return a maker of an activity in which somebody takes part: a user, contact or resource."""

    def arguments(world: World) -> Arguments:
        activity, part = world.added("Activity"), world.added(kind)
        given = {"activityGUID": activity.guid, f"{kind.lower()}GUID": part.guid}
        world.api(f"IActivity.AddNewActivity{kind}Participant", **given)
        return given

    return arguments


def _participants(kind: str) -> Callable[[World], Arguments]:
    """Return a maker of an activity in which somebody of a kind takes part."""
    return _of(tables.activity_participants, activityGUID="activity_guid", taking_part=f"{kind}_guid")


def _numbered_invoice(world: World) -> Any:
    with world.api.store.read(world.api.organization_id) as session:
        numbered = session.select(tables.invoices).where(tables.invoices.c.number.is_not(None))
        return session.all(numbered.order_by(tables.invoices.c.guid).limit(1))[0]


def _status_of_finvoice(world: World) -> str:
    invoice = _numbered_invoice(world)
    statuses = tables.invoice_statuses
    return world.value(statuses, "name", statuses.c.guid == invoice["invoice_status_guid"])


def _pdf_by_number(world: World) -> Arguments:
    invoice = _numbered_invoice(world)
    return {
        "invoiceNumber": invoice["number"],
        "invoiceNumberingBusinessUnitGUID": invoice["invoice_numbering_business_unit_guid"],
    }


def _pdf_by_guid(world: World) -> Arguments:
    invoice = _numbered_invoice(world)
    return {"invoiceGuid": invoice["guid"]}


def _ordered_item(world: World) -> Arguments:
    number = world.new("PO")
    ordered = msgspec.structs.replace(world.entity("Item"), purchase_order_number=number)
    world.api("IItem.AddNewItem", itemInfo=ordered)
    return {"poNumber": number}


def _claim(world: World) -> Any:
    """Add a travel reimbursement past the API, as travellers make them in the product."""
    with world.api.session() as session:
        (status,) = session.all(session.select(tables.travel_reimbursement_statuses).limit(1))
        guid = session.insert(
            tables.travel_reimbursements,
            user_guid=world.api.user_guid,
            number=session.next_number("travel"),
            date=DAY,
            travel_reimbursement_status_guid=status["guid"],
            currency_guid=session.find(tables.currencies, iso_code="EUR")["guid"],
        )
        return {**session.get(tables.travel_reimbursements, guid), "status": status["name"]}


def _account_with_contact(world: World) -> str:
    known = sa.select(tables.contacts.c.account_guid)
    return world.value(tables.accounts, "guid", tables.accounts.c.guid.in_(known), tables.accounts.c.is_active)


def _account_in_group(world: World) -> str:
    active = sa.select(tables.account_groups.c.guid).where(tables.account_groups.c.is_active)
    members = tables.account_group_members
    with world.api.store.read(world.api.organization_id) as session:
        found = session.select(members, members.c.account_guid).where(members.c.account_group_guid.in_(active))
        return session.values(found.limit(1))[0]


def _claim_with_receipt(world: World) -> str:
    proved = sa.select(tables.item_files.c.item_guid)
    return world.value(tables.items, "travel_reimbursement_guid", tables.items.c.guid.in_(proved))


def _status_of_claim(world: World, column: str) -> str:
    of_claims = sa.select(tables.travel_reimbursements.c.travel_reimbursement_status_guid)
    statuses = tables.travel_reimbursement_statuses
    return world.value(statuses, column, statuses.c.guid.in_(of_claims))


_TRAVEL_EXPENSE = tables.products.c.is_travel_expense
_STATUS = always(status="Ready for transfer")
_TRAVEL_CODE = given_by(travelExpenseCode=lambda w: w.value(tables.products, "code", _TRAVEL_EXPENSE))

SUCCESS: dict[str, Callable[[World], Arguments]] = {
    "IAccessRights.UpdateUserRightsByUserGUID": always(rights=entities.UserRights(api=False)),
    "IAccount.AddNewAccount": given_by(
        companyInfo=lambda w: entities.Company(name=w.new()), addressInfo=lambda _: None, contactInfo=lambda _: None
    ),
    "IAccount.UpdateAccount": always(companyInfo=None),
    "IExtranet.GetExtranetCaseByCaseGUID": given_by(caseGuid=lambda w: w.value(tables.extranet_cases, "case_guid")),
    "IInvoice.AddNewInvoiceLogEntry": always(context="Information"),
    "IInvoice.GetFinvoicesByStatus": given_by(status=_status_of_finvoice),
    "IInvoice.GetFinvoicesByStatusAndDate": lambda w: {
        "finvoiceVersion": "1.3",
        "invoiceStatus": _status_of_finvoice(w),
    },
    "IInvoice.GetInvoiceAttachmentFile": given_by(attachmentGuid=lambda w: w.value(tables.invoice_files)),
    "IInvoice.GetInvoiceByNumber": _of(tables.invoices, invoiceNumber="number", businessUnitGUID="business_unit_guid"),
    "IInvoice.GetInvoicePdf": _pdf_by_number,
    "IInvoice.GetInvoicePdfByInvoiceGUID": _pdf_by_guid,
    "IInvoice.GetInvoicesByDateAndStatus": _STATUS,
    "IInvoice.GetInvoicesByStatus": always(status="Paid", maxInvoices=2),
    "IInvoice.GetInvoicesByStatusAndBusinessUnit": always(status="Paid"),
    "IInvoice.SetInvoiceNumber": lambda w: {
        "status": "Ready for transfer",
        "invoiceNumber": 900_000 + int(w.new().split()[1]),
    },
    "IInvoice.SetInvoiceStatus": _STATUS,
    "IItem.AddNewItem": always(currencyCode=None),
    "IItem.GetReimbursedItemByGUID": given_by(itemGUID=lambda w: w.value(tables.reimbursed_items)),
    "IItem.AddNewExpenseToProductByPoNumber": _ordered_item,
    "IHourEntry.GetReimbursedHourEntryByGUID": given_by(
        hourEntryGUID=lambda w: w.value(tables.reimbursed_hour_entries)
    ),
    "IActivity.GetActivityContactParticipants": _participants("contact"),
    "IActivity.GetActivityInstances": lambda w: (
        dict.fromkeys(
            ("accountGUID", "activityTypeGUID", "caseGUID", "endsAfter", "endsBefore", "startsAfter", "startsBefore")
        )
        | {"maxRows": 10}
        | w.row(tables.activities, userGUID="owner_user_guid")
    ),
    "IActivity.GetActivityResourceParticipants": _participants("resource"),
    "IActivity.GetActivityUserParticipants": _participants("user"),
    "IActivity.GetAllActivityParticipants": _participants("contact"),
    "IActivity.RemoveActivityContactParticipant": _taking_part("Contact"),
    "IActivity.RemoveActivityResourceParticipant": _taking_part("Resource"),
    "IActivity.RemoveActivityUserParticipant": _taking_part("User"),
    "ICase.GetBillingAndExpenseForecastByCaseGUID": _of(tables.billing_forecasts, caseGuid="case_guid"),
    "IContact.GetContactsByCommunicationMethodType": lambda w: (
        (row := w.row(tables.communication_methods, type="type", value="value"))
        | {"type": entities.CommunicationMethodType(row["type"])}
    ),
    "IAccountGroup.GetAccountGroupsByAccountGUID": given_by(accountGuid=_account_in_group),
    "IContact.GetContactsByAccountGUID": _of(tables.contacts, accountGUID="account_guid"),
    "IContact.GetContactsChangedSince": given_by(accountGUID=_account_with_contact),
    "IEmployment.GetEmploymentsByUserGUID": _of(tables.employments, userGUID="user_guid"),
    "IPhase.GetHourEntryPhasesByUserGUID": given_by(
        userGUID=lambda w: w.value(tables.cases, "case_owner_user_guid", ~tables.cases.c.is_closed)
    ),
    "IExtranet.GetExtranetContactCaseRightsByContactGUID": _of(tables.extranet_contacts, contactGuid="contact_guid"),
    "IHourEntry.GetHourEntriesByCaseGUID": _of(tables.hour_entries, caseGuid="case_guid"),
    "IHourEntry.GetHourEntriesByDateAndUser": _of(tables.hour_entries, userGUID="user_guid"),
    "IHourEntry.GetHourEntriesByDateAndUserGUID": _of(tables.hour_entries, userGUID="user_guid"),
    "IHourEntry.GetWorkDayInfoByDateRangeAndUserGUID": always(startdate=DAY, enddate=DAY),
    "IInvoice.GetInvoiceAttachmentFileGUIDs": _of(tables.invoice_files, invoiceGuid="invoice_guid"),
    "IItem.GetItemsByCaseGUID": _of(tables.items, caseGUID="case_guid"),
    "IPhase.GetPhasesByCode": _of(tables.phases, phaseCode="code", caseGUID="case_guid"),
    "IResourceAllocation.GetResourceAllocations": always(
        **{param.name: None for param in CONTRACT.operations["IResourceAllocation.GetResourceAllocations"].params}
    ),
    "IResourceAllocation.GetResourceAllocationsByCaseGUID": _of(tables.resource_allocations, caseGUID="case_guid"),
    "IResourceAllocation.GetResourceAllocationsByCaseGUIDUserGUID": _of(
        tables.resource_allocations, caseGUID="case_guid", userGUID="user_guid"
    ),
    "IResourceAllocation.GetResourceAllocationsByUserGUID": _of(tables.resource_allocations, userGUID="user_guid"),
    "ITag.GetTagsByCaseGUID": _of(tables.case_tags, caseGUID="case_guid"),
    "ITimeEntry.GetTimeEntriesByDate": _of(tables.time_entries, eventDate="event_date"),
    "ITimeEntry.GetTimeEntriesByDateAndUserGUID": _of(
        tables.time_entries, eventDate="event_date", userGUID="user_guid"
    ),
    "IPhase.DeletePhase": always(phaseGUIDToTransferItemsTo=None),
    "IActivityType.DeleteActivityType": always(replacementActivityTypeGUID=None),
    "ICaseStatus.DeleteCaseStatus": always(replacementCaseStatusGUID=None),
    "IProduct.GetTravelExpenseByCode": _TRAVEL_CODE,
    "IProduct.GetTravelExpenseByCodeIncludeInactive": _TRAVEL_CODE,
    "IProduct.GetTravelExpenseByGUID": given_by(
        travelExpenseGUID=lambda w: w.value(tables.products, "guid", _TRAVEL_EXPENSE)
    ),
    "ITravelReimbursement.GetTravelReimbursementByNumber": lambda w: {
        "travelReimbursementNumber": w.value(tables.travel_reimbursements, "number"),
        "travelReimbursementNumberingBusinessUnitGUID": None,
    },
    "ITravelReimbursement.GetTravelReimbursementAttachments": given_by(guid=_claim_with_receipt),
    "ITravelReimbursement.GetTravelReimbursementPdf": _of(tables.travel_reimbursements, guid="guid"),
    "ITravelReimbursement.GetTravelReimbursementsByStatus": given_by(
        status=lambda w: _status_of_claim(w, "name"), businessUnitGUID=lambda _: None
    ),
    "ITravelReimbursement.GetTravelReimbursementsByStatusGUID": given_by(
        travelReimbursementStatusGUID=lambda w: _status_of_claim(w, "guid")
    ),
    "ITravelReimbursement.SetTravelReimbursementStatus": lambda w: {
        "travelReimbursementGUID": (claim := _claim(w))["guid"],
        "status": claim["status"],
    },
    "IUser.ChangePassword": always(newPassword="as long as it must be"),
    "IUser.GetUserByName": _of(tables.users, firstName="first_name", lastName="last_name"),
}
"""Arguments of calls that succeed, where the parameters' names do not tell."""
