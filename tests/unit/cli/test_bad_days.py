"""Commands when the service has a bad day: results on standard output alone, reasons on the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from severakit.client import recorded_operations
from severakit.contract import load_contract
from severakit.soap import envelope
from support.replay import KEY, Exchange, Replay, replaying, whole

PDF = b"%PDF" * 1000


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as replay:
        yield replay


def answer(operation: str, value: object) -> bytes:
    return envelope.response(load_contract().operations[operation], value, envelope.Quota(100, 95))


def run(replay: Replay, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from severakit.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SEVERA_ENDPOINT": replay.endpoint, "SEVERA_API_KEY": KEY},
    )


def test_a_retry_is_told_on_stderr_and_the_result_alone_is_printed(replay: Replay) -> None:
    replies = [Exchange.reset, whole(b"", 503, "text/html", Retry_After="0")]

    def reply(exchange: Exchange) -> None:
        (replies.pop(0) if replies else whole(answer("IAPI.GetVersion", "1.0")))(exchange)

    replay.reply = reply
    result = run(replay, "call", "IAPI.GetVersion")
    assert (result.returncode, json.loads(result.stdout)) == (0, "1.0")
    assert "Try 1 of IAPI.GetVersion failed, the next follows in" in result.stderr
    assert "The connection broke" in result.stderr
    assert KEY not in result.stderr


def test_bytes_go_to_the_file_and_calls_to_the_recording(replay: Replay, tmp_path: Path) -> None:
    replay.reply = whole(answer("IInvoice.GetInvoicePdf", PDF))
    path, record = tmp_path / "1.pdf", tmp_path / "case"
    arguments = ("call", "IInvoice.GetInvoicePdf", "invoiceNumber=1", "--output", str(path), "--record", str(record))
    result = run(replay, *arguments)
    assert (result.returncode, json.loads(result.stdout)) == (0, len(PDF))
    assert path.read_bytes() == PDF
    assert recorded_operations(record) == {"IInvoice.GetInvoicePdf": 1}


def test_a_file_that_cannot_be_written_is_said(replay: Replay, tmp_path: Path) -> None:
    result = run(replay, "call", "IFile.GetFileBytesByGUID", "guid=1", "--output", str(tmp_path / "no" / "file"))
    assert (result.returncode, result.stdout) == (1, "")
    assert "cannot be written" in result.stderr
    result = run(replay, "call", "IAPI.GetVersion", "--output", str(tmp_path / "file"))
    assert (result.returncode, result.stdout) == (2, "")
    assert "returns no bytes" in result.stderr
    assert not replay.requests


def test_a_mirror_stops_before_it_takes_what_is_reserved(replay: Replay, tmp_path: Path) -> None:
    def reply(exchange: Exchange) -> None:
        operation = load_contract().operations_by_action[exchange.headers["SOAPAction"].strip('"')]
        whole(envelope.response(operation, [], envelope.Quota(100, 95)))(exchange)

    replay.reply = reply
    result = run(replay, "sync", "run", "--to", f"duckdb:///{tmp_path}/m.duckdb", "--quota-reserve", "5")
    assert result.returncode == 3
    assert "The quota ended while timezones was read" in result.stderr
    assert "UTC goes on there" in result.stderr
    assert len(replay.requests) == 1
