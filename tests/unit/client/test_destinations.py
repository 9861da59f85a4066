"""Bytes that go to a file while they arrive: whole or not at all, for every operation that returns bytes."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest

from severakit.client import AsyncClient, Client, NotFoundError, Retries, TransportError, TruncatedResponseError
from severakit.contract import load_contract
from severakit.soap import envelope, faults
from support.replay import KEY, Exchange, Replay, chunked, whole

BYTES = bytes(range(256)) * 2000
OPERATIONS = [
    name
    for name, operation in load_contract().operations.items()
    if operation.returns and operation.returns.name == "base64Binary"
]
PDF = "IInvoice.GetInvoicePdf"
QUICK = Retries(tries=3, first_pause=0)


def content(value: Any, operation: str = PDF) -> bytes:
    return envelope.response(load_contract().operations[operation], value, envelope.Quota(10, 1))


def broken(exchange: Exchange) -> None:
    whole_answer = content(BYTES)
    chunked(whole_answer[: len(whole_answer) // 2])(exchange)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=["sync", "async"])
def save(request: pytest.FixtureRequest, replay: Replay) -> Any:
    """Call an operation that returns bytes, with a client of either kind."""

    def save(operation: str = PDF, **arguments: Any) -> Any:
        if request.param == "sync":
            with Client(replay.endpoint, KEY, retries=QUICK) as client:
                return client.call(operation, **arguments)

        async def save_async() -> Any:
            async with AsyncClient(replay.endpoint, KEY, retries=QUICK) as client:
                return await client.call(operation, **arguments)

        return asyncio.run(save_async())

    return save


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_that_returns_bytes_can_write_them(
    save: Any, replay: Replay, tmp_path: Path, operation: str
) -> None:
    replay.reply = whole(content(BYTES, operation))
    file, path = io.BytesIO(), tmp_path / "file"
    file.write(b"before ")
    assert save(operation, into=file) == save(operation, into=path) == save(operation, into=str(path)) == len(BYTES)
    assert file.getvalue() == b"before " + BYTES
    assert path.read_bytes() == BYTES
    assert save(operation) == BYTES
    assert names_in(tmp_path) == ["file"]


def test_the_methods_take_a_destination(replay: Replay, tmp_path: Path) -> None:
    replay.reply = whole(content(BYTES))
    with Client(replay.endpoint, KEY) as client:
        assert client.invoice.get_invoice_pdf(invoice_number=1, into=tmp_path / "1.pdf") == len(BYTES)
        assert client.quota == (10, 1)
    assert (tmp_path / "1.pdf").read_bytes() == BYTES


def test_where_there_is_nothing_no_file_is_made_or_touched(save: Any, replay: Replay, tmp_path: Path) -> None:
    replay.reply = whole(content(None))
    (tmp_path / "old").write_bytes(b"old")
    assert save(into=tmp_path / "old") is None
    assert save(into=tmp_path / "new") is None
    replay.reply = whole(faults.render_fault(faults.NotFound("No invoice.")), 500)
    for name in ("old", "new"):
        with pytest.raises(NotFoundError):
            save(into=tmp_path / name)
    assert names_in(tmp_path) == ["old"]
    assert (tmp_path / "old").read_bytes() == b"old"


def test_an_empty_file_is_a_file(save: Any, replay: Replay, tmp_path: Path) -> None:
    replay.reply = whole(content(b""))
    assert save(into=tmp_path / "empty") == 0
    assert (tmp_path / "empty").read_bytes() == b""
    assert save() == b""


def test_a_broken_answer_is_read_again_from_its_beginning(save: Any, replay: Replay, tmp_path: Path) -> None:
    for into in (tmp_path / "file", io.BytesIO(b"keep" + b"x" * 10_000_000)):
        replies = [broken, broken, whole(content(BYTES))]
        replay.reply = lambda exchange, replies=replies: replies.pop(0)(exchange)
        if isinstance(into, io.BytesIO):
            into.seek(4)
        assert save(into=into) == len(BYTES)
    assert (tmp_path / "file").read_bytes() == BYTES
    assert into.getvalue() == b"keep" + BYTES


def test_what_does_not_arrive_whole_takes_no_place(save: Any, replay: Replay, tmp_path: Path) -> None:
    replay.reply = broken
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises((TransportError, TruncatedResponseError)):
        save(into=tmp_path / "file")
    assert names_in(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_what_cannot_be_taken_back_is_not_written_twice(save: Any, replay: Replay) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: Any) -> int:
            raise io.UnsupportedOperation

        tell = seek

    def reply(exchange: Exchange) -> None:
        whole_answer = content(BYTES)
        chunked(whole_answer[: len(whole_answer) // 2], b"")(exchange)

    pipe = Pipe()
    replay.reply = whole(content(BYTES))
    assert save(into=pipe) == len(BYTES)
    replay.reply = reply
    with pytest.raises((TransportError, TruncatedResponseError)):
        save(into=pipe)
    assert len(replay.requests) == 2


def test_a_path_that_cannot_be_written_is_said_before_anything_is_sent(
    save: Any, replay: Replay, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        save(into=tmp_path / "no" / "such" / "folder")
    with pytest.raises(ValueError, match=r"ICase.GetAllCases returns no bytes .* Leave out `into`"):
        save("ICase.GetAllCases", into=tmp_path / "file")
    assert not replay.requests
    assert names_in(tmp_path) == []
