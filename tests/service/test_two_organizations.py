"""Two organizations in one database, read and written at random: each sees what it wrote, and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from severakit.entities import Account, Case, Company, Contact, HourEntry, WorkType
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store.store import Store
from support.calls import FAILURE, INVALID, NOT_FOUND, fault_of, moment, set_clock
from support.organizations import new_api
from support.projects import new_case, new_hours

NAMES = st.sampled_from(["Fjord", "Lumi", "Nordlys", "Sund"])
HOURS = st.integers(0, 999 * 4).map(lambda quarters: Decimal(quarters) / 4)
DAYS = st.integers(1, 28).map(lambda day: datetime(2040, 2, day))
WHICH = st.integers(0, 10**6)
BEGINNING = moment("2040-03-01 12:00")

GET = {
    Account: ("IAccount.GetAccountByGUID", "accountGuid"),
    Case: ("ICase.GetCaseByGUID", "caseGuid"),
    Contact: ("IContact.GetContactByGUID", "contactGUID"),
    HourEntry: ("IHourEntry.GetHourEntryByGUID", "hourEntryGUID"),
    WorkType: ("IWorkType.GetWorkTypeByGUID", "workTypeGUID"),
}
CHANGED = {
    Account: ("IAccount.GetAccountsChangedSince", {"startDateTime": BEGINNING, "options": 2}),
    Case: ("ICase.GetCasesChangedSince", {"startDateTime": BEGINNING, "options": 2}),
    Contact: ("IContact.GetContactsChangedSince", {"startDateTime": BEGINNING, "options": 2}),
    HourEntry: ("IHourEntry.GetHourEntriesChangedSince", {"startDate": BEGINNING}),
    WorkType: ("IWorkType.GetWorkTypesChangedSince", {"startDateTime": BEGINNING, "options": 2}),
}
REFUSED = {NOT_FOUND, INVALID, FAILURE}


class Known:
    """The model of one organization: for each kind, what is known of every entity of it, by its GUID."""

    def __init__(self, api) -> None:
        self.api = api
        self.entities: dict[type, dict[str, dict[str, Any]]] = {kind: {} for kind in GET}

    def learn(self, entity: Any, **members: Any) -> None:
        """Remember what was written; the answer must say the same."""
        self.entities[type(entity)].setdefault(entity.guid, {}).update(members)
        self.check(entity)

    def check(self, entity: Any) -> None:
        expected = self.entities[type(entity)][entity.guid]
        assert {name: getattr(entity, name) for name in expected} == expected

    def pick(self, kind: type, which: int) -> str:
        guids = list(self.entities[kind])
        return guids[which % len(guids)]


class TwoOrganizations(RuleBasedStateMachine):
    """Each rule is done by one of the two, as a random number says; another picks the entity it is about."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="severakit-two-"))
        path = self._folder / "severakit.db"
        shutil.copy(self.template, path)
        self.store = Store(f"sqlite:///{path}")
        self.log = AccessLog(self.store)
        dispatcher = Dispatcher(self.store, Settings(), self.log, Metrics())
        set_clock(self.store, "2039-12-31 12:00")
        self.known = [Known(new_api(self.store, dispatcher, name)) for name in ("Acme", "Other")]
        set_clock(self.store, f"{BEGINNING:%Y-%m-%d %H:%M}")
        for known in self.known:
            self._add_account(known, "Nordlys")
            self._add_case(known, "Survey", known.pick(Account, 0))

    def teardown(self) -> None:
        self.log.close()
        self.store.close()
        shutil.rmtree(self._folder)

    # --- writing -----------------------------------------------------------------------------

    def _add_account(self, known: Known, name: str) -> None:
        params = {"accountInfo": Account(name=name), "companyInfo": Company(name=name)}
        account = known.api("IAccount.AddNewAccount", **params)
        same = [guid for guid, values in known.entities[Account].items() if values["name"] == name]
        assert same in ([], [account.guid])
        known.learn(account, name=name, is_active=True)

    def _add_case(self, known: Known, name: str, account: str) -> None:
        numbers = [values["case_number"] for values in known.entities[Case].values()]
        case = known.api("ICase.AddNewCase", caseInfo=new_case(known.api, name, account_guid=account))
        number = max(numbers, default=case.case_number - 1) + 1
        known.learn(case, name=name, account_guid=account, case_number=number, root_task_guid=case.root_task_guid)
        known.learn(case, account_name=known.entities[Account][account]["name"])

    @rule(who=st.sampled_from([0, 1]), name=NAMES)
    def add_account(self, who: int, name: str) -> None:
        self._add_account(self.known[who], name)

    @rule(who=st.sampled_from([0, 1]), which=WHICH, name=NAMES)
    def add_case(self, who: int, which: int, name: str) -> None:
        self._add_case(self.known[who], name, self.known[who].pick(Account, which))

    @rule(who=st.sampled_from([0, 1]), which=WHICH, name=NAMES)
    def rename_case(self, who: int, which: int, name: str) -> None:
        known = self.known[who]
        case = self._read(known, Case, known.pick(Case, which))
        changed = known.api("ICase.UpdateCase", caseInfo=msgspec.structs.replace(case, name=name))
        known.learn(changed, name=name)

    @rule(who=st.sampled_from([0, 1]), which=WHICH, first=NAMES)
    def add_contact(self, who: int, which: int, first: str) -> None:
        known = self.known[who]
        account = known.pick(Account, which)
        new = Contact(account_guid=account, first_name=first, last_name="Virta")
        names = {(contact["account_guid"], contact["first_name"]) for contact in known.entities[Contact].values()}
        if (account, first) in names:
            assert fault_of(known.api, "IContact.AddNewContact", contactInfo=new) in REFUSED
        else:
            contact = known.api("IContact.AddNewContact", contactInfo=new)
            known.learn(contact, account_guid=account, first_name=first, is_active=True)

    @rule(who=st.sampled_from([0, 1]), name=NAMES, productive=st.booleans())
    def add_work_type(self, who: int, name: str, *, productive: bool) -> None:
        known = self.known[who]
        new = WorkType(name=name, is_productive=productive)
        known.learn(
            known.api("IWorkType.AddNewWorkType", workTypeInfo=new),
            name=name,
            is_productive=productive,
            is_active=True,
        )

    @rule(who=st.sampled_from([0, 1]), which=WHICH, day=DAYS, quantity=HOURS)
    def add_hours(self, who: int, which: int, day: datetime, quantity: Decimal) -> None:
        known = self.known[who]
        case = known.pick(Case, which)
        phase = known.entities[Case][case]["root_task_guid"]
        entry = new_hours(known.api, phase, event_date=day, quantity=quantity)
        made = known.api("IHourEntry.AddNewHourEntry", hourEntryInfo=entry)
        known.learn(made, event_date=day, quantity=quantity, phase_guid=phase, case_guid=case)

    @precondition(lambda self: all(known.entities[HourEntry] for known in self.known))
    @rule(who=st.sampled_from([0, 1]), which=WHICH, quantity=HOURS)
    def change_hours(self, who: int, which: int, quantity: Decimal) -> None:
        known = self.known[who]
        entry = self._read(known, HourEntry, known.pick(HourEntry, which))
        changed = known.api(
            "IHourEntry.UpdateHourEntry", hourEntryInfo=msgspec.structs.replace(entry, quantity=quantity)
        )
        known.learn(changed, quantity=quantity)

    @precondition(lambda self: all(known.entities[HourEntry] for known in self.known))
    @rule(who=st.sampled_from([0, 1]), which=WHICH)
    def delete_hours(self, who: int, which: int) -> None:
        known = self.known[who]
        guid = known.pick(HourEntry, which)
        assert known.api("IHourEntry.DeleteHourEntry", hourEntryGUID=guid) is True
        del known.entities[HourEntry][guid]
        operation, param = GET[HourEntry]
        assert fault_of(known.api, operation, **{param: guid}) == NOT_FOUND

    # --- reading -----------------------------------------------------------------------------

    def _read(self, known: Known, kind: type, guid: str) -> Any:
        operation, param = GET[kind]
        entity = known.api(operation, **{param: guid})
        assert entity.guid == guid
        known.check(entity)
        return entity

    @rule(who=st.sampled_from([0, 1]), kind=st.sampled_from(list(GET)))
    def read_each(self, who: int, kind: type) -> None:
        for guid in self.known[who].entities[kind]:
            self._read(self.known[who], kind, guid)

    @rule(who=st.sampled_from([0, 1]), kind=st.sampled_from(list(GET)))
    def read_all(self, who: int, kind: type) -> None:
        known = self.known[who]
        operation, params = CHANGED[kind]
        listed = known.api(operation, **params)
        assert sorted(entity.guid for entity in listed) == sorted(known.entities[kind])
        for entity in listed:
            known.check(entity)

    @rule(who=st.sampled_from([0, 1]), which=WHICH)
    def read_what_belongs_together(self, who: int, which: int) -> None:
        known = self.known[who]
        account, case = known.pick(Account, which), known.pick(Case, which)
        self._check_list(known, Case, "account_guid", account, "ICase.GetCasesByAccountGUID", accountGuid=account)
        of_account = {"accountGUID": account}
        self._check_list(known, Contact, "account_guid", account, "IContact.GetContactsByAccountGUID", **of_account)
        self._check_list(known, HourEntry, "case_guid", case, "IHourEntry.GetHourEntriesByCaseGUID", caseGuid=case)

    def _check_list(self, known: Known, kind: type, member: str, guid: str, operation: str, **params: Any) -> None:
        mine = {own for own, values in known.entities[kind].items() if values[member] == guid}
        assert {entity.guid for entity in known.api(operation, **params)} == mine

    # --- of the other one --------------------------------------------------------------------

    @rule(who=st.sampled_from([0, 1]), kind=st.sampled_from(list(GET)), which=WHICH)
    def read_of_the_other(self, who: int, kind: type, which: int) -> None:
        mine, other = self.known[who], self.known[1 - who]
        operation, param = GET[kind]
        if other.entities[kind]:
            assert fault_of(mine.api, operation, **{param: other.pick(kind, which)}) == NOT_FOUND

    @rule(who=st.sampled_from([0, 1]), which=WHICH)
    def lists_of_the_other(self, who: int, which: int) -> None:
        mine, other = self.known[who].api, self.known[1 - who]
        account, case = other.pick(Account, which), other.pick(Case, which)
        assert mine("ICase.GetCasesByAccountGUID", accountGuid=account) == []
        assert mine("IHourEntry.GetHourEntriesByCaseGUID", caseGuid=case) == []
        assert fault_of(mine, "IContact.GetContactsByAccountGUID", accountGUID=account) == NOT_FOUND

    @rule(who=st.sampled_from([0, 1]), which=WHICH, name=NAMES)
    def write_of_the_other(self, who: int, which: int, name: str) -> None:
        mine, other = self.known[who].api, self.known[1 - who]
        account, case = other.pick(Account, which), other.pick(Case, which)
        phase = other.entities[Case][case]["root_task_guid"]
        hours = new_hours(mine, phase, event_date=datetime(2040, 2, 1), quantity=Decimal(1))
        contact = Contact(account_guid=account, first_name=name, last_name="Virta")
        stolen = Account(guid=account, name="Stolen")
        for operation, params in (
            ("IAccount.UpdateAccount", {"accountInfo": stolen}),
            ("ICase.AddNewCase", {"caseInfo": new_case(mine, name, account_guid=account)}),
            ("ICase.DeleteCase", {"caseGuid": case}),
            ("IContact.AddNewContact", {"contactInfo": contact}),
            ("IHourEntry.AddNewHourEntry", {"hourEntryInfo": hours}),
            *(("IHourEntry.DeleteHourEntry", {"hourEntryGUID": guid}) for guid in other.entities[HourEntry]),
        ):
            assert fault_of(mine, operation, **params) in REFUSED
        for kind in (Account, Case):
            self._read(other, kind, other.pick(kind, which))


def test_two_organizations_never_meet(migrated_sqlite):
    machine = type("Machine", (TwoOrganizations,), {"template": migrated_sqlite})
    run_state_machine_as_test(machine, settings=settings(max_examples=10, stateful_step_count=20, deadline=None))
