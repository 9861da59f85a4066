"""C# that builds a binding in code: what it sets and leaves, and what it should say."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from severakit.wcf.configuration import ConfigError
from severakit.wcf.csharp import Assignment, Source, read_source
from severakit.wcf.findings import Certainty, Finding, Severity
from severakit.wcf.judgement import PLAIN, severity_of, too_small, uri_scheme
from severakit.wcf.settings import (
    HEADER_BYTES,
    HEADERS_TOO_LARGE,
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

_KINDS = r"(?:global::)?(?:System\.ServiceModel\.)?(?:Channels\.)?(BasicHttpBinding|BasicHttpsBinding|CustomBinding)"
_MADE = re.compile(rf"(?:(\w{{1,99}})\s*=>?\s*)?\bnew\s+{_KINDS}\s*(?=[({{])")
_MADE_BY_TYPE = re.compile(rf"\b{_KINDS}\s+(\w+)\s*(?:\{{[^{{}}]*\}}\s*)?=>?\s*new\s*(?=\()")
_ELEMENT = re.compile(
    r"\b(Http|Https|TextMessageEncoding|MtomMessageEncoding|BinaryMessageEncoding)(?:Transport)?BindingElement\b"
)
_MODE = re.compile(r"\bBasicHttps?SecurityMode\s*\.\s*(\w+)")
_VERSION = re.compile(r"\bMessageVersion\s*\.\s*(\w+)")
_TARGET = re.compile(r"\s*(https?)://\S*\.svc\b", re.IGNORECASE)
_SECURE = ("Transport", "TransportWithMessageCredential")

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

RECOMMENDED_CUSTOM = f"""
// A CustomBinding has these in its elements:
var encoding = new TextMessageEncodingBindingElement(MessageVersion.Soap11, System.Text.Encoding.UTF8);
System.Xml.XmlDictionaryReaderQuotas.Max.CopyTo(encoding.ReaderQuotas);
var transport = new HttpsTransportBindingElement();
transport.MaxReceivedMessageSize = {MAX_RECEIVED.recommended};
transport.MaxBufferSize = {MAX_BUFFER.recommended};
var binding = new CustomBinding(encoding, transport);
"""
"""The same for a binding that is put together from elements."""


@dataclass(frozen=True)
class _Built:
    """A binding that is built at a place of a source; its parentheses and initializer end at ``end``."""

    code: _Code
    kind: str
    name: str
    place: int
    end: int

    @property
    def source(self) -> Source:
        return self.code.source

    @property
    def label(self) -> str:
        return self.name or "binding"

    @property
    def is_custom(self) -> bool:
        return self.kind == "CustomBinding"

    @cached_property
    def has_config(self) -> bool:
        """Whether it takes what is not set from a config: it is made by the name that it has there."""
        return not self.is_custom and bool(re.match(r"[^({]*\(\s*\"", self.source.code[self.place : self.end]))

    @cached_property
    def made_with(self) -> str:
        return self.source.blank[self.place : self.end]

    def written(self, name: str) -> Assignment | None:
        """Return what a property is set to last; None where it is not set."""
        return next((each for each in reversed(self.code.assigned(name)) if self.code.owner(each) is self), None)

    def value(self, name: str) -> str:
        """Return the last part of what a property is set to, such as Mtom; empty where it is not set."""
        written = self.written(name)
        return "" if written is None else written.value.rpartition(".")[2].strip()

    @property
    def security_mode(self) -> str:
        """The mode that is set, or the constructor's; empty where it cannot be told."""
        written = self.written("Mode")
        text = written.value if written is not None and "SecurityMode" in written.value else self.made_with
        mode = _MODE.search(text)
        if mode is not None:
            return mode[1]
        is_open = self.has_config or re.match(r"[^({]*\(\s*[^)\s]", self.made_with)
        return "" if is_open else "None" if self.kind == "BasicHttpBinding" else "Transport"

    @property
    def scheme(self) -> str | None:
        if self.is_custom:
            return {"Http": "http", "Https": "https"}.get(next(iter(self.elements & {"Http", "Https"}), ""))
        return None if not self.security_mode else "https" if self.security_mode in _SECURE else "http"

    @cached_property
    def elements(self) -> set[str]:
        """The elements that a CustomBinding is put together from, as far as they are made in this file."""
        return {match[1] for match in _ELEMENT.finditer(self.source.blank)}

    def finding(
        self, setting: str, recommended: str, severity: Severity, message: str, certainty: Certainty | None = None
    ) -> Finding:
        """Return a finding at the line where the setting is written; one that is not is assumed."""
        written = self.written(_property(setting))
        value, place = (written.value, written.place) if written else ("", self.place)
        sure = certainty or (Certainty.SURE if written else Certainty.ASSUMED)
        path, line = str(self.source.path), self.source.line(place)
        return Finding(path, line, self.label, setting, value, recommended, severity, message, sure)


