"""The transfer of invoices against a real service: whole files under safe names, then the status, killed or not."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import psutil
import pytest
from lxml import etree
from typer.testing import CliRunner

from severakit.cli import app
from severakit.client import NO_RETRIES, Client, SeveraError
from severakit.entities import InvoicePdfGetOptions
from severakit.invoice_transfer import (
    Folder,
    FolderError,
    NamePattern,
    Order,
    Paper,
    Selection,
    TransferError,
    listed,
    mark,
    planned,
    transfer,
)
from severakit.invoice_transfer.naming import safe
from severakit.service.server import free_port
from severakit.store import administration
from severakit.store.contents import add_file
from severakit.store.store import Store
from severakit.store.tables import invoice_files, invoice_statuses, invoices
from support.en16931 import broken_rules
from support.faulty_proxy import EVERY_FAULT, Silence, at_random, faulty_proxy
from support.projects import add_invoice, add_invoice_row, currency, top_unit
from support.running_service import served
from support.service_process import open_organization
from support.transfer_process import started

READY, DONE = "Ready for transfer", "Transferred"
SELECTION = Selection(READY)
EVERYTHING = Order(set_status=DONE)
LEDGER = ".severakit-transfer.db"
PAPERS = (".pdf", ".xml", "-attachment-1-rows.pdf")
ALL = InvoicePdfGetOptions.ALL
_COUNT = count()


class Books:
    """An organization of the running service, with invoices to transfer."""

    def __init__(self, store, endpoint, name):
        self.store, self.endpoint = store, endpoint
        self.key = open_organization(store, name)
        self.organization_id = administration.organization_id(store, name)

    def session(self):
        return self.store.write(self.organization_id)

    def client(self, **options):
        return Client(self.endpoint, self.key, **options)

    def add(self, number, customer="Nordlys", status=READY, day=31, row=None, **values):
        given = {
            "invoice_numbering_business_unit_guid": top_unit(self),
            "date": datetime(2026, 1, day),
            "receiver_customer_name": customer,
            "invoice_details_invoice_total_vat_included_amount": Decimal("125.50"),
            "currency_guid": currency(self, "EUR"),
            **values,
        }
        guid = add_invoice(self, status, number=number, **given)
        of_row = {"row_free_text": "Survey", "row_vat_excluded_amount": Decimal(100), **(row or {})}
        add_invoice_row(self, guid, row_number=1, **of_row)
        return guid

    def attach(self, invoice, place, content, name="rows.pdf"):
        with self.session() as session:
            file = add_file(session, content, name=name)
            session.insert(
                invoice_files,
                invoice_guid=invoice,
                file_guid=file,
                print_order=place,
                name=name,
                mime_type="text/plain",
            )

    def change(self, guid, **values):
        with self.session() as session:
            session.update(invoices, guid, **values)

    def status_of(self, guid):
        with self.session() as session:
            return session.get(invoice_statuses, session.get(invoices, guid)["invoice_status_guid"])["name"]

    def set_all(self, guids, status):
        with self.session() as session:
            wanted = session.find(invoice_statuses, name=status)["guid"]
            for guid in guids:
                session.update(invoices, guid, invoice_status_guid=wanted)

    def run(self, *arguments, key=None, endpoint=None):
        """Run a command within this process, which is faster."""
        result = CliRunner().invoke(app, self.command(*arguments, key=key, endpoint=endpoint)[3:])
        return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)

    def run_apart(self, *arguments, **options):
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False, **options)

    def command(self, *arguments, key=None, endpoint=None):
        where = ["--endpoint", endpoint or self.endpoint, "--api-key", key or self.key]
        return [sys.executable, "-m", "severakit", "invoices", *map(str, arguments), *where]


def transferring(folder, *further):
    return ("transfer", "--status", READY, "--set-status", DONE, "--to", folder, *further)


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir() if path.name != LEDGER)


@pytest.fixture(scope="module")
def service(migrated_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("transfer") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    with served(f"sqlite:///{path}") as endpoint:
        yield store, endpoint
    store.close()


@pytest.fixture
def books(service):
    return Books(*service, f"Acme{next(_COUNT)}")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out"


# --- the whole job ---------------------------------------------------------------------------


def test_all_papers_of_all_invoices_are_written_and_the_status_is_set(books, folder):
    guids = [books.add(number, f"Customer {number}") for number in (1, 2, 3)]
    other = books.add(4, status="Sent")
    books.attach(guids[0], 2, b"second", "b.txt")
    books.attach(guids[0], 1, b"first", "a.txt")
    result = books.run(*transferring(folder, "--json"))
    assert (result.returncode, result.stderr) == (0, "")
    told = {each["guid"]: each for each in json.loads(result.stdout)}
    assert set(told) == set(guids)
    assert {each["status"] for each in told.values()} == {DONE}
    attached = ["1-Customer 1-attachment-1-a.txt", "1-Customer 1-attachment-2-b.txt"]
    of_first = ["1-Customer 1.pdf", "1-Customer 1.xml", *attached]
    assert sorted(told[guids[0]]["written"]) == sorted(of_first)
    others = [f"{n}-Customer {n}{ending}" for n in (2, 3) for ending in (".pdf", ".xml")]
    assert names(folder) == sorted([*of_first, *others])
    assert (folder / attached[0]).read_bytes() == b"first"
    assert (folder / "2-Customer 2.pdf").read_bytes().startswith(b"%PDF")
    document = etree.parse(folder / "3-Customer 3.xml")
    assert (document.getroot().tag, document.findtext(".//InvoiceNumber")) == ("Finvoice", "3")
    assert [books.status_of(guid) for guid in (*guids, other)] == [DONE, DONE, DONE, "Sent"]
    again = books.run(*transferring(folder))
    assert (again.returncode, again.stdout.strip()) == (0, "Invoices: none.")


def test_single_commands_fetch_and_leave_the_status(books, folder):
    guid = books.add(7)
    books.attach(guid, 1, b"rows")
    for command, written in (
        ("pdf", ["7-Nordlys.pdf"]),
        ("finvoice", ["7-Nordlys.pdf", "7-Nordlys.xml"]),
        ("attachments", ["7-Nordlys-attachment-1-rows.pdf", "7-Nordlys.pdf", "7-Nordlys.xml"]),
    ):
        assert books.run(command, "--status", READY, "--to", folder).returncode == 0
        assert names(folder) == written
    assert books.status_of(guid) == READY
    marked = books.run("mark", "7", "--set-status", DONE, "--json")
    assert (marked.returncode, books.status_of(guid)) == (0, DONE)
    assert json.loads(marked.stdout)[0]["guid"] == guid


def test_a_finvoice_is_saved_as_one_document_in_the_encoding_that_it_declares(books, folder):
    books.add(7, your_reference="Ääkkönen, 5 € and \u4e00")
    for version, encoding, reference in (
        ("1.3", "ISO-8859-15", "Ääkkönen, 5 € and ?"),
        ("3.0", "UTF-8", "Ääkkönen, 5 € and \u4e00"),
    ):
        assert books.run("finvoice", "--status", READY, "--to", folder, "--finvoice-version", version).returncode == 0
        content = (folder / "7-Nordlys.xml").read_bytes()
        document = etree.fromstring(content)
        assert (document.tag, document.getroottree().docinfo.encoding) == ("Finvoice", encoding)
        assert document.findtext(".//BuyerReferenceIdentifier") == reference
        assert reference in content.decode(encoding)


def test_ubl_is_made_of_what_the_invoice_shows(books, folder):
    party = {"sender_name": "Acme", "sender_vat_number": "FI11395861", "receiver_vat_number": "FI51161517"}
    rows = {"row_vat_rate_percent": Decimal("25.5"), "row_vat_amount": Decimal("25.50")}
    sums = {
        f"invoice_details_invoice_total_vat_{name}amount": Decimal(amount)
        for name, amount in (("", "25.50"), ("excluded_", "100"), ("included_", "125.50"))
    }
    original = books.add(7, row=rows, **party, **sums)
    turned = {name: -amount for name, amount in sums.items()}
    turned_row = {"row_vat_excluded_amount": -100, "row_vat_amount": Decimal("-25.50")}
    credit = {"is_credit_note": True, "reimburse_invoice_guid": original}
    books.add(8, row={**rows, **turned_row}, **party, **turned, **credit)
    lacking = books.add(9, **sums)
    result = books.run("ubl", "--status", READY, "--to", folder, "--name", "{kind}-{number}")
    assert result.returncode == 1
    assert "9 Nordlys: Its sender has neither a VAT number nor an identifier." in result.stderr
    assert names(folder) == ["credit-note-8.ubl.xml", "invoice-7.ubl.xml"]
    for name in names(folder):
        assert broken_rules((folder / name).read_bytes()) == []
    assert b"<cbc:ID>7</cbc:ID>" in (folder / "credit-note-8.ubl.xml").read_bytes()
    assert books.status_of(lacking) == READY


def test_invoices_are_chosen_by_status_and_day(books):
    for number, day in ((1, 5), (2, 10), (3, 15)):
        books.add(number, day=day)
    with books.client() as client:

        def found(since=None, until=None):
            selection = Selection(READY, since and date(2026, 1, since), until and date(2026, 1, until))
            return [each.number for each in listed(client, selection)]

        assert (found(), found(10), found(None, 10), found(6, 14), found(16)) == ([1, 2, 3], [2, 3], [1, 2], [2], [])
        assert list(listed(client, Selection("Sent"))) == []
    told = json.loads(books.run("list", "--status", READY, "--since", "2026-01-15", "--json").stdout)
    assert [(each["number"], each["date"], each["total"], each["currency"]) for each in told] == [
        (3, "2026-01-15", "125.50", "EUR")
    ]


def test_names_in_brackets_are_printed_as_they_are(books, folder):
    books.add(1, "Acme [/Helsinki] Oy")
    for arguments in (["list", "--status", READY], transferring(folder, "--dry-run"), transferring(folder)):
        result = books.run(*arguments)
        assert (result.returncode, result.stderr) == (0, "")
        assert "Acme [/Helsinki] Oy" in result.stdout


def test_a_list_refuses_an_unknown_status_and_days_that_cannot_be(books):
    refused = books.run("list", "--status", "[/x]")
    assert (refused.returncode, "There is no invoice status '[/x]'. There are: " in refused.stderr) == (2, True)
    for command in (["list"], ["pdf", "--to", "nowhere"]):
        days = ("--since", "2026-01-15", "--until", "2026-01-14")
        refused = books.run(*command, "--status", READY, *days)
        assert (refused.returncode, refused.stderr) == (
            2, "No day is from 2026-01-15 on and until 2026-01-14: give the earlier day as the first.\n"
        )  # fmt: skip


def test_invoices_without_a_number_are_listed_by_their_whole_guid(books):
    guid = books.add(None)
    assert f" {guid} " in books.run("list", "--status", READY).stdout


def test_what_is_wrong_is_said_in_the_users_words(books, folder):
    refused = books.run(*transferring(folder, "--documents", "pdf,bogus"))
    assert (refused.returncode, refused.stderr) == (
        2, "There is no document 'bogus'. Choose of: pdf, finvoice, attachments, ubl.\n"
    )  # fmt: skip
    unknown = books.run("mark", "99999999", "--set-status", DONE)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("99999999: ")


def test_a_dry_run_tells_and_changes_nothing(books, folder):
    first, _ = books.add(1), books.add(2)
    result = books.run(*transferring(folder, "--dry-run", "--json"))
    assert result.returncode == 0
    assert [each["write"] for each in json.loads(result.stdout)] == [
        ["1-Nordlys.pdf", "1-Nordlys.xml"],
        ["2-Nordlys.pdf", "2-Nordlys.xml"],
    ]
    assert (folder.exists(), books.status_of(first)) == (False, READY)
    assert books.run("pdf", "--status", READY, "--to", folder).returncode == 0
    (folder / "2-Nordlys.xml").write_text("somebody else's")
    with books.client() as client:
        one, two = planned(client, SELECTION, folder, EVERYTHING)
    assert (one.keep, one.write, one.status) == (["1-Nordlys.pdf"], ["1-Nordlys.xml"], DONE)
    assert (two.status, two.problem) == (
        None, "2-Nordlys.xml is there and was not written by a transfer. Move it away."
    )  # fmt: skip


# --- what is there already -------------------------------------------------------------------


def test_what_is_there_is_kept_unless_the_invoice_changed(books, folder):
    guid = books.add(1)
    with books.client() as client:

        def run():
            [outcome] = transfer(client, SELECTION, folder, Order())
            return sorted(outcome.written), sorted(outcome.kept)

        both = ["1-Nordlys.pdf", "1-Nordlys.xml"]
        assert (run(), run()) == ((both, []), ([], both))
        before = (folder / both[1]).read_bytes()
        (folder / both[0]).unlink()
        assert run() == ([both[0]], [both[1]])
        books.change(guid, your_reference="Changed")
        assert run() == (both, [])
        assert b"Changed" in (folder / both[1]).read_bytes() != before
        (folder / both[1]).write_bytes(b"half")
        assert run() == ([both[1]], [both[0]])


def test_no_file_of_one_invoice_passes_for_anothers(books, folder):
    north, south = books.add(1), books.add(1, invoice_numbering_business_unit_guid=None)
    with books.client() as client:
        for outcome in transfer(client, SELECTION, folder, EVERYTHING):
            assert "Another invoice would be called 1-Nordlys too" in outcome.problem
        books.set_all([south], "Draft")
        [first] = transfer(client, SELECTION, folder, EVERYTHING)
        assert (first.guid, first.status) == (north, DONE)
        content = (folder / "1-Nordlys.pdf").read_bytes()
        books.set_all([south], READY)
        [second] = transfer(client, SELECTION, folder, EVERYTHING)
        assert second.problem == f"1-Nordlys.xml is there for the invoice {north}. Put {{guid}} into the name."
        assert ((folder / "1-Nordlys.pdf").read_bytes(), books.status_of(south)) == (content, READY)
        [second] = transfer(client, SELECTION, folder, EVERYTHING, name="{number}-{guid}.pdf")
        assert (second.status, (folder / f"1-{south}.xml").exists()) == (DONE, True)


def test_somebody_elses_file_stays_and_the_others_go_on(books, folder):
    guids = [books.add(number) for number in (1, 2)]
    folder.mkdir()
    (folder / "1-Nordlys.pdf").write_text("precious")
    (folder / "1-Nordlys.xml").symlink_to(folder / "nowhere")
    result = books.run(*transferring(folder))
    assert result.returncode == 1
    assert "1-Nordlys.xml is there and was not written by a transfer. Move it away." in result.stderr
    assert result.stderr.endswith("1 of 2 invoices are left as they were.\n")
    assert [books.status_of(guid) for guid in guids] == [READY, DONE]
    assert (folder / "1-Nordlys.pdf").read_text() == "precious"


def test_an_invoice_that_changes_while_it_is_fetched_is_left_to_the_next_run(books, folder):
    guid = books.add(1)
    books.attach(guid, 1, b"rows")
    with books.client() as client:
        call = client.invoice.get_invoice_attachment_file_guids

        def changing(**arguments):
            books.change(guid, your_reference="Changed meanwhile")
            return call(**arguments)

        client.invoice.get_invoice_attachment_file_guids = changing
        [outcome] = transfer(client, SELECTION, folder, EVERYTHING)
        assert outcome.problem == "It was changed while it was fetched. The next run fetches it anew."
        assert books.status_of(guid) == READY
        client.invoice.get_invoice_attachment_file_guids = call
        [outcome] = transfer(client, SELECTION, folder, EVERYTHING)
        assert (outcome.status, len(outcome.written), b"Changed" in (folder / "1-Nordlys.xml").read_bytes()) == (
            DONE, 3, True
        )  # fmt: skip


# --- names -----------------------------------------------------------------------------------

HOSTILE = {
    "../../etc/passwd": "1-.._.._etc_passwd",
    "a/b\\c": "1-a_b_c",
    "..": "1-",
    "tab\tand  blanks ": "1-tab_and blanks",
    "Å".encode().decode() + " co": "1-Å co",
    "evil\u202efdp.exe": "1-evil_fdp.exe",
    'q<>:"|?*': "1-q_______",
    "{guid} %s": "1-{guid} %s",
    "x" * 400: "1-" + "x" * 158,
    "ä" * 400: "1-" + "ä" * 79,
}


@pytest.mark.parametrize("customer", HOSTILE)
def test_hostile_names_are_made_safe(books, customer):
    books.add(1, customer)
    with books.client() as client:
        [invoice] = listed(client, SELECTION)
    assert NamePattern("{number}-{customer}").of(invoice) == HOSTILE[customer]


def test_a_hostile_customer_and_attachment_stay_in_the_folder(books, folder):
    guid = books.add(1, "../../up")
    books.attach(guid, 1, b"x", "../../../../tmp/" + "long" * 100 + ".tar.gz/..\x00.pdf".replace("\x00", "?"))
    assert books.run(*transferring(folder, "--name", "{customer}-{number}.PDF")).returncode == 0
    written = names(folder)
    assert len(written) == 3
    assert {path.parent for path in folder.iterdir()} == {folder}
    assert written[0].startswith("_.._up-1-attachment-1-_.._.._.._tmp_long")
    assert names(folder.parent) == ["out"]


def test_names_of_devices_are_names_of_files_too():
    assert [safe(name) for name in ("con", "COM1.x", "nul", "console", "", ".hidden")] == [
        "_con", "_COM1.x", "_nul", "console", "_", "hidden",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("out/{number}", "is a path"),
        ("..\\{number}", "is a path"),
        ("{customer}", "does not tell invoices apart"),
        ("{number.__class__}", "has {number.__class__} in it"),
        ("{number!r}", "in it"),
        ("{number:>9999999}", "in it"),
        ("{nombre}", "Use number, customer"),
        ("{number", "cannot be read"),
    ],
)
def test_patterns_that_name_no_file_are_refused(pattern, reason):
    with pytest.raises(ValueError, match="The name") as refused:
        NamePattern(pattern)
    assert reason in str(refused.value)


def test_an_invoice_without_number_is_left(books, folder):
    books.add(None)
    with books.client() as client:
        [outcome] = transfer(client, SELECTION, folder, EVERYTHING)
        assert outcome.problem.startswith("It has no number.")
        [outcome] = transfer(client, SELECTION, folder, EVERYTHING, name="{guid}")
        assert outcome.problem == "The service has no Finvoice of it."
        [outcome] = transfer(client, SELECTION, folder, Order(frozenset({Paper.PDF}), set_status=DONE), name="{guid}")
        assert outcome.status == DONE


# --- bad days --------------------------------------------------------------------------------


def test_an_empty_organization_has_nothing_to_transfer(books, folder):
    result = books.run(*transferring(folder, "--json"))
    assert (result.returncode, json.loads(result.stdout), names(folder)) == (0, [], [])


def test_a_wrong_key_and_no_network_are_told(books, folder):
    books.add(1)
    refused = books.run(*transferring(folder), key="x" * 32)
    assert refused.returncode == 1
    assert "severakit doctor" in refused.stderr
    assert "x" * 32 not in refused.stderr
    with pytest.raises(Exception, match="There is no connection"):
        transfer(
            Client(f"http://127.0.0.1:{free_port()}", books.key, retries=NO_RETRIES), SELECTION, folder, EVERYTHING
        )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--status", "Reddy", "--set-status", DONE), "There is no invoice status 'Reddy'. There are: Draft"),
        (("--status", READY, "--set-status", "Transfered"), "'Transfered' cannot be chosen. Choose of: Draft"),
        (("--status", READY, "--set-status", READY), "each run would fetch all of them again"),
        (("--status", READY, "--set-status", DONE, "--name", "a/{number}"), "is a path"),
        (
            ("--status", READY, "--set-status", DONE, "--documents", "pdf,doc"),
            "Choose of: pdf, finvoice",
        ),
        (("--status", READY, "--set-status", DONE, "--finvoice-version", "9"), "There is no Finvoice 9"),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(books, folder, arguments, reason):
    result = books.run("transfer", "--to", folder, *arguments)
    assert result.returncode == 2
    assert reason in result.stderr
    assert not folder.exists()


def test_the_quotas_reserve_is_left_and_the_rest_waits(books, folder):
    guids = [books.add(number) for number in range(1, 9)]
    with books.client() as client:
        client.api.get_version()
        list(listed(client, SELECTION))
        limit, used = client.quota
    with books.client(quota_reserve=limit - used - 12) as client:
        outcomes = transfer(client, SELECTION, folder, EVERYTHING, parallel=2)
        assert client.quota.used <= used + 12
    done = [each for each in outcomes if each.status == DONE]
    assert 0 < len(done) < len(guids)
    assert sum("reserved for other integrations" in (each.problem or "") for each in outcomes) == 8 - len(done)
    assert [books.status_of(each.guid) == DONE for each in outcomes] == [each in done for each in outcomes]
    assert not list(folder.glob("*.part"))


def test_through_a_network_that_fails_each_invoice_is_whole_or_as_it_was(books, folder):
    """A third of all calls meet a fault, and none is tried again but by the next run."""
    guids = {books.add(number): f"{number}-Nordlys" for number in range(1, 9)}
    for guid in guids:
        books.attach(guid, 1, guid.encode() * 3000)
    faults = [fault for fault in EVERY_FAULT if not isinstance(fault, Silence)]
    with faulty_proxy(books.endpoint, at_random(1 / 3, 4, faults)) as proxy:
        for _ in range(100):
            with Client(proxy.endpoint, books.key, retries=NO_RETRIES) as client, suppress(SeveraError):
                transfer(client, SELECTION, folder, EVERYTHING)
            done = [stem for guid, stem in guids.items() if books.status_of(guid) == DONE]
            for stem in done:
                assert {f"{stem}{ending}" for ending in PAPERS} <= set(names(folder))
            if len(done) == len(guids):
                break
        assert len(proxy.counted()) == len(faults) + 1
    assert names(folder) == sorted(f"{stem}{ending}" for stem in guids.values() for ending in PAPERS)
    with books.client() as client:
        for guid, stem in guids.items():
            pdf = client.invoice.get_invoice_pdf_by_invoice_guid(invoice_guid=guid, get_attachment_only=ALL)
            assert (folder / f"{stem}.pdf").read_bytes() == pdf
            assert (folder / f"{stem}-attachment-1-rows.pdf").read_bytes() == guid.encode() * 3000
            assert etree.parse(folder / f"{stem}.xml").findtext(".//InvoiceNumber") == stem.partition("-")[0]


def _small_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


def test_a_disk_that_takes_no_more_leaves_nothing_half(books, folder):
    small, large = books.add(1), books.add(2)
    books.attach(large, 1, os.urandom(100_000))
    assert books.run_apart(*transferring(folder), preexec_fn=_small_files).returncode == 1
    assert (books.status_of(small), books.status_of(large)) == (DONE, READY)
    assert "2-Nordlys-attachment-1-rows.pdf" not in names(folder)
    assert not [name for name in names(folder) if name.startswith(".")]
    again = books.run(*transferring(folder))
    assert (again.returncode, books.status_of(large)) == (0, DONE)


def test_two_at_once_do_not_meet(books, folder):
    books.add(1)
    with Folder(folder):
        result = books.run_apart(*transferring(folder))
        assert (result.returncode, result.stderr) == (
            1, f"Another transfer is at work in {folder}. Try again when it is done.\n"
        )  # fmt: skip
    assert books.run(*transferring(folder)).returncode == 0


def test_a_folder_that_cannot_be_used_is_told(books, folder):
    books.add(1)
    with books.client() as client:
        with pytest.raises(FolderError, match="cannot be written to"):
            transfer(client, SELECTION, folder / "deep", EVERYTHING)
        folder.mkdir()
        (folder / LEDGER).write_text("no database" * 100)
        with pytest.raises(FolderError, match="If it is damaged, move it and the files beside it away"):
            transfer(client, SELECTION, folder, EVERYTHING)


def test_marking_tells_of_each_invoice(books):
    guid, _ = books.add(5), books.add(6)
    with books.client() as client:
        outcomes = mark(client, ["5", "404", guid], DONE)
        assert [(each.number, each.status, each.problem is None) for each in outcomes] == [
            (5, DONE, True), (None, None, False), (5, DONE, True),
        ]  # fmt: skip
        with pytest.raises(TransferError, match="cannot be chosen"):
            mark(client, ["6"], "Nowhere")


# --- killed ----------------------------------------------------------------------------------


def test_a_job_that_is_killed_at_any_moment_is_repeated_without_harm(books, folder):
    """Thirty times, each at a random moment of the work; then once to the end."""
    chance = random.Random(7)  # noqa: S311
    guids = {books.add(number, f"Customer {number}"): number for number in range(1, 7)}
    for guid in guids:
        books.attach(guid, 1, guid.encode() * 1000)
    kills = 0
    while kills < 30:
        books.set_all(guids, READY)
        shutil.rmtree(folder, ignore_errors=True)
        while _killed(books, folder, chance):
            kills += 1
            if kills == 30:
                result = books.run_apart(*transferring(folder))
                assert result.returncode == 0, result.stderr
                break
        _check_whole(books, folder, guids)


def test_an_interrupted_job_ends_what_it_began(books, folder):
    guids = [books.add(number) for number in range(1, 60)]
    # Tests that run in the background pass on that interrupts are ignored.
    main = "import signal; signal.signal(2, signal.default_int_handler); from severakit.cli import main; main()"
    command = [sys.executable, "-c", main, *books.command(*transferring(folder))[3:]]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and not any(folder.glob("*.pdf")):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 130
    assert not [name for name in names(folder) if name.startswith(".")]
    done = [guid for guid in guids if books.status_of(guid) == DONE]
    assert len(done) < len(guids)
    assert len(list(folder.glob("*.pdf"))) >= len(done)


def _killed(books, folder, chance):
    """Start the job and kill it at some moment after it began to work; return False if it was done before."""
    process = started(*books.command(*transferring(folder, "--parallel", 2))[3:])
    while process.is_alive() and not _is_at_work(process, folder):
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.2))
    process.kill()
    process.join()
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


def _is_at_work(process, folder):
    """Return whether the job has opened its ledger, before which there is nothing to interrupt."""
    try:
        return any(each.path == str(folder / LEDGER) for each in psutil.Process(process.pid).open_files())
    except psutil.NoSuchProcess:
        return False


def _check_whole(books, folder, guids):
    expected = [
        f"{number}-Customer {number}{ending}"
        for number in guids.values()
        for ending in (".pdf", ".xml", "-attachment-1-rows.pdf")
    ]
    assert names(folder) == sorted(expected)
    for guid, number in guids.items():
        assert books.status_of(guid) == DONE
        stem = f"{number}-Customer {number}"
        assert etree.parse(folder / f"{stem}.xml").findtext(".//InvoiceNumber") == str(number)
        assert (folder / f"{stem}.pdf").read_bytes().rstrip().endswith(b"%%EOF")
        assert (folder / f"{stem}-attachment-1-rows.pdf").read_bytes() == guid.encode() * 1000


def test_the_job_needs_the_client_alone():
    """Without the server extra there is neither lxml nor SQLAlchemy."""
    seen = "import sys, severakit.invoice_transfer; print({'lxml', 'sqlalchemy', 'typst', 'fsspec'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"
