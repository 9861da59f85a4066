"""Envelopes: what is written around values, and what of a caller's envelope is understood."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from severakit.contract import load_contract
from severakit.entities import AccountGetOptions, HourEntry, Item, TravelReimbursementRow
from severakit.soap.decode import decode_arguments, decode_result
from severakit.soap.encode import SerializationError, row_members_encoder, rows_encoder
from severakit.soap.envelope import (
    EnvelopeError,
    Quota,
    VersionMismatch,
    not_understood,
    read_api_key,
    read_envelope,
    read_quota,
    request,
    response,
    response_head,
    response_tail,
    result_element,
)
from severakit.soap.tree import read_tree

OPERATIONS = load_contract().operations
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ENTITIES = "http://schemas.datacontract.org/2004/07/Severa.Entities.API"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
HOURS_RESULT = "GetHourEntriesChangedSinceResult"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def read(message):
    return read_envelope(read_tree(message))


def test_a_request_as_the_wire_description_has_it():
    message = request(OPERATIONS["IAccount.GetAccountByNumber"], (42,), "a<b&c>'\"")
    assert message.decode() == (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Header><WebServicePassword xmlns="http://soap.severa.com/">'
        "a&lt;b&amp;c&gt;'\"</WebServicePassword></s:Header><s:Body>"
        '<GetAccountByNumber xmlns="http://soap.severa.com/"><accountNumber>42</accountNumber></GetAccountByNumber>'
        "</s:Body></s:Envelope>"
    )


def test_a_request_leaves_out_what_is_none():
    operation = OPERATIONS["IHourEntry.AddNewHourEntry"]
    message = request(operation, (HourEntry(quantity=Decimal("7.50")),), None).decode()
    assert "Header" not in message
    assert (
        f'<AddNewHourEntry xmlns="http://soap.severa.com/" xmlns:a="{ENTITIES}" xmlns:i="{XSI}">'
        "<hourEntryInfo><a:Quantity>7.50</a:Quantity></hourEntryInfo></AddNewHourEntry>"
    ) in message
    assert '<AddNewHourEntry xmlns="http://soap.severa.com/" ' in request(operation, (None,), None).decode()


def test_a_request_with_lists_instants_and_flags_comes_back():
    operation = OPERATIONS["IAccount.GetAccountsChangedSinceOpts"]
    start = datetime(2026, 10, 1, 7, tzinfo=UTC)
    values = {
        "startDateTime": start,
        "options": AccountGetOptions.NEW_ONLY | AccountGetOptions.INCLUDE_INACTIVE,
    }
    arguments = tuple(values[param.name] for param in operation.params)
    envelope = read(request(operation, arguments, "key"))
    assert decode_arguments(operation, envelope.body) == arguments
    strings = OPERATIONS["IUser.GetUsersByGUIDs"]
    assert decode_arguments(strings, read(request(strings, (["a", "<b>"],), "key")).body) == (["a", "<b>"],)
    assert f'xmlns:b="{ARRAYS}"' in request(strings, ([],), "key").decode()


def test_a_request_with_an_argument_that_does_not_fit_says_where():
    operation = OPERATIONS["IHourEntry.AddNewHourEntry"]
    with pytest.raises(SerializationError, match=r"^hourEntryInfo/Quantity: 7.5 is not a decimal; pass a Decimal$"):
        request(operation, (HourEntry(quantity=7.5),), "key")  # type: ignore[arg-type]


def test_a_key_that_cannot_travel_is_refused_without_quoting_it():
    with pytest.raises(SerializationError, match="copy the key again") as error:
        request(OPERATIONS["IAPI.GetVersion"], (), "secret\x00")
    assert "secret" not in str(error.value)


def test_a_response_as_the_wire_description_has_it():
    operation = OPERATIONS["IAccount.GetAccountByNumber"]
    row = (None,) * len(load_contract().types["Account"].members)
    message = (
        response_head(operation, Quota(100_000, 2)) + row_members_encoder("Account")(row) + response_tail(operation)
    )
    assert message.startswith(
        f'<s:Envelope xmlns:s="{SOAP}"><s:Header><Quota xmlns="http://soap.severa.com/">100000</Quota>'
        '<UsedQuota xmlns="http://soap.severa.com/">2</UsedQuota></s:Header><s:Body>'
        '<GetAccountByNumberResponse xmlns="http://soap.severa.com/">'
        f'<GetAccountByNumberResult xmlns:a="{ENTITIES}" xmlns:b="{ARRAYS}" xmlns:i="{XSI}">'
    )
    assert message.endswith("</GetAccountByNumberResult></GetAccountByNumberResponse></s:Body></s:Envelope>")
    envelope = read(message.encode())
    assert read_quota(envelope.headers) == Quota(100_000, 2)
    assert envelope.body.name == "GetAccountByNumberResponse"


def test_a_streamed_list():
    operation = OPERATIONS["IHourEntry.GetHourEntriesChangedSince"]
    row = (None,) * len(load_contract().types["HourEntry"].members)
    body = rows_encoder("HourEntry")([row, row])
    message = response_head(operation, None) + body + response_tail(operation)
    assert decode_result(operation, read(message.encode()).body) == [HourEntry(), HourEntry()]
    empty = response_head(operation, None) + response_tail(operation)
    assert decode_result(operation, read(empty.encode()).body) == []


@pytest.mark.parametrize(
    ("operation", "value", "expected"),
    [
        ("IHourEntry.DeleteHourEntry", True, "<DeleteHourEntryResult>true</DeleteHourEntryResult>"),
        ("IAPI.GetVersion", "<1>", "<GetVersionResult>&lt;1&gt;</GetVersionResult>"),
        ("IAPI.GetVersion", None, f'<GetVersionResult xmlns:i="{XSI}" i:nil="true"/>'),
        (
            "IAccount.GetAccountByGUID",
            None,
            f'<GetAccountByGUIDResult xmlns:a="{ENTITIES}" xmlns:b="{ARRAYS}" xmlns:i="{XSI}" i:nil="true"/>',
        ),
        (
            "IHourEntry.GetHourEntriesChangedSince",
            [],
            f'<{HOURS_RESULT} xmlns:a="{ENTITIES}" xmlns:i="{XSI}"></{HOURS_RESULT}>',
        ),
    ],
)
def test_result_elements(operation, value, expected):
    assert result_element(OPERATIONS[operation], value) == expected


def returning(type_ref):
    return next(operation for operation in OPERATIONS.values() if str(operation.returns) == type_ref)


@pytest.mark.parametrize(
    ("type_ref", "value"),
    [
        ("base64Binary", b"%PDF\x00\xff"),
        ("string[]", ["a", "<&>", ""]),
        ("Item", Item(guid="1")),
        ("Item", TravelReimbursementRow(guid="1")),
        ("Item[]", [Item(guid="1"), TravelReimbursementRow(guid="2")]),
        ("boolean", False),
    ],
)
def test_a_typed_response_comes_back(type_ref, value):
    operation = returning(type_ref)
    decoded = decode_result(operation, read(response(operation, value, None)).body)
    assert decoded == value
    assert type(decoded) is type(value)


def test_an_operation_without_result_answers_an_empty_response():
    operation = next(operation for operation in OPERATIONS.values() if operation.result is None)
    message = response(operation, None, None).decode()
    start = f'<{operation.name}Response xmlns="http://soap.severa.com/">'
    assert message == f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{start}</{operation.name}Response></s:Body></s:Envelope>'
    assert response_head(operation, None) + response_tail(operation) == message
    assert decode_result(operation, read(message.encode()).body) is None
    with pytest.raises(ValueError, match="no result"):
        result_element(operation, True)


def test_any_prefix_and_foreign_headers_are_read():
    envelope = read(
        f'\ufeff<?xml version="1.0"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="{SOAP}" xmlns:q="http://soap.severa.com/">'
        '<SOAP-ENV:Header><To xmlns="urn:x">y</To><WebServicePassword>not this</WebServicePassword>'
        "<q:WebServicePassword> k&lt;y </q:WebServicePassword></SOAP-ENV:Header>"
        "<SOAP-ENV:Body> <q:GetVersion/> </SOAP-ENV:Body></SOAP-ENV:Envelope>".encode()
    )
    assert read_api_key(envelope.headers) == " k<y "
    assert read_quota(envelope.headers) is None
    assert (envelope.body.namespace, envelope.body.name) == ("http://soap.severa.com/", "GetVersion")


def test_an_envelope_may_have_no_header_and_nothing_in_its_body():
    envelope = read(f'<s:Envelope xmlns:s="{SOAP}"><s:Body/></s:Envelope>'.encode())
    assert (envelope.headers, envelope.body) == ([], None)
    assert read_api_key(envelope.headers) is None


def test_what_is_no_soap_envelope_is_refused():
    with pytest.raises(EnvelopeError, match="not a SOAP envelope"):
        read(b"<html/>")
    with pytest.raises(EnvelopeError, match="no Body"):
        read(f'<s:Envelope xmlns:s="{SOAP}"/>'.encode())


@pytest.mark.parametrize("namespace", ["http://www.w3.org/2003/05/soap-envelope", "urn:soap2", ""])
def test_another_soap_version_is_a_version_mismatch(namespace):
    with pytest.raises(VersionMismatch, match=r"Send SOAP 1\.1"):
        read(f'<Envelope xmlns="{namespace}"><Body/></Envelope>'.encode())


@pytest.mark.parametrize(
    ("block", "understood"),
    [
        ("<x/>", True),
        ('<x s:mustUnderstand="0"/>', True),
        ('<x mustUnderstand="1"/>', True),
        ('<x s:mustUnderstand="1"/>', False),
        ('<x s:mustUnderstand="true" s:actor=""/>', False),
        ('<x s:mustUnderstand="1" s:actor="http://schemas.xmlsoap.org/soap/actor/next"/>', False),
        ('<x s:mustUnderstand="1" s:actor="urn:proxy"/>', True),
        ('<WebServicePassword xmlns="http://soap.severa.com/" s:mustUnderstand="1">k</WebServicePassword>', True),
        ('<WebServicePassword xmlns="urn:x" s:mustUnderstand="1">k</WebServicePassword>', False),
    ],
)
def test_header_blocks_that_must_be_understood(block, understood):
    message = f'<s:Envelope xmlns:s="{SOAP}"><s:Header><y/>{block}</s:Header><s:Body/></s:Envelope>'
    assert (not_understood(read(message.encode()).headers) is None) is understood


def test_a_quota_that_is_no_number_is_no_quota():
    header = (
        '<Quota xmlns="http://soap.severa.com/">many</Quota><UsedQuota xmlns="http://soap.severa.com/">1</UsedQuota>'
    )
    message = f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{header}</s:Header><s:Body/></s:Envelope>'
    assert read_quota(read(message.encode()).headers) is None
