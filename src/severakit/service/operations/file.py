"""IFile: stored files, and what is in them."""

from __future__ import annotations

from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.registry import Interface
from severakit.soap.faults import NotFound
from severakit.store.tables import files

file = Interface("IFile")
file.declare("GetFiles", everything("File", "name"))
file.declare("GetFileByGUID", by_guid("File", note="Its content is what GetFileBytesByGUID returns."))


@file.operation
def get_file_bytes_by_guid(call: Call, guid: str | None) -> Result:
    """The content of a file; a file that was entered without any is NotFound, an empty one is not."""
    file = call.required(files, guid, "The file")
    if file["content_sha256"] is None:
        raise NotFound("The file has no content.")
    return call.content(file)
