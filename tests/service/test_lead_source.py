"""ILeadSource: where cases came from."""

from __future__ import annotations

from severakit.store.tables import lead_sources
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of

BY_GUID = "ILeadSource.GetLeadSourceByGUID"
ALL, ACTIVE = "ILeadSource.GetAllLeadSources", "ILeadSource.GetActiveLeadSources"


def names(listed):
    return [source.name for source in listed]


def test_lead_sources_are_listed_by_name_and_found_by_guid(api, other_api):
    with api.session() as session:
        session.insert(lead_sources, name="Fax", is_active=False)
    listed = api(ALL)
    assert names(listed) == sorted(names(listed))
    assert [source for source in listed if source.is_active] == api(ACTIVE)
    (fax,) = (source for source in listed if source.name == "Fax")
    assert "Fax" not in names(api(ACTIVE))
    assert api(BY_GUID, leadSourceGUID=fax.guid) == fax
    assert fault_of(api, BY_GUID, leadSourceGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, leadSourceGUID="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, leadSourceGUID=fax.guid) == NOT_FOUND


def test_an_organization_without_lead_sources_finds_none(api, other_api):
    with api.session() as session:
        session.update_where(lead_sources, is_active=False)
    assert fault_of(api, ACTIVE) == NOT_FOUND
    with api.session() as session:
        session.delete(lead_sources)
    assert fault_of(api, ALL) == NOT_FOUND
    assert names(other_api(ACTIVE)) == names(other_api(ALL))
