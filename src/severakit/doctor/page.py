"""The report as one HTML file to mail: no script, nothing fetched, light and dark."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

import jinja2

from severakit.doctor.report import Report

_MARKS = {"ok": "✓", "failed": "✗", "unknown": "?", "skipped": "·"}
_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("severakit.doctor", "templates"), autoescape=True, undefined=jinja2.StrictUndefined
)


def page(report: Report, endpoint: str, moment: datetime) -> str:
    """Return the report as HTML. ``moment`` is when it was made, in UTC."""
    failed = sum(finding.status == "failed" for finding in report.checks)
    return _templates.get_template("report.html").render(
        report=report, endpoint=endpoint, moment=moment, failed=failed, marks=_MARKS, version=version("severakit")
    )
