"""A service without its socket: calls go through the dispatcher as bytes, and every answer is held against the XSD."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from severakit.contract import load_contract
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher, Request
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.soap import envelope, faults
from severakit.soap.decode import decode_result
from severakit.soap.tree import read_tree
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import users
from support.xsd import check_against_xsd


class Api:
    """Calls operations by their wire names and parameters, as one organization's API user."""

    def __init__(self, store: Store, dispatcher: Dispatcher, organization_id: int, key: str, user_guid: str) -> None:
        self.store = store
        self.dispatcher = dispatcher
        self.organization_id = organization_id
        self.key = key
        self.user_guid = user_guid
        self.quota: envelope.Quota | None = None

    def __call__(self, name: str, **params: Any) -> Any:
        """Call ``IInterface.Operation``; return the typed result or raise the SoapFault."""
        operation = load_contract().operations[name]
        unknown = set(params) - {param.name for param in operation.params}
        assert not unknown, f"{name} has no parameters {unknown}"
        arguments = tuple(params.get(param.name) for param in operation.params)
        message = envelope.request(operation, arguments, self.key)
        answer = self.dispatcher.answer(Request(message, "utf-8", operation.action, "127.0.0.1"))
        response = b"".join(answer.chunks)
        check_against_xsd(response)
        read = envelope.read_envelope(read_tree(response))
        self.quota = envelope.read_quota(read.headers)
        if answer.status == 500:
            raise faults.read_fault(read.body)
        return decode_result(operation, read.body)

    def session(self) -> Any:
        """Open the store for setting things up, past the API."""
        return self.store.write(self.organization_id)


@pytest.fixture
def dispatcher(store: Store) -> Iterator[Dispatcher]:
    log = AccessLog(store)
    yield Dispatcher(store, Settings(), log, Metrics())
    log.close()


def new_api(store: Store, dispatcher: Dispatcher, name: str) -> Api:
    """Add an organization with defaults and an API user to whom every gate is open."""
    organization_id = administration.add_organization(store, name)
    administration.set_organization(store, name, api_addon=True, terms_accepted=True, daily_quota=None)
    email = f"api@{name.lower()}.example"
    administration.add_user(store, email, organization=name, first_name="Api", last_name="User")
    administration.set_user(store, email, organization=name, api_right=True, api_enabled=True)
    key = administration.create_key(store, email, organization=name, name="test")
    with store.read(organization_id) as session:
        user = session.find(users, email=email)
    return Api(store, dispatcher, organization_id, key, user["guid"])


@pytest.fixture
def api(store: Store, dispatcher: Dispatcher) -> Api:
    """An organization with the defaults of a new one, seen through its API user."""
    return new_api(store, dispatcher, "Acme")


@pytest.fixture
def other_api(store: Store, dispatcher: Dispatcher) -> Api:
    """A second organization in the same database."""
    return new_api(store, dispatcher, "Other")
