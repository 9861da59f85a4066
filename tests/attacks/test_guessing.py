"""Guessing at keys: a source that is refused too often is asked to come back, and is told nothing by that."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from severakit.store import access, administration
from severakit.store.store import Store
from support.raw_http import Connection, Reply, call, head
from support.service_process import ServiceProcess, open_organization

LIST = "IWorkType.GetAllWorkTypes"
MOST = 5
EMAIL = "api@acme.example"


class Guessed(NamedTuple):
    """A service that answers five refusals of a source in a minute, its store, a key and a revoked key."""

    service: ServiceProcess
    store: Store
    key: str
    revoked: str

    def call(self, key: str | None, source: str) -> Reply:
        with Connection(self.service.port, source=source) as connection:
            connection.send(call(LIST, key=key))
            return connection.reply()

    def statuses(self, keys: list[str | None], source: str) -> list[int]:
        return [self.call(key, source).status for key in keys]


@pytest.fixture(scope="module")
def guessed(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guessed]:
    folder = tmp_path_factory.mktemp("guessing")
    shutil.copy(migrated_sqlite, folder / "severakit.db")
    url = f"sqlite:///{folder}/severakit.db"
    store = Store(url)
    key = open_organization(store)
    revoked = administration.create_key(store, EMAIL, organization="Acme")
    administration.revoke_key(store, revoked)
    service = ServiceProcess(url, folder / "log", max_refusals=str(MOST))
    yield Guessed(service, store, key, revoked)
    service.stop()
    store.close()


def test_guesses_beyond_the_limit_come_back_later_and_a_right_key_passes(guessed: Guessed):
    source = "127.0.0.2"
    assert guessed.statuses([f"guess {number}" for number in range(MOST)], source) == [500] * MOST
    # A key that was good once and none at all are answered as a guess is: nothing tells one from another.
    replies = [guessed.call(key, source) for key in ("another guess", guessed.revoked, None)]
    assert [reply.status for reply in replies] == [503] * 3
    assert len({reply.body for reply in replies}) == 1
    assert all(0 < int(reply.headers["retry-after"]) <= 60 for reply in replies)
    assert guessed.statuses([guessed.key, "a guess", guessed.key], source) == [200, 503, 200]
    # Others are not concerned.
    assert guessed.statuses(["a guess", guessed.key], "127.0.0.3") == [500, 200]


def test_refusals_of_known_keys_count_as_guesses_do(guessed: Guessed):
    assert guessed.statuses([guessed.revoked] * (MOST + 1), "127.0.0.4") == [500] * MOST + [503]


def test_the_operator_is_told_once_and_the_log_does_not_grow(guessed: Guessed):
    source = "127.0.0.5"
    before = limited(guessed)
    guessed.statuses(["a guess"] * (MOST + 20), source)
    with guessed.store.reading() as connection:
        log = access.access_log
        written = sa.select(sa.func.count()).where(log.c.remote == source, log.c.outcome == "refused")
        assert connection.execute(written).scalar_one() == MOST
    assert limited(guessed) == before + 20
    told = [json.loads(line) for line in guessed.service.log.splitlines()]
    assert [event["event"] for event in told if event["source"] == source] == ["refusals_limited"]
    assert "a guess" not in guessed.service.log


def limited(guessed: Guessed) -> int:
    metrics = guessed.service.request(head("GET", "/metrics")).body.decode()
    return int(float(re.search(r"^severakit_limited_refusals_total (\S+)$", metrics, re.MULTILINE)[1]))
