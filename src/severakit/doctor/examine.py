"""The examination: the way to the service first, then each key's access, then what its user sees."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from severakit.client import (
    NO_RETRIES,
    AuthenticationFailureError,
    Client,
    QuotaLimitExceededError,
    SeveraError,
    TosNotApprovedError,
)
from severakit.client.settings import service_url
from severakit.contract import BASE, EXTENDED, Operation, entity_schema_version, load_contract
from severakit.doctor.checklist import CHECKLIST, RIGHTS, Item
from severakit.doctor.connection import TooMuch, certificate, clock, fetched, speed
from severakit.doctor.needs import needed, samples
from severakit.doctor.report import Finding, Report
from severakit.doctor.surroundings import surroundings
from severakit.soap.tree import Limits, XmlError, read_tree

_WSDL_NAMESPACE = "http://schemas.xmlsoap.org/wsdl/"
_SHOWN = 10
_TIMEOUT = 30.0
_ADDRESS = "Pass an address such as https://HOST/webservice/S3/API.svc."


class Facts(msgspec.Struct):
    """What the operator's side of a severakit service knows of one key.

    ``items`` holds each checklist item, None where it cannot be known; ``narrow_rights`` maps each
    right below its widest to its level, and is None where the key's user is unknown.
    """

    user: str | None
    items: dict[str, bool | None]
    narrow_rights: dict[str, str | bool | None] | None


Insight = Callable[[str], Facts]
"""Looks a key up on the operator's side."""


def examine(
    endpoint: str, api_keys: Sequence[str], insight: Insight | None = None, needs: Sequence[Operation] = ()
) -> Report:
    """Examine a service, the access of each key, and whether it covers the operations that an integration needs.

    Never raises for what it finds.
    """
    try:
        endpoint = str(service_url(endpoint))
    except ValueError as error:
        way = [Finding("endpoint", "failed", str(error), _ADDRESS)]
    else:
        way = list(_way_there(endpoint))
    reachable = way[0].status == "ok" and all(f.check != "downtime" or f.status == "ok" for f in way)
    findings = [*surroundings(), *way]
    for number, api_key in enumerate(api_keys, 1):
        shown = _shown(api_key) if len(api_keys) == 1 else f"{number}: {_shown(api_key)}"
        facts = insight(api_key) if insight is not None else None
        access = list(_access(endpoint, api_key, facts, reachable=reachable))
        if reachable and all(finding.status in ("ok", "unknown") for finding in access if finding.check != "rights"):
            access += _use(endpoint, api_key, needs, facts)
        findings += [msgspec.structs.replace(finding, api_key=shown) for finding in access]
    return Report(findings)


