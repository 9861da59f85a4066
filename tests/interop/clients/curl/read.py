"""Reads the answers that curl kept, item by item, into one JSON document."""

import json
import re
from base64 import b64decode
from pathlib import Path

from lxml import etree

NS = {
    "w": "http://schemas.xmlsoap.org/wsdl/",
    "t": "http://soap.severa.com/",
    "e": "http://schemas.datacontract.org/2004/07/Severa.Entities.API",
}


def answer(name):
    return etree.parse(f"{name}.xml")


def text(element, path):
    """Return the text of a member: None where it is nil, an empty text where it is empty."""
    found = element.find(path, NS)
    if found.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true":
        return None
    return found.text or ""


def refusal(name):
    (exception,) = answer(name).find(".//detail")
    return [exception.tag.partition("}")[2], exception.findtext("{*}Description")]


def of_contacts(shown):
    return {text(contact, "e:FirstName"): shown(contact) for contact in answer("contacts").iterfind(".//e:Contact", NS)}


def methods(contact):
    found = contact.iterfind("e:CommunicationMethods/*", NS)
    return [[text(method, "e:Type"), text(method, "e:Value")] for method in found]


closed = Path("closed.headers").read_text()
seen = {
    "wsdl": len(etree.parse("severa.wsdl").findall("w:portType/w:operation", NS)),
    "lists": {"contacts": of_contacts(methods), "none": len(answer("none").findall(".//e:Contact", NS))},
    "write": {name: text(answer("changed"), f".//e:{name}") for name in ("UnitPrice", "VAT", "Description")},
    "nulls": of_contacts(lambda contact: text(contact, "e:JobTitle")),
    "enums": {
        "found": [text(contact, "e:FirstName") for contact in answer("found").iterfind(".//e:Contact", NS)],
        "flags": [text(account, "e:Name") for account in answer("accounts").iterfind(".//e:Account", NS)],
        "right": text(answer("rights"), ".//e:Rights/e:Account"),
    },
    "dates": {
        "births": of_contacts(lambda contact: text(contact, "e:DateOfBirth")),
        "inserted": text(answer("account"), ".//e:InsertTS"),
        "sent": text(answer("sent"), ".//e:DateOfBirth"),
    },
    "decimals": {
        text(product, "e:Code"): text(product, "e:UnitPrice")
        for product in answer("products").iterfind(".//e:Product", NS)
    },
    "text": {
        "read": of_contacts(lambda contact: text(contact, "e:LastName")),
        "sent": text(answer("sent"), ".//e:LastName"),
    },
    "bytes": b64decode(text(answer("file"), ".//t:GetFileBytesByGUIDResult")).hex(),
    "faults": {"key": refusal("wrong_key"), "guid": refusal("unknown")},
    "quota": {
        "limit": int(text(answer("last"), ".//t:Quota")),
        "used": int(text(answer("last"), ".//t:UsedQuota")),
    },
    "downtime": {
        "status": int(closed.split()[1]),
        "retry_after": re.search(r"^retry-after: (\S+)", closed, re.IGNORECASE | re.MULTILINE)[1],
    },
}
print(json.dumps(seen))
