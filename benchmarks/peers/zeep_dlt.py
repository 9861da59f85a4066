"""The peer of the mirror: what an integrator writes with zeep and dlt, all hour entries into a DuckDB file.

It reads a month at a time, since zeep keeps all objects of an answer, and merges by key, as a script that runs every
night does. Run as a program with the WSDL's address, an API key and a folder. It ends with the number of rows on
standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import dlt
from lxml import etree
from zeep import Client, Settings
from zeep.helpers import serialize_object

_NAMESPACE = "http://soap.severa.com/"
_FIRST_YEAR = 2015


def hour_entries(wsdl: str, api_key: str) -> Iterator[list[dict[str, Any]]]:
    """Return the entries that the service gives, as dictionaries, month after month."""
    client = Client(wsdl, settings=Settings(strict=False, xml_huge_tree=True))
    key = etree.Element(f"{{{_NAMESPACE}}}WebServicePassword")
    key.text = api_key
    client.set_default_soapheaders([key])
    service = client.create_service(f"{{{_NAMESPACE}}}Severa.API.IHourEntry", wsdl.removesuffix("/WSDL"))
    for first, last in _months():
        yield [serialize_object(entry, dict) for entry in service.GetHourEntriesByDate(None, first, last) or ()]


def _months() -> Iterator[tuple[datetime, datetime]]:
    """Return the first and the last day of every month up to the present one."""
    first, today = date(_FIRST_YEAR, 1, 1), datetime.now(UTC).date()
    while first <= today:
        following = (first + timedelta(days=31)).replace(day=1)
        yield datetime.combine(first, time()), datetime.combine(following - timedelta(days=1), time())
        first = following


def main(wsdl: str, api_key: str, folder: str) -> None:
    """Load them."""
    pipeline = dlt.pipeline(
        "zeep_dlt",
        pipelines_dir=f"{folder}/pipelines",
        destination=dlt.destinations.duckdb(f"{folder}/mirror.duckdb"),
        dataset_name="main",
    )
    resource = dlt.resource(
        hour_entries(wsdl, api_key), name="hour_entries", write_disposition="merge", primary_key="GUID"
    )
    pipeline.run(resource)
    with pipeline.sql_client() as client:
        (row,) = client.execute_sql("SELECT count(*) FROM hour_entries") or [(0,)]
    print(row[0])


if __name__ == "__main__":
    Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
    main(*sys.argv[1:4])
