"""The bounded reader: what it builds, and that hostile documents end in an error, soon."""

import pytest

from severakit.soap.tree import Element, LimitExceeded, Limits, MalformedXml, TreeReader, XmlError, read_tree

XSI = "http://www.w3.org/2001/XMLSchema-instance"
SMALL = Limits(bytes=100_000, depth=8, attributes=8, elements=100, markup=70_000)


def outline(element: Element):
    """An element as nested tuples."""
    return (element.name, element.text, [outline(child) for child in element])


def test_names_attributes_text_and_children():
    root = read_tree(b'<r xmlns="u" xmlns:p="v" p:x="1" y="2">\n <p:c>a<!-- b -->c<![CDATA[<d>]]></p:c>\n <e/></r>')
    assert (root.namespace, root.name) == ("u", "r")
    assert root.attributes == {("v", "x"): "1", ("", "y"): "2"}
    assert outline(root) == ("r", "", [("c", "ac<d>", []), ("e", "", [])])
    assert root.child("v", "c") is root.children[0]
    assert root.child("u", "c") is None
    assert repr(root) == "<Element {u}r>"


def test_blanks_are_kept_where_they_are_the_value():
    assert read_tree(b"<r>  </r>").text == "  "
    assert read_tree(b"<r> x <c/> y </r>").text == " x  y "


@pytest.mark.parametrize(
    ("value", "nil"), [("true", True), ("1", True), ("false", False), ("0", False), (" true ", True)]
)
def test_nil(value, nil):
    assert read_tree(f'<r xmlns:i="{XSI}" i:nil="{value}"/>'.encode()).nil is nil
    assert read_tree(f'<r nil="{value}"/>'.encode()).nil is False


def test_the_prefix_of_a_type_is_resolved_where_it_stands():
    root = read_tree(
        f'<r xmlns:i="{XSI}" xmlns:p="one" i:type="p:T"><c xmlns:p="two" i:type=" p:T "/>'
        '<d xmlns="three" i:type="T"/><e i:type="q:T"/><f i:type="p:T"/><g/></r>'.encode()
    )
    assert root.type_name == ("one", "T")
    assert [child.type_name for child in root] == [("two", "T"), ("three", "T"), ("", "T"), ("one", "T"), None]


def test_a_document_in_single_bytes_is_the_same():
    data = "<r><a>ä&amp;€</a><b x='1'/></r>".encode()
    reader = TreeReader()
    for position in range(len(data)):
        reader.feed(data[position : position + 1])
    assert outline(reader.close()) == outline(read_tree(data))


def test_what_surrounds_the_root_does_not_matter():
    data = b'<?xml version="1.0" encoding="utf-8"?>\n<!-- c --><?pi x?>\n<r/>\n<!-- c -->\n<?pi x?>\n'
    assert read_tree(data).name == "r"


ACCENTED = "<r>åé</r>"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (ACCENTED.encode(), None),
        (ACCENTED.encode("utf-8-sig"), None),
        (ACCENTED.encode("utf-8-sig"), "utf-8"),
        (ACCENTED.encode("utf-16"), None),
        (ACCENTED.encode("utf-16"), "utf-16"),
        (ACCENTED.encode("utf-16-le"), None),
        (ACCENTED.encode("utf-16-be"), None),
        (ACCENTED.encode("utf-16-le"), "UTF-16LE"),
        (ACCENTED.encode("utf-16-be"), "utf-16be"),
        (f'<?xml version="1.0" encoding="utf-16"?>{ACCENTED}'.encode("utf-16"), None),
        (f'<?xml version="1.0" encoding="ISO-8859-1"?>{ACCENTED}'.encode("latin-1"), None),
        (ACCENTED.encode("latin-1"), "iso-8859-1"),
        (ACCENTED.encode("latin-1"), '"Latin1"'),
        # The header overrides the declaration: .NET's StringWriter declares utf-16 whatever is sent.
        (f'<?xml version="1.0" encoding="utf-16"?>{ACCENTED}'.encode(), "utf-8"),
        (f'<?xml version="1.0" encoding="utf-8"?>{ACCENTED}'.encode("latin-1"), "ISO-8859-1"),
        (f'<?xml version="1.0" encoding="klingon"?>{ACCENTED}'.encode(), "utf8"),
        (b'<?xml version="1.0" encoding="us-ascii"?><r>&#xe5;&#233;</r>', None),
    ],
)
def test_encodings(data, charset):
    assert read_tree(data, encoding=charset).text == "åé"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (f'<?xml version="1.0" encoding="utf-16"?>{ACCENTED}'.encode(), None),
        (f'<?xml version="1.0" encoding="utf-8"?>{ACCENTED}'.encode("latin-1"), None),
        (ACCENTED.encode("latin-1"), None),
        (ACCENTED.encode(), "us-ascii"),
        (f'<?xml version="1.0" encoding="klingon"?>{ACCENTED}'.encode(), None),
        (f'<?xml version="1.0" encoding="utf8"?>{ACCENTED}'.encode(), None),
        (f'<?xml version="1.0" encoding="utf-7"?>{ACCENTED}'.encode(), None),
        (ACCENTED.encode(), "klingon"),
        (ACCENTED.encode(), "hex"),
        (ACCENTED.encode(), "utf-8\0"),
        (ACCENTED.encode(), ""),
        (ACCENTED.encode("utf-32"), None),
    ],
)
def test_wrong_or_unknown_encodings_are_refused(data, charset):
    with pytest.raises(MalformedXml):
        read_tree(data, encoding=charset)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE r>",
        '<!DOCTYPE r [<!ENTITY e "x">]>',
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>',
        f'<!DOCTYPE r [<!ENTITY e "{"x" * 50_000}">]>',
        '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE r PUBLIC "-//x//y" "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>',
        '<!DOCTYPE r [<!ATTLIST r a CDATA "default">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_whatever_is_in_it(prolog, encoding):
    with pytest.raises(MalformedXml, match="DOCTYPE"):
        read_tree(f"{prolog}<r>&e;&l9;</r>".encode(encoding))


