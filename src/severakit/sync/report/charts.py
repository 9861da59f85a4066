"""The report's charts, drawn by matplotlib: as SVG whose colours the page chooses, and as PNG on white."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from severakit.sync.report.figures import Figures


@dataclass(frozen=True)
class Colours:
    """What parts of a chart are drawn in."""

    first: str
    second: str
    warning: str
    ink: str
    grid: str


_ON_WHITE = Colours("#2563b8", "#a9b8c9", "#c2571a", "#1c2733", "#d8dfe6")
# In the SVG these stand for properties of the page's style sheet, which knows whether it is dark.
_NAMED = Colours("#0f0e01", "#0f0e02", "#0f0e03", "#0f0e04", "#0f0e05")
_PROPERTIES = {getattr(_NAMED, name): f"var(--{name})" for name in _NAMED.__dataclass_fields__}

_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: to be searched, and in the page's font
    "text.parse_math": False,  # a customer's name may hold dollar signs
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}

Draw = Callable[[Any, Colours, bool], None]
"""Draws on axes, in colours; for a narrow page if told so."""


@dataclass(frozen=True)
class Chart:
    """A chart of what its ``title`` says. ``rows`` is how many bars lie below each other, 0 if they stand."""

    name: str
    title: str
    draw: Draw
    rows: int = 0

    def svg(self, *, narrow: bool) -> str:
        """Return an SVG element to stand in a page."""
        with mpl.rc_context({**_SETTINGS, "svg.hashsalt": self.name}):
            text = self._saved("svg", _NAMED, narrow=narrow, transparent=True).decode()
        text = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", text[text.index("<svg") :], flags=re.DOTALL)
        # Two charts of one page must not have parts of one name.
        prefix = f"{self.name}-{'narrow' if narrow else 'wide'}-"
        return re.sub(r"<[^>]*>", lambda tag: _for_a_page(tag[0], prefix), text)

    def png(self) -> bytes:
        """Return a picture for slides and mails, 1840 pixels wide."""
        with mpl.rc_context(_SETTINGS):
            return self._saved("png", _ON_WHITE, narrow=False, dpi=200, facecolor="white")

    def _saved(self, kind: str, colours: Colours, *, narrow: bool, **options: Any) -> bytes:
        height = max(1.4, 0.42 + 0.27 * self.rows) if self.rows else 2.7 if narrow else 3.2
        figure = Figure(figsize=(4.6 if narrow else 9.2, height), layout="constrained")
        axes = figure.subplots()
        self.draw(axes, colours, narrow)
        if kind == "png":  # in the page it has a heading
            figure.suptitle(self.title, x=0.01, ha="left", color=colours.ink, fontweight="bold")
        _dress(axes, colours, is_lying=bool(self.rows))
        written = BytesIO()
        nameless = dict.fromkeys(("Creator", "Date", "Format", "Type")) if kind == "svg" else {"Software": None}
        figure.savefig(written, format=kind, metadata=nameless, **options)
        return written.getvalue()


def charts(of: Figures) -> dict[str, Chart]:
    """Return the charts by their names; none where there is nothing to draw."""
    money = f"{of.currency} without VAT"
    drawers = {
        "hours": ("Hours by month", _by_month(of.hours, ("billable", "other"), stacked=True)),
        "invoicing": (f"Invoicing by month, {money}", _by_month(of.invoicing, ("amount",))),
        "customers": (f"Invoiced by customer, {money}", _lying([(each.name, each.amount) for each in of.customers])),
        "work_in_progress": (
            f"Work in progress by customer, {money}",
            _lying([(each.name, each.amount) for each in of.work_in_progress]),
        ),
        "receivables": (f"Receivables by days since they were due, {of.currency} with VAT", _ages(of)),
        "cases": (f"Margin of cases, {money}", _lying([(each.name, each.margin) for each in of.cases])),
        "allocation": ("Allocation against capacity, hours", _by_month(of.allocation, ("allocated", "capacity"))),
    }
    rows = {"customers": len(of.customers), "work_in_progress": len(of.work_in_progress), "cases": len(of.cases)}
    return {
        name: Chart(name, title, draw, rows.get(name, 0)) for name, (title, draw) in drawers.items() if draw is not None
    }


def _by_month(rows: Sequence[Any], members: tuple[str, ...], *, stacked: bool = False) -> Draw | None:
    """Draw bars for each month: on each other, or beside each other."""
    if not any(getattr(row, member) for row in rows for member in members):
        return None

    def draw(axes: Any, colours: Colours, narrow: bool) -> None:  # noqa: FBT001 - as Draw has it
        shown = rows[-12:] if narrow else rows
        places = list(range(len(shown)))
        width = 0.72 if stacked or len(members) == 1 else 0.36
        below = [0.0] * len(shown)
        for number, member in enumerate(members):
            heights = [float(getattr(row, member)) for row in shown]
            offset = 0.0 if stacked or len(members) == 1 else (number - 0.5) * width
            colour = (colours.first, colours.second)[number]
            axes.bar([x + offset for x in places], heights, width, bottom=below, color=colour, label=member)
            if stacked:
                below = [base + height for base, height in zip(below, heights, strict=True)]
        step = 1 if len(shown) <= 8 else 2 if len(shown) <= 12 else 3
        axes.set_xticks(places[::step], [_month(row.month) for row in shown[::step]])
        # Few months make slender bars, not slabs.
        axes.set_xlim(-0.6, max(len(shown), 6) - 0.4)
        if len(members) > 1:
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, labelcolor=colours.ink)

    return draw


def _lying(rows: Sequence[tuple[str, Decimal]]) -> Draw | None:
    """Draw a bar for each name, the first on top."""
    if not any(amount for _, amount in rows):
        return None

    def draw(axes: Any, colours: Colours, narrow: bool) -> None:  # noqa: FBT001 - as Draw has it
        labels = [_short(text, 24 if narrow else 34) for text, _ in rows]
        amounts = [float(amount) for _, amount in rows]
        bars = axes.barh(
            range(len(rows)), amounts, 0.68, color=[colours.warning if each < 0 else colours.first for each in amounts]
        )
        axes.bar_label(bars, [f"{each:,.0f}" for each in amounts], padding=4, color=colours.ink, fontsize=8)
        axes.set_yticks(range(len(rows)), labels)
        axes.invert_yaxis()
        axes.margins(x=0.16)
        axes.axvline(0, color=colours.ink, linewidth=0.8)

    return draw


def _ages(of: Figures) -> Draw | None:
    if not any(each.amount for each in of.receivables):
        return None

    def draw(axes: Any, colours: Colours, _narrow: bool) -> None:  # noqa: FBT001 - as Draw has it
        amounts = [float(each.amount) for each in of.receivables]
        shades = [colours.first, *[colours.warning] * (len(amounts) - 1)]
        bars = axes.bar(range(len(amounts)), amounts, 0.6, color=shades)
        axes.bar_label(bars, [f"{each:,.0f}" for each in amounts], padding=3, color=colours.ink, fontsize=8)
        axes.set_xticks(range(len(amounts)), [each.name.removesuffix(" days") for each in of.receivables])
        axes.margins(y=0.12)

    return draw


def _dress(axes: Any, colours: Colours, *, is_lying: bool) -> None:
    values = axes.xaxis if is_lying else axes.yaxis
    values.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    values.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.grid(axis="x" if is_lying else "y", color=colours.grid, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(colors=colours.ink, length=0)
    axes.spines["bottom"].set_color(colours.grid)


def _for_a_page(tag: str, prefix: str) -> str:
    """Return a tag with the page's colours and with names that begin with a prefix."""
    tag = re.sub(r"#0f0e0\d", lambda found: _PROPERTIES[found[0]], tag)
    return re.sub(r'( id="|url\(#|href="#)', rf"\g<1>{prefix}", tag)


def _month(month: date) -> str:
    return f"{month:%b} {month:%y}"


def _short(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
