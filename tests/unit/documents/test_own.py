"""An organization's own templates and logo are tried before they are kept, and reach nothing outside."""

from __future__ import annotations

import subprocess
import zlib

import pytest

from severakit.documents.own import USUAL, check, own, sample
from severakit.documents.pdf import invoice_pdf, travel_pdf
from severakit.store.errors import AdministrationError
from support.foreign_tools import require

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1" fill="#ff0000"/></svg>'
PLAIN = b"""#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
Our own paper for #data.title"""


def png(width=40, height=10):
    """Return a red picture."""

    def chunk(kind, content):
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 2, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\xff\0\0" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def text_of(document):
    require("pdftotext")
    return subprocess.run(["pdftotext", "-", "-"], input=document, capture_output=True, check=True).stdout.decode()


def reds(document):
    """Return how many points of the first page are of the logo's red."""
    require("pdftoppm")
    picture = subprocess.run(
        ["pdftoppm", "-r", "50", "-l", "1"], input=document, capture_output=True, check=True
    ).stdout
    points = picture[picture.index(b"255\n") + 4 :]
    return sum(points[at : at + 3] == b"\xff\0\0" for at in range(0, len(points), 3))


@pytest.mark.parametrize("kind", ["invoice", "travel"])
def test_the_usual_template_and_a_plain_one_pass(kind):
    check(kind, USUAL)
    check(kind, PLAIN)


def test_a_document_is_printed_with_its_own_template():
    mine = own({"invoice": PLAIN})
    assert "Our own paper" in text_of(invoice_pdf(1, sample("Invoice"), own=mine))
    travel = sample("TravelReimbursement")
    assert "Our own paper" not in text_of(travel_pdf(1, travel, "Aino", "Nordlys", None, mine))
    mine = own({"travel": PLAIN})
    assert "Our own paper" in text_of(travel_pdf(1, travel, "Aino", "Nordlys", None, mine))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"#nothing", r"unknown variable: nothing\n.* template:1:1"),
        (b"#let data = json(bytes(sys.inputs.data))\n#data.titel", "titel"),
        (b"#json(bytes(sys.inputs.data)).payment.nothing", "nothing"),
        (b"#let x = (", "unclosed delimiter"),
        (b'#read("/etc/hostname")', "file not found"),
        (b'#read("../../../etc/hostname")', "outside|escape"),
        (b'#read("/proc/self/environ")', "file not found"),
        (b'#image("https://example.org/logo.png")', "file not found"),
        (b'#read(path("@preview/nowhere:0.1.0/x"))', "file not found"),
        (b'text\n#import "@preview/nowhere:0.1.0": *', "Line 2 has the word import"),
        (b'#include "other.typ"', "the word include"),
        (b'#eval("#im" + "port \\"@preview/nowhere:0.1.0\\"", mode: "markup")', "the word eval"),
        (b'#(dictionary(std).at("ev" + "al"))("1")', "the word std"),
        (b"\xff\xfe", "UTF-8"),
        (b"x" * 300_000, "at most 256 KiB"),
    ],
)
def test_what_cannot_print_or_reaches_out_is_refused(source, said):
    with pytest.raises(AdministrationError, match=said):
        check("invoice", source)


@pytest.mark.parametrize("logo", [SVG, png()])
def test_a_logo_stands_on_both_documents_unless_the_configuration_hides_it(logo):
    check("logo", logo)
    mine, invoice = own({"logo": logo}), sample("Invoice")
    assert reds(invoice_pdf(1, invoice)) == 0
    assert reds(invoice_pdf(1, invoice, own=mine)) > 500
    assert reds(travel_pdf(1, sample("TravelReimbursement"), "Aino", "Nordlys", None, mine)) > 500
    hidden = {**invoice, "InvoiceConfig": {**invoice["InvoiceConfig"], "ShowLogoOnInvoice": "false"}}
    assert reds(invoice_pdf(1, hidden, own=mine)) == 0


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        (b"GIF89a", "SVG, PNG or JPEG"),
        (b"<svg/>", "SVG, PNG or JPEG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "SVG, PNG or JPEG"),
        (png()[:60], "cannot be printed"),
        (SVG.replace(b"<rect", b'<image width="4" height="1" href="/etc/hostname"/><rect'), "cannot be printed"),
        (png() + bytes(300_000), "at most 256 KiB"),
    ],
)
def test_what_is_no_logo_is_refused(logo, said):
    with pytest.raises(AdministrationError, match=said):
        check("logo", logo)
