#!/bin/sh
# cbor-redux 1.0.0: the BigInt 2**64 is written as the integer 0.
#
# One may expect: a bignum (tag 2), as other writers send it, or the error that the package raises for 2**64 + 5.
# Seen: 1b0000000000000000, which every reader takes for 0. The greatest unsigned 64-bit integer, one less, is right.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . cbor-redux@1.0.0 >&2

cat >expected <<'END'
18446744073709551615 1bffffffffffffffff 18446744073709551615
18446744073709551616 1b0000000000000000 0
18446744073709551621 refused
-18446744073709551616 3bffffffffffffffff -18446744073709551616
END
node --input-type=module - >seen <<'END'
import { encode, decode } from 'cbor-redux'
for (const value of [2n ** 64n - 1n, 2n ** 64n, 2n ** 64n + 5n, -(2n ** 64n)]) {
  try {
    const sent = encode(value)
    console.log(`${value} ${Buffer.from(sent).toString('hex')} ${decode(sent)}`)
  } catch {
    console.log(`${value} refused`)
  }
}
END
diff expected seen
