"""Writing down what was measured: on the terminal, as JSON and as a page of the documentation."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import picture
from growth import PATIENCE as GROWTH_PATIENCE
from growth import Mirrored, Size
from single import CALLS
from timing import PATIENCE, RUNS, Measurement

FOLDER = Path(__file__).parents[1] / "docs" / "benchmarks"
_PACKAGES = (
    "severakit",
    "dlt",
    "duckdb",
    "granian",
    "lxml",
    "msgspec",
    "pyarrow",
    "spyne",
    "sqlalchemy",
    "uvicorn",
    "zeep",
)


@dataclass(frozen=True)
class Comparison:
    """One line of a table: severakit beside a peer."""

    ratio: str
    what: str
    ours: str
    peer: str


COMPARISONS = (
    *(
        Comparison(f"decode_{ours}_vs_{peer}", f"Decode as {what}, {name}", f"decode_{ours}", f"decode_{peer}")
        for ours, what in (("arrow", "Arrow record batches"), ("objects", "objects"))
        for peer, name in (
            ("zeep", "zeep"),
            ("php", "PHP ext-soap"),
            ("suds", "suds"),
            ("node_soap", "node-soap"),
            ("gsoap", "gSOAP, C++"),
        )
    ),
    Comparison(
        "sync_vs_zeep_dlt",
        "Mirror {mirrored:,} hour entries into DuckDB, zeep and dlt",
        "sync_severakit",
        "sync_zeep_dlt",
    ),
    *(
        Comparison(f"serve_bulk_vs_{peer}", f"Serve 20,000 entities, {name}", "serve_severakit", f"serve_{peer}")
        for peer, name in (("spyne", "spyne"), ("php", "PHP SoapServer"))
    ),
    *(
        Comparison(
            f"serve_single{key}_vs_{peer}",
            f"Serve single calls{to}, {name}",
            f"single_severakit{key}",
            f"single_{peer}{key}",
        )
        for key, to in (("", ""), ("_8_clients", " to 8 clients"))
        for peer, name in (
            ("spyne", "spyne on our store"),
            ("spyne_sqlite3", "spyne on sqlite3 by hand"),
            ("php", "PHP SoapServer on SQLite by hand"),
        )
    ),
)


@dataclass(frozen=True)
class Results:
    """All that one run measured."""

    entities: int
    measurements: dict[str, Measurement]
    memory: dict[str, int]
    """Peak memory of each decoder, in bytes."""
    by_rows: list[Size]
    by_clients: list[dict[str, Any]]


def write(results: Results) -> None:
    """Print the ratios and write results.json, index.md and growth.svg."""
    mirrored, mirrors = _mirrors_compared(results.by_rows)
    measurements = results.measurements | mirrors
    by_rows = [_size(each) for each in results.by_rows]
    written = {
        "ratios": {each.ratio: round(_ratio(each, measurements), 2) for each in COMPARISONS},
        "measurements": {name: _described(each) for name, each in measurements.items()},
        "decoder_peak_memory_bytes": results.memory,
        "growth": {"rows": by_rows, "clients": results.by_clients},
        "entities": results.entities,
        "mirrored": mirrored,
        "machine": _machine(),
        "versions": {name: version(name) for name in _PACKAGES},
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "results.json").write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    (FOLDER / "index.md").write_text(_page(written), "utf-8")
    picture.draw(by_rows, results.by_clients, FOLDER / "growth.svg")
    print("\n".join(_table(written)))


def print_growth(by_rows: Iterable[Size]) -> None:
    """Print what each size came to, as soon as it was measured."""
    for each in by_rows:
        print(json.dumps(_size(each), indent=2), flush=True)


def _mirrors_compared(by_rows: list[Size]) -> tuple[int, dict[str, Measurement]]:
    """Return the largest number of rows that the peer mirrored too, and how long both took."""
    compared = [(each.rows, each.ours.measured, each.peer.measured) for each in by_rows if each.peer is not None]
    rows, ours, peer = max(compared, key=lambda each: each[0])
    return rows, {"sync_severakit": ours, "sync_zeep_dlt": peer}


def _size(size: Size) -> dict[str, Any]:
    return {
        "rows": size.rows,
        "seconds": round(size.served.seconds, 4),
        "bytes": size.served.bytes,
        "peak_memory": size.service_memory,
        "mirror": _mirror(size.ours),
        "peer_mirror": size.peer and _mirror(size.peer),
        "changes": size.changes and size.changes.as_dict(),
    }


def _mirror(mirrored: Mirrored) -> dict[str, Any]:
    return {
        "seconds": round(mirrored.measured.seconds, 2),
        "runs": [round(seconds, 2) for seconds in mirrored.measured.runs],
        "peak_memory": mirrored.peak_memory,
    }


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
        ours, peer = (_shown(results["measurements"][name]) for name in (each.ours, each.peer))
        what = each.what.format(mirrored=results["mirrored"])
        lines.append(f"| {what} | {ours} | {peer} | {results['ratios'][each.ratio]} |")
    return lines


def _shown(measurement: dict[str, Any]) -> str:
    return f"{measurement['seconds']:.3f} s, {measurement['megabytes_per_second']} MB/s"


def _growth_tables(results: dict[str, Any]) -> list[str]:
    memory = [f"| {name} | {size / 1e6:.0f} MB |" for name, size in results["decoder_peak_memory_bytes"].items()]
    sizes = results["growth"]["rows"]
    rows = [
        f"| {each['rows']:,} | {each['bytes'] / 1e6:,.1f} MB | {each['seconds']:.3f} s "
        f"| {each['bytes'] / 1e6 / each['seconds']:.0f} MB/s | {each['peak_memory'] / 1e6:.0f} MB |"
        for each in sizes
    ]
    mirrors = [
        f"| {each['rows']:,} | {_mirror_shown(each['mirror'])} | {_mirror_shown(each['peer_mirror'])} "
        f"| {_times(each['mirror'], each['peer_mirror'])} |"
        for each in sizes
    ]
    changes = [
        f"| {each['rows']:,} | {cost['calls']} | {cost['bytes']:,} | {cost['rows_read']} | {cost['rows_changed']} "
        f"| {cost['seconds']:.1f} s |"
        for each in sizes
        if (cost := each["changes"])
    ]
    clients = [
        f"| {each['clients']} | {each['calls_per_second']} | {each['p50']} ms | {each['p99']} ms |"
        for each in results["growth"]["clients"]
    ]
    return [
        "## Memory of the decoders",
        "",
        "Each a process of its own that keeps the whole result of one response, the response itself included.",
        "",
        "| decoder | peak |",
        "|---|---|",
        *memory,
        "",
        "## Growth",
        "",
        "![Serving as rows and clients grow](growth.svg)",
        "",
        "| rows in the response | size | served in | rate | peak memory |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "| rows in the mirror | severakit | peak memory | zeep and dlt | peak memory | times as fast |",
        "|---|---|---|---|---|---|",
        *mirrors,
        "",
        "A hundred of them changed, and the next run of the mirror:",
        "",
        "| rows in the mirror | calls | bytes of the answers | rows read | rows changed | from start to end |",
        "|---|---|---|---|---|---|",
        *changes,
        "",
        "| clients at once | calls a second | p50 | p99 |",
        "|---|---|---|---|",
        *clients,
    ]


def _mirror_shown(mirror: dict[str, Any] | None) -> str:
    return " | " if mirror is None else f"{mirror['seconds']:.1f} s | {mirror['peak_memory'] / 1e6:,.0f} MB"


def _times(ours: dict[str, Any], peer: dict[str, Any] | None) -> str:
    return "" if peer is None else f"{peer['seconds'] / ours['seconds']:.1f}"


def _page(results: dict[str, Any]) -> str:
    machine, versions = results["machine"], results["versions"]
    size = results["measurements"]["serve_severakit"]["bytes"] / 1e6
    listed = ", ".join(f"{name} {number}" for name, number in versions.items())
    return f"""# Benchmarks

