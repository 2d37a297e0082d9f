#!/bin/sh
# PyPI bson 0.5.10: an identifier of 64 bits is a number or a time of 2057, depending on its first bit.
#
# One may expect: BSON's integers end at 2**63 - 1 (type 0x12); a larger one is refused or sent as a decimal.
# Seen: it is sent as type 0x11, which the BSON specification gives to MongoDB's own time stamps. The package reads it
# back as an integer, so a test with the package at both ends sees nothing; the npm package bson 7.2.0 reads a time. Half
# of all random identifiers are such, and the EUI-64 addresses that start with 80 to ff.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check bson==0.5.10 python-dateutil==2.9.0.post0 six==1.17.0 >&2
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . bson@7.2.0 >&2

cat >expected <<'END'
0x70b3d5fffe123456 120000001265756900563412feffd5b37000 0x70b3d5fffe123456
bigint 8121069848535118934
0xa4c138fffe123456 120000001165756900563412feff38c1a400 0xa4c138fffe123456
Timestamp of 2057-08-04
END
cat >read.js <<'END'
const { deserialize } = require('bson')
const { eui } = deserialize(Buffer.from(process.argv[2], 'hex'), { useBigInt64: true })
if (typeof eui === 'bigint') console.log('bigint', eui.toString())
else console.log(eui._bsontype, 'of', new Date(eui.t * 1000).toISOString().slice(0, 10))
END
for eui in 0x70b3d5fffe123456 0xa4c138fffe123456; do
    hex=$(env/bin/python -c "import bson; print(bson.dumps({'eui': $eui}).hex())")
    echo "$eui $hex" "$(env/bin/python -c "import bson; print(hex(bson.loads(bytes.fromhex('$hex'))['eui']))")"
    node read.js "$hex"
done >seen
diff expected seen
