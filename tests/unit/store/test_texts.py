"""Lists of texts as one parameter: any number of them, any text in them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from severakit.store import administration
from severakit.store.tables import industries
from severakit.store.texts import is_among


@pytest.fixture
def found(store):
    """Return the names among some texts that there are."""
    organization = administration.add_organization(store, "Acme")
    with store.write(organization) as session:
        session.delete(industries)
        for name in ("plain", 'with "quotes"', "'; --", "back\\slash", "ääkköset ☃", ""):
            session.insert(industries, name=name)

    def names(texts):
        with store.read(organization) as session:
            statement = session.select(industries, industries.c.name).where(is_among(industries.c.name, texts))
            return set(session.values(statement))

    return names


def test_a_column_is_among_texts_of_any_kind(found):
    texts = {"plain", 'with "quotes"', "'; --", "back\\slash", "ääkköset ☃", ""}
    assert found(texts) == texts
    assert found(["plain", "other", "PLAIN"]) == {"plain"}
    assert found([]) == set()


def test_there_may_be_more_texts_than_a_statement_may_have_parameters(found):
    assert found([*map(str, range(100_000)), "plain"]) == {"plain"}


def test_statements_of_different_texts_are_compiled_once(store):
    statements = [sa.select(industries.c.guid).where(is_among(industries.c.name, texts)) for texts in (["a"], ["b"])]
    first, second = (str(statement.compile(store.engine)) for statement in statements)
    assert first == second
