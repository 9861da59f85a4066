"""Loading into the warehouses that dlt writes to, by dlt's own settings."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import Any

import dlt
from dlt.common.destination.exceptions import UnknownDestinationModule
from dlt.common.exceptions import DltException
from dlt.pipeline.exceptions import PipelineStepFailed

from severakit.client import Client, SeveraError
from severakit.sync.destination import MirrorError
from severakit.sync.dlt_source import source

_ONLY_APPENDS = "filesystem"


def load(
    client: Client, destination: str, dataset: str, tables: list[str] | None = None, reconcile: str = "daily"
) -> dict[str, int]:
    """Bring a dataset in one of dlt's destinations up to date; return how many rows came, by table.

    dlt finds the destination's address and secrets where it always does, in its environment variables and files. How
    far the dataset is stands in it. Raises MirrorError for what dlt cannot do, ValueError for an unknown table, and
    SeveraError where the service cannot be read: then nothing is loaded.
    """
    if destination == _ONLY_APPENDS:
        raise MirrorError("dlt only appends to files: mirror to file:///FOLDER or s3://… with `severakit sync run`.")
    try:
        # How far the dataset is comes from there each time, so dlt's notes on this machine need not outlive the run.
        with TemporaryDirectory(prefix="severakit-dlt-") as notes:
            pipeline = dlt.pipeline(
                f"severakit_{dataset}", pipelines_dir=notes, destination=destination, dataset_name=dataset
            )
            pipeline.run(source(client, tables, reconcile))
            return _rows(pipeline)
    except UnknownDestinationModule:
        raise MirrorError(f"dlt has no destination {destination!r}; see its documentation for their names.") from None
    except PipelineStepFailed as error:
        if (cause := _of_service(error)) is not None:
            raise cause from None
        raise MirrorError(f"dlt could not {error.step}: {_last(error)}") from None
    except DltException as error:
        raise MirrorError(f"dlt refused: {error}") from None


def _rows(pipeline: Any) -> dict[str, int]:
    counts = pipeline.last_trace.last_normalize_info.row_counts
    return {name: count for name, count in sorted(counts.items()) if not name.startswith("_dlt")}


def _of_service(error: BaseException | None) -> SeveraError | None:
    """Return the client's error that ended a run, if one did."""
    while error is not None:
        if isinstance(error, SeveraError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _last(error: BaseException) -> str:
    """Return what is behind all errors that say that another one came."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return str(error)
