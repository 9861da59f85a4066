"""A mirror that was written under the base generation goes on under the extended one, and not back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from severakit.demo import build_demo
from severakit.store import administration
from severakit.store.store import Store
from support.running_service import served

TABLES = "users,accounts,hour_entries"


@pytest.fixture
def demo(migrated_sqlite, tmp_path):
    """The address of a database with the demo, and a key."""
    shutil.copy(migrated_sqlite, tmp_path / "severakit.db")
    store = Store(f"sqlite:///{tmp_path}/severakit.db")
    built = build_demo(store, 20)
    key = administration.create_key(store, built.user, organization=built.organization)
    store.close()
    return str(store.url), key


def run(demo, path, monkeypatch, generation):
    """Serve and mirror in processes that speak a generation."""
    address, key = demo
    with monkeypatch.context() as environment:
        environment.setenv("SEVERAKIT_GENERATION", generation)
        with served(address) as endpoint:
            return subprocess.run(
                [
                    sys.executable, "-c", "from severakit.cli import main; main()", "sync", "run", "--json",
                    "--to", f"duckdb:///{path}", "--tables", TABLES, "--history",
                ],
                capture_output=True,
                text=True,
                check=False,
                env=os.environ | {"SEVERA_ENDPOINT": endpoint, "SEVERA_API_KEY": key},
            )  # fmt: skip


def test_a_mirror_widens_and_reads_anew_and_does_not_become_narrow(demo, tmp_path, monkeypatch):
    path = tmp_path / "m.duckdb"
    assert run(demo, path, monkeypatch, "base").returncode == 0
    wider = run(demo, path, monkeypatch, "extended")
    assert wider.returncode == 0, wider.stderr
    moved = json.loads(wider.stdout)["tables"]
    assert moved["hour_entries"]["changed"] == moved["hour_entries"]["read"] > 0
    with duckdb.connect(str(path)) as mirror:
        assert mirror.execute("SELECT DISTINCT license_type FROM users").fetchall() == [("FullUser",)]
        names = "SELECT count(*) FROM hour_entries WHERE case_name IS NULL OR user_last_name IS NULL"
        assert mirror.execute(names).fetchone() == (0,)
        versions = "SELECT count(*) FROM hour_entries_history WHERE _valid_to IS NULL AND case_name IS NULL"
        assert mirror.execute(versions).fetchone() == (0,)
    back = run(demo, path, monkeypatch, "base")
    assert back.returncode == 1
    assert "set SEVERAKIT_GENERATION as it was then" in back.stderr
    assert json.loads(run(demo, path, monkeypatch, "extended").stdout)["tables"]["hour_entries"]["changed"] == 0
