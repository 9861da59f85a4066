"""The DuckDB mirror: rows and cursor together, and nothing touched that is as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from severakit.sync import DuckDBMirror, MirrorError, Moved

SCHEMA = pa.schema(
    [("guid", pa.string()), ("price", pa.decimal128(38, 10)), ("tags", pa.list_(pa.string())), ("owner", pa.string())]
)
MOMENT = datetime(2026, 10, 1, 12, tzinfo=UTC)


def reader(*rows):
    columns = zip(*rows, strict=True) if rows else [[]] * len(SCHEMA)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatchReader.from_batches(SCHEMA, [pa.record_batch(arrays, schema=SCHEMA)])


def row(guid, price="1.50", tags=("x",), owner=None):
    return guid, Decimal(price), list(tags), owner


@pytest.fixture
def mirror(tmp_path):
    mirror = DuckDBMirror(f"duckdb:///{tmp_path}/new/folder/mirror.duckdb")
    yield mirror
    mirror.close()


def guids(mirror):
    return {each["guid"] for each in mirror.query("SELECT guid FROM cases")}


def test_only_rows_that_differ_move(mirror):
    assert mirror.merge("cases", "guid", reader(row("a"), row("b"), row("c")), MOMENT) == Moved(3, 3, 0)
    again = reader(row("a"), row("b", "1.5"), row("c", tags=["y"]), row("d", tags=[]))
    assert mirror.merge("cases", "guid", again, MOMENT) == Moved(4, 2, 0)
    assert mirror.query("SELECT guid, price, tags FROM cases ORDER BY guid") == [
        {"guid": "a", "price": Decimal("1.5000000000"), "tags": ["x"]},
        {"guid": "b", "price": Decimal("1.5000000000"), "tags": ["x"]},
        {"guid": "c", "price": Decimal("1.5000000000"), "tags": ["y"]},
        {"guid": "d", "price": Decimal("1.5000000000"), "tags": []},
    ]


def test_a_row_that_comes_twice_is_kept_once_as_it_came_last(mirror):
    mirror.merge("cases", "guid", reader(row("a", "1"), row("a", "2")), MOMENT)
    assert mirror.query("SELECT price FROM cases") == [{"price": Decimal("2.0000000000")}]


def test_null_and_empty_are_changes(mirror):
    mirror.merge("cases", "guid", reader(row("a", tags=[], owner="")), MOMENT)
    assert mirror.merge("cases", "guid", reader(row("a", tags=[], owner=None)), MOMENT).changed == 1


def test_replacing_deletes_what_is_gone(mirror):
    mirror.replace("cases", "guid", reader(row("a"), row("b")))
    assert mirror.replace("cases", "guid", reader(row("b"), row("c"))) == Moved(2, 1, 1)
    assert guids(mirror) == {"b", "c"}


def test_a_read_that_breaks_leaves_rows_and_cursor_as_they_were(mirror):
    mirror.merge("cases", "guid", reader(row("a")), MOMENT)

    def broken():
        yield from reader(row("b"))
        raise ConnectionResetError("cut off")

    later = datetime(2026, 10, 2, tzinfo=UTC)
    with pytest.raises(Exception, match="cut off"):
        mirror.merge("cases", "guid", pa.RecordBatchReader.from_batches(SCHEMA, broken()), later)
    assert guids(mirror) == {"a"}
    assert mirror.cursor("cases") == MOMENT
    assert mirror.merge("cases", "guid", reader(row("b")), later).changed == 1


def test_the_cursor_survives_closing(tmp_path):
    url = f"duckdb:///{tmp_path}/mirror.duckdb"
    first = DuckDBMirror(url)
    assert first.cursor("cases") is None
    first.merge("cases", "guid", reader(row("a")), MOMENT)
    first.close()
    second = DuckDBMirror(url)
    assert second.cursor("cases") == MOMENT
    second.close()


def test_references_that_are_missing_or_changed_are_found(mirror):
    assert mirror.referenced("cases", "owner", "people", None, None) == set()
    mirror.merge("cases", "guid", reader(row("a", owner="p"), row("b", owner="q"), row("c")), MOMENT)
    assert mirror.referenced("cases", "owner", "people", None, None) == {"p", "q"}
    mirror.merge("people", "guid", reader(row("p")), MOMENT)
    assert mirror.referenced("cases", "owner", "people", None, None) == {"q"}


@pytest.mark.parametrize("url", ["", "mirror.duckdb", "duckdb:///", "postgresql://h/d"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(MirrorError, match="duckdb:///FILE"):
        DuckDBMirror(url)


def test_a_file_that_is_no_mirror_is_refused_and_kept(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 1000)
    with pytest.raises(MirrorError, match="cannot be opened"):
        DuckDBMirror(f"duckdb:///{path}")
    assert path.read_text().startswith("not a database")