def test_a_document_type_is_refused_before_the_document_ends():
    reader = TreeReader()
    with pytest.raises(MalformedXml, match="DOCTYPE"):
        reader.feed(b"<!DOCTYPE r [" + b" " * 70_000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"not xml",
        b'{"json": true}',
        b"<r>",
        b"<r></s>",
        b"<r/><r/>",
        b"<r/>trailing",
        b"text<r/>",
        b"<r>&unknown;</r>",
        b"<r>&#0;</r>",
        b"<r>&#x1F;</r>",
        b"<r>\x00</r>",
        b"\x00\x00\x00",
        b"<r>\x0b</r>",
        b"<r>]]></r>",
        b"<r a='1' a='2'/>",
        b"<r xmlns:p='u' xmlns:q='u' p:a='1' q:a='2'/>",
        b"<p:r/>",
        b"<r a=1/>",
        b"<r a='<'/>",
        b"<r><!-- -- --></r>",
        b"<r><![CDATA[ </r>",
        b"<r><?xml version='1.0'?></r>",
        b" <?xml version='1.0'?><r/>",
        b"<r>\xc3</r>",
        b"<r>\xff</r>",
        b"<r>\xed\xa0\x80</r>",
        b"<?xml version='1.1'?><r>\x85",
        b"<r attribute='never ends",
    ],
)
def test_what_is_not_well_formed_is_refused(data):
    with pytest.raises(MalformedXml):
        read_tree(data)


def read_in_pieces(data):
    reader = TreeReader(SMALL)
    for start in range(0, len(data), 1000):
        reader.feed(data[start : start + 1000])
    return reader.close()


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        (b"<r>" + b"x" * 200_000, "bytes"),
        (b"<r>" * 9, "depth"),
        (b"<r>" * 30_000, "depth"),
        (b"<r " + b" ".join(b"a%d='1'" % n for n in range(9)) + b"/>", "attributes"),
        (b"<r " + b" ".join(b"xmlns:a%d='u'" % n for n in range(9)) + b"/>", "attributes"),
        (b"<r " + b" ".join(b"a%d='1'" % n for n in range(5000)) + b"/>", "attributes"),
        (b"<r>" + b"<c/>" * 100 + b"</r>", "elements"),
        (b"<r a='" + b"x" * 80_000, "bytes of one tag"),
        (b"<r><!--" + b"x" * 80_000, "bytes of one tag"),
        (b"<" + b"n" * 80_000, "bytes of one tag"),
    ],
)
def test_limits(data, limit):
    with pytest.raises(LimitExceeded, match=limit) as error:
        read_tree(data, SMALL)
    assert error.value.limit.startswith(limit)
    with pytest.raises(LimitExceeded, match=limit):
        read_in_pieces(data)


def test_what_keeps_to_the_limits_passes():
    data = b"<r a='1' b='2' c='3' d='4' xmlns:e='5' xmlns:f='6' xmlns:g='7' h='8'>" + b"<c/>" * 99 + b"</r>"
    assert len(read_tree(data, SMALL).children) == 99
    assert read_tree(b"<r>" * 8 + b"</r>" * 8, SMALL).name == "r"
    assert len(read_tree(b"<r>" + b"x" * 99_000 + b"</r>", SMALL).text) == 99_000
    assert len(read_tree(b"<r a='" + b"x" * 69_000 + b"'/>", SMALL).attributes["", "a"]) == 69_000


def test_every_refusal_is_an_xml_error():
    assert issubclass(MalformedXml, XmlError)
    assert issubclass(LimitExceeded, XmlError)
    assert issubclass(XmlError, ValueError)
