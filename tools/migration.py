"""Write the migration that brings the last schema to what the tables now say.

Usage: python tools/migration.py REVISION "what changes"

Foreign keys that close a circle (use_alter) are not created by create_table where the database can
add them later: the first migration adds them by hand at its end.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from severakit.store.migrations import configuration
from severakit.store.schema_version import upgrade
from severakit.store.store import Store


def main(revision: str, message: str) -> None:
    """Migrate an empty database to the last schema, and write what is missing from there."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/empty.db")
        upgrade(store)
        config = configuration(store)
        with store.writing() as connection:
            config.attributes["connection"] = connection
            script = command.revision(config, message, autogenerate=True, rev_id=revision)
        store.close()
    path = Path(script.path)  # type: ignore[union-attr]
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", path], check=False)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)
    print("wrote", path.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
