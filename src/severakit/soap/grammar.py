"""Whether a whole column of text has a form: that of a regular expression, or of some characters alone.

RE2 looks at it as one text, without copying it and with one step for each byte. So a pattern is for the texts one
behind the other, and has to leave no doubt where one ends, or else their bounds have to be seen elsewhere.
"""

from __future__ import annotations

import struct

import pyarrow as pa
import pyarrow.compute as pc


def texts_match(pattern: str, column: pa.StringArray) -> bool:
    """Return whether the texts of a column, one behind the other, match ``pattern``."""
    _, _, texts = column.buffers()
    if texts is None:
        return True
    start, end = _bounds(column)
    bounds = pa.py_buffer(struct.pack("=ii", start, end))
    text = pa.Array.from_buffers(pa.string(), 1, [None, bounds, texts])
    matching: bool = pc.match_substring_regex(text, f"^(?:{pattern})$")[0].as_py()
    return matching


def consist_of(characters: bytes, column: pa.StringArray) -> bool:
    """Return whether the texts of a column have no other characters than these."""
    return not one_behind_the_other(column).translate(None, characters)


def one_behind_the_other(column: pa.StringArray) -> bytes:
    """Return the texts of a column, one behind the other."""
    _, _, texts = column.buffers()
    if texts is None:
        return b""
    start, end = _bounds(column)
    return memoryview(texts)[start:end].tobytes()


def _bounds(column: pa.StringArray) -> tuple[int, int]:
    ends = memoryview(column.buffers()[1]).cast("i")
    return ends[column.offset], ends[column.offset + len(column)]
