"""Measure severakit against its peers: `make bench`.

Prints the ratios and writes docs/benchmarks/results.json and docs/benchmarks/index.md.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import decoding
import report
import serving
from timing import measure

HOURS = 20_000


def main() -> None:
    """Serve and decode one response with 20,000 hour entries."""
    with TemporaryDirectory() as folder:
        response = Path(folder, "response.xml")
        with serving.our_service(Path(folder), HOURS) as ours:
            response.write_bytes(serving.response_of(ours))
            with serving.spyne_service(response) as spyne:
                _check_same_content(response.read_bytes(), serving.response_of(spyne))
                served = measure({"severakit": serving.contestant(ours), "spyne": serving.contestant(spyne)})
        decoded = measure(decoding.contestants(response.read_bytes()))
    measurements = {f"serve_{name}": each for name, each in served.items()}
    measurements |= {f"decode_{name}": each for name, each in decoded.items()}
    report.write(HOURS, measurements)


def _check_same_content(ours: bytes, spynes: bytes) -> None:
    content = decoding.content_of(ours)
    if content.entities != HOURS or content != decoding.content_of(spynes):
        raise ValueError(f"The services do not answer the same {HOURS} entities.")


if __name__ == "__main__":
    main()
