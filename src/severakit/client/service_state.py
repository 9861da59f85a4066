"""What all calls of a client know of their service: whether it is down, and how much of the quota is left."""

from __future__ import annotations

import logging
import random
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from severakit.client.errors import ConnectError, QuotaReserveReached, ServiceUnavailable, SeveraError
from severakit.client.http_dates import moment

if TYPE_CHECKING:
    from severakit.soap.envelope import Quota

_UNREACHED = 3
"""After how many connections in a row that failed all calls pause."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
"""Seconds between looks at a service that does not say when it is back."""

_PROBE = 10.0
"""Seconds that the others leave to the call that looks whether the service is back, before one of them looks."""

_logger = logging.getLogger("severakit.client")


class ServiceState:
    """Shared by all calls and threads of a client.

    While the service is down no call is sent. When the pause is over a single call looks whether it is back; the
    others follow once it is answered.
    """

    def __init__(self, quota_reserve: int) -> None:
        if quota_reserve < 0:
            raise ValueError(f"The quota reserve is {quota_reserve}. Pass the number of calls to leave to others.")
        self._reserve = quota_reserve
        self._lock = threading.Lock()
        self._until: float | None = None
        self._reason: SeveraError | None = None
        self._downs = 0
        self._unreached = 0
        self._under_way = 0
        self._quota_day = datetime.min.replace(tzinfo=UTC).date()
        self.quota: Quota | None = None
        """What the last response that reported it said of the organization's calls; None before the first."""
        self._told: tuple[str, datetime] | None = None

    # Time

    def note_time(self, told: str | None) -> None:
        """Note what time the service has by its last answer, and this machine now."""
        if told is not None:
            self._told = (told, datetime.now(UTC))

    @property
    def clock_ahead(self) -> timedelta | None:
        """How far the service's clock is ahead of this machine's; None while no answer has told."""
        if self._told is None:
            return None
        told, now = self._told
        theirs = moment(told)
        return None if theirs is None else theirs - now

    # Downtime

    def seconds_to_wait(self) -> float:
        """Return for how long the next call must not be sent; with 0 it may, and others may have to wait for it."""
        with self._lock:
            now = time.monotonic()
            if self._until is None:
                return 0.0
            if now < self._until:
                return self._until - now
            self._until = now + _PROBE
            return 0.0

    def refusal(self, operation: str, seconds: float) -> SeveraError:
        """Return the error of a call that cannot wait until the pause is over."""
        if isinstance(self._reason, ConnectError):
            return ConnectError(
                operation,
                f"The last {self._unreached} tries found no connection to the service, so it is left alone for another "
                f"{seconds:.0f} seconds. Check host and port, and call again then.",
            )
        return ServiceUnavailable(operation, round(seconds))

    def note(self, error: SeveraError | None) -> None:
        """Learn from how a try ended; None means that the service answered."""
        with self._lock:
            if isinstance(error, ServiceUnavailable):
                self._pause(error, error.retry_after)
            elif isinstance(error, ConnectError):
                self._unreached += 1
                if self._unreached >= _UNREACHED:
                    self._pause(error, None)
            else:
                self._until, self._reason, self._downs, self._unreached = None, None, 0, 0

    def _pause(self, error: SeveraError, asked: int | None) -> None:
        """Let nothing be sent for as long as the service asks, and a little longer, so that not all come at once."""
        grown = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._downs)
        least, most = (grown / 2, grown) if asked is None else (asked, asked + min(10, 0.1 + asked / 10))
        seconds = random.uniform(least, most)  # noqa: S311 - no secret
        self._downs = min(self._downs + 1, 10)
        self._reason = error
        self._until = time.monotonic() + seconds
        _logger.warning("All calls pause for %.1f seconds. %s", seconds, error)

    # Quota

    def enter(self, operation: str) -> None:
        """Let a call begin. Raises QuotaReserveReached when what is left of the quota is for others."""
        with self._lock:
            quota = self.quota
            if self._reserve and quota is not None and self._quota_day == datetime.now(UTC).date():
                used = quota.used + self._under_way
                if used >= quota.limit - self._reserve:
                    raise QuotaReserveReached(operation, quota.limit, used, self._reserve)
            self._under_way += 1

    def leave(self) -> None:
        """Let a call that began end."""
        with self._lock:
            self._under_way -= 1

    def report_quota(self, quota: Quota | None) -> None:
        """Note what a response said; nothing where it said nothing."""
        if quota is None:
            return
        with self._lock:
            today = datetime.now(UTC).date()
            if self.quota is not None and self._quota_day == today and self._is_overtaken(quota, self.quota):
                return
            self.quota, self._quota_day = quota, today

    def _is_overtaken(self, quota: Quota, known: Quota) -> bool:
        """Return whether a response comes after that of a later call, which counted more; one of those under way."""
        return quota.limit == known.limit and known.used - self._under_way <= quota.used < known.used
