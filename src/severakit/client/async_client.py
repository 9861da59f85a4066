"""The client for programs that do other things while a call is under way."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx

from severakit.client.arguments import find_operation, ordered_arguments
from severakit.client.async_operations import AsyncInterfaces
from severakit.client.exchange import BEGINNING_BYTES, Exchange
from severakit.client.lists import AsyncEntities
from severakit.client.settings import DEFAULT_TIMEOUT, checked_api_key, connection_options, service_url
from severakit.soap.envelope import read_quota

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

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
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(self._call)
        url = service_url(endpoint)
        self._api_key = checked_api_key(api_key)
        self._http = httpx.AsyncClient(timeout=timeout, transport=transport, **connection_options(url))
        self.endpoint = str(url)
        """The address to which calls are posted."""
        self.quota: Quota | None = None
        """What the last response that reported it said of the organization's calls; None before the first."""

    def __repr__(self) -> str:
        return f"<AsyncClient of {self.endpoint}>"

    async def call(self, operation: str, /, **arguments: Any) -> Any:
        """Call ``IInterface.Operation`` with arguments by wire name or Python name.

        Returns and raises what the operation's own method does, and ValueError for a name that is unknown.
        """
        called = find_operation(operation)
        return await self._call(operation, *ordered_arguments(called, arguments))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _call(self, name: str, *arguments: Any) -> Any:
        exchange = Exchange(find_operation(name), arguments, self._api_key)
        request = self._http.build_request("POST", self.endpoint, content=exchange.content, headers=exchange.headers)
        with exchange.explained():
            async with AsyncExitStack() as unread:
                response = await self._http.send(request, stream=True)
                unread.push_async_callback(response.aclose)
                exchange.check(response)
                if exchange.expects_entities(response):
                    entities = await self._begin_list(exchange, response)
                    unread.pop_all()
                    return entities
                reader = exchange.reader(response)
                async for data in response.aiter_bytes():
                    reader.feed(data)
                envelope = exchange.envelope(reader)
                self.quota = read_quota(envelope.headers) or self.quota
                return exchange.result(response, envelope)

    async def _begin_list(self, exchange: Exchange, response: httpx.Response) -> AsyncEntities[Any]:
        parts, beginning = response.aiter_bytes(), bytearray()
        async for data in parts:
            beginning += data
            if len(beginning) >= BEGINNING_BYTES:
                break
        self.quota = exchange.list_quota(response, beginning) or self.quota
        return AsyncEntities(exchange, response, bytes(beginning), parts)
