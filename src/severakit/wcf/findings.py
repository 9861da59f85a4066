"""Findings: what stands in a client's way, where it is set and what it should be."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote


class Severity(StrEnum):
    """How a finding bites."""

    ERROR = "error"
    """Calls fail, now or as soon as responses have their usual size."""
    WARNING = "warning"
    """Calls can fail."""
    NOTE = "note"
    """It does not do what it seems to."""


class Certainty(StrEnum):
    """How sure a finding is."""

    SURE = "sure"
    """The file says so."""
    ASSUMED = "assumed"
    """The file leaves it open, and the stricter default is assumed."""


@dataclass(frozen=True)
class Finding:
    """One setting of one binding. ``setting`` is the attribute's own name; ``value`` is empty where none is written."""

    file: str
    line: int
    binding: str
    setting: str
    value: str
    recommended: str
    severity: Severity
    message: str
    certainty: Certainty = Certainty.SURE


def as_json(findings: list[Finding]) -> dict[str, Any]:
    """Return findings in the form of ``wcf check --json``."""
    return {"findings": [asdict(finding) for finding in findings]}


def as_sarif(findings: list[Finding], version: str) -> dict[str, Any]:
    """Return findings as a SARIF 2.1.0 log, which code reviews show beside the lines."""
    rules = sorted({finding.setting for finding in findings})
    return {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "severakit wcf", "version": version, "rules": [{"id": rule} for rule in rules]}
                },
                "results": [_sarif_result(finding) for finding in findings],
            }
        ],
    }


def _uri(file: str) -> str:
    """Return a file as a URI reference: relative to the folder of the run where it lies within."""
    path, here = Path(file), Path.cwd()
    if path.is_absolute() and not path.is_relative_to(here):
        return path.as_uri()
    relative = path.relative_to(here) if path.is_absolute() else path
    return quote(relative.as_posix())


def _sarif_result(finding: Finding) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": _uri(finding.file)}, "region": {"startLine": finding.line}}
    text = f"{finding.message} Set {finding.setting} of {finding.binding} to {finding.recommended}."
    return {
        "ruleId": finding.setting,
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
