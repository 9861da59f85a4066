"""The pages of calls, quota, downtime and data: what they show, to whom, and what they cost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from severakit.console.mending import mending_of
from severakit.console.quota import chart
from severakit.service.gate import CHECKLIST
from severakit.store import access, administration, downtime, tables
from severakit.store.contents import add_file
from support.calls import set_clock
from support.projects import add_invoice, add_invoice_row

NOON = datetime(2040, 3, 1, 12, tzinfo=UTC)
LISTS = ("accounts", "cases", "hours", "invoices")


def user_of(store, organization_id):
    with store.read(organization_id) as session:
        return session.find(tables.users)["guid"]


def log(store, organization_id, count=1, **values):
    entry = {
        "organization_id": organization_id,
        "user_guid": organization_id and user_of(store, organization_id),
        "key_shown": "sevk_abcde",
        "operation": "IAccount.GetAllAccounts",
        "outcome": "ok",
        "cause": None,
        "bytes": 2_500_000,
        "milliseconds": 17,
        "remote": None,
    } | values
    with store.writing() as connection:
        access.log_calls(connection, [entry | {"at": NOON + timedelta(seconds=number)} for number in range(count)])


def rows(page):
    return re.findall(r"<tr>\s*(<td.*?)</tr>", page.text, re.DOTALL)


def text(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- API log ---------------------------------------------------------------------------------


def test_the_log_shows_calls_with_names(store, of_acme):
    log(store, 1)
    (row,) = rows(of_acme.get("/api-log"))
    assert text(row) == "2040-03-01 12:00:00 Api OfAcme sevk_abcde IAccount.GetAllAccounts ok 2.5 MB 17"


@pytest.mark.parametrize("cause", [item for item in CHECKLIST if item != "terms"])
def test_a_refusal_names_its_item_and_what_mends_it(store, of_acme, cause):
    log(store, 1, outcome="refused", cause=cause)
    (row,) = rows(of_acme.get("/api-log", cause=cause))
    mending = mending_of(cause, user_of(store, 1))
    assert mending.says in row
    assert mending.mends in row
    assert mending.link.startswith(("/upgrades", f"/users/{user_of(store, 1)}"))


def test_the_log_is_filtered(store, of_acme):
    log(store, 1, 3)
    log(store, 1, outcome="refused", cause="addon", operation="ICase.GetAllCases")
    for query, count in (
        ({}, 4),
        ({"outcome": "refused"}, 1),
        ({"operation": "ICase.GetAllCases"}, 1),
        ({"user": "api@acme.example"}, 4),
        ({"user": " API@Acme.example"}, 4),
        ({"user": "api@other.example"}, 0),
        ({"cause": "key"}, 0),
        ({"since": "2040-03-01T12:00:02"}, 1),
        ({"until": "2040-03-01T12:00"}, 0),
    ):
        assert len(rows(of_acme.get("/api-log", **query))) == count, query


def test_pages_of_the_log_follow_each_other(store, of_acme):
    log(store, 1, 120)
    first = of_acme.get("/api-log", outcome="ok")
    older = re.search(r'rel="next" href="/console([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = of_acme.request("GET", older)
    last = of_acme.request("GET", re.search(r'rel="next" href="/console([^"]+)"', second.text)[1].replace("&amp;", "&"))
    assert [len(rows(page)) for page in (first, second, last)] == [50, 50, 20]
    assert 'rel="next"' not in last.text
    assert len(set(rows(first) + rows(second) + rows(last))) == 120


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": "2040-01-01,5"},
        {"after": f"2040-01-01T00:00Z,{2**64}"},
        {"since": "soon"},
        {"since": "0001-01-01T00:00+05:00"},
        {"after": "0001-01-01T00:00+05:00,5"},
    ],
)
def test_what_is_no_place_in_the_log_is_refused(of_acme, query):
    assert of_acme.get("/api-log", **query).status_code == 400


def test_calls_with_keys_of_nobody_are_the_operator_s(store, operator, of_acme):
    log(store, None, outcome="refused", cause="key")
    assert "The key is unknown" in operator.get("/api-log", nobody="yes").text
    assert rows(of_acme.get("/api-log", nobody="yes")) == []


def test_a_user_who_is_not_looked_for_is_said(store, operator):
    """Keys that are nobody's have no user."""
    log(store, None, outcome="refused", cause="key")
    said = "api@acme.example is not looked for"
    page = operator.get("/api-log", nobody="yes", user="api@acme.example")
    assert len(rows(page)) == 1
    assert said in page.text
    assert said not in operator.get("/api-log", user="api@acme.example").text


# --- users -----------------------------------------------------------------------------------


@pytest.mark.parametrize("search", ["SJÖBERG", "göran sjöberg", "Göran S", "GORAN@", "employee"])
def test_users_are_found_by_what_the_list_shows(store, of_acme, search):
    name = {"first_name": "Göran", "last_name": "Sjöberg", "profile": "Employee"}
    administration.add_user(store, "goran@acme.example", organization="Acme", **name)
    (row,) = rows(of_acme.get("/users", search=search))
    assert "Göran Sjöberg" in row


# --- quota -----------------------------------------------------------------------------------


def test_the_quota_shows_today_the_history_and_the_reset(store, of_acme):
    set_clock(store, "2040-03-01 22:45")
    with store.writing() as connection:
        for days, calls in ((0, 3), (1, 5)):
            for _ in range(calls):
                access.count_call(connection, 1, NOON - timedelta(days=days))
        access.count_call(connection, 2, NOON)
    page = of_acme.get("/quota")
    assert "<strong>3</strong> of 100\u2009000" in page.text
    assert "begins anew at 2040-03-02 00:00 UTC, in 1 h 15 min" in page.text
    assert "2040-02-29: 5 calls" in page.text
    assert page.text.count('class="bar"') == 30


