"""What holds for every data contract and every operation: encode, decode and schema agree."""

from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from severakit.contract import TypeRef, load_contract, wire_schemas
from severakit.contract.schema import XS_NAMESPACE
from severakit.entities import CLASSES
from severakit.soap import lexical
from severakit.soap.decode import decode_arguments, decode_result, decode_value
from severakit.soap.encode import declarations, row_members_encoder, rows_encoder, value_encoder
from severakit.soap.envelope import read_envelope, request, response, response_head, response_tail
from severakit.soap.tree import read_tree
from support.typed_values import known_literals

CONTRACT = load_contract()
TYPES = sorted(CONTRACT.types)
ROW_LISTS = sorted(
    name
    for name, operation in CONTRACT.operations.items()
    if operation.returns and operation.returns.is_list and operation.returns.name in CONTRACT.types
)
DEEPEST = 2  # of nested data contracts; below are nothing and empty lists

# Few examples each: every type and every operation has its own test.
few = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

some = settings(few, max_examples=20)

characters = st.characters(codec="utf-8").filter(lambda character: not lexical.ILLEGAL_CHARACTER.match(character))
texts = st.one_of(
    st.text(characters, max_size=8),
    st.sampled_from(["", " ", "\r\n", "a & b < c > d", "]]>", "<![CDATA[", "&amp;", "ä€😀"]),
)
PRIMITIVES = {
    "string": texts,
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "byte": st.integers(0, 255),
    "decimal": st.decimals(-(10**18), 10**18, places=4),
    "dateTime": st.datetimes(),
    "instant": st.datetimes(datetime(1, 1, 2), timezones=st.just(UTC)),
    "base64Binary": st.binary(max_size=8),
}


@cache
def values(reference, instant=False, depth=0, subtypes=True):
    """A strategy for the values of a type, None left out."""
    if reference.is_list:
        if depth >= DEEPEST:
            return st.builds(list)
        return st.lists(values(TypeRef(reference.name), depth=depth, subtypes=subtypes), max_size=2)
    if reference.name in CONTRACT.enums:
        return st.sampled_from(known_literals(reference.name))
    if reference.name in CONTRACT.types:
        names = [reference.name, *(CONTRACT.subtypes[reference.name] if subtypes else ())]
        return st.one_of([entities(name, depth + 1, subtypes) for name in names])
    return PRIMITIVES["instant" if instant else reference.name]


@cache
def entities(type_name, depth, subtypes):
    """A strategy for one data contract, whose members may all be None."""
    members = {}
    for member in CONTRACT.types[type_name].members:
        nested = member.type.name in CONTRACT.types and not member.type.is_list
        present = st.nothing() if nested and depth >= DEEPEST else values(member.type, member.instant, depth, subtypes)
        members[member.python_name] = st.none() | present
    return st.fixed_dictionaries(members).map(lambda members: CLASSES[type_name](**members))


def row_of(type_name, entity):
    """The row of lexical text that stands for an entity of exactly this type."""
    return tuple(
        lexical_form(member.type, getattr(entity, member.python_name), member.instant)
        for member in CONTRACT.types[type_name].members
    )


def lexical_form(reference, value, instant):
    if value is None:
        return None
    if reference.is_list:
        return [lexical_form(TypeRef(reference.name), item, instant) for item in value]
    if reference.name in CONTRACT.types:
        return row_of(reference.name, value)
    if reference.name in CONTRACT.enums:
        return lexical.render_enumeration(CONTRACT.enums[reference.name], value)
    return lexical.render(reference.name, value, instant=instant)


def decoded(type_name, text):
    document = f"<x{declarations(TypeRef(type_name))}>{text}</x>".encode()
    return decode_value(TypeRef(type_name), read_tree(document).children[0])


@pytest.mark.parametrize("type_name", TYPES)
def test_an_entity_survives(type_name):
    encode = value_encoder(TypeRef(type_name), "x")

    @some
    @given(values(TypeRef(type_name)))
    def survives(entity):
        result = decoded(type_name, encode(entity))
        assert result == entity
        assert type(result) is type(entity)

    survives()


@pytest.mark.parametrize("type_name", TYPES)
def test_a_row_survives(type_name):
    encode, encode_members = rows_encoder(type_name), row_members_encoder(type_name)

    @some
    @given(values(TypeRef(type_name), subtypes=False))
    def survives(entity):
        row = row_of(type_name, entity)
        item = encode([row])
        assert decoded(type_name, item) == entity
        assert encode_members(row) == item[item.index(">") + 1 : item.rindex("</")]

    survives()


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """The contract's own schema, undeclared faults included."""
    folder = tmp_path_factory.mktemp("schema")
    driver = etree.Element(f"{{{XS_NAMESPACE}}}schema")
    for number, (namespace, document) in enumerate(wire_schemas(CONTRACT).items()):
        path = folder / f"{number}.xsd"
        path.write_bytes(document)
        etree.SubElement(driver, f"{{{XS_NAMESPACE}}}import", namespace=namespace, schemaLocation=path.as_uri())
    return etree.XMLSchema(driver)


def optional(field):
    """A strategy for a parameter or a result, which may be left out or nil where the contract allows it."""
    value = values(field.type, field.instant)
    return st.none() | value if field.nillable else value


def body_of(message):
    """The element in the body as our reader sees it, and as a document of its own for the schema."""
    foreign = etree.fromstring(message)[-1][0]
    return read_envelope(read_tree(message)).body, etree.ElementTree(foreign)


@pytest.mark.parametrize("name", sorted(CONTRACT.operations))
def test_every_request_is_valid_and_survives(name, schema):
    operation = CONTRACT.operations[name]

    @few
    @given(st.tuples(*map(optional, operation.params)))
    def survives(arguments):
        body, document = body_of(request(operation, arguments, "key"))
        schema.assertValid(document)
        assert decode_arguments(operation, body) == arguments

    survives()


@pytest.mark.parametrize("name", sorted(CONTRACT.operations))
def test_every_response_is_valid_and_survives(name, schema):
    operation = CONTRACT.operations[name]

    @few
    @given(optional(operation.result) if operation.result else st.none())
    def survives(result):
        body, document = body_of(response(operation, result, None))
        schema.assertValid(document)
        assert decode_result(operation, body) == result

    survives()


@pytest.mark.parametrize("name", ROW_LISTS)
def test_every_streamed_list_is_valid_and_survives(name, schema):
    operation = CONTRACT.operations[name]
    item = TypeRef(operation.returns.name)
    encode = rows_encoder(item.name)

    @few
    @given(st.lists(values(item, subtypes=False), max_size=2))
    def survives(entities):
        rows = encode([row_of(item.name, entity) for entity in entities])
        message = response_head(operation, None) + rows + response_tail(operation)
        body, document = body_of(message.encode())
        schema.assertValid(document)
        assert decode_result(operation, body) == entities

    survives()
