#!/bin/sh
# fastavro 1.13.1: in a union that names a float before an integer, counters are written as floats, and rounded.
#
# One may expect: of ["double", "long"] an int takes the long, as Apache's avro 1.12.2 has it; fastavro itself looks for
# the better one of float and double where a float is written.
# Seen: the first type that takes a number in any way gets it. An int becomes a float, and one that a float does not hold
# another number, without an error: a device number of 25 bits in ["float", "int"], a counter of 54 in ["double", "long"].
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check fastavro==1.13.1 avro==1.12.2 >&2

cat >expected <<'END'
["float", "int"] 16777217: fastavro 16777216.0 000000804b, avro 16777217 0282808010
["double", "long"] 9007199254740993: fastavro 9007199254740992.0 000000000000004043, avro 9007199254740993 028280808080808020
["float", "double"] 0.1: fastavro 0.1 029a9999999999b93f, avro 0.1 029a9999999999b93f
END
cat >unions.py <<'END'
import io
import json

import avro.io
import avro.schema
import fastavro

for union, number in (
    (["float", "int"], (1 << 24) + 1),
    (["double", "long"], (1 << 53) + 1),
    (["float", "double"], 0.1),
):
    out = io.BytesIO()
    fastavro.schemaless_writer(out, union, number)
    first = out.getvalue()
    read = fastavro.schemaless_reader(io.BytesIO(first), union)
    schema, out = avro.schema.parse(json.dumps(union)), io.BytesIO()
    avro.io.DatumWriter(schema).write(number, avro.io.BinaryEncoder(out))
    second = out.getvalue()
    other = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(io.BytesIO(second)))
    print(f"{json.dumps(union)} {number}: fastavro {read} {first.hex()}, avro {other} {second.hex()}")
END
env/bin/python unions.py >seen
diff expected seen
