"""IAPI: versions, for which no key is needed."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from severakit.contract import load_contract
from severakit.service.dispatch import Request
from severakit.soap import envelope
from severakit.soap.decode import decode_result
from severakit.soap.tree import read_tree

GET_VERSION, GET_SCHEMA_VERSION = "IAPI.GetVersion", "IAPI.GetEntitySchemaVersion"


def test_versions_are_told_and_stay_the_same(api):
    assert api(GET_VERSION) == version("severakit")
    first = api(GET_SCHEMA_VERSION)
    assert first
    assert first == api(GET_SCHEMA_VERSION)
    assert api.quota is not None


@pytest.mark.parametrize("key", [None, "wrong"])
@pytest.mark.parametrize("name", [GET_VERSION, GET_SCHEMA_VERSION])
def test_no_key_is_needed(dispatcher, name, key):
    operation = load_contract().operations[name]
    message = envelope.request(operation, (), key)
    answer = dispatcher.answer(Request(message, "utf-8", operation.action, "127.0.0.1"))
    read = envelope.read_envelope(read_tree(b"".join(answer.chunks)))
    assert answer.status == 200
    assert decode_result(operation, read.body)
    assert envelope.read_quota(read.headers) is None
