"""Setting a document with typst: PDF/A from a template and data, whatever characters the data holds."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache, lru_cache
from typing import Any

import msgspec
import structlog
import typst

_KEPT = 256
"""How many documents are kept, most recently used first: the same invoice is often asked for again."""

FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
"""Fonts that typst brings along, each for what those before it lack. All have free licences."""

_IN_PLACE = "\u25a1"
"""An empty square: stands for a character that no font has."""

_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"}
_LONG_WORD = re.compile(r"\S{41,}")
_LONGEST = 20
_NOT_BROKEN = frozenset({"bars", "qr", "code", "logo"})
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_PROBE = f'#set text(font: {FONTS!r})\n#set document(title: "x")\n#sys.inputs.text'.replace("'", '"').encode()

_logger = structlog.get_logger(__name__)


def pdf(organization_id: int, template: bytes, data: dict[str, Any]) -> bytes:
    """Return a document as PDF/A; made anew only where it shows something else than before.

    The organization is part of what a document is kept by, so that none can get another's. Control characters are
    left out, a character that no font has is replaced by an empty square, and long words may be broken. Raises
    typst.TypstError for a template that typst refuses.
    """
    return _set(organization_id, template, msgspec.json.encode(_printable(data)))


@lru_cache(maxsize=_KEPT)
def _set(_organization_id: int, template: bytes, data: bytes) -> bytes:
    text = data.decode()
    try:
        return _compiled(template, data=text)
    except typst.TypstError as error:
        if not _lacking(error):
            raise
    lacking = _lacking_of(frozenset(character for character in text if not character.isascii()))
    _logger.warning("characters_replaced", characters=" ".join(f"U+{ord(each):04X}" for each in sorted(lacking)))
    return _compiled(template, data=text.translate(dict.fromkeys(map(ord, lacking), _IN_PLACE)))


@lru_cache(maxsize=_KEPT)
def _lacking_of(characters: frozenset[str]) -> frozenset[str]:
    """Return which characters no font has. Typst names one at a time."""
    asked, lacking = set(characters), set()
    while asked:
        try:
            _compiled(_PROBE, text=" ".join(sorted(asked)))
        except typst.TypstError as error:
            named = _lacking(error) & asked
            if not named:
                raise
            asked -= named
            lacking |= named
        else:
            break
    return frozenset(lacking)


def _lacking(error: Exception) -> set[str]:
    """Return the characters that typst says it cannot show."""
    found = _LACKING.search(str(error))
    return set(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])) if found else set()


def _compiled(template: bytes, **inputs: str) -> bytes:
    made: bytes = typst.compile(  # type: ignore[call-overload]  # wants a root that is bytes too
        template,
        sys_inputs=inputs,
        format="pdf",
        pdf_standards="a-2b",
        ignore_system_fonts=True,
        root=_nothing_to_read(),
    )
    return made


@cache
def _nothing_to_read() -> str:
    """Return an empty folder: a template reads files from there and nowhere else."""
    folder = tempfile.mkdtemp(prefix="severakit-typst-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _printable(value: Any) -> Any:
    """Return data whose texts can be printed."""
    if isinstance(value, str):
        return _LONG_WORD.sub(_broken, value.translate(_CONTROLS))
    if isinstance(value, dict):
        return {name: each if name in _NOT_BROKEN else _printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value


def _broken(word: re.Match[str]) -> str:
    """Return a long word with places where it may be broken."""
    return "\u200b".join(word[0][start : start + _LONGEST] for start in range(0, len(word[0]), _LONGEST))
