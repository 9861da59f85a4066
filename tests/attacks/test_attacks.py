"""Attacks that are known by name, beyond those of tests/faults/test_hostile_requests.py."""

from __future__ import annotations

import re
import resource
import shutil
import socket
import tarfile
import zlib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from severakit.client import NO_RETRIES, Client, Entities, ProtocolError, ServiceUnavailable
from severakit.contract import load_contract, render_wsdl
from severakit.doctor import examine
from severakit.soap import envelope
from severakit.store import administration, backup
from severakit.store.backup import BackupRefused
from severakit.store.contents import add_file
from severakit.store.store import Store
from severakit.wcf import ConfigError, read_configuration
from support.raw_http import PATH, Connection, action, post, wrapper
from support.raw_http import envelope as enveloped
from support.replay import KEY, SOAP_TYPE, replaying

VERSION = "IAPI.GetVersion"


@pytest.fixture
def connection(running_service):
    with Connection(urlsplit(running_service.endpoint).port, timeout=5) as connection:
        yield connection


@pytest.fixture
def listener():
    """A server that nobody may come to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/a.xsd"
        with pytest.raises(BlockingIOError):
            server.accept()


# --- places that a message names are not gone to -----------------------------------------------

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def test_the_service_fetches_no_schema_that_a_call_names(connection, listener):
    located = f'xmlns:i="{INSTANCE}" i:schemaLocation="urn:a {listener}" i:noNamespaceSchemaLocation="{listener}"'
    include = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{listener}"/>'
    for message in (
        enveloped(wrapper(VERSION)).replace("<s:Envelope", f"<s:Envelope {located}", 1),
        enveloped(wrapper(VERSION, include)),
        f'<?xml-stylesheet type="text/xsl" href="{listener}"?>{enveloped(wrapper(VERSION))}',
        enveloped(f'<a:b xmlns:a="urn:a" {located}/>'),
    ):
        connection.send(post(message, action(VERSION)))
        assert connection.reply().status in (200, 500)
    connection.send(post(f"GET {listener}", action(VERSION)))
    assert connection.reply().status == 400


def answered(content, headers, operation=VERSION):
    """What the client makes of an answer."""

    def reply(exchange):
        exchange.head(200, {"Content-Type": SOAP_TYPE, "Content-Length": str(len(content)), **headers})
        exchange.wfile.write(content)

    with replaying() as replay, Client(replay.endpoint, KEY, retries=NO_RETRIES) as client:
        replay.reply = reply
        result = client.call(operation)
        return result.all() if isinstance(result, Entities) else result


def test_the_client_fetches_nothing_that_an_answer_names(listener):
    whole = envelope.response(load_contract().operations[VERSION], "1.0", None).decode()
    located = f'xmlns:i="{INSTANCE}" i:schemaLocation="urn:a {listener}"'
    assert answered(whole.replace("<s:Envelope", f"<s:Envelope {located}", 1).encode(), {}) == "1.0"
    with pytest.raises(ProtocolError):
        answered(f'<!DOCTYPE a SYSTEM "{listener}">{whole}'.encode(), {})
    with pytest.raises(ProtocolError):
        answered(f'<!DOCTYPE a [<!ENTITY e SYSTEM "{listener}">]><a>&e;</a>'.encode(), {})


def test_the_description_names_no_place_but_the_service_itself(connection):
    """Whoever reads the WSDL with an eager tool is led nowhere else, whatever Host the request claims."""
    connection.send(b'GET %b?wsdl HTTP/1.1\r\nHost: evil.example"><x\r\n\r\n' % PATH.encode())
    reply = connection.reply()
    assert b'"><x' not in reply.body
    assert b"schemaLocation" not in reply.body


def findings(reply):
    """What the doctor says of a service that answers so, by what it looked at."""
    with replaying() as replay:
        replay.reply = reply
        report = examine(replay.endpoint, ["a key"])
    return {finding.check: finding for finding in report.checks}


def description(content, headers=()):
    """A reply that is a WSDL to whoever asks for it, and to calls."""

    def reply(exchange):
        exchange.head(200, {"Content-Type": "text/xml", "Content-Length": str(len(content)), **dict(headers)})
        exchange.wfile.write(content)

    return reply


def test_the_doctor_fetches_nothing_that_a_wsdl_names(listener):
    wsdl = render_wsdl(load_contract(), "http://localhost/").decode()
    named = (
        f'<w:import xmlns:w="http://schemas.xmlsoap.org/wsdl/" namespace="urn:a" location="{listener}"/>'
        f'<w:types xmlns:w="http://schemas.xmlsoap.org/wsdl/"><x:schema xmlns:x="http://www.w3.org/2001/XMLSchema">'
        f'<x:import namespace="urn:a" schemaLocation="{listener}"/>'
        f'<x:include schemaLocation="{listener}"/></x:schema></w:types>'
    )
    at = wsdl.index(">", wsdl.index("definitions")) + 1
    assert findings(description(f"{wsdl[:at]}{named}{wsdl[at:]}".encode()))["wsdl"].status == "ok"
    start = wsdl.index("<", wsdl.index("?>"))
    doctype = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{listener}">]>'
    assert findings(description(f"{wsdl[:start]}{doctype}{wsdl[start:]}".encode()))["wsdl"].status == "failed"


def test_the_doctor_reads_a_time_without_a_zone():
    found = findings(description(b"<a/>", {"Date": "Mon, 01 Jan 2024 00:00:00 -0000"}))
    assert found["clock"].status in ("ok", "failed")


# --- requests within requests ------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 60",
        "Content-Length: 5, 60",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length : 5",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity, chunked\r\nContent-Length: 5",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding:\x0bchunked",
        "Content-Length: 5\r\n Transfer-Encoding: chunked",
        "X: a\rContent-Length: 5",
    ],
)
def test_no_request_hides_in_another(connection, headers):
    """A proxy before the service may see one request where it sees two: the second must not be answered."""
    hidden = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    head = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n{headers}\r\n\r\n".encode("latin-1")
    connection.send(head + b"0\r\n\r\n" + hidden)
    replies = []
    while len(replies) < 3 and (reply := connection.reply()) is not None:
        replies.append(reply)
        if reply.headers.get("connection") == "close":
            break
    assert not [reply for reply in replies if reply.status == 200], headers


# --- small that becomes large ------------------------------------------------------------------


@cache
def compressed_blanks() -> bytes:
    """600 MB of blanks in a few, as one stream: what follows the first of several no client would read."""
    stream = zlib.compressobj(1, wbits=31)
    return b"".join([stream.compress(b" " * 1024 * 1024) for _ in range(600)]) + stream.flush()


@pytest.mark.parametrize("operation", [VERSION, "IAccount.GetAllAccounts", "IInvoice.GetInvoicePdfByInvoiceGUID"])
def test_the_client_is_not_filled_by_a_compressed_answer(operation):
    """The client stops at its bound, or passes over the blanks a part at a time."""
    blanks = compressed_blanks()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ProtocolError):
        answered(blanks, {"Content-Encoding": "gzip"}, operation)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


def test_the_doctor_is_not_filled_by_a_compressed_answer():
    blanks = compressed_blanks()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = findings(description(blanks, {"Content-Encoding": "gzip"}))
    assert found["endpoint"].status == "failed"
    assert "more than 16 MB" in found["endpoint"].message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


# --- archives ----------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["..", "", ".", "../..", "/tmp", "a/../..", "C:"])  # noqa: S108 - a name
def test_no_name_in_a_backup_leads_out_of_the_folder(migrated_sqlite, tmp_path, folder):
    """A content is called by the hash that it has: only whose it is could lead elsewhere."""
    made, forged = tmp_path / "made", tmp_path / "forged"
    store = Store(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'severakit.db')}")
    organization = administration.add_organization(store, "Acme")
    with store.write(organization) as session:
        add_file(session, b"content", name="a.txt")
    backup.back_up(store, made)
    store.close()
    with tarfile.open(made) as archive, tarfile.open(forged, "w") as target:
        for member in archive:
            content = archive.extractfile(member)
            renamed = tarfile.TarInfo(re.sub("^contents/.*/", f"contents/{folder}/", member.name))
            renamed.size = member.size
            target.addfile(renamed, content)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    target = Store(f"sqlite:///{tmp_path}/deep/er/new.db")
    before = set(tmp_path.rglob("*"))
    with pytest.raises(BackupRefused, match="cannot be used"):
        backup.restore(target, forged)
    target.close()
    assert {path for path in set(tmp_path.rglob("*")) - before if not path.name.startswith("new.db")} == set()


@pytest.mark.parametrize("seconds", ["9" * 5000, "9" * 400])
def test_a_wait_that_is_no_time_is_passed_over(seconds):
    def reply(exchange):
        exchange.head(503, {"Retry-After": seconds, "Content-Length": "0"})

    with replaying() as replay, Client(replay.endpoint, KEY, retries=NO_RETRIES) as client:
        replay.reply = reply
        with pytest.raises(ServiceUnavailable) as caught:
            client.call(VERSION)
    assert caught.value.retry_after is None


# --- configs ------------------------------------------------------------------------------------

DEEP = b"<a>" * 20_000 + b"</a>" * 20_000


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            b"<configuration><system.serviceModel><bindings>%b</bindings></system.serviceModel></configuration>",
            "deeper",
        ),
        (b"<?xml version='1.0' encoding='undefined'?><configuration/>", "Save it in UTF-8"),
        (b"<?xml version='1.0' encoding='unicode_escape'?><configuration a='\\ud800'/>", "Save it in UTF-8"),
        (b"<?xml version='1.0' encoding='utf-7'?><configuration a='+2AA-'/>", "Save it in UTF-8"),
        (b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><configuration>&e;</configuration>", "document type"),
    ],
)
def test_a_hostile_config_is_refused_in_a_sentence(data, says):
    path = Path("hostile.config")
    with pytest.raises(ConfigError, match=says):
        read_configuration(path, contents={path: data.replace(b"%b", DEEP)})
