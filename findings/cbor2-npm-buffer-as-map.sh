#!/bin/sh
# npm cbor2 2.3.0: the bytes that it hands out are not bytes when they are sent on.
#
# One may expect: Node's Buffer is a Uint8Array, so it is written as a byte string; cbor, cbor-x and cborg do so.
# Seen: a Buffer is written as the map {"type": "Buffer", "data": [1, 2]}, and the package's own reader gives a Buffer
# when it was given one: a message that is read and written again has grown from 3 to 21 bytes and changed its type.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . cbor2@2.3.0 >&2

cat >expected <<'END'
Buffer 420102 -> a26474797065664275666665726464617461820102
Uint8Array 420102 -> 420102
END
node --input-type=module - >seen <<'END'
import { decode, encode } from 'cbor2'
for (const kind of [Buffer, Uint8Array]) {
  const again = encode(decode(kind.from([0x42, 1, 2])))
  console.log(`${kind.name} 420102 -> ${Buffer.from(again).toString('hex')}`)
}
END
diff expected seen
