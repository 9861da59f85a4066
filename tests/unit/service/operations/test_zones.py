"""The clocks of the register's time zones."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from importlib.resources import files

import pytest

from severakit.service.operations.zones import clock

ZONES = tomllib.loads(files("severakit.store").joinpath("data/defaults.toml").read_text("utf-8"))["timezones"]


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone["system_name"])
def test_each_zone_of_the_register_has_a_clock_of_its_standard_time(zone):
    # Half the world has summer time in one of these months, the other half in the other.
    seasons = [datetime(2026, month, 15, tzinfo=clock(zone)) for month in (1, 7)]
    assert min(each.utcoffset() for each in seasons) == timedelta(hours=zone["difference_to_gmt"])


def test_a_zone_of_another_name_keeps_its_difference_and_no_zone_is_utc():
    for difference, hours in ((-9.5, -9.5), (None, 0)):
        zone = clock(
            {"system_name": "Marquesas Standard Time" if difference else None, "difference_to_gmt": difference}
        )
        assert datetime(2026, 7, 1, tzinfo=zone).utcoffset() == timedelta(hours=hours)
