"""What callers really send: everything that is odd and still meant well is accepted, with the right meaning."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher, Request
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.soap import envelope, faults
from severakit.soap.decode import decode_result
from severakit.soap.tree import read_tree
from severakit.store import access
from severakit.store.store import Store
from support.calls import set_clock
from support.raw_http import action, wrapper
from support.raw_http import envelope as written
from support.service_process import open_organization

LIST, ONE, SINCE = "IWorkType.GetAllWorkTypes", "IWorkType.GetWorkTypeByGUID", "IWorkType.GetWorkTypesChangedSince"
ADD_WORK_TYPE, ADD_CUSTOMER = "IWorkType.AddNewWorkType", "ICustomer.AddNewCustomer"
ADD_CONTACT, CONTACTS = "IContact.AddNewContact", "IContact.GetContactsByCommunicationMethodType"
ACCOUNTS, HOURS = "IAccount.GetAllAccounts", "IHourEntry.GetHourEntriesByDate"
_ENTITIES = "http://schemas.datacontract.org/2004/07/Severa.Entities.API"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
TYPES = f'xmlns:a="{_ENTITIES}" xmlns:i="{_XSI}" xmlns:x="http://www.w3.org/2001/XMLSchema"'


class Caller:
    """Calls with messages written by hand."""

    def __init__(self, store: Store, dispatcher: Dispatcher, key: str) -> None:
        self.store = store
        self.key = key
        self._dispatcher = dispatcher
        self._numbers = count()
        (self.work_type, *_) = self.call(LIST)
        self.customer = self.add(ADD_CUSTOMER, "customer", "<a:Name>Lumi</a:Name>")

    def send(self, operation: str, message: str | bytes, charset: str | None = None, header: str | None = None) -> Any:
        """Send a message and return the result; ``header`` is the SOAPAction as it is written."""
        data = message.encode() if isinstance(message, str) else message
        request = Request(data, charset, action(operation) if header is None else header, None)
        answer = self._dispatcher.answer(request)
        body = envelope.read_envelope(read_tree(b"".join(answer.chunks))).body
        if answer.status == 500:
            raise faults.read_fault(body)
        return decode_result(load_contract().operations[operation], body)

    def call(self, operation: str, content: str = "") -> Any:
        return self.send(operation, written(wrapper(operation, content), self.key))

    def add(self, operation: str, param: str, members: str) -> Any:
        """Add an entity of which the members are given."""
        return self.call(operation, f"<{param} {TYPES}>{members}</{param}>")

    def add_contact(self, members: str) -> Any:
        account = f"<a:AccountGUID>{self.customer.guid}</a:AccountGUID>"
        names = f"<a:FirstName>Aino</a:FirstName><a:LastName>Virta {next(self._numbers)}</a:LastName>"
        return self.add(ADD_CONTACT, "contactInfo", f"{account}{names}{members}")

    def filled(self, message: str) -> str:
        """A message with this caller's key and work type in the places for them."""
        return message.replace("KEY", self.key).replace("GUID-OF-IT", self.work_type.guid)


@pytest.fixture(scope="module")
def caller(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    path = tmp_path_factory.mktemp("tolerance") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    log = AccessLog(store)
    yield Caller(store, Dispatcher(store, Settings(), log, Metrics()), open_organization(store))
    log.close()
    store.close()


# --- envelopes -------------------------------------------------------------------------------

PLAIN = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
    '<s:Header><WebServicePassword xmlns="http://soap.severa.com/">KEY</WebServicePassword></s:Header>'
    '<s:Body><GetWorkTypeByGUID xmlns="http://soap.severa.com/"><workTypeGUID>GUID-OF-IT</workTypeGUID>'
    "</GetWorkTypeByGUID></s:Body></s:Envelope>"
)

