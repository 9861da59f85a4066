"""Print twelve invoices and a travel reimbursement as PDF and as pictures, to be looked at.

Usage: python tools/documents.py [FOLDER], build/documents without one. Needs pdftoppm (Debian package poppler-utils).
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from severakit.demo import build_demo
from severakit.documents.pdf import invoice_pdf, travel_pdf
from severakit.documents.shown import as_shown
from severakit.store import administration
from severakit.store.schema_version import upgrade
from severakit.store.store import Store
from severakit.store.tables import invoices

_HOURS = 500


def main(folder: Path) -> None:
    """Write the documents into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in _documents():
        path = folder / f"{name}.pdf"
        path.write_bytes(document)
        subprocess.run(["pdftoppm", "-r", "80", "-png", path, folder / name], check=True)
        print(path)


def _documents() -> Iterator[tuple[str, bytes]]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    samples = importlib.import_module("support.invoice_samples").samples
    with tempfile.TemporaryDirectory() as temporary:
        store = Store(f"sqlite:///{temporary}/documents.db")
        upgrade(store)
        build_demo(store, _HOURS, name="Nordlys Consulting")
        with store.read(administration.organization_id(store)) as session:
            shown: list[Any] = [as_shown("Invoice", row) for row in session.rows("Invoice", invoices.c.number > 0)]
            claim = as_shown("TravelReimbursement", next(iter(session.rows("TravelReimbursement"))))
        store.close()
    for name, invoice in samples(shown).items():
        yield name, invoice_pdf(1, invoice, credited=1001)
    yield "travel", travel_pdf(1, claim, "Aino Virta", "Nordlys Consulting", "fi-FI")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/documents"))
