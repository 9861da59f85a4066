"""Tables as record batches straight from the client, for polars and pandas."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import polars as pl
import pytest

from severakit.client import Client
from severakit.client.plan import TABLES, Each
from severakit.entities import WorkType


@pytest.fixture
def client(running_service):
    with Client(running_service.endpoint, running_service.api_key) as client:
        yield client


@pytest.mark.parametrize("table", [table.name for table in TABLES if not isinstance(table.reading, Each)])
def test_every_table_that_is_listed_can_be_read(client, table):
    reader = client.arrow(table)
    assert "guid" in reader.schema.names or "name" in reader.schema.names
    reader.read_all()


def test_polars_and_pandas_take_a_table_in_one_line(client):
    everything = pl.from_arrow(client.arrow("work_types"))
    assert len(everything) == len(client.work_type.get_all_work_types().all())
    frame = client.arrow("users").read_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert "Api" in set(frame["first_name"])


def test_since_gives_what_changed(client):
    before = datetime.now(UTC)
    added = client.work_type.add_new_work_type(work_type_info=WorkType(name=f"Bulk {before.timestamp()}"))
    assert added.guid in client.arrow("work_types", since=before).read_all().column("guid").to_pylist()
    assert len(pl.from_arrow(client.arrow("work_types", since=datetime(2040, 1, 1, tzinfo=UTC)))) == 0


@pytest.mark.parametrize(
    ("table", "since", "said"),
    [
        ("hours", None, "No table is called hours"),
        ("phase_members", None, r"for each row of phases: call IPhaseMember\.GetPhaseMembersByPhaseGUID"),
        ("currencies", datetime(2026, 1, 1, tzinfo=UTC), "No operation tells what changed in currencies"),
    ],
)
def test_what_cannot_be_read_so_is_said(client, table, since, said):
    with pytest.raises(ValueError, match=said):
        client.arrow(table, since=since)
