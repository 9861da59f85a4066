"""Writes that wait for their organization's turn, as many as there may be, keep nobody from reading."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from severakit.client import Client
from severakit.entities import Account, Company
from severakit.store import administration
from support.raw_http import PATH
from support.service_process import ServiceProcess, open_organization

LIST = "IWorkType.GetAllWorkTypes"
WRITERS = 60
"""More than a worker has threads or connections to the database."""


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_reads_does_not_wait_for_those_who_wait_to_write(database_url, store, tmp_path):
    key = open_organization(store)
    organization = administration.organization_id(store, "Acme")
    service = ServiceProcess(database_url, tmp_path / "log", max_calls="200")
    try:
        with ThreadPoolExecutor(WRITERS) as threads:
            with store.write(organization) as session:
                session.wait_for_turn()
                waiting = [threads.submit(add_account, service, key, number) for number in range(WRITERS)]
                service.wait_until_under_way(WRITERS, seconds=40)
                # Nothing of the sixty can end yet.
                for _ in range(5):
                    assert service.call(LIST, key=key).status == 200
                assert not any(each.done() for each in waiting)
            added = [each.result() for each in waiting]
        assert sorted(account.name for account in added) == sorted(f"Customer {each}" for each in range(WRITERS))
    finally:
        service.stop()


def add_account(service: ServiceProcess, key: str, number: int) -> Account:
    name = f"Customer {number}"
    with Client(f"http://127.0.0.1:{service.port}{PATH}", key) as client:
        return client.account.add_new_account(account_info=Account(name=name), company_info=Company(name=name))
