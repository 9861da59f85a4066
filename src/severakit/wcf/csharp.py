"""C# read as far as settings need it: what is assigned where, and what constant values come to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from severakit.wcf.configuration import ConfigError
from severakit.wcf.document import DocumentError, read_bytes
from severakit.wcf.settings import INT_MAX, LONG_MAX, time_span

_COMMENT = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>\"\"\".*?\"\"\"|\$?@\$?\"(?:[^\"]|\"\")*\"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])')",
    re.DOTALL,
)
_RECEIVER = re.compile(r"([\w.]*\w)\s*\.\s*$")
_CONSTANT = r"[\w?]\s{{1,9}}{name}\s*=(?![=>])\s*"
_CHANGED = r"(?<![\w.]){name}\s*(?:[-+*/|&^%]|<<|>>)?=(?![=>])"
_TOKEN = re.compile(r"\s*(?:(?P<number>\d[\w]*)|(?P<name>[A-Za-z_][\w.]*)|(?P<sign><<|>>|[-+*/%()]))")
_LITERAL = re.compile(r"(?:0[xX]([0-9a-fA-F]{1,16})|0[bB]([01]{1,64})|([0-9]{1,20}))[uUlL]{0,2}")
_CAST = re.compile(r"\(\s*(?:int|long|uint|ulong|Int32|Int64|System\.Int32|System\.Int64)\s*\)")
_MADE_SPAN = re.compile(r"new\s*(?:(?:System\.)?TimeSpan\s*)?\(([^()]*)\)", re.DOTALL)
_SPAN_OF = re.compile(
    r"(?:System\.)?TimeSpan\s*\.\s*From(Days|Hours|Minutes|Seconds|Milliseconds)\s*\((.*)\)", re.DOTALL
)
_PARSED = re.compile(r"(?:System\.)?TimeSpan\s*\.\s*Parse\s*\(\s*\"([^\"]*)\"[^()]*(?:\(\))?[^()]*\)")
_NAMED = re.compile(r"(days|hours|minutes|seconds|milliseconds)\s*:(.*)", re.DOTALL)
_FRACTION = re.compile(r"([0-9]{1,9}\.[0-9]{1,9})[dDfFmM]?|([0-9]{1,9})[dDfFmM]")
_PARTS = ("days", "hours", "minutes", "seconds", "milliseconds")
_SPANS = {"TimeSpan.MaxValue": timedelta.max, "TimeSpan.Zero": timedelta()}
_NUMBERS = {
    "int.MaxValue": INT_MAX,
    "Int32.MaxValue": INT_MAX,
    "long.MaxValue": LONG_MAX,
    "Int64.MaxValue": LONG_MAX,
    "short.MaxValue": 2**15 - 1,
    "ushort.MaxValue": 2**16 - 1,
}
_LONGEST = 300
"""Characters of a value that is worked out: none that people write is longer."""
_DEEPEST = 16
_LARGEST = 2**70


@dataclass(frozen=True)
class Assignment:
    """What is assigned to a property: at which place, to what of whom (empty within an initializer), and what."""

    place: int
    receiver: str
    value: str


@dataclass(frozen=True)
class Source:
    """A file of C#: ``code`` without comments and ``blank`` without texts too, all of the same length."""

    path: Path
    code: str
    blank: str = field(repr=False)

    def line(self, place: int) -> int:
        """Return the line of a place, from 1 on."""
        return self.blank.count("\n", 0, place) + 1

    def assignments(self, name: str) -> Iterator[Assignment]:
        """Yield what is assigned to properties of that name, in the order of the file."""
        for match in re.finditer(rf"\b{name}\s*=(?![=>])\s*", self.blank):
            before = _RECEIVER.search(self.blank[max(0, match.start() - _LONGEST) : match.start()])
            receiver = before[1].removeprefix("this.") if before else ""
            yield Assignment(match.start(), receiver, self.value_at(match.end()))

    def value_at(self, start: int) -> str:
        """Return the expression that begins at a place: up to its statement's, argument's or initializer's end."""
        depth = 0
        for place in range(start, min(len(self.blank), start + _LONGEST)):
            character = self.blank[place]
            if character in "([{":
                depth += 1
            elif character in ")]}":
                depth -= 1
            if depth < 0 or (depth == 0 and character in ";,"):
                return self.code[start:place].strip()
        return self.code[start : start + _LONGEST].strip()

    def end_of(self, start: int) -> int:
        """Return where the bracket ends that begins at a place, behind it."""
        depth = 0
        for place in range(start, len(self.blank)):
            depth += (self.blank[place] in "([{") - (self.blank[place] in ")]}")
            if depth == 0:
                return place + 1
        return len(self.blank)

    def number(self, text: str) -> int | None:
        """Return what a constant expression comes to, None where it is worked out at run time."""
        return _Arithmetic(self, text).result()

    def span(self, text: str, depth: int = 0) -> timedelta | None:
        """Return what a TimeSpan comes to, None where it is worked out at run time."""
        known = _SPANS.get(text.removeprefix("System."))
        if known is not None or len(text) >= _LONGEST or depth > _DEEPEST:
            return known
        if re.fullmatch(r"[A-Za-z_][\w.]*", text):
            value = self.constant(text)
            return None if value is None else self.span(value, depth + 1)
        parsed = _PARSED.fullmatch(text)
        if parsed is not None:
            return time_span(parsed[1])
        made_of = _SPAN_OF.fullmatch(text)
        if made_of is not None:
            return _timedelta({made_of[1].lower(): self._amount(made_of[2])})
        made = _MADE_SPAN.fullmatch(text)
        return None if made is None else self._made_span(made[1].split(","))

    def constant(self, name: str) -> str | None:
        """Return what a name stands for throughout the file, None where it is not known or changes."""
        name = re.escape(name.rpartition(".")[2])
        declared = list(re.finditer(_CONSTANT.format(name=name), self.blank))
        if len(declared) != 1 or len(re.findall(_CHANGED.format(name=name), self.blank)) != 1:
            return None
        return self.value_at(declared[0].end())

    def _amount(self, text: str) -> float | None:
        fraction = _FRACTION.fullmatch(text.strip())
        return float(fraction[1] or fraction[2]) if fraction else self.number(text)

    def _made_span(self, arguments: list[str]) -> timedelta | None:
        if len(arguments) == 1:
            ticks = self.number(arguments[0])
            return None if ticks is None else _timedelta({"milliseconds": ticks / 10_000})
        order = _PARTS[1:4] if len(arguments) == 3 else _PARTS
        if len(arguments) not in (3, 4, 5):
            return None
        parts: dict[str, float | None] = {}
        for part, argument in zip(order, arguments, strict=False):
            named = _NAMED.fullmatch(argument.strip())
            name, value = (named[1], named[2]) if named else (part, argument)
            parts[name] = self.number(value)
        return _timedelta(parts)

    @cached_property
    def texts(self) -> list[str]:
        """All texts that stand in the file."""
        return [match["text"].lstrip("$@").strip('"') for match in _COMMENT.finditer(self.code) if match["text"]]


