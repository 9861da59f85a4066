"""IResource: rooms, cars and other things that are booked by taking part in activities."""

from __future__ import annotations

from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.registers import addition, change, delete_entry
from severakit.service.operations.registry import Interface
from severakit.store.tables import resources

resource = Interface("IResource")
resource.declare("GetResourceByGUID", by_guid("Resource"))
resource.declare("GetAllResources", everything("Resource", "name"))
resource.declare("AddNewResource", addition("Resource"))
resource.declare("UpdateResource", change("Resource", "The resource"))


@resource.operation
def delete_resource(call: Call, resource_guid: str | None) -> Result:
    """Delete a resource; one that takes part in an activity cannot be deleted, only made inactive."""
    return delete_entry(call, resources, resource_guid, None, "The resource")
