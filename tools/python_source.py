"""How generated Python is written: annotations, docstrings, formatting."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import TextWrapper, indent

from severakit.contract import TypeRef, class_name

PACKAGE = Path(__file__).parent.parent / "src" / "severakit"
LINE_LENGTH = 120

_PYTHON_TYPES = {
    "string": "str",
    "boolean": "bool",
    "int": "int",
    "long": "int",
    "byte": "int",
    "decimal": "Decimal",
    "dateTime": "datetime",
    "base64Binary": "bytes",
}


def python_type(reference: TypeRef) -> str:
    """Return the annotation of one value of the type, without `| None`."""
    single = _PYTHON_TYPES.get(reference.name) or class_name(reference.name)
    return f"list[{single}]" if reference.is_list else single


def docstring(summary: str, items: Iterable[str] = (), end: str = "", *, margin: str = "    ") -> str:
    """Return a docstring behind ``margin``: a summary, a list, an end, wrapped to the line length."""
    wrap = TextWrapper(width=LINE_LENGTH - 3 - len(margin), break_long_words=False, break_on_hyphens=False)
    paragraphs = [wrap.wrap(summary), wrap.wrap(end)]
    wrap.subsequent_indent = "  "
    paragraphs.insert(1, [line for item in items for line in wrap.wrap(f"- {item}")])
    text = "\n\n".join("\n".join(lines) for lines in paragraphs if lines)
    if "\n" not in text and len(f'{margin}"""{text}"""') <= LINE_LENGTH:
        return f'{margin}"""{text}"""'
    return indent(f'"""{text}\n"""', margin)


def formatted(source: str) -> str:
    """Return the source as `ruff format` would leave it."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PACKAGE / "generated.py"), "-"]
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout
