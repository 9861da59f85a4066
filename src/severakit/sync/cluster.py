"""The mirrors of many organizations on a Dask cluster: organizations by tables, a task for each answer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import uuid4

import distributed

from severakit.client import Client
from severakit.sync.organizations import Mirror, Organization, OrganizationsError, Result, api_key, failed, mirror
from severakit.sync.reading import TableReader
from severakit.sync.spread import Answer, Question, SpreadReader, answered


def on_dask(scheduler: str, at_once: int | None = None, patience: float = 60.0) -> Mirror:
    """Return what mirrors organizations on the workers of a Dask cluster, at its scheduler's `HOST:PORT`.

    For each organization one worker writes the mirror, as the only one; its tables are read by all workers, several at
    once, a task for each answer. No task holds a key: the worker finds it where the file says. When a worker dies, Dask
    gives its tasks to another one. Some organizations are under way at a time, unless said otherwise as many as the
    workers have threads.
    """

    def mirrored(organizations: Iterable[Organization]) -> Iterator[Result]:
        try:
            cluster: Any = distributed.Client(f"tcp://{scheduler}")  # type: ignore[no-untyped-call]
        except OSError as error:
            raise OrganizationsError(f"The Dask scheduler at {scheduler} cannot be reached: {error}") from None
        with cluster:
            yield from _mirrored(cluster, iter(organizations), at_once or sum(cluster.nthreads().values()), patience)

    return mirrored


def _mirrored(cluster: Any, waiting: Iterator[Organization], at_once: int, patience: float) -> Iterator[Result]:
    def begun(organization: Organization) -> Any:
        future = cluster.submit(_mirror, organization, patience, key=f"severakit-sync-{organization.name}-{uuid4()}")
        under_way[future.key] = organization
        return future

    under_way: dict[str, Organization] = {}
    first = [begun(each) for each in islice(waiting, max(1, at_once))]
    coming: Any = distributed.as_completed(first)  # type: ignore[no-untyped-call]
    for future in coming:
        organization, lost = under_way.pop(future.key), future.exception()
        for each in islice(waiting, 1):
            coming.add(begun(each))
        yield failed(organization, lost, time.monotonic()) if lost else future.result()


# --- on a worker -----------------------------------------------------------------------------


def _mirror(organization: Organization, patience: float) -> Result:
    """Write a mirror of which all workers read the tables, this one too."""
    return mirror(organization, patience, _by_all)


@contextmanager
def _by_all(organization: Organization) -> Iterator[TableReader]:
    # Leaves the worker's thread to those that read.
    with distributed.worker_client() as cluster:

        def ask(question: Question) -> Answer:
            key = f"severakit-read-{organization.name}-{question.table}-{uuid4()}"
            # Before other organizations are begun, those under way are read.
            answer: Answer = cluster.submit(_read, organization, question, key=key, priority=1).result()
            return answer

        yield SpreadReader(ask, organization.calls_left)


def _read(organization: Organization, question: Question) -> Answer:
    return answered(question, _client(organization.endpoint, api_key(organization), organization.calls_left))


@lru_cache(maxsize=8)
def _client(endpoint: str, key: str, reserve: int) -> Client:
    """Return a client whose connections stay open between a worker's tasks."""
    return Client(endpoint, key, quota_reserve=reserve)
