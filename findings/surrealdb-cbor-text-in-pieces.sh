#!/bin/sh
# @surrealdb/cbor 2.0.0-alpha.4: a text that comes in pieces is 256 characters long, whatever was sent.
#
# One may expect: a text string of indefinite length is its pieces, one behind the other (RFC 8949, section 3.2.3); so a
# board with little memory sends what it does not have as a whole.
# Seen: behind "21.5" there are 252 zeros, and a byte string is filled up in the same way; the reader hands out the
# buffer that it collected the pieces in. Texts and bytes with a length before them are right. An alpha version, but the
# one that npm installs by default.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @surrealdb/cbor@2.0.0-alpha.4 >&2
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check cbor2==6.3.0 >&2

cat >expected <<'END'
6432312e35 cbor2: 21.5
  @surrealdb/cbor: 21.5
7f623231622e35ff cbor2: 21.5
  @surrealdb/cbor: 21.5 and 252 zeros
4421ff0203 cbor2: 21ff0203
  @surrealdb/cbor: 21ff0203
5f4221ff420203ff cbor2: 21ff0203
  @surrealdb/cbor: 21ff0203 and 252 zeros
END
cat >read.mjs <<'END'
import { decode } from '@surrealdb/cbor'

const value = decode(Buffer.from(process.argv[2], 'hex'))
const bytes = Buffer.from(value)
const sent = bytes.subarray(0, bytes.findLastIndex(byte => byte) + 1)
const zeros = bytes.length - sent.length
const shown = sent.toString(typeof value === 'string' ? 'utf8' : 'hex')
console.log('  @surrealdb/cbor:', shown + (zeros ? ` and ${zeros} zeros` : ''))
END
for hex in 6432312e35 7f623231622e35ff 4421ff0203 5f4221ff420203ff; do
    env/bin/python - "$hex" <<'END'
import sys

import cbor2

value = cbor2.loads(bytes.fromhex(sys.argv[1]))
print(sys.argv[1], "cbor2:", value if isinstance(value, str) else value.hex())
END
    node read.mjs "$hex"
done >seen
diff expected seen
