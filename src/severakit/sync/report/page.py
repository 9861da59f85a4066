"""The report as one page that asks no host for anything, and its charts as pictures."""

from __future__ import annotations

from decimal import Decimal

import jinja2
from markupsafe import Markup

from severakit.sync.report.charts import charts
from severakit.sync.report.figures import Figures

_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("severakit.sync.report", "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(of: Figures) -> str:
    """Return the report as HTML: its charts are in it, each for a wide and for a narrow page."""
    drawn = {
        # matplotlib escapes what it writes into an SVG.
        name: [Markup(chart.svg(narrow=narrow)) for narrow in (False, True)]  # noqa: S704
        for name, chart in charts(of).items()
    }
    last = of.invoicing[-12:]
    return _PAGES.get_template("report.html").render(
        of=of,
        charts=drawn,
        hours=sum((each.billable + each.other for each in of.hours[-12:]), Decimal(0)),
        billable=sum((each.billable for each in of.hours[-12:]), Decimal(0)),
        invoiced=sum((each.amount for each in last), Decimal(0)),
        open=sum((each.amount for each in of.receivables), Decimal(0)),
        late=sum((each.amount for each in of.receivables[1:]), Decimal(0)),
    )


def pictures(of: Figures) -> dict[str, bytes]:
    """Return a PNG of each chart by the name of its file."""
    return {f"{name}.png": chart.png() for name, chart in charts(of).items()}
