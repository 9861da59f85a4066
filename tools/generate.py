"""Write what is generated from the contract: Python, and pages of the documentation. `make generate` runs this.

The output is checked in, so that people can read it and editors can complete it;
tests/unit/test_generated.py proves that it is in step.
"""

from __future__ import annotations

from pathlib import Path

from admin_reference import admin_interface
from client_methods import async_interfaces, interfaces
from entity_classes import entities
from interop_reference import interop
from python_source import PACKAGE, formatted
from reference import command_line, conformance, operations
from setting_reference import settings
from severakit.contract import EXTENDED, load_contract
from type_reference import types
from view_reference import views

ROOT = PACKAGE.parents[1]
PYTHON = {
    PACKAGE / "entities.py": entities,
    PACKAGE / "client" / "operations.py": interfaces,
    PACKAGE / "client" / "async_operations.py": async_interfaces,
}
PAGES = {
    ROOT / "docs" / "reference" / "operations.md": operations,
    ROOT / "docs" / "reference" / "conformance.md": conformance,
    ROOT / "docs" / "reference" / "command-line.md": command_line,
    ROOT / "docs" / "reference" / "admin-api.md": admin_interface,
    ROOT / "docs" / "reference" / "interop.md": interop,
    ROOT / "docs" / "reference" / "settings.md": settings,
    ROOT / "docs" / "reference" / "types.md": types,
    ROOT / "docs" / "reference" / "views.md": views,
}


def generated() -> dict[Path, str]:
    """Return the text of every generated file."""
    contract = load_contract(EXTENDED)
    python = {path: formatted(generate(contract)) for path, generate in PYTHON.items()}
    return python | {path: generate(contract) for path, generate in PAGES.items()}


def main() -> None:
    """Write every generated file."""
    for path, text in generated().items():
        path.write_text(text, "utf-8")
        print("wrote", path.relative_to(ROOT))


if __name__ == "__main__":
    main()
