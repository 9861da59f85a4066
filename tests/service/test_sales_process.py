"""ISalesProcess: steps of the sales process."""

from __future__ import annotations

from severakit.entities import SalesProcess
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of
from support.projects import narrow_rights

BY_GUID, ALL = "ISalesProcess.GetSalesProcessByGUID", "ISalesProcess.GetAllSalesProcesses"
ADD = "ISalesProcess.AddNewSalesProcess"
DEFAULTS = ["Lead", "Needs analysed", "Offer sent", "Negotiation", "Won", "Lost"]


def names(listed):
    return [step.name for step in listed]


def test_steps_are_listed_in_their_order_and_found_by_guid(api, other_api):
    listed = api(ALL)
    assert names(listed) == DEFAULTS
    assert api(BY_GUID, salesProcessGUID=listed[2].guid) == listed[2]
    assert fault_of(api, BY_GUID, salesProcessGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, salesProcessGUID="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, salesProcessGUID=listed[2].guid) == NOT_FOUND


def test_a_new_step_is_active_comes_last_and_has_one_outcome(api, other_api):
    step = api(ADD, salesProcessInfo=SalesProcess(name="Pilot", default_probability=90, is_offer=True))
    assert (step.is_in_progress, step.is_won, step.is_lost, step.is_offer) == (True, False, False, True)
    assert (step.is_active, step.default_probability) == (True, 90)
    won = api(ADD, salesProcessInfo=SalesProcess(name="Signed", is_won=True, is_active=False, icon="Star"))
    assert (won.is_in_progress, won.is_won, won.is_active, won.icon) == (False, True, True, "Star")
    assert names(api(ALL)) == [*DEFAULTS, "Pilot", "Signed"]
    assert names(other_api(ALL)) == DEFAULTS


def test_a_refused_step_is_not_stored(api):
    for wrong in (
        None,
        SalesProcess(),
        SalesProcess(name=""),
        SalesProcess(name="A", default_probability=101),
        SalesProcess(name="A", default_probability=-1),
        SalesProcess(name="A", is_won=True, is_lost=True),
        SalesProcess(name="A", is_in_progress=True, is_won=True),
    ):
        assert fault_of(api, ADD, salesProcessInfo=wrong) == (FAILURE if wrong is None else INVALID)
    narrow_rights(api, administrator="None")
    assert fault_of(api, ADD, salesProcessInfo=SalesProcess(name="A")) == NO_PERMISSION
    assert names(api(ALL)) == DEFAULTS
