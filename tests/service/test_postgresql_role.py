"""The SQL of deploy/postgresql, which the documentation quotes: the service as an ordinary role."""

from __future__ import annotations

import os
import shlex
import subprocess
from decimal import Decimal
from pathlib import Path

import psycopg
import sqlalchemy as sa

from severakit.store import administration
from severakit.store.schema_version import upgrade
from severakit.store.store import Store
from support.postgresql import programs
from support.postgresql_role import address, script, worked

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/how-to/postgresql.md"
COUNT = "SELECT count(*) FROM organizations"


def test_the_service_works_as_an_ordinary_role(server, files):
    store = Store(address(server), files_url=files)
    upgrade(store)
    assert [worked(store, name) for name in ("One", "Two")] == [Decimal("7.25")] * 2
    with store.reading() as connection:
        ordinary = "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.exec_driver_sql(ordinary).one() == ("severakit", False)
        assert connection.exec_driver_sql(COUNT).scalar_one() == 2
    with store.read(administration.organization_id(store, "One")) as session:
        assert session.connection.exec_driver_sql(COUNT).scalar_one() == 1
    store.close()


def test_the_tables_of_a_superuser_are_handed_over(server, files):
    with psycopg.connect(server.superuser_address(), autocommit=True) as superuser:
        superuser.execute("CREATE DATABASE of_a_superuser")
    before = Store(server.superuser_address("of_a_superuser"), files_url=files)
    upgrade(before)
    assert worked(before, "One") == Decimal("7.25")
    before.close()
    with psycopg.connect(server.superuser_address("of_a_superuser"), autocommit=True) as superuser:
        for statement in script("adopt.sql"):
            superuser.execute(statement)
    store = Store(address(server, "of_a_superuser"), files_url=files)
    upgrade(store)
    assert worked(store, "Two") == Decimal("7.25")
    with store.read(administration.organization_id(store, "Two")) as session:
        assert session.connection.exec_driver_sql(COUNT).scalar_one() == 1
    with store.writing() as connection:
        # What only an owner may do.
        tables = sa.inspect(connection).get_table_names()
        for table in tables:
            connection.exec_driver_sql(f"COMMENT ON TABLE {table} IS 'ours'")
    assert "organizations" in tables
    store.close()


def test_psql_and_pg_dump_state_their_scope(server, files, tmp_path, monkeypatch):
    store = Store(address(server), files_url=files)
    upgrade(store)
    worked(store, "One")
    store.close()
    state, ask = script("looking_in.sql")
    with psycopg.connect(address(server), autocommit=True) as connection:
        assert connection.execute(ask).fetchall() == []
        connection.execute(state)
        assert [name for _, name in connection.execute(ask)] == ["One"]
    [line] = [line for line in GUIDE.read_text().splitlines() if " pg_dump " in line]
    options, program, *arguments = shlex.split(line)
    url = sa.make_url(address(server))
    environment = os.environ | {"PGHOST": url.query["host"], "PGUSER": "severakit"}
    monkeypatch.chdir(tmp_path)
    command = [str(programs() / program), *arguments]
    without = subprocess.run(command, env=environment, check=False, capture_output=True)
    assert without.returncode == 0
    empty = listed(tmp_path / "severakit.dump")
    name, _, value = options.partition("=")
    subprocess.run(command, env=environment | {name: value}, check=True, capture_output=True)
    assert "One" in listed(tmp_path / "severakit.dump")
    assert "One" not in empty
    refused = subprocess.run(
        [part for part in command if part != "--enable-row-security"],
        env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "row-level security" in refused.stderr


def listed(dump: Path) -> str:
    """Return the organizations in a dump, as SQL."""
    command = [str(programs() / "pg_restore"), "--data-only", "--table=organizations", "--file=-", str(dump)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_processes_of_a_version_before_go_on_by_a_scope_of_the_role(server, files):
    store = Store(address(server), files_url=files)
    upgrade(store)
    worked(store, "One")
    store.close()
    seen = []
    for statement in script("old_version.sql"):
        with psycopg.connect(server.superuser_address(), autocommit=True) as superuser:
            superuser.execute(statement)
        with psycopg.connect(address(server)) as connection:
            seen.append(connection.execute(COUNT).fetchone())
    assert seen == [(1,), (0,)]
