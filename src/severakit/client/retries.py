"""What follows from how a try of a call ended: a pause and another try, a look-up, or the error.

Reads are repeated. A write is repeated when it is sure that the service did not get it, or when a look-up shows that
it was not carried out; a write of which neither can be known ends with OutcomeUnknown.
"""

from __future__ import annotations

import logging
import random
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from severakit.client.errors import (
    CallTimeoutError,
    ConnectError,
    DamagedResponseError,
    FaultError,
    OutcomeUnknown,
    ProtocolError,
    QuotaReserveReached,
    ServiceUnavailable,
    SeveraError,
    TransportError,
    TruncatedResponseError,
)
from severakit.client.exchange import Exchange
from severakit.client.recognition import LookUp, look_up_for, operations_that_show
from severakit.client.timeouts import Deadline, Timeouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from severakit.client.service_state import ServiceState
    from severakit.contract import Operation

_NOT_SENT_WHOLE = frozenset({"connect", "pool", "write", "pause"})
_SURE = (FaultError, QuotaReserveReached, OutcomeUnknown)
_LONGEST_SLEEP = 1.0
_GATEWAYS = frozenset({502, 504})

_logger = logging.getLogger("severakit.client")


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often, and with what pauses, a call is tried.

    - ``tries``: how often in all, 1 for never again. Waiting for a service that is down does not count.
    - ``first_pause``, ``longest_pause``: seconds. Before try n + 1 comes a pause of any length up to
      ``first_pause`` · 2ⁿ⁻¹, but not above ``longest_pause``.
    - ``downtime``: how many seconds in all a call waits for a service that says that it is down, or that cannot be
      reached by any call; with 0 it does not wait.

    Raises ValueError for fewer than one try and for negative seconds.
    """

    tries: int = 5
    first_pause: float = 0.5
    longest_pause: float = 30.0
    downtime: float = 600.0

    def __post_init__(self) -> None:
        if self.tries < 1:
            raise ValueError(f"The number of tries is {self.tries}. Pass 1 or more.")
        for name in ("first_pause", "longest_pause", "downtime"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} is {getattr(self, name)}. Pass seconds, 0 for none.")

    def pause(self, failed: int) -> float:
        """Return for how long to pause after so many tries that failed."""
        longest = min(self.longest_pause, self.first_pause * 2.0 ** min(failed - 1, 60))
        return random.uniform(0, longest)  # noqa: S311 - no secret


NO_RETRIES = Retries(tries=1, downtime=0)
"""Every call is tried once."""


@dataclass(frozen=True)
class Options:
    """What may differ from call to call."""

    timeouts: Timeouts
    retries: Retries


class Course:
    """One call from its first try to its end. What is sent and waited for is the client's to do."""

    def __init__(
        self, operation: Operation, arguments: tuple[Any, ...], api_key: str, service: ServiceState, options: Options
    ) -> None:
        self.operation = operation
        self.deadline = Deadline(options.timeouts)
        self.exchange = Exchange(operation, arguments, api_key, self.deadline)
        self._arguments = arguments
        self._service = service
        self._options = options
        self._patience = options.retries.downtime
        self._tried = 0
        self._failed = 0
        self._sent_at: datetime | None = None
        self._next_pause: float | None = None
        self._refusal: FaultError | None = None
        self.is_last_try = False
        """Whether the try under way must not be followed by another, however it ends."""
        self.look_up: LookUp | None = None
        """What to look up before the next try, None for nothing."""

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Judge how the try within the block ends, and raise what the caller shall see if there is no other."""
        self._next_pause = None
        try:
            yield
        except SeveraError as error:
            error.tries = max(1, self._tried)
            self._next_pause = self._judged(error)
            if self._next_pause is None and self._is_outcome_unknown(error):
                raise self._unknown(error) from error
            raise

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Hold the service's state up to date about the call that is sent within the block."""
        self._service.enter(self.operation.qualified_name)
        self._sent_at = self._sent_at or datetime.now(UTC)
        self._tried += 1
        try:
            yield
        except (TransportError, ServiceUnavailable) as error:
            self._service.note(error)
            raise
        except SeveraError:
            self._service.note(None)
            raise
        else:
            self._service.note(None)
        finally:
            self._service.leave()

    def seconds_to_wait(self) -> float:
        """Return for how long to wait before asking again; 0 for sending at once. Raises what forbids waiting."""
        name = self.operation.qualified_name
        seconds = self._service.seconds_to_wait()
        if seconds > 0:
            remaining = self.deadline.remaining
            if seconds > self._patience or (remaining is not None and seconds > remaining):
                self.is_last_try = True
                raise self._service.refusal(name, seconds)
            # No longer at once: another call may find earlier that the service is back.
            seconds = min(seconds, _LONGEST_SLEEP)
            self._patience -= seconds
        if self.deadline.is_over:
            raise CallTimeoutError(name, self.exchange.out_of_time, "pause")
        return seconds

    @contextmanager
    def looking_up(self) -> Iterator[Options]:
        """Yield with which options to look up, and explain a look-up that fails."""
        remaining = self.deadline.remaining
        total = None if remaining is None else max(0.001, remaining)
        try:
            yield replace(self._options, timeouts=replace(self._options.timeouts, total=total))
        except SeveraError as error:
            raise self._unknown(error) from error

    def is_recognized(self, found: Any) -> bool:
        """Take the result of the look-up, None for nothing found. Raises the fault that a repeated write met."""
        assert self.look_up is not None  # noqa: S101 - asked for by the look-up
        if self.look_up.is_carried_out(found):
            _logger.warning("%s was carried out by a try that was not answered.", self.operation.qualified_name)
            return True
        self.look_up, self._sent_at = None, None
        if self._refusal is not None:
            raise self._refusal
        return False

    def recognized_result(self, found: Any) -> Any:
        """Return what the write that was recognized would have been answered."""
        assert self.look_up is not None  # noqa: S101 - kept by what recognized it
        return self.look_up.result(found)

    # Judging

    def pause_after(self, error: Exception) -> bool | float:
        """Return the pause before the next try, or that there is none: stamina asks."""
        if not isinstance(error, SeveraError) or self._next_pause is None:
            return False
        _logger.warning(
            "Try %d of %s failed, the next follows in %.1f seconds. %s",
            self._tried,
            self.operation.qualified_name,
            self._next_pause,
            error,
        )
        return self._next_pause

    def _judged(self, error: SeveraError) -> float | None:
        """Return the pause before another try, None if there must be none."""
        if self.is_last_try or not (isinstance(error, FaultError) or _may_pass(error)):
            return None
        if isinstance(error, FaultError):
            return self._after_fault(error)
        if isinstance(error, ServiceUnavailable) and (self.operation.is_read or error.retry_after is not None):
            # The pause is that of all calls, and so is its length; this call goes on when they do.
            return 0.0 if self._patience > 0 else None
        if self._is_outcome_unknown(error):
            self.look_up = look_up_for(self.operation, self._arguments)
            if self.look_up is None:
                return None
        return self._pause_after_failure()

    def _pause_after_failure(self) -> float | None:
        self._failed += 1
        pause, remaining = self._options.retries.pause(self._failed), self.deadline.remaining
        is_in_time = remaining is None or pause < remaining
        return pause if is_in_time and self._failed < self._options.retries.tries else None

    def _after_fault(self, error: FaultError) -> float | None:
        """A repeated write that is refused may have been carried out by a try before."""
        if self._failed and not self.operation.is_read and self._refusal is None:
            self.look_up = look_up_for(self.operation, self._arguments)
            if self.look_up is not None:
                self._refusal = error
                return 0.0
        return None

    def _is_outcome_unknown(self, error: SeveraError) -> bool:
        """Whether a write may have been carried out though its try ended with this error."""
        if self.operation.is_read or self._sent_at is None or isinstance(error, _SURE):
            return False
        return not _was_not_received(error)

    def _unknown(self, error: SeveraError) -> OutcomeUnknown:
        assert self._sent_at is not None  # noqa: S101 - only of a call that was sent
        unknown = OutcomeUnknown(
            self.operation.qualified_name,
            error.problem,
            self._sent_at,
            operations_that_show(self.operation),
        )
        unknown.tries = error.tries
        return unknown


def _may_pass(error: SeveraError) -> bool:
    """Whether another try may end better."""
    if isinstance(error, ConnectError):
        return "CERTIFICATE_VERIFY" not in str(error)
    lasting = isinstance(error, CallTimeoutError) and error.step in {"pause", "total"}
    gateway = isinstance(error, ProtocolError) and error.status in _GATEWAYS
    passing = isinstance(error, TransportError | ServiceUnavailable | TruncatedResponseError | DamagedResponseError)
    return gateway or (passing and not lasting)


def _was_not_received(error: SeveraError) -> bool:
    """Whether it is sure that the service did not get the whole request, or refused it unread."""
    match error:
        case ConnectError():
            return True
        case CallTimeoutError(step=step):
            return step in _NOT_SENT_WHOLE
        case ServiceUnavailable(retry_after=seconds):
            return seconds is not None
        case ProtocolError(status=status):
            return 300 <= status < 500
    return False
