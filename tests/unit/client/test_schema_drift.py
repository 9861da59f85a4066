"""A service of another generation: what is new survives, what is gone is None, and it is said once."""

from __future__ import annotations

import asyncio
import copy
import pickle
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from severakit import entities
from severakit.client import AsyncClient, Client, SchemaDriftWarning
from severakit.contract import entity_schema_version, load_contract
from severakit.soap import drift, envelope
from support.replay import KEY, Replay, whole

SINGLE, LIST = "IHourEntry.GetHourEntryByGUID", "IHourEntry.GetHourEntriesChangedSince"
HOUR = entities.HourEntry(guid="1", quantity=Decimal("7.5"))
NEW = "<a:Mood>good &amp; calm</a:Mood>"
NESTED = '<a:Team><a:Lead>A</a:Lead><a:Member>B</a:Member><a:Member i:nil="true"/></a:Team>'


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """Let every test be the first to see what it sees."""
    for warn in (drift.warn_of_member, drift.warn_of_literal):
        warn.cache_clear()
    yield
    for warn in (drift.warn_of_member, drift.warn_of_literal):
        warn.cache_clear()


def answer(operation: str, value: Any) -> bytes:
    return envelope.response(load_contract().operations[operation], value, None)


def with_new(content: bytes, new: str) -> bytes:
    return content.replace(b"<a:Quantity>", new.encode() + b"<a:Quantity>")


@pytest.mark.parametrize(
    ("new", "extra"),
    [
        (NEW, {"Mood": "good & calm"}),
        ('<a:Mood i:nil="true"/>', {"Mood": None}),
        ("<a:Mood/>", {"Mood": ""}),
        (NESTED, {"Team": {"Lead": "A", "Member": ["B", None]}}),
        (NEW + NESTED, {"Mood": "good & calm", "Team": {"Lead": "A", "Member": ["B", None]}}),
    ],
)
@pytest.mark.parametrize("count", [1, 500])
def test_unknown_members_survive(call, replay: Replay, new: str, extra: dict[str, Any], count: int) -> None:
    replay.reply = whole(with_new(answer(SINGLE, HOUR), new))
    with pytest.warns(SchemaDriftWarning, match=r"HourEntry\.(Mood|Team), which this version"):
        hour, _ = call(SINGLE)
    assert (hour, dict(hour.extra)) == (HOUR, extra)
    replay.reply = whole(with_new(answer(LIST, [HOUR] * count), new))
    hours, _ = call(LIST)
    assert hours == [HOUR] * count
    assert [dict(hour.extra) for hour in hours] == [extra] * count


def test_it_is_said_once(replay: Replay) -> None:
    replay.reply = whole(with_new(answer(LIST, [HOUR] * 2000), NEW))
    with Client(replay.endpoint, KEY) as client, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            client.hour_entry.get_hour_entries_changed_since().all()
            client.hour_entry.get_hour_entries_changed_since().arrow().read_all()
    assert [str(warning.message).partition(",")[0] for warning in caught] == ["The service sends HourEntry.Mood"]


def test_members_of_entities_within_entities_survive(call, replay: Replay) -> None:
    content = answer("IPhase.GetPhasesByCaseGUID", [entities.Phase(flat_rate=entities.FlatRate(price=Decimal(1)))] * 3)
    replay.reply = whole(content.replace(b"<a:Price>", b"<a:Cap>9</a:Cap><a:Price>"))
    with pytest.warns(SchemaDriftWarning, match=r"FlatRate\.Cap"):
        phases, _ = call("IPhase.GetPhasesByCaseGUID")
    assert [dict(phase.flat_rate.extra) for phase in phases] == [{"Cap": "9"}] * 3


def test_unknown_enumeration_values_survive(call, replay: Replay) -> None:
    rights = entities.UserRights(rights=entities.AccessRights(case=entities.CaseRight.ALL))
    content = answer("IAccessRights.GetUserRightsByUserGUID", rights)
    replay.reply = whole(content.replace(b"<a:Case>All<", b"<a:Case>Everything<"))
    with pytest.warns(SchemaDriftWarning, match=r"a value in AccessRights\.Case"):
        result, _ = call("IAccessRights.GetUserRightsByUserGUID")
    assert result.rights.case is None
    assert dict(result.rights.extra) == {"Case": "Everything"}


def test_missing_members_are_none_without_a_word(call, replay: Replay) -> None:
    content = answer(LIST, [HOUR] * 3).replace(b'<a:Description i:nil="true"/>', b"")
    assert b"<a:Description" not in content
    replay.reply = whole(content)
    hours, _ = call(LIST)
    assert hours == [HOUR] * 3
    assert not hours[0].extra


def test_what_is_unknown_survives_copies_and_processes() -> None:
    hour = copy.copy(HOUR)
    hour.keep({"Mood": "good"})
    assert not HOUR.extra
    for other in (copy.copy(hour), copy.deepcopy(hour), pickle.loads(pickle.dumps(hour))):  # noqa: S301 - made here
        assert (other, dict(other.extra)) == (HOUR, {"Mood": "good"})
        assert other.extra is not None
    assert pickle.loads(pickle.dumps(HOUR)) == copy.deepcopy(HOUR) == HOUR  # noqa: S301


def test_what_is_unknown_is_not_sent_back(replay: Replay) -> None:
    replay.reply = whole(with_new(answer(SINGLE, HOUR), NEW))
    with Client(replay.endpoint, KEY) as client:
        with pytest.warns(SchemaDriftWarning):
            hour = client.hour_entry.get_hour_entry_by_guid(hour_entry_guid="1")
        replay.reply = whole(answer("IHourEntry.UpdateHourEntry", hour))
        client.hour_entry.update_hour_entry(hour_entry_info=hour)
    assert b"Mood" not in replay.requests[-1].body


@pytest.mark.parametrize(("version", "are_equal"), [(entity_schema_version(), True), ("5.20", False), (None, False)])
def test_schema_versions_are_compared(replay: Replay, version: str | None, are_equal: bool) -> None:
    replay.reply = whole(answer("IAPI.GetEntitySchemaVersion", version))

    async def compare() -> Any:
        async with AsyncClient(replay.endpoint, KEY) as client:
            return await client.schema_versions()

    with warnings.catch_warnings(record=True) as caught, Client(replay.endpoint, KEY) as client:
        warnings.simplefilter("always")
        found = [client.schema_versions(), asyncio.run(compare())]
    assert [(each.service, each.built_in, each.are_equal) for each in found] == [
        (version, entity_schema_version(), are_equal)
    ] * 2
    assert [warning.category for warning in caught] == [SchemaDriftWarning] * (0 if are_equal else 2)
