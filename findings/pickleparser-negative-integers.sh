#!/bin/sh
# npm pickleparser 0.2.1: a negative integer beyond 32 bits is read as a positive one.
#
# One may expect: the README names all protocols; at 0 and 1 the value is right.
# Seen: from protocol 2 on, where pickle writes LONG1 in two's complement, the last byte's sign is not looked at: 6
# bytes of -2**40 are 280375465082880. Times in microseconds before 1970 are such values.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . pickleparser@0.2.1 >&2

cat >expected <<'END'
0 -1099511627776
1 -1099511627776
2 280375465082880
3 280375465082880
4 280375465082880
5 280375465082880
END
python3 -c 'import pickle; print(*(pickle.dumps(-2**40, p).hex() for p in range(6)), sep="\n")' >pickles
node - >seen <<'END'
const { Parser } = require('pickleparser')
const pickles = require('fs').readFileSync('pickles', 'utf8').trim().split('\n')
pickles.forEach((hex, protocol) => console.log(protocol, new Parser().parse(Buffer.from(hex, 'hex'))))
END
diff expected seen
