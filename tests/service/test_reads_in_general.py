"""What holds for every operation that reads: what is not there, and what a business unit covers."""

from __future__ import annotations

import re

import pytest

from severakit.contract import load_contract
from severakit.soap.faults import GeneralFailure, NotFound
from severakit.store.schema import metadata
from severakit.store.tables import business_units, cases
from support.calls import UNKNOWN
from support.projects import top_unit
from support.sample_calls import arguments_of

READS = [operation for operation in load_contract().operations.values() if operation.is_read]
_GUID = re.compile(r"[0-9a-f]{32}")
_WITH_CHILDREN = {"ITravelReimbursement": 16}
"""The option bits that an interface wants for what its siblings do unasked."""


def _keys(operation):
    """Return the parameters that name something: by GUID, by a text, or by a number."""
    texts = [p for p in operation.params if p.type.name == "string"]
    numbers = [p for p in operation.params if p.type.name in ("int", "long") and p.name.lower().endswith("number")]
    return [*texts, *numbers]


NAMING = [(op, p) for op in READS for p in _keys(op) if "NotFoundException" not in op.faults]


@pytest.mark.parametrize(("operation", "param"), NAMING, ids=[f"{o.qualified_name}-{p.name}" for o, p in NAMING])
def test_what_names_nothing_is_nil_or_an_empty_list(demo_world, operation, param):
    """As docs/explanation/not-found.md has it; operations that declare NotFoundException are test_conformance.py's."""
    nothing = UNKNOWN if param.type.name == "string" else 2**31 - 1
    arguments = arguments_of(demo_world, operation) | {param.name: [nothing] if param.type.is_list else nothing}
    assert demo_world.api(operation.qualified_name, **arguments) == ([] if operation.returns.is_list else None)


@pytest.fixture(scope="module")
def guids_of_the_demo(demo_world):
    """Every identifier that the demo has handed out."""
    kept = [table for table in metadata.sorted_tables if "guid" in table.c and "organization_id" in table.c]
    with demo_world.api.store.read(demo_world.api.organization_id) as session:
        return {guid for table in kept for guid in session.values(session.select(table, table.c.guid))}


@pytest.mark.parametrize("operation", READS, ids=[operation.qualified_name for operation in READS])
def test_another_organization_is_shown_nothing(demo_world, guids_of_the_demo, operation):
    arguments = arguments_of(demo_world, operation)
    try:
        answer = demo_world.bare(operation.qualified_name, **arguments)
    except (NotFound, GeneralFailure):
        answer = None
    assert guids_of_the_demo.isdisjoint(_GUID.findall(repr(answer)))


SCOPED = [
    operation
    for operation in READS
    if operation.interface != "IBusinessUnit"
    and operation.returns.is_list
    and any(param.name == "businessUnitGUID" for param in operation.params)
]


@pytest.mark.parametrize("operation", SCOPED, ids=[operation.qualified_name for operation in SCOPED])
def test_a_business_unit_covers_those_below_it(demo_world, operation):
    office, teams = _office(demo_world)
    wide = {"userGUID": None, "maxInvoices": None, "options": _WITH_CHILDREN.get(operation.interface, 0)}
    wide |= {"status": "Paid"} if operation.interface == "IInvoice" else {}
    wide |= {"accountGuid": demo_world.value(cases, "account_guid", cases.c.business_unit_guid.in_(teams))}
    usual = arguments_of(demo_world, operation)
    usual |= {name: value for name, value in wide.items() if name in usual}

    def count(unit):
        try:
            return len(demo_world.api(operation.qualified_name, **usual | {"businessUnitGUID": unit}))
        except NotFound:
            return 0

    everywhere, of_teams = count(None), [count(team) for team in teams]
    assert everywhere == count(top_unit(demo_world.api))
    assert everywhere >= count(office) >= sum(of_teams) > 0
    # One of them was closed before anything happened there.
    assert everywhere > min(of_teams)


def _office(world):
    """Return a unit of the demo that has units below it, and these."""
    with world.api.store.read(world.api.organization_id) as session:
        units = session.all(session.select(business_units).order_by(business_units.c.guid))
    top = top_unit(world.api)
    offices = [unit["guid"] for unit in units if unit["parent_business_unit_guid"] == top]
    teams = {office: [u["guid"] for u in units if u["parent_business_unit_guid"] == office] for office in offices}
    return next((office, found) for office, found in teams.items() if len(found) > 1)
