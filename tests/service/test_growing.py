"""What docs/explanation/growing.md says of more than one machine, as far as one machine can try it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from severakit.client import Client
from severakit.entities import Account, Company, WorkType
from severakit.store import administration
from severakit.store.row_security import protection
from severakit.store.schema import metadata
from severakit.store.schema_version import upgrade, versions
from severakit.store.store import Store
from severakit.store.tables import accounts, work_types
from support.at_work import together
from support.pgbouncer import PgBouncer
from support.postgresql import PostgreSQL, Standby
from support.postgresql_role import address, script, worked
from support.service_process import ServiceProcess, open_organization

PATH = "/webservice/S3/API.svc"
ONE = Decimal("7.25")
DISTRIBUTED = re.compile(r"SELECT create_distributed_table\('(\w+)', 'organization_id'\)")
REFERENCE = re.compile(r"SELECT create_reference_table\('(\w+)'\)")


# --- by organization: Citus, and its stand-in ------------------------------------------------


def distributed() -> list[str]:
    """Return the tables that citus.sql distributes."""
    return [found[1] for statement in script("citus.sql") if (found := DISTRIBUTED.fullmatch(statement))]


def constraints(connection: sa.Connection) -> list[sa.Row]:
    """Return the keys of all tables: kind (p, u, f), table, table referred to, columns, columns referred to."""
    names = "(SELECT array_agg(a.attname ORDER BY k.n) FROM unnest({}) WITH ORDINALITY k(num, n)"
    names += " JOIN pg_attribute a ON a.attrelid = {} AND a.attnum = k.num)"
    return connection.exec_driver_sql(
        "SELECT contype::text, conrelid::regclass::text, nullif(confrelid, 0)::regclass::text,"
        f" {names.format('conkey', 'conrelid')}::text[], {names.format('confkey', 'confrelid')}::text[]"
        " FROM pg_constraint WHERE contype IN ('p', 'u', 'f') AND connamespace = 'public'::regnamespace"
    ).all()


def test_the_schema_keeps_the_rules_of_citus(server, files):
    """Keys of a distributed table hold its column; it refers to those by that column, and to reference tables."""
    store = Store(address(server), files_url=files)
    upgrade(store)
    spread, everywhere = set(), set()
    with store.writing() as connection:
        for statement in script("citus.sql"):
            table = DISTRIBUTED.fullmatch(statement) or REFERENCE.fullmatch(statement)
            if table is None:
                connection.exec_driver_sql(statement)
                continue
            (spread if "distributed" in statement else everywhere).add(table[1])
            for kind, name, target, columns, referred in constraints(connection):
                if name in spread and kind in "pu":
                    assert "organization_id" in columns, (name, columns)
                if name in spread and kind == "f" and target not in everywhere:
                    assert target in spread, f"{name} is distributed before {target}, to which it refers"
                    assert ("organization_id", "organization_id") in zip(columns, referred, strict=True), name
        refers = {(name, target) for kind, name, target, *_ in constraints(connection) if kind == "f"}
        assert {(name, target) for name, target in refers if name not in spread and target in spread} == set()
        remaining = {tuple(map(str, each[:3])) for each in constraints(connection)}
    store.close()
    assert ("f", "cases", "phases") in remaining
    assert everywhere == {"organizations"}
    elsewhere = {"api_keys", "admin_tokens", "console_accounts", "access_log", "audit_trail"}
    assert spread == {name for name, table in metadata.tables.items() if "organization_id" in table.c} - elsewhere


def in_parts(store: Store, parts: int) -> None:
    """Make the schema with the tables that citus.sql distributes in parts, by the organization."""
    spread, copied = distributed(), sa.MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        copy = table.to_metadata(copied)
        if table.name in spread:
            copy.dialect_options["postgresql"]["partition_by"] = "HASH (organization_id)"
    with store.writing() as connection:
        copied.create_all(connection)
        for name in spread:
            for part in range(parts):
                rest = f"FOR VALUES WITH (MODULUS {parts}, REMAINDER {part})"
                connection.exec_driver_sql(f"CREATE TABLE {name}_{part} PARTITION OF {name} {rest}")
        for name, table in metadata.tables.items():
            if name == "organizations":
                statements = protection(name, "id")
            else:
                statements = protection(name) if "organization_id" in table.c else iter(())
            for statement in statements:
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num text PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{versions()[-1]}')")


def test_the_service_works_on_tables_in_parts_by_organization(server, files):
    with psycopg.connect(server.superuser_address(), autocommit=True) as superuser:
        superuser.execute("CREATE DATABASE in_parts OWNER severakit")
    store = Store(address(server, "in_parts"), files_url=files)
    in_parts(store, 2)
    assert [worked(store, name) for name in ("One", "Two", "Three")] == [ONE] * 3
    with store.reading() as connection:
        used = {
            part: connection.exec_driver_sql(
                f"SELECT count(DISTINCT organization_id) FROM accounts_{part}"
            ).scalar_one()
            for part in range(2)
        }
        assert sum(used.values()) == 3
        assert all(used.values())
    number = administration.organization_id(store, "One")
    with store.read(number) as session:
        assert session.connection.exec_driver_sql("SELECT count(*) FROM organizations").scalar_one() == 1
        statement = (
            session.select(accounts)
            .where(accounts.c.number == 1)
            .compile(store.engine, compile_kwargs={"literal_binds": True})
        )
        plan = session.connection.exec_driver_sql(f"EXPLAIN {statement}").scalars().all()
    # One organization, one part: what a shard is to Citus.
    assert len(set(re.findall(r"\baccounts_\d\b", "\n".join(plan)))) == 1
    store.close()


# --- replicas --------------------------------------------------------------------------------


@pytest.fixture
def standby(server: PostgreSQL) -> Iterator[Standby]:
    with server.standby() as standby:
        yield standby


def test_a_replica_is_read_and_takes_over(server, standby, files):
    both = sa.make_url(address(server))
    both = both.update_query_dict(
        {"host": [str(server.folder), str(standby.folder)], "target_session_attrs": "read-write"}
    )
    store = Store(both.render_as_string(hide_password=False), files_url=files)
    upgrade(store)
    assert [worked(store, name) for name in ("One", "Two")] == [ONE] * 2
    standby.wait_for(server)
    replica = Store(standby.here(address(server)), files_url=files)
    number = administration.organization_id(replica, "One")
    with replica.read(number) as session:
        assert session.connection.exec_driver_sql("SELECT name FROM organizations").scalars().all() == ["One"]
        assert session.count(accounts) > 0
    with psycopg.connect(server.superuser_address("severakit"), autocommit=True) as superuser:
        for statement in script("reader.sql"):
            superuser.execute(statement.replace("'7'", f"'{number}'"))
    standby.wait_for(server)
    with psycopg.connect(standby.here(address(server)).replace("severakit@", "reports_of_7@")) as reports:
        assert reports.execute("SELECT name FROM organizations").fetchall() == [("One",)]
    with pytest.raises(DBAPIError, match="read-only transaction"), replica.write(number) as session:
        session.update_where(accounts, is_active=False)
    replica.close()
    server.halt()
    try:
        standby.promote()
        # The same store, which is told of both: it goes on where writing is possible.
        assert worked(store, "Three") == ONE
        assert {each.name for each in administration.list_organizations(store)} == {"One", "Two", "Three"}
    finally:
        store.close()
        server.start()
        with psycopg.connect(server.superuser_address("severakit"), autocommit=True) as superuser:
            superuser.execute("DROP OWNED BY reports_of_7")
            superuser.execute("DROP ROLE reports_of_7")


# --- several processes -----------------------------------------------------------------------


def test_services_on_one_database_are_one_service(server, files, tmp_path):
    url = address(server)
    store = Store(url, files_url=files)
    upgrade(store)
    key = open_organization(store)
    services = [ServiceProcess(url, tmp_path / f"log{number}", files_url=files) for number in range(2)]
    try:
        one, other = (Client(f"http://127.0.0.1:{service.port}{PATH}", key) for service in services)
        with one, other:
            one.work_type.add_new_work_type(work_type_info=WorkType(name="Balancing"))
            assert "Balancing" in {each.name for each in other.work_type.get_all_work_types()}
            for client in (one, other) * 3:
                client.work_type.get_all_work_types().all()
        # The quota is counted in the database, over all of them; so are breaks.
        assert administration.quota_of(store, "Acme").used == 8
        administration.set_downtime(store, 60)
        assert [service.call("IWorkType.GetAllWorkTypes", key=key).status for service in services] == [503, 503]
    finally:
        for service in services:
            service.stop()
        store.close()


# --- PgBouncer -------------------------------------------------------------------------------

CALLERS = 16
EACH = 3
SHARED = 4
"""Connections that PgBouncer shares out among all callers in transaction mode."""


@pytest.fixture(params=["session", "transaction"])
def pooled(request, server: PostgreSQL) -> Iterator[str]:
    """The address of the role's database behind PgBouncer, as the documentation sets it up for each mode."""
    if request.param == "session":
        settings, options = {"default_pool_size": 100}, {}
    else:
        settings, options = {"default_pool_size": SHARED}, {"prepared_statements": "false"}
        with psycopg.connect(server.superuser_address(), autocommit=True) as superuser:
            for statement in script("pgbouncer.sql"):
                superuser.execute(statement)
    with PgBouncer(server.folder, "severakit", pool_mode=request.param, **settings) as pooler:
        yield pooler.here(address(server), **options)


