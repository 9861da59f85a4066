"""What a client is set up with: the service's address, the key, the timeouts, and what follows from them."""

from __future__ import annotations

import ipaddress
from importlib.metadata import version
from typing import Any

import httpx

from severakit.soap.lexical import ILLEGAL_CHARACTER

SERVICE_PATH = "/webservice/S3/API.svc"

DEFAULT_TIMEOUT = httpx.Timeout(connect=10, write=60, read=600, pool=600)
"""Seconds to wait for a connection, for the service to take the next part of a request, for the next part of the
answer, and for a connection of this client's own to become free. The service begins to answer when it has the result:
a call for much data is silent for minutes."""

_EXAMPLE = f"https://sync.severa.com{SERVICE_PATH}"


def service_url(endpoint: str) -> httpx.URL:
    """Return the address to which calls are posted.

    ``endpoint`` is the address of API.svc, with or without a slash behind it, or the address of the host alone.
    Raises ValueError for anything else.
    """
    try:
        url = httpx.URL(endpoint.strip())
    except httpx.InvalidURL as error:
        raise ValueError(f"The endpoint is no address: {error}. Pass one such as {_EXAMPLE}.") from None
    if url.userinfo:
        # Not quoted, since it may hold a password.
        raise ValueError("The endpoint has a user name in it. Pass the address without; the API key identifies you.")
    if url.scheme not in {"http", "https"} or not url.host or (url.port or 0) > 65535:
        raise ValueError(f"The endpoint {endpoint!r} is no web address. Pass one such as {_EXAMPLE}.")
    if url.query or url.fragment:
        raise ValueError(f"The endpoint {endpoint!r} has more than a path. Pass the address of API.svc itself.")
    return url.copy_with(path=url.path.rstrip("/") or SERVICE_PATH)


def checked_api_key(api_key: str) -> str:
    """Return the key, or raise ValueError if it can be none. The message never quotes it."""
    if not api_key.strip():
        raise ValueError("The API key is empty. Pass the one that Severa showed when it was created.")
    if "\n" in api_key or "\r" in api_key or ILLEGAL_CHARACTER.search(api_key):
        raise ValueError("The API key has a line break or another control character in it. Pass the key alone.")
    return api_key


def connection_options(url: httpx.URL) -> dict[str, Any]:
    """Return what both kinds of httpx client are set up with.

    Compression pays for itself on a network; between two programs of one machine it only costs time. And a proxy
    that the environment names could not reach a service on this machine.
    """
    local = _is_loopback(url)
    return {
        "headers": {
            "User-Agent": f"severakit/{version('severakit')}",
            "Accept-Encoding": "identity" if local else "gzip",
        },
        "mounts": {"http://": None, "https://": None} if local else None,
    }


def _is_loopback(url: httpx.URL) -> bool:
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return url.host == "localhost" or url.host.endswith(".localhost")
