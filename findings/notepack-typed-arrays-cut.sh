#!/bin/sh
# notepack.io 3.0.1: a Float32Array is sent as one byte an element.
#
# One may expect: the array's memory as a byte string (as msgpackr and @msgpack/msgpack send it), or a list of numbers.
# Seen: each element is turned into a byte, so 1.5 is 1, -2.25 is 254 and 300 is 44; 16-bit samples lose their high
# half.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . notepack.io@3.0.1 @msgpack/msgpack@3.1.3 >&2

cat >expected <<'END'
Float32Array 1.5,-2.25,300
  @msgpack/msgpack c40c0000c03f000010c000009643
  notepack.io      c40301fe2c
Int16Array 1000,-2
  @msgpack/msgpack c404e803feff
  notepack.io      c402e8fe
END
node - >seen <<'END'
const packs = { '@msgpack/msgpack': require('@msgpack/msgpack'), 'notepack.io': require('notepack.io') }
for (const array of [new Float32Array([1.5, -2.25, 300]), new Int16Array([1000, -2])]) {
  console.log(array.constructor.name, array.join())
  for (const [name, { encode }] of Object.entries(packs))
    console.log(' ', name.padEnd(16), Buffer.from(encode(array)).toString('hex'))
}
END
diff expected seen
