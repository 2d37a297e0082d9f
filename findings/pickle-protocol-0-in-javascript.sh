#!/bin/sh
# npm pickleparser 0.2.1 and jpickle 0.4.1: text and infinities of protocol 0 are not what Python wrote.
#
# One may expect: protocol 0, the oldest and plainest, is read best.
# Seen: the escapes of the UNICODE opcode stay in the text (a line end arrives as \u000a, six characters), and "-inf"
# of the FLOAT opcode is NaN. Both readers have both faults; at protocol 1 both are right.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . pickleparser@0.2.1 jpickle@0.4.1 >&2

cat >expected <<'END'
0 pickleparser ["a\\u000ab","c:\\u005cd"] NaN
0 jpickle      ["a\\u000ab","c:\\u005cd"] NaN
1 pickleparser ["a\nb","c:\\d"] -Infinity
1 jpickle      ["a\nb","c:\\d"] -Infinity
END
python3 - >pickles <<'END'
import pickle
for protocol in 0, 1:
    print(pickle.dumps([["a\nb", "c:\\d"], -float("inf")], protocol).hex())
END
node - >seen <<'END'
const { Parser } = require('pickleparser')
const jpickle = require('jpickle')
const pickles = require('fs').readFileSync('pickles', 'utf8').trim().split('\n')
pickles.forEach((hex, protocol) => {
  const pickle = Buffer.from(hex, 'hex')
  const show = (name, [texts, float]) => console.log(protocol, name, JSON.stringify(texts), float)
  show('pickleparser', new Parser().parse(pickle))
  show('jpickle     ', jpickle.loads(pickle.toString('binary')))
})
END
diff expected seen