One response to `GetHourEntriesChangedSince` with {results["entities"]:,} hour entries, {size:.1f} MB, served and
decoded by severakit and by the peers in its field; and {CALLS} single calls of `GetAccountByNumber`. `make bench`
measures anew and writes this page; the numbers of every run are in [results.json](results.json).

{chr(10).join(_table(results))}

{chr(10).join(_growth_tables(results))}

Measured on {machine["cpu"]} with {machine["cores"]} cores and {machine["memory_gib"]} GiB, {machine["os"]},
{machine["python"]}.

Versions: {listed}.

{_METHOD}"""


_METHOD = f"""## How it is measured

- Medians of {RUNS} runs after one to warm up; a contestant that has taken {PATIENCE:.0f} seconds has fewer, two at the
  least. The contestants take turns. Ratios are of seconds for the same entities or calls.
- *Decode*: the response lies in memory, in a process of each contestant's own. severakit's readers get it in pieces of
  64 KiB, as a client does; the peers get it whole and parse it by their own bindings, made from our WSDL. All keep the
  whole result. Before anything is measured, all must come to the same number of entities and values and to the same
  sums of every amount.
- *Serve*: from the request to the last byte of the response, over a real socket, uncompressed, one worker process for
  each, of severakit on uvicorn and of spyne on granian. severakit is the whole service with the demo organization in
  SQLite: it checks the key, counts the call, reads the rows from the database and logs the call. spyne does none of
  that: its entities are objects in memory, behind its WSGI application. Nor does PHP's SoapServer, which starts anew
  with each call: it reads its objects from a file in PHP's own serialized form, in the one worker process of PHP-FPM,
  behind nginx. All must answer the same entities, nil members included. The client only counts bytes.
