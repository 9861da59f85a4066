"""The rules: what of a config stands in the way of calls, setting by setting."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from severakit.contract import Operation
from severakit.wcf.bitten import bites, operations_behind
from severakit.wcf.configuration import Binding, Configuration, Endpoint
from severakit.wcf.document import Document, Node
from severakit.wcf.findings import Certainty, Finding, Severity
from severakit.wcf.settings import (
    BITING_QUOTAS,
    HEADER_BYTES,
    HEADERS_TOO_LARGE,
    INT_MAX,
    MAX_BUFFER,
    MAX_ITEMS,
    MAX_RECEIVED,
    POOL,
    QUOTAS,
    SEND_TIMEOUT,
    Limit,
    is_strict,
    number,
    span_text,
    time_span,
)

_SHOWN = 40
TRANSFER_MODES = ("Buffered", "Streamed", "StreamedRequest", "StreamedResponse")
_MODES = {
    "basicHttpBinding": ("None", "Transport", "Message", "TransportWithMessageCredential", "TransportCredentialOnly"),
    "basicHttpsBinding": ("Transport", "TransportWithMessageCredential"),
}
_FITTING_KINDS = ("basicHttpBinding", "basicHttpsBinding", "customBinding")


class Reach(StrEnum):
    """What a problem keeps from working."""

    RESPONSES = "responses"
    """Calls run, and those fail whose responses are too large or too slow."""
    CHANNEL = "channel"
    """No call through this binding reaches the service."""
    CONFIG = "config"
    """.NET does not load the config: no call of the program runs."""


@dataclass(frozen=True)
class Problem:
    """A finding, and the element whose attribute it speaks of, or that should have it."""

    finding: Finding
    document: Document
    node: Node
    reach: Reach = Reach.RESPONSES

    def concerns(self, binding: Binding) -> bool:
        """Whether it is written in a binding."""
        node: Node | None = self.node
        while node is not None and node is not binding.node:
            node = node.parent
        return node is not None


Operations = tuple[Operation, ...]
"""The reading operations behind a binding."""

Number = Generator[Problem, None, int | None]
"""Finds what is wrong with a number, and returns it, None where it is none."""


@dataclass(frozen=True)
class _Place:
    """Where a setting is written, or would be."""

    document: Document
    node: Node
    binding: str

    def finding(
        self,
        setting: str,
        recommended: str,
        severity: Severity,
        message: str,
        certainty: Certainty = Certainty.SURE,
        line: int | None = None,
        reach: Reach = Reach.RESPONSES,
    ) -> Problem:
        value = self.node.get(setting)
        file, place = str(self.document.path), line or self._line(setting)
        finding = Finding(file, place, self.binding, setting, value, recommended, severity, message, certainty)
        return Problem(finding, self.document, self.node, reach)

    def _line(self, setting: str) -> int:
        attribute = self.node.attributes.get(setting)
        return self.node.line + (self.document.text.count(b"\n", self.node.start, attribute.start) if attribute else 0)


def judge(configuration: Configuration) -> list[Problem]:
    """Return all problems of a config, in the order of its bindings and endpoints."""
    problems: list[Problem] = []
    problems += _twice(configuration)
    for binding in configuration.bindings:
        if _concerns_clients(configuration, binding):
            problems += _judge_binding(configuration, binding)
    for endpoint in configuration.endpoints:
        problems += _judge_endpoint(configuration, endpoint)
    return problems


def _twice(configuration: Configuration) -> Iterator[Problem]:
    known = set()
    for binding in configuration.bindings:
        # Locations of a web site are scopes of their own.
        key = (id(binding.node.parent), binding.name)
        if key in known:
            message = (
                "A child element named 'binding' with same key already exists at the same configuration scope. "
                "Collection elements must be unique within the same configuration scope (e.g. the same "
                "application.config file). "
                f"Duplicate key value: '{binding.name}'."
            )
            place = _Place(binding.document, binding.node, binding.label)
            yield place.finding("name", "a name of its own", Severity.ERROR, message, reach=Reach.CONFIG)
        known.add(key)


def stopping(configuration: Configuration, endpoint: Endpoint | None, binding: Binding) -> str:
    """Return what keeps every call of an endpoint from the service whatever its response, empty where nothing does."""
    problems = judge(configuration)
    stops = [problem for problem in problems if problem.reach is Reach.CONFIG]
    stops += [problem for problem in problems if problem.reach is Reach.CHANNEL and problem.concerns(binding)]
    for problem in stops:
        # The same mode may fit one endpoint and not another.
        if problem.reach is Reach.CONFIG or problem.finding.setting not in ("mode", "transport"):
            return problem.finding.message
    return "" if endpoint is None else _scheme_problem(binding, endpoint)


def _concerns_clients(configuration: Configuration, binding: Binding) -> bool:
    """Whether a binding is for this API's clients: all but those that fit no service of SOAP 1.1 and nobody uses."""
    return binding.kind in _FITTING_KINDS or bool(configuration.endpoints_of(binding)) or not configuration.endpoints


