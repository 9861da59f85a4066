"""The code for a call is run as it is, in each language: it sends the arguments that it was made for."""

import runpy
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import msgspec
import pytest
import zeep

from severakit import entities
from severakit.code_samples import LANGUAGES, code_sample
from severakit.contract import load_contract
from severakit.store import administration, tables
from severakit.store.store import Store
from support.foreign_tools import require, run
from support.recording_service import KEY, recording_service
from support.typed_values import arguments_of

CONTRACT = load_contract()
WIRE_NAMES = {entity_class: name for name, entity_class in entities.CLASSES.items()}
OPERATIONS = list(CONTRACT.operations.values())
# Every program of a language within one process, each a module or class of its own.
RUN_EACH_PHP = "foreach (array_slice($argv, 1) as $file) { (fn () => include $file)(); }"
RUN_EACH_NODE = "for (const file of process.argv.slice(2)) await import(file);"
RUN_EACH_CSHARP = "public static class Each {{ public static int Main() {{ return {calls}; }} }}"
RUN_EACH_JAVA = """public class Each {
    public static void main(String[] names) throws Exception {
        for (String name : names) {
            Class.forName(name + ".Call").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }
}
"""
# What WCF sends for a member without null that is not set.
UNSET = {"boolean": False, "int": 0, "long": 0, "decimal": Decimal(0), "dateTime": datetime(1, 1, 1)}

# How each program says that it is built and run.
COMMANDS = {
    "csharp": (
        'svcutil "$SEVERA_ENDPOINT?wsdl" --out:Severa.cs --noConfig',
        "mcs -out:Call.exe -r:System.ServiceModel -r:System.Runtime.Serialization Call.cs Severa.cs",
        "mono Call.exe",
    ),
    "php": ("php call.php",),
    "java": ("java Call.java",),
    "node": ("node call.mjs",),
    "python": ("python call.py",),
    "zeep": ("python call.py",),
}


@pytest.fixture
def recorder():
    with recording_service() as service:
        yield service


def write_all(language, folder):
    """Write the code of all operations, each in a folder of its own; return the files' paths."""
    paths = []
    for operation in OPERATIONS:
        path = folder / operation.name / LANGUAGES[language].file_name
        path.parent.mkdir()
        path.write_text(code_sample(language, operation, arguments_of(operation)), "utf-8")
        paths.append(path)
    return paths


def sent(arguments):
    """Return arguments as data, to be compared."""
    return msgspec.to_builtins(list(arguments), str_keys=True, builtin_types=(datetime,))


def check(recorder, as_sent=list):
    assert recorder.keys == {KEY}
    assert recorder.calls.keys() == CONTRACT.operations.keys()
    different = {
        operation.qualified_name
        for operation in OPERATIONS
        if sent(recorder.calls[operation.qualified_name]) != sent(as_sent(arguments_of(operation)))
    }
    assert different == set()


def test_php_sends_the_arguments_of_every_operation(recorder, tmp_path):
    require("php")
    paths = write_all("php", tmp_path)
    settings = {"error_reporting": "-1", "display_errors": "stderr", "soap.wsdl_cache_dir": str(tmp_path)}
    options = [option for name, value in settings.items() for option in ("-d", f"{name}={value}")]
    done = run("php", *options, "-r", RUN_EACH_PHP, "--", *map(str, paths), variables=recorder.variables)
    assert (done.returncode, done.stderr) == (0, "")
    check(recorder)


def test_node_sends_the_arguments_of_every_operation(recorder, tmp_path):
    require("node")
    paths = write_all("node", tmp_path)
    (tmp_path / "each.mjs").write_text(RUN_EACH_NODE)
    done = run("node", "each.mjs", *map(str, paths), folder=tmp_path, variables=recorder.variables)
    assert (done.returncode, done.stderr) == (0, "")
    check(recorder)


@pytest.mark.parametrize("language", ["python", "zeep"])
def test_python_sends_the_arguments_of_every_operation(recorder, tmp_path, monkeypatch, capsys, language):
    for name, value in recorder.variables.items():
        monkeypatch.setenv(name, value)
    # Reading the WSDL takes a second each time.
    monkeypatch.setattr(zeep, "Client", cache(zeep.Client))
    for path in write_all(language, tmp_path):
        runpy.run_path(str(path))
    capsys.readouterr()
    check(recorder)


