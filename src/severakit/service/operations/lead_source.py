"""ILeadSource: where the organization's cases came from."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid
from severakit.service.operations.registry import Interface
from severakit.soap.faults import NotFound
from severakit.store.tables import lead_sources

lead_source = Interface("ILeadSource")
lead_source.declare("GetLeadSourceByGUID", by_guid("LeadSource"))


@lead_source.operation
def get_all_lead_sources(call: Call) -> Result:
    """All lead sources by name, inactive ones too; NotFound where the organization has none."""
    return _listed(call)


@lead_source.operation
def get_active_lead_sources(call: Call) -> Result:
    """The active lead sources by name; NotFound where there are none."""
    return _listed(call, lead_sources.c.is_active)


def _listed(call: Call, *conditions: sa.ColumnElement[bool]) -> Result:
    if not call.session.count(lead_sources, *conditions):
        raise NotFound("There are no lead sources.")
    return call.session.rows("LeadSource", *conditions, order_by=(lead_sources.c.name, lead_sources.c.guid))
