"""Sending spans by OTLP; needs the extra ``tracing``."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def start(service: str) -> Callable[[], None]:
    """Send this process's spans to where OpenTelemetry's variables say (``OTEL_EXPORTER_OTLP_ENDPOINT`` and others).

    Returns what ends that, when what is left has been sent. Not to be called before a process forks: spans are sent
    by a thread.
    """
    named = {"service.name": os.environ.get("OTEL_SERVICE_NAME", service), "service.version": version("severakit")}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider.shutdown
