"""``severakit wsdl``: the WSDL, for an address of choice."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from severakit.contract import BASE, EXTENDED, GENERATION_VARIABLE, load_contract, render_wsdl


class Generation(StrEnum):
    """A generation of the API's contract."""

    BASE = BASE
    EXTENDED = EXTENDED


def wsdl(
    endpoint: Annotated[
        str, typer.Option("--endpoint", envvar="SEVERA_ENDPOINT", help="Address that the WSDL shall name.")
    ] = "http://127.0.0.1:8080/webservice/S3/API.svc",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; standard output if none.")
    ] = None,
    generation: Annotated[
        Generation, typer.Option("--generation", envvar=GENERATION_VARIABLE, help="Generation of the API.")
    ] = Generation.BASE,
) -> None:
    """Print the WSDL of all 42 interfaces, schemas inside."""
    document = render_wsdl(load_contract(generation.value), endpoint)
    if output is None:
        typer.echo(document.decode())
    else:
        output.write_bytes(document)
