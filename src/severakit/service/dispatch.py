"""From the bytes of a request to the bytes of its response: read, admit, run, encode."""

from __future__ import annotations

import binascii
import random
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

import structlog
from sqlalchemy import exc

from severakit import tracing
from severakit.contract import Operation, load_contract
from severakit.service import gate
from severakit.service.access_log import AccessLog
from severakit.service.call import Call, Content, One, Result, checked_guid
from severakit.service.event_log import report_database
from severakit.service.http import HttpRefusal, come_back
from severakit.service.metrics import Metrics
from severakit.service.operations import HANDLERS, OPEN_HANDLERS, QUICK
from severakit.service.operations.figures import WITH_FIGURES, hide_figures
from severakit.service.operations.visibility import narrow
from severakit.service.refusals import Refusals
from severakit.service.settings import Settings
from severakit.soap import encode, envelope, faults
from severakit.soap.decode import DeserializationError, decode_arguments
from severakit.soap.envelope import Quota
from severakit.soap.faults import ApiFault, SoapFault
from severakit.soap.tree import Limits, XmlError, read_tree
from severakit.store import access, downtime
from severakit.store.access import Caller
from severakit.store.reading import Rows
from severakit.store.settings_trail import RecordedSession
from severakit.store.store import Line, Store
from severakit.store.turn import MustWait

_CHUNK = 128 * 1024
# Rows that are encoded at a time.
_FEWEST_ROWS, _MOST_ROWS = 16, 128
_CONTRACT = load_contract()
# A fault may quote what was sent, but not at any length.
_QUOTED = 400
# How PostgreSQL says that a write had to give way to another: could not be put in order, or a deadlock.
_GAVE_WAY = ("40001", "40P01")
_ATTEMPTS = 5
_LONGEST_PAUSE = 0.1
_QUICK_ACTIONS = {action for action, each in _CONTRACT.operations_by_action.items() if each.qualified_name in QUICK}
_logger = structlog.get_logger(__name__)

DATABASE_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
"""What the database raises while it cannot work; everything else that it raises is a bug of ours."""


class ResponseBroken(Exception):  # noqa: N818 - names the fact
    """A response that failed when nothing could be said instead. It is in the log already.

    Its beginning was sent, or nobody knows whether what it would have acknowledged was written.
    """


@dataclass
class Request:
    """What HTTP hands over. ``charset`` is the Content-Type's, ``action`` the SOAPAction as it came.

    ``caller`` is somebody for whom the console vouches, in place of the key that a call over HTTP brings.
    ``traceparent`` tells what the call is a part of, if whoever makes it is traced. ``at_once`` asks for an answer
    that waits for a moment at most, and has MustWait raised where there is none; it is one chunk, to be taken at once.
    """

    body: bytes
    charset: str | None
    action: str | None
    remote: str | None
    caller: Caller | None = None
    traceparent: str | None = None
    at_once: bool = False


@dataclass
class Answer:
    """A response: its status, and its body in chunks, which must be closed when left unread."""

    status: int
    chunks: Iterator[bytes]


@dataclass
class _Progress:
    """What is known of a call so far, for its answer and its log entry."""

    remote: str | None
    started: float = field(default_factory=time.perf_counter)
    operation: Operation | None = None
    caller: Caller | None = None
    rights: dict[str, Any] | None = None
    quota: Quota | None = None
    outcome: str = "ok"
    bytes: int = 0
    span: tracing.Span = field(default_factory=tracing.Span)


