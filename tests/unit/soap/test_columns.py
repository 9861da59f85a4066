"""Both list readers against the exact way, which reads the whole document and decodes its elements."""

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from severakit.contract import TypeRef, load_contract
from severakit.entities import CLASSES, AccountTiny, HourEntry
from severakit.soap import lexical
from severakit.soap.arrow_schema import InexactDecimal, RecursiveType, arrow_schema, entity_batch
from severakit.soap.columns import ArrowListReader, EntityListReader
from severakit.soap.decode import DeserializationError, decode_result
from severakit.soap.envelope import EnvelopeError, Quota, read_envelope, response
from severakit.soap.faults import NotFound, is_fault, read_fault, render_fault
from severakit.soap.result_document import TruncatedResponse
from severakit.soap.tree import MalformedXml, read_tree
from support.typed_values import known_literals

pytestmark = pytest.mark.filterwarnings("ignore::severakit.soap.drift.SchemaDriftWarning")

CONTRACT = load_contract()
TINY = CONTRACT.operations["IAccount.GetAllAccounts"]
HOURS = CONTRACT.operations["IHourEntry.GetHourEntriesChangedSince"]
CUSTOMERS = CONTRACT.operations["ICustomer.GetAllCustomers"]
TREE = CONTRACT.operations["IPhase.GetHourEntryPhasesByUserGUID"]
LISTS = {
    operation.returns.name: operation
    for operation in CONTRACT.operations.values()
    if operation.returns and operation.returns.is_list and operation.returns.name in CONTRACT.types
}
NAMESPACES = (
    f'xmlns:a="{CONTRACT.namespaces["entities"]}" xmlns:b="{CONTRACT.namespaces["arrays"]}" '
    'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
)

few = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
many = settings(few, max_examples=200)


def document(items, operation=TINY, namespaces=NAMESPACES):
    """A response to ``operation`` whose list is the text ``items``."""
    name, target = operation.name, operation.namespace
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>'
        f'<Quota xmlns="{target}">100000</Quota><UsedQuota xmlns="{target}">7</UsedQuota></s:Header><s:Body>'
        f'<{name}Response xmlns="{target}"><{name}Result {namespaces}>{items}</{name}Result></{name}Response>'
        "</s:Body></s:Envelope>"
    )


def tiny(name="Ä & O", number="7"):
    return (
        f"<a:AccountTiny><a:GUID>g</a:GUID><a:Name>{lexical_escape(name)}</a:Name>"
        f"<a:Number>{number}</a:Number></a:AccountTiny>"
    )


