#!/bin/sh
# npm cbor 10.0.12: a 64-bit counter that is only read and written again changes its CBOR type.
#
# One may expect: an integer that fits 64 bits is written as major type 0 whatever JavaScript type holds it, as cbor2,
# cborg and cbor-x write a BigInt.
# Seen: every BigInt, 5n too, becomes a bignum (tag 2); integers beyond 2**53 are read as BigInt, so they come in as
# 1b... and leave as c2.... A reader without tags sees a byte string in the place of a number.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . cbor@10.0.12 cbor2@2.3.0 cborg@6.1.5 >&2

cat >expected <<'END'
cbor  5n: c24105  1b0020000000000001 -> c24720000000000001
cbor2 5n: 05  1b0020000000000001 -> 1b0020000000000001
cborg 5n: 05  1b0020000000000001 -> 1b0020000000000001
END
node --input-type=module - >seen <<'END'
const message = Buffer.from('1b0020000000000001', 'hex')
for (const name of ['cbor', 'cbor2', 'cborg']) {
  const module = await import(name)
  const { encode, decode } = module.encode ? module : module.default
  const hex = value => Buffer.from(encode(value)).toString('hex')
  console.log(`${name.padEnd(5)} 5n: ${hex(5n)}  ${message.toString('hex')} -> ${hex(decode(message))}`)
}
END
diff expected seen
