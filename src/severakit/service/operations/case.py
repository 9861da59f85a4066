"""ICase: cases, which are projects: with their members, and what is forecast to be billed and spent."""

from __future__ import annotations

from datetime import datetime
from enum import IntFlag

import sqlalchemy as sa

from severakit.entities import BillingAndExpenseForecast, Case, CaseCriteria
from severakit.service.call import Call, Result
from severakit.service.operations import case_writing
from severakit.service.operations.case_rights import (
    require_case_creation,
    require_case_deletion,
    require_case_right,
    require_invoicing_right,
)
from severakit.service.operations.membership import add_case_member
from severakit.service.operations.patterns import by, by_guid, changed, named
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import Values, check_range, current_row, kept_values, sent
from severakit.soap.faults import Validation
from severakit.store.tables import (
    accounts,
    billing_forecasts,
    case_members,
    cases,
    phases,
    sales_processes,
    sales_statuses,
    users,
)

case = Interface("ICase")
case.declare("GetCaseByGUID", by_guid("Case"))
case.declare("GetCaseByNumber", by("Case", "case_number"))


class Cases(IntFlag):
    """The option bits of GetCasesChangedSince; 2 and 4 speak of the case's account."""

    INCLUDE_INACTIVE = 2
    EXCLUDE_NOT_NUMBERED = 4
    EXCLUDE_NO_WON_CASES = 8
    INTERNAL_ONLY = 16
    EXCLUDE_CLOSED = 32
    EXCLUDE_OPEN = 64


# --- reading ---------------------------------------------------------------------------------


@case.operation
def get_all_cases(call: Call, business_unit_guid: str | None, criteria: CaseCriteria | None = None) -> Result:  # noqa: ARG001
    """All cases by number, or those of a business unit and all below it.

    Nothing is known of what the criteria of the extended generation hold: they say nothing.
    """
    return call.session.rows("Case", *of_units(call, business_unit_guid), order_by=(cases.c.case_number,))


@case.operation
def get_cases_by_account_guid(call: Call, business_unit_guid: str | None, account_guid: str | None) -> Result:
    """The cases of an account by number; an unknown account has none.

    The unit is the case's, and stands for all below it too; without one the cases are those of all units.
    """
    of_account = named(cases.c.account_guid, account_guid)
    return call.session.rows("Case", of_account, *of_units(call, business_unit_guid), order_by=(cases.c.case_number,))


@case.operation
def get_case_by_task_guid(call: Call, task_guid: str | None) -> Result:
    """The case that a phase belongs to, which may be any phase of it."""
    phase = call.required(phases, task_guid, "The phase")
    return call.one("Case", cases.c.guid == phase["case_guid"])


@case.operation
def get_cases_changed_since(
    call: Call, business_unit_guid: str | None, start_date_time: datetime | None, options: int | None
) -> Result:
    """Cases inserted or changed since a minute, which is included.

    The unit is the case's, and stands for all below it too; without one the cases are those of all units. With bit 1
    only those inserted since then, with 2 those of inactive accounts too, with 4 none of an account without a number,
    with 8 only those whose present sales status is a won one, with 16 only internal ones, which are those of the
    organization's own account, with 32 no closed ones and with 64 no open ones.
    """
    options = options or 0
    conditions = [*changed(call, cases, start_date_time, options), *of_units(call, business_unit_guid)]
    return call.session.rows("Case", *conditions, *_optional(options))


@case.operation
def get_case_member_users_by_case_guid(call: Call, case_guid: str | None) -> Result:
    """The members of a case by name, inactive ones too; an unknown case is NotFound."""
    current = call.required(cases, case_guid, "The case")
    members = call.session.select(case_members, case_members.c.user_guid)
    members = members.where(case_members.c.case_guid == current["guid"])
    return call.session.rows("User", users.c.guid.in_(members), order_by=(users.c.last_name, users.c.first_name))


@case.operation
def get_billing_and_expense_forecast_by_case_guid(call: Call, case_guid: str | None) -> Result:
    """The forecasts of a case by month; none for who has no case right that invoices the case."""
    current = call.required(cases, case_guid, "The case")
    by_month = (billing_forecasts.c.year, billing_forecasts.c.month)
    of_case = billing_forecasts.c.case_guid == current["guid"]
    return call.session.rows("BillingAndExpenseForecast", of_case, order_by=by_month)


def of_units(call: Call, business_unit_guid: str | None) -> list[sa.ColumnElement[bool]]:
    """The condition that a case belongs to a unit or one below it; none for the whole organization."""
    units = call.units(business_unit_guid)
    return [] if units is None else [cases.c.business_unit_guid.in_(units)]


def _optional(options: int) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if not options & Cases.INCLUDE_INACTIVE:
        conditions.append(_account_is(accounts.c.is_active))
    if options & Cases.EXCLUDE_NOT_NUMBERED:
        conditions.append(_account_is(accounts.c.number.is_not(None)))
    if options & Cases.EXCLUDE_NO_WON_CASES:
        conditions.append(_is_won())
    if options & Cases.INTERNAL_ONLY:
        conditions.append(_account_is(accounts.c.is_internal))
    if options & Cases.EXCLUDE_CLOSED:
        conditions.append(~cases.c.is_closed)
    if options & Cases.EXCLUDE_OPEN:
        conditions.append(cases.c.is_closed)
    return conditions


