"""Whatever comes in, what reads it ends with a value or an error that it declares: `make fuzz` tries many thousands."""

from __future__ import annotations

import contextlib
import re
import shutil

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from severakit.console.app import application
from severakit.contract import load_contract
from severakit.service.access_log import AccessLog
from severakit.service.admin import ACTIONS
from severakit.service.dispatch import Dispatcher, Request
from severakit.service.http import HttpRefusal
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.soap import envelope
from severakit.soap.binary_result import BinaryReader
from severakit.soap.columns import ArrowListReader, EntityListReader
from severakit.soap.decode import DeserializationError, decode_result
from severakit.soap.faults import AuthenticationFailure, SoapFault, is_fault, read_fault, render_fault
from severakit.soap.result_document import TruncatedResponse
from severakit.soap.tree import XmlError, read_tree
from severakit.store import administration, console_accounts
from severakit.store.store import Store
from severakit.wcf import ConfigError, judge, read_configuration
from severakit.wcf.mending import mended
from support.browsing import PASSWORD, Visitor
from support.dotnet_configs import config, of_all_interfaces
from support.mutated import many, mutated
from support.organizations import new_api

CONTRACT = load_contract()
DECLARED = (XmlError, envelope.EnvelopeError, DeserializationError, TruncatedResponse, SoapFault)
TEXTS = ("", "x", "-1", "9" * 30, "2040-02-30", "true", "0001-01-01T00:00:00", "å" * 300, "1.5E3", "' OR 1=1 --", "\\")


