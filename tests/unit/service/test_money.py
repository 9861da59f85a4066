"""Rounding, VAT, and amounts in other currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severakit.store.money import (
    Amounts,
    amounts,
    cents,
    in_base_currency,
    in_currency,
    total,
)

EXACT = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=4)
PERCENT = st.decimals(min_value=0, max_value=100, allow_nan=False, places=1)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("0.0049999", "0.00"),
        ("2.675", "2.68"),
        ("2.665", "2.67"),
        ("-2.665", "-2.67"),
        ("1", "1.00"),
        ("999999999999.995", "1000000000000.00"),
    ],
)
def test_half_a_cent_goes_away_from_zero(exact, rounded):
    assert str(cents(Decimal(exact))) == rounded


@given(EXACT)
def test_a_credited_amount_is_the_amount_with_its_sign_turned(exact):
    assert cents(-exact) == -cents(exact)
    assert abs(cents(exact) - exact) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("net", "percent", "expected"),
    [
        ("100", "25.5", ("100.00", "25.50", "125.50")),
        ("0.02", "25", ("0.02", "0.01", "0.03")),
        ("-0.02", "25", ("-0.02", "-0.01", "-0.03")),
        # The VAT is that of the rounded amount: what the row shows.
        ("0.333", "24", ("0.33", "0.08", "0.41")),
        ("10", "0", ("10.00", "0.00", "10.00")),
    ],
)
def test_vat_is_rounded_row_by_row(net, percent, expected):
    found = amounts(Decimal(net), Decimal(percent))
    assert tuple(map(str, (found.net, found.vat, found.gross))) == expected


@given(st.lists(st.tuples(EXACT, PERCENT), max_size=30))
def test_the_sum_of_the_rows_is_the_total(rows):
    made = [amounts(*row) for row in rows]
    whole = total(made)
    assert whole.net == sum(row.net for row in made)
    assert whole.vat == sum(row.vat for row in made)
    assert whole.gross == sum(row.gross for row in made)


def test_nothing_comes_to_nothing():
    assert total([]) == Amounts(Decimal(0), Decimal(0))


def test_currencies_are_converted_by_their_rates():
    krona, krone = Decimal("11.2"), Decimal("11.6")
    assert in_base_currency(Decimal(100), krona) == Decimal("8.93")
    assert in_currency(Decimal(100), krona) == Decimal("1120.00")
    assert in_currency(Decimal(1120), krone, krona) == Decimal("1160.00")
    # A price that needs no converting keeps its decimals.
    assert in_currency(Decimal("0.5712"), Decimal(1)) == Decimal("0.5712")
    assert in_currency(Decimal("0.5712"), krona, krona) == Decimal("0.5712")


def test_a_currency_without_a_rate_counts_as_the_base_currency():
    assert in_base_currency(Decimal("5.005"), Decimal(0)) == Decimal("5.01")
    assert in_currency(Decimal(5), Decimal(0)) == Decimal(5)
    assert in_currency(Decimal(5), Decimal(2), Decimal(0)) == Decimal("10.00")
