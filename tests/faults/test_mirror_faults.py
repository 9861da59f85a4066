"""The mirror on bad days: a faulty network, kills at any moment, two runs at once. It ends exact all the same."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from severakit.client import Client, Retries, SeveraError, Timeouts
from severakit.demo import build_demo
from severakit.entities import WorkType
from severakit.store import administration
from severakit.store.store import Store
from severakit.sync import Reconcile, Settings, Table, chosen, open_destination, synchronize
from support.faulty_proxy import EVERY_FAULT, Silence, at_random, faulty_proxy
from support.mirrored import asked, assert_same, expected, mirrored
from support.running_service import served

KILLS = {"duckdb": 50, "postgresql": 15, "parquet": 15, "delta": 15}
LONGEST_LIFE = 0.3
"""Seconds after which a run is killed at the latest; most are counted from when it has opened the mirror."""

TABLES = chosen(["work_types", "users", "employments", "contacts", "cases", "case_members", "hour_entries", "invoices"])
# For the kinds of mirrors in which all of these would take their time.
FEWER = chosen(["work_types", "users", "employments", "contacts", "cases", "case_members"])

# Runs are forked from a process that has everything loaded, so that being killed finds them at work. Folders are
# published after each step and not once a minute, so that it finds them at that too.
_RUNNER = r"""
import os, sys
from severakit.client import Client
from severakit.sync import Reconcile, Settings, chosen, open_destination, synchronize
from severakit.sync import delta_folder, parquet_folder, postgresql_connection
import severakit.soap.columns, duckdb
parquet_folder._SECONDS_BETWEEN = 0
address, endpoint, key, names = sys.argv[1:]
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.write(1, b"%d\n" % os.getpid())
        mirror = open_destination(address)
        os.write(1, b"open\n")
        with Client(endpoint, key) as client:
            synchronize(client, mirror, chosen(names.split(",")), Settings(reconcile=Reconcile.ALWAYS))
        mirror.close()
        os._exit(0)
    os.write(1, b"%d\n" % os.waitpid(child, 0)[1])
"""


@dataclass
class Mirrored:
    """A service with the demo, what it must look like in a mirror, and where that lies."""

    endpoint: str
    key: str
    store: Store
    organization_id: int
    address: str
    tables: tuple[Table, ...] = TABLES

    def assert_exact(self) -> None:
        with Client(self.endpoint, self.key) as client, self.store.read(self.organization_id) as session:
            assert_same(mirrored(asked(self.address), self.tables), expected(session, client, self.tables))

    def run(self, client: Client) -> str:
        mirror = open_destination(self.address)
        try:
            return synchronize(client, mirror, self.tables, Settings(reconcile=Reconcile.ALWAYS)).outcome
        finally:
            mirror.close()


@pytest.fixture(scope="module")
def demo(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirrored]:
    path = tmp_path_factory.mktemp("mirrored") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    built = build_demo(store, 100)
    key = administration.create_key(store, built.user, organization=built.organization)
    with served(f"sqlite:///{path}") as endpoint:
        yield Mirrored(endpoint, key, store, built.organization_id, "")
    store.close()


@pytest.fixture(params=KILLS)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def service(demo: Mirrored, kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Mirrored:
    match kind:
        case "duckdb":
            address = f"duckdb:///{tmp_path}/m.duckdb"
        case "postgresql":
            address = request.getfixturevalue("postgresql").new_database()
        case _:
            address = f"{'delta:' if kind == 'delta' else ''}file://{tmp_path}/mirror"
    return replace(demo, address=address, tables=TABLES if kind == "duckdb" else FEWER)


def test_under_thirty_percent_faults_it_ends_exact(service):
    faults = [fault for fault in EVERY_FAULT if not isinstance(fault, Silence)] + [Silence(0.5)]
    impatient = Timeouts(first_byte=1, between_bytes=1)
    with faulty_proxy(service.endpoint, at_random(0.3, 6, faults)) as proxy:
        retries = Retries(first_pause=0.001, downtime=5)
        with Client(proxy.endpoint, service.key, timeouts=impatient, retries=retries) as client:
            outcome = ""
            for _ in range(20):
                with contextlib.suppress(SeveraError):
                    outcome = service.run(client)
                if outcome == "complete":
                    break
        assert outcome == "complete"
        assert sum(proxy.counted().values()) - proxy.counted()["Fault"] > 20
    service.assert_exact()


def test_killed_at_any_moment_it_goes_on_and_ends_exact(service, kind):
    chance = random.Random(6)  # noqa: S311 - no secret
    names = ",".join(table.name for table in service.tables)
    command = [sys.executable, "-c", _RUNNER, service.address, service.endpoint, service.key, names]
    ends = []
    with (
        Client(service.endpoint, service.key) as client,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as runner,
    ):
        for number in range(3 * KILLS[kind]):
            runner.stdin.write("go\n")
            runner.stdin.flush()
            child = int(runner.stdout.readline())
            if number % 5 == 0:
                client.work_type.add_new_work_type(work_type_info=WorkType(name=f"Killed {kind} {number}"))
            said = runner.stdout.readline() if number % 5 else ""
            time.sleep(chance.uniform(0, LONGEST_LIFE))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            while not said.strip().isdecimal():
                said = runner.stdout.readline()
            ends.append(int(said))
            if ends.count(signal.SIGKILL) == KILLS[kind]:
                break
        runner.stdin.close()
        assert ends.count(signal.SIGKILL) == KILLS[kind]  # others were done before
        assert service.run(client) == "complete"
    service.assert_exact()


def test_of_two_runs_at_once_one_is_refused_and_the_mirror_is_exact(service):
    service = replace(service, tables=TABLES)  # so that the second finds the first at work
    command = [
        sys.executable, "-c", "from severakit.cli import main; main()", "sync", "run", "--to", service.address,
        "--tables", ",".join(table.name for table in service.tables),
    ]  # fmt: skip
    environment = os.environ | {"SEVERA_ENDPOINT": service.endpoint, "SEVERA_API_KEY": service.key}
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    said = [run.communicate(timeout=120) for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 1]
    (refusal,) = [errors for run, (_, errors) in zip(runs, said, strict=True) if run.returncode == 1]
    assert "another run" in refusal.lower()
    service.assert_exact()
