#!/bin/sh
# @dfinity/cbor 0.2.3: 21.5 is sent as 21 and -0.1 as -1.
#
# One may expect: a number of JavaScript is written as the number that it is (RFC 8949, section 3.3), or refused. The
# README's list of what is not implemented has tags and lengths, and no floats.
# Seen: the fraction is cut off without a word, and all between 0 and -1 is -1. The floats of other writers are refused:
# the package knows integers only.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @dfinity/cbor@0.2.3 cbor-x@1.6.4 >&2

cat >expected <<'END'
21.5 15 is 21; from cbor-x: refused
0.9 00 is 0; from cbor-x: refused
-0.1 20 is -1; from cbor-x: refused
-1.5 20 is -1; from cbor-x: refused
-2 21 is -2; from cbor-x: -2
END
cat >numbers.mjs <<'END'
import { decode, encode } from '@dfinity/cbor'
import * as x from 'cbor-x'

for (const number of [21.5, 0.9, -0.1, -1.5, -2]) {
  const bytes = encode(number)
  let read
  try {
    read = decode(Uint8Array.from(x.encode(number)))
  } catch {
    read = 'refused'
  }
  console.log(number, Buffer.from(bytes).toString('hex'), 'is', x.decode(bytes) + ';', 'from cbor-x:', read)
}
END
node numbers.mjs >seen
diff expected seen
