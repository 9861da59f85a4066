"""C# that builds a binding in code: what it sets and leaves, and what it should say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from severakit.wcf.configuration import ConfigError
from severakit.wcf.document import DocumentError, read_bytes
from severakit.wcf.findings import Certainty, Finding, Severity
from severakit.wcf.judgement import severity_of, too_small
from severakit.wcf.settings import (
    INT_MAX,
    MAX_BUFFER,
    MAX_ITEMS,
    MAX_RECEIVED,
    QUOTAS,
    SEND_TIMEOUT,
    Limit,
    is_strict,
    span_text,
)

_MADE = re.compile(r"(?:(\w+)\s*=\s*)?new\s+(?:System\.ServiceModel\.)?(Basic(?:Http|Https)Binding)\s*\(")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|@\"(?:[^\"]|\"\")*\"|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
_ASSIGNED = r"\b{name}\s*=\s*([^;,}}\n]+)"
_MINUTES = re.compile(r"TimeSpan\s*\.\s*From(Hours|Minutes|Seconds)\s*\(\s*([\d.]+)\s*\)")
_SPAN = re.compile(r"new\s+(?:System\.)?TimeSpan\s*\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)")
_PRODUCT = re.compile(r"[\d_]+(?:\s*\*\s*[\d_]+)*[lL]?")
_NAMES = {"int.MaxValue": INT_MAX, "Int32.MaxValue": INT_MAX, "long.MaxValue": 2**63 - 1, "Int64.MaxValue": 2**63 - 1}

RECOMMENDED = f"""binding.MaxReceivedMessageSize = {MAX_RECEIVED.recommended};
binding.MaxBufferSize = {MAX_BUFFER.recommended};
binding.ReaderQuotas = System.Xml.XmlDictionaryReaderQuotas.Max;
binding.SendTimeout = TimeSpan.FromMinutes({SEND_TIMEOUT.total_seconds() / 60:g});

foreach (var operation in client.Endpoint.Contract.Operations)
{{
    var behavior = operation.Behaviors.Find<DataContractSerializerOperationBehavior>();
    if (behavior != null)
    {{
        behavior.MaxItemsInObjectGraph = int.MaxValue;
    }}
}}
"""
"""What code that builds a binding should say."""


@dataclass(frozen=True)
class _Source:
    """C# without its comments and texts, which are blanks of the same length."""

    path: Path
    text: str

    def line(self, place: int) -> int:
        return self.text.count("\n", 0, place) + 1


@dataclass(frozen=True)
class _Built:
    """A binding that is built at a place of a source, and what belongs to it."""

    source: _Source
    name: str
    place: int
    scope: str

    def written(self, name: str) -> tuple[str, int] | None:
        """Return what a property is set to last, and on which line; None where it is not set."""
        found = list(re.finditer(_ASSIGNED.format(name=name), self.scope))
        if not found:
            return None
        return found[-1][1].strip(), self.source.line(self.place + found[-1].start())

    def finding(
        self, setting: str, recommended: str, severity: Severity, message: str, certainty: Certainty
    ) -> Finding:
        written = self.written(_property(setting))
        value, line = written or ("", self.source.line(self.place))
        return Finding(
            str(self.source.path), line, self.name, setting, value, recommended, severity, message, certainty
        )


def check_source(path: Path, framework: str | None = None) -> list[Finding]:
    """Return what C# that builds basicHttp bindings in code leaves too small.

    Without ``framework`` the quotas of .NET 4.5 are assumed: code that a compiler of these days builds has them.
    Raises ConfigError for a file that cannot be read or builds no binding.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except DocumentError as error:
        raise ConfigError(str(error)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is no text in UTF-8.") from error
    source = _Source(path, _COMMENT.sub(_blank, text))
    made = list(_MADE.finditer(source.text))
    if not made:
        raise ConfigError(f"{path} builds no BasicHttpBinding: there is nothing to check.")
    ends = [each.start() for each in made[1:]] + [len(source.text)]
    built = [
        _Built(source, each[1] or "binding", each.start(), source.text[each.start() : end])
        for each, end in zip(made, ends, strict=True)
    ]
    return [finding for each in built for finding in _judge(each, framework)]


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _judge(built: _Built, framework: str | None) -> Iterator[Finding]:
    for limit in (MAX_RECEIVED, MAX_BUFFER):
        value = _number(built, limit.setting, limit.strict)
        follows = limit is MAX_BUFFER and built.written("MaxBufferSize") is None
        if value is not None and value < limit.recommended and not follows:
            yield _small(built, limit, value, Severity.ERROR)
    received, buffered = _number(built, "maxReceivedMessageSize", 65536), _number(built, "maxBufferSize", None)
    if None not in (received, buffered) and received != buffered and "Stream" not in built.scope:
        message = "For TransferMode.Buffered, MaxReceivedMessageSize and MaxBufferSize must be the same value."
        yield built.finding("maxBufferSize", str(received), Severity.ERROR, message, Certainty.SURE)
    if "XmlDictionaryReaderQuotas.Max" not in built.scope:
        for limit in QUOTAS:
            default = limit.strict if framework and is_strict(framework) else limit.present
            value = _number(built, limit.setting, default)
            if value is not None and value < limit.recommended:
                yield _small(built, limit, value, severity_of(limit))
    yield from _send_timeout(built)
    if framework and is_strict(framework) and "MaxItemsInObjectGraph" not in built.source.text:
        yield _small(built, MAX_ITEMS, MAX_ITEMS.strict, Severity.ERROR)


def _small(built: _Built, limit: Limit, value: int, severity: Severity) -> Finding:
    certainty = Certainty.SURE if built.written(_property(limit.setting)) else Certainty.ASSUMED
    return built.finding(limit.setting, str(limit.recommended), severity, too_small(limit, value), certainty)


def _send_timeout(built: _Built) -> Iterator[Finding]:
    written = built.written("SendTimeout")
    span = timedelta(minutes=1) if written is None else _span(written[0])
    if span is not None and span < SEND_TIMEOUT:
        message = f"It bounds a client's whole call, which ends after {span_text(span)}; ReceiveTimeout does nothing."
        certainty = Certainty.SURE if written else Certainty.ASSUMED
        yield built.finding("sendTimeout", span_text(SEND_TIMEOUT), Severity.ERROR, message, certainty)


def _property(setting: str) -> str:
    return setting[0].upper() + setting[1:]


def _number(built: _Built, setting: str, default: int | None) -> int | None:
    """Return the number that a property is set to, None where it is worked out at run time."""
    written = built.written(_property(setting))
    if written is None:
        return default
    text = written[0]
    if text in _NAMES:
        return _NAMES[text]
    if not _PRODUCT.fullmatch(text):
        return None
    product = 1
    for factor in text.rstrip("lL").replace("_", "").split("*"):
        product *= int(factor)
    return product


def _span(text: str) -> timedelta | None:
    from_unit = _MINUTES.search(text)
    if from_unit:
        return timedelta(**{from_unit[1].lower(): float(from_unit[2])})
    made = _SPAN.search(text)
    return timedelta(hours=int(made[1]), minutes=int(made[2]), seconds=int(made[3])) if made else None