- *Mirror*: both read all hour entries from our service into a new DuckDB file; the time is that of the whole process.
  The peer is the script that an integrator writes: zeep's objects as dictionaries, a month at a time so that memory
  allows it, merged by key through dlt. The ratio is that of the largest number of entries that both mirrored. The peer
  goes to 100,000 here; `python benchmarks/run.py --growth 1000000` takes it further, and a million took it 870.7 s and
  4,282 MB on 2026-11-28, where severakit took 16.7 s and 413 MB in the same run. In all of *Growth* nothing is warmed
  up, and who has taken {GROWTH_PATIENCE:.0f} seconds has no further turn: at 100,000 entries the peer has run once,
  severakit between once and {RUNS} times. results.json has every run.
- *A hundred changed*: past the API, in the service's database. Calls and the bytes of their answers, uncompressed, are
  those of the recording that `--record` makes, rows those that the run's own summary tells.
- *Single calls*: {CALLS} calls on connections that stay open. Here the peers do the same work as severakit, on the same
  tables: downtime, key and settings, quota, rights, account, groups, log. *On our store* it sends the same statements
  through the same functions as severakit, so that only SOAP and HTTP differ; *by hand* its statements are written for
  Python's sqlite3, without SQLAlchemy. PHP's SoapServer sends those too, through PDO on a connection that it keeps.

## What bounds it now

- *Arrow*: Arrow's kernels for text, on one core: cutting a run of entities at its tags, comparing the tags,
  checking and casting what stands between them.
- *Objects*: the same, and then Python values and objects made of the columns.
- *Serve*: SQLite handing over its columns as Python strings takes half of what the service spends on a call, the
  encoder, column by column, a quarter. The rest is the way to the socket.
- *Mirror*: reading the response into Arrow and DuckDB's insert, after the start of the process.
- *Single calls*: a look-up is answered on the event loop itself, begun where its bytes were read, where that waits for
  a moment at most. Seven tenths of its time are the call. The caller's key with break and rights, in one statement, and
  the count take a third of that, the row another, reading the envelope a seventh, all of them SQLite and its driver
  as much as Python. The rest is HTTP: reading the request, the way to the socket and back, and waking up. A look-up
  that goes to a thread, and asks for break, key and rights one by one, takes half as long again.
- *200 clients that never pause*: the event loop is busy all the time, and its calls are answered in the order in which
  they came. The longest wait is a new client's: its connection is taken between two rounds of calls.
"""
