"""Decoding one large response: ours as Arrow and as objects, and what the peers' libraries make of it.

Every contestant is a process of its own (benchmarks/peers/decode.*), so that its memory can be told from others'.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import serving
from severakit.contract import load_contract, render_wsdl

_CONTRACT = load_contract()
_PEERS = Path(__file__).parent / "peers"
_AMOUNTS = [member.name for member in _CONTRACT.types["HourEntry"].members if member.type.name == "decimal"]


@dataclass(frozen=True)
class Decoder:
    """A contestant: called, it decodes the response once and returns its bytes."""

    process: subprocess.Popen[str]
    content: Mapping[str, Any]
    """What the response comes to: entities, values that are not nil, and the sum of every amount."""
    size: int

    def __call__(self) -> int:
        """Decode once."""
        self._say("\n")
        if not self._answer().strip().isdigit():
            raise RuntimeError(f"{self.process.args!r} did not decode the response; its error stands above.")
        return self.size

    def peak_memory(self) -> int:
        """The most memory the process has held at once, in bytes, its start and one decoded response included."""
        return serving.peak_memory(self.process.pid)

    def _say(self, text: str) -> None:
        assert self.process.stdin is not None  # noqa: S101 - it was started with pipes
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def _answer(self) -> str:
        assert self.process.stdout is not None  # noqa: S101
        return self.process.stdout.readline()


@contextmanager
def decoders(response: Path, folder: Path) -> Iterator[dict[str, Decoder]]:
    """Start what decodes the response, by name. Raises ValueError unless all come to the same content."""
    wsdl = folder / "severa.wsdl"
    wsdl.write_bytes(render_wsdl(_CONTRACT, "http://localhost/webservice/S3/API.svc"))
    with ExitStack() as started:
        found = {
            name: started.enter_context(_started(command, response.stat().st_size))
            for name, command in _commands(wsdl, response, folder).items()
        }
        contents = {name: decoder.content for name, decoder in found.items()}
        if any(content != contents["arrow"] for content in contents.values()):
            raise ValueError(f"The readers disagree: {contents}")
        yield found


def content_of(response: Path, folder: Path) -> Mapping[str, Any]:
    """Return what a response comes to, read as objects."""
    with _started(_python("objects", folder / "unused.wsdl", response), response.stat().st_size) as decoder:
        return decoder.content


def _commands(wsdl: Path, response: Path, folder: Path) -> dict[str, list[str]]:
    amounts = ",".join(_AMOUNTS)
    return {
        **{name: _python(name, wsdl, response) for name in ("arrow", "objects", "zeep", "suds")},
        "php": ["php", str(_PEERS / "decode.php"), str(wsdl), str(response), amounts],
        "node_soap": ["node", str(_PEERS / "decode.mjs"), str(wsdl), str(response), amounts, str(_node_soap(folder))],
        "gsoap": [str(_gsoap(wsdl, folder)), str(response)],
    }


def _python(reader: str, wsdl: Path, response: Path) -> list[str]:
    return [sys.executable, str(_PEERS / "decode.py"), reader, str(wsdl), str(response), ",".join(_AMOUNTS)]


def _node_soap(folder: Path) -> Path:
    """Install node-soap with npm and return the folder that holds it."""
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--prefix", str(folder), "soap"], check=True)
    (folder / "package.json").touch()
    return folder


def _gsoap(wsdl: Path, folder: Path) -> Path:
    """Generate gSOAP's C++ from the WSDL, compile it with ours, and return the program."""
    source = folder / "gsoap"
    source.mkdir()
    program = source / "decode"
    build = [
        ["wsdl2h", "-o", "severa.h", str(wsdl)],
        ["soapcpp2", "-C", "-L", "-x", "severa.h"],
        ["g++", "-O2", "-I.", str(_PEERS / "decode.cpp"), "soapC.cpp", "-o", str(program), "-lgsoap++"],
    ]
    for command in build:
        subprocess.run(command, cwd=source, check=True, capture_output=True)
    return program


@contextmanager
def _started(command: list[str], size: int) -> Iterator[Decoder]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RuntimeError(f"{command!r} did not decode the response; its error stands above.")
        yield Decoder(process, json.loads(line), size)
    finally:
        process.communicate(timeout=60)
