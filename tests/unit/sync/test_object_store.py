"""Parquet files and Delta tables in an object store that speaks S3: what holds in a folder holds there."""

from __future__ import annotations

import sys
from decimal import Decimal

import fsspec
import polars as pl
import pyarrow.dataset as ds
import pytest

from severakit.client import Client
from severakit.entities import Currency
from severakit.sync import AlreadyRunning, delta_tables, open_destination, parquet_files
from support.currencies_mirror import merge, place
from support.foreign_tools import run

RATE = Decimal("1.0000000001")


@pytest.fixture(params=["", "delta:"])
def address(request, bucket):
    return f"{request.param}{bucket}/mirror"


def found(*codes):
    return [Currency(guid=code, iso_code=code, rate=RATE) for code in codes]


def write(address, *codes):
    """Let a run find these currencies."""
    mirror = open_destination(address)
    merge(mirror, found(*codes))
    mirror.close()


def rows(address, table="currencies"):
    """The rows of a table that are not marked as deleted, read by what its readers use."""
    if address.startswith("delta:"):
        frame = pl.read_delta(delta_tables(address)[table])
    else:
        file = parquet_files(address)[table]
        dataset = ds.dataset(file.removeprefix("s3://"), filesystem=fsspec.filesystem("s3"))
        frame = pl.from_arrow(dataset.to_table())
    return frame.filter(pl.col("_deleted_at").is_null()).sort("guid")


def names(address):
    filesystem = fsspec.filesystem("s3")
    filesystem.invalidate_cache()
    return filesystem.find(address.removeprefix("delta:").removeprefix("s3://"))


def test_each_run_publishes_exact_amounts_and_goes_on_from_the_last(address):
    write(address, "EUR")
    write(address, "EUR", "SEK")
    assert rows(address)["rate"].to_list() == [RATE, RATE]
    assert place(address) == 2
    write(address, "SEK")
    assert rows(address)["guid"].to_list() == ["SEK"]


def test_files_of_older_runs_are_removed(address):
    for count in range(1, 6):
        write(address, *["EUR", "SEK", "NOK", "DKK", "USD"][:count])
    # Of Delta tables the version before stays.
    kept = 2 if address.startswith("delta:") else 1
    assert len([name for name in names(address) if "/currencies/" in name and name.endswith(".parquet")]) == kept


def test_the_later_of_two_runs_publishes_nothing(address):
    write(address, "EUR")
    mirror = open_destination(address)
    merge(mirror, found("SEK"))
    write(address, "EUR", "NOK")
    with pytest.raises(AlreadyRunning, match="Another run wrote to this mirror"):
        mirror.close()
    assert rows(address)["guid"].to_list() == ["EUR", "NOK"]


def test_a_run_of_the_command_mirrors_a_service_there(address, running_service, object_store_variables):
    service = {"SEVERA_ENDPOINT": running_service.endpoint, "SEVERA_API_KEY": running_service.api_key}
    command = [sys.executable, "-m", "severakit", "sync", "run", "--to", address, "--tables", "currencies"]
    for _ in range(2):
        done = run(*command, variables=service | dict(object_store_variables))
        assert done.returncode == 0, done.stderr
    with Client(running_service.endpoint, running_service.api_key) as client:
        expected = {each.guid: each.rate for each in client.currency.get_currencies()}
    assert dict(rows(address).select("guid", "rate").iter_rows()) == expected


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"AWS_SECRET_ACCESS_KEY": ""}, "credentials"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:2", "AWS_MAX_ATTEMPTS": "1"}, "Could not connect"),
    ],
)
def test_a_store_that_does_not_open_is_said_in_a_sentence(address, object_store_variables, changed, said):
    away = {"SEVERA_ENDPOINT": "http://127.0.0.1:2/", "SEVERA_API_KEY": "none", "AWS_EC2_METADATA_DISABLED": "true"}
    variables = away | dict(object_store_variables) | changed
    done = run(sys.executable, "-m", "severakit", "sync", "run", "--to", address, variables=variables)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"The mirror at {address.removeprefix('delta:')} cannot be used: " in done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) <= 2
