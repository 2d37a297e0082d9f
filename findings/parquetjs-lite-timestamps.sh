#!/bin/sh
# parquetjs-lite 0.8.7: a column of times in milliseconds can be written and not be read by the package itself.
#
# One may expect: TIMESTAMP_MILLIS is in the README's table of types, and each type that is written is read back, as
# TIMESTAMP_MICROS is.
# Seen: the reader divides a BigInt as if it were a number. The file is right: pyarrow 21.0.0 reads it. A counter of 32
# bits (UINT_32) from 2**31 on cannot even be written.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . parquetjs-lite@0.8.7 >&2
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check pyarrow==21.0.0 >&2

cat >expected <<'END'
TIMESTAMP_MICROS written, read 2023-11-14T22:13:20.123Z
TIMESTAMP_MILLIS written, Cannot convert a BigInt value to a number
UINT_32 not written
pyarrow TIMESTAMP_MICROS 2023-11-14T22:13:20.123000+00:00
pyarrow TIMESTAMP_MILLIS 2023-11-14T22:13:20.123000+00:00
END
cat >times.js <<'END'
const { ParquetReader, ParquetSchema, ParquetWriter } = require('parquetjs-lite')
const time = new Date(1700000000123)
async function main () {
  for (const [type, value] of [['TIMESTAMP_MICROS', time], ['TIMESTAMP_MILLIS', time], ['UINT_32', 3000000000]]) {
    let said = 'not written'
    try {
      const writer = await ParquetWriter.openFile(new ParquetSchema({ v: { type } }), `${type}.parquet`)
      await writer.appendRow({ v: value })
      await writer.close()
      said = 'written, '
      const reader = await ParquetReader.openFile(`${type}.parquet`)
      const row = await reader.getCursor().next()
      said += `read ${row.v.toISOString()}`
    } catch (error) {
      said += said.startsWith('written') ? error.message : ''
    }
    console.log(type, said)
  }
}
main()
END
node --no-deprecation times.js >seen
env/bin/python - >>seen <<'END'
import pyarrow.parquet

for kind in "TIMESTAMP_MICROS", "TIMESTAMP_MILLIS":
    print("pyarrow", kind, pyarrow.parquet.read_table(f"{kind}.parquet")["v"][0].as_py().isoformat())
END
diff expected seen
