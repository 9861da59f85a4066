"""The doctor: says which setting is behind Access denied, and what to click."""

from severakit.doctor.examine import Facts, Insight, examine
from severakit.doctor.insight import InsightError, from_database, from_service
from severakit.doctor.report import Finding, Report

__all__ = ["Facts", "Finding", "Insight", "InsightError", "Report", "examine", "from_database", "from_service"]
