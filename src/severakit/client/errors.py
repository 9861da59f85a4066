"""What a call can raise. Arguments that do not fit the contract are ValueErrors, raised before anything is sent.

```
SeveraError
├── TransportError              no answer came, or not all of it
│   ├── ConnectError            no connection to the address
│   ├── CallTimeoutError        a step, or the whole call, took longer than the timeouts allow
│   └── ConnectionLostError     the connection broke before the answer was complete
├── ServiceUnavailable          HTTP 503: the service is down for maintenance
├── OutcomeUnknown              a write without an answer: it may have been carried out
├── QuotaReserveReached         not sent: what is left of the quota is for others
├── ProtocolError               an answer, but not one of the S3 API
│   ├── TruncatedResponseError  an answer that ends in the middle
│   └── DamagedResponseError    an answer that is no XML, though it says so
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
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar

_INCIDENT = re.compile(r"[Ii]ncident id:? *(\S+)")


class SeveraError(Exception):
    """Base of all errors. ``operation`` is what was called, as ``IInterface.Operation``.

    ``problem`` is the message without the operation; ``tries`` how often the call was tried before this was raised.
    """

    def __init__(self, operation: str, problem: str) -> None:
        super().__init__(operation, problem)
        self.operation = operation
        self.tries = 1
        self.problem = problem

    def __str__(self) -> str:
        tried = f" This was try {self.tries}." if self.tries > 1 else ""
        return f"{self.operation}: {self.problem}{tried}"


class TransportError(SeveraError):
    """No answer came, or not all of it. Whether the service carried out the call is then unknown."""


class ConnectError(TransportError):
    """No connection to the address: the name, the port, a firewall, a proxy or the certificate is in the way."""


class CallTimeoutError(TransportError):
    """A step took longer than the call's timeouts allow.

    ``step`` is ``connect``, ``pool`` (a connection of this client's own becoming free), ``write``, ``first_byte``,
    ``between_bytes``, ``pause`` (the time in all would end before the next try) or ``total``.
    """

    def __init__(self, operation: str, problem: str, step: str) -> None:
        super().__init__(operation, problem)
        self.args = (operation, problem, step)
        self.step = step


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


class OutcomeUnknown(SeveraError):  # noqa: N818 - names the fact
    """A write was sent and not answered: the service may have carried it out or not. Look before calling again.

    ``sent_at`` is when it was first sent, in UTC; ``look_with`` the operations that show whether it was carried out,
    the best first. What went wrong is the ``__cause__``.
    """

    def __init__(self, operation: str, problem: str, sent_at: datetime, look_with: tuple[str, ...]) -> None:
        found = f"Look with {' or '.join(look_with)} for" if look_with else "Look for"
        when = f"{sent_at:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(
            operation,
            f"{problem} The call was sent at {when}, and whether the service carried it out is unknown. {found} "
            "what was sent before calling again: a second call could do it twice.",
        )
        self.args = (operation, problem, sent_at, look_with)
        self.sent_at = sent_at
        self.look_with = look_with


class QuotaReserveReached(SeveraError):  # noqa: N818 - names the fact
    """The call was not sent: the rest of the organization's calls of this day is reserved for others.

    ``limit`` is the organization's number of calls a day, ``used`` what is used of it, those under way included,
    ``reserve`` what this client leaves, and ``resets_at`` when the count begins anew, in UTC.
    """

    def __init__(self, operation: str, limit: int, used: int, reserve: int) -> None:
        self.resets_at = next_reset()
        super().__init__(
            operation,
            f"Not sent. Of the organization's {limit:,} calls of this day {used:,} are used, and {reserve:,} are "
            f"reserved for other integrations. Go on after {self.resets_at:%Y-%m-%d %H:%M} UTC, when the count begins "
            "anew, or pass a smaller reserve.",
        )
        self.args = (operation, limit, used, reserve)
        self.limit = limit
        self.used = used
        self.reserve = reserve


def next_reset() -> datetime:
    """Return when the quota's count begins anew: the next midnight in UTC."""
    return datetime.combine(datetime.now(UTC).date() + timedelta(days=1), time.min, UTC)


class ProtocolError(SeveraError):
    """An answer that is not one of the S3 API. ``status`` is the HTTP status, 200 when the content is at fault."""

    def __init__(self, operation: str, problem: str, status: int = 200) -> None:
        super().__init__(operation, problem)
        self.args = (operation, problem, status)
        self.status = status


class TruncatedResponseError(ProtocolError):
    """An answer that ends before its envelope does. What was read of a list is not the whole list."""


class DamagedResponseError(ProtocolError):
    """An answer that says it is XML and is none, or whose compression is damaged."""


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
    """The organization's calls of this UTC day are used up. ``resets_at`` is when the count begins anew, in UTC."""

    advice = (
        "The organization's calls of this day are used up, those of its other integrations included. Calls work "
        "again after midnight UTC; read what changed, with ChangedSince operations, to need fewer of them."
    )

    def __init__(self, operation: str, code: str, text: str, description: str | None, source: str | None) -> None:
        super().__init__(operation, code, text, description, source)
        self.resets_at = next_reset()


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
