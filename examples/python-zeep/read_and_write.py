"""Read accounts, cases, hours and invoices, enter hours, and meet the faults of the S3 API: with zeep.

The environment says where: SEVERA_ENDPOINT, SEVERA_API_KEY and, if the WSDL is kept in a file, SEVERA_WSDL.
Prints one JSON document: decimals and times as text, as they travel.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import requests
import zeep
from lxml import etree

NAMESPACE = "http://soap.severa.com/"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
NO_SUCH_GUID = "0" * 32
INCLUDE_INACTIVE = 2
TRY_AGAIN_LATER = 75

ACCOUNT = ("GUID", "Name", "Number", "IsActive", "OverdueInterest", "InsertTS", "UpdatedTS")
CASE = ("GUID", "CaseNumber", "Name", "AccountName", "ClosedDate", "ExpectedValue", "IsClosed")
HOUR_ENTRY = ("GUID", "EventDate", "Quantity", "UnitPrice", "Description", "StartTime", "IsApproved", "InvoiceGUID")
CONTACT = ("GUID", "FirstName", "LastName", "DateOfBirth")
INVOICE = ("GUID", "Number", "Date", "PaymentDate", "CurrencyRate", "InvoiceStatus")
INVOICE_ROW = ("articleName", "rowAmount", "rowVatRatePercent")


class DowntimeError(Exception):
    """The service is in a maintenance break: nothing is wrong with the call, try again later."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__("The service is down for maintenance.")
        self.status = response.status_code
        self.retry_after = response.headers.get("Retry-After")


class Transport(zeep.Transport):
    """Tells a maintenance break, HTTP 503 without an envelope, from a fault."""

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> requests.Response:
        """Send a call and return its response."""
        response = super().post(address, message, headers)
        if response.status_code == 503:
            raise DowntimeError(response)
        return response


class Quota(zeep.Plugin):
    """Keeps what the last response said of the organization's calls of this day."""

    limit: int | None = None
    used: int | None = None

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> tuple[Any, Any]:  # noqa: ARG002
        """Look at a response before zeep reads it."""
        limit = envelope.findtext(f".//{{{NAMESPACE}}}Quota")
        used = envelope.findtext(f".//{{{NAMESPACE}}}UsedQuota")
        if limit is not None and used is not None:
            self.limit, self.used = int(limit), int(used)
        return envelope, http_headers


class Severa:
    """One key's access to all interfaces: ``severa.interface("IHourEntry").GetHourEntryByGUID(...)``."""

    def __init__(self, wsdl: str, endpoint: str, api_key: str) -> None:
        self.quota = Quota()
        self._endpoint = endpoint
        self._client = zeep.Client(wsdl, transport=Transport(timeout=60), plugins=[self.quota])
        key = etree.Element(f"{{{NAMESPACE}}}WebServicePassword")
        key.text = api_key
        self._client.set_default_soapheaders([key])

    def interface(self, name: str) -> Any:
        """Return the operations of an interface."""
        return self._client.create_service(f"{{{NAMESPACE}}}Severa.API.{name}", self._endpoint)

    def fault(self, error: zeep.exceptions.Fault) -> dict[str, Any]:
        """Return which of the API's exceptions a fault is, and its description."""
        detail = error.detail[0]
        exception = self._client.wsdl.types.deserialize(detail)
        return {"fault": etree.QName(detail).localname, "description": exception.Description}


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def shown(entity: Any, members: tuple[str, ...]) -> dict[str, Any]:
    """Return some members of an entity."""
    return {name: plain(entity[name]) for name in members}


def read(severa: Severa) -> dict[str, Any]:
    """Read everything that there is of four kinds."""
    # Flags are a list of names.
    options = ["IncludeInactive", "CheckContactChanges"]
    accounts = severa.interface("IAccount").GetAccountsChangedSinceOpts(LONG_AGO, options) or []
    cases = severa.interface("ICase").GetAllCases(None) or []
    hours = severa.interface("IHourEntry").GetHourEntriesByDate(None, None, None) or []
    invoices = severa.interface("IInvoice").GetInvoicesByDate(None, LONG_AGO, FAR_AHEAD, 0) or []
    return {
        "accounts": [shown(account, ACCOUNT) for account in accounts],
        "cases": [shown(case, CASE) for case in cases],
        "hours": [shown(entry, HOUR_ENTRY) for entry in hours],
        "invoices": [
            shown(invoice, INVOICE) | {"rows": [shown(row, INVOICE_ROW) for row in invoice.InvoiceRows.InvoiceRow]}
            for invoice in invoices
        ],
    }


