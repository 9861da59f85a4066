"""The access log: pages by key, filters, names, and what a page costs in a log of any length."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from severakit.store import access, administration, call_log
from severakit.store.call_log import CallFilter
from support.calls import statements

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ALL = CallFilter()
EMAIL = "aino@acme.example"
OPERATIONS = ("IAccount.GetAllAccounts", "ICase.GetAllCases", "IInvoice.GetInvoicesByDate")


@pytest.fixture
def acme(store):
    return administration.add_organization(store, "Acme")


@pytest.fixture
def aino(store, acme):  # noqa: ARG001 - the organization is there first
    return administration.add_user(store, EMAIL, first_name="Aino", last_name="Laine")


def entry(organization_id, user_guid, number, **values):
    return {
        "at": NOON + timedelta(seconds=number // 3),
        "organization_id": organization_id,
        "user_guid": user_guid,
        "key_shown": "sevk_abcde",
        "operation": OPERATIONS[number % 3],
        "outcome": "ok",
        "cause": None,
        "bytes": number,
        "milliseconds": 1,
        "remote": None,
    } | values


def log(store, *entries):
    with store.writing() as connection:
        access.log_calls(connection, entries)


def pages(store, organization_id, wanted=ALL, size=7):
    """Return the calls of all pages, each page's by itself."""
    found, after = [], None
    with store.reading() as connection:
        while calls := call_log.page(connection, organization_id, wanted, size, after):
            found.append(calls)
            after = calls[-1].place
    return found


def test_pages_follow_each_other_without_gap_or_repetition(store, acme, aino):
    log(store, *(entry(acme, aino, number) for number in range(40)))
    found = pages(store, acme)
    assert [len(page) for page in found] == [7, 7, 7, 7, 7, 5]
    assert [call.bytes for page in found for call in page] == list(range(39, -1, -1))


def test_a_line_names_its_user_and_key(store, acme, aino):
    key = administration.create_key(store, EMAIL, name="Payroll")
    log(
        store, entry(acme, aino, 0, key_shown=key[: access.SHOWN]), entry(acme, aino, 3, outcome="refused", cause="key")
    )
    (refused, call), = pages(store, acme)  # fmt: skip
    assert (call.user_name, call.email, call.key_name, call.at) == ("Aino Laine", EMAIL, "Payroll", NOON)
    assert (refused.key_name, refused.cause) == (None, "key")


def test_an_organization_sees_its_own_calls_alone(store, acme, aino):
    other = administration.add_organization(store, "Other")
    log(store, entry(acme, aino, 1), entry(other, None, 2), entry(None, None, 3, outcome="refused", cause="key"))
    assert [[call.bytes for page in pages(store, each) for call in page] for each in (acme, other, None)] == [
        [1],
        [2],
        [3],
    ]
    # The user is Acme's, and a line of another organization does not get the name.
    log(store, entry(other, aino, 4))
    assert pages(store, other)[0][0].user_name is None


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (CallFilter(operation=OPERATIONS[1]), [7, 4, 1]),
        (CallFilter(outcome="refused"), [8, 2]),
        (CallFilter(cause="addon"), [8]),
        (CallFilter(since=NOON + timedelta(seconds=2)), [8, 7, 6]),
        (CallFilter(until=NOON + timedelta(seconds=1)), [2, 1, 0]),
        (CallFilter(user_guid="nobody"), []),
        (CallFilter(outcome="ok", operation=OPERATIONS[2], since=NOON), [5]),
    ],
)
def test_filters(store, acme, aino, wanted, numbers):
    refusals = {2: "key", 8: "addon"}
    log(
        store,
        *(
            entry(acme, aino, n, **({"outcome": "refused", "cause": refusals[n]} if n in refusals else {}))
            for n in range(9)
        ),
    )
    assert [call.bytes for page in pages(store, acme, wanted) for call in page] == numbers


FILTERS = [
    CallFilter(),
    CallFilter(user_guid="rare"),
    CallFilter(operation="IRare.Rare"),
    CallFilter(outcome="refused"),
    CallFilter(cause="addon"),
    CallFilter(since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=2)),
]


def steps(store, organization_id, wanted, after):
    """Return how much work the database does for a page: steps of SQLite's machine, in hundreds."""
    with store.reading() as connection:
        driver = connection.connection.driver_connection
        count = [0]
        driver.set_progress_handler(lambda: count.__setitem__(0, count[0] + 1), 100)
        with statements(store) as sent:
            calls = call_log.page(connection, organization_id, wanted, 50, after)
        driver.set_progress_handler(None, 0)
    assert len(sent) <= 2
    return count[0], calls


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_a_page_costs_the_same_in_a_log_of_any_length(store, acme, aino, wanted):
    """The first page, and one from the middle; what is wanted is rare, and lies among many times more."""
    rare = {"operation": "IRare.Rare", "outcome": "refused", "cause": "addon"}
    log(store, *(entry(acme, "rare", n * 100, **rare) for n in range(200)))
    small, _ = steps(store, acme, wanted, None)
    log(store, *(entry(acme, aino, number) for number in range(30_000)))
    large, calls = steps(store, acme, wanted, None)
    later, _ = steps(store, acme, wanted, calls[-1].place)
    assert len(calls) == 50
    assert large <= 2 * small + 10
    assert later <= 2 * small + 10


def test_every_page_is_found_by_an_index(store, acme, aino):
    """Neither database sorts, or goes through the whole log."""
    log(store, *(entry(acme, aino, number) for number in range(3000)))
    place = call_log.Place(NOON + timedelta(seconds=500), 1500)
    with store.writing() as connection:
        connection.exec_driver_sql("ANALYZE")
    for wanted in FILTERS:
        for after in (None, place):
            with store.reading() as connection:
                plan = explained(connection, lambda: call_log.page(connection, acme, wanted, 50, after))  # noqa: B023
            assert "ix_access_log_" in plan
            assert "SCAN access_log" not in plan
            assert "Seq Scan on access_log" not in plan
            assert "TEMP B-TREE" not in plan


def explained(connection, run):
    """Return the plan of the statement on the log that ``run`` makes."""
    found = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        if "FROM access_log" in statement and not found:
            found.append((statement, parameters))

    sa.event.listen(connection.engine, "before_cursor_execute", note)
    run()
    sa.event.remove(connection.engine, "before_cursor_execute", note)
    ((statement, parameters),) = found
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{word} {statement}", parameters))


def test_the_quota_s_history_has_the_days_with_calls(store, acme):
    other = administration.add_organization(store, "Other")
    with store.writing() as connection:
        for day, organization_id, times in ((1, acme, 3), (2, other, 1), (3, acme, 2)):
            for _ in range(times):
                access.count_call(connection, organization_id, datetime(2026, 11, day, 23, 59, tzinfo=UTC))
    with store.reading() as connection:
        assert access.quota_history(connection, acme, date(2026, 11, 1)) == {date(2026, 11, 1): 3, date(2026, 11, 3): 2}
        assert access.quota_history(connection, acme, date(2026, 11, 2)) == {date(2026, 11, 3): 2}
