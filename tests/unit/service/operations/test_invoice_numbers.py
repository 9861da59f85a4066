"""Reference numbers, by the standard of the sender's country."""

from __future__ import annotations

import pytest

from severakit.service.operations.invoice_numbers import reference_number


@pytest.mark.parametrize(
    ("number", "expected"),
    # Weights 7, 3, 1 from the right; what lacks to the next ten.
    [(1, "13"), (10, "107"), (123, "1232"), (1001, "10016"), (1234567, "12345672")],
)
def test_finland_and_every_country_not_named(number, expected):
    for country in ("FI", "DE", None, "", "Finland"):
        assert reference_number(number, 77, country) == expected


@pytest.mark.parametrize(
    ("country", "account_number", "expected"),
    [
        ("SE", 77, "1230"),
        (" se ", None, "1230"),
        ("NO", 77, "123778"),
        ("NO", None, "1230"),
        ("NL", 77, None),
    ],
)
def test_countries_with_a_standard_of_their_own(country, account_number, expected):
    assert reference_number(123, account_number, country) == expected
