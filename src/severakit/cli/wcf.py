"""``severakit wcf``: the limits of .NET configs, checked, mended, tried and written."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from severakit.cli import output
from severakit.cli.options import REAL_SERVICE, ApiKey, Endpoint, Json
from severakit.wcf import ConfigError, Finding, judge, read_configuration
from severakit.wcf.findings import as_json, as_sarif
from severakit.wcf.settings import framework_named
from severakit.wcf.source_code import check_source, recommended

if TYPE_CHECKING:
    from severakit.contract import Operation

app = typer.Typer(help="Check, mend and try the limits in .NET (WCF) configs.", no_args_is_help=True)


def _named_framework(text: str | None) -> str | None:
    try:
        return None if text is None else framework_named(text)
    except ValueError as error:
        output.fail(str(error))


def _old_framework(text: str) -> str:
    named = _named_framework(text) or ""
    if not named.startswith(("1.", "2.", "3.", "4.")):
        output.fail(f"{text} has no app.config: set the same in code, as `severakit wcf fix Client.cs` prints it.")
    return named


Framework = Annotated[
    str | None,
    typer.Option(
        "--framework",
        help="Target framework, such as 4.8, where the file does not say it.",
        callback=_named_framework,
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="app.config, web.config, or the config beside a program.")]
Operations = Annotated[
    str | None, typer.Option("--operations", help="Only these, as IInterface.Operation, separated by commas.")
]


@app.callback()
def group() -> None:
    """Check, mend and try the limits in .NET (WCF) configs."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Configs, and C# that builds bindings in code.")],
    framework: Framework = None,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF, for code reviews.")] = False,
    json: Json = False,
) -> None:
    """Say what of a config stands in the way of calls: exit 0 for nothing, 1 for findings, 2 for no readable config.

    A file among others that cannot be read is said, and counts as a finding.
    """
    findings: list[Finding] = []
    unreadable = 0
    for file in files:
        try:
            findings += _found(file, framework)
        except ConfigError as error:
            typer.echo(str(error), err=True)
            unreadable += 1
    if unreadable == len(files):
        raise typer.Exit(output.USAGE)
    if json:
        output.print_json(as_json(findings))
    elif sarif:
        output.print_json(as_sarif(findings, version("severakit")))
    else:
        _print_findings(findings)
    raise typer.Exit(output.FOUND if findings or unreadable else 0)


def _found(file: Path, framework: str | None) -> list[Finding]:
    if file.suffix.lower() == ".cs":
        return check_source(file, framework)
    return [problem.finding for problem in judge(read_configuration(file, framework))]


def _print_findings(findings: list[Finding]) -> None:
    for each in findings:
        value = each.value or "not written"
        sure = "" if each.certainty == "sure" else " (assumed)"
        typer.echo(f"{each.file}:{each.line}: {each.severity}{sure}: {each.binding}: {each.setting} is {value}")
        typer.echo(f"    {each.message}")
        typer.echo(f"    Recommended: {each.recommended}")
    typer.echo(f"{len(findings)} findings." if findings else "Nothing stands in the way of calls.")


@app.command()
def fix(
    file: File,
    framework: Framework = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
) -> None:
    """Mend a config: change only what is found, show the difference, and keep the old file beside it.

    For C# that builds its bindings in code, print what it should say; the file is not touched.
    """
    from severakit.wcf.mending import mended, write  # noqa: PLC0415 - only this command needs it

    try:
        if file.suffix.lower() == ".cs":
            typer.echo(recommended(file))
            return
        changed, left = mended(file, framework)
        for each in changed:
            typer.echo(each.diff())
            if not dry_run:
                typer.echo(f"{each.path} is mended; the old one is {write(each)}.", err=True)
    except ConfigError as error:
        output.fail(str(error))
    except OSError as error:
        output.fail(f"{error.filename} cannot be written: {error.strerror}.")
    if not changed:
        typer.echo("There is nothing to change.", err=True)
    for problem in left:
        typer.echo(f"Left to you: {problem.finding.binding}: {problem.finding.message}", err=True)
    raise typer.Exit(output.FOUND if left else 0)


@app.command("try")
def try_config(
    file: File,
    endpoint: Endpoint,
    api_key: ApiKey,
    operations: Operations = None,
    framework: Framework = None,
    json: Json = False,
) -> None:
    """Call a service and say of each response whether a client with this config gets it, or what .NET says instead."""
    import httpx  # noqa: PLC0415 - so that the other commands need no network

    from severakit.wcf.trial import WITHOUT_KEY, NoAccessError, try_out  # noqa: PLC0415

    try:
        configuration = read_configuration(file, framework)
        chosen = _operations(operations) if operations else None
        trials = list(try_out(configuration, endpoint, api_key, chosen))
    except ValueError as error:
        output.fail(str(error))
    except httpx.HTTPError as error:
        output.fail(f"{endpoint} does not answer: {error}.", output.FOUND)
    except NoAccessError as error:
        output.fail(
            f"The service refuses the key: check the key with `severakit doctor`. It says: {error}", output.FOUND
        )
    answered = {each.operation for each in trials if each.measures.bytes and not each.measures.fault}
    if not (answered if chosen else answered - WITHOUT_KEY):
        said = f" It says: {trials[0].problem}" if trials else ""
        output.fail(f"The service answered no call: check the key with `severakit doctor`.{said}", output.FOUND)
    rows: list[dict[str, Any]] = [
        {
            "operation": each.operation,
            "binding": each.binding,
            "bytes": each.measures.bytes,
            "items": each.measures.items,
            "seconds": round(each.seconds, 3),
            "fits": each.fits,
            "problem": each.problem,
            "grows_until": None if each.grows_until == float("inf") else each.grows_until,
            "bound_by": each.bound_by,
        }
        for each in trials
    ]
    if json:
        output.print_json({"trials": rows})
    else:
        shown = ("operation", "bytes", "items", "seconds", "fits", "grows_until", "bound_by")
        output.print_table(f"{file} against {endpoint}", [{name: row[name] for name in shown} for row in rows])
        for each in trials:
            if each.problem:
                typer.echo(f"{each.operation}: {each.problem}")
    raise typer.Exit(0 if all(each.fits for each in trials) else output.FOUND)


@app.command()
def new(
    operations: Annotated[str, typer.Option("--operations", help="As IInterface.Operation, separated by commas.")],
    endpoint: Annotated[
        str, typer.Option("--endpoint", envvar="SEVERA_ENDPOINT", help="Address of the API.")
    ] = REAL_SERVICE,
    framework: Annotated[str, typer.Option("--framework", help="Target framework.", callback=_old_framework)] = "4.8",
    namespace: Annotated[str, typer.Option("--namespace", help="Namespace of the proxies.")] = "",
) -> None:
    """Print an app.config with which calls of these operations work."""
    from severakit.wcf.new import new_config  # noqa: PLC0415

    typer.echo(new_config(endpoint, _operations(operations), framework, namespace), nl=False)


def _operations(names: str) -> list[Operation]:
    from severakit.soap.arguments import find_operation  # noqa: PLC0415

    try:
        return [find_operation(name.strip()) for name in names.split(",")]
    except ValueError as error:
        output.fail(str(error))
