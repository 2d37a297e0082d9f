#!/bin/sh
# npm pbf 5.1.2: a message says that both members of a oneof were set, and NaN arrives as 0.
#
# One may expect: what pbf's compiled code writes of an object that it has read is the same message to everybody else.
# Seen: a oneof's members are written with their default values although none was set, so the last one is set for whoever
# reads (protobufjs 8.8.1 here); a NaN is not written, as if it were 0; a negative number of an enum is read as an unsigned one,
# and cannot be written.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . pbf@5.1.2 protobufjs@8.8.1 >&2

cat >pump.proto <<'END'
syntax = "proto3";
enum Kind { UNKNOWN = 0; BROKEN = -1; }
message Pump {
  double rate = 1;
  oneof command { int32 speed = 2; string program = 3; }
  Kind kind = 4;
}
END
node_modules/.bin/pbf pump.proto >pump.mjs
cat >expected <<'END'
{"rate":21.5} is read as {"rate":21.5}, 090000000000803540
{"rate":21.5} by way of pbf {"rate":21.5,"program":"","command":"program"}, 09000000000080354010001a00
{"speed":7} is read as {"speed":7,"command":"speed"}, 1007
{"speed":7} by way of pbf {"program":"","command":"program"}, 10071a00
{"rate":"NaN"} is read as {"rate":"NaN"}, 09000000000000f87f
{"rate":"NaN"} by way of pbf {"program":"","command":"program"}, 10001a00
{"kind":"BROKEN"} is read as {"kind":"BROKEN"}, 20ffffffffffffffffff01
{"kind":"BROKEN"} by way of pbf Error: Given varint doesn't fit into 10 bytes
END
cat >pump_test.mjs <<'END'
import protobuf from 'protobufjs'
import * as pbf from 'pbf'
import { readPump, writePump } from './pump.mjs'

const Pump = protobuf.loadSync('pump.proto').lookupType('Pump')
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const read = (bytes) => JSON.stringify(Pump.toObject(Pump.decode(bytes), { enums: String, json: true, oneofs: true }))
for (const object of [{ rate: 21.5 }, { speed: 7 }, { rate: 'NaN' }, { kind: 'BROKEN' }]) {
  const sent = Pump.encode(Pump.fromObject(object)).finish()
  console.log(JSON.stringify(object), 'is read as', `${read(sent)}, ${hex(sent)}`)
  let again
  try {
    const writer = new pbf.PbfWriter()
    writePump(readPump(new pbf.PbfReader(sent)), writer)
    again = writer.finish()
    again = `${read(again)}, ${hex(again)}`
  } catch (error) {
    again = String(error)
  }
  console.log(JSON.stringify(object), 'by way of pbf', again)
}
END
node pump_test.mjs >seen
diff expected seen
