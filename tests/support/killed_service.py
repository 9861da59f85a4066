"""``severakit serve`` in processes that start fast and are killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from severakit.service.server import free_port
from support.raw_http import Connection, head

# Forked from a process that has imported the service already: starting it anew takes its work and not Python's.
_FROM_IMPORTED = multiprocessing.get_context("forkserver")
_FROM_IMPORTED.set_forkserver_preload(["severakit.cli", "severakit.cli.serve", "severakit.console.app", "uvicorn"])


class KilledService:
    """The service with two workers on a port that stays the same; ``start`` and the kills may be repeated.

    ``settings`` are as in Settings: ``database_retry_after="1"``.
    """

    def __init__(self, database_url: str, log: Path, **settings: str) -> None:
        self.port = free_port()
        self._log = log
        self._settings = {f"SEVERAKIT_{name.upper()}": value for name, value in settings.items()}
        self._arguments = ["serve", "--database", database_url, "--port", str(self.port), "--workers", "2"]
        self.endpoint = f"http://127.0.0.1:{self.port}/webservice/S3/API.svc"

    def start(self) -> None:
        """Start the service as the command line does, and wait until it answers."""
        self._main = _FROM_IMPORTED.Process(target=_serve, args=(self._arguments, str(self._log), self._settings))
        self._main.start()
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._main.is_alive(), f"The service did not start again:\n{self.log}"
            assert time.monotonic() < deadline, "The service did not answer within a minute."
            time.sleep(0.02)

    @property
    def log(self) -> str:
        """Everything that the service has told its operator, over all its starts."""
        return self._log.read_text()

    def kill(self) -> None:
        """Kill the process that was started; its workers end by themselves and give the port free."""
        self._main.kill()
        self._main.join()
        self._wait_for_port()

    def kill_all(self) -> None:
        """Kill all processes of the service at the same moment."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._main.join()
        self._wait_for_port()

    def kill_worker(self) -> None:
        """Kill one of the workers, and wait until the service has seen it; the other goes on, this one is replaced."""
        worker = self._workers()[0]
        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + 30
        # Until then it is among the workers, and would be killed again in place of another.
        while worker in self._workers():
            assert time.monotonic() < deadline, "The service has not seen that a worker was killed."
            time.sleep(0.01)

    @property
    def processes(self) -> list[int]:
        """The service's processes, by their ids."""
        return [self._main.pid, *self._workers()]

    @property
    def workers(self) -> int:
        """How many worker processes there are."""
        return len(self._workers())

    def stop(self) -> None:
        self._main.terminate()
        self._main.join()

    def _workers(self) -> list[int]:
        return [
            int(each) for each in Path(f"/proc/{self._main.pid}/task/{self._main.pid}/children").read_text().split()
        ]

    def _answers(self) -> bool:
        with suppress(OSError), Connection(self.port) as connection:
            connection.send(head("GET", "/healthz"))
            reply = connection.reply()
            return reply is not None and reply.status == 200
        return False

    def _wait_for_port(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_server(("127.0.0.1", self.port)):
                return
            time.sleep(0.01)
        raise TimeoutError("Something of the killed service still listens.")


def _serve(arguments: list[str], log: str, settings: dict[str, str]) -> None:
    os.environ.update(settings)
    # As in a process that was started by a command line and not by the tests.
    multiprocessing.set_start_method("fork", force=True)
    stream = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(stream, standard)
    sys.argv = ["severakit", *arguments]
    from severakit.cli import app  # noqa: PLC0415 - in the process that serves

    app()
