"""The maintenance break that is switched on and off."""

from __future__ import annotations

from severakit.store import audit, downtime
from severakit.store.errors import AdministrationError
from severakit.store.store import Store


def set_downtime(store: Store, retry_after: int | None) -> None:
    """Begin a maintenance break that asks clients to wait so many seconds; None ends what is on.

    Raises AdministrationError for a wait of less than a second.
    """
    if retry_after is not None and retry_after < 1:
        raise AdministrationError("Clients must be asked to wait at least one second.")
    with store.writing() as connection:
        before = {"retry_after": downtime.retry_after(connection, store.clock())}
        if retry_after is None:
            downtime.switch_off(connection, store.clock())
        else:
            downtime.switch_on(connection, retry_after, store.clock())
        changes = {"before": before, "after": {"retry_after": retry_after}}
        audit.record(connection, store.clock(), None, "maintenance break switched", "downtime", **changes)


def get_downtime(store: Store) -> int | None:
    """Return the seconds that clients are asked to wait, or None outside of a maintenance break."""
    with store.reading() as connection:
        return downtime.retry_after(connection, store.clock())
