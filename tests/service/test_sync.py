"""The mirror against a real service: everything first, then exactly what changed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.client import Client, NotFoundError, TruncatedResponseError
from severakit.entities import Account, Case, Company, WorkType
from severakit.sync import TABLES, DuckDBMirror, chosen, synchronize

# No read can be longer ago than this; used to read everything for comparison.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@contextmanager
def opened(path):
    mirror = DuckDBMirror(f"duckdb:///{path}")
    try:
        yield mirror
    finally:
        mirror.close()


@pytest.fixture
def client(running_service):
    with Client(running_service.endpoint, running_service.api_key) as client:
        yield client


def arguments(service, path, *further):
    return [
        "sync", "run", "--endpoint", service.endpoint, "--api-key", service.api_key,
        "--to", f"duckdb:///{path}", *further,
    ]  # fmt: skip


def test_the_first_run_reads_everything_and_the_next_only_what_changed(client, tmp_path):
    with opened(tmp_path / "m.duckdb") as mirror:
        first = synchronize(client, mirror, TABLES)
        assert set(first) == {table.name for table in TABLES}
        assert first["users"].changed == first["users"].read > 0
        second = synchronize(client, mirror, TABLES)
        assert {name: (moved.changed, moved.deleted) for name, moved in second.items()} == dict.fromkeys(first, (0, 0))

        added = client.work_type.add_new_work_type(work_type_info=WorkType(name="Sync & <test>"))
        user = next(iter(client.user.get_all_users(include_inactive=True)))
        user.title = f"Changed at {datetime.now(UTC)}"
        client.user.update_user(user_info=user)
        third = synchronize(client, mirror, TABLES)
        assert {name: moved.changed for name, moved in third.items() if moved.changed} == {"work_types": 1, "users": 1}
        assert mirror.query(f"SELECT name FROM work_types WHERE guid = '{added.guid}'") == [{"name": "Sync & <test>"}]


def test_the_mirror_equals_what_the_api_says(client, tmp_path):
    with opened(tmp_path / "m.duckdb") as mirror:
        synchronize(client, mirror, chosen(["users", "accounts", "work_types"]))
        for table, entities in (
            ("users", client.user.get_users_changed_since(start_date_time=LONG_AGO, options=2)),
            ("accounts", client.account.get_accounts_changed_since(start_date_time=LONG_AGO, options=2)),
            ("work_types", client.work_type.get_work_types_changed_since(start_date_time=LONG_AGO, options=2)),
        ):
            expected = sorted(({f: getattr(e, f) for f in e.__struct_fields__} for e in entities), key=by_guid)
            mirrored = mirror.query(f"SELECT * FROM {table}")
            assert sorted(map(with_utc, mirrored), key=by_guid) == expected


def by_guid(row):
    return row["guid"]


def with_utc(row):
    return {k: v.astimezone(UTC) if isinstance(v, datetime) and v.tzinfo else v for k, v in row.items()}


def test_a_company_is_read_again_when_its_account_changed(client, tmp_path):
    account = client.account.add_new_account(
        account_info=Account(name=f"Mirrored {datetime.now(UTC).timestamp()}"), company_info=Company(name="Before")
    )
    tables = chosen(["accounts", "companies"])
    with opened(tmp_path / "m.duckdb") as mirror:
        synchronize(client, mirror, tables)
        company = client.company.get_company_by_guid(company_guid=account.company_guid)
        company.website = "https://after.example"
        client.account.update_account(account_info=account, company_info=company)
        assert synchronize(client, mirror, tables)["companies"].changed == 1
        websites = mirror.query(f"SELECT website FROM companies WHERE guid = '{account.company_guid}'")
        assert websites == [{"website": "https://after.example"}]


def test_members_of_a_phase_follow_its_changes(client, tmp_path):
    user = next(iter(client.user.get_all_users(include_inactive=False)))
    name = f"Members {datetime.now(UTC).timestamp()}"
    account = client.account.add_new_account(account_info=Account(name=name), company_info=Company(name=name))
    case = client.case.add_new_case(
        case_info=Case(
            account_guid=account.guid, case_owner_user_guid=user.guid, currency_guid=account.currency_guid, name=name
        )
    )
    tables = chosen(["phases", "phase_members"])

    def mirrored():
        query = f"SELECT user_guids FROM phase_members WHERE phase_guid = '{case.root_task_guid}'"
        return mirror.query(query)[0]["user_guids"]

    with opened(tmp_path / "m.duckdb") as mirror:
        synchronize(client, mirror, tables)
        assert mirrored() == [user.guid]
        client.phase_member.set_phase_member_list_for_phase(phase_guid=case.root_task_guid, user_guids=[])
        moved = synchronize(client, mirror, tables)["phase_members"]
        assert moved.changed == 1
        assert mirrored() == []


def test_an_interrupted_run_goes_on_where_it_was(client, tmp_path, monkeypatch):
    with opened(tmp_path / "m.duckdb") as mirror:
        real = client.call

        def failing(operation, **given):
            if operation == "IUser.GetUsersChangedSince":
                raise NotFoundError("IUser.GetUsersChangedSince", "s:Client", "cut off", None, None)
            return real(operation, **given)

        monkeypatch.setattr(client, "call", failing)
        with pytest.raises(NotFoundError):
            synchronize(client, mirror, TABLES)
        assert mirror.cursor("work_types") is not None
        assert mirror.cursor("users") is None
        monkeypatch.undo()
        assert synchronize(client, mirror, TABLES)["users"].changed > 0


def test_an_answer_that_is_cut_off_is_said_so_and_changes_nothing(client, tmp_path, monkeypatch):
    with opened(tmp_path / "m.duckdb") as mirror:
        users = chosen(["users"])
        synchronize(client, mirror, users)
        before = mirror.query("SELECT * FROM users"), mirror.cursor("users")
        real = client.call

        def cut_off(operation, **given):
            entities = real(operation, **given)
            schema, whole = entities.schema, entities.arrow()

            def batches():
                yield from whole
                raise TruncatedResponseError(operation, "cut off")

            monkeypatch.setattr(entities, "arrow", lambda: pa.RecordBatchReader.from_batches(schema, batches()))
            return entities

        monkeypatch.setattr(client, "call", cut_off)
        with pytest.raises(TruncatedResponseError):
            synchronize(client, mirror, users)
        assert (mirror.query("SELECT * FROM users"), mirror.cursor("users")) == before


def test_each_run_reaches_back_behind_the_last(client, tmp_path):
    with opened(tmp_path / "m.duckdb") as mirror:
        before = datetime.now(UTC)
        synchronize(client, mirror, chosen(["users"]))
        assert before - timedelta(minutes=6) < mirror.cursor("users") < before


def test_the_command_prints_what_moved(running_service, tmp_path):
    result = CliRunner().invoke(app, arguments(running_service, tmp_path / "m.duckdb", "--json"))
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert set(summary["tables"]) == {table.name for table in TABLES}
    assert set(summary["tables"]["hour_entries"]) == {"read", "changed", "deleted"}


@pytest.mark.parametrize(
    ("further", "code", "said"),
    [
        (["--tables", "hours"], 2, "No table is called hours"),
        (["--to", "mirror.duckdb"], 2, "duckdb:///FILE"),
        (["--endpoint", "not an address"], 2, "address"),
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
