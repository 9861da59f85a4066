"""Texts that the product's editor has put HTML into, read as the text that people see."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_INLINE = frozenset(
    {"a", "b", "em", "font", "i", "img", "s", "small", "span", "strong", "sub", "sup", "tbody", "td", "u"}
)
_UNSEEN = frozenset({"script", "style", "title"})
_SPACES = re.compile(r"[^\S\n]+")


def lines_of(text: str | None) -> list[str]:
    """Return the lines of a text without its markup; what is between angle brackets and no HTML stays."""
    reader = _Reader()
    reader.feed(text or "")
    reader.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(reader.parts).splitlines())
    return [line for line in lines if line]


def plain_text(text: str | None) -> str:
    """Return a text without its markup, on one line."""
    return " ".join(lines_of(text))


class _Reader(HTMLParser):
    """Collects what is seen. An element that HTML does not know is text: ``<x>`` may well be what somebody wrote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as HTMLParser says
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br" or tag in _BLOCKS:
            self.parts.append("\n")
        elif tag not in _INLINE:
            self.handle_data(self.get_starttag_text() or "")
        if tag == "li":
            self.parts.append("\u2022 ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag not in _INLINE:
            self.handle_data(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