class _Code:
    """A source, the bindings that it builds, and to which of them an assignment belongs."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._assigned: dict[str, list[Assignment]] = {}
        found = [(each.start(), each[1] or "", each[2], each.end()) for each in _MADE.finditer(source.blank)]
        found += [(each.start(), each[2], each[1], each.end()) for each in _MADE_BY_TYPE.finditer(source.blank)]
        self.built = [_Built(self, kind, name, place, self._end(end)) for place, name, kind, end in sorted(found)]

    def _end(self, start: int) -> int:
        end = start
        for bracket in "({":
            while self.source.blank[end : end + 1].isspace():
                end += 1
            if self.source.blank[end : end + 1] == bracket:
                end = self.source.end_of(end)
        return end

    def assigned(self, name: str) -> list[Assignment]:
        """Return what is assigned to properties of that name."""
        if name not in self._assigned:
            self._assigned[name] = list(self.source.assignments(name))
        return self._assigned[name]

    def owner(self, assignment: Assignment) -> _Built:
        """Return the binding that an assignment speaks of: by its initializer, by its name, or the last one made."""
        inside = [each for each in self.built if each.place < assignment.place < each.end]
        if inside:
            return inside[-1]
        before = [each for each in self.built if each.place < assignment.place] or self.built[:1]
        name = assignment.receiver.partition(".")[0]
        return next((each for each in reversed(before) if each.name and each.name == name), before[-1])


def check_source(path: Path, framework: str | None = None) -> list[Finding]:
    """Return what C# that builds basicHttp or custom bindings in code leaves too small.

    Without ``framework`` the quotas of .NET 4.5 are assumed: code that a compiler of these days builds has them. What
    is worked out at run time is a note. Raises ConfigError for a file that cannot be read or builds no binding.
    """
    code = _read(path)
    findings = [finding for each in code.built for finding in _judge(each, framework)]
    return findings + list(_items(code, framework))


def recommended(path: Path) -> str:
    """Return what the C# of a file should say. Raises ConfigError as check_source does."""
    return RECOMMENDED + (RECOMMENDED_CUSTOM if any(each.is_custom for each in _read(path).built) else "")


def _read(path: Path) -> _Code:
    code = _Code(read_source(path))
    if not code.built:
        raise ConfigError(f"{path} builds no BasicHttpBinding or CustomBinding: there is nothing to check.")
    return code


def _judge(built: _Built, framework: str | None) -> Iterator[Finding]:
    yield from _sizes(built)
    yield from _quotas(built, strict=bool(framework) and is_strict(framework))
    yield from _send_timeout(built)
    yield from _encoding(built)
    yield from _security(built)


# --- sizes and quotas ------------------------------------------------------------------------


