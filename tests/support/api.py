"""Calls to a service without its socket: as bytes through the dispatcher, and every answer is held against the XSD."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from severakit.contract import load_contract
from severakit.service.dispatch import Answer, Dispatcher, Request
from severakit.soap import envelope, faults
from severakit.soap.decode import decode_result
from severakit.soap.tree import read_tree
from severakit.store.store import Store
from severakit.store.turn import MustWait
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
        answer = self._answer(Request(message, "utf-8", operation.action, "127.0.0.1"))
        response = b"".join(answer.chunks)
        check_against_xsd(response)
        read = envelope.read_envelope(read_tree(response))
        self.quota = envelope.read_quota(read.headers)
        if answer.status == 500:
            raise faults.read_fault(read.body)
        return decode_result(operation, read.body)

    def _answer(self, request: Request) -> Answer:
        """Answer as the service does: at once where that can be."""
        if self.dispatcher.is_quick(request.action):
            with suppress(MustWait):
                return self.dispatcher.answer(replace(request, at_once=True))
        return self.dispatcher.answer(request)

    def session(self) -> Any:
        """Open the store for setting things up, past the API."""
        return self.store.write(self.organization_id)
