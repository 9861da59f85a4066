"""What a client is set up with: the service's address, the key, what it may wait for, and what follows from them."""

from __future__ import annotations

import ipaddress
from contextlib import nullcontext
from copy import copy
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import httpx

from severakit.client.recording import Recorder
from severakit.client.retries import Course, Options
from severakit.client.service_state import ServiceState
from severakit.soap.arguments import find_operation, fitted_arguments
from severakit.soap.lexical import ILLEGAL_CHARACTER

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from os import PathLike

    from severakit.client.recording import Recording
    from severakit.client.retries import Retries
    from severakit.client.timeouts import Timeouts

SERVICE_PATH = "/webservice/S3/API.svc"

_EXAMPLE = f"https://sync.severa.com{SERVICE_PATH}"


class Setup:
    """What a client is set up with, shared by those that ``with_options`` makes of it.

    Raises ValueError for an endpoint, a key or a quota reserve that can be none, OSError for a folder that cannot be
    recorded to.
    """

    def __init__(
        self,
        endpoint: str,
        api_key: str,
        options: Options,
        *,
        quota_reserve: int,
        record: str | PathLike[str] | None,
    ) -> None:
        self.url = service_url(endpoint)
        self.options = options
        self.service = ServiceState(quota_reserve)
        self._api_key = checked_api_key(api_key)
        self._recorder = None if record is None else Recorder(record, api_key)

    def with_options(self, timeouts: Timeouts | None, retries: Retries | None) -> Setup:
        """Return the same with other options, where given."""
        other = copy(self)
        other.options = Options(timeouts or self.options.timeouts, retries or self.options.retries)
        return other

    def course(self, operation: str, arguments: tuple[Any, ...]) -> Course:
        """Return a call to be made. Raises ValueError for an unknown operation and arguments that do not fit."""
        called = find_operation(operation)
        return Course(called, fitted_arguments(called, arguments), self._api_key, self.service, self.options)

    def recording(self, request: httpx.Request) -> AbstractContextManager[Recording | None]:
        """Return the context in which to send a request; it yields what takes the response, None for nothing."""
        return self._recorder.recording(request) if self._recorder else nullcontext()

    def connection_options(self) -> dict[str, Any]:
        """Return what both kinds of httpx client are set up with.

        Compression pays for itself on a network; between two programs of one machine it only costs time, and a
        recording is to be read. A proxy that the environment names could not reach a service on this machine.
        """
        local = _is_loopback(self.url)
        return {
            "headers": {
                "User-Agent": f"severakit/{version('severakit')}",
                "Accept-Encoding": "identity" if local or self._recorder else "gzip",
            },
            "mounts": {"http://": None, "https://": None} if local else None,
        }


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


def _is_loopback(url: httpx.URL) -> bool:
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return url.host == "localhost" or url.host.endswith(".localhost")