def _sizes(built: _Built) -> Iterator[Finding]:
    received = yield from _number(built, MAX_RECEIVED, None if built.has_config else MAX_RECEIVED.strict)
    buffered = yield from _number(built, MAX_BUFFER, None)
    mode = built.value("TransferMode") or "Buffered"
    if received is not None and received < MAX_RECEIVED.recommended:
        yield _small(built, MAX_RECEIVED, received, Severity.ERROR)
    if mode == "Buffered" and received is not None and received > INT_MAX:
        message = "This factory buffers messages, so the message sizes must be in the range of an integer value."
        yield built.finding("maxReceivedMessageSize", str(MAX_RECEIVED.recommended), Severity.ERROR, message)
    if buffered is None:
        return
    if mode in ("Streamed", "StreamedResponse"):
        if buffered < HEADER_BYTES:
            yield built.finding("maxBufferSize", str(MAX_BUFFER.strict), Severity.ERROR, HEADERS_TOO_LARGE)
    elif buffered < MAX_BUFFER.recommended:
        yield _small(built, MAX_BUFFER, buffered, Severity.ERROR)
    if received is None or received == buffered:
        return
    if mode == "Buffered":
        message = "For TransferMode.Buffered, MaxReceivedMessageSize and MaxBufferSize must be the same value."
        yield built.finding("maxBufferSize", str(received), Severity.ERROR, message)
    elif buffered > received:
        message = "MaxBufferSize must not exceed MaxReceivedMessageSize."
        yield built.finding("maxBufferSize", str(received), Severity.ERROR, message)


def _quotas(built: _Built, *, strict: bool) -> Iterator[Finding]:
    whole = built.written("ReaderQuotas")
    text = "" if whole is None else whole.value
    if whole is not None and re.fullmatch(r"\w+", text):
        text = built.source.constant(text) or text
    is_max = text.replace(" ", "").endswith("XmlDictionaryReaderQuotas.Max")
    # A new object has the small values of old, whatever the binding's own defaults are.
    is_new = re.match(r"new\b", text) is not None
    if whole is not None and not (is_max or is_new or text.startswith("{")):
        yield built.finding(
            "readerQuotas", "XmlDictionaryReaderQuotas.Max", Severity.NOTE, _NOT_KNOWN, Certainty.ASSUMED
        )
        return
    for limit in QUOTAS:
        own = built.written(_property(limit.setting))
        if is_max and whole is not None and (own is None or own.place < whole.place):
            continue
        default = None if built.has_config else limit.strict if strict or is_new else limit.present
        value = yield from _number(built, limit, default)
        if value is not None and value < limit.recommended:
            yield _small(built, limit, value, severity_of(limit))


def _items(code: _Code, framework: str | None) -> Iterator[Finding]:
    """Judge the bound on items, which code sets for all operations of a client at once."""
    setting, largest = MAX_ITEMS.setting, str(MAX_ITEMS.recommended)
    written = code.assigned(_property(setting))
    if not written and framework and is_strict(framework):
        yield _small(code.built[0], MAX_ITEMS, MAX_ITEMS.strict, Severity.ERROR)
    for each in written:
        value = code.source.number(each.value)
        if value is not None and value >= MAX_ITEMS.recommended:
            continue
        is_known = value is not None
        severity = Severity.ERROR if is_known else Severity.NOTE
        message = _NOT_KNOWN if value is None else too_small(MAX_ITEMS, value)
        sure = Certainty.SURE if is_known else Certainty.ASSUMED
        path, line = str(code.source.path), code.source.line(each.place)
        yield Finding(path, line, code.owner(each).label, setting, each.value, largest, severity, message, sure)


def _small(built: _Built, limit: Limit, value: int, severity: Severity) -> Finding:
    return built.finding(limit.setting, str(limit.recommended), severity, too_small(limit, value))


_NOT_KNOWN = (
    "What it is cannot be told from this file, as it is worked out elsewhere or at run time: see that it is no less "
    "than what is recommended."
)


