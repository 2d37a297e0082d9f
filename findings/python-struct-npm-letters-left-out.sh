#!/bin/sh
# npm python-struct 1.1.3 and bufferpack 0.0.6: a field whose letter they do not know is left out, and the next ones move.
#
# One may expect: "according to Python's struct format" (README of python-struct), so that a letter of Python's is packed
# as Python packs it or is an error.
# Seen: a half float (e) in python-struct and a bool (?) or a 64-bit integer (q, Q) in bufferpack take no byte and no
# value when they are written, and none when they are read: what follows is read from their bytes.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . python-struct@1.1.3 bufferpack@0.0.6 >&2

cat >expected <<'END'
Python <HeH 0100003e0200
python-struct packs 01000100, reads 1,15872
Python <H?H 0100010200
bufferpack packs 01000100, reads 1,513
Python <HqH 010005000000000000000200
bufferpack packs 01000500, reads 1,5
END
cat >fields.js <<'END'
const [library, format, hex, ...values] = process.argv.slice(2)
const struct = require(library)
const packed = struct.pack(format, values.map(Number))
console.log(`${library} packs ${packed.toString('hex')}, reads ${struct.unpack(format, Buffer.from(hex, 'hex'))}`)
END
while read -r library format values; do
    # shellcheck disable=SC2086
    hex=$(python3 -c 'import struct, sys
format, *values = sys.argv[1:]
print(struct.pack(format, *(float(value) if "." in value else int(value) for value in values)).hex())' "$format" $values)
    echo "Python $format $hex"
    # shellcheck disable=SC2086
    node --no-deprecation fields.js "$library" "$format" "$hex" $values
done >seen <<'END'
python-struct <HeH 1 1.5 2
bufferpack <H?H 1 1 2
bufferpack <HqH 1 5 2
END
diff expected seen