def find_contacts(severa: Severa) -> dict[str, Any]:
    """Read all contacts with their addresses, then look one of them up by e-mail."""
    service = severa.interface("IContact")
    contacts = service.GetContactsChangedSince(None, LONG_AGO, INCLUDE_INACTIVE) or []
    methods = [method for contact in contacts for method in contact.CommunicationMethods["Contact.CommunicationMethod"]]
    email = next(method.Value for method in methods if method.Type == "EmailAddress")
    found = service.GetContactsByCommunicationMethodType("EmailAddress", email)
    return {
        "contacts": [shown(contact, CONTACT) for contact in contacts],
        "found": {"email": email, "contacts": [shown(contact, CONTACT) for contact in found]},
    }


def enter_hours(severa: Severa) -> dict[str, Any]:
    """Add an hour entry on the first phase that takes hours, read it back and change it."""
    phase, owner = open_phase(severa)
    hour_entries = severa.interface("IHourEntry")
    added = hour_entries.AddNewHourEntry(
        {
            "EventDate": date(2026, 10, 1),
            "PhaseGUID": phase.GUID,
            "UserGUID": owner,
            "WorkTypeGUID": phase.WorkTypeGUID,
            "Quantity": Decimal("7.25"),
            "Description": "Työpaja: myynti & laskutus <åäö> 100 €",
        }
    )
    read_back = hour_entries.GetHourEntryByGUID(added.GUID)
    read_back.Quantity = Decimal("3.5")
    read_back.Description = "Lyhyempi työpaja"
    changed = hour_entries.UpdateHourEntry(read_back)
    return {"added": shown(added, HOUR_ENTRY), "changed": shown(changed, HOUR_ENTRY)}


def open_phase(severa: Severa) -> tuple[Any, str]:
    """Return a phase on which hours can be entered, and its case's owner, who may do so."""
    for case in severa.interface("ICase").GetAllCases(None):
        if case.IsClosed:
            continue
        for phase in severa.interface("IPhase").GetPhasesByCaseGUID(case.GUID) or []:
            if phase.WorkTypeGUID and not phase.IsLocked and not phase.IsCompleted:
                return phase, case.CaseOwnerUserGUID
    raise LookupError("No case is open for hours.")


def refusals(severa: Severa, stranger: Severa) -> dict[str, Any]:
    """Return how a wrong key and an unknown identifier are refused."""
    faults = {}
    for name, caller in (("wrong_key", stranger), ("unknown_guid", severa)):
        try:
            caller.interface("IHourEntry").GetHourEntryByGUID(NO_SUCH_GUID)
        except zeep.exceptions.Fault as error:
            faults[name] = caller.fault(error)
    return faults


def main() -> int:
    """Do all of it; exit with 75 (try again later) during a maintenance break."""
    endpoint = os.environ["SEVERA_ENDPOINT"]
    wsdl = os.environ.get("SEVERA_WSDL") or f"{endpoint}?wsdl"
    try:
        severa = Severa(wsdl, endpoint, os.environ["SEVERA_API_KEY"])
        document = {
            "version": severa.interface("IAPI").GetVersion(),
            **read(severa),
            **find_contacts(severa),
            **enter_hours(severa),
            **refusals(severa, stranger=Severa(wsdl, endpoint, "not-a-key")),
            "quota": {"limit": severa.quota.limit, "used": severa.quota.used},
        }
    except DowntimeError as downtime:
        document = {"downtime": {"status": downtime.status, "retry_after": downtime.retry_after}}
    json.dump(document, sys.stdout, ensure_ascii=False)
    return TRY_AGAIN_LATER if "downtime" in document else 0


if __name__ == "__main__":
    sys.exit(main())
