"""The source of the client's methods: one class an interface, one method an operation, sync and async alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from python_source import docstring, python_type
from severakit.contract import Contract, Field, Interface, Operation, class_name


class _Kind(NamedTuple):
    """What tells the two kinds of client apart."""

    prefix: str
    definition: str
    waiting: str
    loop: str


_SYNC = _Kind("", "def", "", "for")
_ASYNC = _Kind("Async", "async def", "await ", "async for")

_HEAD = '''"""The operations of the S3 API as the methods of ``{prefix}Client``.

Generated from the contract by `make generate`; do not edit. Parameters may all be left out; what is None is not
sent, and means no filter or the service's default. Besides the faults that a method names, every call can raise
TransportError, ServiceUnavailable, ProtocolError, QuotaReserveReached, QuotaLimitExceededError and
TosNotApprovedError, a write OutcomeUnknown, and ValueError for an argument that does not fit.
"""

# mypy: disable-error-code="no-any-return"
# ruff: noqa: A002, PLR0913 - parameters are named, and as many, as in the contract

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, overload

from severakit.client.destinations import Into
from severakit.client.lists import {prefix}Entities
from severakit.entities import {entities}


class {prefix}Interface:
    """Base of all interfaces: ``call`` takes an operation and its arguments in the order of the contract."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call


'''


_INTO = "``into``: a path or an open binary file to write the bytes to while they arrive"


def interfaces(contract: Contract) -> str:
    """Return the source of severakit/client/operations.py, before formatting."""
    return _source(contract, _SYNC)


def async_interfaces(contract: Contract) -> str:
    """Return the source of severakit/client/async_operations.py, before formatting."""
    return _source(contract, _ASYNC)


def _source(contract: Contract, kind: _Kind) -> str:
    fields = [
        field
        for operation in contract.operations.values()
        for field in (*operation.params, *([operation.result] if operation.result else []))
    ]
    names = {field.type.name for field in fields if not field.type.is_primitive}
    classes = sorted(contract.types[name].class_name if name in contract.types else name for name in names)
    lines = [_HEAD.format(prefix=kind.prefix, entities=f"({', '.join(classes)},)")]
    for interface in contract.interfaces.values():
        lines += _interface(interface, kind)
    lines += _root(contract, kind)
    return "\n".join(lines) + "\n"


def _interface(interface: Interface, kind: _Kind) -> Iterator[str]:
    yield f"class {_class_name(interface, kind)}({kind.prefix}Interface):"
    yield f'    """{interface.name}: ``client.{interface.python_name}``."""\n'
    for operation in interface.operations.values():
        yield from _method(operation, kind)


def _method(operation: Operation, kind: _Kind) -> Iterator[str]:
    if _returns_bytes(operation):
        yield "    @overload"
        yield f"    {_signature(operation, kind, 'into: None = None')} -> bytes | None: ...\n"
        yield "    @overload"
        yield f"    {_signature(operation, kind, 'into: Into')} -> int | None: ...\n"
        yield f"    {_signature(operation, kind, 'into: Into | None = None')} -> bytes | int | None:"
    else:
        yield f"    {_signature(operation, kind)} -> {_annotation(operation, kind)}:"
    notes = [*map(_parameter_note, operation.params), *([_INTO] if _returns_bytes(operation) else [])]
    yield docstring(
        f"Call {operation.qualified_name}.",
        notes,
        f"{_result_sentence(operation, kind)} {_fault_sentence(operation)}".strip(),
        margin=" " * 8,
    )
    arguments = ", ".join(
        [
            f'"{operation.qualified_name}"',
            *(param.python_name for param in operation.params),
            *(["into=into"] if _returns_bytes(operation) else []),
        ]
    )
    yield f"        {'return ' if operation.result else ''}{kind.waiting}self._call({arguments})\n"


def _signature(operation: Operation, kind: _Kind, *further: str) -> str:
    parameters = [f"{param.python_name}: {python_type(param.type)} | None = None" for param in operation.params]
    parameters += further
    return (
        f"{kind.definition} {operation.python_name}({', '.join(['self', *(['*', *parameters] if parameters else [])])})"
    )


def _returns_bytes(operation: Operation) -> bool:
    return operation.returns is not None and operation.returns.name == "base64Binary"


def _root(contract: Contract, kind: _Kind) -> Iterator[str]:
    yield f"\nclass {kind.prefix}Interfaces:"
    yield '    """All interfaces, each an attribute."""\n'
    yield "    def __init__(self, call: Callable[..., Any]) -> None:"
    for interface in contract.interfaces.values():
        yield f"        self.{interface.python_name} = {_class_name(interface, kind)}(call)"


def _class_name(interface: Interface, kind: _Kind) -> str:
    return f"{kind.prefix}{interface.name.removeprefix('I')}Interface"


def _annotation(operation: Operation, kind: _Kind) -> str:
    if operation.result is None:
        return "None"
    returns = operation.result.type
    if returns.is_list:
        return python_type(returns) if returns.is_primitive else f"{kind.prefix}Entities[{class_name(returns.name)}]"
    return f"{python_type(returns)} | None" if operation.result.nillable else python_type(returns)


def _result_sentence(operation: Operation, kind: _Kind) -> str:
    if operation.result is None:
        return ""
    returns = operation.result.type
    if _returns_bytes(operation):
        return "Returns bytes or None; with ``into`` their number, or None."
    if returns.is_primitive:
        optional = " or None" if operation.result.nillable and not returns.is_list else ""
        return f"Returns {python_type(returns)}{optional}."
    if returns.is_list:
        return f"Returns {class_name(returns.name)} entities, read as they arrive with `{kind.loop}`."
    return f"Returns the {class_name(returns.name)}, or None where there is none."


def _parameter_note(param: Field) -> str:
    note = f"``{param.python_name}`` ({param.name}, {param.type})"
    if param.type.name == "dateTime":
        return f"{note}: {'an instant, with a zone' if param.instant else 'a calendar date, without a zone'}"
    return note


def _fault_sentence(operation: Operation) -> str:
    errors = [f"{fault.removesuffix('Exception')}Error" for fault in operation.faults]
    if not errors:
        return ""
    *first, last = errors
    return f"Raises {', '.join(first)}{' and ' if first else ''}{last}."
