"""The entities of a list result, read while they arrive, once: as objects or as Arrow record batches."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pyarrow as pa
import stamina

from severakit.client.errors import SeveraError
from severakit.soap.arrow_schema import arrow_schema
from severakit.soap.columns import ArrowListReader, EntityListReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from types import TracebackType
    from typing import Self

    import httpx

    from severakit.client.retries import Course
    from severakit.soap.columns import ListReader

T = TypeVar("T")
Part = TypeVar("Part")
Received = TypeVar("Received")


class _ListResult(Generic[T]):
    """What both kinds of result share: a response whose beginning was read, to be read to its end once."""

    def __init__(self, course: Course, response: httpx.Response, beginning: bytes) -> None:
        self._course = course
        self._exchange = course.exchange
        self._response = response
        self._beginning: bytes | None = beginning
        self._is_closed = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._exchange.operation.qualified_name}>"

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the record batches. Raises RecursiveType for entities that contain themselves."""
        returns = self._exchange.operation.returns
        assert returns is not None  # noqa: S101 - a list result is only made for an operation that has one
        return arrow_schema(returns.name)

    def _entity_reader(self) -> EntityListReader:
        return EntityListReader(self._exchange.operation, self._response.charset_encoding)

    def _arrow_reader(self) -> ArrowListReader:
        return ArrowListReader(self._exchange.operation, self._response.charset_encoding)

    def _take_beginning(self) -> bytes:
        if self._beginning is None:
            name = self._exchange.operation.qualified_name
            raise RuntimeError(
                f"The result of {name} was read or closed before, and is not kept. Call again, or keep .all()."
            )
        beginning, self._beginning = self._beginning, None
        return beginning

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with self._exchange.explained():
                yield
        except SeveraError:
            if self._is_closed:
                name = self._exchange.operation.qualified_name
                raise RuntimeError(f"The result of {name} was closed while it was read. Close it later.") from None
            raise


class Entities(_ListResult[T]):
    """The entities that a list operation returns; iterate over them, or take ``arrow`` or ``all``, once.

    Nothing but a few megabytes is held at a time, however many there are. A result that is not read to its end
    holds a connection: use it in a ``with`` statement or ``close`` it. What comes before an error is right, but not
    the whole list. Reading raises TransportError and ProtocolError.
    """

    def __init__(
        self,
        course: Course,
        response: httpx.Response,
        beginning: bytes,
        rest: Iterator[bytes],
        again: Callable[[], Entities[T]],
    ) -> None:
        super().__init__(course, response, beginning)
        self._rest = rest
        self._again = again

    def __iter__(self) -> Iterator[T]:
        return self._read(self._entity_reader(), self._take_beginning())

    def all(self) -> list[T]:
        """Return all entities as a list; one that breaks off is read again, as a call is tried again."""
        entities: Entities[T] | None = self
        for attempt in stamina.retry_context(on=self._course.pause_after, attempts=None, timeout=None):
            with attempt, self._course.trying():
                entities, this = None, entities or self._again()
                return list(this)
        raise AssertionError  # the last attempt returns or raises

    def arrow(self) -> pa.RecordBatchReader:
        """Return a reader of record batches of ``schema``, which come in while it is read.

        Decimals are decimal128(38, 10), instants timestamps in UTC, other dates timestamps without a zone. Reading
        also raises InexactDecimal for an amount that Arrow cannot hold exactly, and RecursiveType at once for
        entities that contain themselves: read both as objects.
        """
        reader = self._arrow_reader()
        return pa.RecordBatchReader.from_batches(reader.schema, self._read(reader, self._take_beginning()))

    def arrow_into(self, receive: Callable[[pa.RecordBatchReader], Received]) -> Received:
        """Hand what ``arrow`` returns to ``receive`` and return what that returns.

        A list that breaks off is read again, as a call is tried again: ``receive`` is then called once more, with a
        reader from the list's beginning, and must forget what it got before. Errors are those of ``arrow``.
        """
        entities: Entities[T] | None = self
        for attempt in stamina.retry_context(on=self._course.pause_after, attempts=None, timeout=None):
            with attempt, self._course.trying():
                entities, this = None, entities or self._again()
                with this:
                    return receive(this.arrow())
        raise AssertionError  # the last attempt returns or raises

    def close(self) -> None:
        """Release the connection; what was not read is lost."""
        self._beginning, self._is_closed = None, True
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, reader: ListReader[Part], beginning: bytes) -> Iterator[Part]:
        with self, self._reading():
            for data in chain([beginning], self._rest):
                yield from reader.feed(data)
            yield from reader.close()


class AsyncEntities(_ListResult[T]):
    """The entities that a list operation returns; iterate over them, or take ``batches`` or ``all``, once.

    Nothing but a few megabytes is held at a time, however many there are. A result that is not read to its end
    holds a connection: use it in an ``async with`` statement or ``aclose`` it. What comes before an error is right,
    but not the whole list. Reading raises TransportError and ProtocolError.
    """

    def __init__(
        self,
        course: Course,
        response: httpx.Response,
        beginning: bytes,
        rest: AsyncIterator[bytes],
        again: Callable[[], Awaitable[AsyncEntities[T]]],
    ) -> None:
        super().__init__(course, response, beginning)
        self._rest = rest
        self._again = again

    def __aiter__(self) -> AsyncIterator[T]:
        return self._read(self._entity_reader(), self._take_beginning())

    async def all(self) -> list[T]:
        """Return all entities as a list; one that breaks off is read again, as a call is tried again."""
        entities: AsyncEntities[T] | None = self
        async for attempt in stamina.retry_context(on=self._course.pause_after, attempts=None, timeout=None):
            with attempt, self._course.trying():
                entities, this = None, entities or await self._again()
                return [entity async for entity in this]
        raise AssertionError  # the last attempt returns or raises

    def batches(self) -> AsyncIterator[pa.RecordBatch]:
        """Return an iterator over record batches of ``schema``, none for an empty list.

        Values and errors are those of ``Entities.arrow``.
        """
        return self._read(self._arrow_reader(), self._take_beginning())

    async def aclose(self) -> None:
        """Release the connection; what was not read is lost."""
        self._beginning, self._is_closed = None, True
        await self._response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _read(self, reader: ListReader[Any], beginning: bytes) -> AsyncIterator[Any]:
        async with self:
            with self._reading():
                async for data in _with_beginning(beginning, self._rest):
                    for part in reader.feed(data):
                        yield part
                for part in reader.close():
                    yield part


async def _with_beginning(beginning: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield beginning
    async for data in rest:
        yield data
