#!/bin/sh
# FlexBuffers: npm flatbuffers 25.9.23 and PyPI flatbuffers 25.12.19: numbers that the format has are not written as they are.
#
# One may expect: what is a number in JSON is the same number in FlexBuffers, which have floats of 64 bits and integers of
# 64 bits with and without a sign.
# Seen: the npm package writes 1e300 as the integer 0, 2**64 - 1 as -1, and cannot write a list of one fraction or a BigInt
# of 5. The Python package refuses 1e300, since it tries 32 bits first, and every integer from 2**63 on, and keys that
# are not ASCII.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . flatbuffers@25.9.23 >&2
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check flatbuffers==25.12.19 >&2

cat >expected <<'END'
npm 21.5 -> 21.5
npm 1e+300 -> 0n
npm 18446744073709551615n -> -1n
npm 5n -> TypeError
npm [ 21.5, 22.5 ] -> [ 21.5, 22.5 ]
npm [ 0.1 ] -> TypeError
pypi 21.5 -> 21.5
pypi 1e+300 -> OverflowError
pypi 9223372036854775807 -> 9223372036854775807
pypi 18446744073709551615 -> ValueError
pypi {'°C': 1} -> UnicodeEncodeError
END
cat >numbers.js <<'END'
const { encode, toObject } = require('flatbuffers/js/flexbuffers.js')
const { inspect } = require('util')
for (const value of [21.5, 1e300, 2n ** 64n - 1n, 5n, [21.5, 22.5], [0.1]]) {
  let read
  try {
    const data = encode(value)
    read = inspect(toObject(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)))
  } catch (error) {
    read = error.name
  }
  console.log('npm', inspect(value), '->', read)
}
END
cat >numbers.py <<'END'
from flatbuffers import flexbuffers

for value in (21.5, 1e300, (1 << 63) - 1, (1 << 64) - 1, {"°C": 1}):
    try:
        read = flexbuffers.Loads(flexbuffers.Dumps(value))
    except Exception as error:
        read = type(error).__name__
    print("pypi", value, "->", read)
END
node numbers.js >seen
env/bin/python numbers.py >>seen
diff expected seen
