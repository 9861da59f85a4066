"""What an integration needs, held against what its key is given: operation by operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

from severakit.contract import Operation, load_contract
from severakit.doctor.report import Finding
from severakit.wcf.measuring import Measures
from severakit.wcf.settings import MAX_ITEMS, MAX_RECEIVED, QUOTAS
from severakit.wcf.trial import arguments_for, arguments_for_nothing, measured

_RIGHTS = {
    "account": ("IAccount", "ICompany", "ICustomer", "IContact", "IAddress", "IAccountGroup"),
    "case": ("ICase", "IPhase", "IPhaseMember", "IHourEntry", "IItem", "IInvoice", "IResourceAllocation", "IExtranet"),
    "users": ("IUser", "IEmployment", "ITimeEntry"),
    "travel_reimbursement": ("ITravelReimbursement",),
    "administrator": ("IAccessRights", "IBusinessUnit"),
}
_RIGHT_OF = {interface: right for right, interfaces in _RIGHTS.items() for interface in interfaces}
_FIX = "Personal details of the API user, section Access rights: choose a profile that covers it."

# What faults are about that speak of what was asked for, and not of who asks or how often.
_OF_ARGUMENTS = frozenset({"GeneralFailureException", "NotFoundException", "ValidationException"})

_SAMPLES = ("IUser.GetAllUsers", "ICustomer.GetAllCustomers", "IInvoice.GetInvoicesByDate")
COMMON_LIMITS = (MAX_RECEIVED, *QUOTAS, MAX_ITEMS)


def samples() -> list[Operation]:
    """Return a few reading operations that most integrations call, to be tried where none are named."""
    return [load_contract().operations[name] for name in _SAMPLES]


def needed(
    endpoint: str, api_key: str, operations: Sequence[Operation], narrow: Mapping[str, Any] | None
) -> Iterator[Finding]:
    """Try what can be tried of the operations, and judge the others by the rights that are known.

    ``narrow`` are the rights below their widest, None where they are not known. Nothing that writes is called.
    """
    largest: tuple[str, Measures] | None = None
    with httpx.Client(timeout=httpx.Timeout(600, connect=10)) as http:
        for operation in operations:
            if not operation.is_read:
                yield _judged(operation, narrow)
                continue
            values = arguments_for(operation)
            try:
                measures = measured(http, endpoint, api_key, operation, values or arguments_for_nothing(operation))
            except httpx.HTTPError as error:
                yield Finding("needs", "unknown", f"{operation.qualified_name} could not be tried: {error}.")
                continue
            measures.fault = measures.fault.replace(api_key, "(the API key)")
            is_of_arguments = measures.fault_detail in _OF_ARGUMENTS
            if measures.fault and not is_of_arguments:
                yield Finding("needs", "failed", f"{operation.qualified_name} is refused: {measures.fault}.", _FIX)
            elif values is None or is_of_arguments:
                yield _asked_for_nothing(operation, narrow)
            else:
                yield _answered(operation, measures, narrow)
                if largest is None or measures.bytes > largest[1].bytes:
                    largest = operation.qualified_name, measures
    if largest is not None:
        yield _limits(*largest)


def _answered(operation: Operation, measures: Measures, narrow: Mapping[str, Any] | None) -> Finding:
    """Judge an operation that was asked for all there is."""
    name = operation.qualified_name
    level = _level(operation, narrow)
    if level is not None:
        text = f"{name} answers, but shows less than there is: the {level}. "
        return Finding("needs", "failed", text + "It says nothing of what is left out.", _FIX)
    sure = "all there is" if narrow is not None else "at least this much; narrow rights leave things out in silence"
    return Finding("needs", "ok", f"{name} answers with {measures.bytes:,} bytes: {sure}.")


def _asked_for_nothing(operation: Operation, narrow: Mapping[str, Any] | None) -> Finding:
    """Judge an operation that was asked for what is not there, and is not refused, which is all that this says."""
    name = operation.qualified_name
    level = _level(operation, narrow)
    if level is not None:
        return Finding("needs", "failed", f"{name} answers, but can show less than there is: the {level}.", _FIX)
    return Finding("needs", "ok", f"{name} is not refused; it was asked for something that is not there.")


def _judged(operation: Operation, narrow: Mapping[str, Any] | None) -> Finding:
    """Judge an operation that writes, which is not called."""
    name = operation.qualified_name
    level = _level(operation, narrow)
    if level is not None:
        return Finding("needs", "failed", f"{name} can be refused or show less: the {level}.", _FIX)
    if narrow is not None:
        return Finding("needs", "ok", f"{name} is covered by the user's rights, which are known; it was not called.")
    return Finding("needs", "unknown", f"{name} writes, so it was not tried, and the user's rights are not known here.")


def _level(operation: Operation, narrow: Mapping[str, Any] | None) -> str | None:
    """Return the right that is too narrow for an operation and its level, None where none is known to be."""
    right = _RIGHT_OF.get(operation.interface)
    if narrow is None or right is None or right not in narrow:
        return None
    return f"{right.replace('_', ' ')} right is {narrow[right] or 'not set'}"


def _limits(name: str, measures: Measures) -> Finding:
    """Hold the largest response against the limits that .NET clients often have."""
    beyond = [f"{each.setting} {each.strict:,}" for each in COMMON_LIMITS if measures.of(each.setting) > each.strict]
    text = (
        f"The largest answer was that of {name}: {measures.bytes:,} bytes, {measures.items:,} items of an object graph."
    )
    if not beyond:
        return Finding("limits", "ok", f"{text} It fits the limits that .NET clients start with.")
    return Finding(
        "limits",
        "ok",
        f"{text} A .NET client with these limits fails on it: {', '.join(beyond)}.",
        "Check the client's config with `severakit wcf check`.",
    )
