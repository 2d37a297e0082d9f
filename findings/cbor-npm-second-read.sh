#!/bin/sh
# npm cbor 10.0.12: a typed array in network byte order is right at the first read of a message and wrong at the second.
#
# One may expect: a reader leaves the message alone, so the same bytes give the same value as often as they are read.
# Seen: tag 73 (RFC 8746, int16, big-endian) is swapped to the host's order in the caller's own buffer; the second
# read swaps again. A message that is kept for a retry, or read once to route it and once to use it, changes its values.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . cbor@10.0.12 >&2

cat >expected <<'END'
message  d849440001fffe
read 1   1,-2
message  d849440100feff
read 2   256,-257
END
node - >seen <<'END'
const cbor = require('cbor')
const message = Buffer.from('d849440001fffe', 'hex')
for (const turn of [1, 2]) {
  console.log('message ', message.toString('hex'))
  console.log('read', turn, ' ', cbor.decodeFirstSync(message).join())
}
END
diff expected seen