ENVELOPES = {
    "as WCF writes it": """\
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:WebServicePassword \
xmlns:h="http://soap.severa.com/" xmlns="http://soap.severa.com/">KEY</h:WebServicePassword></s:Header>\
<s:Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">\
<GetWorkTypeByGUID xmlns="http://soap.severa.com/"><workTypeGUID>GUID-OF-IT</workTypeGUID></GetWorkTypeByGUID>\
</s:Body></s:Envelope>""",
    "as PHP writes it": """\
<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="http://soap.severa.com/">\
<SOAP-ENV:Header><ns1:WebServicePassword>KEY</ns1:WebServicePassword></SOAP-ENV:Header><SOAP-ENV:Body>\
<ns1:GetWorkTypeByGUID><ns1:workTypeGUID>GUID-OF-IT</ns1:workTypeGUID></ns1:GetWorkTypeByGUID></SOAP-ENV:Body>\
</SOAP-ENV:Envelope>
""",
    "as Java writes it": """\
<?xml version='1.0' encoding='utf-8'?><soapenv:Envelope
    xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:xsd="http://www.w3.org/2001/XMLSchema"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header>
    <q0:WebServicePassword soapenv:actor="http://schemas.xmlsoap.org/soap/actor/next" soapenv:mustUnderstand="1"
        xmlns:q0="http://soap.severa.com/" xsi:type="xsd:string">KEY</q0:WebServicePassword></soapenv:Header>
  <soapenv:Body soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">
    <ns1:GetWorkTypeByGUID xmlns:ns1="http://soap.severa.com/" id="o0">
      <ns1:workTypeGUID xsi:type="xsd:string">GUID-OF-IT</ns1:workTypeGUID>
    </ns1:GetWorkTypeByGUID>
  </soapenv:Body>
</soapenv:Envelope>""",
    "SOAP as the default namespace": """\
<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header><p:WebServicePassword \
xmlns:p="http://soap.severa.com/">KEY</p:WebServicePassword></Header><Body><p:GetWorkTypeByGUID \
xmlns:p="http://soap.severa.com/"><p:workTypeGUID>GUID-OF-IT</p:workTypeGUID></p:GetWorkTypeByGUID></Body></Envelope>""",
    "one prefix for different namespaces": """\
<a:Envelope xmlns:a="http://schemas.xmlsoap.org/soap/envelope/"><a:Header><a:WebServicePassword \
xmlns:a="http://soap.severa.com/">KEY</a:WebServicePassword></a:Header><a:Body><a:GetWorkTypeByGUID \
xmlns:a="http://soap.severa.com/"><a:workTypeGUID>GUID-OF-IT</a:workTypeGUID></a:GetWorkTypeByGUID></a:Body>\
</a:Envelope>""",
    "headers of others": """\
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:w="http://www.w3.org/2005/08/addressing">\
<s:Header><w:To s:mustUnderstand="0">http://a</w:To><w:MessageID>1</w:MessageID><plain/>\
<w:Via s:mustUnderstand="1" s:actor="urn:somebody-else"/>\
<WebServicePassword xmlns="http://soap.severa.com/">KEY</WebServicePassword></s:Header><s:Body>\
<GetWorkTypeByGUID xmlns="http://soap.severa.com/"><workTypeGUID>GUID-OF-IT</workTypeGUID></GetWorkTypeByGUID>\
</s:Body></s:Envelope>""",
    "comments and instructions": """\
<?xml version="1.0"?><!-- a --><?pi?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><!-- b -->\
<s:Header><!-- c --><WebServicePassword xmlns="http://soap.severa.com/">KEY<!-- d --></WebServicePassword></s:Header>\
<s:Body><?pi?><!-- e --><GetWorkTypeByGUID xmlns="http://soap.severa.com/"><!-- f --><workTypeGUID><!-- g -->GUID-OF-IT\
</workTypeGUID></GetWorkTypeByGUID></s:Body></s:Envelope><!-- h -->
""",
    "values in CDATA": PLAIN.replace("KEY", "<![CDATA[KEY]]>").replace("GUID-OF-IT", "<![CDATA[GUID-OF-IT]]>"),
    "blanks around the value": PLAIN.replace("GUID-OF-IT", "\r\n\t GUID-OF-IT \r\n"),
    "parameters that are not known": PLAIN.replace("<workTypeGUID>", "<other>1</other><x xmlns=''/><workTypeGUID>"),
    "a parameter twice (the last counts)": PLAIN.replace("<workType", "<workTypeGUID>1</workTypeGUID><workType"),
    "text around the operation": PLAIN.replace("<GetWork", "\n  <GetWork").replace("</s:Body>", "\n</s:Body>"),
    "blanks after the envelope": PLAIN + "\r\n \r\n",
}  # fmt: skip


@pytest.mark.parametrize("message", ENVELOPES.values(), ids=ENVELOPES)
def test_envelopes(caller, message):
    assert caller.send(ONE, caller.filled(message)) == caller.work_type


HEADERS = ['"{}"', "{}", " {} ", ' "{}" ', '""{}""']


