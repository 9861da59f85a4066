"""Write what the pinned dependencies are as a bill of materials: CycloneDX JSON, without any host's name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parent.parent
_PROJECT = ROOT / "pyproject.toml"


def main() -> None:
    """Write build/sbom.cdx.json, of what the service runs with."""
    target = ROOT / "build" / "sbom.cdx.json"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(bill_of_materials(ROOT / "requirements" / "demo.txt"))
    sys.stdout.write(f"{target.relative_to(ROOT)}\n")


def bill_of_materials(pins: Path) -> bytes:
    """Return the bill of a file of pins; the same pins give the same bytes."""
    program = str(Path(sys.executable).with_name("cyclonedx-py"))
    options = ["--output-reproducible", "--output-format=JSON", f"--pyproject={_PROJECT}"]
    done = subprocess.run([program, "requirements", *options, str(pins)], capture_output=True, check=True)
    bill = msgspec.json.decode(done.stdout)
    # The tools that wrote it bring addresses of their own.
    bill["metadata"].pop("tools", None)
    bill.pop("$schema", None)
    _forget_references(bill["metadata"].get("component", {}))
    for component in bill["components"]:
        _keep_hashes(component)
    return msgspec.json.format(msgspec.json.encode(bill), indent=1) + b"\n"


def _keep_hashes(component: dict[str, Any]) -> None:
    """Keep the hashes of a component's files, and forget the address of the index that they stand with."""
    hashes = {
        digest["content"] for reference in component.get("externalReferences", ()) for digest in reference["hashes"]
    }
    component["properties"] = [{"name": "severakit:file-sha256", "value": value} for value in sorted(hashes)]
    _forget_references(component)


def _forget_references(component: dict[str, Any]) -> None:
    component.pop("externalReferences", None)
    component.pop("description", None)


if __name__ == "__main__":
    main()
