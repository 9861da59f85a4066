"""The mirror against a real service: everything first, then exactly what changed."""

from __future__ import annotations

import json
import shutil
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.client import AuthenticationFailureError, Client, NotFoundError, TruncatedResponseError, recorded_calls
from severakit.demo import build_demo
from severakit.entities import Account, Case, Company, WorkType
from severakit.service.server import free_port
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import hour_entries
from severakit.sync import (
    TABLES,
    Moved,
    Reconcile,
    Settings,
    Summary,
    chosen,
    open_destination,
    synchronize,
)
from severakit.sync.relations import relation
from support.copied_rows import copy_row
from support.mirrored import assert_same, expected, in_duckdb, mirrored
from support.running_service import served

CHANGES = Settings(reconcile=Reconcile.NEVER)
EVERYTHING = Settings(reconcile=Reconcile.ALWAYS)
FEW, MANY = 1_000, 100_000


@contextmanager
def opened(path):
    mirror = open_destination(f"duckdb:///{path}")
    try:
        yield mirror
    finally:
        mirror.close()


def rows(mirror, statement):
    return mirror._connection.rows(statement)


@pytest.fixture
def client(running_service):
    with Client(running_service.endpoint, running_service.api_key) as client:
        yield client


def arguments(service, path, *further):
    return [
        "sync", "run", "--endpoint", service.endpoint, "--api-key", service.api_key,
        "--to", f"duckdb:///{path}", *further,
    ]  # fmt: skip


def test_the_mirror_of_the_demo_equals_the_service_in_all_tables(migrated_sqlite, tmp_path):
    database, path = tmp_path / "severakit.db", tmp_path / "m.duckdb"
    shutil.copy(migrated_sqlite, database)
    store = Store(f"sqlite:///{database}")
    demo = build_demo(store, 200)
    key = administration.create_key(store, demo.user, organization=demo.organization)
    with served(f"sqlite:///{database}") as endpoint, Client(endpoint, key) as client:
        with opened(path) as mirror:
            summary = synchronize(client, mirror, TABLES)
        assert (summary.outcome, summary.problems) == ("complete", {})
        assert client.quota.used < 3000
        with store.read(demo.organization_id) as session:
            service = expected(session, client)
        assert_same(mirrored(in_duckdb(path)), service)
        assert all(service[table.name] for table in TABLES)
    store.close()


def test_the_first_run_reads_everything_and_the_next_only_what_changed(client, tmp_path):
    with opened(tmp_path / "m.duckdb") as mirror:
        first = synchronize(client, mirror, TABLES, CHANGES).tables
        assert set(first) == {each.name for table in TABLES for each in relation(table.name).with_descendants()}
        assert first["users"].changed == first["users"].read > 0
        second = synchronize(client, mirror, TABLES, CHANGES).tables
        assert {name: (moved.changed, moved.deleted) for name, moved in second.items()} == dict.fromkeys(second, (0, 0))

        added = client.work_type.add_new_work_type(work_type_info=WorkType(name="Sync & <test>"))
        user = next(iter(client.user.get_all_users(include_inactive=True)))
        user.title = f"Changed at {datetime.now(UTC)}"
        client.user.update_user(user_info=user)
        third = synchronize(client, mirror, TABLES, CHANGES).tables
        assert {name: moved.changed for name, moved in third.items() if moved.changed} == {"work_types": 1, "users": 1}
        assert rows(mirror, f"SELECT name FROM work_types WHERE guid = '{added.guid}'") == [("Sync & <test>",)]


def test_a_company_is_read_again_when_its_account_changed(client, tmp_path):
    account = client.account.add_new_account(
        account_info=Account(name=f"Mirrored {datetime.now(UTC).timestamp()}"), company_info=Company(name="Before")
    )
    tables = chosen(["companies"])
    with opened(tmp_path / "m.duckdb") as mirror:
        synchronize(client, mirror, tables, CHANGES)
        company = client.company.get_company_by_guid(company_guid=account.company_guid)
        company.website = "https://after.example"
        client.account.update_account(account_info=account, company_info=company)
        assert synchronize(client, mirror, tables, CHANGES).tables["companies"].changed == 1
        websites = rows(mirror, f"SELECT website FROM companies WHERE guid = '{account.company_guid}'")
        assert websites == [("https://after.example",)]


