"""The way to the service, measured: the certificate, the clock, how fast small and large answers come."""

from __future__ import annotations

import socket
import ssl
import statistics
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from severakit.client import NO_RETRIES, Client, SeveraError
from severakit.client.http_dates import moment
from severakit.doctor.report import Finding

_SKEW = 60.0
"""Seconds that two clocks may differ: the API compares times to the minute."""

_SOON = 14
"""Days before its end at which a certificate is worth a word."""

_CALLS = 5
_TIMEOUT = 10.0
_MOST = 16_000_000
"""Bytes that are read of an answer, unpacked. The WSDL has about a million."""


class TooMuch(httpx.HTTPError):
    """An address that sends more than any service of this kind."""


def certificate(endpoint: str) -> Finding:
    """Say whose certificate the service has, who stands for it, and until when. Raises OSError where it has none."""
    parts = urlsplit(endpoint)
    host, port = parts.hostname or "", parts.port or 443
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=_TIMEOUT) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        chain = _chain(secure)
        protocol = secure.version()
    found = chain[0]
    days = (_end(found) - datetime.now(UTC)).days
    text = (
        f"The certificate of {_name(found, 'subject')} is accepted; {_name(found, 'issuer')} issued it, and it is "
        f"valid until {_end(found):%Y-%m-%d} ({days} days). The connection speaks {protocol}."
    )
    if chain[1:]:
        above = ", then ".join(f"{_name(each, 'subject')} (until {_end(each):%Y-%m-%d})" for each in chain[1:])
        text += f" Above it stand {above}."
    first = min(chain, key=_end)
    if (_end(first) - datetime.now(UTC)).days < _SOON:
        fix = f"Tell the service's operator to renew the certificate of {_name(first, 'subject')}: it ends soon."
        return Finding("tls", "failed", text, fix)
    return Finding("tls", "ok", text)


def _chain(secure: ssl.SSLSocket) -> list[dict[str, Any]]:
    """Return the certificates by which the service was accepted, from its own to the one that is trusted here."""
    # SSLSocket.get_verified_chain came with Python 3.13, and gives bytes; what it calls is there from 3.10 on.
    return [each.get_info() for each in secure._sslobj.get_verified_chain()]  # type: ignore[attr-defined]  # noqa: SLF001


def _end(found: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)


def _name(found: Mapping[str, Any], whose: str) -> str:
    names = {key: value for part in found.get(whose, ()) for key, value in part}
    return str(names.get("commonName") or names.get("organizationName") or "somebody unnamed")


def fetched(http: httpx.Client, address: str) -> tuple[httpx.Response, bytes]:
    """Return what is at an address, and its content. Raises TooMuch, an httpx.HTTPError, for more than any WSDL is."""
    with http.stream("GET", address) as response:
        content = bytearray()
        for data in response.iter_bytes():
            content += data
            if len(content) > _MOST:
                raise TooMuch(f"{address} sends more than {_MOST // 1_000_000} MB and is no service of this kind")
        return response, bytes(content)


def clock(response: httpx.Response) -> Finding:
    """Compare this machine's clock with the service's, by the time that its answer carries."""
    theirs = moment(response.headers.get("date", ""))
    if theirs is None:
        return Finding("clock", "skipped", "The service does not say what time it has.")
    skew = (datetime.now(UTC) - theirs).total_seconds()
    ahead = "ahead of" if skew > 0 else "behind"
    text = f"This machine's clock is {abs(skew):.0f} seconds {ahead} the service's."
    if abs(skew) <= _SKEW:
        return Finding("clock", "ok", text)
    fix = "Set the clock: what changed in between is missed by ChangedSince operations, and TLS can fail."
    return Finding("clock", "failed", text, fix)


def speed(http: httpx.Client, endpoint: str) -> Finding:
    """Measure how long small calls take, and how fast a large answer comes."""
    try:
        with Client(endpoint, "none", retries=NO_RETRIES) as client:
            client.api.get_version()
            taken = [_timed(client) for _ in range(_CALLS)]
        started = time.perf_counter()
        size = len(fetched(http, f"{endpoint.rstrip('/')}/WSDL")[1])
        rate = size / 1e6 / (time.perf_counter() - started)
    except (SeveraError, httpx.HTTPError) as error:
        return Finding("speed", "unknown", f"It could not be measured: {error}")
    return Finding(
        "speed",
        "ok",
        f"A small call takes {statistics.median(taken) * 1000:.0f} ms (of {_CALLS}: {min(taken) * 1000:.0f} to "
        f"{max(taken) * 1000:.0f}), and {size / 1e6:.1f} MB came at {rate:.1f} MB/s.",
    )


def _timed(client: Client) -> float:
    started = time.perf_counter()
    client.api.get_version()
    return time.perf_counter() - started