def _shown(api_key: str) -> str:
    """Return the beginning of a key: as much as the console shows, of a short one less, so that most stays unseen."""
    return api_key[: min(_SHOWN, len(api_key) // 4)] + "…"


def _use(endpoint: str, api_key: str, needs: Sequence[Operation], facts: Facts | None) -> Iterator[Finding]:
    """What the key is used for: its organization's quota, and the operations that are needed."""
    quota = _quota(endpoint, api_key)
    if quota is None:
        return
    yield quota
    narrow = None if facts is None else facts.narrow_rights
    if needs:
        yield from needed(endpoint, api_key, needs, narrow)
    else:
        # Nobody said that these are needed; only how large their answers are is worth a word.
        yield from (each for each in needed(endpoint, api_key, samples(), narrow) if each.check == "limits")


def _quota(endpoint: str, api_key: str) -> Finding | None:
    """Say how many calls are left today; None where the key does not open."""
    try:
        with Client(endpoint, api_key, retries=NO_RETRIES) as client:
            client.currency.get_currencies().close()
            quota = client.quota
    except (SeveraError, ValueError):
        return None
    if quota is None:
        return Finding("quota", "unknown", "The service does not say how many calls are left.")
    text = f"{quota.used:,} of today's {quota.limit:,} calls are used, those of other integrations included."
    return Finding("quota", "ok", text)


# --- the way to the service ------------------------------------------------------------------


def _way_there(endpoint: str) -> Iterator[Finding]:
    try:
        with httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as http:
            response, _ = fetched(http, endpoint)
            yield _answers(endpoint, response)
            yield _transport(endpoint)
            yield clock(response)
            yield _downtime(response)
            if response.status_code != 503:
                yield _wsdl(http, endpoint)
                yield _schema_version(endpoint)
                yield speed(http, endpoint)
    except httpx.HTTPError as error:
        yield _unreachable(endpoint, error)


def _answers(endpoint: str, response: httpx.Response) -> Finding:
    text = f"{endpoint} answers with HTTP {response.status_code}."
    if response.is_success or response.status_code == 503:
        return Finding("endpoint", "ok", text)
    return Finding("endpoint", "failed", text, _ADDRESS)


def _unreachable(endpoint: str, error: Exception) -> Finding:
    if isinstance(error.__context__, ssl.SSLError) or "CERTIFICATE" in str(error).upper():
        return Finding(
            "endpoint",
            "failed",
            f"{endpoint} was reached, but its TLS certificate is not accepted: {error}.",
            "Check the certificate's name and dates, and that no proxy in between replaces it.",
        )
    if isinstance(error, TooMuch):
        return Finding("endpoint", "failed", f"{error}.", _ADDRESS)
    if isinstance(error, httpx.TimeoutException):
        text, fix = "did not answer in time", "Check firewalls and proxies on the way, then try again."
    else:
        text, fix = f"cannot be reached ({error})", "Check the host's name and port, the network and the firewall."
    return Finding("endpoint", "failed", f"{endpoint} {text}.", fix)


def _transport(endpoint: str) -> Finding:
    parts = urlsplit(endpoint)
    if parts.scheme == "https":
        try:
            return certificate(endpoint)
        except OSError as error:
            # Through a proxy the service's own certificate is not seen.
            return Finding("tls", "ok", f"The connection is encrypted; its certificate was not looked at ({error}).")
    if parts.hostname in ("127.0.0.1", "localhost", "::1"):
        return Finding("tls", "skipped", "The service is on this machine, so the connection needs no encryption.")
    return Finding("tls", "failed", "The connection is not encrypted; the key can be read on the way.", "Use https.")


def _downtime(response: httpx.Response) -> Finding:
    if response.status_code != 503:
        return Finding("downtime", "ok", "There is no maintenance break.")
    wait = response.headers.get("retry-after")
    until = f"; it asks to be called again in {wait} seconds" if wait else ""
    return Finding("downtime", "failed", f"The service is down for maintenance (HTTP 503){until}.", "Wait, then retry.")


def _wsdl(http: httpx.Client, endpoint: str) -> Finding:
    _, content = fetched(http, endpoint.rstrip("/") + "/WSDL")
    try:
        root = read_tree(content, Limits())
    except XmlError as error:
        return Finding("wsdl", "failed", f"The WSDL cannot be read: {error}", "Check that the address ends in API.svc.")
    served = {
        f"{port_type.attributes.get(('', 'name'))}.{operation.attributes.get(('', 'name'))}"
        for port_type in root
        if port_type.name == "portType" and port_type.namespace == _WSDL_NAMESPACE
        for operation in port_type
        if operation.name == "operation"
    }
    known = set(load_contract(BASE).operations)
    if known <= served:
        extended = set(load_contract(EXTENDED).operations)
        generation = "the extended" if extended <= served else "the base"
        further = f", and {len(served - extended)} that are newer" if served - extended else ""
        text = f"The WSDL has all {len(known)} operations of the contract ({generation} generation{further})."
        return Finding("wsdl", "ok", text)
    missing = ", ".join(sorted(known - served)[:3])
    return Finding(
        "wsdl",
        "failed",
        f"The WSDL lacks {len(known - served)} of the contract's {len(known)} operations, such as {missing}.",
        "Check that the address is that of the Severa S3 API, and use a severakit that fits its version.",
    )


def _schema_version(endpoint: str) -> Finding:
    try:
        with Client(endpoint, "none", retries=NO_RETRIES) as client:
            version, schema = client.api.get_version(), client.api.get_entity_schema_version()
    except SeveraError as error:
        return Finding("schema-version", "unknown", f"The versions cannot be read: {error}")
    same = "the same as" if schema == entity_schema_version() else "another than"
    text = f"The service says version {version}, entity schema {schema}, {same} this severakit's."
    return Finding("schema-version", "ok", f"{text} Note them with the case.")


# --- access ----------------------------------------------------------------------------------


def _access(endpoint: str, api_key: str, facts: Facts | None, *, reachable: bool) -> Iterator[Finding]:
    if facts is not None:
        yield from _from_inside(facts)
    elif not reachable:
        for item in (*CHECKLIST, RIGHTS):
            yield item.skipped("The service could not be asked.")
    else:
        yield from _from_outside(endpoint, api_key)


def _from_inside(facts: Facts) -> Iterator[Finding]:
    """The exact items, as the operator's side knows them."""
    for item in CHECKLIST:
        holds = facts.items.get(item.name)
        if holds is None:
            yield item.skipped("This depends on the user, and no user has this key.")
        elif item.name == "key":
            yield _whose(item, facts.user, holds=holds)
        else:
            yield item.ok() if holds else item.failed()
    if facts.narrow_rights is None:
        yield RIGHTS.skipped("This depends on the user, and no user has this key.")
    else:
        yield _judged(facts.narrow_rights)


def _whose(item: Item, user: str | None, *, holds: bool) -> Finding:
    """Say which user's key it is: that user's settings are the ones to look at."""
    if user is None:
        return item.failed()
    if holds:
        return Finding(item.name, "ok", f"The key is a current key of {user}.")
    return Finding(item.name, "failed", f"The key was a key of {user}: it is revoked or expired.", item.fix)


def _judged(narrow: Mapping[str, Any]) -> Finding:
    if not narrow:
        return RIGHTS.ok()
    levels = ", ".join(f"{name.replace('_', ' ')}: {_level(value)}" for name, value in narrow.items())
    return Finding("rights", "failed", f"{RIGHTS.fails} ({levels}).", RIGHTS.fix)


def _level(value: Any) -> str:
    if value is None:
        return "not set"
    return {True: "yes", False: "no"}.get(value, str(value))


def _from_outside(endpoint: str, api_key: str) -> Iterator[Finding]:
    """What a caller can tell: whether the key opens, and otherwise what can be behind it."""
    try:
        with Client(endpoint, api_key, retries=NO_RETRIES) as client:
            client.currency.get_currencies().close()
            yield from (item.ok() for item in CHECKLIST)
            yield _seen(client)
    except AuthenticationFailureError:
        yield Finding("access", "failed", "The service refuses the key: Access denied. It does not say why.", _ORDER)
        for item in CHECKLIST:
            if item.name == "terms":
                yield item.skipped("Terms that are not accepted are refused under a name of their own.")
            else:
                yield item.unknown(f"It can be this: {_lowered(item.fails)}")
        yield RIGHTS.skipped("What the user may see can only be told once the key opens.")
    except TosNotApprovedError:
        yield from (item.failed() if item.name == "terms" else item.ok() for item in CHECKLIST)
        yield RIGHTS.skipped("What the user may see can only be told once the terms are accepted.")
    except QuotaLimitExceededError:
        yield from (item.ok() for item in CHECKLIST)
        yield Finding(
            "quota",
            "failed",
            "The organization's calls of today are used up.",
            "Wait until midnight UTC, call less often.",
        )
        yield RIGHTS.skipped("What the user may see can only be told once calls are left.")
    except (SeveraError, ValueError) as error:
        yield Finding("access", "failed", f"The key could not be tried: {error}", "See the checks above.")
        yield from (item.skipped("The key could not be tried.") for item in (*CHECKLIST, RIGHTS))


_ORDER = "Go through the items below with the customer, from the top."


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _seen(client: Client) -> Finding:
    """How much the user sees: by that alone narrow rights show, since nothing refuses a read."""
    users = sum(1 for _ in client.user.get_all_users(include_inactive=True))
    units = sum(1 for _ in client.business_unit.get_business_unit_hierarchy(options=_INACTIVE_ROOT_AND_ALL))
    seen = f"This key sees {_count(users, 'user')} and {_count(units, 'business unit')}"
    if users == 0:
        return Finding("rights", "failed", f"{seen}: not even its own.", RIGHTS.fix)
    return Finding(
        "rights", "unknown", f"{seen}. Compare this with what an administrator sees in the product.", RIGHTS.fix
    )


_INACTIVE_ROOT_AND_ALL = 2 | 4 | 8


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
