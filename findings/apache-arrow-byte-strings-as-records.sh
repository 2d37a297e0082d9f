#!/bin/sh
# npm apache-arrow 21.2.0: byte strings and rows of samples become records, and where one ends is lost.
#
# One may expect: vectorFromArray() makes a list of numbers of [[1, 2], [3, 4, 5]], and so it does; a Float32Array or a
# Uint8Array, as readers of CBOR and MessagePack give them, becomes a list of numbers or a byte string.
# Seen: each becomes a record with the fields "0", "1" and so on, of 64-bit floats, as many as the longest has. What a
# shorter one lacks is NaN, as a sample that was not measured is.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . apache-arrow@21.2.0 >&2
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check pyarrow==21.0.0 >&2

cat >expected <<'END'
lists list<: double> [[1.0, 2.0], [3.0, 4.0, 5.0]]
arrays struct<0: double, 1: double, 2: double> [{'0': 1.0, '1': 2.0, '2': nan}, {'0': 3.0, '1': 4.0, '2': 5.0}]
bytes struct<0: double, 1: double> [{'0': 104.0, '1': 105.0}, {'0': 33.0, '1': nan}]
END
cat >write.js <<'END'
const { Table, tableToIPC, vectorFromArray } = require('apache-arrow')
const { writeFileSync } = require('fs')
for (const [name, rows] of Object.entries({
  lists: [[1, 2], [3, 4, 5]],
  arrays: [new Float32Array([1, 2]), new Float32Array([3, 4, 5])],
  bytes: [new Uint8Array([104, 105]), new Uint8Array([33])]
})) writeFileSync(`${name}.arrow`, tableToIPC(new Table({ rows: vectorFromArray(rows) })))
END
node write.js
env/bin/python - >seen <<'END'
import pyarrow

for name in "lists", "arrays", "bytes":
    with open(f"{name}.arrow", "rb") as file:
        column = pyarrow.ipc.open_stream(file).read_all()["rows"]
    print(name, column.type, column.to_pylist())
END
diff expected seen
