"""The demo's chance: one seed, one sequence of choices."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime


class Chance(random.Random):
    """Choices that depend on the seed and on what they are for, and on nothing else."""

    @classmethod
    def of(cls, seed: int, name: str, purpose: str) -> Chance:
        """Return an organization's choices for one purpose, so that more of one thing does not change another."""
        return cls(f"{seed}/{name}/{purpose}")

    def happens(self, share: float) -> bool:
        """Return true in that share of the cases, 0 to 1."""
        return self.random() < share

    def guid(self, moment: datetime) -> str:
        """Return an identifier of the store's form, 32 hexadecimal digits that begin with the moment."""
        return f"{milliseconds(moment):012x}{self.getrandbits(80):020x}"


def milliseconds(moment: datetime) -> int:
    """Return the milliseconds since 1970 of a moment with a zone."""
    return int(moment.timestamp()) * 1000


def without_end(chance: Chance, names: Sequence[str]) -> Iterator[str]:
    """Yield all names in some order, then all again with a number behind them, and so on."""
    shuffled = chance.sample(names, len(names))
    yield from shuffled
    number = 2
    while True:
        yield from (f"{name} {number}" for name in shuffled)
        number += 1