def test_members_of_a_phase_follow_its_changes(client, tmp_path):
    user = next(iter(client.user.get_all_users(include_inactive=False)))
    name = f"Members {datetime.now(UTC).timestamp()}"
    account = client.account.add_new_account(account_info=Account(name=name), company_info=Company(name=name))
    case = client.case.add_new_case(
        case_info=Case(
            account_guid=account.guid, case_owner_user_guid=user.guid, currency_guid=account.currency_guid, name=name
        )
    )
    tables = chosen(["phase_members"])
    query = f"SELECT user_guid FROM phase_members WHERE phase_guid = '{case.root_task_guid}' AND _deleted_at IS NULL"
    with opened(tmp_path / "m.duckdb") as mirror:
        synchronize(client, mirror, tables, CHANGES)
        assert rows(mirror, query) == [(user.guid,)]
        client.phase_member.set_phase_member_list_for_phase(phase_guid=case.root_task_guid, user_guids=[])
        assert synchronize(client, mirror, tables, CHANGES).tables["phase_members"].deleted == 1
        assert rows(mirror, query) == []


def test_what_was_deleted_is_marked_when_the_mirror_is_reconciled(client, tmp_path):
    user = next(iter(client.user.get_all_users(include_inactive=False)))
    name = f"Deleted {datetime.now(UTC).timestamp()}"
    account = client.account.add_new_account(account_info=Account(name=name), company_info=Company(name=name))
    case = client.case.add_new_case(
        case_info=Case(
            account_guid=account.guid, case_owner_user_guid=user.guid, currency_guid=account.currency_guid, name=name
        )
    )
    tables = chosen(["case_members"])
    with opened(tmp_path / "m.duckdb") as mirror:
        synchronize(client, mirror, tables, CHANGES)
        client.case.delete_case(case_guid=case.guid)
        assert synchronize(client, mirror, tables, CHANGES).tables["cases"].deleted == 0
        # It was reconciled today, when it was read first.
        assert synchronize(client, mirror, tables, Settings()).tables["cases"].deleted == 0
        moved = synchronize(client, mirror, tables, EVERYTHING).tables
        assert (moved["cases"].deleted, moved["case_members"].deleted) == (1, 1)
        marked = f"SELECT _deleted_at IS NOT NULL, name FROM cases WHERE guid = '{case.guid}'"
        assert rows(mirror, marked) == [(True, name)]


def test_a_table_that_is_refused_is_told_and_the_others_are_read(client, tmp_path, monkeypatch):
    with opened(tmp_path / "m.duckdb") as mirror:
        real = client.call

        def refusing(operation, **given):
            if operation == "IUser.GetUsersChangedSince":
                raise NotFoundError("IUser.GetUsersChangedSince", "s:Client", "refused", None, None)
            return real(operation, **given)

        monkeypatch.setattr(client, "call", refusing)
        summary = synchronize(client, mirror, TABLES, CHANGES)
        assert (summary.outcome, list(summary.problems)) == ("failed", ["users"])
        assert "users is as it was. IUser.GetUsersChangedSince: refused" in summary.message
        assert summary.tables["accounts"].changed > 0
        monkeypatch.undo()
        assert synchronize(client, mirror, TABLES, CHANGES).tables["users"].changed > 0


def test_a_key_that_opens_nothing_is_not_tried_on_every_table(running_service, tmp_path):
    calls = tmp_path / "calls"
    with Client(running_service.endpoint, "wrong", record=calls) as client, opened(tmp_path / "m.duckdb") as mirror:
        with pytest.raises(AuthenticationFailureError):
            synchronize(client, mirror, TABLES, CHANGES)
        assert 1 <= len(list(recorded_calls(calls))) <= CHANGES.calls_at_once
        (record,) = mirror.records(10)
        assert (record.outcome, "Access denied" in record.message) == ("failed", True)


@pytest.fixture
def demo_client(migrated_sqlite, tmp_path):
    database = tmp_path / "severakit.db"
    shutil.copy(migrated_sqlite, database)
    store = Store(f"sqlite:///{database}")
    demo = build_demo(store, 200)
    key = administration.create_key(store, demo.user, organization=demo.organization)
    store.close()
    with served(f"sqlite:///{database}") as endpoint, Client(endpoint, key) as client:
        yield client


