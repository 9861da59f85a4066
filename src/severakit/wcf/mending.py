"""Mending a config: only what a finding speaks of changes, every other byte stays."""

from __future__ import annotations

import difflib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from severakit.wcf.configuration import ConfigError, Configuration, read_configuration
from severakit.wcf.document import Document, Node
from severakit.wcf.findings import Severity
from severakit.wcf.judgement import Problem, judge
from severakit.wcf.settings import MAX_ITEMS, QUOTAS

BEHAVIOR = "SeveraClient"
"""The endpoint behavior that a mended config gets where it has none."""

_QUOTAS = {limit.setting: limit for limit in QUOTAS}
# What only a person can decide.
_LEFT = frozenset({"address", "behaviorConfiguration", "bindingConfiguration", "name", "transport"})
_ROUNDS = 3


@dataclass(frozen=True)
class _Edit:
    """A replacement of some of a document's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Mended:
    """A file and its mended text."""

    document: Document
    text: bytes

    @property
    def path(self) -> Path:
        """The file."""
        return self.document.path

    def diff(self) -> str:
        """Return what changes, as a unified diff."""
        old, new = (text.decode().splitlines() for text in (self.document.text, self.text))
        return "\n".join(difflib.unified_diff(old, new, str(self.path), str(self.path), lineterm=""))


def mended(path: Path, framework: str | None = None) -> tuple[list[Mended], list[Problem]]:
    """Return the files that mending a config changes, and what is left to a person: all that would still be found.

    Nothing is written. Raises ConfigError, also for a file that would not be the same again outside of the changes.
    """
    originals: dict[Path, Document] = {}
    texts: dict[Path, bytes] = {}
    configuration = read_configuration(path, framework)
    for document in configuration.documents:
        _check_reversible(document)
        originals[document.path], texts[document.path] = document, document.text
    # A change may uncover the next: quotas first get their element, then their behavior.
    for _ in range(_ROUNDS):
        edits = _edits(configuration)
        if not any(edits.values()):
            break
        for document in configuration.documents:
            texts[document.path] = _applied(document.text, edits[document.path])
        configuration = _reread(configuration, originals, texts, framework)
    changed = [Mended(each, texts[file]) for file, each in originals.items() if texts[file] != each.text]
    return changed, judge(configuration)


def write(mended_file: Mended) -> Path:
    """Write a mended file in place of the old one, which is kept beside it; return where."""
    path = mended_file.path
    backup = path.with_name(f"{path.name}.bak")
    number = 1
    while backup.exists():
        backup = path.with_name(f"{path.name}.bak{number}")
        number += 1
    backup.write_bytes(path.read_bytes())
    waiting = path.with_name(f".{path.name}.new")
    waiting.write_bytes(mended_file.document.written(mended_file.text))
    waiting.chmod(path.stat().st_mode & 0o7777)
    os.replace(waiting, path)  # noqa: PTH105 - Path.replace is the same; this says that it is one step
    return backup


def _check_reversible(document: Document) -> None:
    if document.written(document.text) != document.path.read_bytes():
        raise ConfigError(f"{document.path} cannot be written back as it is. Save it in UTF-8 first.")


def _reread(
    configuration: Configuration, originals: dict[Path, Document], texts: dict[Path, bytes], framework: str | None
) -> Configuration:
    return read_configuration(
        configuration.document.path,
        framework,
        {file: originals[file].written(text) for file, text in texts.items()},
    )


def _applied(text: bytes, edits: Iterable[_Edit]) -> bytes:
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text.encode() + text[edit.end :]
    return text


@dataclass
class _Change:
    """What an element gets that it has not: attributes, and children before those that it has."""

    document: Document
    node: Node
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)

    def edits(self) -> Iterator[_Edit]:
        """Put it into the element's tag."""
        document, node = self.document, self.node
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        behind = node.tag_end - 1
        while document.text[behind - 1 : behind] in (b"/", b" ", b"\t", b"\r", b"\n"):
            behind -= 1
        if not self.children:
            yield _Edit(behind, behind, attributes)
        elif node.is_empty_tag:
            yield _Edit(behind, node.end, f"{attributes}>{self._lines(closing=True)}</{_tag_name(document, node)}>")
        else:
            if attributes:
                yield _Edit(behind, behind, attributes)
            yield _Edit(node.tag_end, node.tag_end, self._lines(closing=not node.children))

    def _lines(self, *, closing: bool) -> str:
        newline, outer = self.document.newline.decode(), self.document.indentation(self.node).decode()
        inner = outer + _step(outer)
        lines = "".join(f"{newline}{inner}{child}" for child in self.children)
        return f"{lines}{newline}{outer}" if closing else lines


