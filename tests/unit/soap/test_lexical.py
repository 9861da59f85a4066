"""Lexical forms: what is read, what is written, and what is refused with which advice."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from severakit.contract import load_contract
from severakit.entities import AccountGetOptions, CaseRight
from severakit.soap.lexical import LexicalError, parse, parse_enumeration, render, render_enumeration

HELSINKI = timezone(timedelta(hours=3))
FLAGS = load_contract().enums["AccountGetOptions"]
RIGHT = load_contract().enums["CaseRight"]
NOON = datetime(2026, 10, 1, 12)


@pytest.mark.parametrize(
    ("primitive", "text", "value"),
    [
        ("string", " as it is\r\n", " as it is\r\n"),
        ("boolean", "true", True),
        ("boolean", " 0\n", False),
        ("boolean", "1", True),
        ("boolean", "false", False),
        ("int", " +7 ", 7),
        ("int", "-2147483648", -(2**31)),
        ("int", "0000000000000000000000000000000000000042", 42),
        ("int", "-" + "0" * 100_000 + "7", -7),
        ("decimal", "0" * 100_000 + "7", Decimal(7)),
        ("decimal", "-000", Decimal(0)),
        ("long", "9223372036854775807", 2**63 - 1),
        ("byte", "255", 255),
        ("decimal", "+7.50", Decimal("7.50")),
        ("decimal", " .5", Decimal("0.5")),
        ("decimal", "5.", Decimal(5)),
        ("decimal", "-0.1", Decimal("-0.1")),
        (
            "decimal",
            "0.1000000000000000055511151231257827021181583404541015625",
            Decimal("0.1000000000000000055511151231"),
        ),
        ("dateTime", "2026-10-01T12:00:00", NOON),
        ("dateTime", " 2026-10-01 ", datetime(2026, 10, 1)),
        ("dateTime", "2026-10-01T12:00:00Z", NOON),
        ("dateTime", "2026-10-01T12:00:00.1234567+03:00", NOON.replace(microsecond=123456)),
        ("dateTime", "2026-10-01T12:00:00.5", NOON.replace(microsecond=500000)),
        ("dateTime", "0001-01-01T00:00:00", datetime(1, 1, 1)),
        ("base64Binary", " AAEC\r\n /w== ", b"\x00\x01\x02\xff"),
        ("base64Binary", "", b""),
    ],
)
def test_what_callers_send_is_read(primitive, text, value):
    assert parse(primitive, text) == value


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-10-01T12:00:00", 12),
        ("2026-10-01T12:00:00Z", 12),
        ("2026-10-01T12:00:00+03:00", 9),
        ("2026-10-01T12:00:00-03:30", 15),
        ("2026-10-01", 0),
        ("2026-10-01-02:00", 2),
    ],
)
def test_an_instant_is_read_in_utc(text, hour):
    value = parse("dateTime", text, instant=True)
    assert (value.hour, value.tzinfo) == (hour, UTC)


@pytest.mark.parametrize(
    ("primitive", "text"),
    [
        ("boolean", "yes"),
        ("boolean", "True"),
        ("boolean", ""),
        ("int", "2147483648"),
        ("int", "-2147483649"),
        ("int", "1.0"),
        ("int", "1 2"),
        ("int", "٣"),
        ("int", "9" * 100_000),
        ("int", "0" * 100_000 + "x"),
        ("decimal", "0" * 100_000 + "x"),
        ("dateTime", "2026-10-01T00:00:00." + "0" * 100_000 + "x"),
        ("int", ""),
        ("long", "9223372036854775808"),
        ("byte", "-1"),
        ("byte", "256"),
        ("decimal", "1e3"),
        ("decimal", "1,5"),
        ("decimal", "NaN"),
        ("decimal", "INF"),
        ("decimal", "."),
        ("decimal", "+"),
        ("decimal", ""),
        ("decimal", "9" * 29),
        ("decimal", "9" * 100_000),
        ("dateTime", "01.10.2026"),
        ("dateTime", "2026-13-01"),
        ("dateTime", "2026-02-30T00:00:00"),
        ("dateTime", "2026-10-01T25:00:00"),
        ("dateTime", "2026-10-01T12:00"),
        ("dateTime", "2026-10-01T12:00:00+99:00"),
        ("dateTime", "12026-10-01T12:00:00"),
        ("dateTime", ""),
        ("base64Binary", "AAE"),
        ("base64Binary", "ä"),
        ("base64Binary", "A*=="),
    ],
)
def test_what_is_no_lexical_form_is_refused(primitive, text):
    with pytest.raises(LexicalError) as error:
        parse(primitive, text)
    assert len(str(error.value)) < 200


def test_an_instant_beyond_the_calendar_is_refused():
    with pytest.raises(LexicalError, match="outside the years"):
        parse("dateTime", "0001-01-01T00:00:00+02:00", instant=True)
    with pytest.raises(LexicalError, match="outside the years"):
        render("dateTime", datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-2))), instant=True)


@pytest.mark.parametrize(
    ("primitive", "value", "text"),
    [
        ("string", "tab\tand\r\nline 😀", "tab\tand\r\nline 😀"),
        ("boolean", True, "true"),
        ("boolean", False, "false"),
        ("int", -5, "-5"),
        ("byte", 0, "0"),
        ("long", 2**40, "1099511627776"),
        ("decimal", Decimal("7.50"), "7.50"),
        ("decimal", Decimal("1E+3"), "1000"),
        ("decimal", Decimal("1E-7"), "0.0000001"),
        ("decimal", Decimal("1E-40"), "0." + "0" * 28),
        ("decimal", 3, "3"),
        ("dateTime", NOON, "2026-10-01T12:00:00"),
        ("dateTime", NOON.replace(microsecond=120000), "2026-10-01T12:00:00.12"),
        ("dateTime", datetime(33, 1, 2), "0033-01-02T00:00:00"),
        ("base64Binary", b"\x00\x01\x02\xff", "AAEC/w=="),
    ],
)
def test_each_value_has_one_written_form(primitive, value, text):
    assert render(primitive, value) == text


def test_an_instant_is_written_in_utc_without_offset():
    assert render("dateTime", NOON.replace(tzinfo=HELSINKI), instant=True) == "2026-10-01T09:00:00"


@pytest.mark.parametrize(
    ("primitive", "value", "advice"),
    [
        ("string", 5, "pass a str"),
        ("string", "bell \x07", r"U\+0007"),
        ("string", "half \ud800", r"U\+D800"),
        ("string", "\uffff", r"U\+FFFF"),
        ("boolean", 1, "pass True or False"),
        ("int", True, "pass an int"),
        ("int", 2**31, "pass an int from -2147483648"),
        ("int", "7", "pass an int"),
        ("byte", 256, "from 0 to 255"),
        ("decimal", 1.5, "pass a Decimal"),
        ("decimal", True, "pass a Decimal"),
        ("decimal", Decimal("NaN"), "finite"),
        ("decimal", Decimal("-Infinity"), "finite"),
        ("decimal", Decimal("1E+1000000"), "at most 28 digits"),
        ("dateTime", NOON.replace(tzinfo=UTC), "without tzinfo"),
        ("dateTime", NOON.date(), "pass a datetime"),
        ("base64Binary", "text", "pass bytes"),
    ],
)
def test_a_value_without_lexical_form_is_refused_with_advice(primitive, value, advice):
    with pytest.raises(LexicalError, match=advice):
        render(primitive, value)


@pytest.mark.parametrize("value", [NOON, NOON.date(), "2026-10-01"])
def test_an_instant_needs_a_zone(value):
    with pytest.raises(LexicalError, match="with tzinfo"):
        render("dateTime", value, instant=True)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "None"),
        (3, "NewOnly IncludeInactive"),
        (AccountGetOptions.CHECK_CHILD_CHANGES, "CheckAccountGroupChanges CheckAddressChanges CheckContactChanges"),
    ],
)
def test_flags_travel_as_literals(number, text):
    assert render_enumeration(FLAGS, number) == text
    assert parse_enumeration(FLAGS, text) == number


def test_flags_are_read_by_any_of_their_literals():
    assert parse_enumeration(FLAGS, " CheckChildChanges  NewOnly ") == 225
    assert parse_enumeration(FLAGS, "") == 0


def test_an_enumeration_travels_as_its_literal():
    assert render_enumeration(RIGHT, CaseRight.OWN_UNIT) == "OwnUnit"
    assert render_enumeration(RIGHT, "OwnUnit") == "OwnUnit"
    assert parse_enumeration(RIGHT, " OwnUnit\n") == "OwnUnit"


@pytest.mark.parametrize("text", ["ownunit", "4", "", "Own OwnUnit"])
def test_an_unknown_literal_is_refused(text):
    with pytest.raises(LexicalError, match="expected None, OwnNoCreation"):
        parse_enumeration(RIGHT, text)


@pytest.mark.parametrize(
    ("enumeration", "value"), [(RIGHT, "Nobody"), (RIGHT, 4), (FLAGS, 16), (FLAGS, -1), (FLAGS, "NewOnly")]
)
def test_a_value_that_is_no_literal_is_refused(enumeration, value):
    with pytest.raises(LexicalError, match="pass"):
        render_enumeration(enumeration, value)
