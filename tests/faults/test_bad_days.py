"""Two thousand calls over a way that fails three times in ten: each ends right or with a true error, no write twice."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from severakit import entities
from severakit.client import (
    AsyncClient,
    AsyncEntities,
    Client,
    Entities,
    OutcomeUnknown,
    Retries,
    SeveraError,
    Timeouts,
)
from support.faulty_proxy import FaultyProxy, at_random, faulty_proxy
from support.running_service import RunningService, running_service_on

CALLS = 2000
AT_ONCE = 8
OPTIONS = {
    "timeouts": Timeouts(connect=20, first_byte=1.5, between_bytes=1.5, total=120),
    "retries": Retries(tries=6, first_pause=0.02, longest_pause=0.3),
}


@pytest.fixture(scope="module")
def service(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    path = tmp_path_factory.mktemp("bad-days") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    with running_service_on(f"sqlite:///{path}") as service:
        yield service


@dataclass
class Day:
    """What a day's calls are about, what they did, and what they ought to have left behind."""

    service: RunningService
    phase: entities.Phase
    user: entities.User
    work_type: entities.WorkType
    name: str
    to_delete: list[entities.HourEntry] = field(default_factory=list)
    to_change: list[entities.HourEntry] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    done: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    not_done: set[str] = field(default_factory=set)

    def hours(self, description: str) -> entities.HourEntry:
        return entities.HourEntry(
            phase_guid=self.phase.guid,
            user_guid=self.user.guid,
            work_type_guid=self.work_type.guid,
            event_date=datetime(2026, 10, 1),
            quantity=Decimal(1),
            description=description,
        )

    def call(self, number: int) -> tuple[str, str, dict[str, Any]]:
        """Return the call of a number: what it leaves behind if it is a write, its operation and arguments."""
        name = f"{self.name}, call {number}"
        match number % 5:
            case 0:
                return name, "IHourEntry.AddNewHourEntry", {"hour_entry_info": self.hours(name)}
            case 1:
                entry = self.to_change[number // 5]
                entry.description = name
                return name, "IHourEntry.UpdateHourEntry", {"hour_entry_info": entry}
            case 2:
                guid = self.to_delete[number // 5].guid
                return guid, "IHourEntry.DeleteHourEntry", {"hour_entry_guid": guid}
            case 3:
                return "", "IWorkType.GetAllWorkTypes", {}
        return "", "ICase.GetCaseByGUID", {"case_guid": self.phase.case_guid}

    def note(self, number: int, result: Any) -> None:
        """Check what a call returned and remember what it did."""
        key, operation, _ = self.call(number)
        match operation:
            case "IHourEntry.AddNewHourEntry" | "IHourEntry.UpdateHourEntry":
                assert result.description == key
            case "IHourEntry.DeleteHourEntry":
                assert result is True
            case "IWorkType.GetAllWorkTypes":
                assert self.work_type in result
            case "ICase.GetCaseByGUID":
                assert result.guid == self.phase.case_guid
        self.outcomes["right"] += 1
        self.done.add(key)

    def note_error(self, number: int, error: SeveraError) -> None:
        key, operation, _ = self.call(number)
        self.outcomes[type(error).__name__] += 1
        assert error.operation == operation
        assert self.service.api_key not in str(error)
        (self.unknown if isinstance(error, OutcomeUnknown) else self.not_done).add(key)


@pytest.fixture
def day(service: RunningService, request: pytest.FixtureRequest) -> Day:
    """A case with hours to change and to delete, one for each call that will."""
    with Client(service.endpoint, service.api_key) as client:
        user = next(user for user in client.user.get_all_users() if user.email == service.email)
        account = client.account.add_new_account(
            account_info=entities.Account(name="Nordlys"), company_info=entities.Company(name="Nordlys")
        )
        case = client.case.add_new_case(
            case_info=entities.Case(
                account_guid=account.guid, name="Website", case_owner_user_guid=user.guid, currency_shortform="EUR"
            )
        )
        [phase] = client.phase.get_phases_by_case_guid(case_guid=case.guid)
        day = Day(service, phase, user, client.work_type.get_all_work_types().all()[0], request.node.name)
        with ThreadPoolExecutor(4) as threads:
            entries = list(
                threads.map(
                    lambda number: client.hour_entry.add_new_hour_entry(hour_entry_info=day.hours(f"before {number}")),
                    range(2 * CALLS // 2 // 5),
                )
            )
    day.to_change, day.to_delete = entries[::2], entries[1::2]
    return day


def in_database(service: RunningService) -> tuple[Counter[str], set[str]]:
    """Return how often each description is there, and the GUIDs that are."""
    with closing(sqlite3.connect(service.database_url.removeprefix("sqlite:///"))) as database:
        rows = database.execute("SELECT description, guid FROM hour_entries").fetchall()
    return Counter(description for description, _ in rows), {guid for _, guid in rows}


def call_in_threads(day: Day, endpoint: str) -> None:
    def call(number: int) -> None:
        _, operation, arguments = day.call(number)
        try:
            result = client.call(operation, **arguments)
            day.note(number, result.all() if isinstance(result, Entities) else result)
        except SeveraError as error:
            day.note_error(number, error)

    with Client(endpoint, day.service.api_key, **OPTIONS) as client, ThreadPoolExecutor(AT_ONCE) as threads:
        for _ in threads.map(call, range(CALLS // 2)):
            pass


def call_in_tasks(day: Day, endpoint: str) -> None:
    async def call_all() -> None:
        numbers = iter(range(CALLS // 2))

        async def work() -> None:
            for number in numbers:
                _, operation, arguments = day.call(number)
                try:
                    result = await client.call(operation, **arguments)
                    day.note(number, await result.all() if isinstance(result, AsyncEntities) else result)
                except SeveraError as error:
                    day.note_error(number, error)

        async with AsyncClient(endpoint, day.service.api_key, **OPTIONS) as client:
            await asyncio.gather(*(work() for _ in range(AT_ONCE)))

    asyncio.run(call_all())


@pytest.mark.parametrize(("call_all", "seed"), [(call_in_threads, 1), (call_in_tasks, 2)])
def test_every_call_ends_right_or_with_a_true_error(day: Day, call_all: Any, seed: int) -> None:
    with faulty_proxy(day.service.endpoint, at_random(0.3, seed)) as proxy:
        call_all(day, proxy.endpoint)
    assert sum(day.outcomes.values()) == CALLS // 2
    assert struck(proxy) > 0.25
    assert day.outcomes["right"] > 0.85 * CALLS // 2
    there, guids = in_database(day.service)
    for number in range(CALLS // 2):
        key, operation, _ = day.call(number)
        match operation:
            case "IHourEntry.AddNewHourEntry":
                expected = {1} if key in day.done else {0} if key in day.not_done else {0, 1}
                assert there[key] in expected, (key, day.outcomes)
                assert forwarded(proxy, f">{key}<") <= 1
            case "IHourEntry.UpdateHourEntry":
                assert there[key] == 1 or key not in day.done
                assert there[key] == 0 or key not in day.not_done
            case "IHourEntry.DeleteHourEntry":
                assert key not in guids or key not in day.done
                assert key in guids or key not in day.not_done


def struck(proxy: FaultyProxy) -> float:
    return 1 - proxy.counted()["Fault"] / len(proxy.events)


def forwarded(proxy: FaultyProxy, text: str) -> int:
    """How often the service saw an added hour entry of this description."""
    return sum(
        event.fault.is_carried_out
        and event.request.operation == "IHourEntry.AddNewHourEntry"
        and text.encode() in event.request.body
        for event in proxy.events
    )