def lexical_escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def chunks(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


def read(reader, pieces):
    parts = [part for piece in pieces for part in reader.feed(piece)]
    return parts + reader.close()


def exactly(operation, data, encoding=None):
    """What the slow and simple way makes of a document."""
    body = read_envelope(read_tree(data, encoding=encoding)).body
    if body is not None and is_fault(body):
        raise read_fault(body)
    return decode_result(operation, body) or []


def table(operation, batches):
    return pa.Table.from_batches(batches, arrow_schema(operation.returns.name))


def expected_table(operation, entities):
    return table(operation, [entity_batch(operation.returns.name, entities)] if entities else [])


def extra_of(entity):
    return entity if entity is None else dict(entity.extra)


def assert_read_as(operation, data, entities, size=None, run_bytes=1000, encoding=None):
    pieces = chunks(data, size or len(data))
    objects = read(EntityListReader(operation, encoding, run_bytes), pieces)
    assert objects == entities
    assert list(map(extra_of, objects)) == list(map(extra_of, entities))
    batches = read(ArrowListReader(operation, encoding, run_bytes), pieces)
    assert table(operation, batches).equals(expected_table(operation, entities))


def assert_exact(data, operation=TINY, size=None, run_bytes=1000, encoding=None):
    entities = exactly(operation, data, encoding)
    assert_read_as(operation, data, entities, size, run_bytes, encoding)
    return entities


# Any entities, any chunking


texts = st.one_of(
    st.text(st.characters(codec="utf-8").filter(lambda each: not lexical.ILLEGAL_CHARACTER.match(each)), max_size=8),
    st.sampled_from(["", " ", "\r\n", "a & b < c > d", "]]>", "&amp;lt;", "ä€😀", "<a:GUID>", "</a:AccountTiny>"]),
)
PRIMITIVES = {
    "string": texts,
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "byte": st.integers(0, 255),
    "decimal": st.decimals(-(10**18), 10**18, places=4),
    "dateTime": st.datetimes() | st.datetimes().map(lambda value: value.replace(microsecond=0)),
    "instant": st.datetimes(datetime(1, 1, 2), timezones=st.just(UTC)),
    "base64Binary": st.binary(max_size=8),
}


def values(reference, instant=False, depth=0):
    if reference.is_list:
        item = values(TypeRef(reference.name), instant, depth + 1)
        return st.just([]) if depth > 1 else st.lists(item, max_size=3)
    if reference.name in CONTRACT.enums:
        return st.sampled_from(known_literals(reference.name))
    if reference.name in CONTRACT.types:
        return entities(reference.name, depth + 1)
    return PRIMITIVES["instant" if instant else reference.name]


ABSENT = st.none()


def entities(type_name, depth=0, absent=ABSENT):
    members = {
        member.python_name: absent if depth > 2 else absent | values(member.type, member.instant, depth)
        for member in CONTRACT.types[type_name].members
    }
    return st.builds(CLASSES[type_name], **members)


@pytest.mark.parametrize("type_name", sorted(LISTS))
def test_any_entities_in_any_chunks(type_name):
    operation = LISTS[type_name]

    @few
    @given(st.lists(entities(type_name), max_size=6), st.integers(1, 500), st.sampled_from([1, 300, 5000]))
    def survive(items, size, run_bytes):
        data = response(operation, items, Quota(5, 4))
        pieces = chunks(data, size)
        assert read(EntityListReader(operation, run_bytes=run_bytes), pieces) == items
        if type_name != "PhaseTreeNode":
            batches = read(ArrowListReader(operation, run_bytes=run_bytes), pieces)
            assert table(operation, batches).equals(expected_table(operation, items))

    survive()


@few
@given(st.lists(entities("HourEntry", absent=st.nothing()), min_size=1, max_size=6), st.integers(1, 2000))
def test_entities_without_nil(items, size):
    assert_read_as(HOURS, response(HOURS, items, None), items, size)


def test_every_chunk_size():
    data = document(tiny("€ä😀") + tiny("", "") + tiny("x")).encode()
    expected = exactly(TINY, data)
    for size in range(1, 60):
        assert_read_as(TINY, data, expected, size, run_bytes=50)


def test_many_runs_share_one_answer():
    data = document("".join(tiny(f"name {number}", number) for number in range(2000))).encode()
    expected = [AccountTiny("g", f"name {number}", number) for number in range(2000)]
    assert_read_as(TINY, data, expected, size=700, run_bytes=4096)
    assert_read_as(TINY, data, expected)


def test_one_feed_of_many_runs_holds_little_more_than_a_run():
    reader = EntityListReader(TINY, run_bytes=1000)
    data = document(tiny() * 500).encode()
    assert len(reader.feed(data)) > 480
    assert len(reader.close()) < 20


def test_large_values():
    big = "ä" * 1_000_000
    data = document(tiny(big) + tiny("small") + tiny(big)).encode()
    assert_read_as(TINY, data, [AccountTiny("g", each, 7) for each in (big, "small", big)], 65536, 100_000)


# What is not plain


UNUSUAL = [
    "<!-- </a:AccountTiny> -->",
    "<![CDATA[</a:AccountTiny>]]>",
    "<?pi </a:AccountTiny>?>",
    "<![CDATA[a < b]]>",
    "&#65;&#x20AC;",
    "&quot;&apos;&#13;&#10;",
    "&amp;lt;",
    "&bogus;",
    "&#1;",
    "&",
    " ",
    "\r\n",
    "text",
    ">",
    "]]>",
    "<",
    "<a:Name>twice</a:Name>",
    "<a:Name/>",
    "<a:Name></a:Name>",
    '<a:Name i:nil="true"/>',
    "<a:Number> +7 </a:Number>",
    "<a:Number>x</a:Number>",
    "<a:Unknown>1</a:Unknown>",
    "<a:Unknown><a:Name>inner</a:Name></a:Unknown>",
    "<a:Unknown><a:AccountTiny><a:Name>inner</a:Name></a:AccountTiny></a:Unknown>",
    "<a:Name>a<a:b/>c</a:Name>",
    "<Name>in no namespace</Name>",
    '<c:Name xmlns:c="urn:other">other</c:Name>',
    ' xmlns:a="urn:other"',
    ' xmlns="urn:other"',
    ' i:type="a:AccountTiny"',
    ' i:type="a:HourEntry"',
    ' i:nil="true"',
    " i:nil='1'",
    ' i:nil="false"',
    ' other="1"',
    "</a:AccountTiny>",
    "<a:AccountTiny>",
    "<a:AccountTiny/>",
    '<a:AccountTiny i:nil="true"/>',
    "</a:AccountTiny ><a:AccountTiny\n>",
    "<a:HourEntry><a:GUID>not asked for</a:GUID></a:HourEntry>",
    "<!DOCTYPE x>",
    "\x01",
    "\ufffe",
]


def outcome(read_all):
    try:
        return read_all()
    except (ValueError, NotFound):
        return "refused"


def assert_same_outcome(data, size, run_bytes, operation=TINY):
    pieces = chunks(data, size)
    expected = outcome(lambda: exactly(operation, data))
    assert outcome(lambda: read(EntityListReader(operation, run_bytes=run_bytes), pieces)) == expected
    batches = outcome(lambda: read(ArrowListReader(operation, run_bytes=run_bytes), pieces))
    if expected == "refused":
        assert batches == expected
    else:
        assert table(operation, batches).equals(expected_table(operation, expected))


PLAIN = document(tiny("a") + tiny("b & c", "") + "".join(tiny("d", number) for number in range(5)))
NUMBERED = PLAIN.replace("<a:Number></a:Number>", '<a:Number i:nil="true"/>').encode()
FIRST = NUMBERED.index(b"<a:AccountTiny>")
LAST = NUMBERED.rindex(b"</a:AccountTiny>")


@pytest.mark.parametrize("unusual", UNUSUAL)
def test_unusual_in_every_place(unusual):
    """Most places make it malformed, which has to be seen as well."""
    for place in range(FIRST, NUMBERED.index(b"</a:AccountTiny>") + 30):
        data = NUMBERED[:place] + unusual.encode() + NUMBERED[place:]
        assert_same_outcome(data, 4000, run_bytes=4000)
        assert_same_outcome(data, 300, run_bytes=150)


changes = st.tuples(
    st.integers(FIRST - 200, LAST + 100),
    st.integers(0, 3),
    st.one_of(st.sampled_from(UNUSUAL).map(str.encode), st.binary(max_size=2)),
)


@many
@given(st.lists(changes, min_size=1, max_size=3), st.integers(1, 3000), st.sampled_from([1, 150, 800, 5000]))
def test_any_damage(damages, size, run_bytes):
    data = NUMBERED
    for place, removed, inserted in damages:
        data = data[:place] + inserted + data[place + removed :]
    assert_same_outcome(data, size, run_bytes)


CUSTOMER = (
    '<a:Customer><a:AccountGroupGUIDs xmlns:b="{arrays}"><b:string>x</b:string><b:string>y &amp; z</b:string>'
    "</a:AccountGroupGUIDs><a:Name>n</a:Name></a:Customer>"
    '<a:Customer><a:AccountGroupGUIDs i:nil="true" xmlns:b="{arrays}"/><a:Name>n</a:Name></a:Customer>'
    '<a:Customer><a:AccountGroupGUIDs xmlns:b="{arrays}"/><a:Name/></a:Customer>'
).format(arrays=CONTRACT.namespaces["arrays"])
CUSTOMER_UNUSUAL = [*UNUSUAL, "<b:string>", "</b:string>", "<b:string/>", '<b:string i:nil="true"/>', "<b:other/>"]


FLAT_RATE = "<a:FlatRate><a:Price>1.5</a:Price></a:FlatRate>"
PHASE = (
    f"<a:Phase>{FLAT_RATE}<a:Name>n</a:Name></a:Phase>"
    '<a:Phase><a:FlatRate i:nil="true"/><a:Name>&amp;</a:Name></a:Phase>'
    f"<a:Phase>{FLAT_RATE}<a:Name></a:Name></a:Phase>"
)
PHASE_UNUSUAL = [*UNUSUAL, "<a:FlatRate>", "</a:FlatRate>", "<a:FlatRate/>", FLAT_RATE, "<a:Phase>", "</a:Phase>"]
ENTRIES = "<a:Entries><a:HourEntry><a:GUID>1</a:GUID></a:HourEntry><a:HourEntry><a:GUID/></a:HourEntry></a:Entries>"
DAY = (
    f"<a:WorkDayInfo>{ENTRIES}<a:UserGUID>u</a:UserGUID></a:WorkDayInfo>"
    '<a:WorkDayInfo><a:Entries i:nil="true"/><a:UserGUID>v</a:UserGUID></a:WorkDayInfo>'
    "<a:WorkDayInfo><a:Entries/><a:UserGUID>w</a:UserGUID></a:WorkDayInfo>"
)
DAY_UNUSUAL = [*UNUSUAL, "<a:HourEntry>", "</a:HourEntry>", "<a:HourEntry/>", "<a:Entries>", "</a:Entries>", ENTRIES]
NESTED = [
    (CUSTOMERS, CUSTOMER, CUSTOMER_UNUSUAL),
    (LISTS["Phase"], PHASE, PHASE_UNUSUAL),
    (LISTS["WorkDayInfo"], DAY, DAY_UNUSUAL),
]


@pytest.mark.parametrize(("operation", "items", "unusual"), NESTED)
def test_any_damage_to_what_is_within_entities(operation, items, unusual):
    @many
    @given(
        st.integers(0, len(items)),
        st.integers(0, 2),
        st.sampled_from(["", *unusual]),
        st.sampled_from([200, 5000]),
    )
    def same_outcome(place, removed, inserted, run_bytes):
        damaged = items[:place] + inserted + items[place + removed :]
        assert_same_outcome(document(damaged, operation).encode(), 400, run_bytes, operation)

    assert assert_exact(document(items, operation).encode(), operation)
    same_outcome()


@pytest.mark.parametrize(
    "items",
    [
        f"\n  {tiny()}\n  {tiny()}\n",
        tiny() + "<a:AccountTiny>\n <a:GUID>g</a:GUID>\n <a:Name>n</a:Name>\n</a:AccountTiny>",
        "<a:AccountTiny><a:Name>n</a:Name><a:Extra>e</a:Extra><a:Number>1</a:Number></a:AccountTiny>" * 3,
        "<a:AccountTiny><a:Number>1</a:Number></a:AccountTiny><a:AccountTiny><a:Name>n</a:Name></a:AccountTiny>",
        '<a:AccountTiny i:nil="true"/>' + tiny(),
        "<a:AccountTiny/>" + tiny(),
        "<a:HourEntry/>" + tiny(),
    ],
)
def test_other_ways_to_write_a_list(items):
    for run_bytes in (40, 400, 4000):
        assert assert_exact(document(items).encode(), run_bytes=run_bytes)


def test_a_subtype_keeps_its_class_as_an_object_and_loses_its_own_members_in_arrow():
    operation = CONTRACT.operations["IItem.GetTravelExpensesByDate"]
    items = [CLASSES["Item"](guid="1"), CLASSES["TravelReimbursementRow"](guid="2")]
    data = response(operation, items, None)
    assert list(map(type, read(EntityListReader(operation), [data]))) == list(map(type, items))
    assert_read_as(operation, data, items)


@pytest.mark.parametrize(
    ("namespaces", "prefix", "nil"),
    [
        (NAMESPACES.replace("xmlns:a=", "xmlns:e-1.x=").replace("xmlns:i=", "xmlns:xsi="), "e-1.x:", "xsi:nil"),
        (NAMESPACES.replace("xmlns:a=", "xmlns:ä="), "ä:", "i:nil"),
        (NAMESPACES + f' xmlns:c="{CONTRACT.namespaces["entities"]}"', "a:", "i:nil"),
        (NAMESPACES.replace("xmlns:a=", f'xmlns:t="{TINY.namespace}" xmlns='), "", "i:nil"),
    ],
)
def test_other_prefixes(namespaces, prefix, nil):
    items = tiny() + '<a:AccountTiny><a:GUID i:nil="true"/><a:Name>n</a:Name></a:AccountTiny>'
    text = document(items.replace("a:", prefix).replace("i:nil", nil), namespaces=namespaces)
    if not prefix:
        text = text.replace("GetAllAccountsResult", "t:GetAllAccountsResult")
    assert assert_exact(text.encode()) == [AccountTiny("g", "Ä & O", 7), AccountTiny(None, "n")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_encodings(encoding):
    name = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    text = document(tiny() * 3)
    expected = [AccountTiny("g", "Ä & O", 7)] * 3
    for size in (1, 7, 5000):
        if not encoding.endswith(("le", "be")):
            declared = f"<?xml version='1.0' encoding='{name}'?>\n{text}".encode(encoding)
            assert_read_as(TINY, declared, expected, size, run_bytes=200)
        header = None if encoding == "utf-8-sig" else encoding
        assert_read_as(TINY, text.encode(encoding), expected, size, run_bytes=200, encoding=header)


def test_latin_1_is_not_taken_for_utf_8():
    data = document(tiny("Ã¤")).encode("iso-8859-1")
    assert_read_as(TINY, data, [AccountTiny("g", "Ã¤", 7)], encoding="ISO-8859-1")


def test_an_unknown_encoding_is_refused():
    with pytest.raises(MalformedXml, match="encoding"):
        EntityListReader(TINY, "utf-7")


# Values in their many forms


def hours(**members):
    return document(f"<a:HourEntry>{''.join(f'<a:{k}>{v}</a:{k}>' for k, v in members.items())}</a:HourEntry>", HOURS)


@pytest.mark.parametrize(
    ("member", "text", "value"),
    [
        ("Quantity", "7.50", Decimal("7.50")),
        ("Quantity", " +007.5\n", Decimal("7.5")),
        ("Quantity", "-.5", Decimal("-0.5")),
        ("Quantity", "7.", Decimal(7)),
        ("Quantity", "&#55;", Decimal(7)),
        ("Quantity", "1.00000000000000000000", Decimal("1.00000000000000000000")),
        ("IsBillable", "1", True),
        ("IsBillable", " false ", False),
        ("EventDate", "2026-10-01", datetime(2026, 10, 1)),
        ("EventDate", "0001-01-01T00:00:00", datetime(1, 1, 1)),
        ("EventDate", "2026-10-01T12:30:00.1234567", datetime(2026, 10, 1, 12, 30, 0, 123456)),
        ("EventDate", "2026-10-01T12:30:00.5Z", datetime(2026, 10, 1, 12, 30, 0, 500000)),
        ("EventDate", "2026-10-01T23:30:00+02:00", datetime(2026, 10, 1, 23, 30)),
        ("EndTime", "", None),
        ("InvoiceQuantity", " ", None),
        ("Description", "", ""),
        ("Description", "  ", "  "),
        ("Description", "a\r\nb&#13;", "a\nb\r"),
    ],
)
def test_lexical_forms(member, text, value):
    [entity] = assert_exact(hours(**{member: text}).encode(), HOURS)
    assert getattr(entity, CONTRACT.types["HourEntry"].member[member].python_name) == value
    if isinstance(value, Decimal):
        [read_again] = read(EntityListReader(HOURS), [hours(**{member: text}).encode()])
        assert read_again.quantity.as_tuple() == value.as_tuple()


@pytest.mark.parametrize(
    ("member", "text"),
    [
        ("Quantity", "1e3"),
        ("Quantity", "NaN"),
        ("Quantity", "1-2"),
        ("Quantity", ""),
        ("Quantity", "9" * 29),
        ("IsBillable", "TRUE"),
        ("IsBillable", "tru"),
        ("EventDate", "2026-02-30T00:00:00"),
        ("EventDate", "0000-01-01T00:00:00"),
        ("EventDate", "2026-10-01 00:00:00"),
        ("EventDate", "2026-10-01T00:00"),
        ("EventDate", "20261001"),
        ("EventDate", "2026-10-01T24:00:00"),
    ],
)
def test_wrong_values_are_refused_with_their_place(member, text):
    for reader in (EntityListReader(HOURS), ArrowListReader(HOURS)):
        with pytest.raises(DeserializationError, match=f"HourEntry/{member}"):
            read(reader, [hours(**{member: text}).encode()])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-10-01T12:00:00", datetime(2026, 10, 1, 12, tzinfo=UTC)),
        ("2026-10-01T12:00:00Z", datetime(2026, 10, 1, 12, tzinfo=UTC)),
        ("2026-10-01T12:00:00.25", datetime(2026, 10, 1, 12, 0, 0, 250000, tzinfo=UTC)),
        ("2026-10-01T12:00:00+03:00", datetime(2026, 10, 1, 9, tzinfo=UTC)),
    ],
)
def test_instants(text, value):
    operation = LISTS["BusinessUnit"]
    items = f"<a:BusinessUnit><a:InsertTS>{text}</a:InsertTS></a:BusinessUnit>" * 2
    data = document(items, operation).encode()
    first, second = assert_exact(data, operation)
    assert first.insert_ts == second.insert_ts == value
    assert first.insert_ts.tzinfo is UTC


