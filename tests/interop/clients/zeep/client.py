"""What zeep sees, item by item, as one JSON document."""

import json
import os
from datetime import datetime
from decimal import Decimal

import zeep
from lxml import etree

NS = "http://soap.severa.com/"
LONG_AGO = datetime(2000, 1, 1)


class Transport(zeep.Transport):
    """Keeps the last response."""

    def post(self, address, message, headers):
        self.response = super().post(address, message, headers)
        return self.response


class Quota(zeep.Plugin):
    """Keeps what the last response said of the quota."""

    def ingress(self, envelope, http_headers, _operation):
        self.limit, self.used = (envelope.findtext(f".//{{{NS}}}{name}") for name in ("Quota", "UsedQuota"))
        return envelope, http_headers


quota, transport = Quota(), Transport()
client = zeep.Client(f"{os.environ['SEVERA_ENDPOINT']}?wsdl", transport=transport, plugins=[quota])


def interface(name, address=os.environ["SEVERA_ENDPOINT"]):
    return client.create_service(f"{{{NS}}}Severa.API.{name}", address)


def use(text):
    key = etree.Element(f"{{{NS}}}WebServicePassword")
    key.text = text
    client.set_default_soapheaders([key])


def plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def refusal():
    try:
        interface("IProduct").GetProductByGUID("0" * 32)
    except zeep.exceptions.Fault as fault:
        detail = fault.detail[0]
        return [etree.QName(detail).localname, client.wsdl.types.deserialize(detail).Description]


def downtime():
    try:
        interface("IAPI", os.environ["SEVERA_CLOSED_ENDPOINT"]).GetVersion()
    except zeep.exceptions.Error:
        return {"status": transport.response.status_code, "retry_after": transport.response.headers["Retry-After"]}


def listed(wrapper):
    # A list within an entity has a wrapper with one member; an empty one is None.
    return wrapper["Contact.CommunicationMethod"] if wrapper else []


def of_contacts(shown):
    return {contact.FirstName: shown(contact) for contact in contacts}


use("not-a-key")
wrong_key = refusal()
use(os.environ["SEVERA_API_KEY"])
contacts = interface("IContact").GetContactsByAccountGUID(os.environ["ACCOUNT"])
none = interface("IContact").GetContactsByAccountGUID(os.environ["OTHER_ACCOUNT"]) or []
products = interface("IProduct").GetProductsChangedSince(LONG_AGO, 0)
found = interface("IContact").GetContactsByCommunicationMethodType("EmailAddress", os.environ["EMAIL"])
flags = ["IncludeInactive", "CheckContactChanges"]
accounts = interface("IAccount").GetAccountsChangedSinceOpts(LONG_AGO, flags)
sent = interface("IContact").AddNewContact(
    {
        "AccountGUID": os.environ["OTHER_ACCOUNT"],
        "DateOfBirth": datetime(2024, 2, 29),
        "FirstName": "Sent",
        "IsActive": True,
        "LastName": os.environ["TEXT"],
    }
)
new = {"Code": "NEW", "Name": "New", "Description": "To be cleared", "IsActive": True, "UseInWorkTimeEntry": False}
new |= {"UnitPrice": Decimal("12.5"), "VAT": Decimal(24)}
added = interface("IProduct").GetProductByGUID(interface("IProduct").AddNewProduct(new).GUID)
added.UnitPrice, added.Description = Decimal("99.95"), None
changed = interface("IProduct").UpdateProduct(added)
seen = {
    "wsdl": sum(len(port.binding.all()) for port in client.wsdl.services["API"].ports.values()),
    "lists": {
        "contacts": of_contacts(
            lambda contact: [[method.Type, method.Value] for method in listed(contact.CommunicationMethods)]
        ),
        "none": len(none),
    },
    "write": {name: plain(changed[name]) for name in ("UnitPrice", "VAT", "Description")},
    "nulls": of_contacts(lambda contact: contact.JobTitle),
    "enums": {
        "found": [contact.FirstName for contact in found],
        "flags": [account.Name for account in accounts],
        "right": interface("IAccessRights").GetUserRightsByUserGUID(os.environ["USER"]).Rights.Account,
    },
    "dates": {
        "births": of_contacts(lambda contact: plain(contact.DateOfBirth)),
        "inserted": plain(interface("IAccount").GetAccountByGUID(os.environ["ACCOUNT"]).InsertTS),
        "sent": plain(sent.DateOfBirth),
    },
    "decimals": {product.Code: plain(product.UnitPrice) for product in products},
    "text": {"read": of_contacts(lambda contact: contact.LastName), "sent": sent.LastName},
    "bytes": interface("IFile").GetFileBytesByGUID(os.environ["FILE"]).hex(),
    "faults": {"key": wrong_key, "guid": refusal()},
}
interface("IProduct").GetProductByGUID(added.GUID)
seen["quota"] = {"limit": int(quota.limit), "used": int(quota.used)}
seen["downtime"] = downtime()
print(json.dumps(seen))
