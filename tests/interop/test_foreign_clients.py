"""Other people's SOAP clients work against the service: the programs in examples, run as their READMEs say."""

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from urllib.request import urlopen

import pytest

from severakit.contract import load_contract
from severakit.store import access, administration
from severakit.store.store import Store
from support.foreign_tools import npm_settings, require, run

EXAMPLES = Path(__file__).parents[2] / "examples"
CONTRACT = load_contract()
TOOLS = {
    "csharp": ("svcutil", "mcs", "mono"),
    "java": ("wsimport", "javac", "java"),
    "node": ("node", "npm"),
    "php": ("php",),
    "python-zeep": (),
}
RETRY_AFTER = 90
# Says everything that PHP has to complain about, and reads the WSDL anew each time.
STRICT_PHP = "error_reporting = -1\ndisplay_errors = stderr\nsoap.wsdl_cache_enabled = 0\n"


class Example:
    """A program of the examples in a folder of its own, and what it needs to know of the service."""

    def __init__(self, name, service, folder):
        require(*TOOLS[name])
        self.service = service
        self.folder = folder / name
        shutil.copytree(EXAMPLES / name, self.folder)
        (folder / "strict.ini").write_text(STRICT_PHP)
        self.variables = {
            "SEVERA_ENDPOINT": service.endpoint,
            "SEVERA_API_KEY": service.api_key,
            "PHP_INI_SCAN_DIR": f":{folder}",
            **npm_settings(),
        }
        if "## Build" in self.readme:
            self.follow("Build")

    @property
    def readme(self):
        return (self.folder / "README.md").read_text("utf-8")

    def follow(self, heading, **variables):
        """Do what the README says under a heading; return the exit code and what was printed."""
        commands = re.search(rf"^## {heading}\n\n```sh\n(.*?)```", self.readme, re.MULTILINE | re.DOTALL)[1]
        done = run("sh", "-ec", commands, folder=self.folder, variables=self.variables | variables)
        assert done.stderr == ""
        return done.returncode, done.stdout

    def run(self, **variables):
        code, printed = self.follow("Run", **variables)
        return code, json.loads(printed)


class Outcome:
    """What the store held before a program ran, and what the program printed."""

    def __init__(self, example, store):
        self.store = store
        (self.organization,) = administration.list_organizations(store)
        self.before = {name: self.stored(name) for name in ("Account", "Case", "Contact", "HourEntry", "Invoice")}
        self.code, self.printed = example.run()

    def stored(self, type_name):
        """Return the entities of a type, by GUID, as the store has them."""
        with self.store.read(self.organization.id) as session:
            entities = [entity(type_name, row) for row in session.rows(type_name)]
        return {each["GUID"]: each for each in entities}


def entity(type_name, row):
    """Return a lexical row as its members' names and values."""
    return {
        member.name: value(member.type, lexical)
        for member, lexical in zip(CONTRACT.types[type_name].members, row, strict=True)
    }


def value(type_ref, lexical):
    if lexical is None:
        return None
    if type_ref.is_list and not type_ref.is_primitive:
        return [entity(type_ref.name, item) for item in lexical]
    readers = {"boolean": "true".__eq__, "decimal": Decimal, "int": int, "long": int}
    return readers.get(type_ref.name, lambda text: text)(lexical)


def same(type_name, printed, stored):
    """Whether every member that a program printed is what the store has; amounts are printed as text."""
    decimals = {member.name for member in CONTRACT.types[type_name].members if member.type.name == "decimal"}
    read = {
        name: Decimal(text) if name in decimals and text is not None else text
        for name, text in printed.items()
        if name != "rows"
    }
    return read == {name: stored[name] for name in read}


@pytest.fixture(scope="session", params=sorted(TOOLS))
def example(request, running_demo, tmp_path_factory):
    return Example(request.param, running_demo, tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="session")