def _judge_binding(configuration: Configuration, binding: Binding) -> Iterator[Problem]:
    if binding.kind not in _FITTING_KINDS:
        place = _Place(binding.document, binding.node, binding.label)
        yield place.finding(
            "name",
            "basicHttpBinding",
            Severity.ERROR,
            f"The service speaks SOAP 1.1 without WS-* headers, which a {binding.kind} does not.",
            reach=Reach.CHANNEL,
        )
        return
    operations = operations_behind(configuration, binding)
    yield from _sizes(binding, operations)
    yield from _quotas(configuration, binding, operations)
    yield from _timeouts(binding)
    yield from _encoding(binding)
    yield from _security(configuration, binding)


# --- sizes -----------------------------------------------------------------------------------


def _sizes(binding: Binding, operations: Operations) -> Iterator[Problem]:
    place = _Place(binding.document, binding.sizes, binding.label)
    yield from _transfer_mode(place)
    if POOL.setting in place.node.attributes:
        yield from _number(place, POOL, least=0)
    received = yield from _number(place, MAX_RECEIVED)
    buffered = yield from _number(place, MAX_BUFFER) if "maxBufferSize" in place.node.attributes else _nothing()
    if received is not None and received < MAX_RECEIVED.recommended:
        message = too_small(MAX_RECEIVED, received, operations)
        yield place.finding("maxReceivedMessageSize", str(MAX_RECEIVED.recommended), Severity.ERROR, message)
    if binding.is_buffered:
        yield from _buffered_sizes(place, received, buffered, operations)
    elif buffered is not None:
        yield from _streamed_sizes(place, received, buffered)


def _streamed_sizes(place: _Place, received: int | None, buffered: int) -> Iterator[Problem]:
    problem = ""
    if received is not None and buffered > received:
        problem, wanted = "MaxBufferSize must not exceed MaxReceivedMessageSize.", received
    elif buffered < HEADER_BYTES:
        problem, wanted = HEADERS_TOO_LARGE, min(MAX_BUFFER.strict, received or MAX_BUFFER.strict)
    if problem:
        yield place.finding("maxBufferSize", str(wanted), Severity.ERROR, problem, reach=Reach.CHANNEL)


def _buffered_sizes(
    place: _Place, received: int | None, buffered: int | None, operations: Operations
) -> Iterator[Problem]:
    recommended = max(received or 0, MAX_RECEIVED.recommended)
    if received is not None and received > INT_MAX:
        yield place.finding(
            "maxReceivedMessageSize",
            str(MAX_RECEIVED.recommended),
            Severity.ERROR,
            "This factory buffers messages, so the message sizes must be in the range of an integer value.",
            reach=Reach.CHANNEL,
        )
        recommended = MAX_RECEIVED.recommended
    if buffered is None:
        return
    if received is not None and buffered != received:
        yield place.finding(
            "maxBufferSize",
            str(recommended),
            Severity.ERROR,
            "For TransferMode.Buffered, MaxReceivedMessageSize and MaxBufferSize must be the same value.",
            reach=Reach.CHANNEL,
        )
    elif buffered < MAX_BUFFER.recommended:
        message = too_small(MAX_BUFFER, buffered, operations)
        yield place.finding("maxBufferSize", str(recommended), Severity.ERROR, message)


def too_small(limit: Limit, value: int, operations: Iterable[Operation] = ()) -> str:
    """Say what a limit bounds, whom of these operations it bites, and what .NET says beyond it."""
    said = [limit.why, bites(limit.setting, value, operations), f"Beyond it .NET says: {limit.exceeded.format(value)}"]
    return " ".join(filter(None, said))