@pytest.fixture
def windows(demo_client, monkeypatch):
    """The days of each window in which hour entries are asked for, None for the first and the last, which are open."""
    asked, real = [], demo_client.call

    def watched(operation, **given):
        if operation == "IHourEntry.GetHourEntriesByDate":
            start, end = given["startdate"], given["enddate"]
            asked.append(None if start is None or end is None else (end - start).days + 1)
        return real(operation, **given)

    monkeypatch.setattr(demo_client, "call", watched)
    return asked


def hour_by_hour(client, path):
    with opened(path) as mirror:
        synchronize(client, mirror, chosen(["hour_entries"]), EVERYTHING)
        return rows(mirror, "SELECT guid, event_date, quantity FROM hour_entries ORDER BY guid")


def test_windows_halve_after_large_answers_and_grow_back_after_small_ones(demo_client, tmp_path, monkeypatch, windows):
    usual = hour_by_hour(demo_client, tmp_path / "usual.duckdb")
    assert len(usual) > 100
    before = len(windows)
    monkeypatch.setattr("severakit.sync.reading._LARGE", 1)
    assert hour_by_hour(demo_client, tmp_path / "small.duckdb") == usual
    narrow = [days for days in windows[before:] if days]
    assert min(narrow) <= 366 // 4
    assert any(later * 2 in {earlier, earlier - 1} for earlier, later in pairwise(narrow)), narrow


def test_windows_halve_when_answers_break_off(demo_client, tmp_path, monkeypatch, windows):
    usual = hour_by_hour(demo_client, tmp_path / "usual.duckdb")
    assert len(usual) > 100
    before, watched = len(windows), demo_client.call

    def breaking(operation, **given):
        result = watched(operation, **given)
        if operation == "IHourEntry.GetHourEntriesByDate" and (windows[-1] or 0) > 100:
            raise TruncatedResponseError(operation, "The answer ended early.")
        return result

    monkeypatch.setattr(demo_client, "call", breaking)
    assert hour_by_hour(demo_client, tmp_path / "broken.duckdb") == usual
    tried = [days for days in windows[before:] if days]
    assert max(tried) > 100
    assert any(days <= 100 for days in tried)


def cost_of_changes(migrated_sqlite, folder, hours):
    """Mirror so many hour entries, change a hundred, and return what the next run costs: calls, rows and bytes.

    The bytes are those of the answers as they come over the wire.
    """
    database = folder / f"{hours}.db"
    shutil.copy(migrated_sqlite, database)
    store = Store(f"sqlite:///{database}")
    demo = build_demo(store, FEW)
    key = administration.create_key(store, demo.user, organization=demo.organization)
    with store.write(demo.organization_id) as session:
        some = session.values(session.select(hour_entries, hour_entries.c.guid).limit(100))
        if hours > FEW:
            copy_row(session, hour_entries, some[0], FEW + 1, hours)
    tables, mirror, recording = chosen(["hour_entries"]), folder / f"{hours}.duckdb", folder / f"{hours}.calls"
    with served(f"sqlite:///{database}") as endpoint:
        with Client(endpoint, key) as client, opened(mirror) as destination:
            assert synchronize(client, destination, tables, EVERYTHING).tables["hour_entries"].changed == hours
        with store.write(demo.organization_id) as session:
            session.update_where(hour_entries, hour_entries.c.guid.in_(some), description="Changed, all of them alike")
        store.close()
        with Client(endpoint, key, record=recording) as client, opened(mirror) as destination:
            moved = synchronize(client, destination, tables, CHANGES).tables["hour_entries"]
    calls = recorded_calls(recording)
    return len(calls), moved, sum(call.response_bytes for call in calls)


def test_a_hundred_changes_cost_the_same_however_many_rows_there_are(migrated_sqlite, tmp_path):
    """`make bench` counts the same in mirrors of 10,000 and of 1,000,000 rows."""
    few = cost_of_changes(migrated_sqlite, tmp_path, FEW)
    many = cost_of_changes(migrated_sqlite, tmp_path, MANY)
    assert many[:2] == few[:2] == (1, Moved(read=100, changed=100))
    assert many[2] == pytest.approx(few[2], rel=0.01)  # the quota left has not as many digits everywhere


