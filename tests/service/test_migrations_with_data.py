"""A database of every earlier version, with data in it, is brought to the present one, and the API reads the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store import audit, contents
from severakit.store.migrations import migrate
from severakit.store.schema_version import NewerSchema, revision, upgrade, versions
from severakit.store.store import Store
from severakit.store.tables import files
from support.api import Api
from support.items import add_item
from support.projects import add_case, add_hours, add_phase

CONTENT = "A receipt, ÅÄÖ".encode()
DAY = datetime(2026, 1, 5)


@pytest.fixture
def reads(api: Api) -> dict[str, dict[str, Any]]:
    """Calls that read a representative organization, each with its parameters."""
    with audit.acting("test"):
        case = add_case(api, "Hafenprüfung <&>")
        phase = add_phase(api, case)
        hours = add_hours(api, phase.guid, DAY, Decimal("7.25"), description="日本語")
        item = add_item(api, case, unit_price=Decimal("0.01"), vat=Decimal("25.5"))
        with api.session() as session:
            file = contents.add_file(session, CONTENT, name="receipt.pdf", content_type="application/pdf")
    return {
        "ICase.GetCaseByGUID": {"caseGuid": case.guid},
        "IPhase.GetPhaseByGUID": {"phaseGUID": phase.guid},
        "IHourEntry.GetHourEntryByGUID": {"hourEntryGUID": hours.guid},
        "IItem.GetItemByGUID": {"itemGUID": item.guid},
        "IAccount.GetAccountByGUID": {"accountGuid": case.account_guid},
        "IUser.GetUserByGUID": {"userGUID": api.user_guid},
        "IWorkType.GetAllWorkTypes": {},
        "file": {"guid": file},
    }


@pytest.fixture
def earlier(store: Store, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store on an empty database of the same kind."""
    address = f"sqlite:///{tmp_path}/earlier.db"
    if not store.is_sqlite:
        address = request.getfixturevalue("postgresql").new_database()
    target = Store(address, files_url=str(tmp_path / "earlier.files"))
    yield target
    target.close()


@pytest.mark.parametrize(
    ("database_url", "version"),
    # On PostgreSQL the first version alone: every step is one of its upgrade.
    [*(("sqlite", version) for version in versions()), ("postgresql", versions()[0])],
    indirect=["database_url"],
)
def test_the_api_reads_the_same_after_the_upgrade(api, reads, earlier, version):
    migrate(earlier, version)
    copied = copy_rows(api.store, earlier)
    assert {"organizations", "users", "api_keys", "cases", "hour_entries", "items", "files"} <= copied
    upgrade(earlier)
    assert revision(earlier) == versions()[-1]
    log = AccessLog(earlier)
    migrated = Api(
        earlier, Dispatcher(earlier, Settings(), log, Metrics()), api.organization_id, api.key, api.user_guid
    )
    for name, params in reads.items():
        if name != "file":
            assert migrated(name, **params) == api(name, **params), name
    with earlier.read(api.organization_id) as session:
        file = session.get(files, reads["file"]["guid"])
        with contents.opened(session, file["content_sha256"]) as opened:
            assert opened.read() == CONTENT
    # And it is written to as before: the next number follows.
    assert add_case(migrated, "Next").case_number == add_case(api, "Next").case_number
    log.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(store):
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(NewerSchema, match="schema 9999, which is newer than this version of severakit"):
            upgrade(store)
        assert revision(store) == "9999"
    finally:
        with store.writing() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{versions()[-1]}'")


def copy_rows(source: Store, target: Store) -> set[str]:
    """Copy rows, as databases hold them, to the tables and columns that there were; return the tables that have any.

    The bytes of files lie where they lay at that version.
    """
    copied = set()
    with source.reading() as reading, target.writing() as writing:
        unordered = "PRAGMA defer_foreign_keys=ON" if target.is_sqlite else "SET session_replication_role = replica"
        writing.exec_driver_sql(unordered)
        present, past = sa.inspect(reading), sa.inspect(writing)
        for table in sorted({*present.get_table_names()} & {*past.get_table_names()} - {"alembic_version"}):
            there = {column["name"] for column in past.get_columns(table)}
            names = [column["name"] for column in present.get_columns(table) if column["name"] in there]
            columns = ", ".join(f'"{name}"' for name in names)
            rows = [tuple(row) for row in reading.exec_driver_sql(f'SELECT {columns} FROM "{table}"')]
            if rows:
                marks = ", ".join(["?" if target.is_sqlite else "%s"] * len(names))
                writing.exec_driver_sql(f'DELETE FROM "{table}"')
                writing.exec_driver_sql(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)
                copied.add(table)
            if table == "files" and "content" in there:
                writing.execute(sa.text("UPDATE files SET content = :content"), {"content": CONTENT})
        if not target.is_sqlite:
            writing.exec_driver_sql("SET session_replication_role = DEFAULT")
    if "content" not in there_of(target, "files"):
        copy_contents(source, target)
    return copied


def there_of(store: Store, table: str) -> set[str]:
    with store.reading() as connection:
        return {column["name"] for column in sa.inspect(connection).get_columns(table)}


def copy_contents(source: Store, target: Store) -> None:
    with source.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT o.guid, f.content_sha256 FROM files f JOIN organizations o ON o.id = f.organization_id"
        ).all()
    for organization, sha256 in rows:
        with source.contents.opened(organization, sha256) as content:
            target.contents.put(organization, content)
