"""Products and items of cases: what tests of items, travel reimbursements and new invoices start from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from severakit.entities import Case, Item, Product, TravelExpense
from severakit.store.tables import items


def add_product(api, name: str = "Licence", **members: Any) -> Product:
    given = {"unit_price": Decimal(100), "unit_cost": Decimal(60), "vat": Decimal("25.5"), **members}
    return api("IProduct.AddNewProduct", productInfo=Product(name=name, **given))


def add_travel_expense(api, name: str = "Mileage", **members: Any) -> TravelExpense:
    given = {"expense_class": "Mileage", "measurement_unit": "Km", "unit_price": Decimal("0.57"), **members}
    return api("IProduct.AddNewTravelExpense", travelExpenseInfo=TravelExpense(name=name, **given))


def new_item(case: Case, **members: Any) -> Item:
    """Return an item that can be sent to be added: one thing at a price of 100 that costs nothing."""
    given: dict[str, Any] = {"case_guid": case.guid, "name": "Licence", "quantity": Decimal(1)}
    return Item(**{**given, "unit_price": Decimal(100), "unit_cost": Decimal(0), **members})


def add_item(api, case: Case, **members: Any) -> Item:
    return api("IItem.AddNewItem", itemInfo=new_item(case, **members))


def change_item(api, guid: str, **values: Any) -> None:
    """Change an item past the API."""
    with api.session() as session:
        session.update(items, guid, **values)
