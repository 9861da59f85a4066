"""Tools of other people that tests run: a tool that is not there is a failure, not a skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

_PACKAGES = {
    "mcs": "mono-mcs",
    "mono": "mono-devel",
    "php": "php-cli and php-soap",
    "svcutil": "mono-devel",
}


def require(*tools: str) -> None:
    """Fail the test, with what to install, unless every one of the tools is there."""
    for tool in tools:
        if shutil.which(tool) is None:
            pytest.fail(f"{tool} is not installed: `make test` installs it (Debian package {_PACKAGES[tool]}).")


def run(
    *command: str, folder: Path | None = None, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command and return what came of it.

    Of the environment it sees the search path, this Python's first, and ``variables``: no proxy and no settings of
    whoever runs the tests.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8", **(variables or {})}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
