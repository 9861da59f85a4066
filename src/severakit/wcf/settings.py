"""The settings that limit calls: their defaults, what they should be, why, and what .NET says when one is exceeded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

INT_MAX = 2**31 - 1
LONG_MAX = 2**63 - 1
MESSAGE_SIZE = 64 * 1024 * 1024
"""Bytes of one response that a client should take: 64 MiB, as the vendor recommends."""

SEND_TIMEOUT = timedelta(minutes=10)
"""How long a call may take: one that returns much gathers several entities inside and takes minutes."""

ALL_LISTS = "every list, most of all hours, items, activities and invoices with their rows"
_FILES = "GetInvoicePdf, GetInvoiceAttachmentFile, GetFileBytesByGUID and GetTravelReimbursementPdf"


@dataclass(frozen=True)
class Limit:
    """A limit on what a client reads. ``strict`` is its default up to .NET 4.0, ``present`` that from .NET 4.5 on."""

    setting: str
    strict: int
    present: int
    recommended: int
    largest: int
    why: str
    exceeded: str
    """What .NET says, with the limit in place of ``{0}``."""


MAX_RECEIVED = Limit(
    "maxReceivedMessageSize",
    65536,
    65536,
    MESSAGE_SIZE,
    LONG_MAX,
    f"It bounds the bytes of one whole response: {ALL_LISTS} get larger.",
    "The maximum message size quota for incoming messages ({0}) has been exceeded. To increase the quota, use the "
    "MaxReceivedMessageSize property on the appropriate binding element.",
)
MAX_BUFFER = Limit(
    "maxBufferSize",
    65536,
    65536,
    MESSAGE_SIZE,
    INT_MAX,
    "With transferMode Buffered it must equal maxReceivedMessageSize, so it bounds a response as well.",
    MAX_RECEIVED.exceeded,
)

_QUOTA_TEXT = (
    "The maximum {what} quota ({0}) has been exceeded while reading XML data. This quota may be increased by changing "
    "the {property} property on the XmlDictionaryReaderQuotas object used when creating the XML reader."
)


def _quota_text(what: str, name: str) -> str:
    return _QUOTA_TEXT.replace("{what}", what).replace("{property}", name)


QUOTAS = (
    Limit(
        "maxDepth",
        32,
        128,
        128,
        INT_MAX,
        "It bounds how deep elements nest: phases within phases, and the origins of invoice rows, go deep.",
        "The maximum read depth ({0}) has been exceeded because XML data being read has more levels of nesting than is "
        "allowed by the quota. This quota may be increased by changing the MaxDepth property on the "
        "XmlDictionaryReaderQuotas object used when creating the XML reader.",
    ),
    Limit(
        "maxStringContentLength",
        8192,
        INT_MAX,
        INT_MAX,
        INT_MAX,
        "It bounds the characters of one text: notes, long descriptions, and the whole document that GetFinvoices… "
        "returns as a text.",
        _quota_text("string content length", "MaxStringContentLength"),
    ),
    Limit(
        "maxArrayLength",
        16384,
        INT_MAX,
        INT_MAX,
        INT_MAX,
        f"It bounds the bytes of one file: {_FILES} fail on whatever is larger.",
        _quota_text("array length", "MaxArrayLength"),
    ),
    Limit(
        "maxBytesPerRead",
        4096,
        INT_MAX,
        INT_MAX,
        INT_MAX,
        "It bounds the bytes of one start tag with its namespace declarations.",
        "The maximum bytes per read quota ({0}) has been exceeded while reading XML data. Long element start tags "
        "(made up of element names, attribute names and attribute values) may trigger this quota. This quota may be "
        "increased by changing the MaxBytesPerRead property on the XmlDictionaryReaderQuotas object used when "
        "creating the XML reader.",
    ),
    Limit(
        "maxNameTableCharCount",
        16384,
        INT_MAX,
        INT_MAX,
        INT_MAX,
        "It bounds the characters of all names that a reader has met.",
        "The maximum nametable character count quota ({0}) has been exceeded while reading XML data. The nametable is "
        "a data structure used to store strings encountered during XML processing - long XML documents with "
        "non-repeating element names, attribute names and attribute values may trigger this quota. This quota may be "
        "increased by changing the MaxNameTableCharCount property on the XmlDictionaryReaderQuotas object used when "
        "creating the XML reader.",
    ),
)
"""The readerQuotas."""

# What calls run into day by day; the others have room for what the API sends.
BITING_QUOTAS = frozenset({"maxStringContentLength", "maxArrayLength"})

MAX_ITEMS = Limit(
    "maxItemsInObjectGraph",
    65536,
    INT_MAX,
    INT_MAX,
    INT_MAX,
    "It bounds what the serializer reads in one call, and every object, list entry and member value counts: 65,536 are "
    "some 2,500 hour entries.",
    "Maximum number of items that can be serialized or deserialized in an object graph is '{0}'. Change the object "
    "graph or increase the MaxItemsInObjectGraph quota.",
)

POOL = Limit(
    "maxBufferPoolSize",
    524288,
    524288,
    524288,
    LONG_MAX,
    "It is what of buffers is kept for the next call.",
    "",
)

HEADER_BYTES = 1024
"""Bytes that an envelope's headers and namespaces may take: of a streamed response maxBufferSize bounds these alone."""

