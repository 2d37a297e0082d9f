#!/bin/sh
# ormsgpack 1.13.1: a numpy array in network byte order is sent with other numbers.
#
# One may expect: OPT_SERIALIZE_NUMPY sends the values, or refuses the array as it refuses one in Fortran order.
# Seen: the bytes are read in the host's order: the int16 values 1, 2, 3 arrive as 256, 512, 768 and the float 1.5 as a
# number near 0. Files and packets of instruments give such arrays (numpy.frombuffer(data, ">i2")).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check ormsgpack==1.13.1 numpy==2.2.6 >&2

cat >expected <<'END'
<i2 [1, 2, 3]
>i2 [256, 512, 768]
<f4 [1.5]
>f4 [6.896490392174587e-41]
END
env/bin/python - >seen <<'END'
import numpy
import ormsgpack

for dtype, values in ("<i2", [1, 2, 3]), (">i2", [1, 2, 3]), ("<f4", [1.5]), (">f4", [1.5]):
    sent = ormsgpack.packb(numpy.array(values, dtype), option=ormsgpack.OPT_SERIALIZE_NUMPY)
    print(dtype, ormsgpack.unpackb(sent))
END
diff expected seen
