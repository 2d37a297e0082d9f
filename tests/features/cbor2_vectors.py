# RFC 8949, Appendix A: what each example is, and that it is written again as it was where that is the
# preferred form.
import cbor2
from cbor2 import CBORSimpleValue as Simple
from cbor2 import CBORTag as Tag
from cbor2 import undefined

INF = float("inf")
NAN = float("nan")
# hex, the object, whether dumps writes it so with the shortest floats.
EXAMPLES = [
    ("00", 0, 1),
    ("01", 1, 1),
    ("0a", 10, 1),
    ("17", 23, 1),
    ("1818", 24, 1),
    ("1819", 25, 1),
    ("1864", 100, 1),
    ("1903e8", 1000, 1),
    ("1a000f4240", 1000000, 1),
    ("1b000000e8d4a51000", 1000000000000, 1),
    ("1bffffffffffffffff", 18446744073709551615, 1),
    ("c249010000000000000000", 18446744073709551616, 1),
    ("3bffffffffffffffff", -18446744073709551616, 1),
    ("c349010000000000000000", -18446744073709551617, 1),
    ("20", -1, 1),
    ("29", -10, 1),
    ("3863", -100, 1),
    ("3903e7", -1000, 1),
    ("f90000", 0.0, 1),
    ("f98000", -0.0, 1),
    ("f93c00", 1.0, 1),
    ("fb3ff199999999999a", 1.1, 1),
    ("f93e00", 1.5, 1),
    ("f97bff", 65504.0, 1),
    ("fa47c35000", 100000.0, 1),
    ("fa7f7fffff", (2 - 2.0**-23) * 2.0**127, 1),
    ("fb7e37e43c8800759c", 1.0e300, 1),
    ("f90001", 5.960464477539063e-8, 1),
    ("f90400", 0.00006103515625, 1),
    ("f9c400", -4.0, 1),
    ("fbc010666666666666", -4.1, 1),
    ("f97c00", INF, 1),
    ("f97e00", NAN, 1),
    ("f9fc00", -INF, 1),
    ("fa7f800000", INF, 0),
    ("fa7fc00000", NAN, 0),
    ("faff800000", -INF, 0),
    ("fb7ff0000000000000", INF, 0),
    ("fb7ff8000000000000", NAN, 0),
    ("fbfff0000000000000", -INF, 0),
    ("f4", False, 1),
    ("f5", True, 1),
    ("f6", None, 1),
    ("f7", undefined, 1),
    ("f0", Simple(16), 1),
    ("f8ff", Simple(255), 1),
    ("c074323031332d30332d32315432303a30343a30305a", Tag(0, "2013-03-21T20:04:00Z"), 1),
    ("c11a514b67b0", Tag(1, 1363896240), 1),
    ("c1fb41d452d9ec200000", Tag(1, 1363896240.5), 1),
    ("d74401020304", Tag(23, b"\x01\x02\x03\x04"), 1),
    ("d818456449455446", Tag(24, b"dIETF"), 1),
    ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", Tag(32, "http://www.example.com"), 1),
    ("40", b"", 1),
    ("4401020304", b"\x01\x02\x03\x04", 1),
    ("60", "", 1),
    ("6161", "a", 1),
    ("6449455446", "IETF", 1),
    ("62225c", '"\\', 1),
    ("62c3bc", "\u00fc", 1),
    ("63e6b0b4", "\u6c34", 1),
    ("64f0908591", "\U00010151", 1),
    ("80", [], 1),
    ("83010203", [1, 2, 3], 1),
    ("8301820203820405", [1, [2, 3], [4, 5]], 1),
    ("98190102030405060708090a0b0c0d0e0f101112131415161718181819", list(range(1, 26)), 1),
    ("a0", {}, 1),
    ("a201020304", {1: 2, 3: 4}, 1),
    ("a26161016162820203", {"a": 1, "b": [2, 3]}, 1),
    ("826161a161626163", ["a", {"b": "c"}], 1),
    ("a56161614161626142616361436164614461656145", {"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"}, 1),
    ("5f42010243030405ff", b"\x01\x02\x03\x04\x05", 0),
    ("7f657374726561646d696e67ff", "streaming", 0),
    ("9fff", [], 0),
    ("9f018202039f0405ffff", [1, [2, 3], [4, 5]], 0),
    ("9f01820203820405ff", [1, [2, 3], [4, 5]], 0),
    ("83018202039f0405ff", [1, [2, 3], [4, 5]], 0),
    ("83019f0203ff820405", [1, [2, 3], [4, 5]], 0),
    ("9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", list(range(1, 26)), 0),
    ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}, 0),
    ("826161bf61626163ff", ["a", {"b": "c"}], 0),
    ("bf6346756ef563416d7421ff", {"Fun": True, "Amt": -2}, 0),
]


def unhex(text):
    return bytes(int(text[i : i + 2], 16) for i in range(0, len(text), 2))


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        # Zeros have signs.
        return str(a) == str(b)
    return a == b


wrong = 0
for text, obj, again in EXAMPLES:
    data = unhex(text)
    read = cbor2.loads(data)
    if not same(read, obj):
        print("read", text, read)
        wrong += 1
    written = cbor2.dumps(obj, canonical=True)
    if again and written != data:
        print("written", text, written)
        wrong += 1
    if again and not same(cbor2.loads(data, deterministic=True), obj):
        print("deterministic", text)
        wrong += 1
    if not again:
        try:
            cbor2.loads(data, deterministic=True)
            print("not refused", text)
            wrong += 1
        except cbor2.CBORDecodeError:
            pass
print(len(EXAMPLES), "examples,", wrong, "wrong")
