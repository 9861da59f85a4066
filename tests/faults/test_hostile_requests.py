"""Every malformed or hostile request gets its documented answer, and neither the next call nor the memory suffers."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import pytest
from lxml import etree

from support.hostile_requests import LIST, PAGE, SECTIONS, VERSION, Answer, Hostile, protocol_answers
from support.raw_http import SOAP, Reply, post

MEGABYTES = 150
"""How much larger than at first the worker may be after any of these requests."""

MOST_MEGABYTES = 500
"""How large the worker may ever be: three requests of 16 MB have arrived and one of them is read."""

LINES = [pytest.param(line, id=line.request) for lines in SECTIONS.values() for line in lines]


@pytest.fixture(scope="session")
def megabytes_at_first(victim) -> float:
    """The worker's memory once it has answered a call."""
    victim.service.call(VERSION)
    return victim.service.megabytes


@pytest.mark.parametrize("line", LINES)
def test_answer(line: Hostile, victim, megabytes_at_first):
    service, key, _ = victim
    with service.connect() as connection:
        line.send(connection, key)
        for answer in line.answers:
            check(answer, connection.reply())
    assert service.call(VERSION).status == 200
    assert service.megabytes < megabytes_at_first + MEGABYTES
    assert service.log == ""


def check(answer: Answer, reply: Reply | None) -> None:
    assert reply is not None
    assert reply.status == answer.status
    assert reply.is_whole
    assert len(reply.body) < 2000 or answer.status == 200
    assert b"Traceback" not in reply.body
    assert b"root:" not in reply.body
    if answer.fault:
        assert fault_name(reply) == answer.fault
    elif answer.status != 200 and reply.body:
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert reply.body.startswith(b"<!DOCTYPE html>")


def fault_name(reply: Reply) -> str:
    """The name of the fault's detail, or its code where it has none."""
    assert reply.headers["content-type"] == "text/xml; charset=utf-8"
    fault = etree.fromstring(reply.body).find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
    detail = fault.find("detail")
    return fault.findtext("faultcode") if detail is None else etree.QName(detail[0]).localname


def test_large_requests_are_read_one_at_a_time(victim, megabytes_at_first):
    service, key, _ = victim
    (line,) = [line for lines in SECTIONS.values() for line in lines if line.request.startswith("2 million attributes")]
    with ExitStack() as stack:
        connections = [stack.enter_context(service.connect()) for _ in range(3)]
        for connection in connections:
            line.send(connection, key)
        assert service.call(VERSION).status == 200
        for connection in connections:
            check(line.answers[0], connection.reply())
    assert service.megabytes < megabytes_at_first + MEGABYTES
    assert service.most_megabytes < MOST_MEGABYTES


def test_an_external_entity_is_not_fetched(victim):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/e.dtd"
        for doctype in (
            f'SYSTEM "{address}"',
            f'[<!ENTITY e SYSTEM "{address}">]',
            f'[<!ENTITY % e SYSTEM "{address}"> %e;]',
        ):
            message = f"<!DOCTYPE a {doctype}><a>&e;</a>"
            assert victim.service.request(post(message, "")).status == 400
        with pytest.raises(BlockingIOError):
            server.accept()


def test_no_secret_is_written_anywhere(victim):
    service, key, folder = victim
    assert service.call(LIST, key=key).status == 200
    for wrong in (f"{key}-but-wrong", "somebody-elses-secret"):
        assert service.call(LIST, key=wrong).status == 500
    for path in folder.iterdir():
        content = path.read_bytes()
        assert key.encode() not in content
        assert b"but-wrong" not in content
        assert b"elses-secret" not in content


def test_the_documentation_shows_the_table():
    """Written anew by `PYTHONPATH=tests python -m support.hostile_requests`."""
    assert PAGE.read_text(encoding="utf-8") == protocol_answers()


def test_there_are_enough():
    assert len(LINES) >= 60
    assert len({line.values[0].request for line in LINES}) == len(LINES)
