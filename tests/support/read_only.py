"""Folders that take no writes, for processes that heed it: as root one writes everywhere, whatever a folder says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.foreign_tools import run

_OVERRIDE = "-dac_override,-dac_read_search"
_HEEDING = ("setpriv", f"--inh-caps={_OVERRIDE}", f"--bounding-set={_OVERRIDE}")
HEEDING: tuple[str, ...] = _HEEDING if os.geteuid() == 0 else ()
"""What to put before a command so that it heeds permissions, whoever runs the tests."""

_WRITABLE, _TAKES_NO_WRITE = 0o700, 0o500


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let a folder and what lies in it take no writes until the end of the block."""
    changed = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    for path in changed:
        path.chmod(_TAKES_NO_WRITE)
    try:
        _check(folder)
        yield
    finally:
        for path in changed:
            path.chmod(_WRITABLE)


def _check(folder: Path) -> None:
    tried = subprocess.run([*HEEDING, "touch", folder / "tried"], capture_output=True, check=False)
    assert tried.returncode != 0, "The folder takes writes all the same: the test would show nothing."


def severakit(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as somebody who heeds permissions."""
    shown = {"PYTHONPATH": os.environ.get("PYTHONPATH", ""), "COLUMNS": "200"}
    return run(*HEEDING, sys.executable, "-m", "severakit", *arguments, variables=shown | variables)
