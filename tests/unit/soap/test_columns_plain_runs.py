"""Which runs the quick way takes; that it reads them right is shown by test_columns."""

import pytest

from severakit.contract import TypeRef, load_contract
from severakit.entities import CLASSES
from severakit.soap.encode import value_encoder
from severakit.soap.plain_runs import Nested, Prefixes, plain_runs

CONTRACT = load_contract()
ARRAYS = CONTRACT.namespaces["arrays"]
PREFIXES = Prefixes("a", "i", "b")


def read(type_name, run, prefixes=PREFIXES):
    columns = plain_runs(type_name, prefixes).read(run.encode())
    return columns if columns is None else [column.to_pylist() for column in columns]


def account(members):
    return f"<a:AccountTiny>{members}</a:AccountTiny>"


# One contains itself; one has a member with its own name.
EXACT_ONLY = {"PhaseTreeNode", "Finvoice"}


ENTITIES = {name for name, each in CONTRACT.types.items() if each.namespace == CONTRACT.namespaces["entities"]}


@pytest.mark.parametrize("type_name", sorted(ENTITIES - EXACT_ONLY))
def test_what_our_encoder_writes_is_plain(type_name):
    members = CONTRACT.types[type_name].members
    run = value_encoder(TypeRef(type_name), f"a:{type_name}")(CLASSES[type_name]()) * 3
    if any(member.nillable for member in members):
        columns = plain_runs(type_name, PREFIXES).read(run.encode())
        assert [values_of(column) for column in columns] == [[None] * 3] * len(members)


def values_of(column):
    return column.counts if isinstance(column, Nested) else column.to_pylist()


def test_some_are_left_to_the_exact_way():
    assert plain_runs("PhaseTreeNode", PREFIXES) is None
    assert read("Finvoice", "<a:Finvoice><a:Finvoice>x</a:Finvoice><a:GUID>g</a:GUID></a:Finvoice>") is None


def test_entities_in_entities():
    price = "<a:Price>{}</a:Price>"
    columns = plain_runs("Phase", PREFIXES).read(
        (
            f"<a:Phase><a:FlatRate>{price.format(1)}</a:FlatRate><a:GUID>p</a:GUID></a:Phase>"
            '<a:Phase><a:FlatRate i:nil="true"/><a:GUID>q</a:GUID></a:Phase>'
            f"<a:Phase><a:FlatRate>{price.format(2)}</a:FlatRate><a:GUID>r</a:GUID></a:Phase>"
        ).encode()
    )
    names = [member.name for member in CONTRACT.types["Phase"].members]
    assert columns[names.index("GUID")].to_pylist() == ["p", "q", "r"]
    counts, members = columns[names.index("FlatRate")]
    assert counts == [1, None, 1]
    prices = [member.name for member in CONTRACT.types["FlatRate"].members].index("Price")
    assert members[prices].to_pylist() == ["1", "2"]


def test_lists_of_entities_in_entities():
    entry = "<a:HourEntry><a:GUID>{}</a:GUID></a:HourEntry>"
    columns = plain_runs("WorkDayInfo", PREFIXES).read(
        (
            f"<a:WorkDayInfo><a:Entries>{entry.format(1)}{entry.format(2)}</a:Entries></a:WorkDayInfo>"
            '<a:WorkDayInfo><a:Entries i:nil="true"/></a:WorkDayInfo>'
            "<a:WorkDayInfo><a:Entries/></a:WorkDayInfo>"
            "<a:WorkDayInfo><a:Entries></a:Entries></a:WorkDayInfo>"
            f"<a:WorkDayInfo><a:Entries>{entry.format(3)}</a:Entries></a:WorkDayInfo>"
        ).encode()
    )
    names = [member.name for member in CONTRACT.types["WorkDayInfo"].members]
    counts, members = columns[names.index("Entries")]
    assert counts == [2, None, 0, 0, 1]
    guids = [member.name for member in CONTRACT.types["HourEntry"].members].index("GUID")
    assert members[guids].to_pylist() == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("type_name", "run"),
    [
        ("Phase", "<a:Phase><a:FlatRate/></a:Phase>"),
        ("Phase", "<a:Phase><a:FlatRate>\x01</a:FlatRate></a:Phase>"),
        ("Phase", "<a:Phase><a:FlatRate><a:Price>1</a:Price></a:Phase>"),
        ("Phase", "<a:Phase><a:FlatRate></a:FlatRate><a:FlatRate></a:FlatRate></a:Phase>"),
        (
            "WorkDayInfo",
            (
                "<a:WorkDayInfo><a:Entries><a:HourEntry><a:GUID>1</a:GUID></a:Entries></a:WorkDayInfo>"
                "<a:WorkDayInfo><a:Entries></a:HourEntry></a:Entries></a:WorkDayInfo>"
            ),
        ),
        ("WorkDayInfo", "<a:WorkDayInfo><a:Entries><a:Other><a:GUID>1</a:GUID></a:Other></a:Entries></a:WorkDayInfo>"),
    ],
)
def test_other_entities_in_entities_are_refused(type_name, run):
    assert read(type_name, run) is None


