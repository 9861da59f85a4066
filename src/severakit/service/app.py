"""The ASGI application of the service."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from severakit.service import admin
from severakit.service.access_log import AccessLog
from severakit.service.admission import Admission
from severakit.service.dispatch import DATABASE_AWAY, Dispatcher
from severakit.service.endpoint import ADDRESSES, COMPRESSED_FROM, COMPRESSION, SoapEndpoint, welcome_page
from severakit.service.event_log import report_database, report_unsent_traces, write_events_to_stderr
from severakit.service.http import RefusalPage, come_back
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings, settings_from_environment
from severakit.service.worker import end_with_parent
from severakit.store.row_security import GATE
from severakit.store.schema_version import is_up_to_date
from severakit.store.store import Store

DATABASE_VARIABLE = "SEVERAKIT_DATABASE_URL"
_ANOTHER_SCHEMA = (
    "The database has the schema of another version of severakit. Start `severakit serve` of the newer of the two: it "
    "brings the database up to date."
)
_CALLED = {address.lower() for address in ADDRESSES}
Beside = Callable[[Dispatcher], Sequence[BaseRoute]]
Refuse = Callable[[Any], Response]


def _nothing(_dispatcher: Dispatcher) -> Sequence[BaseRoute]:
    return ()


def create_app(store: Store, settings: Settings | None = None, beside: Beside = _nothing) -> Starlette:
    """Return the service on a store whose schema is up to date. The store is closed with it.

    ``beside`` gives further routes, which can make calls through the service's own dispatcher.
    """
    settings = settings or Settings()
    release = version("severakit")
    metrics = Metrics()
    log = AccessLog(store)
    dispatcher = Dispatcher(store, settings, log, metrics)
    endpoint = SoapEndpoint(dispatcher, settings, Admission(settings, metrics))
    end_traces = _start_traces(store) if settings.traces else _none

    async def welcome(request: Request) -> Response:
        return HTMLResponse(welcome_page(str(request.base_url).rstrip("/")))

    async def healthz(_request: Request) -> Response:
        await run_in_threadpool(_check_database, store)
        return JSONResponse({"status": "ok", "version": release, "worker": os.getpid()})

    async def readyz(_request: Request) -> Response:
        if await run_in_threadpool(is_up_to_date, store):
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready", "reason": _ANOTHER_SCHEMA}, 503)

    async def show_metrics(_request: Request) -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    def refuse(error: Any) -> Response:
        if isinstance(error, SQLAlchemyError):
            report_database(error)
            error = come_back(settings.database_retry_after)
        return RefusalPage(error)

    async def refuse_page(_request: Request, error: Any) -> Response:
        return refuse(error)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        endpoint.close()
        await run_in_threadpool(log.close)
        store.close()
        await run_in_threadpool(end_traces)

    return _Service(
        endpoint,
        refuse,
        routes=[
            *(_in_any_case(Route(address, endpoint)) for address in ADDRESSES),
            Route("/", welcome),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", show_metrics),
            *admin.routes(store),
            *beside(dispatcher),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=COMPRESSION)],
        exception_handlers=dict.fromkeys((HTTPException, *DATABASE_AWAY), refuse_page),
        lifespan=lifespan,
    )


def _none() -> None:
    pass


def _start_traces(store: Store) -> Callable[[], None]:
    from severakit.tracing import sending, statements  # noqa: PLC0415 - what the extra brings

    report_unsent_traces()
    statements.watch(store.engine)
    return sending.start("severakit")


class _Service(Starlette):
    """The application, in which calls pass by what only pages need: middleware and routes take longer than a call."""

    def __init__(self, endpoint: SoapEndpoint, refuse: Refuse, **options: Any) -> None:
        super().__init__(**options)
        self._endpoint = endpoint
        self._refuse = refuse

    @staticmethod
    def is_call(scope: Scope) -> bool:
        """Whether a request is a call, which is answered by what needs no task of asyncio's around it."""
        return scope["type"] == "http" and scope["method"] == "POST" and scope["path"].lower() in _CALLED

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if not self.is_call(scope):
            await super().__call__(scope, receive, send)
            return
        try:
            await self._endpoint(scope, receive, send)
        except (HTTPException, *DATABASE_AWAY) as error:
            await self._refuse(error)(scope, receive, send)


def _in_any_case(route: Route) -> Route:
    """Let the route match its path however it is capitalized, as the web server of the real service does."""
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    return route


def _check_database(store: Store) -> None:
    with store.reading(GATE) as connection:
        connection.exec_driver_sql("SELECT 1")


def app_from_environment() -> Starlette:
    """Return the service on the database that the environment names: what worker processes start."""
    write_events_to_stderr()
    end_with_parent()
    return create_app(Store(os.environ[DATABASE_VARIABLE]), settings_from_environment())
