"""Lists leave in chunks while their rows are read: what is held of them at a time does not grow with the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from severakit.contract import load_contract
from severakit.service.dispatch import encoded
from severakit.soap.decode import decode_result
from severakit.soap.envelope import read_envelope
from severakit.soap.tree import read_tree
from severakit.store.reading import Rows

OPERATION = load_contract().operations["IWorkType.GetAllWorkTypes"]
MEMBERS = [member.name for member in load_contract().types["WorkType"].members]
CHUNK = 128 * 1024
AHEAD = 128


class Coming(Rows):
    """Rows that tell how many of them were taken."""

    has_lists = False

    def __init__(self, names: list[str]) -> None:
        self.type_name = "WorkType"
        self.names = names
        self.taken = 0

    def __iter__(self) -> Iterator[Any]:
        for name in self.names:
            self.taken += 1
            yield tuple(name if member == "Name" else None for member in MEMBERS)


class ComingWithLists(Coming):
    has_lists = True


@pytest.mark.parametrize(
    ("names", "most"),
    [
        (["x"] * 20_000, CHUNK * 3 // 2),
        (["x" * 2_000] * 2_000, CHUNK * 3 // 2),
        # Rows larger than a chunk: the first sixteen are taken before it is known how large they are.
        (["x" * 200_000] * 40, 16 * 201_000),
        # From small ones to large ones, as many as were right for the small ones are large.
        (["x"] * 2_000 + ["x" * 20_000] * 500, AHEAD * 21_000),
    ],
)
def test_a_list_leaves_in_chunks(names, most):
    chunks = list(encoded(OPERATION, Coming(names), None))
    assert len(chunks) > 5
    assert all(CHUNK <= len(chunk) <= most for chunk in chunks[:-1])
    assert [each.name for each in read(chunks)] == names


def test_rows_with_lists_may_be_large_whatever_those_before_were_like():
    names = ["x"] * 2_000 + ["x" * 200_000] * 40
    chunks = list(encoded(OPERATION, ComingWithLists(names), None))
    assert max(map(len, chunks)) <= CHUNK + 16 * 201_000
    assert [each.name for each in read(chunks)] == names


def read(chunks: list[bytes]) -> list[Any]:
    return decode_result(OPERATION, read_envelope(read_tree(b"".join(chunks))).body)


@pytest.mark.parametrize("number", [0, 1, 15, 16, 17, 100])
def test_a_short_list_is_one_chunk(number):
    names = [f"Name {each}" for each in range(number)]
    (chunk,) = encoded(OPERATION, Coming(names), None)
    assert [each.name for each in read([chunk])] == names


def test_a_list_that_is_left_halfway_takes_no_more():
    rows = Coming(["x" * 2_000] * 2_000)
    chunks = encoded(OPERATION, rows, None)
    next(chunks)
    taken = rows.taken
    chunks.close()
    assert rows.taken == taken < 2 * AHEAD
