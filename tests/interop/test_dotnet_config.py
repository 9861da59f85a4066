"""A mended config with real calls: `wcf try` finds it clean, and Mono fetches 5 MB and 20,000 hours with it."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.demo import build_demo
from severakit.store import administration
from severakit.store.contents import add_file
from severakit.store.store import Store
from severakit.store.tables import invoices
from support.dotnet_configs import NET_48, NO_FRAMEWORK, binding, config
from support.foreign_tools import require, run
from support.running_service import RunningService, served

HOURS = 20_000
PDF = random.Random(5).randbytes(5 * 1024 * 1024)  # noqa: S311 - no secret
INTERFACES = ("IHourEntry", "IInvoice")
HERE = Path(__file__).parent
ENDPOINT_CODE = HERE.parents[1] / "examples" / "csharp" / "SeveraEndpoint.cs"


class Large:
    """A service with much in it, and the invoice that has the large PDF."""

    def __init__(self, service: RunningService, invoice: str) -> None:
        self.service = service
        self.invoice = invoice
        self.options = ["--endpoint", service.endpoint, "--api-key", service.api_key]

    def config(self, folder, framework=NO_FRAMEWORK):
        """Write the config that an old tool would write for this service."""
        inside = '<readerQuotas maxStringContentLength="8192" maxArrayLength="16384" />'
        bindings = "".join(binding(each, inside=inside) for each in INTERFACES)
        path = folder / "FetchLarge.exe.config"
        path.write_text(config(bindings, INTERFACES, framework=framework, address=self.service.endpoint), "utf-8")
        return path


@pytest.fixture(scope="module")
def large(migrated_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    url = f"sqlite:///{path}"
    store = Store(url)
    demo = build_demo(store, HOURS)
    key = administration.create_key(store, demo.user, organization=demo.organization)
    (organization,) = administration.list_organizations(store)
    with store.write(organization.id) as session:
        invoice = session.values(session.select(invoices, invoices.c.guid).order_by(invoices.c.guid).limit(1))[0]
        add_file(session, PDF, name="invoice.pdf", document_of_guid=invoice, document_format="PDF")
    store.close()
    with served(url) as endpoint:
        yield Large(RunningService(endpoint, key, url, demo.organization, demo.user), invoice)


def wcf(*arguments):
    return CliRunner().invoke(app, ["wcf", *map(str, arguments)])


def test_a_config_is_tried_before_and_after_it_is_mended(large, tmp_path):
    path = large.config(tmp_path)
    operations = "IHourEntry.GetHourEntriesChangedSince"
    before = wcf("try", path, *large.options, "--operations", operations, "--json")
    (trial,) = json.loads(before.stdout)["trials"]
    assert before.exit_code == 1
    assert trial["problem"].startswith(
        "The maximum message size quota for incoming messages (65536) has been exceeded."
    )
    assert trial["items"] > HOURS * 25
    assert 0 < trial["grows_until"] < 0.01
    assert wcf("fix", path).exit_code == 0
    after = wcf("try", path, *large.options, "--json")
    trials = {each["operation"]: each for each in json.loads(after.stdout)["trials"]}
    assert after.exit_code == 0, after.output
    assert {name.partition(".")[0] for name in trials} == set(INTERFACES)
    assert trials["IInvoice.GetInvoicePdfByInvoiceGUID"]["bytes"] > 0
    assert 2 < trials[operations]["grows_until"] < 4
    assert trials[operations]["bound_by"] == "maxReceivedMessageSize"


@pytest.mark.parametrize(
    ("quota", "operation", "said"),
    [
        (
            'maxArrayLength="16384"',
            "IInvoice.GetInvoicePdfByInvoiceGUID",
            "The maximum array length quota (16384) has been exceeded while reading XML data.",
        ),
        (
            'maxBytesPerRead="16"',
            "IHourEntry.GetHourEntriesChangedSince",
            "The maximum bytes per read quota (16) has been exceeded",
        ),
        ('maxDepth="3"', "IHourEntry.GetHourEntriesChangedSince", "The maximum read depth (3) has been exceeded"),
        (
            'maxNameTableCharCount="100"',
            "IHourEntry.GetHourEntriesChangedSince",
            "The maximum nametable character count quota (100) has been exceeded",
        ),
        (
            'maxStringContentLength="10"',
            "IHourEntry.GetHourEntriesChangedSince",
            "The maximum string content length quota (10) has been exceeded",
        ),
    ],
)
def test_each_quota_fails_with_its_own_words(large, tmp_path, quota, operation, said):
    sizes = 'maxReceivedMessageSize="67108864" sendTimeout="00:10:00"'
    bindings = "".join(binding(each, attributes=sizes, inside=f"<readerQuotas {quota} />") for each in INTERFACES)
    path = tmp_path / "app.config"
    path.write_text(config(bindings, INTERFACES, address=large.service.endpoint), "utf-8")
    result = wcf("try", path, *large.options, "--json")
    trials = [
        each for each in json.loads(result.stdout)["trials"] if each["operation"] == operation and each["problem"]
    ]
    assert trials
    assert said in trials[0]["problem"]
    assert f":{operation.partition('.')[2]}Result" in trials[0]["problem"]


def test_the_graph_of_objects_and_the_timeout_are_tried_too(large, tmp_path):
    operation = "IHourEntry.GetHourEntriesChangedSince"
    sizes = 'maxReceivedMessageSize="67108864" sendTimeout="{}"'
    behaviors = (
        '<behaviors><endpointBehaviors><behavior name="B"><dataContractSerializer maxItemsInObjectGraph="65536" />'
        "</behavior></endpointBehaviors></behaviors>"
    )
    path = tmp_path / "app.config"
    for span, expected in (("00:10:00", "object graph is '65536'"), ("00:00:00.001", "timed out while waiting")):
        text = config(
            binding(INTERFACES[0], attributes=sizes.format(span), inside=""),
            INTERFACES[:1],
            address=large.service.endpoint,
            behaviors=behaviors,
            endpoint='behaviorConfiguration="B"',
        )
        path.write_text(text, "utf-8")
        result = wcf("try", path, *large.options, "--operations", operation, "--json")
        (trial,) = json.loads(result.stdout)["trials"]
        assert expected in trial["problem"]


def test_what_cannot_be_tried_is_said(large, tmp_path):
    path = large.config(tmp_path)
    named = wcf("try", path, *large.options, "--operations", "IInvoice.GetInvoiceByGUID")
    assert (named.exit_code, "needs arguments" in named.output) == (2, True)
    nobody = wcf("try", path, "--endpoint", "http://127.0.0.1:9/webservice/S3/API.svc", "--api-key", "x")
    assert (nobody.exit_code, "does not answer" in nobody.output) == (1, True)
    wrong = wcf("try", path, "--endpoint", large.service.endpoint, "--api-key", "wrong")
    assert (wrong.exit_code, "check the key" in wrong.output) == (1, True)
    store = Store(large.service.database_url)
    administration.set_downtime(store, 60)
    try:
        closed = wcf("try", path, *large.options, "--operations", "IHourEntry.GetHourEntriesChangedSince")
    finally:
        administration.set_downtime(store, None)
        store.close()
    assert (closed.exit_code, "the service is too busy" in closed.output) == (1, True)


@pytest.fixture(scope="module")
def program(large, tmp_path_factory):
    require("svcutil", "mcs", "mono")
    folder = tmp_path_factory.mktemp("dotnet")
    shutil.copy(HERE / "dotnet" / "FetchLarge.cs", folder)
    shutil.copy(ENDPOINT_CODE, folder)
    for command in (
        ["svcutil", f"{large.service.endpoint}?wsdl", "--out:Severa.cs", "--noConfig"],
        ["sh", "-c", "mcs -out:FetchLarge.exe -r:System.ServiceModel -r:System.Runtime.Serialization *.cs"],
    ):
        done = run(*command, folder=folder)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("how", ["fix", "new"])
def test_a_client_on_mono_fetches_5_mb_and_20000_hours(large, program, how):
    path = program / "FetchLarge.exe.config"
    if how == "fix":
        text = large.config(program, NET_48).read_text("utf-8").replace('contract="Severa.', 'contract="')
        path.write_text(text, "utf-8")
        assert wcf("fix", path).exit_code == 0
        text = path.read_text("utf-8")
    else:
        operations = "IHourEntry.GetHourEntriesChangedSince,IInvoice.GetInvoicePdfByInvoiceGUID"
        text = wcf("new", "--operations", operations, "--endpoint", large.service.endpoint).stdout
    path.write_text(text, "utf-8")
    assert wcf("check", path).exit_code == 0
    variables = {"SEVERA_API_KEY": large.service.api_key, "INVOICE_GUID": large.invoice}
    done = run("mono", "FetchLarge.exe", folder=program, variables=variables)
    assert done.stdout.split() == [str(HOURS), str(len(PDF)), hashlib.sha256(PDF).hexdigest()], done.stderr
