"""Documents are set whatever their texts hold, and kept by what they show."""

from __future__ import annotations

import subprocess

import pytest
import structlog
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from severakit.documents import typesetting
from support.foreign_tools import require

TEMPLATE = b"""#let data = json(bytes(sys.inputs.data))
#set text(font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"))
#set document(title: "Texts")
#set page(width: 60mm)
#for each in data.texts [#each #parbreak()]"""


def text_of(*texts, organization=1):
    require("pdftotext")
    document = typesetting.pdf(organization, TEMPLATE, {"texts": texts})
    assert b"pdfaid:part" in document
    done = subprocess.run(["pdftotext", "-", "-"], input=document, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize("text", ["Työ à-pris €", "Привет", "Ελλάδα", "→ ✓ № ő ł ș"])
def test_what_a_font_has_is_printed(text):
    assert text.replace(" ", "") in text_of(text).replace(" ", "")


def test_what_no_font_has_is_replaced_and_said_once():
    with structlog.testing.capture_logs() as logs:
        text = text_of("Kiitos 😀 ja 你好 ja 😀", organization=7)
    assert "Kiitos □ ja □□ ja □" in text
    assert logs == [
        {"event": "characters_replaced", "log_level": "warning", "characters": "U+4F60 U+597D U+1F600"},
    ]


def test_control_characters_are_left_out():
    assert "abcd" in text_of("a\x07b\x00c\x9bd")


def test_a_long_word_stays_within_the_page():
    require("pdftotext")
    document = typesetting.pdf(1, TEMPLATE, {"texts": ["x" * 500]})
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=document, capture_output=True, check=True).stdout
    rights = [float(part.split('"')[0]) for part in boxes.decode().split('xMax="')[1:]]
    assert rights
    assert max(rights) < 60 / 25.4 * 72
    assert text_of("x" * 500).count("x") == 500


def test_a_code_is_not_broken():
    asserting = b'#assert(json(bytes(sys.inputs.data)).code.len() == 54)\n#set document(title: "x")\nA'
    assert typesetting.pdf(1, asserting, {"code": "4" * 54}).startswith(b"%PDF")


def test_the_same_for_one_organization_is_made_once():
    data = {"texts": ["same"]}
    first = typesetting.pdf(1, TEMPLATE, data)
    assert typesetting.pdf(1, TEMPLATE, dict(data)) is first
    assert typesetting.pdf(2, TEMPLATE, data) is not first


def test_a_template_that_typst_refuses_is_refused():
    with pytest.raises(typst.TypstError, match="unknown variable"):
        typesetting.pdf(1, b"#nothing", {})


@settings(max_examples=25)
@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_text_is_set(texts):
    assert typesetting.pdf(1, TEMPLATE, {"texts": texts}).startswith(b"%PDF")
