"""The client for programs that wait for each call."""

from __future__ import annotations

import time
from contextlib import ExitStack
from copy import copy
from typing import TYPE_CHECKING, Any

import httpx
import stamina

from severakit import tracing
from severakit.client.bulk import bulk_reader
from severakit.client.destinations import destination
from severakit.client.errors import NotFoundError
from severakit.client.exchange import BEGINNING_BYTES
from severakit.client.lists import Entities
from severakit.client.operations import Interfaces
from severakit.client.recording import ReplayTransport, recorded_calls
from severakit.client.retries import Options, Retries
from severakit.client.schema_versions import SchemaVersions
from severakit.client.settings import Setup
from severakit.client.timeouts import Timeouts
from severakit.soap.arguments import find_operation, ordered_arguments
from severakit.soap.envelope import read_quota

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta
    from os import PathLike
    from types import TracebackType
    from typing import Self

    import pyarrow as pa

    from severakit.client.destinations import Destination, Into
    from severakit.client.recognition import LookUp
    from severakit.client.retries import Course
    from severakit.soap.envelope import Quota


class Client(Interfaces):
    """Calls the operations of a service that speaks the S3 API, each interface an attribute.

    ```python
    with Client("https://sync.severa.com", api_key) as client:
        invoice = client.invoice.get_invoice_by_number(invoice_number=1042)
    ```

    - ``endpoint``: the address of API.svc or of its host alone.
    - ``timeouts``: how long a call may take; ``retries``: how often it is tried. ``with_options`` changes both for
      some calls.
    - ``quota_reserve``: how many of the organization's calls a day to leave to its other integrations; a call that
      would use one of them is not sent and raises QuotaReserveReached. With 0 the service itself refuses.
    - ``record``: a folder to keep all requests and responses in, the key masked, to be replayed by ``replay``.
    - ``transport``: replaces how httpx sends requests, for a proxy or certificates of one's own, or in tests.

    Connections are kept and reused, also from several threads at once. Raises ValueError for an endpoint, a key or a
    reserve that can be none.
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
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(self._call)
        options = Options(timeouts, retries)
        self._setup = Setup(endpoint, api_key, options, quota_reserve=quota_reserve, record=record)
        self._http = httpx.Client(transport=transport, **self._setup.connection_options())
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
        hours = client.with_options(timeouts=Timeouts(total=60)).hour_entry.get_hour_entries_changed_since(…)
        ```
        """
        other = copy(self)
        other._setup = self._setup.with_options(timeouts, retries)  # noqa: SLF001 - one of the same class
        Interfaces.__init__(other, other._call)  # noqa: SLF001
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
        return f"<Client of {self.endpoint}>"

    def call(self, operation: str, /, *, into: Into | None = None, **arguments: Any) -> Any:
        """Call ``IInterface.Operation`` with arguments by wire name or Python name.

        Returns and raises what the operation's own method does, and ValueError for a name that is unknown. ``into``
        is for operations that return bytes.
        """
        called = find_operation(operation)
        return self._call(operation, *ordered_arguments(called, arguments), into=into)

    def arrow(self, table: str, *, since: datetime | None = None) -> pa.RecordBatchReader:
        """Return the rows of a table of the mirror's plan: all, or those inserted or changed since a moment (UTC).

        ```python
        hours = polars.from_arrow(client.arrow("hour_entries", since=monday))
        ```

        The schema is that of the entities, with lists as lists. What is read is not held; the reader can be read once.
        Raises ValueError at once for a table that is unknown, that is read one by one for the rows of others, or whose
        changes no operation tells, and otherwise what calls raise.
        """
        return bulk_reader(self.call, table, since)

    def schema_versions(self) -> SchemaVersions:
        """Ask for the version of the service's data contracts and return it beside the one built in.

        Warns with SchemaDriftWarning if they differ.
        """
        return SchemaVersions.compared(self.api.get_entity_schema_version())

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, name: str, *arguments: Any, into: Into | None = None) -> Any:
        course = self._setup.course(name, arguments)
        with tracing.span(name, "CLIENT", tracing.called(name)), destination(course.operation, into) as target:
            for attempt in stamina.retry_context(on=course.pause_after, attempts=None, timeout=None):
                with attempt, course.trying():
                    if course.look_up is not None:
                        found = self._find(course, course.look_up)
                        if course.is_recognized(found):
                            return course.recognized_result(found)
                    return self._send(course, target)
        raise AssertionError  # the last attempt returns or raises

    def _find(self, course: Course, look_up: LookUp) -> Any:
        with course.looking_up() as options:
            try:
                client = self.with_options(timeouts=options.timeouts, retries=options.retries)
                found = client._call(look_up.operation, *look_up.arguments)  # noqa: SLF001 - one of the same class
                return found.all() if isinstance(found, Entities) else found
            except NotFoundError:
                return None

    def _send(self, course: Course, target: Destination) -> Any:
        while seconds := course.seconds_to_wait():
            time.sleep(seconds)
        exchange = course.exchange
        headers = exchange.headers | tracing.outgoing()
        request = self._http.build_request("POST", self.endpoint, content=exchange.content, headers=headers)
        exchange.begin(request)
        with course.sending(), exchange.explained(), ExitStack() as unread:
            response = self._respond(request)
            unread.callback(response.close)
            self._setup.service.note_time(response.headers.get("Date"))
            exchange.check(response)
            if exchange.expects_entities(response):
                entities = self._begin_list(course, response)
                unread.pop_all()
                return entities
            if exchange.expects_bytes:
                return self._receive(course, response, target)
            reader = exchange.reader(response)
            for data in _parts(course, response):
                reader.feed(data)
            envelope = exchange.envelope(reader)
            self._setup.service.report_quota(read_quota(envelope.headers))
            return exchange.result(response, envelope)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        with self._setup.recording(request) as recording:
            response = self._http.send(request, stream=True)
            if recording is not None:
                recording.answered(response)
            return response

    def _begin_list(self, course: Course, response: httpx.Response) -> Entities[Any]:
        parts, beginning = _parts(course, response), bytearray()
        for data in parts:
            beginning += data
            if len(beginning) >= BEGINNING_BYTES:
                break
        self._setup.service.report_quota(course.exchange.list_quota(response, beginning))

        def again() -> Entities[Any]:
            entities: Entities[Any] = self._send(course, destination(course.operation, None))
            return entities

        return Entities(course, response, bytes(beginning), parts, again)

    def _receive(self, course: Course, response: httpx.Response, target: Destination) -> Any:
        course.is_last_try = not target.can_restart
        target.restart()
        reader = course.exchange.binary_reader(response)
        try:
            for data in _parts(course, response):
                target.write(reader.feed(data))
            has_result = reader.close()
        finally:
            self._setup.service.report_quota(reader.quota)
        course.exchange.check_success(response)
        return target.finish() if has_result else None


def _parts(course: Course, response: httpx.Response) -> Iterator[bytes]:
    """Read the body; the time that its reader takes does not count."""
    for data in response.iter_bytes():
        course.deadline.check()
        with course.deadline.paused():
            yield data
