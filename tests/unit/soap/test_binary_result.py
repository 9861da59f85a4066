"""Bytes in base64 as they come: in any chunks, in any form that XML has for them, and never a part for the whole."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severakit.contract import load_contract
from severakit.soap import envelope, faults
from severakit.soap.binary_result import BinaryReader
from severakit.soap.decode import DeserializationError
from severakit.soap.result_document import TruncatedResponse
from severakit.soap.tree import LimitExceeded, MalformedXml

OPERATION = load_contract().operations["IInvoice.GetInvoicePdf"]
BYTES = bytes(range(256)) * 3
TEXT = b64encode(BYTES)
ANSWER = envelope.response(OPERATION, BYTES, envelope.Quota(10, 1))


def read(data: bytes, size: int | None = None, encoding: str | None = None) -> bytes | None:
    reader = BinaryReader(OPERATION, encoding)
    size = size or len(data)
    found = b"".join([reader.feed(data[start : start + size]) for start in range(0, len(data), size)])
    return found if reader.close() else None


@given(st.binary(max_size=300), st.integers(1, 400))
def test_any_bytes_in_any_chunks(value: bytes, size: int) -> None:
    assert read(envelope.response(OPERATION, value, None), size) == value


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000, None])
@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        b"\r\n".join(TEXT[start : start + 76] for start in range(0, len(TEXT), 76)),
        b"&#13;\n".join(TEXT[start : start + 76] for start in range(0, len(TEXT), 76)),
        b"  " + TEXT + b"\n",
        b"<![CDATA[" + TEXT + b"]]>",
        TEXT[:100] + b"<!-- a comment -->" + TEXT[100:],
        TEXT[:101] + b"<![CDATA[" + TEXT[101:200] + b"]]>" + TEXT[200:],
        TEXT[:99] + b"<?a b?>" + TEXT[99:],
        b"&#x41;" + TEXT[1:],
    ],
)
def test_any_form_of_text(text: bytes, size: int | None) -> None:
    assert TEXT.startswith(b"A")
    assert read(ANSWER.replace(TEXT, text), size) == BYTES


@pytest.mark.parametrize("size", [1, 9, None])
@pytest.mark.parametrize(("codec", "encoding"), [("utf-16", None), ("utf-16", "utf-16"), ("latin-1", "iso-8859-1")])
def test_any_encoding(codec: str, encoding: str | None, size: int | None) -> None:
    assert read(ANSWER.decode().encode(codec), size, encoding) == BYTES


@pytest.mark.parametrize("size", [1, None])
def test_nothing_and_nil_are_told_apart(size: int | None) -> None:
    assert read(envelope.response(OPERATION, None, None), size) is None
    assert read(envelope.response(OPERATION, b"", None), size) == b""
    name = OPERATION.result.name.encode()
    empty = envelope.response(OPERATION, b"", None).replace(b"<%b></%b>" % (name, name), b"<%b/>" % name)
    assert b"/>" in empty
    assert read(empty, size) == b""


def test_the_quota_is_known() -> None:
    reader = BinaryReader(OPERATION)
    reader.feed(ANSWER[:400])
    assert reader.quota == (10, 1)


@pytest.mark.parametrize("size", [1, 50, None])
@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-1],
        TEXT + b"A",
        TEXT[:100] + b"=" + TEXT[100:],
        TEXT[:100] + b"====" + TEXT[100:],
        b"QQ==" + TEXT,
        TEXT[:100] + b"-" + TEXT[101:],
        TEXT[:100] + "ä".encode() + TEXT[101:],
        TEXT[:100] + b"&amp;" + TEXT[101:],
        b"<x>" + TEXT + b"</x>",
        b"====",
        b"=",
        b"A===",
    ],
)
def test_what_is_not_base64_is_refused(text: bytes, size: int | None) -> None:
    with pytest.raises(DeserializationError, match=r"not base64|expected base64Binary"):
        read(ANSWER.replace(TEXT, text), size)


def test_an_answer_that_ends_anywhere_is_no_result() -> None:
    for end in range(len(ANSWER)):
        with pytest.raises(TruncatedResponse):
            read(ANSWER[:end], 100)


@pytest.mark.parametrize("wrong", [b"\x00", b"<", b"</a>", b"\xff"])
def test_damage_is_seen(wrong: bytes) -> None:
    for place in range(0, len(ANSWER), 97):
        with pytest.raises((MalformedXml, DeserializationError, TruncatedResponse)):
            read(ANSWER[:place] + wrong + ANSWER[place:], 64)


def test_a_fault_is_raised() -> None:
    with pytest.raises(faults.NotFound):
        read(faults.render_fault(faults.NotFound("No invoice.")), 10)


def test_a_tag_without_an_end_is_not_held() -> None:
    with pytest.raises(LimitExceeded):
        read(b'<s:Envelope a="' + b"x" * 3_000_000, 50_000)


def test_other_operations_are_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"ICase.GetAllCases returns no bytes"):
        BinaryReader(load_contract().operations["ICase.GetAllCases"])