@pytest.fixture(scope="module")
def store(migrated_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("fuzzing") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.fixture(scope="module")
def api(store):
    log = AccessLog(store)
    yield new_api(store, Dispatcher(store, Settings(), log, Metrics()), "Called")
    log.close()


def calls():
    """A strategy of an operation and a call of it whose parameters hold any texts, with one to four places damaged."""

    def message(operation, texts):
        held = "".join(
            f"<{param.name}>{text}</{param.name}>" for param, text in zip(operation.params, texts, strict=False)
        )
        return envelope.request(operation, [None] * len(operation.params), "KEY").replace(
            f"</{operation.name}>".encode(), f"{held}</{operation.name}>".encode()
        )

    def of(operation):
        texts = st.lists(st.sampled_from(TEXTS), min_size=len(operation.params), max_size=len(operation.params))
        whole = texts.map(lambda texts: message(operation, texts))
        return st.tuples(st.just(operation), whole | whole.flatmap(lambda data: mutated([data])))

    return st.sampled_from(list(CONTRACT.operations.values())).flatmap(of)


@many
@given(call=calls())
def test_calls(api, call):
    operation, message = call
    request = Request(message.replace(b"KEY", api.key.encode()), "utf-8", operation.action, "127.0.0.1")
    try:
        answer = api.dispatcher.answer(request)
        content = b"".join(answer.chunks)
    except HttpRefusal:
        return
    assert answer.status in (200, 500)
    assert b"InternalServiceFault" not in content
    read_tree(content)


def answers():
    accounts = CONTRACT.operations["IAccount.GetAllAccounts"]
    member = "<a:Name>Ä &amp; O</a:Name><a:Number>7</a:Number>"
    listed = [
        f"{envelope.response_head(accounts, envelope.Quota(9, 1))}<a:Account>"
        f"{member}</a:Account>{envelope.response_tail(accounts)}".encode(),
        envelope.response(CONTRACT.operations["IAPI.GetVersion"], "1.0", None),
        render_fault(AuthenticationFailure()),
    ]
    return mutated(listed)


@many
@given(data=answers(), size=st.integers(1, 500), kind=st.sampled_from([EntityListReader, ArrowListReader]))
def test_answers_that_are_lists(data, size, kind):
    reader = kind(CONTRACT.operations["IAccount.GetAllAccounts"], None, 100)
    with contextlib.suppress(*DECLARED):
        for start in range(0, len(data), size):
            reader.feed(data[start : start + size])
        reader.close()


@many
@given(data=answers())
def test_answers_that_are_single(data):
    operation = CONTRACT.operations["IAPI.GetVersion"]
    with contextlib.suppress(*DECLARED):
        body = envelope.read_envelope(read_tree(data)).body
        if body is not None and is_fault(body):
            raise read_fault(body)
        decode_result(operation, body)


@many
@given(data=answers(), size=st.integers(1, 500))
def test_answers_that_are_bytes(data, size):
    reader = BinaryReader(CONTRACT.operations["IFile.GetFileBytesByGUID"])
    with contextlib.suppress(*DECLARED):
        for start in range(0, len(data), size):
            reader.feed(data[start : start + size])
        reader.close()


@many
@given(data=mutated([config().encode(), config().encode("utf-16"), of_all_interfaces()[:6000].encode()]))
def test_configs(data, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "fuzzed.config"
    with contextlib.suppress(ConfigError):
        judge(read_configuration(path, contents={path: data}))
        path.write_bytes(data)
        mended(path)


@pytest.fixture(scope="module")
def app(store):
    administration.add_organization(store, "Fuzzed")
    console_accounts.add_account(store, "operator@host.example", PASSWORD)
    return application(store, Settings())


@pytest.fixture(scope="module")
def token(store):
    return administration.create_operator_token(store, "fuzzer")


BODIES = [
    msgspec.json.encode(dict.fromkeys(each, value))
    for each in {tuple(action.body.__struct_fields__) for action in ACTIONS if action.body}
    for value in ("Fuzzed", 1, None, True, ["x"])
]
PLACES = st.sampled_from(["Fuzzed", "x", "%00", "..%2f..%2fetc", "' OR 1=1", "å", "9" * 400, "%ff", "1"])


@many
@given(action=st.sampled_from(ACTIONS), body=st.sampled_from(BODIES) | mutated(BODIES), place=PLACES, query=PLACES)
def test_administrators_interface(app, token, action, body, place, query):
    path = re.sub(r"{\w+(:\w+)?}", place, action.path.replace("{organization}", "Fuzzed"))
    options = {"content": body, "headers": {"authorization": f"Bearer {token}"}}
    address = f"{path}?limit={query}&after={query}&days={query}&from={query}"
    assert Visitor(app).application_request(action.method, address, **options).status_code < 500


@pytest.fixture(scope="module")
def guest(app):
    visitor = Visitor(app)
    assert visitor.sign_in("operator@host.example").status_code == 303
    visitor.get("/")
    return visitor


@pytest.fixture(scope="module")
def forms(guest):
    """The action and the names of the fields of every form of the console's pages."""
    pages = [each for each in re.findall(r'href="/console(/[^"?#]*)', guest.get("/").text) if "static" not in each]
    found = {}
    for page in {"/", *pages}:
        for attributes, content in re.findall(r"<form([^>]*)>(.*?)</form>", guest.get(page).text, re.DOTALL):
            action = re.search(r'action="/console([^"]+)"', attributes)
            names = set(re.findall(r'name="([^"]+)"', content)) - {"csrf", "made_for"}
            found.setdefault(action[1] if action else page, set()).update(names)
    assert len(found) > 5
    return sorted((action, sorted(names)) for action, names in found.items() if "sign-" not in action)


FIELDS = st.sampled_from(TEXTS) | st.text(max_size=30) | st.just("Fuzzed") | st.just("2040-01-01T10:00")


@many
@given(data=st.data())
def test_forms_of_the_console(guest, forms, data):
    action, names = data.draw(st.sampled_from(forms))
    fields = data.draw(st.fixed_dictionaries(dict.fromkeys(names, FIELDS)))
    place = data.draw(st.sampled_from(["", "", "/x", "/%2e%2e/", "?after=x&organization=x"]))
    usable = {name: value.encode("utf-8", "replace") for name, value in fields.items()}
    assert guest.post(action + place, usable).status_code < 500
    assert guest.get(action, **{name: value.decode() for name, value in usable.items()}).status_code < 500
