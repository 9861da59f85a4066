"""Documents with damage: what a fuzzer makes of one that is whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import hypothesis
from hypothesis import strategies as st

FEW = 150
INPUTS = int(os.environ.get("FUZZ_INPUTS", FEW))
"""How many inputs each fuzzing test tries: few in `make test`, as many as are asked for in `make fuzz`."""

many = hypothesis.settings(
    max_examples=INPUTS,
    deadline=None,
    derandomize=INPUTS == FEW,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)

_PIECES = (
    b"<", b">", b"/>", b"</", b"<a>", b"</a>", b"&", b"&amp;", b"&#0;", b"&#x10FFFF;", b"&e;", b"]]>", b"<![CDATA[",
    b"<!--", b"-->", b"<!DOCTYPE a>", b"<?a b?>", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b'"',
    b"'", b"=", b' xmlns=""', b' xmlns:a="urn:x"', b' i:nil="true"', b' i:type="a:b"', b"-", b"1e999", b"NaN",
    b"9" * 5000, b"99999999999999999999", b"0001-01-01T00:00:00", b"9999-12-31T23:59:59.9999999+14:00", b"\r\n", b" ",
    "ä€😀".encode(), "\u2028".encode(), b"encoding='idna'", b"encoding='unicode_escape'", b"{", b"}", b"[", b"]",
    b"null", b"true", b",", b":", b"\\ud800", b"<a>" * 300,
)  # fmt: skip


def mutated(whole: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Return a strategy of documents that were whole, with one to four places damaged; some are no documents at all."""
    place = st.floats(0, 1)
    edit = st.one_of(
        st.builds(_inserted, place, st.sampled_from(_PIECES)),
        st.builds(_replaced, place, st.integers(1, 12), st.sampled_from(_PIECES) | st.binary(max_size=6)),
        st.builds(_repeated, place, st.integers(1, 200)),
        st.builds(_cut_off, place),
    )
    damaged = st.builds(_edited, st.sampled_from(whole), st.lists(edit, min_size=1, max_size=4))
    return damaged | st.binary(max_size=200)


Edit = Callable[[bytes], bytes]


def _edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    for edit in edits:
        data = edit(data)
    return data


def _inserted(place: float, piece: bytes) -> Edit:
    return lambda data: data[: int(place * len(data))] + piece + data[int(place * len(data)) :]


def _replaced(place: float, length: int, piece: bytes) -> Edit:
    return lambda data: data[: int(place * len(data))] + piece + data[int(place * len(data)) + length :]


def _repeated(place: float, length: int) -> Edit:
    def edit(data: bytes) -> bytes:
        start = int(place * len(data))
        return data[: start + length] + data[start:]

    return edit


def _cut_off(place: float) -> Edit:
    return lambda data: data[: int(place * len(data))]
