"""The client: every operation of the S3 API as a typed method, over httpx."""

from severakit.client.arguments import typed_arguments
from severakit.client.async_client import AsyncClient
from severakit.client.errors import (
    AuthenticationFailureError,
    CallTimeoutError,
    ConnectError,
    ConnectionLostError,
    FaultError,
    GeneralFailureError,
    NoPermissionError,
    NotFoundError,
    ProtocolError,
    QuotaLimitExceededError,
    ServiceUnavailable,
    SeveraError,
    TosNotApprovedError,
    TransportError,
    TruncatedResponseError,
    ValidationError,
)
from severakit.client.lists import AsyncEntities, Entities
from severakit.client.settings import DEFAULT_TIMEOUT
from severakit.client.sync_client import Client
from severakit.soap.envelope import Quota

__all__ = [
    "DEFAULT_TIMEOUT",
    "AsyncClient",
    "AsyncEntities",
    "AuthenticationFailureError",
    "CallTimeoutError",
    "Client",
    "ConnectError",
    "ConnectionLostError",
    "Entities",
    "FaultError",
    "GeneralFailureError",
    "NoPermissionError",
    "NotFoundError",
    "ProtocolError",
    "Quota",
    "QuotaLimitExceededError",
    "ServiceUnavailable",
    "SeveraError",
    "TosNotApprovedError",
    "TransportError",
    "TruncatedResponseError",
    "ValidationError",
    "typed_arguments",
]
