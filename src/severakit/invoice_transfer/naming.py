"""File names of invoices, made of a pattern: whatever a customer is called, the name is one safe file's."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from string import Formatter

from severakit.invoice_transfer.selection import Listed

FIELDS = ("number", "customer", "date", "due_date", "guid", "currency", "account_number", "business_unit", "kind")
"""What a pattern can hold in braces. ``kind`` is ``invoice`` or ``credit-note``."""

DEFAULT_NAME = "{number}-{customer}"
"""The pattern where none is given."""

_LONGEST = 160
"""Bytes of a name before its ending; file systems take 255 in all."""

_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_ENDINGS = frozenset({".pdf", ".xml"})


class NamePattern:
    """A pattern such as ``{number}-{customer}.pdf``; an ending .pdf or .xml is left off, each document has its own.

    Raises ValueError for a field that is unknown, and for a pattern that is a path.
    """

    def __init__(self, pattern: str) -> None:
        path = PurePath(pattern)
        self._pattern = pattern.removesuffix(path.suffix) if path.suffix.lower() in _ENDINGS else pattern
        if "/" in pattern or "\\" in pattern:
            raise ValueError(f"The name {pattern!r} is a path. Name the folder where the files go to apart from it.")
        try:
            parts = list(Formatter().parse(self._pattern))
        except ValueError as error:
            raise ValueError(f"The name {pattern!r} cannot be read: {error}.") from None
        named = [name for _, name, _, _ in parts if name is not None]
        for _, name, specification, conversion in parts:
            if name is not None and (name not in FIELDS or specification or conversion):
                raise ValueError(f"The name {pattern!r} has {{{name}}} in it. Use {', '.join(FIELDS)}, in braces.")
        if not {"number", "guid"} & set(named):
            raise ValueError(f"The name {pattern!r} does not tell invoices apart. Put {{number}} or {{guid}} into it.")
        self._needs_number = "number" in named

    def of(self, invoice: Listed) -> str:
        """Return the name of an invoice's files without ending.

        Raises ValueError for an invoice without the number that the pattern asks for.
        """
        if self._needs_number and invoice.number is None:
            raise ValueError("It has no number. Move it to a status that gives one, or name files by {guid}.")
        values = {name: getattr(invoice, name, None) for name in FIELDS}
        values["kind"] = "credit-note" if invoice.is_credit_note else "invoice"
        return shortened(safe(self._pattern.format(**{n: "" if v is None else str(v) for n, v in values.items()})))


def safe(text: str) -> str:
    """Return text as one name of a file that every file system takes and that shows what it is."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join("_" if _is_unsafe(character) else character for character in composed)
    name = re.sub(r"\s+", " ", kept).strip(" .")
    return f"_{name}" if not name or _DEVICE.match(name) else name


def shortened(name: str, longest: int = _LONGEST) -> str:
    """Return a name of no more than ``longest`` bytes in UTF-8."""
    return name.encode()[:longest].decode(errors="ignore").rstrip(" .")


def _is_unsafe(character: str) -> bool:
    # Control and format characters, direction marks among them, private and unassigned ones.
    return character in _FORBIDDEN or (unicodedata.category(character)[0] == "C")
