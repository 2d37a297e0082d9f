#!/bin/sh
# npm lwm2m-codec 0.1.1: a resource with the value 255 cannot be written, one with 256 can.
#
# One may expect: an integer of LwM2M's TLV is a signed one of 8, 16, 32 or 64 bits (LwM2M 1.0, appendix C), the writer
# takes the shortest that holds the value, as it says for -129, which needs two bytes.
# Seen: it counts the bytes without the sign. Everything from 128 to 255, from 32768 to 65535 and from 2**31 to 2**32 - 1
# (times after January 2038, too) is an error of the Buffer below, and so are the negative counterparts; 24 bits, which it
# sends as 32, hide the fault for numbers of that size.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . lwm2m-codec@0.1.1 >&2

cat >expected <<'END'
127 c1017f 127
128 refused
255 refused
256 c2010100 256
32768 refused
65536 c40100010000 65536
8388608 c40100800000 8388608
2147483648 refused
4294967296 c801080000000100000000 4294967296
-128 c10180 -128
-129 refused
END
node - >seen <<'END'
const { encode, decode } = require('lwm2m-codec')
const path = '/1/0/1' // LwM2M server, lifetime in seconds: an integer
for (const value of [127, 128, 255, 256, 32768, 65536, 8388608, 2 ** 31, 2 ** 32, -128, -129]) {
  try {
    const bytes = encode('tlv', path, value)
    console.log(value, bytes.toString('hex'), decode('tlv', path, bytes))
  } catch (error) {
    console.log(value, error instanceof RangeError ? 'refused' : error.message)
  }
}
END
diff expected seen
