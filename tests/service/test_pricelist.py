"""IPricelist: price lists."""

from __future__ import annotations

from severakit.store.tables import pricelists
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of
from support.projects import currency

BY_GUID, ALL = "IPricelist.GetPricelistByGUID", "IPricelist.GetPricelists"


def test_price_lists_are_listed_by_name_inactive_ones_too_and_found_by_guid(api, other_api):
    kronor = currency(api, "SEK")
    with api.session() as session:
        swedish = session.insert(pricelists, name="Priser", currency_guid=kronor, is_active=False)
    listed = api(ALL)
    assert [(each.name, each.currency_code, each.is_default) for each in listed] == [
        ("Priser", "SEK", False),
        ("Standard prices", "EUR", True),
    ]
    assert api(BY_GUID, pricelistGuid=swedish) == listed[0]
    assert fault_of(api, BY_GUID, pricelistGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, pricelistGuid="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, pricelistGuid=swedish) == NOT_FOUND
    assert len(other_api(ALL)) == 1
