"""Contents of files: whole under their hashes, in a folder or elsewhere, moved there by a migration, cleared away."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import uuid
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import fsspec
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from severakit.cli import app
from severakit.store import administration, contents
from severakit.store.content_store import ContentLost, ContentStore, FilesUnavailable
from severakit.store.contents import add_file
from severakit.store.migrations import migrate
from severakit.store.schema_version import upgrade
from severakit.store.store import Store
from severakit.store.tables import files

DATA = os.urandom(100_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=["folder", "file", "memory", "s3"])
def content_store(request, tmp_path):
    if request.param == "s3":
        return ContentStore(f"{request.getfixturevalue('bucket')}/files")
    addresses = {"folder": str(tmp_path / "a b"), "file": f"file://{tmp_path}/x", "memory": f"memory://{uuid.uuid4()}"}
    return ContentStore(addresses[request.param])


def path_in(root, organization, sha256=SHA256):
    return Path(root) / organization / sha256[:2] / sha256[2:4] / sha256


# --- the place -------------------------------------------------------------------------------


def test_a_content_is_found_under_its_hash_once_for_each_organization(content_store):
    for _ in range(2):
        kept = content_store.put("one", BytesIO(DATA))
        assert (kept.sha256, kept.size) == (SHA256, len(DATA))
    assert (content_store.hashes("one"), content_store.hashes("two")) == ({SHA256}, set())
    with content_store.opened("one", SHA256) as file:
        assert file.read() == DATA
    with pytest.raises(ContentLost, match="is not there"):
        content_store.opened("two", SHA256)
    assert content_store.put("one", BytesIO(b"")).size == 0
    with content_store.opened("one", hashlib.sha256(b"").hexdigest()) as file:
        assert file.read() == b""
    assert (content_store.delete("one", SHA256), content_store.delete("one", SHA256)) == (len(DATA), 0)


def test_what_is_damaged_is_told_and_mended_by_the_same_content(tmp_path):
    content_store = ContentStore(str(tmp_path))
    content_store.put("one", BytesIO(DATA))
    path = path_in(tmp_path, "one")
    for damaged in (DATA[:-1], b"X" + DATA[1:], b""):
        path.write_bytes(damaged)
        with pytest.raises(
            ContentLost, match=rf"The content {SHA256} of the organization one was damaged or changed\."
        ):
            content_store.opened("one", SHA256)
    content_store.put("one", BytesIO(DATA))
    with content_store.opened("one", SHA256) as file:
        assert file.read() == DATA


def test_a_place_that_does_not_open_is_an_os_error(bucket, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:2")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    away = ContentStore(f"{bucket}/files")
    with pytest.raises(OSError, match="Could not connect"):
        away.put("one", BytesIO(DATA))
    with pytest.raises(ContentLost, match="cannot be read"):
        away.opened("one", SHA256)
    for act in (lambda: away.hashes("one"), lambda: away.delete("one", SHA256)):
        with pytest.raises(OSError, match="Could not connect"):
            act()


def test_without_a_place_it_is_told_how_to_name_one():
    with pytest.raises(FilesUnavailable, match="Set SEVERAKIT_FILES_URL to a folder"):
        ContentStore(None).put("one", BytesIO(DATA))


def test_the_place_is_what_was_said_or_lies_beside_the_database(tmp_path, monkeypatch):
    monkeypatch.delenv("SEVERAKIT_FILES_URL", raising=False)
    url = f"sqlite:///{tmp_path}/severa.db"
    assert Store(url).contents.url == str(tmp_path / "severa.files")
    assert Store("sqlite://").contents.url is None
    assert Store("postgresql://nobody@localhost/x").contents.url is None
    monkeypatch.setenv("SEVERAKIT_FILES_URL", "s3://bucket/files")
    assert Store(url).contents.url == "s3://bucket/files"
    assert Store(url, files_url="/srv").contents.url == "/srv"


# --- rows and contents -----------------------------------------------------------------------


@pytest.fixture
def organization_id(store):
    return administration.add_organization(store, "Acme")


def content_of(store, organization_id, guid):
    with store.read(organization_id) as session:
        file = contents.opened(session, session.get(files, guid)["content_sha256"])
    with file:
        return file.read()


def test_a_file_knows_its_size_and_hash(store, organization_id):
    with store.write(organization_id) as session:
        of_bytes, of_file = add_file(session, DATA, name="a"), add_file(session, BytesIO(DATA), name="b")
        without = add_file(session, None, name="c")
        for guid in (of_bytes, of_file):
            row = session.get(files, guid)
            assert (row["size"], row["content_sha256"]) == (len(DATA), SHA256)
        assert session.get(files, without)["content_sha256"] is None
    assert content_of(store, organization_id, of_file) == DATA
    assert len(list(Path(store.contents.url).rglob("*/??/??/*"))) == 1


def test_a_failed_write_leaves_no_row(store, organization_id):
    root = Path(store.contents.url)
    root.write_text("a file where the folder should be")
    with pytest.raises(OSError, match=r"Not a directory|File exists"), store.write(organization_id) as session:
        add_file(session, DATA, name="a")
    with store.read(organization_id) as session:
        assert session.count(files) == 0


def _write_and_fail(store, organization_id, content):
    with suppress(ZeroDivisionError), store.write(organization_id) as session:
        add_file(session, content, name="a")
        raise ZeroDivisionError


def test_what_no_row_names_is_cleared_away(store, organization_id):
    other = administration.add_organization(store, "Other")
    _write_and_fail(store, organization_id, b"never committed")
    with store.write(organization_id) as session:
        kept = add_file(session, DATA, name="kept")
        gone = [add_file(session, f"gone {number}".encode(), name="gone") for number in range(120)]
        session.delete(files, files.c.guid.in_(gone))
    with store.write(other) as session:
        of_other = add_file(session, b"of the other", name="a")
    pruned = contents.prune(store, [organization_id, other])
    assert pruned.contents == 121
    assert pruned.bytes == len(b"never committed") + sum(len(f"gone {number}") for number in range(120))
    assert content_of(store, organization_id, kept) == DATA
    assert content_of(store, other, of_other) == b"of the other"
    assert contents.prune(store, [organization_id, other]).contents == 0


def test_only_old_unfinished_writes_are_swept(tmp_path):
    content_store = ContentStore(str(tmp_path))
    content_store.put("one", BytesIO(DATA))
    new, old = tmp_path / "one" / ".part-new", tmp_path / "one" / ".part-old"
    for part in (new, old):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    content_store.sweep("one")
    assert (new.exists(), old.exists(), path_in(tmp_path, "one").exists()) == (True, False, True)


def test_a_content_that_is_written_while_others_are_cleared_away_stays(store, organization_id):
    """Four writers take the same contents up again and let them go, and two prune: no committed row is without."""
    lost, stop = [], threading.Event()

    def write(worker):
        for turn in range(15):
            with store.write(organization_id) as session:
                guid = add_file(session, f"content {turn % 3}".encode(), name=f"{worker}")
            try:
                content_of(store, organization_id, guid)
            except ContentLost as error:
                lost.append(error)
            with store.write(organization_id) as session:
                session.delete(files, files.c.guid == guid)

    def clear():
        while not stop.is_set():
            contents.prune(store, [organization_id])

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    cleaners = [threading.Thread(target=clear) for _ in range(2)]
    for thread in (*writers, *cleaners):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in cleaners:
        thread.join()
    assert lost == []


# --- the command -----------------------------------------------------------------------------


def test_the_command_tells_what_is_lost_and_clears_away(store, organization_id):
    with store.write(organization_id) as session:
        first, second = add_file(session, DATA, name="a.pdf"), add_file(session, b"second", name="b.pdf")
        assert first != second
    add = ["--database", store.url.render_as_string(hide_password=False), "--json"]
    run = CliRunner().invoke
    assert json.loads(run(app, ["admin", "files", "check", *add]).stdout) == []
    [path] = Path(store.contents.url).rglob(SHA256)
    path.unlink()
    result = run(app, ["admin", "files", "check", *add])
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {"organization": "Acme", "file": "a.pdf", "guid": first, "sha256": SHA256, "reason": "is not there"}
    ]
    assert "1 files have lost their content" in result.stderr
    with store.write(organization_id) as session:
        session.delete(files)
    result = run(app, ["admin", "files", "prune", *add, "--organization", "Acme"])
    assert json.loads(result.stdout) == {"contents": 1, "bytes": 6}


# --- the migration ---------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def address_before(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/before.db"
    return request.getfixturevalue("postgresql").create(f"before_{uuid.uuid4().hex[:8]}")


def old_database(store):
    """Bring a database to the schema in which contents lay in it, with three files."""
    migrate(store, "0009")
    now = "2026-01-01 00:00:00"
    with store.writing() as connection:
        organization = {
            "id": 1, "guid": "a" * 32, "name": "Acme", "inserted_at": now, "api_addon": True, "terms_accepted": True,
            "daily_quota": 1, "next_case_number": 1, "next_account_number": 1, "next_travel_number": 1,
        }  # fmt: skip
        _insert(connection, "organizations", organization)
        for number, content in enumerate((DATA, b"", None)):
            row = {"organization_id": 1, "guid": f"{number}" * 32, "name": "a", "content": content}
            _insert(connection, "files", {**row, "inserted_at": now, "updated_at": now})


def _insert(connection, table, row):
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


def test_contents_of_before_are_moved_out_of_the_database(address_before, tmp_path):
    store = Store(address_before, files_url=str(tmp_path / "out"))
    old_database(store)
    upgrade(store)
    with store.read(1) as session:
        rows = session.all(session.select(files).order_by(files.c.guid))
        assert [(row["size"], row["content_sha256"]) for row in rows] == [
            (len(DATA), SHA256),
            (0, hashlib.sha256(b"").hexdigest()),
            (None, None),
        ]
        with contents.opened(session, SHA256) as file:
            assert file.read() == DATA
    with store.reading() as connection:
        assert "content" not in {column["name"] for column in sa.inspect(connection).get_columns("files")}
    store.close()


def test_the_command_says_how_to_name_a_place(postgresql, monkeypatch):
    monkeypatch.delenv("SEVERAKIT_FILES_URL", raising=False)
    address = postgresql.create(f"without_{uuid.uuid4().hex[:8]}")
    store = Store(address)
    old_database(store)
    store.close()
    result = CliRunner().invoke(app, ["admin", "organization", "list", "--database", address])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("There is no place for the contents of files. Set SEVERAKIT_FILES_URL")


def test_a_migration_that_finds_no_place_changes_nothing(address_before, monkeypatch):
    store = Store(address_before)
    old_database(store)
    monkeypatch.setattr(store.contents, "url", None)
    with pytest.raises(FilesUnavailable, match="Set SEVERAKIT_FILES_URL"):
        upgrade(store)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(content) FROM files").scalar_one() == 2
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0009"
    store.close()
