"""Maintenance breaks over the administrators' interface, by requests to the application."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from severakit.service.app import create_app
from severakit.store import administration, audit, downtime
from support.calls import moment, set_clock

ADDRESS = "/admin/downtime"
TIMES = {"starts_at": "2040-03-01T13:00:00Z", "ends_at": "2040-03-01T15:30:00+02:00"}
PLANNED = {"starts_at": "2040-03-01T13:00:00Z", "ends_at": "2040-03-01T13:30:00Z", "retry_after": None}


class Administrator:
    """Sends requests with a token."""

    def __init__(self, store, token):
        self.application = create_app(store)
        self.headers = {} if token is None else {"authorization": f"Bearer {token}"}

    def __call__(self, method, path=ADDRESS, **options):
        async def send():
            transport = httpx.ASGITransport(self.application)
            async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
                return await client.request(method, path, headers=self.headers, **options)

        return asyncio.run(send())


@pytest.fixture(autouse=True)
def at_noon(store):
    set_clock(store, "2040-03-01 12:00")


@pytest.fixture
def operator(store):
    return Administrator(store, administration.create_operator_token(store, "test"))


@pytest.fixture
def of_acme(store):
    administration.add_organization(store, "Acme")
    return Administrator(store, administration.create_token(store, "Acme", "test"))


def test_an_operator_switches_a_break(store, operator):
    reply = operator("PUT", json={"retry_after": 90})
    assert (reply.status_code, reply.json()["retry_after"]) == (200, 90)
    assert administration.get_downtime(store) == 90
    reply = operator("PUT", json={"retry_after": None})
    assert reply.json() == {"retry_after": None, "breaks": []}


def test_an_operator_plans_a_break_and_takes_it_back(store, operator):
    (planned,) = operator("POST", f"{ADDRESS}/breaks", json=TIMES).json()["breaks"]
    assert {name: value for name, value in planned.items() if name != "id"} == PLANNED
    (kept,) = downtime.breaks(store)
    assert kept.ends_at == moment("2040-03-01 13:30")
    assert operator("DELETE", f"{ADDRESS}/breaks/{kept.id}").json()["breaks"] == []
    assert operator("DELETE", f"{ADDRESS}/breaks/{kept.id}").status_code == 404


def test_each_change_has_a_line_that_names_the_token(store, operator):
    operator("PUT", json={"retry_after": 60})
    operator("POST", f"{ADDRESS}/breaks", json=TIMES)
    operator("DELETE", f"{ADDRESS}/breaks/{downtime.breaks(store)[-1].id}")
    with store.reading() as connection:
        *changes, made = audit.page(connection, [None], 10)
    assert made.action == "operator's token created"
    assert [change.actor for change in changes] == ["token test"] * 3


def test_an_administrator_of_one_organization_only_looks(store, operator, of_acme):
    operator("PUT", json={"retry_after": 90})
    (on,) = downtime.breaks(store)
    assert of_acme("GET").json()["retry_after"] == 90
    for method, path, body in (
        ("PUT", ADDRESS, {"retry_after": None}),
        ("POST", f"{ADDRESS}/breaks", TIMES),
        ("DELETE", f"{ADDRESS}/breaks/{on.id}", None),
    ):
        reply = of_acme(method, path, json=body)
        assert (reply.status_code, "operator" in reply.json()["error"]) == (403, True)
    assert downtime.breaks(store) == [on]


def test_nobody_else_does_anything(store):
    for token in (None, "", "unknown"):
        stranger = Administrator(store, token)
        for method, path in (("GET", ADDRESS), ("PUT", ADDRESS), ("POST", f"{ADDRESS}/breaks")):
            assert stranger(method, path, json={"retry_after": 5}).status_code == 401
    assert administration.get_downtime(store) is None


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("PUT", ADDRESS, b""),
        ("PUT", ADDRESS, b"{}"),
        ("PUT", ADDRESS, b'{"retry_after": 0}'),
        ("PUT", ADDRESS, b'{"retry_after": "soon"}'),
        ("PUT", ADDRESS, b"\xff"),
        ("POST", f"{ADDRESS}/breaks", b'{"starts_at": "2040-03-01T13:00:00", "ends_at": "2040-03-01T14:00:00Z"}'),
        ("POST", f"{ADDRESS}/breaks", b'{"starts_at": "2040-03-01T15:00:00Z", "ends_at": "2040-03-01T14:00:00Z"}'),
        ("POST", f"{ADDRESS}/breaks", b'{"starts_at": "2030-03-01T13:00:00Z", "ends_at": "2030-03-01T14:00:00Z"}'),
    ],
)
def test_what_makes_no_break_is_refused_with_a_sentence(store, operator, method, path, content):
    reply = operator(method, path, content=content)
    assert reply.status_code == 400
    assert reply.json()["error"]
    assert downtime.breaks(store) == []
