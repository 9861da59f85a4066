"""Tools of other people that tests run: a tool that is not there is a failure, not a skip."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

_PACKAGES = {
    "chromium": "chromium",
    "curl": "curl",
    "g++": "g++",
    "java": "default-jdk-headless",
    "javac": "default-jdk-headless",
    "mcs": "mono-mcs",
    "mono": "mono-devel",
    "node": "nodejs",
    "npm": "npm",
    "perl": "libsoap-lite-perl",
    "php": "php-cli and php-soap",
    "soapcpp2": "gsoap and libgsoap-dev",
    "svcutil": "mono-devel",
    "wsdl2h": "gsoap and libgsoap-dev",
    "wsimport": "jaxws and libjaxws-java",
}


_CRASHES = 3
_NPM = ("npm_config_", "node_extra_ca_certs")


def npm_settings() -> dict[str, str]:
    """Return the variables in which npm may be told where packages come from."""
    return {name: value for name, value in os.environ.items() if name.lower().startswith(_NPM)}


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
    for _ in range(_CRASHES):
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
        )
        # Mono's own runtime aborts now and then on a busy machine, whatever it runs; a program's failure is no crash.
        if done.returncode not in (-signal.SIGABRT, 128 + signal.SIGABRT):
            break
    return done
