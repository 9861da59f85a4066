"""The mirror: an organization's data in a database, exact and current."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from severakit.client.plan import TABLES, Table, chosen
from severakit.sync.destination import AlreadyRunning, Destination, MirrorError, Moved, Record
from severakit.sync.opening import open_destination
from severakit.sync.run import Reconcile, Settings, Summary, synchronize

if TYPE_CHECKING:
    from severakit.sync.delta_folder import delta_tables
    from severakit.sync.dlt_source import source
    from severakit.sync.parquet_folder import parquet_files

__all__ = [
    "TABLES",
    "AlreadyRunning",
    "Destination",
    "MirrorError",
    "Moved",
    "Reconcile",
    "Record",
    "Settings",
    "Summary",
    "Table",
    "chosen",
    "delta_tables",
    "open_destination",
    "parquet_files",
    "source",
    "synchronize",
]


_LATER = {"source": "dlt_source", "delta_tables": "delta_folder", "parquet_files": "parquet_folder"}
"""What takes longer to load than many a run, by the module that has it."""


def __getattr__(name: str) -> Any:
    """Import what is not needed by every run when it is asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
