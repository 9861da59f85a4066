"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Endpoint = Annotated[
    str, typer.Option("--endpoint", envvar="SEVERA_ENDPOINT", help="Address of the API: …/webservice/S3/API.svc.")
]
ApiKey = Annotated[str, typer.Option("--api-key", envvar="SEVERA_API_KEY", help="API key of the API user.")]
DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="SEVERAKIT_DATABASE_URL",
        help="Database of the service: sqlite:///FILE or postgresql://USER@HOST/NAME.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