def store(running_demo):
    store = Store(running_demo.database_url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def outcome(example, store):
    return Outcome(example, store)


def test_the_program_ends_well(outcome):
    assert outcome.code == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+", outcome.printed["version"])


@pytest.mark.parametrize(
    ("kind", "type_name"),
    [
        ("accounts", "Account"),
        ("cases", "Case"),
        ("contacts", "Contact"),
        ("hours", "HourEntry"),
        ("invoices", "Invoice"),
    ],
)
def test_it_reads_what_the_store_holds(outcome, kind, type_name):
    printed = {each["GUID"]: each for each in outcome.printed[kind]}
    stored = outcome.before[type_name]
    assert len(outcome.printed[kind]) == len(stored) > 20
    assert printed.keys() == stored.keys()
    different = [guid for guid, each in printed.items() if not same(type_name, each, stored[guid])]
    assert different == []


def test_it_reads_the_rows_of_invoices(outcome):
    for invoice in outcome.printed["invoices"]:
        rows = outcome.before["Invoice"][invoice["GUID"]]["InvoiceRows"]
        assert len(invoice["rows"]) == len(rows)
        assert all(same("InvoiceRow", printed, row) for printed, row in zip(invoice["rows"], rows, strict=True))
    assert sum(len(invoice["rows"]) for invoice in outcome.printed["invoices"]) > 200


def test_what_it_reads_has_every_kind_of_value(outcome):
    """The demo would not prove much if it held no nulls, no times of day and plain letters alone."""
    hours = outcome.printed["hours"]
    assert {entry["StartTime"] is None for entry in hours} == {True, False}
    assert any(not entry["StartTime"].endswith("T00:00:00") for entry in hours if entry["StartTime"])
    assert {entry["InvoiceGUID"] is None for entry in hours} == {True, False}
    assert {case["IsClosed"] for case in outcome.printed["cases"]} == {True, False}
    assert any(not account["Name"].isascii() for account in outcome.printed["accounts"])
    assert any("&" in (entry["Description"] or "") for entry in hours)  # other tests of the session write entries too
    assert any(Decimal(entry["Quantity"]) % 1 for entry in hours)


def test_it_finds_a_contact_by_an_enumeration_and_a_text(outcome):
    found = outcome.printed["found"]
    (contact,) = found["contacts"]
    methods = outcome.before["Contact"][contact["GUID"]]["CommunicationMethods"]
    assert ("EmailAddress", found["email"]) in {(method["Type"], method["Value"]) for method in methods}


def test_it_adds_an_hour_entry_and_changes_it(outcome):
    added, changed = outcome.printed["added"], outcome.printed["changed"]
    assert (added["Quantity"], added["Description"]) == ("7.25", "Työpaja: myynti & laskutus <åäö> 100 €")
    assert (added["EventDate"], added["StartTime"]) == ("2026-10-01T00:00:00", None)
    assert added["GUID"] not in outcome.before["HourEntry"]
    assert changed == added | {"Quantity": "3.5", "Description": "Lyhyempi työpaja"}
    assert same("HourEntry", changed, outcome.stored("HourEntry")[added["GUID"]])


def test_it_receives_typed_faults(outcome):
    assert outcome.printed["wrong_key"] == {
        "fault": "AuthenticationFailureException",
        "description": "Access denied",
    }
    assert outcome.printed["unknown_guid"]["fault"] == "NotFoundException"
    assert outcome.printed["unknown_guid"]["description"]


def test_it_reads_the_quota(outcome):
    with outcome.store.reading() as connection:
        used = access.calls_today(connection, outcome.organization.id, outcome.store.clock())
    quota = outcome.printed["quota"]
    assert quota["limit"] == outcome.organization.daily_quota
    assert 10 < quota["used"] <= used


def test_it_sees_a_maintenance_break_as_such(example, store, tmp_path):
    wsdl = tmp_path / "severa.wsdl"
    with urlopen(f"{example.service.endpoint}?wsdl") as response:  # noqa: S310 - the service under test
        wsdl.write_bytes(response.read())
    administration.set_downtime(store, RETRY_AFTER)
    try:
        code, printed = example.run(SEVERA_WSDL=str(wsdl))
    finally:
        administration.set_downtime(store, None)
    assert code == 75
    assert printed == {"downtime": {"status": 503, "retry_after": str(RETRY_AFTER)}}