def _number(built: _Built, limit: Limit, default: int | None) -> Generator[Finding, None, int | None]:
    """Return the number that a property is set to, None where it is worked out at run time, which is a note."""
    written = built.written(_property(limit.setting))
    if written is None:
        return default
    value = built.source.number(written.value)
    if value is None:
        yield built.finding(limit.setting, str(limit.recommended), Severity.NOTE, _NOT_KNOWN, Certainty.ASSUMED)
    return value


def _send_timeout(built: _Built) -> Iterator[Finding]:
    written = built.written("SendTimeout")
    if written is None and built.has_config:
        return
    span = timedelta(minutes=1) if written is None else built.source.span(written.value)
    if span is None:
        yield built.finding("sendTimeout", span_text(SEND_TIMEOUT), Severity.NOTE, _NOT_KNOWN, Certainty.ASSUMED)
    elif span < SEND_TIMEOUT:
        message = f"It bounds a client's whole call, which ends after {span_text(span)}; ReceiveTimeout does nothing."
        yield built.finding("sendTimeout", span_text(SEND_TIMEOUT), Severity.ERROR, message)


# --- encoding and security -------------------------------------------------------------------

# By setting: what fits, what does not, and how that bites. Anything else is worked out at run time.
_WANTED = {
    "messageEncoding": (r"Text", r"Mtom", Severity.ERROR),
    "textEncoding": (
        r"UTF8|(?:new )?UTF8Encoding\(.*\)",
        r"Unicode|BigEndianUnicode|UTF32|ASCII|Latin1",
        Severity.ERROR,
    ),
    "allowCookies": (r"false", r"true", Severity.WARNING),
    "useDefaultWebProxy": (r"true", r"false", Severity.WARNING),
}


def _encoding(built: _Built) -> Iterator[Finding]:
    for setting, (fits, misfits, severity) in _WANTED.items():
        value = built.value(_property(setting))
        wanted, why = PLAIN[setting]
        if re.fullmatch(misfits, value):
            yield built.finding(setting, wanted, severity, why)
        elif value and not re.fullmatch(fits, value):
            yield built.finding(setting, wanted, Severity.NOTE, _NOT_KNOWN, Certainty.ASSUMED)
    if built.is_custom:
        yield from _custom_encoding(built)


def _custom_encoding(built: _Built) -> Iterator[Finding]:
    soap_11 = "MessageVersion.Soap11"
    if built.elements & {"MtomMessageEncoding", "BinaryMessageEncoding"}:
        message = "The service takes text alone: use TextMessageEncodingBindingElement."
        yield built.finding("messageEncoding", "TextMessageEncodingBindingElement", Severity.ERROR, message)
        return
    versions = {match[1] for match in _VERSION.finditer(built.source.blank)}
    has_text = "TextMessageEncoding" in built.elements
    if not (built.elements & {"Http", "Https"}):
        yield built.finding("elements", f"text in {soap_11}", Severity.NOTE, _NOT_KNOWN, Certainty.ASSUMED)
    elif not has_text or versions != {"Soap11"}:
        severity = Severity.NOTE if "Soap11" in versions else Severity.ERROR
        message = (
            "The service speaks SOAP 1.1 without addressing; a CustomBinding that does not say so speaks SOAP 1.2."
        )
        yield built.finding("messageVersion", soap_11, severity, message)


def _security(built: _Built) -> Iterator[Finding]:
    used = {match[1].lower() for text in built.source.texts if (match := _TARGET.match(text))}
    expected = built.scheme
    if expected is None or len(used) != 1 or expected in used:
        return
    (scheme,) = used
    if built.is_custom:
        setting, wanted = "transport", f"{scheme.capitalize()}TransportBindingElement"
    else:
        setting, wanted = "mode", "Transport" if scheme == "https" else "None"
    message = f"The address in this file is {scheme}. {uri_scheme(scheme, expected)}"
    yield built.finding(setting, wanted, Severity.ERROR, message, Certainty.SURE)


def _property(setting: str) -> str:
    return setting[0].upper() + setting[1:]
