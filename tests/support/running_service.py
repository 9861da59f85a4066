"""A service in a process of its own, on a port of its own: what clients, foreign ones too, are tried against."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from severakit.service.server import free_port
from severakit.store import administration
from severakit.store.store import Store

ORGANIZATION = "Acme"
EMAIL = "api@acme.example"

_SERVE = (
    "import sys; from severakit.service.server import listen, serve; "
    "serve(sys.argv[1], listen('127.0.0.1', int(sys.argv[2])))"
)


@dataclass(frozen=True)
class RunningService:
    """Where the service is, and a key of the organization's API user, to whom every gate is open."""

    endpoint: str
    api_key: str
    database_url: str
    organization: str = ORGANIZATION
    email: str = EMAIL


@contextmanager
def running_service_on(database_url: str) -> Iterator[RunningService]:
    """Add an organization to a migrated database and serve it until the end of the block."""
    api_key = _new_organization(database_url)
    with served(database_url) as endpoint:
        yield RunningService(endpoint, api_key, database_url)


@contextmanager
def served(database_url: str) -> Iterator[str]:
    """Serve a migrated database until the end of the block; yield the endpoint."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, database_url, str(port)], stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}/webservice/S3/API.svc"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


def _new_organization(database_url: str) -> str:
    store = Store(database_url)
    administration.add_organization(store, ORGANIZATION)
    administration.set_organization(store, ORGANIZATION, api_addon=True, terms_accepted=True)
    administration.add_user(store, EMAIL, organization=ORGANIZATION, first_name="Api", last_name="User")
    administration.set_user(store, EMAIL, organization=ORGANIZATION, api_right=True, api_enabled=True)
    api_key = administration.create_key(store, EMAIL, organization=ORGANIZATION)
    store.close()
    return api_key


def _wait_until_ready(process: subprocess.Popen[str], address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The service ended before it was ready:\n{process.communicate()[1]}")
        try:
            if httpx.get(address, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"The service did not answer at {address} within a minute.")
