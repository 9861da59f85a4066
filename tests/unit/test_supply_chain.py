"""The bill of materials names every pin and no host; the audit never takes "could not be asked" for "is well"."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def tool(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_bill_names_every_pin_with_its_hashes_and_no_host():
    pins = ROOT / "requirements" / "demo.txt"
    written = tool("sbom").bill_of_materials(pins)
    bill = json.loads(written)
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "severakit"
    text = pins.read_text()
    expected = dict(re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", text, re.MULTILINE))
    assert {each["name"]: each["version"] for each in bill["components"]} == expected
    hashes = {entry["value"] for each in bill["components"] for entry in each["properties"]}
    assert hashes == set(re.findall(r"--hash=sha256:(\w+)", text))
    assert b"://" not in written
    assert str(ROOT).encode() not in written


def test_the_audit_tells_weak_pins_and_those_it_could_not_ask_about():
    judged = tool("audit").judged
    well = {"name": "anyio", "version": "4.16.0", "vulns": []}
    weak = {"name": "lxml", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"]}]}
    left_out = {"name": "typer", "skip_reason": "Dependency not found"}
    assert judged([well]) == []
    assert judged([well, weak]) == ["WEAK: lxml 1.0: PYSEC-1, mended in 1.1, 2.0"]
    assert judged([well, left_out]) == ["NOT AUDITED: 1 of 2 pins. Its data lacks these: typer."]
    assert judged([left_out])[0].startswith("NOT AUDITED: 1 of 1 pins. Its data cannot be reached from here")
    assert judged([])[0].startswith("NOT AUDITED")
