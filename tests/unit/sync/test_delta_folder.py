"""Delta tables as mirror: the manifest says which versions belong together; what a killed run left is overwritten."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake

from severakit.entities import Currency
from severakit.sync import AlreadyRunning, MirrorError, delta_tables, open_destination, parquet_files
from severakit.sync.delta_folder import DeltaFolder
from support.currencies_mirror import CURRENCIES, merge, place
from support.mirrored import asked, by_its_sql

RATE = Decimal("1.0000000001")


@pytest.fixture
def address(tmp_path):
    return f"delta:file://{tmp_path}/mirror"


def write(address, *codes):
    """Let a run find these currencies."""
    mirror = open_destination(address)
    merge(mirror, [Currency(guid=code, iso_code=code, rate=RATE) for code in codes])
    mirror.close()


class Killed(BaseException):
    """Ends a run at this place."""


def kill(*_):
    raise Killed


def codes(address):
    return sorted(
        row["iso_code"] for row in asked(address)('SELECT iso_code FROM "currencies" WHERE _deleted_at IS NULL')
    )


def test_each_run_is_a_new_version_and_the_one_before_stays(address):
    write(address, "EUR")
    before = delta_tables(address)["currencies"]
    write(address, "EUR", "SEK")
    assert codes(address) == ["EUR", "SEK"]
    assert before.to_pyarrow_dataset().count_rows() == 1
    assert delta_tables(address)["currencies"].version() > before.version()
    assert place(address) == 2


def test_files_of_older_versions_are_removed(address, tmp_path):
    for count in range(1, 6):
        write(address, *["EUR", "SEK", "NOK", "DKK", "USD"][:count])
    assert len(list((tmp_path / "mirror" / "currencies").glob("*.parquet"))) == 2


def test_polars_and_delta_itself_read_the_exact_amounts(address, tmp_path):
    write(address, "EUR")
    table = delta_tables(address)["currencies"]
    assert pl.read_delta(table)["rate"].to_list() == [RATE]
    assert DeltaTable(tmp_path / "mirror" / "currencies").version() == table.version()


def test_of_an_empty_table_the_columns_are_there(address, tmp_path):
    write(address)
    assert delta_tables(address)["currencies"].file_uris() == []
    assert codes(address) == []
    with duckdb.connect() as connection:
        connection.execute((tmp_path / "mirror" / "severakit-mirror.sql").read_text())
        types = dict(
            connection.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE NOT internal").fetchall()
        )
    assert (types["iso_code"], types["rate"]) == ("VARCHAR", "DECIMAL(38,10)")


def test_what_was_written_after_the_manifest_is_overwritten_by_the_next_run(address, tmp_path, monkeypatch):
    write(address, "EUR")
    with monkeypatch.context() as killed:
        killed.setattr(DeltaFolder, "_replace", kill)
        with pytest.raises(Killed):
            write(address, "EUR", "SEK")
    latest = DeltaTable(tmp_path / "mirror" / "currencies")
    assert latest.to_pyarrow_dataset().count_rows() == 2
    assert codes(address) == ["EUR"]
    assert place(address) == 1  # a run that opens and closes, and reads nothing
    assert codes(address) == ["EUR"]
    latest = DeltaTable(tmp_path / "mirror" / "currencies")
    assert (latest.to_pyarrow_dataset().count_rows(), latest.version()) == (
        1,
        delta_tables(address)["currencies"].version(),
    )


def test_what_others_write_to_its_tables_is_overwritten(address, tmp_path):
    write(address, "EUR")
    write_deltalake(
        tmp_path / "mirror" / "currencies", pl.DataFrame({"x": [1, 2]}), mode="overwrite", schema_mode="overwrite"
    )
    write(address, "EUR", "SEK")
    assert codes(address) == ["EUR", "SEK"]
    assert "x" not in pl.read_delta(str(tmp_path / "mirror" / "currencies")).columns


def test_a_table_that_was_dropped_is_gone_and_comes_back(address, tmp_path):
    write(address, "EUR")
    mirror = open_destination(address)
    with mirror.transaction():
        mirror.forget(CURRENCIES)
    mirror.close()
    assert not (tmp_path / "mirror" / "currencies").exists()
    assert delta_tables(address) == {}
    write(address, "SEK")
    assert codes(address) == ["SEK"]


def test_a_second_run_is_refused(address):
    mirror = open_destination(address)
    with pytest.raises(AlreadyRunning, match="in use by another run"):
        open_destination(address)
    mirror.close()


def test_parquet_and_delta_are_not_mixed(address):
    write(address, "EUR")
    inner = address.removeprefix("delta:")
    with pytest.raises(MirrorError, match="put delta: before its address"):
        open_destination(inner)
    with pytest.raises(MirrorError, match="ask for them by delta_tables"):
        parquet_files(inner)
    write(f"{inner} of files", "EUR")
    with pytest.raises(MirrorError, match="leave delta: away"):
        open_destination(f"delta:{inner} of files")


def test_the_folder_may_be_called_as_one_likes_but_for_percent_signs(tmp_path):
    address = f"delta:file://{tmp_path}/it's ä mirror"
    write(address, "EUR")
    write(address, "EUR", "SEK")
    assert codes(address) == ["EUR", "SEK"]
    assert by_its_sql(address)("SELECT count(*) AS n FROM currencies") == [{"n": 2}]
    with pytest.raises(MirrorError, match="there must be no % in the way to it"):
        open_destination(f"delta:file://{tmp_path}/100%")


def test_a_folder_that_is_no_mirror_is_said_so(address):
    with pytest.raises(MirrorError, match="There is no mirror at delta:file:///"):
        delta_tables(address)


def test_versions_that_are_lost_are_said_so(address, tmp_path):
    write(address, "EUR")
    for file in (tmp_path / "mirror" / "currencies" / "_delta_log").iterdir():
        file.unlink()
    with pytest.raises(MirrorError, match="Delta tables cannot be used"):
        open_destination(address)
