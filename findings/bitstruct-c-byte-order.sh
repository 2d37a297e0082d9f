#!/bin/sh
# bitstruct 8.24.0: its C module takes a format with a byte order and ignores it.
#
# One may expect: bitstruct.c, whose byte orders are "not yet supported", refuses them as it refuses all else that it lacks.
# Seen: "u16<" is packed and read most significant byte first, while the module in Python has the least significant first; so
# a program that puts bitstruct.c in its place for speed sends 0x1234 as 0x3412. A float that is too large for 32 bits is
# an error in one and infinity in the other.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check bitstruct==8.24.0 >&2

cat >expected <<'END'
pack u16< 4660: 3412 / 1234
pack f32< 1.5: 0000c03f / 3fc00000
unpack u16<: 4660 / 13330
pack raw of 12 bits: NotImplementedError
pack f32 1e+300: OverflowError / 7f800000
END
cat >orders.py <<'END'
import bitstruct
import bitstruct.c


def tried(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__


def packed(module, *args):
    data = tried(module.pack, *args)
    return data if isinstance(data, str) else data.hex()


def both(*args):
    return f"{packed(bitstruct, *args)} / {packed(bitstruct.c, *args)}"


print("pack u16< 4660:", both("u16<", 0x1234))
print("pack f32< 1.5:", both("f32<", 1.5))
print("unpack u16<:", *bitstruct.unpack("u16<", b"\x34\x12"), "/", *bitstruct.c.unpack("u16<", b"\x34\x12"))
print("pack raw of 12 bits:", packed(bitstruct.c, "r12", b"ab"))
print("pack f32 1e+300:", both("f32", 1e300))
END
env/bin/python orders.py >seen
diff expected seen