@pytest.mark.parametrize(
    ("calls", "limit", "scale", "value"),
    [(18, 100_000, 18, 18), (18, 30, 30, 18), (1234, 600, 1234, 1234), (0, 9, 1, None)],
)
def test_the_chart_has_a_scale_and_the_value_of_its_highest_bar(calls, limit, scale, value):
    drawn = chart([(NOON.date() - timedelta(days=1), calls), (NOON.date(), 0)], limit)
    assert (drawn.top, drawn.highest and drawn.highest.used) == (scale, value)


def test_the_scale_is_written_beside_the_chart(store, of_acme):
    with store.writing() as connection:
        for _ in range(18):
            access.count_call(connection, 1, store.clock())
    page = of_acme.get("/quota").text
    assert re.findall(r'<text class="(\w+)"[^>]*>(.*?)</text>', page) == [
        ("scale", "18"),
        ("scale", "0"),
        ("value", "18"),
    ]


def test_a_quota_that_is_used_up_is_said_so(store, of_acme):
    administration.set_organization(store, "Acme", daily_quota=0)
    with store.writing() as connection:
        access.count_call(connection, 1, store.clock())
    assert "QuotaLimitExceededException" in of_acme.get("/quota").text


# --- downtime --------------------------------------------------------------------------------


def test_an_operator_switches_a_break_and_sees_what_clients_get(store, operator):
    operator.get("/downtime")
    assert operator.post("/downtime/switch", {"to": "on", "wait": "90"}).status_code == 303
    page = operator.get("/downtime")
    assert "The break is on" in page.text
    assert "retry-after: 90" in page.text
    answer = operator.application_request("POST", "/webservice/S3/API.svc")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "90")
    shown = re.search(r"<pre[^>]*>(.*?)</pre>", page.text, re.DOTALL)[1]
    assert answer.text.strip() in shown.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
    operator.post("/downtime/switch", {"to": "off"})
    assert administration.get_downtime(store) is None


def test_an_operator_plans_a_break_and_takes_it_back(store, operator):
    set_clock(store, "2040-03-01 12:00")
    planned = operator.post("/downtime/plan", {"starts_at": "2040-03-02T10:00", "ends_at": "2040-03-02T11:30"})
    assert planned.status_code == 303
    (kept,) = downtime.breaks(store)
    assert (kept.starts_at.hour, kept.ends_at.minute) == (10, 30)
    assert "2040-03-02 10:00" in operator.get("/downtime").text
    operator.post("/downtime/cancel", {"break": str(kept.id)})
    assert downtime.breaks(store) == []


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/downtime/switch", {"to": "on", "wait": "0"}),
        ("/downtime/switch", {"to": "on", "wait": "soon"}),
        ("/downtime/plan", {"starts_at": "2040-03-02T10:00", "ends_at": "2040-03-02T09:00"}),
        ("/downtime/plan", {"starts_at": "", "ends_at": ""}),
        ("/downtime/cancel", {"break": "7"}),
        ("/downtime/cancel", {"break": "x"}),
    ],
)
def test_what_makes_no_break_is_said_so(store, operator, path, fields):
    answer = operator.post(path, fields)
    assert (answer.status_code, "problem" in answer.text) == (422, True)
    assert downtime.breaks(store) == []


def test_an_administrator_only_sees_breaks(of_acme):
    page = of_acme.get("/downtime")
    assert page.status_code == 200
    assert "/downtime/" not in page.text


# --- data ------------------------------------------------------------------------------------


@pytest.fixture
def invoice(store):
    return add_invoice(SimpleNamespace(session=lambda: store.write(1)))


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_browsed_and_searched(of_acme, name):
    for query in ({}, {"search": "a"}, {"search": "100%"}):
        assert of_acme.get(f"/data/{name}", **query).status_code == 200
    for after in ("x~y", f"{10**19 - 1}~y", "0001-01-01T00:00+05:00~y"):
        assert of_acme.get(f"/data/{name}", after=after).status_code in {200, 400}
    assert of_acme.get("/data/secrets").status_code == 404


def test_an_organization_sees_its_own_data(of_acme, of_other):
    assert "Acme" in of_acme.get("/data/accounts").text
    assert "Acme" not in of_other.get("/data/accounts").text


def test_an_invoice_opens_with_its_rows_and_its_pdf(store, of_acme, invoice):
    acme = SimpleNamespace(session=lambda: store.write(1))
    add_invoice_row(acme, invoice, article_name="Advice & more", row_number=1)
    with store.write(1) as session:
        add_file(session, b"%PDF-1.7 kept", name="1.pdf", document_of_guid=invoice, document_format="PDF")
    page = of_acme.get(f"/data/invoices/{invoice}")
    assert "Advice &amp; more" in page.text
    assert f'href="/console/data/invoices/{invoice}/pdf"' in page.text
    pdf = of_acme.get(f"/data/invoices/{invoice}/pdf")
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.headers["content-disposition"] == 'attachment; filename="invoice-draft.pdf"'
    assert pdf.content == b"%PDF-1.7 kept"


# --- every page ------------------------------------------------------------------------------


def test_no_page_shows_an_identifier_in_place_of_a_name(store, of_acme, invoice):
    log(store, 1)
    user = f"/users/{user_of(store, 1)}"
    for path in (
        "/",
        "/upgrades",
        "/users",
        user,
        "/api-log",
        "/quota",
        "/downtime",
        *(f"/data/{name}" for name in LISTS),
        f"/data/invoices/{invoice}",
    ):
        shown = text(re.sub(r"<(script|style).*?</\1>", "", of_acme.get(path).text, flags=re.DOTALL))
        assert not re.search(r"\b[0-9a-f]{32}\b", shown), path
