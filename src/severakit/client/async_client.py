"""The client for programs that do other things while a call is under way."""

from __future__ import annotations

from contextlib import AsyncExitStack
from copy import copy
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import stamina

from severakit import tracing
from severakit.client.async_operations import AsyncInterfaces
from severakit.client.destinations import destination
from severakit.client.errors import NotFoundError
from severakit.client.exchange import BEGINNING_BYTES
from severakit.client.lists import AsyncEntities
from severakit.client.recording import ReplayTransport, recorded_calls
from severakit.client.retries import Options, Retries
from severakit.client.schema_versions import SchemaVersions
from severakit.client.settings import Setup
from severakit.client.timeouts import Timeouts
from severakit.soap.arguments import find_operation, ordered_arguments
from severakit.soap.envelope import read_quota

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import timedelta
    from os import PathLike
    from types import TracebackType
    from typing import Self

    from severakit.client.destinations import Destination, Into
    from severakit.client.recognition import LookUp
    from severakit.client.retries import Course
    from severakit.soap.envelope import Quota


class AsyncClient(AsyncInterfaces):
    """Calls the operations of a service that speaks the S3 API, each interface an attribute.

    ```python
    async with AsyncClient("https://sync.severa.com", api_key) as client:
        invoice = await client.invoice.get_invoice_by_number(invoice_number=1042)
    ```

    The arguments are those of ``Client``, but ``transport`` is an asynchronous one.
    """

    def __init__(
        self,
        endpoint: str,
        api_key: str,
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - cannot change
        retries: Retries = Retries(),  # noqa: B008
        quota_reserve: int = 0,
        record: str | PathLike[str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(self._call)
        options = Options(timeouts, retries)
        self._setup = Setup(endpoint, api_key, options, quota_reserve=quota_reserve, record=record)
        self._http = httpx.AsyncClient(transport=transport, **self._setup.connection_options())
        self.endpoint = str(self._setup.url)
        """The address to which calls are posted."""

    @classmethod
    def replay(cls, folder: str | PathLike[str]) -> Self:
        """Return a client that answers calls from a recording, offline; no key is needed.

        A call that is not in the recording raises NotRecorded. Raises ValueError for a folder without a recording.
        """
        [first, *_] = recorded_calls(folder)
        retries = Retries(first_pause=0)
        return cls(first.endpoint, "replayed", retries=retries, transport=ReplayTransport(folder))

    def with_options(self, *, timeouts: Timeouts | None = None, retries: Retries | None = None) -> Self:
        """Return a client with other timeouts or retries that shares all else with this one, connections included.

        ```python
        hours = await client.with_options(timeouts=Timeouts(total=60)).hour_entry.get_hour_entries_changed_since(…)
        ```
        """
        other = copy(self)
        other._setup = self._setup.with_options(timeouts, retries)  # noqa: SLF001 - one of the same class
        AsyncInterfaces.__init__(other, other._call)  # noqa: SLF001
        return other

    @property
    def quota(self) -> Quota | None:
        """What the last response that reported it said of the organization's calls; None before the first."""
        return self._setup.service.quota

    @property
    def clock_ahead(self) -> timedelta | None:
        """How far the service's clock is ahead of this machine's, by its last answer, to the second; None before one.

        Negative where it is behind. ChangedSince operations compare with the service's clock.
        """
        return self._setup.service.clock_ahead

    def __repr__(self) -> str:
        return f"<AsyncClient of {self.endpoint}>"

    async def call(self, operation: str, /, *, into: Into | None = None, **arguments: Any) -> Any:
        """Call ``IInterface.Operation`` with arguments by wire name or Python name.

        Returns and raises what the operation's own method does, and ValueError for a name that is unknown. ``into``
        is for operations that return bytes.
        """
        called = find_operation(operation)
        return await self._call(operation, *ordered_arguments(called, arguments), into=into)

    async def schema_versions(self) -> SchemaVersions:
        """Ask for the version of the service's data contracts and return it beside the one built in.

        Warns with SchemaDriftWarning if they differ.
        """
        return SchemaVersions.compared(await self.api.get_entity_schema_version())

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _call(self, name: str, *arguments: Any, into: Into | None = None) -> Any:
        course = self._setup.course(name, arguments)
        with tracing.span(name, "CLIENT", tracing.called(name)), destination(course.operation, into) as target:
            async for attempt in stamina.retry_context(on=course.pause_after, attempts=None, timeout=None):
                with attempt, course.trying():
                    if course.look_up is not None:
                        found = await self._find(course, course.look_up)
                        if course.is_recognized(found):
                            return course.recognized_result(found)
                    return await self._send(course, target)
        raise AssertionError  # the last attempt returns or raises

    async def _find(self, course: Course, look_up: LookUp) -> Any:
        with course.looking_up() as options:
            try:
                client = self.with_options(timeouts=options.timeouts, retries=options.retries)
                found = await client._call(look_up.operation, *look_up.arguments)  # noqa: SLF001 - one of the same class
                return await found.all() if isinstance(found, AsyncEntities) else found
            except NotFoundError:
                return None

    async def _send(self, course: Course, target: Destination) -> Any:
        while seconds := course.seconds_to_wait():  # noqa: ASYNC110 - for time to pass, not for an event
            await anyio.sleep(seconds)
        exchange = course.exchange
        headers = exchange.headers | tracing.outgoing()
        request = self._http.build_request("POST", self.endpoint, content=exchange.content, headers=headers)
        exchange.begin(request)
        with course.sending(), exchange.explained():
            async with AsyncExitStack() as unread:
                response = await self._respond(course, request)
                unread.push_async_callback(response.aclose)
                self._setup.service.note_time(response.headers.get("Date"))
                exchange.check(response)
                if exchange.expects_entities(response):
                    entities = await self._begin_list(course, response)
                    unread.pop_all()
                    return entities
                if exchange.expects_bytes:
                    return await self._receive(course, response, target)
                reader = exchange.reader(response)
                async for data in _parts(course, response):
                    reader.feed(data)
                envelope = exchange.envelope(reader)
                self._setup.service.report_quota(read_quota(envelope.headers))
                return exchange.result(response, envelope)

    async def _respond(self, course: Course, request: httpx.Request) -> httpx.Response:
        with self._setup.recording(request) as recording:
            with anyio.fail_after(course.deadline.remaining):
                response = await self._http.send(request, stream=True)
            if recording is not None:
                recording.answered(response)
            return response

    async def _begin_list(self, course: Course, response: httpx.Response) -> AsyncEntities[Any]:
        parts, beginning = _parts(course, response), bytearray()
        async for data in parts:
            beginning += data
            if len(beginning) >= BEGINNING_BYTES:
                break
        self._setup.service.report_quota(course.exchange.list_quota(response, beginning))

        async def again() -> AsyncEntities[Any]:
            entities: AsyncEntities[Any] = await self._send(course, destination(course.operation, None))
            return entities

        return AsyncEntities(course, response, bytes(beginning), parts, again)

    async def _receive(self, course: Course, response: httpx.Response, target: Destination) -> Any:
        course.is_last_try = not target.can_restart
        target.restart()
        reader = course.exchange.binary_reader(response)
        try:
            async for data in _parts(course, response):
                target.write(reader.feed(data))
            has_result = reader.close()
        finally:
            self._setup.service.report_quota(reader.quota)
        course.exchange.check_success(response)
        return target.finish() if has_result else None


async def _parts(course: Course, response: httpx.Response) -> AsyncIterator[bytes]:
    """Read the body; the time that its reader takes does not count."""
    parts = response.aiter_bytes()
    while True:
        with anyio.fail_after(course.deadline.remaining):
            data = await anext(parts, None)
        if data is None:
            return
        with course.deadline.paused():
            yield data
