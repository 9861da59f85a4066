"""A command in a process of its own that starts at once: forked from one that has imported everything already."""

from __future__ import annotations

import multiprocessing
from multiprocessing.process import BaseProcess

from severakit.cli import app

_CONTEXT = multiprocessing.get_context("forkserver")
# httpx imports the last ones when a client is made.
_CONTEXT.set_forkserver_preload(["severakit.cli", "severakit.invoice_transfer", "httpcore", "h11", "certifi"])


def started(*arguments: str) -> BaseProcess:
    """Start ``severakit ARGUMENTS``; the process can be killed, and its exit code is the command's."""
    process = _CONTEXT.Process(target=app, args=(list(arguments),), daemon=True)
    process.start()
    return process
