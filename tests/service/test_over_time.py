"""IOverTime: kinds of overtime."""

from __future__ import annotations

from decimal import Decimal

from severakit.store.tables import over_times
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of

BY_GUID, ALL = "IOverTime.GetOverTimeByGUID", "IOverTime.GetAllOvertimes"


def test_overtimes_are_listed_by_name_inactive_ones_too_and_found_by_guid(api, other_api):
    with api.session() as session:
        night = session.insert(over_times, name="Night work", code="NW", percentage=Decimal("33.5"), is_active=False)
    listed = api(ALL)
    assert [kind.name for kind in listed] == ["Night work", "Overtime 100 %", "Overtime 50 %", "Standby"]
    found = api(BY_GUID, overTimeGUID=night)
    assert found == listed[0]
    assert (found.code, found.percentage, found.include_in_flextime, found.is_active) == (
        "NW",
        Decimal("33.5"),
        None,
        False,
    )
    assert fault_of(api, BY_GUID, overTimeGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, overTimeGUID="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, overTimeGUID=night) == NOT_FOUND
    assert len(other_api(ALL)) == 3
