"""A disk that takes no writes: commands say so in a sentence, and the service goes on when the disk does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from severakit.store.contents import add_file
from severakit.store.store import Store
from support.raw_http import head
from support.read_only import HEEDING, read_only, severakit
from support.running_service import RunningService
from support.service_process import ServiceProcess, open_organization

LIST, ADD = "IWorkType.GetAllWorkTypes", "IWorkType.AddNewWorkType"
WORK_TYPE = '<workTypeInfo xmlns:a="http://schemas.datacontract.org/2004/07/Severa.Entities.API"><a:Name>{}</a:Name></workTypeInfo>'
NO_WRITE = ("readonly database", "unable to open database file")


class Kept(NamedTuple):
    """A database in a folder of its own, and the key of its organization."""

    folder: Path
    url: str
    key: str


@pytest.fixture
def kept(migrated_sqlite: Path, tmp_path: Path) -> Kept:
    folder = tmp_path / "kept"
    folder.mkdir()
    shutil.copy(migrated_sqlite, folder / "severakit.db")
    url = f"sqlite:///{folder}/severakit.db"
    store = Store(url)
    key = open_organization(store)
    store.close()
    return Kept(folder, url, key)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A folder that takes no writes."""
    folder = tmp_path / "full"
    folder.mkdir()
    with read_only(folder):
        yield folder


# --- the service -------------------------------------------------------------------------------


def test_the_service_says_so_and_goes_on_when_the_disk_does(kept, tmp_path):
    with read_only(kept.folder):
        service = ServiceProcess(kept.url, tmp_path / "log", under=HEEDING, database_retry_after="7")
        try:
            # Each call counts in the database, one that only reads too.
            for operation, content in ((LIST, ""), (ADD, WORK_TYPE.format("Refused"))):
                reply = service.call(operation, content, kept.key)
                assert (reply.status, reply.headers["retry-after"]) == (503, "7")
            assert service.request(head("GET", "/healthz")).status == 503
            events = [json.loads(line) for line in service.log.splitlines()]
            assert {event["event"] for event in events} == {"database_unavailable"}
            assert all(any(said in event["reason"] for said in NO_WRITE) for event in events)
        except BaseException:
            service.stop()
            raise
    try:
        assert service.call(ADD, WORK_TYPE.format("Written"), kept.key).status == 200
        names = service.call(LIST, key=kept.key).body.decode()
        assert "Written" in names
        assert "Refused" not in names
        assert service.request(head("GET", "/healthz")).status == 200
    finally:
        service.stop()


def test_events_that_cannot_be_written_keep_no_call_from_its_answer(kept):
    """The log's disk is full; there is an event at the second refusal of a source."""
    service = ServiceProcess(kept.url, Path("/dev/full"), max_refusals="1")
    try:
        assert [service.call(LIST, key="none").status for _ in range(3)] == [500, 503, 503]
        assert service.call(LIST, key=kept.key).status == 200
    finally:
        service.stop()


# --- commands ----------------------------------------------------------------------------------


def test_the_service_does_not_start_on_it(kept):
    with read_only(kept.folder):
        done = severakit("serve", "--database", kept.url, "--port", "0")
    assert (done.returncode, done.stdout) == (2, "")
    assert_sentence(done.stderr, "The database cannot be opened: ")
    assert any(said in done.stderr for said in NO_WRITE)


def test_a_backup_is_made_from_it_or_said_to_be_impossible(kept, full, tmp_path):
    done = severakit("admin", "backup", f"{full}/b.tar", "--database", kept.url)
    assert (done.returncode, done.stdout) == (2, "")
    assert_sentence(done.stderr, str(full))
    assert "Permission denied" in done.stderr
    assert list(full.iterdir()) == []
    assert severakit("admin", "backup", f"{tmp_path}/b.tar", "--database", kept.url).returncode == 0


def test_contents_of_files_are_read_from_it(kept):
    store = Store(kept.url)
    with store.write(1) as session:
        add_file(session, b"content", name="a.txt")
        with_files = Path(store.contents.url)
    with read_only(with_files):
        done = severakit("admin", "files", "check", "--database", kept.url)
        assert done.returncode == 0, done.stderr
    store.close()


@pytest.mark.parametrize("address", ["duckdb:///{}/m.duckdb", "file://{}/parquet"])
def test_a_mirror_is_not_begun_on_it(full, running_service: RunningService, address):
    to = address.format(full)
    done = sync(running_service, to)
    assert (done.returncode, done.stdout) == (2, "")
    assert_sentence(done.stderr, "cannot be")
    assert "Permission denied" in done.stderr


@pytest.mark.parametrize("address", ["duckdb:///{}/m.duckdb", "file://{}"])
def test_a_mirror_that_takes_no_more_stays_as_it_was(tmp_path, running_service: RunningService, address):
    folder = tmp_path / "mirror"
    folder.mkdir()
    to = address.format(folder)
    assert sync(running_service, to).returncode == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with read_only(folder):
        # The lock can be taken: the run ends where it publishes.
        for lock in folder.glob(".severakit-lock"):
            lock.chmod(0o600)
        done = sync(running_service, to, "--full")
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert_sentence(done.stderr, "cannot be")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert sync(running_service, to, "--full").returncode == 0


def test_invoices_are_not_transferred_to_it(full, running_service: RunningService):
    done = severakit(
        "invoices", "transfer", "--status", "Sent", "--set-status", "Transferred", "--to", str(full),
        SEVERA_ENDPOINT=running_service.endpoint, SEVERA_API_KEY=running_service.api_key,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert_sentence(done.stderr, str(full))


def sync(service: RunningService, to: str, *options: str):
    address = {"SEVERA_ENDPOINT": service.endpoint, "SEVERA_API_KEY": service.api_key}
    return severakit("sync", "run", "--to", to, "--tables", "work_types", *options, **address)


def assert_sentence(said: str, part: str) -> None:
    """It is one sentence or two for whoever has to do something, and no traceback."""
    assert part in said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 2
