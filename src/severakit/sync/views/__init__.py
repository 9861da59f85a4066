"""Views over a mirror's tables that answer what people ask: one SQL file each, in words that all its databases know.

A file begins with comments: what the view shows, and a line for each of its columns. Where amounts are divided they are
rounded to six decimals first: DuckDB divides decimals as binary numbers, PostgreSQL with more digits, and so both give
the same. Nothing else leaves the decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources

_NAMES = (
    "hours_by_month",
    "invoicing_by_month",
    "work_in_progress",
    "receivables_by_age",
    "case_profitability",
    "allocation_by_month",
)
_COLUMN = re.compile(r"(\w+): (.+)")
_SOURCE = re.compile(r"\b(?:FROM|JOIN) ([a-z_]+)\b")
_LOCAL = re.compile(r"\b([a-z_]+) AS \(")


@dataclass(frozen=True)
class View:
    """A view: ``query`` is a SELECT without a semicolon, ``columns`` says of each column what it shows.

    ``tables`` are those that it reads.
    """

    name: str
    description: str
    columns: dict[str, str]
    query: str
    tables: frozenset[str]


def _read(name: str) -> View:
    head: list[str] = []
    query: list[str] = []
    for line in resources.files(__name__).joinpath(f"{name}.sql").read_text("utf-8").splitlines():
        if line.startswith("--"):
            head.append(line.removeprefix("--").strip())
        elif not line.lstrip().startswith("--"):
            query.append(line)
    described = head.index("")
    columns = {found[1]: found[2] for line in head[described:] if (found := _COLUMN.match(line))}
    text = "\n".join(query)
    tables = frozenset(_SOURCE.findall(text)) - frozenset(_LOCAL.findall(text))
    return View(name, " ".join(head[:described]), columns, text, tables)


VIEWS = tuple(_read(name) for name in _NAMES)
"""All views, in the order in which the documentation shows them."""
