"""ITimezone: time zones by GUID, and all of them."""

from __future__ import annotations

from decimal import Decimal

from support.calls import FAILURE, NOT_FOUND, fault_of

BY_GUID, ALL = "ITimezone.GetTimezoneByGUID", "ITimezone.GetAllTimezones"


def test_time_zones_are_listed_by_name_and_found_by_guid(api):
    zones = api(ALL)
    assert [zone.name for zone in zones] == sorted(zone.name for zone in zones)
    (helsinki,) = [zone for zone in zones if zone.system_name == "FLE Standard Time"]
    assert helsinki.difference_to_gmt == Decimal(2)
    assert api(BY_GUID, timezoneGuid=helsinki.guid) == helsinki


def test_what_names_no_time_zone_is_refused(api, other_api):
    theirs = other_api(ALL)[0].guid
    assert theirs not in {zone.guid for zone in api(ALL)}
    assert fault_of(api, BY_GUID, timezoneGuid=theirs) == NOT_FOUND
    assert fault_of(api, BY_GUID, timezoneGuid="not a guid") == FAILURE
