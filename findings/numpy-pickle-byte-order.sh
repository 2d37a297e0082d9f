#!/bin/sh
# numpy 2.2.6: the pickle protocol decides the byte order and the write protection of the array that comes back.
#
# One may expect: a protocol changes the bytes of the pickle, never the value that is loaded from it.
# Seen: a big-endian array is big-endian again at protocol 5 only and in the host's order below it; a read-only array
# is read-only again at protocol 5 only. Code that passes array.tobytes() on sends other bytes after a change of
# protocol.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check numpy==2.2.6 >&2

cat >expected <<'END'
sent >i2 0102 writeable False
0 <i2 0201 writeable True
1 <i2 0201 writeable True
2 <i2 0201 writeable True
3 <i2 0201 writeable True
4 <i2 0201 writeable True
5 >i2 0102 writeable False
END
env/bin/python - >seen <<'END'
import pickle

import numpy


def show(name, array):
    print(name, array.dtype.str, array.tobytes().hex(), "writeable", array.flags.writeable)


sample = numpy.array([0x102], ">i2")
sample.flags.writeable = False
show("sent", sample)
for protocol in range(6):
    show(protocol, pickle.loads(pickle.dumps(sample, protocol)))
END
diff expected seen
