"""Lexical forms of the contract's primitives and enumerations, and the Python values they stand for.

Reading is as tolerant as a data contract serializer and its real callers need: blanks around, a leading `+`,
a bare date, `Z` or an offset, any number of fractional digits. Writing has one form for each value.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from severakit.contract import Enumeration

ILLEGAL_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that XML 1.0 cannot carry, not even as a reference."""

_BLANKS = " \t\r\n"
_INTEGER = re.compile(r"([+-]?)0*([0-9]{1,19})")
_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?)?"
    r"(Z|([+-])([0-9]{2}):([0-9]{2}))?"
)
_RANGES = {"int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1), "byte": (0, 255)}
# A .NET decimal, which is what stands behind the contract, holds 28 to 29 digits.
_DECIMAL_DIGITS = 28


class LexicalError(ValueError):
    """A text that is no lexical form of its type, or a value that has none."""


def parse(primitive: str, text: str, *, instant: bool = False) -> Any:
    """Return the value that ``text`` stands for, or raise LexicalError saying what was expected.

    An instant is returned in UTC: an offset is converted, none means UTC. Of any other dateTime
    the wall-clock reading is kept and an offset dropped.
    """
    return parser(primitive, instant=instant)(text)


def render(primitive: str, value: Any, *, instant: bool = False) -> str:
    """Return the lexical form of ``value``, or raise LexicalError saying what to pass instead."""
    return renderer(primitive, instant=instant)(value)


def parser(primitive: str, *, instant: bool = False) -> Callable[[str], Any]:
    """Return the function that reads ``primitive``; ``instant`` matters to dateTime alone."""
    return _parse_instant if instant and primitive == "dateTime" else _PARSERS[primitive]


def renderer(primitive: str, *, instant: bool = False) -> Callable[[Any], str]:
    """Return the function that writes ``primitive``; ``instant`` matters to dateTime alone."""
    return _render_instant if instant and primitive == "dateTime" else _RENDERERS[primitive]


def parse_enumeration(enumeration: Enumeration, text: str) -> str | int:
    """Return the literal, or for flags the sum of the literals' numbers: no literal at all is 0."""
    literals = text.split() if enumeration.is_flags else [text.strip(_BLANKS)]
    if not enumeration.values.keys() >= set(literals):
        raise LexicalError(f"{_shown(text)} is not {enumeration.name}; expected {_choices(enumeration)}")
    if not enumeration.is_flags:
        return literals[0]
    return reduce(or_, (enumeration.values[literal] for literal in literals), 0)


def render_enumeration(enumeration: Enumeration, value: Any) -> str:
    """Return the literal of ``value``, or for flags the literals that make up its number."""
    if enumeration.is_flags:
        return _render_flags(enumeration, value)
    if not isinstance(value, str) or value not in enumeration.values:
        raise LexicalError(f"{_shown(value)} is not {enumeration.name}; pass {_choices(enumeration)}")
    return str(value)


def _render_flags(enumeration: Enumeration, value: Any) -> str:
    rest = value if isinstance(value, int) and not isinstance(value, bool) else -1
    literals = []
    for literal, number in enumeration.values.items():
        if number and rest & number == number:
            literals.append(literal)
            rest &= ~number
    if rest:
        raise LexicalError(f"{_shown(value)} is not {enumeration.name}; pass a sum of {_choices(enumeration)}")
    return " ".join(literals) or next(literal for literal, number in enumeration.values.items() if number == 0)


def _choices(enumeration: Enumeration) -> str:
    return ", ".join(enumeration.values)


def _parse_string(text: str) -> str:
    return text


def _parse_boolean(text: str) -> bool:
    match text.strip(_BLANKS):
        case "true" | "1":
            return True
        case "false" | "0":
            return False
    raise LexicalError(f"{_shown(text)} is not a boolean; expected true or false")


def _parse_integer(primitive: str, text: str) -> int:
    match = _INTEGER.fullmatch(text.strip(_BLANKS))
    low, high = _RANGES[primitive]
    if not match or not low <= (number := int(match[1] + match[2])) <= high:
        raise LexicalError(f"{_shown(text)} is not {primitive}; expected a whole number from {low} to {high}")
    return number


def _parse_decimal(text: str) -> Decimal:
    match = _DECIMAL.fullmatch(text.strip(_BLANKS))
    if not match or not match[0].strip("+-."):
        raise LexicalError(f"{_shown(text)} is not a decimal; expected digits with a point, such as 7.50")
    sign, whole, fraction = match.groups(default="")
    whole = whole.lstrip("0")
    if len(whole) > _DECIMAL_DIGITS:
        raise LexicalError(
            f"{_shown(text)} is too large; a decimal has at most {_DECIMAL_DIGITS} digits before the point"
        )
    return Decimal(f"{sign}{whole or '0'}.{fraction[:_DECIMAL_DIGITS]}")


def _parse_date_time(text: str) -> datetime:
    return _read_date_time(text)[0]


def _parse_instant(text: str) -> datetime:
    value, offset = _read_date_time(text)
    try:
        return (value - offset).replace(tzinfo=UTC)
    except OverflowError:
        raise LexicalError(f"{_shown(text)} lies outside the years 1 to 9999 in UTC") from None


def _read_date_time(text: str) -> tuple[datetime, timedelta]:
    """Return the wall-clock reading and its offset from UTC."""
    match = _DATE_TIME.fullmatch(text.strip(_BLANKS))
    if not match:
        raise LexicalError(f"{_shown(text)} is not a dateTime; expected a form such as 2026-10-01T00:00:00")
    year, month, day, hour, minute, second, fraction, _, sign, offset_hours, offset_minutes = match.groups(default="0")
    try:
        value = datetime(  # noqa: DTZ001 - the wall-clock reading; an instant gets its zone from the caller
            int(year), int(month), int(day), int(hour), int(minute), int(second), int(fraction[:6].ljust(6, "0"))
        )
        offset = timezone(timedelta(hours=int(offset_hours), minutes=int(offset_minutes))).utcoffset(None)
    except ValueError as error:
        raise LexicalError(f"{_shown(text)} is not a dateTime: {error}") from None
    return value, -offset if sign == "-" else offset


def _parse_bytes(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise LexicalError(f"{_shown(text)} is not base64") from None


def _render_string(value: Any) -> str:
    if not isinstance(value, str):
        raise LexicalError(f"{_shown(value)} is not text; pass a str")
    # Printable text is the common case, is known fast, and has no character that XML lacks.
    if not value.isprintable() and (illegal := ILLEGAL_CHARACTER.search(value)):
        raise LexicalError(f"XML cannot carry the character U+{ord(illegal[0]):04X} of {_shown(value)}; remove it")
    return value


def _render_boolean(value: Any) -> str:
    if not isinstance(value, bool):
        raise LexicalError(f"{_shown(value)} is not a boolean; pass True or False")
    return "true" if value else "false"


def _render_integer(primitive: str, value: Any) -> str:
    low, high = _RANGES[primitive]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise LexicalError(f"{_shown(value)} is not {primitive}; pass an int from {low} to {high}")
    return str(int(value))


def _render_decimal(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal):
        raise LexicalError(f"{_shown(value)} is not a decimal; pass a Decimal")
    if not value.is_finite() or value.adjusted() >= _DECIMAL_DIGITS:
        raise LexicalError(
            f"{value} cannot travel; pass a finite Decimal with at most {_DECIMAL_DIGITS} digits before the point"
        )
    exponent = value.as_tuple().exponent
    return f"{value:.{_DECIMAL_DIGITS}f}" if isinstance(exponent, int) and exponent < -_DECIMAL_DIGITS else f"{value:f}"


def _render_date_time(value: Any) -> str:
    if not isinstance(value, datetime) or value.tzinfo is not None:
        raise LexicalError(f"{_shown(value)} is not a calendar date; pass a datetime without tzinfo")
    return _date_time_text(value)


def _render_instant(value: Any) -> str:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise LexicalError(f"{_shown(value)} is not an instant; pass a datetime with tzinfo, such as UTC")
    try:
        return _date_time_text(value.astimezone(UTC).replace(tzinfo=None))
    except OverflowError:
        raise LexicalError(f"{_shown(value)} lies outside the years 1 to 9999 in UTC") from None


def _date_time_text(value: datetime) -> str:
    text = value.isoformat()
    return text.rstrip("0") if value.microsecond else text


def _render_bytes(value: Any) -> str:
    if not isinstance(value, bytes):
        raise LexicalError(f"{_shown(value)} is not binary data; pass bytes")
    return b64encode(value).decode("ascii")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


_PARSERS: dict[str, Callable[[str], Any]] = {
    "string": _parse_string,
    "boolean": _parse_boolean,
    "int": partial(_parse_integer, "int"),
    "long": partial(_parse_integer, "long"),
    "byte": partial(_parse_integer, "byte"),
    "decimal": _parse_decimal,
    "dateTime": _parse_date_time,
    "base64Binary": _parse_bytes,
}
_RENDERERS: dict[str, Callable[[Any], str]] = {
    "string": _render_string,
    "boolean": _render_boolean,
    "int": partial(_render_integer, "int"),
    "long": partial(_render_integer, "long"),
    "byte": partial(_render_integer, "byte"),
    "decimal": _render_decimal,
    "dateTime": _render_date_time,
    "base64Binary": _render_bytes,
}
