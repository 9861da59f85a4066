"""The ASGI application of the service."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from severakit.service.access_log import AccessLog
from severakit.service.admin import AdminEndpoint
from severakit.service.dispatch import DATABASE_AWAY, Dispatcher
from severakit.service.endpoint import ADDRESSES, SoapEndpoint, welcome_page
from severakit.service.event_log import report_database, write_events_to_stderr
from severakit.service.http import RefusalPage, come_back
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings, settings_from_environment
from severakit.store.store import Store

DATABASE_VARIABLE = "SEVERAKIT_DATABASE_URL"


def create_app(store: Store, settings: Settings | None = None) -> Starlette:
    """Return the service on a store whose schema is up to date. The store is closed with it."""
    settings = settings or Settings()
    metrics = Metrics()
    log = AccessLog(store)
    endpoint = SoapEndpoint(Dispatcher(store, settings, log, metrics), settings)
    admin = AdminEndpoint(store, settings)

    async def welcome(request: Request) -> Response:
        return HTMLResponse(welcome_page(str(request.base_url).rstrip("/")))

    async def healthz(_request: Request) -> Response:
        await run_in_threadpool(_check_database, store)
        return JSONResponse({"status": "ok"})

    async def show_metrics(_request: Request) -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    async def refuse(_request: Request, error: Any) -> Response:
        if isinstance(error, SQLAlchemyError):
            report_database(error)
            error = come_back(settings.database_retry_after)
        return RefusalPage(error)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(log.close)
        store.close()

    return Starlette(
        routes=[
            *(_in_any_case(Route(address, endpoint)) for address in ADDRESSES),
            Route("/", welcome),
            Route("/healthz", healthz),
            Route("/metrics", show_metrics),
            Route("/admin/access-check", admin.access_check, methods=["POST"]),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=1024, compresslevel=1)],
        exception_handlers=dict.fromkeys((HTTPException, *DATABASE_AWAY), refuse),
        lifespan=lifespan,
    )


def _in_any_case(route: Route) -> Route:
    """Let the route match its path however it is capitalized, as the web server of the real service does."""
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    return route


def _check_database(store: Store) -> None:
    with store.reading() as connection:
        connection.exec_driver_sql("SELECT 1")


def app_from_environment() -> Starlette:
    """Return the service on the database that the environment names: what worker processes start."""
    write_events_to_stderr()
    return create_app(Store(os.environ[DATABASE_VARIABLE]), settings_from_environment())