@pytest.mark.parametrize(
    ("number", "accepted"), [("2147483647", True), ("-2147483648", True), ("2147483648", False), ("0x1F", False)]
)
def test_whole_numbers(number, accepted):
    operation = LISTS["BusinessUnit"]
    data = document(f"<a:BusinessUnit><a:PaymentTerm>{number}</a:PaymentTerm></a:BusinessUnit>", operation).encode()
    if accepted:
        assert assert_exact(data, operation)[0].payment_term == int(number)
    else:
        with pytest.raises(DeserializationError, match="PaymentTerm"):
            read(ArrowListReader(operation), [data])


def test_a_decimal_that_arrow_cannot_hold_is_named():
    data = (hours(Quantity="1.12345678901")).encode()
    with pytest.raises(InexactDecimal, match=r"Quantity is 1\.12345678901"):
        read(ArrowListReader(HOURS), [data])
    assert read(EntityListReader(HOURS), [data]) == [HourEntry(quantity=Decimal("1.12345678901"))]


def test_equal_values_are_one_object():
    data = document("".join(tiny("the same", 123456) for _ in range(100))).encode()
    first, *rest = read(EntityListReader(TINY), [data])
    assert all(each.name is first.name and each.number is first.number for each in rest)


# The document around the list


def test_a_response_cut_off_anywhere():
    data = document(tiny() * 2).encode() + b"\n"
    whole = data.rindex(b">") + 1
    for end in range(whole):
        for reader in (EntityListReader(TINY, run_bytes=50), ArrowListReader(TINY, run_bytes=5000)):
            with pytest.raises(TruncatedResponse, match="cut off"):
                read(reader, [data[:end]])
    assert_read_as(TINY, data[:whole], exactly(TINY, data))


