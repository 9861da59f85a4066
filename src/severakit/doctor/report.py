"""What the doctor found, for people and for programs."""

from __future__ import annotations

from typing import Literal

import msgspec

Status = Literal["ok", "failed", "unknown", "skipped"]


class Finding(msgspec.Struct, frozen=True):
    """One check: ``message`` says what was seen, ``fix`` what to do, empty where nothing is to be done.

    ``api_key`` tells which key a finding is about: its first characters, and of several also which one; empty for none.
    """

    check: str
    status: Status
    message: str
    fix: str = ""
    api_key: str = ""


class Report(msgspec.Struct, frozen=True):
    """All findings, in the order of the checks."""

    checks: list[Finding]

    @property
    def healthy(self) -> bool:
        """Whether nothing failed."""
        return all(finding.status != "failed" for finding in self.checks)
