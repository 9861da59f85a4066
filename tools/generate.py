"""Write the Python that is generated from the contract. `make generate` runs this.

The output is checked in, so that people can read it and editors can complete it;
tests/unit/test_generated.py proves that it is in step.
"""

from __future__ import annotations

from client_methods import async_interfaces, interfaces
from entity_classes import entities
from python_source import PACKAGE, formatted
from severakit.contract import load_contract

GENERATED = {
    PACKAGE / "entities.py": entities,
    PACKAGE / "client" / "operations.py": interfaces,
    PACKAGE / "client" / "async_operations.py": async_interfaces,
}


def main() -> None:
    """Write every generated file."""
    contract = load_contract()
    for path, generate in GENERATED.items():
        path.write_text(formatted(generate(contract)), "utf-8")
        print("wrote", path.relative_to(PACKAGE))


if __name__ == "__main__":
    main()
