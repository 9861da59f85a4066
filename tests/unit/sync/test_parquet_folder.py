"""Parquet files as a mirror: published all at once or not at all, in a folder or an object store."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import polars as pl
import pytest

from severakit.client.plan import TABLE
from severakit.sync import AlreadyRunning, MirrorError, Record, open_destination, parquet_files
from severakit.sync.destination import State
from severakit.sync.manifest import MANIFEST
from severakit.sync.parquet_folder import ParquetFolder
from support.mirrored import asked

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
CURRENCIES = TABLE["currencies"]


def record(mirror, message=""):
    with mirror.transaction():
        mirror.prepare(CURRENCIES, NOW)
        mirror.set_state(CURRENCIES, State(NOW))
        mirror.keep_record(Record(NOW, None, "complete", message, {}))


@pytest.fixture(params=["file", "memory"])
def address(request, tmp_path):
    return f"file://{tmp_path}/mirror" if request.param == "file" else f"memory://{tmp_path}/mirror"


def test_what_was_committed_is_there_for_the_next_run(address):
    mirror = open_destination(address)
    record(mirror)
    mirror.close()
    again = open_destination(address)
    assert again.state(CURRENCIES) == State(NOW)
    assert [each.outcome for each in again.records(5)] == ["complete"]
    again.close()
    assert list(parquet_files(address)) == ["currencies"]


def test_what_was_not_published_is_as_if_it_never_was(tmp_path):
    address = f"file://{tmp_path}/mirror"
    mirror = open_destination(address)
    record(mirror, "first")
    mirror.close()
    before = parquet_files(address)
    killed = open_destination(f"memory://{tmp_path}/other")
    record(killed)  # and never closed
    assert open_destination(f"memory://{tmp_path}/other").state(CURRENCIES) is None
    again = open_destination(address)
    again.close()
    assert parquet_files(address) == before


def test_only_files_of_tables_that_changed_are_written_anew_and_old_ones_removed(tmp_path):
    address = f"file://{tmp_path}/mirror"
    files = []
    for message in ("first", "second"):
        mirror = open_destination(address)
        with mirror.transaction():
            mirror.prepare(CURRENCIES, NOW)
            mirror.keep_record(Record(NOW, None, "complete", message, {}))
        mirror.close()
        files.append([*(tmp_path / "mirror" / "currencies").iterdir()])
        assert len(list((tmp_path / "mirror" / "_severakit_runs").iterdir())) == 1
    assert files[0] == files[1]
    assert len(files[0]) == 1


def test_a_second_run_is_refused(tmp_path):
    address = f"file://{tmp_path}/mirror"
    mirror = open_destination(address)
    with pytest.raises(AlreadyRunning, match="in use by another run"):
        open_destination(address)
    mirror.close()
    open_destination(address).close()


def test_where_no_lock_is_the_later_run_publishes_nothing(tmp_path):
    address = f"memory://{tmp_path}/mirror"
    one, other = open_destination(address), open_destination(address)
    record(one, "one")
    one.close()
    record(other, "other")
    with pytest.raises(AlreadyRunning, match="publishes nothing"):
        other.close()
    kept = open_destination(address)
    assert [each.message for each in kept.records(5)] == ["one"]
    kept.close()


def test_polars_and_pandas_read_a_table_in_one_line(tmp_path):
    address = f"file://{tmp_path}/mirror"
    mirror = open_destination(address)
    record(mirror)
    mirror.close()
    assert "iso_code" in pl.read_parquet(parquet_files(address)["currencies"]).columns
    assert "iso_code" in pd.read_parquet(parquet_files(address)["currencies"]).columns


def test_a_folder_that_is_no_mirror_is_said_so(tmp_path):
    with pytest.raises(MirrorError, match="There is no mirror at"):
        parquet_files(f"file://{tmp_path}")
    (tmp_path / MANIFEST).write_text("nonsense")
    with pytest.raises(MirrorError, match=r"not a mirror's manifest.*Choose another folder"):
        open_destination(f"file://{tmp_path}")
    with pytest.raises(MirrorError, match="cannot be used"):
        open_destination("file:///proc/nowhere")


def test_what_killed_runs_left_is_removed_and_nothing_else(tmp_path):
    address, folder = f"file://{tmp_path}/mirror", tmp_path / "mirror"
    mirror = open_destination(address)
    record(mirror)
    mirror.close()
    left = [folder / ".severakit-work" / "mirror.duckdb", folder / "currencies" / f"{'0a' * 16}.parquet"]
    foreign = folder / "mine" / "notes.parquet"
    for path in (*left, foreign):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    mirror = open_destination(address)
    record(mirror)
    mirror.close()
    assert [path.exists() for path in (*left, left[0].parent, foreign)] == [False, False, False, True]


class Killed(BaseException):
    """Ends a run at this place."""


def kill(*_):
    raise Killed


def test_until_the_sql_is_replaced_the_files_that_it_names_are_there(tmp_path, monkeypatch):
    address, folder = f"file://{tmp_path}/mirror", tmp_path / "mirror"
    mirror = open_destination(address)
    record(mirror)
    mirror.close()

    def rows():
        return asked(address)("SELECT count(*) AS n FROM currencies")

    assert rows() == [{"n": 0}]
    with monkeypatch.context() as killed:
        killed.setattr(ParquetFolder, "_selects", kill)
        mirror = open_destination(address)
        with mirror.transaction():
            mirror._connection.run("UPDATE currencies SET iso_code = ''")
        with pytest.raises(Killed):
            mirror.close()
    assert rows() == [{"n": 0}]
    mirror = open_destination(address)
    record(mirror)
    mirror.close()
    assert rows() == [{"n": 0}]
    assert len(list((folder / "currencies").iterdir())) == 1
