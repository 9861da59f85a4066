"""The client: every operation of the S3 API as a typed method, over httpx."""

from severakit.client.async_client import AsyncClient
from severakit.client.errors import (
    AuthenticationFailureError,
    CallTimeoutError,
    ConnectError,
    ConnectionLostError,
    DamagedResponseError,
    FaultError,
    GeneralFailureError,
    NoPermissionError,
    NotFoundError,
    OutcomeUnknown,
    ProtocolError,
    QuotaLimitExceededError,
    QuotaReserveReached,
    ServiceUnavailable,
    SeveraError,
    TosNotApprovedError,
    TransportError,
    TruncatedResponseError,
    ValidationError,
)
from severakit.client.lists import AsyncEntities, Entities
from severakit.client.recording import NotRecorded, RecordedCall, recorded_calls, recorded_operations
from severakit.client.retries import NO_RETRIES, Retries
from severakit.client.schema_versions import SchemaVersions
from severakit.client.sync_client import Client
from severakit.client.timeouts import Timeouts
from severakit.soap.arguments import typed_arguments
from severakit.soap.drift import SchemaDriftWarning
from severakit.soap.envelope import Quota

__all__ = [
    "NO_RETRIES",
    "AsyncClient",
    "AsyncEntities",
    "AuthenticationFailureError",
    "CallTimeoutError",
    "Client",
    "ConnectError",
    "ConnectionLostError",
    "DamagedResponseError",
    "Entities",
    "FaultError",
    "GeneralFailureError",
    "NoPermissionError",
    "NotFoundError",
    "NotRecorded",
    "OutcomeUnknown",
    "ProtocolError",
    "Quota",
    "QuotaLimitExceededError",
    "QuotaReserveReached",
    "RecordedCall",
    "Retries",
    "SchemaDriftWarning",
    "SchemaVersions",
    "ServiceUnavailable",
    "SeveraError",
    "Timeouts",
    "TosNotApprovedError",
    "TransportError",
    "TruncatedResponseError",
    "ValidationError",
    "recorded_calls",
    "recorded_operations",
    "typed_arguments",
]
