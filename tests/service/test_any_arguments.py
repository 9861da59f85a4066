"""Whatever fits the contract is answered by the operation: no argument, however extreme, is a bug of ours."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from severakit.contract import Field, TypeRef, load_contract
from severakit.service.dispatch import Request
from severakit.service.operations import HANDLERS
from severakit.soap import envelope, faults
from severakit.soap.tree import read_tree
from support.raw_http import envelope as written
from support.raw_http import wrapper

CONTRACT = load_contract()
_PREFIXES = {namespace: f"n{number}" for number, namespace in enumerate(CONTRACT.namespaces.values())}
_DECLARED = "".join(f' xmlns:{prefix}="{namespace}"' for namespace, prefix in _PREFIXES.items())
_XSI = _PREFIXES[CONTRACT.namespaces["xsi"]]

SMALLEST = {
    "string": "",
    "boolean": "false",
    "int": str(-(2**31)),
    "long": str(-(2**63)),
    "byte": "0",
    "decimal": "-" + "9" * 28,
    "dateTime": "0001-01-01T00:00:00",
    "base64Binary": "",
}
LARGEST = {
    "string": "x" * 5000,
    "boolean": "true",
    "int": str(2**31 - 1),
    "long": str(2**63 - 1),
    "byte": "255",
    "decimal": "9" * 28 + "." + "9" * 28,
    "dateTime": "9999-12-31T23:59:59.9999999",
    "base64Binary": "eA==",
}
USUAL = {
    "string": "text",
    "boolean": "true",
    "int": "1",
    "long": "1",
    "byte": "1",
    "decimal": "1.5",
    "dateTime": "2026-10-01T00:00:00",
    "base64Binary": "eA==",
}


def element(field: Field, values: dict[str, str], prefix: str = "") -> str:
    """A parameter or member with a value; whatever is a GUID is one of nobody's, or none at all."""
    tag = f"{prefix}{field.name}"
    if field.name.lower().endswith("guid"):
        return f"<{tag}>{values.get('guid', '0' * 32)}</{tag}>"
    return f"<{tag}>{content(field.type, values)}</{tag}>"


def content(reference: TypeRef, values: dict[str, str], depth: int = 0) -> str:
    if reference.is_list:
        contract = CONTRACT.types.get(reference.name)
        prefix = _PREFIXES[contract.namespace if contract else CONTRACT.namespaces["arrays"]]
        item = content(TypeRef(reference.name), values, depth + 1)
        return f"<{prefix}:{reference.name}>{item}</{prefix}:{reference.name}>" * 2
    if reference.name in CONTRACT.types:
        if depth > 3:
            return ""
        contract = CONTRACT.types[reference.name]
        return "".join(element(member, values, f"{_PREFIXES[contract.namespace]}:") for member in contract.members)
    if reference.name in CONTRACT.enums:
        return list(CONTRACT.enums[reference.name].values)[-1]
    return values[reference.name]


def nil(operation) -> str:
    return "".join(f'<{param.name} {_XSI}:nil="true"/>' for param in operation.params)


def empty_contracts(operation) -> str:
    """Every data contract without members, every list without items, and usual values."""
    return "".join(
        f"<{param.name}/>" if param.type.is_list or param.type.name in CONTRACT.types else element(param, USUAL)
        for param in operation.params
    )


def all_of(values: dict[str, str]):
    return lambda operation: "".join(element(param, values) for param in operation.params)


ARGUMENTS = {
    "nil": nil,
    "empty contracts": empty_contracts,
    "usual values": all_of(USUAL),
    "smallest values": all_of(SMALLEST),
    "largest values": all_of(LARGEST),
    "smallest values without references": all_of(SMALLEST | {"guid": "", "string": "text"}),
    "largest values without references": all_of(LARGEST | {"guid": "", "boolean": "false"}),
}


@pytest.mark.parametrize("arguments", ARGUMENTS.values(), ids=ARGUMENTS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_call_is_a_bug_of_ours(api, arguments):
    check_all(api, arguments)


@pytest.mark.parametrize("values", [SMALLEST, LARGEST], ids=["smallest", "largest"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_sqlite_takes_postgresql_takes_too(api, values):
    check_all(api, all_of(values | {"guid": "", "boolean": "false", "string": "text"}))


def check_all(api, arguments) -> None:
    """Call every operation and make sure that none fails otherwise than it may."""
    bugs = {}
    for operation in (each for name, each in CONTRACT.operations.items() if name in HANDLERS):
        body = wrapper(operation.qualified_name, arguments(operation)).replace(" xmlns", f"{_DECLARED} xmlns", 1)
        request = Request(written(body, api.key).encode(), None, operation.action, None)
        with capture_logs() as events:
            answer = api.dispatcher.answer(request)
            response = b"".join(answer.chunks)
        if answer.status == 500:
            fault = faults.read_fault(envelope.read_envelope(read_tree(response)).body)
            assert fault.detail in (*operation.faults, "GeneralFailureException", None), operation.qualified_name
            if fault.code == "a:InternalServiceFault":
                bugs[operation.qualified_name] = repr(events[0]["exc_info"])
    assert bugs == {}
