"""Tokens of administrators and operators: listed by their beginnings, and taken away."""

from __future__ import annotations

import pytest

from severakit.store import access, administration, audit
from severakit.store.administration import AdministrationError
from support.calls import set_clock


@pytest.fixture
def tokens(store):
    """An administrator's token and an operator's, the newer one."""
    set_clock(store, "2026-05-01 08:00")
    administration.add_organization(store, "Acme")
    administrator = administration.create_token(store, "Acme", "payroll script")
    set_clock(store, "2026-05-01 09:00")
    return administrator, administration.create_operator_token(store, "ops script")


def holder(store, token):
    with store.reading() as connection:
        return access.token_holder(connection, token)


def test_tokens_are_listed_by_their_beginnings(store, tokens):
    administrator, operator = tokens
    every = administration.list_tokens(store)
    assert [(each.organization, each.name, each.shown) for each in every] == [
        (None, "ops script", operator[: access.SHOWN]),
        ("Acme", "payroll script", administrator[: access.SHOWN]),
    ]
    assert administration.list_tokens(store, organization="Acme") == every[1:]


def test_a_token_that_is_revoked_opens_nothing_and_others_go_on(store, tokens):
    administrator, operator = tokens
    administration.revoke_token(store, administrator[: access.SHOWN])
    assert (holder(store, administrator), holder(store, operator).name) == (None, "ops script")
    administration.revoke_token(store, operator)
    assert holder(store, operator) is None
    assert administration.list_tokens(store) == []
    trail = "".join(audit.export(store))
    assert "administrator's token revoked" in trail
    assert "operator's token revoked" in trail
    assert administrator not in trail
    assert operator not in trail


@pytest.mark.usefixtures("tokens")
def test_of_two_tokens_that_begin_alike_none_is_revoked(store):
    with store.writing() as connection:
        connection.execute(access.admin_tokens.update().values(shown="sevt_alike"))
    with pytest.raises(AdministrationError, match="Several tokens begin like that"):
        administration.revoke_token(store, "sevt_alike")
    with pytest.raises(AdministrationError, match="There is no such token"):
        administration.revoke_token(store, "sevt_none")
    assert len(administration.list_tokens(store)) == 2