def read_source(path: Path) -> Source:
    """Read a file of C#, in UTF-8, UTF-16 or, as old ones are, Windows-1252. Raises ConfigError."""
    try:
        data = read_bytes(path)
    except DocumentError as error:
        raise ConfigError(str(error)) from error
    try:
        text = _decoded(data)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is no text in UTF-8, UTF-16 or Windows-1252.") from error
    code = _COMMENT.sub(lambda match: match[0] if match["text"] else _blank(match[0]), text)
    return Source(path, code, _COMMENT.sub(lambda match: _blank(match[0]), text))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _timedelta(parts: dict[str, float | None]) -> timedelta | None:
    known = {name: value for name, value in parts.items() if value is not None}
    try:
        return timedelta(**known) if len(known) == len(parts) else None
    except OverflowError:
        return None


class _Unknown(Exception):  # noqa: N818 - names the fact
    """A value that is worked out at run time."""


class _Arithmetic:
    """Works out whole numbers: literals, names, casts, and the signs ``* / % + - << >>``."""

    def __init__(self, source: Source, text: str, depth: int = 0) -> None:
        self._source = source
        self._depth = depth
        self._text = _CAST.sub(" ", text).strip()
        self._place = 0

    def result(self) -> int | None:
        """Return the number, None for what is none."""
        if len(self._text) >= _LONGEST or self._text.count("(") > _DEEPEST:
            return None
        try:
            value = self._shifted()
        except _Unknown:
            return None
        return value if self._place == len(self._text) else None

    def _shifted(self) -> int:
        value = self._sum()
        while (sign := self._sign("<<", ">>")) is not None:
            by = self._sum() & 63
            value = _bounded(value << by if sign == "<<" else value >> by)
        return value

    def _sum(self) -> int:
        value = self._product()
        while (sign := self._sign("+", "-")) is not None:
            other = self._product()
            value = _bounded(value + other if sign == "+" else value - other)
        return value

    def _product(self) -> int:
        value = self._one()
        while (sign := self._sign("*", "/", "%")) is not None:
            other = self._one()
            if sign == "*":
                value = _bounded(value * other)
            elif other <= 0 or value < 0:
                raise _Unknown
            else:
                value = value // other if sign == "/" else value % other
        return value

    def _one(self) -> int:
        if self._sign("-") is not None:
            return -self._literal()
        if self._sign("(") is None:
            return self._literal()
        value = self._shifted()
        if self._sign(")") is None:
            raise _Unknown
        return value

    def _literal(self) -> int:
        token = _TOKEN.match(self._text, self._place)
        if token is None or token["sign"]:
            raise _Unknown
        self._place = token.end()
        return self._named(token["name"]) if token["name"] else _written(token["number"])

    def _named(self, name: str) -> int:
        known = _NUMBERS.get(".".join(name.split(".")[-2:]))
        if known is not None:
            return known
        value = self._source.constant(name) if self._depth < _DEEPEST else None
        number = None if value is None else _Arithmetic(self._source, value, self._depth + 1).result()
        if number is None:
            raise _Unknown
        return number

    def _sign(self, *signs: str) -> str | None:
        token = _TOKEN.match(self._text, self._place)
        if token is None or token["sign"] not in signs:
            return None
        self._place = token.end()
        return token["sign"]


def _written(text: str) -> int:
    literal = _LITERAL.fullmatch(text.replace("_", ""))
    if literal is None:
        raise _Unknown
    if literal[1]:
        return int(literal[1], 16)
    return int(literal[2], 2) if literal[2] else int(literal[3])


def _bounded(value: int) -> int:
    if abs(value) > _LARGEST:
        raise _Unknown
    return value
