"""The notes speak of everything that exists, and of nothing else."""

import json
from importlib import resources

import pytest

from severakit.contract import EXTENDED, load_contract
from severakit.contract.notes import member_note, type_note

CONTRACT = load_contract(EXTENDED)
NOTES = json.loads(resources.files("severakit.contract").joinpath("data", "notes.json").read_text("utf-8"))
MEMBERS = {f"{t.name}.{field.name}" for t in CONTRACT.types.values() for field in t.own_members}
LITERALS = {f"{enum.name}.{literal}" for enum in CONTRACT.enums.values() for literal in enum.values}


def test_every_type_and_enumeration_has_a_note():
    assert set(NOTES["types"]) == CONTRACT.types.keys() | CONTRACT.enums.keys()


def test_member_notes_speak_of_members_and_literals_that_exist():
    assert set(NOTES["members"]) <= MEMBERS | LITERALS


@pytest.mark.parametrize("kind", ["types", "members"])
def test_every_note_is_a_sentence_that_stands_in_a_docstring(kind):
    for name, note in NOTES[kind].items():
        assert note[0].isupper() or note[0] in "`0123456789", name
        assert note.endswith("."), name
        assert not set('"\\\n') & set(note), name


def test_notes_are_read_by_name():
    assert type_note("TimeEntry").startswith("A record of a user's attendance")
    assert member_note("HourEntry", "IsReadOnly") == "Not in use."
    assert member_note("HourEntry", "GUID") == ""
