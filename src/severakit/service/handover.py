"""Taking new code and settings in use while clients go on calling: what the service does at SIGHUP.

The process that started the workers replaces its own program by the one that is installed now, under the same id and
with the same listening socket. Its workers go on meanwhile. When new ones are ready, they are told to take no more
connections, to close each connection with its next answer, and to end (``worker.work``).
"""

from __future__ import annotations

import math
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import structlog

from severakit.service.listening import HANDOVER_VARIABLE, TRIAL, Listener

_logger = structlog.get_logger(__name__)

DRAIN = signal.SIGUSR1 if sys.platform != "win32" else signal.SIGTERM
"""Tells a worker to take no more connections and to end when those it has are done."""

STOP = {signal.SIGTERM, signal.SIGINT}
"""Tells the service to finish the calls that are under way and to end."""
RELOAD = {signal.SIGHUP} if sys.platform != "win32" else set()
"""Tells it to take the code and the settings of now in use."""
_TRIAL_SECONDS = 120


def hold_signals() -> None:
    """Let signals wait from now on, in processes started from here and across the replacing of the program too.

    At most of them, a process that has not said otherwise yet would end at once.
    """
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP | RELOAD)


def take_signals() -> None:
    """Let signals arrive again: those that waited do so now."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP | RELOAD)


def would_start(listener: Listener) -> bool:
    """Try the program that is installed now, with the settings of now; where it would not start, log why."""
    descriptor = listener.socket.fileno()
    try:
        tried = subprocess.run(
            _command(),
            env=_environment(descriptor, [TRIAL]),
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TRIAL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _logger.error("reload_refused", reason=str(error))  # noqa: TRY400 - a traceback says nothing more
        return False
    if tried.returncode:
        said = [line for line in tried.stderr.splitlines() if re.search(r"\w", line)]
        _logger.error("reload_refused", reason=said[-1].strip() if said else f"It ended with {tried.returncode}.")
    return tried.returncode == 0


def start_anew(listener: Listener, workers: Iterable[int]) -> None:
    """Replace the program of this process by the one that is installed now. Does not return."""
    descriptor = listener.socket.fileno()
    os.set_inheritable(descriptor, True)  # noqa: FBT003
    sys.stdout.flush()
    sys.stderr.flush()
    command = _command()
    os.execve(command[0], command, _environment(descriptor, [str(worker) for worker in workers]))  # noqa: S606


def _command() -> list[str]:
    return [sys.executable, *sys.orig_argv[1:]]


def _environment(descriptor: int, words: list[str]) -> dict[str, str]:
    """Return the environment that this process was started with: what it has set itself since is for its workers."""
    started_with = Path("/proc/self/environ").read_bytes().split(b"\0")
    environment = dict(os.fsdecode(line).split("=", 1) for line in started_with if b"=" in line)
    return environment | {HANDOVER_VARIABLE: " ".join([str(descriptor), *words])}


class Predecessors:
    """The workers of the program that this one has replaced."""

    def __init__(self, processes: list[int]) -> None:
        self._processes = list(processes)

    @property
    def processes(self) -> list[int]:
        """Those that have not ended yet."""
        self.forget_ended()
        return list(self._processes)

    def forget_ended(self) -> None:
        """Let the system forget those that have ended: it waits for their parent to ask how."""
        self._processes = [process for process in self._processes if not _has_ended(process)]

    def drain(self) -> None:
        """Let them take no more connections, and end when those that they have are done."""
        self._tell(DRAIN)

    def stop(self) -> None:
        """Let them finish the calls that are under way and end."""
        self._tell(signal.SIGTERM)

    def kill(self) -> None:
        """End those that are still there."""
        if sys.platform != "win32":
            self._tell(signal.SIGKILL)

    def wait(self, seconds: float = math.inf) -> None:
        """Wait until all have ended, or for so many seconds."""
        latest = time.monotonic() + seconds
        while self.processes and time.monotonic() < latest:
            time.sleep(0.05)

    def _tell(self, number: signal.Signals) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.kill(process, number)


def _has_ended(process: int) -> bool:
    try:
        return os.waitpid(process, os.WNOHANG)[0] == process
    except ChildProcessError:
        return True