def test_since_and_full_read_more_than_what_changed(running_service, client, tmp_path):
    path, tables = tmp_path / "m.duckdb", ("--tables", "work_types", "--reconcile", "never", "--json")

    def read(*further):
        done = CliRunner().invoke(app, arguments(running_service, path, *tables, *further))
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)["tables"]["work_types"]["read"]

    every = read()
    client.work_type.add_new_work_type(work_type_info=WorkType(name=f"Since {datetime.now(UTC)}"))
    assert read() >= 1
    assert read("--since", "2000-01-01") == every + 1
    assert read("--full") == every + 1


def test_a_since_beyond_the_last_run_leaves_what_lies_between_to_the_next(client, tmp_path):
    work_types = chosen(["work_types"])
    with opened(tmp_path / "m.duckdb") as mirror:
        synchronize(client, mirror, work_types)
        known = mirror.state(work_types[0]).changed_since
        later = Settings(reconcile=Reconcile.NEVER, since=datetime.now(UTC) + timedelta(days=1))
        assert synchronize(client, mirror, work_types, later).outcome == "complete"
        assert mirror.state(work_types[0]).changed_since == known
        synchronize(client, mirror, work_types, CHANGES)
        assert mirror.state(work_types[0]).changed_since > known


def test_everything_since_a_moment_is_not_asked_for(running_service, tmp_path):
    done = CliRunner().invoke(app, arguments(running_service, tmp_path / "m.duckdb", "--full", "--since", "2026-01-01"))
    assert done.exit_code == 2
    assert "give one of them" in done.stderr


@pytest.mark.parametrize("command", [("status",), ("reset", "--tables", "all")])
def test_what_is_asked_of_a_mirror_that_is_not_there_makes_none(tmp_path, command):
    done = CliRunner().invoke(app, ["sync", *command, "--to", f"duckdb:///{tmp_path}/m.duckdb"])
    assert done.exit_code == 2
    assert "There is no mirror" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_goes_on_after_a_run_that_failed(running_service, tmp_path, monkeypatch):
    pauses = []

    def sleep(seconds):
        pauses.extend([seconds] if seconds > 3000 else [])  # the others are between tries
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    path, away = tmp_path / "m.duckdb", f"http://127.0.0.1:{free_port()}/"
    given = [away if each == running_service.endpoint else each for each in arguments(running_service, path)]
    CliRunner().invoke(app, [*given, "--tables", "work_types", "--every", "1h"])
    with opened(path) as mirror:
        assert [record.outcome for record in mirror.records(9)] == ["failed"] * 3


def test_an_answer_that_is_cut_off_again_and_again_is_said_so_and_changes_nothing(client, tmp_path, monkeypatch):
    with opened(tmp_path / "m.duckdb") as mirror:
        users = chosen(["users"])
        synchronize(client, mirror, users, CHANGES)
        before = rows(mirror, "SELECT * FROM users"), mirror.state(users[0])
        real = client.call

        def cut_off(operation, **given):
            entities = real(operation, **given)
            schema, whole = entities.schema, entities.arrow()

            def batches():
                yield from whole
                raise TruncatedResponseError(operation, "cut off")

            def arrow_into(receive):
                receive(pa.RecordBatchReader.from_batches(schema, batches()))

            monkeypatch.setattr(entities, "arrow_into", arrow_into)
            return entities

        monkeypatch.setattr(client, "call", cut_off)
        with pytest.raises(TruncatedResponseError):
            synchronize(client, mirror, users, CHANGES)
        assert (rows(mirror, "SELECT * FROM users"), mirror.state(users[0])) == before
        assert [each.outcome for each in mirror.records(2)] == ["failed", "complete"]


def test_each_run_reaches_back_behind_the_last(client, tmp_path):
    with opened(tmp_path / "m.duckdb") as mirror:
        before = datetime.now(UTC)
        synchronize(client, mirror, chosen(["users"]))
        assert before - timedelta(minutes=6) < mirror.state(chosen(["users"])[0]).changed_since < before


def test_the_command_prints_what_moved_and_the_status_shows_the_run(running_service, tmp_path):
    path = tmp_path / "m.duckdb"
    result = CliRunner().invoke(app, arguments(running_service, path, "--json"))
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert summary["outcome"] == "complete"
    assert set(summary["tables"]["hour_entries"]) == {"read", "changed", "deleted"}
    result = CliRunner().invoke(app, ["sync", "status", "--to", f"duckdb:///{path}", "--json"])
    (record,) = json.loads(result.stdout)
    assert (record["outcome"], record["tables"]) == ("complete", summary["tables"])
    assert "complete" in CliRunner().invoke(app, ["sync", "status", "--to", f"duckdb:///{path}"]).stdout


