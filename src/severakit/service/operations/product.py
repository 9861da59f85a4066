"""IProduct: what is sold besides hours, and the kinds of travel expenses that users can enter."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from severakit.entities import Product, ProductBase, TravelExpense
from severakit.service.call import Call, Result, checked_guid
from severakit.service.operations.codes import check_code_is_free
from severakit.service.operations.patterns import by_code, by_guid, changed_since, named
from severakit.service.operations.registers import add_entry, change_entry, delete_entry
from severakit.service.operations.registry import Interface
from severakit.service.operations.sales_accounts import check_sales_account
from severakit.service.operations.writing import Values, check_choice, check_range, filled, sent
from severakit.soap.faults import NotFound
from severakit.store.money import HIGHEST_AMOUNT
from severakit.store.tables import (
    cost_accounts,
    currencies,
    pricelist_products,
    product_categories,
    product_cost_accounts,
    products,
)

MILEAGE, DAILY_ALLOWANCE, OTHER_TRAVEL_EXPENSE = "Mileage", "DailyAllowance", "OtherTravelExpense"
_EXPENSE_CLASSES = (MILEAGE, DAILY_ALLOWANCE, OTHER_TRAVEL_EXPENSE)
# Own work, products as such, and what others do. A product that does not say is neither of the outer two.
_USUAL_TYPE = "Materials"
_TYPES = ("FixedFees", _USUAL_TYPE, "Subcontracting")
_TYPE_OF_TRAVEL_EXPENSES = "TravelExpense"
ITEM_TYPES = (*_TYPES, _TYPE_OF_TRAVEL_EXPENSES)
"""What the product of an item can be."""

_IS_PRODUCT = ~products.c.is_travel_expense
_IS_TRAVEL_EXPENSE: sa.ColumnElement[bool] = products.c.is_travel_expense
_IS_ACTIVE: sa.ColumnElement[bool] = products.c.is_active
_NONE_INACTIVE = "An inactive one is not found."

product = Interface("IProduct")
product.declare("GetProductByGUID", by_guid("Product", _IS_PRODUCT, note="A travel expense is not found."))
product.declare("GetProductByCode", by_code("Product", _IS_PRODUCT, _IS_ACTIVE, note=_NONE_INACTIVE))
product.declare("GetProductByCodeIncludeInactive", by_code("Product", _IS_PRODUCT))
product.declare(
    "GetProductsChangedSince", changed_since("Product", _IS_PRODUCT, note="Travel expenses are not among them.")
)
product.declare(
    "GetTravelExpenseByGUID", by_guid("TravelExpense", note="A product that is no travel expense is not found.")
)
product.declare("GetTravelExpenseByCode", by_code("TravelExpense", _IS_ACTIVE, note=_NONE_INACTIVE))
product.declare("GetTravelExpenseByCodeIncludeInactive", by_code("TravelExpense"))
product.declare(
    "GetTravelExpensesChangedSince", changed_since("TravelExpense", note="Other products are not among them.")
)


@product.operation
def get_product_cost_account_associations_by_guid(
    call: Call, product_guid: str | None, include_default: bool | None
) -> Result:
    """The cost accounts of a product or travel expense, by number.

    With includeDefault a travel expense also has the accounts that are the default of travel expenses.
    """
    current = call.required(products, product_guid, "The product")
    own = call.session.select(product_cost_accounts, product_cost_accounts.c.cost_account_guid)
    wanted: list[sa.ColumnElement[bool]] = [
        cost_accounts.c.guid.in_(own.where(product_cost_accounts.c.product_guid == current["guid"]))
    ]
    if include_default and current["is_travel_expense"]:
        wanted.append(cost_accounts.c.is_travel_type_default)
    return call.session.rows("CostAccount", sa.or_(*wanted), order_by=(cost_accounts.c.number, cost_accounts.c.guid))


# --- products --------------------------------------------------------------------------------


@product.operation
def add_new_product(call: Call, product_info: Product | None) -> Result:
    """Insert a product; Name is mandatory, and a new one is always active. Takes the administrator right.

    Its code must not be that of another active product. Type is FixedFees (own work), Materials (the default)
    or Subcontracting. Without a category it gets the default one. Prices and costs are in the organization's base
    currency.
    """
    return add_entry(call, "Product", product_info, _product_values)


@product.operation
def update_product(call: Call, product_info: Product | None) -> Result:
    """Replace a product by the one sent: the one with its GUID or, where none has it, the one with its code."""
    entity = sent(product_info)
    found = msgspec.structs.replace(entity, guid=_identified(call, entity, _IS_PRODUCT))
    return change_entry(call, "Product", found, "The product", _product_values)


@product.operation
def delete_product(call: Call, product_guid: str | None) -> Result:
    """Delete a product with its prices in price lists; one that items or invoices refer to is refused."""
    return _delete(call, product_guid, _IS_PRODUCT, "The product")


def _product_values(call: Call, entity: Product, values: Values) -> Values:
    _check(call, entity, values, _IS_PRODUCT)
    category = call.session.find(product_categories, is_default=True)
    values = filled(values, product_category_guid=category and category["guid"], type=_USUAL_TYPE)
    check_choice(products, values, "type", _TYPES)
    return values | {"is_travel_expense": False}


# --- travel expenses -------------------------------------------------------------------------


@product.operation
def add_new_travel_expense(call: Call, travel_expense_info: TravelExpense | None) -> Result:
    """Insert a travel expense; Name is mandatory, and a new one is always active. Takes the administrator right.

    ExpenseClass is Mileage, DailyAllowance or, where it is left out, OtherTravelExpense. Its code must not be that of
    another active travel expense. UnitCost is in the cost currency, which is the base currency where none is named.
    """
    return add_entry(call, "TravelExpense", travel_expense_info, _travel_expense_values)


@product.operation
def update_travel_expense(call: Call, travel_expense_info: TravelExpense | None) -> Result:
    """Replace a travel expense by the one sent: the one with its GUID or, where none has it, the one with its code."""
    entity = sent(travel_expense_info)
    found = msgspec.structs.replace(entity, guid=_identified(call, entity, _IS_TRAVEL_EXPENSE))
    return change_entry(call, "TravelExpense", found, "The travel expense", _travel_expense_values)


@product.operation
def delete_travel_expense(call: Call, travel_expense_guid: str | None) -> Result:
    """Delete a travel expense with its prices in price lists; one that items or invoices refer to is refused."""
    return _delete(call, travel_expense_guid, _IS_TRAVEL_EXPENSE, "The travel expense")


def _travel_expense_values(call: Call, entity: TravelExpense, values: Values) -> Values:
    _check(call, entity, values, _IS_TRAVEL_EXPENSE)
    base = call.session.find(currencies, is_base=True)
    values = filled(values, cost_currency_guid=base and base["guid"], expense_class=OTHER_TRAVEL_EXPENSE)
    check_choice(products, values, "expense_class", _EXPENSE_CLASSES)
    return values | {"is_travel_expense": True, "type": _TYPE_OF_TRAVEL_EXPENSES}


# --- both ------------------------------------------------------------------------------------


def _check(call: Call, entity: ProductBase, values: Values, kind: sa.ColumnElement[bool]) -> None:
    check_range(products, values, "unit_cost", -HIGHEST_AMOUNT, HIGHEST_AMOUNT)
    check_range(products, values, "unit_price", -HIGHEST_AMOUNT, HIGHEST_AMOUNT)
    check_range(products, values, "vat", 0, 100)
    check_sales_account(call, values)
    check_code_is_free(call, products, values, entity.guid, kind)


def _identified(call: Call, entity: ProductBase, kind: sa.ColumnElement[bool]) -> str:
    """Return the GUID of what an update means. Raises NotFound."""
    guid = checked_guid(entity.guid, "GUID")
    oldest_active = (products.c.is_active.desc(), products.c.inserted_at, products.c.guid)
    for condition in (named(products.c.guid, guid), named(products.c.code, entity.code)):
        found = call.session.select(products, products.c.guid).where(kind, condition).order_by(*oldest_active)
        guids = call.session.values(found.limit(1))
        if guids:
            return str(guids[0])
    raise NotFound("Nothing has that GUID or that code.")


def _delete(call: Call, guid: str | None, kind: sa.ColumnElement[bool], what: str) -> Result:
    found = call.session.select(products, products.c.guid).where(kind, named(products.c.guid, guid))
    if not call.session.values(found):
        raise NotFound(f"{what} was not found.")
    for links in (product_cost_accounts, pricelist_products):
        call.session.delete(links, links.c.product_guid == guid)
    return delete_entry(call, products, guid, None, what)
