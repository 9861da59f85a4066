"""The tables of one organization, read by several and written by one: on a Dask cluster, and without one."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from itertools import count

import pytest

from severakit.client import Client
from severakit.demo import build_demo
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import hour_entries
from severakit.sync import Reconcile, Settings, chosen, open_destination
from severakit.sync.run import bring_up_to_date
from severakit.sync.spread import SpreadReader, answered
from support.dask_cluster import dask_cluster
from support.mirrored import assert_same, expected, in_duckdb, mirrored
from support.running_service import served

# Of every way in which a table is read one or more.
READ = chosen(
    ["currencies", "accounts", "companies", "contacts", "cases", "case_members", "phases", "hour_entries", "items"]
)
SPREAD = Settings(reconcile=Reconcile.NEVER, calls_at_once=4, tables_at_once=4)


class Service:
    """A demo organization in a process of its own."""

    def __init__(self, store, demo, endpoint):
        self.store, self.organization, self.endpoint = store, demo.organization_id, endpoint
        self.name = demo.organization
        self.key = administration.create_key(store, demo.user, organization=demo.organization)

    def client(self, reserve=0):
        return Client(self.endpoint, self.key, quota_reserve=reserve)

    def used(self):
        """The calls of this day before this one."""
        with self.client() as client:
            client.schema_versions()
            return client.quota.used - 1

    def set_quota(self, calls):
        administration.set_organization(self.store, self.name, daily_quota=calls)

    def change(self):
        with self.store.write(self.organization) as session:
            some = session.values(session.select(hour_entries, hour_entries.c.guid).limit(30))
            session.update_where(hour_entries, hour_entries.c.guid.in_(some), description="Changed")

    def assert_exact(self, path):
        with self.store.read(self.organization) as session, self.client() as client:
            assert_same(mirrored(in_duckdb(path), READ), expected(session, client, READ))


@pytest.fixture
def service(migrated_sqlite, tmp_path):
    shutil.copy(migrated_sqlite, tmp_path / "severakit.db")
    address = f"sqlite:///{tmp_path}/severakit.db"
    with closing(Store(address)) as store, served(address) as endpoint:
        yield Service(store, build_demo(store, 100), endpoint)


def moved(value):
    """Return a value as it comes to another machine."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - our own


@contextmanager
def spread(service, reserve=0, asked=None):
    """Read by two clients in turn; questions and answers go through bytes, as they do between machines."""
    asked = [] if asked is None else asked
    with service.client(reserve) as one, service.client(reserve) as other:
        turn = count()

        def ask(question):
            client = (one, other)[next(turn) % 2]
            asked.append(question)
            return moved(answered(moved(question), client))

        yield SpreadReader(ask, reserve)


def run(service, path, reserve=0, asked=None):
    with spread(service, reserve, asked) as reader, closing(open_destination(f"duckdb:///{path}")) as destination:
        return bring_up_to_date(reader, destination, READ, SPREAD)


def test_a_mirror_of_spread_tables_is_exact_and_a_run_after_it_reads_what_changed(service, tmp_path):
    path, asked = tmp_path / "m.duckdb", []
    assert run(service, path).outcome == "complete"
    service.assert_exact(path)
    service.change()
    summary = run(service, path, asked=asked)
    assert (summary.outcome, summary.tables["hour_entries"].changed) == ("complete", 30)
    assert sum(question.table == "hour_entries" for question in asked) == 1
    service.assert_exact(path)


def test_several_readers_leave_the_reserve_of_the_quota_together(service, tmp_path):
    path = tmp_path / "m.duckdb"
    service.set_quota(40)
    stopped = run(service, path, reserve=7)
    assert stopped.outcome == "stopped"
    assert "The quota ended while" in stopped.message
    assert 40 - 7 - SPREAD.calls_at_once < service.used() <= 40 - 7
    service.set_quota(1_000_000)
    assert run(service, path).outcome == "complete"
    service.assert_exact(path)


@pytest.mark.parametrize("killed", [0, 1])
def test_tables_of_one_organization_are_read_on_both_workers_and_one_is_killed(service, tmp_path, killed):
    """One of the two writes the mirror and both read; whichever it is that dies, the result is exact."""
    path, file, before = tmp_path / "m.duckdb", tmp_path / "organizations.toml", service.used()
    names = json.dumps([table.name for table in READ])
    file.write_text(
        f'[[organization]]\nname = "one"\nkey = "env:KEY"\nendpoint = "{service.endpoint}"\n'
        f'to = "duckdb:///{path}"\ntables = {names}\n'
    )
    with dask_cluster({"KEY": service.key}) as cluster:
        on = f"dask://{cluster.address}"
        command = [sys.executable, "-m", "severakit", "sync", "all", str(file), "--on", on, "--json"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and service.used() < before + 8:
            before += 1  # the count itself was a call
            time.sleep(0.05)
        was_running = process.poll() is None
        os.kill(cluster.workers[killed], signal.SIGKILL)
        printed, problems = process.communicate(timeout=300)
    assert was_running
    assert process.returncode == 0, problems
    assert [each["outcome"] for each in json.loads(printed)] == ["complete"]
    service.assert_exact(path)
    reads = [(key, worker) for key, worker in cluster.done if key.startswith("severakit-read-one-")]
    assert len({worker for _, worker in reads}) > 1
    assert len({key for key, _ in reads}) > len(READ)
