"""One call without its input and output: the request to send, and what a response to it means."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import errors as expat_errors

import httpx

from severakit.client.errors import (
    FAULT_ERRORS,
    CallTimeoutError,
    ConnectError,
    ConnectionLostError,
    DamagedResponseError,
    FaultError,
    ProtocolError,
    ServiceUnavailable,
    TruncatedResponseError,
)
from severakit.client.http_dates import moment
from severakit.soap.binary_result import BinaryReader
from severakit.soap.decode import DeserializationError, decode_result
from severakit.soap.envelope import Envelope, EnvelopeError, read_envelope, request
from severakit.soap.faults import SoapFault, is_fault, read_fault
from severakit.soap.list_document import ListDocument
from severakit.soap.result_document import TruncatedResponse
from severakit.soap.tree import Limits, MalformedXml, TreeReader, XmlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from severakit.client.timeouts import Deadline
    from severakit.contract import Operation
    from severakit.soap.envelope import Quota

BEGINNING_BYTES = 64 * 1024
"""How much of a list is read before the call returns; a list that is shorter is then complete."""

# Far above any file or entity that the service hands out, and still within the memory of a small machine.
_SINGLE_RESULT_LIMITS = Limits(bytes=256 * 1024 * 1024)
_XML_TYPES = frozenset({"text/xml", "application/xml", "application/soap+xml"})
_LONGEST_WAIT_DIGITS = 9
# What expat says of a document that stops too early.
_CUT_OFF = (
    expat_errors.XML_ERROR_NO_ELEMENTS,
    expat_errors.XML_ERROR_UNCLOSED_TOKEN,
    expat_errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    expat_errors.XML_ERROR_PARTIAL_CHAR,
)
# What httpx waited for: its own name of the step, ours, what was not there, and what to do.
_WAITED_FOR = {
    httpx.ConnectTimeout: (
        "connect",
        "connect",
        "a connection",
        "Check the address, and that no firewall drops the packets.",
    ),
    httpx.WriteTimeout: (
        "write",
        "write",
        "the service to take the request",
        "Call again later or allow more time with Timeouts(between_bytes=…).",
    ),
    httpx.PoolTimeout: (
        "pool",
        "pool",
        "a free connection",
        "Close lists that are not read to their end, or make fewer calls at once.",
    ),
}
_WAITED_FOR_BEGINNING = (
    "read",
    "first_byte",
    "the answer to begin",
    "Ask for less, such as a shorter range of dates, or allow more time with Timeouts(first_byte=…).",
)
_WAITED_FOR_MORE = (
    "read",
    "between_bytes",
    "the next part of the answer",
    "Call again, or allow more time with Timeouts(between_bytes=…).",
)


class Exchange:
    """A call of ``operation`` with arguments in the order of its parameters.

    Raises SerializationError, a ValueError, for an argument that does not fit.
    """

    def __init__(self, operation: Operation, arguments: Sequence[Any], api_key: str, deadline: Deadline) -> None:
        self.operation = operation
        self.deadline = deadline
        self._api_key = api_key
        self._total = deadline.remaining
        self._has_begun = False
        self.content = request(operation, arguments, api_key)
        self.headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{operation.action}"'}

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn what goes wrong inside into a SeveraError."""
        name = self.operation.qualified_name
        try:
            yield
        except httpx.TimeoutException as error:
            raise self._waited_in_vain(error) from error
        except TimeoutError as error:
            raise CallTimeoutError(name, self.out_of_time, "total") from error
        except (httpx.ConnectError, httpx.ProxyError) as error:
            raise ConnectError(name, f"There is no connection to the service: {error}. {_advice(error)}") from error
        except httpx.TransportError as error:
            reason = str(error).rstrip(".") or type(error).__name__
            raise ConnectionLostError(name, f"The connection broke: {reason}. {self.repeating}".rstrip()) from error
        except TruncatedResponse as error:
            raise TruncatedResponseError(name, str(error)) from error
        except (httpx.DecodingError, MalformedXml) as error:
            problem = f"The answer is damaged and cannot be read: {error} {self.repeating}".rstrip()
            raise DamagedResponseError(name, problem) from error
        except (XmlError, EnvelopeError, DeserializationError) as error:
            raise ProtocolError(name, f"The answer cannot be read: {error}") from error
        except SoapFault as fault:
            # Not shown beneath the error, because what a service quotes in it could hold the key.
            raise self._fault_error(fault) from None

    def begin(self, request: httpx.Request) -> None:
        """Note that the request is about to be sent."""
        self._has_begun = False
        request.extensions["timeout"] = self.deadline.for_request().as_dict()

    def check(self, response: httpx.Response) -> None:
        """Note that a response began, and refuse it if it is known by its head not to be SOAP."""
        self._has_begun = True
        # httpcore asks for this anew when it begins to read the body.
        response.request.extensions["timeout"]["read"] = self.deadline.for_body()
        name, status = self.operation.qualified_name, response.status_code
        if status == 503:
            raise ServiceUnavailable(name, _retry_after(response.headers.get("Retry-After")))
        content_type = response.headers.get("Content-Type", "text/xml").partition(";")[0].strip().lower()
        if content_type not in _XML_TYPES or status not in {200, 500}:
            came = f"HTTP {status} with {content_type or 'no content type'} came instead of a SOAP answer."
            raise ProtocolError(name, f"{came} {_status_advice(response)}", status)

    def expects_entities(self, response: httpx.Response) -> bool:
        """Return whether the response holds a list of data contracts rather than a single result or a fault."""
        returns = self.operation.returns
        return response.status_code == 200 and returns is not None and returns.is_list and not returns.is_primitive

    @property
    def expects_bytes(self) -> bool:
        """Whether the result is bytes, of any number."""
        returns = self.operation.returns
        return returns is not None and returns.name == "base64Binary" and not returns.is_list

    def list_quota(self, response: httpx.Response, beginning: bytearray) -> Quota | None:
        """Return the quota from the beginning of a list, or raise what came if it is no list after all."""
        document = ListDocument(self.operation, response.charset_encoding)
        read = 0
        while not document.in_result and (end := beginning.find(b">", read) + 1):
            document.read(bytes(beginning[read:end]))
            read = end
        if len(beginning) < BEGINNING_BYTES and not document.in_result:
            document.read(bytes(beginning[read:]))
            document.finish()
        return document.quota

    def reader(self, response: httpx.Response) -> TreeReader:
        """Return what takes the bytes of a single result or a fault."""
        return TreeReader(_SINGLE_RESULT_LIMITS, response.charset_encoding)

    def binary_reader(self, response: httpx.Response) -> BinaryReader:
        """Return what takes the bytes of a result that is bytes itself, or of a fault."""
        return BinaryReader(self.operation, response.charset_encoding)

    def envelope(self, reader: TreeReader) -> Envelope:
        """Return the envelope whose bytes ``reader`` was given."""
        try:
            return read_envelope(reader.close())
        except MalformedXml as error:
            if any(reason in str(error) for reason in _CUT_OFF):
                raise TruncatedResponse(
                    f"The answer ends before its envelope does. {self.repeating or 'Call again.'}"
                ) from error
            raise

    def result(self, response: httpx.Response, envelope: Envelope) -> Any:
        """Return the typed result, or raise the fault that came instead."""
        body = envelope.body
        if body is not None and is_fault(body):
            raise read_fault(body)
        self.check_success(response)
        value = decode_result(self.operation, body)
        if value is None and self.operation.result is not None:
            if not self.operation.result.nillable:
                raise DeserializationError(f"There is no {self.operation.result.name}; expected a value.")
            if self.operation.result.type.is_list:
                return []
        return value

    def check_success(self, response: httpx.Response) -> None:
        """Refuse a response without a fault that calls itself a failure."""
        if response.status_code != 200:
            raise DeserializationError(f"HTTP {response.status_code} came with an envelope that holds no fault.")

    def _fault_error(self, fault: SoapFault) -> FaultError:
        error_class = FAULT_ERRORS.get(fault.detail or "", FaultError)
        text, description, source = (
            said and said.replace(self._api_key, "(the API key)")
            for said in (fault.text, fault.description, fault.source)
        )
        return error_class(self.operation.qualified_name, fault.code, text or "", description, source)

    def _waited_in_vain(self, error: httpx.TimeoutException) -> CallTimeoutError:
        name = self.operation.qualified_name
        if self.deadline.is_over and not isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
            return CallTimeoutError(name, self.out_of_time, "total")
        waited_for_answer = _WAITED_FOR_MORE if self._has_begun else _WAITED_FOR_BEGINNING
        key, step, what, advice = _WAITED_FOR.get(type(error), waited_for_answer)
        seconds = error.request.extensions["timeout"][key]
        repeating = self.repeating if key == "read" else "The service did not get the call."
        return CallTimeoutError(name, f"Waited {seconds:g} seconds for {what}. {advice} {repeating}".rstrip(), step)

    @property
    def out_of_time(self) -> str:
        """What to say of a call that takes longer than it may in all."""
        return (
            f"The call was not done within {self._total or 0:.3g} seconds in all, its repetitions included. Ask for "
            f"less, or allow more time with Timeouts(total=…). {self.repeating}"
        ).rstrip()

    @property
    def repeating(self) -> str:
        """What a call without an answer means for calling again; of a write it is not for the exchange to say."""
        return "Nothing was changed; call again." if self.operation.is_read else ""


def _advice(error: httpx.TransportError) -> str:
    if "CERTIFICATE_VERIFY" in str(error):
        return "The certificate of the service is not trusted here; check the host name and the machine's clock."
    return "Check host and port, and that no firewall or proxy is in the way."


def _status_advice(response: httpx.Response) -> str:
    if response.has_redirect_location:
        return f"The address has moved to {response.headers['Location']}; check that and pass it as the endpoint."
    match response.status_code:
        case 401 | 403 | 407:
            return "Something before the service wants a sign-in, such as a proxy or a gateway; ask who runs it."
        case 413:
            return "The request is larger than the service takes; send less at once."
        case 500:
            return "The service failed before it could answer; tell its operator if it stays so."
        case 502 | 504:
            return "A gateway before the service has no answer from it; call again later."
    return "Check that the endpoint is the address of API.svc and not of a web page."


def _retry_after(value: str | None) -> int | None:
    """Return the seconds that Retry-After asks for, which it may say as a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        # Longer ones are no time to wait, and Python refuses to read very long ones.
        return int(value) if len(value.strip()) <= _LONGEST_WAIT_DIGITS else None
    until = moment(value)
    return None if until is None else max(0, round((until - datetime.now(UTC)).total_seconds()))
