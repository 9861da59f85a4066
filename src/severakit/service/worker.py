"""A worker process of the service: how it begins, how it makes way for newer ones, and that it ends with its parent."""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Awaitable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from severakit.service.handover import DRAIN

_BETWEEN_LOOKS = 0.2


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


class Worker:
    """ASGI application: another one, as a worker process serves it.

    Told to make way, it takes no more connections, closes each connection that it has with its next answer, and ends
    when none is left, or after as long as one without a request is kept: so none is closed sooner than any other day.
    """

    def __init__(self, app: ASGIApp, listener: int, ready: int, seconds: float) -> None:
        self._app = app
        self._listener = listener
        self._ready = ready
        self._seconds = seconds
        self._is_leaving = False

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass a request on."""
        if scope["type"] == "lifespan":
            asyncio.get_running_loop().add_signal_handler(DRAIN, self._leave)
            return self._app(scope, receive, self._telling(send))
        return self._app(scope, receive, self._closing(send) if self._is_leaving else send)

    def _telling(self, send: Send) -> Send:
        async def send_and_tell(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                os.write(self._ready, b".")

        return send_and_tell

    def _closing(self, send: Send) -> Send:
        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        return send_and_close

    def _leave(self) -> None:
        if self._is_leaving:
            return
        self._is_leaving = True
        port = _address_of(self._listener)[1]
        # Granian has no word for it. What it takes connections from is the number; nobody connects to this one.
        with socket.socket(socket.AF_UNIX) as nobody:
            nobody.bind("")
            nobody.listen()
            nobody.setblocking(False)  # noqa: FBT003
            os.dup2(nobody.fileno(), self._listener, inheritable=False)
        loop = asyncio.get_running_loop()
        self._end_when_done(loop, port, loop.time() + self._seconds)

    def _end_when_done(self, loop: asyncio.AbstractEventLoop, port: int, latest: float) -> None:
        if loop.time() > latest or not has_connections(port):
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            loop.call_later(_BETWEEN_LOOKS, self._end_when_done, loop, port, latest)


def has_connections(port: int) -> bool:
    """Return whether this process has a socket of that port; there is nobody else who counts them."""
    return any(_address_of(int(each.name))[1:2] == (port,) for each in Path("/proc/self/fd").iterdir())


def _address_of(descriptor: int) -> tuple[Any, ...]:
    """Return the internet address of a descriptor's own end; empty for one that has none."""
    # The descriptor is neither duplicated nor closed: a process that closes any descriptor of a file loses all locks
    # that it has on the file, and SQLite's would be among them.
    with suppress(OSError):
        opened = socket.socket(fileno=descriptor)
        try:
            address = opened.getsockname()
        finally:
            opened.detach()
        return address if isinstance(address, tuple) else ()
    return ()


def started_worker(application: str, listener: int, ready: int, seconds: float) -> Worker:
    """Return the application that ``module:function`` makes: what granian calls in a new worker process."""
    module, _, function = application.partition(":")
    return Worker(getattr(importlib.import_module(module), function)(), listener, ready, seconds)
