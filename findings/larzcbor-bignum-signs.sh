#!/bin/sh
# larzcbor 0.1.0: 2**64 and -(2**64) - 1, sent by cbor2 6.3.0, are one and the same value.
#
# One may expect: tags that a small package does not know are refused, or come with the value.
# Seen: all tags are dropped. The two bignums are equal byte strings, 1.10 is the list [-2, 110], and the second
# mention of a shared list is the integer 1, its number in the message.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check larzcbor==0.1.0 cbor2==6.3.0 >&2

cat >expected <<'END'
18446744073709551616 b'\x01\x00\x00\x00\x00\x00\x00\x00\x00'
-18446744073709551617 b'\x01\x00\x00\x00\x00\x00\x00\x00\x00'
1.10 [-2, 110]
[[1], [1]] [[1], 1]
END
env/bin/python - >seen <<'END'
from decimal import Decimal

import cbor2
import larzcbor

shared = [1]
for value in 2**64, -(2**64) - 1, Decimal("1.10"), [shared, shared]:
    print(value, larzcbor.decode(cbor2.dumps(value, value_sharing=isinstance(value, list))))
END
diff expected seen