def _account_is(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The case's account meets the condition; looked at for the changed cases alone."""
    own = sa.and_(accounts.c.organization_id == cases.c.organization_id, accounts.c.guid == cases.c.account_guid)
    return sa.select(accounts.c.guid).where(own, condition).correlate(cases).exists()


def _is_won() -> sa.ColumnElement[bool]:
    current = sa.and_(
        sales_statuses.c.organization_id == cases.c.organization_id, sales_statuses.c.guid == cases.c.sales_status_guid
    )
    step = sa.and_(
        sales_processes.c.organization_id == sales_statuses.c.organization_id,
        sales_processes.c.guid == sales_statuses.c.sales_process_guid,
    )
    won = sa.select(sales_statuses.c.guid).join(sales_processes, step)
    return won.where(current, sales_processes.c.is_won).correlate(cases).exists()


# --- writing ---------------------------------------------------------------------------------


@case.operation
def add_new_case(call: Call, case_info: Case | None) -> Result:
    """Insert a case with its root phase, which bears its name; the owner becomes a member.

    Mandatory are Name and, each by either of two members, CaseOwnerUserGUID or CaseOwnerUserCode, AccountGUID or
    AccountNumber, and CurrencyGUID or CurrencyShortform; of the two the GUID goes first. A number that is sent must be
    free, and else the next of the series is taken. The business unit is the owner's and the start date today where
    none is sent.

    CurrentCaseStatusGUID names the first case status, else it is the first active one; SalesProcessGUID names the step
    at which its sales begin, and without one ExpectedValue is not kept. A case of the organization's own account is
    internal and has no sales, no price list and no billable travel. Contact and billing address must be the account's.
    Takes a case right from OwnNoFinancial up.
    """
    require_case_creation(call)
    return call.stored("Case", case_writing.add_case(call, sent(case_info, "name")))


@case.operation
def update_case(call: Call, case_info: Case | None) -> Result:
    """Replace a case by the one sent: GUID and what AddNewCase demands are mandatory, and its rules hold.

    Number, unit and start date stay where none are sent. Another case status or step that is sent becomes the present
    one. The currency stays, and a case is never moved between internal and customers' accounts. The name is the root
    phase's too, and a new owner becomes a member. ClosedDate of a closed case is the one sent, else the one kept, else
    today; an open one has none. ExpectedValue stays as it is for who is not shown it. Takes the case right for the
    case.
    """
    entity = sent(case_info, "guid", "name")
    current = current_row(call, cases, entity.guid, "The case")
    require_case_right(call, current)
    case_writing.update_case(call, current, entity)
    return call.stored("Case", current["guid"])


@case.operation
def delete_case(call: Call, case_guid: str | None) -> Result:
    """Delete a case with its phases, members, forecasts, allocations, tags, statuses and sharing; the answer is true.

    One to which anything else refers, such as hours, items, invoices or activities, is Validation; so is one with such
    a phase. Takes the case right for the case, and the right CaseDelete.
    """
    current = current_row(call, cases, case_guid, "The case")
    require_case_deletion(call, current)
    case_writing.delete_case(call, current)
    return True


@case.operation
def add_case_member_user(call: Call, case_guid: str | None, user_guid: str | None) -> Result:
    """Make a user a member of the case; adding a member again changes nothing."""
    current = current_row(call, cases, case_guid, "The case")
    user = call.required(users, user_guid, "The user")
    require_case_right(call, current)
    if not user["is_active"]:
        raise Validation("userGuid names a user who is not active.")
    add_case_member(call.session, current["guid"], user["guid"])
    return None


@case.operation
def add_new_billing_and_expense_forecast_to_case(
    call: Call, case_guid: str | None, billing_and_expense_forecast_info: BillingAndExpenseForecast | None
) -> Result:
    """Add what a case is expected to bill and cost in a month. Takes a case right that invoices the case."""
    current = current_row(call, cases, case_guid, "The case")
    require_invoicing_right(call, current)
    entity = sent(billing_and_expense_forecast_info, "year", "month")
    values = kept_values("BillingAndExpenseForecast", entity)
    _check_forecast(call, current["guid"], None, values)
    guid = call.session.insert(billing_forecasts, case_guid=current["guid"], **values)
    return call.stored("BillingAndExpenseForecast", guid)


@case.operation
def update_billing_and_expense_forecast(
    call: Call, billing_and_expense_forecast_info: BillingAndExpenseForecast | None
) -> Result:
    """Replace a month's forecast by the one sent. Takes a case right that invoices the case."""
    entity = sent(billing_and_expense_forecast_info, "guid", "year", "month")
    current = current_row(call, billing_forecasts, entity.guid, "The forecast")
    require_invoicing_right(call, call.required(cases, current["case_guid"], "The case"))
    values = kept_values("BillingAndExpenseForecast", entity)
    _check_forecast(call, current["case_guid"], current["guid"], values)
    call.session.update(billing_forecasts, current["guid"], **values)
    return call.stored("BillingAndExpenseForecast", current["guid"])


def _check_forecast(call: Call, case_guid: str, guid: str | None, values: Values) -> None:
    check_range(billing_forecasts, values, "month", 1, 12)
    check_range(billing_forecasts, values, "year", 1, 9999)
    same = call.session.find(billing_forecasts, case_guid=case_guid, year=values["year"], month=values["month"])
    if same is not None and same["guid"] != guid:
        raise Validation(f"The case has a forecast for {values['year']}-{values['month']:02} already; update that one.")