def _transfer_mode(place: _Place) -> Iterator[Problem]:
    mode = place.node.get("transferMode", "Buffered")
    if mode not in TRANSFER_MODES:
        message = (
            "The value of the property 'transferMode' cannot be parsed. The error is: The enumeration value must be "
            f"one of the following: {', '.join(TRANSFER_MODES)}."
        )
        yield place.finding("transferMode", "Buffered", Severity.ERROR, message, reach=Reach.CONFIG)


def _nothing() -> Number:
    """Find nothing, and no number."""
    yield from ()
    return None


def _number(place: _Place, limit: Limit, least: int = 1) -> Number:
    """Return the value that is in force, None where what is written is no number that .NET can hold."""
    written = place.node.get(limit.setting)
    if limit.setting not in place.node.attributes:
        return limit.strict
    value = 0 if least == 0 and written.strip() == "0" else number(written, limit.largest)
    if value is None:
        shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
        yield place.finding(
            limit.setting,
            str(limit.recommended),
            Severity.ERROR,
            f"{shown!r} is no number from {least} to {limit.largest}: .NET refuses to load the config.",
            reach=Reach.CONFIG,
        )
    return value


# --- quotas ----------------------------------------------------------------------------------


def _quotas(configuration: Configuration, binding: Binding, operations: Operations) -> Iterator[Problem]:
    node = binding.quotas
    strict = is_strict(configuration.framework)
    place = _Place(binding.document, node or binding.encoding, binding.label)
    for limit in QUOTAS:
        written = node is not None and limit.setting in node.attributes
        if not written:
            if strict:
                yield place.finding(
                    limit.setting,
                    str(limit.recommended),
                    severity_of(limit),
                    f"{too_small(limit, limit.strict, operations)} {_assumed(configuration)}",
                    Certainty.SURE if configuration.framework else Certainty.ASSUMED,
                    line=place.node.line,
                )
            continue
        # Zero stands for the default.
        if node is not None and node.get(limit.setting).strip() == "0":
            continue
        value = yield from _number(place, limit)
        if value is not None and value < limit.recommended:
            message = too_small(limit, value, operations)
            yield place.finding(limit.setting, str(limit.recommended), severity_of(limit), message)


def severity_of(limit: Limit) -> Severity:
    """Return how a quota that is too small bites."""
    return Severity.ERROR if limit.setting in BITING_QUOTAS else Severity.WARNING


def _assumed(configuration: Configuration) -> str:
    if configuration.framework:
        return f"Nothing is written, and this is the default of .NET {configuration.framework}."
    return (
        "Nothing is written, and the config does not name its target framework: this is the default up to .NET 4.0. "
        "With .NET 4.5 or later there is nothing to mend; say so with --framework."
    )


# --- timeouts --------------------------------------------------------------------------------


def _timeouts(binding: Binding) -> Iterator[Problem]:
    place = _Place(binding.document, binding.node, binding.label)
    recommended = span_text(SEND_TIMEOUT)
    spans = {name: time_span(place.node.get(name, default)) for name, default in _TIMEOUTS.items()}
    for name, span in spans.items():
        if span is None:
            value = place.node.get(name)
            yield place.finding(
                name,
                recommended,
                Severity.ERROR,
                f"{value!r} is no time such as 00:10:00: .NET refuses to load the config.",
                reach=Reach.CONFIG,
            )
    send, receive = spans["sendTimeout"], spans["receiveTimeout"]
    if send is None or send >= SEND_TIMEOUT:
        return
    yield place.finding(
        "sendTimeout",
        recommended,
        Severity.ERROR if send <= _MINUTE else Severity.WARNING,
        "It bounds a client's whole call: sending, the service's work and the reply. One call gathers several entities "
        "(an invoice is invoice, configuration, details and rows), so large ones take minutes. Beyond it .NET says: "
        f"The request channel timed out while waiting for a reply after {span_text(send)}.",
    )
    if receive is not None and receive > send and "receiveTimeout" in place.node.attributes:
        yield place.finding(
            "receiveTimeout",
            place.node.get("receiveTimeout"),
            Severity.NOTE,
            f"It does nothing on a client: calls end after sendTimeout, {span_text(send)}. Raise that one instead.",
        )


