"""Lists that are read while they arrive: as objects, as Arrow, once, and never in part without an error."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pyarrow as pa
import pytest

from severakit import entities
from severakit.client import NO_RETRIES, AsyncClient, CallTimeoutError, Client, Timeouts, TruncatedResponseError
from severakit.contract import load_contract
from severakit.soap import envelope
from severakit.soap.arrow_schema import RecursiveType
from support.replay import KEY, SOAP_TYPE, Exchange, Replay, chunked, whole

OPERATION = load_contract().operations["IHourEntry.GetHourEntriesChangedSince"]
HOUR = entities.HourEntry(guid="1", quantity=Decimal("7.5"), event_date=datetime(2026, 10, 1), description="x" * 400)

RESPONSE = envelope.response(OPERATION, [HOUR] * 1000, None)
HEAD_SIZE = RESPONSE.index(b"<a:HourEntry>")
TAIL_SIZE = len(RESPONSE) - RESPONSE.rindex(b"</a:HourEntry>") - len(b"</a:HourEntry>")
HEAD, THOUSAND, TAIL = RESPONSE[:HEAD_SIZE], RESPONSE[HEAD_SIZE:-TAIL_SIZE], RESPONSE[-TAIL_SIZE:]

WAITING = Timeouts(first_byte=2, between_bytes=10)


@pytest.fixture
def client(replay: Replay) -> Iterator[Client]:
    """A client with a single connection, so that a list that holds it is noticed."""
    transport = httpx.HTTPTransport(limits=httpx.Limits(max_connections=1))
    with Client(replay.endpoint, KEY, transport=transport, timeouts=WAITING, retries=NO_RETRIES) as client:
        yield client


@pytest.fixture
def rest(replay: Replay) -> Iterator[threading.Event]:
    """Let the server answer with 20,000 entities and keep the last thousand back until the event is set."""
    event = threading.Event()

    def reply(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": SOAP_TYPE, "Transfer-Encoding": "chunked"})
        exchange.pieces([HEAD, *[THOUSAND] * 19])
        event.wait()
        exchange.pieces([THOUSAND, TAIL, b""])

    replay.reply = reply
    yield event
    event.set()


def test_objects_arrive_before_the_response_ends(client: Client, rest: threading.Event) -> None:
    hours = iter(client.hour_entry.get_hour_entries_changed_since())
    assert next(hours) == HOUR
    rest.set()
    assert sum(hour == HOUR for hour in hours) == 19_999


def test_batches_arrive_before_the_response_ends(client: Client, rest: threading.Event) -> None:
    entities_ = client.hour_entry.get_hour_entries_changed_since()
    reader = entities_.arrow()
    assert isinstance(reader, pa.RecordBatchReader)
    assert reader.schema == entities_.schema
    first = reader.read_next_batch()
    rest.set()
    others = reader.read_all()
    assert len(first) + len(others) == 20_000
    row = others.slice(len(others) - 1).to_pylist()[0]
    assert (row["quantity"], row["event_date"]) == (HOUR.quantity, HOUR.event_date)
    assert others.schema.field("quantity").type == pa.decimal128(38, 10)


def test_async_objects_and_batches_arrive_before_the_response_ends(replay: Replay, rest: threading.Event) -> None:
    async def read() -> tuple[int, int]:
        async with AsyncClient(replay.endpoint, KEY) as client:
            objects = aiter(await client.hour_entry.get_hour_entries_changed_since())
            batches = (await client.hour_entry.get_hour_entries_changed_since()).batches()
            assert await anext(objects) == HOUR
            rows = len(await anext(batches))
            rest.set()
            return len([each async for each in objects]), sum([len(batch) async for batch in batches], start=rows)

    assert asyncio.run(read()) == (19_999, 20_000)


def test_an_instant_has_its_zone_in_arrow(client: Client, replay: Replay) -> None:
    operation = load_contract().operations["IAccount.GetAccountsChangedSince"]
    moment = datetime(2026, 10, 1, 12, tzinfo=UTC)
    replay.reply = whole(envelope.response(operation, [entities.Account(insert_ts=moment)], None))
    table = client.account.get_accounts_changed_since().arrow().read_all()
    assert table.schema.field("insert_ts").type == pa.timestamp("us", "UTC")
    assert table["insert_ts"].to_pylist() == [moment]


def test_an_empty_list_has_a_schema_too(client: Client, replay: Replay) -> None:
    replay.reply = whole(envelope.response(OPERATION, [], None))
    hours = client.hour_entry.get_hour_entries_changed_since()
    assert hours.arrow().read_all().to_pylist() == []
    assert hours.schema.names == [member.python_name for member in load_contract().types["HourEntry"].members]


def test_what_arrow_cannot_hold_can_be_read_as_objects(client: Client, replay: Replay) -> None:
    operation = load_contract().operations["IPhase.GetHourEntryPhasesByUserGUID"]
    nodes = [entities.PhaseTreeNode(name="1")]
    replay.reply = whole(envelope.response(operation, nodes, None))
    result = client.call(operation.qualified_name)
    with pytest.raises(RecursiveType):
        result.arrow()
    assert result.all() == nodes


def test_a_list_is_read_once(client: Client, replay: Replay) -> None:
    replay.reply = chunked(HEAD, THOUSAND, TAIL)
    hours = client.hour_entry.get_hour_entries_changed_since()
    assert len(hours.all()) == 1000
    for again in (hours.all, hours.arrow, lambda: next(iter(hours))):
        with pytest.raises(RuntimeError, match="GetHourEntriesChangedSince was read or closed before"):
            again()
    with client.hour_entry.get_hour_entries_changed_since() as closed:
        assert repr(closed) == "<Entities of IHourEntry.GetHourEntriesChangedSince>"
    with pytest.raises(RuntimeError, match="read or closed before"):
        closed.all()


def test_an_async_list_is_read_once(replay: Replay) -> None:
    replay.reply = chunked(HEAD, THOUSAND, TAIL)

    async def read() -> None:
        async with AsyncClient(replay.endpoint, KEY) as client:
            async with await client.hour_entry.get_hour_entries_changed_since() as hours:
                assert len(await hours.all()) == 1000
                with pytest.raises(RuntimeError, match="read or closed before"):
                    hours.batches()
            hours = await client.hour_entry.get_hour_entries_changed_since()
            batches = hours.batches()
            await hours.aclose()
            with pytest.raises(RuntimeError, match="was closed while it was read"):
                await anext(batches)

    asyncio.run(read())


def test_reading_after_the_end_of_the_with_statement_is_explained(client: Client, rest: threading.Event) -> None:
    with client.hour_entry.get_hour_entries_changed_since() as hours:
        reader = hours.arrow()
        reader.read_next_batch()
    rest.set()
    with pytest.raises(RuntimeError, match="was closed while it was read"):
        reader.read_all()


def test_a_list_that_is_left_halfway_gives_its_connection_back(client: Client, rest: threading.Event) -> None:
    for _ in client.hour_entry.get_hour_entries_changed_since():
        break
    with client.hour_entry.get_hour_entries_changed_since():
        pass
    rest.set()
    assert len(client.hour_entry.get_hour_entries_changed_since().all()) == 20_000


def test_a_list_that_is_not_read_holds_its_connection(client: Client, rest: threading.Event) -> None:
    hours = client.hour_entry.get_hour_entries_changed_since()
    with pytest.raises(CallTimeoutError, match=r"a free connection\. Close lists that are not read to their end"):
        client.api.get_version()
    hours.close()
    rest.set()
    assert len(client.hour_entry.get_hour_entries_changed_since().all()) == 20_000


@pytest.mark.parametrize("read", [list, lambda hours: hours.arrow().read_all()])
def test_a_long_list_that_is_cut_off_raises_after_what_is_right(client: Client, replay: Replay, read) -> None:
    replay.reply = chunked(HEAD, *[THOUSAND] * 10, THOUSAND[:-1])
    with pytest.raises(TruncatedResponseError, match="Call again"):
        read(client.hour_entry.get_hour_entries_changed_since())
    replay.reply = chunked(HEAD, *[THOUSAND] * 10)  # between two entities
    seen = []
    with pytest.raises(TruncatedResponseError, match="Call again"):
        seen.extend(client.hour_entry.get_hour_entries_changed_since())
    assert seen == [HOUR] * len(seen)


_READ = """
import resource, sys
from severakit.client import Client
with Client(sys.argv[1], "key") as client:
    for read in (lambda hours: sum(1 for _ in hours), lambda hours: sum(len(batch) for batch in hours.arrow())):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        rows = read(client.hour_entry.get_hour_entries_changed_since())
        print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_memory_is_bounded_however_long_the_list(replay: Replay) -> None:
    thousands = 120
    replay.reply = chunked(HEAD, *[THOUSAND] * thousands, TAIL)
    output = subprocess.check_output([sys.executable, "-c", _READ, replay.endpoint], text=True)
    megabytes = len(THOUSAND) * thousands // 2**20
    for line in output.splitlines():
        rows, growth = map(int, line.split())
        assert rows == thousands * 1000
        assert growth < megabytes
