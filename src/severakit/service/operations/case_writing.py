"""What becomes of a case that was sent: the rules that its members obey, and what follows from them."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from severakit.entities import Case
from severakit.service.call import Call, checked_guid
from severakit.service.operations.case_history import add_sales_status, first_case_status, set_case_status
from severakit.service.operations.currency import iso_code
from severakit.service.operations.days import today
from severakit.service.operations.figures import shows_case_figures, with_figures_of
from severakit.service.operations.membership import add_case_member
from severakit.service.operations.referring import is_referred_to, referring_columns, what_rows_are
from severakit.service.operations.writing import (
    Values,
    check_range,
    check_references,
    filled,
    is_unset,
    kept_values,
    named_either_way,
    wire_name,
)
from severakit.soap.faults import Validation
from severakit.store.tables import (
    accounts,
    addresses,
    billing_forecasts,
    case_members,
    case_status_changes,
    case_statuses,
    case_tags,
    case_work_types,
    cases,
    contacts,
    currencies,
    extranet_cases,
    extranet_contacts,
    phase_members,
    phases,
    resource_allocations,
    sales_processes,
    sales_statuses,
    users,
)

# What a caller sends of these is not taken over: statuses come from their histories, the rest from
# the root phase, the extranet and the service.
_IGNORED = (
    "CurrentCaseStatusGUID",
    "CurrentCaseStatusInsertTs",
    "RootTaskGUID",
    "SalesStatusGUID",
    "SharedToExtranet",
    "UrlToCase",
)
# Members that may be named in two ways: the column, the member beside it, and where that one is looked up.
_ALTERNATIVES = (
    ("case_owner_user_guid", "case_owner_user_code", users, "code"),
    ("account_guid", "account_number", accounts, "number"),
    ("currency_guid", "currency_shortform", currencies, "iso_code"),
)
_OF_NEW_CASES: Values = {"use_default_products_in_work_time_entry": True, "use_default_work_types": True}
# An internal case has no sales, no pricing and no billing.
_OF_INTERNAL_CASES: Values = {
    "expected_value": None,
    "is_daily_allowance_billable": False,
    "is_mileage_billable": False,
    "is_other_travel_expenses_billable": False,
    "pricelist_guid": None,
    "probability": None,
    "sales_close_date": None,
}
# What goes with a case when it is deleted, each before what it refers to.
_PARTS = (
    extranet_contacts,
    extranet_cases,
    resource_allocations,
    case_work_types,
    billing_forecasts,
    case_status_changes,
    case_tags,
    case_members,
    phase_members,
    sales_statuses,
    phases,
)


def add_case(call: Call, entity: Case) -> str:
    """Insert a case with its number, its root phase, its first status and its owner as a member; return its GUID."""
    session = call.session
    values = _checked_values(call, entity)
    status = _chosen(call, case_statuses, entity.current_case_status_guid, "CurrentCaseStatusGUID", None)
    step = _sales_step(call, entity, values, None)
    owner = call.required(users, values["case_owner_user_guid"], "The owner")
    _check_can_be_chosen(owner, "CaseOwnerUserGUID", None)
    values = filled(values, business_unit_guid=owner["business_unit_guid"], **_OF_NEW_CASES, start_date=today(session))
    values["case_number"] = _case_number(call, values["case_number"], None)
    values["closed_date"] = _closed_date(call, values, None)
    guid = session.insert(cases, **values | _sales_values(values, step, has_sales_status=False))
    root = session.insert(phases, case_guid=guid, name=values["name"], owner_user_guid=owner["guid"], sort_order=0)
    session.update(cases, guid, root_task_guid=root)
    add_case_member(session, guid, owner["guid"])
    status = status or first_case_status(session)
    if status is not None:
        set_case_status(session, guid, status["guid"])
    if step is not None:
        add_sales_status(session, guid, step["guid"])
    return guid


def update_case(call: Call, current: sa.RowMapping, entity: Case) -> None:
    """Replace a case by the one sent. Its number, unit and statuses stay where none are sent."""
    session = call.session
    guid: str = current["guid"]
    values = filled(_checked_values(call, entity), business_unit_guid=current["business_unit_guid"])
    if not shows_case_figures(call, guid):
        values = with_figures_of("Case", values, current)
    former = current["current_case_status_guid"]
    status = _chosen(call, case_statuses, entity.current_case_status_guid, "CurrentCaseStatusGUID", former)
    step = _sales_step(call, entity, values, current)
    owner = call.required(users, values["case_owner_user_guid"], "The owner")
    _check_can_be_chosen(owner, "CaseOwnerUserGUID", current["case_owner_user_guid"])
    if values["currency_guid"] != current["currency_guid"]:
        raise Validation("CurrencyGUID cannot be changed: a case keeps its currency.")
    if _is_internal(call, values) != _is_internal(call, current):
        raise Validation("AccountGUID cannot make a customer's case internal, nor the other way round.")
    values["case_number"] = _case_number(call, values["case_number"], current["case_number"])
    values["closed_date"] = _closed_date(call, values, current)
    sales = _sales_values(values, step, has_sales_status=current["sales_status_guid"] is not None)
    session.update(cases, guid, **values | sales)
    if values["name"] != current["name"]:
        session.update(phases, current["root_task_guid"], name=values["name"])
    add_case_member(session, guid, values["case_owner_user_guid"])
    if status is not None and status["guid"] != former:
        set_case_status(session, guid, status["guid"])
    if step is not None and step["guid"] != _present_step(call, current):
        add_sales_status(session, guid, step["guid"])


def delete_case(call: Call, current: sa.RowMapping) -> None:
    """Delete a case with its phases. Raises Validation while hours, items, invoices or activities refer to them."""
    session = call.session
    own_phases = session.values(session.select(phases, phases.c.guid).where(phases.c.case_guid == current["guid"]))
    for column in referring_columns(cases, passing_over=_PARTS):
        if is_referred_to(session, column, [current["guid"]]):
            raise Validation(f"The case has {what_rows_are(column)} and cannot be deleted.")
    for column in referring_columns(phases, passing_over=(*_PARTS, cases)):
        if is_referred_to(session, column, own_phases):
            raise Validation(f"A phase of the case has {what_rows_are(column)}: the case cannot be deleted.")
    session.update(cases, current["guid"], root_task_guid=None, sales_status_guid=None)
    shared = session.select(extranet_cases, extranet_cases.c.guid).where(extranet_cases.c.case_guid == current["guid"])
    parents = {"case_guid": [current["guid"]], "extranet_case_guid": session.values(shared), "phase_guid": own_phases}
    for table in _PARTS:
        parts = [table.c[name].in_(guids) for name, guids in parents.items() if name in table.c]
        session.delete(table, sa.or_(*parts))
    session.delete(cases, cases.c.guid == current["guid"])


# --- rules -----------------------------------------------------------------------------------


def _checked_values(call: Call, entity: Case) -> Values:
    """Return the columns that a case fills. Raises Validation for what cannot be."""
    values = kept_values("Case", entity, ignored=_IGNORED) | _mandatory_references(call, entity)
    if is_unset(values.get("start_date")):
        values.pop("start_date", None)
    check_range(cases, values, "case_number", 1)
    check_range(cases, values, "completion_estimate", 0, 100)
    check_range(cases, values, "overdue_interest", 0)
    check_range(cases, values, "payment_term", 0)
    check_range(cases, values, "probability", 0, 100)
    check_references(call, cases, values)
    _check_belongs_to_account(call, values)
    return values | (_OF_INTERNAL_CASES if _is_internal(call, values) else {})


def _mandatory_references(call: Call, entity: Case) -> Values:
    """Find what must be named, by its GUID or else by its code, number or short form."""
    values: Values = {}
    entity = msgspec.structs.replace(entity, currency_shortform=iso_code(entity.currency_shortform))
    for column, twin, table, looked_up in _ALTERNATIVES:
        named = named_either_way(call, entity, table, column, twin, looked_up)
        if named is None:
            raise Validation(f"{wire_name(cases, column)} or {wire_name(cases, twin)} is mandatory.")
        values[column] = named["guid"]
    return values


def _check_belongs_to_account(call: Call, values: Values) -> None:
    account = call.required(accounts, values["account_guid"], "The account")
    contact, address = values["contact_guid"], values["billing_address_guid"]
    if contact and call.session.find(contacts, guid=contact, account_guid=account["guid"]) is None:
        raise Validation("ContactGUID names a contact of another account.")
    if address and call.session.find(addresses, guid=address, company_guid=account["company_guid"]) is None:
        raise Validation("BillingAddressGUID names an address of another account.")


def _is_internal(call: Call, values: Values | sa.RowMapping) -> bool:
    return bool(call.required(accounts, values["account_guid"], "The account")["is_internal"])


def _case_number(call: Call, wanted: int | None, current: int | None) -> int:
    """Return the number sent where it is free; without one the case keeps its own, or takes the next of the series."""
    if wanted is None:
        return current or _next_free_number(call)
    if wanted != current and call.session.find(cases, case_number=wanted) is not None:
        raise Validation(f"CaseNumber {wanted} belongs to another case.")
    return wanted


def _next_free_number(call: Call) -> int:
    """Take the next number of the series that no case was given by hand."""
    number = call.session.next_number("case")
    while call.session.find(cases, case_number=number) is not None:
        number = call.session.next_number("case")
    return number


def _closed_date(call: Call, values: Values, current: sa.RowMapping | None) -> datetime | None:
    """The day on which a case was closed: the one sent, else the one kept, else today; none while it is open."""
    if not values.get("is_closed", current is not None and current["is_closed"]):
        return None
    kept: datetime | None = None if current is None else current["closed_date"]
    return values["closed_date"] or kept or today(call.session)


# --- statuses --------------------------------------------------------------------------------


def _chosen(call: Call, table: sa.Table, guid: str | None, name: str, former: str | None) -> sa.RowMapping | None:
    """Return the row that a member names, None where it names none.

    Raises Validation for an unknown one, and for one that is not active unless the case has it already.
    """
    guid = checked_guid(guid, name)
    row = call.session.get(table, guid) if guid else None
    if row is not None:
        _check_can_be_chosen(row, name, former)
    elif guid:
        raise Validation(f"{name} refers to something that does not exist.")
    return row


def _check_can_be_chosen(row: sa.RowMapping, name: str, former: str | None) -> None:
    if not row["is_active"] and row["guid"] != former:
        raise Validation(f"{name} names one that is not active and cannot be chosen.")


def _sales_step(call: Call, entity: Case, values: Values, current: sa.RowMapping | None) -> sa.RowMapping | None:
    """Return the sales status step that was sent, which only a customer's case can have."""
    former = None if current is None else _present_step(call, current)
    step = _chosen(call, sales_processes, entity.sales_process_guid, "SalesProcessGUID", former)
    return None if _is_internal(call, values) else step


def _sales_values(values: Values, step: sa.RowMapping | None, *, has_sales_status: bool) -> Values:
    """What sales make of a case: no expected value without a sales status, and the step's probability."""
    if step is not None:
        return {"probability": step["default_probability"]} if values["probability"] is None else {}
    return {} if has_sales_status else {"expected_value": None}


def _present_step(call: Call, current: sa.RowMapping) -> str | None:
    """Return the step that a case is at."""
    status = call.session.find(sales_statuses, guid=current["sales_status_guid"])
    return None if status is None else status["sales_process_guid"]
