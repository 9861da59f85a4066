"""Envelopes set out in lines for people to read: nothing but blanks between tags is added."""

from __future__ import annotations

import re
from itertools import pairwise

_TOKEN = re.compile(r"<[^>]*>?|[^<]+")
_STEP = "  "


def indented(text: str) -> str:
    """Return an envelope with each element on a line of its own; what is cut off in the middle stays so.

    Made for what this package writes: no comments, no CDATA. Texts are left as they are, and with them the elements
    that hold text alone.
    """
    tokens = [token for token in _TOKEN.findall(text) if token.strip() or not token.startswith("<")]
    lines: list[str] = []
    depth = 0
    inside_text = False
    for token, following in pairwise([*tokens, ""]):
        closes, is_tag = token.startswith("</"), token.startswith("<")
        if closes:
            depth -= 1
        if inside_text:
            lines[-1] += token
        elif token.strip():
            lines.append(_STEP * depth + token)
        if is_tag and not closes and not token.endswith(("/>", "?>")):
            depth += 1
            # A start tag and its end tag with at most text between them stay on one line.
            inside_text = not following.startswith("<") or following.startswith("</")
        elif is_tag:
            inside_text = False
    return "\n".join(lines)
