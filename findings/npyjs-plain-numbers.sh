#!/bin/sh
# npyjs 1.2.0: a list of times is refused when they are in milliseconds, and off by up to a minute when in seconds.
#
# One may expect: "Dump a plain array (dtype is inferred)" (README): a list of JavaScript's numbers, which are 64-bit
# floats, has a type afterwards that keeps them, as numpy's own list does (int64 or float64).
# Seen: a fraction anywhere makes it float32, whose steps are 128 seconds there: 1700000075.5 is 1700000128 for numpy.
# Whole numbers beyond 32 bits are inferred to be 64-bit integers, which the package cannot make of numbers. A
# Float64Array keeps both.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . npyjs@1.2.0 >&2
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check numpy==2.2.6 >&2

cat >expected <<'END'
milliseconds: Cannot convert 1700000075500 to a BigInt
seconds float32 [1700000000.0, 1700000128.0]
typed float64 [1700000015.5, 1700000075.5]
END
cat >dump.js <<'END'
const { dump } = require('npyjs')
const { writeFileSync } = require('fs')
const seconds = [1700000015.5, 1700000075.5]
for (const [name, list] of [
  ['milliseconds', [1700000075500, 1700000135500]],
  ['seconds', seconds],
  ['typed', new Float64Array(seconds)]
]) {
  try {
    writeFileSync(`${name}.npy`, Buffer.from(dump(list, [2])))
  } catch (error) {
    console.log(`${name}: ${error.message}`)
  }
}
END
node dump.js >seen
env/bin/python - >>seen <<'END'
import numpy

for name in "seconds", "typed":
    array = numpy.load(f"{name}.npy")
    print(name, array.dtype, array.tolist())
END
diff expected seen
