"""What suds-community sees, item by item, as one JSON document."""

import json
import os
import urllib.error
from base64 import b64decode
from datetime import datetime
from decimal import Decimal

from suds import WebFault
from suds.client import Client
from suds.plugin import MessagePlugin
from suds.sax.element import Element
from suds.transport.http import HttpTransport

NS = ("tns", "http://soap.severa.com/")
LONG_AGO = datetime(2000, 1, 1)


class Envelope(MessagePlugin):
    """Keeps the last response."""

    def parsed(self, context):
        self.document = context.reply


class Transport(HttpTransport):
    """Keeps what HTTP refused."""

    def u2open(self, *request, **options):
        try:
            return super().u2open(*request, **options)
        except urllib.error.HTTPError as error:
            self.refused = error
            raise


envelope, transport = Envelope(), Transport()
client = Client(f"{os.environ['SEVERA_ENDPOINT']}?wsdl", transport=transport, plugins=[envelope], cache=None)


def port(name):
    return client.service[f"Severa.API.{name}"]


def use(key, address=os.environ["SEVERA_ENDPOINT"]):
    client.set_options(soapheaders=[Element("WebServicePassword", ns=NS).setText(key)], location=address)


def plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | str) else value


def refusal():
    try:
        port("IProduct").GetProductByGUID("0" * 32)
    except WebFault as fault:
        ((exception, detail),) = fault.fault.detail
        return [exception, str(detail.Description)]


def downtime():
    use(os.environ["SEVERA_API_KEY"], os.environ["SEVERA_CLOSED_ENDPOINT"])
    try:
        port("IAPI").GetVersion()
    except Exception:  # noqa: BLE001 - suds raises no other
        return {"status": transport.refused.code, "retry_after": transport.refused.headers["Retry-After"]}


def of_contacts(shown):
    return {str(contact.FirstName): shown(contact) for contact in contacts}


use("not-a-key")
wrong_key = refusal()
use(os.environ["SEVERA_API_KEY"])
contacts = port("IContact").GetContactsByAccountGUID(os.environ["ACCOUNT"]).Contact
none = port("IContact").GetContactsByAccountGUID(os.environ["OTHER_ACCOUNT"])
products = port("IProduct").GetProductsChangedSince(LONG_AGO, 0).Product
found = port("IContact").GetContactsByCommunicationMethodType("EmailAddress", os.environ["EMAIL"]).Contact
accounts = port("IAccount").GetAccountsChangedSinceOpts(LONG_AGO, "IncludeInactive CheckContactChanges").Account
sent = port("IContact").AddNewContact(
    {
        "AccountGUID": os.environ["OTHER_ACCOUNT"],
        "DateOfBirth": datetime(2024, 2, 29),
        "FirstName": "Sent",
        "IsActive": True,
        "LastName": os.environ["TEXT"],
    }
)
new = {"Code": "NEW", "Description": "To be cleared", "IsActive": True, "Name": "New", "UnitPrice": Decimal("12.5")}
new |= {"UseInWorkTimeEntry": False, "VAT": Decimal(24)}
added = port("IProduct").GetProductByGUID(port("IProduct").AddNewProduct(new).GUID)
added.UnitPrice, added.Description = Decimal("99.95"), None
changed = port("IProduct").UpdateProduct(added)
seen = {
    "wsdl": sum(len(methods.methods) for methods in client.wsdl.services[0].ports),
    "lists": {
        "contacts": of_contacts(
            lambda contact: [
                [str(method.Type), str(method.Value)]
                for method in getattr(contact.CommunicationMethods, "Contact.CommunicationMethod", [])
            ]
        ),
        "none": len(none),
    },
    "write": {name: plain(changed[name]) for name in ("UnitPrice", "VAT", "Description")},
    "nulls": of_contacts(lambda contact: plain(contact.JobTitle)),
    "enums": {
        "found": [str(contact.FirstName) for contact in found],
        "flags": [str(account.Name) for account in accounts],
        "right": str(port("IAccessRights").GetUserRightsByUserGUID(os.environ["USER"]).Rights.Account),
    },
    "dates": {
        "births": of_contacts(lambda contact: plain(contact.DateOfBirth)),
        "inserted": plain(port("IAccount").GetAccountByGUID(os.environ["ACCOUNT"]).InsertTS),
        "sent": plain(sent.DateOfBirth),
    },
    "decimals": {str(product.Code): plain(product.UnitPrice) for product in products},
    "text": {"read": of_contacts(lambda contact: str(contact.LastName)), "sent": str(sent.LastName)},
    "bytes": b64decode(port("IFile").GetFileBytesByGUID(os.environ["FILE"])).hex(),
    "faults": {"key": wrong_key, "guid": refusal()},
}
port("IProduct").GetProductByGUID(added.GUID)
header = envelope.document.getChild("Envelope").getChild("Header")
limit, used = (int(header.getChild(name).getText()) for name in ("Quota", "UsedQuota"))
seen["quota"] = {"limit": limit, "used": used}
seen["downtime"] = downtime()
print(json.dumps(seen))
