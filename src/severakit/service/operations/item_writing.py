"""What becomes of an item that was sent: what it must say, and what its case, phase and product add to it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from severakit.entities import Item
from severakit.service.call import Call
from severakit.service.operations.case_rights import may_change_case
from severakit.service.operations.currency import iso_code
from severakit.service.operations.days import day_of
from severakit.service.operations.item_recurrence import check_rule, is_rule
from severakit.service.operations.membership import may_enter_hours
from severakit.service.operations.people import may_manage
from severakit.service.operations.prices import product_price, rate_of
from severakit.service.operations.product import DAILY_ALLOWANCE, ITEM_TYPES, MILEAGE
from severakit.service.operations.sales_accounts import check_sales_account
from severakit.service.operations.writing import (
    Values,
    check_choice,
    check_range,
    check_references,
    filled,
    kept_values,
    named_either_way,
    sent,
)
from severakit.soap.faults import NoPermission, Validation
from severakit.store.money import HIGHEST_AMOUNT, in_base_currency
from severakit.store.tables import (
    accounts,
    business_units,
    cases,
    currencies,
    items,
    phases,
    products,
    sales_statuses,
    users,
)

# What a caller sends of these is not taken over: they come from invoicing, or are found in either of two ways.
_IGNORED = (
    "CaseGUID",
    "InvoiceGUID",
    "InvoiceRowGUID",
    "IsReadOnly",
    "ProductGUID",
    "RecurringItemGUID",
    "UnitPriceInBaseCurrency",
    "UserGUID",
)
_BILLABLE_BY_CASE = {MILEAGE: "is_mileage_billable", DAILY_ALLOWANCE: "is_daily_allowance_billable"}


class _Origin(NamedTuple):
    """What an item is entered for."""

    case: sa.RowMapping
    account: sa.RowMapping
    product: sa.RowMapping | None
    user: sa.RowMapping | None


def add_item(call: Call, entity: Item | None, currency_code: str | None = None) -> str:
    """Insert an item and return its GUID. Raises Validation or NoPermission."""
    entity = sent(entity, "quantity")
    origin = _origin(call, entity)
    values = kept_values("Item", entity, ignored=_IGNORED) | {
        "case_guid": origin.case["guid"],
        "product_guid": origin.product and origin.product["guid"],
        "user_guid": origin.user and origin.user["guid"],
    }
    if values["event_date"] is not None:
        values["event_date"] = day_of(values["event_date"])
    _require_right(call, values, origin.case)
    _check(call, values, origin.case)
    values = filled(values, **_defaults(call, values, origin))
    values |= _money(call, values, origin, currency_code)
    return call.session.insert(items, **values)


def _origin(call: Call, entity: Item) -> _Origin:
    """Find the case, product and user, each by its GUID or, for want of that, its number or code."""
    case = named_either_way(call, entity, cases, "case_guid", "case_number", "case_number")
    if case is None:
        raise Validation("CaseGUID or CaseNumber is mandatory.")
    if case["is_closed"]:
        raise Validation("CaseGUID names a closed case: no items can be added to it.")
    product = named_either_way(call, entity, products, "product_guid", "product_code", "code")
    if product is not None and not product["is_active"]:
        raise Validation("ProductGUID names a product that is not active.")
    user = named_either_way(call, entity, users, "user_guid", "user_code", "code")
    account = call.required(accounts, case["account_guid"], "The account")
    return _Origin(case, account, product, user)


def _require_right(call: Call, values: Values, case: sa.RowMapping) -> None:
    """The case right over the case; else everybody may enter items for oneself where one may enter hours."""
    if may_change_case(call, case):
        return
    phase = call.session.find(phases, guid=values["task_guid"], case_guid=case["guid"])
    user = values["user_guid"]
    if phase is None or user is None or not may_manage(call, user) or not may_enter_hours(call.session, phase, user):
        raise NoPermission(f"{call.operation.name} takes the case right for this case, or an own item on a phase.")


# --- rules -----------------------------------------------------------------------------------


def _check(call: Call, values: Values, case: sa.RowMapping) -> None:
    for column in ("quantity", "invoice_quantity", "unit_cost", "unit_cost_vat_included_amount", "unit_price"):
        check_range(items, values, column, -HIGHEST_AMOUNT, HIGHEST_AMOUNT)
    for column in ("vat", "purchase_vat"):
        check_range(items, values, column, 0, 100)
    check_choice(items, values, "product_type", ITEM_TYPES)
    check_rule(values)
    check_references(call, items, values)
    check_sales_account(call, values)
    if values["user_guid"] is not None and values["task_guid"] is None:
        raise Validation("TaskGUID is mandatory where a user is given.")
    for column, name in (("task_guid", "TaskGUID"), ("billing_dependency_task_guid", "BillingDependencyTaskGUID")):
        _check_belongs_to_case(call, phases, values[column], case, name)
    _check_belongs_to_case(call, sales_statuses, values["sales_status_guid"], case, "SalesStatusGUID")
    if values["task_guid"] is not None and call.required(phases, values["task_guid"], "The phase")["is_locked"]:
        raise Validation("TaskGUID names a locked phase: no items can be added to it.")


def _check_belongs_to_case(call: Call, table: sa.Table, guid: str | None, case: sa.RowMapping, name: str) -> None:
    if guid is not None and call.session.find(table, guid=guid, case_guid=case["guid"]) is None:
        raise Validation(f"{name} belongs to another case.")


# --- what follows ----------------------------------------------------------------------------


def _defaults(call: Call, values: Values, origin: _Origin) -> Values:
    """What an item takes from its product, its case and its user where it says nothing itself."""
    defaults: Values = {
        "billing_schedule": _schedule(values),
        "cost_center_guid": _cost_center(call, origin),
        "invoice_quantity": values["quantity"],
        "vat": origin.account["invoicing_vat"],
    }
    if origin.product is not None:
        of_product = {column: origin.product[column] for column in ("name", "measurement_unit", "sales_account_guid")}
        defaults |= of_product | {"product_type": origin.product["type"]}
        defaults["vat"] = origin.product["vat"] if origin.product["vat"] is not None else defaults["vat"]
    return defaults


def _schedule(values: Values) -> str:
    if is_rule(values):
        return "Recurring"
    if values["billing_dependency_task_guid"] is not None:
        return "WhenPhaseCompleted"
    return "Immediately" if values["planned_billing_date"] is None else "OnDate"


def _cost_center(call: Call, origin: _Origin) -> str | None:
    """Return the cost centre of the user's business unit, else the case's."""
    unit = origin.user and call.session.find(business_units, guid=origin.user["business_unit_guid"])
    of_unit: str | None = None if unit is None else unit["cost_center_guid"]
    return of_unit or origin.case["cost_center_guid"]


def _money(call: Call, values: Values, origin: _Origin, currency_code: str | None) -> Values:
    """Price and cost, and whether there is anything to bill; an internal case never bills."""
    price, cost = values["unit_price"], values["unit_cost"]
    if origin.product is None and (price is None or cost is None):
        raise Validation("UnitPrice and UnitCost are both mandatory where no product is given.")
    if price is None and origin.product is not None:
        price = product_price(call.session, origin.case, origin.product)
    if cost is None and origin.product is not None:
        cost = _product_cost(call, origin.product)
    if price is None or origin.account["is_internal"]:
        price = Decimal(0)
    is_billable = values.get("is_billable", _is_billed(origin))
    return {
        "unit_price": price,
        "unit_price_in_base_currency": in_base_currency(price, _rate(call, origin.case, currency_code)),
        "unit_cost": Decimal(0) if cost is None else cost,
        "is_billable": is_billable and price != 0,
    }


def _rate(call: Call, case: sa.RowMapping, currency_code: str | None) -> Decimal:
    """Return the rate by which the price goes into base currency: that of the named currency, else the case's."""
    code = iso_code(currency_code)
    if not code:
        return rate_of(call.session, case["currency_guid"])
    currency = call.session.find(currencies, iso_code=code)
    if currency is None:
        raise Validation(f"currencyCode {code} is not a currency of the organization.")
    rate: Decimal = currency["rate"]
    return rate


def _product_cost(call: Call, product: sa.RowMapping) -> Decimal | None:
    """Return what a product costs, in the base currency."""
    cost: Decimal | None = product["unit_cost"]
    if cost is None or product["cost_currency_guid"] is None:
        return cost
    return in_base_currency(cost, rate_of(call.session, product["cost_currency_guid"]))


def _is_billed(origin: _Origin) -> bool:
    """Whether an item that does not say is billed: travel expenses as the case says for their class, all else is."""
    if origin.product is None or not origin.product["is_travel_expense"]:
        return True
    column = _BILLABLE_BY_CASE.get(origin.product["expense_class"], "is_other_travel_expenses_billable")
    return bool(origin.case[column])
