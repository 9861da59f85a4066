"""Every operation of the contract has a handler, and a handler takes what the contract says."""

from __future__ import annotations

import pytest

from severakit.contract import EXTENDED, load_contract
from severakit.service.operations import HANDLERS, OPEN_HANDLERS
from severakit.service.operations.registry import Interface


def test_every_operation_has_one_handler():
    assert HANDLERS.keys() | OPEN_HANDLERS.keys() == load_contract(EXTENDED).operations.keys()
    assert not HANDLERS.keys() & OPEN_HANDLERS.keys()


def test_a_handler_with_other_parameters_is_refused():
    def get_case_by_number(call, number):  # noqa: ARG001 - the wrong names matter
        raise AssertionError

    with pytest.raises(TypeError, match="case_number"):
        Interface("ICase").operation(get_case_by_number)


def test_an_operation_that_is_none_is_refused():
    with pytest.raises(KeyError, match="GetCase"):
        Interface("ICase").declare("GetCase", print)