HEADERS_TOO_LARGE = (
    "Streamed, it bounds an envelope's headers and namespaces. Beyond it .NET says: The size necessary to buffer the "
    "XML content exceeded the buffer quota."
)

_NUMBER = re.compile(r"\+?[0-9]{1,20}")
_SPAN = re.compile(
    r"(?:(?P<days>[0-9]{1,8})\.)?(?P<hours>[0-9]{1,2}):(?P<minutes>[0-9]{1,2})"
    r"(?::(?P<seconds>[0-9]{1,2})(?P<fraction>\.[0-9]{1,7})?)?"
)
_DAYS = re.compile(
    r"(?P<days>[0-9]{1,8})(?::(?P<hours>[0-9]{1,2}):(?P<minutes>[0-9]{1,2})"
    r"(?::(?P<seconds>[0-9]{1,2})(?P<fraction>\.[0-9]{1,7})?)?)?"
)
_MOST = {"days": 10675199, "hours": 23, "minutes": 59, "seconds": 59}
_VERSION = re.compile(r"(\d+)\.(\d+)")
_WITH_DOTS = re.compile(
    r"(?:\.NETFramework,Version=)?v?(\d{1,2}\.\d{1,2}(?:\.\d{1,6})*)(?:,Profile=\w+)?", re.IGNORECASE
)
_SHORT = re.compile(r"(?:net)?([1-4])(\d)(\d)?", re.IGNORECASE)
_CORE = re.compile(r"net(?:coreapp)?(\d{1,2}\.\d)(?:-[\w.]+)?", re.IGNORECASE)


def number(text: str, largest: int) -> int | None:
    """Return a number from 1 to ``largest``, or None for what is none that .NET can hold."""
    value = int(text) if _NUMBER.fullmatch(text.strip()) else 0
    return value if 0 < value <= largest else None


def time_span(text: str) -> timedelta | None:
    """Return a time as .NET reads it, or None for what it refuses.

    ``d.hh:mm:ss.ff``, of which days, seconds and fractions may be left out; with colons alone, what is no time of a day
    is read as days, hours and minutes; a number alone is days; Infinite is the longest time there is.
    """
    text = text.strip()
    if text.lower() == "infinite":
        return timedelta.max
    for form in (_SPAN, _DAYS):
        match = form.fullmatch(text)
        if match is None:
            continue
        parts = {part: int(match[part] or 0) for part in _MOST}
        if all(parts[part] <= most for part, most in _MOST.items()):
            return timedelta(**parts) + timedelta(seconds=float(match["fraction"] or 0))
    return None


def span_text(span: timedelta) -> str:
    """Return a TimeSpan as a config has it."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def framework_named(text: str) -> str:
    """Return the version of a target framework: 4.8 for 4.8, v4.8, net48 and 48, 8.0 for net8.0.

    Raises ValueError for what names none.
    """
    text = text.strip()
    short = _SHORT.fullmatch(text)
    if short is not None:
        return ".".join(filter(None, short.groups()))
    core = _CORE.fullmatch(text)
    if core is not None:
        return f"Core {core[1]}" if "core" in text.lower() else core[1]
    version = _WITH_DOTS.fullmatch(text)
    if version is None:
        raise ValueError(f"{text!r} is no target framework. Name one such as 4.8, net472 or net8.0.")
    return version[1]


def is_strict(framework: str | None) -> bool:
    """Whether a target framework has the small defaults of .NET 4.0 and before; so has one that nobody named."""
    if framework is not None and framework.startswith("Core"):
        return False
    match = _VERSION.search(framework or "")
    return match is None or (int(match[1]), int(match[2])) < (4, 5)
