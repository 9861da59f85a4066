"""Character data as it stands in a document, unescaped by the column."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from severakit.soap.grammar import texts_match

# XML's characters without those that markup begins with, and without carriage returns, which a reader must normalize.
_CHARACTER = r"[^<>&\x00-\x08\x0b-\x1f\x{d800}-\x{dfff}\x{fffe}\x{ffff}]"
# The ampersand last: what it was escaped for must not be taken for another reference.
_REFERENCES = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&apos;": "'",
    "&#13;": "\r",
    "&#xD;": "\r",
    "&#10;": "\n",
    "&#xA;": "\n",
    "&#9;": "\t",
    "&#x9;": "\t",
    "&amp;": "&",
}
_TEXT = f"^(?:{_CHARACTER}|{'|'.join(_REFERENCES)})*$"
# Text of these can be looked at as a whole: no character and no reference can lie across two values.
_SIMPLE_TEXTS = r"[\t\n\x20-%\x27-;=?-\x7f]*"


def unescaped(texts: pa.BinaryArray) -> pa.StringArray | None:
    """Return the characters that stand in a document as ``texts``.

    None if there is anything but characters and the common references, such as markup or bytes that are not UTF-8.
    """
    texts = texts.view(pa.string())
    if texts_match(_SIMPLE_TEXTS, texts):
        return texts
    if pc.all(pc.match_substring_regex(texts, _TEXT)).as_py() is False:
        return None
    present = texts.buffers()[2].to_pybytes()
    for reference, character in _REFERENCES.items():
        if reference.encode() in present:
            texts = pc.replace_substring(texts, reference, character)
    return texts
