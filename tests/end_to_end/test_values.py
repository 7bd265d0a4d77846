# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Every D-Bus type, both ways: what a client says, what the service hears (as GVariant text), what comes back."""

import base64
import contextlib
import re

import pytest

from support.bus import RunningBus
from support.fixtures import TEST_POLICIES, new_folder
from support.gateway import Gateway
from support.services import Everything
from support.wamp import CALL, WampError


def binary(data):
    """WAMP's convention for bytes in JSON."""
    return "\0" + base64.b64encode(data).decode()


@pytest.fixture(scope="module")
def desk():
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        bus = stack.enter_context(RunningBus(folder))
        service = stack.enter_context(Everything(bus))
        gateway = stack.enter_context(Gateway(folder, bus.address, ["everything.use"], [TEST_POLICIES],
                                              config={"limits": {"pending_calls": 1000}}))
        yield service, stack.enter_context(gateway.client())


# method, what the client says, what the service hears, what the client hears (where it differs)
TRUE_VALUES = [
    ("EchoByte", 0, "byte 0x00"),
    ("EchoByte", 255, "byte 0xff"),
    ("EchoBoolean", True, "true"),
    ("EchoBoolean", False, "false"),
    ("EchoInt16", -32768, "int16 -32768"),
    ("EchoInt16", 32767, "int16 32767"),
    ("EchoUint16", 65535, "uint16 65535"),
    ("EchoInt32", -2147483648, "-2147483648"),
    ("EchoInt32", 2147483647, "2147483647"),
    ("EchoUint32", 4294967295, "uint32 4294967295"),
    ("EchoInt64", 9007199254740991, "int64 9007199254740991"),
    ("EchoInt64", -9007199254740991, "int64 -9007199254740991"),
    ("EchoInt64", "9007199254740992", "int64 9007199254740992"),
    ("EchoInt64", "-9223372036854775808", "int64 -9223372036854775808"),
    ("EchoInt64", "9223372036854775807", "int64 9223372036854775807"),
    ("EchoInt64", 9223372036854775807, "int64 9223372036854775807", "9223372036854775807"),
    ("EchoInt64", "5", "int64 5", 5),
    ("EchoUint64", 0, "uint64 0"),
    ("EchoUint64", "18446744073709551615", "uint64 18446744073709551615"),
    ("EchoUint64", 18446744073709551615, "uint64 18446744073709551615", "18446744073709551615"),
    ("EchoDouble", 0.1, "0.10000000000000001"),
    ("EchoDouble", -1.7976931348623157e308, "-1.7976931348623157e+308"),
    ("EchoDouble", 5e-324, "4.9406564584124654e-324"),
    ("EchoDouble", 3, "3.0", 3.0),
    ("EchoDouble", "NaN", "nan"),
    ("EchoDouble", "Infinity", "inf"),
    ("EchoDouble", "-Infinity", "-inf"),
    ("EchoString", "", "''"),
    ("EchoString", "Ünïcode ☀ 🎵", "'Ünïcode ☀ 🎵'"),
    ("EchoString", "a\"b\\c\n", "'a\"b\\\\c\\n'"),
    ("EchoObjectPath", "/org/example/One_2", "objectpath '/org/example/One_2'"),
    ("EchoObjectPath", "/", "objectpath '/'"),
    ("EchoSignature", "a{sv}", "signature 'a{sv}'"),
    ("EchoSignature", "", "signature ''"),
    ("EchoBytes", binary(b""), "@ay []"),
    ("EchoBytes", binary(b"\x00\x01\xff"), "[byte 0x00, 0x01, 0xff]"),
    ("EchoBytes", [0, 1, 255], "[byte 0x00, 0x01, 0xff]", binary(b"\x00\x01\xff")),
    ("EchoStrings", [], "@as []"),
    ("EchoStrings", ["one", "two"], "['one', 'two']"),
    ("EchoNumbers", [1, -2, 3], "[1, -2, 3]"),
    ("EchoPath", ["/a", "/b"], "[objectpath '/a', '/b']"),
    ("EchoStruct", [7, "seven", True], "(7, 'seven', true)"),
    ("EchoNestedStruct", [1, ["two", 2.5], [True, False]], "(1, ('two', 2.5), [true, false])"),
    ("EchoListOfStructs", [["a", 1], ["b", 2]], "[('a', uint32 1), ('b', 2)]"),
    ("EchoListOfLists", [[1], [], [2, 3]], "[[1], [], [2, 3]]"),
    ("EchoTextKeys", {}, "@a{si} {}"),
    ("EchoTextKeys", {"one": 1}, "{'one': 1}"),
    ("EchoNumberKeys", {"-5": "minus five"}, "{-5: 'minus five'}"),
    ("EchoNumberKeys", [[-5, "minus five"]], "{-5: 'minus five'}", {"-5": "minus five"}),
    ("EchoBooleanKeys", {"true": "yes"}, "{true: 'yes'}"),
    ("EchoDoubleKeys", {"0.5": "half"}, "{0.5: 'half'}"),
    ("EchoPathKeys", {"/a": binary(b"x")}, "{objectpath '/a': [byte 0x78]}"),
    ("EchoVariant", "text", "<'text'>"),
    ("EchoVariant", True, "<true>"),
    ("EchoVariant", 5, "<5>"),
    ("EchoVariant", -2147483648, "<-2147483648>"),
    ("EchoVariant", 4294967296, "<int64 4294967296>"),
    ("EchoVariant", 18446744073709551615, "<uint64 18446744073709551615>", "18446744073709551615"),
    ("EchoVariant", 0.5, "<0.5>"),
    ("EchoVariant", binary(b"\x01"), "<[byte 0x01]>"),
    ("EchoVariant", ["a", "b"], "<['a', 'b']>"),
    ("EchoVariant", {"k": 1}, "<{'k': <1>}>"),
    ("EchoVariant", {"t": "y", "v": 7}, "<byte 0x07>", 7),
    ("EchoVariant", {"t": "t", "v": "18446744073709551615"}, "<uint64 18446744073709551615>", "18446744073709551615"),
    ("EchoVariant", {"t": "(so)", "v": ["a", "/b"]}, "<('a', objectpath '/b')>", ["a", "/b"]),
    ("EchoVariant", {"t": "v", "v": {"t": "y", "v": 7}}, "<<byte 0x07>>", 7),
    ("EchoVariants", ["text", 1, False], "[<'text'>, <1>, <false>]"),
    ("EchoVariantDict", {"urgency": {"t": "y", "v": 2}, "x": 1.5}, "{'urgency': <byte 0x02>, 'x': <1.5>}",
     {"urgency": 2, "x": 1.5}),
    ("EchoDictOfDicts", {"a": {"b": "c"}, "d": {}}, "{'a': {'b': <'c'>}, 'd': {}}"),
]


