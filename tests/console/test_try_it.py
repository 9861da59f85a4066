"""Try it: forms of all operations, calls as a user or with a key, and what is never shown."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa

from severakit.code_samples import LANGUAGES
from severakit.contract import load_contract
from severakit.store import access, administration, tables

OPERATIONS = load_contract().operations
ACME, OTHER = "api@acme.example", "api@other.example"


def result(answer):
    """Return what the page says in place of the result."""
    assert answer.status_code == 200
    return html.unescape(answer.text[answer.text.index('id="result"') :])


def send(visitor, operation, do="send", **fields):
    given = {"as": "user", "user": ACME, "do": do} | {name.replace("__", "."): value for name, value in fields.items()}
    return result(visitor.post(f"/try-it/{operation}", given))


def test_operations_are_found_by_words(of_acme):
    assert "256 operations" in of_acme.get("/try-it").text
    found = of_acme.get("/try-it", q="invoice PDF").text
    assert re.findall(r'try-it/([\w.]+)"', found) == ["IInvoice.GetInvoicePdf", "IInvoice.GetInvoicePdfByInvoiceGUID"]
    assert "0 operations" in of_acme.get("/try-it", q="nothing <b>").text


def test_every_operation_has_its_form(of_acme):
    for name, operation in OPERATIONS.items():
        page = of_acme.get(f"/try-it/{name}")
        assert page.status_code == 200
        for param in operation.params:
            assert f".{param.name}" in page.text, name
    assert of_acme.get("/try-it/INothing.Nothing").status_code == 404


def test_a_call_is_made_as_a_user(of_acme):
    shown = send(of_acme, "IAccount.GetAccountByName", v__accountName="Acme")
    assert "HTTP 200" in shown
    assert "<a:Name>Acme</a:Name>" in shown
    assert "••••••••</WebServicePassword>" in shown
    assert re.search(r"\d+\.\d ms", shown)
    for language in LANGUAGES.values():
        assert language.title in shown
        assert language.file_name in shown


def test_a_user_is_found_however_the_address_is_capitalized(of_acme):
    assert "HTTP 200" in send(of_acme, "IAPI.GetVersion", user="API@Acme.Example")


def test_nil_and_empty_travel_as_they_are(of_acme):
    shown = send(of_acme, "IAccount.GetAccountByName", do="show")
    assert "<accountName>" not in shown
    shown = send(of_acme, "IAccount.GetAccountByName", do="show", e__accountName="1")
    assert "<accountName></accountName>" in shown
    assert "<h2>Response" not in shown


def test_entities_and_their_lists_are_filled_in(store, of_acme):
    added = of_acme.get("/try-it/IContact.AddNewContact/item", path="contactInfo.CommunicationMethods").text
    item = re.search(r'name="i.contactInfo.CommunicationMethods" value="(\w+)"', added)[1]
    with store.read(1) as session:
        account = session.find(tables.accounts)["guid"]
    methods = "contactInfo.CommunicationMethods"
    shown = send(
        of_acme,
        "IContact.AddNewContact",
        **{
            "v.contactInfo.AccountGUID": account,
            "v.contactInfo.FirstName": "Aino",
            "v.contactInfo.LastName": "<Laine> & Co",
            f"i.{methods}": item,
            f"v.{methods}.{item}.Type": "Phone",
            f"v.{methods}.{item}.Value": "+358 1",
        },
    )
    assert "HTTP 200" in shown
    with store.read(1) as session:
        contact = session.find(tables.contacts, last_name="<Laine> & Co")
        assert session.find(tables.communication_methods, contact_guid=contact["guid"])["value"] == "+358 1"
    assert of_acme.get("/try-it/IContact.AddNewContact/item", path="contactInfo").status_code == 404


def test_a_fault_is_shown_as_it_travels(of_acme):
    shown = send(of_acme, "IAccount.GetAccountByGUID", v__accountGuid="0" * 32)
    assert "HTTP 500, a SOAP fault" in shown
    assert "NotFoundException" in shown


def test_what_does_not_fit_is_said_and_nothing_is_sent(store, of_acme):
    shown = send(of_acme, "IAccount.GetAccountByNumber", v__accountNumber="many")
    assert "accountNumber: 'many' is not long" in shown
    assert "XML cannot carry" in send(of_acme, "IAccount.GetAccountByName", v__accountName="a\x01")
    with store.reading() as connection:
        assert access.calls_today(connection, 1, store.clock()) == 0


@pytest.mark.parametrize("user", [OTHER, "nobody@acme.example", ""])
def test_a_user_of_another_organization_makes_no_call(store, of_acme, user):
    assert "has no user" in send(of_acme, "IAccount.GetAccountByName", user=user)
    with store.reading() as connection:
        assert access.calls_today(connection, 2, store.clock()) == 0


def test_a_key_is_used_and_shown_nowhere(store, of_acme):
    key = administration.create_key(store, ACME, organization="Acme")
    answer = of_acme.post("/try-it/IAPI.GetVersion", {"as": "key", "api_key": key, "do": "send"})
    assert "HTTP 200" in result(answer)
    assert key not in answer.text
    with store.reading() as connection:
        assert access.calls_today(connection, 1, store.clock()) == 1
        for table in access.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                assert key not in map(str, row)


def test_a_key_that_is_typed_is_never_left_out(store, of_acme):
    """With a user chosen the call would succeed whatever the key is: a bad one looked good."""
    for key in ("sevk_of_nobody", administration.create_key(store, ACME, organization="Acme")):
        answer = of_acme.post("/try-it/IAPI.GetVersion", {"as": "user", "user": ACME, "api_key": key, "do": "send"})
        shown = result(answer)
        assert "A key is typed, but a user is chosen" in shown
        assert "HTTP 200" not in shown
        assert key not in answer.text
    with store.reading() as connection:
        assert access.calls_today(connection, 1, store.clock()) == 0


def test_a_key_of_another_organization_is_unknown_here(store, of_acme):
    key = administration.create_key(store, OTHER, organization="Other")
    shown = result(of_acme.post("/try-it/IAccount.GetAllAccounts", {"as": "key", "api_key": key, "do": "send"}))
    assert "Access denied" in shown
    with store.reading() as connection:
        assert access.calls_today(connection, 2, store.clock()) == 0
