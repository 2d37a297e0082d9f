# Strings: empty, ASCII, other scripts, and the text escapes of protocol 0.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython has a class of its own for it.
UNKNOWN = ValueError if pickle.__name__ == "mpickle" else LookupError

values = [
    "",
    "a",
    "plain ascii text",
    "caf\u00e9",
    "\u20ac\u4e2d\u6587",
    "\U0001f600 smile",
    "line\nbreak\ttab\r\x00zero\x1a",
    "back\\slash \\u0041 \\\\",
    "'quotes\"",
    "\x7f\x80\xff\u0100",
    "\ud7ff\ue000\uffff",
]
for p in range(6):
    for x in values:
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is str, y == x, len(y), y.encode())
    print(pickle.loads(pickle.dumps(values, p)) == values)

# Written by others.
print(pickle.loads(b"Vabc\\u20ac\\U0001f600\\u000a\n.") == "abc\u20ac\U0001f600\n")
print(pickle.loads(b"Vcaf\xe9\n.") == "caf\u00e9")
print(pickle.loads(b"X\x03\x00\x00\x00\xe2\x82\xac.") == "\u20ac")
print(pickle.loads(b"\x80\x04\x8c\x03\xe2\x82\xac.") == "\u20ac")
print(pickle.loads(b"\x80\x04\x8d\x03\x00\x00\x00\x00\x00\x00\x00\xe2\x82\xac.") == "\u20ac")

# UTF-8 at the limits of each length; surrogates pass.
for text in (
    b"\x7f",
    b"\xc2\x80 \xdf\xbf",
    b"\xe0\xa0\x80 \xef\xbf\xbf",
    b"\xed\x9f\xbf \xee\x80\x80",
    b"\xed\xa0\x80 \xed\xbf\xbf",
    b"\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf",
    # Longer than need be, beyond the last code point, cut short, without a beginning.
    b"\xc0\x80",
    b"\xc1\xbf",
    b"\xe0\x9f\xbf",
    b"\xf0\x8f\xbf\xbf",
    b"\xf4\x90\x80\x80",
    b"\xf5\x80\x80\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xff",
    b"\xc3",
    b"\xc3a",
    b"\xe2\x82",
    b"\xe2\x82a",
    b"\xf0\x9f\x98",
    b"\xf0\x9f\x98a",
    b"\xc3\xa9\x80",
    b"\x80a",
):
    try:
        y = pickle.loads(b"\x80\x04\x8c" + bytes((len(text),)) + text + b".")
        print(text, [hex(ord(c)) for c in y])
    except Exception:
        print(text, "refused")

# bytes and an encoding: it counts, and not every one exists.
encodings = [(b"a\xff", b"latin1"), (b"a\xc3\xbf", b"utf-8"), (b"ab", b"ascii")]
encodings += [(b"a\xff", b"utf-8"), (b"a\xff", b"ascii"), (b"ab", b"lettin")]
for data, name in encodings:
    args = b"C" + bytes((len(data),)) + data + b"X" + bytes((len(name), 0, 0, 0)) + name
    try:
        print([ord(c) for c in pickle.loads(b"\x80\x03cbuiltins\nstr\n" + args + b"\x86R.")])
    except UnicodeError:
        print("not text in", name)
    except UNKNOWN:
        print("unknown", name)
