"""Measure severakit against its peers: `make bench`.

Prints the ratios and writes docs/benchmarks: results.json, index.md and growth.svg.
"""

from __future__ import annotations

import argparse
import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import decoding
import growth
import report
import serving
import single
from php_server import php_service
from timing import Measurement, measure

HOURS = 20_000
_MANY = 8


def main() -> None:
    """Measure all and write it down, or measure growth alone and print it."""
    parser = argparse.ArgumentParser(description="Measure severakit against its peers.")
    parser.add_argument(
        "--growth",
        type=int,
        nargs="+",
        metavar="ROWS",
        help="only how serving and mirroring grow, the peer's too; writes no page",
    )
    sizes = parser.parse_args().growth
    with TemporaryDirectory() as name:
        folder = Path(name)
        if sizes:
            report.print_growth(growth.by_rows(folder, sizes, sizes))
        else:
            report.write(_all(folder))


def _all(folder: Path) -> report.Results:
    """Serve and decode one response with 20,000 hour entries, make single calls, and let both grow."""
    measurements: dict[str, Measurement] = {}
    response, database = folder / "response.xml", folder / "severakit.db"
    with serving.our_service(folder, HOURS) as ours:
        response.write_bytes(serving.response_of(ours))
        with ExitStack() as running:
            php = running.enter_context(php_service(folder, ours.api_key, response, _copy(database, "php")))
            spyne = running.enter_context(serving.spyne_service("spyne_hours.py", ours.api_key, str(response)))
            measurements |= _served(ours, {"spyne": spyne, "php": php}, folder)
            accounts = {"severakit": ours}
            for way, name in (("store", "spyne"), ("sqlite3", "spyne_sqlite3")):
                copy = str(_copy(database, name))
                peer = serving.spyne_service("spyne_account.py", ours.api_key, copy, way)
                accounts[name] = running.enter_context(peer)
            measurements |= _single({**accounts, "php": php})
        by_clients = growth.by_clients(ours)
    with decoding.decoders(response, folder) as decoders:
        decoded = measure(decoders)
        memory = {name: decoder.peak_memory() for name, decoder in decoders.items()}
    measurements |= {f"decode_{name}": each for name, each in decoded.items()}
    by_rows = list(growth.by_rows(folder))
    return report.Results(HOURS, measurements, memory, by_rows, by_clients)


def _served(ours: serving.Address, peers: dict[str, serving.Address], folder: Path) -> dict[str, Measurement]:
    services = {"severakit": ours, **peers}
    contents = {}
    for name, service in services.items():
        answered = folder / f"{name}.xml"
        answered.write_bytes(serving.response_of(service))
        contents[name] = decoding.content_of(answered, folder)
    if any(content != contents["severakit"] for content in contents.values()):
        raise ValueError(f"The services do not answer the same {HOURS} entities: {contents}")
    served = measure({name: serving.contestant(service) for name, service in services.items()})
    return {f"serve_{name}": each for name, each in served.items()}


def _single(services: dict[str, serving.Address]) -> dict[str, Measurement]:
    return measure(
        {
            **{f"single_{name}": single.contestant(each) for name, each in services.items()},
            **{f"single_{name}_{_MANY}_clients": single.contestant(each, _MANY) for name, each in services.items()},
        }
    )


def _copy(database: Path, name: str) -> Path:
    """Copy our database for a peer, so that none waits for another's writes."""
    copy = database.with_name(f"{name}.db")
    for ending in ("", "-wal"):
        shutil.copy(f"{database}{ending}", f"{copy}{ending}")
    return copy


if __name__ == "__main__":
    main()
