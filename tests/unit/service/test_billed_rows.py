"""Invoice rows made from items: what is grouped, what rows say, and that nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severakit.service.operations.billable_items import Billable
from severakit.service.operations.billed_rows import billed_rows
from severakit.store.money import total

ITEM = Billable(
    guid="1",
    account_guid="a",
    case_guid="c",
    case_name="Harbour",
    case_number=7,
    category="Licences",
    cost_center_guid=None,
    currency_guid="e",
    event_date=datetime(2026, 3, 5),
    invoice_description=None,
    is_travel_expense=False,
    measurement_unit="Piece",
    name="Licence",
    notes="For test",
    person="Aino Laine",
    phase_guid="p",
    phase_name="Fieldwork",
    product_code="L",
    product_guid="l",
    product_name="Licence, 1 user",
    purchase_order_number=None,
    quantity=Decimal(1),
    recurring_item_guid=None,
    sales_account_number=None,
    unit_cost=Decimal(3),
    unit_price=Decimal(10),
    user_guid="u",
    vat=Decimal(24),
)
ASPECTS = ("ProductName", "ProductCategory", "Person", "Case", "Task", "Month", "Unheard of", None)
CONFIGS = st.fixed_dictionaries(
    {
        "bill_product": st.sampled_from(["OneByOne", "Group", "Group+Attachment", None]),
        "bill_expense": st.sampled_from(["OneByOne", "Group"]),
        "product_primary_group_by": st.sampled_from(ASPECTS),
        "product_secondary_group_by": st.sampled_from(ASPECTS),
        "travel_primary_group_by": st.sampled_from(ASPECTS),
    }
)
AMOUNTS = st.decimals(min_value=-1000, max_value=1000, allow_nan=False, places=3)
ITEMS = st.lists(
    st.builds(
        replace,
        st.just(ITEM),
        case_name=st.sampled_from(["Harbour", "Bridge", None]),
        event_date=st.sampled_from([datetime(2026, 3, 5), datetime(2026, 4, 5), None]),
        is_travel_expense=st.booleans(),
        product_name=st.sampled_from(["Licence", "Server"]),
        quantity=AMOUNTS,
        unit_price=AMOUNTS,
        vat=st.sampled_from([Decimal(0), Decimal(14), Decimal("25.5")]),
    ),
    min_size=1,
    max_size=12,
)


def rows_of(items, **config):
    return billed_rows([replace(item, guid=f"{place}") for place, item in enumerate(items)], config)


@given(ITEMS, CONFIGS)
def test_every_item_is_on_one_row_and_no_row_is_off_by_more_than_rounding(items, config):
    rows = rows_of(items, **config)
    assert Counter(source.guid for row in rows for source in row.sources) == Counter(map(str, range(len(items))))
    for row in rows:
        exact = sum(source.quantity * source.unit_price for source in row.sources)
        assert abs(row.amounts.net - exact) <= Decimal("0.005")
        assert {source.vat for source in row.sources} == {row.vat}
        assert len({source.is_travel_expense for source in row.sources}) == 1
        assert abs(row.quantity * row.unit_price - row.amounts.net) <= Decimal("0.005")
    together = total(row.amounts for row in rows)
    assert together.gross == sum(row.amounts.gross for row in rows)


@pytest.mark.parametrize(
    ("aspect", "text"),
    [
        ("ProductName", "Licence, 1 user"),
        ("ProductCategory", "Licences"),
        ("Person", "Aino Laine"),
        ("Case", "Harbour"),
        ("Task", "Fieldwork"),
        ("Month", "2026-03"),
        (None, "Licence"),
    ],
)
def test_a_grouped_row_says_what_it_is_grouped_by(aspect, text):
    (row,) = rows_of([ITEM, ITEM], bill_product="Group", product_primary_group_by=aspect)
    assert (row.text, row.quantity) == (text, 2)


def test_travel_expenses_go_by_their_own_settings():
    taxi = replace(ITEM, is_travel_expense=True, category="OtherTravelExpense")
    grouped = {"bill_expense": "Group", "travel_primary_group_by": "TravelExpenseCategory", "bill_product": "OneByOne"}
    rows = rows_of([taxi, ITEM, taxi, ITEM], **grouped)
    assert [(len(row.sources), row.text) for row in rows] == [(2, "OtherTravelExpense"), (1, "Licence"), (1, "Licence")]


@pytest.mark.parametrize(
    ("item", "text_format", "text"),
    [
        (ITEM, None, "Licence"),
        (ITEM, "[date], [person], [notes] [casenumber]", "2026-03-05, Aino Laine, For test 7"),
        (replace(ITEM, person=None), "[date], [person], [notes]", "2026-03-05, For test"),
        (replace(ITEM, event_date=None, notes=None), "[date], [notes]", "Licence"),
        (ITEM, "[case] [overtime], [worktype], [task]", "Harbour, Fieldwork"),
        (replace(ITEM, invoice_description="As agreed"), "[case]", "As agreed"),
        (replace(ITEM, name=None), None, "For test"),
        (replace(ITEM, name=None, notes=None), None, ""),
    ],
)
def test_a_row_of_one_item_has_its_text_or_that_of_the_format(item, text_format, text):
    (row,) = rows_of([item], product_item_description_format=text_format)
    assert row.text == text
