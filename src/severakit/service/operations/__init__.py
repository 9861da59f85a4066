"""What operations do: a module per interface, found by name in `HANDLERS`.

A module that is laid here registers its operations by being there.
"""

from importlib import import_module
from pkgutil import iter_modules

from severakit.service.operations.patterns import LookUp
from severakit.service.operations.registry import HANDLERS, OPEN_HANDLERS

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

QUICK = {name for name, handler in HANDLERS.items() if isinstance(handler, LookUp) and handler.is_quick}
"""Those that take the same time whatever is stored, for a caller who may read all of it."""

__all__ = ["HANDLERS", "OPEN_HANDLERS", "QUICK"]
