"""Where operations are found: each interface's module registers its own here.

An operation is a function named by the naming rule, taking the call and then the contract's
parameters in their order; or, where it only follows a pattern, it is declared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from severakit.contract import EXTENDED, load_contract
from severakit.service.call import Result

Handler = Callable[..., Result]

HANDLERS: dict[str, Handler] = {}
"""Handlers by ``IInterface.Operation``."""


OPEN_HANDLERS: dict[str, Callable[[], Any]] = {}
"""Handlers of the operations that answer without a key."""


class Interface:
    """One interface of the contract, to which a module adds its operations: those of the latest generation.

    What a generation does not know is never asked for: parameters that are its successor's have defaults.
    """

    def __init__(self, name: str) -> None:
        self.contract = load_contract(EXTENDED).interfaces[name]
        self._by_python_name = {op.python_name: op for op in self.contract.operations.values()}

    def operation(self, function: Handler) -> Handler:
        """Register a function under the operation that its name and parameters spell."""
        operation = self._by_python_name[function.__name__]
        expected = tuple(param.python_name for param in operation.params)
        code = function.__code__
        actual = code.co_varnames[1 : code.co_argcount]
        if actual != expected:
            raise TypeError(f"{operation.qualified_name} takes {expected}, not {actual}.")
        HANDLERS[operation.qualified_name] = function
        return function

    def open_operation(self, function: Callable[[], Any]) -> Callable[[], Any]:
        """Register a function as an operation that answers without a key."""
        OPEN_HANDLERS[self._by_python_name[function.__name__].qualified_name] = function
        return function

    def declare(self, name: str, pattern: Callable[..., Result]) -> None:
        """Register a pattern as the operation of that wire name."""
        if name not in self.contract.operations:
            raise KeyError(f"{self.contract.name} has no operation {name}.")
        HANDLERS[f"{self.contract.name}.{name}"] = pattern
