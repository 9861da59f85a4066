"""Money: rounding, VAT and other currencies.

An amount is rounded to cents, half away from zero, once, when it comes about. A row's amount without VAT is its
quantity times its unit price; its VAT is that amount times the rate; a total is the sum of rows that are rounded
already, so that the rows of an invoice always add up to it. Unit prices that are sent are kept as they are.

A rate is how many units of a currency one unit of the base currency is worth. A currency without a rate counts as
the base currency.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

HIGHEST_AMOUNT = Decimal(10**9)
"""What no price, cost or quantity that is sent may exceed, so that products of them stay exact."""

_CENT = Decimal("0.01")


class Amounts(NamedTuple):
    """What a row or an invoice comes to: without VAT, and the VAT."""

    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        """The amount with VAT."""
        return self.net + self.vat


def cents(amount: Decimal) -> Decimal:
    """Return an amount to the cent; half a cent goes away from zero."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def amounts(net: Decimal, vat_percent: Decimal) -> Amounts:
    """Return what an exact amount without VAT comes to."""
    rounded = cents(net)
    return Amounts(rounded, cents(rounded * vat_percent / 100))


def total(rows: Iterable[Amounts]) -> Amounts:
    """Return what rows come to together."""
    listed = list(rows)
    return Amounts(sum((row.net for row in listed), Decimal(0)), sum((row.vat for row in listed), Decimal(0)))


def in_base_currency(amount: Decimal, rate: Decimal) -> Decimal:
    """Return an amount of a currency in the base currency."""
    return cents(amount / rate) if rate else cents(amount)


def in_currency(amount: Decimal, rate: Decimal, own_rate: Decimal = Decimal(1)) -> Decimal:
    """Return an amount of a currency, by default the base currency, in the currency with that rate."""
    if (rate or 1) == (own_rate or 1):
        return amount
    return cents(amount / (own_rate or 1) * (rate or 1))