@pytest.mark.parametrize("method, said, heard, back", [(*row, row[1])[:4] for row in TRUE_VALUES])
def test_a_value_goes_there_and_back(method, said, heard, back, desk):
    service, client = desk
    result, = client.calls(service.uri_of(method), said)
    assert service.last_call == f"{method}({heard},)"
    assert (result, type(result)) == (back, type(back))


# method, what the client says, what the error must name
WRONG_VALUES = [
    ("EchoByte", 256, r"argument 1\b.*\by\b"),
    ("EchoByte", -1, r"argument 1\b.*\by\b"),
    ("EchoByte", "1", r"argument 1\b.*\by\b"),
    ("EchoBoolean", 1, r"argument 1\b.*\bb\b"),
    ("EchoBoolean", "true", r"argument 1\b.*\bb\b"),
    ("EchoInt16", 32768, r"argument 1\b.*\bn\b"),
    ("EchoUint16", -1, r"argument 1\b.*\bq\b"),
    ("EchoInt32", 2147483648, r"argument 1\b.*\bi\b"),
    ("EchoInt32", 1.0e99, r"argument 1\b.*\bi\b"),
    ("EchoInt32", 1.5, r"argument 1\b.*\bi\b"),
    ("EchoInt32", None, r"argument 1\b.*\bi\b"),
    ("EchoUint32", 4294967296, r"argument 1\b.*\bu\b"),
    ("EchoInt64", "9223372036854775808", r"argument 1\b.*\bx\b"),
    ("EchoInt64", "0x10", r"argument 1\b.*\bx\b"),
    ("EchoInt64", "", r"argument 1\b.*\bx\b"),
    ("EchoInt64", " 1", r"argument 1\b.*\bx\b"),
    ("EchoInt64", 18446744073709551615, r"argument 1\b.*\bx\b"),
    ("EchoUint64", "-1", r"argument 1\b.*\bt\b"),
    ("EchoUint64", "18446744073709551616", r"argument 1\b.*\bt\b"),
    ("EchoDouble", "fast", r"argument 1\b.*\bd\b"),
    ("EchoDouble", True, r"argument 1\b.*\bd\b"),
    ("EchoString", 5, r"argument 1\b.*\bs\b"),
    ("EchoString", "a\0b", r"argument 1\b.*\bs\b"),
    ("EchoString", "\0AAEC", r"argument 1\b.*\bs\b"),
    ("EchoObjectPath", "", r"argument 1\b.*\bo\b"),
    ("EchoObjectPath", "a/b", r"argument 1\b.*\bo\b"),
    ("EchoObjectPath", "/a//b", r"argument 1\b.*\bo\b"),
    ("EchoSignature", "a", r"argument 1\b.*\bg\b"),
    ("EchoSignature", "{sv}", r"argument 1\b.*\bg\b"),
    ("EchoBytes", "text", r"argument 1\b.*\bay\b"),
    ("EchoBytes", [256], r"argument 1\b.*element 1\b"),
    ("EchoStrings", "one", r"argument 1\b.*\bas\b"),
    ("EchoStrings", ["one", 2], r"argument 1\b.*element 2\b.*\bs\b"),
    ("EchoStruct", [1, "two"], r"argument 1\b.*\(isb\)"),
    ("EchoStruct", [1, "two", True, 4], r"argument 1\b.*\(isb\)"),
    ("EchoStruct", {"i": 1}, r"argument 1\b.*\(isb\)"),
    ("EchoNestedStruct", [1, ["two", "x"], []], r"argument 1\b.*\bd\b"),
    ("EchoTextKeys", {"one": "x"}, r"argument 1\b.*one.*\bi\b"),
    ("EchoTextKeys", 5, r"argument 1\b.*a\{si\}"),
    ("EchoNumberKeys", {"five": "x"}, r"argument 1\b.*five"),
    ("EchoVariant", None, r"argument 1\b"),
    ("EchoVariant", {"t": "y", "v": 300}, r"argument 1\b.*\by\b"),
    ("EchoVariant", {"t": "nonsense", "v": 1}, r"argument 1\b"),
    ("EchoVariant", {"t": "h", "v": 1}, r"argument 1\b"),
    ("EchoVariantDict", {"k": None}, r"argument 1\b.*k\b"),
]


