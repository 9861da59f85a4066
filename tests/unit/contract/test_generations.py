"""The extended generation is the base with additions, and the base knows nothing of them."""

import subprocess
import sys

import pytest

from severakit.contract import BASE, EXTENDED, load_contract, render_wsdl

BASE_CONTRACT, EXTENDED_CONTRACT = load_contract(BASE), load_contract(EXTENDED)
ADDRESS = "http://localhost/webservice/S3/API.svc"
NEW = (
    b"DeleteContact",
    b"GetActivitiesByDate",
    b"Criteria",
    b"sendWelcomeEmail",
    b"UseInvoiceQuantity",
    b"AnnualRevenue2",
    b"UrlToAccount",
    b"ReverseChargeDescription",
    b"CaseCompanyCurrency",
    b"LicenseType",
    b"ScheduleJobs",
    b"HighestAccessibleInvoiceStatusName",
    b"OwnNoOwnFinancials",
    b"InvoiceOnly",
)


def test_a_process_speaks_the_base_unless_told_otherwise():
    assert load_contract() is BASE_CONTRACT


def test_the_base_wsdl_has_nothing_of_what_is_new():
    base, extended = (render_wsdl(contract, ADDRESS) for contract in (BASE_CONTRACT, EXTENDED_CONTRACT))
    assert not [name for name in NEW if name in base]
    assert not [name for name in NEW if name not in extended]


def test_whatever_the_base_has_the_extended_has_too():
    for name, operation in BASE_CONTRACT.operations.items():
        later = EXTENDED_CONTRACT.operations[name]
        assert later.params[: len(operation.params)] == operation.params
        assert (later.result, later.faults, later.action) == (operation.result, operation.faults, operation.action)
    for name, contract in BASE_CONTRACT.types.items():
        kept = [member for member in EXTENDED_CONTRACT.types[name].own_members if member.name in contract.member]
        assert kept == list(contract.own_members)
    for name, enumeration in BASE_CONTRACT.enums.items():
        assert enumeration.values.keys() <= EXTENDED_CONTRACT.enums[name].values.keys()


@pytest.mark.parametrize("name", ["Account", "Case", "Company", "Customer", "HourEntry", "User"])
def test_new_members_stand_where_a_serializer_puts_them(name):
    names = [member.name for member in EXTENDED_CONTRACT.types[name].own_members]
    assert names == sorted(names)


def test_a_generation_that_is_none_is_wrong_usage():
    command = [sys.executable, "-m", "severakit", "admin", "--help"]
    done = subprocess.run(command, env={"SEVERAKIT_GENERATION": "latest"}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "base, extended" in done.stderr


def test_the_wsdl_command_prints_either():
    for generation, contract in ((BASE, BASE_CONTRACT), (EXTENDED, EXTENDED_CONTRACT)):
        command = [sys.executable, "-m", "severakit", "wsdl", "--endpoint", ADDRESS, "--generation", generation]
        printed = subprocess.run(command, capture_output=True, check=True).stdout
        assert printed.strip() == render_wsdl(contract, ADDRESS).strip()
