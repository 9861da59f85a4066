"""Backups are made while others write, and what is restored is what was backed up or nothing at all."""

from __future__ import annotations

import sqlite3
import tarfile
import threading
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from severakit.store import administration, backup, contents
from severakit.store.backup import BackupRefused
from severakit.store.dumping import DumpFailed
from severakit.store.schema import metadata
from severakit.store.schema_version import NewerSchema, upgrade
from severakit.store.store import Store
from severakit.store.tables import files, industries

CONTENT = b"A receipt." * 1000


@pytest.fixture
def filled(store: Store) -> int:
    """An organization with a file, and its key."""
    organization = administration.add_organization(store, "Acme")
    with store.write(organization) as session:
        contents.add_file(session, CONTENT, name="receipt.pdf")
    return organization


@pytest.fixture
def empty(store: Store, request: pytest.FixtureRequest, tmp_path: Path):
    """A store on an empty database of the same kind, with a place for contents of its own."""
    address = f"sqlite:///{tmp_path}/empty.db"
    if not store.is_sqlite:
        address = request.getfixturevalue("postgresql").new_database()
    target = Store(address, files_url=str(tmp_path / "other.files"))
    yield target
    target.close()


def everything(store: Store) -> dict[str, list[Any]]:
    with store.reading() as connection:
        return {name: connection.execute(sa.select(table)).all() for name, table in metadata.tables.items()}


def test_what_is_restored_is_what_was_backed_up(store, filled, empty, tmp_path):
    manifest = backup.back_up(store, tmp_path / "backup")
    assert (manifest.contents, manifest.database) == (1, "SQLite" if store.is_sqlite else "PostgreSQL")
    assert backup.verify(tmp_path / "backup") == manifest
    assert backup.restore(empty, tmp_path / "backup") == manifest
    upgrade(empty)
    assert everything(empty) == everything(store)
    with empty.read(filled) as session:
        [file] = session.all(session.select(files))
        with contents.opened(session, file["content_sha256"]) as opened:
            assert opened.read() == CONTENT
    # And it goes on from there.
    with empty.write(filled) as session:
        contents.add_file(session, b"another", name="another.pdf")


def test_a_backup_under_writers_is_of_one_moment(store, filled, empty, tmp_path):
    """Each writer adds industries in pairs: a backup that saw half a transaction would hold an odd number."""
    ended, written = threading.Event(), []

    def write() -> None:
        while not ended.is_set():
            with store.write(filled) as session:
                for half in ("one", "two"):
                    session.insert(industries, name=f"{len(written)} {half}", is_active=True)
            written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    while len(written) < 5:
        pass
    before = len(written)
    backup.back_up(store, tmp_path / "backup")
    after = len(written) + 1
    ended.set()
    thread.join()
    backup.restore(empty, tmp_path / "backup")
    with empty.read(filled) as session:
        pairs, odd = divmod(session.count(industries, industries.c.name.like("% %o%")), 2)
    assert odd == 0
    assert before <= pairs <= after


@pytest.mark.usefixtures("filled")
def test_a_database_is_replaced_only_when_it_is_said(store, empty, tmp_path):
    backup.back_up(store, tmp_path / "backup")
    upgrade(empty)
    administration.add_organization(empty, "Other")
    empty.close()
    with pytest.raises(BackupRefused, match="--overwrite"):
        backup.restore(empty, tmp_path / "backup")
    assert [each.name for each in administration.list_organizations(empty)] == ["Other"]
    empty.close()
    backup.restore(empty, tmp_path / "backup", overwrite=True)
    assert [each.name for each in administration.list_organizations(empty)] == ["Acme"]


@pytest.mark.usefixtures("filled")
def test_a_database_in_use_is_not_replaced(store, empty, tmp_path):
    backup.back_up(store, tmp_path / "backup")
    upgrade(empty)
    service = Store(empty.url.render_as_string(hide_password=False))
    with service.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM organizations")
        empty.close()
        with pytest.raises(DumpFailed, match="Stop the service"):
            backup.restore(empty, tmp_path / "backup", overwrite=True)
    service.close()
    assert administration.list_organizations(empty) == []


@pytest.mark.usefixtures("filled")
def test_a_backup_is_not_written_over_another(store, tmp_path):
    (tmp_path / "backup").write_text("precious")
    with pytest.raises(BackupRefused, match="is there already"):
        backup.back_up(store, tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "precious"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("place", ["database", "contents", "end"])
def test_a_damaged_backup_is_refused(store, empty, tmp_path, place):
    path = tmp_path / "backup"
    backup.back_up(store, path)
    with tarfile.open(path) as archive:
        at = {member.name.split("/")[0]: member.offset_data for member in archive}
    damaged = bytearray(path.read_bytes())
    if place == "end":
        del damaged[at["contents"] :]
    else:
        damaged[at[place] + 100] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(BackupRefused, match="cannot be used"):
        backup.restore(empty, path)
    with empty.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []


@pytest.mark.parametrize("text", [b"", b"not a backup at all" * 100])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_backup_is_refused(empty, tmp_path, text):
    (tmp_path / "backup").write_bytes(text)
    with pytest.raises(BackupRefused, match="not a whole backup"):
        backup.restore(empty, tmp_path / "backup")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"format": 99}, BackupRefused, "has the format 99"),
        ({"schema": "9999"}, NewerSchema, "newer than this version of severakit"),
        ({"database": "Oracle"}, BackupRefused, "backup of Oracle"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_version_is_refused(store, empty, tmp_path, change, error, says):
    backup.back_up(store, tmp_path / "made")
    with tarfile.open(tmp_path / "made") as made, tarfile.open(tmp_path / "backup", "w") as other:
        for member in made:
            content = made.extractfile(member).read()
            if member.name == "manifest.json":
                content = msgspec.json.encode(msgspec.json.decode(content) | change)
                member.size = len(content)
            other.addfile(member, BytesIO(content))
    with pytest.raises(error, match=says):
        backup.restore(empty, tmp_path / "backup")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_ruined_database_is_replaced(store, tmp_path):
    backup.back_up(store, tmp_path / "backup")
    (tmp_path / "ruined.db").write_bytes(b"ruined" * 1000)
    ruined = Store(f"sqlite:///{tmp_path}/ruined.db")
    backup.restore(ruined, tmp_path / "backup", overwrite=True)
    assert [each.name for each in administration.list_organizations(ruined)] == ["Acme"]
    ruined.close()
    with closing(sqlite3.connect(tmp_path / "ruined.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
