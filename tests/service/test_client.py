"""Client and AsyncClient against the real service: its own process, its own port, real SOAP between them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from severakit import entities
from severakit.client import (
    NO_RETRIES,
    AsyncClient,
    AuthenticationFailureError,
    Client,
    Entities,
    FaultError,
    GeneralFailureError,
    NotFoundError,
    ServiceUnavailable,
    ValidationError,
)
from severakit.contract import load_contract
from severakit.store import administration
from severakit.store.store import Store
from support.running_service import RunningService

UNKNOWN = "0" * 32


@pytest.fixture
def client(running_service: RunningService) -> Iterator[Client]:
    with Client(running_service.endpoint, running_service.api_key) as client:
        yield client


@pytest.fixture
def user(client: Client, running_service: RunningService) -> entities.User:
    """The user whose key it is."""
    return next(user for user in client.user.get_all_users() if user.email == running_service.email)


@pytest.fixture
def phase(client: Client, user: entities.User) -> entities.Phase:
    """The root phase of a new case of a new account."""
    account = client.account.add_new_account(
        account_info=entities.Account(name="Nordlys & Søn <AS>"), company_info=entities.Company(name="Nordlys")
    )
    website = entities.Case(
        account_guid=account.guid, name="Website", case_owner_user_guid=user.guid, currency_shortform="EUR"
    )
    case = client.case.add_new_case(case_info=website)
    [root] = client.phase.get_phases_by_case_guid(case_guid=case.guid)
    return root


def test_a_day_of_work(client: Client, user: entities.User, phase: entities.Phase) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    [work_type, *_] = client.work_type.get_all_work_types()
    new = entities.HourEntry(
        phase_guid=phase.guid,
        user_guid=user.guid,
        work_type_guid=work_type.guid,
        event_date=datetime(2026, 10, 1),
        quantity=Decimal("7.25"),
        description="Smørrebrød & <coffee>\n☃",
    )
    added = client.hour_entry.add_new_hour_entry(hour_entry_info=new)
    assert (added.quantity, added.event_date, added.description) == (new.quantity, new.event_date, new.description)
    assert client.hour_entry.get_hour_entry_by_guid(hour_entry_guid=added.guid) == added
    assert client.hour_entry.get_hour_entries_changed_since(start_date=before).all() == [added]

    added.quantity = Decimal(8)
    client.hour_entry.update_hour_entry(hour_entry_info=added)
    table = client.hour_entry.get_hour_entries_by_case_guid(case_guid=phase.case_guid).arrow().read_all()
    assert table["quantity"].to_pylist() == [Decimal("8.0000000000")]
    assert table["description"].to_pylist() == [new.description]

    assert client.hour_entry.delete_hour_entry(hour_entry_guid=added.guid) is True
    assert client.hour_entry.get_hour_entries_by_case_guid(case_guid=phase.case_guid).all() == []


def test_faults_are_typed(client: Client, running_service: RunningService, phase: entities.Phase) -> None:
    with pytest.raises(NotFoundError) as missing:
        client.case.get_case_by_guid(case_guid=UNKNOWN)
    assert missing.value.operation == "ICase.GetCaseByGUID"
    with pytest.raises(GeneralFailureError):
        client.case.get_case_by_guid(case_guid="guid")
    too_long = entities.HourEntry(phase_guid=phase.guid, event_date=datetime(2026, 10, 1), quantity=Decimal(1000))
    with pytest.raises(ValidationError):
        client.hour_entry.add_new_hour_entry(hour_entry_info=too_long)
    with (
        Client(running_service.endpoint, "nobody's key") as stranger,
        pytest.raises(AuthenticationFailureError, match=r"Access denied.*severakit doctor"),
    ):
        stranger.invoice_status.get_all_invoice_statuses()


def test_every_operation_is_understood_or_refused_with_a_fault(client: Client) -> None:
    codes = set()
    for name, operation in load_contract().operations.items():
        if operation.is_read:
            try:
                result = client.call(name)
            except FaultError as fault:
                codes.add(fault.code)
            else:
                if isinstance(result, Entities):
                    result.all()
    assert codes == {"s:Client"}


def test_the_quota_counts(client: Client) -> None:
    client.currency.get_currencies()
    first = client.quota
    with pytest.raises(NotFoundError):
        client.case.get_case_by_guid(case_guid=UNKNOWN)
    assert (client.quota.limit, client.quota.used) == (100_000, first.used + 1)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_long_lists_come_whole_in_every_form(client: Client, encoding: str) -> None:
    client._http.headers["Accept-Encoding"] = encoding
    for number in range(150):
        tag = f"{encoding} {number}"
        client.work_type.add_new_work_type(work_type_info=entities.WorkType(name=tag, code=tag, is_active=True))
    objects = client.work_type.get_all_work_types().all()
    assert {f"{encoding} {number}" for number in range(150)} <= {each.name for each in objects}
    table = client.work_type.get_all_work_types().arrow().read_all()
    assert table["guid"].to_pylist() == [each.guid for each in objects]


def test_the_async_client_reads_the_same(client: Client, running_service: RunningService) -> None:
    async def read() -> list[list[entities.Entity]]:
        async with AsyncClient(running_service.endpoint, running_service.api_key) as other:

            async def currencies() -> list[entities.Entity]:
                return await (await other.currency.get_currencies()).all()

            async def statuses() -> list[entities.Entity]:
                return [each async for each in await other.invoice_status.get_all_invoice_statuses()]

            async def rows() -> int:
                units = await other.business_unit.get_business_unit_hierarchy()
                return sum([len(batch) async for batch in units.batches()])

            found = await asyncio.gather(currencies(), statuses(), rows())
            with pytest.raises(NotFoundError):
                await other.case.get_case_by_guid(case_guid=UNKNOWN)
            return found

    currencies, statuses, rows = asyncio.run(read())
    assert currencies == client.currency.get_currencies().all()
    assert statuses == client.invoice_status.get_all_invoice_statuses().all()
    assert rows == len(client.business_unit.get_business_unit_hierarchy().all())


@contextmanager
def downtime(service: RunningService, retry_after: int) -> Iterator[None]:
    store = Store(service.database_url)
    administration.set_downtime(store, retry_after)
    try:
        yield
    finally:
        administration.set_downtime(store, None)
        store.close()


def test_downtime_is_told_apart(client: Client, running_service: RunningService) -> None:
    impatient = client.with_options(retries=NO_RETRIES)
    with downtime(running_service, 90), pytest.raises(ServiceUnavailable) as caught:
        impatient.api.get_version()
    assert caught.value.retry_after == 90
    with pytest.raises(ServiceUnavailable, match=r"Call again in (89|9.) seconds"):
        impatient.api.get_version()  # not sent: the service has said for how long
