"""The Finnish virtual bank bar code, in both versions, and what it cannot say."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from severakit.service.operations.bank_barcode import virtual_bank_barcode

DUE = datetime(2026, 1, 31)
ACCOUNT = "FI21 1234 5600 0007 85"


def test_version_four_holds_a_national_reference():
    code = virtual_bank_barcode(ACCOUNT, Decimal("4883.15"), "86851 62596 19897", DUE)
    assert code == "4" + "2112345600000785" + "004883" + "15" + "000" + "00000868516259619897" + "260131"
    assert len(code) == 54


def test_version_five_holds_an_international_reference():
    code = virtual_bank_barcode(ACCOUNT, Decimal("7.05"), "RF09 8685 1625 9619 897", DUE)
    assert code == "5" + "2112345600000785" + "000007" + "05" + "09" + "000000868516259619897" + "260131"
    assert len(code) == 54


@pytest.mark.parametrize(
    ("account", "amount", "reference"),
    [
        ("SE3550000000054910000003", Decimal(1), "1232"),
        ("FI21", Decimal(1), "1232"),
        (ACCOUNT, Decimal(0), "1232"),
        (ACCOUNT, Decimal("-5.00"), "1232"),
        (ACCOUNT, Decimal("1000000.00"), "1232"),
        (ACCOUNT, Decimal(1), None),
        (ACCOUNT, Decimal(1), "PO 55"),
        (ACCOUNT, Decimal(1), "1" * 21),
    ],
)
def test_what_it_cannot_say(account, amount, reference):
    assert virtual_bank_barcode(account, amount, reference, DUE) is None
