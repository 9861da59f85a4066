"""Requests that no well-meaning client sends, and what each is answered with.

The one table: tests send every line of it to a real service, and a page of the documentation is rendered from it:
`PYTHONPATH=tests python -m support.hostile_requests` writes that page anew.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from severakit.service.settings import Settings
from severakit.soap.tree import Limits
from support.raw_http import NAMESPACE, PATH, SOAP, Connection, action, call, envelope, head, post, wrapper

VERSION = "IAPI.GetVersion"
LIST = "IWorkType.GetAllWorkTypes"
_XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
_ENTITIES = "http://schemas.datacontract.org/2004/07/Severa.Entities.API"
_SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
_MEGA = 1024 * 1024


class Answer(NamedTuple):
    """What a request is answered with: in words, and the status and fault that are looked for."""

    words: str
    status: int
    fault: str = ""


def _http(status: int) -> Answer:
    return Answer(f"HTTP {status}", status)


def _fault(name: str) -> Answer:
    return Answer(f"HTTP 500, fault `{name}`", 500, name)


WORKS = Answer("HTTP 200, the call's result", 200)
NOT_XML = _http(400)
NO_ACTION = _fault("a:ActionNotSupported")
UNFIT = _fault("a:DeserializationFailed")
DENIED = _fault("AuthenticationFailureException")
NOT_FOUND = _fault("NotFoundException")
FAILURE = _fault("GeneralFailureException")

Send = Callable[[Connection, str], None]


@dataclass(frozen=True)
class Hostile:
    """One line of the table: what is sent, how, and the answers in their order."""

    request: str
    send: Send
    answers: tuple[Answer, ...]


def _line(request: str, message: Callable[[str], bytes], *answers: Answer) -> Hostile:
    """A line whose bytes, made with the key, are sent in one go."""
    return Hostile(request, lambda connection, key: connection.send(message(key)), answers)


def _document(request: str, document: str | bytes | Callable[[], str | bytes], answer: Answer, **headers) -> Hostile:
    """A line that sends a document in an envelope's place."""
    return _line(
        request, lambda _: post(document() if callable(document) else document, action(VERSION), **headers), answer
    )


def _content(request: str, operation: str, content: str | Callable[[], str], answer: Answer) -> Hostile:
    """A line that sends parameters which do not fit."""
    return _line(request, lambda key: call(operation, content() if callable(content) else content, key), answer)


_GOOD = envelope(wrapper(VERSION))


def _with_doctype(subset: str, use: str = "") -> str:
    return f"<?xml version='1.0'?><!DOCTYPE s:Envelope {subset}>" + envelope(f"{wrapper(VERSION)}{use}")


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

