"""Trying a config: the limits of its bindings against the real responses of a service."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.parsers import expat

import httpx

from severakit.client import Client, SeveraError
from severakit.client.settings import service_url
from severakit.contract import Field, Operation, load_contract
from severakit.soap import envelope
from severakit.wcf.configuration import Binding, Configuration, Endpoint
from severakit.wcf.judgement import stopping
from severakit.wcf.measuring import Measurer, Measures
from severakit.wcf.settings import MAX_ITEMS, MAX_RECEIVED, QUOTAS, Limit, is_strict, number, span_text, time_span

_LONG_AGO, _FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# An identifier that none has.
_NOBODY = "0" * 32
_FILTERS = frozenset({"businessUnitGUID", "businessUnitGuid", "userGUID", "userGuid", "accountGUID", "accountGuid"})
_PDFS = "IInvoice.GetInvoicePdfByInvoiceGUID"
_MOST_PDFS = 3
_PAGE = 10_000
_RANGE = timedelta(days=90)
_BUFFER = 64 * 1024

# Versions are told to anybody: such an answer says nothing of the key.
WITHOUT_KEY = frozenset({"IAPI.GetVersion", "IAPI.GetEntitySchemaVersion"})
_NO_ACCESS = frozenset({"AuthenticationFailureException", "TosNotApprovedException"})

LIMITS: tuple[Limit, ...] = (MAX_RECEIVED, *QUOTAS, MAX_ITEMS)


class NoAccessError(Exception):
    """The service lets nobody in with this key; says what it says."""


@dataclass(frozen=True)
class Trial:
    """One call, seen through a binding's limits.

    ``problem`` is what .NET would say, empty where the response fits. ``grows_until`` is how many times as large a
    response may get before one of the limits is met, and ``bound_by`` that limit, sendTimeout among them.
    """

    operation: str
    binding: str
    measures: Measures
    seconds: float
    problem: str
    grows_until: float
    bound_by: str

    @property
    def fits(self) -> bool:
        """Whether a client with this config gets the response."""
        return not self.problem


def limits_of(configuration: Configuration, binding: Binding) -> dict[str, int]:
    """Return the limits that are in force for a binding, by setting."""
    strict = is_strict(configuration.framework)
    values = {limit.setting: limit.strict if strict else limit.present for limit in LIMITS}
    written = [(binding.sizes, MAX_RECEIVED)]
    if binding.quotas is not None:
        written += [(binding.quotas, limit) for limit in QUOTAS]
    for endpoint in configuration.endpoints_of(binding)[:1]:
        behavior = configuration.behavior_of(endpoint)
        if behavior is not None and behavior.serializer is not None:
            written.append((behavior.serializer, MAX_ITEMS))
    for node, limit in written:
        value = number(node.get(limit.setting), limit.largest)
        if value is not None:
            values[limit.setting] = value
    return values


def default_operations() -> list[Operation]:
    """Return the reading operations that can be called without knowing anything of the organization."""
    return [each for each in load_contract().operations.values() if each.is_read and arguments_for(each) is not None]


def arguments_for(operation: Operation) -> list[Any] | None:
    """Return arguments that ask for as much as there is, None where something of the organization must be named."""
    values: list[Any] = []
    for param in operation.params:
        if param.type.name == "dateTime":
            values.append(_moment(operation, param))
        elif param.name in ("count", "maxRows"):
            values.append(_PAGE if param.name == "count" else None)
        elif param.type.name in ("int", "boolean"):
            values.append(None if param.type.nullable else 0 if param.type.name == "int" else False)
        elif param.name in _FILTERS and operation.returns is not None and operation.returns.is_list:
            values.append(None)
        else:
            return None
    return values


def arguments_for_nothing(operation: Operation) -> list[Any]:
    """Return arguments that ask for something that is not there: what else than the answer to that is a refusal."""
    return [_nothing(operation, param) for param in operation.params]


def _nothing(operation: Operation, param: Field) -> Any:
    if param.type.is_list:
        return []
    if param.type.name == "dateTime":
        return _moment(operation, param)
    return {"string": _NOBODY, "int": 0, "long": 0, "decimal": 0, "boolean": False}.get(param.type.name)


def _moment(operation: Operation, param: Field) -> datetime:
    """Return a bound: for what changed, everything; for what happened, the last months, up to today."""
    moment, name = _LONG_AGO, param.name.lower()
    if not operation.is_changed_since and sum(each.type.name == "dateTime" for each in operation.params) > 1:
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = today if "end" in name or "before" in name else today - _RANGE
    return moment if param.instant else moment.replace(tzinfo=None)


def try_out(
    configuration: Configuration, endpoint: str, api_key: str, operations: Sequence[Operation] | None = None
) -> Iterator[Trial]:
    """Call operations and yield what the config's limits make of each response.

    Without operations all that need no arguments of the organization's, as far as the config has a binding for them,
    and PDFs of some of its invoices; those that the service refuses are passed over. Of operations that are named
    none is: one that is refused, or has no binding, does not fit. Raises ValueError for an operation that cannot be
    called without knowing more, httpx.HTTPError where the service is not there, and NoAccessError at the first call
    that is refused for its key: all others would be.
    """
    calls = _calls(operations) if operations else _default_calls(configuration, endpoint, api_key)
    with httpx.Client(timeout=httpx.Timeout(600, connect=10)) as http:
        for operation, arguments in calls:
            trial = _trial(configuration, http, endpoint, api_key, operation, arguments)
            if trial.measures.fault_detail in _NO_ACCESS:
                raise NoAccessError(trial.measures.fault)
            if operations or not trial.measures.fault or not trial.measures.bytes:
                yield trial


def _default_calls(configuration: Configuration, endpoint: str, api_key: str) -> Iterator[tuple[Operation, list[Any]]]:
    bound = [each for each in default_operations() if binding_for(configuration, each) is not None]
    yield from _calls(bound)
    if binding_for(configuration, load_contract().operations[_PDFS]) is not None:
        yield from _pdf_calls(endpoint, api_key)


def _calls(operations: Iterable[Operation]) -> Iterator[tuple[Operation, list[Any]]]:
    for operation in operations:
        arguments = arguments_for(operation)
        if arguments is None:
            raise ValueError(f"{operation.qualified_name} needs arguments; name operations that can be called without.")
        yield operation, arguments


def _pdf_calls(endpoint: str, api_key: str) -> Iterator[tuple[Operation, list[Any]]]:
    operation = load_contract().operations[_PDFS]
    try:
        with Client(endpoint, api_key) as client:
            invoices = list(client.invoice.get_invoices_by_date(start_date=_LONG_AGO, end_date=_FAR_AHEAD, options=0))
    except SeveraError:
        return
    for invoice in invoices[:_MOST_PDFS]:
        yield operation, [invoice.guid, None]


def _trial(
    configuration: Configuration,
    http: httpx.Client,
    endpoint: str,
    api_key: str,
    operation: Operation,
    values: list[Any],
) -> Trial:
    binding = binding_for(configuration, operation)
    if binding is None:
        problem = f"The config has no binding for {operation.interface}."
        return Trial(operation.qualified_name, "", Measures(), 0.0, problem, math.inf, "")
    started = time.perf_counter()
    measures = measured(http, endpoint, api_key, operation, values)
    seconds = time.perf_counter() - started
    if measures.fault:
        return Trial(operation.qualified_name, binding.label, measures, seconds, measures.fault, math.inf, "")
    # .NET would not have made this call at all; what it returns is measured for the day when it does.
    stopped = stopping(configuration, endpoint_for(configuration, operation), binding)
    if stopped:
        return Trial(operation.qualified_name, binding.label, measures, seconds, stopped, math.inf, "")
    limits = limits_of(configuration, binding)
    factors = {name: limit / measures.of(name) if measures.of(name) else math.inf for name, limit in limits.items()}
    # A start tag, the names and the nesting stay as they are when there is more data.
    growing = {name: factors[name] for name in _GROWING}
    send = time_span(binding.node.get("sendTimeout", "00:01:00"))
    if send is not None and seconds > _SHORT:
        growing["sendTimeout"] = send.total_seconds() / seconds
    bound_by = min(growing, key=lambda name: growing[name])
    problem = _problem(operation, binding, limits, measures, seconds)
    return Trial(
        operation.qualified_name, binding.label, measures, seconds, problem, float(f"{growing[bound_by]:.3g}"), bound_by
    )


_GROWING = ("maxReceivedMessageSize", "maxItemsInObjectGraph", "maxStringContentLength", "maxArrayLength")
# What a call takes that returns next to nothing says nothing of how it grows.
_SHORT = 1.0
_TOO_BUSY = (
    "The HTTP service located at {0} is unavailable. This could be because the service is too busy or because no "
    "endpoint was found listening at the specified address. Please ensure that the address is correct and try "
    "accessing the service again later."
)


def binding_for(configuration: Configuration, operation: Operation) -> Binding | None:
    """Return the binding of an operation's interface: by its endpoint's contract, by its name, or the only one."""
    endpoint = endpoint_for(configuration, operation)
    if endpoint is not None:
        return configuration.binding_of(endpoint)
    named = [each for each in configuration.bindings if each.name.rpartition(".")[2] == operation.interface]
    if named:
        return named[0]
    return configuration.bindings[0] if len(configuration.bindings) == 1 else None


def endpoint_for(configuration: Configuration, operation: Operation) -> Endpoint | None:
    """Return the endpoint of an operation's interface, None where the config has none."""
    return next((each for each in configuration.endpoints if each.interface == operation.interface), None)


