"""Answers of 10, 100 and 1,000 MB need the same memory: measured in a process of its own, as the system sees it."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from severakit import entities
from severakit.contract import load_contract
from severakit.soap import envelope
from support.large_answer import LargeAnswer, serving

SIZES = [10, 100, 1000]

FLAT = 48
"""Megabytes by which the most that was ever held may grow from the first size to the last."""

_MEASURE = """
import asyncio, re, sys
from pathlib import Path
from severakit.client import AsyncClient, Client

def most_megabytes():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

def read(url, how):
    with Client(url, "key") as client:
        if how == "objects":
            return sum(1 for _ in client.hour_entry.get_hour_entries_changed_since())
        if how == "arrow":
            return sum(map(len, client.hour_entry.get_hour_entries_changed_since().arrow()))
        return client.invoice.get_invoice_pdf(into=open("/dev/null", "wb"))

async def read_async(url, how):
    async with AsyncClient(url, "key") as client:
        if how == "arrow":
            return sum([len(b) async for b in (await client.hour_entry.get_hour_entries_changed_since()).batches()])
        return await client.invoice.get_invoice_pdf(into=open("/dev/null", "wb"))

host, name, how, kind, *sizes = sys.argv[1:]
for size in sizes:
    url = f"http://{host}/{name}/{size}"
    print(read(url, how) if kind == "sync" else asyncio.run(read_async(url, how)), most_megabytes(), flush=True)
"""


def hours() -> LargeAnswer:
    """A list of 2,000 hour entries a piece."""
    operation = load_contract().operations["IHourEntry.GetHourEntriesChangedSince"]
    entry = entities.HourEntry(
        guid="1" * 32, quantity=Decimal("7.5"), event_date=datetime(2026, 10, 1), description="x" * 400
    )
    response = envelope.response(operation, [entry] * 2000, None)
    start = response.index(b"<a:HourEntry>")
    end = response.rindex(b"</a:HourEntry>") + len(b"</a:HourEntry>")
    return LargeAnswer(response[:start], response[start:end], response[end:])


CONTENT = bytes(range(256)) * 3 * 512


def pdf() -> LargeAnswer:
    """A file in base64."""
    operation = load_contract().operations["IInvoice.GetInvoicePdf"]
    response = envelope.response(operation, CONTENT, None)
    text = b64encode(CONTENT)
    head, tail = response.split(text)
    return LargeAnswer(head, text, tail)


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with serving({"hours": hours(), "pdf": pdf()}) as host:
        yield host


@pytest.mark.parametrize(
    ("name", "how", "kind", "sizes"),
    [
        ("pdf", "file", "sync", SIZES),
        ("pdf", "file", "async", SIZES),
        ("hours", "arrow", "sync", SIZES),
        ("hours", "arrow", "async", SIZES[:2]),
        ("hours", "objects", "sync", SIZES),
    ],
)
def test_memory_is_flat(host: str, name: str, how: str, kind: str, sizes: list[int]) -> None:
    output = subprocess.check_output(
        [sys.executable, "-c", _MEASURE, host, name, how, kind, *map(str, sizes)], text=True
    )
    answer, each = (hours(), 2000) if name == "hours" else (pdf(), len(CONTENT))
    results = [tuple(map(int, line.split())) for line in output.splitlines()]
    assert [result for result, _ in results] == [answer.pieces(size) * each for size in sizes]
    most = [megabytes for _, megabytes in results]
    assert most[-1] - most[0] < FLAT, most
