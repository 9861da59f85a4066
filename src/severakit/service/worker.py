"""A worker process of the service: how it serves, how it makes way for newer ones, and that it ends with its parent."""

from __future__ import annotations

import asyncio
import gc
import importlib
import math
import multiprocessing
import os
import select
import signal
import socket
import sys
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from uvicorn import Server

from severakit.service.connection import BoundedConfig
from severakit.service.event_log import report_server_failures
from severakit.service.handover import DRAIN, RELOAD, STOP, take_signals
from severakit.service.listening import SharedSocket
from severakit.service.settings import Settings

STOPPING_SECONDS = 30
"""How long the calls that are under way may take when the service is stopped."""
_CONNECTIONS = 8192
"""Connections that a worker holds at once; what limits the calls on them is Settings.max_calls."""


def end_with_parent() -> None:
    """End this process at once when the one that started it is killed; nothing in a process that was not started so.

    A worker that went on alone would hold the port, and the service could not be started again.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), name="end-with-parent", daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    if sys.platform == "linux":
        _wait_for_end(parent.pid or 0)
    else:
        parent.join()
    os._exit(1)


def _wait_for_end(process: int) -> None:
    """Wait for the process itself: what multiprocessing waits for is over when that replaces its program, too."""
    try:
        end = os.pidfd_open(process)
    except ProcessLookupError:
        return
    # Another process may have the number by now.
    if os.getppid() == process:
        select.select([end], [], [])


def work(application: str, listening: socket.socket, ready: Connection, settings: Settings) -> None:
    """Serve the application that ``module:function`` makes, until told to end: what a worker process does.

    ``ready`` is told when it serves.
    """
    for number in STOP:
        signal.signal(number, signal.SIG_DFL)
    for number in RELOAD:
        signal.signal(number, signal.SIG_IGN)
    take_signals()
    module, _, function = application.partition(":")
    app = getattr(importlib.import_module(module), function)()
    report_server_failures()
    # What is loaded stays: to look through it again and again for what can go takes its time.
    gc.collect()
    gc.freeze()
    config = BoundedConfig(
        app,
        settings,
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        # As many in one go as SharedSocket gives.
        backlog=_CONNECTIONS,
        timeout_graceful_shutdown=STOPPING_SECONDS,
    )
    server = _Server(config, ready)
    server.run([SharedSocket(listening, server.server_state.connections)])


class _Server(Server):
    """uvicorn, which can make way for newer workers too.

    Told to, it takes no more connections, closes each connection that it has with its next answer, and ends when none
    is left, or after as long as one without a request is kept: so none is closed sooner than any other day.
    """

    def __init__(self, config: BoundedConfig, ready: Connection) -> None:
        super().__init__(config)
        self._ready = ready
        self._latest = math.inf

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start serving."""
        await super().startup(sockets)
        if sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(DRAIN, self._make_way)
        self._ready.send_bytes(b".")

    async def on_tick(self, counter: int) -> bool:
        """Return whether it is time to end; asked ten times a second."""
        is_over = asyncio.get_running_loop().time() > self._latest
        has_left = self._latest < math.inf and not self.server_state.connections
        return is_over or has_left or await super().on_tick(counter)

    def _make_way(self) -> None:
        if self._latest < math.inf:
            return
        # A little longer than such a connection is kept: then none is closed for the sake of this.
        self._latest = asyncio.get_running_loop().time() + self.config.timeout_keep_alive + 1
        for server in self.servers:
            server.close()
        closing = (b"connection", b"close")
        self.config.encoded_headers.append(closing)
        self.server_state.default_headers = [*self.server_state.default_headers, closing]
