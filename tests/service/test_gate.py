"""The gate: every combination of its items, what the caller sees of it, and what the operator does."""

from __future__ import annotations

import statistics
import sys
from itertools import product

import pytest
import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.service.dispatch import Request
from severakit.service.gate import CHECKLIST
from severakit.soap import envelope, faults
from severakit.soap.tree import read_tree
from severakit.store import access, administration
from severakit.store.tables import work_types
from support.calls import UNKNOWN, fault_of, statements
from support.raw_http import action, wrapper
from support.raw_http import envelope as written

NAME, EMAIL = "Acme", "api@acme.example"
LIST, BY_GUID = "IWorkType.GetAllWorkTypes", "IWorkType.GetWorkTypeByGUID"
ACCESS = CHECKLIST[:-1]
"""All items but the terms."""


class Gate:
    """The organization's settings, one for each item of the checklist, and calls that try them."""

    def __init__(self, api) -> None:
        self.store = api.store
        self.api = api
        self.revoked_key = administration.create_key(self.store, EMAIL, organization=NAME)
        administration.revoke_key(self.store, self.revoked_key)
        self.key = api.key

    def set(self, items: dict[str, bool]) -> None:
        """Let each item hold or not."""
        administration.set_organization(
            self.store, NAME, api_addon=items["addon"], terms_accepted=items["terms"], daily_quota=None
        )
        administration.set_user(
            self.store,
            EMAIL,
            organization=NAME,
            active=items["user-active"],
            api_right=items["api-right"],
            api_enabled=items["api-enabled"],
        )
        self.key = self.api.key if items["key"] else self.revoked_key

    def response(self, key: str | None, operation: str = LIST) -> tuple[int, bytes]:
        message = written(wrapper(operation), key).encode()
        answer = self.api.dispatcher.answer(Request(message, None, action(operation), "192.0.2.1"))
        return answer.status, b"".join(answer.chunks)

    def fault(self, key: str | None, operation: str = LIST) -> faults.SoapFault | None:
        """The fault that a call is answered with, None where it is not."""
        status, response = self.response(key, operation)
        return faults.read_fault(read_envelope(response).body) if status == 500 else None

    def refusals(self) -> list[sa.RowMapping]:
        with self.store.reading() as connection:
            log = access.access_log
            statement = sa.select(log).where(log.c.outcome == "refused").order_by(log.c.id)
            return list(connection.execute(statement).mappings())


def read_envelope(response: bytes) -> envelope.Envelope:
    return envelope.read_envelope(read_tree(response))


@pytest.fixture
def gate(api) -> Gate:
    return Gate(api)


def all_but(*missing: str) -> dict[str, bool]:
    return {item: item not in missing for item in CHECKLIST}


def test_a_call_is_allowed_only_when_all_items_hold(gate):
    refusals, causes = set(), []
    for values in product((True, False), repeat=len(CHECKLIST)):
        items = dict(zip(CHECKLIST, values, strict=True))
        gate.set(items)
        status, response = gate.response(gate.key)
        missing = [item for item in ACCESS if not items[item]]
        if missing:
            assert status == 500
            refusals.add(response)
            causes.append(missing[0])
        elif items["terms"]:
            assert status == 200
        else:
            assert status == 500
            assert faults.read_fault(read_envelope(response).body).detail == "TosNotApprovedException"
    assert len(causes) == 62
    assert len(refusals) == 1, "a caller can tell refusals apart"
    assert [refusal["cause"] for refusal in gate.refusals()] == causes


def test_a_refusal_says_nothing_but_that_it_is_one(gate):
    gate.set(all_but("api-right"))
    _, response = gate.response(gate.key)
    fault = faults.read_fault(read_envelope(response).body)
    assert (fault.code, fault.detail) == ("s:Client", "AuthenticationFailureException")
    assert (fault.text, fault.description, fault.source) == ("Access denied", "Access denied", None)
    assert read_envelope(response).headers == []
    assert b"api-right" not in response