@pytest.mark.parametrize("header", HEADERS)
def test_soap_action(caller, header):
    assert caller.send(ONE, caller.filled(PLAIN), header=header.format(action(ONE))) == caller.work_type


def declared(encoding: str, message: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{message}'


ENCODINGS = {
    "UTF-8 by default": ("utf-8", None, None),
    "UTF-8 in charset": ("utf-8", "UTF-8", None),
    "UTF-8 spelt otherwise": ("utf-8", '"utf8"', None),
    "UTF-8 with a byte order mark": ("utf-8-sig", None, None),
    "UTF-8 with a byte order mark, charset and declaration": ("utf-8-sig", "utf-8", "utf-8"),
    "UTF-16 in charset": ("utf-16", "utf-16", None),
    "UTF-16 declared": ("utf-16", None, "utf-16"),
    "UTF-16, big-endian": ("utf-16-be", "utf-16be", None),
    "UTF-16, little-endian": ("utf-16-le", "utf-16le", None),
    "UTF-16 without a byte order mark": ("utf-16-le", "utf-16", None),
    "ISO-8859-1 in charset": ("iso-8859-1", "iso-8859-1", None),
    "ISO-8859-1 declared": ("iso-8859-1", None, "ISO-8859-1"),
    "ISO-8859-1 in charset, UTF-8 declared (the charset counts)": ("iso-8859-1", "iso-8859-1", "utf-8"),
}


@pytest.mark.parametrize(("encoding", "charset", "declaration"), ENCODINGS.values(), ids=ENCODINGS)
def test_encodings(caller, encoding, charset, declaration):
    name = f"Käsityö {encoding} {charset} {declaration}"
    content = f"<workTypeInfo {TYPES}><a:Name>{name}</a:Name></workTypeInfo>"
    message = written(wrapper(ADD_WORK_TYPE, content), caller.key)
    if declaration:
        message = declared(declaration, message)
    assert caller.send(ADD_WORK_TYPE, message.encode(encoding), charset).name == name


def test_references_stand_in_for_what_ascii_lacks(caller):
    content = f"<workTypeInfo {TYPES}><a:Name>K&#228;sity&#xF6; &#x1F600;</a:Name></workTypeInfo>"
    message = written(wrapper(ADD_WORK_TYPE, content), caller.key).encode("ascii")
    assert caller.send(ADD_WORK_TYPE, message, "us-ascii").name == "Käsityö 😀"


def test_a_key_is_any_text(caller):
    key = """<a>&"b' ]]> ключ 😀 c"""
    with caller.store.writing() as connection:
        model = connection.execute(sa.select(access.api_keys)).mappings().first()
        connection.execute(
            sa.insert(access.api_keys).values({**model, "guid": "0" * 32, "digest": access.digest(key), "name": "odd"})
        )
    escaped = key.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    message = PLAIN.replace("KEY", escaped).replace("GUID-OF-IT", caller.work_type.guid)
    assert caller.send(ONE, message) == caller.work_type


# --- values ----------------------------------------------------------------------------------

DATES = [
    "1990-04-01",
    "1990-04-01T00:00:00",
    "1990-04-01T00:00:00.0000000",
    "1990-04-01T00:00:00Z",
    "1990-04-01T00:00:00+03:00",
    "1990-04-01T00:00:00.0000000-11:30",
    "1990-04-01Z",
    " 1990-04-01 ",
]


@pytest.mark.parametrize("text", DATES)
def test_dates(caller, text):
    contact = caller.add_contact(f"<a:DateOfBirth>{text}</a:DateOfBirth>")
    assert contact.date_of_birth == datetime(1990, 4, 1)


NOW = "2040-03-01 12:00"
SEEN = [
    "2040-03-01T12:00:00",
    "2040-03-01T12:00:59.9999999",
    "2040-03-01T12:00:00Z",
    "2040-03-01T14:00:00+02:00",
    "2040-03-01T01:30:00.0000000-10:30",
    "2040-03-01",
    "0001-01-01T00:00:00",
]
UNSEEN = ["2040-03-01T12:01:00", "2040-03-01T14:01:00+02:00", "2040-03-02", "9999-12-31T23:59:59.9999999"]


@pytest.mark.parametrize(("text", "is_seen"), [*((text, True) for text in SEEN), *((text, False) for text in UNSEEN)])
def test_moments(caller, text, is_seen):
    clock = caller.store.clock
    set_clock(caller.store, NOW)
    try:
        new = caller.add(ADD_WORK_TYPE, "workTypeInfo", "<a:Name>New</a:Name>")
        since = caller.call(SINCE, f"<startDateTime>{text}</startDateTime><options>0</options>")
    finally:
        caller.store.clock = clock
    assert (new.guid in {work_type.guid for work_type in since}) == is_seen


@pytest.mark.parametrize("text", ["3", "+3", " 3 ", "003", "\n3\t"])
def test_whole_numbers(caller, text):
    assert caller.add_contact(f"<a:SatisfactionLevel>{text}</a:SatisfactionLevel>").satisfaction_level == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [("24", "24"), ("+24.00", "24"), (" 24. ", "24"), ("024.50", "24.5"), (".5", "0.5"), ("0.5000000000000", "0.5")],
)
def test_decimals(caller, text, value):
    customer = caller.add(ADD_CUSTOMER, "customer", f"<a:Name>A</a:Name><a:InvoicingVat>{text}</a:InvoicingVat>")
    assert customer.invoicing_vat == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("1", True), (" true ", True), ("false", False), ("0", False)]
)
def test_booleans(caller, text, value):
    work_type = caller.add(ADD_WORK_TYPE, "workTypeInfo", f"<a:IsProductive>{text}</a:IsProductive><a:Name>A</a:Name>")
    assert work_type.is_productive is value