@pytest.mark.parametrize("method, said, told", WRONG_VALUES)
def test_a_value_that_does_not_fit_is_refused_before_the_bus(method, said, told, desk):
    service, client = desk
    before = service.call_count
    error = client.fails_to_call(service.uri_of(method), said)
    assert error.uri == "wamp.error.invalid_argument"
    assert_matches(told, error.text)
    assert service.call_count == before


def test_arguments_by_keyword_are_refused(desk):
    service, client = desk
    request = client.request(CALL, {}, service.uri_of("Add"), [], {"left": 1, "right": 2})
    with pytest.raises(WampError) as refused:
        client.result_of(request)
    assert refused.value.uri == "wamp.error.invalid_argument"


def test_a_long_text_goes_there_and_back(desk):
    service, client = desk
    text = "x" * 500_000
    assert client.calls(service.uri_of("EchoString"), text) == [text]


def test_many_calls_at_once_are_each_answered(desk):
    service, client = desk
    requests = [client.starts_calling(service.uri_of("EchoInt32"), number) for number in range(1000)]
    results = [client.hears() for _ in requests]
    assert {message[1]: message[3] for message in results} == {r: [n] for n, r in enumerate(requests)}


def test_an_object_path_longer_than_the_bus_takes_is_refused(desk):
    service, client = desk
    error = client.fails_to_call(service.uri_of("EchoObjectPath"), "/" + "a" * 65536)
    assert_matches(r"argument 1\b.*\bo\b.*\b65536 octets", error.text)
    assert client.calls(service.uri_of("Add"), 1, 2) == [3]


