"""What a call can raise. Arguments that do not fit the contract are ValueErrors, raised before anything is sent.

```
SeveraError
├── TransportError              no answer came, or not all of it
│   ├── ConnectError            no connection to the address
│   ├── CallTimeoutError        a step took longer than the client's timeout allows
│   └── ConnectionLostError     the connection broke before the answer was complete
├── ServiceUnavailable          HTTP 503: the service is down for maintenance
├── ProtocolError               an answer, but not one of the S3 API
│   └── TruncatedResponseError  an answer that ends in the middle
└── FaultError                  the service refused the call; protocol faults are of this class itself
    ├── AuthenticationFailureError
    ├── GeneralFailureError
    ├── NoPermissionError
    ├── NotFoundError
    ├── QuotaLimitExceededError
    ├── TosNotApprovedError
    └── ValidationError
```
"""

from __future__ import annotations

import re
from typing import ClassVar

_INCIDENT = re.compile(r"[Ii]ncident id:? *(\S+)")


class SeveraError(Exception):
    """Base of all errors. ``operation`` is what was called, as ``IInterface.Operation``."""

    def __init__(self, operation: str, problem: str) -> None:
        super().__init__(operation, problem)
        self.operation = operation
        self._problem = problem

    def __str__(self) -> str:
        return f"{self.operation}: {self._problem}"


class TransportError(SeveraError):
    """No answer came, or not all of it. Whether the service carried out the call is then unknown."""


class ConnectError(TransportError):
    """No connection to the address: the name, the port, a firewall, a proxy or the certificate is in the way."""


class CallTimeoutError(TransportError):
    """Connecting, sending, or waiting for the next part of the answer took longer than the client's timeout."""


class ConnectionLostError(TransportError):
    """The connection broke before the answer was complete."""


class ServiceUnavailable(SeveraError):  # noqa: N818 - HTTP's name for it
    """The service is down, most often for maintenance.

    ``retry_after`` is in how many seconds it asks to be called again, None if it does not say.
    """

    def __init__(self, operation: str, retry_after: int | None) -> None:
        when = "Call again in a few minutes" if retry_after is None else f"Call again in {retry_after} seconds"
        super().__init__(operation, f"The service is down (HTTP 503), most likely for maintenance. {when}.")
        self.args = (operation, retry_after)
        self.retry_after = retry_after


class ProtocolError(SeveraError):
    """An answer that is not one of the S3 API. ``status`` is the HTTP status, 200 when the content is at fault."""

    def __init__(self, operation: str, problem: str, status: int = 200) -> None:
        super().__init__(operation, problem)
        self.args = (operation, problem, status)
        self.status = status


class TruncatedResponseError(ProtocolError):
    """An answer that ends before its envelope does. What was read of a list is not the whole list."""


class FaultError(SeveraError):
    """A fault that the service sent.

    ``code`` is its faultcode, such as ``s:Client`` or ``a:ActionNotSupported``, ``text`` its faultstring;
    ``description`` and ``source`` come from its detail and are None where that does not give them.
    """

    advice: ClassVar[str] = ""

    def __init__(self, operation: str, code: str, text: str, description: str | None, source: str | None) -> None:
        said = dict.fromkeys(sentence.rstrip(".") for sentence in (text, description) if sentence) or [code]
        place = f" ({source})" if source else ""
        super().__init__(operation, f"{'. '.join(said)}{place}. {self.advice or _protocol_advice(code)}".rstrip())
        self.args = (operation, code, text, description, source)
        self.code = code
        self.text = text
        self.description = description
        self.source = source

    @property
    def incident_id(self) -> str | None:
        """The number under which the service's log describes its own error, None where the fault gives none."""
        found = _INCIDENT.search(self.text)
        return found[1] if found else None


class AuthenticationFailureError(FaultError):
    """The service refused the key and never says why; `severakit doctor` names what to check."""

    advice = (
        "The service does not say why. Check in this order that the API addon is active for the organization, that "
        "the key's user is active, has the API access right and has the API enabled, and that this is the user's "
        "present key. `severakit doctor` goes through the list."
    )


class GeneralFailureError(FaultError):
    """The operation could not be carried out, for instance because a GUID is malformed."""

    advice = "If the text does not help, check that every GUID is one that this organization's service gave out."


class NoPermissionError(FaultError):
    """The rights of the key's user do not cover the call."""

    advice = "The key's user lacks a right for this. Widen the user's access rights, or use the key of one who may."


class NotFoundError(FaultError):
    """Something that the call names is not there, or the key's user may not see it."""

    advice = "Check the GUID or number, and that it belongs to this organization and is visible to the key's user."


class QuotaLimitExceededError(FaultError):
    """The organization's calls of this UTC day are used up."""

    advice = (
        "The organization's calls of this day are used up, those of its other integrations included. Calls work "
        "again after midnight UTC; read what changed, with ChangedSince operations, to need fewer of them."
    )


class TosNotApprovedError(FaultError):
    """The organization has not accepted the terms of the API."""

    advice = "The organization's approver of the terms of service must accept them in Severa first."


class ValidationError(FaultError):
    """The input breaks a rule; the description says which member and which rule."""

    advice = "Change what the text names and call again."


FAULT_ERRORS: dict[str, type[FaultError]] = {
    f"{error.__name__.removesuffix('Error')}Exception": error
    for error in (
        AuthenticationFailureError,
        GeneralFailureError,
        NoPermissionError,
        NotFoundError,
        QuotaLimitExceededError,
        TosNotApprovedError,
        ValidationError,
    )
}
"""Error classes by the wire name of the fault's detail."""


def _protocol_advice(code: str) -> str:
    match code.rpartition(":")[2]:
        case "ActionNotSupported":
            return "The service does not know the operation. Check that the address is that of the S3 API."
        case "DeserializationFailed":
            return "The service could not read the arguments. Check their values against the contract."
        case "InternalServiceFault":
            return "This is an error within the service. Tell its operator, with the incident id if there is one."
    return ""
