"""Reading by others: whose clock counts, and how many questions are out at a time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from severakit.client.plan import TABLE
from severakit.sync.reading import DONE
from severakit.sync.spread import Answer, SpreadReader

ACCOUNTS = TABLE["accounts"]
HOUR = timedelta(hours=1)
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_more_is_asked_for_where_the_service_turns_out_to_be_behind_who_writes():
    asked = []

    def ask(question):
        asked.append(question.since)
        return Answer({}, 0, DONE, None, datetime.now(UTC) - HOUR)

    reader = SpreadReader(ask, 0)
    assert reader.behind == timedelta()
    reader.changes(ACCOUNTS, ACCOUNTS.changes, NOW, NOW)
    first, second = asked
    assert first == NOW
    assert HOUR <= reader.behind < HOUR + timedelta(minutes=1)
    assert first - second >= HOUR
    reader.changes(ACCOUNTS, ACCOUNTS.changes, NOW, NOW)
    assert len(asked) == 3


def test_until_the_quota_is_known_one_question_is_out_at_a_time():
    out, most, both = [], [], threading.Barrier(2)

    def ask(question):
        out.append(question)
        most.append(len(out))
        if len(most) > 2:
            both.wait(60)  # both of these are out
        out.pop()
        return Answer({}, 0, DONE, None, None)

    reader = SpreadReader(ask, 1)

    def read():
        reader.changes(ACCOUNTS, ACCOUNTS.changes, NOW, NOW)

    for _ in range(2):
        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most[:2] == [1, 1]
    assert max(most[2:]) == 2
