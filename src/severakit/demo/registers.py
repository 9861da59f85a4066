"""The demo's own registers, beside those that every organization starts with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from severakit.demo.world import World, money
from severakit.store import tables

HOUR_PRICES = {
    "Consulting": 12800,
    "Project management": 13600,
    "Software development": 11600,
    "Design": 11200,
    "Testing": 9600,
    "Training": 14000,
    "Travel time": 6000,
}
"""Euro cents an hour, by work type."""

_PRICELISTS: dict[str, tuple[str, Decimal]] = {
    "Standard prices": ("EUR", Decimal(1)),
    "Key customers": ("EUR", Decimal("0.9")),
    "Priser Sverige": ("SEK", Decimal(11)),
    "Priser Norge": ("NOK", Decimal("11.5")),
    "Priser Danmark": ("DKK", Decimal("7.5")),
}
"""Currency, and what prices are multiplied by to give its amounts."""

_DEFAULT_HOUR_PRICE = 10400
"""Euro cents an hour of any other work."""

_OVERTIME = {"Overtime 50 %": Decimal("1.5"), "Overtime 100 %": Decimal(2)}
"""What the price of an hour is multiplied by."""


@dataclass(frozen=True)
class Product:
    """Something that is sold or spent: price and cost are in euro cents, none where they are not fixed."""

    code: str
    name: str
    category: str
    unit: str
    price: int
    cost: int
    expense_class: str | None = None

    @property
    def kind(self) -> str:
        """How the API names the type of product."""
        if self.expense_class:
            return "TravelExpense"
        return "Subcontracting" if self.category == "Subcontracting" else "Materials"


PRODUCTS = {
    product.code: product
    for product in (
        Product("L-100", "Licence, 1 user", "Licences", "Piece", 1900, 1200),
        Product("L-200", "Licence, server", "Licences", "Piece", 49000, 31000),
        Product("M-100", "Maintenance, monthly", "General", "Month", 45000, 0),
        Product("S-100", "Subcontracted work", "Subcontracting", "Hour", 9800, 8200),
        Product("T-100", "Fixed-price workshop", "General", "Day", 120000, 0),
        Product("KM", "Mileage allowance", "Travel", "Km", 57, 57, "Mileage"),
        Product("PD", "Per diem, full day", "Travel", "Day", 5100, 5100, "DailyAllowance"),
        Product("HO", "Hotel", "Travel", "Night", 0, 0, "OtherTravelExpense"),
        Product("TR", "Train & flights", "Travel", "Piece", 0, 0, "OtherTravelExpense"),
    )
}

_TAGS = {
    "Case": ("priority", "fixed price", "public sector", "renewal", "R&D"),
    "User": ("python", "sql", "azure", "finvoice", "scrum", "english", "svenska"),
    "Contact": ("newsletter", "decision maker", "<no mail>"),
    "File": ("receipt", "contract"),
}


def add_registers(world: World) -> None:
    """Add products, price lists, tags, cost accounts, account groups and what can be booked."""
    _add_products(world)
    _add_pricelists(world)
    _add_tags(world)
    _add_account_groups(world)
    world.registers["resources"] = {
        name: world.writer.insert(tables.resources, name=name, is_active=name != "Projector")
        for name in ("Meeting room Aurora", "Meeting room Fjord", "Projector", "Car NOR-1")
    }
    for name in ("Old portal work", "Fax support"):
        world.writer.insert(tables.work_types, name=name, is_active=False)


def _add_products(world: World) -> None:
    insert = world.writer.insert
    accounts = {
        "Sales, services": {"number": "3000", "tax_percentage": Decimal("25.5")},
        "Travel & allowances": {"number": "7800", "is_travel_type_default": True},
    }
    sales, travel = (insert(tables.cost_accounts, name=name, is_active=True, **row) for name, row in accounts.items())
    register = world.registers["products"] = {}
    for product in PRODUCTS.values():
        is_travel = product.expense_class is not None
        guid = register[product.code] = insert(
            tables.products,
            code=product.code,
            name=product.name,
            product_category_guid=world.guid("product_categories", product.category),
            measurement_unit=product.unit,
            unit_price=money(product.price) if product.price else None,
            unit_cost=money(product.cost) if product.price else None,
            vat=Decimal("25.5"),
            type=product.kind,
            is_active=True,
            is_travel_expense=is_travel,
            cost_currency_guid=world.guid("currencies", "EUR") if is_travel else None,
            expense_class=product.expense_class,
            sales_account_guid=sales,
        )
        account = {"cost_account_guid": travel if is_travel else sales}
        world.writer.hang(tables.product_cost_accounts, "product_guid", guid, [account])
    insert(tables.products, code="L-001", name="Licence, old", measurement_unit="Piece", is_active=False)


def price_in_pricelist(pricelist: str, work_type: str) -> int:
    """Return the price of an hour of work by a price list, in cents of its currency.

    It is a multiple of 400, so that quarters of an hour, and those at one and a half times the
    price, come to whole cents.
    """
    return _in_pricelist(pricelist, HOUR_PRICES.get(work_type, 0))


def _in_pricelist(pricelist: str, price: int) -> int:
    return int(price * _PRICELISTS[pricelist][1]) // 400 * 400


def product_price(pricelist: str, code: str) -> int:
    """Return the price of a product by a price list, in cents of its currency."""
    return int(PRODUCTS[code].price * _PRICELISTS[pricelist][1])


def _add_pricelists(world: World) -> None:
    writer = world.writer
    register = world.registers["pricelists"]
    for name, (currency, _) in _PRICELISTS.items():
        if name not in register:
            register[name] = writer.insert(
                tables.pricelists, name=name, currency_guid=world.guid("currencies", currency), is_active=True
            )
        default = money(_in_pricelist(name, _DEFAULT_HOUR_PRICE))
        writer.update(tables.pricelists, register[name], default_hour_price=default)
        work_prices = [
            {"work_type_guid": world.guid("work_types", work), "unit_price": money(price_in_pricelist(name, work))}
            for work in HOUR_PRICES
        ]
        writer.hang(tables.pricelist_work_types, "pricelist_guid", register[name], work_prices)
        multipliers = [
            {"over_time_guid": world.guid("over_times", kind), "multiplier": multiplier}
            for kind, multiplier in _OVERTIME.items()
        ]
        writer.hang(tables.pricelist_over_times, "pricelist_guid", register[name], multipliers)
        product_prices = [
            {"product_guid": world.guid("products", code), "unit_price": money(product_price(name, code))}
            for code, product in PRODUCTS.items()
            if product.price
        ]
        writer.hang(tables.pricelist_products, "pricelist_guid", register[name], product_prices)


def _add_tags(world: World) -> None:
    world.registers["tags"] = {
        f"{context}/{keyword}": world.writer.insert(
            tables.tags, context=context, keyword=keyword, is_active=True, weight=weight
        )
        for context, keywords in _TAGS.items()
        for weight, keyword in enumerate(keywords, start=1)
    }


def _add_account_groups(world: World) -> None:
    writer = world.writer
    groups = {
        name: writer.insert(tables.account_groups, name=name, is_active=True) for name in ("Customers", "Partners")
    }
    for name in ("Key customers", "Private sector", "Public sector"):
        parent = groups["Customers"]
        groups[name] = writer.insert(tables.account_groups, name=name, parent_guid=parent, is_active=True)
    groups["Prospects 2023"] = writer.insert(tables.account_groups, name="Prospects 2023", is_active=False)
    world.registers["account_groups"] = groups


def tag_rows(world: World, context: str, keywords: list[str]) -> list[dict[str, str]]:
    """Return the rows of a link table for these tags."""
    return [{"tag_guid": world.guid("tags", f"{context}/{keyword}")} for keyword in keywords]


def keywords(context: str) -> tuple[str, ...]:
    """Return the keywords that there are for cases, users, contacts or files."""
    return _TAGS[context]