def test_services_behind_pgbouncer_count_number_and_keep_apart(pooled, files, tmp_path):
    store = Store(pooled, files_url=files)
    upgrade(store)
    keys = {name: open_organization(store, name) for name in ("One", "Two")}
    services = [ServiceProcess(pooled, tmp_path / f"log{number}", files_url=files) for number in range(2)]

    def work(caller: int) -> list[Account]:
        name = list(keys)[caller % 2]
        added = []
        # Each organization by both services.
        with Client(f"http://127.0.0.1:{services[caller // 2 % 2].port}{PATH}", keys[name]) as client:
            for number in range(EACH):
                own = f"{name} {caller}-{number}"
                new = {"account_info": Account(name=own), "company_info": Company(name=own)}
                added.append(client.account.add_new_account(**new))
                seen = client.account.get_all_accounts(start_from_index=0, count=1000).all()
                assert {each.name.split()[0] for each in seen} == {name}
                assert added[-1].guid in {each.guid for each in seen}
        return added

    try:
        added = together(CALLERS, work)
    finally:
        for service in services:
            service.stop()
    for name in keys:
        numbers = sorted(each.number for accounts in added for each in accounts if each.name.startswith(name))
        assert numbers == list(range(numbers[0], numbers[0] + CALLERS // 2 * EACH))
        assert administration.quota_of(store, name).used == CALLERS // 2 * EACH * 2
    store.close()


def test_scopes_behind_pgbouncer_end_with_their_transactions(pooled, server, files):
    store = Store(pooled, files_url=files)
    upgrade(store)
    numbers = [administration.add_organization(store, name) for name in ("One", "Two")]
    owners = "SELECT DISTINCT organization_id FROM work_types"

    def work(caller: int) -> int:
        own = numbers[caller % 2]
        for number in range(EACH):
            with store.line() as line:
                # What the gate asks, each time as a transaction of its own.
                assert line.connection.exec_driver_sql("SELECT count(*) FROM organizations").scalar_one() == 2
                assert line.connection.exec_driver_sql(owners).scalars().all() == []
                with line.read(own) as session:
                    assert session.connection.exec_driver_sql(owners).scalars().all() == [own]
            with store.write(own) as session:
                session.insert(work_types, name=f"{caller}-{number}", is_active=True)
                assert session.connection.exec_driver_sql(owners).scalars().all() == [own]
        with psycopg.connect(server.superuser_address(), autocommit=True) as superuser:
            counted = superuser.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'severakit'").fetchone()
        return counted[0]

    connections = together(CALLERS, work)
    assert max(connections) <= (SHARED if "prepared_statements" in pooled else CALLERS)
    store.close()


def test_a_role_may_bring_the_scope_that_a_pooler_does_not_keep(server, files):
    store = Store(address(server), files_url=files)
    upgrade(store)
    assert worked(store, "One") == ONE
    store.close()
    with psycopg.connect(server.superuser_address(), autocommit=True) as superuser:
        for statement in script("pgbouncer.sql"):
            superuser.execute(statement)
    with psycopg.connect(address(server), autocommit=True) as connection:
        # As after what a pooler does between two clients.
        connection.execute("SET severakit.organization = 'all'")
        connection.execute("DISCARD ALL")
        assert connection.execute("SELECT count(*) FROM api_keys").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM accounts").fetchone() == (0,)
