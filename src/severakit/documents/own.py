"""An organization's own templates and logo: checked by printing with them before they are kept."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import typst
from lxml import etree

from severakit.contract import load_contract
from severakit.documents import typesetting
from severakit.documents.shown import Shown, as_shown
from severakit.store.errors import AdministrationError

USUAL = (files("severakit.documents") / "templates" / "invoice.typ").read_bytes()
"""The template of invoices and of travel reimbursements, for who has none of their own."""

_MOST_BYTES = 256 * 1024
# These words reach other files, and packages in the network, or write code that does.
_REACHING = re.compile(rb"\b(import|include|eval|std)\b")
_SAMPLES: Mapping[str, Any] = {
    "boolean": "true",
    "dateTime": "2026-01-31T00:00:00",
    "decimal": "100.00",
    "int": 1,
    "long": 1,
    "string": "Nordlys & Co",
}
# A picture of points is put into one of lines, in which it takes the place that there is.
_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 400 100">'
    '<image width="400" height="100" preserveAspectRatio="xMinYMid meet" xlink:href="data:{type};base64,{data}"/></svg>'
)
_POINTS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
# What typst calls what it compiles.
_PLACE = re.compile(r"\S*__typst_py_bytes__\.typ")
_ALONE = b'#set document(title: "Logo")\n#image(bytes(json(bytes(sys.inputs.data)).points))'
_SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True)
class Own:
    """With what an organization's documents are printed. ``logo`` is SVG, empty for none."""

    invoice: bytes = USUAL
    travel: bytes = USUAL
    logo: str = ""


def own(contents: Mapping[str, bytes]) -> Own:
    """Return with what documents are printed, of what an organization has of its own, by kind."""
    logo = contents.get("logo")
    return Own(contents.get("invoice", USUAL), contents.get("travel", USUAL), "" if logo is None else svg_of(logo))


def svg_of(logo: bytes) -> str:
    """Return a logo as SVG: it may be SVG, PNG or JPEG. Raises AdministrationError for anything else."""
    if len(logo) > _MOST_BYTES:
        raise AdministrationError("A logo has at most 256 KiB: make the picture smaller.")
    for beginning, media_type in _POINTS.items():
        if logo.startswith(beginning):
            return _PICTURE.format(type=media_type, data=base64.b64encode(logo).decode())
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(logo, parser)
    except etree.XMLSyntaxError:
        raise AdministrationError("A logo is a picture in SVG, PNG or JPEG.") from None
    if root.tag != _SVG or root.getroottree().docinfo.internalDTD is not None:
        raise AdministrationError("A logo is a picture in SVG, PNG or JPEG.")
    svg: str = etree.tostring(root, encoding="unicode")
    return svg


def check(kind: str, content: bytes) -> None:
    """Print a document with what shall be an organization's own. Raises AdministrationError where that fails."""
    from severakit.documents.pdf import invoice_pdf, travel_pdf  # noqa: PLC0415 - which prints with this

    if kind != "logo":
        _check_template(content)
    with_it = own({kind: content})
    try:
        if kind == "logo" and content.startswith(tuple(_POINTS)):
            # In a picture of lines, one of points that is broken would only be missing.
            typesetting.pdf(0, _ALONE, {"points": list(content)})
        if kind == "travel":
            travel_pdf(0, sample("TravelReimbursement"), "Aino Virta", "Nordlys", "fi-FI", with_it)
        else:
            invoice_pdf(0, {**sample("Invoice"), "IsCreditNote": "false"}, own=with_it)
            invoice_pdf(0, sample("Invoice"), 1001, with_it)
    except typst.TypstError as error:
        said = _PLACE.sub("template", error.diagnostic or str(error)).strip()
        raise AdministrationError(f"A document cannot be printed with it:\n{said}") from None


def _check_template(content: bytes) -> None:
    if len(content) > _MOST_BYTES:
        raise AdministrationError("A template has at most 256 KiB.")
    try:
        content.decode()
    except UnicodeDecodeError:
        raise AdministrationError("A template is typst source in UTF-8.") from None
    reaching = _REACHING.search(content)
    if reaching is not None:
        line = content.count(b"\n", 0, reaching.start()) + 1
        raise AdministrationError(
            f"Line {line} has the word {reaching[0].decode()}. A template stands alone: it takes in no other files and "
            "no packages. Write what it needs into it."
        )


def sample(type_name: str) -> Shown:
    """Return an entity that has something in every member."""
    return as_shown(type_name, _row(type_name))


def _row(type_name: str) -> list[Any]:
    contract = load_contract()
    row: list[Any] = []
    for member in contract.types[type_name].members:
        name = member.type.name
        value = _row(name) if name in contract.types else _SAMPLES.get(name, "")
        row.append([value] if member.type.is_list else value)
    return row