def test_csharp_sends_the_arguments_of_every_operation(recorder, tmp_path):
    require("svcutil", "mcs", "mono")
    paths = write_all("csharp", tmp_path)
    for path in paths:
        path.write_text(f"namespace In{path.parent.name} {{\n{path.read_text('utf-8')}}}\n", "utf-8")
    calls = " + ".join(f"In{path.parent.name}.Call.Main()" for path in paths)
    (tmp_path / "Each.cs").write_text(RUN_EACH_CSHARP.format(calls=calls))
    references = ["-r:System.ServiceModel", "-r:System.Runtime.Serialization"]
    for command in (
        ["svcutil", f"{recorder.address}?wsdl", "--out:Severa.cs", "--noConfig"],
        ["mcs", "-out:Each.exe", "-main:Each", *references, "Each.cs", "Severa.cs", *map(str, paths)],
        ["mono", "Each.exe"],
    ):
        done = run(*command, folder=tmp_path, variables=recorder.variables)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
    check(recorder, as_wcf_sends)


def as_wcf_sends(arguments):
    """Return arguments with every member set that has no null."""
    return [_with_unset(argument) for argument in arguments]


def _with_unset(value):
    if isinstance(value, list):
        return [_with_unset(item) for item in value]
    if not isinstance(value, entities.Entity):
        return value
    members = {}
    for member in CONTRACT.types[WIRE_NAMES[type(value)]].members:
        given = getattr(value, member.python_name)
        if given is None and not member.nillable:
            given = UNSET[member.type.name]
            given = given.replace(tzinfo=UTC) if member.instant else given
        members[member.python_name] = _with_unset(given)
    return type(value)(**members)


def test_java_sends_the_arguments_of_every_operation(recorder, tmp_path):
    require("javac", "java")
    paths = write_all("java", tmp_path)
    for path in paths:
        path.write_text(f"package {path.parent.name};\n{path.read_text('utf-8')}", "utf-8")
    (tmp_path / "Each.java").write_text(RUN_EACH_JAVA)
    for command in (
        ["javac", "-encoding", "UTF-8", "Each.java", *(f"{path.parent.name}/Call.java" for path in paths)],
        ["java", "Each", *(path.parent.name for path in paths)],
    ):
        done = run(*command, folder=tmp_path, variables=recorder.variables)
        assert (done.returncode, done.stderr) == (0, "")
    check(recorder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_program_works_against_the_service_as_it_says(running_demo, tmp_path, language):
    """As it stands, built and run by the commands of its own comment: one call that adds, one that is refused."""
    store = Store(running_demo.database_url)
    (organization,) = administration.list_organizations(store)
    with store.read(organization.id) as session:
        account = session.find(tables.accounts)["guid"]
    last_name = f"Äijä <{language}> & Co"
    phone = entities.ContactCommunicationMethod(type="Phone", name="", value="+358 40 1")
    contact = entities.Contact(
        account_guid=account, first_name="Aino", last_name=last_name, communication_methods=[phone]
    )
    added = follow(language, "IContact.AddNewContact", [contact], running_demo, tmp_path / "adds")
    assert (added.returncode, added.stderr) == (0, "")
    with store.read(organization.id) as session:
        stored = session.find(tables.contacts, last_name=last_name)
        (method,) = session.all(session.select(tables.communication_methods).filter_by(contact_guid=stored["guid"]))
    store.close()
    assert (method["type"], method["name"], method["value"]) == ("Phone", "", "+358 40 1")
    assert stored["guid"] in added.stdout
    if language != "csharp":  # one program is enough for a compiler
        refused = follow(language, "IAccount.GetAccountByGUID", ["0" * 32], running_demo, tmp_path / "refused")
        assert refused.returncode == 1
        assert "No Account was found" in refused.stdout + refused.stderr


def follow(language, name, arguments, service, folder):
    """Write a program and do what its comment says; return what came of the last command."""
    folder.mkdir()
    code = code_sample(language, CONTRACT.operations[name], arguments)
    (folder / LANGUAGES[language].file_name).write_text(code, "utf-8")
    variables = {"SEVERA_ENDPOINT": service.endpoint, "SEVERA_API_KEY": service.api_key}
    for command in COMMANDS[language]:
        assert command in code
        done = run("sh", "-c", command, folder=folder, variables=variables)
    return done
