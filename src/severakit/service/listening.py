"""The port that the service listens on, which outlives the process that opened it.

One socket is shared by all workers. Connections that nobody has taken yet wait in its queue, so that none is lost while
workers are replaced: by a service that is started anew in the same process (``handover``), or by systemd, which opens
the socket itself and keeps it while the service restarts.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

HANDOVER_VARIABLE = "SEVERAKIT_HANDOVER"
TRIAL = "trial"
# Connections that wait until a worker takes them.
_QUEUE = 1024
_FIRST_OF_SYSTEMD = 3


@dataclass(frozen=True)
class Listener:
    """A listening socket, and who has answered on it until now.

    ``predecessors``: ids of the worker processes that go on until the new ones are ready; this process is their parent.
    ``is_trial``: whether the service is only tried out, by one that would then be started anew.
    """

    socket: socket.socket
    predecessors: list[int] = field(default_factory=list)
    is_trial: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.socket.getsockname()[1])


class SharedSocket(socket.socket):
    """A worker's socket of the port that others take connections of too. It takes the place of the one given.

    In one go a worker takes one connection, and one more for each two that it has: with few, it leaves some to the
    others; with many, new ones do not wait for as many rounds of calls as there are of them.
    """

    def __init__(self, listening: socket.socket, connections: Collection[object]) -> None:
        super().__init__(fileno=listening.detach())
        self._connections = connections
        self._taken = 0

    def listen(self, _queue: int = 0, /) -> None:
        """Do nothing: it listens, and its queue stays as long as it is."""

    def accept(self) -> tuple[socket.socket, Any]:
        """Take a connection. Raises BlockingIOError, which ends the go, where none is there or enough were taken."""
        try:
            if self._taken > len(self._connections) // 2:
                raise BlockingIOError
            accepted = super().accept()
        except OSError:
            self._taken = 0
            raise
        self._taken += 1
        return accepted


def listen(host: str, port: int) -> Listener:
    """Return what was handed over to this process, else a new socket on a port; 0 takes a free one.

    Raises OSError where the port is taken.
    """
    # Nothing that this process starts is meant by them.
    handover, activated = os.environ.pop(HANDOVER_VARIABLE, ""), _opened_by_systemd(os.environ)
    if handover:
        number, *rest = handover.split()
        if rest == [TRIAL]:
            return Listener(_prepared(socket.socket(fileno=int(number))), is_trial=True)
        return Listener(_prepared(socket.socket(fileno=int(number))), [int(process) for process in rest])
    if activated:
        return Listener(_prepared(socket.socket(fileno=_FIRST_OF_SYSTEMD)))
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return Listener(_prepared(socket.create_server(address, family=family, backlog=_QUEUE)))


def _opened_by_systemd(environment: Mapping[str, str]) -> bool:
    return environment.get("LISTEN_PID") == str(os.getpid()) and environment.get("LISTEN_FDS") == "1"


def _prepared(listening: socket.socket) -> socket.socket:
    # Connections have it from the socket that took them: without it, answers in parts wait for acknowledgements.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.set_inheritable(False)
    return listening
