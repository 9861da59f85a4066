"""Decodes one response in Python: one run for each line on standard input.

Arguments: the reader (arrow, objects, zeep or suds), the WSDL, the response, the members that are amounts.
First prints what the response comes to, then a line for each run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from severakit.contract import load_contract
from severakit.soap.columns import ArrowListReader, EntityListReader, ListReader

CHUNK = 64 * 1024
"""How many bytes at a time our readers get: what a client reads from its socket."""

OPERATION = load_contract().operations["IHourEntry.GetHourEntriesChangedSince"]
_MEMBERS = load_contract().types["HourEntry"].members
_LONG_AGO = "2000-01-01T00:00:00"

Value = Callable[[Any, Any], Any]
"""Takes an entity and a member of the contract; returns the entity's value for it."""


@dataclass(frozen=True)
class _Reply:
    """What zeep's transport hands to its binding."""

    content: bytes
    status_code: int = 200
    encoding: str = "utf-8"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml; charset=utf-8"})


def arrow(_wsdl: str, response: bytes) -> tuple[Callable[[], list[Any]], Callable[[list[Any]], Iterable[Any]], Value]:
    """Our reader of record batches."""
    rows = lambda batches: (row for batch in batches for row in batch.to_pylist())  # noqa: E731
    return lambda: _fed(ArrowListReader(OPERATION), response), rows, lambda row, member: row[member.python_name]


def objects(_wsdl: str, response: bytes) -> tuple[Callable[[], list[Any]], Callable[[list[Any]], Iterable[Any]], Value]:
    """Our reader of entities."""
    value = lambda entity, member: getattr(entity, member.python_name)  # noqa: E731
    return lambda: _fed(EntityListReader(OPERATION), response), iter, value


def zeep(wsdl: str, response: bytes) -> tuple[Callable[[], list[Any]], Callable[[list[Any]], Iterable[Any]], Value]:
    """zeep, which gets the response whole and parses it by its own binding."""
    import zeep as library  # noqa: PLC0415 - only the reader that runs counts in memory

    client = library.Client(wsdl)
    binding = client.wsdl.services["API"].ports["Severa.API.IHourEntry"].binding
    operation, reply = binding.get(OPERATION.name), _Reply(response)
    return lambda: binding.process_reply(client, operation, reply), iter, lambda entity, member: entity[member.name]


def suds(wsdl: str, response: bytes) -> tuple[Callable[[], list[Any]], Callable[[list[Any]], Iterable[Any]], Value]:
    """suds-community, its answer injected."""
    from suds.client import Client  # noqa: PLC0415
    from suds.transport.https import HttpTransport  # noqa: PLC0415

    client = Client(Path(wsdl).absolute().as_uri(), transport=HttpTransport(), cache=None)
    port = client.service["Severa.API.IHourEntry"]
    run = lambda: port.GetHourEntriesChangedSince(_LONG_AGO, __inject={"reply": response}).HourEntry  # noqa: E731
    return run, iter, lambda entity, member: getattr(entity, member.name, None)


def _fed(reader: ListReader[Any], response: bytes) -> list[Any]:
    parts = []
    for start in range(0, len(response), CHUNK):
        parts += reader.feed(response[start : start + CHUNK])
    return parts + reader.close()


def _content(entities: Iterable[Any], value: Value, amounts: list[str]) -> dict[str, Any]:
    count, values, sums = 0, 0, dict.fromkeys(amounts, Decimal(0))
    for entity in entities:
        count += 1
        for member in _MEMBERS:
            given = value(entity, member)
            values += given is not None
            if given is not None and member.name in sums:
                sums[member.name] += Decimal(str(given))
    return {"entities": count, "values": values, "sums": {name: round(float(total), 2) for name, total in sums.items()}}


def main(reader: str, wsdl: str, file: str, amounts: str) -> None:
    """Decode as often as asked."""
    make = {"arrow": arrow, "objects": objects, "zeep": zeep, "suds": suds}[reader]
    run, rows, value = make(wsdl, Path(file).read_bytes())
    print(json.dumps(_content(rows(run()), value, amounts.split(","))), flush=True)
    for _line in sys.stdin:
        print(len(run()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
