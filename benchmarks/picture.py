"""The growth curves as a picture that reads on light and on dark pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "severakit"

from matplotlib import pyplot as plt  # noqa: E402 - after the choice of its backend

_LINE = "#2f7dd1"
_SECOND = "#d1762f"
_TEXT = "#808080"


def draw(by_rows: list[dict[str, Any]], by_clients: list[dict[str, Any]], path: Path) -> None:
    """Write the two curves beside each other, as SVG without a background."""
    figure, (rows, clients) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    rows.loglog([each["rows"] for each in by_rows], [each["seconds"] for each in by_rows], "o-", color=_LINE)
    _label(rows, "Time for all rows of a response", "rows", "seconds")
    counts = [each["clients"] for each in by_clients]
    clients.plot(counts, [each["p50"] for each in by_clients], "o-", color=_LINE, label="p50")
    clients.plot(counts, [each["p99"] for each in by_clients], "o-", color=_SECOND, label="p99")
    clients.legend(frameon=False, labelcolor=_TEXT)
    _label(clients, "Time of a single call", "clients at once", "milliseconds")
    figure.savefig(path, transparent=True, metadata={"Date": None})
    plt.close(figure)


def _label(axes: Any, title: str, across: str, up: str) -> None:
    axes.set_title(title, color=_TEXT, fontsize=11)
    axes.set_xlabel(across, color=_TEXT)
    axes.set_ylabel(up, color=_TEXT)
    axes.tick_params(colors=_TEXT, which="both")
    axes.grid(visible=True, alpha=0.25)
    for spine in axes.spines.values():
        spine.set_color(_TEXT)
