"""Decoding one large response: ours as Arrow and as objects, and zeep, which reads it into objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.compute as pc
import zeep

from severakit.contract import load_contract, render_wsdl
from severakit.soap.columns import ArrowListReader, EntityListReader, ListReader

CHUNK = 64 * 1024
"""How many bytes at a time our readers get: what a client reads from its socket."""

_CONTRACT = load_contract()
OPERATION = _CONTRACT.operations["IHourEntry.GetHourEntriesChangedSince"]
_MEMBERS = _CONTRACT.types["HourEntry"].members
_DECIMALS = [member for member in _MEMBERS if member.type.name == "decimal"]


@dataclass(frozen=True)
class _Reply:
    """What zeep's transport hands to its binding."""

    content: bytes
    status_code: int = 200
    encoding: str = "utf-8"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml; charset=utf-8"})


@dataclass(frozen=True)
class Content:
    """What a decoded response comes to, for comparing one reader with another."""

    entities: int
    values: int
    """Members that are not nil."""
    sums: tuple[Decimal, ...]
    """Of each member that is an amount."""


def contestants(response: bytes) -> dict[str, Callable[[], int]]:
    """Return what decodes the response, by name. Raises ValueError unless all come to the same content."""
    ways = {
        "arrow": lambda: _fed(ArrowListReader(OPERATION), response),
        "objects": lambda: _fed(EntityListReader(OPERATION), response),
        "zeep": _zeep_reader(response),
    }
    contents = {
        "arrow": _batch_content(ways["arrow"]()),
        "objects": content_of(response),
        "zeep": _content(ways["zeep"](), lambda each, member: each[member.name]),
    }
    if len(set(contents.values())) != 1:
        raise ValueError(f"The readers disagree: {contents}")
    return {name: _counting(way, len(response)) for name, way in ways.items()}


def _counting(way: Callable[[], Any], size: int) -> Callable[[], int]:
    def contestant() -> int:
        way()
        return size

    return contestant


def _fed(reader: ListReader[Any], response: bytes) -> list[Any]:
    parts = []
    for start in range(0, len(response), CHUNK):
        parts += reader.feed(response[start : start + CHUNK])
    return parts + reader.close()


def _zeep_reader(response: bytes) -> Callable[[], list[Any]]:
    with TemporaryDirectory() as folder:
        wsdl = Path(folder, "severa.wsdl")
        wsdl.write_bytes(render_wsdl(_CONTRACT, "http://localhost/webservice/S3/API.svc"))
        client = zeep.Client(str(wsdl))
    binding = client.wsdl.services["API"].ports["Severa.API.IHourEntry"].binding
    operation, reply = binding.get(OPERATION.name), _Reply(response)
    return lambda: binding.process_reply(client, operation, reply)


def content_of(response: bytes) -> Content:
    """Return what a response comes to, read as objects."""
    entities = _fed(EntityListReader(OPERATION), response)
    return _content(entities, lambda each, member: getattr(each, member.python_name))


def _batch_content(batches: list[Any]) -> Content:
    columns = [[batch.column(index) for batch in batches] for index in range(len(_MEMBERS))]
    return Content(
        entities=sum(batch.num_rows for batch in batches),
        values=sum(len(part) - part.null_count for column in columns for part in column),
        sums=tuple(
            sum((pc.sum(part).as_py() or Decimal(0) for part in columns[_MEMBERS.index(member)]), Decimal(0))
            for member in _DECIMALS
        ),
    )


def _content(entities: list[Any], value: Callable[[Any, Any], Any]) -> Content:
    return Content(
        entities=len(entities),
        values=sum(value(each, member) is not None for each in entities for member in _MEMBERS),
        sums=tuple(_sum(value(each, member) for each in entities) for member in _DECIMALS),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
