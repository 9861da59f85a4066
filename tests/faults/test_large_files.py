"""Stored files through the service: large ones in little memory, and lost ones told and logged."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from severakit.client import NO_RETRIES, Client, GeneralFailureError
from severakit.store import administration
from severakit.store.contents import add_file
from severakit.store.store import Store
from severakit.store.tables import business_units, invoice_files, invoice_statuses, invoices
from support.raw_http import call
from support.service_process import ServiceProcess, open_organization

MEGABYTE = 1024 * 1024
_FETCH = """
import resource, sys
from severakit.client import Client
endpoint, key, small, large, path = sys.argv[1:]
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
with Client(endpoint, key) as client:
    client.invoice.get_invoice_attachment_file(attachment_guid=small, into=path)
    before = peak()
    size = client.invoice.get_invoice_attachment_file(attachment_guid=large, into=path)
print(size, peak() - before)
"""


@pytest.fixture
def store(migrated_sqlite, tmp_path):
    shutil.copy(migrated_sqlite, tmp_path / "severakit.db")
    store = Store(f"sqlite:///{tmp_path}/severakit.db")
    yield store
    store.close()


@pytest.fixture
def service(store, tmp_path):
    process = ServiceProcess(store.url.render_as_string(), tmp_path / "log")
    yield process
    process.stop()


def attach(store, content):
    """Attach a content to an invoice, and return the GUIDs of the attachment and the file."""
    organization_id = administration.organization_id(store)
    with store.write(organization_id) as session:
        file = add_file(session, content, name="large.bin")
        status = session.find(invoice_statuses, name="Sent")["guid"]
        unit = session.find(business_units, parent_business_unit_guid=None)["guid"]
        days = dict.fromkeys(("date", "due_date", "entry_date"), datetime(2026, 1, 31))
        invoice = session.insert(invoices, invoice_status_guid=status, business_unit_guid=unit, **days)
        attachment = session.insert(invoice_files, invoice_guid=invoice, file_guid=file, name="large.bin")
    return attachment, file


def endpoint(service):
    return f"http://127.0.0.1:{service.port}/webservice/S3/API.svc"


def test_64_megabytes_pass_in_little_memory_bit_for_bit(store, service, tmp_path):
    key = open_organization(store)
    source, target = tmp_path / "source", tmp_path / "target"
    with source.open("wb") as file:
        for _ in range(64):
            file.write(os.urandom(MEGABYTE))
    small, _ = attach(store, b"small")
    with source.open("rb") as file:
        large, _ = attach(store, file)
    arguments = [sys.executable, "-c", _FETCH, endpoint(service), key]
    run = subprocess.run([*arguments, small, small, target], capture_output=True, text=True, check=True)
    service_before = service.most_megabytes
    run = subprocess.run([*arguments, small, large, target], capture_output=True, text=True, check=True)
    size, client_grew = map(int, run.stdout.split())
    assert size == 64 * MEGABYTE
    with source.open("rb") as sent, target.open("rb") as arrived:
        assert hashlib.file_digest(arrived, "sha256").digest() == hashlib.file_digest(sent, "sha256").digest()
    service_grew = service.most_megabytes - service_before
    assert max(service_grew, client_grew) < 16, (service_grew, client_grew)


def test_who_takes_a_file_slowly_holds_no_connection_to_the_database(store, service):
    """There are more downloads than connections, 50, and the others' calls are answered all the same."""
    key = open_organization(store)
    large, _ = attach(store, os.urandom(8 * MEGABYTE))
    request = call("IInvoice.GetInvoiceAttachmentFile", f"<attachmentGuid>{large}</attachmentGuid>", key)
    with ExitStack() as slow:
        for _ in range(60):
            connection = slow.enter_context(service.connect())
            connection.send(request)
            assert connection.socket.recv(1) == b"H"
        assert service.call("IFile.GetFiles", "", key).status == 200


def test_a_lost_content_is_a_clear_fault_and_a_line_in_the_log(store, service):
    key = open_organization(store)
    attachment, file = attach(store, b"precious" * 1000)
    [path] = Path(store.contents.url).rglob("*/??/??/*")
    organization = path.parents[2].name
    with Client(endpoint(service), key, retries=NO_RETRIES) as client:
        assert client.file.get_file_bytes_by_guid(guid=file) == b"precious" * 1000
        for spoil, reason in (
            (lambda: path.write_bytes(b"x"), "was damaged or changed"),
            (path.unlink, "is not there"),
        ):
            spoil()
            for fetch in (
                lambda: client.invoice.get_invoice_attachment_file(attachment_guid=attachment),
                lambda: client.file.get_file_bytes_by_guid(guid=file),
            ):
                with pytest.raises(GeneralFailureError, match="The content of the file is not as it was kept"):
                    fetch()
            assert f"The content {path.name} of the organization {organization} {reason}." in service.log
        assert "content_lost" in service.log
        assert client.file.get_file_by_guid(guid=file).size == 8000
