"""A Dask cluster of two worker processes on this machine, in a process of its own: its warnings are not the tests'."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Cluster:
    """Where its scheduler answers, and the processes of its workers.

    ``done`` has, when the cluster has ended, for each task that was carried out its key and its worker's address.
    """

    address: str
    workers: list[int]
    done: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def dask_cluster(variables: Mapping[str, str]) -> Iterator[Cluster]:
    """Run a cluster whose workers have these variables in their environment."""
    process = subprocess.Popen(
        [sys.executable, __file__],
        env=os.environ | dict(variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        cluster = Cluster(**json.loads(line))
        yield cluster
    finally:
        printed, _ = process.communicate(timeout=60)
    cluster.done.extend((key, worker) for key, worker in json.loads(printed))


def _serve() -> None:
    from distributed import LocalCluster, SchedulerPlugin  # noqa: PLC0415 - only in the process of its own

    done = []

    class Watching(SchedulerPlugin):
        def transition(self, key: str, start: str, finish: str, *_: object, **what: Any) -> None:
            if (start, finish) == ("processing", "memory"):
                done.append((key, what["worker"]))

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        cluster.scheduler.add_plugin(Watching())
        address = cluster.scheduler_address.removeprefix("tcp://")
        ready = {"address": address, "workers": [worker.pid for worker in cluster.workers.values()]}
        sys.stdout.write(f"{json.dumps(ready)}\n")
        sys.stdout.flush()
        sys.stdin.read()
        sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    _serve()
