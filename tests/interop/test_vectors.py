"""MessagePack and CBOR: vectors that nobody of this project wrote."""

import json
import math
import pickle
import re
import struct
import types
from collections import Counter, OrderedDict

import cbor2
import pytest
import umsgpack
import vectors
from host import PeerError
from hypothesis import strategies as st

# What a board reads, as a pickle: ext as pairs, timestamps as triples.
READ = """
import umsgpack
def plain(obj):
    if isinstance(obj, umsgpack.Timestamp):
        return ("timestamp", obj.seconds, obj.nanoseconds)
    if isinstance(obj, list):
        return [plain(x) for x in obj]
    if isinstance(obj, dict):
        return {k: plain(v) for k, v in obj.items()}
    return obj
result = mpickle.dumps(plain(umsgpack.loads(data, ext_hook=lambda code, content: ("ext", code, content))))
"""
AGAIN = (
    "import umsgpack\nresult = umsgpack.dumps(umsgpack.loads(data, ext_hook=umsgpack.ExtType, use_ordered_dict=True))"
)
FIND = "import umsgpack\ntry:\n umsgpack.loads(data)\nexcept Exception as e:\n result = type(e).__name__.encode()"


@pytest.fixture(autouse=True)
def board(peer):
    """MicroPython, if its firmware has both formats."""
    try:
        peer.run("import umsgpack, cbor2")
    except PeerError:
        pytest.skip("not all formats in this firmware")
    return peer


def suite_value(case):
    """The object of a case of msgpack-test-suite."""
    kind = next(key for key in case if key not in ("msgpack", "bignum" if "number" in case else ""))
    value = case[kind]
    match kind:
        case "binary":
            return bytes.fromhex(value.replace("-", ""))
        case "bignum":
            return int(value)
        case "timestamp":
            return ("timestamp", *value)
        case "ext":
            return ("ext", value[0], bytes.fromhex(value[1].replace("-", "")))
    return value


def test_msgpack_test_suite(board):
    """All encodings of kawanet's suite are read; what is written is one of them."""
    text = (vectors.node_package("msgpack-test-suite") / "dist/msgpack-test-suite.json").read_text()
    encodings = 0
    for cases in json.loads(text).values():
        for case in cases:
            value = suite_value(case)
            forms = [bytes.fromhex(form.replace("-", "")) for form in case["msgpack"]]
            for form in forms:
                assert pickle.loads(board.run(READ, form)) == value, form
                assert board.run(AGAIN, form) in forms
                encodings += 1
    assert encodings == 233


def test_u_msgpack_python(board):
    """The lists of u-msgpack-python's own tests: what is read is written again as it was; exceptions by name."""
    lists = vectors.run_module(vectors.sdist_text("u-msgpack-python", "test_umsgpack.py"), "test_umsgpack")
    singles = lists["single_test_vectors"] + lists["composite_test_vectors"]
    for name, value, data in singles:
        assert board.run(AGAIN, data) == data, name
        if not re.search("ext|timestamp|complex array|tuple", name):
            there = pickle.loads(board.run(READ, data))
            assert (type(there), there) == (dict if isinstance(value, OrderedDict) else type(value), value), name
    for name, _, exception in lists["pack_exception_test_vectors"]:
        assert exception is umsgpack.UnsupportedTypeException, name
    for source in ("{1, 2, 3}", "-(2**63) - 1", "2**64"):
        with pytest.raises(PeerError, match="UnsupportedTypeException"):
            board.run(f"import umsgpack\numsgpack.dumps({source})")
    refused = 0
    for name, data, exception in lists["unpack_exception_test_vectors"]:
        if exception is not TypeError:
            there = board.run(FIND, data).decode()
            # An unknown timestamp is an ext that is not known.
            wanted = exception.__name__.replace("UnsupportedTimestamp", "UnsupportedType")
            assert there == wanted, name
            refused += 1
    for name, value, data, expected in lists["tuple_test_vectors"]:
        source = "import umsgpack\nresult = mpickle.dumps(umsgpack.loads(data, use_tuple=True))"
        assert pickle.loads(board.run(source, data)) == expected, name
        assert umsgpack.packb(value) == data
    for name, value, data in lists["float_precision_test_vectors"]:
        source = f"import umsgpack\nresult = umsgpack.dumps({value}, force_float_precision={name.split()[-1]!r})"
        assert board.run(source) == data
    assert (len(singles), refused) == (86, 42)


# Appendix A of RFC 8949, and what else of CBOR.
READ_CBOR = """
import cbor2
def plain(obj):
    if isinstance(obj, cbor2.CBORTag):
        return ("tag", obj.tag, plain(obj.value))
    if isinstance(obj, cbor2.CBORSimpleValue):
        return ("simple", obj.value)
    if obj is cbor2.undefined:
        return "undefined"
    if isinstance(obj, list):
        return [plain(x) for x in obj]
    return obj
result = mpickle.dumps(plain(cbor2.loads(data)))
"""
AGAIN_CBOR = """
import cbor2
cbor2.loads(data)
result = cbor2.dumps(cbor2.loads(data), canonical=True)
"""


