"""``severakit serve``: the service on a port, with or without the demo organization."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import msgspec
import typer

from severakit.cli import output
from severakit.cli.database import opened_or_made
from severakit.cli.options import DatabaseUrl, EnvFile, Files, Json, files_at

if TYPE_CHECKING:
    from severakit.store.store import Store

_DEMO_NAME = "Nordlys Consulting"
_DEMO_KEY = "demo"
_APPLICATION = "severakit.console.app:application_from_environment"
_SMALL = 2000


class Ready(msgspec.Struct):
    """What a started service tells whoever started it."""

    endpoint: str
    wsdl: str
    console: str
    api_key: str = ""
    user: str = ""
    organization: str = ""


def serve(
    database: DatabaseUrl,
    port: Annotated[int, typer.Option("--port", help="Port to listen on; 0 takes a free one.")] = 8080,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option("--workers", min=1, help="Worker processes.")] = 1,
    demo: Annotated[
        str | None, typer.Option("--demo", help="Add the demo organization: small, or a number of hour entries.")
    ] = None,
    files: Files = None,
    env_file: EnvFile = None,  # noqa: ARG001 - read before any other option is
    json: Json = False,
) -> None:
    """Run the service until it is stopped; calls under way are finished first.

    At SIGHUP it takes the code and the settings of now in use, while calls go on.

    With --json, one line on standard output tells the addresses and the demo's key when it is ready.
    """
    with output.needs("server"):
        from severakit.service import server  # noqa: PLC0415
        from severakit.service.settings import SettingsError  # noqa: PLC0415
        from severakit.store import audit  # noqa: PLC0415
    files_at(files)
    try:
        # Before anything is announced: another service there would answer in this one's place.
        with server.listen(host, port) as listener:
            ready = Ready(*_addresses(host, listener.port))
            is_first = not (listener.is_trial or listener.predecessors)
            if not listener.is_trial:
                server.make_way(listener, database)
                with opened_or_made(database) as store:
                    if demo is not None and is_first:
                        with audit.acting("severakit serve --demo"):
                            _add_demo(store, demo, ready)
            if is_first:
                threading.Thread(target=_announce, args=(ready, json), daemon=True).start()
            server.serve(database, listener, workers, _APPLICATION)
    except SettingsError as error:
        output.fail(str(error))
    except OSError as error:
        output.fail(f"Port {port} of {host} cannot be listened on: {error.strerror}. Choose another with --port.")


def _addresses(host: str, port: int) -> tuple[str, str, str]:
    base = f"http://{host}:{port}"
    return f"{base}/webservice/S3/API.svc", f"{base}/webservice/S3/API.svc/WSDL", f"{base}/console/"


def demo_hours(size: str) -> int:
    """Return the number of hour entries that a demo size means."""
    if size == "small":
        return _SMALL
    if not size.isdigit() or int(size) == 0:
        output.fail(f"--demo takes small or a number of hour entries, not {size!r}.")
    return int(size)


def _add_demo(store: Store, size: str, ready: Ready) -> None:
    """Make the demo organization unless it is there, and a new key for its API user."""
    from severakit.demo import build_demo  # noqa: PLC0415 - only with the server extra
    from severakit.store import administration  # noqa: PLC0415

    hours = demo_hours(size)
    if _DEMO_NAME not in {organization.name for organization in administration.list_organizations(store)}:
        build_demo(store, hours, name=_DEMO_NAME)
    users = administration.list_users(store, organization=_DEMO_NAME)
    user = next(user.email for user in users if user.email.startswith("api@"))
    # The key of an earlier start is nobody's any more: only its hash was kept.
    for key in administration.list_keys(store, organization=_DEMO_NAME):
        if key.name == _DEMO_KEY and key.revoked_at is None:
            administration.revoke_key(store, key.guid, organization=_DEMO_NAME)
    ready.api_key = administration.create_key(store, user, organization=_DEMO_NAME, name=_DEMO_KEY)
    ready.user, ready.organization = user, _DEMO_NAME


def _announce(ready: Ready, json: bool) -> None:
    while not _answers(urlsplit(ready.endpoint).netloc):
        time.sleep(0.05)
    if json:
        output.print_json_line(ready)
        return
    lines = {
        "Endpoint": ready.endpoint,
        "WSDL": ready.wsdl,
        "Console": ready.console,
        "Organization": ready.organization,
        "API user": ready.user,
        "API key": ready.api_key,
    }
    for name, value in lines.items():
        if value:
            typer.echo(f"{name + ':':<14}{value}")


def _answers(address: str) -> bool:
    # Not by httpx, which makes a TLS context: a worker that is forked meanwhile would find OpenSSL's lock taken for
    # ever, and hang at the first key that it hashes.
    try:
        with closing(HTTPConnection(address, timeout=10)) as connection:
            # Workers that are forked meanwhile hold this end too: only the service's own end can be relied on.
            connection.request("GET", "/healthz", headers={"Connection": "close"})
            return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
