"""Envelopes set out in lines say the same as before."""

import pytest

from severakit.contract import load_contract
from severakit.soap.envelope import request
from severakit.soap.indented import indented
from severakit.soap.tree import read_tree
from support.typed_values import arguments_of

OPERATIONS = load_contract().operations.values()


def content(element):
    children = [content(child) for child in element]
    text = "" if children and element.text.isspace() else element.text
    return (element.namespace, element.name, element.attributes, text, children)


def test_it_says_the_same_for_every_operation():
    for operation in OPERATIONS:
        message = request(operation, arguments_of(operation), "key").decode()
        assert content(read_tree(indented(message).encode())) == content(read_tree(message.encode()))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<a><b>x</b><c/></a>", ["<a>", "  <b>x</b>", "  <c/>", "</a>"]),
        ("<a><b></b><c> </c></a>", ["<a>", "  <b></b>", "  <c> </c>", "</a>"]),
        ("<a><b>two\nlines</b></a>", ["<a>", "  <b>two", "lines</b>", "</a>"]),
        ("<a><b>x</b><c att", ["<a>", "  <b>x</b>", "  <c att"]),
        ("<a><b>cut o", ["<a>", "  <b>cut o"]),
        ("", []),
    ],
)
def test_every_element_has_a_line_of_its_own(text, lines):
    assert indented(text).splitlines() == lines
