"""`severakit wcf check`: each trap of a config is a finding of its own, and a good config has none."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.wcf import ConfigError, judge, read_configuration
from support.dotnet_configs import (
    ADDRESS,
    NET_48,
    NO_FRAMEWORK,
    WRITTEN_QUOTAS,
    WRITTEN_TIMES,
    binding,
    config,
    of_all_interfaces,
)

GOOD_TIMES, GOOD_SIZES = 'sendTimeout="00:10:00"', 'maxReceivedMessageSize="67108864" maxBufferSize="67108864"'
SECURE = '<security mode="Transport" />'
QUOTAS = {"maxDepth", "maxStringContentLength", "maxArrayLength", "maxBytesPerRead", "maxNameTableCharCount"}


def write(folder, text, name="app.config"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def findings(path, framework=None):
    return [problem.finding for problem in judge(read_configuration(path, framework))]


def settings(folder, text, framework=None):
    return {each.setting for each in findings(write(folder, text), framework)}


def good(attributes=f"{GOOD_TIMES} {GOOD_SIZES}", inside=SECURE, **others):
    return config(binding(attributes=attributes, inside=inside), **others)


def test_the_vendors_own_example_has_every_trap(tmp_path):
    found = {each.setting: each for each in findings(write(tmp_path, config()))}
    assert found.keys() == {
        "maxReceivedMessageSize", "maxBufferSize", "sendTimeout", "receiveTimeout", *QUOTAS,
    }  # fmt: skip
    assert found["maxReceivedMessageSize"].recommended == found["maxBufferSize"].recommended == "67108864"
    assert "(65536) has been exceeded" in found["maxReceivedMessageSize"].message
    assert found["sendTimeout"].severity == "error"
    assert "does nothing on a client" in found["receiveTimeout"].message
    assert "00:01:00" in found["receiveTimeout"].message
    assert {found[quota].severity for quota in ("maxArrayLength", "maxStringContentLength")} == {"error"}
    assert {each.binding for each in found.values()} == {"Severa.API.IAccount"}


def test_findings_stand_at_the_line_of_their_attribute(tmp_path):
    path = write(tmp_path, config())
    lines = path.read_text("utf-8").splitlines()
    for each in findings(path):
        assert f'{each.setting}="{each.value}"' in lines[each.line - 1], each.setting


def test_a_good_config_has_no_findings(tmp_path):
    assert settings(tmp_path, good()) == set()


def test_each_of_42_bindings_is_judged(tmp_path):
    found = findings(write(tmp_path, of_all_interfaces()))
    assert len({each.binding for each in found}) == 42
    assert len(found) == 42 * 9


def test_bindings_that_no_endpoint_names_are_judged_too(tmp_path):
    text = of_all_interfaces()
    start, end = text.index("<client>"), text.index("</client>")
    first = text[start:end].partition("/>")[0] + "/>"
    assert len({each.binding for each in findings(write(tmp_path, text[:start] + first + text[end:]))}) == 42


def test_without_a_framework_the_stricter_defaults_are_assumed_and_said_to_be(tmp_path):
    found = findings(write(tmp_path, good(framework=NO_FRAMEWORK)))
    assert {each.setting for each in found} == QUOTAS | {"maxItemsInObjectGraph"}
    assert {each.certainty for each in found} == {"assumed"}
    assert all("does not name its target framework" in each.message for each in found)
    assert settings(tmp_path, good(framework=NO_FRAMEWORK), "4.7.2") == set()
    assert settings(tmp_path, good(framework=NET_48.replace("v4.8", "v4.0"))) == QUOTAS | {"maxItemsInObjectGraph"}


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (f'{GOOD_TIMES} maxReceivedMessageSize="67108864" maxBufferSize="65536"', {"maxBufferSize"}),
        (f'{GOOD_TIMES} maxReceivedMessageSize="67108864"', set()),
        (f'{GOOD_TIMES} maxReceivedMessageSize="4294967296"', {"maxReceivedMessageSize"}),
        (f'{GOOD_TIMES} maxReceivedMessageSize="4294967296" transferMode="Streamed"', set()),
        (f'{GOOD_TIMES} maxReceivedMessageSize="67108864" maxBufferSize="65536" transferMode="Streamed"', set()),
        (
            f'{GOOD_TIMES} maxReceivedMessageSize="67108864" maxBufferSize="67108865" transferMode="StreamedResponse"',
            {"maxBufferSize"},
        ),
        (f'{GOOD_TIMES} maxReceivedMessageSize="99999999999999999999"', {"maxReceivedMessageSize"}),
        (f"{GOOD_TIMES} {GOOD_SIZES.replace('67108864', '64M')}", {"maxReceivedMessageSize", "maxBufferSize"}),
        (f"{GOOD_TIMES} maxReceivedMessageSize='-1'", {"maxReceivedMessageSize"}),
        (f"{GOOD_TIMES} maxReceivedMessageSize='{'9' * 5000}'", {"maxReceivedMessageSize"}),
        (f"{GOOD_TIMES} maxReceivedMessageSize='٦٧١٠٨٨٦٤'", {"maxReceivedMessageSize"}),
        (GOOD_SIZES, {"sendTimeout"}),
        (f'{GOOD_SIZES} sendTimeout="ten minutes"', {"sendTimeout"}),
        (f'{GOOD_SIZES} sendTimeout="1.00:00:00"', set()),
        (f'{GOOD_SIZES} sendTimeout="Infinite"', set()),
        (f'{GOOD_SIZES} sendTimeout="00:10"', set()),
        (f'{GOOD_SIZES} sendTimeout="1.00:00:00.5"', set()),
        (f'{GOOD_SIZES} sendTimeout="00:90:00"', {"sendTimeout"}),
        (f'{GOOD_SIZES} sendTimeout="-00:10:00"', {"sendTimeout"}),
        (f'{GOOD_SIZES} {GOOD_TIMES} transferMode="Chunked"', {"transferMode"}),
        (f'{GOOD_SIZES} {GOOD_TIMES} maxBufferPoolSize="0"', set()),
        (f'{GOOD_SIZES} {GOOD_TIMES} maxBufferPoolSize="abc"', {"maxBufferPoolSize"}),
        (f'{GOOD_SIZES} {GOOD_TIMES} maxBufferPoolSize="99999999999999999999"', {"maxBufferPoolSize"}),
        (
            f'{GOOD_TIMES} maxReceivedMessageSize="67108864" maxBufferSize="10" transferMode="Streamed"',
            {"maxBufferSize"},
        ),
        (f'{GOOD_TIMES} maxReceivedMessageSize=""', {"maxReceivedMessageSize"}),
        (f'{GOOD_SIZES} {GOOD_TIMES} messageEncoding="Mtom"', {"messageEncoding"}),
        (f'{GOOD_SIZES} {GOOD_TIMES} textEncoding="utf-16"', {"textEncoding"}),
        (f'{GOOD_SIZES} {GOOD_TIMES} allowCookies="true"', {"allowCookies"}),
        (f'{GOOD_SIZES} {GOOD_TIMES} useDefaultWebProxy="false"', {"useDefaultWebProxy"}),
    ],
)
def test_attributes_of_a_binding(tmp_path, attributes, expected):
    assert settings(tmp_path, good(attributes)) == expected


def test_unequal_sizes_say_what_dotnet_says(tmp_path):
    (found,) = findings(write(tmp_path, good(f'{GOOD_TIMES} maxReceivedMessageSize="67108864" maxBufferSize="1"')))
    assert found.message.startswith("For TransferMode.Buffered, MaxReceivedMessageSize and MaxBufferSize must be")
    assert found.recommended == "67108864"


@pytest.mark.parametrize(
    ("inside", "address", "expected"),
    [
        ("", ADDRESS, {"mode"}),
        ('<security mode="None" />', ADDRESS, {"mode"}),
        (SECURE, ADDRESS.replace("https", "http"), {"mode"}),
        ('<security mode="None" />', ADDRESS.replace("https", "http"), set()),
        ('<security mode="TransportWithMessageCredential" />', ADDRESS, set()),
        ('<security mode="TransportCredentialOnly" />', ADDRESS, {"mode"}),
        ('<security mode="TransportCredentialOnly" />', ADDRESS.replace("https", "http"), set()),
        ('<security mode="Transprt" />', ADDRESS, {"mode"}),
        ('<security mode="None" />', ADDRESS.replace("https", "HTTPS"), {"mode"}),
        ('<security mode="None" />', f" {ADDRESS}", {"mode"}),
    ],
)
def test_the_security_mode_fits_the_address(tmp_path, inside, address, expected):
    assert settings(tmp_path, good(inside=inside, address=address)) == expected


def test_bindings_of_another_kind_do_not_fit_the_service(tmp_path):
    text = good().replace("basicHttpBinding", "wsHttpBinding")
    assert settings(tmp_path, text) == {"name"}


def test_a_custom_binding_is_judged_by_its_elements(tmp_path):
    inside = (
        f'<textMessageEncoding messageVersion="Soap12">{WRITTEN_QUOTAS}</textMessageEncoding>'
        '<httpsTransport maxReceivedMessageSize="65536" />'
    )
    text = config(binding(attributes=WRITTEN_TIMES, inside=inside)).replace("basicHttpBinding", "customBinding")
    found = {each.setting for each in findings(write(tmp_path, text))}
    assert found == {"maxReceivedMessageSize", "messageVersion", "sendTimeout", "receiveTimeout", *QUOTAS}


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<textMessageEncoding messageVersion="Soap11" /><httpsTransport {} />', set()),
        ("<httpsTransport {} />", {"messageVersion"}),
        ('<mtomMessageEncoding messageVersion="Soap11" /><httpsTransport {} />', {"messageEncoding"}),
        ('<textMessageEncoding messageVersion="Soap11" /><httpTransport {} />', {"transport"}),
    ],
)
def test_the_elements_of_a_custom_binding_fit_service_and_address(tmp_path, inside, expected):
    text = good(GOOD_TIMES, inside.format('maxReceivedMessageSize="67108864"'))
    assert settings(tmp_path, text.replace("basicHttpBinding", "customBinding")) == expected


def test_a_binding_for_https_takes_no_other_address(tmp_path):
    text = good(inside="", address=ADDRESS.replace("https", "http")).replace("basicHttpBinding", "basicHttpsBinding")
    assert settings(tmp_path, text) == {"address"}


def test_what_keeps_dotnet_from_loading_a_config_is_found(tmp_path):
    both = binding(attributes=f"{GOOD_TIMES} {GOOD_SIZES}", inside=SECURE) * 2
    (found,) = findings(write(tmp_path, config(both)))
    assert (found.setting, "Duplicate key value: 'Severa.API.IAccount'" in found.message) == ("name", True)
    (found,) = findings(write(tmp_path, good(endpoint='behaviorConfiguration="Elsewhere"')))
    assert "no endpoint behavior named 'Elsewhere'" in found.message


def test_an_endpoint_without_its_binding_is_told_of(tmp_path):
    text = good().replace('bindingConfiguration="Severa.API.IAccount"', 'bindingConfiguration="Elsewhere"')
    (found,) = findings(write(tmp_path, text))
    assert (found.setting, found.binding) == ("bindingConfiguration", "Severa.API.IAccount")


def test_the_graph_of_objects_is_bounded_by_the_behavior(tmp_path):
    behaviors = (
        '<behaviors><endpointBehaviors><behavior name="B"><dataContractSerializer maxItemsInObjectGraph="65536" />'
        "</behavior></endpointBehaviors></behaviors>"
    )
    text = good(behaviors=behaviors, endpoint='behaviorConfiguration="B"')
    (found,) = findings(write(tmp_path, text))
    assert (found.setting, found.binding, found.recommended) == ("maxItemsInObjectGraph", "B", "2147483647")
    assert settings(tmp_path, text.replace("65536", "2147483647")) == set()


def test_what_is_written_into_a_location_is_judged_too(tmp_path):
    text = config().replace("<system.serviceModel>", '<location path="."><system.serviceModel>')
    path = write(tmp_path, text.replace("</system.serviceModel>", "</system.serviceModel></location>"))
    assert len(findings(path)) == 9
    assert run("fix", path).exit_code == 0
    assert findings(path) == []


def test_findings_say_whom_they_bite(tmp_path):
    said = {(each.binding, each.setting): each.message for each in findings(write(tmp_path, of_all_interfaces()))}
    invoice, hours, country = "Severa.API.IInvoice", "Severa.API.IHourEntry", "Severa.API.ICountry"
    assert "GetInvoicePdf" in said[invoice, "maxArrayLength"]
    assert "no operation returns a file" in said[country, "maxArrayLength"]
    assert re.search(r"GetHourEntries\w+.*one HourEntry is \d+ bytes of tags", said[hours, "maxReceivedMessageSize"])
    assert len({message for (_, setting), message in said.items() if setting == "maxReceivedMessageSize"}) > 35


def test_the_graph_of_objects_is_told_in_entries(tmp_path):
    text = config(binding("IHourEntry"), ["IHourEntry"], framework=NET_48.replace("v4.8", "v4.0"))
    (found,) = [each for each in findings(write(tmp_path, text)) if each.setting == "maxItemsInObjectGraph"]
    assert re.search(r"one HourEntry is \d+ items, so 65,536 are some 2,\d{3} of them", found.message)


def test_sections_in_files_of_their_own_are_judged_there(tmp_path):
    text = config()
    start, end = text.index("<bindings>"), text.index("</bindings>") + len("</bindings>")
    write(tmp_path, text[start:end], "bindings.config")
    path = write(tmp_path, text[:start] + '<bindings configSource="bindings.config" />' + text[end:])
    found = findings(path)
    assert len(found) == 9
    assert {each.file for each in found} == {str(tmp_path / "bindings.config")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no element"),
        ("<configuration><system.serviceModel></configuration>", "line 1"),
        ("<html/>", "outermost element is <html>"),
        ("<configuration/>", "nothing in it concerns a WCF client"),
        ("<configuration><system.serviceModel/></configuration>", "neither bindings nor client endpoints"),
        ('<!DOCTYPE configuration [<!ENTITY x "y">]><configuration/>', "document type"),
        (
            (
                '<configuration><system.serviceModel><bindings configSource="../x.config"/></system.serviceModel>'
                "</configuration>"
            ),
            "leads out of the config's folder",
        ),
    ],
)
def test_what_is_no_config_is_said_to_be_none(tmp_path, text, said):
    with pytest.raises(ConfigError, match=said):
        read_configuration(write(tmp_path, text))


def test_a_file_too_large_for_a_config_is_not_read(tmp_path):
    path = tmp_path / "app.config"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(ConfigError, match="50 MiB"):
        read_configuration(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(tmp_path, encoding):
    path = tmp_path / "app.config"
    path.write_bytes(config().replace("utf-8", encoding.removesuffix("-sig")).encode(encoding))
    assert len(findings(path)) == 9


# --- the command -----------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(app, ["wcf", *map(str, arguments)])


def test_the_command_prints_the_form_that_machines_read(tmp_path):
    result = run("check", write(tmp_path, config()), "--json")
    assert result.exit_code == 1
    for each in json.loads(result.stdout)["findings"]:
        assert {"file", "line", "binding", "setting", "value", "recommended", "severity", "message"} <= each.keys()


def test_the_command_prints_sarif(tmp_path):
    path = write(tmp_path, config())
    log = json.loads(run("check", path, "--sarif").stdout)
    (results,) = [each["results"] for each in log["runs"]]
    assert log["version"] == "2.1.0"
    assert len(results) == 9
    assert results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == path.as_uri()


@pytest.mark.parametrize("absolute", [False, True])
def test_sarif_names_files_by_references_that_a_review_can_follow(tmp_path, monkeypatch, absolute):
    (tmp_path / "my web").mkdir()
    path = write(tmp_path / "my web", config(), "työ.config")
    monkeypatch.chdir(tmp_path)
    log = json.loads(run("check", path if absolute else path.relative_to(tmp_path), "--sarif").stdout)
    (uri,) = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in log["runs"][0]["results"]}
    assert uri == "my%20web/ty%C3%B6.config"


def test_exit_codes(tmp_path):
    assert run("check", write(tmp_path, good())).exit_code == 0
    assert run("check", tmp_path / "nowhere.config").exit_code == 2
    bad = write(tmp_path, "<a>", "bad.config")
    assert run("check", bad).exit_code == 2


def test_a_file_that_cannot_be_read_hides_no_other(tmp_path):
    bad, good_one = write(tmp_path, "<a>", "bad.config"), write(tmp_path, good(), "good.config")
    result = run("check", bad, write(tmp_path, config()), "--json")
    assert (result.exit_code, len(json.loads(result.stdout)["findings"])) == (1, 9)
    assert "bad.config, line 1" in result.stderr
    assert run("check", good_one, bad).exit_code == 1
    assert run("check", bad, bad).exit_code == 2


@pytest.mark.parametrize(
    "name", ["net48", "48", "NET472", "v4.8", "4.5.2", "net6.0", "net8.0-windows", "netcoreapp2.1"]
)
def test_frameworks_are_named_in_their_usual_ways(tmp_path, name):
    assert run("check", write(tmp_path, good(framework=NO_FRAMEWORK)), "--framework", name).exit_code == 0


@pytest.mark.parametrize("name", ["net40", "35", "4.0"])
def test_old_frameworks_have_the_small_defaults(tmp_path, name):
    assert run("check", write(tmp_path, good(framework=NO_FRAMEWORK)), "--framework", name).exit_code == 1


@pytest.mark.parametrize("name", ["abc", "net", "4", "netstandard2.0", "4.8 or so"])
def test_what_is_no_framework_is_refused(tmp_path, name):
    path = write(tmp_path, good())
    before = path.read_bytes()
    for words in (["check", path], ["fix", path], ["new", "--operations", "IAccount.GetAllAccounts"]):
        result = run(*words, "--framework", name)
        assert (result.exit_code, "no target framework" in result.output) == (2, True), result.output
    assert path.read_bytes() == before


def test_a_new_config_names_its_framework_as_configs_do():
    words = ("new", "--operations", "IAccount.GetAllAccounts", "--framework")
    assert ".NETFramework,Version=v4.7.2" in run(*words, "net472").stdout
    assert run(*words, "net8.0").exit_code == 2


# --- code ------------------------------------------------------------------------------------

CODE = """
// new BasicHttpBinding() in a comment is none
var binding = new BasicHttpBinding(BasicHttpSecurityMode.Transport);
binding.Name = "Severa; MaxBufferSize = 1";
binding.MaxBufferSize = {size};
binding.MaxReceivedMessageSize = {size};
{more}
"""


def code_settings(folder, framework=None, **parts):
    path = write(folder, CODE.format(**parts), "Client.cs")
    result = run("check", path, "--json", *(["--framework", framework] if framework else []))
    return {each["setting"]: each for each in json.loads(result.stdout)["findings"]}


def test_bindings_in_code_are_judged(tmp_path):
    send = "binding.SendTimeout = TimeSpan.FromMinutes(15);"
    assert code_settings(tmp_path, size="64 * 1024 * 1024", more=send) == {}
    assert code_settings(tmp_path, size="int.MaxValue", more=send) == {}
    assert code_settings(tmp_path, size="1_000_000", more="").keys() == {
        "maxReceivedMessageSize", "maxBufferSize", "sendTimeout",
    }  # fmt: skip
    quotas = "binding.ReaderQuotas.MaxArrayLength = 16384;"
    found = code_settings(tmp_path, size="67108864", more=f"{send}\n{quotas}")
    assert [(name, each["line"]) for name, each in found.items()] == [("maxArrayLength", 8)]
    strict = code_settings(tmp_path, "4.0", size="67108864", more=send)
    assert strict.keys() == QUOTAS | {"maxItemsInObjectGraph"}


GOOD_CODE = "SendTimeout = TimeSpan.FromMinutes(10), MaxReceivedMessageSize = 67108864"
MADE = "new BasicHttpBinding(BasicHttpSecurityMode.Transport)"


def found_in_code(folder, text, encoding="utf-8"):
    path = folder / "Client.cs"
    path.write_bytes(text.encode(encoding))
    result = run("check", path, "--json")
    assert result.exit_code < 2, result.output
    return {each["setting"]: each for each in json.loads(result.stdout)["findings"]}


@pytest.mark.parametrize(
    "made",
    [
        "var b = new BasicHttpBinding {{ {} }};",
        "var b = new System.ServiceModel.BasicHttpBinding()\n{{ {} }};",
        "BasicHttpBinding b = new(BasicHttpSecurityMode.Transport) {{ {} }};",
        "private BasicHttpBinding B {{ get; }} = new() {{ {} }};",
        "Binding B => new BasicHttpsBinding {{ {} }};",
        (
            "var c = new CustomBinding(new TextMessageEncodingBindingElement(MessageVersion.Soap11, Encoding.UTF8),"
            "new HttpsTransportBindingElement()) {{ {} }};"
        ),
    ],
)
def test_bindings_in_code_are_found_however_they_are_made(tmp_path, made):
    assert found_in_code(tmp_path, made.format(GOOD_CODE)) == {}
    small = GOOD_CODE.replace("67108864", "65536")
    assert found_in_code(tmp_path, made.format(small)).keys() == {"maxReceivedMessageSize"}


@pytest.mark.parametrize(
    ("value", "is_enough"),
    [
        ("64 * 1024 * 1024", True),
        ("10 * 1024 * 1024", False),
        ("0x4000000", True),
        ("0x4000", False),
        ("1 << 26", True),
        ("(1 << 26) - 1", False),
        ("(int)8192", False),
        ("64_000", False),
        ("System.Int32.MaxValue", True),
        ("Large", True),
        ("Limits.Small * 2", False),
        ("1 << 99999999999 << 63 << 63", None),
        ("Changed", None),
        ("Settings.Read().Size", None),
        ("(((((((((((((((((((1)))))))))))))))))))", None),
    ],
)
def test_sizes_in_code_are_worked_out_or_said_not_to_be_known(tmp_path, value, is_enough):
    text = f"""class Limits {{
    const int Mib = 1024 * 1024; public const int Large = Mib * 64; const long Small = 8; int Changed = 1;
    void M() {{
        Changed += 1; var b = {MADE};
        b.SendTimeout = TimeSpan.MaxValue; b.MaxReceivedMessageSize = {value};
    }} }}"""
    found = found_in_code(tmp_path, text)
    assert found.keys() == (set() if is_enough else {"maxReceivedMessageSize"})
    if not is_enough:
        expected = ("note", "assumed") if is_enough is None else ("error", "sure")
        assert (found["maxReceivedMessageSize"]["severity"], found["maxReceivedMessageSize"]["certainty"]) == expected


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ('TimeSpan.Parse("00:10:00")', None),
        ('TimeSpan.Parse("00:01:00", CultureInfo.InvariantCulture)', "error"),
        ("TimeSpan.FromMilliseconds(600_000)", None),
        ("TimeSpan.FromMinutes(1.5)", "error"),
        ("TimeSpan.FromHours(1)", None),
        ("new TimeSpan(0, 1, 0)", "error"),
        ("new TimeSpan(0, 0, 10, 0)", None),
        ("new System.TimeSpan(0, 0, 10, 0, 0)", None),
        ("new TimeSpan(hours: 1, minutes: 0, seconds: 0)", None),
        ("new TimeSpan(6000000000)", None),
        ("Patience", "error"),
        ("Settings.Patience()", "note"),
        ("TimeSpan.FromDays(999999999 * 9)", "note"),
    ],
)
def test_times_in_code_are_worked_out_or_said_not_to_be_known(tmp_path, value, severity):
    text = f"static readonly TimeSpan Patience = TimeSpan.FromSeconds(90); var b = {MADE};"
    found = found_in_code(tmp_path, f"{text} b.MaxReceivedMessageSize = 67108864; b.SendTimeout = {value};")
    assert {each["severity"] for each in found.values()} == ({severity} if severity else set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b.ReaderQuotas = XmlDictionaryReaderQuotas.Max; b.ReaderQuotas.MaxArrayLength = 16384;", {"maxArrayLength"}),
        ("b.ReaderQuotas.MaxArrayLength = 16384; b.ReaderQuotas = XmlDictionaryReaderQuotas.Max;", set()),
        (
            "b.ReaderQuotas = new XmlDictionaryReaderQuotas { MaxArrayLength = int.MaxValue };",
            QUOTAS - {"maxArrayLength"},
        ),
        ("b.ReaderQuotas = Quotas();", {"readerQuotas"}),
        ("behavior.MaxItemsInObjectGraph = 65536;", {"maxItemsInObjectGraph"}),
        ("behavior.MaxItemsInObjectGraph = int.MaxValue;", set()),
        ("b.MessageEncoding = WSMessageEncoding.Mtom;", {"messageEncoding"}),
        ("b.MessageEncoding = WSMessageEncoding.Text; b.TextEncoding = new UTF8Encoding(false);", set()),
        ("b.AllowCookies = true;", {"allowCookies"}),
        ("b.TransferMode = TransferMode.Streamed; b.MaxBufferSize = 65536;", set()),
        ("b.TransferMode = TransferMode.Streamed; b.MaxBufferSize = 10;", {"maxBufferSize"}),
        ('b.Security.Mode = BasicHttpSecurityMode.None; var a = new EndpointAddress("https://x/API.svc");', {"mode"}),
        ('var a = new EndpointAddress("https://x/API.svc"); // "http://x/API.svc"', set()),
        ("var c = new BasicHttpsBinding(); b.MaxReceivedMessageSize = 1;", {"maxReceivedMessageSize", "sendTimeout"}),
        ("if (b.MaxReceivedMessageSize == 65536) { }", set()),
    ],
)
def test_what_else_code_sets(tmp_path, text, expected):
    assert found_in_code(tmp_path, f"var b = {MADE} {{ {GOOD_CODE} }};\n{text}").keys() == expected


def test_elements_of_a_custom_binding_in_code_fit_the_service(tmp_path):
    text = (
        "var t = new HttpTransportBindingElement { MaxReceivedMessageSize = 65536 }; var b = new CustomBinding(t);"
        'b.SendTimeout = TimeSpan.FromMinutes(10); var a = new EndpointAddress("https://x/API.svc");'
    )
    assert found_in_code(tmp_path, text).keys() == {"maxReceivedMessageSize", "messageVersion", "transport"}
    assert "new CustomBinding(encoding, transport)" in run("fix", tmp_path / "Client.cs").stdout


def test_a_large_file_of_anything_is_read_in_no_time(tmp_path):
    text = f"{'a' * 1_000_000} {'b.' * 500_000} var b = {MADE} {{ {GOOD_CODE} }};"
    assert found_in_code(tmp_path, text) == {}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "utf-8-sig"])
def test_code_in_other_encodings_is_read(tmp_path, encoding):
    text = f"// Työ\nvar b = {MADE};\nb.MaxReceivedMessageSize = 65536;"
    assert found_in_code(tmp_path, text, encoding)["maxReceivedMessageSize"]["line"] == 3


def test_code_without_a_binding_is_nothing_to_check(tmp_path):
    assert run("check", write(tmp_path, "class Nothing {}", "Client.cs")).exit_code == 2


def test_for_code_the_fix_is_printed(tmp_path):
    path = write(tmp_path, CODE.format(size="65536", more=""), "Client.cs")
    before = path.read_bytes()
    result = run("fix", path)
    assert "MaxItemsInObjectGraph = int.MaxValue" in result.stdout
    assert path.read_bytes() == before
