"""Every code block of the documentation is run, parsed, or quoted from a program that other tests run.

A page is run from its top to its end in a folder of its own, against a service with the demo organization. What is not
run stands in not_run.toml with the reason.
"""

import configparser
import json
import os
import re
import shlex
import shutil
import textwrap
import tomllib
from pathlib import Path

import duckdb
import pytest
import typer.main
from typer.core import TyperGroup
from typer.testing import CliRunner

from severakit.cli import app
from severakit.client import Client
from severakit.demo import build_demo
from severakit.store import administration
from severakit.store.store import Store
from support.dotnet_configs import config
from support.running_service import RunningService, served

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
NOT_RUN = tomllib.loads((Path(__file__).parent / "not_run.toml").read_text("utf-8"))
# What a reader has beside the address and the key.
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="navy"/></svg>'
PASSWORD = "correct horse battery staple"

_FENCE = re.compile(r"^( *)(`{3,})([^\n`]*)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)


def blocks(page):
    """Return the blocks of a page: language, text, line."""
    text = page.read_text("utf-8")
    return [
        (match[3].strip(), textwrap.dedent(match[4]), text[: match.start()].count("\n") + 1)
        for match in _FENCE.finditer(text)
    ]


WITH_BLOCKS = [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES if blocks(page)]


def reason(line, kind="reason"):
    """Return why a line is not run, or why it ends with 1; None if nothing says so."""
    found = (each["why"] for each in NOT_RUN[kind] if line.startswith(tuple(each["lines"])))
    return next(found, None)


@pytest.fixture(scope="module")
def demo(migrated_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("documentation") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    url = f"sqlite:///{path}"
    store = Store(url)
    built = build_demo(store, 300, name="Nordlys Consulting")
    api_key = administration.create_key(store, built.user, organization=built.organization)
    store.close()
    with served(url) as endpoint:
        yield RunningService(endpoint, api_key, url, built.organization, built.user)


class Workplace:
    """A folder in which a page is followed, with what its reader has there."""

    def __init__(self, demo, folder):
        self.demo = demo
        self.mirrors = Path(demo.database_url.removeprefix("sqlite:///")).parent
        self.names = {"endpoint": demo.endpoint, "api_key": demo.api_key}
        for name in ("app.config", "web.config", "Program.exe.config"):
            (folder / name).write_text(config(address=demo.endpoint), "utf-8")
        (folder / "logo.svg").write_text(LOGO, "utf-8")
        (folder / "Client.cs").write_text("var binding = new BasicHttpBinding();\n", "utf-8")
        with Client(demo.endpoint, demo.api_key, record=folder / "recording") as client:
            client.user.get_all_users().all()

    def python(self, text):
        exec(compile(text, "documentation", "exec"), self.names)  # noqa: S102 - our own documentation

    def toml(self, text):
        """Keep the list of organizations that the page is about."""
        tomllib.loads(text)
        # A machine that runs tests has no keyring.
        Path("organizations.toml").write_text(re.sub('keyring:[^"]*', "env:NO_KEY", text), "utf-8")

    def sql(self, text):
        """Ask the mirror that the page has made."""
        with duckdb.connect(str(self.mirrors / "severa.duckdb"), read_only=True) as mirror:
            mirror.execute(text).fetchall()

    def sh(self, text):
        for line in text.replace("\\\n", " ").splitlines():
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            parse(line)
            if reason(line) is None:
                self._command(line)

    def _command(self, line):
        assert line.startswith("severakit "), f"not_run.toml must say why this is not run: {line}"
        command, _, file = line.partition(" > ")
        words = [self._known(word) for word in shlex.split(command, comments=True)[1:]]
        done = CliRunner().invoke(app, words)
        if file:
            Path(file.strip()).write_bytes(done.stdout_bytes)
        expected = 0 if reason(line, "problem") is None else 1
        assert done.exit_code == expected, f"{line}\n{done.output}\n{done.exception}"

    def _known(self, word):
        """Return a word with what the documentation cannot know put in."""
        known = {
            "URL": self.demo.endpoint,
            "KEY": self.demo.api_key,
            "KEY1": self.demo.api_key,
            "KEY2": self.demo.api_key,
        }
        if word.startswith("sqlite:///") and word.endswith("severakit.db"):
            return self.demo.database_url
        # One mirror for all pages: reading everything takes its time.
        return known.get(word, word.replace("duckdb:///", f"duckdb:///{self.mirrors}/"))

    def is_as_the_command_says(self, text):
        """Whether a block is a config that `severakit wcf` finds nothing in, or what it says that code should be."""
        if text.startswith("<configuration>"):
            Path("whole.config").write_text(text, "utf-8")
            return CliRunner().invoke(app, ["wcf", "check", "whole.config"]).exit_code == 0
        return holds(CliRunner().invoke(app, ["wcf", "fix", "Client.cs"]).output, text)

    def cron(self, text):
        for line in text.splitlines():
            assert reason(line), f"not_run.toml must say why this is not run: {line}"
            parse(line.partition(" >>")[0])


def parse(line):
    """Hold the severakit in a command line against the commands and options that there are."""
    found = re.search(r"(?:^|&& |^\w+=\S+ )(severakit .*)", line)
    if found is None:
        return
    command, words = typer.main.get_command(app), shlex.split(found[1], comments=True)[1:]
    while isinstance(command, TyperGroup):
        command = command.commands[words.pop(0)]
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known | {"--help"}, line


PARSED = {
    "json": json.loads,
    "ini": configparser.ConfigParser(interpolation=None, strict=False).read_string,
}
# What the interop tests compile and run: a block of these languages stands there, word for word.
PROGRAMS = [
    *(ROOT / "examples").rglob("*"),
    *(ROOT / "tests/interop/clients").rglob("*"),
    # The SQL is run by tests/service/test_postgresql_role.py and test_growing.py.
    *(ROOT / "deploy/postgresql").rglob("*"),
]
QUOTED = {
    "csharp": ".cs",
    "java": ".java",
    "js": ".mjs",
    "php": ".php",
    "perl": ".pl",
    "cpp": ".cpp",
    "xml": ".xml",
} | {"postgresql": ".sql"}


def is_quoted(text, suffix):
    """Whether the lines of a block stand in a program."""
    return any(holds(program.read_text("utf-8"), text) for program in PROGRAMS if program.suffix == suffix)


def holds(program, text):
    """Whether lines stand in a program one behind the other, but for indentation."""
    lines, wanted = ([line.strip() for line in each.splitlines() if line.strip()] for each in (program, text))
    return any(lines[at : at + len(wanted)] == wanted for at in range(len(lines)))


@pytest.mark.parametrize("page", WITH_BLOCKS)
def test_the_page_works_as_it_says(page, demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SEVERA")]:
        monkeypatch.delenv(name)
    for name, value in {
        "SEVERA_ENDPOINT": demo.endpoint,
        "SEVERA_API_KEY": demo.api_key,
        "SEVERAKIT_DATABASE_URL": demo.database_url,
        "SEVERAKIT_CONSOLE_PASSWORD": PASSWORD,
    }.items():
        monkeypatch.setenv(name, value)
    workplace = Workplace(demo, tmp_path)
    for language, text, line in blocks(page):
        place = f"{page.relative_to(ROOT)}:{line}"
        try:
            if language in PARSED:
                PARSED[language](text)
            elif language in QUOTED:
                quoted = is_quoted(text, QUOTED[language]) or workplace.is_as_the_command_says(text)
                assert quoted, "No program that is tested holds these lines."
            elif language != "text":
                getattr(workplace, language)(text)
        except Exception as error:
            error.add_note(place)
            raise


def test_every_reason_is_for_something():
    lines = [line for page in PAGES for _, text, _ in blocks(page) for line in text.splitlines()]
    for each in (*NOT_RUN["reason"], *NOT_RUN["problem"]):
        for beginning in each["lines"]:
            if each["why"].startswith("Needs a package index"):
                continue
            assert any(line.startswith(beginning) for line in lines), beginning


def test_every_block_names_its_language():
    assert [f"{page}:{line}" for page in PAGES for language, _, line in blocks(page) if not language] == []
