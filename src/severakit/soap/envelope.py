"""SOAP 1.1 envelopes: what a request and a response have around their values, read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from severakit.contract import SOAP_NAMESPACE, XSI_NAMESPACE, Operation, load_contract
from severakit.soap.encode import SerializationError, argument_encoder, declarations, escape, value_encoder
from severakit.soap.lexical import LexicalError, parse, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from severakit.soap.tree import Element

_TARGET = load_contract().target_namespace
_SOAP12_NAMESPACE = "http://www.w3.org/2003/05/soap-envelope"
_NEXT_ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
_API_KEY = "WebServicePassword"
_XSI = f' xmlns:i="{XSI_NAMESPACE}"'

ENVELOPE_TAIL = "</s:Body></s:Envelope>"


class EnvelopeError(ValueError):
    """Well-formed XML that is no SOAP 1.1 envelope."""


class VersionMismatch(EnvelopeError):  # noqa: N818 - the name that SOAP gives it
    """An envelope of another SOAP version."""


class Envelope(NamedTuple):
    """Header blocks, and the first element of the body, None when the body is empty."""

    headers: list[Element]
    body: Element | None


class Quota(NamedTuple):
    """Calls allowed per UTC day, and calls used today, this one included."""

    limit: int
    used: int


def read_envelope(root: Element) -> Envelope:
    """Return the parts of an envelope, or raise EnvelopeError, VersionMismatch among them."""
    if root.name != "Envelope":
        raise EnvelopeError(f"The document is <{root.name}> and not a SOAP envelope.")
    if root.namespace != SOAP_NAMESPACE:
        version = "SOAP 1.2" if root.namespace == _SOAP12_NAMESPACE else f"The envelope's namespace {root.namespace!r}"
        raise VersionMismatch(f"{version} is not supported. Send SOAP 1.1, namespace {SOAP_NAMESPACE}.")
    body = root.child(SOAP_NAMESPACE, "Body")
    if body is None:
        raise EnvelopeError("The SOAP envelope has no Body.")
    header = root.child(SOAP_NAMESPACE, "Header")
    return Envelope(header.children if header is not None else [], body.children[0] if body.children else None)


def not_understood(headers: Iterable[Element]) -> Element | None:
    """Return the first block that must be understood by its receiver and is not the API key."""
    for block in headers:
        addressed_to_us = block.attributes.get((SOAP_NAMESPACE, "actor"), "") in {"", _NEXT_ACTOR}
        mandatory = block.attributes.get((SOAP_NAMESPACE, "mustUnderstand"), "").strip() in {"1", "true"}
        if addressed_to_us and mandatory and (block.namespace, block.name) != (_TARGET, _API_KEY):
            return block
    return None


def read_api_key(headers: Iterable[Element]) -> str | None:
    """Return the key of the WebServicePassword block, every character of it, or None without one."""
    return _header_text(headers, _API_KEY)


def read_quota(headers: Iterable[Element]) -> Quota | None:
    """Return the quota that a response reports, None if it reports none that can be read."""
    headers = list(headers)
    limit, used = _header_text(headers, "Quota"), _header_text(headers, "UsedQuota")
    if limit is None or used is None:
        return None
    try:
        return Quota(parse("long", limit), parse("long", used))
    except LexicalError:
        return None


def _header_text(headers: Iterable[Element], name: str) -> str | None:
    return next((block.text for block in headers if block.name == name and block.namespace == _TARGET), None)


# Requests


def request(operation: Operation, arguments: Sequence[Any], api_key: str | None) -> bytes:
    """Return the message that calls ``operation`` with ``arguments`` in the order of its parameters.

    What is None is left out. Raises SerializationError for an argument or a key that does not fit.
    """
    key = "" if api_key is None else _header_block(_API_KEY, _key_text(api_key))
    prefixes = declarations(*(param.type for param in operation.params))
    start = f'{envelope_head(key)}<{operation.name} xmlns="{_TARGET}"{prefixes}>'
    body = [argument_encoder(param)(argument) for param, argument in zip(operation.params, arguments, strict=True)]
    # Joined once: a request that adds a great many things is large.
    return "".join([start, *body, f"</{operation.name}>{ENVELOPE_TAIL}"]).encode()


def _key_text(api_key: str) -> str:
    try:
        return escape(render("string", api_key))
    except LexicalError:
        # Not the cause's own words: they quote the value, and a key belongs in no log.
        raise SerializationError("The API key holds what XML cannot carry; copy the key again.") from None


# Responses: head, members or items, tail for what streams; the whole message for what does not


def response_head(operation: Operation, quota: Quota | None) -> str:
    """Return a response up to where its result's items or members begin.

    An operation without a result has nothing between ``response_head`` and ``response_tail``.
    """
    result = operation.result
    opened = f"<{result.name}{declarations(result.type)}>" if result else ""
    return f"{_response_start(operation, quota)}{opened}"


def response_tail(operation: Operation) -> str:
    """Return what ends a response that ``response_head`` began."""
    closed = f"</{operation.result.name}>" if operation.result else ""
    return f"{closed}{_response_end(operation)}"


def response(operation: Operation, value: Any, quota: Quota | None) -> bytes:
    """Return the whole response with a typed result, which is None for an operation without one."""
    result = result_element(operation, value) if operation.result else ""
    return f"{_response_start(operation, quota)}{result}{_response_end(operation)}".encode()


def result_element(operation: Operation, value: Any) -> str:
    """Return the result element with a typed value in it, or nil for None.

    Raises SerializationError for a value that does not fit.
    """
    result = operation.result
    if result is None:
        raise ValueError(f"{operation.qualified_name} has no result to write.")
    prefixes = declarations(result.type)
    if value is None:
        return f'<{result.name}{prefixes or _XSI} i:nil="true"/>'
    return value_encoder(result.type, result.name, instant=result.instant, attributes=prefixes)(value)


def _response_start(operation: Operation, quota: Quota | None) -> str:
    return f'{envelope_head(quota_header(quota))}<{operation.name}Response xmlns="{_TARGET}">'


def _response_end(operation: Operation) -> str:
    return f"</{operation.name}Response>{ENVELOPE_TAIL}"


def envelope_head(header_blocks: str) -> str:
    """Return the start of an envelope up to where its body's content begins."""
    header = f"<s:Header>{header_blocks}</s:Header>" if header_blocks else ""
    return f'<s:Envelope xmlns:s="{SOAP_NAMESPACE}">{header}<s:Body>'


def quota_header(quota: Quota | None) -> str:
    """Return the header blocks that report the quota; none before a caller is known."""
    if quota is None:
        return ""
    return _header_block("Quota", str(quota.limit)) + _header_block("UsedQuota", str(quota.used))


def _header_block(name: str, content: str) -> str:
    return f'<{name} xmlns="{_TARGET}">{content}</{name}>'
