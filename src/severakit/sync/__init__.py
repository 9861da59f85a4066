"""The mirror: an organization's data in DuckDB, exact and incremental."""

from severakit.sync.duckdb_mirror import DuckDBMirror, MirrorError, Moved
from severakit.sync.plan import TABLES, Table, chosen
from severakit.sync.run import synchronize

__all__ = ["TABLES", "DuckDBMirror", "MirrorError", "Moved", "Table", "chosen", "synchronize"]
