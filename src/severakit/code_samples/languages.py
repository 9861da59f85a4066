"""The languages, and what writes a call in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from severakit.code_samples import csharp, php, plain_http, python

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from severakit.contract import Operation


@dataclass(frozen=True)
class Language:
    """A language that code is written in: its name for people, and the file that the code expects to be."""

    title: str
    file_name: str
    write: Callable[[Operation, Sequence[Any]], str]


LANGUAGES = {
    "csharp": Language("C#", "Call.cs", csharp.write),
    "php": Language("PHP", "call.php", php.write),
    "java": Language("Java", "Call.java", plain_http.write_java),
    "node": Language("Node", "call.mjs", plain_http.write_node),
    "python": Language("Python", "call.py", python.write_severakit),
    "zeep": Language("Python, zeep", "call.py", python.write_zeep),
}
"""Languages by the name that they go by on the command line."""


def code_sample(language: str, operation: Operation, arguments: Sequence[Any]) -> str:
    """Return a whole program that makes the call and prints its result.

    ``arguments`` are typed as for the client and stand in the order of the parameters. Raises KeyError for an unknown
    language, and SerializationError or LexicalError for an argument that does not fit.
    """
    return LANGUAGES[language].write(operation, arguments)
