"""Recordings: what is kept of every call, the key never, and the same answers again without a service."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from severakit import entities
from severakit.client import (
    NO_RETRIES,
    AsyncClient,
    Client,
    ConnectionLostError,
    GeneralFailureError,
    NotFoundError,
    NotRecorded,
    Retries,
    recorded_calls,
    recorded_operations,
)
from severakit.contract import load_contract
from severakit.soap import envelope, faults
from support.replay import KEY, Exchange, Replay, chunked, whole

CASES = [entities.Case(guid=str(number), name="A <b> & ☃") for number in range(30)]
PDF = bytes(range(256)) * 1000


def answer(operation: str, value: Any) -> bytes:
    return envelope.response(load_contract().operations[operation], value, None)


def play(exchange: Exchange) -> None:
    """Answer each operation in its own way."""
    match exchange.headers["SOAPAction"].strip('"').rpartition("/")[2]:
        case "GetAllCases":
            content = answer("ICase.GetAllCases", CASES)
            chunked(content[:1000], content[1000:])(exchange)
        case "GetInvoicePdf":
            whole(answer("IInvoice.GetInvoicePdf", PDF))(exchange)
        case "GetVersion":
            whole(answer("IAPI.GetVersion", "1.0"))(exchange)
        case _:
            whole(faults.render_fault(faults.NotFound("No case.")), 500)(exchange)


def use(client: Client) -> list[Any]:
    """Make calls of all kinds and return what came of them."""
    with pytest.raises(NotFoundError) as missing:
        client.case.get_case_by_guid(case_guid="7")
    file = io.BytesIO()
    return [
        client.api.get_version(),
        client.case.get_all_cases().all(),
        client.case.get_all_cases(business_unit_guid="1").arrow().read_all(),
        client.invoice.get_invoice_pdf(invoice_number=1, into=file),
        file.getvalue(),
        str(missing.value),
    ]


async def use_async(client: AsyncClient) -> list[Any]:
    async with client:
        return [await client.api.get_version(), await (await client.case.get_all_cases()).all()]


def no_secret_in(folder: Path) -> bool:
    forms = (KEY, KEY.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), KEY[10:])
    return not any(form.encode() in path.read_bytes() for path in folder.iterdir() for form in forms)


def test_a_recording_gives_the_same_without_a_service(replay: Replay, tmp_path: Path) -> None:
    replay.reply = play
    with Client(replay.endpoint, KEY, record=tmp_path) as client:
        first = use(client)
    asked = len(replay.requests)
    with Client.replay(tmp_path) as offline:
        assert use(offline) == first
    assert asyncio.run(use_async(AsyncClient.replay(tmp_path))) == first[:2]
    assert len(replay.requests) == asked
    assert no_secret_in(tmp_path)


def test_the_async_client_records_the_same(replay: Replay, tmp_path: Path) -> None:
    replay.reply = play
    first = asyncio.run(use_async(AsyncClient(replay.endpoint, KEY, record=tmp_path / "async")))
    with Client(replay.endpoint, KEY, record=tmp_path / "sync") as client:
        client.api.get_version()
        client.case.get_all_cases().all()
    with Client.replay(tmp_path / "async") as offline:
        assert [offline.api.get_version(), offline.case.get_all_cases().all()] == first
    kept = [sorted(path.name for path in (tmp_path / kind).iterdir()) for kind in ("sync", "async")]
    assert kept[0] == kept[1]
    for name in (name for name in kept[0] if name.endswith(".xml")):
        assert (tmp_path / "sync" / name).read_bytes() == (tmp_path / "async" / name).read_bytes()


def test_the_files_are_what_the_documentation_says(replay: Replay, tmp_path: Path) -> None:
    replay.reply = play
    with Client(replay.endpoint, KEY, record=tmp_path) as client:
        client.case.get_all_cases().all()
    name = "000001-ICase.GetAllCases"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{name}.json",
        f"{name}.request.xml",
        f"{name}.response.xml",
    ]
    assert (tmp_path / f"{name}.response.xml").read_bytes() == answer("ICase.GetAllCases", CASES)
    assert (
        b'<WebServicePassword xmlns="http://soap.severa.com/">***</WebServicePassword>'
        in (tmp_path / f"{name}.request.xml").read_bytes()
    )
    kept = json.loads((tmp_path / f"{name}.json").read_bytes())
    assert kept.pop("started").endswith("Z")
    assert kept.pop("seconds") > 0
    assert "text/xml" in kept.pop("headers")["content-type"]
    assert kept == {
        "number": 1,
        "operation": "ICase.GetAllCases",
        "endpoint": replay.endpoint,
        "request_bytes": (tmp_path / f"{name}.request.xml").stat().st_size,
        "status": 200,
        "response_bytes": (tmp_path / f"{name}.response.xml").stat().st_size,
        "complete": True,
        "error": None,
    }
    assert recorded_operations(tmp_path) == {"ICase.GetAllCases": 1}


@pytest.mark.parametrize("size", [1, 7, 40, 10_000])
def test_a_key_that_the_service_quotes_is_masked_wherever_the_answer_is_cut(
    replay: Replay, tmp_path: Path, size: int
) -> None:
    message = faults.render_fault(faults.GeneralFailure(f"Who is {KEY}? Nobody knows {KEY}."))
    headers = {"Content-Type": "text/xml", "Transfer-Encoding": "chunked"}

    def reply(exchange: Exchange) -> None:
        exchange.head(500, headers)
        exchange.pieces([*(message[start : start + size] for start in range(0, len(message), size)), b""])

    replay.reply = reply
    with Client(replay.endpoint, KEY, record=tmp_path) as client, pytest.raises(GeneralFailureError):
        client.case.get_all_cases()
    assert no_secret_in(tmp_path)
    assert b"Who is ***? Nobody knows ***." in next(tmp_path.glob("*.response.xml")).read_bytes()


def test_every_try_is_kept_and_replayed_in_its_order(replay: Replay, tmp_path: Path) -> None:
    replies = [Exchange.reset, whole(b"", 503, "text/html", Retry_After="0"), whole(answer("IAPI.GetVersion", "1.0"))]
    replay.reply = lambda exchange: replies.pop(0)(exchange)  # noqa: PLW0108 - one after the other
    with Client(replay.endpoint, KEY, record=tmp_path, retries=Retries(first_pause=0)) as client:
        assert client.api.get_version() == "1.0"
    calls = recorded_calls(tmp_path)
    assert [(call.status, call.complete) for call in calls] == [(None, False), (503, False), (200, True)]
    assert calls[0].error.startswith("ReadError")
    with Client.replay(tmp_path).with_options(retries=NO_RETRIES) as offline, pytest.raises(ConnectionLostError):
        offline.api.get_version()
    with Client.replay(tmp_path) as offline:
        assert offline.api.get_version() == "1.0"


def test_a_list_that_was_not_read_to_its_end_breaks_off_there(replay: Replay, tmp_path: Path) -> None:
    content = answer("ICase.GetAllCases", CASES * 200)
    replay.reply = chunked(*(content[start : start + 10_000] for start in range(0, len(content), 10_000)))
    with Client(replay.endpoint, KEY, record=tmp_path) as client, client.case.get_all_cases():
        pass
    [call] = recorded_calls(tmp_path)
    assert not call.complete
    assert 0 < call.response_bytes < len(content)
    with Client.replay(tmp_path).with_options(retries=NO_RETRIES) as offline, pytest.raises(ConnectionLostError):
        offline.case.get_all_cases().all()


def test_what_is_not_in_the_recording_is_named(replay: Replay, tmp_path: Path) -> None:
    replay.reply = play
    with Client(replay.endpoint, KEY, record=tmp_path) as client:
        client.case.get_all_cases().close()
    with Client.replay(tmp_path) as offline:
        with pytest.raises(NotRecorded, match=r"GetAllCases is not in .* it has 1 with other arguments"):
            offline.case.get_all_cases(business_unit_guid="1")
        with pytest.raises(NotRecorded, match="nor is any other of this operation"):
            offline.api.get_version()


def test_clients_that_share_a_folder_do_not_write_over_each_other(replay: Replay, tmp_path: Path) -> None:
    replay.reply = play
    with (
        Client(replay.endpoint, KEY, record=tmp_path) as one,
        Client(replay.endpoint, KEY, record=tmp_path) as other,
        ThreadPoolExecutor(4) as threads,
    ):
        for _ in threads.map(lambda client: client.api.get_version(), [one, other] * 20):
            pass
    assert [call.number for call in recorded_calls(tmp_path)] == list(range(1, 41))


def test_a_compressed_answer_is_not_asked_for_and_not_kept(replay: Replay, tmp_path: Path) -> None:
    replay.reply = whole(gzip.compress(answer("IAPI.GetVersion", "1.0")), Content_Encoding="gzip")
    with Client(replay.endpoint, KEY, record=tmp_path) as client:
        assert client.api.get_version() == "1.0"
    [call] = recorded_calls(tmp_path)
    assert replay.requests[0].headers["Accept-Encoding"] == "identity"
    assert call.error == "The response came compressed and is not kept."
    assert not list(tmp_path.glob("*.response.xml"))


def test_what_is_no_recording_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"There is no recording in .*record=FOLDER"):
        Client.replay(tmp_path)
    (tmp_path / "000001-IAPI.GetVersion.json").write_text('{"number": "one"}')
    with pytest.raises(ValueError, match=r"cannot be read: Expected `int`"):
        recorded_operations(tmp_path)
