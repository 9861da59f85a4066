"""Writing down what was measured: on the terminal, as JSON and as a page of the documentation."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from timing import RUNS, Measurement

FOLDER = Path(__file__).parents[1] / "docs" / "benchmarks"
_PACKAGES = ("severakit", "granian", "lxml", "msgspec", "pyarrow", "spyne", "sqlalchemy", "zeep")


@dataclass(frozen=True)
class Comparison:
    """One line of the table: severakit beside a peer."""

    ratio: str
    what: str
    ours: str
    peer: str


COMPARISONS = (
    Comparison("decode_arrow_vs_zeep", "Decode as Arrow record batches", "decode_arrow", "decode_zeep"),
    Comparison("decode_objects_vs_zeep", "Decode as objects", "decode_objects", "decode_zeep"),
    Comparison("serve_bulk_vs_spyne", "Serve", "serve_severakit", "serve_spyne"),
)


def write(entities: int, measurements: dict[str, Measurement]) -> None:
    """Print the ratios and write results.json and index.md."""
    results = {
        "ratios": {each.ratio: round(_ratio(each, measurements), 1) for each in COMPARISONS},
        "measurements": {name: _described(each) for name, each in measurements.items()},
        "entities": entities,
        "machine": _machine(),
        "versions": {name: version(name) for name in _PACKAGES},
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "results.json").write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    (FOLDER / "index.md").write_text(_page(results), "utf-8")
    print("\n".join(_table(results)))


def _ratio(comparison: Comparison, measurements: dict[str, Measurement]) -> float:
    """How many times as fast as its peer severakit is, for the same entities."""
    return measurements[comparison.peer].seconds / measurements[comparison.ours].seconds


def _described(measurement: Measurement) -> dict[str, Any]:
    return {
        "seconds": round(measurement.seconds, 4),
        "megabytes_per_second": round(measurement.megabytes_per_second, 1),
        "bytes": measurement.bytes,
        "runs": [round(seconds, 4) for seconds in measurement.runs],
    }


def _machine() -> dict[str, Any]:
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "os": f"{platform.system()} {platform.machine()}, {platform.freedesktop_os_release()['PRETTY_NAME']}",
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def _table(results: dict[str, Any]) -> list[str]:
    lines = ["| | severakit | peer | times as fast |", "|---|---|---|---|"]
    for each in COMPARISONS:
        peer = each.peer.partition("_")[2]
        ours = _shown(results["measurements"][each.ours])
        lines.append(
            f"| {each.what} | {ours} | {peer}: {_shown(results['measurements'][each.peer])} "
            f"| {results['ratios'][each.ratio]} |"
        )
    return lines


def _shown(measurement: dict[str, Any]) -> str:
    return f"{measurement['seconds']:.3f} s, {measurement['megabytes_per_second']} MB/s"


def _page(results: dict[str, Any]) -> str:
    machine, versions = results["machine"], results["versions"]
    size = results["measurements"]["serve_severakit"]["bytes"] / 1e6
    listed = ", ".join(f"{name} {number}" for name, number in versions.items())
    return f"""# Benchmarks

One response to `GetHourEntriesChangedSince` with {results["entities"]:,} hour entries, {size:.1f} MB,
served and decoded by severakit and by the peers in its field. `make bench` measures anew and writes this page; the
numbers of every run are in [results.json](results.json).

{chr(10).join(_table(results))}

Measured on {machine["cpu"]} with {machine["cores"]} cores and {machine["memory_gib"]} GiB, {machine["os"]},
{machine["python"]}.

Versions: {listed}.

{_METHOD}"""


_METHOD = f"""## How it is measured

- Medians of {RUNS} runs after one to warm up. The contestants take turns. Ratios are of seconds for the same entities.
- *Decode*: the response lies in memory. severakit's readers get it in pieces of 64 KiB, as a client does; zeep gets it
  whole and parses it by its own binding, with our WSDL. All keep the whole result. Before
  anything is measured, all three must come to the same number of entities and values and to the same sums of every
  amount.
- *Serve*: from the request to the last byte of the response, over a real socket, uncompressed, one worker process on
  granian for each. severakit is the whole service with the demo organization in SQLite: it checks the key, counts the
  call, reads the rows from the database and logs the call. spyne does none of that: its entities are objects in memory,
  behind its WSGI application. Both must answer the same entities, nil members included. The client only counts bytes.

## What bounds it now

- *Arrow*: Arrow's kernels for text, on one core: cutting a run of entities at its tags, comparing the tags,
  checking and casting what stands between them.
- *Objects*: the same, and then Python values and objects made of the columns.
- *Serve*: SQLite handing over its columns as Python strings takes most time, the encoder's pass over each row comes
  next; together they are three quarters of what the service spends on a call. The rest is the way to the socket.
"""