def test_entities_before_the_cut_are_handed_out():
    reader = EntityListReader(TINY, run_bytes=200)
    data = document(tiny() * 20).encode()
    handed_out = reader.feed(data[: len(data) // 2])
    assert handed_out == [AccountTiny("g", "Ä & O", 7)] * len(handed_out)
    assert len(handed_out) > 5
    with pytest.raises(TruncatedResponse):
        reader.close()


@pytest.mark.parametrize("namespaces", [NAMESPACES, NAMESPACES + ' i:nil="true"', ""])
def test_no_entities(namespaces):
    data = document("", namespaces=namespaces).encode()
    for size in (1, len(data)):
        assert_read_as(TINY, data, [], size)
    assert_read_as(TINY, data.replace(b"></GetAllAccountsResult>", b"/>"), [])


def test_no_result_at_all():
    data = document("").encode()
    start, end = data.index(b"<GetAllAccountsResult"), data.index(b"</GetAllAccountsResponse>")
    assert_read_as(TINY, data[:start] + data[end:], [])


def test_the_quota_is_known_after_the_header():
    data = document(tiny()).encode()
    reader = EntityListReader(TINY)
    assert reader.quota is None
    reader.feed(data[: data.index(b"<s:Body>")])
    assert reader.quota == Quota(100000, 7)


def test_a_response_without_quota():
    data = document(tiny()).replace("UsedQuota", "Other").encode()
    reader = EntityListReader(TINY)
    assert len(read(reader, [data])) == 1
    assert reader.quota is None


@pytest.mark.parametrize("reader", [EntityListReader, ArrowListReader])
def test_a_fault_is_raised_at_the_end(reader):
    data = render_fault(NotFound("No such case"), Quota(5, 5))
    for size in (1, len(data)):
        faulty = reader(TINY)
        for piece in chunks(data, size):
            assert faulty.feed(piece) == []
        assert faulty.quota == Quota(5, 5)
        with pytest.raises(NotFound, match="No such case"):
            faulty.close()


def test_other_documents():
    other = document(tiny(), HOURS).encode()
    for data, error in [
        (b"<html><body>Down for maintenance</body></html>", EnvelopeError),
        (b"plain text", MalformedXml),
        (other, DeserializationError),
        (document("text" + tiny()).encode(), DeserializationError),
        (document(tiny()).encode() + b"<more/>", MalformedXml),
        (b"<!DOCTYPE x>" + document(tiny()).encode(), MalformedXml),
        (document(tiny()).replace("</a:GUID>", "</a:guid>").encode(), MalformedXml),
    ]:
        for size in (1, len(data)):
            with pytest.raises(error):
                read(EntityListReader(TINY), chunks(data, size))


def test_a_second_result_is_refused():
    start, end = b"<GetAllAccountsResult", b"</GetAllAccountsResult>"
    data = document(tiny()).encode()
    result = data[data.index(start) : data.index(end) + len(end)]
    with pytest.raises(DeserializationError, match="second GetAllAccountsResult"):
        read(EntityListReader(TINY), [data.replace(end, end + result)])


def test_a_document_type_is_refused_as_such():
    with pytest.raises(MalformedXml, match="DOCTYPE"):
        read(EntityListReader(TINY), [b"<!DOCTYPE x>" + document(tiny()).encode()])


def test_an_error_says_at_which_byte_of_the_response():
    data = document(tiny() * 100).encode()
    place = data.rindex(b"</a:Name>")
    with pytest.raises(MalformedXml, match=f"mismatched tag at byte {place + 2}"):
        read(EntityListReader(TINY, run_bytes=1000), [data[:place] + b"</a:name>" + data[place + 9 :]])


def test_entities_that_contain_themselves_have_no_arrow_form():
    with pytest.raises(RecursiveType, match="PhaseTreeNode"):
        ArrowListReader(TREE)


def test_operations_without_a_list_are_refused():
    for name in ("ICase.GetCaseByGUID", "IPhaseMember.GetPhaseMembersByPhaseGUID", "IAPI.GetSchemaVersion"):
        if name in CONTRACT.operations:
            with pytest.raises(ValueError, match="returns no list"):
                EntityListReader(CONTRACT.operations[name])
