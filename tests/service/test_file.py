"""IFile: files and their content."""

from __future__ import annotations

import pytest

from severakit.store.contents import add_file
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of

ALL, BY_GUID, BYTES = "IFile.GetFiles", "IFile.GetFileByGUID", "IFile.GetFileBytesByGUID"


def new_file(api, name, content, **values):
    with api.session() as session:
        return add_file(session, content, name=name, **values)


def test_files_are_listed_and_found_without_their_content(api, other_api):
    assert api(ALL) == []
    second = new_file(api, "B <&>.pdf", b"%PDF", content_type="application/pdf", description="Receipt")
    first = new_file(api, "A.txt", b"text", content_type="text/plain")
    assert [each.guid for each in api(ALL)] == [first, second]
    found = api(BY_GUID, guid=second)
    assert (found.name, found.content_type, found.size, found.description) == (
        "B <&>.pdf",
        "application/pdf",
        4,
        "Receipt",
    )
    assert other_api(ALL) == []
    for unknown in (UNKNOWN, "", None):
        assert fault_of(api, BY_GUID, guid=unknown) == NOT_FOUND
    assert fault_of(api, BY_GUID, guid="x") == FAILURE
    assert fault_of(other_api, BY_GUID, guid=first) == NOT_FOUND


@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 40])
def test_content_arrives_bit_for_bit(api, other_api, content):
    guid = new_file(api, "data.bin", content)
    assert api(BYTES, guid=guid) == content
    assert fault_of(other_api, BYTES, guid=guid) == NOT_FOUND


def test_what_has_no_content_is_not_found(api):
    assert fault_of(api, BYTES, guid=new_file(api, "lost.bin", None)) == NOT_FOUND
    for unknown in (UNKNOWN, None):
        assert fault_of(api, BYTES, guid=unknown) == NOT_FOUND
