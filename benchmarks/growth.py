"""Growth: how serving and mirroring go with the rows, and serving with the clients that call at once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mirroring
import serving
import single
from mirroring import ChangesCost
from timing import Measurement, measure

ROWS = (1_000, 10_000, 100_000, 1_000_000, 3_000_000)
CLIENTS = (1, 10, 50, 200)
PATIENCE = 20.0
"""Seconds after which one of these has had its turns, if only one."""
_PEER_ROWS = range(10_000, 100_001)
"""The sizes at which the peer mirrors too: a million takes it a quarter of an hour, and four gigabytes."""
_CHANGED_ROWS = (10_000, 1_000_000)
_SECONDS = 5.0


@dataclass(frozen=True)
class Mirrored:
    """How long mirroring took, and the most memory that its process held at once, in bytes."""

    measured: Measurement
    peak_memory: int


@dataclass(frozen=True)
class Size:
    """All that was measured with so many hour entries; None for what was not at this size."""

    rows: int
    served: Measurement
    service_memory: int
    ours: Mirrored
    peer: Mirrored | None
    changes: ChangesCost | None


def by_rows(folder: Path, sizes: Iterable[int] = ROWS, peer_sizes: Container[int] = _PEER_ROWS) -> Iterator[Size]:
    """Serve and mirror all hour entries of demo organizations of growing size, some of them with the peer as well."""
    for rows in sizes:
        place = folder / str(rows)
        place.mkdir()
        with serving.our_service(place, rows) as ours:
            served = measure({"": serving.contestant(ours)}, PATIENCE, fewest=1, warms_up=False)[""]
            mirrors = {"ours": mirroring.ours(ours, place, rows, served.bytes)}
            if rows in peer_sizes:
                mirrors["peer"] = mirroring.peer(ours, place, rows, served.bytes)
            measured = measure(mirrors, PATIENCE, fewest=1, warms_up=False)
            mirrored = {name: Mirrored(measured[name], each.peak_memory) for name, each in mirrors.items()}
            changes = None
            if rows in _CHANGED_ROWS:
                changes = mirroring.cost_of_changes(ours, place / "severakit.db", mirrors["ours"].into)
            memory = ours.peak_memory()
        yield Size(rows, served, memory, mirrored["ours"], mirrored.get("peer"), changes)


def by_clients(address: serving.Address) -> list[dict[str, Any]]:
    """Make single calls from growing numbers of clients: calls a second and latencies in milliseconds."""
    results = []
    for clients in CLIENTS:
        taken = sorted(single.latencies(address, clients, _SECONDS))
        results.append(
            {
                "clients": clients,
                "calls_per_second": round(len(taken) / _SECONDS),
                "p50": round(taken[len(taken) // 2] * 1000, 1),
                "p99": round(taken[len(taken) * 99 // 100] * 1000, 1),
            }
        )
    return results
