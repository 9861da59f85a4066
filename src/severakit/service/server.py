"""Running the service on a port, with granian."""

from __future__ import annotations

import os
import socket
from typing import Any, cast

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LOGGING_CONFIG, LogLevels

from severakit.service.app import DATABASE_VARIABLE
from severakit.service.settings import settings_from_environment


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(database_url: str, host: str, port: int, workers: int = 1) -> None:
    """Serve until SIGTERM or SIGINT; calls under way are finished first.

    The database's schema must be up to date. Worker processes find it through the environment, and the settings
    too. Raises OSError where the port is taken and SettingsError for a setting that is none.
    """
    settings_from_environment()
    check_free(host, port)
    os.environ[DATABASE_VARIABLE] = database_url
    server = Granian(
        "severakit.service.app:app_from_environment",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=workers,
        workers_kill_timeout=30,
        log_level=LogLevels.error,
        log_dictconfig={"handlers": _handlers_on_stderr()},
        http=HTTPModes.http1,
        websockets=False,
    )
    server.serve()


def check_free(host: str, port: int) -> None:
    """Make sure that nobody listens on the port, or raise OSError.

    Granian would share it with another service, and both would answer.
    """
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    socket.create_server(address, family=family).close()


def _handlers_on_stderr() -> dict[str, Any]:
    """Standard output belongs to the command line."""
    handlers = cast("dict[str, dict[str, Any]]", LOGGING_CONFIG["handlers"])
    return {name: handler | {"stream": "ext://sys.stderr"} for name, handler in handlers.items()}