def cbor_value(obj):
    """The same of an object that PyPI's cbor2 has made, with no tag known."""
    if isinstance(obj, cbor2.CBORTag):
        return ("tag", obj.tag, cbor_value(obj.value))
    if isinstance(obj, cbor2.CBORSimpleValue):
        return ("simple", obj.value)
    if obj is cbor2.undefined:
        return "undefined"
    if isinstance(obj, list):
        return [cbor_value(x) for x in obj]
    return obj


def test_appendix_a(board):
    """All examples of Appendix A are read as by PyPI's cbor2; those that it marks are written again as they were."""
    text = (vectors.node_package("cborg") / "test/appendix_a.js").read_text()
    examples = re.findall(r"hex: '([0-9a-f]+)',\s+roundtrip: (true|false)", text)
    read = again = 0
    for digits, round_trip in examples:
        data = bytes.fromhex(digits)
        if digits == "f818":
            # Allowed by RFC 7049 only.
            with pytest.raises(PeerError, match="CBORDecodeValueError"):
                board.run(READ_CBOR, data)
            continue
        there = pickle.loads(board.run(READ_CBOR, data))
        if isinstance(there, float) and math.isnan(there):
            assert digits.endswith(("7e00", "7fc00000", "7ff8000000000000"))
        elif not (isinstance(there, tuple) and there[0] == "tag"):
            here = cbor_value(cbor2.loads(data))
            assert type(there) is type(here), digits
            # The order of a dictionary is the board's, but -0.0 is not 0.
            assert there == here and (isinstance(here, dict) or repr(there) == repr(here)), digits
        read += 1
        if round_trip == "true":
            assert board.run(AGAIN_CBOR, data) == data, digits
            again += 1
    assert (len(examples), read) == (82, 81)
    assert again == 52


# Where cborg refuses what is allowed here: bytes behind the object, keys that are no strings, and simple values.
ALLOWED = {"0101", "a1016161", "f80000"}


def test_cborg_errors(board):
    """What cborg's tests say is refused without any option is refused, as a CBORDecodeError."""
    counts = Counter()
    for path in sorted((vectors.node_package("cborg") / "test").glob("test-*.js")):
        for digits in vectors.thrown_hex(path.read_text()):
            if digits in ALLOWED - {"f80000"}:
                board.run(READ_CBOR, bytes.fromhex(digits))
                continue
            with pytest.raises(PeerError, match=r"CBORDecode(EOF|ValueError)"):
                board.run(READ_CBOR, bytes.fromhex(digits))
            counts[path.name] += 1
    assert counts["test-decode-errors.js"] == 6
    assert counts.total() >= 12


def cbor2_tests(file):
    """The tests of cbor2 5.6.5, with 6.x in the place of what they test."""
    stand_in = types.ModuleType("cbor2")
    stand_in.__getattr__ = lambda name: getattr(cbor2, name, lambda *args, **kwargs: ("unknown", name, repr(args)))
    strategies = types.ModuleType("strategies")
    strategies.compound_types_strategy = st.none()
    text = vectors.sdist_text("cbor2", f"tests/{file}").replace("from .hypothesis_strategies", "from strategies")
    return vectors.run_module(text, file.removesuffix(".py"), cbor2=stand_in, strategies=strategies)


def is_plain(obj):
    """Whether an object has the same form on both sides."""
    if type(obj) in (list, tuple, set, frozenset):
        return "unknown" not in obj and all(map(is_plain, obj))
    if type(obj) is dict:
        return all(is_plain(k) and is_plain(v) for k, v in obj.items())
    return obj is None or type(obj) in (bool, int, float, str, bytes)


def test_cbor2_decoder(board):
    """Vectors of PyPI cbor2's tests of its decoder: plain ones give their objects, bad ones are refused."""
    module = cbor2_tests("test_decoder.py")
    read = 0
    for test, (payload, expected) in vectors.parametrized(module, "payload,expected"):
        if is_plain(expected) and test != "test_ipaddress":
            there = pickle.loads(board.run(READ_CBOR, bytes.fromhex(payload)))
            assert there == expected, test
            read += 1
    refused = 0
    for test, case in vectors.parametrized(module, "payload"):
        payload = case[0] if isinstance(case, (tuple, list)) else case
        if isinstance(payload, str) and "nan" not in test:
            with pytest.raises(PeerError, match=r"CBORDecode(EOF|ValueError)"):
                board.run(READ_CBOR, bytes.fromhex(payload))
            refused += 1
    assert read >= 50
    assert refused >= 3


def test_cbor2_encoder(board):
    """Vectors of PyPI cbor2's tests of its encoder: the same bytes, canonical or not."""
    module = cbor2_tests("test_encoder.py")
    written = Counter()
    for test, case in vectors.parametrized(module, "value,expected"):
        value, expected = case
        if is_plain(value):
            canonical = "canonical" in test or "minimal" in test
            source = f"import cbor2\nresult = cbor2.dumps(mpickle.loads(data), canonical={canonical})"
            there = board.run(source, pickle.dumps(value))
            if test == "test_float" and len(expected) == 6:
                # The width that PyPI's chooses for numbers that are none.
                assert struct.unpack(">d", there[1:])[0] == cbor2.loads(bytes.fromhex(expected)) or value != value
            else:
                assert there.hex() == expected.lower(), (test, value)
            written[test] += 1
    assert written.total() >= 30
