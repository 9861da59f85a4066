"""Foreign tools read our WSDL without complaint and find the whole contract in it."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from severakit.contract import load_contract, render_wsdl
from support import foreign_tools
from support.foreign_tools import require

HERE = Path(__file__).parent
CONTRACT = load_contract()
ADDRESS = "http://localhost:8000/webservice/S3/API.svc"
OPERATIONS = {name: len(interface.operations) for name, interface in CONTRACT.interfaces.items()}


def run(*command):
    """Run a foreign tool that must have nothing to complain about, and return what it said."""
    require(command[0])
    done = foreign_tools.run(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def php(tmp_path_factory):
    wsdl = tmp_path_factory.mktemp("php") / "api.wsdl"
    wsdl.write_bytes(render_wsdl(CONTRACT, ADDRESS))
    strict = ("-d", "error_reporting=-1", "-d", "display_errors=stderr")
    return json.loads(run("php", *strict, str(HERE / "list_functions.php"), str(wsdl)))


def test_php_lists_every_function(php):
    # PHP puts the functions of all ports into one list; no operation name occurs in two interfaces.
    listed = [re.fullmatch(r"(\w+) (\w+)\((\w+) \$parameters\)", function).groups() for function in php["functions"]]
    expected = [(f"{op.name}Response", op.name, op.name) for op in CONTRACT.operations.values()]
    assert sorted(listed) == sorted(expected)
    assert len(listed) == 256


def test_php_knows_every_data_contract_and_enumeration(php):
    listed = {re.match(r"\w+ ([\w.]+)", described)[1] for described in php["types"]}
    assert set(CONTRACT.types) - set(CONTRACT.undeclared_faults) <= listed
    assert set(CONTRACT.enums) <= listed


class WsdlHandler(BaseHTTPRequestHandler):
    """Hands out the WSDL: Mono's svcutil reads from addresses only, not from files."""

    def do_GET(self):
        address = f"http://{self.headers['Host']}{self.path.partition('?')[0]}"
        document = render_wsdl(CONTRACT, address)
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_):
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def wsdl_address():
    with HTTPServer(("127.0.0.1", 0), WsdlHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/webservice/S3/API.svc?wsdl"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def svcutil(wsdl_address, tmp_path_factory):
    """Return what svcutil said and the C# that it wrote."""
    source = tmp_path_factory.mktemp("mono") / "Severa.cs"
    said = run("svcutil", wsdl_address, f"--out:{source}", "--noConfig")
    return said, source


def test_svcutil_generates_without_a_complaint(svcutil, wsdl_address):
    said, source = svcutil
    lines = [line for line in said.splitlines() if line]
    assert lines[1:] == [
        f"Attempting to download metadata from '{wsdl_address}' using DISCO..",
        "Disco found documents at the following URLs:",
        f"- WSDL document at  {wsdl_address}",
        "Generating files..",
        str(source),
    ]


def test_svcutil_generates_every_data_contract_and_enumeration(svcutil):
    # Mono's svcutil leaves declared faults out, so the types of namespace `api` are its enumerations only.
    generated = re.findall(r'DataContractAttribute\(Name="([^"]+)", Namespace="([^"]+)"', svcutil[1].read_text("utf-8"))
    entities = {(t.name, t.namespace) for t in CONTRACT.types.values() if t.namespace != CONTRACT.namespaces["api"]}
    enums = {(enum.name, enum.namespace) for enum in CONTRACT.enums.values()}
    assert entities | enums <= set(generated)
    assert len(entities) == 73


def test_svcutil_knows_flags_again(svcutil):
    options = re.search(
        r"(\[[^]]+\]\s+)+public enum AccountGetOptions .*?\n    }", svcutil[1].read_text("utf-8"), re.DOTALL
    )
    assert "System.FlagsAttribute()" in options[0]
    numbers = {literal: int(number) for literal, number in re.findall(r"(\w+) = (\d+),", options[0])}
    assert numbers == CONTRACT.enums["AccountGetOptions"].values


def test_the_generated_code_compiles_and_wcf_finds_every_operation(svcutil):
    _, source = svcutil
    program = source.with_suffix(".exe")
    references = ("-r:System.ServiceModel", "-r:System.Runtime.Serialization")
    said = run("mcs", f"-out:{program}", *references, str(source), str(HERE / "CountOperations.cs"))
    assert said == ""
    counted = dict(line.split() for line in run("mono", str(program)).splitlines())
    assert {name: int(count) for name, count in counted.items()} == OPERATIONS
    assert sum(OPERATIONS.values()) == 256
