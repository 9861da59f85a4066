"""Recordings: every request and response of a client in a folder, the key masked, to be replayed without a service.

A call number 7 of ICase.GetCaseByGUID is three files:

- ``000007-ICase.GetCaseByGUID.json``: what happened, a ``RecordedCall``;
- ``000007-ICase.GetCaseByGUID.request.xml``: the body of the request as it was sent, with ``***`` for the key;
- ``000007-ICase.GetCaseByGUID.response.xml``: the body of the response, as far as it came and was read.

Each try of a call is one of its own. docs/how-to/recording.md describes the format for other programs.
"""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.sax.saxutils import escape

import httpx
import msgspec

from severakit.contract import load_contract

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from os import PathLike

MASK = "***"
"""What stands in a recording in place of the API key."""

_KEY_BLOCK = re.compile(rb"(<(?:\w+:)?WebServicePassword\b[^>]*>)[^<]*")
_KEPT_HEADERS = ("content-type", "retry-after", "date", "server")
_PIECE = 256 * 1024
_SECRET = 8


class NotRecorded(LookupError):  # noqa: N818 - names the fact
    """A replay was asked for a call that is not in its recording."""


class RecordedCall(msgspec.Struct):
    """What is known of one try of a call.

    ``status`` is None, and ``error`` says why, when no response came; ``complete`` whether the response was read to
    its end. ``response_bytes`` counts the body without compression. ``seconds`` last until the response was read.
    """

    number: int
    operation: str
    endpoint: str
    started: datetime
    request_bytes: int
    seconds: float = 0.0
    status: int | None = None
    headers: dict[str, str] = {}
    response_bytes: int = 0
    complete: bool = False
    error: str | None = None

    @property
    def name(self) -> str:
        """What the names of the call's files begin with."""
        return f"{self.number:06}-{self.operation}"


def recorded_operations(folder: str | PathLike[str]) -> Counter[str]:
    """Return how often each operation was called in a recording. Raises ValueError as ``recorded_calls`` does."""
    return Counter(call.operation for call in recorded_calls(folder))


def recorded_calls(folder: str | PathLike[str]) -> list[RecordedCall]:
    """Return the calls of a recording in the order in which they began.

    Raises ValueError for a folder without a recording, and for a file of one that cannot be read.
    """
    paths = sorted(Path(folder).glob("*.json"))
    if not paths:
        raise ValueError(f"There is no recording in {folder}. Make one with Client(…, record=FOLDER).")
    try:
        return [msgspec.json.decode(path.read_bytes(), type=RecordedCall) for path in paths]
    except msgspec.MsgspecError as error:
        raise ValueError(f"The recording in {folder} cannot be read: {error}.") from None


class Recorder:
    """Writes the calls of one client to a folder, which is made if it is not there. Several may share a folder.

    Calls may be under way at the same time, in several threads. Raises OSError where the folder cannot be written.
    """

    def __init__(self, folder: str | PathLike[str], api_key: str) -> None:
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        forms = {api_key, escape(api_key), escape(api_key, {'"': "&quot;", "'": "&apos;"})}
        # A key as short as "demo" is no secret, and would be found within words.
        self._secrets = sorted({form.encode() for form in forms if len(form) >= _SECRET}, key=len, reverse=True)
        self._lock = threading.Lock()
        self._numbers = count(1 + max((int(path.name[:6]) for path in self._folder.glob("[0-9]*-*.json")), default=0))

    @contextmanager
    def recording(self, request: httpx.Request) -> Iterator[Recording]:
        """Write down a request, which is sent within the block, and yield what takes the response."""
        recording = self._begin(request)
        try:
            yield recording
        except BaseException as error:
            recording.end(error)
            raise

    def _begin(self, request: httpx.Request) -> Recording:
        body = self.masked(_KEY_BLOCK.sub(rb"\1" + MASK.encode(), request.read()))
        while True:
            with self._lock:
                number = next(self._numbers)
            call = RecordedCall(
                number=number,
                operation=_operation(request),
                endpoint=str(request.url),
                started=datetime.now(UTC),
                request_bytes=len(body),
            )
            try:
                # Another program may have taken the number in the meantime.
                with (self._folder / f"{call.name}.request.xml").open("xb") as file:
                    file.write(body)
            except FileExistsError:
                continue
            return Recording(self._folder, call, self)

    def masked(self, data: bytes) -> bytes:
        """Return ``data`` without the key."""
        for secret in self._secrets:
            data = data.replace(secret, MASK.encode())
        return data

    @property
    def longest_secret(self) -> int:
        """How many bytes the key has in its longest form."""
        return max(map(len, self._secrets), default=1)


