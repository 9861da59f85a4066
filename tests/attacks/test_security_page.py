"""SECURITY.md names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_shows_a_control_exists():
    page = (ROOT / "SECURITY.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ") and line.count(" | ") == 2][1:]
    threats = [row for row in rows if "`tests/" in row]
    assert len(threats) > 12
    for row in threats:
        for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row):
            text = (ROOT / path).read_text()
            assert not name or f"def {name}(" in text, (path, name)
