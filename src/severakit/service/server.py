"""Running the service on a port, with granian."""

from __future__ import annotations

import importlib
import os
import random
import socket
import sys
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LOGGING_CONFIG, LogLevels
from granian.server.mp import MPServer

from severakit.service import handover
from severakit.service.app import DATABASE_VARIABLE
from severakit.service.event_log import write_events_to_stderr
from severakit.service.listening import QUEUE, Listener, listen
from severakit.service.settings import settings_from_environment
from severakit.service.worker import started_worker
from severakit.store.migrations import check_known, revision, versions
from severakit.store.store import Store

_CONNECTIONS = 8192
"""Connections that a worker holds at once; what limits the calls on them is Settings.max_calls."""
_STOPPING_SECONDS = 30
_BRINGING_SECONDS = 10
_FIRST_PORT = 10_000
_USUAL_EPHEMERAL_PORT = 32_768

__all__ = ["free_port", "listen", "make_way", "serve"]


def free_port() -> int:
    """Return a port that nobody listens on now, and that the system gives to no connection by itself.

    A client that tries a port of the system's own choosing until somebody listens can be given that port for its own
    end: it is then connected with itself, and whoever was to listen finds the port taken.
    """
    while True:
        port = random.randrange(_FIRST_PORT, _first_ephemeral_port())  # noqa: S311 - no secret
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _first_ephemeral_port() -> int:
    try:
        first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text("ascii").split()[0])
    except FileNotFoundError:
        first = _USUAL_EPHEMERAL_PORT
    return max(first, _FIRST_PORT + 1000)


def make_way(listener: Listener, database_url: str) -> None:
    """End the workers before this program, where their code does not know the schema that the database will have.

    Calls under way are finished. Those that come meanwhile wait until this program has changed the schema.
    """
    if not listener.predecessors:
        return
    with closing(Store(database_url)) as store:
        is_the_same = revision(store) == versions()[-1]
    if not is_the_same:
        predecessors = handover.Predecessors(listener.predecessors)
        predecessors.drain()
        # Connections that bring no request for so long are closed.
        predecessors.wait(_BRINGING_SECONDS)
        predecessors.stop()
        predecessors.wait()
        listener.predecessors.clear()


def serve(
    database_url: str,
    listener: Listener,
    workers: int = 1,
    application: str = "severakit.service.app:app_from_environment",
) -> None:
    """Serve until SIGTERM or SIGINT; calls under way are finished first.

    At SIGHUP the program and its settings are loaded anew while calls go on. ``application`` names what makes the
    application from the environment: the service alone, or with the console.

    The database's schema must be up to date. Worker processes find it through the environment, and the settings
    too. Raises SettingsError for a setting that is none.
    """
    settings = settings_from_environment()
    if listener.is_trial:
        _try_out(database_url, application)
        return
    write_events_to_stderr()
    os.environ[DATABASE_VARIABLE] = database_url
    _allow_connections()
    server = _Server(
        application,
        listener=listener,
        address=str(listener.socket.getsockname()[0]),
        port=listener.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=workers,
        # A worker that was killed, by a lack of memory say, is replaced while the others go on.
        respawn_failed_workers=True,
        workers_kill_timeout=_STOPPING_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig={"handlers": _handlers_on_stderr()},
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=round(settings.request_timeout * 1000)),
        # Granian counts connections here, those of clients that send nothing too: they must not keep others out.
        backpressure=_CONNECTIONS,
        websockets=False,
    )
    if sys.platform != "linux":
        server.serve()
        return
    ready, tell_ready = os.pipe()
    server.predecessors.drain_when_ready(ready, workers)
    server.on_startup(handover.take_signals)
    # A little longer than a connection without a request is kept: then none is closed for the sake of this.
    lingering = settings.request_timeout + 1
    load = partial(started_worker, application, listener.socket.fileno(), tell_ready, lingering)
    server.serve(target_loader=load, wrap_loader=False)


def _try_out(database_url: str, application: str) -> None:
    """Do what starting does and fails at where something is amiss, without a worker and without changing anything."""
    importlib.import_module(application.partition(":")[0])
    with closing(Store(database_url)) as store:
        check_known(revision(store))


class _Server(MPServer):
    """Granian on one socket that all workers share, and which stays when they are replaced; on Linux alone.

    Its own reload replaces workers by copies of the same program, and resets connections that a worker has not taken.
    """

    def __init__(self, application: str, *, listener: Listener, **settings: Any) -> None:
        super().__init__(application, **settings)
        self._listener = listener
        self.predecessors = handover.Predecessors(listener.predecessors)

    def _init_shared_socket(self) -> None:
        if sys.platform != "linux":
            self._listener.socket.close()
            super()._init_shared_socket()
            return
        self._ssp, self._sso = None, None
        # As granian itself makes them in its workers: the number, whether it is a Unix socket, and the queue's length.
        self._shd = cast("Any", SocketHolder)(self._listener.socket.fileno(), False, QUEUE)  # noqa: FBT003

    def _drop_shared_socket(self) -> None:
        super()._drop_shared_socket()  # type: ignore[no-untyped-call]
        self._listener.socket.close()

    def _reload(self, *_: object) -> None:
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        if not handover.would_start(self._listener):
            return
        handover.hold_signals()
        if not self.interrupt_signal:
            present = [worker.inner.pid for worker in self.wrks]
            handover.start_anew(self._listener, [*self.predecessors.processes, *present])
        handover.take_signals()

    def _stop_workers(self) -> None:
        self.predecessors.stop()
        super()._stop_workers()  # type: ignore[no-untyped-call]
        self.predecessors.wait(_STOPPING_SECONDS)
        self.predecessors.kill()
        self.predecessors.wait()


def _allow_connections() -> None:
    """Let this process and its workers open as many files and connections as the system allows."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _handlers_on_stderr() -> dict[str, Any]:
    """Standard output belongs to the command line."""
    handlers = cast("dict[str, dict[str, Any]]", LOGGING_CONFIG["handlers"])
    return {name: handler | {"stream": "ext://sys.stderr"} for name, handler in handlers.items()}
