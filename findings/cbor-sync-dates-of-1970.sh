#!/bin/sh
# cbor-sync 1.0.4: every time that came as a number (tag 1) is a day of January 1970.
#
# One may expect: tag 1 counts seconds, as RFC 8949 says and cbor2, cbor-x and cbor write it.
# Seen: the number is taken for milliseconds; the fraction of a second is lost as well. Text times (tag 0) are right.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . cbor-sync@1.0.4 >&2

cat >expected <<'END'
c11a5e0d5da5                               1970-01-19T06:18:54.245Z
c1fb41d78357696b645a                       1970-01-19T06:18:54.245Z
c074323032302d30312d30325430333a30343a30355a 2020-01-02T03:04:05.000Z
END
node - >seen <<'END'
const cbor = require('cbor-sync')
for (const time of ['c11a5e0d5da5', 'c1fb41d78357696b645a', 'c074323032302d30312d30325430333a30343a30355a'])
  console.log(time.padEnd(42), cbor.decode(Buffer.from(time, 'hex')).toISOString())
END
diff expected seen
