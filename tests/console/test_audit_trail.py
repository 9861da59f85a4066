"""The audit trail in the console: changes made there are told with who made them, and come as JSON lines."""

from __future__ import annotations

import json

from severakit.store import administration


def test_a_change_in_the_console_is_told_with_its_maker(of_acme):
    assert of_acme.post("/upgrades", {"set": "addon-off"}).status_code == 303
    text = of_acme.get("/audit-trail").text
    assert "(console)" in text
    assert "organization changed: Acme" in text
    assert "api addon: Yes" in text
    assert "api addon: No" in text


def test_it_comes_as_json_lines(of_acme):
    of_acme.post("/upgrades", {"set": "terms-open"})
    answer = of_acme.get("/audit-trail.jsonl")
    assert answer.headers["content-disposition"].startswith("attachment")
    last = [json.loads(line) for line in answer.text.splitlines()][-1]
    assert (last["action"], last["after"]) == ("organization changed", {"terms_accepted": False})


def test_another_organization_and_the_service_are_not_shown_to_an_administrator(store, of_acme):
    administration.add_organization(store, "Secretive")
    administration.create_operator_token(store, "nightly token")
    for page in ("/audit-trail", "/audit-trail.jsonl"):
        text = of_acme.get(page).text
        assert "Secretive" not in text
        assert "nightly token" not in text


def test_older_changes_are_a_page_away(store, of_acme):
    for quota in range(1, 60):
        administration.set_organization(store, "Acme", daily_quota=quota)
    text = of_acme.get("/audit-trail").text
    assert "Older changes" in text
    assert "daily quota: 59" in text
    link = text.partition('rel="next" href="/console')[2].partition('"')[0]
    path, _, number = link.partition("?before=")
    assert "daily quota: 2" in of_acme.get(path, before=number).text
    assert of_acme.get("/audit-trail", before="not-a-number").status_code == 200