_BOMBS = [
    _document("billion laughs", _with_doctype(f'[<!ENTITY l0 "lol">{_LAUGHS}]', "&l9;"), NOT_XML),
    _document("quadratic blowup", lambda: _with_doctype(f'[<!ENTITY a "{"a" * 100_000}">]', "&a;" * 100_000), NOT_XML),
    _document("external entity, a file", _with_doctype('[<!ENTITY e SYSTEM "file:///etc/passwd">]', "&e;"), NOT_XML),
    _document("external entity, HTTP", _with_doctype('[<!ENTITY e SYSTEM "http://127.0.0.1:9/">]', "&e;"), NOT_XML),
    _document("parameter entity", _with_doctype('[<!ENTITY % e SYSTEM "file:///etc/passwd"> %e;]'), NOT_XML),
    _document("DOCTYPE alone", _with_doctype(""), NOT_XML),
    _document("DOCTYPE with an external subset", _with_doctype('SYSTEM "http://127.0.0.1:9/e.dtd"'), NOT_XML),
    _document("an entity that nobody declared", envelope("&nobody;"), NOT_XML),
    _document(
        "XInclude of a file (an unknown element, not followed)",
        envelope(wrapper(VERSION, '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>')),
        WORKS,
    ),
    _document("a stylesheet before the envelope (not followed)", f'<?xml-stylesheet href="file:///"?>{_GOOD}', WORKS),
    _document("elements nested 10,000 deep", lambda: envelope("<a>" * 10_000 + "</a>" * 10_000), NOT_XML),
    _document(
        "100,000 attributes on an element",
        lambda: envelope("<a {}/>".format(" ".join(f'a{n}=""' for n in range(100_000)))),
        NOT_XML,
    ),
    _document(
        "100 namespaces declared on an element",
        envelope("<a {}/>".format(" ".join(f'xmlns:a{n}="urn:a"' for n in range(100)))),
        NOT_XML,
    ),
    _document("an attribute of 5 MB", lambda: envelope(f'<a b="{"x" * 5 * _MEGA}"/>'), NOT_XML),
    _document("a tag of 15 MB that never ends", lambda: "<" + "a" * 15 * _MEGA, NOT_XML),
    _document("a comment of 15 MB that never ends", lambda: "<a><!--" + "a" * 15 * _MEGA, NOT_XML),
    _content(
        "an array of a million elements",
        "IUser.GetUsersByGUIDs",
        lambda: f"<userGUIDs>{'<a>x</a>' * 1_000_000}</userGUIDs>",
        NOT_XML,
    ),
    _document(
        "2 million attributes on 36,000 elements",
        lambda: envelope("<a {}/>".format(" ".join(f'a{n}=""' for n in range(62))) * 36_000),
        UNFIT,
    ),
]

_ENCODINGS = [
    _document("ISO-8859-1 that says it is UTF-8", envelope(wrapper(VERSION, "<a>ä</a>")).encode("iso-8859-1"), NOT_XML),
    _document("UTF-8 that says it is UTF-16, in charset", _GOOD, NOT_XML, content_type="text/xml; charset=utf-16"),
    _document(
        "UTF-8 that says it is UTF-16, in its declaration",
        f'<?xml version="1.0" encoding="UTF-16"?>{_GOOD}',
        NOT_XML,
        content_type="text/xml",
    ),
    _document("a charset that is none", _GOOD, NOT_XML, content_type="text/xml; charset=x-klingon"),
    _document(
        "a declared encoding that is none",
        f'<?xml version="1.0" encoding="x-klingon"?>{_GOOD}',
        NOT_XML,
        content_type="text/xml",
    ),
    _document("UTF-7", _GOOD.encode("utf-7"), NOT_XML, content_type="text/xml; charset=utf-7"),
    _document("UTF-32", _GOOD.encode("utf-32"), NOT_XML, content_type="text/xml; charset=utf-32"),
    _document("EBCDIC", _GOOD.encode("cp037"), NOT_XML, content_type="text/xml; charset=ibm037"),
    _document(
        "broken UTF-8", _GOOD.replace("GetVersion ", "GetVersion a='\0' ").encode().replace(b"\0", b"\xc3"), NOT_XML
    ),
    _document("overlong UTF-8", _GOOD.replace("<Get", "\1<Get").encode().replace(b"\1", b"\xc0\xaf"), NOT_XML),
    _document(
        "a surrogate in UTF-8", _GOOD.replace("<Get", "\1<Get").encode().replace(b"\1", b"\xed\xa0\x80"), NOT_XML
    ),
    _document("a NUL byte", _GOOD.replace("<Get", "\0<Get"), NOT_XML),
    _document("a reference to NUL", _GOOD.replace("<Get", "&#0;<Get"), NOT_XML),
    _document("a control character", _GOOD.replace("<Get", "\x0b<Get"), NOT_XML),
    _document("a reference to a character that XML lacks", _GOOD.replace("<Get", "&#xFFFF;<Get"), NOT_XML),
]

