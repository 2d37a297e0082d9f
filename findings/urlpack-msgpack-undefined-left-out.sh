#!/bin/sh
# @urlpack/msgpack 2.0.1: an undefined field of one message gets the next message as its value.
#
# One may expect: undefined, which the package's type of inputs names, is written as nil, as @msgpack/msgpack 3.1.3 does,
# or the field is left out, as in JSON.
# Seen: the field is counted and its name is written, and no value follows. A reader takes what comes next for it: the
# next field's name or, as below, the next message.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @urlpack/msgpack@2.0.1 @msgpack/msgpack@3.1.3 >&2

cat >expected <<'END'
@msgpack/msgpack 82a174cb4035800000000000a56572726f72c00781a174cb4036800000000000
  [{"t":21.5,"error":null},7,{"t":22.5}]
@urlpack/msgpack 82a174ca41ac0000a56572726f720781a174ca41b40000
  [{"t":21.5,"error":7},{"t":22.5}]
END
cat >fields.mjs <<'END'
import { decodeMulti, encode } from '@msgpack/msgpack'
import { makeMessagePackEncoder } from '@urlpack/msgpack'

const messages = [{ t: 21.5, error: undefined }, 7, { t: 22.5 }]
for (const [name, write] of [['@msgpack/msgpack', encode], ['@urlpack/msgpack', makeMessagePackEncoder().encode]]) {
  const stream = Buffer.concat(messages.map(message => Buffer.from(write(message))))
  console.log(name, stream.toString('hex'))
  console.log(' ', JSON.stringify([...decodeMulti(stream)]))
}
END
node fields.mjs >seen
diff expected seen
