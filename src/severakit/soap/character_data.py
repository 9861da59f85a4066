"""Character data as it stands in a document, unescaped by the column."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from severakit.soap.grammar import one_behind_the_other
from severakit.soap.lexical import LexicalError

# Markup but for references, and what is no character of XML. A carriage return is one, which a reader must normalize.
_MARKUP = (b"<", b">")
_CONTROLS = [bytes([code]) for code in {*range(0x20)} - {*b"\t\n"}]
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_BEGINNING_OF_NO_CHARACTER = b"\xef\xbf"
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
_REFERRING = f"^(?:[^&]|{'|'.join(_REFERENCES)})*$"


def unescaped(texts: pa.BinaryArray) -> pa.StringArray:
    """Return the characters that stand in a document as ``texts``.

    Raises LexicalError for anything but characters and the common references, such as markup or bytes that are not
    UTF-8.
    """
    texts = texts.view(pa.string())
    text = one_behind_the_other(texts)
    if not _are_characters(text, texts):
        raise LexicalError("Expected characters and references alone.")
    if b"&" not in text:
        return texts
    refers = pc.match_substring(texts, "&").fill_null(False)  # noqa: FBT003 - Arrow takes no keyword
    referring = texts.filter(refers)
    if not pc.all(pc.match_substring_regex(referring, _REFERRING)).as_py():
        raise LexicalError("Expected no references but the common ones.")
    text = one_behind_the_other(referring)
    for reference, character in _REFERENCES.items():
        if reference.encode() in text:
            referring = pc.replace_substring(referring, reference, character)
    return pc.replace_with_mask(texts, refers, referring)


def _are_characters(text: bytes, texts: pa.StringArray) -> bool:
    """Return whether there is no markup but references, given the texts one behind the other as well.

    To look for one byte after the other there takes a fraction of the time in which RE2 looks for all of them.
    """
    if any(byte in text for byte in _MARKUP) or (_has_controls(text) and any(byte in text for byte in _CONTROLS)):
        return False
    if text.isascii():
        return True
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:  # bytes that are not UTF-8, or half a character at the end of a text
        return False
    return _BEGINNING_OF_NO_CHARACTER not in text or not any(character in text for character in _NO_CHARACTERS)


def _has_controls(text: bytes) -> bool:
    lowest = pc.min(pa.Array.from_buffers(pa.uint8(), len(text), [None, pa.py_buffer(text)])).as_py()
    return lowest is not None and lowest < 0x20
