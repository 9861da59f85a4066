"""IHourEntry: hours worked on phases of cases, by people, to be invoiced or not."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from severakit.entities import HourEntry
from severakit.service.call import Call, Result
from severakit.service.operations.approval import may_approve
from severakit.service.operations.case_rights import may_change_case
from severakit.service.operations.contracts import contract_on
from severakit.service.operations.days import day_of, within_days
from severakit.service.operations.figures import shows_figures_of, with_figures_of
from severakit.service.operations.hour_rules import check_day_is_open, check_demands, check_over_time, check_work_type
from severakit.service.operations.membership import may_enter_hours
from severakit.service.operations.patterns import by_guid, changed, named
from severakit.service.operations.people import may_manage
from severakit.service.operations.prices import hour_price, rate_of
from severakit.service.operations.referring import is_referred_to
from severakit.service.operations.registry import Interface
from severakit.service.operations.work_days import WorkDays
from severakit.service.operations.writing import (
    Values,
    check_range,
    check_references,
    current_row,
    kept_values,
    sent,
)
from severakit.soap.faults import GeneralFailure, NoPermission, Validation
from severakit.store.money import in_base_currency
from severakit.store.tables import (
    accounts,
    cases,
    hour_entries,
    invoice_row_sources,
    phases,
    reimbursed_hour_entries,
    users,
    work_types,
)

_MANDATORY = ("event_date", "phase_guid", "quantity", "user_guid", "work_type_guid")
_MOST_HOURS = Decimal(999)
_LONGEST_RANGE = timedelta(days=36525)
_HIGHEST_PRICE = Decimal(10**9)
_PRICED_BY = ("phase_guid", "work_type_guid", "over_time_guid")
# What a caller sends of these is not taken over: they follow from the phase, or from invoicing.
_IGNORED = (
    "CaseGUID",
    "InvoiceGUID",
    "InvoiceRowGUID",
    "IsApproved",
    "IsProductive",
    "UnitPriceInBaseCurrency",
)

hour_entry = Interface("IHourEntry")
hour_entry.declare("GetHourEntryByGUID", by_guid("HourEntry"))
hour_entry.declare(
    "GetReimbursedHourEntryByGUID",
    by_guid(
        "reimbursed_hour_entries",
        note="The GUID is that of the hours as an invoice or credit note keeps them, not the hour entry's.",
    ),
)


# --- reading ---------------------------------------------------------------------------------


@hour_entry.operation
def get_hour_entries_by_date(
    call: Call, business_unit_guid: str | None, startdate: datetime | None, enddate: datetime | None
) -> Result:
    """Hours by their event date, in whole days; both ends are included, and a missing one is open.

    A business unit stands for the cases of that unit and of all below it, whoever entered the hours; without one the
    hours are those of the organization.
    """
    conditions = [
        *within_days(hour_entries.c.event_date, startdate, enddate),
        *_of_units(call, hour_entries, business_unit_guid),
    ]
    return call.session.rows("HourEntry", *conditions)


@hour_entry.operation
def get_hour_entries_by_date_and_user_guid(
    call: Call,
    business_unit_guid: str | None,
    startdate: datetime | None,
    enddate: datetime | None,
    user_guid: str | None,
) -> Result:
    """Hours of a user, or without one of everybody, by the dates and the unit of GetHourEntriesByDate.

    GetHourEntriesByDateAndUser and GetHourEntriesByDateAndUserGUID do the same.
    """
    conditions = [
        *within_days(hour_entries.c.event_date, startdate, enddate),
        *_of_units(call, hour_entries, business_unit_guid),
    ]
    if user_guid is not None:
        conditions.append(hour_entries.c.user_guid == user_guid)
    return call.session.rows("HourEntry", *conditions)


hour_entry.declare("GetHourEntriesByDateAndUser", get_hour_entries_by_date_and_user_guid)


@hour_entry.operation
def get_hour_entries_by_case_guid(
    call: Call, case_guid: str | None, start_date: datetime | None, end_date: datetime | None
) -> Result:
    """Hours of a case by their event date; both ends are included, and a missing one is open.

    An unknown case has none.
    """
    of_case = named(hour_entries.c.case_guid, case_guid)
    return call.session.rows("HourEntry", of_case, *within_days(hour_entries.c.event_date, start_date, end_date))


@hour_entry.operation
def get_invoiced_hour_entries_by_case_guid(call: Call, case_guid: str | None) -> Result:
    """Hours of a case that are on an invoice now; an unknown case has none.

    Those whose invoice was credited are not: GetReimbursedHourEntriesByDate has them.
    """
    invoiced = hour_entries.c.invoice_guid.is_not(None)
    return call.session.rows("HourEntry", named(hour_entries.c.case_guid, case_guid), invoiced)


@hour_entry.operation
def get_hour_entries_changed_since(call: Call, start_date: datetime | None) -> Result:
    """Hours inserted or changed since a minute, which is included."""
    return call.session.rows("HourEntry", *changed(call, hour_entries, start_date))


@hour_entry.operation
def get_reimbursed_hour_entries_by_date(
    call: Call,
    business_unit_guid: str | None,
    startdate: datetime | None,
    enddate: datetime | None,
    in_credit_note: bool | None,
) -> Result:
    """Hours as they stand on credited invoices (false), on credit notes (true), or on both (nil).

    Dates and business unit are those of GetHourEntriesByDate.
    """
    table = reimbursed_hour_entries
    conditions = [*within_days(table.c.event_date, startdate, enddate), *_of_units(call, table, business_unit_guid)]
    return call.session.rows("reimbursed_hour_entries", *conditions, *_in_credit_note(in_credit_note))


@hour_entry.operation
def get_reimbursed_hour_entries_changed_since(
    call: Call,
    start_date: datetime | None,
    in_credit_note: bool | None,
) -> Result:
    """Hours as they stand on credited invoices (false), on credit notes (true), or on both (nil).

    Those inserted or changed since a minute, which is included.
    """
    conditions = changed(call, reimbursed_hour_entries, start_date)
    return call.session.rows("reimbursed_hour_entries", *conditions, *_in_credit_note(in_credit_note))


@hour_entry.operation
def get_work_day_info_by_date_range_and_user_guid(
    call: Call,
    business_unit_guid: str | None,
    startdate: datetime | None,
    enddate: datetime | None,
    user_guid: str | None,
    include_un_paid_absenses: bool | None,
    include_info_for_inactive_user: bool | None,
) -> Result:
    """The days of a user, or of each user of a unit or of the organization, one user after another.

    The unit is the user's here, and stands for all below it too. Inactive users come with includeInfoForInactiveUser.
    Days up to the organization's closing date are read only. An absence is told on each day that it touches by the
    user's clock, a recurring one at each of its times, as GetActivityInstances lists them.
    """
    start, end = _range(startdate, enddate)
    conditions = list(call.session.seen(users))
    if not include_info_for_inactive_user:
        conditions.append(users.c.is_active)
    if user_guid is not None:
        conditions.append(users.c.guid == user_guid)
    units = call.units(business_unit_guid)
    if units is not None:
        conditions.append(users.c.business_unit_guid.in_(units))
    return WorkDays(call.session, conditions, start, end, with_unpaid_absences=bool(include_un_paid_absenses))


def _range(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    if start is None or end is None:
        raise GeneralFailure("startdate and enddate must be given.")
    if end - start > _LONGEST_RANGE:
        raise GeneralFailure("startdate and enddate may lie 100 years apart at most.")
    return start, end


def _of_units(call: Call, table: sa.Table, business_unit_guid: str | None) -> list[sa.ColumnElement[bool]]:
    """Hours of the cases of a unit and all below it."""
    units = call.units(business_unit_guid)
    if units is None:
        return []
    in_units = call.session.select(cases, cases.c.guid).where(cases.c.business_unit_guid.in_(units))
    return [table.c.case_guid.in_(in_units)]


def _in_credit_note(wanted: bool | None) -> list[sa.ColumnElement[bool]]:
    return [] if wanted is None else [reimbursed_hour_entries.c.in_credit_note == wanted]


# --- writing ---------------------------------------------------------------------------------


@hour_entry.operation
def add_new_hour_entry(call: Call, hour_entry_info: HourEntry | None) -> Result:
    """Insert hours for a member of the phase. Start and end time never make up the quantity.

    The work type is one of those that GetWorkTypesByPhaseGUID lists. Overtime takes an active kind of it, and a work
    contract of the user on the day that allows it.

    A price that is not sent is the phase's, else that of the work type in the case's price list, else that list's
    default hour price, else 0; overtime multiplies a price of the list as the list says. A cost that is not sent, or is
    0, is that of the user's work contract on the day. Nothing is added on or before the organization's closing date,
    nor without a description where the organization demands one, nor between start and end times that overlap another
    entry of the user where it forbids that.
    """
    entity = sent(_with_phase(hour_entry_info), *_MANDATORY)
    values = _checked_values(call, entity)
    place = _open_place(call, values["phase_guid"])
    _require_right(call, values["user_guid"], place)
    _check_member(call, values, place)
    check_work_type(call.session, place.case, values["work_type_guid"])
    check_over_time(call.session, values["over_time_guid"])
    check_demands(call.session, values)
    values |= _billing(call, values, place)
    return call.stored("HourEntry", call.session.insert(hour_entries, **values))


@hour_entry.operation
def update_hour_entry(call: Call, hour_entry_info: HourEntry | None) -> Result:
    """Replace hours by those sent, under the rules of AddNewHourEntry for both days where the day changes.

    Invoiced hours stay as they are, and those on a locked or completed phase or in a closed case. Approved ones are
    changed only by who may approve the user's hours, and stay approved. A work type or a kind of overtime that can no
    longer be chosen stays where it is sent again for the same phase.

    A price that is not sent stays as it is unless the phase, the work type or the overtime changes, and so does a cost
    unless the user or the work contract does: then they are as in AddNewHourEntry. Prices and costs that the caller's
    case right does not show stay in any case.
    """
    entity = sent(_with_phase(hour_entry_info), "guid", *_MANDATORY)
    current = _open_entry(call, entity.guid)
    # Neither from where nothing changes any more, nor to there.
    _open_place(call, current["phase_guid"])
    values = _checked_values(call, entity)
    place = _open_place(call, values["phase_guid"])
    if any(values[name] != current[name] for name in ("phase_guid", "user_guid")):
        _require_right(call, values["user_guid"], place)
        _check_member(call, values, place)
    if any(values[name] != current[name] for name in ("phase_guid", "work_type_guid")):
        check_work_type(call.session, place.case, values["work_type_guid"])
    if values["over_time_guid"] != current["over_time_guid"]:
        check_over_time(call.session, values["over_time_guid"])
    check_demands(call.session, values, other_than=current["guid"])
    if shows_figures_of(call, current["case_guid"], current["user_guid"]):
        values = {**_outdated(call, values, current), **values}
    else:
        values = with_figures_of("HourEntry", values, current)
    values |= _billing(call, {**current, **values}, place)
    call.session.update(hour_entries, current["guid"], **values)
    return call.stored("HourEntry", current["guid"])


@hour_entry.operation
def delete_hour_entry(call: Call, hour_entry_guid: str | None) -> Result:
    """Delete hours that are neither invoiced nor on a closed day; approved ones take the right to approve them."""
    current = _open_entry(call, hour_entry_guid)
    for column in (invoice_row_sources.c.hour_entry_guid, reimbursed_hour_entries.c.hour_entry_guid):
        if is_referred_to(call.session, column, [current["guid"]]):
            raise Validation("Hours of credited invoices cannot be deleted.")
    return call.session.delete(hour_entries, hour_entries.c.guid == current["guid"]) == 1


class _Place(NamedTuple):
    """Where hours are entered."""

    phase: sa.RowMapping
    case: sa.RowMapping
    is_internal: bool


def _with_phase(entity: HourEntry | None) -> HourEntry | None:
    """Accept the phase under its older name too."""
    if entity is not None and not entity.phase_guid:
        entity.phase_guid = entity.task_guid
    return entity


def _open_entry(call: Call, guid: str | None) -> sa.RowMapping:
    """Return the entry to change or delete, where that may still be done: by who may enter it, or may approve it."""
    current = current_row(call, hour_entries, guid, "The hour entry")
    if not may_approve(call, current["user_guid"], current["case_guid"]):
        _require_right(call, current["user_guid"], _place(call, current["phase_guid"]))
        if current["is_approved"]:
            raise NoPermission(f"{call.operation.name} takes the work hour approval right: the hours are approved.")
    if current["invoice_guid"] is not None:
        raise Validation("Invoiced hours cannot be changed or deleted.")
    check_day_is_open(call.session, current["event_date"])
    return current


def _checked_values(call: Call, entity: HourEntry) -> Values:
    ignored = _IGNORED if entity.use_invoice_quantity else (*_IGNORED, "InvoiceQuantity")
    values = kept_values("HourEntry", entity, ignored=ignored)
    values["event_date"] = day_of(values["event_date"])
    check_range(hour_entries, values, "quantity", 0, _MOST_HOURS)
    check_range(hour_entries, values, "invoice_quantity", 0, _MOST_HOURS)
    check_range(hour_entries, values, "unit_price", 0, _HIGHEST_PRICE)
    check_range(hour_entries, values, "unit_cost", 0, _HIGHEST_PRICE)
    check_references(call, hour_entries, values)
    contract = contract_on(call.session, values["user_guid"], values["event_date"])
    if values.get("unit_cost") == 0:
        values["unit_cost"] = None
    if values["over_time_guid"] is not None and (contract is None or not contract["is_overtime_allowed"]):
        raise Validation("OverTimeGUID is given, but no work contract allows the user overtime on that day.")
    return values


def _place(call: Call, phase_guid: str) -> _Place:
    phase = call.required(phases, phase_guid, "The phase")
    case = call.required(cases, phase["case_guid"], "The case")
    account = call.required(accounts, case["account_guid"], "The account")
    return _Place(phase, case, bool(account["is_internal"]))


def _open_place(call: Call, phase_guid: str) -> _Place:
    """Return where hours are to be entered. Raises Validation where none can be."""
    place = _place(call, phase_guid)
    if place.phase["is_locked"] or place.phase["is_completed"]:
        raise Validation("The phase is locked or completed: no hours can be entered on it or changed there.")
    if place.case["is_closed"]:
        raise Validation("The case of the phase is closed: no hours can be entered on it or changed there.")
    return place


def _check_member(call: Call, values: Values, place: _Place) -> None:
    if not may_enter_hours(call.session, place.phase, values["user_guid"]):
        raise Validation("UserGUID names a user who is not a member of the phase.")


def _require_right(call: Call, user_guid: str, place: _Place) -> None:
    """Everybody has a right over hours of their own; over others' by the users right or the case right."""
    if not (may_manage(call, user_guid) or may_change_case(call, place.case)):
        raise NoPermission(f"{call.operation.name} takes the users right, or the case right, for another user's hours.")


