"""A service as users start it, whose memory and log can be looked at, and which can be stopped."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from severakit.service.server import free_port
from severakit.store import administration
from severakit.store.store import Store
from support.raw_http import Connection, Reply, call, head

_SERVE = (
    "import sys; from severakit.service.server import listen, serve; "
    "serve(sys.argv[1], listen('127.0.0.1', int(sys.argv[2])))"
)


class ServiceProcess:
    """A service on a port of its own. ``settings`` are as in Settings: ``request_timeout="2"``.

    ``under`` is a command that starts the service's own, with what it may do made less.
    """

    def __init__(self, database_url: str, log: Path, *, under: Sequence[str] = (), **settings: str) -> None:
        self.port = free_port()
        self._log = log
        environment = {f"SEVERAKIT_{name.upper()}": value for name, value in settings.items()}
        with log.open("wb") as stderr:
            self._process = subprocess.Popen(
                [*under, sys.executable, "-c", _SERVE, database_url, str(self.port)],
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=os.environ | environment,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self._process.kill()
            self.wait()
            raise

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"The service ended before it was ready:\n{self.log}")
            try:
                if self.request(head("GET", "/healthz")) is not None:
                    return
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise TimeoutError("The service did not answer within a minute.")

    @property
    def log(self) -> str:
        """Everything that the service has told its operator."""
        return self._log.read_text()

    @property
    def megabytes(self) -> float:
        """The worker's resident memory."""
        return self._memory("VmRSS")

    @property
    def most_megabytes(self) -> float:
        """The worker's resident memory when it was largest."""
        return self._memory("VmHWM")

    @property
    def workers(self) -> list[int]:
        """The worker processes, by their ids."""
        main = self._process.pid
        return [int(each) for each in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    def _memory(self, name: str) -> float:
        worker = self.workers[-1]
        return int(re.search(rf"{name}:\s+(\d+)", Path(f"/proc/{worker}/status").read_text())[1]) / 1024

    def connect(self, timeout: float = 20.0) -> Connection:
        return Connection(self.port, timeout)

    def request(self, data: bytes) -> Reply | None:
        """Send a request on a connection of its own and return the response."""
        with self.connect() as connection:
            connection.send(data)
            return connection.reply()

    def call(self, operation: str, content: str = "", key: str | None = None, **headers: str | None) -> Reply:
        """Call ``IInterface.Operation``."""
        reply = self.request(call(operation, content, key, **headers))
        assert reply is not None
        return reply

    def measured(self, name: str) -> int:
        """Return what the service has counted under a name, as its metrics tell."""
        reply = self.request(head("GET", "/metrics"))
        assert reply is not None
        return int(float(re.search(rf"^{name} (\S+)$", reply.body.decode(), re.MULTILINE)[1]))

    def wait_until_under_way(self, calls: int, seconds: float = 20) -> None:
        """Wait until so many calls are being answered."""
        deadline = time.monotonic() + seconds
        while self.measured("severakit_calls_under_way") < calls:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> tuple[int, bytes]:
        """Wait for the end; return the exit code and what was written to standard output."""
        stdout, _ = self._process.communicate(timeout=40)
        return self._process.returncode, stdout

    def stop(self) -> None:
        """Stop the service, however it is."""
        if self._process.poll() is None:
            self.terminate()
        try:
            self.wait()
        except subprocess.TimeoutExpired:
            self._process.kill()
            self.wait()
            raise


def open_organization(store: Store, name: str = "Acme") -> str:
    """Add an organization with an API user to whom every gate is open, and return the user's key."""
    email = f"api@{name.lower()}.example"
    administration.add_organization(store, name)
    administration.set_organization(store, name, api_addon=True, terms_accepted=True)
    administration.add_user(store, email, organization=name, first_name="Api", last_name="User")
    administration.set_user(store, email, organization=name, api_right=True, api_enabled=True)
    return administration.create_key(store, email, organization=name)
