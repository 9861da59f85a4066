"""Which price list a case goes by, and what it makes of prices in other currencies."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from severakit.entities import WorkType
from severakit.service.operations.prices import hour_price, product_price
from severakit.store.tables import (
    accounts,
    cases,
    employments,
    hour_entries,
    over_times,
    pricelist_over_times,
    pricelist_products,
    pricelist_work_types,
    pricelists,
    products,
    work_types,
)
from support.items import add_item, add_product, new_item
from support.projects import (
    add_case,
    add_customer,
    add_hours,
    add_phase,
    currency,
    narrow_rights,
    own_account,
    register,
    row_of,
)


@pytest.fixture
def product(api):
    return add_product(api, unit_price=Decimal(100))


def add_pricelist(api, product, price, iso_code="EUR", **values):
    with api.session() as session:
        consulting = session.find(work_types, name="Consulting")["guid"]
        given = {"name": f"{price} {iso_code}", "is_active": True, **values}
        guid = session.insert(pricelists, currency_guid=currency(api, iso_code), **given)
        session.append(pricelist_products, "pricelist_guid", guid, product_guid=product.guid, unit_price=Decimal(price))
        session.append(
            pricelist_work_types, "pricelist_guid", guid, work_type_guid=consulting, unit_price=Decimal(price)
        )
        return guid


def prices(api, case, product):
    """Return what the product and an hour of consulting cost on a case."""
    with api.store.read(api.organization_id) as session:
        row = session.get(cases, case.guid)
        consulting = session.find(work_types, name="Consulting")["guid"]
        return (
            product_price(session, row, session.get(products, product.guid)),
            hour_price(session, row, consulting),
        )


def test_the_cases_list_comes_before_the_accounts_and_that_before_the_default(api, product):
    customer = add_customer(api)
    case = add_case(api, account_guid=customer.guid)
    assert prices(api, case, product) == (Decimal(100), None)
    with api.session() as session:
        session.update_where(pricelists, pricelists.c.is_default, is_default=False)
    add_pricelist(api, product, 90, is_default=True)
    assert prices(api, case, product) == (Decimal(90), Decimal(90))
    of_account, of_case = add_pricelist(api, product, 80), add_pricelist(api, product, 70)
    with api.session() as session:
        session.update(accounts, customer.guid, pricelist_guid=of_account)
    assert prices(api, case, product) == (Decimal(80), Decimal(80))
    with api.session() as session:
        session.update(cases, case.guid, pricelist_guid=of_case)
    assert prices(api, case, product) == (Decimal(70), Decimal(70))


def test_what_a_list_does_not_price_has_the_products_own_price(api, product):
    case = add_case(api, pricelist_guid=add_pricelist(api, product, 70))
    other = add_product(api, "Other", unit_price=Decimal("12.3456"))
    bare = add_product(api, "Bare", unit_price=None)
    assert prices(api, case, other) == (Decimal("12.3456"), Decimal(70))
    assert prices(api, case, bare) == (None, Decimal(70))


def test_prices_are_converted_to_the_currency_of_the_case(api, product):
    swedish = add_case(api, "Swedish", currency_shortform="SEK")
    assert prices(api, swedish, product) == (Decimal("1120.00"), None)
    norwegian_list = add_pricelist(api, product, 1160, "NOK")
    with api.session() as session:
        session.update(cases, swedish.guid, pricelist_guid=norwegian_list)
    assert prices(api, swedish, product) == (Decimal("1120.00"), Decimal("1120.00"))
    in_kronor = add_pricelist(api, product, "999.5555", "SEK")
    with api.session() as session:
        session.update(cases, swedish.guid, pricelist_guid=in_kronor)
    assert prices(api, swedish, product) == (Decimal("999.5555"), Decimal("999.5555"))


def test_an_item_without_a_price_gets_the_listed_one_and_a_price_that_is_sent_wins(api, product):
    case = add_case(api, pricelist_guid=add_pricelist(api, product, 70))
    given = {"product_guid": product.guid, "unit_cost": None}
    assert add_item(api, case, **given, unit_price=None).unit_price == Decimal(70)
    assert add_item(api, case, **given, unit_price=Decimal(5)).unit_price == Decimal(5)


def test_an_internal_case_is_not_priced(api, product):
    case = add_case(api, "Internal", account_guid=own_account(api))
    item = api("IItem.AddNewItem", itemInfo=new_item(case, product_guid=product.guid, unit_price=None))
    assert (item.unit_price, item.is_billable) == (Decimal(0), False)


def test_hours_of_other_work_have_the_lists_default_price(api, product):
    guid = add_pricelist(api, product, 70, default_hour_price=Decimal("61.5"))
    swedish, case = (add_case(api, code, pricelist_guid=guid, currency_shortform=code) for code in ("SEK", "EUR"))
    kind = api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="Diving"))
    day = datetime(2026, 1, 5)
    assert add_hours(api, case.root_task_guid, day, 1, work_type_guid=kind.guid).unit_price == Decimal("61.5")
    assert add_hours(api, swedish.root_task_guid, day, 1, work_type_guid=kind.guid).unit_price == Decimal("688.80")
    assert add_hours(api, case.root_task_guid, day, 1).unit_price == Decimal(70)


def test_overtime_multiplies_what_the_list_says(api, product):
    half, double = (register(api, over_times, name=f"Overtime {percent} %") for percent in (50, 100))
    guid = add_pricelist(api, product, "70.33", default_hour_price=Decimal(60))
    with api.session() as session:
        session.append(pricelist_over_times, "pricelist_guid", guid, over_time_guid=half, multiplier=Decimal("1.5"))
        session.insert(employments, user_guid=api.user_guid, start_date=datetime(2026, 1, 1), is_overtime_allowed=True)
    case = add_case(api, pricelist_guid=guid)
    swedish = add_case(api, "Swedish", pricelist_guid=guid, currency_shortform="SEK")
    priced = add_phase(api, case, "Priced", price_per_hour=Decimal(55))
    other = api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="Diving")).guid

    def price(phase_guid, kind, **members):
        return add_hours(api, phase_guid, datetime(2026, 1, 5), 1, over_time_guid=kind, **members).unit_price

    # 105.495, half cents up; converted before it is rounded.
    assert price(case.root_task_guid, half) == Decimal("105.50")
    assert price(swedish.root_task_guid, half) == Decimal("1181.54")
    assert price(case.root_task_guid, half, work_type_guid=other) == Decimal("90.00")
    # A kind of which the list says nothing, and prices that are not the list's.
    assert price(case.root_task_guid, double) == Decimal("70.33")
    assert price(priced.guid, half) == Decimal(55)
    assert price(case.root_task_guid, half, unit_price=Decimal(33)) == Decimal(33)
    # Hours that turn out to be overtime.
    entry = add_hours(api, case.root_task_guid, datetime(2026, 1, 5), 1)
    entry.over_time_guid, entry.unit_price = half, None
    assert api("IHourEntry.UpdateHourEntry", hourEntryInfo=entry).unit_price == Decimal("105.50")


def test_hours_cost_the_same_whoever_enters_them(api, product):
    customer = add_customer(api, pricelist_guid=add_pricelist(api, product, 70))
    case = add_case(api, account_guid=customer.guid)
    narrow_rights(api, account="None")
    entry = add_hours(api, case.root_task_guid, datetime(2026, 1, 5), 1)
    assert row_of(api, hour_entries, entry.guid)["unit_price"] == Decimal(70)


def test_hours_have_the_phases_price_then_the_listed_one_then_none(api, product):
    case = add_case(api, pricelist_guid=add_pricelist(api, product, 70))
    free, priced = add_phase(api, case), add_phase(api, case, "Priced", price_per_hour=Decimal(55))
    plain = add_case(api, "Plain")

    def price(phase_guid, **members):
        entry = add_hours(api, phase_guid, datetime(2026, 1, 5), Decimal(1), **members)
        return entry.unit_price, entry.is_billable

    assert price(free.guid) == (Decimal(70), True)
    assert price(priced.guid) == (Decimal(55), True)
    assert price(free.guid, unit_price=Decimal(33)) == (Decimal(33), True)
    assert price(plain.root_task_guid) == (Decimal(0), False)
