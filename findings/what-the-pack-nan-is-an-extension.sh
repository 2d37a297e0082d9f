#!/bin/sh
# what-the-pack 2.0.3: NaN and the infinities are not floats on the wire.
#
# One may expect: float32 or float64, which have them; the package sends 1.5 as a float32.
# Seen: extension type 0 with one byte of its own making. PyPI msgpack 1.2.4 gives ExtType objects where the others
# of a list are floats, and a reader with its own extension 0 takes the missing sample for one of those.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . what-the-pack@2.0.3 >&2
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check msgpack==1.2.4

cat >expected <<'END'
94ca3fc00000d40001d40002d40003
[1.5, ExtType(code=0, data=b'\x01'), ExtType(code=0, data=b'\x02'), ExtType(code=0, data=b'\x03')]
END
node - >sent <<'END'
const { encode } = require('what-the-pack').initialize(1024)
console.log(encode([1.5, NaN, Infinity, -Infinity]).toString('hex'))
END
cat sent - <<END >seen
$(env/bin/python -c 'import msgpack; print(msgpack.unpackb(bytes.fromhex(open("sent").read())))')
END
diff expected seen
