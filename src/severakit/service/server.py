"""Running the service on a port: worker processes, which serve with uvicorn, and the one that watches over them."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import random
import signal
import socket
import sys
import time
from contextlib import closing, suppress
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

import structlog

from severakit.service import handover
from severakit.service.app import DATABASE_VARIABLE
from severakit.service.event_log import write_events_to_stderr
from severakit.service.listening import Listener, listen
from severakit.service.settings import Settings, settings_from_environment
from severakit.service.worker import STOPPING_SECONDS, work
from severakit.store.schema_version import check_known, is_up_to_date, revision
from severakit.store.store import Store

_BRINGING_SECONDS = 10
_BETWEEN_LOOKS = 0.2
_FIRST_PORT = 10_000
_USUAL_EPHEMERAL_PORT = 32_768
# A fork shares what is loaded already; elsewhere than on Linux it is not safe.
_new_process = multiprocessing.get_context("fork").Process if sys.platform == "linux" else SpawnProcess

_logger = structlog.get_logger(__name__)

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
        is_the_same = is_up_to_date(store)
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
    _Workers(application, listener, workers, settings).run()


def _try_out(database_url: str, application: str) -> None:
    """Do what starting does and fails at where something is amiss, without a worker and without changing anything."""
    importlib.import_module(application.partition(":")[0])
    with closing(Store(database_url)) as store:
        check_known(revision(store))


class _Workers:
    """So many worker processes on one socket, which stays when they are replaced.

    A worker that was killed, by a lack of memory say, is replaced while the others go on.
    """

    def __init__(self, application: str, listener: Listener, number: int, settings: Settings) -> None:
        self._listener = listener
        self._ready, tell_ready = multiprocessing.Pipe(duplex=False)
        self._arguments = (application, listener.socket, tell_ready, settings)
        self._are_awaited = number
        self._predecessors = handover.Predecessors(listener.predecessors)
        self._processes: list[BaseProcess] = []
        self._number = number
        self._told: set[int] = set()

    def run(self) -> None:
        """Start them and watch over them until this process is told to stop."""
        for number in handover.STOP | handover.RELOAD:
            signal.signal(number, self._hear)
        while not self._told & handover.STOP:
            self._replace_ended()
            self._wait()
            if self._told & handover.RELOAD:
                self._told -= handover.RELOAD
                self._reload()
        self._stop()

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._told.add(number)

    def _wait(self) -> None:
        """Wait until a worker is ready or has ended, and not for long: a signal that is heard interrupts nothing."""
        news = wait([self._ready, *(process.sentinel for process in self._processes)], _BETWEEN_LOOKS)
        if self._ready in news:
            self._ready.recv_bytes()
            self._are_awaited -= 1
            if self._are_awaited == 0:
                self._predecessors.drain()
        self._predecessors.forget_ended()

    def _replace_ended(self) -> None:
        ended = [process for process in self._processes if not process.is_alive()]
        for process in ended:
            self._processes.remove(process)
            _logger.error("worker_ended", worker=process.pid, exit_code=process.exitcode)
            # One that cannot start would not be helped by being started without a pause.
            time.sleep(_BETWEEN_LOOKS)
        while len(self._processes) < self._number:
            process = _new_process(target=work, args=self._arguments, daemon=True)
            # Until it says otherwise itself, signals would be heard as if it were this process.
            handover.hold_signals()
            process.start()
            self._processes.append(process)
            handover.take_signals()

    def _reload(self) -> None:
        if not handover.would_start(self._listener):
            return
        handover.hold_signals()
        if not self._told & handover.STOP:
            present = [process.pid for process in self._processes if process.pid is not None]
            handover.start_anew(self._listener, [*self._predecessors.processes, *present])
        handover.take_signals()

    def _stop(self) -> None:
        """Let calls that are under way be finished, within a time."""
        self._listener.socket.close()
        self._predecessors.stop()
        for process in self._processes:
            process.terminate()
        latest = time.monotonic() + STOPPING_SECONDS + _BETWEEN_LOOKS
        self._predecessors.wait(STOPPING_SECONDS)
        for process in self._processes:
            process.join(max(0.0, latest - time.monotonic()))
            process.kill()
            process.join()
        self._predecessors.kill()
        self._predecessors.wait()


def _allow_connections() -> None:
    """Let this process and its workers open as many files and connections as the system allows."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
