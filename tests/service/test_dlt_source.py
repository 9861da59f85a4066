"""The dlt source: any pipeline of dlt's ends with what the service holds, lists and deletions included."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dlt
import duckdb
import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.client import Client
from severakit.client.plan import TABLES, Each
from severakit.demo import build_demo
from severakit.store import administration
from severakit.store.store import Store
from severakit.sync import chosen, source
from support.mirrored import assert_same, expected, mirrored
from support.running_service import served

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

# All but most of those that take a call per row.
NAMES = [
    table.name
    for table in TABLES
    if not isinstance(table.reading, Each)
    or table.name in {"employments", "case_members", "companies", "languages", "product_cost_accounts"}
]


class Demo:
    """A service with the demo organization, and its store."""

    def __init__(self, endpoint: str, key: str, store: Store, organization_id: int) -> None:
        self.client = Client(endpoint, key)
        self.key = key
        self._store = store
        self._organization_id = organization_id

    def expected(self):
        with self._store.read(self._organization_id) as session:
            return expected(session, self.client, chosen(NAMES))


@pytest.fixture(scope="module")
def demo(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    path = tmp_path_factory.mktemp("dlt") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    built = build_demo(store, 50)
    key = administration.create_key(store, built.user, organization=built.organization)
    with served(f"sqlite:///{path}") as endpoint:
        demo = Demo(endpoint, key, store, built.organization_id)
        yield demo
        demo.client.close()
    store.close()


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")


def in_dataset(path):
    """Return a function that runs a query in the data set, where a table without rows may not be."""

    def query(statement):
        with duckdb.connect(str(path), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("USE severa")
            return connection.sql(statement.replace(' WHERE "_deleted_at" IS NULL', "")).to_arrow_table().to_pylist()

    return query


@pytest.mark.filterwarnings("default")
def test_a_pipeline_holds_what_the_service_holds_after_each_run(demo, tmp_path):
    path = tmp_path / "m.duckdb"
    pipeline = dlt.pipeline(
        "severa", pipelines_dir=str(tmp_path), destination=dlt.destinations.duckdb(str(path)), dataset_name="severa"
    )
    client = demo.client
    pipeline.run(source(client, NAMES))
    assert_same(mirrored(in_dataset(path), chosen(NAMES)), demo.expected())

    contacts = client.contact.get_contacts_changed_since(start_date_time=LONG_AGO, options=2).all()
    with_methods = next(each for each in contacts if len(each.communication_methods or []) > 1)
    with_methods.communication_methods = []
    client.contact.update_contact(contact_info=with_methods)
    case = next(iter(client.case.get_all_cases()))
    user = next(iter(client.user.get_all_users(include_inactive=False)))
    client.case.add_case_member_user(case_guid=case.guid, user_guid=user.guid)
    client.case.update_case(case_info=case)  # a member alone is no change of the case
    pipeline.run(source(client, NAMES, reconcile="never"))
    assert_same(mirrored(in_dataset(path), chosen(NAMES)), demo.expected())

    hours = client.hour_entry.get_hour_entries_changed_since(start_date=LONG_AGO).all()
    client.hour_entry.delete_hour_entry(hour_entry_guid=next(each.guid for each in hours if each.invoice_guid is None))
    pipeline.run(source(client, NAMES, reconcile="always"))
    assert_same(mirrored(in_dataset(path), chosen(NAMES)), demo.expected())


# --- on the command line ---


@pytest.fixture
def run(demo, tmp_path, monkeypatch):
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "dlt"))
    monkeypatch.setenv("DESTINATION__DUCKDB__CREDENTIALS", str(tmp_path / "m.duckdb"))

    def run(*arguments):
        command = ["sync", "load", "--endpoint", demo.client.endpoint, "--api-key", demo.key, *arguments]
        return CliRunner().invoke(app, command)

    return run


@pytest.mark.filterwarnings("default")
def test_a_warehouse_is_loaded_by_dlt_s_own_settings(demo, run, tmp_path):
    tables = ["work_types", "contacts"]
    first = run("--to", "duckdb", "--tables", ",".join(tables), "--json")
    assert first.exit_code == 0, first.output
    expected = {name: demo.expected()[name] for name in tables}
    assert {name: json.loads(first.stdout)["rows"][name] for name in tables} == {
        name: len(rows) for name, rows in expected.items()
    }
    assert run("--to", "duckdb", "--tables", ",".join(tables)).exit_code == 0
    for name, rows in expected.items():
        assert len(in_dataset(tmp_path / "m.duckdb")(f'SELECT * FROM "{name}"')) == len(rows)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--to", "filesystem"), 1, "only appends to files"),
        (("--to", "nowhere"), 1, "no destination 'nowhere'"),
        (("--to", "duckdb", "--tables", "nothing"), 2, "No table is called nothing"),
        (("--to", "duckdb", "--reconcile", "sometimes"), 2, "it can be"),
        (("--to", "duckdb", "--api-key", "sevk_wrong"), 1, "Access denied"),
    ],
)
def test_what_cannot_be_loaded_is_said(run, arguments, code, says):
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert says in done.output
    assert "sevk_wrong" not in done.output