_MINUTE = timedelta(minutes=1)
_TIMEOUTS = {
    "openTimeout": "00:01:00",
    "closeTimeout": "00:01:00",
    "sendTimeout": "00:01:00",
    "receiveTimeout": "00:10:00",
}


# --- encoding and security -------------------------------------------------------------------


def _encoding(binding: Binding) -> Iterator[Problem]:
    place = _Place(binding.document, binding.node, binding.label)
    if binding.is_custom:
        yield from _custom_encoding(binding)
    for setting, (value, why) in PLAIN.items():
        if setting in place.node.attributes and place.node.get(setting).strip().lower() != value.lower():
            is_encoding = "Encoding" in setting
            severity = Severity.ERROR if is_encoding else Severity.WARNING
            reach = Reach.CHANNEL if is_encoding else Reach.RESPONSES
            yield place.finding(setting, value, severity, why, reach=reach)


PLAIN = {
    "messageEncoding": ("Text", "The service speaks plain text/xml and refuses other content types with HTTP 415."),
    "textEncoding": ("utf-8", "The service answers in UTF-8 and is proved with requests in it."),
    "allowCookies": ("false", "The service keeps no session: a cookie of one call means nothing to the next."),
    "useDefaultWebProxy": ("true", "Without it calls pass the machine's proxy by and fail where that is the way."),
}
"""What each of these settings has to be, and why."""


def _custom_encoding(binding: Binding) -> Iterator[Problem]:
    node = binding.encoding
    if node is binding.node and not any(child.name.endswith("Encoding") for child in node.children):
        place = _Place(binding.document, node, binding.label)
        message = (
            "The service speaks SOAP 1.1; a customBinding without textMessageEncoding speaks SOAP 1.2 with addressing."
        )
        yield place.finding("messageVersion", "Soap11", Severity.ERROR, message, reach=Reach.CHANNEL)
    if node.name in ("mtomMessageEncoding", "binaryMessageEncoding"):
        place = _Place(binding.document, node, binding.label)
        message = f"The service takes text alone: use textMessageEncoding in place of {node.name}."
        found = place.finding("messageEncoding", "textMessageEncoding", Severity.ERROR, message, reach=Reach.CHANNEL)
        yield replace(found, finding=replace(found.finding, value=node.name))
    elif node.name == "textMessageEncoding" and node.get("messageVersion", "Soap12WSAddressing10") != "Soap11":
        place = _Place(binding.document, node, binding.label)
        message = "The service speaks SOAP 1.1 without addressing; other versions are refused with HTTP 415."
        yield place.finding("messageVersion", "Soap11", Severity.ERROR, message, reach=Reach.CHANNEL)


def _security(configuration: Configuration, binding: Binding) -> Iterator[Problem]:
    if not binding.is_custom and not _is_mode(binding):
        yield _unknown_mode(configuration, binding)
        return
    node = None if binding.is_custom else binding.node.child("security")
    place = _Place(binding.document, node or binding.sizes, binding.label)
    told = set()
    for endpoint in configuration.endpoints_of(binding):
        message = _scheme_problem(binding, endpoint)
        wanted = "Transport" if endpoint.scheme == "https" else "None"
        if message and wanted not in told:
            told.add(wanted)
            yield _of_scheme(place, binding, endpoint, message)


def _of_scheme(place: _Place, binding: Binding, endpoint: Endpoint, message: str) -> Problem:
    """Find that an address does not fit: the mode is wrong, or, where the binding knows only one, it or the address."""
    if binding.is_custom:
        wanted = f"{endpoint.scheme}Transport"
        found = place.finding("transport", wanted, Severity.ERROR, message, reach=Reach.CHANNEL)
        return replace(found, finding=replace(found.finding, value=binding.sizes.name))
    if binding.kind == "basicHttpsBinding":
        place = _Place(endpoint.document, endpoint.node, endpoint.label)
        wanted = f"https:{endpoint.node.get('address').strip().partition(':')[2]}"
        return place.finding("address", wanted, Severity.ERROR, message, reach=Reach.CHANNEL)
    wanted = "Transport" if endpoint.scheme == "https" else "None"
    return place.finding("mode", wanted, Severity.ERROR, message, reach=Reach.CHANNEL)


