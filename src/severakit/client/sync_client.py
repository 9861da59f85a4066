"""The client for programs that wait for each call."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import httpx

from severakit.client.arguments import find_operation, ordered_arguments
from severakit.client.exchange import BEGINNING_BYTES, Exchange
from severakit.client.lists import Entities
from severakit.client.operations import Interfaces
from severakit.client.settings import DEFAULT_TIMEOUT, checked_api_key, connection_options, service_url
from severakit.soap.envelope import read_quota

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from severakit.soap.envelope import Quota


class Client(Interfaces):
    """Calls the operations of a service that speaks the S3 API, each interface an attribute.

    ```python
    with Client("https://sync.severa.com", api_key) as client:
        invoice = client.invoice.get_invoice_by_number(invoice_number=1042)
    ```

    ``endpoint`` is the address of API.svc or of its host alone. ``timeout`` is an httpx.Timeout, or one number of
    seconds for all its steps; None waits for ever. ``transport`` replaces how httpx sends requests, for a proxy or
    certificates of one's own, or in tests. Connections are kept and reused, also from several threads at once.
    Raises ValueError for an endpoint or a key that can be none.
    """

    def __init__(
        self,
        endpoint: str,
        api_key: str,
        *,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(self._call)
        url = service_url(endpoint)
        self._api_key = checked_api_key(api_key)
        self._http = httpx.Client(timeout=timeout, transport=transport, **connection_options(url))
        self.endpoint = str(url)
        """The address to which calls are posted."""
        self.quota: Quota | None = None
        """What the last response that reported it said of the organization's calls; None before the first."""

    def __repr__(self) -> str:
        return f"<Client of {self.endpoint}>"

    def call(self, operation: str, /, **arguments: Any) -> Any:
        """Call ``IInterface.Operation`` with arguments by wire name or Python name.

        Returns and raises what the operation's own method does, and ValueError for a name that is unknown.
        """
        called = find_operation(operation)
        return self._call(operation, *ordered_arguments(called, arguments))

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, name: str, *arguments: Any) -> Any:
        exchange = Exchange(find_operation(name), arguments, self._api_key)
        request = self._http.build_request("POST", self.endpoint, content=exchange.content, headers=exchange.headers)
        with exchange.explained(), ExitStack() as unread:
            response = self._http.send(request, stream=True)
            unread.callback(response.close)
            exchange.check(response)
            if exchange.expects_entities(response):
                entities = self._begin_list(exchange, response)
                unread.pop_all()
                return entities
            reader = exchange.reader(response)
            for data in response.iter_bytes():
                reader.feed(data)
            envelope = exchange.envelope(reader)
            self.quota = read_quota(envelope.headers) or self.quota
            return exchange.result(response, envelope)

    def _begin_list(self, exchange: Exchange, response: httpx.Response) -> Entities[Any]:
        parts, beginning = response.iter_bytes(), bytearray()
        for data in parts:
            beginning += data
            if len(beginning) >= BEGINNING_BYTES:
                break
        self.quota = exchange.list_quota(response, beginning) or self.quota
        return Entities(exchange, response, bytes(beginning), parts)