def test_half_a_surrogate_pair_is_no_text(desk):
    service, client = desk
    before = service.call_count
    client.says_text(f'[48, {client.next_request()}, {{}}, "{service.uri_of("EchoString")}", ["\\ud800"]]')
    assert client.hears()[4] == "wamp.error.invalid_argument"
    assert service.call_count == before


@pytest.mark.parametrize("method, arguments", [("Nothing", [1]), ("Add", [1]), ("Add", [1, 2, 3]), ("EchoByte", [])])
def test_a_wrong_number_of_arguments_is_refused_before_the_bus(method, arguments, desk):
    service, client = desk
    before = service.call_count
    error = client.fails_to_call(service.uri_of(method), *arguments)
    assert error.uri == "wamp.error.invalid_argument"
    assert_matches(rf"argument.*\b{len(arguments)}\b", error.text)
    assert service.call_count == before


def test_an_argument_is_called_by_its_introspected_name(desk):
    service, client = desk
    assert_matches(r"argument 2\b.*\bright\b", client.fails_to_call(service.uri_of("Add"), 1, "two").text)


@pytest.mark.parametrize("method, expected", [("Nothing", []), ("TwoAnswers", ["two", 2])])
def test_each_answer_is_one_positional_result(method, expected, desk):
    service, client = desk
    assert client.calls(service.uri_of(method)) == expected


def test_a_file_descriptor_is_refused_inward(desk):
    service, client = desk
    before = service.call_count
    error = client.fails_to_call(service.uri_of("TakeFile"), 0)
    assert_matches(r"\bh\b|file descriptor", error.text)
    assert service.call_count == before


@pytest.mark.parametrize("method", ["GiveFile", "GiveFilesInside"])
def test_a_file_descriptor_is_refused_outward(method, desk):
    service, client = desk
    assert_matches(r"\bh\b|file descriptor", client.fails_to_call(service.uri_of(method)).text)
    assert client.calls(service.uri_of("Add"), 1, 2) == [3]


def test_a_signal_with_a_file_descriptor_is_left_out_and_the_next_one_comes(desk):
    service, client = desk
    client.subscribes(service.uri_of("FileAppeared"))
    client.subscribes(service.uri_of("Happened"))
    client.calls(service.uri_of("EmitFile"))
    client.calls(service.uri_of("EmitHappened"), "after it", 1)
    assert client.next_event().arguments == ["after it", 1]


@pytest.mark.parametrize("member, expected", [
    ("Big", "18446744073709551615"), ("Blob", binary(b"\x00\xff")), ("NotANumber", "NaN"),
    ("Table", {"one": 1, "two": ["a", "b"]}),
])
def test_properties_have_the_same_types(member, expected, desk):
    service, client = desk
    assert client.retained(service.uri_of(member)) == expected
    assert client.calls(service.uri_of(f"{member}.get")) == [expected]


def assert_matches(pattern, text):
    assert re.search(pattern, text), f"{text!r} does not tell {pattern!r}"
