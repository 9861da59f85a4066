"""Ask for known weaknesses of the pinned dependencies; says which could not be asked about, and fails for those too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

REQUIREMENTS = Path(__file__).parent.parent / "requirements"


def main() -> int:
    """Return 0 when every pin was looked up and none is known to be weak, else 1."""
    problems = []
    for pins in sorted(REQUIREMENTS.glob("*.txt")):
        report = _audited(pins)
        found = judged(report)
        sys.stdout.write(f"{pins.name}: {len(report)} pins, {len(found)} problems\n")
        problems += found
    sys.stdout.write("".join(f"{problem}\n" for problem in sorted(set(problems))))
    return 1 if problems else 0


def _audited(pins: Path) -> list[dict[str, Any]]:
    command = ["pip-audit", "--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run([program, *command[1:], f"--requirement={pins}"], capture_output=True, text=True, check=False)
    if not done.stdout:
        sys.exit(f"NOT AUDITED, pip-audit gave no report for {pins.name}: {done.stderr.strip().splitlines()[-1:]}")
    return list(msgspec.json.decode(done.stdout)["dependencies"])


def judged(report: list[dict[str, Any]]) -> list[str]:
    """Return a line for each pin of pip-audit's report that is weak, or that it left out.

    pip-audit itself ends well when it left all of them out, as it does where its data cannot be reached.
    """
    if not report:
        return ["NOT AUDITED: the report holds no pins at all."]
    left_out = [pin["name"] for pin in report if "skip_reason" in pin]
    weak = [
        f"WEAK: {pin['name']} {pin['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions'])}"
        for pin in report
        for weakness in pin.get("vulns", ())
    ]
    if left_out:
        reached = "Its data cannot be reached from here" if len(left_out) == len(report) else "Its data lacks these"
        weak.append(f"NOT AUDITED: {len(left_out)} of {len(report)} pins. {reached}: {', '.join(left_out)}.")
    return weak


if __name__ == "__main__":
    sys.exit(main())
