"""The form of a call, made from the contract, and the arguments that it stands for."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from starlette.datastructures import FormData

from severakit import entities
from severakit.console import call_form
from severakit.contract import load_contract

OPERATIONS = load_contract().operations
NOTHING = FormData()


def arguments(name, *fields):
    return call_form.arguments(OPERATIONS[name], FormData(list(fields)))


def test_every_operation_has_a_form_and_an_empty_one_is_a_call_without_arguments():
    for operation in OPERATIONS.values():
        inputs = call_form.inputs(operation, NOTHING)
        assert [each.path for each in inputs] == [param.name for param in operation.params]
        assert not any(each.is_open for each in inputs)
        assert call_form.arguments(operation, NOTHING) == [None] * len(operation.params)


def test_values_are_those_of_the_contract():
    assert arguments(
        "IActivity.GetActivityInstances",
        ("v.userGUID", "abc"),
        ("v.startsAfter", "2026-01-02T10:30"),
        ("v.endsAfter", "2026-01-02T10:30:15"),
        ("v.maxRows", "7"),
    ) == [
        "abc",
        datetime(2026, 1, 2, 10, 30, tzinfo=UTC),
        None,
        datetime(2026, 1, 2, 10, 30, 15, tzinfo=UTC),
        *[None] * 5,
        7,
    ]
    assert arguments(
        "IAccount.GetAccountsChangedSinceOpts", ("v.options", "NewOnly"), ("v.options", "CheckChildChanges")
    )[1] == (entities.AccountGetOptions.NEW_ONLY | entities.AccountGetOptions.CHECK_CHILD_CHANGES)
    assert arguments(
        "IContact.GetContactsByCommunicationMethodType", ("v.type", "IPPhone"), ("v.value", ""), ("e.value", "1")
    ) == [entities.CommunicationMethodType.IP_PHONE, ""]


def test_nil_and_empty_are_told_apart():
    name = "IContact.AddNewContact"
    assert arguments(name) == [None]
    assert arguments(name, ("e.contactInfo", "1")) == [entities.Contact()]
    assert arguments(name, ("v.contactInfo.FirstName", ""), ("e.contactInfo.FirstName", "1")) == [
        entities.Contact(first_name="")
    ]
    assert arguments(name, ("e.contactInfo.Keywords", "1")) == [entities.Contact(keywords=[])]
    assert arguments("IUser.GetUsersByGUIDs", ("i.userGUIDs", "a"), ("v.userGUIDs.a", "")) == [[""]]


def test_lists_keep_the_order_of_the_form_whatever_their_items_are_called():
    name, methods = "IContact.AddNewContact", "contactInfo.CommunicationMethods"
    assert arguments(
        name,
        (f"i.{methods}", "z9"),
        (f"v.{methods}.z9.Value", "first"),
        (f"i.{methods}", "a1"),
        (f"v.{methods}.gone.Value", "an item that was taken away"),
    ) == [
        entities.Contact(
            communication_methods=[
                entities.ContactCommunicationMethod(value="first"),
                entities.ContactCommunicationMethod(),
            ]
        )
    ]
    assert arguments("IItem.AddNewItems", ("i.items", "x"), ("v.items.x.Quantity", "1.50"))[0][0].quantity == Decimal(
        "1.50"
    )


def test_a_filled_form_is_shown_filled():
    methods = "contactInfo.CommunicationMethods"
    form = FormData([(f"i.{methods}", "q"), (f"v.{methods}.q.Value", "x"), ("e.contactInfo.FirstName", "1")])
    (contact,) = call_form.inputs(OPERATIONS["IContact.AddNewContact"], form)
    assert contact.is_open
    parts = {part.label: part for part in contact.parts}
    assert parts["FirstName"].is_empty
    (item,) = parts["CommunicationMethods"].parts
    assert (item.item, {part.label: part.value for part in item.parts}["Value"]) == ("q", "x")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("IContact.AddNewContact", "contactInfo.CommunicationMethods"),
        ("IItem.AddNewItems", "items"),
        ("IUser.GetUsersByGUIDs", "userGUIDs"),
    ],
)
def test_an_item_is_added_to_a_list(name, path):
    added = call_form.new_item(OPERATIONS[name], path, "q", NOTHING)
    assert (added.path, added.item) == (f"{path}.q", "q")


@pytest.mark.parametrize(
    "path", ["", "nothing", "contactInfo", "contactInfo.FirstName", "contactInfo.Nothing.a", "contactInfo.Keywords.a"]
)
def test_there_is_no_item_where_there_is_no_list(path):
    with pytest.raises(LookupError, match="no list"):
        call_form.new_item(OPERATIONS["IContact.AddNewContact"], path, "q", NOTHING)


@pytest.mark.parametrize(
    ("name", "field", "sentence"),
    [
        ("IAccount.GetAccountByNumber", ("v.accountNumber", "many"), "accountNumber.*not long"),
        ("IContact.AddNewContact", ("v.contactInfo.DateOfBirth", "soon"), "contactInfo/DateOfBirth.*not a dateTime"),
        ("IContact.GetContactsByCommunicationMethodType", ("v.type", "Pigeon"), "expected Phone"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(name, field, sentence):
    with pytest.raises(ValueError, match=sentence):
        arguments(name, field)
