"""The documentation is true: its Python runs, its commands parse, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from severakit.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def blocks(language):
    return [
        pytest.param(match[2], id=f"{page.relative_to(ROOT)}:{page.read_text()[: match.start()].count(chr(10)) + 1}")
        for page in PAGES
        for match in _BLOCK.finditer(page.read_text())
        if match[1] == language
    ]


@pytest.mark.parametrize("source", blocks("python"))
def test_python_runs(source, running_service):
    names = {"endpoint": running_service.endpoint, "api_key": running_service.api_key}
    exec(compile(source, "documentation", "exec"), names)  # noqa: S102 - our own documentation


def commands():
    return [
        pytest.param(line, id=line)
        for block in blocks("sh")
        for line in block.values[0].splitlines()
        if line.startswith("severakit ")
    ]


@pytest.mark.parametrize("line", commands())
def test_commands_parse(line):
    command, arguments = typer.main.get_command(app), shlex.split(line, comments=True)[1:]
    while isinstance(command, TyperGroup):
        command = command.commands[arguments.pop(0)]
    given = {word for word in arguments if word.startswith("--")}
    assert given <= {name for parameter in command.params for name in parameter.opts}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page):
    for target in _LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target


def test_make_targets_that_are_named_exist():
    makefile = (ROOT / "Makefile").read_text()
    for page in PAGES:
        for target in re.findall(r"^make (\w+)", page.read_text(), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
