"""The value added tax of the demo's countries."""

from __future__ import annotations

from datetime import datetime

from severakit.demo.world import Customer

_PERMILLE = {"FI": 255, "SE": 250, "NO": 250, "DK": 250}
_FINNISH_RISE = datetime(2024, 9, 1)  # noqa: DTZ001 - a calendar date
_FINNISH_BEFORE = 240


def vat_permille(customer: Customer, date: datetime) -> int:
    """Return the VAT on a customer's invoice, in tenths of a percent: the sender's rate at home, none abroad."""
    if not customer.is_domestic:
        return 0
    country = customer.office.place.country
    if country == "FI" and date < _FINNISH_RISE:
        return _FINNISH_BEFORE
    return _PERMILLE[country]