class _Changes:
    """All that a config needs, gathered by element so that each is touched once."""

    def __init__(self) -> None:
        self.values: defaultdict[Path, list[_Edit]] = defaultdict(list)
        self._changes: dict[int, _Change] = {}

    def set(self, document: Document, node: Node, name: str, value: str) -> None:
        """Set an attribute, one that is written in its place."""
        if name in node.attributes:
            attribute = node.attributes[name]
            edit = _Edit(attribute.start, attribute.end, value)
            if edit not in self.values[document.path]:
                self.values[document.path].append(edit)
        else:
            self.of(document, node).attributes[name] = value

    def of(self, document: Document, node: Node) -> _Change:
        """Return what an element gets."""
        return self._changes.setdefault(id(node), _Change(document, node))

    def edits(self) -> dict[Path, list[_Edit]]:
        """Return all edits by file."""
        edits = defaultdict(list, {path: list(values) for path, values in self.values.items()})
        for change in self._changes.values():
            edits[change.document.path] += change.edits()
        return edits


def _edits(configuration: Configuration) -> dict[Path, list[_Edit]]:
    changes = _Changes()
    quotas: dict[int, tuple[Problem, dict[str, str]]] = {}
    endpoints: list[Problem] = []
    for problem in judge(configuration):
        setting, value = problem.finding.setting, problem.finding.recommended
        document, node = problem.document, problem.node
        if _is_left(problem) or _is_of_two_minds(configuration, problem):
            continue
        if setting == "messageVersion" and node.name == "binding":
            changes.of(document, node).children.append('<textMessageEncoding messageVersion="Soap11" />')
        elif setting in _QUOTAS and node.name == "binding" and node.parent is not None and _is_custom(node.parent):
            # They stand in the encoding, which it gets first.
            continue
        elif setting == MAX_ITEMS.setting and setting not in node.attributes:
            endpoints.append(problem)
        elif setting in _QUOTAS and node.name != "readerQuotas":
            quotas.setdefault(id(node), (problem, {}))[1][setting] = value
        elif setting == "mode" and node.name != "security":
            changes.of(document, node).children.append(f'<security mode="{value}" />')
        else:
            changes.set(document, node, setting, value)
    for problem, values in quotas.values():
        written = " ".join(f"{name}={quoteattr(value)}" for name, value in values.items())
        changes.of(problem.document, problem.node).children.append(f"<readerQuotas {written} />")
    _lift_items(configuration, endpoints, changes)
    return changes.edits()


def _is_left(problem: Problem) -> bool:
    setting, is_note = problem.finding.setting, problem.finding.severity is Severity.NOTE
    # A note goes with what it speaks of; an encoding of a custom binding is an element with children of its own.
    return setting in _LEFT or is_note or (setting == "messageEncoding" and problem.node.name != "binding")


def _is_custom(collection: Node) -> bool:
    return collection.name == "customBinding"


def _is_of_two_minds(configuration: Configuration, problem: Problem) -> bool:
    """Whether a mode is for addresses of http and of https: whichever it gets, it is wrong for one of them."""
    return problem.finding.setting == "mode" and any(
        problem.concerns(binding) and {"http", "https"} <= {each.scheme for each in configuration.endpoints_of(binding)}
        for binding in configuration.bindings
    )


def _step(indentation: str) -> str:
    return "\t" if "\t" in indentation else "  "


def _tag_name(document: Document, node: Node) -> str:
    tag = document.text[node.start + 1 : node.tag_end].decode()
    return tag.split(maxsplit=1)[0].rstrip("/>")


def _lift_items(configuration: Configuration, problems: list[Problem], changes: _Changes) -> None:
    """Give endpoints a behavior that lifts the bound on items: the one that they name, or a new one."""
    value = str(MAX_ITEMS.recommended)
    serializer = f'<dataContractSerializer {MAX_ITEMS.setting}="{value}" />'
    named = {problem.node.get("behaviorConfiguration") for problem in problems}
    for behavior in configuration.behaviors:
        if behavior.name in named and behavior.serializer is not None:
            changes.set(behavior.document, behavior.serializer, MAX_ITEMS.setting, value)
        elif behavior.name in named:
            changes.of(behavior.document, behavior.node).children.append(serializer)
    known = {behavior.name for behavior in configuration.behaviors}
    without = [problem for problem in problems if problem.node.get("behaviorConfiguration") not in known]
    for problem in without:
        changes.set(problem.document, problem.node, "behaviorConfiguration", BEHAVIOR)
    if without and BEHAVIOR not in known:
        _add_behavior(configuration, f'<behavior name="{BEHAVIOR}">{serializer}</behavior>', changes)


def _add_behavior(configuration: Configuration, behavior: str, changes: _Changes) -> None:
    """Add the new behavior, with as many elements around it as are missing."""
    for document in configuration.documents:
        is_section = document.root.name == "behaviors"
        for node in [document.root] if is_section else configuration.service_model.every("behaviors"):
            if node.get("configSource"):
                continue
            group = node.child("endpointBehaviors")
            if group is not None:
                changes.of(document, group).children.append(behavior)
            else:
                changes.of(document, node).children.append(f"<endpointBehaviors>{behavior}</endpointBehaviors>")
            return
    whole = f"<behaviors><endpointBehaviors>{behavior}</endpointBehaviors></behaviors>"
    changes.of(configuration.document, configuration.service_model).children.append(whole)
