"""Mirrors of many organizations: from a file, here and on a Dask cluster, where a worker is killed meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import asdict

import keyring
import keyring.backends.fail
import psycopg
import pytest
from psycopg.rows import dict_row
from typer.testing import CliRunner

from severakit.cli import app
from severakit.client import Client
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import work_types
from severakit.sync import chosen
from severakit.sync.organizations import OrganizationsError, api_key, mirror, read_organizations
from support.dask_cluster import dask_cluster
from support.mirrored import assert_same, expected, in_duckdb, mirrored
from support.running_service import served

TABLES = ("accounts", "work_types", "users")
COUNT = 20
SYNC_ALL = (sys.executable, "-m", "severakit", "sync", "all")


@pytest.fixture(scope="module")
def service(migrated_sqlite, tmp_path_factory):
    """A service with twenty organizations that differ, and the keys of their API users."""
    path = tmp_path_factory.mktemp("many") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    store, keys = Store(f"sqlite:///{path}"), {}
    for number in range(COUNT):
        name, email = f"org{number}", f"api@org{number}.example"
        organization = administration.add_organization(store, name)
        administration.set_organization(store, name, api_addon=True, terms_accepted=True)
        administration.add_user(store, email, organization=name, first_name="Api", last_name=name)
        administration.set_user(store, email, organization=name, api_right=True, api_enabled=True)
        keys[f"KEY_{number}"] = administration.create_key(store, email, organization=name)
        with store.write(organization) as session:
            for each in range(number + 1):
                session.insert(work_types, name=f"{name} does {each}", code=str(each), is_active=True)
    with served(f"sqlite:///{path}") as endpoint:
        yield Service(store, endpoint, keys)
    store.close()


class Service:
    def __init__(self, store, endpoint, keys):
        self.store, self.endpoint, self.keys = store, endpoint, keys

    def file(self, folder, to, count=COUNT):
        path = folder / "organizations.toml"
        head = f'endpoint = "{self.endpoint}"\nto = "{to}"\n'
        tables = json.dumps(TABLES)
        path.write_text(
            head
            + "".join(
                f'[[organization]]\nname = "org{n}"\nkey = "env:KEY_{n}"\ntables = {tables}\n' for n in range(count)
            )
        )
        return path

    def assert_exact(self, number, query):
        organization = administration.organization_id(self.store, f"org{number}")
        tables = chosen(list(TABLES))
        with self.store.read(organization) as session, Client(self.endpoint, self.keys[f"KEY_{number}"]) as client:
            service = expected(session, client, tables)
        assert len(service["work_types"]) > number
        assert_same(mirrored(query, tables), service)


@pytest.fixture
def keys(service, monkeypatch):
    for name, key in service.keys.items():
        monkeypatch.setenv(name, key)


def run(*arguments):
    return CliRunner().invoke(app, ["sync", "all", *map(str, arguments)])


@pytest.mark.usefixtures("keys")
def test_all_are_mirrored_and_one_that_fails_keeps_none_from_it(service, tmp_path, monkeypatch):
    monkeypatch.setenv("KEY_1", "sevk_wrong")
    monkeypatch.delenv("KEY_2")
    file = service.file(tmp_path, f"duckdb:///{tmp_path}/{{name}}.duckdb", 5)
    done = run(file, "--at-once", 3, "--json")
    assert done.exit_code == 1
    results = {each["name"]: each for each in json.loads(done.stdout)}
    outcomes = {name: each["outcome"] for name, each in results.items()}
    assert outcomes == {"org0": "complete", "org1": "failed", "org2": "failed", "org3": "complete", "org4": "complete"}
    assert "There is no key for org2 at env:KEY_2." in results["org2"]["message"]
    assert "sevk_wrong" not in done.output
    for number in (0, 3, 4):
        service.assert_exact(number, in_duckdb(tmp_path / f"org{number}.duckdb"))
    again = run(file, "--only", "org0,org3")
    assert again.exit_code == 0
    assert "org3" in again.stdout
    assert "org4" not in again.stdout


@pytest.mark.usefixtures("keys")
def test_each_has_a_schema_of_its_own_in_one_postgresql_database(service, tmp_path, postgresql):
    address = postgresql.new_database()
    file = service.file(tmp_path, address, 3)
    for _ in range(2):
        assert run(file).exit_code == 0
    for number in range(3):
        service.assert_exact(number, in_schema(address, f"org{number}"))


def in_schema(address, schema):
    """Return a function that runs a query in a schema of a PostgreSQL database."""

    def query(statement):
        with psycopg.connect(address, row_factory=dict_row) as connection:
            connection.execute(f"SET search_path = {schema}")
            return connection.execute(statement).fetchall()

    return query


def test_a_killed_dask_worker_loses_nothing(service, tmp_path):
    """Twenty organizations on two workers, one of which is killed as soon as the first mirror is there."""
    file = service.file(tmp_path, f"duckdb:///{tmp_path}/{{name}}.duckdb")
    with dask_cluster(service.keys) as cluster:
        command = [
            sys.executable,
            "-m",
            "severakit",
            "sync",
            "all",
            file,
            "--on",
            f"dask://{cluster.address}",
            "--json",
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        killed = threading.Event()

        def kill_when_it_has_begun():
            while process.poll() is None and not list(tmp_path.glob("*.duckdb")):
                killed.wait(0.02)
            os.kill(cluster.workers[0], signal.SIGKILL)
            killed.set()

        killer = threading.Thread(target=kill_when_it_has_begun)
        killer.start()
        printed, problems = process.communicate(timeout=120)
        killer.join()
    assert killed.is_set()
    assert process.returncode == 0, problems
    results = json.loads(printed)
    assert [each["outcome"] for each in results] == ["complete"] * COUNT
    for number in range(COUNT):
        service.assert_exact(number, in_duckdb(tmp_path / f"org{number}.duckdb"))


def test_a_scheduler_that_is_not_there_is_said_so(service, tmp_path):
    file = service.file(tmp_path, f"duckdb:///{tmp_path}/{{name}}.duckdb", 1)
    command = [*SYNC_ALL, file, "--on", "dask://127.0.0.1:9"]
    environment = os.environ | {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, env=environment)
    assert done.returncode == 2
    assert "The Dask scheduler at 127.0.0.1:9 cannot be reached" in done.stderr
    assert run(file, "--on", "spark://x").exit_code == 2


# --- the file ---


def entry(**members):
    return "[[organization]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in members.items())


GOOD = {"name": "acme", "endpoint": "http://service.example", "to": "duckdb:///acme.duckdb", "key": "env:KEY"}


def test_what_stands_at_the_top_holds_for_all(tmp_path):
    file = tmp_path / "organizations.toml"
    file.write_text(
        'endpoint = "http://a.example"\nto = "postgresql://db.example/mirrors"\n'
        + entry(name="acme", key="env:ACME")
        + entry(name="other", key="keyring:severakit/other", endpoint="http://b.example", tables=["users"])
    )
    acme, other = read_organizations(file)
    assert (acme.endpoint, other.endpoint, other.tables) == ("http://a.example", "http://b.example", ("users",))
    assert acme.to == "postgresql://db.example/mirrors?options=-c%20search_path%3Dacme"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("organization = [", "is no file of organizations"),
        ("", "organization"),
        (entry(**GOOD, wrong=1), "wrong"),
        (entry(**GOOD | {"name": "Acme Oy"}), "is no name here"),
        (entry(**GOOD | {"tables": ["nothing"]}), "No table is called nothing"),
        (entry(**GOOD | {"reconcile": "sometimes"}), "sometimes"),
        (entry(**GOOD | {"endpoint": ""}), "acme has no endpoint"),
        (entry(**GOOD) + entry(**GOOD | {"to": "duckdb:///b"}), "the same name, acme"),
        (entry(**GOOD) + entry(**GOOD | {"name": "b"}), "the same to, duckdb:///acme.duckdb"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, text, says):
    file = tmp_path / "organizations.toml"
    file.write_text(text)
    with pytest.raises(OrganizationsError, match=says):
        read_organizations(file)
    assert run(file).exit_code == 2


def test_a_key_in_the_file_is_refused_and_not_repeated(tmp_path):
    file = tmp_path / "organizations.toml"
    file.write_text(entry(**GOOD | {"key": "sevk_secret"}))
    refused = run(file)
    assert refused.exit_code == 2
    assert "must not stand in the file" in refused.output
    assert "sevk_secret" not in refused.output
    assert run(tmp_path / "lost.toml").exit_code == 2
    assert run(file, "--only", "x").exit_code == 2


def test_a_key_comes_from_the_keyring(tmp_path, monkeypatch):
    class Backend(keyring.backend.KeyringBackend):
        priority = 1

        def get_password(self, service, username):
            return f"{service}:{username}"

        def set_password(self, service, username, password):
            raise NotImplementedError

    monkeypatch.setattr(keyring.core, "_keyring_backend", Backend())
    file = tmp_path / "organizations.toml"
    file.write_text(entry(**GOOD | {"key": "keyring:severakit/acme"}))
    (acme,) = read_organizations(file)
    assert api_key(acme) == "severakit:acme"
    assert "severakit:acme" not in repr(acme) + json.dumps(asdict(acme))


def test_a_machine_without_a_keyring_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.backends.fail.Keyring())
    file = tmp_path / "organizations.toml"
    file.write_text(entry(**GOOD | {"key": "keyring:severakit/acme"}))
    (acme,) = read_organizations(file)
    result = mirror(acme)
    assert result.outcome == "failed"
    assert "The keyring of acme's key cannot be read" in result.message


def test_no_network_is_a_result(tmp_path, monkeypatch):
    monkeypatch.setenv("KEY", "sevk_x")
    file = tmp_path / "organizations.toml"
    file.write_text(entry(**GOOD | {"endpoint": "http://127.0.0.1:9/x", "to": f"duckdb:///{tmp_path}/a.duckdb"}))
    (acme,) = read_organizations(file)
    result = mirror(acme)
    assert (result.name, result.outcome) == ("acme", "failed")
    assert "There is no connection to the service" in result.message
