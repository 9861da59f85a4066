"""IProduct: products, travel expenses and their cost accounts."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from severakit.entities import Product, TravelExpense
from severakit.soap.faults import SoapFault
from severakit.store.tables import cost_accounts, pricelist_products, pricelists, product_categories, products
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.items import add_item, add_product, add_travel_expense
from support.projects import add_case, currency, fields, narrow_rights, register

I = "IProduct."  # noqa: E741 - stands for the interface
ADD, UPDATE, DELETE = I + "AddNewProduct", I + "UpdateProduct", I + "DeleteProduct"
ADD_TRAVEL, UPDATE_TRAVEL = I + "AddNewTravelExpense", I + "UpdateTravelExpense"
DELETE_TRAVEL = I + "DeleteTravelExpense"
BY_GUID, BY_CODE, ANY_BY_CODE = I + "GetProductByGUID", I + "GetProductByCode", I + "GetProductByCodeIncludeInactive"
TRAVEL_BY_GUID, TRAVEL_BY_CODE = I + "GetTravelExpenseByGUID", I + "GetTravelExpenseByCode"
ANY_TRAVEL_BY_CODE = I + "GetTravelExpenseByCodeIncludeInactive"
CHANGED, TRAVEL_CHANGED = I + "GetProductsChangedSince", I + "GetTravelExpensesChangedSince"
COST_ACCOUNTS = I + "GetProductCostAccountAssociationsByGUID"


def add_cost_account(api, number, **values):
    with api.session() as session:
        return session.insert(cost_accounts, number=number, name=f"Account {number}", is_active=True, **values)


# --- reading ---------------------------------------------------------------------------------


def test_products_and_travel_expenses_do_not_mix(api, other_api):
    product, travel = add_product(api, code="X1"), add_travel_expense(api, code="X1")
    assert api(BY_GUID, productGUID=product.guid) == product
    assert api(BY_CODE, productCode="X1") == api(ANY_BY_CODE, productCode="X1") == product
    assert api(TRAVEL_BY_GUID, travelExpenseGUID=travel.guid) == travel
    assert api(TRAVEL_BY_CODE, travelExpenseCode="X1") == api(ANY_TRAVEL_BY_CODE, travelExpenseCode="X1") == travel
    assert fault_of(api, BY_GUID, productGUID=travel.guid) == NOT_FOUND
    assert fault_of(api, TRAVEL_BY_GUID, travelExpenseGUID=product.guid) == NOT_FOUND

    since = moment("2000-01-01")
    assert [each.guid for each in api(CHANGED, startDateTime=since, options=2)] == [product.guid]
    assert [each.guid for each in api(TRAVEL_CHANGED, startDateTime=since, options=2)] == [travel.guid]
    assert other_api(CHANGED, startDateTime=since, options=2) == []
    assert other_api(TRAVEL_CHANGED, startDateTime=since, options=2) == []
    assert fault_of(other_api, BY_GUID, productGUID=product.guid) == NOT_FOUND
    assert fault_of(other_api, BY_CODE, productCode="X1") == NOT_FOUND
    assert fault_of(other_api, TRAVEL_BY_CODE, travelExpenseCode="X1") == NOT_FOUND


@pytest.mark.parametrize(
    ("add", "update", "kind", "by_code", "any_by_code", "info", "code"),
    [
        (add_product, UPDATE, Product, BY_CODE, ANY_BY_CODE, "productInfo", "productCode"),
        (
            add_travel_expense,
            UPDATE_TRAVEL,
            TravelExpense,
            TRAVEL_BY_CODE,
            ANY_TRAVEL_BY_CODE,
            "travelExpenseInfo",
            "travelExpenseCode",
        ),
    ],
)
def test_an_inactive_one_is_found_by_code_only_where_that_is_asked_for(
    api, add, update, kind, by_code, any_by_code, info, code
):
    old = add(api, code="X1")
    api(update, **{info: kind(**{**fields(old), "is_active": False})})
    assert fault_of(api, by_code, **{code: "X1"}) == NOT_FOUND
    assert api(any_by_code, **{code: "X1"}).guid == old.guid
    new = add(api, code="X1")
    assert api(by_code, **{code: "X1"}).guid == api(any_by_code, **{code: "X1"}).guid == new.guid
    for unknown in ("X2", "", None):
        assert fault_of(api, any_by_code, **{code: unknown}) == NOT_FOUND


def test_changes_are_listed_by_the_minute_inactive_ones_when_asked_for(api):
    set_clock(api.store, "2040-01-01 08:00")
    old = add_product(api, "Old")
    set_clock(api.store, "2040-01-02 08:00:50")
    add_product(api, "New")
    api(UPDATE, productInfo=Product(guid=old.guid, name="Old", is_active=False))

    def names(options):
        found = api(CHANGED, startDateTime=moment("2040-01-02 08:00:59"), options=options)
        return sorted(each.name for each in found)

    assert [names(options) for options in range(4)] == [["New"], ["New"], ["New", "Old"], ["New"]]
    for name in (CHANGED, TRAVEL_CHANGED):
        assert fault_of(api, name, startDateTime=None, options=0) == FAILURE


def test_cost_accounts_come_by_number_the_default_when_asked_for(api, other_api):
    product, travel = add_product(api), add_travel_expense(api)
    high, low = add_cost_account(api, "7800"), add_cost_account(api, "3000", tax_percentage=Decimal("25.5"))
    default = add_cost_account(api, "5000", is_travel_type_default=True)
    with api.session() as session:
        for guid in (product.guid, travel.guid):
            rows = [{"cost_account_guid": high}, {"cost_account_guid": low}]
            session.replace(products.metadata.tables["product_cost_accounts"], "product_guid", guid, rows)

    def found(guid, include_default):
        return [each.guid for each in api(COST_ACCOUNTS, productGUID=guid, includeDefault=include_default)]

    assert found(product.guid, False) == found(product.guid, True) == found(travel.guid, False) == [low, high]
    assert found(travel.guid, True) == [low, default, high]
    assert found(add_product(api, "Bare").guid, True) == []
    for unknown in (UNKNOWN, None):
        assert fault_of(api, COST_ACCOUNTS, productGUID=unknown, includeDefault=False) == NOT_FOUND
    assert fault_of(other_api, COST_ACCOUNTS, productGUID=product.guid, includeDefault=False) == NOT_FOUND


# --- writing ---------------------------------------------------------------------------------


def test_a_new_product_is_active_and_has_the_default_category_and_type(api):
    account = add_cost_account(api, "3000")
    product = add_product(
        api,
        "Licence <&>",
        code="L1",
        is_active=False,
        measurement_unit="Piece",
        sales_account_guid=account,
        use_in_work_time_entry=True,
    )
    assert (product.is_active, product.type, product.vat) == (True, "Materials", Decimal("25.5"))
    assert product.product_category_guid == register(api, product_categories, is_default=True)
    assert (product.sales_account_guid, product.measurement_unit) == (account, "Piece")
    assert product.use_in_work_time_entry is True
    licences = register(api, product_categories, name="Licences")
    assert add_product(api, type="FixedFees").type == "FixedFees"
    for unknown in ("Banana", "TravelExpense"):
        assert fault_of(api, ADD, productInfo=Product(name="X", type=unknown)) == FAILURE
        assert fault_of(api, UPDATE, productInfo=Product(guid=product.guid, name="X", type=unknown)) == FAILURE
    own = add_product(api, product_category_guid=licences, type="Subcontracting")
    assert (own.product_category_guid, own.type) == (licences, "Subcontracting")


def test_a_new_travel_expense_is_of_a_class_and_costs_in_a_currency(api):
    travel = add_travel_expense(api, expense_class=None, type="Materials", is_active=False)
    assert (travel.expense_class, travel.type, travel.is_active) == ("OtherTravelExpense", "TravelExpense", True)
    assert travel.cost_currency_guid == currency(api, "EUR")
    swedish = add_travel_expense(api, expense_class="DailyAllowance", cost_currency_guid=currency(api, "SEK"))
    assert (swedish.expense_class, swedish.cost_currency_guid) == ("DailyAllowance", currency(api, "SEK"))


def test_an_update_finds_by_guid_then_by_code_and_carries_the_whole_product(api):
    first, second = add_product(api, code="A", description="First"), add_product(api, code="B")
    by_guid = api(UPDATE, productInfo=Product(guid=first.guid, code="C", name="Renamed", is_active=True))
    assert (by_guid.guid, by_guid.code, by_guid.description, by_guid.unit_price) == (first.guid, "C", None, None)
    assert by_guid.product_category_guid == first.product_category_guid
    by_code = api(UPDATE, productInfo=Product(guid=UNKNOWN, code="B", name="By code", unit_price=Decimal("9.9999")))
    assert (by_code.guid, by_code.name, by_code.unit_price) == (second.guid, "By code", Decimal("9.9999"))
    travel = add_travel_expense(api, code="B")
    changed = api(UPDATE_TRAVEL, travelExpenseInfo=TravelExpense(code="B", name="Car", expense_class="Mileage"))
    assert (changed.guid, changed.name, changed.type) == (travel.guid, "Car", "TravelExpense")
    assert api(BY_GUID, productGUID=second.guid) == by_code


def test_active_products_do_not_share_a_code(api):
    first, second = add_product(api, code="A"), add_product(api, code="B")
    assert fault_of(api, ADD, productInfo=Product(name="X", code="A")) == FAILURE
    assert fault_of(api, UPDATE, productInfo=Product(**{**fields(second), "code": "A"})) == FAILURE
    assert api(UPDATE, productInfo=first) == first
    assert add_travel_expense(api, code="A").code == "A"


def test_of_two_callers_with_one_code_one_is_refused(api):
    outcomes = []

    def add():
        try:
            outcomes.append(add_product(api, code="SAME").code)
        except SoapFault as fault:
            outcomes.append(fault.detail)

    workers = [threading.Thread(target=add) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcomes) == [FAILURE] * 3 + ["SAME"]


def test_what_is_refused_changes_nothing(api, other_api):
    product, travel = add_product(api, code="P"), add_travel_expense(api, code="T")
    theirs = add_product(other_api, code="THEIRS")
    foreign_account = add_cost_account(other_api, "3000")
    broken = (
        {"name": ""},
        {"vat": Decimal(-1)},
        {"vat": Decimal(101)},
        {"unit_price": Decimal(10**10)},
        {"unit_cost": Decimal(-(10**10))},
    )
    of_products = ({"product_category_guid": UNKNOWN}, {"sales_account_guid": foreign_account})
    for members in (*broken, *of_products):
        assert fault_of(api, ADD, productInfo=Product(**{"name": "X", **members})) == FAILURE
        assert fault_of(api, UPDATE, productInfo=Product(**{**fields(product), **members})) == FAILURE
    for members in (*broken, {"expense_class": "Boat"}, {"cost_currency_guid": UNKNOWN}):
        assert fault_of(api, ADD_TRAVEL, travelExpenseInfo=TravelExpense(**{"name": "X", **members})) == FAILURE
        sent = TravelExpense(**{**fields(travel), **members})
        assert fault_of(api, UPDATE_TRAVEL, travelExpenseInfo=sent) == FAILURE
    for name, params, fault in (
        (ADD, {"productInfo": None}, FAILURE),
        (UPDATE, {"productInfo": None}, FAILURE),
        (UPDATE, {"productInfo": Product(name="X")}, FAILURE),
        (UPDATE, {"productInfo": theirs}, FAILURE),
        (UPDATE, {"productInfo": Product(guid=travel.guid, name="X")}, FAILURE),
        (UPDATE_TRAVEL, {"travelExpenseInfo": TravelExpense(guid=UNKNOWN, name="X")}, NOT_FOUND),
        (UPDATE_TRAVEL, {"travelExpenseInfo": TravelExpense(guid=product.guid, name="X")}, NOT_FOUND),
    ):
        assert fault_of(api, name, **params) == fault
    assert api(BY_GUID, productGUID=product.guid) == product
    assert api(TRAVEL_BY_GUID, travelExpenseGUID=travel.guid) == travel
    assert other_api(BY_GUID, productGUID=theirs.guid) == theirs


def test_what_is_used_is_not_deleted(api, other_api):
    case = add_case(api)
    used, unused = add_product(api), add_product(api, "Unused")
    travel, other_travel = add_travel_expense(api), add_travel_expense(api, "Unused")
    add_item(api, case, product_guid=used.guid)
    add_item(api, case, product_guid=travel.guid)
    with api.session() as session:
        pricelist = session.find(pricelists, is_default=True)["guid"]
        session.append(pricelist_products, "pricelist_guid", pricelist, product_guid=unused.guid, unit_price=Decimal(1))
    assert fault_of(api, DELETE, productGUID=used.guid) == INVALID
    assert fault_of(api, DELETE_TRAVEL, travelExpenseGUID=travel.guid) == INVALID
    assert fault_of(api, DELETE, productGUID=other_travel.guid) == NOT_FOUND
    assert fault_of(other_api, DELETE, productGUID=unused.guid) == NOT_FOUND
    assert api(DELETE, productGUID=unused.guid) is True
    assert api(DELETE_TRAVEL, travelExpenseGUID=other_travel.guid) is True
    for name, param, gone in ((DELETE, "productGUID", unused), (DELETE_TRAVEL, "travelExpenseGUID", other_travel)):
        assert fault_of(api, name, **{param: gone.guid}) == NOT_FOUND
    assert api(BY_GUID, productGUID=used.guid) == used


def test_products_are_for_those_who_may_edit_settings(api):
    product, travel = add_product(api), add_travel_expense(api)
    narrow_rights(api, administrator="None")
    # NoPermissionException is not declared for adding products.
    assert fault_of(api, ADD, productInfo=Product(name="X")) == FAILURE
    for name, params in (
        (UPDATE, {"productInfo": product}),
        (DELETE, {"productGUID": product.guid}),
        (ADD_TRAVEL, {"travelExpenseInfo": TravelExpense(name="X")}),
        (UPDATE_TRAVEL, {"travelExpenseInfo": travel}),
        (DELETE_TRAVEL, {"travelExpenseGUID": travel.guid}),
    ):
        assert fault_of(api, name, **params) == NO_PERMISSION
    assert api(BY_GUID, productGUID=product.guid) == product