_NO_ENVELOPES = [
    _document("an empty body", "", NOT_XML),
    _document("blanks", " \r\n\t ", NOT_XML),
    _document("text", "hello", NOT_XML),
    _document("JSON", json.dumps({"jsonrpc": "2.0", "method": "GetVersion"}), NOT_XML),
    _document("HTML", "<!DOCTYPE html><html><body><p>hello</body></html>", NOT_XML),
    _document("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NOT_XML),
    _document("an envelope cut off within a tag", _GOOD[: _GOOD.index("Version ")], NOT_XML),
    _document("an envelope cut off between tags", _GOOD[: _GOOD.index("</s:Body>")], NOT_XML),
    _document("an envelope without its last character", _GOOD[:-1], NOT_XML),
    _document("two envelopes", _GOOD * 2, NOT_XML),
    _document("an envelope and something after it", f"{_GOOD}x", NOT_XML),
    _document("a prefix that is not declared", _GOOD.replace("<Get", "<x:Get").replace("</Get", "</x:Get"), NOT_XML),
    _document("the same attribute twice", envelope('<a b="" b=""/>'), NOT_XML),
    _document("XML 1.1 (read as 1.0)", f'<?xml version="1.1"?>{_GOOD}', WORKS),
    _document("another root element", f'<a xmlns="{SOAP}"/>', NOT_XML),
    _document("an envelope without a Body", f'<Envelope xmlns="{SOAP}"/>', NOT_XML),
    _document("a SOAP 1.2 envelope", _GOOD.replace(SOAP, _SOAP12), _http(415)),
    _document("an envelope of a namespace of its own", _GOOD.replace(SOAP, "urn:a"), _http(415)),
]

_HEADER = '<a:b xmlns:a="urn:a" s:mustUnderstand="1"/>'
_WRONG_KEY = f'<WebServicePassword xmlns="{NAMESPACE}">wrong</WebServicePassword>'
_LIST = wrapper(LIST)

_ENVELOPES = [
    _line(
        "no Header", lambda _: post(f'<Envelope xmlns="{SOAP}"><Body>{_LIST}</Body></Envelope>', action(LIST)), DENIED
    ),
    _line("no key", lambda _: post(envelope(_LIST), action(LIST)), DENIED),
    _line("an empty key", lambda _: post(envelope(_LIST, ""), action(LIST)), DENIED),
    _line("a key that is none", lambda _: post(envelope(_LIST, "' OR 1=1 --"), action(LIST)), DENIED),
    _line("a key of 1 MB", lambda key: post(envelope(_LIST, key * 20_000), action(LIST)), DENIED),
    _line(
        "a key of no namespace",
        lambda key: post(envelope(_LIST, headers=f"<WebServicePassword>{key}</WebServicePassword>"), action(LIST)),
        DENIED,
    ),
    _line("two keys, the first wrong", lambda key: post(envelope(_LIST, key, _WRONG_KEY), action(LIST)), DENIED),
    _line(
        "two keys, the second wrong",
        lambda key: post(envelope(_LIST, key).replace("</s:Header>", f"{_WRONG_KEY}</s:Header>"), action(LIST)),
        WORKS,
    ),
    _line(
        "a header that must be understood and is not",
        lambda key: post(envelope(_LIST, key, _HEADER), action(LIST)),
        _fault("s:MustUnderstand"),
    ),
    _line("an empty Body", lambda key: post(envelope("", key), action(LIST)), UNFIT),
    _line("text in the Body", lambda key: post(envelope("hello", key), action(LIST)), UNFIT),
    _line("a fault in the Body", lambda key: post(envelope("<s:Fault/>", key), action(LIST)), UNFIT),
    _line(
        "two bodies (the first counts)",
        lambda key: post(envelope(f"{_LIST}</s:Body><s:Body><a/>", key), action(LIST)),
        WORKS,
    ),
    _line(
        "two elements in the Body (the first counts)",
        lambda key: post(envelope(f"{_LIST}<a/>", key), action(LIST)),
        WORKS,
    ),
]

_ACTIONS = [
    _line("no SOAPAction", lambda key: post(envelope(_LIST, key), None), NO_ACTION),
    _line("an empty SOAPAction", lambda key: post(envelope(_LIST, key), ""), NO_ACTION),
    _line("a SOAPAction that is none", lambda key: post(envelope(_LIST, key), action("IWorkType.DropAll")), NO_ACTION),
    _line("a SOAPAction without its namespace", lambda key: post(envelope(_LIST, key), "GetAllWorkTypes"), NO_ACTION),
    _line("a SOAPAction of 100 kB", lambda key: post(envelope(_LIST, key), "a" * 100_000), NO_ACTION),
    _line("markup in the SOAPAction", lambda key: post(envelope(_LIST, key), "</s:Fault><script>"), NO_ACTION),
    _line("a SOAPAction in two pairs of quotes", lambda key: post(envelope(_LIST, key), f'"{action(LIST)}"'), WORKS),
    _line(
        "the action of another operation than the Body's",
        lambda key: post(envelope(_LIST, key), action(VERSION)),
        UNFIT,
    ),
    _line(
        "the operation in another namespace",
        lambda key: post(envelope('<GetAllWorkTypes xmlns="urn:a"/>', key), action(LIST)),
        UNFIT,
    ),
    _line(
        "an element of 1 MB in the Body", lambda key: post(envelope(f"<{'a' * 900_000}/>", key), action(LIST)), UNFIT
    ),
]


def _hours(member: str) -> str:
    return f'<hourEntryInfo xmlns:a="{_ENTITIES}" {_XSI}>{member}</hourEntryInfo>'


_BY_NUMBER = "IAccount.GetAccountByNumber"
_ALL_ACCOUNTS = "IAccount.GetAllAccounts"
_ADD_HOURS = "IHourEntry.AddNewHourEntry"
_ALL_USERS = "IUser.GetAllUsers"
_HOURS_SINCE = "IHourEntry.GetHourEntriesChangedSince"
_STATUS = "IActivity.AddNewActivityUserParticipant"
_BY_GUID = "IWorkType.GetWorkTypeByGUID"

_VALUES = [
    _content("an int beyond 2³¹", _ALL_ACCOUNTS, "<count>2147483648</count>", UNFIT),
    _content("an int that is a decimal", _ALL_ACCOUNTS, "<count>1.5</count>", UNFIT),
    _content("an empty int", _ALL_ACCOUNTS, "<count/>", UNFIT),
    _content("an int of a million digits", _ALL_ACCOUNTS, lambda: f"<count>{'9' * 1_000_000}</count>", UNFIT),
    _content("a long beyond 2⁶³", _BY_NUMBER, "<accountNumber>9223372036854775808</accountNumber>", UNFIT),
    _content("a long in hexadecimal", _BY_NUMBER, "<accountNumber>0x10</accountNumber>", UNFIT),
    _content("digits of another script", _BY_NUMBER, "<accountNumber>٤٢</accountNumber>", UNFIT),
    _content("a negative byte", _STATUS, "<memberStatus>-1</memberStatus>", UNFIT),
    _content("a byte of 256", _STATUS, "<memberStatus>256</memberStatus>", UNFIT),
    _content("a boolean that is yes", _ALL_USERS, "<includeInactive>yes</includeInactive>", UNFIT),
    _content("a decimal with a comma", _ADD_HOURS, _hours("<a:Quantity>7,5</a:Quantity>"), UNFIT),
    _content("a decimal with an exponent", _ADD_HOURS, _hours("<a:Quantity>1E400</a:Quantity>"), UNFIT),
    _content("a decimal that is NaN", _ADD_HOURS, _hours("<a:Quantity>NaN</a:Quantity>"), UNFIT),
    _content("a decimal of 29 digits", _ADD_HOURS, _hours(f"<a:Quantity>{'9' * 29}</a:Quantity>"), UNFIT),
    _content("30 February", _HOURS_SINCE, "<startDate>2026-02-30T00:00:00</startDate>", UNFIT),
    _content("a date in words", _HOURS_SINCE, "<startDate>yesterday</startDate>", UNFIT),
    _content("a date of the year 10000", _HOURS_SINCE, "<startDate>10000-01-01T00:00:00</startDate>", UNFIT),
    _content("a moment before the year 1", _HOURS_SINCE, "<startDate>0001-01-01T00:00:00+14:00</startDate>", UNFIT),
    _content("an enumeration literal that is none", _ALL_ACCOUNTS, "<options>Everything</options>", UNFIT),
    _content("elements in a value", _BY_GUID, "<workTypeGUID><a/></workTypeGUID>", UNFIT),
    _content("text in a data contract", _ADD_HOURS, _hours("hello"), UNFIT),
    _content(
        "xsi:type of another data contract",
        _ADD_HOURS,
        f'<hourEntryInfo xmlns:a="{_ENTITIES}" {_XSI} i:type="a:Invoice"/>',
        UNFIT,
    ),
    _content("xsi:type that is none", _ADD_HOURS, f'<hourEntryInfo {_XSI} i:type="b:c"/>', UNFIT),
    _content("xsi:nil with content (nil)", _BY_GUID, f'<workTypeGUID {_XSI} i:nil="true">x</workTypeGUID>', NOT_FOUND),
    _content("a GUID that cannot be one", _BY_GUID, "<workTypeGUID>1</workTypeGUID>", FAILURE),
    _content("SQL in a GUID", _BY_GUID, "<workTypeGUID>' OR ''='</workTypeGUID>", FAILURE),
    _content("a GUID of nobody's", _BY_GUID, f"<workTypeGUID>{'0' * 32}</workTypeGUID>", NOT_FOUND),
    _content("an entity without its mandatory members", _ADD_HOURS, _hours(""), _fault("ValidationException")),
]

_CHUNKED = {"content_length": None, "transfer_encoding": "chunked"}
_SOAP12_TYPE = f'application/soap+xml; charset=utf-8; action="{action(VERSION)}"'


def _odd(request: str, method: str, answer: Answer) -> Hostile:
    """A line with another method than POST."""
    return _line(request, lambda _: head(method, content_length="0"), answer)


def _too_large(connection: Connection, _key: str) -> None:
    connection.send(post(b"x" * 100 * _MEGA, action(VERSION)))


def _too_large_in_chunks(connection: Connection, _key: str) -> None:
    connection.send(post(b"", action(VERSION), **_CHUNKED))
    for _ in range(100):
        connection.send(b"100000\r\n" + b"x" * _MEGA + b"\r\n")
    connection.send(b"0\r\n\r\n")


def _too_slow(connection: Connection, _key: str) -> None:
    connection.send(call(VERSION)[:-10])


def _hung_up_midway(connection: Connection, _key: str) -> None:
    connection.send(call(VERSION)[:-10])
    connection.close()


def _hung_up_unread(connection: Connection, key: str) -> None:
    connection.send(call(LIST, key=key))
    connection.close()


def _byte_by_byte(connection: Connection, _key: str) -> None:
    for byte in call(VERSION):
        connection.send(bytes((byte,)))


def _head_in_two(connection: Connection, _key: str) -> None:
    message = call(VERSION)
    connection.send(message[:40])
    time.sleep(0.1)
    connection.send(message[40:])


_ON_HTTP = [
    _line("100 MB announced and not sent (answered at once)", lambda _: head(content_length="104857600"), _http(413)),
    Hostile("100 MB with Content-Length", _too_large, (_http(413),)),
    Hostile("100 MB in chunks", _too_large_in_chunks, (_http(413),)),
    _line(
        "100 MB announced with Expect: 100-continue (not asked to continue)",
        lambda _: head(content_length="104857600", expect="100-continue"),
        _http(413),
    ),
    Hostile("a body that stops arriving, after the request timeout", _too_slow, (_http(408),)),
    _line("chunks that are none", lambda _: post(b"zz\r\nabc\r\n0\r\n\r\n", action(VERSION), **_CHUNKED), NOT_XML),
    _line(
        "Content-Length and Transfer-Encoding at once",
        lambda _: call(VERSION, transfer_encoding="chunked"),
        NOT_XML,
    ),
    _line("two lengths", lambda _: call(VERSION, **{"Content-Length": "5"}), NOT_XML),
    _line("a length that is none", lambda _: call(VERSION, content_length="many"), NOT_XML),
    _line("a negative length", lambda _: call(VERSION, content_length="-1"), NOT_XML),
    _line("no length and no chunks: an empty body", lambda _: call(VERSION, content_length=None), NOT_XML),
    _line(
        "a body in another transfer coding",
        lambda _: call(VERSION, content_length=None, transfer_encoding="gzip"),
        NOT_XML,
    ),
    _document("a body compressed with gzip", gzip.compress(_GOOD.encode()), _http(415), content_encoding="gzip"),
    _document("no content type", _GOOD, _http(415), content_type=None),
    _document("the content type of JSON", _GOOD, _http(415), content_type="application/json"),
    _document("the content type of SOAP 1.2", _GOOD, _http(415), content_type=_SOAP12_TYPE),
    _document("the content type of a form", _GOOD, _http(415), content_type="application/x-www-form-urlencoded"),
    _document("the content type of MTOM", _GOOD, _http(415), content_type="multipart/related; boundary=a"),
    _document("a content type of 100 kB", _GOOD, WORKS, content_type=f"text/xml;{';' * 100_000}"),
    _document(
        "a content type in capitals, its charset in quotes", _GOOD, WORKS, content_type='TEXT/XML; CharSet="UTF-8"'
    ),
    _line(
        "the path in another case",
        lambda key: call(LIST, key=key).replace(PATH.encode(), PATH.lower().encode(), 1),
        WORKS,
    ),
    _line("a header of 100 kB (ignored)", lambda _: call(VERSION, a="a" * 100_000), WORKS),
    _line("a header of 1 MB", lambda _: call(VERSION, a="a" * _MEGA), _http(431)),
    _line("200 headers", lambda _: call(VERSION, **{f"a{n}": "a" for n in range(200)}), WORKS),
    _line("a control character in a header", lambda _: call(VERSION, a="a\x01b"), NOT_XML),
    _odd("PUT", "PUT", _http(405)),
    _odd("DELETE", "DELETE", _http(405)),
    _odd("OPTIONS", "OPTIONS", _http(405)),
    _odd("TRACE", "TRACE", _http(405)),
    _odd("a method that is none", "BREW", _http(400)),
    _line("another path", lambda _: head(path="/webservice/S3/Other.svc", content_length="0"), _http(404)),
    _line("a path that climbs", lambda _: head("GET", f"{PATH}/../../../../etc/passwd"), _http(404)),
    _line("a path that climbs, encoded", lambda _: head("GET", f"{PATH}/%2e%2e/%2e%2e/etc/passwd"), _http(404)),
    _line("HTTP/1.0", lambda _: call(VERSION).replace(b"HTTP/1.1", b"HTTP/1.0", 1), WORKS),
    _line("HTTP/9.9", lambda _: call(VERSION).replace(b"HTTP/1.1", b"HTTP/9.9", 1), NOT_XML),
    _line("HTTP/2 without being asked", lambda _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", _http(400)),
    _line("TLS on the plain port", lambda _: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200, NOT_XML),
    _line("Expect: 100-continue", lambda _: call(VERSION, expect="100-continue"), WORKS),
    _line("Expect: something else (ignored)", lambda _: call(VERSION, expect="tea"), WORKS),
    Hostile("a request byte by byte", _byte_by_byte, (WORKS,)),
    Hostile("a head in two parts", _head_in_two, (WORKS,)),
    _line(
        "three requests at once on one connection (each answered, in order)",
        lambda key: call(VERSION) + post(_GOOD, "none") + call(LIST, key=key),
        WORKS,
        NO_ACTION,
        WORKS,
    ),
    _line(
        "a call after a refused one on the same connection",
        lambda _: post("not XML", action(VERSION)) + head("PUT", content_length="0") + call(VERSION),
        NOT_XML,
        _http(405),
        WORKS,
    ),
    Hostile("a client that hangs up within its request", _hung_up_midway, ()),
    Hostile("a client that hangs up before it reads", _hung_up_unread, ()),
]

SECTIONS: dict[str, list[Hostile]] = {
    "XML that harms its reader": _BOMBS,
    "Encodings": _ENCODINGS,
    "Not an envelope": _NO_ENVELOPES,
    "Envelopes that are odd": _ENVELOPES,
    "Actions": _ACTIONS,
    "Values that do not fit": _VALUES,
    "HTTP": _ON_HTTP,
}
"""Every line, by the heading under which the documentation shows it."""

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "protocol-answers.md"

_INTRODUCTION = f"""\
# Protocol answers

What the service answers to requests that are malformed, hostile or merely odd. Each line of these tables is sent to a
real service by the tests, and this page is rendered from the same table.

- A refusal by HTTP itself (400, 404, 405, 408, 413, 415, 431, 503) is a small `text/html` page without an envelope.
  What is not even HTTP is 400, a head of more than 512 kB 431; both close the connection.
- A fault is HTTP 500 with a SOAP envelope. It quotes at most 400 characters of what was sent.
- During downtime every call, and the WSDL, is answered with HTTP 503 and `Retry-After`. So it is while the database is
  away: `SEVERAKIT_DATABASE_RETRY_AFTER` sets the {Settings().database_retry_after} seconds that it says then.
- A bug of ours is `a:InternalServiceFault` with an incident number, under which the service's log has the details.
- A response that fails after its beginning was sent ends with the connection: its last chunk is missing. So does one
  that the client leaves lying for {Settings().response_timeout:g} seconds.
- A request has at most {Settings().max_request_bytes // _MEGA} MB and {Settings().request_timeout:g} seconds to arrive,
  {Limits().elements:,} elements, {Limits().depth} levels of them, {Limits().attributes} attributes and namespaces on
  one of them, and {Limits().markup // _MEGA} MB in one tag.
- `SEVERAKIT_MAX_REQUEST_BYTES`, `SEVERAKIT_REQUEST_TIMEOUT` and `SEVERAKIT_RESPONSE_TIMEOUT` set others.
- A worker has {Settings().max_calls} calls under way, or `SEVERAKIT_MAX_CALLS`. One beyond them is
  answered at once with HTTP 503 and `Retry-After`:
  {Settings().overload_retry_after} seconds, or `SEVERAKIT_OVERLOAD_RETRY_AFTER`.
- A source that a worker has refused
  {Settings().max_refusals} times in a minute for its keys, or `SEVERAKIT_MAX_REFUSALS`, is answered with
  HTTP 503 and `Retry-After` in place of further refusals. A key that opens passes.
"""


def protocol_answers() -> str:
    """Return the page of the documentation."""
    sections = []
    for heading, lines in SECTIONS.items():
        rows = [f"| {line.request} | {_in_words(line.answers)} |" for line in lines]
        sections.append("\n".join([f"## {heading}", "", "| request | answer |", "|---|---|", *rows, ""]))
    return "\n".join([_INTRODUCTION, *sections])


def _in_words(answers: tuple[Answer, ...]) -> str:
    return "; ".join(answer.words for answer in answers) or "none; the next call works"


if __name__ == "__main__":
    PAGE.write_text(protocol_answers(), encoding="utf-8")