class Dispatcher:
    """Answers calls on a store. Runs in worker threads; between calls it keeps how many of a source's were refused."""

    def __init__(self, store: Store, settings: Settings, log: AccessLog, metrics: Metrics) -> None:
        self._store = store
        self._log = log
        self._metrics = metrics
        self._refusals = Refusals(settings, metrics)
        self._limits = Limits(bytes=settings.max_request_bytes)
        # An attempt that is given up would be traced as a call.
        self._tries_at_once = store.can_hurry and not settings.traces

    def retry_after(self) -> int | None:
        """Return how long a client must wait during a maintenance break, or None outside of one."""
        with self._store.line() as line:
            return downtime.retry_after(line.connection, self._store.clock())

    def is_quick(self, action: str | None) -> bool:
        """Whether what a SOAPAction names can mostly be answered at once: within a millisecond, in one chunk."""
        return self._tries_at_once and _action(action) in _QUICK_ACTIONS

    def is_write(self, action: str | None) -> bool:
        """Whether what a SOAPAction names writes, and so may have to wait for others that do."""
        operation = _CONTRACT.operations_by_action.get(_action(action))
        return operation is not None and not operation.is_read

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request. Raises HttpRefusal where HTTP answers by itself, so in maintenance breaks.

        Raises MustWait, and has done nothing, where it was to be answered at once and cannot be: others write, there
        is a break, or the caller is refused or has narrow rights.
        """
        progress = _Progress(request.remote, span=tracing.begin("call", "SERVER", request.traceparent))
        try:
            with progress.span.current():
                return self._answer(request, progress)
        except BaseException as error:
            progress.span.end(type(error).__name__)
            raise

    def _answer(self, request: Request, progress: _Progress) -> Answer:
        try:
            chunks = self._result(request, progress)
            # The first chunk is made before the status is sent, so that a fault can still be one.
            chunks = chain([next(chunks)], chunks)
        except (SoapFault, HttpRefusal) as refusal:
            if request.at_once and progress.caller is None:
                # There may be a break, and refusals are written before they are answered.
                raise MustWait from refusal
            if isinstance(refusal, HttpRefusal):
                raise
            return self._faulted(refusal, progress)
        except (MustWait, ResponseBroken, *DATABASE_AWAY):
            raise
        except Exception as error:  # noqa: BLE001 - a bug of ours is answered and logged, whatever it is
            return self._faulted(faults.internal_service_fault(_reported(error, progress)), progress)
        return Answer(200, self._watched(chunks, progress))

    def _result(self, request: Request, progress: _Progress) -> Iterator[bytes]:
        # All that the call asks, on one connection: to take another one from the pool takes longer than a look-up.
        with self._store.hurried_line() if request.at_once else self._store.line() as line:
            if not request.at_once:  # else that is asked along with whose key it is
                wait = downtime.retry_after(line.connection, self._store.clock())
                if wait is not None:
                    raise come_back(wait)
            with tracing.span("admit"):
                operation, arguments = self._admitted(request, line, progress)
            yield from self._run(operation, arguments, line, progress)

    def _admitted(self, request: Request, line: Line, progress: _Progress) -> tuple[Operation, list[Any]]:
        """Return what is called, with which arguments, when its caller has been admitted."""
        headers, body = self._read(request, progress)
        operation = progress.operation
        if operation is None:
            raise faults.action_not_supported(_quotable(_action(request.action)))
        block = envelope.not_understood(headers)
        if block is not None:
            raise faults.must_understand(_quotable(block.name))
        self._admit(line, operation, envelope.read_api_key(headers), request, progress)
        if body is None:
            raise faults.deserialization_failed("The SOAP body is empty.")
        try:
            arguments = [
                _normal(param.name, argument)
                for param, argument in zip(operation.params, decode_arguments(operation, body), strict=True)
            ]
        except DeserializationError as error:
            raise faults.deserialization_failed(_quotable(str(error))) from error
        return operation, arguments

    def _read(self, request: Request, progress: _Progress) -> envelope.Envelope:
        try:
            read = envelope.read_envelope(read_tree(request.body, self._limits, request.charset))
        except envelope.VersionMismatch as error:
            raise HttpRefusal(415, _quotable(str(error))) from error
        except (XmlError, envelope.EnvelopeError) as error:
            raise HttpRefusal(400, _quotable(str(error))) from error
        progress.operation = _CONTRACT.operations_by_action.get(_action(request.action))
        return read

    def _admit(
        self, line: Line, operation: Operation, api_key: str | None, request: Request, progress: _Progress
    ) -> None:
        """Find and admit the caller, and count the call. Raises the fault that turns it away."""
        is_open = operation.qualified_name in OPEN_HANDLERS
        if is_open and api_key is None and request.caller is None:
            return
        now = self._store.clock()
        caller = _caller(line, api_key or "", now, request, progress)
        try:
            admitted = progress.caller = gate.admit(caller)
        except gate.Refused as refusal:
            if is_open:
                return
            if request.at_once:
                raise
            if request.caller is None:
                self._refusals.count(progress.remote)
            line.give_back()
            self._log_refusal(operation, refusal, api_key, progress)
            raise
        with line.alone():
            used = access.count_call(line.connection, admitted.organization_id, now)
        progress.quota = Quota(admitted.daily_quota, used)
        if is_open:
            return
        if not admitted.terms_accepted:
            raise faults.TosNotApproved
        if used > admitted.daily_quota:
            raise faults.QuotaLimitExceeded

    def _run(self, operation: Operation, arguments: list[Any], line: Line, progress: _Progress) -> Iterator[bytes]:
        name = operation.qualified_name
        if name in OPEN_HANDLERS:
            yield envelope.response(operation, OPEN_HANDLERS[name](), progress.quota)
            return
        caller = progress.caller
        if caller is None:
            raise gate.Refused("key", None)
        handler: Callable[..., Result] = HANDLERS[name]
        try:
            if operation.is_read:
                with line.read(caller.organization_id) as session:
                    call = Call(operation, caller, session, progress.rights)
                    with tracing.span("run"):
                        narrow(call)
                        result = handler(call, *arguments)
                    if not isinstance(result, Content):
                        yield from tracing.around("encode", encoded(operation, result, progress.quota))
                        return
                # A file is open already: who takes it slowly does not hold a connection to the database.
                line.give_back()
                yield from tracing.around("encode", encoded(operation, result, progress.quota))
            else:
                # A write takes a connection when its turn has come, and must not hold one that others wait for.
                line.give_back()
                # Only what is committed is acknowledged.
                yield _repeated(lambda: self._write(operation, caller, handler, arguments, progress.quota))
        except (exc.IntegrityError, exc.DataError) as error:
            # Two calls at once may each have found nothing in the way.
            conflict = faults.Validation("The data conflicts with what is stored already, or is too large to store.")
            raise declared(operation, conflict) from error
        except ApiFault as fault:
            raise declared(operation, fault) from fault

    def _write(
        self,
        operation: Operation,
        caller: Caller,
        handler: Callable[..., Result],
        arguments: list[Any],
        quota: Quota | None,
    ) -> bytes:
        message = None
        try:
            with self._store.write(caller.organization_id) as session:
                call = Call(operation, caller, RecordedSession(session, caller))
                if operation.returns is not None and operation.returns.name in WITH_FIGURES:
                    hide_figures(call)
                with tracing.span("run"):
                    result = handler(call, *arguments)
                message = b"".join(tracing.around("encode", encoded(operation, result, quota)))
        except exc.DBAPIError as error:
            if message is not None and error.connection_invalidated:
                # Lost while it was committed: it may be written. To ask for another try would say that it is not.
                report_database(error)
                raise ResponseBroken from error
            raise
        return message

    def _faulted(self, fault: SoapFault, progress: _Progress) -> Answer:
        progress.outcome = fault.detail or fault.code
        message = faults.render_fault(fault, progress.quota)
        return Answer(500, self._watched(iter([message]), progress))

    def _watched(self, chunks: Iterator[bytes], progress: _Progress) -> Iterator[bytes]:
        """Pass the chunks on; log and count the call when they end, however they end."""
        outcome = "aborted"
        try:
            for chunk in progress.span.around(chunks):
                progress.bytes += len(chunk)
                yield chunk
            outcome = progress.outcome
        except DATABASE_AWAY as error:
            outcome = "broken"
            report_database(error)
            raise ResponseBroken from error
        except Exception as error:
            outcome = "broken"
            _reported(error, progress)
            raise ResponseBroken from error
        finally:
            self._finish(progress, outcome)

    def _finish(self, progress: _Progress, outcome: str) -> None:
        seconds = time.perf_counter() - progress.started
        self._metrics.call(_name(progress.operation), outcome, seconds, progress.bytes)
        if progress.caller is not None:
            shown = progress.caller.key_shown
            self._log.add(self._entry(progress.operation, outcome, None, progress.caller, shown, progress))
        progress.span.tell(_told(progress, outcome), _name(progress.operation))
        progress.span.end(None if outcome == "ok" else outcome)

    def _log_refusal(
        self, operation: Operation, refusal: gate.Refused, api_key: str | None, progress: _Progress
    ) -> None:
        # Of an unknown key little is shown: it may be somebody's secret in the wrong place.
        shown = refusal.caller.key_shown if refusal.caller else (api_key or "")[:4]
        entry = self._entry(operation, "refused", refusal.cause, refusal.caller, shown, progress)
        # It is written before the answer is, which is the same for every cause.
        self._log.write(entry | {"bytes": len(faults.render_fault(refusal, progress.quota))})

    def _entry(
        self,
        operation: Operation | None,
        outcome: str,
        cause: str | None,
        caller: Caller | None,
        key_shown: str,
        progress: _Progress,
    ) -> dict[str, Any]:
        return {
            "at": self._store.clock(),
            "organization_id": caller and caller.organization_id,
            "user_guid": caller and caller.user_guid,
            "key_shown": key_shown,
            "operation": _name(operation),
            "outcome": outcome,
            "cause": cause,
            "bytes": progress.bytes,
            "milliseconds": round((time.perf_counter() - progress.started) * 1000),
            "remote": progress.remote,
        }


def _caller(line: Line, api_key: str, now: datetime, request: Request, progress: _Progress) -> Caller | None:
    """Return who calls: whose key this is, or for whom the console vouches."""
    if request.at_once:
        # What others see has to be found out, across all cases perhaps.
        progress.rights = access.WIDEST
        return access.find_unbounded_caller(line.connection, api_key, now)
    return request.caller or access.find_caller(line.connection, api_key, now)


def encoded(operation: Operation, result: Result, quota: Quota | None) -> Iterator[bytes]:
    """Encode a result as it comes: rows leave as they are read, in chunks."""
    if isinstance(result, Rows):
        yield from _encoded_rows(operation, result, quota)
    elif isinstance(result, Content):
        yield from _encoded_content(operation, result, quota)
    elif isinstance(result, One):
        members = encode.row_members_encoder(result.type_name)(result.row)
        head, tail = envelope.response_head(operation, quota), envelope.response_tail(operation)
        yield f"{head}{members}{tail}".encode()
    else:
        yield envelope.response(operation, result, quota)


def _encoded_rows(operation: Operation, rows: Rows, quota: Quota | None) -> Iterator[bytes]:
    encode_rows = encode.rows_encoder(rows.type_name)
    parts, size = [envelope.response_head(operation, quota)], 0
    coming, some = iter(rows), _FEWEST_ROWS
    while taken := list(islice(coming, some)):
        text = encode_rows(taken)
        parts.append(text)
        size += len(text)
        # The next are as many as make a chunk, if they are like these.
        some = min(_MOST_ROWS, 1 + some * _CHUNK // len(text))
        if size >= _CHUNK:
            yield "".join(parts).encode()
            parts, size = [], 0
    parts.append(envelope.response_tail(operation))
    yield "".join(parts).encode()


def _encoded_content(operation: Operation, content: Content, quota: Quota | None) -> Iterator[bytes]:
    text = bytearray(envelope.response_head(operation, quota).encode())
    # A piece of whole triples of bytes is base64 of its own.
    for piece in content.pieces(_CHUNK // 4 * 3):
        text += binascii.b2a_base64(piece, newline=False)
        if len(text) >= _CHUNK:
            yield bytes(text)
            text.clear()
    text += envelope.response_tail(operation).encode()
    yield bytes(text)


def declared(operation: Operation, fault: ApiFault) -> ApiFault:
    """Return the fault as the operation may raise it: what it does not declare travels as one that it does.

    Where nothing says that a named thing may be missing, naming one is input that is not valid, as it is in a member
    of an entity; everything else is GeneralFailure.
    """
    if isinstance(fault, faults.NotFound) and fault.detail not in operation.faults:
        fault = faults.Validation(fault.text)
    narrow = isinstance(fault, faults.NoPermission | faults.Validation)
    if narrow and fault.detail not in operation.faults:
        return faults.GeneralFailure(fault.text)
    return fault


def _repeated(write: Callable[[], bytes]) -> bytes:
    """Return what a write answers; repeat it from its beginning while the database lets it fall for another's sake.

    Such a write has left nothing behind, and nothing of it was sent. Raises what the last attempt did.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return write()
        except exc.OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _GAVE_WAY:
                raise
            # Those who fell together must not meet again.
            time.sleep(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311 - no secret
    return write()


def _normal(name: str, argument: Any) -> Any:
    """Return identifiers checked, and empty filters as none."""
    if name.lower().endswith("guid") and (argument is None or isinstance(argument, str)):
        return checked_guid(argument, name)
    if name.lower().endswith("guids") and argument is not None:
        return [guid for text in argument if (guid := checked_guid(text, name)) is not None]
    return argument


def _reported(error: Exception, progress: _Progress) -> str:
    """Log a bug of ours and return the number under which it is found."""
    incident = secrets.token_hex(8)
    _logger.error("internal_failure", incident=incident, operation=_name(progress.operation), exc_info=error)
    return incident


def _quotable(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _action(header: str | None) -> str:
    return (header or "").strip().strip('"')


def _told(progress: _Progress, outcome: str) -> dict[str, Any]:
    """Return what a trace tells of a call: as much as the log, but for whose key it is."""
    return {
        **tracing.called(_name(progress.operation)),
        "severakit.organization_id": progress.caller and progress.caller.organization_id,
        "severakit.outcome": outcome,
        "severakit.response_bytes": progress.bytes,
    }


def _name(operation: Operation | None) -> str:
    return operation.qualified_name if operation else "unknown"
