"""Check digits, against published examples."""

from __future__ import annotations

import re

import pytest

from severakit.demo.chance import Chance, without_end
from severakit.demo.hours import spread
from severakit.demo.identifiers import (
    finnish_reference,
    iban,
    luhn_digit,
    payment_reference,
    vat_number,
)
from severakit.demo.staff import email_address, head_count


@pytest.mark.parametrize(("number", "reference"), [("1234", "12344"), ("1001", "10016"), ("123456", "1234561")])
def test_finnish_references(number, reference):
    assert finnish_reference(number) == reference


@pytest.mark.parametrize(("digits", "check"), [("7992739871", "3"), ("811218987", "6"), ("0", "0")])
def test_luhn(digits, check):
    assert luhn_digit(digits) == check


def test_each_country_has_its_reference():
    assert payment_reference("FI", 1234, 7) == "12344"
    assert payment_reference("DK", 1234, 7) == "12344"
    assert payment_reference("SE", 7992739871, 7) == "79927398713"
    assert payment_reference("NO", 799273987, 1) == "79927398713"


@pytest.mark.parametrize(
    ("country", "account", "whole"),
    [
        ("FI", "12345600000785", "FI2112345600000785"),
        ("SE", "50000000058398257466", "SE4550000000058398257466"),
        ("NO", "86011117947", "NO9386011117947"),
        ("DK", "00400440116243", "DK5000400440116243"),
    ],
)
def test_bank_accounts(country, account, whole):
    assert iban(country, account) == whole


@pytest.mark.parametrize(
    ("country", "form"),
    [("FI", r"FI\d{8}"), ("SE", r"SE\d{10}01"), ("NO", r"NO\d{9}MVA"), ("DK", r"DK\d{8}"), ("DE", r"DE\d{9}"),
     ("EE", r"EE\d{9}")],
)  # fmt: skip
def test_vat_numbers_have_their_country_s_form(country, form):
    chance = Chance.of(1, "test", country)
    assert all(re.fullmatch(form, vat_number(country, chance)) for _ in range(50))


class _Digits:
    """A chance that gives the digits of a known number."""

    def __init__(self, number):
        self._number = number

    def randrange(self, _low, _high):
        return self._number


@pytest.mark.parametrize(
    ("country", "digits", "whole"),
    [("FI", 20774740, "FI20774740"), ("DE", 13669597, "DE136695976"), ("DK", 13585628, "DK13585628"),
     ("EE", 10093155, "EE100931558")],
)  # fmt: skip
def test_check_digits_of_vat_numbers(country, digits, whole):
    assert vat_number(country, _Digits(digits)) == whole


def test_names_do_not_run_out():
    names = without_end(Chance.of(1, "test", "names"), ["Ada", "Bo"])
    assert sorted(next(names) for _ in range(6)) == ["Ada", "Ada 2", "Ada 3", "Bo", "Bo 2", "Bo 3"]


def test_spread_loses_nothing():
    parts = list(spread(1000, [0.3, 1.0, 0.85, 0.0, 1.0]))
    assert sum(parts) == 1000
    assert parts[3] == 0
    assert list(spread(0, [1.0, 1.0])) == [0, 0]


@pytest.mark.parametrize(("hours", "people"), [(0, 12), (2000, 12), (100_000, 37), (192_000, 60), (1_000_000, 266)])
def test_more_hours_need_more_people(hours, people):
    assert head_count(hours) == people


@pytest.mark.parametrize(
    ("name", "address"), [("Øystein Bråten", "oystein.braten@x.example"), ("Uwe Weiß", "uwe.weiss@x.example")]
)
def test_addresses_are_plain(name, address):
    assert email_address(name, "x.example") == address
