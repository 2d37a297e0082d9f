#!/bin/sh
# notepack.io 3.0.1, what-the-pack 2.0.3, @ygoe/msgpack 1.0.3: a float beyond 2**64 is sent as another number.
#
# One may expect: numbers that no MessagePack integer can hold are sent as float64.
# Seen: every number without a fraction is an integer to them. Two keep the lowest 64 bits (Avogadro's number becomes
# 1.7e18, 1e300 becomes 0), the third stops at the greatest integer. No error, and every reader agrees with the bytes.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . \
    notepack.io@3.0.1 what-the-pack@2.0.3 @ygoe/msgpack@1.0.3 @msgpack/msgpack@3.1.3 >&2

cat >expected <<'END'
@msgpack/msgpack 6.02214076e+23 cb44dfe185ca57c517 6.02214076e+23
notepack.io      6.02214076e+23 cf17295f145c000000 1668969677964968000
what-the-pack    6.02214076e+23 cf17295f145c000000 1668969677964968000
@ygoe/msgpack    6.02214076e+23 cfffffffffffffffff 18446744073709552000
@msgpack/msgpack 1e+300 cb7e37e43c8800759c 1e+300
notepack.io      1e+300 cf0000000000000000 0
what-the-pack    1e+300 cf0000000000000000 0
@ygoe/msgpack    1e+300 cfffffffffffffffff 18446744073709552000
END
node - >seen <<'END'
const codecs = {
  '@msgpack/msgpack': require('@msgpack/msgpack'),
  'notepack.io': require('notepack.io'),
  'what-the-pack': require('what-the-pack').initialize(1024),
  '@ygoe/msgpack': require('@ygoe/msgpack')
}
for (const value of [6.02214076e23, 1e300])
  for (const [name, codec] of Object.entries(codecs)) {
    const sent = Buffer.from(codec.encode(value))
    console.log(name.padEnd(16), value, sent.toString('hex'), codecs['@msgpack/msgpack'].decode(sent))
  }
END
diff expected seen
