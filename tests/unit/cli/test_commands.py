"""The command line without a service: help, wrong usage, the WSDL."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from severakit.cli import app
from severakit.cli.code import LanguageName
from severakit.code_samples import LANGUAGES

COMMANDS = [
    [],
    ["serve"],
    ["demo"],
    ["doctor"],
    ["call"],
    ["code"],
    ["wsdl"],
    ["sync"],
    ["sync", "run"],
    ["sync", "plan"],
    ["admin"],
]


def run(*arguments, env=None):
    return CliRunner().invoke(app, list(arguments), env=env)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["doctor"],
        ["sync", "run"],
        ["call", "IAccount.GetAccount", "--endpoint", "http://127.0.0.1:9", "--api-key", "k"],
        ["call", "IAPI.GetVersion", "no-value", "--endpoint", "http://127.0.0.1:9", "--api-key", "k"],
        ["call", "IAPI.GetVersion", "x=1", "--endpoint", "http://127.0.0.1:9", "--api-key", "k"],
        ["code", "IAccount.GetAccount"],
        ["code", "IAPI.GetVersion", "no-value"],
        ["code", "IAPI.GetVersion", "--language", "cobol"],
        ["code", "IAccount.GetAccountByNumber", "accountNumber=many"],
        ["serve", "--database", "sqlite:////proc/nowhere/x.db"],
        ["serve", "--database", "nonsense"],
        ["demo", "--size", "huge"],
        ["demo", "--folder", "/proc/nowhere"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2_and_a_sentence(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.output


def test_a_port_that_is_taken_is_said_so(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", "--database", f"sqlite:///{tmp_path}/x.db", "--port", port)
    assert result.exit_code == 2
    assert f"Port {port}" in result.stderr


def test_no_network_is_a_found_problem():
    result = run("call", "IAPI.GetVersion", "--endpoint", "http://127.0.0.1:9", "--api-key", "k")
    assert result.exit_code == 1
    assert "no connection" in result.stderr


def test_endpoint_and_key_can_come_from_the_environment():
    environment = {"SEVERA_ENDPOINT": "http://127.0.0.1:9", "SEVERA_API_KEY": "k"}
    assert run("call", "IAPI.GetVersion", env=environment).exit_code == 1


def test_the_wsdl_names_the_address_asked_for(tmp_path):
    path = tmp_path / "severa.wsdl"
    assert run("wsdl", "--endpoint", "https://me.example/API.svc", "-o", str(path)).exit_code == 0
    assert b'location="https://me.example/API.svc"' in path.read_bytes()
    assert run("wsdl").stdout.count("<wsdl:portType ") == 42


def test_the_package_runs_as_a_module():
    result = subprocess.run([sys.executable, "-m", "severakit", "--help"], capture_output=True, text=True, check=True)
    assert "doctor" in result.stdout


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_code_is_printed_in_every_language(language):
    result = run("code", "IAccount.GetAccountByNumber", "accountNumber=1001", "--language", language)
    assert result.exit_code == 0
    assert "1001" in result.stdout
    assert "SEVERA_API_KEY" in result.stdout
    assert result.stderr == ""


def test_the_languages_of_the_command_are_those_that_there_are():
    assert [language.value for language in LanguageName] == list(LANGUAGES)
