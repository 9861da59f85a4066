"""The generated methods: one for each operation, with its parameters, in sync and async alike."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any, get_type_hints

import pytest

from severakit import entities
from severakit.client import AsyncEntities, Entities, errors
from severakit.client.async_operations import AsyncInterfaces
from severakit.client.operations import Interfaces
from severakit.contract import EXTENDED, load_contract

CONTRACT = load_contract(EXTENDED)
METHODS = [
    (interface.python_name, operation)
    for interface in CONTRACT.interfaces.values()
    for operation in interface.operations.values()
]


def method(client: Any, interface: str, operation: Any) -> Any:
    return getattr(getattr(client, interface), operation.python_name)


def documentation(method: Any) -> str:
    return " ".join(method.__doc__.split())


def test_every_operation_is_called_with_its_arguments_in_wire_order() -> None:
    client = Interfaces(lambda *call, **_: call)
    for interface, operation in METHODS:
        arguments = {param.python_name: object() for param in reversed(operation.params)}
        called = method(client, interface, operation)(**arguments)
        expected = (operation.qualified_name, *reversed(arguments.values()))
        assert called == (expected if operation.result else None)


def test_the_async_methods_are_the_same() -> None:
    calls: list[Any] = []

    async def record(*call: Any, **_: Any) -> None:
        calls.append(call)

    async def call_all() -> None:
        client = AsyncInterfaces(record)
        for interface, operation in METHODS:
            await method(client, interface, operation)(**{param.python_name: param for param in operation.params})

    asyncio.run(call_all())
    assert calls == [(operation.qualified_name, *operation.params) for _, operation in METHODS]
    for interface, operation in METHODS:
        waiting, other = (
            method(client, interface, operation) for client in (Interfaces(print), AsyncInterfaces(print))
        )
        assert documentation(waiting).replace("`for`", "`async for`") == documentation(other)
        assert inspect.signature(waiting).parameters == inspect.signature(other).parameters


def test_void_operations_are_called_too() -> None:
    calls: list[Any] = []
    Interfaces(lambda *call: calls.append(call)).invoice.set_invoice_status(invoice_guid="1", status="Sent")
    assert calls == [("IInvoice.SetInvoiceStatus", "1", "Sent")]


@pytest.mark.parametrize(
    ("interface", "name", "expected"),
    [
        ("invoice", "get_invoice_by_number", entities.Invoice | None),
        ("hour_entry", "get_hour_entries_changed_since", Entities[entities.HourEntry]),
        ("hour_entry", "delete_hour_entry", bool),
        ("invoice", "get_invoice_pdf", bytes | int | None),
        ("invoice", "set_invoice_status", type(None)),
        ("phase_member", "get_phase_members_by_phase_guid", list[str]),
        ("api", "get_version", str | None),
    ],
)
def test_results_are_typed(interface: str, name: str, expected: Any) -> None:
    hints = get_type_hints(getattr(getattr(Interfaces(print), interface), name))
    assert hints["return"] == expected


def test_lists_of_the_async_client_are_async() -> None:
    hints = get_type_hints(AsyncInterfaces(print).case.get_cases_changed_since)
    assert hints["return"] == AsyncEntities[entities.Case]


def test_docstrings_say_what_is_called_and_what_it_raises() -> None:
    client = Interfaces(print)
    for interface, operation in METHODS:
        text = documentation(method(client, interface, operation))
        assert text.startswith(f"Call {operation.qualified_name}.")
        for param in operation.params:
            assert f"``{param.python_name}`` ({param.name}, {param.type})" in text
        for fault in operation.faults:
            assert errors.FAULT_ERRORS[fault].__name__ in text