def test_no_key_an_empty_one_and_unknown_ones_are_refused_like_any_other(gate):
    gate.set(all_but("addon"))
    usual = gate.response(gate.key)
    for key in (None, "", "x", gate.key[:-1], gate.key.upper(), f" {gate.key}", "' OR ''='", "ключ" * 50):
        assert gate.response(key) == usual
    assert {refusal["cause"] for refusal in gate.refusals()[1:]} == {"key"}


def test_an_operation_that_declares_no_fault_wants_a_key_all_the_same(gate):
    operation = "IInvoiceStatus.GetAllInvoiceStatuses"
    assert load_contract().operations[operation].faults == ()
    assert gate.fault(None, operation).detail == "AuthenticationFailureException"


def test_every_refusal_takes_the_same_statements(gate):
    """Which is what "in the same time" rests on: nobody can tell causes apart by waiting."""
    work = set()
    for cause in (*ACCESS, None):
        gate.set(all_but(cause))
        for key in (gate.key, "unknown", "", None) if cause is None else (gate.key,):
            if cause is None and key == gate.key:
                continue
            with statements(gate.store) as executed:
                gate.response(key)
            work.add(tuple(executed))
    assert len(work) == 1
    (only,) = work
    assert sum("INSERT INTO access_log" in statement for statement in only) == 1


def function_calls(act):
    """Return how many functions are called meanwhile, those written in C too: the median of some turns."""
    counts = []
    for _ in range(5):
        count = 0

        def note(_frame, event, _argument):
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(note)
        try:
            act()
        finally:
            sys.setprofile(None)
        counts.append(count)
    return statistics.median(counts)


def test_every_refusal_takes_the_same_work(gate):
    """Counted in calls of functions. With a known key no cause is told from another, and an unknown key from none."""
    work = {}
    for cause in ACCESS:
        gate.set(all_but(cause))
        work[cause] = function_calls(lambda: gate.response(gate.key))
    most = max(work.values())
    assert min(work.values()) > 0.98 * most, work
    for key in ("unknown", access.KEY_PREFIX + "x" * 43):
        # There is no row to read of it; which it is of all the keys that could be is not told by that.
        assert 0.85 * most < function_calls(lambda key=key: gate.response(key)) <= most
    gate.set(all_but())
    with gate.store.write(gate.api.organization_id) as session:
        session.insert_all(work_types, [{"name": f"Work {number}", "is_active": True} for number in range(100)])
    assert function_calls(lambda: gate.response(gate.key)) > 1.2 * most, "an answered call takes more: work is counted"


def test_the_log_shows_who_was_refused_and_no_key(gate):
    gate.set(all_but("user-active"))
    sizes = [len(gate.response(key)[1]) for key in (gate.key, "a-secret-in-the-wrong-place")]
    known, unknown = gate.refusals()
    assert [known["bytes"], unknown["bytes"]] == sizes
    assert known["organization_id"] == gate.api.organization_id
    assert known["user_guid"] == gate.api.user_guid
    assert (known["key_shown"], known["remote"], known["operation"]) == (gate.key[:10], "192.0.2.1", LIST)
    assert (unknown["organization_id"], unknown["user_guid"], unknown["key_shown"]) == (None, None, "a-se")


def test_a_key_opens_its_own_organization_alone(gate, other_api):
    (work_type, *_) = gate.api(LIST)
    assert fault_of(other_api, BY_GUID, workTypeGUID=work_type.guid) == "NotFoundException"
    assert work_type.guid not in {own.guid for own in other_api(LIST)}
    administration.set_organization(gate.store, "Other", api_addon=False, terms_accepted=None, daily_quota=None)
    assert gate.fault(other_api.key).detail == "AuthenticationFailureException"
    assert gate.refusals()[-1]["organization_id"] == other_api.organization_id
    assert gate.fault(gate.key) is None


def test_the_terms_are_asked_for_after_everything_else(gate):
    gate.set(all_but("terms"))
    assert gate.fault(gate.key).detail == "TosNotApprovedException"
    assert gate.fault("unknown").detail == "AuthenticationFailureException"
    assert fault_of(gate.api, BY_GUID, workTypeGUID=UNKNOWN) == "TosNotApprovedException"
    assert gate.api.quota == (administration.DAILY_QUOTA, 2)