def measured(http: httpx.Client, endpoint: str, api_key: str, operation: Operation, values: list[Any]) -> Measures:
    """Call an operation and return what its response comes to; ``fault`` says what came instead."""
    content = envelope.request(operation, values, api_key)
    headers = {
        "Content-Type": "text/xml; charset=utf-8",
        "SOAPAction": f'"{operation.action}"',
        "Accept-Encoding": "identity",
    }
    measurer = Measurer(operation)
    with http.stream("POST", service_url(endpoint), content=content, headers=headers) as response:
        if response.status_code == 503:
            return Measures(fault=_TOO_BUSY.format(service_url(endpoint)))
        if response.status_code not in (200, 500):
            return Measures(fault=f"The remote server returned HTTP {response.status_code}.")
        try:
            for chunk in response.iter_bytes(_BUFFER):
                measurer.feed(chunk)
            return measurer.close()
        except expat.ExpatError as error:
            return Measures(fault=f"The response is no whole XML document: {error}.")


def _problem(operation: Operation, binding: Binding, limits: dict[str, int], measures: Measures, seconds: float) -> str:
    """Return what .NET says of the first limit that the response exceeds."""
    send = time_span(binding.node.get("sendTimeout", "00:01:00"))
    if send is not None and seconds > send.total_seconds():
        return f"The request channel timed out while waiting for a reply after {span_text(send)}."
    for limit in LIMITS:
        if measures.of(limit.setting) > limits[limit.setting]:
            text = limit.exceeded.format(limits[limit.setting])
            return text if limit is MAX_RECEIVED else _wrapped(operation, text)
    return ""


def _wrapped(operation: Operation, text: str) -> str:
    return (
        "The formatter threw an exception while trying to deserialize the message: There was an error while trying to "
        f"deserialize parameter http://soap.severa.com/:{operation.name}Result. The InnerException message was "
        f"'{text}'."
    )