class Recording:
    """One call that is being written down."""

    def __init__(self, folder: Path, call: RecordedCall, recorder: Recorder) -> None:
        self._folder = folder
        self._call = call
        self._recorder = recorder
        self._file: BinaryIO | None = None
        self._held = b""
        self._write_call()

    def answered(self, response: httpx.Response) -> None:
        """Note the head of the response, and from now on what is read of its body."""
        self._call.status = response.status_code
        kept = ((name, response.headers.get(name)) for name in _KEPT_HEADERS)
        self._call.headers = {name: value for name, value in kept if value is not None}
        if response.headers.get("content-encoding", "identity") != "identity":
            # Not asked for, and not to be masked without being unpacked.
            self._call.error = "The response came compressed and is not kept."
        else:
            self._file = (self._folder / f"{self._call.name}.response.xml").open("wb")
        response.stream = _RecordedStream(response.stream, self)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Note how the reading of the response, within the block, ends."""
        try:
            yield
        except Exception as error:
            self._note(error)
            raise
        self._call.complete = True

    def take(self, data: bytes) -> None:
        """Write the next part of the response's body; the key may lie across two parts."""
        self._call.response_bytes += len(data)
        if self._file is not None:
            held = self._recorder.masked(self._held + data)
            keep = min(len(held), self._recorder.longest_secret - 1)
            self._file.write(held[: len(held) - keep])
            self._held = held[len(held) - keep :]

    def end(self, error: BaseException | None = None) -> None:
        """Close the call's files."""
        if self._file is not None:
            self._file.write(self._held)
            self._file.close()
            self._file = None
        if error is not None:
            self._note(error)
        self._call.seconds = round((datetime.now(UTC) - self._call.started).total_seconds(), 6)
        self._write_call()

    def _note(self, error: BaseException) -> None:
        self._call.error = self._recorder.masked(f"{type(error).__name__}: {error}".encode()).decode()

    def _write_call(self) -> None:
        content = msgspec.json.format(msgspec.json.encode(self._call), indent=2)
        path = self._folder / f"{self._call.name}.json"
        new = path.with_suffix(".new")
        new.write_bytes(content + b"\n")
        new.replace(path)


def _operation(request: httpx.Request) -> str:
    action = request.headers.get("SOAPAction", "").strip('"')
    operation = load_contract().operations_by_action.get(action)
    return operation.qualified_name if operation else "unknown"


class _RecordedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Passes a response's body on and has it written down; of the kind that the stream within is."""

    def __init__(self, stream: Any, recording: Recording) -> None:
        self._stream = stream
        self._recording = recording

    def __iter__(self) -> Iterator[bytes]:
        with self._recording.reading():
            for data in self._stream:
                self._recording.take(data)
                yield data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._recording.reading():
            async for data in self._stream:
                self._recording.take(data)
                yield data

    def close(self) -> None:
        self._stream.close()
        self._recording.end()

    async def aclose(self) -> None:
        await self._stream.aclose()
        self._recording.end()


# Replay


class ReplayTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers requests from a recording, with no network: each as it was answered then.

    A request that was sent several times gets the answers in their order, and then the last one again. One that is
    not in the recording raises NotRecorded, which says what is there.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self._folder = Path(folder)
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, bytes], list[RecordedCall]] = defaultdict(list)
        for call in recorded_calls(folder):
            request = (self._folder / f"{call.name}.request.xml").read_bytes()
            self._answers[call.operation, request].append(call)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        return self._response(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        return self._response(request)

    def _response(self, request: httpx.Request) -> httpx.Response:
        call = self._next_answer(request)
        if call.status is None:
            raise httpx.ReadError(f"in the recording no response came: {call.error}", request=request)
        # Whoever waited then need not wait again.
        headers = {name: "0" if name == "retry-after" else value for name, value in call.headers.items()}
        stream = _ReplayedStream(self._folder / f"{call.name}.response.xml", call)
        return httpx.Response(call.status, headers=headers, stream=stream, request=request)

    def _next_answer(self, request: httpx.Request) -> RecordedCall:
        body = _KEY_BLOCK.sub(rb"\1" + MASK.encode(), request.read())
        operation = _operation(request)
        with self._lock:
            calls = self._answers.get((operation, body), [])
            if not calls:
                alike = sum(known == operation for known, _ in self._answers)
                there = f"it has {alike} with other arguments" if alike else "nor is any other of this operation"
                raise NotRecorded(f"This call of {operation} is not in the recording {self._folder}; {there}.")
            return calls.pop(0) if len(calls) > 1 else calls[0]


class _ReplayedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, path: Path, call: RecordedCall) -> None:
        self._path = path
        self._call = call

    def __iter__(self) -> Iterator[bytes]:
        if self._path.exists():
            with self._path.open("rb") as file:
                while data := file.read(_PIECE):
                    yield data
        if not self._call.complete:
            raise httpx.ReadError(f"the recording of this response ends here: {self._call.error or 'it was not read'}")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for data in self:
            yield data
