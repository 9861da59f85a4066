"""Write what is generated from the contract: Python, and pages of the documentation. `make generate` runs this.

The output is checked in, so that people can read it and editors can complete it;
tests/unit/test_generated.py proves that it is in step.
"""

from __future__ import annotations

from pathlib import Path

from client_methods import async_interfaces, interfaces
from entity_classes import entities
from python_source import PACKAGE, formatted
from reference import command_line, operations
from severakit.contract import load_contract

ROOT = PACKAGE.parents[1]
PYTHON = {
    PACKAGE / "entities.py": entities,
    PACKAGE / "client" / "operations.py": interfaces,
    PACKAGE / "client" / "async_operations.py": async_interfaces,
}
PAGES = {
    ROOT / "docs" / "reference" / "operations.md": operations,
    ROOT / "docs" / "reference" / "command-line.md": command_line,
}


def generated() -> dict[Path, str]:
    """Return the text of every generated file."""
    contract = load_contract()
    python = {path: formatted(generate(contract)) for path, generate in PYTHON.items()}
    return python | {path: generate(contract) for path, generate in PAGES.items()}


def main() -> None:
    """Write every generated file."""
    for path, text in generated().items():
        path.write_text(text, "utf-8")
        print("wrote", path.relative_to(ROOT))


if __name__ == "__main__":
    main()