def _unknown_mode(configuration: Configuration, binding: Binding) -> Problem:
    message = (
        "The value of the property 'mode' cannot be parsed. The error is: The enumeration value must be one of the "
        f"following: {', '.join(_MODES[binding.kind])}."
    )
    schemes = {endpoint.scheme for endpoint in configuration.endpoints_of(binding)}
    wanted = "None" if schemes == {"http"} and binding.kind == "basicHttpBinding" else "Transport"
    place = _Place(binding.document, binding.node.child("security") or binding.node, binding.label)
    return place.finding("mode", wanted, Severity.ERROR, message, reach=Reach.CONFIG)


def _is_mode(binding: Binding) -> bool:
    return binding.security_mode in _MODES[binding.kind]


def uri_scheme(used: str, expected: str) -> str:
    """Return what .NET says of an address whose scheme is not the binding's."""
    return f".NET says: The provided URI scheme '{used}' is invalid; expected '{expected}'. Parameter name: via."


def _scheme_problem(binding: Binding, endpoint: Endpoint) -> str:
    """Return what .NET says of an address whose scheme is not the binding's, empty where it is."""
    expected = binding.scheme if binding.kind in _FITTING_KINDS else None
    if expected is None or endpoint.scheme is None or endpoint.scheme == expected:
        return ""
    return f"The address of {endpoint.label} is {endpoint.scheme}. {uri_scheme(endpoint.scheme, expected)}"


# --- endpoints -------------------------------------------------------------------------------


def _judge_endpoint(configuration: Configuration, endpoint: Endpoint) -> Iterator[Problem]:
    place = _Place(endpoint.document, endpoint.node, endpoint.label)
    kind, named = endpoint.node.get("binding"), endpoint.node.get("bindingConfiguration")
    if kind in _FITTING_KINDS and configuration.binding_of(endpoint) is None:
        problem = "It names no binding: calls run with .NET's defaults, which take responses of 64 KiB and a minute."
        if named:
            problem = (
                f"There is no binding named {named!r}. .NET says: The binding at system.serviceModel/bindings/{kind} "
                f"does not have a configured binding named '{named}'. This is an invalid value for "
                "bindingConfiguration."
            )
        reach = Reach.CONFIG if named else Reach.RESPONSES
        yield place.finding("bindingConfiguration", "the name of a binding", Severity.ERROR, problem, reach=reach)
    behavior = endpoint.node.get("behaviorConfiguration")
    if behavior and configuration.behavior_of(endpoint) is None:
        message = f"There is no endpoint behavior named '{behavior}': .NET refuses to load the config."
        name = "the name of an endpoint behavior"
        yield place.finding("behaviorConfiguration", name, Severity.ERROR, message, reach=Reach.CONFIG)
    yield from _items(configuration, endpoint, place)


def _items(configuration: Configuration, endpoint: Endpoint, place: _Place) -> Iterator[Problem]:
    binding = configuration.binding_of(endpoint)
    operations = operations_behind(configuration, binding) if binding is not None else ()
    behavior = configuration.behavior_of(endpoint)
    serializer = behavior.serializer if behavior is not None else None
    if behavior is not None and serializer is not None and MAX_ITEMS.setting in serializer.attributes:
        # Several endpoints may share it; it is told of once, with the first.
        if endpoint is not _first_with(configuration, behavior.name):
            return
        written = _Place(behavior.document, serializer, behavior.name or "(default behavior)")
        value = yield from _number(written, MAX_ITEMS)
        if value is not None and value < MAX_ITEMS.recommended:
            yield written.finding(
                MAX_ITEMS.setting, str(MAX_ITEMS.recommended), Severity.ERROR, too_small(MAX_ITEMS, value, operations)
            )
    elif is_strict(configuration.framework):
        certainty = Certainty.SURE if configuration.framework else Certainty.ASSUMED
        message = f"{too_small(MAX_ITEMS, MAX_ITEMS.strict, operations)} {_assumed(configuration)}"
        yield place.finding(MAX_ITEMS.setting, str(MAX_ITEMS.recommended), Severity.ERROR, message, certainty)


def _first_with(configuration: Configuration, behavior: str) -> Endpoint | None:
    return next((each for each in configuration.endpoints if each.node.get("behaviorConfiguration") == behavior), None)