def test_a_table_that_was_reset_is_read_anew(running_service, tmp_path):
    path = tmp_path / "m.duckdb"
    CliRunner().invoke(app, arguments(running_service, path, "--tables", "users"))
    result = CliRunner().invoke(app, ["sync", "reset", "--to", f"duckdb:///{path}", "--tables", "users"])
    assert result.stdout.startswith("Dropped from")
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'users'").fetchone() == (0,)
    result = CliRunner().invoke(app, arguments(running_service, path, "--tables", "users", "--json"))
    moved = json.loads(result.stdout)["tables"]["users"]
    assert moved["changed"] == moved["read"] > 0


def test_the_plan_is_shown_as_text_and_as_data():
    shown = CliRunner().invoke(app, ["sync", "plan", "--tables", "invoices,phase_members"]).stdout
    assert "invoices with invoice_allowed_case_guids, invoice_rows, invoice_row_case_guids" in shown
    assert "for each of phases that changed, by IPhaseMember.GetPhaseMembersByPhaseGUID" in shown
    plan = json.loads(CliRunner().invoke(app, ["sync", "plan", "--json"]).stdout)
    assert [row["table"] for row in plan] == [table.name for table in TABLES]
    (hours,) = [row for row in plan if row["table"] == "hour_entries"]
    assert hours["everything_with"] == ["IHourEntry.GetHourEntriesByDate"]
    assert (hours["changes_cost"], hours["deletions"]) == ("1", "when reconciled")


def test_a_run_that_the_reserve_of_the_quota_ended_says_so_to_schedulers(running_service, tmp_path):
    path = tmp_path / "m.duckdb"
    reserved = ("--quota-reserve", "1000000000", "--tables", "users,contacts,work_types", "--json")
    result = CliRunner().invoke(app, arguments(running_service, path, *reserved))
    assert result.exit_code == 3
    summary = json.loads(result.stdout)
    assert summary["outcome"] == "stopped"
    assert "The quota ended while" in summary["message"]
    assert datetime.fromisoformat(summary["resumes_at"]) > datetime.now(UTC)
    result = CliRunner().invoke(
        app, arguments(running_service, path, "--tables", "users,contacts,work_types", "--json")
    )
    assert (result.exit_code, json.loads(result.stdout)["outcome"]) == (0, "complete")
    assert json.loads(result.stdout)["resumes_at"] is None


def test_what_cannot_be_published_at_the_end_is_said_in_a_sentence(running_service, tmp_path, monkeypatch):
    """In an object store no lock keeps runs apart: another one publishes while this one is at work."""
    address = f"memory://{tmp_path}/mirror"

    def run_another(*_):
        monkeypatch.undo()
        assert CliRunner().invoke(app, arguments(running_service, tmp_path, *further)).exit_code == 0
        return Summary()

    further = ("--to", address, "--tables", "users")
    monkeypatch.setattr("severakit.sync.synchronize", run_another)
    result = CliRunner().invoke(app, arguments(running_service, tmp_path, *further))
    assert (result.exit_code, result.stderr) == (
        1,
        "Another run wrote to this mirror meanwhile, so this one publishes nothing. Run again.\n",
    )


@pytest.mark.parametrize(
    ("further", "code", "said"),
    [
        (["--tables", "hours"], 2, "No table is called hours"),
        (["--to", "mirror.duckdb"], 2, "duckdb:///FILE"),
        (["--to", "delta:mirror"], 2, "delta:file:///FOLDER"),
        (["--endpoint", "not an address"], 2, "address"),
        (["--reconcile", "often"], 2, "it can be daily, always, never"),
        (["--every", "often"], 2, "such as 1h"),
        (["--api-key", "wrong"], 1, "Access denied"),
        (["--endpoint", "http://127.0.0.1:9/webservice/S3/API.svc"], 1, "no connection"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(running_service, tmp_path, further, code, said):
    result = CliRunner().invoke(app, arguments(running_service, tmp_path / "m.duckdb", *further))
    assert result.exit_code == code
    assert said in result.stderr
    assert running_service.api_key not in result.output
    assert "Traceback" not in result.output


def test_what_moved_adds_up():
    assert Moved(1, 2, 3) + Moved(10, 20, 30) == Moved(11, 22, 33)
