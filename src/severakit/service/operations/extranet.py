"""IExtranet: the cases that customers may look at, and what they see of them."""

from __future__ import annotations

from severakit.service.call import Call, Result
from severakit.service.operations.patterns import named
from severakit.service.operations.registry import Interface
from severakit.store.tables import contacts, extranet_cases, extranet_contacts

extranet = Interface("IExtranet")


@extranet.operation
def get_extranet_case_by_case_guid(call: Call, case_guid: str | None) -> Result:
    """What is shown of a case to whom; a case that is not shared is NotFound, as an unknown one is."""
    return call.one("ExtranetCase", named(extranet_cases.c.case_guid, case_guid))


@extranet.operation
def get_extranet_contact_case_rights_by_contact_guid(call: Call, contact_guid: str | None) -> Result:
    """A contact's rights to each case shared with that one; empty for a contact with whom none is shared."""
    contact = call.required(contacts, contact_guid, "The contact")
    return call.session.rows("ExtranetContactCaseRights", extranet_contacts.c.contact_guid == contact["guid"])
