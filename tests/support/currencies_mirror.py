"""A mirror of one small table, currencies, written without a service: for what becomes of a destination's own files."""

from __future__ import annotations

from datetime import UTC, datetime

from severakit.client.plan import TABLE
from severakit.entities import Currency
from severakit.soap.arrow_schema import entity_batch
from severakit.sync import open_destination
from severakit.sync.database import DatabaseMirror
from severakit.sync.destination import Covered, State
from severakit.sync.relations import relation
from severakit.sync.splitting import split
from severakit.sync.spool import Numbering, Spool

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
CURRENCIES = TABLE["currencies"]
_NUMBERING = Numbering()


def merge(mirror: DatabaseMirror, currencies: list[Currency]) -> None:
    """Let a run find these currencies, and keep their number as the place to go on from."""
    with mirror.transaction():
        mirror.prepare(CURRENCIES, NOW)
        spool = Spool()
        batch = entity_batch("Currency", currencies).to_struct_array()
        spool.add("currencies", split(relation("currencies"), batch, {}, _NUMBERING.take(len(currencies))))
        mirror.stage(CURRENCIES, [spool])
        mirror.merge(CURRENCIES, Covered.EVERYTHING, NOW)
        mirror.set_state(CURRENCIES, State(NOW.replace(minute=len(currencies))))


def place(address: str) -> int:
    """Return the place to go on from: how many currencies the last run that counts has found."""
    mirror = open_destination(address)
    try:
        return mirror.state(CURRENCIES).changed_since.minute
    finally:
        mirror.close()