def test_nil_empty_and_missing_are_told_apart():
    run = account('<a:GUID i:nil="true"/><a:Name/>') + account("<a:GUID/><a:Name>n</a:Name>")
    assert read("AccountTiny", run + account("<a:GUID></a:GUID><a:Name></a:Name>")) == [
        [None, "", ""],
        ["", "n", ""],
        [None, None, None],
    ]


def test_members_stand_in_any_order_and_unknown_ones_are_dropped():
    run = account("<a:Number>1</a:Number><a:More>x</a:More><a:Name>n</a:Name>")
    assert read("AccountTiny", run * 2) == [[None, None], ["n", "n"], ["1", "1"]]


def test_references_are_resolved_once():
    text = "&lt;&amp;lt;&gt;&quot;&apos;&amp;amp;&#13;&#xD;&#10;&#xA;&#9;&#x9;"
    assert read("AccountTiny", account(f"<a:Name>{text}</a:Name>"))[1] == ["<&lt;>\"'&amp;\r\r\n\n\t\t"]


@pytest.mark.parametrize("declaration", ["", f' xmlns:b="{ARRAYS}"', f' xmlns:c="{ARRAYS}"'])
def test_lists_of_strings(declaration):
    prefix = "c" if "xmlns:c" in declaration else "b"
    items = f"<{prefix}:string>x</{prefix}:string><{prefix}:string>&amp;</{prefix}:string>"
    run = "".join(
        f"<a:Customer><a:AccountGroupGUIDs{member}</a:Customer>"
        for member in [
            f"{declaration}>{items}</a:AccountGroupGUIDs>",
            f'{" i:nil="}"true"{declaration}/>',
            f"{declaration}/>",
            f"{declaration}></a:AccountGroupGUIDs>",
        ]
    )
    names = [member.name for member in CONTRACT.types["Customer"].members]
    assert read("Customer", run)[names.index("AccountGroupGUIDs")] == [["x", "&"], None, [], []]


@pytest.mark.parametrize(
    "run",
    [
        account("<a:Name>n</a:Name>") + account(""),
        account("<a:Name>n</a:Name>") + account("<a:GUID>n</a:GUID>"),
        account("<a:Name>n</a:Name><a:Name>n</a:Name>"),
        account("<a:Name>n</a:name>"),
        account("<a:Name>n</a:Name>text"),
        account("text<a:Name>n</a:Name>"),
        "text" + account("<a:Name>n</a:Name>"),
        account("<a:Name>n</a:Name>") + "text",
        account("<a:Name>a<b/>c</a:Name>"),
        account("<a:Name><![CDATA[x]]></a:Name>"),
        account("<a:Name><!-- x --></a:Name>"),
        account("<a:Name>a > b</a:Name>"),
        account("<a:Name>a\rb</a:Name>"),
        account("<a:Name>a\x00b</a:Name>"),
        account("<a:Name>&other;</a:Name>"),
        account("<a:Name>a & b</a:Name>"),
        account('<a:Name x="1">n</a:Name>'),
        account('<a:Name i:nil="1"/>'),
        account("<a:Name >n</a:Name>"),
        account("<b:Name>n</b:Name>"),
        account("<a:More>a & b</a:More>"),
        account('<a:Name xmlns:a="urn:x">n</a:Name>'),
        '<a:AccountTiny i:type="a:AccountTiny"><a:Name>n</a:Name></a:AccountTiny>',
        "<a:Other><a:Name>n</a:Name></a:Other>" + account("<a:Name>n</a:Name>"),
    ],
)
def test_anything_else_is_refused(run):
    assert read("AccountTiny", run) is None


@pytest.mark.parametrize(
    "names", [[b"\xed\xa0\x80"], [b"\xff"], [b"\xc3", b"\xa4"], [b"a &am", b"p; b"], [b"&", b"#13;"]]
)
def test_bytes_that_are_not_text_are_refused_even_if_two_values_together_are(names):
    run = b"".join(account("<a:Name>%</a:Name>").encode().replace(b"%", name) for name in names)
    assert plain_runs("AccountTiny", PREFIXES).read(run) is None


@pytest.mark.parametrize("prefixes", [Prefixes("a", "i", None), Prefixes("a", "i", "a"), Prefixes("a", "i", "i")])
def test_lists_need_a_prefix_of_their_own(prefixes):
    assert read("Customer", "<a:Customer><a:AccountGroupGUIDs/></a:Customer>", prefixes) is None
