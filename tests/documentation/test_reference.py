"""The reference is complete: every operation, type, member, option and setting has its place."""

import re
from pathlib import Path

import typer.main
from typer.core import TyperGroup

from severakit.cli import app
from severakit.contract import BASE, EXTENDED, load_contract

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
CONTRACT = load_contract(BASE)


def commands(command, path):
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from commands(inner, [*path, name])
    else:
        yield " ".join(path), command


def sections(page, level):
    """Return the text of each section of a page by its heading."""
    parts = re.split(rf"^{level} (.+)$", (REFERENCE / page).read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_operation_has_its_section():
    described = sections("operations.md", "###")
    assert [name for name in CONTRACT.operations if name.partition(".")[2] not in described] == []
    assert len(CONTRACT.operations) == 256


def sentences(section):
    """Return what an operation's section says of it in words of its own: not signature, generation or faults."""
    not_own = ("*", "`", "Faults: ", "Declares no fault.", "Declared and never the answer: ")
    return " ".join(paragraph for paragraph in section.strip().split("\n\n") if not paragraph.startswith(not_own))


def test_every_operation_has_a_sentence_of_its_own():
    described = sections("operations.md", "###")
    assert [name for name, text in described.items() if not re.search(r"[.;:]", sentences(text))] == []


def test_every_operation_with_options_says_what_their_bits_mean():
    described = sections("operations.md", "###")
    with_options = [
        operation.name
        for operation in load_contract(EXTENDED).operations.values()
        if any(param.name == "options" for param in operation.params)
    ]
    assert with_options
    assert [name for name in with_options if not re.search(r"\bbits?\b", sentences(described[name]))] == []


def test_every_type_and_enumeration_has_its_section_with_every_member():
    described = sections("types.md", "###")
    for contract in CONTRACT.types.values():
        assert [m.name for m in contract.members if f"| `{m.name}` |" not in described[contract.name]] == []
    for enumeration in CONTRACT.enums.values():
        assert [name for name in enumeration.values if f"| `{name}` |" not in described[enumeration.name]] == []
    assert len(CONTRACT.types) - len(CONTRACT.undeclared_faults) == 79


def test_every_command_has_its_section_with_every_option():
    described = sections("command-line.md", "##")
    for name, command in commands(typer.main.get_command(app), ["severakit"]):
        options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        assert [option for option in options if f"`{option}`" not in described[name]] == [], name


def test_every_variable_of_the_environment_is_described():
    page = (REFERENCE / "settings.md").read_text("utf-8")
    files = [path for path in (ROOT / "src").rglob("*.py") if "code_samples" not in path.parts]
    sources = "".join(path.read_text("utf-8") for path in files)
    for variable in set(re.findall(r"\bSEVERA(?:KIT)?_[A-Z_]+[A-Z]\b", sources)):
        assert f"`{variable}`" in page, variable


def test_every_page_is_in_the_navigation():
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8")
    pages = [str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if f": {page}\n" not in navigation] == []
