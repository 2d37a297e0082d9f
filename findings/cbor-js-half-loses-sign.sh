#!/bin/sh
# cbor-js 0.1.0: small negative half floats are read as positive.
#
# One may expect: the sign bit holds for all half floats, as it does for -1 and for minus zero.
# Seen: it is dropped for the subnormal ones, those between -0.000061 and 0; writers that shrink floats (ciborium,
# cborg) send such values as halves.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . cbor-js@0.1.0 >&2

cat >expected <<'END'
f9bc00 -1
f98000 -0
f98400 -0.00006103515625
f983ff 0.00006097555160522461
f98001 5.960464477539063e-8
END
node - >seen <<'END'
const cbor = require('cbor-js')
for (const half of ['f9bc00', 'f98000', 'f98400', 'f983ff', 'f98001'])
  console.log(half, cbor.decode(new Uint8Array(Buffer.from(half, 'hex')).buffer))
END
diff expected seen
