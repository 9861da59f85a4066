"""A mirror in a database: rows and state together, lists with their parents, and nothing touched that is as it was."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from severakit.client.plan import TABLE
from severakit.entities import Contact, ContactCommunicationMethod
from severakit.soap.arrow_schema import entity_batch
from severakit.sync import AlreadyRunning, MirrorError, Moved, open_destination
from severakit.sync.destination import Covered, State
from severakit.sync.relations import relation
from severakit.sync.splitting import split
from severakit.sync.spool import Numbering, Spool
from severakit.sync.views import VIEWS

MOMENT = datetime(2026, 10, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 10, 2, 12, tzinfo=UTC)
CONTACTS = TABLE["contacts"]
NUMBERING = Numbering()
_WRITES = re.compile('(?:INSERT INTO|DELETE FROM|UPDATE) "(contact[a-z_]*)"')


@pytest.fixture(params=["duckdb", "postgresql", "parquet", "delta"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "duckdb":
        return f"duckdb:///{tmp_path}/new/folder/mirror.duckdb"
    if request.param in {"parquet", "delta"}:
        return f"{'delta:' if request.param == 'delta' else ''}file://{tmp_path}/new/folder"
    return request.getfixturevalue("postgresql").new_database()


@pytest.fixture
def mirror(address):
    mirror = open_destination(address)
    yield mirror
    mirror.close()


def contact(guid, *phones, name="x"):
    return Contact(
        guid=guid, first_name=name, communication_methods=[ContactCommunicationMethod(value=p) for p in phones]
    )


def write(mirror, *contacts, covered=Covered.NOTHING, now=MOMENT):
    spool = Spool()
    batch = entity_batch("Contact", contacts).to_struct_array()
    spool.add("contacts", split(relation("contacts"), batch, {}, NUMBERING.take(len(contacts))))
    with mirror.transaction():
        mirror.prepare(CONTACTS, now)
        mirror.stage(CONTACTS, [spool])
        return mirror.merge(CONTACTS, covered, now)


def asked(mirror, statement):
    return mirror._connection.rows(statement)


def phones(mirror):
    return asked(
        mirror,
        "SELECT contact_guid, position, value FROM contact_communication_methods ORDER BY contact_guid, position",
    )


def test_only_rows_that_differ_move(mirror):
    moved = write(mirror, contact("a", "1"), contact("b", "2", "3"), contact("c"))
    assert moved["contacts"] == Moved(3, 3, 0)
    assert moved["contact_communication_methods"] == Moved(3, 3, 0)
    moved = write(mirror, contact("a", "1"), contact("b", "2", "4"), contact("c", name="y"))
    assert moved["contacts"] == Moved(3, 1, 0)
    assert moved["contact_communication_methods"] == Moved(3, 1, 0)
    assert phones(mirror) == [("a", 0, "1"), ("b", 0, "2"), ("b", 1, "4")]


def test_a_reading_that_shows_nothing_new_writes_to_no_table(mirror, monkeypatch):
    write(mirror, contact("a", "1"), contact("b"))
    executed, run = [], mirror._connection.run

    def watched(statement, *values):
        executed.append(statement)
        return run(statement, *values)

    monkeypatch.setattr(mirror._connection, "run", watched)
    moved = write(mirror, contact("a", "1"), contact("b"), covered=Covered.EVERYTHING, now=LATER)
    assert moved["contacts"] == Moved(2, 0, 0)
    assert not [each for each in executed if _WRITES.match(each)]
    assert write(mirror, contact("a", "2"), covered=Covered.EVERYTHING, now=LATER)["contacts"] == Moved(1, 0, 1)
    written = {found[1] for each in executed if (found := _WRITES.match(each))}
    assert written == {"contacts", "contact_communication_methods"}


def test_a_list_that_became_shorter_loses_rows_and_others_keep_theirs(mirror):
    write(mirror, contact("a", "1", "2"), contact("b", "3"))
    assert write(mirror, contact("a", "2"))["contact_communication_methods"] == Moved(1, 1, 1)
    assert phones(mirror) == [("a", 0, "2"), ("b", 0, "3")]
    assert write(mirror, contact("a"))["contact_communication_methods"].deleted == 1
    assert phones(mirror) == [("b", 0, "3")]


def test_a_row_that_comes_twice_is_kept_once_as_it_came_last_with_its_list(mirror):
    write(mirror, contact("a", "1", "2"), contact("a", "3", name="last"))
    assert asked(mirror, "SELECT guid, first_name FROM contacts") == [("a", "last")]
    assert phones(mirror) == [("a", 0, "3")]


def test_null_and_empty_are_changes(mirror):
    write(mirror, contact("a", name=""))
    assert write(mirror, contact("a", name=None))["contacts"].changed == 1


def test_what_was_not_among_everything_is_marked_and_comes_back(mirror):
    write(mirror, contact("a"), contact("b"))
    assert write(mirror, contact("b"), covered=Covered.EVERYTHING, now=LATER)["contacts"] == Moved(1, 0, 1)
    assert asked(mirror, "SELECT guid, _deleted_at FROM contacts WHERE _deleted_at IS NOT NULL") == [("a", LATER)]
    assert write(mirror, contact("a"))["contacts"] == Moved(1, 1, 0)
    assert asked(mirror, "SELECT count(*) FROM contacts WHERE _deleted_at IS NOT NULL") == [(0,)]


def test_a_transaction_that_breaks_leaves_rows_and_state_as_they_were(mirror):
    write(mirror, contact("a"))

    def broken():
        with mirror.transaction():
            mirror.set_state(CONTACTS, State(LATER))
            mirror.forget(CONTACTS)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        broken()
    assert mirror.state(CONTACTS) is None
    assert asked(mirror, "SELECT guid FROM contacts") == [("a",)]


def test_state_survives_closing(mirror, address):
    state = State(MOMENT, LATER, {"at": {"start": "2026-01-01"}})
    with mirror.transaction():
        mirror.set_state(CONTACTS, state)
    mirror.close()
    again = open_destination(address)
    assert again.state(CONTACTS) == state
    again.close()


def test_history_keeps_every_version_with_its_times(address):
    first = open_destination(address)
    write(first, contact("a", "1"))
    first.close()
    mirror = open_destination(address, history=True)
    write(mirror, contact("a", "1"), contact("b"), now=MOMENT)
    write(mirror, contact("a", "2", name="y"), now=LATER)
    write(mirror, contact("a", "2", name="y"), covered=Covered.EVERYTHING, now=LATER)
    versions = "SELECT guid, first_name, _valid_from, _valid_to FROM contacts_history ORDER BY guid, _valid_from"
    assert asked(mirror, versions) == [("a", "x", MOMENT, LATER), ("a", "y", LATER, None), ("b", "x", MOMENT, LATER)]
    methods = "SELECT value, _valid_from, _valid_to FROM contact_communication_methods_history ORDER BY value"
    assert asked(mirror, methods) == [("1", MOMENT, LATER), ("2", LATER, None)]
    mirror.close()
    # Once there is a history it is kept, also by a run that does not ask for it.
    mirror = open_destination(address)
    write(mirror, contact("a", name="z"), now=datetime(2026, 10, 3, tzinfo=UTC))
    assert len(asked(mirror, versions)) == 4
    mirror.close()


def test_a_history_has_no_version_that_never_was_valid(address):
    first = open_destination(address)
    write(first, contact("a", name="x"))
    first.close()
    mirror = open_destination(address, history=True)
    write(mirror, contact("a", name="y"), now=LATER)
    assert asked(mirror, "SELECT first_name, _valid_from, _valid_to FROM contacts_history") == [("y", LATER, None)]
    mirror.close()


def test_new_columns_are_added_and_unknown_ones_refused(mirror):
    currency = TABLE["currencies"]
    with mirror.transaction():
        assert not mirror.prepare(currency, MOMENT)
        mirror._connection.run("ALTER TABLE currencies DROP COLUMN rate")
        mirror._tables = mirror._connection.tables()
        assert mirror.prepare(currency, MOMENT)
        assert not mirror.prepare(currency, MOMENT)
        mirror._connection.run("ALTER TABLE currencies ADD COLUMN invented VARCHAR")
        mirror._tables = mirror._connection.tables()
    with pytest.raises(MirrorError, match=r"a column invented, which this generation .*SEVERAKIT_GENERATION"):
        mirror.prepare(currency, MOMENT)


def test_a_type_is_never_changed_silently(mirror):
    currency = TABLE["currencies"]
    mirror.prepare(currency, MOMENT)
    mirror._connection.run("ALTER TABLE currencies ALTER COLUMN rate TYPE VARCHAR")
    mirror._tables = mirror._connection.tables()
    with pytest.raises(MirrorError, match=r"Column rate .* is VARCHAR and should be NUMERIC.*sync reset"):
        mirror.prepare(currency, MOMENT)


def test_values_to_read_are_those_of_parents_and_are_settled(mirror):
    rights = TABLE["extranet_contact_case_rights"]
    write(mirror, contact("a"), contact("b"))
    mirror.prepare(rights, MOMENT)
    mirror.ask_for_all(rights, MOMENT)
    mirror.set_state(rights, State(MOMENT))
    assert mirror.due(rights, 10) == ["a", "b"]
    mirror.settle(rights, ["a"])
    assert mirror.due(rights, 10) == ["b"]
    write(mirror, contact("a"))
    assert mirror.due(rights, 10) == ["a", "b"]


@pytest.mark.parametrize("wrong", ["", "mirror.duckdb", "duckdb:///", "nonsense://h/d"])
def test_an_address_that_is_none_is_refused(wrong):
    with pytest.raises(MirrorError, match="duckdb:///FILE"):
        open_destination(wrong)


def test_a_file_that_is_no_mirror_is_refused_and_kept(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 1000)
    with pytest.raises(MirrorError, match="cannot be opened"):
        open_destination(f"duckdb:///{path}")
    assert path.read_text().startswith("not a database")


def test_large_answers_wait_in_files_and_come_back_as_they_were():
    spool = Spool()
    contacts = [contact(str(number), "p" * 200) for number in range(3000)]
    for _ in range(12):
        batch = entity_batch("Contact", contacts).to_struct_array()
        spool.add("contacts", split(relation("contacts"), batch, {}, NUMBERING.take(len(contacts))))
    assert spool.rows == 36_000
    tables = {name: rows.read_all() for name, rows in spool.batches()}
    assert tables["contacts"].num_rows == tables["contact_communication_methods"].num_rows == 36_000
    assert tables["contacts"].column("guid")[35_999].as_py() == "2999"
    spool.clear()
    assert (spool.rows, spool.bytes) == (0, 0)


def test_a_second_run_is_refused_while_one_is_at_work(tmp_path):
    # DuckDB's lock is between processes; within one it is our own affair.
    path = tmp_path / "m.duckdb"
    program = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(AlreadyRunning, match="in use by another run"):
            open_destination(f"duckdb:///{path}")
        other.kill()
    open_destination(f"duckdb:///{path}").close()
    assert duckdb.connect(str(path)).execute("SELECT count(*) FROM _severakit_runs").fetchone() == (0,)


@pytest.mark.parametrize("kind", ["duckdb", "postgresql"])
def test_views_come_with_their_tables_and_go_with_them(kind, request, tmp_path):
    address = f"duckdb:///{tmp_path}/m.duckdb" if kind == "duckdb" else None
    mirror = open_destination(address or request.getfixturevalue("postgresql").new_database())

    def views():
        statement = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        return {name for (name,) in asked(mirror, statement)} & {view.name for view in VIEWS}

    def keep_views(*names):
        with mirror.transaction():
            for name in names:
                mirror.prepare(TABLE[name], MOMENT)
            mirror.keep_views()
        return views()

    assert keep_views() == set()
    assert keep_views("invoices") == {"invoicing_by_month", "receivables_by_age"}
    with mirror.transaction():
        mirror._connection.run("CREATE VIEW work_in_progress AS SELECT 1 AS mine")
    names = keep_views("users", "cases", "hour_entries", "items", "resource_allocations", "employments")
    assert names == {view.name for view in VIEWS}
    assert asked(mirror, "SELECT * FROM work_in_progress") == [(1,)]  # it was there, and was not made here

    mirror._connection.run("UPDATE _severakit_views SET query = 'as of old' WHERE view_name = 'hours_by_month'")
    mirror._connection.run("DROP VIEW invoicing_by_month")
    assert keep_views() == names
    (query,) = [view.query for view in VIEWS if view.name == "hours_by_month"]
    kept = asked(mirror, "SELECT query FROM _severakit_views WHERE view_name = 'hours_by_month'")
    assert kept == [(query,)]

    with mirror.transaction():
        mirror.forget(TABLE["hour_entries"])
    assert views() == names - {"hours_by_month", "case_profitability"}
    assert keep_views("hour_entries") == names
    mirror.close()


def test_no_view_is_called_as_a_table():
    tables = {each.name for name in TABLE for each in relation(name).with_descendants()}
    assert not tables & {view.name for view in VIEWS}
    assert all(view.tables <= tables for view in VIEWS)
