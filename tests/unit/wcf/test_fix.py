"""`severakit wcf fix`: mends what is found, leaves every other byte, and has nothing to do the second time."""

from __future__ import annotations

import difflib

import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.wcf import judge, read_configuration
from severakit.wcf.mending import mended
from support.dotnet_configs import ADDRESS, NO_FRAMEWORK, binding, config, of_all_interfaces


def fix(path, *options):
    return CliRunner().invoke(app, ["wcf", "fix", str(path), *options])


def write(folder, text, encoding="utf-8", newline="\n"):
    path = folder / "app.config"
    path.write_bytes(text.replace("\n", newline).encode(encoding))
    return path


CONFIGS = {
    "the vendor's": config(),
    "42 bindings": of_all_interfaces(),
    "no framework": config(framework=NO_FRAMEWORK),
    "nothing written": config(binding(attributes="", inside=""), framework=NO_FRAMEWORK),
    "empty tags": config(
        '        <binding name="Severa.API.IAccount" />\n', framework=NO_FRAMEWORK, behaviors="<behaviors />"
    ),
    "a behavior without a serializer": config(
        framework=NO_FRAMEWORK,
        behaviors='<behaviors><endpointBehaviors><behavior name="B" /></endpointBehaviors></behaviors>',
        endpoint='behaviorConfiguration="B"',
    ),
    "a wrong mode": config(binding(inside='<security mode="None" />')),
    "plain http": config(address=ADDRESS.replace("https", "http")),
    "unequal sizes": config(
        binding(attributes="maxReceivedMessageSize='1' maxBufferSize='2'\n    transferMode='Streamed'")
    ),
    "overflow": config(binding(attributes='maxReceivedMessageSize="99999999999999999999" sendTimeout="soon"')),
}


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize(("encoding", "newline"), [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("utf-16", "\r\n")])
def test_a_mended_config_is_clean_and_stays_as_it_is(tmp_path, name, encoding, newline):
    path = write(tmp_path, CONFIGS[name], encoding, newline)
    before = path.read_bytes()
    result = fix(path)
    assert result.exit_code == 0, result.output
    assert judge(read_configuration(path)) == []
    after = path.read_bytes()
    assert (tmp_path / "app.config.bak").read_bytes() == before
    assert fix(path).exit_code == 0
    assert path.read_bytes() == after
    assert not (tmp_path / "app.config.bak1").exists()


def test_only_values_change_where_all_are_written(tmp_path):
    path = write(tmp_path, config())
    before = path.read_bytes()
    fix(path)
    changed = [
        (before[start:end], path.read_bytes()[new_start:new_end])
        for kind, start, end, new_start, new_end in difflib.SequenceMatcher(
            None, before, path.read_bytes(), autojunk=False
        ).get_opcodes()
        if kind != "equal"
    ]
    assert changed
    assert all(set(old + new) <= set(b"0123456789:") for old, new in changed)


def test_the_difference_is_shown_and_a_dry_run_changes_nothing(tmp_path):
    path = write(tmp_path, config())
    before = path.read_bytes()
    result = fix(path, "--dry-run")
    assert '-        <binding name="Severa.API.IAccount"' in result.output
    assert 'maxReceivedMessageSize="67108864"' in result.output
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["app.config"]


def test_what_only_a_person_can_decide_is_left_and_said(tmp_path):
    text = config().replace('bindingConfiguration="Severa.API.IAccount"', 'bindingConfiguration="Elsewhere"')
    result = fix(write(tmp_path, text))
    assert result.exit_code == 1
    assert "no binding named 'Elsewhere'" in result.output


def test_what_two_endpoints_ask_of_one_binding_is_left_as_it_is(tmp_path):
    other = f'<endpoint address="{ADDRESS.replace("https", "http")}" binding="basicHttpBinding"'
    named = ' bindingConfiguration="Severa.API.IAccount" contract="Severa.IAccount" name="B" /></client>'
    path = write(tmp_path, config().replace("</client>", other + named))
    for _ in range(2):
        result = fix(path)
        assert (result.exit_code, "The address of B is http" in result.output) == (1, True)
        assert '<security mode="Transport" />' in path.read_text("utf-8")
    assert not (tmp_path / "app.config.bak1").exists()


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ('<mtomMessageEncoding messageVersion="Soap11" /><httpsTransport />', "in place of mtomMessageEncoding"),
        ('<textMessageEncoding messageVersion="Soap11" /><httpTransport />', "expected 'http'"),
        ("<httpsTransport />", ""),
    ],
)
def test_a_custom_binding_is_mended_as_far_as_it_can_be_and_the_rest_is_said(tmp_path, inside, left):
    path = write(tmp_path, config(binding(inside=inside)).replace("basicHttpBinding", "customBinding"))
    result = fix(path, "--framework", "4.0")
    assert (result.exit_code, left in result.output) == (int(bool(left)), True)
    assert len(judge(read_configuration(path))) == int(bool(left))


def test_sections_in_other_files_are_mended_there(tmp_path):
    text = config()
    start, end = text.index("<bindings>"), text.index("</bindings>") + len("</bindings>")
    (tmp_path / "bindings.config").write_text(text[start:end], "utf-8")
    main = text[:start] + '<bindings configSource="bindings.config" />' + text[end:]
    path = write(tmp_path, main)
    changed, left = mended(path)
    assert [each.path.name for each in changed] == ["bindings.config"]
    assert left == []
    assert fix(path).exit_code == 0
    assert judge(read_configuration(path)) == []


def test_a_config_that_cannot_be_written_loses_nothing(tmp_path):
    path = tmp_path / "app.config"
    assert fix(path).exit_code == 2
    bad = write(tmp_path, "<configuration>")
    assert fix(bad).exit_code == 2
    assert bad.read_text() == "<configuration>"
