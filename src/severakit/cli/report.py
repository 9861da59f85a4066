"""``severakit report``: a mirror's figures as a page, as pictures and as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.options import Json


def report(
    mirror: Annotated[
        str, typer.Option("--from", envvar="SEVERAKIT_MIRROR", help="Where the mirror lies, as `sync run --to` had it.")
    ],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="HTML file to write: one page with all charts in it.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", metavar="FOLDER", help="Folder to write a PNG of each chart to.")
    ] = None,
    json: Json = False,
) -> None:
    """Report on a mirror: hours, invoicing, work in progress, receivables, margins and allocation.

    Give at least one of --to, --pictures and --json.
    """
    if to is None and pictures is None and not json:
        output.fail("Say what to make: --to report.html, --pictures FOLDER, or --json.")
    with output.needs("sync"):
        from severakit.sync.asking import asking  # noqa: PLC0415
        from severakit.sync.destination import MirrorError  # noqa: PLC0415
        from severakit.sync.report.figures import figures  # noqa: PLC0415
    try:
        with asking(mirror) as query:
            found = figures(query)
    except MirrorError as error:
        output.fail(str(error), output.FOUND)
    written: dict[Path, bytes] = {}
    if to is not None or pictures is not None:
        with output.needs("report"):
            from severakit.sync.report import page  # noqa: PLC0415
        if to is not None:
            written[to] = page.render(found).encode()
        if pictures is not None:
            written |= {pictures / name: picture for name, picture in page.pictures(found).items()}
    for path, content in written.items():
        _write(path, content)
        if not json:
            typer.echo(f"Wrote {path}.")
    if json:
        output.print_json(found)


def _write(path: Path, content: bytes) -> None:
    """Write a file that is seen whole or not at all."""
    unfinished = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        output.fail(f"{path} cannot be written: {error.strerror}. Choose another place.", output.FOUND)
