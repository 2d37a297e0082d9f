#!/bin/sh
# msgpack-numpy 0.4.8: samples that were masked as wrong come back as good ones.
#
# One may expect: a masked array is refused or keeps its mask; a record type has the same fields on both sides.
# Seen: the mask is dropped, so the mean of the received array counts the masked 999; the padding of an aligned record
# becomes a field of its own, which makes the two dtypes unequal.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check msgpack-numpy==0.4.8 msgpack==1.2.4 numpy==2.2.6 >&2

cat >expected <<'END'
mean sent 20.0 received 346.3333333333333
fields sent ('id', 'level') received ('id', 'f1', 'level')
END
env/bin/python - >seen <<'END'
import msgpack
import msgpack_numpy
import numpy


def trip(array):
    return msgpack.unpackb(msgpack.packb(array, default=msgpack_numpy.encode), object_hook=msgpack_numpy.decode)


samples = numpy.ma.array([19.0, 999.0, 21.0], mask=[False, True, False])
print("mean sent", samples.mean(), "received", trip(samples).mean())
records = numpy.zeros(1, numpy.dtype([("id", "i4"), ("level", "f8")], align=True))
print("fields sent", records.dtype.names, "received", trip(records).dtype.names)
END
diff expected seen
