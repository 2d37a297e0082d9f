#!/bin/sh
# npm sparkplug-payload 1.0.3: negative integers that are right as metrics are lost in a data set.
#
# One may expect: a DataSet of the package's own making is read by the package, with the same numbers.
# Seen: an Int32 of -1 is written and then refused as 4294967295, with the whole payload, while an Int64 comes back as
# 2**64 - 1. Besides, a DateTime metric given as a Date, and a UInt64 given as a BigInt, are sent as 0.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . sparkplug-payload@1.0.3 >&2

cat >expected <<'END'
Int32 -1: metric -1, data set refused
Int64 -1: metric -1, data set 18446744073709551615
Float -1.5: metric -1.5, data set -1.5
DateTime 2020-01-02T03:04:05.678Z: metric 0
UInt64 7: metric 0
END
node - >seen <<'END'
const { encodePayload, decodePayload } = require('sparkplug-payload').get('spBv1.0')
const send = (type, value) =>
  decodePayload(encodePayload({ timestamp: 1, seq: 0, metrics: [{ name: 'm', type, value }] })).metrics[0].value
for (const [type, value] of [['Int32', -1], ['Int64', -1], ['Float', -1.5]]) {
  let cell = 'refused'
  try {
    cell = send('DataSet', { numOfColumns: 1, columns: ['c'], types: [type], rows: [[value]] }).rows[0][0]
  } catch {}
  console.log(`${type} ${value}: metric ${send(type, value)}, data set ${cell}`)
}
const time = new Date(1577934245678)
console.log(`DateTime ${time.toISOString()}: metric ${send('DateTime', time)}`)
console.log(`UInt64 7: metric ${send('UInt64', 7n)}`)
END
diff expected seen
