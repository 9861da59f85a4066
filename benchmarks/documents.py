"""Measure how long a PDF takes: `python benchmarks/documents.py`. Writes docs/benchmarks/documents.md."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog

from severakit.demo import build_demo
from severakit.documents.pdf import invoice_pdf
from severakit.documents.shown import as_shown
from severakit.store import administration
from severakit.store.schema_version import upgrade
from severakit.store.store import Store
from severakit.store.tables import invoices

_ROOT = Path(__file__).parents[1]
_PAGE = _ROOT / "docs" / "benchmarks" / "documents.md"
_HOURS = 500
_TURNS = 21


def main() -> None:
    """Measure and write the page."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    samples = _samples()
    first = _milliseconds(lambda: invoice_pdf(1, samples["finnish"]))
    lines = []
    for name, invoice in samples.items():
        made, kept = _made(name, invoice), _kept(invoice)
        fastest, median = min(made), statistics.median(made)
        lines.append(f"| {name} | {len(invoice['InvoiceRows'])} | {fastest:.1f} | {median:.1f} | {kept:.1f} |")
        print(lines[-1])
    _PAGE.write_text(_page(first, lines))


def _samples() -> dict[str, Any]:
    sys.path.insert(0, str(_ROOT / "tests"))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/documents.db")
        upgrade(store)
        build_demo(store, _HOURS, name="Nordlys Consulting")
        with store.read(administration.organization_id(store)) as session:
            shown: list[Any] = [as_shown("Invoice", row) for row in session.rows("Invoice", invoices.c.number > 0)]
        store.close()
    samples: dict[str, Any] = importlib.import_module("support.invoice_samples").samples(shown)
    return samples


def _made(name: str, invoice: Any) -> list[float]:
    """Return how long making it takes, each time with another reference, so that it is another document."""
    others = ({**invoice, "YourReference": f"{name} {turn}"} for turn in range(_TURNS))
    return list(_runs(lambda: invoice_pdf(1, next(others))))


def _kept(invoice: Any) -> float:
    """Return the median of asking for one that was made before."""
    invoice_pdf(1, invoice)
    return statistics.median(_runs(lambda: invoice_pdf(1, invoice)))


def _runs(work: Callable[[], object]) -> Iterator[float]:
    for _ in range(_TURNS):
        gc.collect()
        yield _milliseconds(work)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _page(first: float, lines: list[str]) -> str:
    table = "\n".join(lines)
    return f"""# Documents

How long the PDF of an invoice takes, in milliseconds, from what the API shows to the bytes.
`python benchmarks/documents.py` measures anew and writes this page.

The first PDF of a process takes {first:.0f} ms: typst reads its fonts. Those after it:

| Invoice | Rows | Made, fastest | Made, median | Kept, median |
|---|---|---|---|---|
{table}

- *Made*: a document that was not made before. *Kept*: one that was; the time is for finding out that it shows the same.
- Of {_TURNS} runs. The fastest comes nearest to what it takes where nothing else runs; the load is stated below.
- The invoices are those of `tools/documents.py`; what they hold is tested, see [documents](../how-to/documents.md).
- What a caller waits for besides is reading the invoice from the database: as many statements for 300 rows as for one.

Measured on {platform.system()} {platform.machine()} with {os.cpu_count()} cores and a load of {os.getloadavg()[0]:.0f},
{platform.python_implementation()} {platform.python_version()}, typst {version("typst")}.
"""


if __name__ == "__main__":
    main()
