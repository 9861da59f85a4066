"""Texts with HTML in them, read as people see them; and texts that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severakit.documents.markup import lines_of, plain_text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (None, []),
        ("", []),
        ("  plain  ", ["plain"]),
        ("price < 100 and > 50", ["price < 100 and > 50"]),
        ("a<b", ["a<b"]),
        ("1 <2> 3", ["1 <2> 3"]),
        ("see <x> and </y>", ["see <x> and </y>"]),
        ("R&amp;D, &lt;b&gt; and 5 &euro;", ["R&D, <b> and 5 €"]),
        ("R&D & Co", ["R&D & Co"]),
        ("one<br>two<br/>three", ["one", "two", "three"]),
        ("<p>Kiitos <b>tilauksesta</b></p><p>Toinen</p>", ["Kiitos tilauksesta", "Toinen"]),
        ("<ul><li>one</li><li>two</li></ul>", ["• one", "• two"]),
        ("<script>alert('x')</script>seen<style>p {}</style>", ["seen"]),
        ("first\r\nsecond\n\nthird", ["first", "second", "third"]),
        ("<P CLASS='x'>upper</P>", ["upper"]),
        ("many \t  spaces&nbsp;here", ["many spaces here"]),
        ("<!-- not seen -->seen", ["seen"]),
    ],
)
def test_what_is_seen_of_a_text(text, seen):
    assert lines_of(text) == seen
    assert plain_text(text) == " ".join(seen)


@given(st.text())
def test_any_text_is_read(text):
    lines = lines_of(text)
    assert all(line == line.strip() and line and "\n" not in line for line in lines)


@given(st.text(st.characters(exclude_characters="<&", exclude_categories=["C", "Z"]), min_size=1))
def test_a_text_without_markup_stays_whole(text):
    assert plain_text(text) == text
