#!/bin/sh
# npm jpickle 0.4.1: every integer beyond 32 bits is 0 at protocol 2.
#
# One may expect: protocol 2 is the one the package is for (3 and higher are refused by name), so LONG1 is read.
# Seen: 0, whatever the digits; protocol 1 is right. Milliseconds since 1970 are such integers.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . jpickle@0.4.1 >&2

cat >expected <<'END'
1 { small: 2147483647, large: 2147483648, time: 1577934245678 }
2 { small: 2147483647, large: 0, time: 0 }
END
python3 - >pickles <<'END'
import pickle
for protocol in 1, 2:
    print(pickle.dumps({"small": 2**31 - 1, "large": 2**31, "time": 1577934245678}, protocol).hex())
END
node - >seen <<'END'
const jpickle = require('jpickle')
const pickles = require('fs').readFileSync('pickles', 'utf8').trim().split('\n')
pickles.forEach((hex, i) => console.log(i + 1, jpickle.loads(Buffer.from(hex, 'hex').toString('binary'))))
END
diff expected seen