def _outdated(call: Call, values: Values, current: sa.RowMapping) -> Values:
    """Return as nil what an update that does not send it takes anew, since what it followed from is another now."""
    outdated: Values = {}
    if any(values[name] != current[name] for name in _PRICED_BY):
        outdated["unit_price"] = None
    is_moved = any(values[name] != current[name] for name in ("user_guid", "event_date"))
    if is_moved and _hired(call, values) != _hired(call, current):
        outdated["unit_cost"] = None
    return outdated


def _hired(call: Call, values: Values | sa.RowMapping) -> tuple[str, str | None]:
    """Return whose hours these are, and under which contract."""
    contract = contract_on(call.session, values["user_guid"], values["event_date"])
    return values["user_guid"], None if contract is None else contract["guid"]


def _hour_cost(call: Call, values: Values) -> Decimal:
    contract = contract_on(call.session, values["user_guid"], values["event_date"])
    return Decimal(0) if contract is None else contract["hour_cost"]


def _billing(call: Call, values: Values, place: _Place) -> Values:
    """What follows from the phase, the case's price list and currency, and the work type; an internal case never bills.

    A price that is nil is the phase's, else the price list's, else 0; a cost that is nil is the contract's.
    """
    rate = rate_of(call.session, place.case["currency_guid"])
    work_type = call.required(work_types, values["work_type_guid"], "The work type")
    price = Decimal(0) if place.is_internal else values.get("unit_price")
    if price is None:
        price = place.phase["price_per_hour"]
    if price is None:
        listed = hour_price(call.session, place.case, values["work_type_guid"], values["over_time_guid"])
        price = listed or Decimal(0)
    cost = values.get("unit_cost")
    billable = values.get("is_billable")
    # What is invoiced can be set apart from what was done only where the entry says so.
    invoiced = values.get("invoice_quantity") if values.get("use_invoice_quantity") else None
    return {
        "case_guid": place.case["guid"],
        "unit_cost": _hour_cost(call, values) if cost is None else cost,
        "unit_price": price,
        "unit_price_in_base_currency": in_base_currency(price, rate),
        "is_billable": not place.is_internal and (price > 0 if billable is None else billable),
        # An hour that has a price is productive whatever its work type says.
        "is_productive": price > 0 or work_type["is_productive"],
        "invoice_quantity": values["quantity"] if invoiced is None else invoiced,
    }
