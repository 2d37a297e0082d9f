# The library's helpers.
try:
    from mpickle.mpickle import (
        _getattribute,
        _handle_none_module_name,
        codecs,
        decode_long,
        encode_long,
        find_dict_by_key_value,
        whichmodule,
    )

    _ = complex
except (ImportError, NameError):
    print("SKIP")  # no compatibility names, or no complex numbers
    raise SystemExit


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__)


for x in (
    0,
    1,
    -1,
    127,
    128,
    -128,
    -129,
    255,
    256,
    -256,
    32767,
    -32768,
    1 << 40,
    -(1 << 40),
    (1 << 62) - 1,
    -(1 << 63),
):
    data = encode_long(x)
    print(x, data, decode_long(data) == x)
print(decode_long(b""), decode_long(bytearray(b"\x01\x00\x00")), decode_long(b"\xff\xff"))
attempt(encode_long, "1")
attempt(decode_long, 1)

for data in (b"", b"plain", b"a\\nb\\tc\\\\d", b"\\'\\\"\\r\\b\\f\\v\\a\\0", b"\\x41\\q\\", b"\x00\xff"):
    print(codecs.escape_decode(data))
print(codecs.encode("abc", "ascii"), codecs.encode("caf\xe9", "latin1"), codecs.encode("\u20ac", "utf-8"))
attempt(codecs.encode, "a", "no such")
attempt(codecs.encode, "\u20ac", "latin1")

dicts = [{"a": 1}, {"a": 2, "b": None}, {"b": 3}]
print(find_dict_by_key_value(dicts, "a", 2) is dicts[1], find_dict_by_key_value(dicts, "a", 5))
print(find_dict_by_key_value(dicts, "b", None) is dicts[0], find_dict_by_key_value([], "a", 1))
attempt(find_dict_by_key_value, None, "a", 1)


class Outer:
    class Inner:
        value = 5


print(_getattribute(Outer, ["Inner", "value"]), _getattribute(Outer, []) is Outer)
attempt(_getattribute, Outer, ["Inner", "no"])


def function():
    pass


print(_handle_none_module_name("given", int), _handle_none_module_name(None, 5))
for obj in (complex, bytearray, object, range):
    print(_handle_none_module_name(None, obj))
print(_handle_none_module_name(None, function) == __name__)
print(whichmodule(len, "len"), whichmodule(int, "int"), whichmodule(Outer, "Outer") == __name__)
print(whichmodule(function, "function") == __name__)