@pytest.mark.parametrize(
    "member",
    [
        "",
        '<a:DateOfBirth i:nil="true"/>',
        '<a:DateOfBirth i:nil="1"/>',
        "<a:DateOfBirth/>",
        "<a:DateOfBirth> </a:DateOfBirth>",
    ],
)
def test_nothing_is_left_out_nil_or_empty(caller, member):
    assert caller.add_contact(member).date_of_birth is None


@pytest.mark.parametrize(
    "text",
    ["plain", "a\nb", "a\tb", "  a  ", "a &amp; b", "&lt;a/&gt;", "<![CDATA[<a/> & b]]>", "ÄÖÅ 😀", "a&#13;&#10;b"],
)
def test_text_is_kept(caller, text):
    kept = caller.add_contact(f"<a:Description>{text}</a:Description>").description
    plain = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "<![CDATA[": "", "]]>": "", "&#13;": "\r", "&#10;": "\n"}
    for reference, character in plain.items():
        text = text.replace(reference, character)
    assert kept == text


def test_members_come_in_any_order_and_with_others(caller):
    contact = caller.add_contact(
        "<a:TimeZoneGUID/><a:JobTitle>CEO</a:JobTitle><a:Unheard><a:Of>1</a:Of></a:Unheard>"
        '<JobTitle xmlns="urn:other">not this</JobTitle><JobTitle>nor this</JobTitle><a:Description>x</a:Description>'
        "<a:DateOfBirth>1990-04-01</a:DateOfBirth>"
    )
    assert (contact.first_name, contact.job_title, contact.description) == ("Aino", "CEO", "x")
    assert contact.date_of_birth == datetime(1990, 4, 1)


def test_types_may_be_named(caller):
    members = '<a:Name i:type="x:string">Named</a:Name><a:IsProductive i:type="x:boolean">true</a:IsProductive>'
    content = f'<workTypeInfo {TYPES} i:type="a:WorkType">{members}</workTypeInfo>'
    assert caller.call(ADD_WORK_TYPE, content).name == "Named"


EMPTY = [
    "",
    "<businessUnitGUID/>",
    "<businessUnitGUID></businessUnitGUID>",
    "<businessUnitGUID> </businessUnitGUID>",
    f'<businessUnitGUID {TYPES} i:nil="true"/>',
]


@pytest.mark.parametrize("content", EMPTY)
def test_an_empty_filter_is_none(caller, content):
    assert caller.call(HOURS, f"{content}<startdate>2026-01-01</startdate><enddate/>") == []
    assert caller.call(HOURS, content) == []


@pytest.mark.parametrize("text", ["EmailAddress", " EmailAddress\n"])
def test_enumeration_literals(caller, text):
    assert caller.call(CONTACTS, f"<type>{text}</type><value>a@b.example</value>") == []


@pytest.mark.parametrize("text", ["None", "NewOnly", "NewOnly IncludeInactive", " IncludeInactive  NewOnly "])
def test_flags_are_one_literal_or_several(caller, text):
    content = f"<options>{text}</options><startFromIndex>0</startFromIndex><count>10</count>"
    assert caller.customer.guid in {account.guid for account in caller.call(ACCOUNTS, content)}
