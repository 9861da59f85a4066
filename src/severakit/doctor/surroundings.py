"""Where the integration runs: what support asks first, without a secret in it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from severakit.doctor.report import Finding

_PACKAGES = ("severakit", "httpx", "msgspec", "pyarrow")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


def surroundings(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Say which Python, system and packages there are, and what stands between here and the network."""
    packages = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield Finding("environment", "ok", f"Python {platform.python_version()} on {system}; {packages}.")
    given = {name: environment.get(name) or environment.get(name.lower()) for name in _PROXIES}
    said = "; ".join(f"{name} is {_masked(value)}" for name, value in given.items() if value)
    if said:
        yield Finding("proxy", "ok", f"The environment sets how the network is reached: {said}.")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _masked(value: str) -> str:
    """Return an address without the user and password that it may carry."""
    parts = urlsplit(value)
    if "@" not in parts.netloc:
        return value
    return parts._replace(netloc=f"…@{parts.netloc.rpartition('@')[2]}").geturl()
