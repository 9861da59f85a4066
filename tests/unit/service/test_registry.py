"""Every operation of the contract has a handler, and a handler takes what the contract says."""

from __future__ import annotations

import pytest

from severakit.contract import EXTENDED, load_contract
from severakit.service.operations import HANDLERS, OPEN_HANDLERS, QUICK
from severakit.service.operations.registry import Interface


def test_every_operation_has_one_handler():
    assert HANDLERS.keys() | OPEN_HANDLERS.keys() == load_contract(EXTENDED).operations.keys()
    assert not HANDLERS.keys() & OPEN_HANDLERS.keys()


def test_a_handler_with_other_parameters_is_refused():
    def get_case_by_number(call, number):  # noqa: ARG001 - the wrong names matter
        raise AssertionError

    with pytest.raises(TypeError, match="case_number"):
        Interface("ICase").operation(get_case_by_number)


def test_quick_operations_find_one_row_by_an_index():
    assert {"IAccount.GetAccountByNumber", "ICase.GetCaseByGUID", "IProduct.GetProductByCode"} <= QUICK
    # Any number of rows hang on an invoice; no index has the codes of categories; the others are no look-ups.
    slow = {"IInvoice.GetInvoiceByGUID", "IProductCategory.GetProductCategoryByCode", "IWorkType.GetAllWorkTypes"}
    assert not slow & QUICK
    assert all(load_contract(EXTENDED).operations[name].is_read for name in QUICK)


def test_an_operation_that_is_none_is_refused():
    with pytest.raises(KeyError, match="GetCase"):
        Interface("ICase").declare("GetCase", print)
