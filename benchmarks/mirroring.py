"""Mirroring all hour entries into a DuckDB file: ours, and a script of zeep and dlt, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from serving import Address
from severakit.client import recorded_calls
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import hour_entries

_PEER = Path(__file__).parent / "peers" / "zeep_dlt.py"
_FILE = "mirror.duckdb"
_CHANGES = 100


@dataclass
class Mirroring:
    """A contestant: called, it mirrors into a new folder and returns the bytes of the response that it reads."""

    command: Callable[[Path], list[str]]
    folder: Path
    entities: int
    size: int
    peak_memory: int = 0
    """The most memory that its process has held at once so far, in bytes."""
    _runs: int = 0

    def __call__(self) -> int:
        """Mirror once. Raises ValueError unless every entity is there."""
        self._runs += 1
        self.into.mkdir(parents=True)
        process = subprocess.Popen(self.command(self.into), stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        self.peak_memory = max(self.peak_memory, usage.ru_maxrss * 1024)
        if status:
            raise RuntimeError("A mirror was not made; its error stands above.")
        with duckdb.connect(str(self.into / _FILE), read_only=True) as connection:
            found = connection.execute("SELECT count(*) FROM hour_entries").fetchone()
        if found != (self.entities,):
            raise ValueError(f"{self.into} has {found} of {self.entities} entities.")
        return self.size

    @property
    def into(self) -> Path:
        """The folder of the last mirror."""
        return self.folder / str(self._runs)


def ours(address: Address, folder: Path, entities: int, size: int) -> Mirroring:
    """Return `severakit sync run` of that one table."""
    return Mirroring(lambda into: _severakit(address, into), folder / "ours", entities, size)


def peer(address: Address, folder: Path, entities: int, size: int) -> Mirroring:
    """Return the script of zeep and dlt."""

    def command(into: Path) -> list[str]:
        return [sys.executable, str(_PEER), f"{address.endpoint}/WSDL", address.api_key, str(into)]

    return Mirroring(command, folder / "peer", entities, size)


def _severakit(address: Address, into: Path) -> list[str]:
    severakit = [sys.executable, "-m", "severakit", "sync", "run", "--tables", "hour_entries"]
    to = f"duckdb:///{into}/{_FILE}"
    return [*severakit, "--to", to, "--endpoint", address.endpoint, "--api-key", address.api_key]


@dataclass(frozen=True)
class ChangesCost:
    """What a run costs that finds so many changes: calls, bytes of their answers, rows read and written."""

    changes: int
    calls: int
    bytes: int
    rows_read: int
    rows_changed: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return it by name."""
        return asdict(self)


def cost_of_changes(address: Address, database: Path, mirrored: Path) -> ChangesCost:
    """Change a hundred entries in the service's database and bring the mirror in a folder up to date."""
    store = Store(f"sqlite:///{database}")
    with store.write(administration.organization_id(store)) as session:
        some = session.values(session.select(hour_entries, hour_entries.c.guid).limit(_CHANGES))
        session.update_where(hour_entries, hour_entries.c.guid.in_(some), description="Changed, all of them alike")
    store.close()
    recording = mirrored / "recording"
    command = [*_severakit(address, mirrored), "--reconcile", "never", "--record", str(recording), "--json"]
    began = time.perf_counter()
    printed = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    seconds = time.perf_counter() - began
    moved = json.loads(printed)["tables"]["hour_entries"]
    calls = recorded_calls(recording)
    size = sum(call.response_bytes for call in calls)
    return ChangesCost(_CHANGES, len(calls), size, moved["read"], moved["changed"], round(seconds, 2))
