"""Refusals are counted by source and minute, in bounded memory."""

from __future__ import annotations

import pytest

from severakit.service import refusals
from severakit.service.http import HttpRefusal
from severakit.service.metrics import Metrics
from severakit.service.refusals import Refusals
from severakit.service.settings import Settings


class Counted:
    """Refusals of which a source may have three in a minute, and a clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.metrics = Metrics()
        self._refusals = Refusals(Settings(max_refusals=3), self.metrics, lambda: self.seconds)

    def retry_after(self, remote: str | None) -> int | None:
        """Count a refusal; return in how many seconds to come back, None where it is answered as always."""
        try:
            self._refusals.count(remote)
        except HttpRefusal as refusal:
            return int(refusal.headers["retry-after"]) if refusal.status_code == 503 else -1
        return None


@pytest.fixture
def counted():
    return Counted()


def test_the_fourth_in_a_minute_is_asked_to_come_back_when_it_is_over(counted):
    assert [counted.retry_after("192.0.2.1") for _ in range(5)] == [None, None, None, 60, 60]
    counted.seconds += 45.5
    assert counted.retry_after("192.0.2.1") == 15
    assert b"severakit_limited_refusals_total 3.0" in counted.metrics.text()
    counted.seconds += 14.5
    assert [counted.retry_after("192.0.2.1") for _ in range(4)] == [None, None, None, 60]


@pytest.mark.parametrize(
    ("one", "other", "are_one_source"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        (None, "192.0.2.1", False),
        (None, "", True),
        ("a socket", "another", False),
    ],
)
def test_a_source_is_an_address_or_a_network_of_ipv6(counted, one, other, are_one_source):
    for _ in range(3):
        counted.retry_after(one)
    assert (counted.retry_after(other) is not None) is are_one_source


def test_the_source_counted_for_the_longest_is_forgotten_for_a_new_one(counted, monkeypatch):
    monkeypatch.setattr(refusals, "_MOST_SOURCES", 2)
    for _ in range(3):
        counted.retry_after("192.0.2.1")
        counted.retry_after("192.0.2.2")
    counted.retry_after("192.0.2.3")
    assert counted.retry_after("192.0.2.2") == 60
    assert counted.retry_after("192.0.2.1") is None
