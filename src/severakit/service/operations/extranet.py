"""IExtranet: the cases that customers may look at, and what they see of them."""

from __future__ import annotations

from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by
from severakit.service.operations.registry import Interface
from severakit.store.tables import contacts, extranet_contacts

extranet = Interface("IExtranet")
# A case that is not shared has no extranet case: NotFound, as for an unknown one.
extranet.declare("GetExtranetCaseByCaseGUID", by("ExtranetCase", "case_guid"))


@extranet.operation
def get_extranet_contact_case_rights_by_contact_guid(call: Call, contact_guid: str | None) -> Result:
    """A contact's rights to each case shared with that one; empty for a contact with whom none is shared."""
    contact = call.required(contacts, contact_guid, "The contact")
    return call.session.rows("ExtranetContactCaseRights", extranet_contacts.c.contact_guid == contact["guid"])
