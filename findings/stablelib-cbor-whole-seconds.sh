#!/bin/sh
# @stablelib/cbor 2.0.4: a Date is sent without its milliseconds, and a time before 1970 moves back a second with them.
#
# One may expect: 2020-01-02T03:04:05.678Z comes back as it was; toISOString() has the milliseconds, tag 0 allows them.
# Seen: the text is cut to whole seconds, without an error.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @stablelib/cbor@2.0.4 >&2

cat >expected <<'END'
2020-01-02T03:04:05.678Z 2020-01-02T03:04:05Z
1969-12-31T23:59:59.999Z 1969-12-31T23:59:59Z
END
node - >seen <<'END'
const { encode } = require('@stablelib/cbor')
for (const time of [1577934245678, -1]) {
  const sent = Buffer.from(encode(new Date(time)))
  console.log(new Date(time).toISOString(), sent.subarray(2).toString())
}
END
diff expected seen
